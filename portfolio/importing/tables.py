"""Tables in texts: CSV with any of the usual separators, with lines above its header."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from .model import ReaderResult, ReadOptions, Refused, SourceFile

SEPARATORS = (",", ";", "\t")
"""What stands between the cells of a row, in the order of trial."""
MAX_LINES_ABOVE = 12
"""Maximum lines above a header; LinkedIn has put three notes there."""
MAX_ROW = 200_000
"""Maximum characters of a row, far more than a record can hold."""
MAX_COLUMNS = 200
"""Maximum columns of a table, far more than there are fields."""

IsHeader = Callable[[Sequence[str]], bool]


class Row(Struct, frozen=True):
    """A row of a table."""

    place: str
    cells: dict[str, str]
    """By column, without spaces around them; empty cells are left out."""


class Table(Struct, frozen=True):
    """A header, and where its rows begin."""

    columns: tuple[str, ...]
    separator: str
    skipped: int
    """The number of lines up to the header, and with it."""


def find_table(text: str, is_header: IsHeader) -> Table | None:
    """The table of a text whose header is accepted; None if there is none."""
    for separator in SEPARATORS:
        for number, cells in _rows(text, separator, MAX_LINES_ABOVE):
            columns = tuple(cell.strip() for cell in cells)
            if 1 < len(columns) <= MAX_COLUMNS and is_header(columns):
                return Table(columns, separator, number)
    return None


def is_mapped(columns: Sequence[str], options: ReadOptions) -> bool:
    """Whether a table has all columns that the owner named, so that it is the owner's."""
    named = {column.strip().casefold() for column in options.columns.values()}
    return bool(named) and named <= {column.casefold() for column in columns}


def read_rows(
    source: SourceFile, table: Table, read: Callable[[Row], ReaderResult]
) -> Iterator[ReaderResult]:
    """What a reader makes of each row of a table; those without any value are none."""
    for number, cells in _rows(source.text, table.separator):
        if number < 0:
            yield Refused(source.name, f"line {-number}", "it is not CSV from here on")
            return
        if number <= table.skipped:
            continue
        names = (
            *table.columns,
            *(f"column {at + 1}" for at in range(len(table.columns), len(cells))),
        )
        values = {
            name: cell.strip() for name, cell in zip(names, cells, strict=False) if cell.strip()
        }
        if values:
            yield read(Row(f"line {number}", values))


def _rows(text: str, separator: str, most: int = 0) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV text, each with the number of its last line; a negative one ends it."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=separator)
    count = 0
    while not most or count < most:
        count += 1
        lines.room = MAX_ROW
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield -max(reader.line_num, 1), []
            return
        yield reader.line_num, cells


class _Lines:
    """The lines of a text, as long as a row has room for them."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.room = MAX_ROW

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.room -= len(line)
            if self.room < 0:
                raise csv.Error
            yield line
