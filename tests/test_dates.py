"""Dates that keep the precision they were written with."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from helpers_reading import lightly, words
from hypothesis import example, given
from hypothesis import strategies as st

from portfolio.dates import FIRST_YEAR, LAST_YEAR, PartialDate, date_of_epoch, moments, today

days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
partial = st.one_of(
    days.map(PartialDate.of),
    days.map(lambda d: PartialDate(d.year, d.month)),
    days.map(lambda d: PartialDate(d.year)),
)


@lightly
@given(partial)
def test_a_date_is_written_as_it_was_read(value: PartialDate) -> None:
    """The text of a date is read as the same date, with the same precision."""
    assert PartialDate.parse(value.iso) == value
    assert str(value) == value.iso
    assert len(value.iso) == (10 if value.day else 7 if value.month else 4)


@lightly
@given(partial)
@example(PartialDate(2024, 2))
@example(PartialDate(2023, 2))
@example(PartialDate(LAST_YEAR))
def test_first_and_last_day_enclose_what_is_meant(value: PartialDate) -> None:
    """The first day that a date can mean is not after the last, and both are written
    alike as far as it is known.
    """
    assert value.first <= value.last
    assert value.first.isoformat().startswith(value.iso)
    assert value.last.isoformat().startswith(value.iso)
    assert (value.first == value.last) == bool(value.day)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2024-02", "2024-02-29"),
        ("2023-02", "2023-02-28"),
        ("2000-02", "2000-02-29"),
        ("1900-02", "1900-02-28"),
        ("2024", "2024-12-31"),
    ],
)
def test_last_day_of_a_month_or_year(text: str, last: str) -> None:
    """A month ends on its own last day, leap years included."""
    assert PartialDate.parse(text).last.isoformat() == last


@lightly
@given(partial, partial)
def test_dates_are_ordered_by_what_they_mean(one: PartialDate, other: PartialDate) -> None:
    """What begins earlier comes earlier, and of two that begin together the less precise."""
    if one.first < other.first:
        assert one < other
    if one.first == other.first and len(one.iso) < len(other.iso):
        assert one < other


def test_less_precise_dates_come_first() -> None:
    """A year stands before its months, and a month before its days."""
    texts = ["2023-12-31", "2024", "2024-01", "2024-01-01", "2024-01-02", "2024-02", "2025"]
    assert [d.iso for d in sorted(PartialDate.parse(text) for text in reversed(texts))] == texts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "2024-13",
        "2024-00",
        "2024-02-30",
        "2023-02-29",
        "2024-04-31",
        "2024-01-00",
        "2024-1-1",
        "2024-01-1",
        "20240101",
        "2024/01/01",
        "2024-01-01T00:00:00Z",
        "2024-01-01 ",
        " 2024",
        "2024\n",
        "0000",
        "1899",
        "2200-01-01",
        "-2024",
        "+2024",
        "２０２４",
        "2024–05",
        "2024-05-17-",
        "null",
    ],
)
def test_parse_refuses_what_is_no_iso_date(text: str) -> None:
    """Only YYYY, YYYY-MM and YYYY-MM-DD of the calendar are dates."""
    with pytest.raises(ValueError, match=r"(?s).*"):
        PartialDate.parse(text)


@lightly
@given(st.one_of(words, st.from_regex(r"\d{1,5}[-/. ]\d{1,2}[-/. ]\d{1,4}.?", fullmatch=True)))
def test_parse_gives_back_the_text_or_refuses_it(text: str) -> None:
    """Nothing is read as a date that would not be written in the same way."""
    try:
        found = PartialDate.parse(text)
    except ValueError:
        return
    assert found.iso == text


@pytest.mark.parametrize(
    ("seconds", "wanted"),
    [
        ("0", "1970-01-01"),
        ("1700000000", "2023-11-14"),
        ("-1", "1969-12-31"),
        ("86399", "1970-01-01"),
    ],
)
def test_of_epoch_is_a_day_in_utc(seconds: str, wanted: str) -> None:
    """Seconds since 1970 name a day in UTC, 0 too."""
    assert date_of_epoch(seconds).isoformat() == wanted


@pytest.mark.parametrize(
    "seconds", ["", "x", "1.5", "1e9", "9" * 30, "-" + "9" * 30, "NaN", "99999999999999"]
)
def test_of_epoch_refuses_what_is_no_time(seconds: str) -> None:
    """What is not a number of seconds, or beyond the calendar, is a ValueError."""
    with pytest.raises(ValueError, match=r"(?s).*"):
        date_of_epoch(seconds)


def test_today_is_the_day_in_utc() -> None:
    """Today is the same in every time zone."""
    before = datetime.now(UTC).date()
    assert before <= today() <= datetime.now(UTC).date()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01T00:00:00+00:00", "2024-12-31T23:59:59.999999+00:00"),
        ("2024-02", "2024-02-01T00:00:00+00:00", "2024-02-29T23:59:59.999999+00:00"),
        ("2024-05-17", "2024-05-17T00:00:00+00:00", "2024-05-17T23:59:59.999999+00:00"),
        ("2024-05-17T08:30Z", "2024-05-17T08:30:00+00:00", "2024-05-17T08:30:59.999999+00:00"),
        ("2024-05-17T08:30:15", "2024-05-17T08:30:15+00:00", "2024-05-17T08:30:15+00:00"),
        ("2024-05-17 08:30:15.5z", "2024-05-17T08:30:15.500000+00:00", ""),
        ("2024-05-17T08:30:15-08:00", "2024-05-17T16:30:15+00:00", ""),
        ("2024-05-17T00:30:15+0530", "2024-05-16T19:00:15+00:00", ""),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00", ""),
    ],
)
def test_moments_enclose_what_is_meant(text: str, first: str, last: str) -> None:
    """A time lasts as long as what was written can mean, in UTC if it names no offset."""
    found = moments(text)
    assert found.first.astimezone(UTC).isoformat() == first
    assert found.last.astimezone(UTC).isoformat() == (last or first)


@pytest.mark.parametrize(
    "text",
    ["", "May 2024", "2024-13", "2024-02-30", "2024-05-17T25:00Z", "2024-05-17T08", "0000",
     "2024-05-17T08:30:15+99:00", "２０２４", "2024-05-17T08:30:15 UTC"],
)  # fmt: skip
def test_moments_refuse_what_is_no_time(text: str) -> None:
    """Other texts are no times."""
    with pytest.raises(ValueError):
        moments(text)
