"""Kinds of credentials that expire, and the rules of their issuers (`data/expiring_kinds.toml`)."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from ..paths import DATA_FOLDER
from ..text import fold
from .records.credential import Record

_COURSE = re.compile(
    r"(?<![a-z])(boot ?camp|course|essentials|(career|learning|skill)[ _](path|track)|practice"
    r"|prep|preparation|study|training|workshop)(?![a-z])"
)
"""Words in a title or type that show it is a course and not the certification itself."""


class ExpiringKind(msgspec.Struct, frozen=True):
    """A kind of certification that expires."""

    name: str
    """Its name in the plural."""
    issuers: tuple[str, ...]
    titles: tuple[str, ...]
    """Patterns of whole titles."""
    years: int
    """How many years one is valid."""
    rule: str
    """Where its issuer says so."""
    since: str = ""
    """The first date of issue to which the rule applies."""


@functools.cache
def known_expiring_kinds() -> Mapping[str, ExpiringKind]:
    """The kinds that come with the program, by their keys."""
    table = tomllib.loads(Path(DATA_FOLDER, "expiring_kinds.toml").read_text("utf-8"))
    return msgspec.convert(table["kinds"], dict[str, ExpiringKind])


@functools.cache
def _by_issuer() -> Mapping[str, tuple[ExpiringKind, ...]]:
    found: dict[str, tuple[ExpiringKind, ...]] = {}
    for kind in known_expiring_kinds().values():
        for issuer in map(fold, kind.issuers):
            found[issuer] = (*found.get(issuer, ()), kind)
    return found


def expiring_kind_of(record: Record) -> ExpiringKind | None:
    """The expiring kind that a record belongs to; None if there is none."""
    for issuer in (record.issuer, *record.co_issuers):
        for kind in _by_issuer().get(fold(issuer), ()):
            is_one = any(re.fullmatch(title, record.title, re.IGNORECASE) for title in kind.titles)
            is_since = record.issued_date is None or record.issued_date.iso >= kind.since
            if is_one and is_since and not _is_course(record):
                return kind
    return None


def _is_course(record: Record) -> bool:
    return _COURSE.search(f"{record.title} {record.type or ''}".lower()) is not None
