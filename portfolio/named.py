"""The files that a text of the content names: pictures, certificates and what else it links to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from .assets import Refusal
from .diagnostics import Diagnostic, Location, error, warning
from .files import find_asset, is_of_site
from .folders import STATIC_ROOT, is_markdown
from .kinds import DOCUMENTS, PICTURES
from .manuscript import place_on_line
from .model import Asset, Credential, FreePage, Profile
from .places import locate
from .record import ProfileRecord, Record
from .text import quoted
from .whereabouts import Whereabouts

Text = Credential | FreePage | Profile
_MADE = frozenset({".json", ".txt"})
"""Endings of files that a site makes itself."""


def named_assets(root: Path, value: Text, where_is: Whereabouts) -> Iterator[tuple[str, Asset] | Diagnostic]:
    """The files that a text names and may publish, each under the name that it uses, and what is wrong with the others."""
    keeps_badge = isinstance(value.record, Record) and value.record.publish_badge_data
    for name, target, picture in _named_files(value):
        asset = find_asset(root, value.path, target, picture=picture, keeps_badge=keeps_badge, where=where_is)
        where = partial(locate, value.path, value.head, (name,))
        if isinstance(asset, Refusal):
            yield error(asset.code, f"`{name}`: {asset.message}", where(), asset.help)
            continue
        yield target, asset
        if asset.trouble:
            message = f"`{name}`: {quoted(target)} cannot be shown: {asset.trouble}"
            yield warning("unshown-document", message, where(), "export it again, without a password; until then there is a link to it")
        yield from _private(target, asset, where)
    for reference in value.gist.references:
        if not reference.target or (is_markdown(reference.target) and not reference.is_picture):
            continue
        if is_of_site(value.path, reference.target):
            continue
        asset = find_asset(root, value.path, reference.target, picture=reference.is_picture, keeps_badge=keeps_badge, where=where_is)
        where = partial(place_on_line, value.path, reference.line, reference.source, reference.needle)
        if isinstance(asset, Refusal):
            yield error(asset.code, asset.message, where(), asset.help)
        else:
            yield reference.target, asset
            yield from _private(reference.target, asset, where)


def _private(target: str, asset: Asset, where: Callable[[], Location]) -> Iterator[Diagnostic]:
    if asset.private:
        cure = "remove `publish_badge_data`" if asset.keeps_badge else "a PDF is published as it is: export it without that"
        yield warning("private-document", f"{quoted(target)} holds {asset.private}", where(), f"{cure}, unless everybody may know it")


def named_targets(value: Text) -> Iterator[str]:
    """The names that a text uses for files, there or not."""
    yield from (target for _, target, _ in _named_files(value))
    yield from (reference.target for reference in value.gist.references if reference.target)


def _named_files(value: Text) -> Iterator[tuple[str, str, bool]]:
    record = value.record
    if isinstance(record, Record):
        if record.image:
            yield "image", record.image, True
        if record.certificate:
            yield "certificate", record.certificate, False
    if isinstance(record, ProfileRecord) and record.photo:
        yield "photo", record.photo, True


def missing_from_root(root: Path, value: Text, where_is: Whereabouts) -> dict[str, str]:
    """What to do for the files that a text names by a path that begins with `/`, where the site's root has none of that name."""
    targets = (reference.target for reference in value.gist.references if reference.target.startswith("/"))
    cures = {target: _root_cure(root, value.path, target, where_is) for target in targets}
    return {target: cure for target, cure in cures.items() if cure}


def _root_cure(root: Path, path: str, target: str, where_is: Whereabouts) -> str | None:
    kinds = PICTURES | DOCUMENTS
    suffix = PurePosixPath(target).suffix.lower()
    is_made = suffix in _MADE or os.path.lexists(root / STATIC_ROOT / target.lstrip("/"))
    return None if is_made or suffix not in kinds else where_is.advice(path, target, kinds)
