"""The worker process that reads PDF documents: it answers requests until its input closes.

A request is a line of JSON and the bytes of a document; a response is a line of JSON and the pixels
of the first page.
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
"""Maximum bytes of memory for this process, on systems that can limit it."""
ALARM_AFTER = 60
"""Seconds for one document after which the system ends this process, where it can.

By then the parent has given up, or has ended and can no longer kill this process.
"""


class Request(msgspec.Struct, frozen=True):
    """What to read from a document."""

    length: int
    """The length of the document in bytes."""
    width: int
    """The width in pixels for rendering the first page; 0 to not render it."""


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


def answer_requests() -> None:
    """Answer requests from standard input on standard output, until the input closes."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(1), "wb") as responses:
        while line := requests.readline():
            request = msgspec.json.decode(line, type=Request)
            _end_after(ALARM_AFTER)
            response, pixels = _respond(requests.read(request.length), request.width)
            _end_after(0)
            responses.write(msgspec.json.encode(response) + b"\n" + pixels)
            responses.flush()


def _end_after(seconds: int) -> None:
    """Have the system end this process after a number of seconds; 0 cancels that."""
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
