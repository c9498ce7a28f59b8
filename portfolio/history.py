"""What the last build knew, so that the next one works out only what differs from it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from .cache import Cache, key_of
from .program import program
from .signatures import Look

Mark = tuple[int, int, int, int]
"""What tells that a file of the output is as it was written: number, size, and the times of its content and of its description."""


KEYS = ("setup", "setting", "view", "problems")
"""The fields of a history that are keys."""
Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Printed:
    """A page as it was made last."""

    key: str
    """Of all that it was made of; empty where that cannot be told."""
    path: str = ""
    """The file whose body it shows."""
    page: str = ""
    """The key under which the cache has the page without its body; empty where no other body can take its place."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file of content as it was read last."""

    digest: str
    """Of its bytes."""
    meaning: str
    """Of all that the rest of the site can know of it."""


@dataclass(frozen=True, slots=True)
class History:
    """What the last build knew."""

    setup: str = ""
    """The key of everything but the files of content; empty where something may have a hand in pages that cannot be told."""
    setting: str = ""
    """The key of what all pages share; empty likewise."""
    view: str = ""
    """The key under which the cache has the value `site`."""
    problems: str = ""
    """The key under which it has what was found."""
    looked: Mapping[str, Any] = field(default_factory=dict)
    """The signatures of the files of the site, as lists."""
    texts: Mapping[str, Text] = field(default_factory=dict)
    printed: Mapping[str, Printed] = field(default_factory=dict)
    """By name of the file."""
    marks: Mapping[str, Mark] = field(default_factory=dict)
    """By name of the file."""
    told: tuple[str, ...] = ()
    """The files that problems were found in."""
    entries: int = 0
    """How many credentials are published."""


def read_history(cache: Cache, output: str) -> History:
    """What the last build of an output knew; nothing if there was none, or one of another program."""
    content = cache.get(_key(output))
    try:
        return _history(json.loads(content)) if content else History()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return History()


def _history(values: dict[str, Any]) -> History:
    """Raises ValueError and others for what is no history."""
    texts = {path: Text(*_typed(text, str)) for path, text in values["texts"].items()}
    printed = {name: Printed(*_typed(one, str)) for name, one in values["printed"].items()}
    marks: dict[str, Any] = {name: _typed(mark, int) for name, mark in values["marks"].items()}
    looked = {path: list(_typed(signature, int)) if signature is not None else None for path, signature in values["looked"].items()}
    setup, setting, view, problems = _typed([values[name] for name in KEYS], str)
    (entries,) = _typed([values["entries"]], int)
    return History(setup, setting, view, problems, looked, texts, printed, marks, _typed(values["told"], str), entries)


def _typed(values: list[Any], kind: type[Kind]) -> tuple[Kind, ...]:
    if not isinstance(values, list) or not all(type(value) is kind for value in values):
        raise TypeError(kind)
    return tuple(values)


def write_history(cache: Cache, output: str, history: History) -> None:
    """Let the next build know."""
    values = {name: getattr(history, name) for name in (*KEYS, "looked", "marks", "told", "entries")}
    texts = {path: (text.digest, text.meaning) for path, text in history.texts.items()}
    printed = {name: (one.key, one.path, one.page) for name, one in history.printed.items()}
    cache.put({_key(output): json.dumps({**values, "texts": texts, "printed": printed}, separators=(",", ":")).encode()}, anew=True)


def _key(output: str) -> str:
    return key_of("history", program(), output)


def marks_of(folder: Path, names: Iterable[str]) -> dict[str, Mark]:
    """The marks of those of the files that are there."""
    found = {}
    start = f"{folder}{os.sep}"
    for name in names:
        try:
            about = os.lstat(start + name)
        except OSError:
            continue
        found[name] = (about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)
    return found


def intact(history: History, folder: Path) -> History:
    """The same history without the files of the output that are not as they were written."""
    marks = marks_of(folder, history.marks)
    printed = {name: one for name, one in history.printed.items() if name in marks and marks[name] == history.marks.get(name)}
    return replace(history, printed=printed)


def as_lists(looked: Look) -> dict[str, Any]:
    """Signatures as they are when they have been written and read."""
    return {path: list(signature) if signature else None for path, signature in looked.items()}
