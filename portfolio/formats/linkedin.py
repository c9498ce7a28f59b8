"""The link with which the owner of a site adds a credential to a profile on LinkedIn."""

from __future__ import annotations

from urllib.parse import urlencode

from ..dates import PartialDate
from ..domain.model import Standing, evidence_url
from ..urls import absolute_url
from ..views.pages import Card

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
        "certUrl": evidence_url(card.verification) or absolute_url(base_url, card.address),
        "certId": card.credential_id,
    }
    return f"{_FORM}?{urlencode({name: value for name, value in known.items() if value})}"


def _date(name: str, day: PartialDate | None) -> dict[str, int]:
    if day is None:
        return {}
    return {f"{name}Year": day.year, f"{name}Month": day.month}
