"""Open Badges 1 and 2: hosts that vouch, keys that sign, and lists that revoke."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from signing import as_pem, jws, kept, rsa_key

from portfolio.domain.proof import Answer, KeptDocument, Proof, SignedFields
from portfolio.proving.prove import prove

fetched = partial(kept, fetched=date(2025, 6, 1))
"""Documents as their hosts sent them."""
SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples" / "openbadges2"
CONTEXT = "https://w3id.org/openbadges/v2"
HOST = "https://badges.example.edu"
ASSERTION, BADGE, ISSUER = f"{HOST}/assertions/1", f"{HOST}/badges/ml", f"{HOST}/issuer"
KEY, LIST = f"{HOST}/keys/1", f"{HOST}/revoked"


def assertion(**changes: Any) -> dict[str, Any]:
    """An assertion whose badge is elsewhere."""
    salted = hashlib.sha256(b"ada@example.org" + b"sea").hexdigest()
    data = {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": ASSERTION,
        "recipient": {
            "type": "email",
            "hashed": True,
            "salt": "sea",
            "identity": f"sha256${salted}",
        },
        "issuedOn": "2024-05-17T00:00:00Z",
        "expires": "2027-05-17T00:00:00Z",
        "badge": BADGE,
        "verification": {"type": "hosted"},
        **changes,
    }
    return {key: value for key, value in data.items() if value is not None}


def badge(**changes: Any) -> dict[str, Any]:
    """What an assertion is of."""
    return {"type": "BadgeClass", "id": BADGE, "name": "ML", "issuer": ISSUER, **changes}


def issuer(**changes: Any) -> dict[str, Any]:
    """Who issues."""
    return {"type": "Issuer", "id": ISSUER, "name": "Example University", **changes}


def documents(**changes: Any) -> Mapping[str, KeptDocument]:
    """What is on the web, as it is kept; None is not at hand."""
    found = {
        ASSERTION: assertion(),
        BADGE: badge(),
        ISSUER: issuer(),
        **{globals()[name]: value for name, value in changes.items()},
    }
    return fetched(*((address, value) for address, value in found.items() if value is not None))


def shown(data: Any, kept_documents: Mapping[str, KeptDocument], recipient: str = "") -> Proof:
    """What an assertion shows."""
    return prove(json.dumps(data).encode(), kept_documents, recipient)


def test_a_host_vouches() -> None:
    """An assertion that its host shows unchanged is proved, for the host of its issuer."""
    proof = shown(assertion(), documents(), "Ada@example.org")
    assert proof.form.why == "It is an Open Badge 2"
    assert (proof.proof.answer, proof.proof.why) == (Answer.YES, "Its host says the same")
    assert (proof.signer.answer, proof.domain) == (Answer.YES, "badges.example.edu")
    assert [one.check.answer for one in proof.statuses] == [Answer.YES]
    assert proof.recipient.answer is Answer.YES
    assert proof.fields == SignedFields(
        "ML", "Example University", "2024-05-17T00:00:00Z", "2027-05-17T00:00:00Z"
    )


def test_a_copy_that_its_owner_put_there_proves_nothing() -> None:
    """A badge beside itself is not what its host says."""
    found = {**documents(ASSERTION=None), **kept((ASSERTION, json.dumps(assertion())))}
    proof = shown(assertion(), found)
    assert proof.proof.answer is Answer.UNKNOWN
    assert proof.proof.why == "Its host was not asked: a copy proves nothing"


@pytest.mark.parametrize(
    ("hosted", "code", "answer", "revoked"),
    [
        (None, 200, Answer.UNKNOWN, False),
        ("<html>", 200, Answer.UNKNOWN, False),
        (json.dumps(assertion(expires=None)), 200, Answer.UNKNOWN, False),
        ('{"revoked": true}', 410, Answer.UNKNOWN, True),
        (json.dumps({"id": ASSERTION, "revoked": True}), 200, Answer.UNKNOWN, True),
        ("gone", 410, Answer.UNKNOWN, True),
        (json.dumps(assertion()), 404, Answer.UNKNOWN, False),
        (json.dumps(assertion(), indent=7, sort_keys=True), 200, Answer.YES, False),
    ],
)
def test_what_a_host_says(hosted: str | None, code: int, answer: Answer, *, revoked: bool) -> None:
    """Only the same assertion is vouched for; `410 Gone` is how a host revokes."""
    found = dict(documents(ASSERTION=None))
    if hosted is not None:
        found |= fetched((ASSERTION, hosted), code=code)
    proof = shown(assertion(), found)
    assert proof.proof.answer is answer
    assert (Answer.NO in [one.check.answer for one in proof.statuses]) is revoked
    if answer is not Answer.YES:
        assert proof.fields == SignedFields()


EVE = "https://eve.example.org/assertion"


@pytest.mark.parametrize(
    ("profile", "answer"),
    [
        (None, Answer.UNKNOWN),
        (issuer(), Answer.NO),
        (issuer(verification={"allowedOrigins": "eve.example.org"}), Answer.YES),
        (issuer(verification={"allowedOrigins": ["example.org"]}), Answer.NO),
        (issuer(verification={"startsWith": "https://eve.example.org/"}), Answer.YES),
        (issuer(verification={"startsWith": [f"{HOST}/assertions/"]}), Answer.NO),
    ],
)
def test_a_host_that_is_not_of_its_issuer(profile: Any, answer: Answer) -> None:
    """Anyone can host an assertion of the badge of another: only the issuer says which hosts count."""
    data = assertion(id=EVE)
    proof = shown(data, {**documents(ISSUER=profile), **fetched((EVE, data))})
    assert (proof.proof.answer, proof.signer.answer) == (Answer.YES, answer)
    assert proof.domain == ("eve.example.org" if answer is Answer.YES else "")


def test_documents_that_belong_elsewhere_are_not_believed() -> None:
    """A badge that says to be another one has no name for this."""
    proof = shown(assertion(), documents(BADGE=badge(id=f"{HOST}/badges/other")))
    assert proof.fields.title == ""
    assert proof.signer.answer is Answer.UNKNOWN


def test_version_1() -> None:
    """Version 1 has `uid`, seconds since 1970, and its address in `verify`."""
    data = assertion(
        **{"@context": None},
        type=None,
        id=None,
        uid="abc",
        verification=None,
        verify={"type": "hosted", "url": ASSERTION},
        issuedOn=1715904000,
        recipient="ada@example.org",
    )
    proof = shown(data, documents(ASSERTION=data), "ada@example.org")
    assert proof.form.why == "It is an Open Badge 1"
    assert (proof.proof.answer, proof.recipient.answer) == (Answer.YES, Answer.YES)
    assert proof.fields.issued == "2024-05-17T00:00:00Z"


def key(**changes: Any) -> dict[str, Any]:
    """The document of a key."""
    pem = as_pem(rsa_key())
    return {"type": "CryptographicKey", "id": KEY, "owner": ISSUER, "publicKeyPem": pem, **changes}


def token(**changes: Any) -> bytes:
    """A signed assertion."""
    verification = {"type": "signed", "creator": KEY}
    return jws(assertion(verification=verification, **changes), rsa_key(), "RS256").encode()


@pytest.mark.parametrize(
    ("changes", "proof_answer", "signer_answer"),
    [
        ({"KEY": key(), "ISSUER": issuer(publicKey=KEY)}, Answer.YES, Answer.YES),
        ({"KEY": key(), "ISSUER": issuer(publicKey=[KEY])}, Answer.YES, Answer.YES),
        ({"ISSUER": issuer(publicKey=key())}, Answer.YES, Answer.YES),
        ({"KEY": key(), "ISSUER": issuer()}, Answer.YES, Answer.UNKNOWN),
        ({"KEY": key(), "ISSUER": None}, Answer.YES, Answer.UNKNOWN),
        ({"KEY": key(owner=EVE), "ISSUER": issuer(publicKey=KEY)}, Answer.YES, Answer.UNKNOWN),
        ({"KEY": as_pem(rsa_key())}, Answer.YES, Answer.UNKNOWN),
        ({"KEY": key(id=EVE)}, Answer.UNKNOWN, Answer.UNKNOWN),
        ({"KEY": key(publicKeyPem="x")}, Answer.UNKNOWN, Answer.UNKNOWN),
        ({}, Answer.UNKNOWN, Answer.UNKNOWN),
    ],
)
def test_a_key_signs(changes: Any, proof_answer: Answer, signer_answer: Answer) -> None:
    """The key is that of the issuer if the profile and the key name each other."""
    proof = prove(token(), documents(**changes))
    assert (proof.proof.answer, proof.signer.answer) == (proof_answer, signer_answer)
    assert proof.domain == ("badges.example.edu" if signer_answer is Answer.YES else "")


def test_the_key_of_the_issuer_signs() -> None:
    """Where an assertion names no key, that of its issuer is meant."""
    data = assertion(verification={"type": "signed"})
    content = jws(data, rsa_key(), "RS256").encode()
    found = documents(KEY=key(), ISSUER=issuer(publicKey=KEY))
    assert prove(content, found).signer.answer is Answer.YES
    without = prove(content, documents())
    assert without.proof.why == "It does not say which key it was signed with"


@pytest.mark.parametrize(
    ("entries", "answer"),
    [
        ([], Answer.YES),
        ([ASSERTION], Answer.NO),
        ([{"id": ASSERTION, "revocationReason": "an error"}], Answer.NO),
        ([{"uid": "abc"}], Answer.NO),
        ([EVE, {"id": EVE}], Answer.YES),
        (None, Answer.UNKNOWN),
    ],
)
def test_revocation_lists(entries: Any, answer: Answer) -> None:
    """The list of the issuer names what is revoked; without the list nobody knows."""
    changes: dict[str, Any] = {
        "KEY": key(),
        "ISSUER": issuer(publicKey=KEY, revocationList=LIST),
        "LIST": {"id": LIST} if entries is None else {"revokedAssertions": entries},
    }
    proof = prove(token(uid="abc"), documents(**changes))
    assert [one.check.answer for one in proof.statuses] == [answer]


def test_an_issuer_without_a_list_and_one_that_is_not_known() -> None:
    """No list is no answer; an issuer whose profile is not at hand might have one."""
    found = documents(KEY=key(), ISSUER=issuer(publicKey=KEY))
    assert prove(token(), found).statuses == ()
    for changes in ({"ISSUER": None}, {"BADGE": None}):
        statuses = prove(token(), documents(KEY=key(), **changes)).statuses
        assert [one.check.answer for one in statuses] == [Answer.UNKNOWN]


def test_a_badge_in_its_assertion() -> None:
    """A badge and an issuer that are in the assertion are signed with it."""
    inner = badge(issuer=issuer(revocationList=LIST))
    proof = prove(
        token(badge=inner), documents(KEY=key(), BADGE=None, ISSUER=None, LIST={"id": LIST})
    )
    assert proof.proof.answer is Answer.YES
    assert (proof.fields.title, proof.fields.issuer) == ("ML", "Example University")
    assert [one.check.answer for one in proof.statuses] == [Answer.UNKNOWN]


def test_a_signed_badge_without_its_signature() -> None:
    """JSON that is to be signed is not vouched for by any host."""
    data = assertion(verification={"type": "SignedBadge", "creator": KEY})
    proof = shown(data, documents(ASSERTION=data))
    assert (proof.proof.answer, proof.proof.why) == (
        Answer.UNKNOWN,
        "It is to be signed, but no signature is in this file",
    )
    nothing = shown(assertion(id="urn:uuid:1", verification=None), {})
    assert nothing.proof.why == "Nothing says how to check it"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the repository")
def test_the_sample_by_others() -> None:
    """The signed sample fits the key that lies beside it, which its issuer names."""
    addresses = {
        "http://example.org/key1.json": "key1.json",
        "https://example.org/robotics-badge.json": "robotics-badge.json",
        "https://example.org/organization.json": "organization.json",
        "https://example.org/beths-robotics-badge.json": "basic-assertion.json",
    }
    found = fetched(
        *((one, (SAMPLES / name).read_text("utf-8")) for one, name in addresses.items())
    )
    content = (SAMPLES / "simple.jwt").read_bytes()
    proof = prove(content, found)
    assert (proof.proof.answer, proof.signer.answer) == (Answer.YES, Answer.YES)
    assert (proof.domain, proof.fields.title) == ("example.org", "Awesome Robotics Badge")
    hosted = prove((SAMPLES / "basic-assertion.json").read_bytes(), found)
    assert (hosted.proof.answer, hosted.domain) == (Answer.YES, "example.org")
    baked = prove((SAMPLES / "simple-badge.png").read_bytes(), found)
    assert baked.proof.why == "Its host does not say quite the same"
