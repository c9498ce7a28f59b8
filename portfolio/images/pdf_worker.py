"""The worker process that reads PDF documents: it answers requests until its input closes.

A request is a line of JSON and the bytes of a document; a response is a line of JSON and the pixels
of the first page. The text of pages is in the line.
"""

from __future__ import annotations

import ctypes
import math
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from ..diagnostics import attempt
from .pdf_text import MAX_PAGES, AttachedFile, PdfCharacter, PdfPageText, lines_of, turned

if TYPE_CHECKING:
    from pypdfium2 import PdfAttachment, PdfDocument, PdfPage, PdfTextPage

MAX_MEMORY = 2 * 1024**3
"""Maximum bytes of memory for this process, on systems that can limit it."""
ALARM_AFTER = 60
"""Seconds for one document after which the system ends this process, where it can.

By then the parent has given up, or has ended and can no longer kill this process.
"""
MAX_CHARACTERS = 8000
"""Maximum characters of a page that are read, twice what small print has room for."""
MAX_PAGE_LINKS = 200
"""Maximum links of a page that are read, of each kind."""
MAX_ATTACHED = 20
"""Maximum attached files that are read; a certificate has one or two."""
MAX_ATTACHED_BYTES = 4 * 1024**2
"""Maximum bytes of an attached file; a badge with its picture has about a hundred thousand."""
MAX_UNKNOWN_LETTERS = 0.2
"""Part of the characters of a page that its fonts may not explain: signs and logos are often so."""


class Request(msgspec.Struct, frozen=True):
    """What to read from a document."""

    length: int
    """The length of the document in bytes."""
    width: int
    """The width in pixels for rendering the first page; 0 to not render it."""
    wants_text: bool = False
    """Whether to read the text and the links of its pages instead."""
    wants_files: bool = False
    """Whether to read the files that are attached to it instead."""


class Response(msgspec.Struct, frozen=True):
    """What was read from a document."""

    size: tuple[int, int] = (0, 0)
    """The size of the first page: in pixels if it was rendered, in points if not."""
    length: int = 0
    """The number of bytes of pixels that follow."""
    trouble: str = ""
    """`damaged`, `locked` or `empty` if the first page cannot be shown."""
    properties: dict[str, str] = {}
    """Its metadata, such as the author, if it was not rendered."""
    pages: tuple[PdfPageText, ...] = ()
    """The text of its first pages, if that was asked for."""
    page_count: int = 0
    """How many pages it has, if their text was asked for."""
    files: tuple[AttachedFile, ...] = ()
    """The files that are attached to it, if these were asked for."""


