"""The page of one credential."""

from __future__ import annotations

from ...domain.model import Asset, Entry, Standing
from ...images.file_kinds import PDF
from ...views.pages import Card, CredentialPage, Link, Page, Picture
from .. import structured
from ..pictures import EVIDENCE, show
from ..related import related
from ..source import CREDENTIALS, HOME, ROADMAP, Source
from .common import make_page

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
        HOME,
        ROADMAP if card.standing is Standing.UNDERWAY else CREDENTIALS,
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
        links=entry.links,
        certificate=certificate,
        certificate_picture=_certificate_picture(source, card, entry, certificate),
        successor=successor,
        predecessors=predecessors,
        related=related(source, entry),
        newer=newer,
        older=older,
    )


def _description(source: Source, card: Card) -> str:
    """What a credential is and proves, with what its page has where that is short."""
    when = f", issued {card.issued}" if card.issued else ""
    said = f"{card.title} ({card.issuer_names}{when}). {card.status}. {card.summary}".strip()
    if len(said) >= SHORTEST_DESCRIPTION:
        return said
    return f"{said} From {source.view.title}, with its issuer, its dates and what it proves."


def _certificate_picture(
    source: Source, card: Card, entry: Entry, certificate: Asset | None
) -> Picture | None:
    if certificate is None or (card.picture and card.picture.asset.address == certificate.address):
        return None
    what = "The certificate"
    if certificate.media_type == PDF:
        what = "First page of the certificate"
    described = "" if card.picture else entry.record.image_alt
    return show(certificate, described or f"{what}: {card.title}", EVIDENCE, copied=source.copied)
