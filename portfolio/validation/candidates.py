"""The fields that an unknown key may mean, and how its value is written in one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct

from ..images.file_kinds import is_picture_address
from ..text import listed
from .field_names import NO_NAMES, START_FIELDS, KnownNames, normalized, status_words
from .fixes import FieldSpecs, Fix, accepts, fixes_of, looks_like_file
from .written_dates import read_dates

REFERENCE_FIELDS = ("part_of", "superseded_by")
FILE_FIELDS = ("image", "certificate", "photo")
ADDRESS_FIELDS = ("verification_url", "badge_url", "course_url")
_UNDERWAY = {"issued_date": "study_start_date", "expiry_date": "target_date"}
"""The field that a date belongs in while a credential is in progress or planned."""
_NUMBER = re.compile(r"[\d.,]+ ?%?")
_DATE_SHAPED = re.compile(r"\d{4}(-\d\d){0,2}|\d{4}([-./])\d\d?\2\d\d?|\d\d?([-./])\d\d?\3\d{4}")
"""A date, or text in the form of one, such as 31.02.2025."""


class KeyContext(Struct, frozen=True):
    """The table that a key is in: its values, its fields, and the other names of these fields."""

    values: Mapping[str, Any]
    """All values as written, empty ones included."""
    specs: FieldSpecs
    write: Callable[[str, Any], str]
    """A field and its value as a line."""
    names: KnownNames = NO_NAMES

    def is_given(self, field: str) -> bool:
        """Whether a field has a value."""
        return not is_blank(self.values.get(field))

    @property
    def is_underway(self) -> bool:
        """Whether its status says that nothing has been issued yet."""
        status = normalized(str(self.values.get("status")))
        return status_words().get(status, status) in ("in_progress", "inprogress", "planned")


def is_blank(value: Any) -> bool:
    """Whether a value counts as missing."""
    return value is None or (isinstance(value, str) and not value.strip())


def value_kind(value: Any) -> str:
    """`date`, `address`, `file` or `number`; empty for anything else."""
    if isinstance(value, list) and len(value) == 1:
        return value_kind(value[0])
    if not isinstance(value, str):
        return ""
    if re.match(r"https?://|www\.", value):
        return "address"
    if looks_like_file(value):
        return "file"
    if read_dates(value) or _DATE_SHAPED.fullmatch(value):
        return "date"
    if _NUMBER.fullmatch(value):
        return "number"
    return ""


def candidate_fields(key: str, context: KeyContext) -> tuple[str, ...]:
    """The fields that a key may mean by its name, the likeliest first."""
    name = normalized(key)
    same = next((field for field in context.specs if normalized(field) == name), None)
    if same:
        return (same,)
    fields = context.names.fields.get(name, ())
    if name in context.names.starts:
        fields = START_FIELDS
        if _has_end(context):
            fields = tuple(reversed(START_FIELDS))
    if context.is_underway:
        fields = tuple(dict.fromkeys(_UNDERWAY.get(field, field) for field in fields))
    return fields


def _has_end(context: KeyContext) -> bool:
    ends = [
        key
        for key in context.values
        if context.names.fields.get(normalized(key)) == ("expiry_date",)
    ]
    return bool(ends) or context.is_given("expiry_date")


def ways_to_write(field: str, value: Any, context: KeyContext, taken: set[str]) -> tuple[Fix, ...]:
    """The ways a value can be written in a field: as it is, or converted."""
    if fits(field, value, context):
        return (((field, value),),)
    if field in REFERENCE_FIELDS or accepts(context.specs[field], value):
        return ()
    return tuple(
        fix
        for fix in fixes_of(field, value, context.specs, taken | set(context.values))
        if _fits_all(fix, context)
    )


def _fits_all(fix: Fix, context: KeyContext) -> bool:
    return all(fits(field, value, context) for field, value in fix)


def fits(field: str, value: Any, context: KeyContext) -> bool:
    """Whether a field takes a value, and the value is of the kind that belongs there."""
    if not accepts(context.specs[field], value):
        return False
    texts = value if isinstance(value, list) else [value]
    if field in FILE_FIELDS:
        return (
            isinstance(value, str)
            and looks_like_file(value)
            and (field == "certificate" or not value.lower().endswith(".pdf"))
        )
    if field in ADDRESS_FIELDS:
        return not (isinstance(value, str) and is_picture_address(value))
    if field == "entity_id":
        return isinstance(value, str) and not value[:1].isdigit()
    is_any_text = accepts(context.specs[field], "words") or accepts(context.specs[field], ["words"])
    return not is_any_text or not any(value_kind(text) in ("address", "file") for text in texts)


def example_is_of_kind(field: str, kind: str, context: KeyContext) -> bool:
    """Whether the example of a field is of a given kind."""
    examples = context.specs[field].examples
    return bool(examples) and value_kind(str(examples[0])) == kind


def describe_fixes(fixes: tuple[Fix, ...], context: KeyContext, value: Any) -> str:
    """What to do with a line: rename it, or write these lines instead."""
    field, written = fixes[0][0]
    if len(fixes) == 1 and len(fixes[0]) == 1 and written == value:
        if field in REFERENCE_FIELDS:
            return f"rename it to `{field}`, with the `entity_id` of that record"
        return f"rename it to `{field}`"
    return write_fixes(fixes, context.write)


def write_fixes(fixes: Iterable[Fix], write: Callable[[str, Any], str]) -> str:
    """The lines to write; `or` stands between alternatives."""
    ways = (listed(f"`{write(field, value)}`" for field, value in fix) for fix in fixes)
    return f"write {' or '.join(ways)}"


def suggest_lines(field: str, value: Any, context: KeyContext) -> str:
    """The lines to write instead of a value that its field rejects; empty if none are known."""
    taken = set(context.values) - {field}
    if fixes := fixes_of(field, value, context.specs, taken):
        return write_fixes(fixes, context.write)
    other = "certificate"
    is_free = other in context.specs and other not in taken
    if field not in ADDRESS_FIELDS or not looks_like_file(value) or not is_free:
        return ""
    if not accepts(context.specs[other], value):
        return ""
    return write_fixes((((other, value),),), context.write)
