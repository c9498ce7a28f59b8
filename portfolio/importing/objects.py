"""JSON objects against a table of their fields and ours: what is taken, and what is left.

A path such as `badge.issuer.name` leads to all values that have it: a list is the same as its
items, because Open Badges and others write one value with or without brackets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..domain.records.credential import Record
from ..schema.types import read_text_or_texts, read_texts
from .model import NO_FIELD, OTHER_TAKEN, PRIVATE, SKILLS, TECHNICAL, TEXT, Left, Values

MAX_LEFT = 200
"""Maximum values that are reported as left of one credential."""

Leaves = Mapping[str, tuple[str, ...]]
"""The values of an object by path, as text."""


def leaves(value: Any) -> Leaves:
    """All texts, numbers and truths in a JSON value by their paths, in their order."""
    found: dict[str, list[str]] = {}
    for path, leaf in _walk(value):
        found.setdefault(path, []).append(leaf)
    return {path: tuple(texts) for path, texts in found.items()}


def _walk(value: Any) -> Iterator[tuple[str, str]]:
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            items = [(f"{path}.{key}" if path else str(key), item) for key, item in value.items()]
            waiting += reversed(items)
        elif isinstance(value, list):
            waiting += reversed([(path, item) for item in value])
        elif isinstance(value, bool):
            yield path, "yes" if value else "no"
        elif value is not None and (text := str(value).strip()):
            yield path, text


def takes_several(field: str) -> bool:
    """Whether one of our fields holds all values that a source has for it."""
    if field in (SKILLS, TEXT):
        return True
    spec = Record.specs().get(field)
    return (
        spec is not None
        and spec.reader is not None
        and spec.reader.read
        in (
            read_texts,
            read_text_or_texts,
        )
    )


def take(
    found: Leaves, fields: Mapping[str, str]
) -> tuple[dict[str, str | tuple[str, ...]], list[Left]]:
    """Our fields with what a table of their fields takes, and what of that was one too many.

    Earlier rows of the table win; a field that holds several values takes those of all rows.
    """
    several: dict[str, tuple[str, ...]] = {}
    single: dict[str, str] = {}
    left: list[Left] = []
    for theirs, ours in fields.items():
        texts = found.get(theirs, ())
        if takes_several(ours):
            several[ours] = tuple(dict.fromkeys((*several.get(ours, ()), *texts)))
            continue
        for text in texts:
            if single.setdefault(ours, text) != text:
                left.append(Left(theirs, OTHER_TAKEN))
    return {**single, **{ours: texts for ours, texts in several.items() if texts}}, left


def left_of(
    found: Leaves,
    fields: Iterable[str],
    private: tuple[str, ...] = (),
    technical: tuple[str, ...] = (),
    reasons: Mapping[str, str] | None = None,
) -> list[Left]:
    """What no row of a table took: by its path only, because the value may say who somebody is.

    `private` and `technical` are paths, each reported once with all below it; `reasons` are those
    of other paths.
    """
    left: dict[tuple[str, str], Left] = {}
    for path in found:
        if path in fields:
            continue
        if top := _top_of(path, private):
            one = Left(top, PRIVATE)
        elif top := _top_of(path, technical):
            one = Left(top, TECHNICAL)
        else:
            one = Left(path, (reasons or {}).get(path, NO_FIELD))
        left[one.key, one.reason] = one
    return list(left.values())[:MAX_LEFT]


def _top_of(path: str, tops: tuple[str, ...]) -> str:
    """The path among some that a path is, or is below; empty if there is none."""
    return next((top for top in tops if path == top or path.startswith(f"{top}.")), "")


def first_text(found: Leaves, *paths: str) -> str:
    """The first value at the first of some paths that has one; empty without."""
    return next((texts[0] for path in paths if (texts := found.get(path))), "")


def objects_in(data: Any) -> list[dict[str, Any]]:
    """The object that a JSON value is, or those that it lists."""
    if isinstance(data, dict):
        return [data]
    if isinstance(data, list):
        return [item for item in data if isinstance(item, dict)]
    return []


def numbered(objects: Sequence[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each object with its place among them: `[0]`, or empty if it is the only one."""
    if len(objects) == 1:
        yield "", objects[0]
        return
    yield from ((f"[{number}]", one) for number, one in enumerate(objects))


def list_in(value: Any) -> list[Any]:
    """The list that a JSON value is; an empty one for other values."""
    if isinstance(value, list):
        return value
    return []


def one_or_many(value: Any) -> list[Any]:
    """The list that a JSON value is, or one with only that value."""
    if isinstance(value, list):
        return value
    return [value]


def value_in(value: Any, name: str) -> Any:
    """What an object has under a name; None without, and for what is no object."""
    if isinstance(value, dict):
        return value.get(name)
    return None


def ids_of(kind: str, identity: str) -> tuple[str, ...]:
    """`badge:1234`, by which the same credential is known in another file; none without an id."""
    if not identity:
        return ()
    return (f"{kind}:{identity}",)


def as_texts(values: Values, field: str) -> tuple[str, ...]:
    """The texts of a field, also of one that has a single text."""
    value = values.get(field, ())
    return (value,) if isinstance(value, str) else value


def type_names(data: Mapping[str, Any]) -> set[str]:
    """The types that a JSON-LD object has: one, or a list of them."""
    types = data.get("type")
    return {one for one in one_or_many(types) if isinstance(one, str)}
