"""Files for programs that templates make: the feed, the site map and others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ...dates import PartialDate
from ...locale.messages import gettext_noop
from ...views.cards import Link
from ...views.pages import Page, SitemapEntry
from ..outline import Route
from ..pages.collections import collection_sheet, offered_collections
from ..pages.common import alternates_of, make_page
from ..pages.home import home_description
from ..pages.projects import project_sheet
from ..pages.targets import published_targets, target_sheet
from ..registry import PageKind
from ..source import SiteFacts, Source, totals_of

FEED = Link(gettext_noop("Feed"), "feed.xml")
SITEMAP = "sitemap.xml"
FEED_LENGTH = 30
"""Maximum entries of the feed, the newest first."""


def feed(source: Source) -> Page:
    """The feed of the newest credentials."""
    newest = tuple(card for card in source.listed() if card.issued)[:FEED_LENGTH]
    updated = max(
        (day for card in newest for day in (card.updated, card.issued) if day), default=None
    )
    return data(source, FEED.address, {"cards": newest}, updated)


def llms(source: Source) -> Page:
    """The site in words for language models."""
    values = {
        "cards": tuple(card for card, _ in source.published()),
        "projects": tuple(project_sheet(source, entry) for entry in source.portfolio.projects),
        "collections": tuple(collection_sheet(source, e) for e in offered_collections(source)),
        "targets": tuple(target_sheet(source, entry) for entry in published_targets(source)),
    }
    return data(
        source,
        "llms.txt",
        values,
        description=home_description(source, totals_of(source)),
    )


def data(
    source: Source,
    address: str,
    values: Mapping[str, Any],
    updated: PartialDate | None = None,
    description: str = "",
) -> Page:
    """A file that a template makes."""
    return make_page(
        source, "data", address, source.view.title, description, (), values, (), address, updated
    )


def sitemap(source: Source) -> Page:
    """The addresses of all pages, for search engines."""
    pages = (
        SitemapEntry(
            f"/{folder}{route.address}", route.updated, alternates_of(source, route.address)
        )
        for language, folder in source.folders.items()
        for route in source.editions[language].values()
        if isinstance(route, Route) and route.is_in_sitemap
    )
    in_order = tuple(sorted(pages, key=lambda page: page.address))
    return data(source, SITEMAP, {"pages": in_order})


def _routes(source: Source) -> Iterator[Route]:
    if source.view.base_url:
        yield Route(FEED.address, partial(feed, source), is_in_sitemap=False)
        yield Route(SITEMAP, partial(sitemap, source), is_in_sitemap=False, is_for_all=True)
    robots = partial(data, source, "robots.txt", {})
    yield Route("robots.txt", robots, is_in_sitemap=False, is_for_all=True)
    yield Route("llms.txt", partial(llms, source), is_in_sitemap=False)


def _data(facts: SiteFacts) -> tuple[Link, ...]:
    return (facts.named(FEED),) if facts.settings.site.base_url else ()


KIND = PageKind(
    _routes,
    rank=8,
    data=_data,
    of_some_days=dict.fromkeys(
        (FEED.address, SITEMAP), "it is there when `base_url` is set in `portfolio.toml`"
    ),
)
