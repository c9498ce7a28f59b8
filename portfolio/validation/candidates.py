"""Which fields a key may mean, and how its value is written in one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct

from ..images.file_kinds import is_picture_address
from ..text import listed
from .cures import Abouts, Cure, accepts, cures_of, is_file
from .field_names import NO_NAMES, START_FIELDS, Names, plain, status_words
from .written_dates import readings

REFERENCES = ("part_of", "superseded_by")
FILES = ("image", "certificate", "photo")
ADDRESSES = ("verification_url", "badge_url", "course_url")
_UNDERWAY = {"issued_date": "study_start_date", "expiry_date": "target_date"}
"""The field of a date for what is in progress or planned."""
_NUMBER = re.compile(r"[\d.,]+ ?%?")
_DATE_SHAPED = re.compile(r"\d{4}(-\d\d){0,2}|\d{4}([-./])\d\d?\2\d\d?|\d\d?([-./])\d\d?\3\d{4}")
"""A date, or text in the form of one, such as 31.02.2025."""


class Mapped(Struct, frozen=True):
    """The part of a file in which a key stands, and what is known of its names."""

    values: Mapping[str, Any]
    """What is written, with what is empty."""
    abouts: Abouts
    write: Callable[[str, Any], str]
    """A field and its value as a line."""
    names: Names = NO_NAMES

    def is_given(self, field: str) -> bool:
        """Whether a field has a value."""
        return not is_blank(self.values.get(field))

    @property
    def is_underway(self) -> bool:
        """Whether its status says that nothing is issued yet."""
        status = plain(str(self.values.get("status")))
        return status_words().get(status, status) in ("in_progress", "inprogress", "planned")


def is_blank(value: Any) -> bool:
    """Whether a value counts as not given."""
    return value is None or (isinstance(value, str) and not value.strip())


def kind_of(value: Any) -> str:
    """`date`, `address`, `file` or `number`; empty for anything else."""
    if isinstance(value, list) and len(value) == 1:
        return kind_of(value[0])
    if not isinstance(value, str):
        return ""
    if re.match(r"https?://|www\.", value):
        return "address"
    if is_file(value):
        return "file"
    if readings(value) or _DATE_SHAPED.fullmatch(value):
        return "date"
    return "number" if _NUMBER.fullmatch(value) else ""


def candidates_of(key: str, within: Mapped) -> tuple[str, ...]:
    """The fields that a key may mean by its name, the likeliest first."""
    name = plain(key)
    same = next((field for field in within.abouts if plain(field) == name), None)
    if same:
        return (same,)
    fields = within.names.fields.get(name, ())
    if name in within.names.starts:
        fields = START_FIELDS
        if _has_end(within):
            fields = tuple(reversed(START_FIELDS))
    if within.is_underway:
        fields = tuple(dict.fromkeys(_UNDERWAY.get(field, field) for field in fields))
    return fields


def _has_end(within: Mapped) -> bool:
    ends = [key for key in within.values if within.names.fields.get(plain(key)) == ("expiry_date",)]
    return bool(ends) or within.is_given("expiry_date")


def ways_of(field: str, value: Any, within: Mapped, taken: set[str]) -> tuple[Cure, ...]:
    """How a value can be written in a field: as it is, or in other forms."""
    if fits(field, value, within):
        return (((field, value),),)
    if field in REFERENCES or accepts(within.abouts[field], value):
        return ()
    return tuple(
        cure
        for cure in cures_of(field, value, within.abouts, taken | set(within.values))
        if _fits_all(cure, within)
    )


def _fits_all(cure: Cure, within: Mapped) -> bool:
    return all(fits(field, value, within) for field, value in cure)


def fits(field: str, value: Any, within: Mapped) -> bool:
    """Whether a field takes a value, and the value is of the kind that belongs there."""
    if not accepts(within.abouts[field], value):
        return False
    texts = value if isinstance(value, list) else [value]
    if field in FILES:
        return (
            isinstance(value, str)
            and is_file(value)
            and (field == "certificate" or not value.lower().endswith(".pdf"))
        )
    if field in ADDRESSES:
        return not (isinstance(value, str) and is_picture_address(value))
    if field == "entity_id":
        return isinstance(value, str) and not value[:1].isdigit()
    is_any_text = accepts(within.abouts[field], "words") or accepts(within.abouts[field], ["words"])
    return not is_any_text or not any(kind_of(text) in ("address", "file") for text in texts)


def is_of_kind(field: str, kind: str, within: Mapped) -> bool:
    """Whether the example of a field is of a kind."""
    examples = within.abouts[field].examples
    return bool(examples) and kind_of(str(examples[0])) == kind


def in_words(cures: tuple[Cure, ...], within: Mapped, value: Any) -> str:
    """What to do with a line: rename it, or write these lines instead."""
    field, written = cures[0][0]
    if len(cures) == 1 and len(cures[0]) == 1 and written == value:
        if field in REFERENCES:
            return f"rename it to `{field}`, with the `entity_id` of that record"
        return f"rename it to `{field}`"
    return write_cures(cures, within.write)


def write_cures(cures: Iterable[Cure], write: Callable[[str, Any], str]) -> str:
    """The lines to write, with `or` between those that are one or the other."""
    ways = (listed(f"`{write(field, value)}`" for field, value in cure) for cure in cures)
    return f"write {' or '.join(ways)}"


def instead(field: str, value: Any, within: Mapped) -> str:
    """The lines to write for a value that its field does not take; empty where none is known."""
    taken = set(within.values) - {field}
    if cures := cures_of(field, value, within.abouts, taken):
        return write_cures(cures, within.write)
    other = "certificate"
    is_free = other in within.abouts and other not in taken
    if field not in ADDRESSES or not is_file(value) or not is_free:
        return ""
    if not accepts(within.abouts[other], value):
        return ""
    return write_cures((((other, value),),), within.write)
