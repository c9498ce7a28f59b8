"""Reading the site's folder: regular files inside it, by their exact names, never through a symbolic link."""

from __future__ import annotations

import hashlib
import os
import posixpath
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from .assets import Refusal, badge_notes, looks_of, misnamed, publishable, unsupported
from .diagnostics import Diagnostic, Diagnostics, Location, error, warning
from .folders import is_scratch
from .kinds import DOCUMENTS, PICTURES, kind_of
from .manuscript import read_regular
from .model import Asset
from .text import did_you_mean, quoted, slug

MAX_ASSET_BYTES = 20 * 1024 * 1024
"""Largest picture or document that is published."""


def markdown_files(root: Path, folder: str) -> tuple[tuple[str, ...], Diagnostics]:
    """The Markdown files below `folder`, sorted; `README.md` and names that begin with `.` or `_` are not content."""
    found: list[str] = []
    problems: list[Diagnostic] = []
    for path in _walk(root, folder):
        if isinstance(path, Diagnostic):
            problems.append(path)
        elif path.lower().endswith(".md") and PurePosixPath(path).name.lower() != "readme.md":
            found.append(path)
    return tuple(sorted(found)), tuple(problems)


def _walk(root: Path, folder: str) -> Iterator[str | Diagnostic]:
    if (root / folder).is_symlink() or (root / folder).parent.is_symlink():
        yield error("symbolic-link", "a symbolic link is not followed", Location(folder), "put the folder itself here")
        return
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except OSError as reason:
        yield error(
            "unreadable-file", f"the folder cannot be read: {reason.strerror}", Location(folder), "build again, or check its permissions"
        )
        return
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.name.startswith((".", "_")):
            continue
        if not _is_text(entry.name):
            yield error(
                "not-utf-8",
                "the name of the file is not UTF-8",
                Location(path.encode("utf-8", "backslashreplace").decode()),
                "give it another name",
            )
        elif entry.is_symlink():
            yield warning("symbolic-link", "a symbolic link is not followed", Location(path), "put the file itself here")
        elif entry.is_dir():
            yield from _walk(root, path)
        else:
            yield path


def _is_text(name: str) -> bool:
    """Whether the bytes of a file name were UTF-8; others arrive as lone surrogates."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def resolve(path: str, target: str) -> str:
    """The path within the site that `target` means in the file `path`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


def find_asset(root: Path, path: str, target: str, *, picture: bool, keeps_badge: bool = False) -> Asset | Refusal:
    """The file that the file `path` names `target`, checked, or why it is not published. A badge's data go unless they are kept."""
    whole = resolve(path, target)
    if not whole.startswith("content/"):
        return Refusal("outside-content", f"{quoted(target)} is outside the content folder", "move the file beside this one")
    if any(map(is_scratch, PurePosixPath(whole).parts)):
        return Refusal("unsupported-file", f"{quoted(target)} is hidden or a backup, which is not published", "give the file another name")
    suffix = _suffix(whole)
    media_type = PICTURES.get(suffix) or (None if picture else DOCUMENTS.get(suffix))
    missing = _not_there(root, whole, target)
    if media_type is None:
        content = missing or read_regular(root, whole, MAX_ASSET_BYTES)
        return unsupported(target, suffix, kind_of(content) if isinstance(content, bytes) else None, picture=picture)
    return missing or _read_asset(root, whole, target, media_type, picture=picture, keeps_badge=keeps_badge)


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _not_there(root: Path, whole: str, target: str) -> Refusal | None:
    folder = root
    for part in PurePosixPath(whole).parts:
        names = [entry.name for entry in os.scandir(folder)] if folder.is_dir() else []
        if part not in names:
            near = did_you_mean(part, names)
            hint = f"did you mean `{near}`?" if near else "put the file there, or correct its name"
            return Refusal("missing-file", f"the file {quoted(target)} does not exist", hint)
        folder = folder / part
        if folder.is_symlink():
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
