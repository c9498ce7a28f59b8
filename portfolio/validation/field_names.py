"""The names that other tools and people use for our fields.

The table is data (`data/field_names.toml`). It is read only for a key that is not a field, or to
locate a value. Names are compared without case, accents, spaces, hyphens, underscores and dots.
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
"""The fields that a name for a start date may mean."""
SECTIONS = ("credential", "profile", "page", "project", "collection", "target")
"""The kinds of files: each has a table of names."""
_BETWEEN = re.compile(r"[\s_.-]+")


def normalized(name: str) -> str:
    """The form that all spellings of one name share: `END-Date` is `enddate`."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    bare = "".join(
        character
        for character in unicodedata.normalize("NFKD", folded)
        if not unicodedata.combining(character)
    )
    return _BETWEEN.sub("", bare)


class KnownNames(Struct, frozen=True):
    """The known names in one kind of file; every name is normalized."""

    fields: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """The fields that a name may mean, most likely first."""
    starts: frozenset[str] = frozenset()
    """Names for a start date."""
    flags: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    """The line to write if the value of a name is `yes` or `no`."""
    removed: Mapping[str, str] = MappingProxyType({})
    """Why a name does not belong in the file."""
    notes: Mapping[str, str] = MappingProxyType({})
    """Advice for a name whose value no field takes."""


NO_NAMES = KnownNames()


@functools.cache
def _data() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(DATA_FOLDER, "field_names.toml").read_text("utf-8"))


@functools.cache
def other_names(section: str) -> Mapping[str, tuple[str, ...]]:
    """The other names of each field in one kind of file, one of `SECTIONS`."""
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
    """The known names in one kind of file, one of `SECTIONS`."""
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
    """The status for each word that people use for it; the words are normalized."""
    table: dict[str, Any] = _data()["status"]
    return {normalized(word): status for status, words in table.items() for word in words}


def can_mean(name: str, field: str) -> bool:
    """Whether a name may mean a field, in any kind of file."""
    key = normalized(name)
    starts = known_names("credential").starts
    return (
        key == normalized(field)
        or any(field in known_names(section).fields.get(key, ()) for section in SECTIONS)
        or (key in starts and field in START_FIELDS)
    )
