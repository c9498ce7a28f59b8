"""Dates, numbers and lists as languages write them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from babel.dates import format_date
from helpers_reading import lightly
from hypothesis import given
from hypothesis import strategies as st

from portfolio.dates import FIRST_YEAR, LAST_YEAR, PartialDate
from portfolio.locale.display import (
    display_date,
    display_language,
    display_list,
    display_number,
    display_percent,
)
from portfolio.locale.messages import languages

days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
partial = st.one_of(
    days.map(PartialDate.of),
    days.map(lambda d: PartialDate(d.year, d.month)),
    days.map(lambda d: PartialDate(d.year)),
)


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


FIGURES = (0, 1, 999, 1234, 9999, 12_345, 1_234_567)


@pytest.mark.parametrize("language", [*languages(), "pt-PT", "nl"])
def test_numbers_are_written_as_browsers_write_them(page: Any, language: str) -> None:
    """Thousands are set apart as Chromium does it, with Western digits."""
    script = "([tag, all]) => all.map((n) => n.toLocaleString(tag, {numberingSystem: 'latn'}))"
    wanted = page.evaluate(script, [language, FIGURES])
    assert [display_number(figure, language) for figure in FIGURES] == wanted


def test_a_fraction_has_the_separator_of_the_language() -> None:
    """Half hours are written with a comma where the language has one."""
    shown = [display_number(Decimal("2.5"), language) for language in ("en", "de", "fr", "ja")]
    assert shown == ["2.5", "2,5", "2,5", "2.5"]


def test_lists_and_shares_are_those_of_the_language() -> None:
    """The last word of a list is joined, and a percentage spaced, as the language does it."""
    assert display_list("abc", "en") == "a, b and c"
    assert display_list("abc", "de") == "a, b und c"
    assert display_list("abc", "ja") == "a、b、c"
    assert (display_percent(65, "en"), display_percent(65, "de")) == ("65%", "65\u00a0%")
    assert display_language("ja", "de") == "Japanisch"
