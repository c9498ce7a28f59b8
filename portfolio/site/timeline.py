"""The time axis that every list of the site shares, and the bar of each credential on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from ..domain.model import Entry, Standing, State
from ..store.memo import remember_each
from ..views.cards import Axis, Bar, Tick

MAX_TICKS = 12
"""Above this number of years, only every second, fifth or tenth is marked."""


class TimeSpan(Struct, frozen=True):
    """When a credential begins and ends, and how its bar is drawn."""

    start: date
    end: date | None
    kind: str


class Scale(Struct, frozen=True):
    """The years that an axis covers."""

    first: int
    last: int
    """The year after the last one shown."""

    def at(self, day: date) -> float:
        """Where a day stands, in percent: to a tenth, which is a pixel of the widest axis."""
        whole = date(self.last, 1, 1).toordinal() - date(self.first, 1, 1).toordinal()
        share = (day.toordinal() - date(self.first, 1, 1).toordinal()) / whole
        return round(min(max(share, 0.0), 1.0) * 100, 1)


@remember_each
def span_of(entry: Entry, as_of: date) -> TimeSpan | None:
    """The stretch of time that a credential covers, or None if it has no dates."""
    record = entry.record
    if entry.standing is Standing.UNDERWAY:
        start = record.study_start_date.first if record.study_start_date else as_of
        if entry.target:
            end = entry.target.last
            return TimeSpan(min(start, end), end, "dotted")
        if record.study_start_date is None:
            return None
        return TimeSpan(min(start, as_of), as_of, "dotted")
    if record.issued_date is None:
        return None
    start_day = record.issued_date.first
    if entry.standing is Standing.LEARNING:
        return TimeSpan(start_day, start_day, "point")
    expiry = record.expiry_date.last if record.expiry_date else None
    if entry.standing is Standing.LAPSED:
        return TimeSpan(start_day, max(start_day, min(expiry or as_of, as_of)), "past")
    if expiry:
        return TimeSpan(start_day, max(start_day, expiry), "closed")
    return TimeSpan(start_day, None, "lifetime" if entry.state is State.LIFETIME else "open")


def make_axis(entries: Iterable[Entry], as_of: date) -> Axis:
    """The axis from the first year of anything to the last, with its ticks."""
    shown = tuple(entries)
    scale = scale_of(shown, as_of)
    if scale is None:
        return Axis()
    years = range(scale.first, scale.last)
    step = next(step for step in (1, 2, 5, 10, 25, 50, 1000) if len(years) / step <= MAX_TICKS)
    ticks = tuple(
        Tick(year, scale.at(date(year, 1, 1))) for year in years if year % step == 0 or step == 1
    )
    return Axis(ticks, scale.at(as_of), scale.first, scale.last, _ends(shown))


def _ends(entries: Iterable[Entry]) -> int:
    """How many credentials of the list have an end or were renewed."""
    return sum(
        entry.within is None
        and entry.standing in (Standing.VALID, Standing.LAPSED)
        and bool(entry.record.expiry_date or entry.renewals)
        for entry in entries
    )


def scale_of(entries: Iterable[Entry], as_of: date) -> Scale | None:
    """The years that all entries cover, with the as-of date among them."""
    spans = [span for span in (span_of(entry, as_of) for entry in entries) if span]
    if not spans:
        return None
    last = max(as_of, *(span.end or span.start for span in spans)).year
    return Scale(min(as_of, *(span.start for span in spans)).year, min(last, as_of.year + 10) + 1)


def year_on(axis: Axis, year: int) -> tuple[float, float]:
    """Where a year begins and ends on an axis, in percent."""
    scale = Scale(axis.first_year, axis.last_year)
    return scale.at(date(year, 1, 1)), scale.at(date(year + 1, 1, 1))


def bar_of(span: TimeSpan | None, axis: Axis) -> Bar | None:
    """The bar of a span on an axis; one without an end runs to that of the axis."""
    if span is None or not axis.ticks:
        return None
    scale = Scale(axis.first_year, axis.last_year)
    return Bar(scale.at(span.start), scale.at(span.end) if span.end else 100.0, span.kind)
