"""What belongs together: credentials that share most, and terms that are found on the same credentials."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict

from .model import Entry, Kind, Term
from .source import Source
from .views import Card, TermLink


def related(source: Source, entry: Entry) -> tuple[Card, ...]:
    """Three credentials that share most technologies, then the issuer."""
    family = {entry.id, entry.parent, *entry.parts}
    weight: defaultdict[str, int] = defaultdict(int)
    for kind, points in ((Kind.TECHNOLOGIES, 10), (Kind.SKILLS, 4), (Kind.ISSUERS, 1)):
        for slug in entry.terms.get(kind, ()):
            for other in source.pool[kind, slug]:
                weight[other] -= points
    nearest = heapq.nsmallest(3, ((points, other) for other, points in weight.items() if other not in family))
    return tuple(source.cards[identity] for _, identity in nearest)


def neighbours(source: Source, term: Term) -> tuple[TermLink, ...]:
    """Terms of the same kind on the same credentials, most often first."""
    together = Counter(slug for entry in term.entries for slug in entry.terms.get(term.kind, ()) if slug != term.slug)
    nearest = sorted(together, key=lambda slug: (-together[slug], slug))[:12]
    return tuple(source.terms[term.kind, slug] for slug in nearest)
