"""Patterns of mistaken Markdown, and the search for them in a text outside of its code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from markdown_it.token import Token
from msgspec import Struct

from ..domain.body import BodyProblem
from ..text import quoted, replace_between
from .fast_path import PLAIN_ITEM

_RUN = re.compile(r"`+")
_ANY = re.compile(r"[^\n]")
MASK = "\0"
"""Replaces each character of code; it cannot occur in a text."""


class Pitfall(Struct, frozen=True):
    """A pattern of Markdown that does not do what its author expects."""

    code: str
    trigger: str
    """Characters that every match contains, to rule out most texts cheaply."""
    pattern: str
    """A regular expression in multi-line mode, compiled only when a text has the trigger."""
    message: str
    """A template; `{}` stands for what was written."""
    cure: str | Callable[[re.Match[str]], str]
    """The advice: a template with groups of the pattern (`\\g<name>`), or a function of a match."""

    def problem(self, found: re.Match[str], line: int) -> BodyProblem:
        """Return the problem for a match on a line."""
        written = found[0].strip()
        cure = found.expand(self.cure) if isinstance(self.cure, str) else self.cure(found)
        return BodyProblem(
            self.code, self.message.format(quoted(written, 50)), line, first_line(written), cure
        )


def mask_code(text: str, tokens: Iterable[Token]) -> str:
    """Return the text with its code and comments masked; lines and columns stay the same."""
    rows = text.split("\n")
    for token in tokens:
        is_code = token.type in ("fence", "code_block")
        if token.map and (
            is_code or ("`" in token.content and token.type in ("inline", PLAIN_ITEM))
        ):
            block = "\n".join(rows[slice(*token.map)])
            blanked = _mask(block) if is_code else _without_spans(block)
            rows[slice(*token.map)] = blanked.split("\n") if block else []
    return replace_between("\n".join(rows), "<!--", "-->", _mask)


def _mask(code: str) -> str:
    return _ANY.sub(MASK, code)


def _without_spans(block: str) -> str:
    """A block with its code spans masked, which are between equal runs of backquotes."""
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
    """Yield the problems for all matches in order, in a text that begins on line `first`.

    Of overlapping matches, the one that begins first is reported.
    """
    seen = [
        (number, re.compile(mark.pattern, re.MULTILINE))
        for number, mark in enumerate(marks)
        if mark.trigger in shown
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
    """Return the number of lines before the first word of a match."""
    start = found.start() + len(found[0]) - len(found[0].lstrip())
    return shown.count("\n", 0, start)


def first_line(written: str) -> str:
    """Return the first line of a text, without trailing spaces."""
    return written.partition("\n")[0].rstrip()
