"""Credentials that say nothing of an end, although they have one: their own text speaks of it, or their kind is known to end.

The kinds, with the rules of their issuers, and the phrases are data (`data/lapsing.toml`). No end is worked out from them.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from .body import Ending
from .dates import PartialDate
from .record import Record
from .text import fold

_COURSE = re.compile(
    r"(?<![a-z])(boot ?camp|course|essentials|(career|learning|skill)[ _](path|track)|practice|prep|preparation|study|training|workshop)(?![a-z])"
)
"""Words in a title or type that tell a course from the certification that it is about."""
_BEGINNING = 5
"""So many letters of a phrase are looked for first: most texts have none."""
_REACH = 40
"""How many characters after a phrase its date or time can begin."""
_NUMBERS = r"(?:\d{1,2}|one|two|three|four|five|ein|zwei|drei|un|deux|trois|dos|tres|dois|três|due|tre|twee|drie)"
_WHEN = re.compile(
    rf"(?<!\d)(?:20|19)\d\d(?!\d)|\b{_NUMBERS}[ -]?(?:years?|months?|jahre?|monate?|ans?|mois|años?|meses|anos?|anni|mesi|jaar|lat|lata|лет|года?)\b"
    r"|\d+ ?(?:年|년)",
    re.IGNORECASE,
)
_NOT = re.compile(r"(?:\b(?:no|not|never|without|nicht|nie|ohne|sans|jamais|no|nunca|sin|não|sem|non|mai|senza|не)|n't)\s+$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[;!?]\s|(?<!\d)\.\s|\n")
_CODE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


class Lapsing(msgspec.Struct, frozen=True):
    """A kind of certification that ends."""

    name: str
    """Its name in the plural."""
    issuers: tuple[str, ...]
    titles: tuple[str, ...]
    """Patterns of whole titles."""
    years: int
    """How long one lasts."""
    rule: str
    """Where its issuer says so."""
    since: str = ""
    """The first date of issue for which that holds."""


class Table(msgspec.Struct, frozen=True):
    """All that is known of what ends."""

    kinds: Mapping[str, Lapsing]
    phrases: Mapping[str, tuple[str, ...]]


@functools.cache
def known() -> Table:
    """The table that comes with the program."""
    return msgspec.convert(tomllib.loads((Path(__file__).parent / "data/lapsing.toml").read_text("utf-8")), Table)


@functools.cache
def _by_issuer() -> Mapping[str, tuple[Lapsing, ...]]:
    found: dict[str, tuple[Lapsing, ...]] = {}
    for kind in known().kinds.values():
        for issuer in map(fold, kind.issuers):
            found[issuer] = (*found.get(issuer, ()), kind)
    return found


@functools.cache
def _phrases() -> tuple[tuple[str, ...], re.Pattern[str]]:
    """How the phrases begin, in lower case, and a pattern of them as whole words where their script has words."""
    phrases = {phrase for own in known().phrases.values() for phrase in own}
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return tuple(sorted({phrase[:_BEGINNING] for phrase in phrases})), re.compile(
        "|".join(rf"(?<![^\W\d_]){re.escape(phrase)}" for phrase in ordered), re.IGNORECASE
    )


def kind_of(record: Record) -> Lapsing | None:
    """The kind of certification that a record is, if that is one that ends."""
    for issuer in (record.issuer, *record.co_issuers):
        for kind in _by_issuer().get(fold(issuer), ()):
            is_one = any(re.fullmatch(title, record.title, re.IGNORECASE) for title in kind.titles)
            is_since = record.issued_date is None or record.issued_date.iso >= kind.since
            if is_one and is_since and not _COURSE.search(f"{record.title} {record.type or ''}".lower()):
                return kind
    return None


def spoken(text: str) -> tuple[int, str] | None:
    """Where a text says that something ends, and the words that say it; None where it does not."""
    beginnings, pattern = _phrases()
    lower = text.lower()
    places = sorted(place for beginning in beginnings if beginning in lower for place in _places(lower, beginning))
    plain = _without_code(text) if places else ""
    for place in places:
        match = pattern.match(plain, place)
        rest = _SENTENCE_END.split(plain[match.end() : match.end() + 2 * _REACH], 1)[0] if match else ""
        when = _WHEN.search(rest)
        if match and when and when.start() <= _REACH and not _NOT.search(plain[max(0, place - 20) : place]):
            return place, plain[place : match.end() + when.end()]
    return None


def _places(text: str, words: str) -> Iterator[int]:
    place = text.find(words)
    while place >= 0:
        yield place
        place = text.find(words, place + 1)


def _without_code(text: str) -> str:
    """The text with blanks in place of the code between fences."""
    return _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), text) if "```" in text or "~~~" in text else text


def day_in(words: str) -> str | None:
    """The date with which words end, as it is to be written."""
    from .written_dates import readings

    parts = words.split()
    for start in range(max(1, len(parts) - 3), len(parts)):
        text = " ".join(parts[start:])
        try:
            return PartialDate.parse(text).iso
        except ValueError:
            found = readings(text)
            if len(found) == 1 and found[0].date:
                return found[0].date.iso
    return None


def after(issued: PartialDate | None, years: int) -> str:
    """The date so many years after another, or after one that stands for any, as it is to be written."""
    day = issued or PartialDate(2027 - years)
    return PartialDate(day.year + years, day.month, min(day.day, 28) if day.month == 2 else day.day).iso


def ending_of(text: str, first_line: int) -> Ending | None:
    """What a text that begins on `first_line` of its file says of an end; None where it says nothing."""
    found = spoken(text)
    if found is None:
        return None
    start, words = found
    line = text.count("\n", 0, start)
    return Ending(words, first_line + line, text.split("\n")[line])
