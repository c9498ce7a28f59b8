"""Dates, numbers, lists and names of languages, as a language writes them (by CLDR)."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from ..dates import PartialDate
from ..text import listed
from .language import ENGLISH

ENGLISH_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
"""Babel's month names in English, the language of most sites.

Loading them from Babel takes as long as reading ten records.
"""
GROUPED_FROM = {"es": 10_000, "pt-PT": 10_000}
"""The least number whose thousands are set apart, where it is not 1,000: CLDR's
`minimumGroupingDigits`, which Babel leaves out."""


@functools.lru_cache(maxsize=4096)
def display_date(value: PartialDate, language: str) -> str:
    """The date in the words of a language, for example `17 May 2024`, `May 2024` or `2024`."""
    if language == ENGLISH:
        month = ENGLISH_MONTHS[value.month - 1] if value.month else ""
        return " ".join(filter(None, [str(value.day or ""), month, str(value.year)]))
    from babel.dates import format_date, format_skeleton

    locale = _locale(language)
    if value.day and locale.language == ENGLISH and locale.territory in (None, "GB"):
        return format_date(value.first, "d MMM y", locale=locale)
    skeleton = "y"
    if value.month:
        skeleton = "yMMMd" if value.day else "yMMM"
    return format_skeleton(skeleton, value.first, locale=locale)


@functools.lru_cache(maxsize=4096)
def display_number(figure: int | Decimal, language: str) -> str:
    """A number with the separators of a language: `12,345.5` or `12.345,5`; digits are Western."""
    if language == ENGLISH:
        return f"{figure:,}"
    from babel.numbers import format_decimal

    least = GROUPED_FROM.get(language) or GROUPED_FROM.get(language.partition("-")[0], 0)
    return format_decimal(
        figure,
        locale=_locale(language),
        decimal_quantization=False,
        group_separator=figure >= least,
    )


def display_percent(figure: int, language: str) -> str:
    """A percentage: `65%` or `65 %`."""
    if language == ENGLISH:
        return f"{figure}%"
    from babel.numbers import format_percent

    return format_percent(Decimal(figure) / 100, locale=_locale(language))


def display_list(words: Iterable[str], language: str) -> str:
    """Some words as a list in a sentence: `a, b and c`."""
    if language == ENGLISH:
        return listed(words)
    from babel.lists import format_list

    return format_list([*words], locale=_locale(language))


@functools.cache
def display_language(tag: str, language: str) -> str:
    """The name of a language (BCP 47) in the words of another: `ja` in English is `Japanese`."""
    return str(_locale(tag).get_display_name(_locale(language)) or tag)


@functools.cache
def _locale(language: str) -> Any:
    from babel import Locale

    return Locale.parse(language, sep="-")
