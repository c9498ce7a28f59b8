"""PDF documents: the size and picture of the first page, private data, and the text of pages.

PDFium runs in a process of its own, so a document that takes too long or too much memory ends only
that process. It starts with the first document and is reused for all others.
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
from .pdf_text import AttachedFile, PdfPageText
from .pdf_worker import Request, Response

if TYPE_CHECKING:
    import subprocess

DAMAGED, LOCKED, EMPTY = "it is damaged", "it is locked with a password", "it has no page"
SLOW = "it takes too long to open"
"""Reasons why a document has no first page to show."""
_REASONS = {"damaged": DAMAGED, "locked": LOCKED, "empty": EMPTY}
DOCUMENT_TIMEOUT = 20.0
"""Maximum seconds to read or render one document; a certificate takes a tenth of a second."""
_ONE_AT_A_TIME = threading.Lock()
_workers: dict[int, subprocess.Popen[bytes]] = {}
"""The worker of this process, by its process id: a forked copy starts its own."""


class UnreadableDocumentError(ValueError):
    """A document has no first page that can be shown, for the reason in its message."""


def inspect_document(content: bytes) -> tuple[tuple[int, int], str]:
    """Return the size of the first page in points, and a description of private data.

    Raises UnreadableDocumentError.
    """
    response, _ = _ask(content, Request(len(content), 0))
    return response.size, private_data_in(content, response.properties)


def draw_first_page(content: bytes, width: int) -> tuple[tuple[int, int], bytes]:
    """Return the first page, `width` pixels wide: its size, and three bytes for each pixel.

    Forms and annotations are rendered too. Raises UnreadableDocumentError.
    """
    response, pixels = _ask(content, Request(len(content), width))
    return response.size, pixels


def read_pages(content: bytes) -> tuple[tuple[PdfPageText, ...], int]:
    """Return the text and the links of the first pages, and how many pages there are.

    Raises UnreadableDocumentError.
    """
    response, _ = _ask(content, Request(len(content), 0, wants_text=True))
    return response.pages, response.page_count


def read_attached_files(content: bytes) -> tuple[AttachedFile, ...]:
    """Return the files within a document, also those that hang on its first pages.

    One that is only associated with it (`/AF`), and attached nowhere, PDFium does not reach. Raises
    UnreadableDocumentError.
    """
    response, _ = _ask(content, Request(len(content), 0, wants_files=True))
    return response.files


def _ask(content: bytes, request: Request) -> tuple[Response, bytes]:
    with _ONE_AT_A_TIME:
        worker = _worker()
        is_late = threading.Event()
        timer = threading.Timer(DOCUMENT_TIMEOUT, _stop, (worker, is_late))
        timer.start()
        found = None
        try:
            found = _exchange(worker, content, request)
        finally:
            timer.cancel()
            # a late response must not be taken for that to the next request
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
    worker: subprocess.Popen[bytes], content: bytes, request: Request
) -> tuple[Response, bytes] | None:
    """The response of the worker; None if it ends instead."""
    stdin, stdout = worker.stdin, worker.stdout
    if stdin is None or stdout is None:
        return None
    with suppress(OSError):
        stdin.write(msgspec.json.encode(request) + b"\n" + content)
        stdin.flush()
        return _read_response(stdout)
    return None


def _read_response(stdout: IO[bytes]) -> tuple[Response, bytes] | None:
    line = stdout.readline()
    if not line.endswith(b"\n"):
        return None
    response = msgspec.json.decode(line, type=Response)
    pixels = stdout.read(response.length)
    if len(pixels) != response.length:
        return None
    return response, pixels


def _worker() -> subprocess.Popen[bytes]:
    """The worker of this process; it ends with this process, when its standard input closes."""
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
