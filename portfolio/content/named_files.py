"""The files that a text refers to: pictures, certificates and other files that it links to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath

from ..diagnostics import Diagnostic, Location, error, warning
from ..domain.model import AnyText, Asset, Credential, Profile, Project, Translation
from ..images.assets import Refusal
from ..images.file_kinds import PICTURE_TYPES, PUBLISHED_TYPES
from ..paths import STATIC_ROOT, is_markdown
from ..source_text import locate_on_line
from ..text import quoted
from .files import find_asset, is_site_address
from .locate import locate
from .site_files import SiteFiles

AnySourceText = AnyText | Translation
_MADE = frozenset({".json", ".txt"})
"""Extensions of files that a site makes itself."""


def named_assets(
    root: Path, value: AnySourceText, site_files: SiteFiles
) -> Iterator[tuple[str, Asset] | Diagnostic]:
    """The files that a text refers to and may publish, and what is wrong with the others.

    Each file comes with the name that the text uses.
    """
    keeps_badge = isinstance(value, Credential) and value.record.publish_badge_data
    find = partial(find_asset, root, value.path, keeps_badge=keeps_badge, site_files=site_files)
    yield from _of_fields(value, find)
    yield from _of_body(value, find)


def _of_fields(
    value: AnySourceText, find: Callable[..., Asset | Refusal]
) -> Iterator[tuple[str, Asset] | Diagnostic]:
    """The files in the fields of a text."""
    for name, target, kinds in _named_files(value):
        asset = find(target, kinds)
        where = partial(locate, value.path, value.front_matter, (name,))
        if isinstance(asset, Refusal):
            yield error(asset.code, f"`{name}`: {asset.message}", where(), asset.help)
            continue
        yield target, asset
        if asset.trouble:
            yield warning(
                "unshown-document",
                f"`{name}`: {quoted(target)} cannot be shown: {asset.trouble}",
                where(),
                "export it again without a password; until then its page only links to it",
            )
        yield from _private(target, asset, where)


def _of_body(
    value: AnySourceText, find: Callable[..., Asset | Refusal]
) -> Iterator[tuple[str, Asset] | Diagnostic]:
    """The files in the body of a text: pictures, and links to anything but other texts."""
    for reference in value.outline.references:
        target = reference.target
        if not target or (is_markdown(target) and not reference.is_picture):
            continue
        if is_site_address(value.path, target):
            continue
        asset = find(target, PICTURE_TYPES if reference.is_picture else PUBLISHED_TYPES)
        where = partial(
            locate_on_line, value.path, reference.line, reference.source, reference.needle
        )
        if isinstance(asset, Refusal):
            yield error(asset.code, asset.message, where(), asset.help)
        else:
            yield target, asset
            yield from _private(target, asset, where)


def _private(target: str, asset: Asset, where: Callable[[], Location]) -> Iterator[Diagnostic]:
    """A warning for a file that reveals more than it shows."""
    if not asset.private:
        return
    fix = "export it without that: PDFs are published unchanged"
    if asset.keeps_badge:
        fix = "remove `publish_badge_data`"
    yield warning(
        "private-document",
        f"{quoted(target)} holds {asset.private}",
        where(),
        f"{fix}; or leave it if anyone may know that",
    )


def named_targets(value: AnySourceText) -> Iterator[str]:
    """The names that a text uses for files, existing or not."""
    yield from (target for _, target, _ in _named_files(value))
    if isinstance(value, Credential) and value.record.badge_file:
        yield value.record.badge_file
    yield from (reference.target for reference in value.outline.references if reference.target)


def _named_files(value: AnySourceText) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """The fields that name a file to publish, with that name and the kinds that it may have."""
    if isinstance(value, Credential | Project) and value.record.image:
        yield "image", value.record.image, PICTURE_TYPES
    if isinstance(value, Credential) and value.record.certificate:
        yield "certificate", value.record.certificate, PUBLISHED_TYPES
    if isinstance(value, Profile) and value.record.photo:
        yield "photo", value.record.photo, PICTURE_TYPES


def missing_from_root(root: Path, value: AnySourceText, site_files: SiteFiles) -> dict[str, str]:
    """Help on the files that a text looks for at the site's root and that are not there."""
    targets = (
        reference.target
        for reference in value.outline.references
        if reference.target.startswith("/")
    )
    fixes = {target: _root_fix(root, value.path, target, site_files) for target in targets}
    return {target: fix for target, fix in fixes.items() if fix}


def _root_fix(root: Path, path: str, target: str, site_files: SiteFiles) -> str | None:
    kinds = PUBLISHED_TYPES
    suffix = PurePosixPath(target).suffix.lower()
    if suffix not in kinds or suffix in _MADE:
        return None
    if os.path.lexists(root / STATIC_ROOT / target.lstrip("/")):
        return None
    return site_files.advice(path, target, kinds)
