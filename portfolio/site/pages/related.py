"""What belongs together: credentials that share most, and terms of the same credentials."""

from __future__ import annotations

from collections import Counter
from heapq import nlargest
from itertools import chain

from ...domain.model import Entry, Term
from ...domain.terms import TermKind
from ...locale.collation import ranks
from ...views.cards import Card
from ...views.pages import TermLink
from ..source import Source

_SHOWN = 3
"""Maximum related credentials that a page names."""
POINTS = {TermKind.TECHNOLOGIES: 10, TermKind.SKILLS: 4, TermKind.ISSUERS: 1}
"""How near a shared term brings two credentials."""


def related(source: Source, entry: Entry) -> tuple[Card, ...]:
    """Three credentials that share most technologies, then skills, then the issuer."""
    nearness: dict[str, int] = {}
    for kind, points in POINTS.items():
        for slug in entry.terms.get(kind, ()):
            for other in source.pool[kind, slug]:
                nearness[other] = nearness.get(other, 0) + points
    for member in (entry.id, entry.parent, *entry.parts):
        nearness.pop(member or "", None)
    least = min(nlargest(_SHOWN, nearness.values()), default=0)
    nearest = sorted((-points, other) for other, points in nearness.items() if points >= least)
    return tuple(source.cards[identity] for _, identity in nearest[:_SHOWN])


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
