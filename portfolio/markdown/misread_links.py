"""Finds links and footnotes that Markdown does not read as their author intended.

It reads them as plain text, as nothing, or as a link to nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from markdown_it.common.utils import normalizeReference

from ..domain.body import BodyProblem
from ..text import did_you_mean, quoted
from ..urls import is_web_address
from .pitfall_patterns import Pitfall, find_patterns, first_line, line_of

_NOTE_MARK = re.compile(r"(?<!\\)\[\^([^\[\]\s]+)\](?!:)")
_NOTE = re.compile(r"^[ \t>]*\[\^([^\[\]\s]+)\]:", re.MULTILINE)
_REFERENCE = re.compile(
    r"(?<![\\\w\])!])(!?\[(?!\^)([^\[\]\n]+)\])\[(?!\^)([^\[\]\n]*)\](?![(\[:])"
)
_SECTION = re.compile(r"[^\W\d_]")


def _unread(trigger: str, pattern: str, cure: str) -> Pitfall:
    return Pitfall(
        "unread-link",
        trigger,
        pattern,
        "{} is not a Markdown link, and would be shown as text",
        cure,
    )


def _empty(pattern: str, message: str, cure: str) -> Pitfall:
    return Pitfall("empty-link", "](", pattern, message, cure)


_WORDS = r"(?<!\\)(?P<words>!?\[(?=[ \t]*[^\[\]\s])[^\[\]\n]*\])"
_PART = r"[^\n()<>\"'{}]*"
MISREAD_LINKS = (
    _unread(
        "](",
        rf"{_WORDS}\((?={_PART}\))[ \t]*(?=[^\s()]+[ \t]+[^\s()])"
        rf"(?P<address>{_PART}(?:\.[A-Za-z]\w{{1,4}}|/[^\s()<>\"'{{}}]{{0,100}}))\)",
        r"write `\g<words>(<\g<address>>)`",
    ),
    _unread(
        "] (",
        rf"{_WORDS}[ \t]+"
        r"\((?P<address>(?:https?://|\.{0,2}/)[^\s()<>]+|[^\s()<>]+\.(?:md|pdf))\)",
        r"remove the space: `\g<words>(\g<address>)`",
    ),
    _unread(
        ")[",
        r"(?<![\]\w\\])\((?P<words>[^()\[\]\n]+)\)"
        r"\[(?P<address>(?:https?://|\.{0,2}/)[^\s\[\]]+|[^\s\[\]]+\.(?:md|pdf))\]",
        r"the text comes first: `[\g<words>](\g<address>)`",
    ),
    _empty(
        r"(?<![\\!])(?P<words>\[(?=[ \t]*[^\[\]\s])[^\[\]\n]*\])\((?:[ \t]*|<>|\#)\)",
        "the link {} leads nowhere",
        r"write its address: `\g<words>(https://example.org/)`",
    ),
    _empty(
        r"(?<![\\!])\[[ \t]*\]\((?P<address>[^\s()]+)\)",
        "the link {} has no text, so nobody can see it",
        r"say what it leads to: `[words](\g<address>)`",
    ),
)


def find_misread_links(shown: str, first: int, known: Mapping[str, Any]) -> Iterator[BodyProblem]:
    """Yield a problem for each link or footnote that is misread.

    `shown` is the text with its code masked, `first` the number of its first line in the file,
    `known` the parser's environment with the references and footnotes of the text.
    """
    yield from find_patterns(shown, first, MISREAD_LINKS)
    if "][" in shown:
        yield from _without_address(shown, first, known.get("references", {}))
    if "[^" in shown:
        notes = {
            label.removeprefix(":"): number
            for label, number in known.get("footnotes", {}).get("refs", {}).items()
        }
        yield from _without_note(shown, first, notes)
        yield from _without_mark(shown, first, notes)


def _without_address(
    shown: str, first: int, references: Mapping[str, Any]
) -> Iterator[BodyProblem]:
    labels = {normalizeReference(label): label for label in references}
    for found in _REFERENCE.finditer(shown):
        label = (found[3] or found[2]).strip()
        if normalizeReference(label) in labels or not (
            _SECTION.search(label) or _SECTION.search(found[2])
        ):
            continue
        cure = _instead(found[1], label)
        if near := did_you_mean(label, labels):
            cure = f"did you mean `{found[1]}[{near.lower()}]`?"
        message = (
            f"{quoted(found[0])} refers to an address that is not defined, "
            "and would be shown as text"
        )
        yield BodyProblem(
            "unread-link", message, first + line_of(shown, found), first_line(found[0]), cure
        )


def _instead(words: str, label: str) -> str:
    if is_web_address(label):
        return f"write `{words}({label})`"
    return f"write `{words}(https://example.org/)`, or a line `[{label}]: https://example.org/`"


def _without_note(shown: str, first: int, notes: Mapping[str, int]) -> Iterator[BodyProblem]:
    for found in _NOTE_MARK.finditer(shown):
        label = found[1]
        if label not in notes:
            cure = f"write a line `[^{label}]: text of the footnote`, or remove the mark"
            if near := did_you_mean(label, notes):
                cure = f"did you mean `[^{near}]`?"
            yield BodyProblem(
                "lone-note",
                f"there is no footnote for the mark `{found[0]}`",
                first + line_of(shown, found),
                found[0],
                cure,
            )


def _without_mark(shown: str, first: int, notes: Mapping[str, int]) -> Iterator[BodyProblem]:
    marks = {found[1] for found in _NOTE_MARK.finditer(shown)}
    for found in _NOTE.finditer(shown):
        label = found[1]
        if notes.get(label, 0) < 0:
            near = did_you_mean(label, marks - notes.keys())
            if near:
                continue  # the mark is reported, and its help names this note
            message = f"no mark refers to the footnote `[^{label}]`, so it is left out"
            cure = f"write `[^{label}]` in the text where the footnote belongs, or remove it"
            yield BodyProblem(
                "lone-note", message, first + line_of(shown, found), f"[^{label}]:", cure
            )
