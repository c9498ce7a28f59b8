"""What the last build knew, so that the next one works out only what differs from it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .cache import Cache, key_of
from .program import program
from .signatures import Look

Mark = tuple[int, int, int]
"""What tells that a file of the output is as it was written: number, size and time of its last change."""


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
        values = json.loads(content) if content else {}
        texts = {path: Text(*text) for path, text in values.pop("texts", {}).items()}
        printed = {name: Printed(*one) for name, one in values.pop("printed", {}).items()}
        marks = {name: (int(mark[0]), int(mark[1]), int(mark[2])) for name, mark in values.pop("marks", {}).items()}
        return History(texts=texts, printed=printed, marks=marks, **{**values, "told": tuple(values.get("told", ()))})
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return History()


def write_history(cache: Cache, output: str, history: History) -> None:
    """Let the next build know."""
    values = {name: getattr(history, name) for name in ("setup", "setting", "view", "problems", "looked", "marks", "told", "entries")}
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
        found[name] = (about.st_ino, about.st_size, about.st_mtime_ns)
    return found


def intact(history: History, folder: Path) -> History:
    """The same history without the files of the output that are not as they were written."""
    marks = marks_of(folder, history.marks)
    printed = {name: one for name, one in history.printed.items() if name in marks and marks[name] == history.marks.get(name)}
    return replace(history, printed=printed)


def as_lists(looked: Look) -> dict[str, Any]:
    """Signatures as they are when they have been written and read."""
    return {path: list(signature) if signature else None for path, signature in looked.items()}
