"""The process that reads PDF documents: it answers one question after the other, until none comes.

A question is a line of JSON and the bytes of a document; an answer is a line of JSON and the pixels
of its first page.
"""

from __future__ import annotations

import math
import os
import signal
import sys
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from ..diagnostics import attempt

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MAX_MEMORY = 2 * 1024**3
"""Maximum bytes of memory for reading a document, where the system counts them."""
ALARM_AFTER = 60
"""Seconds for one document before the system ends this process, where it counts them.

By then, whoever asked has given up, or is no longer there to end this process.
"""


class Request(msgspec.Struct, frozen=True):
    """What is asked of a document."""

    length: int
    """In bytes."""
    width: int
    """Pixels in the width of the first page; 0 not to draw it."""


class Response(msgspec.Struct, frozen=True):
    """What is known of a document."""

    size: tuple[int, int] = (0, 0)
    """Of the first page: in pixels if it was drawn, in points if not."""
    length: int = 0
    """Bytes of the pixels that follow."""
    trouble: str = ""
    """Why it cannot be shown: `damaged`, `locked` or `empty`; empty if it can."""
    properties: dict[str, str] = {}
    """What it says of itself, such as its author, if it was not drawn."""


def answer_requests() -> None:
    """Answer questions from standard input on standard output, until there are none."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    with os.fdopen(os.dup(0), "rb") as asked, os.fdopen(os.dup(1), "wb") as told:
        while line := asked.readline():
            request = msgspec.json.decode(line, type=Request)
            _end_after(ALARM_AFTER)
            response, pixels = _respond(asked.read(request.length), request.width)
            _end_after(0)
            told.write(msgspec.json.encode(response) + b"\n" + pixels)
            told.flush()


def _end_after(seconds: int) -> None:
    """Let the system end this process after a number of seconds; 0 means never."""
    if sys.platform != "win32":
        signal.alarm(seconds)


def _respond(content: bytes, width: int) -> tuple[Response, bytes]:
    found = attempt(partial(_read, content, width))
    if isinstance(found, Exception):
        return Response(trouble="damaged"), b""
    return found


def _read(content: bytes, width: int) -> tuple[Response, bytes]:
    from pypdfium2 import PdfDocument, PdfiumError
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        with closing(PdfDocument(content)) as document:
            document.init_forms()
            if len(document) == 0:
                return Response(trouble="empty"), b""
            with closing(document[0]) as page:
                if width:
                    return _drawn(page, width)
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
