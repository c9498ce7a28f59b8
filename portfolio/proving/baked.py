"""The data of a badge in a PNG or an SVG, and signed JSON (a compact JWS)."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from xml.parsers import expat

MAX_BADGE_BYTES = 4 * 1024**2
"""Maximum bytes of the data that a picture has in it."""
COMPACT_JWS = re.compile(rb"\s*([\w-]{4,})\.([\w-]{4,})\.[\w-]*\s*")
"""Signed JSON: its header and its payload in base64url."""
_KEYWORDS = (b"openbadgecredential", b"openbadges")
_NAMESPACES = (
    "https://purl.imsglobal.org/ob/v3p0",
    "http://openbadges.org",
    "https://openbadges.org",
)
_ELEMENTS = tuple(
    f"{space} {name}" for space in _NAMESPACES for name in ("credential", "assertion")
)


def png_badge(content: bytes) -> bytes:
    """The data of a badge in a PNG; empty if there are none. They may stand behind the picture."""
    found = dict(_png_texts(content))
    return next((found[keyword] for keyword in _KEYWORDS if keyword in found), b"")


def _png_texts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(content):
        length, kind = struct.unpack_from(">L4s", content, at)
        said = content[at + 8 : at + 8 + length]
        keyword, _, rest = said.partition(b"\0")
        if kind in (b"iTXt", b"tEXt", b"zTXt") and keyword in _KEYWORDS:
            yield keyword, _chunk_text(kind, rest)
        at += 12 + length


def _chunk_text(kind: bytes, rest: bytes) -> bytes:
    if kind == b"tEXt":
        return rest
    if kind == b"zTXt":
        return _inflated(rest[1:])
    text = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    return _inflated(text) if rest[:1] == b"\1" else text


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(content, MAX_BADGE_BYTES)
    except zlib.error:
        return b""


def svg_badge(content: bytes) -> bytes:
    """The data of a badge in an SVG: what its element says, or else the link in `verify`."""
    return next(iter(_svg_badges(content)), b"")


def badges_in(content: bytes, media_type: str) -> list[bytes]:
    """The data of all badges in a PNG or an SVG; a picture should have one."""
    if media_type == "image/png":
        found = [text for _, text in _png_texts(content)]
    else:
        found = _svg_badges(content)
    return [text for text in found if text.strip()]


class _SvgReader:
    """Reads the elements of badges in an SVG."""

    def __init__(self) -> None:
        self.badges: list[bytes] = []
        self.words: list[str] = []
        self.link = ""
        self.is_inside = False
        self.left = MAX_BADGE_BYTES

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._count(sum(map(len, attributes.values())))
        if name in _ELEMENTS:
            self.is_inside, self.words = True, []
            self.link = attributes.get("verify", "")

    def end(self, name: str) -> None:
        """An element ends."""
        if name in _ELEMENTS:
            self.is_inside = False
            said = "".join(self.words).strip() or self.link
            self.badges.append(said.encode(errors="replace"))

    def text(self, words: str) -> None:
        """A piece of text."""
        self._count(len(words))
        if self.is_inside:
            self.words.append(words)

    def _count(self, length: int) -> None:
        """Stop where entities make much out of little."""
        self.left -= length
        if self.left < 0:
            raise ValueError(length)


def _svg_badges(content: bytes) -> list[bytes]:
    parser = expat.ParserCreate(namespace_separator=" ")
    reader = _SvgReader()
    reader.left += len(content)
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.ParseFile(io.BytesIO(content))
    except (expat.ExpatError, ValueError, LookupError):
        return []
    return reader.badges
