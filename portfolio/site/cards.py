"""Entries become cards: everything a list shows of a credential, ready to be shown."""

from __future__ import annotations

import functools
import operator
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from ..domain.emblem import emblem_of
from ..domain.evidence_words import describe_link, describe_mark
from ..domain.labels import has_label, label
from ..domain.model import Asset, Entry, FreePage, Portfolio, Standing, Verification
from ..domain.proof import CheckMark
from ..domain.states import describe_state, groups_of
from ..domain.terms import TermKind
from ..locale.language import other_language
from ..locale.messages import Messages, gettext_noop
from ..schema.types import Hours
from ..settings import Settings
from ..store.memo import remember_each, remember_last
from ..text import shorten_sentence
from ..views.cards import Axis, Bar, Card, Emblem, Link, Picture, Renewal
from .pictures import EVIDENCE, show
from .timeline import bar_of, span_of

SUMMARY_LENGTH = 200
"""Maximum characters of a summary taken from a body."""

DRAFT, NOT_PUBLISHED = gettext_noop("Draft"), gettext_noop("Not published")
"""Labels of a credential or page that only its author sees."""

Assets = Mapping[tuple[str, str], Asset]
TermLinks = Mapping[tuple[TermKind, str], Link]
"""The link to each term by its kind and slug."""


def make_cards(portfolio: Portfolio, settings: Settings, axis: Axis) -> dict[str, Card]:
    """The card of every entry, by its id; programmes hold the cards of their parts."""
    links = _one_object(term_links(portfolio, settings.site.language))
    entries = {entry.id: entry for entry in portfolio.entries}
    language, messages = settings.site.language, settings.messages
    bars = {entry.id: bar_of(span_of(entry, portfolio.as_of), axis) for entry in portfolio.entries}
    cards: dict[str, Card] = {}
    for entry in _parts_first(entries):
        programme, newest = entries.get(entry.parent or ""), entries.get(entry.renewed_as or "")
        cards[entry.id] = _card(
            entry,
            settings,
            _terms_of(entry, links),
            _picture(entry, portfolio.content.assets, settings),
            tuple(cards[part] for part in entry.parts),
            link_to(programme, language) if programme else None,
            bars[entry.id],
            tuple(_renewal(entries[older], bars[older], messages) for older in entry.renewals),
            link_to(newest, language) if newest else None,
        )
    return {identity: cards[identity] for identity in entries}


def term_links(portfolio: Portfolio, language: str) -> TermLinks:
    """The link to each term."""
    return {
        (kind, term.slug): Link(
            term.name, term.address, term.slug, other_language(term.name, language, term.language)
        )
        for kind, taxonomy in portfolio.taxonomies.items()
        for term in taxonomy.terms
    }


@remember_last
def _one_object(links: TermLinks) -> TermLinks:
    """The links, as one object while they are equal, which is quickly compared."""
    return links


@remember_each
def _terms_of(entry: Entry, links: TermLinks) -> Mapping[TermKind, tuple[Link, ...]]:
    """The links to the terms of a credential."""
    return {kind: tuple(links[kind, slug] for slug in slugs) for kind, slugs in entry.terms.items()}


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
    return Link(
        title,
        address_of(entry),
        entry.credential.slug,
        other_language(title, language, entry.credential.title_language),
    )


def link_to_page(page: FreePage, language: str) -> Link:
    """A link to a free page, in a site of a language."""
    title = page.record.title
    own = other_language(title, language, page.title_language)
    return Link(title, f"{page.slug}/", language=own)


@remember_each
def _card(
    entry: Entry,
    settings: Settings,
    terms: Mapping[TermKind, tuple[Link, ...]],
    picture: Picture | None,
    parts: tuple[Card, ...],
    parent: Link | None,
    bar: Bar | None,
    renewals: tuple[Renewal, ...],
    renewed_as: Link | None,
) -> Card:
    record = entry.record
    return Card(
        id=entry.id,
        title=record.title,
        address=address_of(entry),
        **_state(entry, settings.messages),
        **_links(terms),
        **_words(entry, settings),
        hours=record.duration_hours or sum_hours(part.hours for part in finished(parts)),
        **_summary(entry, settings.site.language),
        **_evidence(entry, settings.messages),
        credential_id=record.credential_id or "",
        picture=picture,
        updated=record.last_updated,
        featured=record.featured,
        unpublished=_unpublished(entry, settings.messages),
        bar=bar,
        parts=parts,
        parent=parent,
        within=entry.within or "",
        emblem=Emblem(*emblem_of(record)),
        weight=record.weight,
        renewals=renewals,
        renewed_as=renewed_as,
        language=other_language(
            record.title, settings.site.language, entry.credential.title_language
        ),
    )


