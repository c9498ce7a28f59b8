"""A portfolio becomes a site: every address with what makes its page, when it is asked for.

No page knows a body, not even the one that it shows: bodies come in when it is rendered, so that an edited body changes one
page. Nothing is rendered here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from msgspec.structs import replace

from . import structured
from .addresses import Origin, Register
from .cards import DRAFT, address_of, link_to
from .charts import make_glance
from .dates import PartialDate
from .diagnostics import Diagnostic, Diagnostics
from .exports import SCHEMA, credentials_json, draw_schema
from .facets import facets_of
from .files import PDF
from .json_resume import resume_json
from .linkedin import profile_link
from .model import Artifact, Asset, Credential, Drawing, Entry, FreePage, Kind, Portfolio, Profile, Standing, State, Taxonomy, Term
from .pictures import EVIDENCE, drawings, show
from .places import locate
from .related import neighbours, related
from .renewals import renewals_ics
from .resume import resume_of
from .settings import Settings
from .share import draw, picture_address, picture_of, share_cards
from .source import CREDENTIALS, DATA, FEED, GLANCE, HOME, RENEWALS, RESUME, ROADMAP, TITLES, Source, make_source, newest_date, totals_of
from .text import shorten_sentence
from .theme import Theme
from .views import (
    Card,
    Index,
    Link,
    Overview,
    Page,
    PageView,
    Picture,
    Route,
    SharePicture,
    Sheet,
    Site,
    SitemapEntry,
    TermSheet,
    Totals,
    YearGroup,
)

OWN_PICTURE = "share.png"
"""The static file of a site, or of its theme, that is the picture of every page."""
FEED_LENGTH = 30
"""Entries of the feed, the newest first."""
TITLE_LENGTH = 70
"""Longest title of a page that still ends with the name of the site, in characters; search engines cut longer ones."""
DESCRIPTION_LENGTH = 155
"""Longest description of a page for search engines, in characters."""

Relations = tuple[Link | None, tuple[Link, ...], Link | None, Link | None]
"""What succeeds a credential, what it succeeds, the next one by date and the one before."""
Entries = dict[str, Route | Artifact | Asset | Drawing]


def make_site(portfolio: Portfolio, settings: Settings, theme: Theme) -> tuple[Site, Diagnostics]:
    """Every address of the site with what makes it, and the addresses that two things claim."""
    source = _with_pictures(make_source(portfolio, settings, theme), settings, theme)
    found: Entries = {}
    register = Register()
    problems: list[Diagnostic] = []
    for entry, origin in _all(source, theme):
        is_free, problem = register.claim(entry.address, origin)
        if is_free:
            found[entry.address] = entry
        problems += [problem] if problem else []
    return Site(source.view, found), tuple(problems)


def _with_pictures(source: Source, settings: Settings, theme: Theme) -> Source:
    """The same with the site's own picture, or else with what is drawn for each page, if there are whole links to name it by."""
    own = theme.static.get(OWN_PICTURE)
    if own or not (settings.publish.share_pictures and source.view.base_url):
        return replace(source, picture=SharePicture(own.address, source.view.title) if own else None)
    return replace(source, pictures=share_cards(source))


def _all(source: Source, theme: Theme) -> Iterator[tuple[Route | Artifact | Asset | Drawing, Origin]]:
    content = source.portfolio.content
    files: list[Artifact | Asset] = [*theme.static.values(), *content.assets.values()]
    for file in files:
        yield file, None
    for copy in drawings(source.portfolio) if source.copied else ():
        yield copy, None
    routes = [*_main_routes(source), *_credential_routes(source), *_term_routes(source)]
    texts = [Route(f"{text.slug}/", partial(_text_page, source, text), text.path) for text in content.pages]
    for route in (*routes, *_data_routes(source, (*routes, *texts))):
        yield route, None
    yield Drawing(SCHEMA, source.view.base_url, draw_schema), None
    for route, text in zip(texts, content.pages, strict=True):
        yield route, partial(locate, text.path, text.head, ("slug",))
    for address, card in source.pictures.items():
        yield Drawing(picture_address(address), card, draw), None
    for entry in source.entries:
        for index, alias in enumerate(entry.record.aliases):
            origin = partial(locate, entry.credential.path, entry.credential.head, ("aliases", index))
            yield Route(f"{alias}/", partial(_redirect, source, f"{alias}/", entry)), origin


