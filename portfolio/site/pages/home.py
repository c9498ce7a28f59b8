"""The home page, and its résumé: what is valid, by field, as much of it as fits on paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import partial

from ...domain.model import State
from ...domain.terms import TermKind
from ...drawing.share_card import ShareCard
from ...linking.link import EVIDENCE_ORDER
from ...views.cards import Card
from ...views.pages import FieldGroup, Overview, Page, TermLink, Totals
from .. import structured
from ..outline import ComputedOnce, Route
from ..registry import PageKind
from ..share_cards import bars_of, share_card, totals_line
from ..source import Source, newest_change, totals_of
from .common import make_page

MAX_KNOWN = 30
"""Maximum technologies that the home page's structured data names."""
MAX_ON_PAPER = 40
"""Maximum credentials of the résumé: two pages have room for them."""


def home(source: Source) -> Page:
    """The home page."""
    valid = [card for card, _ in source.counted()]
    terms = {
        kind: tuple(source.terms[kind, t.slug] for t in source.portfolio.taxonomies[kind].terms)
        for kind in TermKind
    }
    overview = Overview(
        totals=totals_of(source),
        entries=in_home_order(source.listed()),
        in_progress=source.in_state(State.IN_PROGRESS),
        upcoming=source.in_state(State.UPCOMING),
        categories=terms[TermKind.CATEGORIES],
        technologies=terms[TermKind.TECHNOLOGIES],
        skills=terms[TermKind.SKILLS],
        issuers=terms[TermKind.ISSUERS],
        fields=resume_of(valid, terms[TermKind.CATEGORIES]),
    )
    known = [term.text for term in overview.technologies[:MAX_KNOWN]]
    nodes = structured.home_nodes(source.view, valid, known)
    return make_page(
        source,
        "home",
        "",
        source.view.title,
        home_description(source, overview.totals),
        nodes,
        {"overview": overview},
        (),
        updated=newest_change(source.entries),
        shows=source.portfolio.content.profile,
    )


def _share_card(source: Source) -> ShareCard:
    owner = source.view.owner
    role = ((owner.headline, owner.location),) if owner else ()
    lines = (*role, totals_line(source))
    return share_card(source, (), lines=lines, name=(), bars=bars_of(source.listed()))


def _routes(source: Source) -> Iterator[Route]:
    profile = source.portfolio.content.profile
    yield Route(
        "",
        partial(home, source),
        profile.shown_path if profile else "",
        newest_change(source.entries),
        title=source.view.owner.name if source.view.owner else source.view.title,
        share=ComputedOnce(_share_card, source),
    )


KIND = PageKind(_routes, templates=("home.html",))


def in_home_order(cards: Iterable[Card]) -> tuple[Card, ...]:
    """What the owner put forward first, then what is valid; each in the owner's order."""
    return tuple(
        sorted(
            cards,
            key=lambda card: (not card.featured, EVIDENCE_ORDER.index(card.standing), card.weight),
        )
    )


def home_description(source: Source, totals: Totals) -> str:
    """What the site is and how much it has, in one sentence."""
    owner = source.view.owner
    who = source.view.title
    if owner and owner.headline:
        who = f"{owner.name}, {owner.headline}"
    words, count = source.messages, totals.credentials
    said = words.ngettext("%(num)s credential", "%(num)s credentials", count)
    if totals.since:
        said = words.ngettext(
            "%(num)s credential since %(year)s",
            "%(num)s credentials since %(year)s",
            count,
            year=totals.since,
        )
    return words.gettext(
        "%(who)s: %(credentials)s, with issuers and dates, and with a check where there is one.",
        who=who,
        credentials=said,
    )


def resume_of(valid: Collection[Card], categories: Iterable[TermLink]) -> tuple[FieldGroup, ...]:
    """The credentials that count as valid, by field.

    Where there are too many, those that the owner put forward come first, then the newest.
    """
    ordered = in_home_order(valid)
    chosen = {card.id for card in ordered[:MAX_ON_PAPER]}
    fields: dict[str, list[Card]] = {category.text: [] for category in categories}
    for card in sorted(valid, key=lambda card: card.weight):
        if card.id in chosen:
            fields.setdefault(card.category.text if card.category else "", []).append(card)
    return tuple(FieldGroup(title, tuple(cards)) for title, cards in fields.items() if cards)
