"""Raw values become a typed record, or every reason why not.

The one place where pydantic's errors become diagnostics. A field that is misspelt and therefore missing is reported
once, as the misspelling.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from .diagnostics import Diagnostic, Diagnostics, Location, error
from .text import did_you_mean, quoted

Model = TypeVar("Model", bound=BaseModel)
Synonyms = Mapping[str, tuple[str, ...]]
"""Other names for a field."""
Advice = Mapping[str, str]
"""What to do about certain names that are no fields."""


class Locate(Protocol):
    """Finds the place of a value in its file, or with `at_key` the place of its key."""

    def __call__(self, keys: tuple[str | int, ...], *, at_key: bool = False) -> Location:
        """The place of the value at `keys`."""
        ...


def validate(
    model: type[Model], values: Mapping[str, Any], locate: Locate, synonyms: Synonyms | None = None, advice: Advice | None = None
) -> tuple[Model | None, Diagnostics]:
    """The record that `values` are, or the problems of all of them. Empty values count as not given."""
    given = {key: value for key, value in values.items() if value is not None and value != ""}
    try:
        return model.model_validate(given), ()
    except ValidationError as reason:
        meant = {key: _meant(key, model, given, synonyms or {}) for key in given if key not in model.model_fields}
        return None, tuple(_problems(reason, model, locate, meant, advice or {}))


def _meant(key: str, model: type[BaseModel], given: Mapping[str, Any], synonyms: Synonyms) -> str | None:
    written = key.casefold().replace("-", "_").replace(" ", "_")
    plain = unicodedata.normalize("NFKC", written)
    if plain in model.model_fields:
        return plain
    known = next((field for field, others in synonyms.items() if plain in others), None)
    return known or did_you_mean(plain, [field for field in model.model_fields if field not in given])


def _problems(
    reason: ValidationError, model: type[BaseModel], locate: Locate, meant: Mapping[str, str | None], advice: Advice
) -> Iterator[Diagnostic]:
    for found in reason.errors(include_url=False):
        keys = found["loc"]
        if found["type"] == "missing":
            if keys[-1] not in meant.values():
                yield _missing(model, str(keys[-1]), locate, keys[:-1])
        elif found["type"] == "extra_forbidden":
            top = str(keys[0]) if len(keys) == 1 else ""
            yield _unknown(keys, locate, advice.get(top.casefold()) or _cure(model, meant.get(top)))
        else:
            yield _wrong(found, keys, locate)


def _missing(model: type[BaseModel], field: str, locate: Locate, parent: tuple[str | int, ...]) -> Diagnostic:
    example = (model.model_fields[field].examples or [""])[0] if field in model.model_fields else "…"
    return error(f"missing-{field.replace('_', '-')}", f"`{field}` is missing", locate(parent), f"add a line such as `{field}: {example}`")


def _unknown(keys: tuple[str | int, ...], locate: Locate, cure: str) -> Diagnostic:
    key = str(keys[-1])
    strange = next((character for character in key if ord(character) > 127), None)
    look = f" (it has the letter {unicodedata.name(strange, hex(ord(strange)))})" if strange else ""
    return error("unknown-field", f"there is no field {quoted(key)}{look}", locate(keys, at_key=True), cure)


def _cure(model: type[BaseModel], meant: str | None) -> str:
    if meant:
        return f"rename it to `{meant}`"
    if "extra" in model.model_fields:
        return "remove it, or keep it under `extra:` for a theme of your own"
    return f"remove it; the fields are {', '.join(model.model_fields)}"


def _wrong(found: Any, keys: tuple[str | int, ...], locate: Locate) -> Diagnostic:
    context = found.get("ctx") or {}
    message = context.get("message") or str(found["msg"]).lower()
    name = next((str(key) for key in reversed(keys) if isinstance(key, str)), "value")
    return error(found["type"].replace("_", "-"), f"`{name}`: {message}", locate(keys), context.get("help", ""))


def locator(find: Callable[..., Location], path: str, text: str) -> Locate:
    """`find(path, text, keys, at_key=…)` bound to one file."""

    def _locate(keys: tuple[str | int, ...], *, at_key: bool = False) -> Location:
        return find(path, text, keys, at_key=at_key)

    return _locate
