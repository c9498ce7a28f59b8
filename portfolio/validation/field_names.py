"""What other tools and people call our fields.

The table is data (`data/field_names.toml`) and is read when a name is no field, or a place is asked
for. Names are compared without case, accents, spaces, hyphens, underscores and dots.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from ..paths import DATA_FOLDER

START_FIELDS = ("study_start_date", "issued_date")
"""The fields that a name of a beginning may mean."""
_BETWEEN = re.compile(r"[\s_.-]+")


def normalized(name: str) -> str:
    """The form in which all spellings of one name are equal: `END-Date` is `enddate`."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    bare = "".join(
        character
        for character in unicodedata.normalize("NFKD", folded)
        if not unicodedata.combining(character)
    )
    return _BETWEEN.sub("", bare)


class KnownNames(Struct, frozen=True):
    """What is known of the names in one kind of file; every name in its plain form."""

    fields: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """The fields that a name may mean, the likeliest first."""
    starts: frozenset[str] = frozenset()
    """Names of a beginning."""
    flags: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    """The line to write where a name says `yes` or `no`."""
    removed: Mapping[str, str] = MappingProxyType({})
    """Why a name has no place in the file."""
    notes: Mapping[str, str] = MappingProxyType({})
    """Advice of its own, where no field takes what the name holds."""


NO_NAMES = KnownNames()


@functools.cache
def _data() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(DATA_FOLDER, "field_names.toml").read_text("utf-8"))


@functools.cache
def other_names(section: str) -> Mapping[str, tuple[str, ...]]:
    """The other names of each field in one kind of file: `credential`, `profile` or `page`."""
    known: dict[str, list[str]] = {}
    table: dict[str, Any] = _data().get(section, {})
    for field, names in table.get("fields", {}).items():
        known.setdefault(field, []).extend(names)
    for name, fields in table.get("several", {}).items():
        for field in fields:
            known.setdefault(field, []).append(name)
    if "starts" in table:
        for field in START_FIELDS:
            known.setdefault(field, []).extend(table["starts"]["names"])
    return {field: tuple(names) for field, names in known.items()}


@functools.cache
def known_names(section: str) -> KnownNames:
    """What is known of the names in one kind of file: `credential`, `profile` or `page`."""
    table: dict[str, Any] = _data().get(section, {})
    single = {
        normalized(name): (field,)
        for field, names in table.get("fields", {}).items()
        for name in names
    }
    several = {normalized(name): tuple(fields) for name, fields in table.get("several", {}).items()}
    return KnownNames(
        single | several,
        frozenset(map(normalized, table.get("starts", {}).get("names", ()))),
        {normalized(name): lines for name, lines in table.get("flags", {}).items()},
        _helps(table, "removed"),
        _helps(table, "notes"),
    )


def _helps(table: Mapping[str, Any], part: str) -> dict[str, str]:
    return {normalized(name): row["help"] for row in table.get(part, ()) for name in row["names"]}


@functools.cache
def status_words() -> Mapping[str, str]:
    """What people call a status, in its plain form."""
    table: dict[str, Any] = _data()["status"]
    return {normalized(word): status for status, words in table.items() for word in words}


def can_mean(name: str, field: str) -> bool:
    """Whether a name, in any kind of file, may be meant for a field."""
    key = normalized(name)
    starts = known_names("credential").starts
    return (
        key == normalized(field)
        or any(
            field in known_names(section).fields.get(key, ())
            for section in ("credential", "profile", "page")
        )
        or (key in starts and field in START_FIELDS)
    )
