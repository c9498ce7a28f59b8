"""Whose key it is: DIDs, their documents, and keys at web addresses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from signing import (
    DOMAIN,
    as_jwk,
    as_pem,
    base64url,
    did_document,
    did_key,
    ec_key,
    kept,
    method,
    multibase,
    private_key,
)

from portfolio.domain.proof import Answer
from portfolio.proving.dids import (
    SigningKey,
    did_domain,
    documents_for,
    owned_key,
    signer_of,
    signing_key,
    web_address,
)
from portfolio.proving.documents import UnprovableError

ISSUER = did_key("issuer")
OWN = {"kty": "OKP", "crv": "Ed25519", "x": as_jwk(private_key("issuer"))["x"]}


@pytest.mark.parametrize(
    ("did", "address", "domain"),
    [
        ("did:web:example.edu", "https://example.edu/.well-known/did.json", "example.edu"),
        ("did:web:example.edu#key", "https://example.edu/.well-known/did.json", "example.edu"),
        ("did:web:example.edu:a:b", "https://example.edu/a/b/did.json", "example.edu"),
        (
            "did:web:localhost%3A8443:a",
            "https://localhost:8443/a/did.json",
            "localhost:8443",
        ),
        ("did:web:", "", ""),
        ("did:web:a/b", "", ""),
        ("did:web:example.edu:..%2F..", "", ""),
        ("did:web:example.edu::a", "", ""),
        ("did:key:z6Mk", "", ""),
        ("https://example.edu", "", ""),
        ("", "", ""),
    ],
)
def test_documents_of_did_web_are_at_their_address(did: str, address: str, domain: str) -> None:
    """Ports are escaped, parts of the path follow colons, and nothing leads elsewhere."""
    assert (web_address(did), did_domain(did)) == (address, domain)


@pytest.mark.parametrize(
    ("named", "needed"),
    [
        (method(DOMAIN), (DOMAIN,)),
        ("https://example.edu/issuer#key", ("https://example.edu/issuer",)),
        (method(ISSUER), ()),
        ("did:web:", ()),
        ("", ()),
    ],
)
def test_documents_that_keys_need(named: str, needed: tuple[str, ...]) -> None:
    """A key of a domain or at an address needs its document; a key that is its own name does not."""
    assert documents_for(named) == needed


def test_did_key_is_its_own_key() -> None:
    """With its fragment and without; another fragment is another key."""
    for named in (ISSUER, method(ISSUER)):
        assert signing_key(named, {}) == SigningKey(OWN, ISSUER)
    with pytest.raises(UnprovableError, match="made of"):
        signing_key(method(ISSUER, "eve"), {})


def test_did_key_of_a_curve() -> None:
    """A `did:key` of P-256 has the point of the curve, compressed."""
    import base58

    numbers = ec_key().public_key().public_numbers()
    point = bytes([2 + numbers.y % 2]) + numbers.x.to_bytes(32, "big")
    did = "did:key:z" + base58.b58encode(b"\x80\x24" + point).decode()
    assert dict(signing_key(did, {}).jwk) == as_jwk(ec_key())
    wrong = "did:key:z" + base58.b58encode(b"\x80\x24\x05" + point[1:]).decode()
    with pytest.raises(UnprovableError, match="curve"):
        signing_key(wrong, {})


def test_did_jwk_is_its_own_key() -> None:
    """The key is in the DID; half a key is none."""
    did = "did:jwk:" + base64url(json.dumps(as_jwk(ec_key())).encode())
    assert signing_key(f"{did}#0", {}) == SigningKey(as_jwk(ec_key()), did)
    for text in ("AA", base64url(b"[]"), base64url(b"\xff\xff"), "%"):
        with pytest.raises(UnprovableError):
            signing_key(f"did:jwk:{text}", {})


LISTED: dict[str, dict[str, Any]] = {
    "embedded": did_document(),
    "by name": did_document(
        assertionMethod=[method(DOMAIN)],
        verificationMethod=did_document()["assertionMethod"],
    ),
    "by part of a name": did_document(
        assertionMethod=["#" + multibase("issuer")],
        verificationMethod=[
            {"id": "#" + multibase("issuer"), "publicKeyMultibase": multibase("issuer")}
        ],
    ),
    "as JWK": did_document(assertionMethod=[{"id": method(DOMAIN), "publicKeyJwk": OWN}]),
    "as PEM": did_document(
        assertionMethod=[{"id": method(DOMAIN), "publicKeyPem": as_pem(private_key("issuer"))}]
    ),
}


@pytest.mark.parametrize("document", LISTED.values(), ids=LISTED)
def test_keys_that_a_domain_lists(document: dict[str, Any]) -> None:
    """A key stands in the list of those that sign, or there under its name."""
    found = signing_key(method(DOMAIN), kept((DOMAIN, document)))
    assert found == SigningKey(OWN, DOMAIN, "example.edu")


UNLISTED: dict[str, tuple[dict[str, Any], str]] = {
    "another purpose": (
        did_document(assertionMethod=[], verificationMethod=did_document()["assertionMethod"]),
        "does not list",
    ),
    "another key": (did_document(name="eve"), "does not list"),
    "another owner": (
        did_document(
            assertionMethod=[
                {**did_document()["assertionMethod"][0], "controller": "did:web:example.org"}
            ]
        ),
        "does not list",
    ),
    "another document": (did_document(id="did:web:example.org"), "somebody else"),
    "revoked": (
        did_document(
            assertionMethod=[{**did_document()["assertionMethod"][0], "revoked": "2025-01-01"}]
        ),
        "revoked",
    ),
    "without a key": (did_document(assertionMethod=[{"id": method(DOMAIN)}]), "multibase"),
}


@pytest.mark.parametrize(("document", "part"), UNLISTED.values(), ids=UNLISTED)
def test_keys_that_a_domain_does_not_list(document: dict[str, Any], part: str) -> None:
    """Other keys, keys for other purposes and those of others are not keys of a domain."""
    with pytest.raises(UnprovableError, match=part):
        signing_key(method(DOMAIN), kept((DOMAIN, document)))


@pytest.mark.parametrize(("text", "code"), [("<html>", 200), ("[]", 200), ("{}", 404)])
def test_documents_that_are_none(text: str, code: int) -> None:
    """A page, a list and an error are no documents."""
    with pytest.raises(UnprovableError):
        signing_key(method(DOMAIN), kept((DOMAIN, text), code=code))


def test_a_key_in_an_address_is_nobodys_until_its_document_lists_it() -> None:
    """An address with a key in it gives the key; whose it is, only its document says."""
    issuer = "https://example.edu/issuers/1"
    assert signing_key(method(issuer), {}) == SigningKey(OWN)
    listed = signing_key(method(issuer), kept((issuer, did_document(issuer))))
    assert listed == SigningKey(OWN, issuer, "example.edu")
    other = kept((issuer, did_document(issuer, "eve")))
    assert signing_key(method(issuer), other) == SigningKey(OWN)
    with pytest.raises(UnprovableError):
        signing_key(f"{issuer}#key-1", {})


@pytest.mark.parametrize(
    ("key", "issuer", "answer", "domain"),
    [
        (SigningKey(OWN, ISSUER), ISSUER, Answer.NONE, ""),
        (SigningKey(OWN, DOMAIN, "example.edu"), DOMAIN, Answer.YES, "example.edu"),
        (
            SigningKey(OWN, DOMAIN, "example.edu"),
            "https://example.edu/issuers/1",
            Answer.YES,
            "example.edu",
        ),
        (
            SigningKey(OWN, f"{DOMAIN}:people:eve", "example.edu"),
            "https://example.edu/issuers/1",
            Answer.UNKNOWN,
            "",
        ),
        (SigningKey(OWN, DOMAIN, "example.edu"), "https://example.org/", Answer.UNKNOWN, ""),
        (SigningKey(OWN, DOMAIN, "example.edu"), "http://example.edu/", Answer.UNKNOWN, ""),
        (SigningKey(OWN, DOMAIN, "example.edu"), "https://[", Answer.UNKNOWN, ""),
        (SigningKey(OWN, DOMAIN, "example.edu"), "did:web:example.org", Answer.NO, ""),
        (SigningKey(OWN, ISSUER), DOMAIN, Answer.NO, ""),
        (SigningKey(OWN, ISSUER), "https://example.edu/", Answer.UNKNOWN, ""),
        (SigningKey(OWN), DOMAIN, Answer.UNKNOWN, ""),
        (SigningKey(OWN), "", Answer.UNKNOWN, ""),
        (None, ISSUER, Answer.UNKNOWN, ""),
    ],
)
def test_who_signed(key: SigningKey | None, issuer: str, answer: Answer, domain: str) -> None:
    """Only a key that belongs to the issuer that a credential names says who signed."""
    check, found = signer_of(key, issuer)
    assert (check.answer, found, bool(check.why)) == (answer, domain, True)


def test_a_key_from_a_header_belongs_to_whoever_has_the_same() -> None:
    """A key is compared with those of the issuer; otherwise it stays nobody's."""
    key = SigningKey(OWN)
    assert owned_key(key, ISSUER, {}).owner == ISSUER
    assert owned_key(key, DOMAIN, kept((DOMAIN, did_document()))).owner == DOMAIN
    assert owned_key(key, DOMAIN, kept((DOMAIN, did_document(name="eve")))).owner == ""
    assert owned_key(key, DOMAIN, {}).owner == ""
    assert owned_key(key, did_key("eve"), {}).owner == ""
