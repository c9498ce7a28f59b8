"""Checks and cleans the pictures and documents that are published, and reads their properties."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct

from ..text import quoted
from .file_kinds import (
    OFFICE_SUFFIXES,
    PDF,
    PICTURE_TYPES,
    SVG,
    FileKind,
    detect_kind,
    kind_of_suffix,
)
from .metadata import badge_data, without_metadata

_NO_PICTURES = frozenset(
    {".css", ".html", ".js", ".json", ".mjs", ".txt", ".woff", ".woff2", ".xml"}
)
"""Suffixes of static files that are published without detecting their kind."""


class Refusal(Struct, frozen=True):
    """Why a file is not published."""

    code: str
    message: str
    help: str
    line: int = 0
    """The line in the file itself; 0 if there is none."""


def publishable(content: bytes, media_type: str, *, keeps_badge: bool = False) -> bytes | Refusal:
    """Return the bytes to publish for a file, or why it is refused.

    Metadata and badge data are removed, and an SVG is sanitized.
    """
    from .svg import UnsafeSvgError, sanitize_svg

    try:
        if media_type == SVG:
            return sanitize_svg(content, keeps_badge=keeps_badge)
        return without_metadata(content, media_type, keeps_badge=keeps_badge)
    except UnsafeSvgError as reason:
        return Refusal("unsafe-picture", reason.message, reason.help, reason.line)
    except ValueError as reason:
        return damaged(str(reason))


def publishable_static(name: str, content: bytes) -> bytes | Refusal:
    """Return the bytes to publish for a static file, or why it is refused.

    Pictures are recognized under any name; other files are published unchanged.
    """
    if PurePosixPath(name).suffix.lower() in _NO_PICTURES:
        return content
    found = detect_kind(content)
    if found is None:
        return content
    return publishable(content, found.media_type)


def damaged(reason: str) -> Refusal:
    """Return the refusal of a file that cannot be read."""
    return Refusal("unreadable-picture", reason, "export or download it again")


def asset_properties(content: bytes, media_type: str) -> dict[str, Any] | Refusal:
    """Return the fields of an `Asset` that are read from the file, such as its size."""
    if media_type == SVG:
        from .svg import svg_size

        return dict(zip(("width", "height"), svg_size(content), strict=True))
    if media_type == PDF:
        return _document_looks(content)
    if media_type in PICTURE_TYPES.values():
        return _picture_looks(content, media_type)
    return {}


def _document_looks(content: bytes) -> dict[str, Any]:
    from .pdf_first_page import UnreadableDocumentError, inspect_document

    try:
        (width, height), private = inspect_document(content)
    except UnreadableDocumentError as reason:
        return {"trouble": str(reason)}
    return {"width": width, "height": height, "private": private}


def _picture_looks(content: bytes, media_type: str) -> dict[str, Any] | Refusal:
    from .raster import TooLargeError, UnreadableError, picture_properties

    try:
        found = picture_properties(content)
    except TooLargeError as reason:
        return Refusal(
            "picture-too-large",
            f"it has {reason}",
            "export it with at most 10,000 pixels in each direction",
        )
    except UnreadableError as reason:
        return damaged(str(reason))
    if found.media_type != media_type:
        return damaged(f"it was read as {found.media_type or 'an unknown type'}")
    return {"width": found.width, "height": found.height, "is_animated": found.is_animated}


def private_badge_data(content: bytes, media_type: str) -> str:
    """Return what is private in uncompressed badge data; empty if nothing is."""
    from .pdf_private_data import EMAIL_ADDRESS

    said = content if media_type == SVG else badge_data(content)
    if EMAIL_ADDRESS.search(said.decode(errors="replace")):
        return "an e-mail address in the data of its badge"
    return ""


def misnamed(target: str, content: bytes, suffix: str, kinds: Mapping[str, str]) -> Refusal | None:
    """Return the refusal of a file whose kind does not match its suffix; None if it does.

    `kinds` are the media types that are accepted, by suffix.
    """
    wanted, found = kind_of_suffix(suffix), detect_kind(content)
    if wanted is None or found is wanted:
        return None
    if found is None:
        return damaged(f"{quoted(target)} is not {wanted.name}, nor any other known kind of file")
    if found.media_type in kinds.values():
        return _renaming(target, found)
    return Refusal(
        "unreadable-picture", f"{quoted(target)} is {found.name}, not {wanted.name}", found.cure
    )


def _renaming(target: str, found: FileKind) -> Refusal:
    """The refusal of a file that has the wrong suffix for its kind."""
    better = PurePosixPath(target).with_suffix(found.suffixes[0])
    return Refusal(
        "misnamed-file",
        f"{quoted(target)} is {found.name}",
        f"rename it to `{better}`, and use that name here",
    )


def unsupported(
    target: str, suffix: str, found: FileKind | None, kinds: Mapping[str, str]
) -> Refusal:
    """Return the refusal of a file with an unsupported suffix; `found` is its kind, if known.

    `kinds` are the media types that are accepted, by suffix.
    """
    if found and found.media_type in kinds.values():
        return _renaming(target, found)
    if suffix in OFFICE_SUFFIXES:
        return _unsupported(target, "export it as PDF, which everyone can open")
    if found and found.cure and (PDF not in kinds.values() or found.name.endswith("picture")):
        return Refusal(
            "unsupported-file",
            f"{quoted(target)} is {found.name}, which is not published",
            found.cure,
        )
    return _unsupported(target, f"use one of {', '.join(sorted(kinds))}")


def _unsupported(target: str, cure: str) -> Refusal:
    return Refusal(
        "unsupported-file", f"{quoted(target)} is a kind of file that is not published", cure
    )
