"""A table of one's own as CSV: its columns are named with `--map`, or have the names of fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ...domain.records.credential import Record
from ...validation.field_names import known_names, normalized
from ..model import (
    LINK,
    NO_FIELD,
    TEXT,
    FormatReader,
    FoundCredential,
    Left,
    ReaderResult,
    ReadOptions,
    SourceFile,
)
from ..objects import takes_several
from ..tables import Row, find_table, read_rows

_OF_SITES = frozenset(
    {"image", "image_alt", "certificate", "publish_badge_data", "public_parameters", "extra"}
)
"""Fields that need a file beside the record, or say how a site treats it."""
FIELDS = {name: name for name in Record.specs() if name not in _OF_SITES} | {
    "url": LINK,
    "text": TEXT,
}


def _meaning(column: str, options: ReadOptions) -> str:
    """The field that a column is for; empty for none."""
    for field, theirs in options.columns.items():
        if theirs.strip().casefold() == column.casefold():
            return field
    if options.columns:
        return ""
    name = normalized(column)
    own = {normalized(field): target for field, target in FIELDS.items()}
    meant = known_names("credential").fields.get(name, ())
    return own.get(name) or next((field for field in meant if field in FIELDS), "")


def _fields(columns: Sequence[str], options: ReadOptions) -> Mapping[str, str]:
    """The columns with their fields; of two for one field, the first."""
    found: dict[str, str] = {}
    for column in columns:
        if (field := _meaning(column, options)) and field not in found.values():
            found[column] = field
    return found


def _needed(options: ReadOptions) -> frozenset[str]:
    return frozenset(options.columns) or frozenset({"title", "issuer"})


def _recognizes(source: SourceFile, options: ReadOptions) -> bool:
    if source.data is not None or not source.text:
        return False
    return find_table(source.text, lambda cells: _is_header(cells, options)) is not None


def _is_header(cells: Sequence[str], options: ReadOptions) -> bool:
    return _needed(options) <= set(_fields(cells, options).values())


def _read(source: SourceFile, options: ReadOptions) -> Iterator[ReaderResult]:
    table = find_table(source.text, lambda cells: _is_header(cells, options))
    if table is None:
        return
    fields = _fields(table.columns, options)
    yield from read_rows(source, table, lambda row: _credential(source, row, fields))


def _credential(source: SourceFile, row: Row, fields: Mapping[str, str]) -> FoundCredential:
    values = {fields[name]: text for name, text in row.cells.items() if name in fields}
    return FoundCredential(
        source.name,
        row.place,
        {field: _value(field, text) for field, text in values.items()},
        READER.name,
        READER.rank,
        left=tuple(Left(name, NO_FIELD) for name in row.cells if name not in fields),
    )


def _value(field: str, text: str) -> str | tuple[str, ...]:
    """A cell as its field has it.

    The items of a list are between semicolons, bars or lines, or else between commas.
    """
    if field == TEXT or not takes_several(field):
        return text
    separators = r"[;|\n]" if re.search(r"[;|\n]", text) else ","
    return tuple(item for part in re.split(separators, text) if (item := part.strip()))


READER = FormatReader(
    "csv",
    "A table of your own",
    "Save a spreadsheet as CSV. Columns that have the name of a field, or one that is known for "
    "it, need no `--map`; otherwise it says which is which.",
    FIELDS,
    _recognizes,
    _read,
    80,
)
