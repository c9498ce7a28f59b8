"""The list of all credentials that are earned or completed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from ...locale.collation import ranks
from ...views.cards import Card
from ...views.pages import Page, Ranks, YearGroup
from .. import structured
from ..facets import facets_of
from ..outline import ComputedOnce, Route
from ..registry import PageKind
from ..share_cards import list_share_card
from ..source import CREDENTIALS, HOME, Source, newest_change, totals_of
from .common import make_page


def credentials(source: Source) -> Page:
    """The list of everything that is earned or completed."""
    listed = source.listed()
    years: dict[int, list[Card]] = {}
    for card in listed:
        years.setdefault(card.issued.year if card.issued else 0, []).append(card)
    groups = tuple(YearGroup(year, tuple(years[year])) for year in sorted(years, reverse=True))
    values = {
        "years": groups,
        "facets": facets_of(listed, source.messages, fields=source.view.options["fields"]),
        "total": len(listed),
        "totals": totals_of(source),
        "ranks": _ranks(groups, source.view.language),
    }
    description = source.messages.ngettext(
        "%(num)s entry of %(site)s, with issuer, dates, state and skills.",
        "All %(num)s entries of %(site)s, by year, with issuer, dates, state and skills.",
        len(listed),
        site=source.view.title,
    )
    page = source.named(CREDENTIALS)
    nodes = structured.list_nodes(
        source.view, page.address, page.text, listed, (source.named(HOME),)
    )
    return make_page(
        source,
        "credentials",
        page.address,
        page.text,
        description,
        nodes,
        values,
        updated=newest_change(source.entries),
    )


def _routes(source: Source) -> Iterator[Route]:
    title = source.named(CREDENTIALS).text
    yield Route(
        CREDENTIALS.address,
        partial(credentials, source),
        updated=newest_change(source.entries),
        title=title,
        share=ComputedOnce(list_share_card, source, title),
    )


KIND = PageKind(
    _routes,
    rank=1,
    navigation=lambda facts: (facts.named(CREDENTIALS),),
    templates=("credentials.html",),
)


def _ranks(years: Iterable[YearGroup], language: str) -> Ranks:
    cards = [card for group in years for card in group.cards]
    titles = ranks((card.title for card in cards), language)
    issuers = ranks((card.issuer_names for card in cards), language)
    return Ranks(
        tuple(titles[card.title] for card in cards),
        tuple(issuers[card.issuer_names] for card in cards),
    )
