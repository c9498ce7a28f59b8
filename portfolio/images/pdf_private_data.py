"""Finds private data in the metadata of a PDF: its properties, its XMP, and its photographs.

A PDF is published unchanged, because a certificate may be signed, and a signature covers the whole
file.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping

from .metadata import has_position

EMAIL_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
"""Matches an e-mail address."""
_AUTHOR_PROPERTIES = ("Author", "Title", "Subject", "Keywords")
"""Properties written by authors; others name programs, with e-mail addresses of their makers."""
_XMP, _XMP_END = b"<x:xmpmeta", b"</x:xmpmeta>"
_EXIF = re.compile(rb"Exif\0\0(?:II\*\0|MM\0\*)")
_MAX_EXIF, _MAX_PHOTOGRAPHS = 65_536, 100
"""Maximum bytes of EXIF in a JPEG, and maximum photographs that are searched."""


def private_data_in(content: bytes, properties: Mapping[str, str]) -> str:
    """Return a description of what may be private and where it is; empty if there is nothing."""
    return " and ".join(dict.fromkeys(_notes(content, properties)))


def _notes(content: bytes, properties: Mapping[str, str]) -> Iterator[str]:
    named = [name for name in _AUTHOR_PROPERTIES if EMAIL_ADDRESS.search(properties.get(name, ""))]
    if named:
        yield f"an e-mail address in its properties ({', '.join(named)})"
    for text in _packets(content):
        if EMAIL_ADDRESS.search(text) and not named:
            yield "an e-mail address in its metadata (XMP)"
        if "GPSLatitude" in text:
            yield "a place in its metadata (XMP)"
    photographs = [
        found.start() for found in itertools.islice(_EXIF.finditer(content), _MAX_PHOTOGRAPHS)
    ]
    if any(has_position(content[at : at + _MAX_EXIF]) for at in photographs):
        yield "the place where a photograph in it was taken (EXIF)"


def _packets(content: bytes) -> Iterator[str]:
    """The XMP packets of a document that are not compressed."""
    at = content.find(_XMP)
    while at >= 0 and (end := content.find(_XMP_END, at)) >= 0:
        yield content[at:end].decode(errors="replace")
        at = content.find(_XMP, end)
