"""A table of one's own: a column for each field, and one for each value that the site works out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...domain.model import Entry, check_url
from ...domain.records.credential import Record
from ...schema.types import Hours
from ...site.source import Source
from ...urls import absolute_url
from ...views.cards import Card
from ..form import (
    IS_LONG,
    PRIVATE_FIELDS,
    RECORD_TEXT,
    SITE_FIELDS,
    ExportContent,
    Exported,
    ExportForm,
    takes_everything,
)
from ..spreadsheet import csv_table

_MARK = "\ufeff".encode()
"""What tells spreadsheets that a file is UTF-8."""
_FIELDS = tuple(
    name
    for name in Record.specs()
    if name not in SITE_FIELDS - {"entity_id"} and name not in PRIVATE_FIELDS
)
_WORKED_OUT = ("state", "page", "check")
"""Columns that no field has."""
_SEVERAL = frozenset({"co_issuers", "instructor", "technologies", "competencies", "exam_codes"})


def _write(source: Source, exported: Exported) -> ExportContent:
    rows = [_row(source, card, entry) for card, entry in exported]
    return ExportContent(_MARK + csv_table((*_FIELDS, *_WORKED_OUT), rows))


def _row(source: Source, card: Card, entry: Entry) -> list[str]:
    values = {name: _cell(getattr(entry.record, name)) for name in _FIELDS}
    values["entity_id"] = entry.id
    return [
        *values.values(),
        entry.state.value,
        absolute_url(source.view.base_url, card.address),
        check_url(entry.verification),
    ]


def _cell(value: Any) -> str:
    """A value as its record has it; several are separated by semicolons."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {item}" for key, item in value.items())
    if isinstance(value, Hours):
        return str(value).replace("–", "-")
    return str(value)


FORMAT = ExportForm(
    title="A table with a column for each field, in UTF-8 with a mark that spreadsheets look for",
    write=_write,
    places={
        name: f"`{name}`, separated by semicolons" if name in _SEVERAL else f"`{name}`"
        for name in _FIELDS
        if name not in SITE_FIELDS
    },
    lacks={**PRIVATE_FIELDS, RECORD_TEXT: IS_LONG},
    takes=takes_everything,
    left_out="",
)
