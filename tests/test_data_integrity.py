"""Proofs in a credential: which fit, whose they are, and what other libraries say of the same."""

from __future__ import annotations

import json
import warnings
from typing import Any

import base58
import pytest
from signing import (
    DOMAIN,
    ED25519_2020,
    OB3,
    V1,
    V2,
    as_pem,
    credential,
    did_document,
    did_key,
    kept,
    made_proof,
    method,
    private_key,
    signed,
    signed_2020,
)

from portfolio.domain.proof import Answer, KeptDocuments
from portfolio.proving.contexts import load_context
from portfolio.proving.data_integrity import FITS, FITS_NOT, Signed, signed_by_proofs

NONE: KeptDocuments = {}
DI_V2 = "https://w3id.org/security/data-integrity/v2"


def shown(content: bytes, documents: KeptDocuments = NONE) -> Signed:
    """What the proofs of a file show."""
    return signed_by_proofs(json.loads(content), documents)


def version_1(**changes: Any) -> dict[str, Any]:
    """A credential of version 1.1 of the data model."""
    dates = {"validFrom": None, "validUntil": None, "issuanceDate": "2024-05-17T00:00:00Z"}
    return credential(**{"@context": [V1, OB3, DI_V2]}, **dates, **changes)


KINDS = {
    "eddsa-rdfc-2022": signed,
    "its draft": lambda: signed(cryptosuite="eddsa-2022"),
    "eddsa-jcs-2022": lambda: signed(cryptosuite="eddsa-jcs-2022"),
    "Ed25519Signature2020": signed_2020,
    "version 1.1": lambda: signed(version_1()),
    "without created": lambda: signed(created=None),
    "bare did:key": lambda: signed(verificationMethod=did_key("issuer")),
    "a proof that is no list": lambda: one_proof(signed()),
}


def one_proof(content: bytes) -> bytes:
    """A file whose proof stands alone."""
    data = json.loads(content)
    return json.dumps({**data, "proof": data["proof"][0]}).encode()


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_each_kind_of_proof_fits(make: Any) -> None:
    """A proof fits what was signed, and nothing else."""
    content = make()
    found = shown(content)
    assert (found.check.answer, found.check.why) == (Answer.YES, FITS)
    assert (found.unsaid, found.key and found.key.owner) == ((), did_key("issuer"))
    data = json.loads(content)
    data["credentialSubject"]["achievement"]["name"] += " II"
    changed = signed_by_proofs(data, NONE)
    assert (changed.check.answer, changed.check.why, changed.said) == (Answer.NO, FITS_NOT, {})


def test_one_bad_proof_is_enough() -> None:
    """Of two proofs, one that does not fit makes the answer *no*."""
    data = credential()
    good, bad = made_proof(data), made_proof({**data, "name": "Other"})
    for proofs in ([good, bad], [bad, good]):
        assert signed_by_proofs({**data, "proof": proofs}, NONE).check.answer is Answer.NO
    assert signed_by_proofs({**data, "proof": [good, good]}, NONE).check.answer is Answer.YES


def test_unknown_kinds_are_named_and_others_count() -> None:
    """A kind that is not read is named beside a proof that fits, and is the answer where it is alone."""
    data = credential()
    other = {**made_proof(data), "cryptosuite": "bbs-2023"}
    alone = signed_by_proofs({**data, "proof": other}, NONE).check
    assert (alone.answer, "`bbs-2023`" in alone.why) == (Answer.UNKNOWN, True)
    both = signed_by_proofs({**data, "proof": [other, made_proof(data)]}, NONE).check
    assert (both.answer, "`bbs-2023`" in both.why) == (Answer.YES, True)


def test_what_is_signed_and_by_whom_come_from_one_proof() -> None:
    """Nobody adds a context and a proof to a file of another, and has the words of one signed by both.

    The issuer signed the JSON. Somebody else adds a context, under which words mean something else,
    and signs the statements of that with a key of their own.
    """
    data = credential()
    own = made_proof(data, cryptosuite="eddsa-jcs-2022")
    other = {"licenseNumber": "https://schema.org/name"}
    changed = {**data, "@context": [*data["@context"], other]}
    added = made_proof(changed, "eve")
    for proofs in ([own, added], [added, own]):
        found = signed_by_proofs({**changed, "proof": proofs}, NONE)
        if found.check.answer is Answer.YES:
            assert found.key and found.key.owner == did_key("issuer")
            assert found.said["credentialSubject"]["licenseNumber"] == "X-17"


