"""Reading the site's folder: regular files inside it, by their exact names, never through a symbolic link."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from msgspec.structs import replace

from .assets import Refusal, badge_notes, looks_of, misnamed, publishable, unsupported
from .diagnostics import Diagnostic, Location, error
from .folders import STATIC_ROOT, is_markdown, is_scratch
from .kinds import DOCUMENTS, PICTURES, kind_of
from .manuscript import read_regular
from .model import Asset
from .text import did_you_mean_path, quoted, slug
from .web import is_relative
from .whereabouts import Whereabouts, file_name_of

MAX_ASSET_BYTES = 20 * 1024 * 1024
"""Largest picture or document that is published."""


def resolve(path: str, target: str) -> str:
    """The path within the site that `target` means in the file `path`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


def is_of_site(path: str, target: str) -> bool:
    """Whether a target in the file `path` means an address of the site and not a file of the content."""
    suffix = posixpath.splitext(target)[1].lower()
    whole = resolve(path, target)
    is_page = target.endswith("/") or suffix in ("", ".html", ".htm") or posixpath.basename(target) in (".", "..")
    return not is_markdown(target) and (target.startswith("/") or is_page or whole.startswith(f"{STATIC_ROOT}/"))


def find_asset(
    root: Path, path: str, target: str, *, picture: bool, keeps_badge: bool = False, where: Whereabouts | None = None
) -> Asset | Refusal:
    """The file that the file `path` names `target`, checked, or why it is not published; `where` knows the files of the site.

    A badge's data go unless they are kept.
    """
    kinds = PICTURES if picture else PICTURES | DOCUMENTS
    where = where or Whereabouts(root)
    if not is_relative(target):
        return _foreign(path, target, where, kinds)
    whole = resolve(path, target)
    if not whole.startswith("content/"):
        cure = where.advice(path, target, kinds) or "move the file beside this one"
        return Refusal("outside-content", f"{quoted(target)} is outside the content folder", cure)
    if any(map(is_scratch, PurePosixPath(whole).parts)):
        return Refusal("unsupported-file", f"{quoted(target)} is hidden or a backup, which is not published", "give the file another name")
    try:
        missing = _not_there(root, whole, target, kinds, where)
    except OSError as reason:  # a path that is too long, or a folder that is not for us to see
        return Refusal("unreadable-file", f"{quoted(target)} cannot be read: {reason.strerror}", "put the file into this folder")
    if missing:
        advice = where.advice(path, target, kinds) if missing.code == "missing-file" else None
        missing = replace(missing, help=advice or missing.help)
    suffix = _suffix(whole)
    media_type = kinds.get(suffix)
    if media_type is None:
        content = missing or read_regular(root, whole, MAX_ASSET_BYTES)
        return unsupported(target, suffix, kind_of(content) if isinstance(content, bytes) else None, picture=picture)
    return missing or _read_asset(root, whole, target, media_type, picture=picture, keeps_badge=keeps_badge)


def _foreign(path: str, target: str, where: Whereabouts, kinds: Mapping[str, str]) -> Refusal:
    """Why a file is not published that is named by a web address, or by a path that begins elsewhere than in the folder of a text."""
    name = file_name_of(target)
    known = f"write {quoted(name)}" if _suffix(name) in kinds else "write its name"
    if re.match(r"(https?:)?//", target):
        cure = where.advice(path, target, kinds) or f"download it into the folder of this file, and {known}"
        return Refusal("invalid-path", f"{quoted(target)} is on another site", cure)
    tidy = target.replace("\\", "/")
    put = f"write {quoted(tidy)}" if is_relative(tidy) else f"put the file into the folder of this one, and {known}"
    cure = where.advice(path, target, kinds) or put
    return Refusal("invalid-path", f"{quoted(target)} is not a path from the folder of this file on", cure)


def _suffix(path: str) -> str:
    return posixpath.splitext(path)[1].lower()


def _not_there(root: Path, whole: str, target: str, kinds: Mapping[str, str], where: Whereabouts) -> Refusal | None:
    folder = ""
    for part in PurePosixPath(whole).parts:
        names = where.names_in(folder)
        if part not in names:
            near = did_you_mean_path(part, [name for name in sorted(names) if _suffix(name) in kinds or not _suffix(name)])
            hint = f"did you mean `{near}`?" if near else "put the file there, or correct its name"
            return Refusal("missing-file", f"the file {quoted(target)} does not exist", hint)
        folder = posixpath.join(folder, part)
        if (root / folder).is_symlink():
            return Refusal("symbolic-link", f"{quoted(target)} is a symbolic link, which is not followed", "put the file itself there")
    return None


def _read_asset(root: Path, whole: str, target: str, media_type: str, *, picture: bool, keeps_badge: bool) -> Asset | Refusal:
    content = read_regular(root, whole, MAX_ASSET_BYTES)
    if isinstance(content, Diagnostic):
        return Refusal(content.code, f"{quoted(whole)}: {content.message}", content.help)
    if refusal := misnamed(target, content, _suffix(whole), picture=picture):
        return refusal
    shown = publishable(content, media_type, keeps_badge=keeps_badge)
    looks = looks_of(shown, media_type) if isinstance(shown, bytes) else shown
    if isinstance(shown, Refusal) or isinstance(looks, Refusal):
        return _named(target, shown if isinstance(shown, Refusal) else looks)
    is_kept = keeps_badge and shown != publishable(content, media_type)
    if is_kept:
        looks |= {"keeps_badge": True, "private": badge_notes(shown, media_type)}
    return Asset(_asset_address(PurePosixPath(whole), shown), whole, media_type, len(shown), **looks)


def _named(target: str, refusal: Any) -> Refusal:
    where = f"{quoted(target)}, line {refusal.line}" if refusal.line else quoted(target)
    return Refusal(refusal.code, f"{where}: {refusal.message}", refusal.help)


def read_asset(root: Path, asset: Asset) -> bytes | Diagnostic:
    """The bytes that are published of a file, or why there are none: it may have changed since it was found."""
    content = read_regular(root, asset.source, MAX_ASSET_BYTES)
    if isinstance(content, Diagnostic):
        return content
    shown = publishable(content, asset.media_type, keeps_badge=asset.keeps_badge)
    if isinstance(shown, bytes) and _asset_address(PurePosixPath(asset.source), shown) == asset.address:
        return shown
    return error("unreadable-file", "the file changed while the site was made", Location(asset.source), "build again")


def _asset_address(path: PurePosixPath, content: bytes) -> str:
    return f"assets/{slug(path.stem)}.{hashlib.sha256(content).hexdigest()[:10]}{path.suffix.lower()}"
