"""A file as the author wrote it: front matter and body, with the place of every value at hand.

Scalars stay the text that was written (`no`, `0123`, `1e5`); what they mean is decided by the field they stand in. The
parts of YAML that surprise (aliases, tags, repeated keys) are refused with their place. Places of values are worked out
only when they are asked for, by reading the text a second time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from .diagnostics import Diagnostics, Location, error
from .manuscript import FENCE, ContentError, Span, decode, divide, find_fences, place
from .text import quoted

MAX_DEPTH = 8
"""Deepest nesting of lists and mappings in front matter."""
MAX_KEYS = 200
"""Most keys in one mapping."""
_QUOTED = ("'", '"', "|", ">")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})

KeyPath = tuple[str | int, ...]
"""The way to a value: keys of mappings and indexes of lists, both as they are written."""


@dataclass(frozen=True, slots=True)
class Document:
    """A Markdown file with front matter."""

    path: str
    text: str
    """The whole text, without a byte-order mark and with `\\n` at the end of every line."""
    head: str
    """Its front matter with the fences."""
    metadata: dict[str, Any]
    """The front matter: text, None, lists and mappings of them."""
    body: str
    body_line: int
    """The 1-based line on which `body` begins."""


class StrictHandler(BaseHandler):
    """The front-matter handler that finds its fences strictly and reads scalars as text."""

    FM_BOUNDARY = FENCE

    def split(self, text: str) -> tuple[str, str]:
        """Front matter and body. Raises ContentError where a fence is missing, unclosed or misplaced."""
        opening, closing = find_fences(text)
        self._offset = opening.end + 1
        return text[self._offset : closing.start], text[closing.end + 1 :]

    def load(self, fm: str, **kwargs: object) -> Any:
        """The values of the front matter. Raises ContentError."""
        return YamlReader(fm, self._offset).read()


def read_document(path: str, content: bytes) -> tuple[Document | None, Diagnostics]:
    """Read a file with front matter; None, with the reasons, if it cannot be read."""
    text, problems = decode(path, content)
    if problems:
        return None, problems
    try:
        head, body, line = divide(text)
        metadata, _ = frontmatter.parse(text, handler=StrictHandler())
    except ContentError as problem:
        return None, (error(problem.code, problem.message, place(path, text, problem.span), problem.help),)
    return Document(path, text, head, metadata, body, line), ()


def locate(path: str, text: str, keys: KeyPath, *, at_key: bool = False) -> Location:
    """The place of a value in the front matter of a text, or of its key; of the nearest parent if it is not there."""
    opening, closing = find_fences(text)
    offset = opening.end + 1
    reader = YamlReader(text[offset : closing.start], offset)
    reader.read()
    spans = reader.keys if at_key else reader.values
    while keys and keys not in spans:
        keys, spans = keys[:-1], reader.values
    span = spans.get(keys) if keys else None
    if span is None:
        return place(path, text, opening)
    return place(path, text, span)


class YamlReader:
    """Reads the plain part of YAML: mappings, lists and scalars that stay text.

    Built on the events of PyYAML's C parser and not on recursion, so that no nesting can exhaust the stack.
    """

    def __init__(self, text: str, offset: int = 0) -> None:
        self._text = text
        self._offset = offset
        self._stack: list[_Open] = []
        self.root: Any = None
        self.keys: dict[KeyPath, Span] = {}
        self.values: dict[KeyPath, Span] = {}

    def read(self) -> dict[str, Any]:
        """The mapping that the text is. Raises ContentError for anything else."""
        try:
            for event in yaml.parse(self._text, Loader=yaml.CSafeLoader):
                self._take(event)
        except yaml.MarkedYAMLError as reason:
            raise self._syntax_problem(reason) from None
        except yaml.YAMLError as reason:
            raise ContentError("yaml-syntax", f"not YAML: {reason}", Span(self._offset, self._offset + 1), "check the line") from None
        if self.root is None:
            raise ContentError("empty-front-matter", "the front matter is empty", Span(0, 3), "write the fields, at least title and issuer")
        if not isinstance(self.root, dict):
            raise ContentError(
                "not-a-mapping",
                "the front matter is not keys and values",
                Span(self._offset, self._offset + len(self._text)),
                "write each field as `key: value`",
            )
        return self.root

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            raise self._refused(event, "yaml-alias", "an alias (`*`) repeats another value", "write the value out, or put it in quotes")
        if isinstance(event, yaml.NodeEvent):
            self._refuse_decoration(event)
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style not in _QUOTED and event.value in _NULLS
            self._add(None if plain else event.value, event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close(event)
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise self._refused(event, "yaml-syntax", "a second YAML document begins here", "keep one block of fields")

    def _refuse_decoration(self, event: Any) -> None:
        if event.anchor is not None:
            raise self._refused(event, "yaml-alias", f"an anchor (`&{event.anchor}`) names a value", "put the value in quotes")
        if event.tag is not None and event.tag != "!":
            raise self._refused(
                event, "yaml-tag", f"a tag ({quoted(event.tag)}) stands before the value", "remove it, or put the value in quotes"
            )

    def _refused(self, event: Any, code: str, message: str, help: str) -> ContentError:
        return ContentError(code, message, self._span(event), help)

    def _span(self, event: Any) -> Span:
        return Span(event.start_mark.index + self._offset, event.end_mark.index + self._offset)

    def _open(self, event: Any) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise _too_deep(self._span(event))
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._add(value, event)
        self._stack.append(_Open(value, path))

    def _close(self, event: Any) -> None:
        closed = self._stack.pop()
        self.values[closed.path] = Span(self.values[closed.path].start, self._span(event).end)

    def _add(self, value: Any, event: Any) -> KeyPath:
        span = self._span(event)
        if not self._stack:
            self.root = value
            path: KeyPath = ()
        elif isinstance(self._stack[-1].value, list):
            path = (*self._stack[-1].path, len(self._stack[-1].value))
            self._stack[-1].value.append(value)
        elif self._stack[-1].key is None:
            return self._add_key(value, event, span)
        else:
            path = (*self._stack[-1].path, self._stack[-1].key)
            self._stack[-1].value[self._stack[-1].key] = value
            self._stack[-1].key = None
        self.values[path] = span
        return path

    def _add_key(self, key: Any, event: Any, span: Span) -> KeyPath:
        mapping = self._stack[-1]
        if not isinstance(key, str | None):
            raise self._refused(
                event, "yaml-syntax", "a key is a list or mapping", "put text that begins with a bracket or brace in quotes"
            )
        key = "null" if key is None else key
        if key in mapping.value:
            first = self.keys[*mapping.path, key].start
            line = self._text.count("\n", 0, first - self._offset) + 2
            raise self._refused(event, "repeated-key", f"{quoted(key)} is written twice, first on line {line}", "keep one of them")
        if len(mapping.value) >= MAX_KEYS:
            raise self._refused(event, "too-many-keys", f"more than {MAX_KEYS} keys", "remove some")
        mapping.key = key
        self.keys[*mapping.path, key] = span
        return mapping.path

    def _syntax_problem(self, reason: yaml.MarkedYAMLError) -> ContentError:
        unclosed = "quoted scalar" in (reason.context or "") and "end of stream" in (reason.problem or "")
        mark: Any = (unclosed and reason.context_mark) or reason.problem_mark or reason.context_mark
        index = min(mark.index, len(self._text)) if mark else 0
        if "nesting depth" in (reason.problem or ""):  # the parser of YAML itself may look so far ahead
            return _too_deep(Span(self._offset + index, self._offset + index + 1))
        what = "a quotation mark is not closed" if unclosed else (reason.problem or "the text ends too early")
        return ContentError(
            "yaml-syntax", f"not YAML: {what}", Span(self._offset + index, self._offset + index + 1), _syntax_help(what, self._text, index)
        )


def _too_deep(span: Span) -> ContentError:
    return ContentError("too-deep", f"more than {MAX_DEPTH} levels are nested", span, "flatten the values")


@dataclass(slots=True)
class _Open:
    value: Any
    path: KeyPath
    key: str | None = None


def _syntax_help(problem: str, text: str, index: int) -> str:
    start = text.rfind("\n", 0, index) + 1
    line = text[start:].split("\n", 1)[0]
    if "document start" in problem:
        above = text[:start].split("\n")[-2:-1]
        return "remove the line `...`" if "..." in (line.strip(), *above) else "close the bracket or quotation mark above this line"
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "indent with spaces, not with tabs"
    if "mapping values are not allowed" in problem:
        return "put a value that contains `: ` in quotes"
    if "expected ',' or" in problem or "flow" in problem:
        return "close the bracket, and put commas between the items"
    if "quotation mark" in problem:
        return "close it, or write the value without it"
    if mark := re.match(r"[^:]*:\s+([*&!%@`])", line):
        return f"put a value that begins with `{mark[1]}` in quotes"
    if "cannot start any token" in problem:
        return "put a value that begins with this character in quotes"
    return "put values with special characters in quotes, and write one `key: value` on a line"