def test_objects_of_one_id_may_stand_anywhere() -> None:
    """Whoever moves the status of a credential to another object of the same id hides nothing."""
    status = {
        "id": "https://example.edu/status/1#5",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "5",
        "statusListCredential": "https://example.edu/status/1",
    }
    data = credential(credentialStatus=status)
    proof = made_proof(data)
    iri = "https://www.w3.org/2018/credentials#credentialStatus"
    moved = {key: value for key, value in data.items() if key != "credentialStatus"}
    moved["@included"] = [{"id": data["id"], iri: status}]
    found = signed_by_proofs({**moved, "proof": proof}, NONE)
    assert found.check.answer is Answer.YES
    assert found.said["credentialStatus"]["statusListIndex"] == "5"


def test_words_may_be_renamed_and_keep_their_meaning() -> None:
    """What is shown follows what words mean, not how a context spells them."""
    data = credential()
    proof = made_proof(data)
    renamed = {**data, "@context": [V2, OB3, {"label": "https://schema.org/name"}]}
    renamed["label"] = renamed.pop("name")
    found = signed_by_proofs({**renamed, "proof": proof}, NONE)
    assert (found.check.answer, found.said["name"]) == (Answer.YES, "Machine Learning")


def test_contexts_of_a_json_proof_may_only_be_added() -> None:
    """`eddsa-jcs-2022`: contexts behind those that were signed, and no others."""
    data = json.loads(signed(cryptosuite="eddsa-jcs-2022"))
    more = {**data, "@context": [*data["@context"], ED25519_2020]}
    assert signed_by_proofs(more, NONE).check.answer is Answer.YES
    other = {**data, "@context": [V1, OB3]}
    assert signed_by_proofs(other, NONE).check.answer is Answer.UNKNOWN


def test_a_signature_that_covers_no_credential() -> None:
    """A proof of statements none of which says that it is a credential proves no credential."""
    context = {"@vocab": "https://example.org/"}
    data = credential(**{"@context": [context]})
    check = signed_by_proofs({**data, "proof": made_proof(data)}, NONE).check
    assert (check.answer, check.why) == (
        Answer.UNKNOWN,
        "The signature does not cover that it is a credential",
    )


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"proofPurpose": "authentication"}, "another purpose"),
        ({"previousProof": "urn:uuid:1"}, "chain"),
        ({"verificationMethod": "did:ion:abc"}, "not read"),
        ({"verificationMethod": None}, "not read"),
        ({"proofValue": "uAAAA"}, "multibase"),
        ({"proofValue": "z0OIl"}, "multibase"),
        ({"proofValue": ""}, "multibase"),
    ],
)
def test_proofs_that_cannot_be_checked_say_why(change: dict[str, Any], part: str) -> None:
    """What makes a proof unreadable is said, and it is neither *yes* nor *no*."""
    data = credential()
    check = signed_by_proofs({**data, "proof": {**made_proof(data), **change}}, NONE).check
    assert (check.answer, part in check.why) == (Answer.UNKNOWN, True)


def test_a_purpose_that_is_not_signed_does_not_count() -> None:
    """Where no context defines the words of a proof, anyone could have written its purpose."""
    data = credential(**{"@context": [V1, OB3]}, validFrom=None, validUntil=None)
    check = signed_by_proofs({**data, "proof": made_proof(data)}, NONE).check
    assert (check.answer, "made for" in check.why) == (Answer.UNKNOWN, True)


def test_a_proof_may_expire() -> None:
    """The end of a proof is handed on, since it depends on the day."""
    assert shown(signed(expires="2026-01-01T00:00:00Z")).expires == ("2026-01-01T00:00:00Z",)


