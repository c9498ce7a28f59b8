"""Open Badges 1 and 2: assertions that their host vouches for, or that are signed as a whole.

An assertion names its badge, and that its issuer, often by address only. So what it says is in
several documents, which are kept with the content.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from ..domain.proof import Answer, Check, KeptDocuments, Period, SignedFields, StatusAnswer
from ..text import quoted
from .claims import Claims, Identity, date_in, only_text
from .dids import SigningKey, authority
from .documents import UnprovableError, as_list, id_of, kept, objects, text_or_empty, types_of
from .keys import key_from_pem

_WEB = ("https://", "http://")


class Hosting(Struct, frozen=True):
    """What the host of an assertion says of it."""

    check: Check
    status: StatusAnswer | None = None


def is_assertion(data: dict[str, Any]) -> bool:
    """Whether data are an assertion of Open Badges 1 or 2."""
    has_badge = "badge" in data and ("recipient" in data or "verify" in data)
    kinds = types_of(data)
    return "Assertion" in kinds or (has_badge and not kinds)


def hosted_at(assertion: dict[str, Any]) -> str:
    """Where an assertion is hosted; empty if nowhere."""
    stated = [text_or_empty(one.get("url")) for one in _verification(assertion)]
    candidates = (id_of(assertion), *stated)
    return next((one for one in candidates if one.startswith(_WEB)), "")


def hosting_of(assertion: dict[str, Any], documents: KeptDocuments) -> Hosting:
    """Whether the host of an assertion says the same."""
    address = hosted_at(assertion)
    kinds = {text_or_empty(one.get("type")).lower() for one in _verification(assertion)}
    if not address or kinds & {"signed", "signedbadge"}:
        why = "It is to be signed, but no signature is in this file"
        return Hosting(Check(Answer.UNKNOWN, why if kinds else "Nothing says how to check it"))
    document = documents.get(address)
    if document is not None and document.fetched is None:
        return Hosting(Check(Answer.UNKNOWN, "Its host was not asked: a copy proves nothing"))
    if document is not None and document.code == 410:
        return _withdrawn()
    try:
        data = kept(address, documents)
    except UnprovableError as reason:
        return Hosting(Check(Answer.UNKNOWN, str(reason)))
    if data.get("revoked") is True:
        return _withdrawn()
    if _sorted_json(data) != _sorted_json(assertion):
        return Hosting(Check(Answer.UNKNOWN, "Its host does not say quite the same"))
    in_force = StatusAnswer(Check(Answer.YES, "Its host still vouches for it"))
    return Hosting(Check(Answer.YES, "Its host says the same"), in_force)


def _withdrawn() -> Hosting:
    revoked = StatusAnswer(Check(Answer.NO, "Its host says that it is revoked"))
    return Hosting(Check(Answer.UNKNOWN, "Its host does not vouch for it any more"), revoked)


def _sorted_json(data: Any) -> str:
    return json.dumps(data, sort_keys=True)


def _verification(assertion: dict[str, Any]) -> list[dict[str, Any]]:
    """How an assertion says that it is checked; the second name is that of version 1."""
    return objects(assertion.get("verification")) + objects(assertion.get("verify"))


def known_badge(assertion: dict[str, Any], documents: KeptDocuments) -> dict[str, Any]:
    """The badge that an assertion has or names; empty if it is not at hand."""
    return _resolved(assertion.get("badge"), documents)


def known_issuer(assertion: dict[str, Any], documents: KeptDocuments) -> dict[str, Any]:
    """The issuer that the badge of an assertion has or names; empty if it is not at hand."""
    return _resolved(known_badge(assertion, documents).get("issuer"), documents)


def _resolved(value: Any, documents: KeptDocuments) -> dict[str, Any]:
    """An object, also where only its address stands; empty if that is not at hand."""
    if isinstance(value, dict):
        return value
    try:
        return _fetched(text_or_empty(value), documents)
    except UnprovableError:
        return {}


def _fetched(address: str, documents: KeptDocuments) -> dict[str, Any]:
    """The document at an address, which says itself that it belongs there."""
    data = kept(address, documents)
    if id_of(data) not in ("", address):
        raise UnprovableError(f"What was found at {quoted(address, 200)} belongs elsewhere")
    return data


def assertion_claims(assertion: dict[str, Any], documents: KeptDocuments) -> Claims:
    """What an assertion says of itself, with the documents that it names."""
    badge = known_badge(assertion, documents)
    issuer = _resolved(badge.get("issuer"), documents)
    period = Period(date_in(assertion, "issuedOn"), date_in(assertion, "expires"))
    fields = SignedFields(
        title=only_text(badge.get("name")),
        issuer=only_text(issuer.get("name")),
        issued=period.start,
        expires=period.end,
    )
    return Claims(id_of(badge.get("issuer")), fields, period, _identities(assertion))


def _identities(assertion: dict[str, Any]) -> tuple[Identity, ...]:
    recipients = as_list(assertion.get("recipient"))
    found = [
        Identity(text_or_empty(one.get("identity")), text_or_empty(one.get("salt")))
        if isinstance(one, dict)
        else Identity(text_or_empty(one), text_or_empty(assertion.get("salt")))
        for one in recipients
    ]
    return tuple(one for one in found if one.value)


def host_signer(
    assertion: dict[str, Any], issuer: str, documents: KeptDocuments
) -> tuple[Check, str]:
    """Whether the host of an assertion speaks for its issuer, and the host."""
    address = hosted_at(assertion)
    host = authority(address)
    try:
        profile = _fetched(issuer, documents)
    except UnprovableError:
        profile = {}
    rules = objects(profile.get("verification"))
    origins = [text_or_empty(one) for rule in rules for one in as_list(rule.get("allowedOrigins"))]
    starts = [text_or_empty(one) for rule in rules for one in as_list(rule.get("startsWith"))]
    if starts or origins:
        is_allowed = not starts or any(map(address.startswith, starts))
        is_allowed = is_allowed and (not origins or host in origins)
    else:
        is_allowed = host == authority(issuer)
    if is_allowed and issuer:
        return Check(Answer.YES, f"The host {host} vouches for it"), host
    if profile:
        return Check(Answer.NO, f"Its issuer does not have badges at the host {host}"), ""
    why = f"Nothing shows that the host {host} speaks for the issuer that it names"
    return Check(Answer.UNKNOWN, why), ""


def assertion_key(assertion: dict[str, Any], documents: KeptDocuments) -> SigningKey:
    """The key that an assertion is signed with. Raises UnprovableError if it is not at hand.

    It is that of the issuer if both say so: the key its owner, and the profile of the issuer, as it
    was fetched, its key.
    """
    issuer = id_of(known_badge(assertion, documents).get("issuer"))
    try:
        profile = _fetched(issuer, documents)
    except UnprovableError:
        profile = {}
    address = next(named_keys(assertion, profile), "")
    if not address:
        raise UnprovableError("It does not say which key it was signed with")
    document = documents.get(address)
    if document and document.code == 200 and document.text.lstrip().startswith("-----BEGIN"):
        return SigningKey(key_from_pem(document.text))
    own = as_list(profile.get("publicKey"))
    embedded = next((one for one in objects(own) if id_of(one) == address), None)
    data = embedded or _fetched(address, documents)
    key = key_from_pem(text_or_empty(data.get("publicKeyPem")))
    if text_or_empty(data.get("owner")) == issuer and address in map(id_of, own):
        return SigningKey(key, issuer, authority(issuer))
    return SigningKey(key)


def named_keys(assertion: dict[str, Any], issuer: dict[str, Any]) -> Iterator[str]:
    """The addresses of the key that an assertion names, and of those of its issuer."""
    for one in _verification(assertion):
        yield from filter(None, (text_or_empty(one.get("creator") or one.get("url")),))
    yield from filter(None, map(id_of, as_list(issuer.get("publicKey"))))


def revocation_of(assertion: dict[str, Any], documents: KeptDocuments) -> tuple[StatusAnswer, ...]:
    """What the revocation list of the issuer says of a signed assertion; nothing without one."""
    try:
        address = revocation_list_of(assertion, documents)
        if not address:
            return ()
        entries = as_list(_revocation_list(address, documents)["revokedAssertions"])
    except UnprovableError as reason:
        return (unknown_status(str(reason)),)
    names = {id_of(assertion), text_or_empty(assertion.get("uid"))} - {""}
    revoked = {id_of(one) for one in entries}
    revoked |= {text_or_empty(one.get("uid")) for one in objects(entries)}
    if names & revoked:
        return (StatusAnswer(Check(Answer.NO, "Its issuer has revoked it")),)
    return (StatusAnswer(Check(Answer.YES, "The revocation list does not have it")),)


def unknown_status(reason: str) -> StatusAnswer:
    """The answer where a list says nothing, and why."""
    why = f"Revocation could not be checked: {reason[:1].lower()}{reason[1:]}"
    return StatusAnswer(Check(Answer.UNKNOWN, why))


def _revocation_list(address: str, documents: KeptDocuments) -> dict[str, Any]:
    data = kept(address, documents)
    if "revokedAssertions" not in data:
        raise UnprovableError("What was found is not a revocation list")
    return data


def revocation_list_of(assertion: dict[str, Any], documents: KeptDocuments) -> str:
    """The address of the revocation list of the issuer; empty if it has none.

    Raises UnprovableError if the profile of the issuer is not at hand.
    """
    badge = known_badge(assertion, documents)
    embedded = badge.get("issuer")
    if isinstance(embedded, dict) and id_of(embedded) not in documents:
        return text_or_empty(embedded.get("revocationList"))
    if not badge:
        raise UnprovableError("The document of its badge was not at hand")
    return text_or_empty(_fetched(id_of(embedded), documents).get("revocationList"))
