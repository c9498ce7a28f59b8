"""The time axis: where every credential begins and ends, in percent."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from small_site import TODAY, credential
from test_states import DAYS, partial_dates, records

from portfolio.domain.body import BodyOutline
from portfolio.domain.model import Credential, Entry
from portfolio.domain.records.credential import Record
from portfolio.domain.states import state_of
from portfolio.site.timeline import MAX_TICKS, bar_of, make_axis, span_of
from portfolio.views.cards import Axis, Bar


def entry(as_of: date = TODAY, /, **fields: object) -> Entry:
    """The entry of a record, as of a day."""
    one = credential(**fields)
    return Entry(one, state_of(one.record, as_of))


@st.composite
def entries(draw: st.DrawFn, as_of: date) -> Entry:
    """An entry of any record, also with dates of study."""
    record: Record = draw(records())
    record = replace(
        record,
        study_start_date=draw(st.none() | partial_dates()),
        target_date=draw(st.none() | partial_dates()),
    )
    return Entry(
        Credential("a.md", "", BodyOutline(), id="a", slug="a", record=record),
        state_of(record, as_of),
    )


@examples(25)
@given(st.data(), DAYS)
def test_every_bar_lies_on_the_axis(data: st.DataObject, as_of: date) -> None:
    """Bars, ticks and today lie within 0 and 100 percent,
    no bar ends before it starts, and ticks rise.
    """
    found = data.draw(st.lists(entries(as_of), max_size=6))
    axis = make_axis(found, as_of)
    assert 0 <= axis.today <= 100
    assert len(axis.ticks) <= MAX_TICKS + 1
    assert [t.at for t in axis.ticks] == sorted({t.at for t in axis.ticks})
    assert all(0 <= tick.at <= 100 for tick in axis.ticks)
    for one in found:
        bar = bar_of(span_of(one, as_of), axis)
        if bar:
            assert 0 <= bar.start <= bar.end <= 100


def test_the_axis_knows_how_many_have_an_end() -> None:
    """What is valid or over counts where it has a last day or was renewed, and nothing else."""
    dated, endless = entry(expiry_date="2030"), entry()
    over = entry(issued_date="2010", expiry_date="2012")
    renewed = replace(endless, renewals=("older",))
    part = replace(dated, within="whole")
    begun = entry(issued_date=None, status="in_progress", expiry_date="2030")
    assert make_axis([dated, endless, over, renewed, part, begun], TODAY).ends == 3


@examples(25)
@given(st.data(), DAYS)
def test_a_dated_credential_has_a_bar(data: st.DataObject, as_of: date) -> None:
    """What has an issue date, or a target while it is underway, is drawn;
    what has no date is not.
    """
    found = data.draw(st.lists(entries(as_of), min_size=1, max_size=3))
    axis = make_axis(found, as_of)
    for one in found:
        underway = one.standing == "underway"
        dated = (one.record.study_start_date or one.target) if underway else one.record.issued_date
        assert (bar_of(span_of(one, as_of), axis) is not None) == bool(dated)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, "open"),
        ({"status": "active"}, "open"),
        ({"status": "lifetime"}, "lifetime"),
        ({"issued_date": "2025-09", "expiry_date": "2028"}, "dotted"),
        ({"expiry_date": "2027"}, "closed"),
        ({"expiry_date": "2025-01"}, "past"),
        ({"status": "expired"}, "past"),
        ({"status": "revoked"}, "past"),
        ({"status": "completed"}, "point"),
        ({"status": "in_progress", "issued_date": None, "target_date": "2025-09"}, "dotted"),
        ({"status": "planned", "issued_date": None, "target_date": "2026"}, "dotted"),
    ],
)
def test_a_bar_is_drawn_as_its_state(fields: dict[str, str], kind: str) -> None:
    """Open, lifetime, closed, past, dotted and point bars follow from state and dates;
    what is not stated is not drawn as no end.
    """
    one = entry(**fields)
    bar = bar_of(span_of(one, TODAY), make_axis([one], TODAY))
    assert bar
    assert bar.kind == kind


def test_a_bar_runs_from_the_first_to_the_last_day() -> None:
    """A year of issue begins on its first day and a year of expiry ends on its last,
    on an axis of whole years.
    """
    one = entry(issued_date="2024", expiry_date="2025")
    axis = make_axis([one], TODAY)
    assert (axis.first_year, axis.last_year) == (2024, 2026)
    assert bar_of(span_of(one, TODAY), axis) == Bar(0.0, 99.9, "closed")


@pytest.mark.parametrize("fields", [{}, {"status": "lifetime"}])
def test_a_bar_without_an_end_runs_to_that_of_the_axis(fields: dict[str, str]) -> None:
    """A credential without expiry is drawn to the end of the axis, stated or not."""
    one = entry(**fields)
    bar = bar_of(span_of(one, TODAY), make_axis([one, entry(expiry_date="2030")], TODAY))
    assert bar
    assert bar.end == 100.0


def test_today_stands_among_the_years() -> None:
    """The as-of date is on the axis even where everything is long ago."""
    axis = make_axis([entry(issued_date="2010", expiry_date="2012")], TODAY)
    assert (axis.first_year, axis.last_year) == (2010, 2026)
    assert axis.ticks[0].year == 2010
    assert axis.today == pytest.approx(96.58, abs=0.05)


@pytest.mark.parametrize(("years", "step"), [(8, 1), (20, 2), (45, 5), (90, 10)])
def test_long_axes_mark_fewer_years(years: int, step: int) -> None:
    """Every year is marked while there are few, and then every second, fifth or tenth."""
    axis = make_axis([entry(issued_date=str(TODAY.year - years + 1))], TODAY)
    marked = [tick.year for tick in axis.ticks]
    assert {b - a for a, b in pairwise(marked)} == {step}


def test_a_slip_of_the_hand_does_not_stretch_the_axis() -> None:
    """An expiry a century ahead ends at the edge: the axis goes ten years beyond today at most."""
    axis = make_axis([entry(expiry_date="2150")], TODAY)
    assert axis.last_year == TODAY.year + 11


def test_without_dates_there_is_no_axis() -> None:
    """A site whose credentials have no dates has an empty axis and no bars."""
    undated = entry(issued_date=None, status="in_progress")
    axis = make_axis([undated], TODAY)
    assert axis == Axis()
    assert bar_of(span_of(undated, TODAY), axis) is None


def test_study_that_is_late_is_drawn_to_its_target() -> None:
    """A target before the beginning of the study, or in the past, still gives a bar
    that does not run backwards.
    """
    one = entry(
        issued_date=None, status="in_progress", study_start_date="2025-05", target_date="2025-03"
    )
    span = span_of(one, TODAY)
    assert span
    assert span.start <= span.end  # type: ignore[operator]
