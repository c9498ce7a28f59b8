"""Free pages: those of `content/pages/`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...content.locate import locate
from ...domain.model import FreePage
from ...drawing.fonts import title_variants
from ...drawing.share_card import ShareCard
from ...views.cards import Link
from ...views.pages import Page
from .. import structured
from ..cards import DRAFT, link_to_page
from ..outline import ComputedOnce, Route
from ..registry import PageKind
from ..share_cards import share_card
from ..source import HOME, SiteFacts, Source
from .common import make_page


def text_page(source: Source, text: FreePage) -> Page:
    """A free page."""
    address = f"{text.slug}/"
    description = (
        text.record.summary
        or text.outline.first_paragraph
        or source.messages.gettext(
            "%(title)s: a page of %(site)s.", title=text.record.title, site=source.view.title
        )
    )
    nodes = structured.page_nodes(source.view, address, text.record.title, (source.named(HOME),))
    state = source.messages.gettext(DRAFT) if text.record.draft else ""
    return make_page(
        source,
        "text",
        address,
        text.record.title,
        description,
        nodes,
        {},
        unpublished=state,
        shows=text,
    )


def _share_card(source: Source, text: FreePage) -> ShareCard:
    said = text.record.summary or text.outline.first_paragraph
    lines = ((said,),) if said else ()
    return share_card(source, title_variants(text.record.title), lines=lines)


def _routes(source: Source) -> Iterator[Route]:
    for text in source.portfolio.content.pages:
        yield Route(
            f"{text.slug}/",
            partial(text_page, source, text),
            text.shown_path,
            title=text.record.title,
            share=ComputedOnce(_share_card, source, text),
            origin=partial(locate, text.path, text.front_matter, ("slug",)),
        )


def _navigation(facts: SiteFacts) -> Iterator[Link]:
    for page in sorted(facts.portfolio.content.pages, key=lambda page: page.record.order):
        if page.record.menu:
            yield link_to_page(page, facts.settings.site.language)


KIND = PageKind(_routes, rank=6, navigation=_navigation, templates=("text.html",))
