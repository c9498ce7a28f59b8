"""Tables as CSV that a spreadsheet can open: no cell of them can be taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a formula can begin with in some spreadsheet, in wide forms too."""


def csv_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table with its head as UTF-8 text, in the form of RFC 4180."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def harmless(cell: str) -> str:
    """A cell that is text for every spreadsheet: what may be a formula begins with `'`."""
    if cell.startswith(FORMULA_SIGNS):
        return f"'{cell}"
    return cell
