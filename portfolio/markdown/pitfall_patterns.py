"""A text as its author wrote it, without its code.

In it, marks are found that Markdown does not know or reads otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from markdown_it.token import Token
from msgspec import Struct

from ..domain.body import BodyProblem
from ..text import quoted
from .fast_path import PLAIN_ITEM

_RUN = re.compile(r"`+")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ANY = re.compile(r"[^\n]")
MASK = "\0"
"""Stands in place of each character of code; no text has one of its own."""


class Pitfall(Struct, frozen=True):
    """A mark that does not do in a text what its author expects."""

    code: str
    sign: str
    """Characters without which it is nowhere in a text."""
    pattern: str
    """For lines: `^` and `$` are their ends. It is compiled when a text has the sign, as few do."""
    message: str
    """With the place `{}` for what was written."""
    cure: str | Callable[[re.Match[str]], str]
    """A template with groups of the pattern (`\\g<name>`), or what makes the cure of a match."""

    def problem(self, found: re.Match[str], line: int) -> BodyProblem:
        """What is wrong with what was found on a line."""
        written = found[0].strip()
        cure = found.expand(self.cure) if isinstance(self.cure, str) else self.cure(found)
        return BodyProblem(
            self.code, self.message.format(quoted(written, 50)), line, first_line(written), cure
        )


def mask_code(text: str, tokens: Iterable[Token]) -> str:
    """The text with blanks in place of its code and comments; lines and columns stay the same."""
    rows = text.split("\n")
    for token in tokens:
        is_code = token.type in ("fence", "code_block")
        if token.map and (
            is_code or ("`" in token.content and token.type in ("inline", PLAIN_ITEM))
        ):
            block = "\n".join(rows[slice(*token.map)])
            blanked = _mask(block) if is_code else _without_spans(block)
            rows[slice(*token.map)] = blanked.split("\n") if block else []
    return _COMMENT.sub(lambda comment: _mask(comment[0]), "\n".join(rows))


def _mask(code: str) -> str:
    return _ANY.sub(MASK, code)


def _without_spans(block: str) -> str:
    """A block with blanks in place of its code, which is between equal runs of backquotes."""
    runs = [run.span() for run in _RUN.finditer(block)]
    last = {end - start: number for number, (start, end) in enumerate(runs)}
    parts, done, number = [], 0, 0
    while number < len(runs):
        start, end = runs[number]
        if last[end - start] > number:
            after = range(number + 1, len(runs))
            number = next(at for at in after if runs[at][1] - runs[at][0] == end - start)
            parts += [block[done:start], _mask(block[start : runs[number][1]])]
            done = runs[number][1]
        number += 1
    return "".join((*parts, block[done:]))


def find_patterns(shown: str, first: int, marks: Sequence[Pitfall]) -> Iterator[BodyProblem]:
    """The marks in a text that begins on the line `first`, in their order.

    Of those that overlap, the one that begins first counts.
    """
    seen = [
        (number, re.compile(mark.pattern, re.MULTILINE))
        for number, mark in enumerate(marks)
        if mark.sign in shown
    ]
    found = [
        (match.start(), number, match)
        for number, pattern in seen
        for match in pattern.finditer(shown)
    ]
    end = 0
    for start, number, match in sorted(found, key=lambda one: one[:2]):
        if start >= end:
            end = match.end()
            yield marks[number].problem(match, first + line_of(shown, match))


def line_of(shown: str, found: re.Match[str]) -> int:
    """How many lines stand before the first word of what was found."""
    start = found.start() + len(found[0]) - len(found[0].lstrip())
    return shown.count("\n", 0, start)


def first_line(written: str) -> str:
    """The part of what was written that stands on its first line."""
    return written.partition("\n")[0].rstrip()
