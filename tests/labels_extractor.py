"""Lets Babel find the labels of kinds and categories, which are words of a data file."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

TABLES = ("types", "categories")
"""The tables whose values are words of a language; the others hold names and initialisms."""


def extract(
    file: BinaryIO,
    keywords: Collection[str],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[tuple[int, str, str, list[str]]]:
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
