"""What the owner of a site needs to add a credential to a profile on LinkedIn.

That is a link to its form, and the values for it: LinkedIn does not always fill them in.
"""

from __future__ import annotations

from urllib.parse import urlencode

from ..dates import PartialDate
from ..domain.model import Standing, evidence_url
from ..locale.display import display_date
from ..locale.messages import Messages
from ..urls import absolute_url
from ..views.cards import Card

_FORM = "https://www.linkedin.com/profile/add"


def profile_link(base_url: str, card: Card) -> str:
    """The form of LinkedIn filled in as far as the card knows it; empty for what is not valid."""
    if card.standing is not Standing.VALID:
        return ""
    known = {
        "startTask": "CERTIFICATION_NAME",
        "name": card.title,
        "organizationName": card.issuer_names,
        **_date("issue", card.issued),
        **_date("expiration", card.expires),
        "certUrl": _link(base_url, card),
        "certId": card.credential_id,
    }
    return f"{_FORM}?{urlencode({name: value for name, value in known.items() if value})}"


def profile_values(base_url: str, card: Card, messages: Messages) -> tuple[tuple[str, str], ...]:
    """The values for the same form, each with its name, in the words of the site."""
    if not profile_link(base_url, card):
        return ()
    known = (
        (messages.gettext("Title"), card.title),
        (messages.gettext("Issuer"), card.issuer_names),
        (messages.gettext("Issued"), _month(card.issued, messages.language)),
        (messages.gettext("Expires"), _month(card.expires, messages.language)),
        (messages.gettext("Credential ID"), card.credential_id),
        (messages.gettext("Link"), _link(base_url, card)),
    )
    return tuple((name, value) for name, value in known if value)


def _link(base_url: str, card: Card) -> str:
    return evidence_url(card.verification) or absolute_url(base_url, card.address)


def _month(day: PartialDate | None, language: str) -> str:
    return display_date(PartialDate(day.year, day.month), language) if day else ""


def _date(name: str, day: PartialDate | None) -> dict[str, int]:
    if day is None:
        return {}
    return {f"{name}Year": day.year, f"{name}Month": day.month}
