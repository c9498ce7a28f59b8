"""The pages of skills, technologies, issuers and categories: one for each term and each kind."""

from __future__ import annotations

from collections.abc import Iterable

from ...collation import index_by_letter
from ...domain.model import Standing, Taxonomy, Term
from ...views.pages import Card, Index, Letter, Link, Page, TermLink, TermPage
from .. import structured
from ..related import neighbours
from ..source import HOME, TITLES, Source, newest_change
from .common import make_page


def term_page(source: Source, term: Term, parent: Link) -> Page:
    """The page of one skill, technology, issuer or category."""
    groups: dict[Standing | None, list[Card]] = {standing: [] for standing in (*Standing, None)}
    for entry in term.entries:
        groups[entry.standing if entry.within is None else None].append(source.cards[entry.id])
    sheet = TermPage(
        kind=term.kind,
        name=term.name,
        valid=tuple(groups[Standing.VALID]),
        parts=tuple(groups[None]),
        valid_parts=term.part_count,
        learning=tuple(groups[Standing.LEARNING]),
        lapsed=tuple(groups[Standing.LAPSED]),
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
        updated=newest_change(term.entries),
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
