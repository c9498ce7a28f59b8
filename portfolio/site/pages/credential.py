"""The page of one credential."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...domain.evidence_words import describe_checks, describe_link, link_word
from ...domain.model import Asset, Entry, Standing, State, Verification
from ...domain.states import describe_state
from ...drawing.fonts import title_variants
from ...drawing.share_card import ShareCard
from ...images.file_kinds import PDF
from ...locale.display import display_date
from ...locale.messages import Messages
from ...views.cards import Card, Link, Picture
from ...views.checks import CheckAnswer
from ...views.pages import CredentialPage, EvidenceLink, Page
from .. import structured
from ..cards import link_to
from ..outline import ComputedOnce, Route
from ..pictures import EVIDENCE, show
from ..registry import PageKind
from ..share_cards import bars_of, legible_messages, share_card
from ..source import CREDENTIALS, HOME, ROADMAP, Source
from .common import make_page
from .history import history_of, renewal_hours
from .related import related

SHORTEST_DESCRIPTION = 70
"""Minimum characters of a description; search engines replace a shorter one with words of their
own."""

Relations = tuple[Link | None, tuple[Link, ...], Link | None, Link | None]
"""What succeeds a credential, what it succeeds, the next one by date and the one before."""


def credential(source: Source, entry: Entry, relations: Relations) -> Page:
    """The page of one credential."""
    card = source.cards[entry.id]
    sheet = _sheet(source, card, entry, relations)
    parents = (
        source.named(HOME),
        source.named(ROADMAP if card.standing is Standing.UNDERWAY else CREDENTIALS),
        *filter(None, [card.parent]),
    )
    return make_page(
        source,
        "credential",
        card.address,
        card.title,
        _description(source, card),
        structured.credential_nodes(source.view, sheet, parents),
        {"sheet": sheet},
        parents,
        updated=entry.record.last_updated,
        unpublished=card.unpublished,
        shows=entry.credential,
    )


def _sheet(source: Source, card: Card, entry: Entry, relations: Relations) -> CredentialPage:
    successor, predecessors, newer, older = relations
    certificate = source.portfolio.content.assets.get(
        (entry.credential.path, entry.record.certificate or "")
    )
    return CredentialPage(
        card=card,
        record=entry.record,
        parts_have_hours=all(
            part.hours and part.standing is not Standing.UNDERWAY for part in card.parts
        ),
        links=tuple(_link(link, source.messages) for link in entry.links),
        answers=tuple(
            CheckAnswer(answer, sentence)
            for answer, sentence in describe_checks(entry, source.messages)
        ),
        badge_file=_badge_file(source, entry),
        certificate=certificate,
        certificate_picture=_certificate_picture(source, card, entry, certificate),
        successor=successor,
        predecessors=predecessors,
        related=related(source, entry),
        newer=newer,
        older=older,
        projects=tuple(source.projects[slug] for slug in entry.projects),
        history=history_of(source, entry, source.by_id),
        renewal=renewal_hours(entry, source.messages),
    )


def _badge_file(source: Source, entry: Entry) -> Asset | None:
    """The badge file of a credential, if readers may have it."""
    if entry.record.publish_badge_file and entry.record.badge_file:
        return source.portfolio.content.assets.get((entry.credential.path, entry.record.badge_file))
    return None


def _link(link: Verification, messages: Messages) -> EvidenceLink:
    return EvidenceLink(
        link.url, link_word(link, messages), describe_link(link, messages), link.kind
    )


def _description(source: Source, card: Card) -> str:
    """What a credential is and proves, with what its page has where that is short."""
    when = display_date(card.issued, source.view.language) if card.issued else ""
    about = ", ".join(filter(None, [card.issuer_names, when]))
    said = f"{card.title} ({about}). {card.status}. {card.summary}".strip()
    if len(said) >= SHORTEST_DESCRIPTION:
        return said
    more = source.messages.gettext(
        "From %(site)s, with its issuer, its dates and what it proves.", site=source.view.title
    )
    return f"{said} {more}"


def _certificate_picture(
    source: Source, card: Card, entry: Entry, certificate: Asset | None
) -> Picture | None:
    if certificate is None or (card.picture and card.picture.asset.address == certificate.address):
        return None
    words = source.messages.gettext("The certificate: %(title)s", title=card.title)
    if certificate.media_type == PDF:
        words = source.messages.gettext(
            "First page of the certificate: %(title)s", title=card.title
        )
    described = "" if card.picture else entry.record.image_alt
    return show(certificate, described or words, EVIDENCE, copied=source.copied)


def _share_card(source: Source, entry: Entry) -> ShareCard:
    card = source.cards[entry.id]
    issuers = tuple(issuer.text for issuer in card.issuers)
    badge = card.picture.asset if card.picture else None
    return share_card(
        source,
        (*title_variants(card.title), *issuers),
        lines=(issuers, _dates(entry, card, legible_messages(source))),
        label=card.type_label,
        badge=badge if badge and badge.width else None,
        emblem=card.emblem,
        bars=bars_of([card]),
    )


def _dates(entry: Entry, card: Card, messages: Messages) -> tuple[str, ...]:
    """When a credential was issued and until when it is valid, in words that stay true."""
    said: list[str] = []
    if card.issued:
        issued = display_date(card.issued, messages.language)
        if card.standing is not Standing.LEARNING:
            issued = messages.gettext("Issued %(date)s", date=issued)
        said.append(issued)
    if entry.state is not State.NO_EXPIRY_STATED:
        said.append(describe_state(entry, messages))
    return tuple(filter(None, said))


def _routes(source: Source) -> Iterator[Route]:
    dated = [
        entry
        for entry in source.entries
        if entry.standing is not Standing.UNDERWAY and entry.renewed_as is None
    ]
    links = {entry.id: link_to(entry, source.view.language) for entry in source.entries}
    newer = {entry.id: links[dated[at].id] for at, entry in enumerate(dated[1:])}
    older = {entry.id: links[dated[at + 1].id] for at, entry in enumerate(dated[:-1])}
    replaced: dict[str, list[Link]] = {}
    for entry in source.entries:
        replaced.setdefault(entry.successor or "", []).append(links[entry.id])
    for entry in source.entries:
        relations = (
            links.get(entry.successor or ""),
            tuple(replaced.get(entry.id, ())),
            newer.get(entry.id),
            older.get(entry.id),
        )
        yield Route(
            links[entry.id].address,
            partial(credential, source, entry, relations),
            entry.credential.shown_path,
            entry.record.last_updated,
            title=entry.record.title,
            share=ComputedOnce(_share_card, source, entry),
        )


KIND = PageKind(_routes, rank=5, templates=("credential.html",))
