"""PDF documents: whether one can be shown as a picture, how large its first page is, and that page drawn."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

LOCKED, DAMAGED, EMPTY = "it is locked with a password", "it is damaged", "it has no page"
"""Why a document has no first page to show."""
_ONE_AT_A_TIME = threading.Lock()
"""PDFium serves one thread at a time."""


class UnshownError(ValueError):
    """A document has no first page that can be shown."""


def first_page_size(content: bytes) -> tuple[int, int]:
    """Width and height of the first page, turned as it is read, in points. Raises UnshownError."""
    with _first_page(content) as page:
        width, height = page.get_size()
        return max(1, math.ceil(width)), max(1, math.ceil(height))


def draw_first_page(content: bytes, width: int) -> Image:
    """The first page with what its forms and notes show, so many pixels wide. Raises UnshownError."""
    with _first_page(content) as page:
        drawn: Image = page.render(scale=width / page.get_width()).to_pil().convert("RGB")
        return drawn


@contextmanager
def _first_page(content: bytes) -> Iterator[PdfPage]:
    from pypdfium2 import PdfDocument, PdfiumError
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    with _ONE_AT_A_TIME:
        try:
            with closing(PdfDocument(content)) as document:
                document.init_forms()
                if len(document) == 0:
                    raise UnshownError(EMPTY)
                with closing(document[0]) as page:
                    yield page
        except PdfiumError as reason:
            raise UnshownError(LOCKED if reason.err_code == FPDF_ERR_PASSWORD else DAMAGED) from reason
