"""Credentials that are signed as a whole: which keys count, and that no header decides."""

from __future__ import annotations

import json
import warnings
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from signing import (
    DOMAIN,
    as_jwk,
    as_pem,
    base64url,
    credential,
    did_document,
    did_key,
    ec_key,
    jws,
    kept,
    method,
    private_key,
    rsa_key,
)

from portfolio.domain.proof import Answer, KeptDocuments
from portfolio.proving.jws import key_name, payload_of, signed_by_jws
from portfolio.proving.prove import prove

NONE: KeptDocuments = {}
ISSUER = did_key("issuer")
WEB = "https://example.edu/issuers/1"


def test_a_key_in_the_header_fits_and_names_nobody() -> None:
    """RS256 with its key beside it: the signature fits, and nothing says whose key it is."""
    token = jws(credential(WEB), rsa_key(), "RS256", jwk=as_jwk(rsa_key()))
    proof = prove(token.encode(), NONE)
    assert (proof.proof.answer, proof.signer.answer) == (Answer.YES, Answer.UNKNOWN)
    assert proof.terms.answer is Answer.YES
    assert proof.fields.title == "Machine Learning"


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"])
def test_each_algorithm_with_its_key(algorithm: str) -> None:
    """Keys of RSA, P-256 and Ed25519, each with its own algorithms."""
    keys: dict[str, Any] = {"RS": rsa_key(), "PS": rsa_key(), "ES": ec_key()}
    key = keys.get(algorithm[:2], private_key("issuer"))
    token = jws(credential(WEB), key, algorithm, jwk=as_jwk(key))
    assert signed_by_jws(token, NONE).check.answer is Answer.YES
    head, body, signature = token.split(".")
    other = base64url(json.dumps(credential(WEB, name="Other")).encode())
    assert signed_by_jws(f"{head}.{other}.{signature}", NONE).check.answer is Answer.NO
    assert body


def test_a_did_signs() -> None:
    """`kid` may be the key of a DID, a part of it, or left out where the DID is a key itself."""
    for header in ({"kid": method(ISSUER)}, {"kid": "#" + ISSUER[8:]}, {}):
        token = jws(credential(ISSUER), private_key("issuer"), "EdDSA", **header)
        proof = prove(token.encode(), NONE)
        assert (proof.proof.answer, proof.signer.answer) == (Answer.YES, Answer.NONE)
    token = jws(credential(DOMAIN), private_key("issuer"), "EdDSA", kid=method(DOMAIN))
    proof = prove(token.encode(), kept((DOMAIN, did_document())))
    assert (proof.signer.answer, proof.domain) == (Answer.YES, "example.edu")
    assert prove(token.encode(), NONE).proof.answer is Answer.UNKNOWN


def test_did_jwk() -> None:
    """A `did:jwk` has its key in itself."""
    did = "did:jwk:" + base64url(json.dumps(as_jwk(ec_key())).encode())
    token = jws(credential(did), ec_key(), "ES256", kid=f"{did}#0")
    proof = prove(token.encode(), NONE)
    assert (proof.proof.answer, proof.signer.answer) == (Answer.YES, Answer.NONE)


def test_a_key_in_the_header_that_the_domain_lists() -> None:
    """A key in the header is that of the issuer if the document of its DID has the same."""
    key = {"id": f"{DOMAIN}#1", "type": "JsonWebKey", "controller": DOMAIN}
    document = did_document(assertionMethod=[{**key, "publicKeyJwk": as_jwk(rsa_key())}])
    token = jws(credential(DOMAIN), rsa_key(), "RS256", jwk=as_jwk(rsa_key()))
    assert prove(token.encode(), kept((DOMAIN, document))).domain == "example.edu"
    other = jws(credential(DOMAIN), ec_key(), "ES256", jwk=as_jwk(ec_key()))
    proof = prove(other.encode(), kept((DOMAIN, document)))
    assert (proof.proof.answer, proof.signer.answer) == (Answer.YES, Answer.UNKNOWN)


def test_claims_stand_for_fields() -> None:
    """A credential under `vc` has its issuer, id and dates in claims, unless it says them itself."""
    inner = credential(ISSUER, validFrom=None, validUntil=None, id=None)
    del inner["issuer"]
    payload = {"vc": inner, "iss": ISSUER, "jti": "urn:uuid:2", "nbf": 1715904000}
    token = jws({**payload, "exp": 1810512000}, private_key("issuer"), "EdDSA")
    proof = prove(token.encode(), NONE)
    assert proof.proof.answer is Answer.YES
    assert proof.period.start == "2024-05-17T00:00:00Z"
    assert proof.period.end == "2027-05-17T00:00:00Z"
    assert payload_of(token)["id"] == "urn:uuid:2"


