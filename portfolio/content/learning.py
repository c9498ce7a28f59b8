"""The table `content/learning.csv`: what counts for the renewal of credentials.

Each row is an activity, as `activities` of a record have them, with the credential that it counts
for.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from ..diagnostics import Diagnostic, Diagnostics, Location, error
from ..domain.model import LearningRow
from ..domain.records.renewal import Activity
from ..paths import LEARNING_FILE
from ..schema.fields import MISSING, read_fields
from ..source_text import MAX_TEXT_BYTES, decode_text, read_regular_file
from ..text import did_you_mean, listed, quoted

CREDENTIAL = "credential"
"""The column that names the credential by its `entity_id`."""
LEARNING_COLUMNS = ("date", "hours", "what", "proof", CREDENTIAL)
NEEDED = ("date", "hours", "what", CREDENTIAL)
LEARNING_SEPARATORS = (",", ";", "\t")
"""What stands between the values of a row: spreadsheets use that of their language."""


def read_learning(root: Path) -> tuple[tuple[LearningRow, ...], Diagnostics]:
    """The rows of the table of the site in `root`, and what is wrong with it; none without it."""
    if not (root / LEARNING_FILE).exists():
        return (), ()
    content = read_regular_file(root, LEARNING_FILE, MAX_TEXT_BYTES)
    if isinstance(content, Diagnostic):
        return (), (content,)
    text, problems = decode_text(LEARNING_FILE, content)
    found = (*_rows(text),) if text else ()
    rows = tuple(row for row in found if isinstance(row, LearningRow))
    return rows, (*problems, *(row for row in found if isinstance(row, Diagnostic)))


def _rows(text: str) -> Iterator[LearningRow | Diagnostic]:
    """Each row of the table, or what is wrong with it."""
    separator = max(LEARNING_SEPARATORS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    try:
        columns = [name.strip().lower() for name in next(reader, [])]
        wrong = [*_wrong_columns(columns)]
        yield from wrong
        if wrong:
            return
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield from _row(columns, cells, reader.line_num)
    except csv.Error as reason:
        place = Location(LEARNING_FILE, reader.line_num)
        yield error("invalid-table", f"not a row of a table: {reason}", place, "correct the quotes")


def _wrong_columns(columns: list[str]) -> Iterator[Diagnostic]:
    place = Location(LEARNING_FILE, 1)
    head = ",".join(LEARNING_COLUMNS)
    for name in columns:
        if name not in LEARNING_COLUMNS:
            near = did_you_mean(name, LEARNING_COLUMNS)
            fix = f"write `{near}`" if near else f"the first line is `{head}`"
            yield error("unknown-column", f"there is no column {quoted(name)}", place, fix)
    if missing := [name for name in NEEDED if name not in columns]:
        names = listed(f"`{name}`" for name in missing)
        message = f"the table lacks {names}"
        yield error("missing-column", message, place, f"the first line is `{head}`")


def _row(columns: list[str], cells: list[str], line: int) -> Iterator[LearningRow | Diagnostic]:
    place = Location(LEARNING_FILE, line)
    values = {
        name: cell.strip() for name, cell in zip(columns, cells, strict=False) if cell.strip()
    }
    if len(cells) > len(columns):
        message = f"the row has {len(cells)} values for {len(columns)} columns"
        yield error("invalid-table", message, place, "put a value with a separator in it in quotes")
        return
    credential = values.pop(CREDENTIAL, "")
    activity, faults = read_fields(Activity, values)
    if not credential:
        fix = "write the `entity_id` of the credential that it counts for"
        yield error("missing-value", f"`{CREDENTIAL}` is empty", place, fix)
    for fault in faults:
        name = str(fault.keys[-1])
        if fault.code == MISSING:
            yield error("missing-value", f"`{name}` is empty", place, f"write the `{name}`")
        else:
            yield error(fault.code, f"`{name}`: {fault.message}", place, fault.help)
    if credential and activity:
        yield LearningRow(credential, activity, line)
