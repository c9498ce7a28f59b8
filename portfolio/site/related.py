"""What belongs together: credentials that share most, and terms of the same credentials."""

from __future__ import annotations

from collections import Counter
from itertools import chain

from ..collation import ranks
from ..domain.model import Entry, Term, TermKind
from ..views.pages import Card, TermLink
from .source import Source

_SHOWN = 3
"""Maximum related credentials that a page names."""


def related(source: Source, entry: Entry) -> tuple[Card, ...]:
    """Three credentials that share most technologies, then the issuer."""
    family = {entry.id, entry.parent, *entry.parts}
    weight: dict[str, int] = {}
    for kind, points in ((TermKind.TECHNOLOGIES, 10), (TermKind.SKILLS, 4), (TermKind.ISSUERS, 1)):
        found = Counter(
            chain.from_iterable(source.pool[kind, slug] for slug in entry.terms.get(kind, ()))
        )
        for other, times in found.items():
            weight[other] = weight.get(other, 0) - points * times
    for member in weight.keys() & family:
        del weight[member]
    third = max(sorted(weight.values())[:_SHOWN], default=0)
    nearest = sorted((points, other) for other, points in weight.items() if points <= third)
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
