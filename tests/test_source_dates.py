"""The dates of sources: as precise as they are, and never another day."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st

from portfolio.importing.source_dates import dates_of_period, read_source_date, split_period


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024", "2024"),
        ("2024-05", "2024-05"),
        ("2024-05-17", "2024-05-17"),
        ("2016-12-31T23:59:59Z", "2016-12-31"),
        ("2016-12-31T23:59:59.5-11:00", "2016-12-31"),
        ("2021-03-04 15:22 UTC", "2021-03-04"),
        ("Jan 2020", "2020-01"),
        ("Sept 2020", "2020-09"),
        ("may 2020", "2020-05"),
        ("December 2020", "2020-12"),
        ("17 May 2020", "2020-05-17"),
        ("May 17, 2020", "2020-05-17"),
    ],
)
def test_dates_that_are_stated(text: str, iso: str) -> None:
    """ISO dates with any time, and English months, are taken as they are written."""
    assert read_source_date(text) == (iso, "")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1388534400", "2014-01-01"),
        ("Mai 2020", "2020-05"),
        ("17.05.2020", "2020-05-17"),
        ("Spring 2020", "2020"),
    ],
)
def test_dates_that_are_guessed(text: str, iso: str) -> None:
    """Seconds, other languages and other orders are guesses, with the reason."""
    found, why = read_source_date(text)
    assert found == iso
    assert why


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-13",
        "2024-02-31",
        "03/04/2021",
        "soon",
        "2019 - 2020",
        "9" * 80,
        "17 May 17, 2020",
    ],
)
def test_what_is_no_date(text: str) -> None:
    """What is no date, or might be two, is none."""
    with pytest.raises(ValueError):
        read_source_date(text)


@examples(50)
@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.times())
def test_a_time_never_moves_a_day(day: date, time: object) -> None:
    """Whatever the time and the zone, the day is the one that is written."""
    for zone in ("", "Z", "+14:00", "-12:00"):
        assert read_source_date(f"{day}T{time}{zone}") == (str(day), "")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("March 2018 - March 2019", ("March 2018", "March 2019")),
        ("2017-2019", ("2017", "2019")),
        ("2017 – present", ("2017", "present")),
        ("2024-05", ("2024-05", "")),
        ("2024-05-17", ("2024-05-17", "")),
        ("May 2024", ("May 2024", "")),
    ],
)
def test_a_period_is_split(text: str, parts: tuple[str, str]) -> None:
    """A beginning and an end are told apart, and a single date stays whole."""
    assert split_period(text) == parts


@pytest.mark.parametrize(
    ("start", "end", "dates"),
    [
        (
            "2020-07-01",
            "2020-12-21",
            {"study_start_date": "2020-07-01", "issued_date": "2020-12-21"},
        ),
        ("2020-07", "2023-07", {"issued_date": "2020-07", "expiry_date": "2023-07"}),
        ("2020-07", "present", {"issued_date": "2020-07"}),
        ("2023", "2020", {"issued_date": "2023"}),
        ("soon", "2023", {"issued_date": "2023"}),
        ("soon", "later", {}),
    ],
)
def test_what_a_period_means(start: str, end: str, dates: dict[str, str]) -> None:
    """Less than a year is a course with its end, more a validity; what is taken is a guess."""
    found, guesses = dates_of_period(start, end)
    assert found == dates
    assert bool(guesses) == bool(dates)
