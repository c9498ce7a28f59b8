"""Placeholders such as `N/A`: values that are valid, carry no information and are not published."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any

from msgspec import Struct

from ..schema.fields import FieldSpec
from ..source_text import KeyPath
from ..text import quoted

_WORDS = frozenset(
    "n/a na n.a. none null nil nan undefined tbd tba tbc tbf todo fixme noid no-id no_id xxx n/d "
    "nd s/n s/o k.a. unknown unspecified notavailable notapplicable placeholder changeme missing "
    "empty".split()
)
_MARKS = re.compile(r"[-–—_.#?*/…x×]+")
_ONE_S_OWN = {"instructor": frozenset({"admin", "me", "myself", "self"})}
"""Placeholders in one field only: names that tools give to the owner."""
_SURE = frozenset(
    {
        "n/a",
        "n.a.",
        "tbd",
        "tba",
        "tbc",
        "todo",
        "noid",
        "xxx",
        "-",
        "--",
        "–",
        "—",
        "...",
        "…",
        "#",
        "?",
    }
)
"""Placeholders even in a required field, where many words are names."""
_IN_LISTS = _SURE | {"none", "na"}
"""Placeholders in a list of names, some of which are words such as `null`."""
EXEMPT_FIELDS = frozenset({"expiry_date", "language", "extra", "links", "draft", "featured"})
"""Fields in which such words have a meaning, or that hold the owner's own data."""


def is_placeholder(text: str, field: str = "") -> bool:
    """Whether a text is a placeholder."""
    bare = text.strip()
    if len(bare) > 20 or not bare:
        return False
    word = bare.casefold().replace(" ", "").strip("<>[](){}")
    if word in _WORDS or word in _ONE_S_OWN.get(field, ()):
        return True
    return bool(_MARKS.fullmatch(word)) and (word.strip("x×") != "" or len(word) > 2)


def _is_no_item(text: str, field: str) -> bool:
    word = text.strip().casefold()
    return word in _IN_LISTS or word in _ONE_S_OWN.get(field, ())


class Placeholder(Struct, frozen=True):
    """A value that is not published although it is valid."""

    keys: KeyPath
    code: str = ""
    """Empty if no warning is given because the field is reported as missing."""
    message: str = ""
    help: str = ""


def find_placeholders(
    values: Mapping[str, Any], fields: Mapping[str, FieldSpec]
) -> Iterator[Placeholder]:
    """All placeholders among the values of fields."""
    for field, value in values.items():
        if field in EXEMPT_FIELDS or field not in fields:
            continue
        if isinstance(value, list):
            found = (
                (at, item)
                for at, item in enumerate(value)
                if isinstance(item, str) and _is_no_item(item, field)
            )
            yield from (_placeholder((field, at), field, item) for at, item in found)
        elif isinstance(value, str) and fields[field].is_required:
            yield from (Placeholder((field,)) for _ in (value,) if value.casefold() in _SURE)
        elif isinstance(value, str) and is_placeholder(value, field):
            yield _placeholder((field,), field, value)


def _placeholder(keys: KeyPath, field: str, value: str) -> Placeholder:
    fix = "delete the line"
    if len(keys) > 1:
        fix = "remove it from the list"
    return Placeholder(
        keys,
        "placeholder-value",
        f"`{field}`: {quoted(value)} is only a placeholder, so it is not shown",
        fix,
    )


def without_values(values: Mapping[str, Any], found: Container[KeyPath]) -> dict[str, Any]:
    """The values without those at the given paths."""
    kept = {field: value for field, value in values.items() if (field,) not in found}
    for field, value in kept.items():
        if isinstance(value, list):
            kept[field] = [item for at, item in enumerate(value) if (field, at) not in found]
    return kept
