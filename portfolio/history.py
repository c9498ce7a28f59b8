"""What the last build knew, so that the next one works out only what differs from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from .body import Gist
from .cache import Cache, key_of
from .program import program
from .signatures import Mark, marks_of

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Printed:
    """A page as it was made last."""

    key: str
    """Of all that it was made of; empty where that cannot be told."""
    path: str = ""
    """The file whose body it shows."""
    page: str = ""
    """The key of the page without its body; empty where it shows none."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file of content as it was read last."""

    digest: str
    """Of its bytes."""
    head: str
    """Its front matter, as a key."""
    title: str
    """What its front matter calls it."""
    stated: str
    """The names of the fields of a record that state something, with spaces between them."""
    gist: str
    """The key of what the rest of the site can know of its body."""


@dataclass(frozen=True, slots=True)
class History:
    """What the last build knew."""

    setting: str = ""
    """The key of what all pages share; empty where something may have a hand in them that cannot be told."""
    problems: str = ""
    """The key under which the cache has what was found; empty where nothing was."""
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
    setting, problems = _typed([values["setting"], values["problems"]], str)
    (entries,) = _typed([values["entries"]], int)
    return History(setting, problems, texts, printed, marks, _typed(values["told"], str), entries)


def _typed(values: list[Any], kind: type[Kind]) -> tuple[Kind, ...]:
    if not isinstance(values, list) or not all(type(value) is kind for value in values):
        raise TypeError(kind)
    return tuple(values)


def write_history(cache: Cache, output: str, history: History) -> None:
    """Let the next build know."""
    values = {name: getattr(history, name) for name in ("setting", "problems", "marks", "told", "entries")}
    texts = {path: (text.digest, text.head, text.title, text.stated, text.gist) for path, text in history.texts.items()}
    printed = {name: (one.key, one.path, one.page) for name, one in history.printed.items()}
    cache.put({_key(output): json.dumps({**values, "texts": texts, "printed": printed}, separators=(",", ":")).encode()}, anew=True)


def _key(output: str) -> str:
    return key_of("history", program(), output)


def gist_key(gist: Gist) -> str:
    """The key of what the rest of the site can know of a body: not on which line a link stands, nor how it is written there."""
    if gist.references:
        gist = replace(gist, references=tuple(replace(reference, line=0, needle="", source="") for reference in gist.references))
    return key_of("gist", repr(gist))


def intact(history: History, folder: Path) -> History:
    """The same history without the files of the output that are not as they were written."""
    marks = marks_of(folder, history.marks)
    printed = {name: one for name, one in history.printed.items() if name in marks and marks[name] == history.marks.get(name)}
    return replace(history, printed=printed)
