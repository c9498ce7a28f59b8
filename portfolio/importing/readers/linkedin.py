"""LinkedIn: `Certifications.csv` of the archive with your data, alone or in the ZIP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model import (
    LINK,
    NO_FIELD,
    FormatReader,
    FoundCredential,
    Left,
    ReaderResult,
    ReadOptions,
    SourceFile,
)
from ..tables import Row, find_table, is_mapped, read_rows

FIELDS = {
    "Name": "title",
    "Authority": "issuer",
    "Started On": "issued_date",
    "Finished On": "expiry_date",
    "License Number": "credential_id",
    "Url": LINK,
}
_OTHER_NAMES = {
    "certification name": "Name",
    "certification authority": "Authority",
    "issuing organization": "Authority",
    "start date": "Started On",
    "issue date": "Started On",
    "end date": "Finished On",
    "expiration date": "Finished On",
    "certification license number": "License Number",
    "license": "License Number",
    "credential id": "License Number",
    "certification url": "Url",
    "credential url": "Url",
}
"""What the columns are called in older archives and in tables made of them."""
_KNOWN = {name.lower(): name for name in FIELDS} | _OTHER_NAMES


def _column(name: str) -> str:
    """A column under the name that LinkedIn gives it today."""
    return _KNOWN.get(" ".join(name.lower().replace("_", " ").split()), name)


def _is_header(cells: Sequence[str]) -> bool:
    columns = {_column(cell) for cell in cells}
    return {"Name", "Authority"} <= columns and len(columns & FIELDS.keys()) > 2


def _recognizes(source: SourceFile, options: ReadOptions) -> bool:
    table = find_table(source.text, _is_header)
    return table is not None and not is_mapped(table.columns, options)


def _read(source: SourceFile, options: ReadOptions) -> Iterator[ReaderResult]:
    table = find_table(source.text, _is_header)
    if table is None:
        return
    missing = FIELDS.keys() - {_column(name) for name in table.columns}
    yield from (Left(name, "the table has no such column") for name in FIELDS if name in missing)
    yield from read_rows(source, table, lambda row: _credential(source, row))


def _credential(source: SourceFile, row: Row) -> FoundCredential:
    cells = {_column(name): text for name, text in row.cells.items()}
    return FoundCredential(
        source.name,
        row.place,
        {FIELDS[name]: text for name, text in cells.items() if name in FIELDS},
        READER.name,
        READER.rank,
        left=tuple(Left(name, NO_FIELD) for name in cells if name not in FIELDS),
    )


READER = FormatReader(
    "linkedin",
    "LinkedIn: certifications",
    "On LinkedIn: Settings, Data privacy, Get a copy of your data. The archive comes in two mails; "
    "either can be imported as it is, and both can.",
    FIELDS,
    _recognizes,
    _read,
    60,
)
