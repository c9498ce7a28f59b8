"""Entries become cards: everything a list shows of a credential, ready to be shown."""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from .language import other_language
from .model import Asset, Entry, Kind, Portfolio, Standing
from .pictures import EVIDENCE, show
from .settings import Settings
from .states import describe
from .text import shorten_sentence
from .timeline import bar_of, span_of
from .values import Hours
from .views import Axis, Bar, Card, Link, Picture
from .vocabulary import label

SUMMARY_LENGTH = 200
"""Longest summary taken from a body, in characters."""

DRAFT, NOT_PUBLISHED = "Draft", "Not published"
"""What is said of a credential or page that only its author sees."""

Terms = Mapping[tuple[Kind, str], Link]
Assets = Mapping[tuple[str, str], Asset]


def make_cards(portfolio: Portfolio, settings: Settings, axis: Axis) -> dict[str, Card]:
    """The card of every entry, by its id; programmes hold the cards of their parts."""
    terms = {
        (kind, term.slug): Link(term.name, term.address, term.slug, other_language(term.name, settings.site.language))
        for kind, taxonomy in portfolio.taxonomies.items()
        for term in taxonomy.terms
    }
    entries = {entry.id: entry for entry in portfolio.entries}
    cards: dict[str, Card] = {}

    for entry in _parts_first(entries):
        parts = tuple(cards[part] for part in entry.parts)
        programme = entries.get(entry.parent or "")
        bar = bar_of(span_of(entry, portfolio.as_of), axis)
        cards[entry.id] = _card(
            entry, settings, terms, portfolio.content.assets, parts, link_to(programme, settings.site.language) if programme else None, bar
        )
    return {identity: cards[identity] for identity in entries}


def _parts_first(entries: Mapping[str, Entry]) -> list[Entry]:
    """The entries, each part before its programme."""
    depth: dict[str, int] = {}
    for entry in entries.values():
        level, above = 0, entries.get(entry.parent or "")
        while above is not None:
            level, above = level + 1, entries.get(above.parent or "")
        depth[entry.id] = level
    return sorted(entries.values(), key=lambda entry: -depth[entry.id])


def address_of(entry: Entry) -> str:
    """The page of a credential."""
    return f"credentials/{entry.credential.slug}/"


def link_to(entry: Entry, language: str) -> Link:
    """A link to the page of a credential, in a site of a language."""
    title = entry.record.title
    return Link(title, address_of(entry), entry.credential.slug, other_language(title, language, entry.record.language))


def _card(
    entry: Entry, settings: Settings, terms: Terms, assets: Assets, parts: tuple[Card, ...], parent: Link | None, bar: Bar | None
) -> Card:
    record = entry.record
    return Card(
        id=entry.id,
        title=record.title,
        address=address_of(entry),
        state=entry.state,
        standing=entry.standing,
        status=describe(entry, settings.site.language),
        issuers=_links(entry, Kind.ISSUERS, terms),
        issued=entry.issued,
        expires=record.expiry_date,
        target=entry.target,
        progress=record.progress_percentage,
        type=record.type or "",
        type_label=label(record.type, "types", settings.labels) if record.type else "",
        category=next(iter(_links(entry, Kind.CATEGORIES, terms)), None),
        platform=record.platform or "",
        hours=entry.record.duration_hours or sum_hours(part.hours for part in finished(parts)),
        summary=record.summary or shorten_sentence(entry.credential.gist.first_paragraph, SUMMARY_LENGTH),
        technologies=_links(entry, Kind.TECHNOLOGIES, terms),
        skills=_links(entry, Kind.SKILLS, terms),
        verification=entry.verification,
        proof=_proof(entry),
        credential_id=record.credential_id or "",
        picture=picture_of(entry, assets, copied=settings.publish.pictures),
        updated=record.last_updated,
        featured=record.featured,
        unpublished="" if entry.is_published else DRAFT if record.draft else NOT_PUBLISHED,
        bar=bar,
        parts=parts,
        parent=parent,
        within=entry.within or "",
        language=other_language(record.title, settings.site.language, record.language),
    )


def _proof(entry: Entry) -> str:
    if entry.verification:
        return entry.verification.label
    if entry.record.certificate:
        return "Certificate attached"
    return "No public check" if entry.standing in (Standing.VALID, Standing.LAPSED) else ""


def _links(entry: Entry, kind: Kind, terms: Terms) -> tuple[Link, ...]:
    return tuple(terms[kind, slug] for slug in entry.terms.get(kind, ()))


def picture_of(entry: Entry, assets: Assets, *, copied: bool) -> Picture | None:
    """The badge or certificate picture of a credential, if it has one."""
    asset = assets.get((entry.credential.path, entry.record.image or ""))
    return show(asset, entry.record.image_alt or "", EVIDENCE, copied=copied) if asset else None


def finished(cards: Iterable[Card]) -> Iterator[Card]:
    """What is finished of some cards; instead of a programme that is under way, what is finished of its parts."""
    waiting = deque(cards)
    while waiting:
        card = waiting.popleft()
        if card.standing is Standing.UNDERWAY:
            waiting.extendleft(reversed(card.parts))
        else:
            yield card


def cards_with_hours(card: Card) -> Iterator[Card]:
    """The cards that the hours of a card come from, with the same sum: its finished parts where it states none, and else itself."""
    parts = tuple(finished(card.parts))
    if card.hours and card.hours == sum_hours(part.hours for part in parts):
        for part in parts:
            yield from cards_with_hours(part)
    elif card.hours:
        yield card


def sum_hours(figures: Iterable[Hours | None]) -> Hours | None:
    """The sum of the hours that are known; None if none are."""
    known = [figure for figure in figures if figure]
    return functools.reduce(lambda total, figure: total + figure, known) if known else None
