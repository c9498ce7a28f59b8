"""Targets and the gap: what there is of each skill and technology that a target asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..dates import PartialDate
from ..diagnostics import Diagnostic
from ..domain.model import (
    Content,
    Credential,
    Entry,
    Standing,
    State,
    Target,
    TargetEntry,
    Taxonomy,
    Term,
)
from ..domain.records.target import Demands
from ..domain.terms import GapAnswer, GapRow, TermKind
from ..locale.collation import ranks
from ..store.memo import remember_each
from .collections import FindTerm
from .references import check_reference

_ANSWERS = {
    Standing.VALID: GapAnswer.PROVED,
    Standing.LEARNING: GapAnswer.STUDIED,
    Standing.UNDERWAY: GapAnswer.LEARNING,
    Standing.LAPSED: GapAnswer.LAPSED,
}
CLOSING = (GapAnswer.LEARNING, GapAnswer.PLANNED)
"""What a credential has to amount to, so that it closes a gap once it is earned."""


def link_targets(
    content: Content,
    entries: Mapping[str, Entry],
    taxonomies: Mapping[TermKind, Taxonomy],
    find: FindTerm,
    language: str,
    *,
    drafts: bool,
) -> tuple[TargetEntry, ...]:
    """The targets that are published, or all with `drafts`: the nearest first, then by title."""
    shown = {t.slug: t for t in reversed(content.targets) if drafts or t.record.publish}
    titles = ranks((target.record.title for target in shown.values()), language)
    terms = {(kind, t.slug): t for kind, taxonomy in taxonomies.items() for t in taxonomy.terms}

    def place(target: Target) -> tuple[str, int, str]:
        day = target.record.target_date
        return day.iso if day else "9", titles[target.record.title], target.slug

    return tuple(
        _entry(
            target,
            gap_of(target, terms, find),
            target.record.credential if target.record.credential in entries else None,
            target.record.publish,
        )
        for target in sorted(shown.values(), key=place)
    )


@remember_each
def _entry(target: Target, *facts: object) -> TargetEntry:
    """The entry of a target, which is the same object while nothing about it changes."""
    return TargetEntry(target, *facts)  # type: ignore[arg-type]


def gap_of(
    target: Target, terms: Mapping[tuple[TermKind, str], Term], find: FindTerm
) -> tuple[GapRow, ...]:
    """What there is of each thing that a target asks for, what is needed first."""
    rows: dict[tuple[TermKind, str], GapRow] = {}
    for demands, is_needed in ((target.record.needed, True), (target.record.useful, False)):
        for kind, written in _asked(demands):
            slug = find(kind, written)
            row = _row(kind, written, terms.get((kind, slug)), is_needed=is_needed)
            rows.setdefault((kind, slug or written), row)
    return tuple(rows.values())


def _asked(demands: Demands) -> Iterator[tuple[TermKind, str]]:
    yield from ((TermKind.SKILLS, name) for name in demands.competencies)
    yield from ((TermKind.TECHNOLOGIES, name) for name in demands.technologies)


def _row(kind: TermKind, written: str, term: Term | None, *, is_needed: bool) -> GapRow:
    if term is None:
        return GapRow(kind, written, "", is_needed, GapAnswer.MISSING)
    found: dict[GapAnswer, tuple[str, ...]] = {}
    for entry in term.entries:
        answer = answer_of(entry)
        found[answer] = (*found.get(answer, ()), entry.id)
    answers = {*found, *([GapAnswer.USED] if term.projects else [])}
    strongest = next((answer for answer in GapAnswer if answer in answers), GapAnswer.MISSING)
    proofs = [entry for entry in term.entries if answer_of(entry) is GapAnswer.PROVED]
    until = _latest_end(proofs)
    return GapRow(kind, written, term.slug, is_needed, strongest, found, term.projects, until)


def answer_of(entry: Entry) -> GapAnswer:
    """What a credential amounts to for what it is about."""
    if entry.state is State.PLANNED:
        return GapAnswer.PLANNED
    return _ANSWERS[entry.standing]


def _latest_end(proofs: Iterable[Entry]) -> PartialDate | None:
    """The last day on which one of some valid credentials is; None if one has no end."""
    ends = [entry.expiry for entry in proofs]
    known = [end for end in ends if end]
    if not known or len(known) < len(ends):
        return None
    return max(known, key=lambda end: end.last)


def closing_order(targets: Iterable[TargetEntry]) -> dict[str, tuple[int, int]]:
    """How much each credential that is not earned yet would close of the gaps of some targets.

    By its id: minus the number of needed and of useful things that nothing proves and that it is
    about, so that the smallest comes first.
    """
    found: dict[str, tuple[int, int]] = {}
    for target in targets:
        for row in target.gap:
            if row.answer is GapAnswer.PROVED:
                continue
            for answer in CLOSING:
                for identity in row.credentials.get(answer, ()):
                    needed, useful = found.get(identity, (0, 0))
                    found[identity] = (needed - row.is_needed, useful - (not row.is_needed))
    return found


def check_targets(content: Content, by_id: Mapping[str, Credential]) -> Iterator[Diagnostic]:
    """References of targets that lead nowhere."""
    for target in content.targets:
        if identity := target.record.credential:
            yield from check_reference(target, ("credential",), identity, by_id, content)