def _main_routes(source: Source) -> Iterator[Route]:
    profile = source.portfolio.content.profile
    newest = newest_date(source.listed())
    yield Route("", partial(_home, source), profile.path if profile else "", newest)
    yield Route(CREDENTIALS.address, partial(_credentials, source), updated=newest)
    for taxonomy in source.portfolio.taxonomies.values():
        if taxonomy.terms:
            yield Route(f"{taxonomy.kind}/", partial(_index, source, taxonomy))
    if GLANCE in source.view.navigation:
        yield Route(GLANCE.address, partial(_glance, source), updated=newest)
    if any(entry.standing is Standing.UNDERWAY for entry in source.entries):
        yield Route(ROADMAP.address, partial(_roadmap, source))


def _credential_routes(source: Source) -> Iterator[Route]:
    dated = [entry for entry in source.entries if entry.standing is not Standing.UNDERWAY]
    links = {entry.id: link_to(entry) for entry in source.entries}
    newer = {entry.id: links[dated[at].id] for at, entry in enumerate(dated[1:])}
    older = {entry.id: links[dated[at + 1].id] for at, entry in enumerate(dated[:-1])}
    replaced: dict[str, list[Link]] = {}
    for entry in source.entries:
        replaced.setdefault(entry.successor or "", []).append(links[entry.id])
    for entry in source.entries:
        relations = (links.get(entry.successor or ""), tuple(replaced.get(entry.id, ())), newer.get(entry.id), older.get(entry.id))
        yield Route(address_of(entry), partial(_credential, source, entry, relations), entry.credential.path, _last_change(entry))


def _last_change(entry: Entry) -> PartialDate | None:
    return max((day for day in (entry.record.last_updated, entry.record.issued_date) if day), default=None)


def _term_routes(source: Source) -> Iterator[Route]:
    for kind, taxonomy in source.portfolio.taxonomies.items():
        parent = Link(TITLES[kind], f"{kind}/")
        for term in taxonomy.terms:
            yield Route(term.address, partial(_term, source, term, parent), updated=term.last_evidenced)


def _data_routes(source: Source, routes: Iterable[Route]) -> Iterator[Route]:
    if source.view.base_url:
        places = sorted((SitemapEntry(route.address, route.updated) for route in routes), key=lambda place: place.address)
        yield Route(FEED.address, partial(_feed, source))
        yield Route("sitemap.xml", partial(_data, source, "sitemap.xml", {"pages": tuple(places)}))
    yield Route("robots.txt", partial(_data, source, "robots.txt", {}))
    yield Route("llms.txt", partial(_llms, source))
    for link, export in ((DATA, credentials_json), (RESUME, resume_json), (RENEWALS, renewals_ics)):
        if link in source.view.data:
            yield Route(link.address, partial(_export, source, link.address, export))
    yield Route("404.html", partial(_not_found, source))


def _page(
    source: Source,
    kind: str,
    address: str,
    heading: str,
    description: str,
    nodes: Iterable[structured.Node],
    values: Mapping[str, Any],
    parents: tuple[Link, ...] = (HOME,),
    template: str = "",
    updated: PartialDate | None = None,
    unpublished: str = "",
    shows: Credential | FreePage | Profile | None = None,
) -> Page:
    taxonomy = [parents[-1].text] if kind == "term" else []
    own = " – ".join([heading, *taxonomy])
    title = own if heading == source.view.title or len(own) + len(source.view.title) > TITLE_LENGTH else f"{own} – {source.view.title}"
    short = shorten_sentence(description, DESCRIPTION_LENGTH)
    data = structured.graph(source.view, nodes)
    drawn = source.pictures.get(address)
    picture = picture_of(address, drawn) if drawn else source.picture
    view = PageView(address, title, heading, short, kind, parents, data, updated, unpublished, picture)
    targets = source.texts.targets(shows.path, shows.gist) if shows else {}
    return Page(view, template or f"{kind}.html", values, targets)


