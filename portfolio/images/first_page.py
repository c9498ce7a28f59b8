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

from .pdf_notes import private_notes
from .pdf_reader import Answer, Question

if TYPE_CHECKING:
    import subprocess

DAMAGED, LOCKED, EMPTY = "it is damaged", "it is locked with a password", "it has no page"
SLOW = "it takes too long to open"
"""Why a document has no first page to show."""
_REASONS = {"damaged": DAMAGED, "locked": LOCKED, "empty": EMPTY}
DOCUMENT_TIMEOUT = 20.0
"""Maximum seconds for reading or drawing one document: a certificate takes a tenth of a second."""
_ONE_AT_A_TIME = threading.Lock()
_readers: dict[int, subprocess.Popen[bytes]] = {}
"""The process that reads for this one, by this one's number: a copy of it begins one of its own."""


class UnshownError(ValueError):
    """A document has no first page that can be shown."""


def look(content: bytes) -> tuple[tuple[int, int], str]:
    """The size of the first page as it is read, in points, and what is private beside the pages.

    Raises UnshownError.
    """
    answer, _ = _ask(content, 0)
    return answer.size, private_notes(content, answer.properties)


def draw_first_page(content: bytes, width: int) -> tuple[tuple[int, int], bytes]:
    """The first page, `width` pixels wide: its size, and three bytes for each pixel.

    It is drawn with what its forms and notes show. Raises UnshownError.
    """
    answer, pixels = _ask(content, width)
    return answer.size, pixels


def _ask(content: bytes, width: int) -> tuple[Answer, bytes]:
    with _ONE_AT_A_TIME:
        reader = _reader()
        is_late = threading.Event()
        timer = threading.Timer(DOCUMENT_TIMEOUT, _stop, (reader, is_late))
        timer.start()
        found = None
        try:
            found = _exchange(reader, content, width)
        finally:
            timer.cancel()
            # what it would still say is no answer to the next question
            if found is None or is_late.is_set():
                _end()
        if found is None:
            raise UnshownError(SLOW if is_late.is_set() else DAMAGED)
    answer, pixels = found
    if answer.trouble:
        raise UnshownError(_REASONS[answer.trouble])
    return answer, pixels


def _stop(reader: subprocess.Popen[bytes], is_late: threading.Event) -> None:
    is_late.set()
    reader.kill()


def _exchange(
    reader: subprocess.Popen[bytes], content: bytes, width: int
) -> tuple[Answer, bytes] | None:
    """What the process answers; None if it ends instead."""
    told, said = reader.stdin, reader.stdout
    if told is None or said is None:
        return None
    with suppress(OSError):
        told.write(msgspec.json.encode(Question(len(content), width)) + b"\n" + content)
        told.flush()
        return _answer(said)
    return None


def _answer(said: IO[bytes]) -> tuple[Answer, bytes] | None:
    line = said.readline()
    if not line.endswith(b"\n"):
        return None
    answer = msgspec.json.decode(line, type=Answer)
    pixels = said.read(answer.length)
    if len(pixels) != answer.length:
        return None
    return answer, pixels


def _reader() -> subprocess.Popen[bytes]:
    """The process that reads for this one; it ends when this one does, as no questions come."""
    import subprocess

    known = _readers.get(os.getpid())
    if known and known.poll() is None:
        return known
    program = (
        "import sys; sys.path[:] = sys.argv[1:]; "
        "from portfolio.images.pdf_reader import serve; serve()"
    )
    command = [sys.executable, "-c", program, *sys.path]
    reader = _readers[os.getpid()] = subprocess.Popen(  # noqa: S603 - this program
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return reader


@atexit.register
def _end() -> None:
    reader = _readers.pop(os.getpid(), None)
    if reader:
        reader.kill()
        with suppress(OSError):
            reader.communicate()
