"""Dates as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from helpers_reading import lightly, words
from hypothesis import given
from hypothesis import strategies as st

from portfolio.dates import PartialDate
from portfolio.validation.written_dates import DateReading, read_dates

MOST_USED = ("en", "es", "de", "fr", "pt", "it", "ru", "ja", "nl", "pl", "zh", "tr", "ko")
days = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@lightly
@given(
    days,
    st.sampled_from(MOST_USED),
    st.sampled_from(["long", "full", "d MMM y", "MMMM y", "LLLL y", "y MMMM d"]),
)
def test_dates_in_words_come_back(day: date, language: str, form: str) -> None:
    """What Babel writes in the languages most used is read as the date it was,
    as precisely as it was written.
    """
    form = "long" if language in ("ja", "zh", "ko") and form != "full" else form
    (reading,) = read_dates(format_date(day, form, locale=language))
    precise = form not in ("MMMM y", "LLLL y")
    assert reading == DateReading(PartialDate(day.year, day.month, day.day if precise else 0))


@lightly
@given(
    days,
    st.sampled_from(
        [
            "%d.%m.%Y",
            "%Y/%m/%d",
            "%Y%m%d",
            "%Y-%m-%dT%H:%M:%SZ",
            "%d %B %Y",
            "%b %d, %Y",
            "%B %-d, %Y",
        ]
    ),
)
def test_dates_in_figures_come_back(day: date, form: str) -> None:
    """Forms with one meaning are read as that date alone."""
    assert read_dates(day.strftime(form)) == (DateReading(PartialDate.of(day)),)


@lightly
@given(days, st.sampled_from(["/", "-"]))
def test_day_and_month_that_could_be_either_are_both_offered(day: date, mark: str) -> None:
    """Two numbers up to twelve are a month and a day in either order, others in one."""
    found = {reading.date for reading in read_dates(day.strftime(f"%d{mark}%m{mark}%Y"))}
    either = {PartialDate.of(day)} | (
        {PartialDate(day.year, day.day, day.month)} if day.day <= 12 else set()
    )
    assert found == either


@lightly
@given(
    days,
    days,
    st.sampled_from([" - ", " – ", "–", " to ", " bis "]),
    st.sampled_from(["d MMMM y", "MMMM y", "y"]),
)
def test_a_time_has_an_end_and_a_beginning(one: date, other: date, between: str, form: str) -> None:
    """Two dates with a mark between them are a time, from the earlier to the later."""
    first, last = sorted((one, other))
    text = between.join(format_date(day, form, locale="en") for day in (first, last))
    parts = [
        PartialDate(day.year, day.month if "M" in form else 0, day.day if "d" in form else 0)
        for day in (first, last)
    ]
    assert read_dates(text) == (DateReading(parts[1], parts[0]),)


@lightly
@given(
    st.one_of(
        words,
        st.from_regex(
            r"[0-9A-Za-z]{1,5}[-/., ]{1,2}[0-9]{1,5}([-/. ][0-9]{1,5})?([T ].*)?", fullmatch=True
        ),
    )
)
def test_whatever_is_read_is_a_date(text: str) -> None:
    """No text makes it fail, and what it reads can be written into a field."""
    for reading in read_dates(text):
        for found in filter(None, (reading.date, reading.start)):
            assert PartialDate.parse(found.iso) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "Present",
        "2024-13",
        "2024-13-45",
        "2024-02-30",
        "0204",
        "9999-9-9",
        "10 weeks",
        "3 years",
        "C++20",
        "v2024.13.1",
    ],
)
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    """What no calendar has, and what is a duration or a word, gets no reading."""
    assert read_dates(text) == ()


@pytest.mark.parametrize("text", ["Course of May 2024", "Spring May 2024", "May 2024 cohort"])
def test_of_a_date_among_other_words_only_the_year_is_sure(text: str) -> None:
    """A month beside a word that belongs to no date may be part of a name."""
    assert [reading.date for reading in read_dates(text)] == [PartialDate(2024)]
