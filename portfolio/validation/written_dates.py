"""Dates as people write them, for advice on a value that is not a valid date.

The names of months come from Babel, in the most used languages, and are loaded when needed. Nothing
here decides what a record says; it only works out what to suggest.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

from ..dates import PartialDate

LANGUAGES = (
    "en",
    "es",
    "de",
    "fr",
    "pt",
    "it",
    "ru",
    "ja",
    "nl",
    "pl",
    "zh",
    "tr",
    "ar",
    "hi",
    "ko",
    "de_AT",
    "pt_BR",
)
"""The languages whose month names are known."""
MAX_DATE_LENGTH = 60
"""Maximum characters of a text that is read as a date; longer ones are sentences."""
_Y, _M, _D = r"(?P<y>\d{4})", r"(?P<m>\d{1,2})", r"(?P<d>\d{1,2})"
_DAY_OF_WEEK = r"(?: ?(?:\w曜日|星期\w|\w요일|\(\w\)))?"
_NUMERIC = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_Y}[-/. ]{_M}[-/. ]{_D}",
        rf"{_Y}[-/.]{_M}(?:[-/.](?:xx?|\?\??))?",
        rf"{_M}[-/. ]{_Y}",
        r"(?P<y>(?:19|20|21)\d\d)(?P<m>\d\d)(?P<d>\d\d)?",
        rf"{_M}[-/]{_D}[-/](?P<y>\d{{4}}|\d\d)",
        rf"{_D}[-/. ]{_M}[-/. ](?P<y>\d{{4}}|\d\d)",
        rf"{_Y} ?[年년] ?(?:{_M} ?[月월] ?(?:{_D} ?[日号일]?)?)?{_DAY_OF_WEEK}",
    )
)
_TIME = re.compile(
    r"(?:[t ]|, ?| at )\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:[ap]\.?m\.?)?"
    r"(?: ?(?:z|utc|gmt|[+-]\d{2}:?\d{2}))?$"
)
_TOKEN = re.compile(r"\d+|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff\u064b-\u065f])*")
_FILLERS = frozenset(
    "st nd rd th er de del of the d di do da den am le en el o a os г года год на".split()
)
_YEAR = re.compile(r"(?<!\d)(19\d\d|20\d\d|21\d\d)(?!\d)")
_SHORT_YEAR = re.compile(r"['’‘](\d\d)\b")
_TO = re.compile(
    r"\s*[–—～〜→]\s*|\s+[-~/]\s+|\s*\.\.+\s*"
    r"|\s+(?:to|until|till|through|bis|à|au|al|a|até|до|по|tot|ile)\s+"
    r"|(?<=\d{4})\s*[-/~]\s*(?=\d{4})|(?<=\d{4}-\d\d)/(?=\d{4}-\d\d)"
    r"|(?<=[^\W\d_])\s*-\s*(?=[^\W\d_])"
    r"|(?<=^\d)-(?=\d{1,2} )|(?<=^\d\d)-(?=\d{1,2} )|(?<=^\d{4})[-/](?=\d\d$)"
)
_FROM = re.compile(
    r"^(?:from|since|between|von|ab|seit|de|du|depuis|desde|da|dal|с|van|sinds|od)\s+"
)
_NOW = frozenset(
    "present now current today ongoing heute actualidad presente aujourd'hui présent atual "
    "oggi heden obecnie "
    "сейчас 現在 现在 至今 günümüz الآن 현재".split()
)


class DateReading(Struct, frozen=True):
    """What a text may mean: a date, or a period."""

    date: PartialDate | None
    """The day, month or year, or the end of a period; None if it is still running."""
    start: PartialDate | None = None
    """The start of a period."""


def read_dates(text: str) -> tuple[DateReading, ...]:
    """All dates that a text may mean: several if day and month could be swapped."""
    line = _normal(text)
    if len(line) > MAX_DATE_LENGTH:
        return ()
    dates = _dates(line)
    if dates:
        return tuple(map(DateReading, dates))
    if found := next(_periods(line), None):
        return (found,)
    return tuple(DateReading(PartialDate(int(year))) for year in _lone_year(line))


def _normal(text: str) -> str:
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return "".join(str(unicodedata.decimal(character, character)) for character in folded).strip(
        " .,"
    )


def _dates(line: str) -> tuple[PartialDate, ...]:
    bare = _TIME.sub("", line).strip(" ,")
    return tuple(dict.fromkeys(_numeric(bare))) or tuple(_in_words(bare))


def _numeric(line: str) -> Iterator[PartialDate]:
    for pattern in _NUMERIC:
        if match := pattern.fullmatch(line):
            parts = {"m": "0", "d": "0"} | {
                name: part for name, part in match.groupdict().items() if part
            }
            yield from _valid(_whole_year(parts["y"]), int(parts["m"]), int(parts["d"]))


def _whole_year(digits: str) -> int:
    if len(digits) == 2:
        return 2000 + int(digits)
    return int(digits)


def _valid(year: int, month: int, day: int) -> Iterator[PartialDate]:
    text = f"{year:04d}"
    if month:
        text += f"-{month:02d}"
    if month and day:
        text += f"-{day:02d}"
    try:
        yield PartialDate.parse(text)
    except ValueError:
        return


def _in_words(line: str) -> Iterator[PartialDate]:
    tokens = _TOKEN.findall(_SHORT_YEAR.sub(r" 20\1", line))
    words = [token for token in tokens if not token[0].isdigit() and token not in _FILLERS]
    months = {month for word in words if (month := _month(word))}
    strange = [word for word in words if not _month(word) and word not in _weekdays()]
    numbers = [token for token in tokens if token[0].isdigit()]
    year = next((number for number in numbers if len(number) == 4), next(reversed(numbers), ""))
    if len(months) != 1 or strange or len(year) not in (2, 4) or len(numbers) > 2:
        return
    numbers.remove(year)
    yield from _valid(_whole_year(year), months.pop(), int(numbers[0]) if numbers else 0)


def _month(word: str) -> int | None:
    months = _months()
    if found := months.get(word) or months.get(_unaccented(word)):
        return found
    if len(word) < 5:
        return None
    from difflib import get_close_matches

    near = get_close_matches(word, [name for name in months if len(name) > 4], n=1, cutoff=0.8)
    if not near:
        return None
    return months[near[0]]


def _unaccented(word: str) -> str:
    return "".join(
        character
        for character in unicodedata.normalize("NFD", word)
        if not unicodedata.combining(character)
    )


def _names(calendar_part: str) -> Iterator[tuple[str, int]]:
    from babel import Locale

    for language in LANGUAGES:
        tables = getattr(Locale.parse(language), calendar_part)
        for names in (
            names for form in tables.values() for width, names in form.items() if width != "narrow"
        ):
            yield from ((_normal(name), number) for number, name in names.items())


@functools.cache
def _months() -> dict[str, int]:
    """The months by their names, with accents and without.

    A name that means different months in two languages is left out.
    """
    meanings: dict[str, set[int]] = {}
    for name, number in (*_names("months"), ("sept", 9), ("maerz", 3)):
        for form in {name, _unaccented(name)}:
            meanings.setdefault(form, set()).add(number)
    return {
        name: min(numbers)
        for name, numbers in meanings.items()
        if len(numbers) == 1 and not name.isdigit()
    }


@functools.cache
def _weekdays() -> frozenset[str]:
    return frozenset(token for name, _ in _names("days") for token in _TOKEN.findall(name))


def _periods(line: str) -> Iterator[DateReading]:
    bare = _FROM.sub("", line)
    for cut in _TO.finditer(bare):
        first, last = bare[: cut.start()], bare[cut.end() :]
        if last in _NOW:
            yield from (DateReading(None, start) for start in _dates(first) or _plain_year(first))
            continue
        year = f"{first[:2]}{last}" if len(last) == 2 else last
        ends = _dates(last) or _plain_year(year)
        starts = _beginning(first, last)
        if len(ends) == len(starts) == 1 and starts[0].first <= ends[0].last:
            yield DateReading(ends[0], starts[0])


def _beginning(first: str, last: str) -> tuple[PartialDate, ...]:
    """The start of a period, which may omit what its end says: `3 - 5 May 2021`."""
    words = last.split()
    tails = (" ".join(words[at:]) for at in range(1, len(words)))
    forms = (first, *(f"{first} {tail}" for tail in tails))
    return next((found for form in forms if (found := _dates(form) or _plain_year(form))), ())


def _plain_year(text: str) -> tuple[PartialDate, ...]:
    return tuple(PartialDate(int(year)) for year in _YEAR.findall(text) if year == text)


def _lone_year(line: str) -> tuple[str, ...]:
    """The year of a text such as `spring 2024`, `Q3 2024` or `about 2024`."""
    rest = re.sub(
        r"\b(?:[qhst]|ws|ss) ?[1-4]\b|\b[1-4](?:st|nd|rd|th|\.)?(?= )",
        " ",
        _SHORT_YEAR.sub(r" 20\1", line),
    )
    years = _YEAR.findall(rest)
    if len(years) != 1 or re.search(r"\d", rest.replace(years[0], "", 1)):
        return ()
    return tuple(years)


def trailing_date(words: str) -> str | None:
    """The date at the end of a text, in ISO form; None if there is none."""
    parts = words.split()
    for start in range(max(1, len(parts) - 3), len(parts)):
        text = " ".join(parts[start:])
        try:
            return PartialDate.parse(text).iso
        except ValueError:
            found = read_dates(text)
            if len(found) == 1 and found[0].date:
                return found[0].date.iso
    return None
