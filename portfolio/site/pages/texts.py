"""Free pages, the page for addresses that lead nowhere, and redirects."""

from __future__ import annotations

from ...domain.model import Entry, FreePage
from ...views.pages import Page
from .. import structured
from ..cards import DRAFT, link_to
from ..source import HOME, Source
from .common import make_page


def text_page(source: Source, text: FreePage) -> Page:
    """A free page."""
    address = f"{text.slug}/"
    description = (
        text.record.summary
        or text.outline.first_paragraph
        or f"{text.record.title}: a page of {source.view.title}."
    )
    nodes = structured.page_nodes(source.view, address, text.record.title, (HOME,))
    state = DRAFT if text.record.draft else ""
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


def not_found(source: Source) -> Page:
    """The page for addresses that lead nowhere."""
    description = (
        "There is no page at this address; the list of credentials and the home page lead on."
    )
    return make_page(
        source, "error", "404.html", "Page not found", description, (), {}, (), "404.html"
    )


def redirect(source: Source, address: str, entry: Entry) -> Page:
    """A page at a former address, which leads to a credential."""
    values = {"target": link_to(entry, source.view.language)}
    return make_page(
        source, "redirect", address, entry.record.title, entry.record.title, (), values
    )
