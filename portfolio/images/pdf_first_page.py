"""PDF documents: the size of the first page, that page drawn, and what is private beside it.

PDFium reads them, in a process of its own: a document that takes too long, or too much memory, ends
that process alone. It begins with the first document and serves all others.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
from contextlib import suppress
from typing import IO, TYPE_CHECKING

import msgspec

from .pdf_private_data import private_data_in
from .pdf_worker import Request, Response

if TYPE_CHECKING:
    import subprocess

DAMAGED, LOCKED, EMPTY = "it is damaged", "it is locked with a password", "it has no page"
SLOW = "it takes too long to open"
"""Why a document has no first page to show."""
_REASONS = {"damaged": DAMAGED, "locked": LOCKED, "empty": EMPTY}
DOCUMENT_TIMEOUT = 20.0
"""Maximum seconds for reading or drawing one document: a certificate takes a tenth of a second."""
_ONE_AT_A_TIME = threading.Lock()
_workers: dict[int, subprocess.Popen[bytes]] = {}
"""The process that reads for this one, by this one's number: a copy of it begins one of its own."""


class UnreadableDocumentError(ValueError):
    """A document has no first page that can be shown."""


def inspect_document(content: bytes) -> tuple[tuple[int, int], str]:
    """The size of the first page as it is read, in points, and what is private beside the pages.

    Raises UnshownError.
    """
    response, _ = _ask(content, 0)
    return response.size, private_data_in(content, response.properties)


def draw_first_page(content: bytes, width: int) -> tuple[tuple[int, int], bytes]:
    """The first page, `width` pixels wide: its size, and three bytes for each pixel.

    It is drawn with what its forms and notes show. Raises UnshownError.
    """
    response, pixels = _ask(content, width)
    return response.size, pixels


def _ask(content: bytes, width: int) -> tuple[Response, bytes]:
    with _ONE_AT_A_TIME:
        worker = _worker()
        is_late = threading.Event()
        timer = threading.Timer(DOCUMENT_TIMEOUT, _stop, (worker, is_late))
        timer.start()
        found = None
        try:
            found = _exchange(worker, content, width)
        finally:
            timer.cancel()
            # what it would still say is no answer to the next question
            if found is None or is_late.is_set():
                _end()
        if found is None:
            raise UnreadableDocumentError(SLOW if is_late.is_set() else DAMAGED)
    response, pixels = found
    if response.trouble:
        raise UnreadableDocumentError(_REASONS[response.trouble])
    return response, pixels


def _stop(worker: subprocess.Popen[bytes], is_late: threading.Event) -> None:
    is_late.set()
    worker.kill()


def _exchange(
    worker: subprocess.Popen[bytes], content: bytes, width: int
) -> tuple[Response, bytes] | None:
    """What the process answers; None if it ends instead."""
    told, said = worker.stdin, worker.stdout
    if told is None or said is None:
        return None
    with suppress(OSError):
        told.write(msgspec.json.encode(Request(len(content), width)) + b"\n" + content)
        told.flush()
        return _read_response(said)
    return None


def _read_response(said: IO[bytes]) -> tuple[Response, bytes] | None:
    line = said.readline()
    if not line.endswith(b"\n"):
        return None
    response = msgspec.json.decode(line, type=Response)
    pixels = said.read(response.length)
    if len(pixels) != response.length:
        return None
    return response, pixels


def _worker() -> subprocess.Popen[bytes]:
    """The process that reads for this one; it ends when this one does, as no questions come."""
    import subprocess

    known = _workers.get(os.getpid())
    if known and known.poll() is None:
        return known
    program = (
        "import sys; sys.path[:] = sys.argv[1:]; "
        "from portfolio.images.pdf_worker import answer_requests; answer_requests()"
    )
    command = [sys.executable, "-c", program, *sys.path]
    worker = _workers[os.getpid()] = subprocess.Popen(  # noqa: S603 - this program
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return worker


@atexit.register
def _end() -> None:
    worker = _workers.pop(os.getpid(), None)
    if worker:
        worker.kill()
        with suppress(OSError):
            worker.communicate()
