"""The pages of collections, and the page that lists them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...domain.model import Collection, CollectionEntry, Standing, Target
from ...drawing.fonts import title_variants
from ...drawing.share_card import ShareCard
from ...locale.language import other_language
from ...text import shorten_sentence
from ...views.cards import Card, Link
from ...views.pages import Page
from ...views.selections import CollectionCard, CollectionPage
from .. import structured
from ..cards import DRAFT, NOT_PUBLISHED, SUMMARY_LENGTH
from ..outline import ComputedOnce, Route
from ..registry import PageKind
from ..share_cards import bars_of, legible_messages, share_card
from ..source import COLLECTIONS, HOME, SiteFacts, Source
from .common import make_page


def collection_page(source: Source, entry: CollectionEntry) -> Page:
    """The page of one collection."""
    sheet = collection_sheet(source, entry)
    card = sheet.card
    above = [HOME, COLLECTIONS] if entry.collection.record.listed else [HOME]
    parents = tuple(map(source.named, above))
    description = card.summary or source.messages.ngettext(
        "%(title)s: %(num)s credential of %(site)s, with issuer, dates and state.",
        "%(title)s: %(num)s credentials of %(site)s, with issuer, dates and state.",
        len(sheet.credentials),
        title=card.title,
        site=source.view.title,
    )
    return make_page(
        source,
        "collection",
        card.address,
        card.title,
        description,
        structured.list_nodes(source.view, card.address, card.title, sheet.credentials, parents),
        {"collection": sheet},
        parents,
        unpublished=card.unpublished,
        shows=entry.collection,
        is_listed=entry.collection.record.listed,
    )


def collection_sheet(source: Source, entry: CollectionEntry) -> CollectionPage:
    """What the page of a collection shows."""
    return CollectionPage(
        card_of(source, entry.collection, is_published=entry.is_published),
        entry.collection.record,
        tuple(block.value for block in entry.collection.record.blocks),
        shown_credentials(source, entry),
        tuple(source.projects[slug] for slug in entry.projects),
    )


def shown_credentials(source: Source, entry: CollectionEntry) -> tuple[Card, ...]:
    """The credentials of a collection, as far as lists of the site show such."""
    cards = (source.cards[identity] for identity in entry.credentials)
    if source.view.options["show_expired"]:
        return tuple(cards)
    return tuple(card for card in cards if card.standing is not Standing.LAPSED)


def card_of(source: Source, text: Collection | Target, *, is_published: bool) -> CollectionCard:
    """A collection or target in a list."""
    record, site = text.record, source.view.language
    summary = record.summary or shorten_sentence(text.outline.first_paragraph, SUMMARY_LENGTH)
    own = text.languages.get("summary" if record.summary else "text")
    unpublished = ""
    if not is_published:
        words = NOT_PUBLISHED if isinstance(text, Target) else DRAFT
        unpublished = source.messages.gettext(words)
    return CollectionCard(
        record.title,
        source.addresses[text.path],
        summary,
        unpublished,
        other_language(record.title, site, text.title_language),
        other_language(summary, site, own),
    )


def offered_collections(source: Source) -> tuple[CollectionEntry, ...]:
    """The collections to which pages and files of the site lead."""
    return tuple(filter(_is_offered, source.portfolio.collections))


def collections_page(source: Source) -> Page:
    """The page that lists collections."""
    page = source.named(COLLECTIONS)
    cards = tuple(
        card_of(source, entry.collection, is_published=entry.is_published)
        for entry in offered_collections(source)
    )
    description = source.messages.gettext(
        "What %(site)s has for one reader or another, each a selection.", site=source.view.title
    )
    nodes = structured.page_nodes(source.view, page.address, page.text, (source.named(HOME),))
    values = {"collections": cards}
    return make_page(source, "collections", page.address, page.text, description, nodes, values)


def _share_card(source: Source, entry: CollectionEntry) -> ShareCard:
    cards, words = shown_credentials(source, entry), legible_messages(source)
    record = entry.collection.record
    line = (words.ngettext("%(num)s credential", "%(num)s credentials", len(cards)),)
    said = ((record.summary,),) if record.summary else ()
    return share_card(
        source, title_variants(record.title), lines=(*said, line), bars=bars_of(cards)
    )


def _list_share_card(source: Source) -> ShareCard:
    return share_card(source, (source.named(COLLECTIONS).text,))


def _is_offered(entry: CollectionEntry) -> bool:
    return entry.collection.record.listed


def _routes(source: Source) -> Iterator[Route]:
    collections = source.portfolio.collections
    if any(map(_is_offered, collections)):
        yield Route(
            COLLECTIONS.address,
            partial(collections_page, source),
            title=source.named(COLLECTIONS).text,
            share=ComputedOnce(_list_share_card, source),
        )
    for entry in collections:
        yield Route(
            source.addresses[entry.collection.path],
            partial(collection_page, source, entry),
            entry.collection.shown_path,
            title=entry.collection.record.title,
            share=ComputedOnce(_share_card, source, entry),
            is_in_sitemap=_is_offered(entry),
        )


def _navigation(facts: SiteFacts) -> Iterator[Link]:
    if any(map(_is_offered, facts.portfolio.collections)):
        yield facts.named(COLLECTIONS)


KIND = PageKind(_routes, rank=5, navigation=_navigation)
