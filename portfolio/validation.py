"""Raw values become a typed record, or every reason why not.

The one place where pydantic's errors become diagnostics. A field that is misspelt and therefore missing is reported
once, as the misspelling.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .diagnostics import Diagnostic, Diagnostics, Location, error
from .text import did_you_mean, quoted

Model = TypeVar("Model", bound=BaseModel)
Keys = tuple[str | int, ...]
_SHAPES = {
    "model_type": ("a table", 'write `[{}]` on a line of its own, and `key = "value"` lines beneath it'),
    "dict_type": ("a table", 'write `[{}.NAME]` on a line of its own, and `key = "value"` lines beneath it'),
    "tuple_type": ("a list", "write `{} = [ … ]`"),
}
"""What was expected and how to write it, by the name of pydantic's error."""


class Locate(Protocol):
    """Finds the place of a value in its file, or with `at_key` the place of its key."""

    def __call__(self, keys: Keys, *, at_key: bool = False) -> Location:
        """The place of the value at `keys`."""
        ...


@dataclass(frozen=True, slots=True)
class Manner:
    """How one file is read and spoken of."""

    locate: Locate
    line: str = "{}: {}"
    """How a field and its value are written in such a file."""
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Other names for a field."""
    advice: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What to do about certain names that are no fields."""


def locator(find: Callable[..., Location], path: str, text: str) -> Locate:
    """`find(path, text, keys, at_key=…)` bound to one file."""

    def _locate(keys: Keys, *, at_key: bool = False) -> Location:
        return find(path, text, keys, at_key=at_key)

    return _locate


def validate(model: type[Model], values: Mapping[str, Any], manner: Manner) -> tuple[Model | None, Diagnostics]:
    """The record that `values` are, or the problems of all of them. Empty values count as not given."""
    given = {key: value for key, value in values.items() if value is not None and not (isinstance(value, str) and not value.strip())}
    try:
        return model.model_validate(given), ()
    except ValidationError as reason:
        return None, tuple(_problems(reason.errors(include_url=False), model, given, manner))


def _problems(errors: list[ErrorDetails], model: type[BaseModel], given: Mapping[str, Any], manner: Manner) -> Iterator[Diagnostic]:
    unknown = [found["loc"] for found in errors if found["type"] == "extra_forbidden"]
    meant = {keys: _meant(keys, model, given, manner) for keys in unknown}
    explained = {(*keys[:-1], name) for keys, name in meant.items()}
    for found in errors:
        keys = found["loc"]
        if keys in meant:
            yield _unknown(keys, model, meant[keys], manner, is_given=meant[keys] in _siblings(keys, given))
        elif found["type"] != "missing":
            yield _wrong(found, manner)
        elif keys not in explained:
            yield _missing(keys, model, manner)


def _table_at(model: type[BaseModel], keys: Keys) -> type[BaseModel] | None:
    """The model of the table at `keys`, or None if there is none."""
    shape: Any = model
    for key in keys:
        if isinstance(shape, type) and issubclass(shape, BaseModel):
            shape = shape.model_fields[str(key)].annotation if key in shape.model_fields else None
        else:
            shape = next((kind for kind in reversed(get_args(shape)) if kind is not Ellipsis), None)
    return shape if isinstance(shape, type) and issubclass(shape, BaseModel) else None


def _meant(keys: Keys, model: type[BaseModel], given: Mapping[str, Any], manner: Manner) -> str | None:
    table = _table_at(model, keys[:-1]) or model
    plain = unicodedata.normalize("NFKC", str(keys[-1]).casefold().replace("-", "_").replace(" ", "_"))
    if plain in table.model_fields:
        return plain
    known = next((name for name, others in manner.synonyms.items() if plain in others), None)
    return known or did_you_mean(plain, [name for name in table.model_fields if name not in _siblings(keys, given)])


def _siblings(keys: Keys, given: Any) -> Any:
    for key in keys[:-1]:
        given = given[key]
    return given


def _missing(keys: Keys, model: type[BaseModel], manner: Manner) -> Diagnostic:
    table, name = _table_at(model, keys[:-1]) or model, str(keys[-1])
    example = (table.model_fields[name].examples or ["…"])[0]
    cure = f"add a line such as `{manner.line.format(name, example)}`"
    return error(f"missing-{name.replace('_', '-')}", f"`{name}` is missing", manner.locate(keys[:-1]), cure)


def _unknown(keys: Keys, model: type[BaseModel], meant: str | None, manner: Manner, *, is_given: bool) -> Diagnostic:
    key = str(keys[-1])
    strange = next((character for character in key if ord(character) > 127), None)
    look = f" (it has the letter {unicodedata.name(strange, hex(ord(strange)))})" if strange else ""
    cure = manner.advice.get(key.casefold()) if len(keys) == 1 else None
    cure = cure or (f"remove it: `{meant}` is given already" if is_given else None)
    where = manner.locate(keys, at_key=True)
    return error(
        "unknown-field", f"there is no field {quoted(key)}{look}", where, cure or _cure(_table_at(model, keys[:-1]) or model, meant)
    )


def _cure(table: type[BaseModel], meant: str | None) -> str:
    if meant:
        return f"rename it to `{meant}`"
    if "extra" in table.model_fields:
        return "remove it, or keep it under `extra:` for a theme of your own"
    return f"remove it; the fields are {', '.join(table.model_fields)}"


def _wrong(found: ErrorDetails, manner: Manner) -> Diagnostic:
    keys, context = found["loc"], found.get("ctx") or {}
    name = next((str(key) for key in reversed(keys) if isinstance(key, str)), "value")
    if found["type"] in _SHAPES:
        expected, cure = _SHAPES[found["type"]]
        return error("wrong-type", f"`{name}`: expected {expected}", manner.locate(keys), cure.format(name))
    return error(found["type"], f"`{name}`: {context.get('message', found['msg'])}", manner.locate(keys), context.get("help", ""))
