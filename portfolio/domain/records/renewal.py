"""What keeps a credential in force: the hours of continuing education that its renewal asks for."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any

from msgspec import Struct

from ...schema.fields import Fields, InvalidValue, Reader, examples
from ...schema.types import Date, Text, read_text
from ...text import quoted

_AMOUNT = re.compile(r"\d{1,5}(?:\.\d{1,3})?")
_PERIOD = re.compile(r"(\d{1,3})\s*(y|years?|m|months?|d|days?)", re.IGNORECASE)
MAX_HOURS = 10_000
"""Maximum hours of one renewal or activity; what is more is a mistake."""


class Duration(Struct, frozen=True):
    """A length of time: some months and some days."""

    months: int = 0
    days: int = 0

    def before(self, day: date) -> date:
        """The day that is this long before another; the last of a month that is too short."""
        year, month = divmod(day.year * 12 + day.month - 1 - self.months, 12)
        if year < date.min.year:
            return date.min
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last)) - timedelta(self.days)


def read_amount(value: Any) -> Decimal:
    """A number of hours above 0."""
    text = read_text(value)
    if not _AMOUNT.fullmatch(text) or not text.isascii():
        raise InvalidValue(
            "invalid-number",
            f"not a number of hours: {quoted(text)}",
            "write a number: 60 or 1.5",
        )
    amount = Decimal(text)
    if not 0 < amount <= MAX_HOURS:
        raise InvalidValue(
            "out-of-range",
            f"hours out of range: {quoted(text)}",
            f"write a number above 0, at most {MAX_HOURS:,}",
        )
    return amount


def read_period(value: Any) -> Duration:
    """A length of time: `3y`, `18m` or `90d`."""
    text = read_text(value)
    found = _PERIOD.fullmatch(text)
    if not found or not text.isascii() or not int(found[1]):
        raise InvalidValue(
            "invalid-period",
            f"not a length of time: {quoted(text)}",
            "write a number of years, months or days: 3y, 18m or 90d",
        )
    count, unit = int(found[1]), found[2][0].lower()
    if unit == "d":
        return Duration(days=count)
    return Duration(months=count * 12 if unit == "y" else count)


Amount = Annotated[
    Decimal, Reader(read_amount, {"type": ["number", "string"], "exclusiveMinimum": 0})
]
DurationValue = Annotated[Duration, Reader(read_period, {"type": "string", "pattern": "^[1-9]"})]


class RenewalTerms(Fields, frozen=True):
    """What the renewal of a credential asks for."""

    hours: Annotated[Amount, examples(60)]
    """Hours of continuing education, or the points or credits that its issuer counts."""
    period: Annotated[DurationValue | None, examples("3y")] = None
    """The time in which they count, up to `by`: `3y`, `18m` or `90d`. Default: since the date of
    issue."""
    by: Annotated[Date | None, examples("2028-05-17")] = None
    """The last day for them. Default: the date of expiry."""


class Activity(Fields, frozen=True):
    """Something that counts for a renewal."""

    date: Annotated[Date, examples("2026-09-12")]
    """When it was."""
    hours: Annotated[Amount, examples(7.5)]
    """How many hours it counts."""
    what: Annotated[Text, examples("Conference on data privacy")]
    """What it was."""
    proof: Annotated[Text | None, examples("https://example.org/attendance/123")] = None
    """What shows it: a link, or where you keep the paper. The site never has it; its file is as
    public as your repository."""
