"""LinkedIn Learning: `Learning.csv` of the archive; only what was completed, and only as that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...domain.records.credential import Status
from ...validation.placeholders import is_placeholder
from ..model import (
    NO_FIELD,
    PRIVATE,
    FormatReader,
    FoundCredential,
    Left,
    ReaderResult,
    ReadOptions,
    Refused,
    SourceFile,
)
from ..tables import Row, find_table, is_mapped, read_rows

_TITLE, _COMPLETED = "Content Title", "Content Completed At (if completed)"
FIELDS = {_TITLE: "title", _COMPLETED: "issued_date"}
_PRIVATE = (
    "Notes taken on videos (if taken)",
    "Content Last Watched Date (if viewed)",
    "Content Saved",
)
_PLATFORM = "LinkedIn Learning"


def _is_header(cells: Sequence[str]) -> bool:
    return FIELDS.keys() <= set(cells)


def _recognizes(source: SourceFile, options: ReadOptions) -> bool:
    table = find_table(source.text, _is_header)
    return table is not None and not is_mapped(table.columns, options)


def _read(source: SourceFile, options: ReadOptions) -> Iterator[ReaderResult]:
    table = find_table(source.text, _is_header)
    if table is None:
        return
    yield from read_rows(source, table, lambda row: _course(source, row))


def _course(source: SourceFile, row: Row) -> ReaderResult:
    completed = row.cells.get(_COMPLETED, "")
    if not completed or is_placeholder(completed):
        return Refused(source.name, row.place, "you have not completed it")
    values = {ours: row.cells[theirs] for theirs, ours in FIELDS.items() if theirs in row.cells}
    left = (
        Left(name, PRIVATE if name in _PRIVATE else NO_FIELD)
        for name in row.cells
        if name not in FIELDS
    )
    return FoundCredential(
        source.name,
        row.place,
        {**values, "issuer": _PLATFORM, "status": Status.COMPLETED.value},
        READER.name,
        READER.rank,
        left=tuple(left),
    )


READER = FormatReader(
    "linkedin-learning",
    "LinkedIn Learning",
    "`Learning.csv` is in the same archive. What you finished becomes `status: completed`, because "
    "the table does not say whether there is a certificate.",
    FIELDS,
    _recognizes,
    _read,
    65,
)
