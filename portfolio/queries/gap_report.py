"""The gap of targets as text for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from ..domain.evidence_words import GAP_WORDS
from ..domain.terms import GapAnswer
from ..report import display_width
from .gap import ClosingFact, DemandFact, TargetFacts

WIDTH = 79
"""The columns of a line: one less than a terminal has, which would wrap a full line."""
MAX_NAME, MAX_ANSWER = 26, 24
"""The most columns of a name, and of an answer such as `proved until 2028-05-17`."""
_INDENT, _BETWEEN = "    ", "  "


def gaps_as_text(gaps: Sequence[TargetFacts]) -> str:
    """Each target with what it asks for, and with what would close something of its gap."""
    return "\n".join("".join(f"{line}\n" for line in _target(facts)) for facts in gaps)


def _target(facts: TargetFacts) -> Iterator[str]:
    by = f", by {facts.target_date}" if facts.target_date else ""
    hidden = "" if facts.published else " (not published)"
    yield from _wrapped(f"{facts.title}{by}{hidden}", WIDTH)
    if not facts.needed and not facts.useful:
        yield "  it asks for nothing yet: add `needed` to its file"
        yield f"  {facts.file}"
        return
    for heading, demands in (("needed", facts.needed), ("useful", facts.useful)):
        if demands:
            proved = sum(demand.answer is GapAnswer.PROVED for demand in demands)
            yield f"  {heading}: {proved} of {len(demands)} proved"
            yield from _table([_demand(demand) for demand in demands])
    if facts.closing:
        yield "  not earned yet, and would close:"
        yield from _table([_closing(one) for one in facts.closing])
    elif any(demand.answer is not GapAnswer.PROVED for demand in (*facts.needed, *facts.useful)):
        yield "  nothing that is planned or in progress would close any of it"


def _demand(demand: DemandFact) -> tuple[str, str, str]:
    """What is asked for, the answer to it, and by what."""
    answer = GAP_WORDS[demand.answer].lower()
    if demand.until:
        answer = f"{answer} until {demand.until}"
    by = [one.title for one in demand.credentials if one.answer is demand.answer]
    if demand.answer is GapAnswer.USED:
        by = [one.title for one in demand.projects]
    return demand.name, answer, "; ".join(by)


def _closing(one: ClosingFact) -> tuple[str, str, str]:
    """A credential, its state with the date, and what it would close."""
    state = one.state.value.replace("_", " ")
    if one.expected:
        state = f"{state}, {one.expected}"
    useful = [f"{name} (useful)" for name in one.useful]
    return one.title, state, "; ".join([*one.needed, *useful])


def _table(rows: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    """Rows of three columns, of which the last takes what is left."""
    names = min(MAX_NAME, max(display_width(row[0]) for row in rows))
    answers = min(MAX_ANSWER, max(display_width(row[1]) for row in rows))
    rest = WIDTH - len(_INDENT) - names - answers - 2 * len(_BETWEEN)
    for row in rows:
        columns = [
            _wrapped(cell, width) for cell, width in zip(row, (names, answers, rest), strict=True)
        ]
        for name, answer, by in zip_longest(*columns, fillvalue=""):
            cells = (_padded(name, names), _padded(answer, answers), by)
            yield f"{_INDENT}{_BETWEEN.join(cells)}".rstrip()


def _padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def _wrapped(text: str, width: int) -> list[str]:
    """Text in lines of at most some columns; a word that is longer than a line is divided."""
    lines = [""]
    for word in _pieces(text.split(), width):
        joined = f"{lines[-1]} {word}".strip()
        if display_width(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def _pieces(words: Iterable[str], width: int) -> Iterator[str]:
    for word in words:
        piece = ""
        for character in word:
            if display_width(piece + character) > width:
                yield piece
                piece = ""
            piece += character
        yield piece
