"""A file as its author wrote it: front matter and body, and the location of every value.

Scalars stay the text that was written (`no`, `0123`, `1e5`); their field decides what they mean.
The surprising parts of YAML (aliases, tags, repeated keys) are rejected with their location.
Locations of values are worked out on demand, by reading the text a second time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler
from msgspec import Struct

from ..diagnostics import Diagnostics, Location, error
from ..source_text import (
    FENCE,
    ContentError,
    KeyPath,
    Span,
    decode_text,
    find_fences,
    locate_span,
    split_front_matter,
)
from ..text import quoted

MAX_DEPTH = 8
"""Maximum depth of nested lists and mappings in front matter; deeper ones are mistakes."""
MAX_KEYS = 200
"""Maximum number of keys in one mapping, far more than there are fields."""
_QUOTED = ("'", '"', "|", ">")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Document(Struct, frozen=True):
    """A Markdown file with front matter."""

    path: str
    text: str
    """The whole text, without a byte-order mark and with `\\n` at the end of every line."""
    front_matter: str
    """Its front matter with the fences."""
    metadata: dict[str, Any]
    """The front matter: text, None, and lists and mappings of these."""
    body: str
    body_line: int
    """The 1-based line on which `body` begins."""


class StrictHandler(BaseHandler):
    """A front-matter handler for fences that were found strictly; it reads scalars as text."""

    FM_BOUNDARY = FENCE

    def __init__(self, opening: Span, closing: Span) -> None:
        super().__init__()
        self._offset = opening.end + 1
        self._closing = closing

    def split(self, text: str) -> tuple[str, str]:
        """Front matter and body."""
        return text[self._offset : self._closing.start], text[self._closing.end + 1 :]

    def load(self, fm: str, **kwargs: object) -> Any:
        """The values of the front matter. Raises ContentError."""
        return YamlReader(fm, self._offset).read()


def read_document(path: str, content: bytes) -> tuple[Document | None, Diagnostics]:
    """The document in some bytes; None, with the reasons, if they are not one."""
    text, problems = decode_text(path, content)
    if problems:
        return None, problems
    try:
        fences = find_fences(text)
        head, body, line = split_front_matter(text, fences)
        metadata, _ = frontmatter.parse(text, handler=StrictHandler(*fences))
    except ContentError as problem:
        return None, (
            error(
                problem.code, problem.message, locate_span(path, text, problem.span), problem.help
            ),
        )
    return Document(path, text, head, metadata, body, line), ()


def read_translation(path: str, content: bytes) -> tuple[Document | None, Diagnostics]:
    """The document in the bytes of a translation, which may be all body."""
    text, problems = decode_text(path, content)
    if problems or text.startswith("---"):
        return read_document(path, content)
    return Document(path, text, "", {}, text, 1), ()


def locate_value(path: str, text: str, keys: KeyPath, *, at_key: bool = False) -> Location:
    """The location of a value in the front matter of a text, or of its key.

    If it is not there, its nearest parent's. A field may be written under another name.
    """
    opening, closing = find_fences(text)
    offset = opening.end + 1
    reader = YamlReader(text[offset : closing.start], offset)
    reader.read()
    places = reader.keys if at_key else reader.values
    if keys and keys[:1] not in places:
        keys = (_written_name(str(keys[0]), reader.root), *keys[1:])
    while keys and keys not in places:
        keys, places = keys[:-1], reader.values
    return locate_span(path, text, reader.span(*places[keys]) if keys else opening)


def _written_name(field: str, values: Mapping[str, Any]) -> str:
    """The key under which a field is written, or else the field."""
    from ..validation.field_names import can_mean

    return next((key for key in values if can_mean(key, field)), field)


class YamlReader:
    """Reads a subset of YAML: mappings, lists, and scalars that stay text.

    It works on the events of PyYAML's C parser, without recursion, so no nesting can exhaust the
    stack.
    """

    def __init__(self, text: str, offset: int = 0) -> None:
        self._text = text
        self._offset = offset
        self._stack: list[_Open] = []
        self.root: Any = None
        self.keys: dict[KeyPath, tuple[Any, Any]] = {}
        self.values: dict[KeyPath, tuple[Any, Any]] = {}
        """The first and last event of each; locations are worked out from them only if needed."""

    def read(self) -> dict[str, Any]:
        """The mapping that the text is. Raises ContentError for anything else."""
        try:
            for event in yaml.parse(self._text, Loader=yaml.CSafeLoader):
                if take := self._TAKERS.get(type(event)):
                    take(self, event)
        except yaml.MarkedYAMLError as reason:
            raise self._syntax_problem(reason) from None
        except yaml.YAMLError as reason:
            raise ContentError(
                "yaml-syntax",
                f"invalid YAML: {reason}",
                Span(self._offset, self._offset + 1),
                "check the line",
            ) from None
        if self.root is None:
            raise ContentError(
                "empty-front-matter",
                "the front matter is empty",
                Span(0, 3),
                "add the fields, at least `title` and `issuer`",
            )
        if not isinstance(self.root, dict):
            raise ContentError(
                "not-a-mapping",
                "the front matter must be keys and values",
                Span(self._offset, self._offset + len(self._text)),
                "write each field as `key: value`",
            )
        return self.root

    def span(self, first: Any, last: Any) -> Span:
        """The span from the start of one event to the end of another."""
        return Span(first.start_mark.index + self._offset, last.end_mark.index + self._offset)

    def _take_scalar(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_decoration(event)
        plain = event.value in _NULLS and event.style not in _QUOTED
        self._add(None if plain else event.value, event)

    def _refuse_alias(self, event: Any) -> None:
        raise self._refused(
            event,
            "yaml-alias",
            "`*` begins a YAML alias, which is not supported",
            "put the value in quotes, or write it out in full",
        )

    def _refuse_second_document(self, event: Any) -> None:
        if self.root is not None:
            raise self._refused(
                event,
                "yaml-syntax",
                "a second YAML document begins here",
                "put all fields into the first block",
            )

    def _refuse_decoration(self, event: Any) -> None:
        if event.anchor is not None:
            raise self._refused(
                event,
                "yaml-alias",
                f"`&{event.anchor}` is a YAML anchor, which is not supported",
                "put the value in quotes",
            )
        if event.tag is not None and event.tag != "!":
            raise self._refused(
                event,
                "yaml-tag",
                f"{quoted(event.tag)} is a YAML tag, which is not supported",
                "remove it, or put the value in quotes",
            )

    def _refused(self, event: Any, code: str, message: str, help: str) -> ContentError:
        return ContentError(code, message, self.span(event, event), help)

    def _open(self, event: Any) -> None:
        self._refuse_decoration(event)
        if len(self._stack) >= MAX_DEPTH:
            raise _too_deep(self.span(event, event))
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._add(value, event)
        self._stack.append(_Open(value, path))

    def _close(self, event: Any) -> None:
        path = self._stack.pop().path
        self.values[path] = (self.values[path][0], event)

    def _add(self, value: Any, event: Any) -> KeyPath:
        if not self._stack:
            self.root = value
            self.values[()] = (event, event)
            return ()
        within = self._stack[-1]
        if isinstance(within.value, list):
            path = (*within.path, len(within.value))
            within.value.append(value)
        elif within.key is None:
            return self._add_key(within, value, event)
        else:
            path = (*within.path, within.key)
            within.value[within.key] = value
            within.key = None
        self.values[path] = (event, event)
        return path

    def _add_key(self, mapping: _Open, key: Any, event: Any) -> KeyPath:
        if isinstance(key, (dict, list)):
            raise self._refused(
                event,
                "yaml-syntax",
                "a key is a list or mapping",
                "put text that starts with a bracket or brace in quotes",
            )
        if key is None:
            key = "null"
        path = (*mapping.path, key)
        if key in mapping.value:
            first = self.keys[path][0].start_mark.index
            line = self._text.count("\n", 0, first) + 2
            raise self._refused(
                event,
                "repeated-key",
                f"{quoted(key)} is written twice, first on line {line}",
                "keep one of them",
            )
        if len(mapping.value) >= MAX_KEYS:
            raise self._refused(
                event, "too-many-keys", f"there are more than {MAX_KEYS} keys", "remove some"
            )
        mapping.key = key
        self.keys[path] = (event, event)
        return mapping.path

    def _syntax_problem(self, reason: yaml.MarkedYAMLError) -> ContentError:
        problem = reason.problem or ""
        unclosed = "quoted scalar" in (reason.context or "") and "end of stream" in problem
        mark: Any = (unclosed and reason.context_mark) or reason.problem_mark or reason.context_mark
        index = min(mark.index, len(self._text)) if mark else 0
        if "nesting depth" in problem:  # the parser reads ahead, and has a limit of its own
            return _too_deep(Span(self._offset + index, self._offset + index + 1))
        what = problem or "the text ends unexpectedly"
        if unclosed:
            what = "a quotation mark is not closed"
        return ContentError(
            "yaml-syntax",
            f"invalid YAML: {what}",
            Span(self._offset + index, self._offset + index + 1),
            _syntax_help(what, self._text, index),
        )

    _TAKERS: ClassVar = {
        yaml.ScalarEvent: _take_scalar,
        yaml.MappingStartEvent: _open,
        yaml.SequenceStartEvent: _open,
        yaml.MappingEndEvent: _close,
        yaml.SequenceEndEvent: _close,
        yaml.AliasEvent: _refuse_alias,
        yaml.DocumentStartEvent: _refuse_second_document,
    }
    """The method for each event.

    The class holds them: a reader that held its own bound methods would be a reference cycle, freed
    only by the garbage collector.
    """


def _too_deep(span: Span) -> ContentError:
    return ContentError(
        "too-deep", f"nested more than {MAX_DEPTH} levels deep", span, "flatten the values"
    )


class _Open(Struct):
    value: Any
    path: KeyPath
    key: str | None = None


def _syntax_help(problem: str, text: str, index: int) -> str:
    start = text.rfind("\n", 0, index) + 1
    line = text[start:].split("\n", 1)[0]
    if "document start" in problem:
        above = text[:start].split("\n")[-2:-1]
        if "..." in (line.strip(), *above):
            return "remove the line `...`"
        return "close the bracket or quotation mark above this line"
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "indent with spaces, not tabs"
    if "mapping values are not allowed" in problem:
        return "put a value that contains `: ` in quotes"
    if "expected ',' or" in problem or "flow" in problem:
        return "close the bracket, and put commas between the items"
    if "quotation mark" in problem:
        return "close it or remove it"
    if mark := re.match(r"[^:]*:\s+([*&!%@`-])", line):
        return f"put a value that begins with `{mark[1]}` in quotes"
    if "cannot start any token" in problem:
        return "put a value that begins with this character in quotes"
    return "put values with special characters in quotes, and write one `key: value` per line"
