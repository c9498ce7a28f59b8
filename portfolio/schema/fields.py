"""Fields, declared once in a frozen record: how each is read, and what editors know about it.

Validation, the JSON Schema, the reference pages and the stub of a new record follow from such a
class. A modelling library would do the same, but importing one took a fifth of a small build.
"""

from __future__ import annotations

import functools
import typing
from collections.abc import Callable, Mapping
from types import MappingProxyType, UnionType
from typing import Any, ClassVar, Self

from msgspec import NODEFAULT, Struct, structs

from ..source_text import KeyPath


class InvalidValue(ValueError):  # noqa: N818 - a reader says this about a value; nothing has failed
    """Why a reader cannot accept a value."""

    def __init__(self, code: str, message: str, help: str) -> None:
        super().__init__(message)
        self.code, self.message, self.help = code, message, help


class Reader(Struct, frozen=True, eq=False):
    """How a written value becomes the value of a field; the second part of an `Annotated` type."""

    read: Callable[[Any], Any]
    """Raises InvalidValue."""
    schema: Mapping[str, Any]
    """What may be written, as JSON Schema."""


class FieldError(Struct, frozen=True):
    """One reason why values cannot become fields."""

    keys: KeyPath
    """The path to the value, or to where it is missing."""
    code: str
    """`UNKNOWN`, `MISSING` and so on, or the code that a reader gives."""
    message: str = ""
    help: str = ""


UNKNOWN, MISSING, NO_TABLE, NO_TABLES, NO_LIST = (
    "unknown",
    "missing",
    "no-table",
    "no-tables",
    "no-list",
)
"""Codes of errors that are found without a reader."""


class FieldSpec(Struct, frozen=True):
    """How one field is declared."""

    name: str
    reader: Reader | None
    table: type[Fields] | None
    """The fields of the table that it holds, or of each of its tables."""
    shape: type | None
    """`dict` for tables by name or for anything by name, `tuple` for a list of tables."""
    default: Any
    is_required: bool
    examples: tuple[Any, ...]

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its value; null counts as not written."""
        if self.reader:
            schema = dict(self.reader.schema)
        elif self.shape is tuple:
            schema = {"type": "array", "items": _schema_of(self.table)}
        elif self.shape is dict:
            schema = {"type": "object", "additionalProperties": _schema_of(self.table)}
        else:
            schema = _schema_of(self.table)
        if self.is_required:
            return schema
        return {"anyOf": [schema, {"type": "null"}]}


def _schema_of(table: type[Fields] | None) -> dict[str, Any]:
    """The JSON Schema of the fields of a table; of anything where none are declared."""
    if table is None:
        return {}
    specs = table.specs()
    return {
        "type": "object",
        "properties": {name: spec.schema for name, spec in specs.items()},
        "required": [name for name, spec in specs.items() if spec.is_required],
        "additionalProperties": False,
    }


class Examples(Struct, frozen=True):
    """Example values of a field; a part of its `Annotated` type."""

    values: tuple[Any, ...]


def examples(*values: Any) -> Examples:
    """Example values of a field."""
    return Examples(values)


class Fields(Struct, frozen=True):
    """A class of declared fields; those without a default are required."""

    words: ClassVar[type[Fields] | None] = None
    """Those of its fields that can be said in other languages, as `title.de`; None for none."""

    @classmethod
    @functools.cache
    def specs(cls) -> Mapping[str, FieldSpec]:
        """Its fields by name, in the order of their definition."""
        hints = typing.get_type_hints(cls, include_extras=True)
        return MappingProxyType(
            {field.name: _about_field(field, hints[field.name]) for field in structs.fields(cls)}
        )

    def check_fields(self) -> None:
        """Raise InvalidValue if the fields, each of them valid, do not fit each other."""

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """The record of fields that are all valid. Raises InvalidValue otherwise."""
        made, problems = read_fields(cls, values)
        for problem in problems:
            raise InvalidValue(problem.code, f"{problem.keys}: {problem.message}", problem.help)
        assert made is not None  # noqa: S101 - without errors there is a record
        return made


FieldKind = typing.TypeVar("FieldKind", bound=Fields)


def _about_field(field: structs.FieldInfo, hint: Any) -> FieldSpec:
    own = getattr(hint, "__metadata__", ())
    plain = typing.get_args(hint)[0] if own else hint
    kinds: tuple[Any, ...] = ()
    if typing.get_origin(plain) in (typing.Union, UnionType):
        kinds = typing.get_args(plain)
    notes = [note for kind in (hint, *kinds) for note in getattr(kind, "__metadata__", ())]
    reader = next((note for note in notes if isinstance(note, Reader)), None)
    tables = [
        kind
        for kind in (plain, *typing.get_args(plain))
        if isinstance(kind, type) and issubclass(kind, Fields)
    ]
    return FieldSpec(
        field.name,
        reader,
        next(iter(tables), None),
        None if reader else typing.get_origin(plain),
        _default_of(field),
        field.required,
        next((note.values for note in notes if isinstance(note, Examples)), ()),
    )


def _default_of(field: structs.FieldInfo) -> Any:
    if field.required:
        return None
    if field.default is NODEFAULT:
        return field.default_factory()
    return field.default


def read_fields(
    kind: type[FieldKind], values: Mapping[str, Any]
) -> tuple[FieldKind | None, tuple[FieldError, ...]]:
    """The record made of the values, or everything that is wrong with them."""
    read: dict[str, Any] = {}
    problems: list[FieldError] = []
    for name, spec in kind.specs().items():
        if name in values:
            read[name], found = _read_field(spec, values[name])
            problems += found
        elif spec.is_required:
            problems.append(FieldError((name,), MISSING))
    problems += [FieldError((name,), UNKNOWN) for name in values if name not in kind.specs()]
    if problems:
        return None, tuple(problems)
    try:
        made = kind(**read)
        made.check_fields()
    except InvalidValue as reason:
        return None, (FieldError((), reason.code, reason.message, reason.help),)
    return made, ()


def _read_field(spec: FieldSpec, value: Any) -> tuple[Any, list[FieldError]]:
    if spec.reader:
        try:
            return spec.reader.read(value), []
        except InvalidValue as reason:
            return None, [FieldError((spec.name,), reason.code, reason.message, reason.help)]
    if spec.shape is tuple:
        if not isinstance(value, list):
            return None, [FieldError((spec.name,), NO_LIST)]
        read = [_read_table(spec.table, (spec.name, at), item) for at, item in enumerate(value)]
        return tuple(one for one, _ in read), [problem for _, found in read for problem in found]
    if spec.shape is dict:
        return _read_tables(spec, value)
    return _read_table(spec.table, (spec.name,), value)


def _read_tables(spec: FieldSpec, value: Any) -> tuple[Any, list[FieldError]]:
    if not isinstance(value, dict):
        return None, [FieldError((spec.name,), NO_TABLES)]
    if spec.table is None:
        return value, []
    named = {key: _read_table(spec.table, (spec.name, key), item) for key, item in value.items()}
    return {key: one for key, (one, _) in named.items()}, [
        problem for _, found in named.values() for problem in found
    ]


def _read_table(
    kind: type[Fields] | None, keys: KeyPath, value: Any
) -> tuple[Any, list[FieldError]]:
    assert kind is not None  # noqa: S101 - a field without a reader holds tables
    if not isinstance(value, dict):
        return None, [FieldError(keys, NO_TABLE)]
    made, problems = read_fields(kind, value)
    return made, [structs.replace(problem, keys=(*keys, *problem.keys)) for problem in problems]