def _home(source: Source) -> Page:
    listed = source.listed()
    all_cards = [source.cards[entry.id] for entry in source.entries if entry.standing is not Standing.UNDERWAY]
    featured = [card for card in all_cards if card.featured] or listed
    terms = {kind: tuple(source.terms[kind, t.slug] for t in source.portfolio.taxonomies[kind].terms) for kind in Kind}
    overview = Overview(
        totals=totals_of(source),
        featured=tuple(featured),
        in_progress=source.in_state(State.IN_PROGRESS),
        categories=terms[Kind.CATEGORIES],
        technologies=terms[Kind.TECHNOLOGIES],
        skills=terms[Kind.SKILLS],
        fields=resume_of(listed, terms[Kind.CATEGORIES]),
    )
    valid = [source.cards[entry.id] for entry in source.entries if entry.is_counted]
    nodes = structured.home_nodes(source.view, valid, [term.text for term in overview.technologies[:30]])
    return _page(
        source,
        "home",
        "",
        source.view.title,
        _home_description(source, overview.totals),
        nodes,
        {"overview": overview},
        (),
        updated=newest_date(listed),
        shows=source.portfolio.content.profile,
    )


def _home_description(source: Source, totals: Totals) -> str:
    owner = source.view.owner
    who = f"{owner.name}, {owner.headline}" if owner and owner.headline else source.view.title
    since = f" since {totals.since}" if totals.since else ""
    plural = "" if totals.credentials == 1 else "s"
    return f"{who}: {totals.credentials} credential{plural}{since}, each with its issuer, its dates and a way to check it."


def _credentials(source: Source) -> Page:
    listed = source.listed()
    years: dict[int, list[Card]] = {}
    for card in listed:
        years.setdefault(card.issued.year if card.issued else 0, []).append(card)
    groups = tuple(YearGroup(year, tuple(years[year])) for year in sorted(years, reverse=True))
    values = {"years": groups, "facets": facets_of(listed), "total": len(listed)}
    description = f"All {len(listed)} entries of {source.view.title}, by year, with issuer, dates, status and skills."
    nodes = structured.list_nodes(source.view, CREDENTIALS.address, CREDENTIALS.text, listed, (HOME,))
    return _page(source, "credentials", CREDENTIALS.address, CREDENTIALS.text, description, nodes, values, updated=newest_date(listed))


def _credential(source: Source, entry: Entry, relations: Relations) -> Page:
    card = source.cards[entry.id]
    successor, predecessors, newer, older = relations
    certificate = source.portfolio.content.assets.get((entry.credential.path, entry.record.certificate or ""))
    sheet = Sheet(
        card=card,
        record=entry.record,
        certificate=certificate,
        certificate_picture=_certificate_picture(source, card, entry, certificate),
        successor=successor,
        predecessors=predecessors,
        related=related(source, entry),
        newer=newer,
        older=older,
        linkedin=profile_link(card, source.view.base_url),
    )
    parents = (HOME, ROADMAP if card.standing is Standing.UNDERWAY else CREDENTIALS, *((card.parent,) if card.parent else ()))
    issuers = ", ".join(issuer.text for issuer in card.issuers)
    when = f", issued {card.issued}" if card.issued else ""
    description = f"{card.title} ({issuers}{when}). {card.status}. {card.summary}"
    nodes = structured.credential_nodes(source.view, sheet, parents)
    return _page(
        source,
        "credential",
        card.address,
        card.title,
        description,
        nodes,
        {"sheet": sheet},
        parents,
        updated=_last_change(entry),
        unpublished=card.unpublished,
        shows=entry.credential,
    )


def _certificate_picture(source: Source, card: Card, entry: Entry, certificate: Asset | None) -> Picture | None:
    if certificate is None or (card.picture and card.picture.asset.address == certificate.address):
        return None
    what = "First page of the certificate" if certificate.media_type == PDF else "The certificate"
    described = "" if card.picture else entry.record.image_alt
    return show(certificate, described or f"{what}: {card.title}", EVIDENCE, copied=source.copied)


