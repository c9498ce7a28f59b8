"""The pages of skills, technologies, issuers and categories: one for each term and each kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from ...dates import PartialDate
from ...domain.model import Entry, Standing, Taxonomy, Term
from ...domain.terms import TermKind
from ...drawing.fonts import title_variants
from ...drawing.share_card import ShareCard
from ...locale.collation import index_by_letter
from ...locale.display import display_date, display_number
from ...locale.messages import Messages, gettext_noop
from ...store.memo import remember_each
from ...views.cards import Card, Link
from ...views.pages import Index, Letter, Page, TermLink, TermPage
from .. import structured
from ..outline import ComputedOnce, Route
from ..registry import PageKind
from ..share_cards import bars_of, legible_messages, share_card
from ..source import HOME, TERMS, SiteFacts, Source, newest_change
from .common import make_page
from .related import neighbours

MAX_LEADERS = 12
"""Maximum terms that the picture of an index names."""
LABELS = {
    TermKind.SKILLS: gettext_noop("Skill"),
    TermKind.TECHNOLOGIES: gettext_noop("Technology"),
    TermKind.ISSUERS: gettext_noop("Issuer"),
    TermKind.CATEGORIES: gettext_noop("Field"),
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
        projects=tuple(source.projects[slug] for slug in term.projects),
        last_used=term.last_used,
        is_in_use=term.is_in_use,
    )
    cards = [card for group in groups.values() for card in group]
    nodes = structured.list_nodes(
        source.view, term.address, term.name, cards, (source.named(HOME), parent)
    )
    return make_page(
        source,
        "term",
        term.address,
        term.name,
        _description(source, term),
        nodes,
        {"term": sheet},
        (source.named(HOME), parent),
        updated=_updated(term),
    )


def _description(source: Source, term: Term) -> str:
    words = source.messages
    said = [
        words.ngettext("%(num)s valid credential", "%(num)s valid credentials", term.valid_count)
    ]
    if term.part_count:
        said.append(
            words.ngettext(
                "%(num)s more as a part of a programme",
                "%(num)s more as parts of programmes",
                term.part_count,
            )
        )
    if term.last_evidenced:
        day = display_date(term.last_evidenced, words.language)
        said.append(words.gettext("last evidenced %(date)s", date=day))
    return words.gettext(
        "%(term)s: %(figures)s. What %(site)s has done with it, and where that can be checked.",
        term=term.name,
        figures=", ".join(said),
        site=source.view.title,
    )


def index_page(source: Source, taxonomy: Taxonomy) -> Page:
    """The page that lists the terms of a kind."""
    page = source.named(TERMS[taxonomy.kind])
    terms = tuple(source.terms[taxonomy.kind, term.slug] for term in taxonomy.terms)
    earned = sum(any(entry.is_earned for entry in term.entries) for term in taxonomy.terms)
    index = Index(taxonomy.kind, page.text, terms, earned, _letters(terms, source.view.language))
    description = source.messages.gettext(
        "%(kind)s of %(site)s, each with the credentials that evidence it: %(number)s in all.",
        kind=page.text,
        site=source.view.title,
        number=display_number(len(terms), source.view.language),
    )
    nodes = structured.page_nodes(source.view, page.address, page.text, (source.named(HOME),))
    return make_page(source, "index", page.address, page.text, description, nodes, {"index": index})


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
    words = legible_messages(source)
    return share_card(
        source,
        title_variants(term.name),
        lines=(_evidence(term, words),),
        label=words.gettext(LABELS[term.kind]),
        bars=bars_of(dated),
    )


def _newest_first(card: Card) -> float:
    if card.bar is None:
        return 0
    return -card.bar.start


def _evidence(term: Term, messages: Messages) -> tuple[str, ...]:
    listed = len(_listed(term))
    parts = sum(entry.is_part and entry.standing is not Standing.UNDERWAY for entry in term.entries)
    said: list[str] = []
    if listed:
        said.append(messages.ngettext("%(num)s entry", "%(num)s entries", listed))
    if parts and listed:
        said.append(
            messages.ngettext("%(num)s more in programmes", "%(num)s more in programmes", parts)
        )
    elif parts:
        said.append(messages.ngettext("%(num)s in programmes", "%(num)s in programmes", parts))
    if not said:
        said.append(messages.gettext("In progress or planned"))
    if term.last_evidenced:
        day = display_date(term.last_evidenced, messages.language)
        said.append(messages.gettext("last evidenced %(date)s", date=day))
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
    return share_card(source, (source.named(TERMS[taxonomy.kind]).text,), leaders=leaders)


def _routes(source: Source) -> Iterator[Route]:
    for kind, taxonomy in source.portfolio.taxonomies.items():
        parent = source.named(TERMS[kind])
        if taxonomy.terms:
            yield Route(
                parent.address,
                partial(index_page, source, taxonomy),
                updated=max(filter(None, map(_updated, taxonomy.terms)), default=None),
                title=parent.text,
                share=ComputedOnce(_index_share_card, source, taxonomy),
            )
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
            yield facts.named(TERMS[kind])


KIND = PageKind(_routes, rank=2, navigation=_navigation, templates=("index.html", "term.html"))
