"""Checks what a theme says of itself in its `theme.toml`: each value is of the kind it must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..diagnostics import Diagnostic, error
from ..settings import find_key
from ..text import listed, quoted
from .accent import is_color

TEXTS = ("name", "parent", "description", "stylesheet")
FLAGS = ("accent_is_ground",)
TABLES = ("options", "colors")
PAPERS = ("light", "dark")
"""The colours of `[colors]` that are lists."""
FORMS = {"accent": '"#1d4f91"', "light": '["#ffffff"]', "dark": '["#111111"]'}
"""The keys of `[colors]`, with how each is written."""


def check_description(where: str, text: str, values: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """An error for each key and value of a `theme.toml` that is none of a theme's.

    `where` is the file, and `text` what it says.
    """
    for key in sorted(values.keys() - {*TEXTS, *FLAGS, *TABLES}):
        yield error(
            "unknown-field",
            f"there is no field {quoted(key)}",
            find_key(where, text, (key,), at_key=True),
            f"a theme has {listed([*TEXTS, *TABLES, *FLAGS])}",
        )
    for key in TEXTS:
        if not isinstance(values.get(key, ""), str):
            yield error(
                "wrong-type",
                f"`{key}`: expected text",
                find_key(where, text, (key,)),
                f'write `{key} = "…"`',
            )
    for key in FLAGS:
        if not isinstance(values.get(key, False), bool):
            yield error(
                "wrong-type",
                f"`{key}`: expected yes or no",
                find_key(where, text, (key,)),
                f"write `{key} = true`, or remove the line",
            )
    for key in TABLES:
        if not isinstance(values.get(key, {}), dict):
            yield error(
                "wrong-type",
                f"`{key}`: expected a table",
                find_key(where, text, (key,)),
                f'write `[{key}]` on a line of its own, and `key = "value"` lines beneath it',
            )
    if isinstance(values.get("colors"), dict):
        yield from _check_colors(where, text, values["colors"])


def _check_colors(where: str, text: str, colors: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """An error for each key and value of `[colors]` that is none."""
    for key, value in colors.items():
        if key not in FORMS:
            yield error(
                "unknown-field",
                f"there is no colour {quoted(key)}",
                find_key(where, text, ("colors", key), at_key=True),
                f"`[colors]` has {listed([f'`{name}`' for name in FORMS])}",
            )
            continue
        at = find_key(where, text, ("colors", key))
        written = value if key in PAPERS else [value]
        if not _has_texts(written):
            message = f"`{key}`: expected {'colours' if key in PAPERS else 'a colour'}"
            yield error("wrong-type", message, at, f"write `{key} = {FORMS[key]}`")
            continue
        for color in written:
            if not is_color(color):
                yield error(
                    "invalid-color",
                    f"`{key}`: not a colour: {quoted(color)}",
                    at,
                    "write its red, green and blue, such as `#1d4f91`",
                )


def _has_texts(value: Any) -> bool:
    """Whether a value is a list of texts, with one at least."""
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)
