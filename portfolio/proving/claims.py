"""What a credential says of itself: its fields, when it is valid, and whose it is.

Only what is signed is handed to this module.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from ..dates import moments
from ..domain.proof import Answer, Check, Period, SignedFields
from .documents import as_list, id_of, objects, text_or_empty, types_of

UNREADABLE = "several dates"
"""What a period says of a date that is not one text; no day is before or after it."""
_HASHES = ("sha256", "md5")


class Identity(Struct, frozen=True):
    """A name of the person to whom a credential was awarded: an address, or the hash of one."""

    value: str
    salt: str = ""


class Claims(Struct, frozen=True):
    """What a credential says of itself."""

    issuer: str = ""
    """The DID or address of its issuer."""
    fields: SignedFields = SignedFields()
    period: Period = Period()
    identities: tuple[Identity, ...] = ()


def claims_of(said: dict[str, Any]) -> Claims:
    """What a verifiable credential says of itself."""
    subject = _only_object(said.get("credentialSubject"))
    is_collection = "ClrCredential" in types_of(said)
    achievement = {} if is_collection else _only_object(subject.get("achievement"))
    period = Period(
        date_in(said, "validFrom", "issuanceDate"), date_in(said, "validUntil", "expirationDate")
    )
    fields = SignedFields(
        title=only_text(achievement.get("name")) or only_text(said.get("name")),
        issuer=only_text(_only_object(said.get("issuer")).get("name")),
        issued=date_in(said, "awardedDate") or period.start,
        expires=period.end,
        number=only_text(subject.get("licenseNumber")),
    )
    issuers = as_list(said.get("issuer"))
    issuer = id_of(issuers[0]) if len(issuers) == 1 else ""
    return Claims(issuer, fields, period, _identities(subject))


def _only_object(value: Any) -> dict[str, Any]:
    found = objects(value)
    return found[0] if len(found) == 1 else {}


def only_text(value: Any) -> str:
    """A value that is one text, also in a list; empty for others."""
    values = as_list(value)
    return text_or_empty(values[0]) if len(values) == 1 else ""


def date_in(said: dict[str, Any], *names: str) -> str:
    """The date under the first of some names that there is; empty if there is none."""
    for name in names:
        values = as_list(said.get(name))
        if isinstance(values[:1], list) and len(values) == 1:
            return date_text(values[0])
        if values:
            return UNREADABLE
    return ""


def date_text(value: Any) -> str:
    """A date as it is written; seconds since 1970 become a time in UTC."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return UNREADABLE
    try:
        return datetime.fromtimestamp(value, UTC).isoformat().replace("+00:00", "Z")
    except (OverflowError, OSError, ValueError):
        return UNREADABLE


def ending(period: Period, ends: tuple[str, ...]) -> Period:
    """A period that ends with the first of several ends."""
    written = [end for end in (period.end, *ends) if end]
    try:
        return Period(period.start, min(written, key=lambda end: moments(end).last, default=""))
    except ValueError:
        return Period(period.start, UNREADABLE)


def _identities(subject: dict[str, Any]) -> tuple[Identity, ...]:
    found = [
        Identity(only_text(one.get("identityHash")), only_text(one.get("salt")))
        for one in objects(subject.get("identifier"))
    ]
    names = (text_or_empty(subject.get("id")), text_or_empty(subject.get("email")))
    found += [Identity(name.removeprefix("mailto:")) for name in names]
    return tuple(one for one in found if one.value)


def recipient_of(identities: tuple[Identity, ...], recipient: str) -> Check:
    """Whether one of the identities of a credential is that of a recipient."""
    if not recipient.strip():
        return Check(Answer.NONE, "No address was given to compare its recipient with")
    comparable = [one for one in identities if not one.value.startswith("did:")]
    if not comparable:
        return Check(Answer.UNKNOWN, "It does not name its recipient by an address")
    written = recipient.strip().removeprefix("mailto:")
    spellings = tuple(dict.fromkeys((written, written.lower())))
    if any(_is_same(one, spelling) for one in comparable for spelling in spellings):
        return Check(Answer.YES, "It was awarded to the address that was given")
    return Check(Answer.NO, "It was awarded to another address than the one that was given")


def _is_same(identity: Identity, written: str) -> bool:
    kind, _, digest = identity.value.partition("$")
    if kind in _HASHES and digest:
        made = hashlib.new(kind, (written + identity.salt).encode()).hexdigest()
        return hmac.compare_digest(made, digest.lower().encode("ascii", "replace").decode())
    return identity.value.strip().lower() == written.lower()
