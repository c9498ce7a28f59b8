"""The pages of targets, each with its gap, and the page that lists them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...domain.evidence_words import describe_gap
from ...domain.model import TargetEntry
from ...domain.terms import GapAnswer, GapRow, TermKind
from ...drawing.fonts import title_variants
from ...drawing.share_card import ShareCard
from ...linking.targets import closing_order
from ...linking.taxonomy import shown_name
from ...views.cards import Card, Link
from ...views.pages import Page
from ...views.selections import GapLine, TargetPage
from .. import structured
from ..outline import ComputedOnce, Route
from ..registry import PageKind
from ..share_cards import legible_messages, share_card
from ..source import HOME, TARGETS, SiteFacts, Source
from .collections import card_of
from .common import make_page


def target_page(source: Source, entry: TargetEntry) -> Page:
    """The page of one target."""
    sheet = target_sheet(source, entry)
    card = sheet.card
    parents = (source.named(HOME), source.named(TARGETS))
    description = card.summary or source.messages.gettext(
        "%(title)s: what it asks for, and what %(site)s has of it.",
        title=card.title,
        site=source.view.title,
    )
    nodes = structured.page_nodes(source.view, card.address, card.title, parents)
    return make_page(
        source,
        "target",
        card.address,
        card.title,
        description,
        nodes,
        {"target": sheet},
        parents,
        unpublished=card.unpublished,
        shows=entry.target,
    )


def target_sheet(source: Source, entry: TargetEntry) -> TargetPage:
    """What the page of a target shows."""
    record = entry.target.record
    lines = {
        is_needed: tuple(gap_line(source, row) for row in entry.gap if row.is_needed is is_needed)
        for is_needed in (True, False)
    }
    return TargetPage(
        card_of(source, entry.target, is_published=entry.is_published),
        record,
        lines[True],
        lines[False],
        record.target_date,
        source.cards.get(entry.credential or ""),
        _closing(source, entry),
        tuple((link.label, link.url) for link in record.links),
    )


def gap_line(source: Source, row: GapRow) -> GapLine:
    """What there is of one thing that a target asks for, as its page shows it."""
    term = source.terms.get((row.kind, row.slug))
    name = (
        Link(term.text, term.address, term.key, term.language)
        if term
        else Link(shown_name(row.kind, source.settings, row.written), "")
    )
    return GapLine(
        name,
        row.kind is TermKind.TECHNOLOGIES,
        row.answer,
        describe_gap(row.answer, row.until, source.messages),
        tuple(
            source.cards[identity]
            for answer in GapAnswer
            for identity in row.credentials.get(answer, ())
        ),
        tuple(source.projects[slug] for slug in row.projects),
    )


def _closing(source: Source, entry: TargetEntry) -> tuple[Card, ...]:
    """The credentials that would close something of a gap, those that close most first."""
    order = closing_order([entry])
    return tuple(source.cards[i] for i in sorted(order, key=lambda i: (order[i], i)))


def published_targets(source: Source) -> tuple[TargetEntry, ...]:
    """The targets that readers may see, also in a preview of all."""
    return tuple(entry for entry in source.portfolio.targets if entry.is_published)


def targets_page(source: Source) -> Page:
    """The page that lists targets."""
    page = source.named(TARGETS)
    cards = tuple(
        card_of(source, entry.target, is_published=entry.is_published)
        for entry in source.portfolio.targets
    )
    description = source.messages.gettext(
        "Where %(site)s wants to go, and what is there already.", site=source.view.title
    )
    nodes = structured.page_nodes(source.view, page.address, page.text, (source.named(HOME),))
    values = {"targets": cards}
    return make_page(source, "targets", page.address, page.text, description, nodes, values)


def _share_card(source: Source, entry: TargetEntry) -> ShareCard:
    words = legible_messages(source)
    proved = sum(row.answer is GapAnswer.PROVED for row in entry.gap if row.is_needed)
    said = words.ngettext("%(num)s proved", "%(num)s proved", proved)
    title = entry.target.record.title
    return share_card(source, title_variants(title), lines=((said,),), label=words.gettext("Goal"))


def _list_share_card(source: Source) -> ShareCard:
    return share_card(source, (source.named(TARGETS).text,))


def _routes(source: Source) -> Iterator[Route]:
    targets = source.portfolio.targets
    if targets:
        yield Route(
            TARGETS.address,
            partial(targets_page, source),
            title=source.named(TARGETS).text,
            share=ComputedOnce(_list_share_card, source),
        )
    for entry in targets:
        yield Route(
            source.addresses[entry.target.path],
            partial(target_page, source, entry),
            entry.target.shown_path,
            title=entry.target.record.title,
            share=ComputedOnce(_share_card, source, entry),
        )


def _navigation(facts: SiteFacts) -> Iterator[Link]:
    if facts.portfolio.targets:
        yield facts.named(TARGETS)


KIND = PageKind(_routes, rank=5, navigation=_navigation)