def test_the_earlier_end_counts() -> None:
    """`exp` and `validUntil`: a credential ends with the first."""
    token = jws({**credential(ISSUER), "exp": 1735689600}, private_key("issuer"), "EdDSA")
    assert prove(token.encode(), NONE).period.end == "2025-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ({"crit": ["exp"]}, "asks for something"),
        ({"b64": False}, "asks for something"),
        ({"kid": "key-1"}, "nothing says how"),
        ({"kid": "did:web:example.org#1"}, "not at hand"),
        ({"jwk": {"kty": "oct", "k": "c2VjcmV0"}}, "not read"),
        ({"jwk": {"kty": "RSA", "n": "AQAB", "e": "AQAB"}}, "too short"),
        ({"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "AA"}}, "cannot be used"),
    ],
)
def test_headers_that_are_not_read_say_why(header: dict[str, Any], part: str) -> None:
    """A signature that cannot be checked is neither *yes* nor *no*."""
    token = jws(credential(WEB), private_key("issuer"), "EdDSA", **header)
    check = signed_by_jws(token, NONE).check
    assert (check.answer, part in check.why) == (Answer.UNKNOWN, True), check


def with_header(token: str, **header: Any) -> str:
    """A token with another header."""
    return ".".join([base64url(json.dumps(header).encode()), *token.split(".")[1:]])


def test_the_header_does_not_choose() -> None:
    """`none`, a shared secret, and the algorithm of another kind of key never fit."""
    token = jws(credential(ISSUER), private_key("issuer"), "EdDSA", kid=method(ISSUER))
    for algorithm in ("none", "None", "HS256", "RS256", "ES256", "", 7):
        check = signed_by_jws(with_header(token, alg=algorithm, kid=method(ISSUER)), NONE).check
        assert check.answer in (Answer.NO, Answer.UNKNOWN), algorithm
    unsigned = token.rpartition(".")[0] + "."
    assert signed_by_jws(with_header(unsigned, alg="none"), NONE).check.answer is Answer.NO


def test_two_issuers_are_none() -> None:
    """A file that names one issuer in its claims and another in its credential is not proved."""
    payload = {"vc": credential(DOMAIN), "iss": ISSUER}
    token = jws(payload, private_key("issuer"), "EdDSA", kid=method(ISSUER))
    assert signed_by_jws(token, NONE).check.why == "It names two issuers"


def test_base64_has_one_spelling() -> None:
    """Padding, the other alphabet, and bits that are nowhere are refused."""
    key = rsa_key()
    token = jws(credential(WEB), key, "RS256", jwk=as_jwk(key))
    head, body, signature = token.split(".")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    following = alphabet[alphabet.index(signature[-1]) + 1]
    for changed in (signature[:-1] + following, signature + "==", signature.replace("-", "+")):
        if changed != signature:
            check = signed_by_jws(f"{head}.{body}.{changed}", NONE).check
            assert check.answer is Answer.UNKNOWN


def test_the_name_of_a_key() -> None:
    """The name of a key in a header belongs to the issuer if it is a part only."""
    token = jws({}, private_key("issuer"), "EdDSA", kid="key-1")
    assert key_name(token, DOMAIN) == f"{DOMAIN}#key-1"
    assert key_name(token, WEB) == "key-1"
    assert key_name("%.e30.x", WEB) == ""


def _second(token: str, key: Any) -> bool | None:
    """Whether openbadgeslib takes a token; None if it cannot say."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

        try:
            OB3Verifier(as_pem(key)).verify(token)
        except OB3VerificationError:
            return False
        return True


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
def test_openbadgeslib_agrees(algorithm: str) -> None:
    """openbadgeslib takes and refuses the same tokens, for the key that it is given.

    It reads no credential under `vc`, the form of version 1.1, so that is not compared.
    """
    keys: dict[str, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | Any] = {
        "RS256": rsa_key(),
        "ES256": ec_key(),
        "EdDSA": private_key("issuer"),
    }
    key = keys[algorithm]
    payload = {
        **credential(WEB),
        "iss": WEB,
        "sub": "did:example:holder",
        "jti": "urn:uuid:11111111-1111-4111-8111-111111111111",
        "nbf": 1715904000,
    }
    token = jws(payload, key, algorithm, jwk=as_jwk(key), typ="JWT")
    head, _, signature = token.split(".")
    payload["name"] = "Other"
    changed = f"{head}.{base64url(json.dumps(payload).encode())}.{signature}"
    for text, fits in ((token, True), (changed, False)):
        assert (signed_by_jws(text, NONE).check.answer is Answer.YES) is fits
        assert _second(text, key) is fits
