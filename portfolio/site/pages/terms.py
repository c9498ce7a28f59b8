"""The pages of skills, technologies, issuers and categories: one for each term and each kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from ...collation import index_by_letter
from ...dates import PartialDate, display_date
from ...domain.model import Entry, Standing, Taxonomy, Term, TermKind
from ...drawing.fonts import title_variants
from ...drawing.share_card import ShareCard
from ...language import ENGLISH
from ...store.memo import remember_each
from ...views.pages import Card, Index, Letter, Link, Page, TermLink, TermPage
from .. import structured
from ..outline import ComputedOnce, Route
from ..registry import PageKind
from ..related import neighbours
from ..share_cards import bars_of, legible_language, share_card
from ..source import HOME, TITLES, SiteFacts, Source, newest_change
from .common import make_page

MAX_LEADERS = 12
"""Maximum terms that the picture of an index names."""
LABELS = {
    TermKind.SKILLS: "Skill",
    TermKind.TECHNOLOGIES: "Technology",
    TermKind.ISSUERS: "Issuer",
    TermKind.CATEGORIES: "Field",
}


def term_page(source: Source, term: Term, parent: Link) -> Page:
    """The page of one skill, technology, issuer or category."""
    groups: dict[Standing | None, list[Card]] = {standing: [] for standing in (*Standing, None)}
    for entry in term.entries:
        groups[None if entry.is_part else entry.standing].append(source.cards[entry.id])
    sheet = TermPage(
        kind=term.kind,
        name=term.name,
        valid=tuple(groups[Standing.VALID]),
        parts=tuple(groups[None]),
        valid_parts=term.part_count,
        learning=tuple(groups[Standing.LEARNING]),
        lapsed=tuple(groups[Standing.LAPSED] if source.view.options["show_expired"] else ()),
        underway=tuple(groups[Standing.UNDERWAY]),
        last_evidenced=term.last_evidenced,
        neighbours=neighbours(source, term),
        language=source.terms[term.kind, term.slug].language,
    )
    cards = [card for group in groups.values() for card in group]
    nodes = structured.list_nodes(source.view, term.address, term.name, cards, (HOME, parent))
    return make_page(
        source,
        "term",
        term.address,
        term.name,
        _description(source, term),
        nodes,
        {"term": sheet},
        (HOME, parent),
        updated=_updated(term),
    )


def _description(source: Source, term: Term) -> str:
    valid = f"{term.valid_count} valid credential{'' if term.valid_count == 1 else 's'}"
    more = f", {term.part_count} more as parts of programmes" if term.part_count else ""
    when = f", last evidenced {term.last_evidenced}" if term.last_evidenced else ""
    return (
        f"{term.name}: {valid}{more}{when}. What {source.view.title} has done with it,"
        " and where that can be checked."
    )


def index_page(source: Source, taxonomy: Taxonomy) -> Page:
    """The page that lists the terms of a kind."""
    title, address = TITLES[taxonomy.kind], f"{taxonomy.kind}/"
    terms = tuple(source.terms[taxonomy.kind, term.slug] for term in taxonomy.terms)
    earned = sum(any(entry.is_earned for entry in term.entries) for term in taxonomy.terms)
    index = Index(taxonomy.kind, title, terms, earned, _letters(terms, source.view.language))
    description = (
        f"{len(index.terms)} {title.lower()} of {source.view.title},"
        " each with the credentials that evidence it."
    )
    nodes = structured.page_nodes(source.view, address, title, (HOME,))
    return make_page(source, "index", address, title, description, nodes, {"index": index})


def _letters(terms: Iterable[TermLink], language: str) -> tuple[Letter, ...]:
    by_name: dict[str, list[TermLink]] = {}
    for term in terms:
        by_name.setdefault(term.text, []).append(term)
    return tuple(
        Letter(letter, tuple(term for name in names for term in by_name[name]))
        for letter, names in index_by_letter(by_name, language)
    )


@remember_each
def _updated(term: Term) -> PartialDate | None:
    """When one of the records that name a term was last changed or checked."""
    return newest_change(term.entries)


def _term_share_card(source: Source, term: Term) -> ShareCard:
    cards = [source.cards[entry.id] for entry in term.entries]
    dated = sorted((card for card in cards if card.bar), key=_newest_first)
    return share_card(
        source,
        title_variants(term.name),
        lines=(_evidence(term, legible_language(source.view.language)),),
        label=LABELS[term.kind],
        bars=bars_of(dated),
    )


def _newest_first(card: Card) -> float:
    if card.bar is None:
        return 0
    return -card.bar.start


def _evidence(term: Term, language: str) -> tuple[str, ...]:
    listed = len(_listed(term))
    parts = sum(entry.is_part and entry.standing is not Standing.UNDERWAY for entry in term.entries)
    said: list[str] = []
    if listed:
        said.append(f"{listed:,} {'entry' if listed == 1 else 'entries'}")
    if parts:
        said.append(f"{parts:,} {'more ' if listed else ''}in programmes")
    if not said:
        said.append("Under way")
    if term.last_evidenced:
        said.append(f"last evidenced {display_date(term.last_evidenced, language)}")
    return tuple(said)


def _listed(term: Term) -> list[Entry]:
    """What the list has of a term: what is finished, parts within their programmes."""
    return [
        entry
        for entry in term.entries
        if not entry.is_part and entry.standing is not Standing.UNDERWAY
    ]


def _index_share_card(source: Source, taxonomy: Taxonomy) -> ShareCard:
    listed = {term.name: len(_listed(term)) for term in taxonomy.terms}
    leaders = tuple(sorted(listed.items(), key=lambda each: -each[1])[:MAX_LEADERS])
    return share_card(source, (TITLES[taxonomy.kind],), leaders=leaders)


def _routes(source: Source) -> Iterator[Route]:
    for kind, taxonomy in source.portfolio.taxonomies.items():
        if taxonomy.terms:
            yield Route(
                f"{kind}/",
                partial(index_page, source, taxonomy),
                updated=max(filter(None, map(_updated, taxonomy.terms)), default=None),
                title=TITLES[kind],
                share=ComputedOnce(_index_share_card, source, taxonomy),
            )
        parent = Link(TITLES[kind], f"{kind}/", language=ENGLISH)
        for term in taxonomy.terms:
            yield Route(
                term.address,
                partial(term_page, source, term, parent),
                updated=_updated(term),
                title=term.name,
                share=ComputedOnce(_term_share_card, source, term),
            )


def _navigation(facts: SiteFacts) -> Iterator[Link]:
    for kind in (TermKind.SKILLS, TermKind.TECHNOLOGIES, TermKind.ISSUERS):
        if facts.portfolio.taxonomies[kind].terms:
            yield Link(TITLES[kind], f"{kind}/", language=ENGLISH)


KIND = PageKind(_routes, rank=2, navigation=_navigation, templates=("index.html", "term.html"))
