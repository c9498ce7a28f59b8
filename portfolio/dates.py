"""Dates with the precision they were written with: `2024`, `2024-05` or `2024-05-17`.

No day is invented: a month stays a month when it is compared, sorted and shown.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Self

from msgspec import Struct

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The first and last year of a credential; years outside are typing errors."""


class PartialDate(Struct, frozen=True, order=True):
    """A year, a month or a day, ordered with the less precise first."""

    year: int
    month: int = 0
    """1 to 12, or 0 if only the year is known."""
    day: int = 0
    """1 to 31, or 0 if only the month is known."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD` (ISO 8601). Raises ValueError for others."""
        match = _WRITTEN.fullmatch(text)
        if not match or not text.isascii():
            raise ValueError(text)
        year, month, day = (int(part) if part else 0 for part in match.groups())
        date(*(int(part or 1) for part in match.groups()))
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(text)
        return cls(year, month, day)

    @classmethod
    def of(cls, day: date) -> Self:
        """A day of the calendar."""
        return cls(day.year, day.month, day.day)

    @property
    def iso(self) -> str:
        """As written: `2024`, `2024-05` or `2024-05-17`."""
        if self.day:
            return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"
        if self.month:
            return f"{self.year:04d}-{self.month:02d}"
        return f"{self.year:04d}"

    @property
    def first(self) -> date:
        """The first day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The last day that it can mean."""
        if self.day:
            return self.first
        month = self.month or 12
        return date(self.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)

    def __str__(self) -> str:
        return self.iso


def today() -> date:
    """Today in UTC."""
    return datetime.now(UTC).date()


def date_of_epoch(seconds: str) -> date:
    """The UTC day of a SOURCE_DATE_EPOCH (seconds since 1970). Raises ValueError for others."""
    try:
        day = datetime.fromtimestamp(int(seconds), UTC).date()
    except (OverflowError, OSError) as reason:
        raise ValueError(seconds) from reason
    if day.year > LAST_YEAR:
        raise ValueError(seconds)
    return day


_MOMENT = (
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*"
    r"([Zz]|[+-]\d\d:?\d\d)?)?)?)?"
)
"""Only badge files have moments, so this is compiled where one is read."""


class Moments(Struct, frozen=True):
    """The first and the last moment that a written time can mean."""

    first: datetime
    last: datetime


def moments(text: str) -> Moments:
    """Read a time in RFC 3339, or a part of one, which is in UTC if it does not say otherwise.

    A month lasts until its last moment, and a minute without seconds sixty of them. Raises
    ValueError for other texts.
    """
    match = re.fullmatch(_MOMENT, text.strip()) if text.isascii() else None
    if not match:
        raise ValueError(text)
    year, month, day, hour, minute, second = (int(part or -1) for part in match.groups()[:6])
    offset = match[8] or "Z"
    if hour < 0:
        days = PartialDate(year, max(month, 0), max(day, 0))
        return Moments(
            datetime.combine(days.first, time.min, UTC), datetime.combine(days.last, time.max, UTC)
        )
    zone = UTC if offset in "Zz" else timezone(_offset(offset))
    start = datetime(year, month, day, hour, minute, min(max(second, 0), 59), tzinfo=zone)
    if second >= 0:
        start = start.replace(microsecond=int((match[7] or "0").ljust(6, "0")[:6]))
        return Moments(start, start)
    return Moments(start, start + timedelta(seconds=59, microseconds=999_999))


def _offset(text: str) -> timedelta:
    sign = -1 if text[0] == "-" else 1
    return sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
