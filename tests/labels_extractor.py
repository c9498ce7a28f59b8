"""Lets Babel find labels in a data file, and say where words stand and how long they may be."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

from jinja2.ext import babel_extract

Found = tuple[int, str, Any, list[str]]
"""The line of a message, its function, its words, and comments for translators."""
TABLES = ("types", "categories")
"""The tables whose values are words of a language; the others hold names and initialisms."""


def extract(
    file: BinaryIO,
    keywords: Collection[str],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Found]:
    """Yield each label once: its line, no function, its words, and where it is shown."""
    content = file.read().decode()
    lines = content.splitlines()
    tables = tomllib.loads(content)
    said: set[str] = set()
    for table in TABLES:
        for key, words in tables[table].items():
            if words not in said:
                said.add(words)
                line = next(n for n, text in enumerate(lines, 1) if text.startswith(f"{key} = "))
                yield line, "", words, [f"The label of the {table[:-1]} {key}."]


ROOMS = {
    "button": "A button",
    "option": "A choice in a list",
    "label": "The label of a field",
    "legend": "The name of a group of choices",
    "dt": "The name of a fact",
    "th": "The head of a column",
    "summary": "Opens the rest of a list",
}
"""What stands in elements that have little room."""
OTHERS = {"h1": "A heading", "h2": "A heading", "h3": "A heading", "title": "A heading"}
_ELEMENT = re.compile(r"<([a-z0-9]+)\b[^<]*$")
_READ_ALOUD = re.compile(r'aria-label="\{\{ _\("$')


def extract_templates(
    file: BinaryIO,
    keywords: Collection[str],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Found]:
    """Yield the messages of a template, each with where it stands and how long it may be."""
    content = file.read()
    lines = content.decode().splitlines()
    for line, function, words, comments in babel_extract(
        io.BytesIO(content), list(keywords), list(comment_tags), dict(options)
    ):
        english = words if isinstance(words, str) else next(filter(None, words or ()), "")
        place = place_of(lines[line - 1], english)
        yield line, function, words, [*comments, *filter(None, [place])]


def place_of(line: str, english: str) -> str:
    """Where a message stands in a line of a template, and about how many letters it may have."""
    before = line[: max(line.find(english), 0)]
    if _READ_ALOUD.search(before):
        return "Read aloud, and not shown."
    element = _ELEMENT.search(before)
    kind = element[1] if element else ""
    longest = 2 * len(english) if len(english) < 8 else len(english) * 3 // 2
    if kind in ROOMS:
        return f"{ROOMS[kind]}: at most about {longest} letters."
    return f"{OTHERS[kind]}." if kind in OTHERS else ""
