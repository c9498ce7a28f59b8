"""The roadmap: what is in progress and planned."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain

from ...domain.model import Standing, State
from ...drawing.share_card import ShareCard
from ...locale.messages import Messages
from ...views.cards import Link
from ...views.pages import Page
from .. import structured
from ..outline import ComputedOnce, Route
from ..registry import PageKind
from ..share_cards import bars_of, legible_messages, share_card
from ..source import HOME, ROADMAP, SiteFacts, Source, newest_change
from .common import make_page


def roadmap(source: Source) -> Page:
    """The page of what is in progress and planned."""
    underway = source.underway()
    page = source.named(ROADMAP)
    description = source.messages.gettext(
        "What %(site)s is studying for and what comes next; nothing here is earned yet.",
        site=source.view.title,
    )
    cards = tuple(chain(*underway.values()))
    parents = (source.named(HOME),)
    nodes = structured.list_nodes(source.view, page.address, page.text, cards, parents)
    values = {state.value: cards for state, cards in underway.items()}
    return make_page(source, "roadmap", page.address, page.text, description, nodes, values)


def _share_card(source: Source) -> ShareCard:
    underway, messages = source.underway(), legible_messages(source)
    line = tuple(
        _counted(state, len(cards), messages) for state, cards in underway.items() if cards
    )
    bars = bars_of(chain(*underway.values()))
    return share_card(source, (source.named(ROADMAP).text,), lines=(line,), bars=bars)


def _counted(state: State, count: int, messages: Messages) -> str:
    """How many credentials are in a state of the roadmap."""
    if state is State.UPCOMING:
        return messages.ngettext("%(num)s upcoming", "%(num)s upcoming", count)
    if state is State.IN_PROGRESS:
        return messages.ngettext("%(num)s in progress", "%(num)s in progress", count)
    return messages.ngettext("%(num)s planned", "%(num)s planned", count)


def _routes(source: Source) -> Iterator[Route]:
    underway = [entry for entry in source.entries if entry.standing is Standing.UNDERWAY]
    if underway:
        yield Route(
            ROADMAP.address,
            partial(roadmap, source),
            updated=newest_change(underway),
            title=source.named(ROADMAP).text,
            share=ComputedOnce(_share_card, source),
        )


def _navigation(facts: SiteFacts) -> tuple[Link, ...]:
    is_wanted = any(entry.standing is Standing.UNDERWAY for entry in facts.portfolio.entries)
    return (facts.named(ROADMAP),) if is_wanted else ()


KIND = PageKind(
    _routes,
    rank=4,
    navigation=_navigation,
    of_some_days={ROADMAP.address: "it is there while something is in progress or planned"},
    templates=("roadmap.html",),
)
