"""The text of a record as its owner would write it, and a record with a few more lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..content.read import load_credential
from ..domain.records.credential import Record
from ..validation.lines import yaml_line
from .model import Values

_SPECIAL = re.compile(r"[\\`*<\[\]~|]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
_NOT_PLAIN = re.compile(r"[<>\[\]{}`\\$]")
_MARKER = re.compile(r"^[ \t]*(?=(?:[#>=:+-]|\d{1,9}[.)]))(\d*)", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_KEY = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:(?:\s|$)")


def new_record(values: Values, guesses: Mapping[str, str], body: str = "") -> str:
    """The text of a new record: its fields in their order, guesses with a comment above."""
    lines: list[str] = []
    for name in Record.specs():
        if name in values:
            lines += _field_lines(name, values, guesses)
    return "\n".join(["---", *lines, "---", "", *([body, ""] if body else [])])


def _field_lines(name: str, values: Values, guesses: Mapping[str, str]) -> list[str]:
    line = yaml_line(name, values[name])
    if name not in guesses:
        return [line]
    why = " ".join(guesses[name].split())
    return [f"# To confirm: {why}", line]


def possible_bodies(text: str) -> Iterator[str]:
    """A text as Markdown, and then with all escaped that has a meaning there.

    Descriptions are often Markdown, but nothing in one may lead to another file or be HTML.
    """
    if text and not _NOT_PLAIN.search(text):
        yield text
    if text:
        yield _escaped(text)


def _escaped(text: str) -> str:
    unindented = _INDENT.sub("", text)
    escaped = _SPECIAL.sub(lambda mark: "&amp;" if mark[0] == "&" else f"\\{mark[0]}", unindented)
    return _MARKER.sub(r"\1\\", escaped)


def filled_record(path: str, text: str, values: Values, guesses: Mapping[str, str]) -> str | None:
    """A record with further fields, each behind the one that comes before it in our order.

    None if they cannot be added without changing what it says.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end)
    for name in Record.specs():
        if name in values:
            at = _place_behind(lines, name)
            lines[at:at] = _field_lines(name, values, guesses)
    changed = end.join(lines)
    if not _says_more(path, text, changed, values):
        return None
    return changed


def _place_behind(lines: list[str], name: str) -> int:
    """The line before which a field is written."""
    order = list(Record.specs())
    closing = next(
        (at for at, line in enumerate(lines) if at and line.rstrip() in ("---", "...")), len(lines)
    )
    place, seen = 1, False
    for at in range(1, closing):
        key = _KEY.match(lines[at])
        if key:
            seen = key[1] in order and order.index(key[1]) < order.index(name)
        if seen and lines[at].strip() and not lines[at].startswith("#"):
            place = at + 1
    return place


def _says_more(path: str, before: str, after: str, values: Values) -> bool:
    """Whether a changed record says all that it said, and the further values."""
    old = load_credential(path, before.encode(errors="surrogatepass")).value
    new = load_credential(path, after.encode(errors="surrogatepass")).value
    if old is None or new is None:
        return False
    kept = (name for name in Record.specs() if name not in values)
    return all(getattr(old.record, name) == getattr(new.record, name) for name in kept)
