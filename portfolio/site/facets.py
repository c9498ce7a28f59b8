"""The ways of narrowing the list, with the number of credentials behind each value.

The values of a facet stand in an order of meaning where there is one: valid ones first, the newest
year, the lowest level. Others stand by their number and then by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from ..domain.states import GROUPS
from ..locale.collation import ranks
from ..locale.messages import Messages, gettext_noop
from ..text import slug
from ..views.cards import Card, Link
from ..views.pages import Facet, FacetOption

UNDATED = gettext_noop("Date not stated")
"""The label of credentials that have no date of issue."""
LEVELS = (
    "foundational foundation fundamentals fundamental entry beginner basic associate practitioner"
    " intermediate specialty specialist professional advanced expert master architect"
).split()
"""The levels that issuers name, from the lowest to the highest."""


class _Facet(Struct, frozen=True):
    """How a facet is made."""

    name: str
    label: str
    values: Callable[[Card, Messages], Iterable[Link]]
    """The values of a card."""
    order: Callable[[str], int] | None = None
    """The place of a key; None to have the most frequent first."""


def _states(card: Card, messages: Messages) -> Iterable[Link]:
    return (Link(messages.gettext(GROUPS[key]), "", key) for key in card.state_groups)


def _level(card: Card, _: Messages) -> Iterable[Link]:
    if card.level:
        return [Link(card.level, "", slug(card.level), card.facts_language)]
    return []


def _kind(card: Card, _: Messages) -> Iterable[Link]:
    if card.type:
        return [Link(card.type_label, "", card.type, card.type_language)]
    return []


def _year(card: Card, messages: Messages) -> Iterable[Link]:
    year = card.issued.year if card.issued else 0
    return [Link(str(year or messages.gettext(UNDATED)), f"credentials/#y{year}", str(year))]


def _place_of_level(key: str) -> int:
    return next((LEVELS.index(word) for word in key.split("-") if word in LEVELS), 99)


FACETS = (
    _Facet("status", gettext_noop("State"), _states, [*GROUPS].index),
    _Facet("category", gettext_noop("Field"), lambda card, _: filter(None, [card.category])),
    _Facet("skill", gettext_noop("Skill"), lambda card, _: card.skills),
    _Facet("technology", gettext_noop("Technology"), lambda card, _: card.technologies),
    _Facet("issuer", gettext_noop("Issuer"), lambda card, _: card.issuers),
    _Facet("level", gettext_noop("Level"), _level, _place_of_level),
    _Facet("type", gettext_noop("Kind"), _kind),
    _Facet("year", gettext_noop("Year"), _year, lambda key: -int(key)),
)
"""The facets in their order."""


def facets_of(
    cards: Iterable[Card], messages: Messages, *, fields: bool = True
) -> tuple[Facet, ...]:
    """The facets of a list that have several values; `fields` says whether fields are one."""
    shown = tuple(cards)
    found = (
        _made(facet, shown, messages) for facet in FACETS if fields or facet.name != "category"
    )
    return tuple(facet for facet in found if len(facet.options) > 1)


def _made(facet: _Facet, cards: Iterable[Card], messages: Messages) -> Facet:
    counts: Counter[str] = Counter()
    named: dict[str, Link] = {}
    for card in cards:
        for value in facet.values(card, messages):
            counts[value.key] += 1
            named[value.key] = value
    return Facet(
        facet.name,
        messages.gettext(facet.label),
        tuple(
            FacetOption(key, named[key].text, counts[key], named[key].address, named[key].language)
            for key in _in_order(facet, counts, named, messages.language)
        ),
    )


def _in_order(
    facet: _Facet, counts: Mapping[str, int], named: Mapping[str, Link], language: str
) -> list[str]:
    if facet.order:
        return sorted(counts, key=facet.order)
    names = ranks((value.text for value in named.values()), language)
    return sorted(counts, key=lambda key: (-counts[key], names[named[key].text], key))
