"""Which documents a proof needs: what whoever may ask the network asks for."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from msgspec.structs import replace
from signing import (
    DOMAIN,
    STATUS_URL,
    as_jwk,
    credential,
    did_document,
    encoded_list,
    entry,
    itxt,
    jws,
    kept,
    made_proof,
    method,
    png,
    private_key,
    rsa_key,
    signed,
    status_list,
)
from test_open_badges_2 import (
    ASSERTION,
    BADGE,
    HOST,
    ISSUER,
    KEY,
    LIST,
    assertion,
    badge,
    issuer,
    key,
    token,
)

from portfolio.domain.proof import Answer, KeptDocument
from portfolio.proving.needs import needed_documents
from portfolio.proving.prove import prove


def everything_needed(content: bytes, web: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """The rounds of a fetcher that has a web: what it was asked for, and what it keeps."""
    found: dict[str, KeptDocument] = {}
    asked: list[str] = []
    for _ in range(8):
        needed = needed_documents(content, found)
        if not needed:
            return asked, found
        asked += needed
        for address in needed:
            if address in web:
                found |= kept((address, web[address]))
            else:
                found |= kept((address, ""), code=404)
    raise AssertionError(asked)


def test_nothing_is_needed_for_what_is_its_own_proof() -> None:
    """A key that is its own name needs nothing, and no file needs what it has."""
    assert needed_documents(signed(), {}) == ()
    for content in (b"", b"[]", b"{}", png(), b"aaaa.bbbb.cc"):
        assert needed_documents(content, {}) == ()


def test_documents_of_domains_and_lists() -> None:
    """A DID, a list, and the DID of the list, once they are known; then nothing any more."""
    lister = "did:web:lists.example.org"
    inner = json.loads(status_list(encoded_list(), issuer=lister))
    inner.pop("proof")
    text = {**inner, "proof": made_proof(inner, verificationMethod=method(lister))}
    content = signed(
        credential(DOMAIN, credentialStatus=entry()), verificationMethod=method(DOMAIN)
    )
    web = {STATUS_URL: text, DOMAIN: did_document(), lister: did_document(lister)}
    asked, found = everything_needed(content, web)
    assert asked == [DOMAIN, STATUS_URL, lister]
    proof = prove(content, found)
    assert proof.domain == "example.edu"
    assert [one.check.answer for one in proof.statuses] == [Answer.YES]
    assert needed_documents(png(itxt(content)), {}) == (DOMAIN, STATUS_URL)


def test_keys_of_signed_json() -> None:
    """The DID of a key or of an issuer, and the address of a key."""
    payload = credential(DOMAIN)
    for header in ({"kid": method(DOMAIN)}, {"kid": "1"}, {"jwk": as_jwk(rsa_key())}, {}):
        content = jws(payload, private_key("issuer"), "EdDSA", **header).encode()
        assert needed_documents(content, {}) == (DOMAIN,)
    named = jws(credential("https://example.edu/1"), private_key("issuer"), "EdDSA", kid=KEY)
    assert needed_documents(named.encode(), {}) == (KEY,)


def test_a_hosted_assertion() -> None:
    """The assertion, its badge, and then the issuer; each is asked for once."""
    content = json.dumps(assertion()).encode()
    web = {ASSERTION: assertion(), BADGE: badge(), ISSUER: issuer()}
    asked, found = everything_needed(content, web)
    assert asked == [ASSERTION, BADGE, ISSUER]
    sent = {address: replace(one, fetched=date(2025, 6, 1)) for address, one in found.items()}
    assert prove(content, sent).signer.answer is Answer.YES
    assert everything_needed(content, {})[0] == [ASSERTION, BADGE]


def test_a_signed_assertion() -> None:
    """The badge, the key, the issuer, and its revocation list."""
    profile = issuer(publicKey=KEY, revocationList=LIST)
    web = {BADGE: badge(), ISSUER: profile, KEY: key(), LIST: {"revokedAssertions": []}}
    asked, found = everything_needed(token(), web)
    assert asked == [BADGE, KEY, ISSUER, LIST]
    proof = prove(token(), found)
    assert (proof.signer.answer, proof.statuses[0].check.answer) == (Answer.YES, Answer.YES)


def test_only_the_web_is_asked() -> None:
    """Files, and what is no address, are never asked for; and never more than a few."""
    statuses = [entry(statusListCredential=f"https://example.edu/{n}") for n in range(99)]
    content = signed(credential(credentialStatus=statuses))
    assert len(needed_documents(content, {})) <= 40
    for address in ("file:///etc/passwd", "gopher://example.edu/", "urn:uuid:1", "//x", "a/b"):
        data = assertion(badge=address, id=address)
        assert needed_documents(json.dumps(data).encode(), {}) == ()
    assert HOST
