"""LinkedIn: the columns of `Certifications.csv`, as its archive of your data has them."""

from __future__ import annotations

from collections.abc import Sequence

from ...dates import PartialDate
from ...domain.model import Entry, evidence_url
from ...locale.display import ENGLISH_MONTHS
from ...site.source import Source
from ...summary import plural
from ...urls import absolute_url
from ...views.cards import Card
from ..form import (
    IS_LONG,
    PRIVATE_FIELDS,
    RECORD_TEXT,
    ExportContent,
    Exported,
    ExportForm,
    has_told_end,
)
from ..spreadsheet import csv_table

COLUMNS = ("Name", "Url", "Authority", "Started On", "Finished On", "License Number")
_NONE = "there is no such column"


def _write(source: Source, exported: Exported) -> ExportContent:
    rows = [_row(source.view.base_url, card, entry) for card, entry in exported]
    days = sum(
        any(day and day.day for day in (card.issued, entry.record.expiry_date))
        for card, entry in exported
    )
    remark = f"dates have a month and no day: {plural(days, 'credential')} had a day"
    return ExportContent(csv_table(COLUMNS, rows), (remark,) if days else ())


def _row(base_url: str, card: Card, entry: Entry) -> Sequence[str]:
    return (
        card.title,
        evidence_url(card.verification) or absolute_url(base_url, card.address),
        card.issuer_names,
        _month(card.issued),
        _month(entry.record.expiry_date),
        card.credential_id,
    )


def _month(day: PartialDate | None) -> str:
    """`May 2024`, which is what LinkedIn writes in every language, or `2024`."""
    if day is None:
        return ""
    if not day.month:
        return str(day.year)
    return f"{ENGLISH_MONTHS[day.month - 1]} {day.year}"


FORMAT = ExportForm(
    title="The columns of `Certifications.csv` in the archive of your data that LinkedIn gives "
    "you. LinkedIn reads no such file: copy from it",
    write=_write,
    places={
        "title": "`Name`",
        "issuer": "`Authority`",
        "co_issuers": "`Authority`, after a comma",
        "issued_date": "`Started On`, without the day",
        "expiry_date": "`Finished On`, without the day",
        "credential_id": "`License Number`",
        "verification_url": "`Url`: the check, or a link that may be one, or else the page",
    },
    lacks={
        "status": "it cannot say that a credential never expires",
        "badge_url": "there is one link only",
        "course_url": "there is one link only",
        "technologies": "skills are a list of the whole profile",
        "competencies": "skills are a list of the whole profile",
        **dict.fromkeys(
            (
                *("type", "category", "platform", "instructor", "enrollment_id"),
                *("last_updated", "duration_hours", "target_date", "study_start_date"),
                *("progress_percentage", "exam_codes", "level", "grade", "language", "part_of"),
                *("superseded_by", "summary", "image", "image_alt", "certificate", "extra"),
            ),
            _NONE,
        ),
        **PRIVATE_FIELDS,
        RECORD_TEXT: IS_LONG,
    },
    takes=has_told_end,
    left_out="there is no column for the state: those that are not valid and have no date that "
    "says so",
)
