"""Removes the metadata of AVIF pictures.

Metadata is overwritten in place, so no offsets change. An AVIF file is a tree of boxes
(ISO/IEC 14496-12) with items (ISO/IEC 23008-12): tiles of the picture, and metadata beside them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

from msgspec import Struct

_KEPT = frozenset({b"ftyp", b"meta", b"moov", b"mdat"})
_META_KEPT = frozenset(
    {b"hdlr", b"pitm", b"iinf", b"iloc", b"iref", b"iprp", b"idat", b"grpl", b"dinf"}
)
_ITEMS_KEPT = frozenset({b"av01", b"grid", b"iovl", b"iden", b"tmap"})
"""Types of items that make up the picture."""
_PROPERTIES_KEPT = frozenset(
    b"ispe pixi colr av1C irot imir clap pasp auxC a1op lsel a1lx clli mdcv cclv amve".split()
)
_NO_EXIF = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"
"""EXIF without tags, after the offset that precedes it in an item."""
_FULL = 4
"""Bytes of version and flags at the start of a full box."""


class _Box(Struct, frozen=True):
    kind: bytes
    start: int
    body: int
    """The offset of its content."""
    end: int


def blank_metadata(content: bytes) -> bytes:
    """Return the file with everything but the picture overwritten by zeros.

    Raises ValueError or struct.error if the file cannot be parsed.
    """
    data = bytearray(content)
    boxes = list(_boxes(content, 0, len(content)))
    is_film = any(box.kind == b"moov" for box in boxes)
    for box in boxes:
        if box.kind == b"meta":
            _blank_meta(data, content, box, [] if is_film else boxes)
        elif box.kind == b"moov":
            _blank_film(data, content, box)
        elif box.kind not in _KEPT:
            _free(data, box)
    return bytes(data)


def _boxes(content: bytes, at: int, end: int) -> Iterator[_Box]:
    while at < end:
        size, kind = struct.unpack_from(">L4s", content, at)
        body = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, body)
            body += 8
        following = at + size if size else end
        if not body <= following <= end:
            raise ValueError("its boxes are incomplete")
        yield _Box(kind, at, body, following)
        at = following


def _free(data: bytearray, box: _Box) -> None:
    """Turn a box into a free-space box filled with zeros."""
    data[box.start + 4 : box.start + 8] = b"free"
    data[box.body : box.end] = bytes(box.end - box.body)


def _blank_film(data: bytearray, content: bytes, box: _Box) -> None:
    for inner in _boxes(content, box.body, box.end):
        if inner.kind == b"trak":
            _blank_film(data, content, inner)
        elif inner.kind in (b"udta", b"meta", b"uuid"):
            _free(data, inner)


def _blank_meta(data: bytearray, content: bytes, meta: _Box, boxes: list[_Box]) -> None:
    inner = {box.kind: box for box in _boxes(content, meta.body + _FULL, meta.end)}
    for box in _boxes(content, meta.body + _FULL, meta.end):
        if box.kind not in _META_KEPT:
            _free(data, box)
    for properties in (
        box for box in _children(content, inner.get(b"iprp")) if box.kind == b"ipco"
    ):
        for box in _children(content, properties):
            if box.kind not in _PROPERTIES_KEPT:
                _free(data, box)
    kinds = _items(content, inner[b"iinf"]) if b"iinf" in inner else {}
    for item in _thumbnails(content, inner.get(b"iref")):
        kinds.pop(item, None)
    data_boxes = [box for box in boxes if box.kind == b"mdat"]
    if b"idat" in inner:
        data_boxes.append(inner[b"idat"])
    _blank_items(data, content, kinds, _extents(content, inner), data_boxes)


def _children(content: bytes, box: _Box | None) -> list[_Box]:
    if box:
        return list(_boxes(content, box.body, box.end))
    return []


def _blank_items(
    data: bytearray,
    content: bytes,
    kinds: Mapping[int, bytes],
    extents: Mapping[int, list[tuple[int, int]]],
    data_boxes: list[_Box],
) -> None:
    """Overwrite all media data and items except those that make up the picture."""
    for box in data_boxes:
        data[box.body : box.end] = bytes(box.end - box.body)
    notes = {item: spans for item, spans in extents.items() if kinds.get(item) not in _ITEMS_KEPT}
    for item, spans in notes.items():
        for begin, end in spans:
            data[begin:end] = bytes(end - begin)
        if kinds.get(item) == b"Exif" and spans and spans[0][1] - spans[0][0] >= len(_NO_EXIF):
            data[spans[0][0] : spans[0][0] + len(_NO_EXIF)] = _NO_EXIF
    for item in extents.keys() - notes.keys():
        for begin, end in extents[item]:
            data[begin:end] = content[begin:end]


def _items(content: bytes, box: _Box) -> dict[int, bytes]:
    """The type of each item by its number."""
    at = box.body + _FULL + (4 if content[box.body] else 2)
    found = {}
    for entry in _boxes(content, at, box.end):
        form = ">L2x4s" if content[entry.body] >= 3 else ">H2x4s"
        number, kind = struct.unpack_from(form, content, entry.body + _FULL)
        found[number] = kind
    return found


def _thumbnails(content: bytes, box: _Box | None) -> list[int]:
    """The numbers of the items that are thumbnails."""
    if box is None:
        return []
    form = ">L" if content[box.body] else ">H"
    references = _boxes(content, box.body + _FULL, box.end)
    return [
        struct.unpack_from(form, content, one.body)[0] for one in references if one.kind == b"thmb"
    ]


def _extents(content: bytes, inner: Mapping[bytes, _Box]) -> dict[int, list[tuple[int, int]]]:
    """The byte ranges of each item in the file."""
    if b"iloc" not in inner:
        return {}
    reader = _Reader(content, inner[b"iloc"].body)
    version = reader.number(1)
    width = 4 if version > 1 else 2
    reader.number(3)
    sizes = reader.number(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    found: dict[int, list[tuple[int, int]]] = {}
    total = 0
    for _ in range(reader.number(width)):
        item = reader.number(width)
        is_within = version > 0 and reader.number(2) & 15 == 1
        reader.number(2)
        base = reader.number(base_size)
        if is_within:
            base += inner[b"idat"].body
        for _ in range(reader.number(2)):
            reader.number(index_size)
            begin, length = base + reader.number(offset_size), reader.number(length_size)
            end = min(len(content), begin + length if length else len(content))
            total += max(0, end - begin)
            found.setdefault(item, []).append((begin, max(begin, end)))
            if total > 2 * len(content):
                raise ValueError("its items overlap")
    return found


class _Reader:
    """Reads consecutive integers of given sizes."""

    def __init__(self, content: bytes, at: int) -> None:
        self._content, self._at = content, at

    def number(self, size: int) -> int:
        """Return the next integer, of `size` bytes."""
        self._at += size
        if self._at > len(self._content):
            raise ValueError("it is cut off")
        return int.from_bytes(self._content[self._at - size : self._at], "big")
