"""Raw values become a typed record, or every reason why not.

The one place where what is wrong with fields becomes diagnostics. A field that is misspelt and therefore missing is
reported once, as the misspelling.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from msgspec import Struct

from .diagnostics import Diagnostic, Diagnostics, Location, error
from .fields import MISSING, NO_LIST, NO_TABLE, NO_TABLES, UNKNOWN, Fault, Fields, read_fields
from .manuscript import KeyPath
from .text import did_you_mean, quoted

Model = TypeVar("Model", bound=Fields)
_SHAPES = {
    NO_TABLE: ("a table", 'write `[{}]` on a line of its own, and `key = "value"` lines beneath it'),
    NO_TABLES: ("a table", 'write `[{}.NAME]` on a line of its own, and `key = "value"` lines beneath it'),
    NO_LIST: ("a list", "write `{} = [ … ]`"),
}
"""What was expected and how to write it."""


class Locate(Protocol):
    """Finds the place of a value in its file, or with `at_key` the place of its key."""

    def __call__(self, keys: KeyPath, *, at_key: bool = False) -> Location:
        """The place of the value at `keys`."""
        ...


class Manner(Struct, frozen=True):
    """How one file is read and spoken of."""

    locate: Locate
    line: str = "{}: {}"
    """How a field and its value are written in such a file."""
    synonyms: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """Other names for a field."""
    advice: Mapping[str, str] = MappingProxyType({})
    """What to do about certain names that are no fields."""


def locator(find: Callable[..., Location], path: str, text: str) -> Locate:
    """`find(path, text, keys, at_key=…)` bound to one file."""

    def _locate(keys: KeyPath, *, at_key: bool = False) -> Location:
        return find(path, text, keys, at_key=at_key)

    return _locate


def validate(model: type[Model], values: Mapping[str, Any], manner: Manner) -> tuple[Model | None, Diagnostics]:
    """The record that `values` are, or the problems of all of them. Empty values count as not given."""
    given = {key: value for key, value in values.items() if value is not None and not (isinstance(value, str) and not value.strip())}
    record, faults = read_fields(model, given)
    return record, tuple(_problems(faults, model, given, manner)) if faults else ()


def _problems(faults: tuple[Fault, ...], model: type[Fields], given: Mapping[str, Any], manner: Manner) -> Iterator[Diagnostic]:
    unknown = [fault.keys for fault in faults if fault.code == UNKNOWN]
    meant = {keys: _meant(keys, model, given, manner) for keys in unknown}
    explained = {(*keys[:-1], name) for keys, name in meant.items()}
    for fault in faults:
        keys = fault.keys
        if keys in meant:
            yield _unknown(keys, model, meant[keys], manner, is_given=meant[keys] in _siblings(keys, given))
        elif fault.code != MISSING:
            yield _wrong(fault, manner)
        elif keys not in explained:
            yield _missing(keys, model, manner)


def _table_at(model: type[Fields], keys: KeyPath) -> type[Fields]:
    """The fields of the table at `keys`."""
    ways = iter(keys)
    for key in ways:
        about = model.about().get(str(key))
        if about and about.table:
            model = about.table
            if about.shape:
                next(ways, None)
    return model


def _meant(keys: KeyPath, model: type[Fields], given: Mapping[str, Any], manner: Manner) -> str | None:
    known = _table_at(model, keys[:-1]).about()
    plain = unicodedata.normalize("NFKC", str(keys[-1]).casefold().replace("-", "_").replace(" ", "_"))
    if plain in known:
        return plain
    synonym = next((name for name, others in manner.synonyms.items() if plain in others), None)
    return synonym or did_you_mean(plain, [name for name in known if name not in _siblings(keys, given)])


def _siblings(keys: KeyPath, given: Any) -> Any:
    for key in keys[:-1]:
        given = given[key]
    return given


def _missing(keys: KeyPath, model: type[Fields], manner: Manner) -> Diagnostic:
    name = str(keys[-1])
    example = (_table_at(model, keys[:-1]).about()[name].examples or ("…",))[0]
    cure = f"add a line such as `{manner.line.format(name, example)}`"
    return error(f"missing-{name.replace('_', '-')}", f"`{name}` is missing", manner.locate(keys[:-1]), cure)


def _unknown(keys: KeyPath, model: type[Fields], meant: str | None, manner: Manner, *, is_given: bool) -> Diagnostic:
    key = str(keys[-1])
    strange = next((character for character in key if ord(character) > 127), None)
    look = f" (it has the letter {unicodedata.name(strange, hex(ord(strange)))})" if strange else ""
    cure = manner.advice.get(key.casefold()) if len(keys) == 1 else None
    cure = cure or (f"remove it: `{meant}` is given already" if is_given else None)
    where = manner.locate(keys, at_key=True)
    return error("unknown-field", f"there is no field {quoted(key)}{look}", where, cure or _cure(_table_at(model, keys[:-1]), meant))


def _cure(table: type[Fields], meant: str | None) -> str:
    if meant:
        return f"rename it to `{meant}`"
    if "extra" in table.about():
        return "remove it, or keep it under `extra:` for a theme of your own"
    return f"remove it; the fields are {', '.join(table.about())}"


def _wrong(fault: Fault, manner: Manner) -> Diagnostic:
    name = next((str(key) for key in reversed(fault.keys) if isinstance(key, str)), "value")
    if fault.code in _SHAPES:
        expected, cure = _SHAPES[fault.code]
        return error("wrong-type", f"`{name}`: expected {expected}", manner.locate(fault.keys), cure.format(name))
    return error(fault.code, f"`{name}`: {fault.message}", manner.locate(fault.keys), fault.help)
