"""Detects kinds of files by their first bytes, with advice for kinds that are not published."""

from __future__ import annotations

import re
import struct

from msgspec import Struct

from ..text import replace_between


class FileKind(Struct, frozen=True):
    """A kind of file."""

    name: str
    """With an article: `a PNG picture`."""
    suffixes: tuple[str, ...] = ()
    """The suffixes under which it is published, the usual one first; none if it is not."""
    media_type: str = ""
    cure: str = ""
    """What to do with such a file where it is not accepted."""


PDF = "application/pdf"
SVG = "image/svg+xml"
_PUBLISHED_KINDS = (
    FileKind("a PNG picture", (".png",), "image/png"),
    FileKind("a JPEG picture", (".jpg", ".jpeg"), "image/jpeg"),
    FileKind("a GIF picture", (".gif",), "image/gif"),
    FileKind("a WebP picture", (".webp",), "image/webp"),
    FileKind("an AVIF picture", (".avif",), "image/avif"),
    FileKind("an SVG drawing", (".svg",), SVG),
    FileKind(
        "a PDF document",
        (".pdf",),
        PDF,
        "name it in `certificate`, or export its page as a picture",
    ),
)
_BY_TYPE = {kind.media_type: kind for kind in _PUBLISHED_KINDS}
PICTURE_TYPES = {
    suffix: kind.media_type
    for kind in _PUBLISHED_KINDS
    if kind.media_type != PDF
    for suffix in kind.suffixes
}
"""Media types of published pictures by suffix."""
DOCUMENT_TYPES = {
    ".pdf": PDF,
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".json": "application/json",
    ".zip": "application/zip",
}
"""Media types of other published files by suffix."""
PUBLISHED_TYPES = PICTURE_TYPES | DOCUMENT_TYPES
"""Media types of all published files by suffix."""
BADGE_TYPES = {
    ".png": "image/png",
    ".svg": SVG,
    ".json": "application/json",
    ".jws": "application/jose",
    ".jwt": "application/jwt",
}
"""Media types of files that are a credential themselves, by suffix."""
OFFICE_SUFFIXES = frozenset(
    {".doc", ".docx", ".odp", ".ods", ".odt", ".pages", ".ppt", ".pptx", ".rtf", ".xls", ".xlsx"}
)
"""Suffixes of office documents, which should be exported as PDF."""

_AGAIN = "save or export it again"
_AS_JPEG = "browsers cannot show it: export it as JPEG"
_AS_PNG = "browsers cannot show it: export it as PNG"
_EMPTY = FileKind("an empty file", cure=_AGAIN)
_TEXT = FileKind("a text", cure="put the actual file there")
_PAGE = FileKind("a web page", cure="save the file, not the page that shows it")
_UTF_16 = FileKind("a text in UTF-16", cure="save it as UTF-8")
_XML = FileKind("an XML file", cure="put the actual file there")
_HEIC = FileKind("a HEIC picture", cure=_AS_JPEG)
_FILM = FileKind("a video", cure="save one of its frames as JPEG")
_SIGNATURES: tuple[tuple[bytes, FileKind], ...] = (
    (b"\x89PNG\r\n\x1a\n", _BY_TYPE["image/png"]),
    (b"\xff\xd8\xff", _BY_TYPE["image/jpeg"]),
    (b"GIF87a", _BY_TYPE["image/gif"]),
    (b"GIF89a", _BY_TYPE["image/gif"]),
    (b"%PDF-", _BY_TYPE[PDF]),
    (
        b"version https://git-lfs.github.com/spec/",
        FileKind("a Git LFS pointer", cure="fetch the actual file: `git lfs pull`"),
    ),
    (
        b"/annex/objects/",
        FileKind("a git-annex pointer", cure="fetch the actual file: `git annex get`"),
    ),
    (b"II*\0", FileKind("a TIFF picture", cure=_AS_JPEG)),
    (b"MM\0*", FileKind("a TIFF picture", cure=_AS_JPEG)),
    (b"8BPS", FileKind("a Photoshop file", cure=_AS_PNG)),
    (b"\0\0\1\0", FileKind("an icon", cure="export it as PNG")),
    (b"\xff\x0a", FileKind("a JPEG XL picture", cure=_AS_JPEG)),
    (b"\0\0\0\x0cJXL ", FileKind("a JPEG XL picture", cure=_AS_JPEG)),
    (b"\0\0\0\x0cjP  ", FileKind("a JPEG 2000 picture", cure=_AS_JPEG)),
    (b"%!PS", FileKind("a PostScript file", cure="export it as SVG or PNG")),
    (b"\x1aE\xdf\xa3", _FILM),
    (b"PK\3\4", FileKind("a ZIP archive", cure="unpack it, and name the file inside")),
    (
        b"\x1f\x8b",
        FileKind("a gzip file", cure="unpack it; save an SVG as plain SVG"),
    ),
    (b"\xff\xfe", _UTF_16),
    (b"\xfe\xff", _UTF_16),
)
_AVIF = frozenset({b"avif", b"avis"})
_STILL_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
"""ISO base media brands of still pictures."""
_BITMAP = re.compile(rb"BM.{4}\0{4}", re.DOTALL)
_FIRST_TAG = re.compile(rb"<(?:[A-Za-z][\w.-]*:)?([A-Za-z][\w.-]*)")
_HTML = frozenset("html head body title meta script style div p a img iframe table span h1".split())
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEAD = 65_536
"""Maximum bytes searched for the first tag of an SVG.

Some programs write long comments and declarations before it.
"""


def detect_kind(content: bytes) -> FileKind | None:
    """Return the kind of a file with this content; None if it is unknown."""
    if not content:
        return _EMPTY
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _BY_TYPE["image/webp"]
    if content[4:8] == b"ftyp":
        return _media_kind(content)
    if _BITMAP.match(content):
        return FileKind("a BMP picture", cure=_AS_PNG)
    known = (kind for start, kind in _SIGNATURES if content.startswith(start))
    return next(known, None) or _text_kind(content[:_HEAD])


def kind_of_suffix(suffix: str) -> FileKind | None:
    """Return the kind that a suffix promises; None for suffixes without a known signature."""
    return next((kind for kind in _PUBLISHED_KINDS if suffix in kind.suffixes), None)


def _media_kind(content: bytes) -> FileKind:
    """The kind of an ISO base media file by its brands."""
    (size,) = struct.unpack_from(">I", content)
    brands = {content[at : at + 4] for at in (8, *range(16, min(size, len(content), 512), 4))}
    if brands & _AVIF:
        return _BY_TYPE["image/avif"]
    if brands & _STILL_BRANDS:
        return _HEIC
    return _FILM


def _text_kind(head: bytes) -> FileKind | None:
    """The kind of a text file; None if it is binary."""
    if _CONTROLS.search(head):
        return None
    bare = head.removeprefix(b"\xef\xbb\xbf")
    text = replace_between(bare, b"<!--", b"-->", lambda _: b"").lstrip()
    if not text.startswith(b"<"):
        return _TEXT
    tag = _FIRST_TAG.search(text)
    name = tag[1].decode().lower() if tag else ""
    if text[:14].lower() == b"<!doctype html" or name in _HTML:
        return _PAGE
    if name == "svg":
        return _BY_TYPE[SVG]
    return _XML


def is_picture_address(text: str) -> bool:
    """Return whether a web address is that of a picture, judging by its suffix."""
    path = re.split(r"[?#]", text)[0]
    return (
        text.startswith(("http://", "https://"))
        and path.count("/") > 2
        and f".{path.rpartition('.')[2].lower()}" in PICTURE_TYPES
    )
