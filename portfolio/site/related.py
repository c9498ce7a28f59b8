"""What belongs together: credentials that share most, and terms of the same credentials."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from itertools import chain

from ..collation import ranks
from ..domain.model import Entry, Term, TermKind
from ..views.pages import Card, TermLink
from .source import Source

_SHOWN = 3
"""Maximum related credentials that a page names."""
POINTS = {TermKind.TECHNOLOGIES: 10, TermKind.SKILLS: 4, TermKind.ISSUERS: 1}
"""How near a shared term brings two credentials."""


def related(source: Source, entry: Entry) -> tuple[Card, ...]:
    """Three credentials that share most technologies, then skills, then the issuer."""
    family = {entry.id, entry.parent, *entry.parts}
    shared = {
        kind: Counter(
            chain.from_iterable(source.pool[kind, slug] for slug in entry.terms.get(kind, ()))
        )
        for kind in POINTS
    }
    candidates = _candidates(entry, shared[TermKind.TECHNOLOGIES], family)
    if not candidates:
        candidates = {*chain.from_iterable(shared.values())} - family
    nearest = sorted(
        (-sum(points * shared[kind][other] for kind, points in POINTS.items()), other)
        for other in candidates
    )
    return tuple(source.cards[identity] for _, identity in nearest[:_SHOWN])


def _candidates(
    entry: Entry, technologies: Mapping[str, int], family: Collection[str | None]
) -> set[str]:
    """Those that may be nearest, if the technologies that they share tell: at least as many.

    All others stay behind them even if they share everything else.
    """
    points = POINTS[TermKind.TECHNOLOGIES]
    rest = sum(
        POINTS[kind] * len(entry.terms.get(kind, ()))
        for kind in POINTS
        if kind is not TermKind.TECHNOLOGIES
    )
    counts = sorted((n for other, n in technologies.items() if other not in family), reverse=True)
    least = counts[_SHOWN - 1] - rest / points if len(counts) >= _SHOWN else 0
    if least <= 0:
        return set()
    return {other for other, n in technologies.items() if n >= least and other not in family}


def neighbours(source: Source, term: Term) -> tuple[TermLink, ...]:
    """Terms of the same kind on the same credentials, most often first, then by name."""
    together = Counter(
        chain.from_iterable(entry.terms.get(term.kind, ()) for entry in term.entries)
    )
    del together[term.slug]
    names = ranks((source.terms[term.kind, slug].text for slug in together), source.view.language)
    nearest = sorted(
        together,
        key=lambda slug: (-together[slug], names[source.terms[term.kind, slug].text], slug),
    )[:12]
    return tuple(source.terms[term.kind, slug] for slug in nearest)
