"""Removes metadata from pictures: location, camera, names, thumbnails.

The picture is not encoded again. What stays is what a browser needs to show it: the image data,
colour profile, orientation and animation. Everything else is removed.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator

from .avif import blank_metadata

BADGE_KEYWORDS = frozenset({b"openbadges", b"openbadgecredential"})
"""Keywords of PNG text chunks with badge data: Open Badges 1 and 2, and 3."""
_UPRIGHT = 1
_ORIENTATION, _POSITION = 0x0112, 0x8825
"""Numbers of EXIF tags."""
_PNG_KEPT = frozenset(
    (
        b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST sPLT pHYs "
        b"acTL fcTL fdAT"
    ).split()
)
_JPEG_KEPT = frozenset({*range(0xC0, 0xD0), *range(0xDA, 0xE0)})
"""Markers needed for decoding: frames, tables, scans, the restart interval."""
_SOS, _EOI, _APP0, _APP1, _APP2, _APP14, _TEM = 0xDA, 0xD9, 0xE0, 0xE1, 0xE2, 0xEE, 0x01
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""A JPEG marker that is neither an escaped byte of the picture nor a restart."""
_WEBP_KEPT = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ICCP"})
_HAS_EXIF, _HAS_XMP = 0x08, 0x04
"""Flags of the chunk VP8X."""
_GIF_KEPT = frozenset({b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"})
"""GIF extensions with the number of loops and the colour profile."""


def without_metadata(content: bytes, media_type: str, *, keeps_badge: bool = False) -> bytes:
    """Return a picture without its metadata; any other file unchanged.

    `keeps_badge` keeps badge data. Raises ValueError if the picture cannot be parsed.
    """
    strip = _FORMATS.get(media_type)
    if strip is None:
        return content
    try:
        return strip(content, keeps_badge)
    except (IndexError, struct.error) as reason:
        raise ValueError("it is cut off") from reason


def badge_data(content: bytes) -> bytes:
    """Return the raw chunks of a PNG with badge data."""
    found, at = [], 8
    while at + 8 <= len(content):
        length, _ = struct.unpack_from(">L4s", content, at)
        chunk = content[at : at + 12 + length]
        if _is_badge(chunk):
            found.append(chunk)
        at += 12 + length
    return b"".join(found)


def _is_badge(chunk: bytes) -> bool:
    return (
        chunk[4:8] in (b"tEXt", b"zTXt", b"iTXt")
        and chunk[8:88].partition(b"\0")[0] in BADGE_KEYWORDS
    )


def orientation(exif: bytes) -> int:
    """Return the orientation in EXIF, from 1 (upright) to 8; 1 if it cannot be read.

    Values above 4 swap width and height.
    """
    return next(
        (turned for tag, turned in _tags(exif) if tag == _ORIENTATION and 1 <= turned <= 8),
        _UPRIGHT,
    )


def has_position(exif: bytes) -> bool:
    """Return whether EXIF has a GPS position."""
    return any(tag == _POSITION for tag, _ in _tags(exif))


def _tags(exif: bytes) -> list[tuple[int, int]]:
    """The tags of the first EXIF directory, each with the first two bytes of its value.

    There are none if EXIF cannot be read.
    """
    about = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(about[:2])
    if order is None:
        return []
    try:
        (start,) = struct.unpack_from(f"{order}L", about, 4)
        (count,) = struct.unpack_from(f"{order}H", about, start)
        entries = [
            struct.unpack_from(f"{order}HHLH", about, start + 2 + 12 * number)
            for number in range(count)
        ]
    except struct.error:
        return []
    return [(tag, value) for tag, _, _, value in entries]


def _turned(exif: bytes) -> bytes:
    """EXIF with only the orientation; empty if the picture is upright."""
    turned = orientation(exif)
    if turned == _UPRIGHT:
        return b""
    return struct.pack(">2sHLHHHLHHL", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)


def _png(content: bytes, keeps_badge: bool) -> bytes:  # noqa: FBT001 - called from `_FORMATS`
    kept, at, kind = [content[:8]], 8, b""
    while kind != b"IEND" and at + 8 <= len(content):
        length, kind = struct.unpack_from(">L4s", content, at)
        kept.append(_png_chunk(kind, content[at : at + 12 + length], keeps_badge=keeps_badge))
        at += 12 + length
    return b"".join(kept)


def _png_chunk(kind: bytes, chunk: bytes, *, keeps_badge: bool) -> bytes:
    if kind in _PNG_KEPT:
        return chunk
    if kind == b"eXIf" and (exif := _turned(chunk[8:-4])):
        return (
            struct.pack(">L", len(exif)) + kind + exif + struct.pack(">L", zlib.crc32(kind + exif))
        )
    if keeps_badge and _is_badge(chunk):
        return chunk
    return b""


def _jpeg(content: bytes, _: bool) -> bytes:  # noqa: FBT001 - called from `_FORMATS`
    """The kept segments; what follows the picture (a second one, a video) is removed too."""
    kept, at = [content[:2]], 2
    while found := _MARKER.search(content, at):
        at, marker = found.start(), content[found.start() + 1]
        if marker == _EOI:
            kept.append(content[at : at + 2])
            break
        if marker == _TEM:
            at += 2
            continue
        end = at + 2 + struct.unpack_from(">H", content, at + 2)[0]
        if marker == _SOS:
            following = _MARKER.search(content, end)
            end = following.start() if following else len(content)
        kept.append(_jpeg_segment(marker, content[at:end]))
        at = end
    return b"".join(kept)


def _jpeg_segment(marker: int, segment: bytes) -> bytes:
    if marker in _JPEG_KEPT:
        return segment
    said = segment[4:]
    if marker == _APP0 and said.startswith(b"JFIF\0"):
        return b"\xff\xe0\0\x10" + said[:12] + b"\0\0"  # without its thumbnail
    if marker == _APP1 and said.startswith(b"Exif\0\0") and (exif := _turned(said)):
        return b"\xff\xe1" + struct.pack(">H", len(exif) + 8) + b"Exif\0\0" + exif
    is_colour = (marker == _APP2 and said.startswith(b"ICC_PROFILE\0")) or (
        marker == _APP14 and said.startswith(b"Adobe")
    )
    if is_colour:
        return segment
    return b""


def _webp(content: bytes, _: bool) -> bytes:  # noqa: FBT001 - called from `_FORMATS`
    (size,) = struct.unpack_from("<L", content, 4)
    chunks = list(_webp_chunks(content[12 : 8 + size]))
    is_turned = any(chunk[:4] == b"EXIF" for chunk in chunks)
    if chunks and chunks[0][:4] == b"VP8X":
        flags = chunks[0][8] & ~(_HAS_EXIF | _HAS_XMP)
        if is_turned:
            flags |= _HAS_EXIF
        chunks[0] = chunks[0][:8] + bytes([flags]) + chunks[0][9:]
    body = b"".join(chunks)
    return b"RIFF" + struct.pack("<L", len(body) + 4) + b"WEBP" + body


def _webp_chunks(content: bytes) -> Iterator[bytes]:
    at = 0
    while at + 8 <= len(content):
        kind, size = struct.unpack_from("<4sL", content, at)
        said = content[at + 8 : at + 8 + size]
        if kind in _WEBP_KEPT:
            yield content[at : at + 8] + said + bytes(size % 2)
        elif kind == b"EXIF" and (exif := _turned(said)):
            yield struct.pack("<4sL", kind, len(exif)) + exif
        elif kind == b"ANMF":
            frame = said[:16] + b"".join(_webp_chunks(said[16:]))
            yield struct.pack("<4sL", kind, len(frame)) + frame
        at += 8 + size + size % 2


def _gif(content: bytes, _: bool) -> bytes:  # noqa: FBT001 - called from `_FORMATS`
    at = 13 + _colours(content[10])
    kept = [content[:at]]
    while at < len(content) and content[at : at + 1] != b";":
        begin = at
        if content[at : at + 1] == b",":
            at = _past_blocks(content, at + 11 + _colours(content[at + 9]))
            kept.append(content[begin:at])
        elif content[at : at + 1] == b"!":
            at = _past_blocks(content, at + 2)
            if content[begin + 1] == 0xF9 or (
                content[begin + 1] == 0xFF and content[begin + 3 : begin + 14] in _GIF_KEPT
            ):
                kept.append(content[begin:at])
            elif content[begin + 1] == 0x01 and kept[-1][:2] == b"!\xf9":
                kept.pop()  # it controls the text that is removed
        else:
            at += 1
    return b"".join((*kept, content[at : at + 1]))


def _colours(flags: int) -> int:
    """The size in bytes of the colour table that the flags declare."""
    if not flags & 0x80:
        return 0
    return 3 << (flags & 7) + 1


def _past_blocks(content: bytes, at: int) -> int:
    while at < len(content) and content[at]:
        at += 1 + content[at]
    return at + 1


_FORMATS: dict[str, Callable[[bytes, bool], bytes]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/webp": _webp,
    "image/gif": _gif,
    "image/avif": lambda content, _: blank_metadata(content),
}