def _term(source: Source, term: Term, parent: Link) -> Page:
    groups: dict[Standing, list[Card]] = {standing: [] for standing in Standing}
    for entry in term.entries:
        groups[entry.standing].append(source.cards[entry.id])
    last = term.last_evidenced
    sheet = TermSheet(
        term.kind,
        term.name,
        tuple(groups[Standing.VALID]),
        tuple(groups[Standing.LEARNING]),
        tuple(groups[Standing.LAPSED]),
        tuple(groups[Standing.UNDERWAY]),
        last,
        neighbours(source, term),
    )
    valid = f"{term.valid_count} valid credential{'' if term.valid_count == 1 else 's'}"
    when = f", last evidenced {last}" if last else ""
    description = f"{term.name}: {valid}{when}. What {source.view.title} has done with it, and where to check it."
    cards = [card for standing in Standing for card in groups[standing]]
    nodes = structured.list_nodes(source.view, term.address, term.name, cards, (HOME, parent))
    return _page(source, "term", term.address, term.name, description, nodes, {"term": sheet}, (HOME, parent), updated=last)


def _index(source: Source, taxonomy: Taxonomy) -> Page:
    title, address = TITLES[taxonomy.kind], f"{taxonomy.kind}/"
    index = Index(taxonomy.kind, title, tuple(source.terms[taxonomy.kind, term.slug] for term in taxonomy.terms))
    description = f"{len(index.terms)} {title.lower()} of {source.view.title}, each with the credentials that evidence it."
    nodes = structured.page_nodes(source.view, address, title, (HOME,))
    return _page(source, "index", address, title, description, nodes, {"index": index})


def _glance(source: Source) -> Page:
    description = (
        f"The credentials of {source.view.title} as charts: how long each holds, what they prove by year, and the hours they took."
    )
    nodes = structured.page_nodes(source.view, GLANCE.address, GLANCE.text, (HOME,))
    values = {"glance": make_glance(source)}
    return _page(source, "glance", GLANCE.address, GLANCE.text, description, nodes, values, updated=newest_date(source.listed()))


def _roadmap(source: Source) -> Page:
    in_progress, planned = source.in_state(State.IN_PROGRESS), source.in_state(State.PLANNED)
    description = f"What {source.view.title} is studying for and what comes next; nothing here is earned yet."
    nodes = structured.list_nodes(source.view, ROADMAP.address, ROADMAP.text, (*in_progress, *planned), (HOME,))
    values = {"in_progress": in_progress, "planned": planned}
    return _page(source, "roadmap", ROADMAP.address, ROADMAP.text, description, nodes, values)


def _text_page(source: Source, text: FreePage) -> Page:
    address = f"{text.slug}/"
    description = text.record.summary or text.gist.first_paragraph or f"{text.record.title}: a page of {source.view.title}."
    nodes = structured.page_nodes(source.view, address, text.record.title, (HOME,))
    state = DRAFT if text.record.draft else ""
    return _page(source, "text", address, text.record.title, description, nodes, {}, unpublished=state, shows=text)


def _not_found(source: Source) -> Page:
    description = "There is no page at this address; the list of credentials and the home page lead on."
    return _page(source, "error", "404.html", "Page not found", description, (), {}, (), "404.html")


def _redirect(source: Source, address: str, entry: Entry) -> Page:
    values = {"target": link_to(entry)}
    return _page(source, "redirect", address, entry.record.title, entry.record.title, (), values)


def _feed(source: Source) -> Page:
    newest = tuple(card for card in source.listed() if card.issued)[:FEED_LENGTH]
    return _data(source, FEED.address, {"cards": newest}, newest_date(newest))


def _llms(source: Source) -> Page:
    cards = tuple(card for card, _ in source.published())
    return _data(source, "llms.txt", {"cards": cards}, description=_home_description(source, totals_of(source)))


def _data(source: Source, address: str, values: Mapping[str, Any], updated: PartialDate | None = None, description: str = "") -> Page:
    return _page(source, "data", address, source.view.title, description, (), values, (), address, updated)


def _export(source: Source, address: str, export: Callable[[Source], bytes]) -> Artifact:
    return Artifact(address, export(source))
