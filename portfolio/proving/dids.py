"""Whose key a signature is made with: `did:key`, `did:jwk`, `did:web`, and keys at web addresses.

A `did:key` is a key and names nobody. A `did:web` is as good as its document, which is kept with
the content; only a key that the document lists for signing credentials is the key of that domain.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from ..domain.proof import Answer, Check, KeptDocuments
from ..text import quoted
from .documents import UnprovableError, as_list, id_of, kept, objects, read_json, text_or_empty
from .keys import Jwk, from_base64url, key_from_jwk, key_from_multibase, key_from_pem

NAMES_NOBODY = "It was signed with a key that names nobody"


class SigningKey(Struct, frozen=True):
    """A key, and whose it is."""

    jwk: Jwk
    owner: str = ""
    """The DID or address whose key it is; empty if nothing confirms whose."""
    domain: str = ""
    """The domain of the owner; empty if it has none."""
    expires: str = ""
    """When the key expires; empty if never."""


def web_address(did: str) -> str:
    """The address of the document of a `did:web`; empty for other texts."""
    method, _, rest = did.partition("#")[0].partition("did:web:")
    host, *path = (unquote(part) for part in rest.split(":"))
    if method or not host or any(not part or "/" in part for part in (host, *path)):
        return ""
    return f"https://{'/'.join((host, *(path or ['.well-known'])))}/did.json"


def did_domain(did: str) -> str:
    """The domain of a `did:web`, with its port; empty for other texts."""
    return authority(web_address(did))


def authority(address: str) -> str:
    """The host of an address, with its port; empty if it has none."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def signing_key(method: str, documents: KeptDocuments) -> SigningKey:
    """The key that a proof names. Raises UnprovableError if it cannot be found."""
    base, _, fragment = method.partition("#")
    if base.startswith("did:key:"):
        written = base.removeprefix("did:key:")
        if fragment not in ("", written):
            raise UnprovableError("Its key is not the one that its DID is made of")
        return SigningKey(key_from_multibase(written), base)
    if base.startswith("did:jwk:"):
        data = read_json(_decoded(base.removeprefix("did:jwk:")))
        return SigningKey(key_from_jwk(data if isinstance(data, dict) else {}), base)
    if base.startswith("did:web:"):
        return _listed_key(method, base, did_domain(base), documents)
    if base.startswith(("https://", "http://")):
        return _web_key(method, base, fragment, documents)
    raise UnprovableError(f"Its key {quoted(method, 120)} is named in a way that is not read")


def _decoded(text: str) -> str:
    try:
        return from_base64url(text).decode()
    except UnicodeDecodeError:
        raise UnprovableError("Its key is not in UTF-8") from None


def _web_key(method: str, base: str, fragment: str, documents: KeptDocuments) -> SigningKey:
    """A key at a web address: as its document says, or else as the address itself has it."""
    try:
        return _listed_key(method, base, authority(base), documents)
    except UnprovableError:
        if fragment.startswith("z"):
            return SigningKey(key_from_multibase(fragment))
        raise


def _listed_key(method: str, owner: str, domain: str, documents: KeptDocuments) -> SigningKey:
    """A key that the document of its owner lists for signing credentials."""
    data = kept(owner, documents).data
    if id_of(data) != owner:
        raise UnprovableError(f"The document of {quoted(owner, 200)} is one of somebody else")
    named = as_list(data.get("assertionMethod"))
    allowed = {_whole_id(id_of(one), owner) for one in named}
    for found in (*objects(named), *objects(data.get("verificationMethod"))):
        identity = _whole_id(id_of(found), owner)
        if identity != method or identity not in allowed:
            continue
        if text_or_empty(found.get("controller")) not in ("", owner):
            break
        if found.get("revoked"):
            raise UnprovableError(f"{quoted(domain)} has revoked the key")
        return SigningKey(_written_key(found), owner, domain, text_or_empty(found.get("expires")))
    raise UnprovableError(f"{quoted(domain)} does not list the key among those it signs with")


def _whole_id(identity: str, owner: str) -> str:
    return f"{owner}{identity}" if identity.startswith("#") else identity


def _written_key(method: dict[str, Any]) -> Jwk:
    if isinstance(method.get("publicKeyJwk"), dict):
        return key_from_jwk(method["publicKeyJwk"])
    if text_or_empty(method.get("publicKeyPem")):
        return key_from_pem(text_or_empty(method["publicKeyPem"]))
    return key_from_multibase(text_or_empty(method.get("publicKeyMultibase")))


def documents_for(method: str) -> tuple[str, ...]:
    """The documents that a proof needs to find its key: DIDs and addresses."""
    base = method.partition("#")[0]
    is_needed = bool(web_address(base)) or base.startswith(("https://", "http://"))
    return (base,) if is_needed else ()


def signer_of(key: SigningKey | None, issuer: str) -> tuple[Check, str]:
    """Whether it is known who signed, and for which domain.

    The name of the issuer has no part in it: anyone can write any name.
    """
    if key is None or not issuer:
        why = "It does not say who issued it" if key else "No signature says who it is from"
        return Check(Answer.UNKNOWN, why), ""
    if key.owner == issuer or _is_whole_domain(key.owner, issuer):
        if not key.domain:
            return Check(Answer.NONE, NAMES_NOBODY), ""
        return Check(Answer.YES, f"It was signed for the domain {key.domain}"), key.domain
    if key.owner and issuer.startswith("did:"):
        return Check(Answer.NO, "It was signed with a key that is not one of its issuer"), ""
    why = "Nothing shows that the key belongs to the issuer that it names"
    return Check(Answer.UNKNOWN, why), ""


def _is_whole_domain(owner: str, issuer: str) -> bool:
    """Whether a `did:web` of a whole domain signed for an issuer at an address of that domain."""
    is_whole = web_address(owner).endswith("/.well-known/did.json")
    return is_whole and issuer.startswith("https://") and authority(issuer) == did_domain(owner)


def canonical_jwk(key: Jwk) -> str:
    """The text by which two JWK are compared."""
    return json.dumps(dict(key), sort_keys=True)
