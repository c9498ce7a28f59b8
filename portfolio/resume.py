"""The portfolio as a résumé: what is valid, by field, as much of it as fits on paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from .views import Card, FieldGroup, TermLink

LONGEST = 40
"""How many credentials two pages have room for."""


def resume_of(valid: Collection[Card], categories: Iterable[TermLink]) -> tuple[FieldGroup, ...]:
    """The credentials that count as valid, by field; where there are too many, what the owner put forward and then the newest."""
    chosen = {card.id for card in sorted(valid, key=lambda card: not card.featured)[:LONGEST]}
    fields: dict[str, list[Card]] = {category.text: [] for category in categories}
    for card in valid:
        if card.id in chosen:
            fields.setdefault(card.category.text if card.category else "", []).append(card)
    return tuple(FieldGroup(title, tuple(cards)) for title, cards in fields.items() if cards)
