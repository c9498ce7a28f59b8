"""The report of an import: what became of each credential, what disagrees, and what was lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ...summary import plural
from ...text import quoted
from ..model import FoundCredential, Left
from .plan import PlannedRecord
from .run import Import

MAX_CELL = 44
"""Maximum characters of a cell of the table, so that most rows fit on a line."""
MAX_NAMES = 6
"""Maximum names in a sentence."""
_HEADER = ("Source", "Title", "Issuer", "Date", "What becomes of it")

Cells = tuple[str, str, str, str, str]


def report_text(done: Import, *, dry: bool) -> str:
    """The whole report."""
    parts = (
        _table(done),
        _section("Added", [line for one in done.planned for line in _added(one)]),
        _section("Sources that disagree; the first value stays", list(_conflicts(done))),
        _section("Perhaps the same; nothing was joined", list(_suggestions(done))),
        _section("What no field took", list(_losses(done))),
        _section("Not read", list(_rest(done))),
        summary_line(done, dry=dry),
    )
    return "\n\n".join(filter(None, parts)) + "\n"


def summary_line(done: Import, *, dry: bool) -> str:
    """`2 new, 1 the same, 3 refused`, each a number of credentials or files."""
    new = sum(one.is_new for one in done.planned)
    filled = sum(bool(one.files) and not one.is_new for one in done.planned)
    total = sum(len(one.found) for one in done.planned)
    counts = ((new, "new"), (filled, "filled"), (total - new - filled, "the same"))
    words = [f"{count} {word}" for count, word in counts if count]
    if done.refused:
        words.append(f"{len(done.refused)} refused")
    line = ", ".join(words) or "nothing was found"
    if dry:
        line += "; nothing was written: this is a dry run"
    return line


def _section(heading: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    return "\n".join([f"{heading}:", *(f"  {line}" for line in lines)])


def _table(done: Import) -> str:
    """A row for each credential and each file that was refused."""
    rows = [_HEADER, *_rows(done)]
    if len(rows) == 1:
        return ""
    shown = [tuple(_cut(cell) for cell in row[:-1]) for row in rows]
    widths = [max(len(row[at]) for row in shown) for at in range(4)]
    lines = (
        "  ".join(
            [*(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)), row[-1]]
        )
        for cells, row in zip(shown, rows, strict=True)
    )
    return "\n".join(lines)


def _cut(cell: str) -> str:
    line = " ".join(cell.split())
    if len(line) > MAX_CELL:
        return f"{line[: MAX_CELL - 1]}…"
    return line


def _rows(done: Import) -> Iterator[Cells]:
    for one in done.planned:
        for number, found in enumerate(one.found):
            yield _row(found, _outcome(one, is_first=number == 0))
    for refused in done.refused:
        yield _where(refused.source, refused.place), "", "", "", f"refused: {refused.reason}"


def _row(found: FoundCredential, outcome: str) -> Cells:
    values = found.values
    return (
        _where(found.source, found.place),
        str(values.get("title", "")),
        str(values.get("issuer", "")),
        str(values.get("issued_date", "")),
        outcome,
    )


def _where(source: str, place: str) -> str:
    """A place in a file; of a long path its end, which tells more."""
    where = ": ".join(filter(None, (source, place)))
    if len(where) > MAX_CELL:
        return f"…{where[-MAX_CELL + 1 :]}"
    return where


def _outcome(one: PlannedRecord, *, is_first: bool) -> str:
    if one.is_new and is_first:
        return f"new: {one.path}"
    if one.fills and one.files and is_first and not one.is_new:
        return f"fills {plural(len(one.fills), 'field')} of {one.path}"
    if one.fills and is_first and not one.is_new:
        return f"same as {one.path} (--update would add {', '.join(one.fills)})"
    return f"same as {one.path}"


def _added(one: PlannedRecord) -> Iterator[str]:
    yield from (f"{one.path}: + {line}" for line in one.lines)


def _conflicts(done: Import) -> Iterator[str]:
    for one in done.planned:
        for found in one.conflicts:
            kept, other = quoted(found.kept), quoted(found.other)
            yield f"{found.path}: `{found.field}` is {kept}; {found.source} has {other}"


def _suggestions(done: Import) -> Iterator[str]:
    for one in done.suggestions:
        yield f"{one.first} and {one.second}: {one.why}"


def _losses(done: Import) -> Iterator[str]:
    """Each kind of value once: first those with an example, then the names of others by reason."""
    counts = Counter[tuple[str, str, str]]()
    values: dict[tuple[str, str, str], str] = {}
    for group, left in _all_left(done):
        reason = left.reason.replace(left.value, "…") if left.value else left.reason
        kind = (group, reason, left.key)
        counts[kind] += 1
        if left.value:
            values.setdefault(kind, left.value)
    names: dict[tuple[str, str], list[str]] = {}
    for kind, count in sorted(counts.items()):
        group, reason, key = kind
        shown = f"{key} ({count} times)" if count > 1 else key
        if kind in values:
            yield f"{group}: {shown}: {reason}, such as {values[kind]}"
        else:
            names.setdefault((group, reason), []).append(shown)
    for (group, reason), keys in names.items():
        yield f"{group}: {reason}: {', '.join(keys)}"


def _all_left(done: Import) -> Iterator[tuple[str, Left]]:
    for one in done.planned:
        for found in one.found:
            yield from ((found.format, left) for left in found.left)
        yield from ((found.format, left) for found, left in one.left)
    yield from ((one.source, one.left) for one in done.left)


def _rest(done: Import) -> Iterator[str]:
    for one in done.rest:
        names = ", ".join(one.names[:MAX_NAMES])
        more = ", and others" if len(one.names) > MAX_NAMES else ""
        count = plural(len(one.names), "member")
        yield f"{one.archive}: {count} without credentials: {names}{more}"