def test_a_key_may_expire_or_be_revoked() -> None:
    """A signature counts that was made before its key expired, and none of a key that is revoked."""
    content = signed(credential(DOMAIN), verificationMethod=method(DOMAIN))
    for change, answer in (
        ({"expires": "2025-01-01T00:00:00Z"}, Answer.YES),
        ({"expires": "2023-01-01T00:00:00Z"}, Answer.UNKNOWN),
        ({"expires": "soon"}, Answer.UNKNOWN),
        ({"revoked": "2025-01-01T00:00:00Z"}, Answer.UNKNOWN),
    ):
        document = did_document()
        document["assertionMethod"][0] |= change
        assert shown(content, kept((DOMAIN, document))).check.answer is answer


def test_numbers_and_lists_are_signed() -> None:
    """Numbers with a fraction, whole ones and lists fit, in both kinds of suites.

    Programs write a fraction of another type than `double` in two ways. So where it does not fit,
    nobody knows.
    """
    result = {"type": ["Result"], "value": "97.5"}
    data = credential()
    data["credentialSubject"] |= {"creditsEarned": 7.5, "result": [result]}
    for suite, otherwise in (("eddsa-rdfc-2022", Answer.UNKNOWN), ("eddsa-jcs-2022", Answer.NO)):
        content = signed(data, cryptosuite=suite)
        assert shown(content).check.answer is Answer.YES
        assert shown(content.replace(b"7.5,", b"7.6,")).check.answer is otherwise


def _second(content: bytes) -> dict[str, bool | None]:
    """What other libraries say: whether it fits; None if they cannot say."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from openbadgeslib.ob3 import OB3VerificationError, verify_data_integrity_proof
        from openvc import OpenvcError, VerificationPolicy, verify_credential

        data = json.loads(content)
        found: dict[str, bool | None] = {}
        try:
            verify_data_integrity_proof(data, as_pem(private_key("issuer")))
            found["openbadgeslib"] = True
        except OB3VerificationError as reason:
            found["openbadgeslib"] = False if "signature mismatch" in str(reason) else None
        policy = VerificationPolicy(require_status=False, require_not_expired=False)
        try:
            verify_credential(
                data, policy=policy, extra_contexts={OB3: load_context(OB3)["document"]}
            )
            found["openvc"] = True
        except OpenvcError as reason:
            found["openvc"] = False if type(reason).__name__ == "SignatureInvalid" else None
        return found


def with_one_proof(suite: str, change: dict[str, Any]) -> bytes:
    """A credential with one proof, that was changed afterwards."""
    return json.dumps({**json.loads(one_proof(signed(cryptosuite=suite))), **change}).encode()


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
@pytest.mark.parametrize(
    "change",
    [{}, {"name": "Other"}, {"validUntil": "2037-05-17T00:00:00Z"}, {"honours": "summa"}],
    ids=["as signed", "other name", "longer valid", "unknown word"],
)
def test_other_libraries_agree(suite: str, change: dict[str, Any]) -> None:
    """openbadgeslib and openvc say the same wherever they answer.

    openbadgeslib does not read `eddsa-jcs-2022`. Neither tells a word that no context defines; for
    both the signature fits then, and only here it is named.
    """
    content = with_one_proof(suite, change)
    answer = shown(content).check.answer
    for library, fits in _second(content).items():
        if fits is not None:
            assert (Answer.YES if fits else Answer.NO) is answer, library


def test_other_libraries_do_answer() -> None:
    """Each library answers for the plain credential, so that the comparison compares something."""
    content = with_one_proof("eddsa-rdfc-2022", {})
    assert _second(content) == {"openbadgeslib": True, "openvc": True}
    changed = with_one_proof("eddsa-rdfc-2022", {"name": "Other"})
    assert _second(changed) == {"openbadgeslib": False, "openvc": False}


def test_signatures_are_not_malleable() -> None:
    """A signature with other bytes that some libraries take for the same does not fit."""
    data = credential()
    proof = made_proof(data)
    raw = base58.b58decode(proof["proofValue"][1:])
    order = 2**252 + 27742317777372353535851937790883648493
    larger = (int.from_bytes(raw[32:], "little") + order).to_bytes(32, "little")
    changed = {**proof, "proofValue": "z" + base58.b58encode(raw[:32] + larger).decode()}
    assert signed_by_proofs({**data, "proof": changed}, NONE).check.answer is Answer.NO
