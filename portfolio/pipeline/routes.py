"""A portfolio becomes a site: every address with what makes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from msgspec.structs import replace

from .. import formats
from ..diagnostics import Diagnostic, Diagnostics
from ..domain.model import Artifact, GeneratedFile, Portfolio
from ..drawing.fonts import (
    choose_fonts,
    foreign_scripts,
    has_letters,
    languages_of,
    sample_of,
    undrawable_titles,
)
from ..drawing.share_card import Font
from ..linking.editions import Edition
from ..linking.link import texts_of
from ..paths import SEARCH_INDEX_FOLDER, SHARED_FOLDERS
from ..site import files, pages
from ..site.addresses import Origin, Register, file_name
from ..site.navigation import make_navigation
from ..site.outline import Resource, Route, Site
from ..site.own_links import Pages, check_own_links
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
def make_site(
    editions: tuple[Edition, ...], theme: Theme, system_fonts: Mapping[str, Font]
) -> tuple[Site, Diagnostics]:
    """The site in its languages, and what is wrong with its addresses, links and pictures.

    The first edition is the one at the root. `system_fonts` are those of the system by script.
    """
    register = Register()
    resources: dict[str, Resource] = {}
    problems: list[Diagnostic | None] = []
    for name, file in theme.static.items():
        if name != editions[0].settings.publish.share_font and resources.get(file.address) != file:
            resources[file.address] = file
            place = partial(theme.location_of, name)
            problems.append(register.claim(file.address, place, is_static=True)[1])
    known = {edition.settings.site.language: dict(resources) for edition in editions}
    made = [_source(facts, known, system_fonts) for facts in site_facts(editions, theme)]
    found = [
        (source, resource)
        for source, facts in made
        for resource in _resources(source, facts)
        if not (source.view.folder and isinstance(resource, Route) and resource.is_for_all)
    ]
    for source, resource in sorted(found, key=lambda each: _origin(each[1]) is not None):
        placed = _placed(resource, source.view.folder)
        is_free, problem = register.claim(placed.address, _origin(resource))
        if is_free:
            resources[placed.address] = placed
            known[source.view.language][resource.address] = resource
        problems.append(problem)
    if editions[0].settings.site.search == SEARCH_INDEX_FOLDER:
        problems.append(register.claim(SEARCH_INDEX_FOLDER)[1])
    for source, _ in made:
        problems += _check_edition(source, theme)
    views = {source.view.folder: source.view for source, _ in made}
    return Site(views, resources), tuple(filter(None, problems))


def site_facts(editions: tuple[Edition, ...], theme: Theme) -> Iterator[SiteFacts]:
    """What decides which pages and files each edition has."""
    folders = {edition.settings.site.language: edition.folder for edition in editions}
    for portfolio, settings in ((edition.portfolio, edition.settings) for edition in editions):
        axis = make_axis(portfolio.entries, portfolio.as_of)
        yield SiteFacts(portfolio, settings, theme, axis, folders)


def _origin(resource: Resource) -> Origin:
    """The place where the owner asks for the address of something."""
    return resource.origin if isinstance(resource, Route) else None


def _placed(resource: Resource, folder: str) -> Resource:
    """Something at its place in the whole site: in the folder of its edition, or of all of them."""
    if not folder or resource.address.startswith(SHARED_FOLDERS):
        return resource
    address = folder + resource.address
    if isinstance(resource, Route):
        return replace(resource, address=address, folder=folder)
    return replace(resource, address=address)


def _check_edition(source: Source, theme: Theme) -> Iterator[Diagnostic]:
    """What is wrong with the links of the texts of an edition, and with its pictures."""
    view, portfolio = source.view, source.portfolio
    texts = [text for text in texts_of(portfolio) if text.text_path or not view.folder]
    yield from check_own_links(texts, pages_of(source.resources, portfolio, view.base_url))
    if source.share_base:
        titles = [route.title for route in source.resources.values() if isinstance(route, Route)]
        yield from undrawable_titles(filter(None, titles), source.fonts, theme.root)


def pages_of(resources: Mapping[str, Resource], portfolio: Portfolio, base_url: str) -> Pages:
    """The addresses of an edition, with the anchors of the texts that stand there."""
    shown = {
        file_name(address): resource.path
        for address, resource in resources.items()
        if isinstance(resource, Route) and resource.path
    }
    anchors = {
        path: text.outline.anchors
        for text in texts_of(portfolio)
        for path in (text.path, text.shown_path)
    }
    of_some_days = {
        **{address: when for kind in page_kinds() for address, when in kind.of_some_days.items()},
        **{form.link.address: form.of_some_days for form in data_formats() if form.of_some_days},
    }
    elsewhere = portfolio.content.elsewhere
    return Pages(resources, shown, base_url, anchors, elsewhere, of_some_days)


def _source(
    facts: SiteFacts,
    known: Mapping[str, Mapping[str, Resource]],
    system_fonts: Mapping[str, Font],
) -> tuple[Source, SiteFacts]:
    """What the pages of an edition are made of, and what decides which it has.

    That is with the site's own picture, or with one drawn for each page. Pictures are only drawn if
    the site has a base URL, because links to them must be whole. `known` are the addresses of all
    editions by language, `system_fonts` the fonts of the system by script.
    """
    settings, theme = facts.settings, facts.theme
    offered = tuple(link for kind in page_kinds() for link in kind.navigation(facts))
    navigation = make_navigation(facts, offered)
    data = (
        *(link for kind in page_kinds() for link in kind.data(facts)),
        *(facts.named(form.link) for form in data_formats() if form.applies(facts)),
    )
    view = make_view(facts, navigation, data)
    source = make_source(facts, view, known, offered)
    if own := theme.static.get(OWN_PICTURE):
        return replace(source, picture=SharePicture(own.address, view.title)), facts
    if not (settings.publish.share_pictures and view.base_url):
        return source, facts
    fonts = choose_fonts(settings, theme, system_fonts)
    legible = has_letters(view.language, fonts, theme.root)
    return replace(source, share_base=share_base(view), fonts=fonts, has_letters=legible), facts


@remember_last
def scripts_without_letters(editions: tuple[Edition, ...], theme: Theme) -> frozenset[str]:
    """The scripts in a site for which its pictures need fonts of the system."""
    settings = editions[0].settings
    is_drawn = settings.publish.share_pictures and settings.site.base_url
    if settings.publish.share_font or OWN_PICTURE in theme.static or not is_drawn:
        return frozenset()
    found: frozenset[str] = frozenset()
    for edition in editions:
        site = edition.settings.site
        texts = (site.title, sample_of(site.language), *_words(edition.portfolio))
        found |= foreign_scripts(filter(None, texts), languages_of(edition.settings))
    return found


def _words(portfolio: Portfolio) -> Iterator[str | None]:
    """What pictures say of the owner, and the names of everything that has a page."""
    if profile := portfolio.content.profile:
        yield from (profile.record.name, profile.record.headline, profile.record.location)
    yield from (entry.record.title for entry in portfolio.entries)
    for page in portfolio.content.pages:
        yield from (page.record.title, page.record.summary)
    for project in (entry.project.record for entry in portfolio.projects):
        yield from (project.title, project.summary, project.role, project.result)
    for selection in (entry.collection.record for entry in portfolio.collections):
        yield from (selection.title, selection.summary)
    yield from (entry.target.record.title for entry in portfolio.targets)
    for taxonomy in portfolio.taxonomies.values():
        yield from (term.name for term in taxonomy.terms)


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
    return declared_in("KIND", pages, files)


def data_formats() -> tuple[DataFormat, ...]:
    """Every form of the portfolio for programs."""
    return declared_in("FORMAT", formats)
