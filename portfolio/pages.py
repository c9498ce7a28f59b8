"""Every page: what a template is given for it, made when it is asked for.

No page knows a body, not even the one that it shows: bodies come in when it is rendered, so that an edited body changes one
page. Nothing is rendered here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any

from . import structured
from .cards import DRAFT, link_to
from .charts import make_glance
from .collation import letters, ranks
from .dates import PartialDate
from .facets import facets_of
from .kinds import PDF
from .model import Artifact, Asset, Credential, Entry, FreePage, Kind, Profile, Standing, State, Taxonomy, Term
from .pictures import EVIDENCE, show
from .related import neighbours, related
from .resume import resume_of
from .share import picture_of
from .source import CREDENTIALS, FEED, GLANCE, HOME, ROADMAP, TITLES, Source, newest_change, totals_of
from .text import shorten_sentence
from .views import (
    Card,
    Index,
    Letter,
    Link,
    Overview,
    Page,
    PageView,
    Picture,
    Ranks,
    Sheet,
    TermLink,
    TermSheet,
    Totals,
    YearGroup,
)

FEED_LENGTH = 30
"""Entries of the feed, the newest first."""
TITLE_LENGTH = 70
"""Longest title of a page that still ends with the name of the site, in characters; search engines cut longer ones."""
DESCRIPTION_LENGTH = 155
"""Longest description of a page for search engines, in characters."""
SHORTEST_DESCRIPTION = 70
"""A description with fewer characters says too little; search engines put words of their own in its place."""

Relations = tuple[Link | None, tuple[Link, ...], Link | None, Link | None]
"""What succeeds a credential, what it succeeds, the next one by date and the one before."""


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


def home(source: Source) -> Page:
    """The home page."""
    listed, valid = source.listed(), [card for card, _ in source.counted()]
    all_cards = [source.cards[entry.id] for entry in source.entries if entry.standing is not Standing.UNDERWAY]
    featured = [card for card in all_cards if card.featured] or listed
    terms = {kind: tuple(source.terms[kind, t.slug] for t in source.portfolio.taxonomies[kind].terms) for kind in Kind}
    overview = Overview(
        totals=totals_of(source),
        featured=tuple(featured),
        in_progress=source.in_state(State.IN_PROGRESS),
        upcoming=source.in_state(State.UPCOMING),
        categories=terms[Kind.CATEGORIES],
        technologies=terms[Kind.TECHNOLOGIES],
        skills=terms[Kind.SKILLS],
        fields=resume_of(valid, terms[Kind.CATEGORIES]),
    )
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
        updated=newest_change(source.entries),
        shows=source.portfolio.content.profile,
    )


def _home_description(source: Source, totals: Totals) -> str:
    owner = source.view.owner
    who = f"{owner.name}, {owner.headline}" if owner and owner.headline else source.view.title
    since = f" since {totals.since}" if totals.since else ""
    plural = "" if totals.credentials == 1 else "s"
    return (
        f"{who}: {totals.credentials} credential{plural}{since}, each with its issuer and its dates, and with a check where there is one."
    )


def credentials(source: Source) -> Page:
    """The list of everything that is earned or completed."""
    listed = source.listed()
    years: dict[int, list[Card]] = {}
    for card in listed:
        years.setdefault(card.issued.year if card.issued else 0, []).append(card)
    groups = tuple(YearGroup(year, tuple(years[year])) for year in sorted(years, reverse=True))
    language = source.view.language
    facets = facets_of(listed, language)
    values = {"years": groups, "facets": facets, "total": len(listed), "totals": totals_of(source), "ranks": _ranks(groups, language)}
    description = f"All {len(listed)} entries of {source.view.title}, by year, with issuer, dates, status and skills."
    nodes = structured.list_nodes(source.view, CREDENTIALS.address, CREDENTIALS.text, listed, (HOME,))
    return _page(
        source, "credentials", CREDENTIALS.address, CREDENTIALS.text, description, nodes, values, updated=newest_change(source.entries)
    )


def _ranks(years: Iterable[YearGroup], language: str) -> Ranks:
    cards = [card for group in years for card in group.cards]
    titles, issuers = ranks((card.title for card in cards), language), ranks((card.issuer_names for card in cards), language)
    return Ranks(tuple(titles[card.title] for card in cards), tuple(issuers[card.issuer_names] for card in cards))


def credential(source: Source, entry: Entry, relations: Relations) -> Page:
    """The page of one credential."""
    card = source.cards[entry.id]
    successor, predecessors, newer, older = relations
    certificate = source.portfolio.content.assets.get((entry.credential.path, entry.record.certificate or ""))
    sheet = Sheet(
        card=card,
        record=entry.record,
        parts_have_hours=all(part.hours and part.standing is not Standing.UNDERWAY for part in card.parts),
        links=entry.links,
        certificate=certificate,
        certificate_picture=_certificate_picture(source, card, entry, certificate),
        successor=successor,
        predecessors=predecessors,
        related=related(source, entry),
        newer=newer,
        older=older,
    )
    parents = (HOME, ROADMAP if card.standing is Standing.UNDERWAY else CREDENTIALS, *((card.parent,) if card.parent else ()))
    when = f", issued {card.issued}" if card.issued else ""
    said = f"{card.title} ({card.issuer_names}{when}). {card.status}. {card.summary}".strip()
    description = (
        said if len(said) >= SHORTEST_DESCRIPTION else f"{said} From {source.view.title}, with its issuer, its dates and what it proves."
    )
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
        updated=entry.record.last_updated,
        unpublished=card.unpublished,
        shows=entry.credential,
    )


def _certificate_picture(source: Source, card: Card, entry: Entry, certificate: Asset | None) -> Picture | None:
    if certificate is None or (card.picture and card.picture.asset.address == certificate.address):
        return None
    what = "First page of the certificate" if certificate.media_type == PDF else "The certificate"
    described = "" if card.picture else entry.record.image_alt
    return show(certificate, described or f"{what}: {card.title}", EVIDENCE, copied=source.copied)


def term_page(source: Source, term: Term, parent: Link) -> Page:
    """The page of one skill, technology, issuer or category."""
    groups: dict[Standing | None, list[Card]] = {standing: [] for standing in (*Standing, None)}
    for entry in term.entries:
        groups[entry.standing if entry.within is None else None].append(source.cards[entry.id])
    last = term.last_evidenced
    sheet = TermSheet(
        term.kind,
        term.name,
        tuple(groups[Standing.VALID]),
        tuple(groups[None]),
        term.part_count,
        tuple(groups[Standing.LEARNING]),
        tuple(groups[Standing.LAPSED]),
        tuple(groups[Standing.UNDERWAY]),
        last,
        neighbours(source, term),
        source.terms[term.kind, term.slug].language,
    )
    valid = f"{term.valid_count} valid credential{'' if term.valid_count == 1 else 's'}"
    more = f", {term.part_count} more as parts of programmes" if term.part_count else ""
    when = f", last evidenced {last}" if last else ""
    description = f"{term.name}: {valid}{more}{when}. What {source.view.title} has done with it, and where that can be checked."
    cards = [card for group in groups.values() for card in group]
    nodes = structured.list_nodes(source.view, term.address, term.name, cards, (HOME, parent))
    return _page(
        source, "term", term.address, term.name, description, nodes, {"term": sheet}, (HOME, parent), updated=newest_change(term.entries)
    )


def index_page(source: Source, taxonomy: Taxonomy) -> Page:
    """The page that lists the terms of a kind."""
    title, address = TITLES[taxonomy.kind], f"{taxonomy.kind}/"
    terms = tuple(source.terms[taxonomy.kind, term.slug] for term in taxonomy.terms)
    earned = sum(any(entry.is_earned for entry in term.entries) for term in taxonomy.terms)
    index = Index(taxonomy.kind, title, terms, earned, _letters(terms, source.view.language))
    description = f"{len(index.terms)} {title.lower()} of {source.view.title}, each with the credentials that evidence it."
    nodes = structured.page_nodes(source.view, address, title, (HOME,))
    return _page(source, "index", address, title, description, nodes, {"index": index})


def _letters(terms: Iterable[TermLink], language: str) -> tuple[Letter, ...]:
    by_name: dict[str, list[TermLink]] = {}
    for term in terms:
        by_name.setdefault(term.text, []).append(term)
    return tuple(Letter(letter, tuple(term for name in names for term in by_name[name])) for letter, names in letters(by_name, language))


def glance(source: Source) -> Page:
    """The page of charts."""
    description = (
        f"The credentials of {source.view.title} as charts: how long each holds, what they prove by year, and the hours they took."
    )
    nodes = structured.page_nodes(source.view, GLANCE.address, GLANCE.text, (HOME,))
    values = {"glance": make_glance(source)}
    return _page(source, "glance", GLANCE.address, GLANCE.text, description, nodes, values, updated=newest_change(source.entries))


def roadmap(source: Source) -> Page:
    """The page of what is in progress and planned."""
    underway = source.underway()
    description = f"What {source.view.title} is studying for and what comes next; nothing here is earned yet."
    nodes = structured.list_nodes(source.view, ROADMAP.address, ROADMAP.text, tuple(chain(*underway.values())), (HOME,))
    values = {state.value: cards for state, cards in underway.items()}
    return _page(source, "roadmap", ROADMAP.address, ROADMAP.text, description, nodes, values)


def text_page(source: Source, text: FreePage) -> Page:
    """A free page."""
    address = f"{text.slug}/"
    description = text.record.summary or text.gist.first_paragraph or f"{text.record.title}: a page of {source.view.title}."
    nodes = structured.page_nodes(source.view, address, text.record.title, (HOME,))
    state = DRAFT if text.record.draft else ""
    return _page(source, "text", address, text.record.title, description, nodes, {}, unpublished=state, shows=text)


def not_found(source: Source) -> Page:
    """The page for addresses that lead nowhere."""
    description = "There is no page at this address; the list of credentials and the home page lead on."
    return _page(source, "error", "404.html", "Page not found", description, (), {}, (), "404.html")


def redirect(source: Source, address: str, entry: Entry) -> Page:
    """A page at a former address, which leads to a credential."""
    values = {"target": link_to(entry, source.view.language)}
    return _page(source, "redirect", address, entry.record.title, entry.record.title, (), values)


def feed(source: Source) -> Page:
    """The feed of the newest credentials."""
    newest = tuple(card for card in source.listed() if card.issued)[:FEED_LENGTH]
    updated = max((day for card in newest for day in (card.updated, card.issued) if day), default=None)
    return data(source, FEED.address, {"cards": newest}, updated)


def llms(source: Source) -> Page:
    """The site in words for language models."""
    cards = tuple(card for card, _ in source.published())
    return data(source, "llms.txt", {"cards": cards}, description=_home_description(source, totals_of(source)))


def data(source: Source, address: str, values: Mapping[str, Any], updated: PartialDate | None = None, description: str = "") -> Page:
    """A file that a template makes."""
    return _page(source, "data", address, source.view.title, description, (), values, (), address, updated)


def export(source: Source, address: str, export: Callable[[Source], bytes]) -> Artifact:
    """A file that a function makes."""
    return Artifact(address, export(source))
