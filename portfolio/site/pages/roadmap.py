"""The roadmap: what is in progress and planned."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain

from ...domain.model import Standing
from ...domain.states import WORDINGS
from ...drawing.share_card import ShareCard
from ...views.pages import Link, Page
from .. import structured
from ..outline import ComputedOnce, Route
from ..registry import PageKind
from ..share_cards import bars_of, share_card
from ..source import HOME, ROADMAP, SiteFacts, Source, newest_change
from .common import make_page


def roadmap(source: Source) -> Page:
    """The page of what is in progress and planned."""
    underway = source.underway()
    description = (
        f"What {source.view.title} is studying for and what comes next; nothing here is earned yet."
    )
    nodes = structured.list_nodes(
        source.view, ROADMAP.address, ROADMAP.text, tuple(chain(*underway.values())), (HOME,)
    )
    values = {state.value: cards for state, cards in underway.items()}
    return make_page(source, "roadmap", ROADMAP.address, ROADMAP.text, description, nodes, values)


def _share_card(source: Source) -> ShareCard:
    underway = source.underway()
    line = tuple(
        f"{len(cards):,} {WORDINGS[state].label.lower()}"
        for state, cards in underway.items()
        if cards
    )
    bars = bars_of(chain(*underway.values()))
    return share_card(source, (ROADMAP.text,), lines=(line,), bars=bars)


def _routes(source: Source) -> Iterator[Route]:
    underway = [entry for entry in source.entries if entry.standing is Standing.UNDERWAY]
    if underway:
        yield Route(
            ROADMAP.address,
            partial(roadmap, source),
            updated=newest_change(underway),
            title=ROADMAP.text,
            share=ComputedOnce(_share_card, source),
        )


def _navigation(facts: SiteFacts) -> tuple[Link, ...]:
    is_wanted = any(entry.standing is Standing.UNDERWAY for entry in facts.portfolio.entries)
    return (ROADMAP,) if is_wanted else ()


KIND = PageKind(
    _routes,
    rank=4,
    navigation=_navigation,
    of_some_days={ROADMAP.address: "it is there while something is in progress or planned"},
    templates=("roadmap.html",),
)
