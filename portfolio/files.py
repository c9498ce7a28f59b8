"""Reading the site's folder: regular files inside it, by their exact names, never through a symbolic link."""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import struct
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from .diagnostics import Diagnostic, Location, error
from .folders import is_scratch
from .manuscript import read_regular
from .model import Asset
from .text import did_you_mean, quoted, slug
from .web import is_relative
from .whereabouts import Whereabouts, file_name_of

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

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
PDF = "application/pdf"
DOCUMENTS = {".pdf": PDF, ".txt": "text/plain", ".csv": "text/csv", ".json": "application/json", ".zip": "application/zip"}
"""Media types of other files that are published, by suffix."""


_ORIENTATION = 0x0112
"""The number of the EXIF tag."""


class Refusal(Struct, frozen=True):
    """Why a file that content names is not published."""

    code: str
    message: str
    help: str


def resolve(path: str, target: str) -> str:
    """The path within the site that `target` means in the file `path`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


def find_asset(root: Path, path: str, target: str, *, picture: bool, where: Whereabouts | None = None) -> Asset | Refusal:
    """The file that the file `path` names `target`, checked, or why it is not published; `where` knows the files of the site."""
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
    media_type = kinds.get(_suffix(whole))
    if media_type is None:
        return _wrong_kind(target, picture=picture)
    try:
        refusal = _not_there(root, whole, target)
    except OSError as reason:  # a path that is too long, or a folder that is not for us to see
        return Refusal("unreadable-file", f"{quoted(target)} cannot be read: {reason.strerror}", "put the file into this folder")
    if refusal:
        advice = where.advice(path, target, kinds) if refusal.code == "missing-file" else None
        return replace(refusal, help=advice or refusal.help)
    return _read_asset(str(root), whole, media_type)


def _foreign(path: str, target: str, where: Whereabouts, kinds: Mapping[str, str]) -> Refusal:
    """Why a file is not published that is named by a web address, or by a path that begins elsewhere than in the folder of a text."""
    name = file_name_of(target)
    known = f"write {quoted(name)}" if _suffix(name) in kinds else "write its name"
    if re.match(r"(https?:)?//", target):
        cure = where.advice(path, target, kinds) or f"download it into the folder of this file, and {known}"
        return Refusal("invalid-path", f"{quoted(target)} is on another site", cure)
    cure = where.advice(path, target, kinds) or f"put the file into the folder of this one, and {known}"
    return Refusal("invalid-path", f"{quoted(target)} is not a path from the folder of this file on", cure)


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
        looks = _looks(content, media_type)
    except ValueError:
        return Refusal("unreadable-picture", f"{quoted(whole)} is not a sound {media_type} file", "export the file again")
    if looks is None:
        return Refusal("unsafe-picture", f"{quoted(whole)} has scripts or embedded pages", "export it as a plain SVG or as PNG")
    return Asset(_asset_address(PurePosixPath(whole), content), whole, media_type, len(content), **looks)


def read_asset(root: Path, asset: Asset) -> bytes | Diagnostic:
    """The bytes of a file that is published, or why there are none: it may have changed since it was found."""
    content = read_regular(root, asset.source, MAX_ASSET_BYTES)
    if isinstance(content, Diagnostic) or _asset_address(PurePosixPath(asset.source), content) == asset.address:
        return content
    return error("unreadable-file", "the file changed while the site was made", Location(asset.source), "build again")


def _asset_address(path: PurePosixPath, content: bytes) -> str:
    return f"assets/{slug(path.stem)}.{hashlib.sha256(content).hexdigest()[:10]}{path.suffix.lower()}"


def _looks(content: bytes, media_type: str) -> dict[str, Any] | None:
    """What an asset says of how a file looks, None for what is unsafe.

    Raises ValueError for a file that is not what its name says.
    """
    if media_type == "image/svg+xml":
        from .svg import drawing_size, is_safe_drawing

        return dict(zip(("width", "height"), drawing_size(content), strict=True)) if is_safe_drawing(content) else None
    if media_type == PDF:
        return _document_looks(content)
    return _raster_looks(content, media_type) if media_type in PICTURES.values() else {}


def _document_looks(content: bytes) -> dict[str, Any]:
    if not content.startswith(b"%PDF-"):
        raise ValueError(PDF)
    from .first_page import UnshownError, first_page_size

    try:
        width, height = first_page_size(content)
    except UnshownError as reason:
        return {"trouble": str(reason)}
    return {"width": width, "height": height}


def _raster_looks(content: bytes, media_type: str) -> dict[str, Any]:
    from PIL import Image

    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None  # only the header is read, so no size can do harm
    try:
        with opened(content) as picture:
            is_photo = picture.format in ("JPEG", "MPO")  # cameras put a second picture into a JPEG, which makes it no animation
            if (media_type != "image/jpeg") if is_photo else (picture.get_format_mimetype() != media_type):
                raise ValueError(media_type)
            width, height = picture.size[::-1] if orientation(picture) > 4 else picture.size
            return {"width": width, "height": height, "is_animated": not is_photo and getattr(picture, "is_animated", False)}
    except (OSError, SyntaxError, RuntimeError) as reason:
        raise ValueError(media_type) from reason
    finally:
        Image.MAX_IMAGE_PIXELS = limit


@contextmanager
def opened(content: bytes) -> Iterator[ImageFile]:
    """A picture of which the header was read. Nobody is told of notes in it that make no sense. Raises what Pillow raises."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(content)) as picture:
            yield picture


def orientation(picture: ImageFile) -> int:
    """How a picture says that it is to be turned: 1 (not at all) to 8, those above 4 on their side; 1 where it is not understood."""
    about = (picture.info.get("exif") or b"").removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(about[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}L", about, 4)
        (count,) = struct.unpack_from(f"{order}H", about, start)
        entries = [struct.unpack_from(f"{order}HHLH", about, start + 2 + 12 * number) for number in range(count)]
    except struct.error:
        return 1
    return next((turned for tag, _, _, turned in entries if tag == _ORIENTATION and 1 <= turned <= 8), 1)
