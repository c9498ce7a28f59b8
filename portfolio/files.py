"""Reading the site's folder: regular files inside it, by their exact names, never through a symbolic link."""

from __future__ import annotations

import hashlib
import io
import os
import posixpath
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from msgspec import Struct

from .diagnostics import Diagnostic, Diagnostics, Location, error, warning
from .folders import is_scratch
from .manuscript import read_regular
from .model import Asset
from .text import did_you_mean, quoted, slug

MAX_ASSET_BYTES = 20 * 1024 * 1024
"""Largest picture or document that is published."""
PICTURES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".svg": "image/svg+xml",
}
"""Media types of pictures by suffix."""
DOCUMENTS = {".pdf": "application/pdf", ".txt": "text/plain", ".csv": "text/csv", ".json": "application/json", ".zip": "application/zip"}
"""Media types of other files that are published, by suffix."""


class Refusal(Struct, frozen=True):
    """Why a file that content names is not published."""

    code: str
    message: str
    help: str


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


def find_asset(root: Path, path: str, target: str, *, picture: bool) -> Asset | Refusal:
    """The file that the file `path` names `target`, checked, or why it is not published."""
    whole = resolve(path, target)
    if not whole.startswith("content/"):
        return Refusal("outside-content", f"{quoted(target)} is outside the content folder", "move the file beside this one")
    if any(map(is_scratch, PurePosixPath(whole).parts)):
        return Refusal("unsupported-file", f"{quoted(target)} is hidden or a backup, which is not published", "give the file another name")
    media_type = PICTURES.get(_suffix(whole)) or (None if picture else DOCUMENTS.get(_suffix(whole)))
    if media_type is None:
        return _wrong_kind(target, picture=picture)
    if refusal := _not_there(root, whole, target):
        return refusal
    return _read_asset(str(root), whole, media_type)


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _wrong_kind(target: str, *, picture: bool) -> Refusal:
    kinds = PICTURES if picture else PICTURES | DOCUMENTS
    return Refusal(
        "unsupported-file", f"{quoted(target)} is not a kind of file that is published", f"use one of {', '.join(sorted(kinds))}"
    )


def _not_there(root: Path, whole: str, target: str) -> Refusal | None:
    folder = root
    for part in PurePosixPath(whole).parts:
        names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
        if part not in names:
            near = did_you_mean(part, names)
            hint = f"did you mean `{near}`?" if near else "put the file there, or correct its name"
            return Refusal("missing-file", f"the file {quoted(target)} does not exist", hint)
        folder = folder / part
        if folder.is_symlink():
            return Refusal("symbolic-link", f"{quoted(target)} is a symbolic link, which is not followed", "put the file itself there")
    return None


def _read_asset(root: str, whole: str, media_type: str) -> Asset | Refusal:
    content = read_regular(Path(root), whole, MAX_ASSET_BYTES)
    if isinstance(content, Diagnostic):
        return Refusal(content.code, f"{quoted(whole)}: {content.message}", content.help)
    try:
        size = _size(content, media_type)
    except ValueError:
        return Refusal("unreadable-picture", f"{quoted(whole)} is not a sound {media_type} file", "export the file again")
    if size is None:
        return Refusal("unsafe-picture", f"{quoted(whole)} has scripts or embedded pages", "export it as a plain SVG or as PNG")
    return Asset(_asset_address(PurePosixPath(whole), content), whole, media_type, len(content), *size)


def read_asset(root: Path, asset: Asset) -> bytes | Diagnostic:
    """The bytes of a file that is published, or why there are none: it may have changed since it was found."""
    content = read_regular(root, asset.source, MAX_ASSET_BYTES)
    if isinstance(content, Diagnostic) or _asset_address(PurePosixPath(asset.source), content) == asset.address:
        return content
    return error("unreadable-file", "the file changed while the site was made", Location(asset.source), "build again")


def _asset_address(path: PurePosixPath, content: bytes) -> str:
    return f"assets/{slug(path.stem)}.{hashlib.sha256(content).hexdigest()[:10]}{path.suffix.lower()}"


def _size(content: bytes, media_type: str) -> tuple[int, int] | None:
    """Width and height in pixels, (0, 0) for what has none, None for what is unsafe.

    Raises ValueError for a file that is not what its name says.
    """
    if media_type == "image/svg+xml":
        from .svg import drawing_size, is_safe_drawing

        return drawing_size(content) if is_safe_drawing(content) else None
    if media_type == "application/pdf" and not content.startswith(b"%PDF-"):
        raise ValueError(media_type)
    return _raster_size(content, media_type) if media_type in PICTURES.values() else (0, 0)


def _raster_size(content: bytes, media_type: str) -> tuple[int, int]:
    from PIL import Image

    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None  # only the header is read, so no size can do harm
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.get_format_mimetype() != media_type:
                raise ValueError(media_type)
            return picture.size
    except (OSError, SyntaxError, RuntimeError) as reason:
        raise ValueError(media_type) from reason
    finally:
        Image.MAX_IMAGE_PIXELS = limit
