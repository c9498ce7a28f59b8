"""A portfolio becomes a site: every address with the template and the values that make its page.

Lists are given cards and never bodies, so that an edited body changes one page. Nothing is rendered here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from . import structured
from .addresses import Origin, Register
from .cards import link_to
from .dates import PartialDate
from .diagnostics import Diagnostic, Diagnostics
from .document import locate
from .exports import credentials_json
from .facets import facets_of
from .model import Asset, Entry, FreePage, Kind, Portfolio, Standing, State, Term
from .settings import Settings
from .source import CREDENTIALS, HOME, ROADMAP, TITLES, Source, make_source, newest_date, totals_of
from .text import shorten_sentence
from .theme import Theme
from .views import Artifact, Card, Index, Link, Overview, Page, PageView, Sheet, Site, TermLink, TermSheet, TextSheet, Totals, YearGroup

FEED_LENGTH = 30
"""Entries of the feed, the newest first."""
TITLE_LENGTH = 70
"""Longest title of a page that still ends with the name of the site, in characters; search engines cut longer ones."""
DESCRIPTION_LENGTH = 155
"""Longest description of a page for search engines, in characters."""

Entries = dict[str, Page | Artifact | Asset]


def make_site(portfolio: Portfolio, settings: Settings, theme: Theme) -> tuple[Site, Diagnostics]:
    """Every address of the site with what makes it, and the addresses that two things claim."""
    source = make_source(portfolio, settings, theme)
    found: Entries = {}
    register = Register()
    problems: list[Diagnostic] = []
    for address, entry, origin in _all(source, theme):
        is_free, problem = register.claim(address, origin)
        if is_free:
            found[address] = entry
        problems += [problem] if problem else []
    return Site(source.view, found), tuple(problems)


def _all(source: Source, theme: Theme) -> Iterator[tuple[str, Page | Artifact | Asset, Origin]]:
    content = source.portfolio.content
    files: list[Artifact | Asset] = [*theme.static.values(), *content.assets.values()]
    for file in files:
        yield file.address, file, None
    pages = [
        _home(source),
        _credentials(source),
        *_credential_pages(source),
        *_index_pages(source),
        *_term_pages(source),
        *_roadmap(source),
    ]
    texts = [_text_page(source, text) for text in content.pages]
    for page in (*pages, *_data_pages(source, (*pages, *texts)), _not_found(source)):
        yield page.address, page, None
    listed = [(source.cards[entry.id], entry) for entry in source.entries]
    yield "credentials.json", Artifact("credentials.json", credentials_json(source.view, listed)), None
    for page, text in zip(texts, content.pages, strict=True):
        yield page.address, page, partial(locate, text.path, text.text, ("slug",))
    for entry in source.entries:
        for index, alias in enumerate(entry.record.aliases):
            origin = partial(locate, entry.credential.path, entry.credential.text, ("aliases", index))
            yield f"{alias}/", _redirect(source, f"{alias}/", entry), origin


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
) -> Page:
    taxonomy = [parents[-1].text] if kind == "term" else []
    own = " – ".join([heading, *taxonomy])
    title = own if heading == source.view.title or len(own) + len(source.view.title) > TITLE_LENGTH else f"{own} – {source.view.title}"
    short = shorten_sentence(description, DESCRIPTION_LENGTH)
    data = structured.graph(source.view, nodes)
    return Page(PageView(address, title, heading, short, kind, parents, data, updated), template or f"{kind}.html", values)


def _home(source: Source) -> Page:
    listed = source.listed()
    all_cards = [source.cards[entry.id] for entry in source.entries if entry.standing is not Standing.UNDERWAY]
    featured = [card for card in all_cards if card.featured] or listed
    terms = {kind: tuple(source.terms[kind, t.slug] for t in source.portfolio.taxonomies[kind].terms) for kind in Kind}
    profile = source.portfolio.content.profile
    overview = Overview(
        totals=totals_of(source),
        featured=tuple(featured),
        in_progress=source.in_state(State.IN_PROGRESS),
        categories=terms[Kind.CATEGORIES],
        technologies=terms[Kind.TECHNOLOGIES],
        skills=terms[Kind.SKILLS],
        introduction=source.texts.prose(profile.path, profile.body) if profile and profile.body.html.strip() else None,
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


def _credential_pages(source: Source) -> Iterator[Page]:
    by_id = {entry.id: entry for entry in source.entries}
    dated = [entry for entry in source.entries if entry.standing is not Standing.UNDERWAY]
    order = {entry.id: number for number, entry in enumerate(dated)}
    replaced: dict[str, list[Link]] = {}
    for entry in source.entries:
        replaced.setdefault(entry.successor or "", []).append(link_to(entry))
    for entry in source.entries:
        number = order.get(entry.id)
        card = source.cards[entry.id]
        sheet = Sheet(
            card=card,
            record=entry.record,
            body=source.texts.prose(entry.credential.path, entry.credential.body),
            headings=tuple(heading for heading in entry.credential.body.headings if heading.level == 2),
            certificate=source.portfolio.content.assets.get((entry.credential.path, entry.record.certificate or "")),
            successor=link_to(by_id[entry.successor]) if entry.successor in by_id else None,
            predecessors=tuple(replaced.get(entry.id, ())),
            related=_related(source, entry),
            newer=link_to(dated[number - 1]) if number else None,
            older=link_to(dated[number + 1]) if number is not None and number + 1 < len(dated) else None,
        )
        yield _credential_page(source, sheet)


def _credential_page(source: Source, sheet: Sheet) -> Page:
    card = sheet.card
    parents = (HOME, ROADMAP if card.standing is Standing.UNDERWAY else CREDENTIALS, *((card.parent,) if card.parent else ()))
    issuers = ", ".join(issuer.text for issuer in card.issuers)
    when = f", issued {card.issued}" if card.issued else ""
    description = f"{card.title} ({issuers}{when}). {card.status}. {card.summary}"
    nodes = structured.credential_nodes(source.view, sheet, parents)
    updated = max((day for day in (sheet.record.last_updated, card.issued) if day), default=None)
    return _page(source, "credential", card.address, card.title, description, nodes, {"sheet": sheet}, parents, updated=updated)


def _related(source: Source, entry: Entry) -> tuple[Card, ...]:
    """Three credentials that share most technologies, then the issuer."""
    family = {entry.id, entry.parent, *entry.parts}
    weight: Counter[str] = Counter()
    for kind, points in ((Kind.TECHNOLOGIES, 10), (Kind.SKILLS, 4), (Kind.ISSUERS, 1)):
        for slug in entry.terms.get(kind, ()):
            weight.update({other: points for other in source.pool[kind, slug] if other not in family})
    order = sorted(weight, key=lambda identity: (-weight[identity], identity))
    return tuple(source.cards[identity] for identity in order[:3])


def _term_pages(source: Source) -> Iterator[Page]:
    for kind, taxonomy in source.portfolio.taxonomies.items():
        parent = Link(TITLES[kind], f"{kind}/")
        for term in taxonomy.terms:
            yield _term_page(source, term, parent)


def _term_page(source: Source, term: Term, parent: Link) -> Page:
    groups = {standing: tuple(source.cards[e.id] for e in term.entries if e.standing is standing) for standing in Standing}
    last = term.last_evidenced
    sheet = TermSheet(
        term.kind,
        term.name,
        groups[Standing.VALID],
        groups[Standing.LEARNING],
        groups[Standing.LAPSED],
        groups[Standing.UNDERWAY],
        last,
        _neighbours(source, term),
    )
    valid = f"{term.valid_count} valid credential{'' if term.valid_count == 1 else 's'}"
    when = f", last evidenced {last}" if last else ""
    description = f"{term.name}: {valid}{when}. What {source.view.title} has done with it, and where to check it."
    cards = [card for standing in Standing for card in groups[standing]]
    nodes = structured.list_nodes(source.view, term.address, term.name, cards, (HOME, parent))
    return _page(source, "term", term.address, term.name, description, nodes, {"term": sheet}, (HOME, parent), updated=last)


def _neighbours(source: Source, term: Term) -> tuple[TermLink, ...]:
    together = Counter(slug for entry in term.entries for slug in entry.terms.get(term.kind, ()) if slug != term.slug)
    nearest = sorted(together, key=lambda slug: (-together[slug], slug))[:12]
    return tuple(source.terms[term.kind, slug] for slug in nearest)


def _index_pages(source: Source) -> Iterator[Page]:
    for kind, taxonomy in source.portfolio.taxonomies.items():
        if taxonomy.terms:
            title, address = TITLES[kind], f"{kind}/"
            index = Index(kind, title, tuple(source.terms[kind, term.slug] for term in taxonomy.terms))
            description = f"{len(index.terms)} {title.lower()} of {source.view.title}, each with the credentials that evidence it."
            nodes = structured.page_nodes(source.view, address, title, (HOME,))
            yield _page(source, "index", address, title, description, nodes, {"index": index})


def _roadmap(source: Source) -> Iterator[Page]:
    in_progress, planned = source.in_state(State.IN_PROGRESS), source.in_state(State.PLANNED)
    if in_progress or planned:
        description = f"What {source.view.title} is studying for and what comes next; nothing here is earned yet."
        nodes = structured.list_nodes(source.view, ROADMAP.address, ROADMAP.text, (*in_progress, *planned), (HOME,))
        values = {"in_progress": in_progress, "planned": planned}
        yield _page(source, "roadmap", ROADMAP.address, ROADMAP.text, description, nodes, values)


def _text_page(source: Source, text: FreePage) -> Page:
    address = f"{text.slug}/"
    description = text.record.summary or text.body.first_paragraph or f"{text.record.title}: a page of {source.view.title}."
    nodes = structured.page_nodes(source.view, address, text.record.title, (HOME,))
    sheet = TextSheet(source.texts.prose(text.path, text.body), tuple(h for h in text.body.headings if h.level == 2))
    return _page(source, "text", address, text.record.title, description, nodes, {"text": sheet})


def _not_found(source: Source) -> Page:
    description = "There is no page at this address; the list of credentials and the home page lead on."
    return _page(source, "error", "404.html", "Page not found", description, (), {}, (), "404.html")


def _redirect(source: Source, address: str, entry: Entry) -> Page:
    values = {"target": link_to(entry)}
    return _page(source, "redirect", address, entry.record.title, entry.record.title, (), values)


def _data_pages(source: Source, pages: Iterable[Page]) -> Iterator[Page]:
    data = partial(_page, source, "data", heading=source.view.title, description="", nodes=(), parents=())
    if source.view.base_url:
        newest = tuple(card for card in source.listed() if card.issued)[:FEED_LENGTH]
        yield data(address="feed.xml", values={"cards": newest}, template="feed.xml", updated=newest_date(newest))
        views = tuple(sorted((page.view for page in pages), key=lambda view: view.address))
        yield data(address="sitemap.xml", values={"pages": views}, template="sitemap.xml")
    yield data(address="robots.txt", values={}, template="robots.txt")
