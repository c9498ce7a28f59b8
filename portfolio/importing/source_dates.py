"""The dates of sources: as precise as they are written, cut at the day, never moved between zones.

LinkedIn writes English months whatever the language of its user, so these are known without the
tables of other languages, in which some of their names mean other months.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from ..dates import PartialDate
from ..locale.display import ENGLISH_MONTHS

_ISO = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:[T ]\d{2}:.*)?", re.ASCII | re.DOTALL)
_SECONDS = re.compile(r"\d{9,10}(?:\d{3})?", re.ASCII)
_ENGLISH = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[ -])?([a-z]{3,9})\.?[ -]"
    r"(?:(\d{1,2})(?:st|nd|rd|th)?, ?)?(\d{4})",
    re.ASCII | re.IGNORECASE,
)
_MONTHS = tuple(map(str.lower, ENGLISH_MONTHS))
_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_BETWEEN = re.compile(r"\s+(?:[-–—]|to|until)\s+|(?<=\d{4})[-–—](?=\d{4}$)")
_SHORTEST_VALIDITY = 350
"""Days between a beginning and an end that may be those of a validity; a course takes fewer."""
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
    if name == "sept":
        name = "sep"
    if name in _MONTHS:
        return _MONTHS.index(name) + 1
    return 0


def _iso(year: int, month: int, day: int) -> str:
    written = f"{year:04d}-{month:02d}"
    if day:
        written += f"-{day:02d}"
    return PartialDate.parse(written).iso


def _in_other_words(line: str) -> tuple[str, str]:
    from ..validation.written_dates import read_dates

    if len(line) > MAX_WRITTEN_DATE:
        raise ValueError(line)
    found = read_dates(line)
    if len(found) != 1 or found[0].date is None or found[0].start:
        raise ValueError(line)
    return found[0].date.iso, f"the source has “{line}”"


def split_period(text: str) -> tuple[str, str]:
    """The beginning and the end of `March 2018 - March 2019`; no end for a single date."""
    line = " ".join(text.split())
    start, *ends = _BETWEEN.split(line, maxsplit=1)
    return start, "".join(ends)


def dates_of_period(
    start: str, end: str, *, is_course: bool = False
) -> tuple[dict[str, str], dict[str, str]]:
    """Our dates for a beginning and an end, with the reasons where they are guesses.

    The end is that of a course, or that of the validity: no source says which. What is shorter than
    any validity is a course.
    """
    begins, ends = _readable(start), _readable(end)
    why = f"the source has “{start}” to “{end}”"
    if not begins or not ends or ends.first < begins.first:
        issued = start if begins else end
        guesses = {"issued_date": why} if start and end else {}
        return ({"issued_date": issued}, guesses) if begins or ends else ({}, {})
    if is_course or (ends.first - begins.first).days < _SHORTEST_VALIDITY:
        why = f"{why}; its end is taken as the day of issue"
        return {"study_start_date": start, "issued_date": end}, {"issued_date": why}
    why = "the source says only that it ends then; if the course did, remove this line"
    return {"issued_date": start, "expiry_date": end}, {"expiry_date": why}


def _readable(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(read_source_date(text)[0])
    except (ValueError, OverflowError, OSError):
        return None
