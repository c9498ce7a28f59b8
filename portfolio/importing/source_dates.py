"""The dates of sources: as precise as they are written, cut at the day, never moved between zones.

LinkedIn writes English months whatever the language of its user, so these are known without the
tables of other languages, in which some of their names mean other months.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from ..dates import PartialDate

_ISO = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:[T ]\d{2}:.*)?", re.ASCII | re.DOTALL)
_SECONDS = re.compile(r"\d{9,10}(?:\d{3})?", re.ASCII)
_ENGLISH = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[ -])?([a-z]{3,9})\.?[ -]"
    r"(?:(\d{1,2})(?:st|nd|rd|th)?, ?)?(\d{4})",
    re.ASCII | re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
MAX_WRITTEN_DATE = 60
"""Maximum characters of a text that is read as a date."""


def read_source_date(text: str) -> tuple[str, str]:
    """A date in ISO form, and why it is a guess; the reason is empty if the source says just that.

    Raises ValueError for what is no date, or might be two.
    """
    line = " ".join(text.split())
    if match := _ISO.fullmatch(line):
        return PartialDate.parse(match[1]).iso, ""
    if match := _ENGLISH.fullmatch(line):
        day, name, other_day, year = match.groups()
        if (month := _month(name.lower())) and not (day and other_day):
            return _iso(int(year), month, int(day or other_day or 0)), ""
    if _SECONDS.fullmatch(line):
        seconds = int(line) if len(line) <= 10 else int(line) / 1000
        day_of = datetime.fromtimestamp(seconds, UTC).date()
        return PartialDate.of(
            day_of
        ).iso, "the source has seconds since 1970; this is the day in UTC"
    return _in_other_words(line)


def _month(name: str) -> int:
    """The number of an English month; 0 for other words."""
    if name in _NAMES:
        return _NAMES.index(name) + 1
    short = "sep" if name == "sept" else name
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _iso(year: int, month: int, day: int) -> str:
    written = f"{year:04d}-{month:02d}"
    if day:
        written += f"-{day:02d}"
    return PartialDate.parse(written).iso


def _in_other_words(line: str) -> tuple[str, str]:
    from ..validation.written_dates import read_dates

    found = read_dates(line) if len(line) <= MAX_WRITTEN_DATE else ()
    if len(found) != 1 or found[0].date is None or found[0].start:
        raise ValueError(line)
    return found[0].date.iso, f"the source has “{line}”"
