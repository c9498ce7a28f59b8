"""Credentials that say nothing of an end, although they have one: their own text speaks of it, or their kind is known to end.

The kinds, with the rules of their issuers, and the phrases are data (`data/lapsing.toml`). No end is worked out from them.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from .dates import PartialDate
from .diagnostics import Diagnostic, Location, warning
from .document import Document
from .manuscript import line_place
from .places import locate
from .record import Record, Status
from .states import TYPE_STATES
from .text import fold, quoted

_COURSE = re.compile(
    r"(?<![a-z])(boot ?camp|course|essentials|(career|learning|skill)[ _](path|track)|practice|prep|preparation|study|training|workshop)(?![a-z])"
)
"""Words in a title or type that tell a course from the certification that it is about."""
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
    """The phrases in lower case, and a pattern of them as whole words where their script has words."""
    phrases = tuple(dict.fromkeys(phrase for own in known().phrases.values() for phrase in own))
    ordered = sorted(phrases, key=len, reverse=True)
    return phrases, re.compile("|".join(rf"(?<![^\W\d_]){re.escape(phrase)}" for phrase in ordered), re.IGNORECASE)


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
    lower = text.lower()
    phrases, pattern = _phrases()
    if not any(phrase in lower for phrase in phrases):
        return None
    plain = _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), text)
    for match in pattern.finditer(plain):
        rest = _SENTENCE_END.split(plain[match.end() : match.end() + 2 * _REACH], 1)[0]
        when = _WHEN.search(rest)
        if when and when.start() <= _REACH and not _NOT.search(plain[max(0, match.start() - 20) : match.start()]):
            return match.start(), plain[match.start() : match.end() + when.end()]
    return None


def expiry_not_stated(document: Document, record: Record) -> Iterator[Diagnostic]:
    """A warning where a record leaves open when it ends, although its text or its kind says that it does."""
    is_underway = record.issued_date is None and record.type in TYPE_STATES
    if record.expiry_date or record.status not in (None, Status.ACTIVE) or record.superseded_by or is_underway:
        return
    said, kind = _said(document, record), kind_of(record)
    if said:
        where, words = said
        cure = f"add {_line(day)}" if (day := _day_in(words)) else "add its last day as `expiry_date`"
        message = f"there is no `expiry_date`, yet the text says {quoted(words)}"
        yield warning("expiry-not-stated", message, where, f"{cure}, or `status: lifetime` if it has no end")
    elif kind:
        message = f"there is no `expiry_date`, yet {kind.name} end after {kind.years} year{'' if kind.years == 1 else 's'}"
        where = locate(document.path, document.head, ("expiry_date",))
        cure = f"add the day that the certificate names, such as {_line(_after(record, kind.years))}"
        yield warning("expiry-not-stated", message, where, f"{cure}, or `status: lifetime` if it has no end")


def _line(day: str) -> str:
    return f"`expiry_date: {day}`"


def _said(document: Document, record: Record) -> tuple[Location, str] | None:
    found = spoken(record.summary or "")
    if found:
        return locate(document.path, document.head, ("summary",)), found[1]
    found = spoken(document.body)
    if found is None:
        return None
    start, words = found
    line = document.body_line + document.body.count("\n", 0, start)
    return line_place(document.path, document.text, line, words), words


def _day_in(words: str) -> str | None:
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


def _after(record: Record, years: int) -> str:
    issued: Any = record.issued_date or PartialDate(2027 - years)
    return PartialDate(issued.year + years, issued.month, min(issued.day, 28) if issued.month == 2 else issued.day).iso
