"""The ways of narrowing the list, with the number of credentials behind each value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from msgspec.structs import replace

from ..collation import ranks
from ..domain.states import WORDINGS
from ..views.pages import Card, Facet, FacetOption, Link

UNDATED = "Date not stated"
"""The label of credentials that have no date of issue."""
Labelled = dict[str, tuple[str, str]]
"""Label and address by key."""


def facets_of(cards: Iterable[Card], language: str) -> tuple[Facet, ...]:
    """The facets of a list that have several values, ordered by count and then by name."""
    shown = tuple(cards)
    states = {state.value: (wording.label, "") for state, wording in WORDINGS.items()}
    facets = (
        _facet("status", "Status", shown, lambda card: [card.state.value], states),
        _facet(
            "type",
            "Type",
            shown,
            lambda card: filter(None, [card.type]),
            {c.type: (c.type_label, "") for c in shown},
        ),
        _linked("category", "Field", shown, lambda card: filter(None, [card.category])),
        _linked("issuer", "Issuer", shown, lambda card: card.issuers),
        _linked("technology", "Technology", shown, lambda card: card.technologies),
        _facet("year", "Year", shown, lambda card: [str(_year(card))], _years(shown)),
    )
    return tuple(_in_order(facet, language) for facet in facets if len(facet.options) > 1)


def _years(cards: Iterable[Card]) -> Labelled:
    years = {_year(card) for card in cards}
    return {str(year): (str(year or UNDATED), f"credentials/#y{year}") for year in years}


def _year(card: Card) -> int:
    return card.issued.year if card.issued else 0


def _linked(
    name: str, label: str, cards: tuple[Card, ...], links: Callable[[Card], Iterable[Link]]
) -> Facet:
    known = {link.key: (link.text, link.address) for card in cards for link in links(card)}
    return _facet(name, label, cards, lambda card: [link.key for link in links(card)], known)


def _facet(
    name: str,
    label: str,
    cards: tuple[Card, ...],
    keys: Callable[[Card], Iterable[str]],
    labelled: Labelled,
) -> Facet:
    counts = Counter(key for card in cards for key in keys(card))
    return Facet(
        name,
        label,
        tuple(
            FacetOption(key, labelled[key][0], count, labelled[key][1])
            for key, count in counts.items()
        ),
    )


def _in_order(facet: Facet, language: str) -> Facet:
    """The same with the newest years first, and other values by count and then by name."""
    if facet.name == "year":
        return replace(
            facet,
            options=tuple(sorted(facet.options, key=lambda option: int(option.key), reverse=True)),
        )
    names = ranks((option.label for option in facet.options), language)
    options = sorted(
        facet.options, key=lambda option: (-option.count, names[option.label], option.key)
    )
    return replace(facet, options=tuple(options))
