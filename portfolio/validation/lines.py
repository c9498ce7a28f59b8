"""A field and its value as a line that can be copied into a file."""

from __future__ import annotations

import json
import re
from typing import Any

_PLAIN = re.compile(r"[^\W_][^\n\[\]{},]*")


def yaml_line(name: str, value: Any) -> str:
    """`name: value` as in front matter: text in quotes where needed, lists in brackets."""
    return f"{name}: {_yaml(value)}"


def _yaml(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_yaml, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_yaml(item)}' for key, item in value.items())}}}"
    text = str(value)
    is_plain = (
        _PLAIN.fullmatch(text)
        and text.casefold() != "null"
        and not re.search(r":(?=\s|$)|\s#|\s$", text)
    )
    if is_plain:
        return text
    return json.dumps(text, ensure_ascii=False)


def toml_line(name: str, value: Any) -> str:
    """`name = "value"` as in `portfolio.toml`."""
    if not isinstance(value, list | tuple):
        value = str(value)
    return f"{name} = {json.dumps(value, ensure_ascii=False)}"
