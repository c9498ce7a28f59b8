"""The page for addresses that lead nowhere, and the pages at former addresses."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...content.locate import locate
from ...domain.model import Entry
from ...views.pages import Page
from ..cards import link_to
from ..outline import Route
from ..pages.common import make_page
from ..registry import PageKind
from ..source import Source


def not_found(source: Source) -> Page:
    """The page for addresses that lead nowhere."""
    words = source.messages
    heading = words.gettext("Page not found")
    description = words.gettext(
        "There is no page at this address; the list of credentials and the home page lead on."
    )
    return make_page(source, "error", "404.html", heading, description, (), {}, (), "404.html")


def redirect(source: Source, address: str, entry: Entry) -> Page:
    """A page at a former address, which leads to a credential."""
    values = {"target": link_to(entry, source.view.language)}
    return make_page(
        source, "redirect", address, entry.record.title, entry.record.title, (), values
    )


def _routes(source: Source) -> Iterator[Route]:
    yield Route("404.html", partial(not_found, source), is_in_sitemap=False, is_for_all=True)
    for entry in source.entries:
        credential = entry.credential
        for index, alias in enumerate(entry.record.aliases):
            address = f"{alias}/"
            yield Route(
                address,
                partial(redirect, source, address, entry),
                origin=partial(
                    locate, credential.path, credential.front_matter, ("aliases", index)
                ),
                is_in_sitemap=False,
                is_for_all=True,
            )


KIND = PageKind(_routes, rank=7, templates=("404.html",))
