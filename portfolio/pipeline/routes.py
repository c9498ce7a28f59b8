"""A portfolio becomes a site: every address with what makes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from msgspec.structs import replace

from ..content.locate import locate
from ..dates import PartialDate
from ..diagnostics import Diagnostic, Diagnostics
from ..domain.model import Artifact, Asset, GeneratedFile, Portfolio, Standing, Taxonomy
from ..drawing.fonts import owner_font, undrawable_titles
from ..formats.credentials_json import SCHEMA, credentials_json, draw_schema
from ..formats.json_resume import resume_json
from ..formats.renewals import renewals_ics
from ..language import ENGLISH
from ..paths import SEARCH_INDEX_FOLDER
from ..settings import Settings
from ..site.addresses import Origin, Register, file_name
from ..site.cards import address_of, link_to
from ..site.outline import Route, Site
from ..site.own_links import Pages, check_own_links, texts_of
from ..site.pages import credential, data, glance, home, listing, terms
from ..site.pages import texts as text_pages
from ..site.pictures import drawings
from ..site.share_cards import draw, picture_address, share_cards
from ..site.source import (
    CREDENTIALS,
    DATA,
    FEED,
    GLANCE,
    RENEWALS,
    RESUME,
    ROADMAP,
    TITLES,
    Source,
    make_source,
    newest_change,
)
from ..store.memo import remember_last
from ..theme.themes import Theme
from ..views.pages import Link, SharePicture, SitemapEntry

OWN_PICTURE = "share.png"
"""The static file of a site, or of its theme, that is the picture of every page."""

Entries = dict[str, Route | Artifact | Asset | GeneratedFile]


@remember_last
def make_site(portfolio: Portfolio, settings: Settings, theme: Theme) -> tuple[Site, Diagnostics]:
    """The site, and what is wrong with its addresses, links and pictures."""
    found: Entries = {}
    source = _with_pictures(make_source(portfolio, settings, theme, found), settings, theme)
    register = Register()
    problems: list[Diagnostic | None] = []
    for name, file in theme.static.items():
        if name != settings.publish.share_font and found.get(file.address) != file:
            found[file.address] = file
            place = partial(theme.location_of, name)
            problems.append(register.claim(file.address, place, is_static=True)[1])
    for entry, origin in _all(source):
        is_free, problem = register.claim(entry.address, origin)
        if is_free:
            found[entry.address] = entry
        problems.append(problem)
    if settings.site.search == SEARCH_INDEX_FOLDER:
        problems.append(register.claim(SEARCH_INDEX_FOLDER)[1])
    known = pages_of(found, portfolio, source.view.base_url)
    problems += check_own_links(texts_of(portfolio), known)
    problems += undrawable_titles(source.pictures.values(), theme.root)
    return Site(source.view, found), tuple(problem for problem in problems if problem)


def pages_of(
    entries: Mapping[str, Route | Artifact | Asset | GeneratedFile],
    portfolio: Portfolio,
    base_url: str,
) -> Pages:
    """The addresses of a site, with the anchors of the texts that stand there."""
    shown = {
        file_name(address): entry.path
        for address, entry in entries.items()
        if isinstance(entry, Route) and entry.path
    }
    return Pages(
        entries,
        shown,
        base_url,
        {text.path: text.outline.anchors for text in texts_of(portfolio)},
        portfolio.content.elsewhere,
    )


def _with_pictures(source: Source, settings: Settings, theme: Theme) -> Source:
    """The source with the site's own picture, or with one that is drawn for each page.

    Pictures are only drawn if the site has a base URL, because links to them must be whole.
    """
    if own := theme.static.get(OWN_PICTURE):
        return replace(source, picture=SharePicture(own.address, source.view.title))
    if not (settings.publish.share_pictures and source.view.base_url):
        return replace(source, picture=None)
    return replace(source, pictures=share_cards(source, owner_font(settings, theme)))


def _all(source: Source) -> Iterator[tuple[Route | Artifact | Asset | GeneratedFile, Origin]]:
    """Yield everything that claims an address, and where the address is stated."""
    content = source.portfolio.content
    for file in content.assets.values():
        yield file, None
    for copy in drawings(source.portfolio) if source.copied else ():
        yield copy, None
    routes = [*_main_routes(source), *_credential_routes(source), *_term_routes(source)]
    texts = [
        Route(f"{text.slug}/", partial(text_pages.text_page, source, text), text.path)
        for text in content.pages
    ]
    for route in (*routes, *_data_routes(source, (*routes, *texts))):
        yield route, None
    yield GeneratedFile(SCHEMA, source.view.base_url, draw_schema), None
    for route, text in zip(texts, content.pages, strict=True):
        yield route, partial(locate, text.path, text.front_matter, ("slug",))
    for address, card in source.pictures.items():
        yield GeneratedFile(picture_address(address), card, draw), None
    for entry in source.entries:
        for index, alias in enumerate(entry.record.aliases):
            origin = partial(
                locate, entry.credential.path, entry.credential.front_matter, ("aliases", index)
            )
            yield (
                Route(f"{alias}/", partial(text_pages.redirect, source, f"{alias}/", entry)),
                origin,
            )


def _main_routes(source: Source) -> Iterator[Route]:
    profile = source.portfolio.content.profile
    newest = newest_change(source.entries)
    yield Route("", partial(home.home, source), profile.path if profile else "", newest)
    yield Route(CREDENTIALS.address, partial(listing.credentials, source), updated=newest)
    for taxonomy in source.portfolio.taxonomies.values():
        if taxonomy.terms:
            yield Route(
                f"{taxonomy.kind}/",
                partial(terms.index_page, source, taxonomy),
                updated=_newest_of(taxonomy),
            )
    if GLANCE in source.view.navigation:
        yield Route(GLANCE.address, partial(glance.glance, source), updated=newest)
    underway = [entry for entry in source.entries if entry.standing is Standing.UNDERWAY]
    if underway:
        yield Route(
            ROADMAP.address, partial(listing.roadmap, source), updated=newest_change(underway)
        )


def _newest_of(taxonomy: Taxonomy) -> PartialDate | None:
    return newest_change(entry for term in taxonomy.terms for entry in term.entries)


def _credential_routes(source: Source) -> Iterator[Route]:
    dated = [entry for entry in source.entries if entry.standing is not Standing.UNDERWAY]
    links = {entry.id: link_to(entry, source.view.language) for entry in source.entries}
    newer = {entry.id: links[dated[at].id] for at, entry in enumerate(dated[1:])}
    older = {entry.id: links[dated[at + 1].id] for at, entry in enumerate(dated[:-1])}
    replaced: dict[str, list[Link]] = {}
    for entry in source.entries:
        replaced.setdefault(entry.successor or "", []).append(links[entry.id])
    for entry in source.entries:
        relations = (
            links.get(entry.successor or ""),
            tuple(replaced.get(entry.id, ())),
            newer.get(entry.id),
            older.get(entry.id),
        )
        yield Route(
            address_of(entry),
            partial(credential.credential, source, entry, relations),
            entry.credential.path,
            entry.record.last_updated,
        )


def _term_routes(source: Source) -> Iterator[Route]:
    for kind, taxonomy in source.portfolio.taxonomies.items():
        parent = Link(TITLES[kind], f"{kind}/", language=ENGLISH)
        for term in taxonomy.terms:
            yield Route(
                term.address,
                partial(terms.term_page, source, term, parent),
                updated=newest_change(term.entries),
            )


def _data_routes(source: Source, routes: Iterable[Route]) -> Iterator[Route]:
    if source.view.base_url:
        places = sorted(
            (SitemapEntry(route.address, route.updated) for route in routes),
            key=lambda place: place.address,
        )
        yield Route(FEED.address, partial(data.feed, source))
        yield Route(
            "sitemap.xml", partial(data.data, source, "sitemap.xml", {"pages": tuple(places)})
        )
    yield Route("robots.txt", partial(data.data, source, "robots.txt", {}))
    yield Route("llms.txt", partial(data.llms, source))
    for link, write in ((DATA, credentials_json), (RESUME, resume_json), (RENEWALS, renewals_ics)):
        if link in source.view.data:
            yield Route(link.address, partial(data.export, source, link.address, write))
    yield Route("404.html", partial(text_pages.not_found, source))
