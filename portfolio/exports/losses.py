"""What an export leaves behind: fields that a credential has and the form has no place for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..domain.model import Entry, State, evidence_url
from ..domain.records.credential import Record
from ..formats.json_resume import DEGREES
from ..summary import plural
from .form import RECORD_TEXT, Exported, ExportForm

_LINKS = ("verification_url", "badge_url", "course_url")
"""The fields of links. A form with a place for one link has that of `verification`."""

_NAMES = {RECORD_TEXT: "the text"}
"""What is no field, in a report."""


def describe_losses(form: ExportForm, exported: Exported, left_out: int) -> Iterator[str]:
    """Yield a line for what was left out, and one for each field that was lost."""
    if left_out:
        yield f"left out: {plural(left_out, 'credential')} ({form.left_out})"
    for field, count in lost_fields(form, (entry for _, entry in exported)).items():
        why = form.lacks.get(field, "it leads neither to a check nor to what may be one")
        what, how_many = _NAMES.get(field, field), plural(count, "credential")
        yield f"no place for {what}: {how_many} ({why.replace('`', '')})"


def lost_fields(form: ExportForm, entries: Iterable[Entry]) -> dict[str, int]:
    """The fields that the form does not hold of some credentials, with how many these are."""
    exported = tuple(entries)
    fields = [
        name for name in (*Record.specs(), RECORD_TEXT) if name in form.lacks or name in _LINKS
    ]
    counts = {field: sum(_is_lost(form, field, entry) for entry in exported) for field in fields}
    return {field: count for field, count in counts.items() if count}


def _is_lost(form: ExportForm, field: str, entry: Entry) -> bool:
    if field in _LINKS:
        return _is_lost_link(form, getattr(entry.record, field), entry)
    if field == RECORD_TEXT:
        return bool(entry.credential.outline.first_paragraph)
    if field == "status":
        return entry.state is State.LIFETIME
    if field in form.of_degrees and entry.record.type in DEGREES:
        return False
    return _is_stated(getattr(entry.record, field))


def _is_lost_link(form: ExportForm, url: str | None, entry: Entry) -> bool:
    """Whether a link of a record is not among those that the form holds."""
    if url is None or not any(field in form.lacks for field in _LINKS):
        return False
    others = [link.url for link in entry.links]
    if entry.verification and not evidence_url(entry.verification):
        others.append(entry.verification.url)
    return url in others


def _is_stated(value: Any) -> bool:
    """Whether a record gives a value; a figure of zero is one."""
    return value is not None and value is not False and value not in ((), {})