def _words(entry: Entry, settings: Settings) -> dict[str, Any]:
    """What kind of credential it is, by the field of its card."""
    record, language = entry.record, entry.credential.languages.get("facts", "")
    own = "" if language == settings.site.language else language
    return {
        "type": record.type or "",
        "type_label": _type_label(entry, settings),
        "type_language": "" if _has_label(entry, settings) else own,
        "facts_language": own,
        "platform": record.platform or "",
        "level": record.level or "",
    }


def _state(entry: Entry, messages: Messages) -> dict[str, Any]:
    """Where a credential stands, by the field of its card."""
    return {
        "state": entry.state,
        "standing": entry.standing,
        "status": describe_state(entry, messages),
        "state_groups": groups_of(entry.state),
        "issued": entry.issued,
        "expires": entry.record.expiry_date,
        "target": entry.target,
        "progress": entry.record.progress_percentage,
    }


def _renewal(entry: Entry, bar: Bar | None, messages: Messages) -> Renewal:
    """An earlier credential, as the one that renews it shows it."""
    return Renewal(
        entry.id,
        entry.record.title,
        address_of(entry),
        entry.issued,
        entry.record.expiry_date,
        _living(entry),
        _proof(entry, messages),
        bar,
    )


def _links(terms: Mapping[TermKind, tuple[Link, ...]]) -> dict[str, Any]:
    """The links to the terms of a credential, by the field of its card."""
    return {
        "issuers": terms.get(TermKind.ISSUERS, ()),
        "category": next(iter(terms.get(TermKind.CATEGORIES, ())), None),
        "technologies": terms.get(TermKind.TECHNOLOGIES, ()),
        "skills": terms.get(TermKind.SKILLS, ()),
    }


def _summary(entry: Entry, site: str) -> dict[str, Any]:
    """What the record says, or else the beginning of the body, with its language."""
    first = entry.credential.outline.first_paragraph
    summary = entry.record.summary or shorten_sentence(first, SUMMARY_LENGTH)
    own = entry.credential.languages.get("summary" if entry.record.summary else "text")
    return {"summary": summary, "summary_language": other_language(summary, site, own)}


def _type_label(entry: Entry, settings: Settings) -> str:
    if not entry.record.type:
        return ""
    return label(entry.record.type, "types", settings.messages)


def _has_label(entry: Entry, settings: Settings) -> bool:
    return has_label(entry.record.type or "", "types", settings.messages)


def _unpublished(entry: Entry, messages: Messages) -> str:
    if entry.is_published:
        return ""
    if entry.record.draft:
        return messages.gettext(DRAFT)
    return messages.gettext(NOT_PUBLISHED)


def _living(entry: Entry) -> Verification | None:
    """The check link of a credential, unless its page has vanished."""
    if entry.checked.mark is CheckMark.VANISHED:
        return None
    return entry.verification


def _evidence(entry: Entry, messages: Messages) -> dict[str, Any]:
    """What can be checked of a credential, by the field of its card."""
    is_earned = entry.standing in (Standing.VALID, Standing.LAPSED)
    return {
        "verification": _living(entry),
        "proof": _proof(entry, messages),
        "mark": entry.checked.mark,
        "mark_words": describe_mark(entry, messages) if is_earned else "",
    }


def _proof(entry: Entry, messages: Messages) -> str:
    if link := _living(entry):
        return describe_link(link, messages)
    if entry.checked.mark is CheckMark.VANISHED:
        return describe_mark(entry, messages)
    if entry.record.certificate:
        return messages.gettext("Certificate attached")
    return ""


def _picture(entry: Entry, assets: Assets, settings: Settings) -> Picture | None:
    """The badge or certificate picture of a credential, if it has one."""
    asset = assets.get((entry.credential.path, entry.record.image or ""))
    if asset is None:
        return None
    alt = entry.record.image_alt or ""
    own = entry.credential.languages.get("image_alt")
    picture = show(asset, alt, EVIDENCE, copied=settings.publish.pictures)
    language = other_language(alt, settings.site.language, own)
    return replace(picture, language=language) if picture else None


def finished(cards: Iterable[Card]) -> Iterator[Card]:
    """The finished ones of some cards; a programme under way is replaced by its finished parts."""
    waiting = deque(cards)
    while waiting:
        card = waiting.popleft()
        if card.standing is Standing.UNDERWAY:
            waiting.extendleft(reversed(card.parts))
        else:
            yield card


def cards_with_hours(card: Card) -> Iterator[Card]:
    """The cards that the hours of a card come from, with the same sum.

    They are its finished parts where it states none, and else the card itself.
    """
    parts = tuple(finished(card.parts))
    if card.hours and card.hours == sum_hours(part.hours for part in parts):
        for part in parts:
            yield from cards_with_hours(part)
    elif card.hours:
        yield card


def sum_hours(figures: Iterable[Hours | None]) -> Hours | None:
    """The sum of the hours that are known; None if none are."""
    known = [figure for figure in figures if figure]
    if not known:
        return None
    return functools.reduce(operator.add, known)