def answer_requests() -> None:
    """Answer requests from standard input on standard output, until the input closes."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(1), "wb") as responses:
        while line := requests.readline():
            request = msgspec.json.decode(line, type=Request)
            _end_after(ALARM_AFTER)
            response, pixels = _respond(requests.read(request.length), request)
            _end_after(0)
            responses.write(msgspec.json.encode(response) + b"\n" + pixels)
            responses.flush()


def _end_after(seconds: int) -> None:
    """Have the system end this process after a number of seconds; 0 cancels that."""
    if sys.platform != "win32":
        signal.alarm(seconds)


def _respond(content: bytes, request: Request) -> tuple[Response, bytes]:
    found = attempt(partial(_read, content, request))
    if isinstance(found, Exception):
        return Response(trouble="damaged"), b""
    return found


def _read(content: bytes, request: Request) -> tuple[Response, bytes]:
    from pypdfium2 import PdfDocument, PdfiumError
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        with closing(PdfDocument(content)) as document:
            document.init_forms()
            if len(document) == 0:
                return Response(trouble="empty"), b""
            if request.wants_files:
                return Response(files=tuple(islice(_attached(document), MAX_ATTACHED))), b""
            if request.wants_text:
                return _texts(document), b""
            with closing(document[0]) as page:
                if request.width:
                    return _drawn(page, request.width)
                return _described(document, page), b""
    except PdfiumError as reason:
        is_locked = reason.err_code == FPDF_ERR_PASSWORD
        return Response(trouble="locked" if is_locked else "damaged"), b""


def _described(document: PdfDocument, page: PdfPage) -> Response:
    width, height = page.get_size()
    size = max(1, math.ceil(width)), max(1, math.ceil(height))
    return Response(size, properties=document.get_metadata_dict(skip_empty=True))


def _drawn(page: PdfPage, width: int) -> tuple[Response, bytes]:
    picture = page.render(scale=width / page.get_width()).to_pil().convert("RGB")
    pixels: bytes = picture.tobytes()
    return Response(picture.size, len(pixels)), pixels


def _texts(document: PdfDocument) -> Response:
    count = len(document)
    pages = tuple(_page_text(document, number) for number in range(min(count, MAX_PAGES)))
    return Response(pages=pages, page_count=count)


def _page_text(document: PdfDocument, number: int) -> PdfPageText:
    """The text of a page with what is filled into its form, for which the page is taken twice."""
    with closing(document[number]) as page:
        clickable = list(islice(_clickable_links(document, page), MAX_PAGE_LINKS))
        if page.formenv:
            page.flatten()
    with closing(document[number]) as page, closing(page.get_textpage()) as text:
        characters = list(_characters(page, text))
        unknown = sum(one.text == "" for one in characters)
        links = dict.fromkeys((*clickable, *islice(_visible_links(text), MAX_PAGE_LINKS)))
        return PdfPageText(
            lines_of(one for one in characters if one.text),
            tuple(links),
            is_readable=unknown <= MAX_UNKNOWN_LETTERS * len(characters),
        )


def _attached(document: PdfDocument) -> Iterator[AttachedFile]:
    """The files of the document, and those that hang on its first pages."""
    numbers = range(document.count_attachments())
    files = (document.get_attachment(number) for number in numbers)
    for file in (*files, *_on_pages(document)):
        content = bytes(file.get_data())
        if len(content) <= MAX_ATTACHED_BYTES:
            yield AttachedFile(file.get_name(), content)


def _on_pages(document: PdfDocument) -> Iterator[PdfAttachment]:
    from pypdfium2 import PdfAttachment, raw

    for number in range(min(len(document), MAX_PAGES)):
        with closing(document[number]) as page:
            for place in range(min(raw.FPDFPage_GetAnnotCount(page), MAX_PAGE_LINKS)):
                note = raw.FPDFPage_GetAnnot(page, place)
                if file := raw.FPDFAnnot_GetFileAttachment(note):
                    yield PdfAttachment(file, document)
                raw.FPDFPage_CloseAnnot(note)


def _characters(page: PdfPage, text: PdfTextPage) -> Iterator[PdfCharacter]:
    """The characters of a page; those that its fonts do not explain are empty."""
    from pypdfium2 import raw

    quarters = page.get_rotation() // 90
    width, height = page.get_size() if quarters % 2 == 0 else reversed(page.get_size())
    for at in range(min(raw.FPDFText_CountChars(text), MAX_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text, at)
        box = text.get_charbox(at, loose=True)
        is_unknown = code == 0 or raw.FPDFText_HasUnicodeMapError(text, at) == 1
        yield PdfCharacter("" if is_unknown else chr(code), turned(box, quarters, width, height))


def _clickable_links(document: PdfDocument, page: PdfPage) -> Iterator[str]:
    from pypdfium2 import raw

    place, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page, ctypes.byref(place), ctypes.byref(link)):
        action = raw.FPDFLink_GetAction(link)
        if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
            continue
        address = ctypes.create_string_buffer(raw.FPDFAction_GetURIPath(document, action, None, 0))
        raw.FPDFAction_GetURIPath(document, action, address, len(address))
        yield address.value.decode(errors="replace")


def _visible_links(text: PdfTextPage) -> Iterator[str]:
    """The addresses that stand in the text."""
    from pypdfium2 import raw

    found = raw.FPDFLink_LoadWebLinks(text)
    try:
        for number in range(raw.FPDFLink_CountWebLinks(found)):
            address = (ctypes.c_ushort * raw.FPDFLink_GetURL(found, number, None, 0))()
            raw.FPDFLink_GetURL(found, number, address, len(address))
            yield bytes(address).decode("utf-16-le", errors="replace").rstrip("\0")
    finally:
        raw.FPDFLink_CloseWebLinks(found)
