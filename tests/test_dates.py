"""Dates that keep the precision they were written with."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from babel.dates import format_date
from helpers_reading import lightly, words
from hypothesis import example, given
from hypothesis import strategies as st

from portfolio.dates import FIRST_YEAR, LAST_YEAR, PartialDate, date_of_epoch, display_date, today

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
    ("text", "language", "wanted"),
    [
        ("2024-05-17", "en", "17 May 2024"),
        ("2024-05-17", "en-GB", "17 May 2024"),
        ("2024-05-17", "en-US", "May 17, 2024"),
        ("2024-05", "en", "May 2024"),
        ("2024", "en", "2024"),
        ("2024-05-17", "de", "17. Mai 2024"),
        ("2024-05", "de", "Mai 2024"),
        ("2024-05-17", "zh-Hant", "2024年5月17日"),
        ("2024", "ja", "2024年"),
    ],
)
def test_display_date_uses_the_words_of_a_language(text: str, language: str, wanted: str) -> None:
    """A date is shown in the site's language with the precision it has."""
    assert display_date(PartialDate.parse(text), language) == wanted


@pytest.mark.parametrize("month", range(1, 13))
def test_english_months_are_those_of_the_common_locale_data(month: int) -> None:
    """What is written without asking Babel is what Babel says."""
    for value, form in (
        (PartialDate(2024, month, 9), "d MMM y"),
        (PartialDate(2024, month), "MMM y"),
        (PartialDate(2024), "y"),
    ):
        assert display_date(value, "en") == format_date(value.first, form, locale="en")


@lightly
@given(partial, st.sampled_from(["en", "en-US", "de", "fr", "pt-BR", "ja", "te"]))
def test_display_date_invents_nothing(value: PartialDate, language: str) -> None:
    """The year is always shown, and a day only where one is known."""
    found = display_date(value, language)
    figures = [int(figure) for figure in re.findall(r"\d+", found)]
    assert value.year in figures
    rest = [figure for figure in figures if figure != value.year]
    assert not rest or value.month
    assert value.day in (0, *figures)


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
