"""YAML in which every text is in quotes, so that no program takes `0123` for a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml


class _Dumper(yaml.SafeDumper):
    """Writes texts that are marked as values in quotes."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Quoted(str):
    """A text that is a value, and no key."""

    __slots__ = ()


_Dumper.add_representer(
    _Quoted,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"'),
)


def yaml_document(comment: str, values: Mapping[str, Any]) -> bytes:
    """A document that begins with a comment of one line, as UTF-8 text."""
    text = yaml.dump(
        _marked(values), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000
    )
    return f"# {comment}\n{text}".encode()


def _marked(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _marked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_marked(item) for item in value]
    if isinstance(value, str):
        return _Quoted(value)
    return value
