"""Credentials that are signed as a whole: compact JWS, which are also called JWT.

The key decides which algorithms are possible, so `none` and mixed-up algorithms never fit.
"""

from __future__ import annotations

from typing import Any

from ..domain.proof import Answer, Check, KeptDocuments
from ..text import quoted
from .claims import date_text
from .data_integrity import FITS, FITS_NOT, Signed
from .dids import SigningKey, canonical_jwk, signing_key
from .documents import UnprovableError, id_of, read_json, text_or_empty
from .keys import from_base64url, is_made_with, key_from_jwk
from .open_badges_2 import assertion_key, is_assertion


def payload_of(token: str) -> dict[str, Any]:
    """The credential in a compact JWS, whoever signed it. Raises UnprovableError without one."""
    return _credential(_part(token.strip().split(".")[1]))


def _part(text: str) -> dict[str, Any]:
    try:
        data = read_json(from_base64url(text).decode())
    except UnicodeDecodeError:
        data = None
    if not isinstance(data, dict):
        raise UnprovableError("It is not signed JSON")
    return data


def _credential(payload: dict[str, Any]) -> dict[str, Any]:
    """The credential in a payload: all of it, or in `vc` beside claims that may say the same."""
    inner = payload.get("vc")
    if not isinstance(inner, dict):
        return payload
    said = dict(inner)
    said.setdefault("issuer", payload.get("iss"))
    said.setdefault("id", payload.get("jti"))
    if "nbf" in payload and not {"validFrom", "issuanceDate"} & set(said):
        said["validFrom"] = date_text(payload["nbf"])
    return {name: value for name, value in said.items() if value is not None}


def signed_by_jws(token: str, documents: KeptDocuments) -> Signed:
    """What the signature of a compact JWS shows."""
    try:
        return _signed(token.strip(), documents)
    except UnprovableError as reason:
        return Signed(Check(Answer.UNKNOWN, str(reason)))


def _signed(token: str, documents: KeptDocuments) -> Signed:
    written, body, _, signature = token.partition(".")[0], *token.partition(".")[2].partition(".")
    header, payload = _part(written), _part(body)
    algorithm = text_or_empty(header.get("alg"))
    if algorithm.lower() == "none":
        return Signed(Check(Answer.NO, "It says itself that it is not signed"))
    if "crit" in header or "b64" in header:
        raise UnprovableError("Its signature asks for something that is not read")
    said = _credential(payload)
    issuer = id_of(said.get("issuer"))
    if "iss" in payload and issuer and payload["iss"] != issuer:
        raise UnprovableError("It names two issuers")
    key = assertion_key(said, documents) if is_assertion(said) else _key(header, issuer, documents)
    if not is_made_with(
        algorithm, key.jwk, f"{written}.{body}".encode(), from_base64url(signature)
    ):
        return Signed(Check(Answer.NO, FITS_NOT))
    ends = [date_text(payload["exp"])] if "exp" in payload else []
    expires = tuple(filter(None, (*ends, key.expires)))
    return Signed(Check(Answer.YES, FITS), key, said, (), expires)


def _key(header: dict[str, Any], issuer: str, documents: KeptDocuments) -> SigningKey:
    """The key of a signature: the one that its header names or has, or that of a DID."""
    named = _key_name(header, issuer)
    has_key = isinstance(header.get("jwk"), dict)
    if named.startswith(("did:", "https://", "http://")):
        try:
            return signing_key(named, documents)
        except UnprovableError:
            if not has_key:
                raise
    if has_key:
        return _owned(SigningKey(key_from_jwk(header["jwk"])), issuer, documents)
    if issuer.startswith(("did:key:", "did:jwk:")):
        return signing_key(issuer, documents)
    what = f"the key {quoted(named)}" if named else "no key"
    raise UnprovableError(f"Its signature names {what}, so that nothing says how to check it")


def key_name(token: str, issuer: str) -> str:
    """The name of the key in the header of a compact JWS; empty if it has none."""
    try:
        return _key_name(_part(token.partition(".")[0]), issuer)
    except UnprovableError:
        return ""


def _key_name(header: dict[str, Any], issuer: str) -> str:
    named = text_or_empty(header.get("kid"))
    if named and ":" not in named and issuer.startswith("did:"):
        return f"{issuer}#{named.removeprefix('#')}"
    return named


def _owned(key: SigningKey, issuer: str, documents: KeptDocuments) -> SigningKey:
    """A key from a header, which is that of the issuer if its DID is made of the same key."""
    if not issuer.startswith(("did:key:", "did:jwk:")):
        return key
    own = signing_key(issuer, documents)
    return own if canonical_jwk(own.jwk) == canonical_jwk(key.jwk) else key
