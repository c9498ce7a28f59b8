"""Raw values become a typed record, or every reason why not.

Only this module turns errors of fields into diagnostics. A field that is missing because it is
misspelt is reported once, as the misspelling.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from msgspec import Struct

from ..diagnostics import Diagnostic, Diagnostics, Location, error, warning
from ..schema.fields import (
    MISSING,
    NO_LIST,
    NO_TABLE,
    NO_TABLES,
    UNKNOWN,
    FieldError,
    Fields,
    InvalidValue,
    read_fields,
)
from ..schema.types import read_text
from ..source_text import KeyPath
from ..text import quoted
from .lines import yaml_line
from .placeholders import find_placeholders, without_values

if TYPE_CHECKING:
    from .advice import Advice
    from .candidates import KeyContext

Model = TypeVar("Model", bound=Fields)
_NOT_KNOWN = "unknown"
"""Stands for a required text that is not known; no table has a title or issuer of this name."""
_YAML_SHAPES = {
    NO_TABLE: ("keys and values", "write each `key: value` on an indented line of its own below"),
    NO_LIST: ("a list", "write each item on a line of its own below, after `- `"),
}
"""What was expected in front matter, and how to write it."""
_SHAPES = {
    NO_TABLE: (
        "a table",
        'write `[{}]` on a line of its own, with `key = "value"` lines below it',
    ),
    NO_TABLES: (
        "a table",
        'write `[{}.NAME]` on a line of its own, with `key = "value"` lines below it',
    ),
    NO_LIST: ("a list", "write `{} = [ … ]`"),
}
"""What was expected in settings, and how to write it."""


class Locate(Protocol):
    """Locates a value in its file, or its key if `at_key` is set."""

    def __call__(self, keys: KeyPath, *, at_key: bool = False) -> Location:
        """The location of the value at `keys`."""
        ...


class FieldSyntax(Struct, frozen=True):
    """How fields are located and written in one file."""

    locate: Locate
    write: Callable[[str, Any], str] = yaml_line
    """A field and its value as a line of such a file."""
    section: str = ""
    """The table of other names for its fields, one of `SECTIONS` of `field_names`; or empty."""


def locator(find: Callable[..., Location], path: str, text: str) -> Locate:
    """`find(path, text, keys, at_key=…)` bound to one file."""

    def _locate(keys: KeyPath, *, at_key: bool = False) -> Location:
        return find(path, text, keys, at_key=at_key)

    return _locate


def validate(
    model: type[Model], values: Mapping[str, Any], syntax: FieldSyntax
) -> tuple[Model | None, Diagnostics]:
    """The record made of `values`, or all their problems. Empty values count as missing."""
    given, dropped = _given(model, values, syntax)
    record, faults = read_fields(model, given)
    if not faults:
        return record, dropped
    return record, (*dropped, *_problems(faults, model, values, syntax))


def guess_record(
    model: type[Model], values: Mapping[str, Any], syntax: FieldSyntax
) -> tuple[Model | None, tuple[str, ...]]:
    """The record that invalid values were probably meant to be, and the fields that stay unknown.

    It is never published; with it, what else is wrong with a file is found in the same run.
    """
    from .advice import advise
    from .fixes import accepts, fixes_of

    given, _ = _given(model, values, syntax)
    specs = model.specs()
    meant = {
        field: value
        for field, value in given.items()
        if field in specs and accepts(specs[field], value)
    }
    unread: set[str] = set()
    for field in given.keys() & specs.keys() - meant.keys():
        fix = next(iter(fixes_of(field, given[field], specs, values)), ())
        meant |= dict(fix)
        if not fix:
            unread.add(field)
    for advice in advise(
        [key for key in given if key not in specs], _mapped(model, (), values, syntax)
    ).values():
        meant |= dict(advice.fix)
        if advice.field and not advice.fix:
            unread.add(advice.field)
    missing = {
        field: _NOT_KNOWN
        for field, spec in specs.items()
        if spec.is_required and field not in meant
    }
    record, _ = read_fields(model, missing | meant)
    return record, tuple(sorted(unread | missing.keys()))


def _given(
    model: type[Fields], values: Mapping[str, Any], syntax: FieldSyntax
) -> tuple[dict[str, Any], Diagnostics]:
    """The values that carry information, and a warning for each placeholder."""
    given = {
        key: value
        for key, value in values.items()
        if value is not None and not (isinstance(value, str) and not value.strip())
    }
    if not syntax.section:
        return given, ()
    found = tuple(find_placeholders(given, model.specs()))
    if not found:
        return given, ()
    warnings = tuple(
        warning(one.code, one.message, syntax.locate(one.keys), one.help)
        for one in found
        if one.code
    )
    return without_values(given, {one.keys for one in found}), warnings


def _problems(
    faults: tuple[FieldError, ...],
    model: type[Fields],
    values: Mapping[str, Any],
    syntax: FieldSyntax,
) -> Iterator[Diagnostic]:
    from .advice import advise

    unknown: dict[KeyPath, list[str]] = {}
    for fault in faults:
        if fault.code == UNKNOWN:
            unknown.setdefault(fault.keys[:-1], []).append(str(fault.keys[-1]))
    advised: dict[KeyPath, Advice] = {
        (*table, key): advice
        for table, keys in unknown.items()
        for key, advice in advise(keys, _mapped(model, table, values, syntax)).items()
    }
    explained = {(*keys[:-1], advice.field) for keys, advice in advised.items()}
    for fault in faults:
        if fault.keys in advised:
            yield from _unknown(fault.keys, advised[fault.keys], model, values, syntax)
        elif fault.code != MISSING:
            yield _wrong(fault, model, values, syntax)
        elif fault.keys not in explained:
            yield _missing(fault.keys, model, values, syntax)


def _mapped(
    model: type[Fields], table: KeyPath, values: Mapping[str, Any], syntax: FieldSyntax
) -> KeyContext:
    from .candidates import KeyContext
    from .field_names import NO_NAMES, known_names

    names = NO_NAMES
    if syntax.section and not table:
        names = known_names(syntax.section)
    return KeyContext(_at(table, values), _table_at(model, table).specs(), syntax.write, names)


def _at(keys: KeyPath, values: Any) -> Any:
    for key in keys:
        values = values[key]
    return values


def _table_at(model: type[Fields], keys: KeyPath) -> type[Fields]:
    """The fields of the table at `keys`."""
    ways = iter(keys)
    for key in ways:
        spec = model.specs().get(str(key))
        if spec and spec.table:
            model = spec.table
            if spec.shape:
                next(ways, None)
    return model


def _missing(
    keys: KeyPath, model: type[Fields], values: Mapping[str, Any], syntax: FieldSyntax
) -> Diagnostic:
    name = str(keys[-1])
    table = _at(keys[:-1], values)
    example = (_table_at(model, keys[:-1]).specs()[name].examples or ("…",))[0]
    line = f"a line such as `{syntax.write(name, example)}`"
    message, where, do = f"`{name}` is missing", syntax.locate(keys[:-1]), "add"
    if name in table:
        says = "is empty"
        if str(table[name] or "").strip():
            says = f"is only a placeholder: {quoted(table[name])}"
        message, where, do = f"`{name}` {says}", syntax.locate(keys, at_key=True), "write"
    return error(f"missing-{name.replace('_', '-')}", message, where, f"{do} {line}")


def _foreign_letter(key: str) -> str:
    """A remark on a letter that only looks like a Latin one; empty if there is none."""
    others = (
        unicodedata.name(letter, hex(ord(letter)))
        for letter in unicodedata.normalize("NFC", key)
        if not letter.isascii()
    )
    strange = next((name for name in others if not name.startswith("LATIN ")), None)
    if strange and re.search("[A-Za-z]", key):
        return f" (it contains {strange})"
    return ""


def _unknown(
    keys: KeyPath,
    advice: Advice,
    model: type[Fields],
    values: Mapping[str, Any],
    syntax: FieldSyntax,
) -> Iterator[Diagnostic]:
    key = str(keys[-1])
    yield error(
        "unknown-field",
        f"there is no field {quoted(key)}{_foreign_letter(key)}",
        syntax.locate(keys, at_key=True),
        advice.help,
    )
    spec = _table_at(model, keys[:-1]).specs().get(advice.field or "")
    if advice.is_wrong and spec and spec.reader:
        try:
            spec.reader.read(_at(keys, values))
        except InvalidValue as reason:
            fault = FieldError((*keys[:-1], spec.name), reason.code, reason.message, reason.help)
            yield _wrong(fault, model, values, syntax, keys)


def _wrong(
    fault: FieldError,
    model: type[Fields],
    values: Mapping[str, Any],
    syntax: FieldSyntax,
    written: KeyPath = (),
) -> Diagnostic:
    """The problem with a value, which may be written under another name than its field's."""
    name = next((str(key) for key in reversed(fault.keys) if isinstance(key, str)), "value")
    where = syntax.locate(written or fault.keys)
    shapes = _YAML_SHAPES if syntax.section else _SHAPES
    if fault.code in shapes:
        expected, fix = shapes[fault.code]
        return error("wrong-type", f"`{name}`: expected {expected}", where, fix.format(name))
    return error(
        fault.code,
        f"`{name}`: {fault.message}",
        where,
        _fixed(fault, model, values, syntax, written) or fault.help,
    )


def _fixed(
    fault: FieldError,
    model: type[Fields],
    values: Mapping[str, Any],
    syntax: FieldSyntax,
    written: KeyPath,
) -> str:
    """The lines to write instead of a value; empty if it is not known what was meant.

    A setting with a reader of its own has a help of its own.
    """
    from .candidates import suggest_lines

    specs = _table_at(model, fault.keys[:-1]).specs()
    field = str(fault.keys[-1]) if fault.keys else ""
    if field not in specs:
        return ""
    reader = specs[field].reader
    if reader is None or not (syntax.section or reader.read.__module__ == read_text.__module__):
        return ""
    return suggest_lines(
        field, _at(written or fault.keys, values), _mapped(model, fault.keys[:-1], values, syntax)
    )
