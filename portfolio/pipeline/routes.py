"""A portfolio becomes a site: every address with what makes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from msgspec.structs import replace

from .. import formats
from ..diagnostics import Diagnostic, Diagnostics
from ..domain.model import Artifact, GeneratedFile, Portfolio
from ..drawing.fonts import owner_font, undrawable_titles
from ..paths import SEARCH_INDEX_FOLDER
from ..settings import Settings
from ..site import pages
from ..site.addresses import Register, file_name
from ..site.navigation import make_navigation
from ..site.outline import Resource, Route, Site
from ..site.own_links import Pages, check_own_links, texts_of
from ..site.pictures import picture_copies
from ..site.registry import DataFormat, PageKind, declared_in
from ..site.share_cards import draw_share_picture, picture_address, share_base
from ..site.source import SiteFacts, Source, make_source, make_view
from ..site.timeline import make_axis
from ..store.memo import remember_last
from ..theme.themes import Theme
from ..views.pages import SharePicture

OWN_PICTURE = "share.png"
"""The static file of a site, or of its theme, that is the picture of every page."""


@remember_last
def make_site(portfolio: Portfolio, settings: Settings, theme: Theme) -> tuple[Site, Diagnostics]:
    """The site, and what is wrong with its addresses, links and pictures."""
    resources: dict[str, Resource] = {}
    facts = SiteFacts(portfolio, settings, theme, make_axis(portfolio.entries, portfolio.as_of))
    source = _source(facts, resources)
    register = Register()
    problems: list[Diagnostic | None] = []
    for name, file in theme.static.items():
        if name != settings.publish.share_font and resources.get(file.address) != file:
            resources[file.address] = file
            place = partial(theme.location_of, name)
            problems.append(register.claim(file.address, place, is_static=True)[1])
    for resource in _resources(source, facts):
        origin = resource.origin if isinstance(resource, Route) else None
        is_free, problem = register.claim(resource.address, origin)
        if is_free:
            resources[resource.address] = resource
        problems.append(problem)
    if settings.site.search == SEARCH_INDEX_FOLDER:
        problems.append(register.claim(SEARCH_INDEX_FOLDER)[1])
    known = pages_of(resources, portfolio, source.view.base_url)
    problems += check_own_links(texts_of(portfolio), known)
    if source.share_base:
        titles = [route.title for route in resources.values() if isinstance(route, Route)]
        problems += undrawable_titles(filter(None, titles), source.share_base.font, theme.root)
    return Site(source.view, resources), tuple(filter(None, problems))


def pages_of(resources: Mapping[str, Resource], portfolio: Portfolio, base_url: str) -> Pages:
    """The addresses of a site, with the anchors of the texts that stand there."""
    shown = {
        file_name(address): resource.path
        for address, resource in resources.items()
        if isinstance(resource, Route) and resource.path
    }
    anchors = {text.path: text.outline.anchors for text in texts_of(portfolio)}
    of_some_days = {
        **{address: when for kind in page_kinds() for address, when in kind.of_some_days.items()},
        **{form.link.address: form.of_some_days for form in data_formats() if form.of_some_days},
    }
    elsewhere = portfolio.content.elsewhere
    return Pages(resources, shown, base_url, anchors, elsewhere, of_some_days)


def _source(facts: SiteFacts, resources: Mapping[str, Resource]) -> Source:
    """What pages are made of, with the site's own picture, or with one drawn for each page.

    Pictures are only drawn if the site has a base URL, because links to them must be whole.
    """
    settings, theme = facts.settings, facts.theme
    offered = tuple(link for kind in page_kinds() for link in kind.navigation(facts))
    navigation = make_navigation(facts, offered)
    data = (
        *(link for kind in page_kinds() for link in kind.data(facts)),
        *(facts.named(form.link) for form in data_formats() if form.applies(facts)),
    )
    view = make_view(facts, navigation, data)
    source = make_source(facts.portfolio, settings, view, resources, offered)
    if own := theme.static.get(OWN_PICTURE):
        return replace(source, picture=SharePicture(own.address, view.title))
    if not (settings.publish.share_pictures and view.base_url):
        return source
    return replace(source, share_base=share_base(view, owner_font(settings, theme)))


def _resources(source: Source, facts: SiteFacts) -> Iterator[Resource]:
    """Yield everything that claims an address, what the owner names last."""
    yield from facts.portfolio.content.assets.values()
    if source.copied:
        yield from picture_copies(source.portfolio)
    routes = [route for kind in page_kinds() for route in kind.routes(source)]
    yield from (route for route in routes if route.origin is None)
    for form in data_formats():
        if form.applies(facts):
            yield Route(form.link.address, partial(_export, form, source), is_in_sitemap=False)
        yield from form.also(source)
    yield from (route for route in routes if route.origin)
    if source.share_base:
        for route in routes:
            if route.share:
                address = picture_address(route.address)
                yield GeneratedFile(address, route.share, draw_share_picture)


def _export(form: DataFormat, source: Source) -> Artifact:
    return Artifact(form.link.address, form.write(source))


def page_kinds() -> tuple[PageKind, ...]:
    """Every kind of page."""
    return declared_in(pages, "KIND")


def data_formats() -> tuple[DataFormat, ...]:
    """Every form of the portfolio for programs."""
    return declared_in(formats, "FORMAT")
