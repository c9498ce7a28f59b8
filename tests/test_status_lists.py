"""Status lists: bits and names, and lists that say nothing."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st
from signing import (
    DOMAIN,
    STATUS_URL,
    V1,
    V2,
    credential,
    did_document,
    did_key,
    encoded_list,
    entry,
    jws,
    kept,
    method,
    private_key,
    signed,
    status_list,
)

from portfolio.domain.proof import Answer, Period, StatusAnswer
from portfolio.proving.prove import prove
from portfolio.proving.status_lists import list_addresses, statuses_of

REVOKED = encoded_list((5,))
NAMES = "https://example.edu/revoked"


def status(list_text: str | None, status: Any = None, **named: Any) -> StatusAnswer:
    """What a list says of a signed credential, by default in its place 5."""
    content = signed(credential(credentialStatus=entry() if status is None else status))
    documents = kept((STATUS_URL, list_text), **named) if list_text is not None else {}
    proof = prove(content, documents)
    assert proof.proof.answer is Answer.YES
    assert len(proof.statuses) == 1
    return proof.statuses[0]


def test_a_bit_says_whether_it_is_revoked() -> None:
    """One is revoked, zero is not; the neighbours of a place say nothing of it."""
    assert status(status_list(REVOKED)).check.answer is Answer.NO
    for index in (4, 6, 0, 131_071):
        assert status(status_list(REVOKED), entry(index)).check.answer is Answer.YES
    assert status(status_list(encoded_list((131_071,))), entry(131_071)).check.answer is Answer.NO


@examples(15)
@given(
    place=st.integers(0, 400),
    others=st.sets(st.integers(0, 400), max_size=20),
    size=st.sampled_from([1, 2, 3, 8]),
)
def test_each_place_has_its_bits(place: int, others: set[int], size: int) -> None:
    """Whatever a list has, the answer is that of its place."""
    encoded = encoded_list(tuple(others), entries=401, size=size)
    found = status(status_list(encoded), entry(place, statusSize=size))
    assert (found.check.answer is Answer.NO) is (place in others)


def test_suspended_is_not_revoked() -> None:
    """A list says what it is for, in one word or several."""
    text = status_list(REVOKED, subject={"statusPurpose": ["revocation", "suspension"]})
    found = status(text, entry(statusPurpose="suspension")).check
    assert (found.answer, found.why) == (Answer.NO, "Its issuer has suspended it")
    found = status(status_list(REVOKED), entry(statusPurpose="suspension")).check
    assert (found.answer, "another purpose" in found.why) == (Answer.UNKNOWN, True)


def test_messages_say_nothing_of_force() -> None:
    """A status for messages has no answer to whether a credential is in force."""
    found = status(status_list(REVOKED), entry(statusPurpose="message")).check
    assert found.answer is Answer.NONE


def test_a_list_without_its_file() -> None:
    """A list that is not at hand says nothing, and the answer says so."""
    found = status(None).check
    assert found.answer is Answer.UNKNOWN
    assert found.why == "Revocation could not be checked: the list was not at hand"


def unsigned() -> str:
    """A list without a signature."""
    return json.dumps({**json.loads(status_list(REVOKED)), "proof": None})


def changed() -> str:
    """A list that was changed after it was signed."""
    return status_list(REVOKED).replace(REVOKED, encoded_list())


def of_somebody_else() -> str:
    """A list that names an issuer whose key has not signed it."""
    return status_list(encoded_list(), "eve", issuer=did_key("issuer"))


BROKEN = {
    "no JSON": ("<html>", "not a JSON object"),
    "an error": ("{}", "not proved"),
    "unsigned": (unsigned(), "not proved"),
    "changed": (changed(), "not proved"),
    "somebody else": (of_somebody_else(), "not one of its issuer"),
    "no type of its own": (status_list(REVOKED, type=["VerifiableCredential"]), "of its kind"),
    "another inner type": (
        status_list(REVOKED, subject={"type": "StatusList2021"}),
        "of its kind",
    ),
    "not packed": (status_list("uAAAA"), "unpacked"),
    "cut off": (status_list(REVOKED[:21]), "cut off"),
    "nothing": (status_list(""), "cut off"),
}


@pytest.mark.parametrize(("text", "part"), BROKEN.values(), ids=BROKEN)
def test_broken_lists_say_nothing(text: str, part: str) -> None:
    """What is no good list gives *unknown* with a reason, whatever its bits are."""
    found = status(text).check
    assert (found.answer, part in found.why) == (Answer.UNKNOWN, True), found.why


@pytest.mark.parametrize(
    "change",
    [
        {"statusListIndex": "-1"},
        {"statusListIndex": "9999999"},
        {"statusListIndex": "five"},
        {"statusListIndex": None},
        {"statusSize": 0},
        {"statusSize": 10_000},
        {"statusPurpose": None},
        {"type": "SomethingEntry"},
        {"type": None},
    ],
    ids=str,
)
def test_entries_that_are_not_read_say_nothing(change: dict[str, Any]) -> None:
    """A place outside of the list, and whatever cannot be read, give *unknown*."""
    written = {key: value for key, value in entry(**change).items() if value is not None}
    assert status(status_list(encoded_list()), written).check.answer is Answer.UNKNOWN


def test_the_period_of_a_list_is_handed_on() -> None:
    """When a list is valid depends on the day, and is judged later."""
    text = status_list(REVOKED, validFrom="2024-01-01T00:00:00Z", validUntil="2025-01-01T00:00:00Z")
    found = status(text)
    assert found.check.answer is Answer.NO
    assert found.list_period == Period("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z")


def test_a_list_is_soon_too_old() -> None:
    """`ttl` says how long a list may be kept: by the day, from the day on which it was fetched."""
    text = status_list(REVOKED, subject={"ttl": 300_000})
    found = status(text, fetched=date(2026, 11, 29))
    assert found.list_period == Period("", "2026-11-29")
    text = status_list(REVOKED, subject={"ttl": 7 * 86_400_000})
    assert status(text, fetched=date(2026, 11, 29)).list_period.end == "2026-12-05"
    assert status(text).check.answer is Answer.UNKNOWN
    assert status(status_list(REVOKED, subject={"ttl": 10**11})).check.answer is Answer.UNKNOWN


def test_lists_may_be_signed_as_a_whole() -> None:
    """A list may be a compact JWS, and one of a domain needs its document."""
    inner = json.loads(status_list(REVOKED))
    inner.pop("proof")
    inner["issuer"] = DOMAIN
    token = jws(inner, private_key("issuer"), "EdDSA", kid=method(DOMAIN))
    content = signed(credential(credentialStatus=entry()))
    documents = kept((STATUS_URL, token), (DOMAIN, did_document()))
    assert prove(content, documents).statuses[0].check.answer is Answer.NO
    without = prove(content, kept((STATUS_URL, token))).statuses[0].check
    assert (without.answer, "not at hand" in without.why) == (Answer.UNKNOWN, True)


def test_status_list_2021() -> None:
    """The older kind of list, which has no sizes and is packed without a prefix."""
    context = "https://w3id.org/vc/status-list/2021/v1"
    integrity = "https://w3id.org/security/data-integrity/v2"
    dates = {"validFrom": None, "validUntil": None, "issuanceDate": "2024-05-17T00:00:00Z"}
    ob3 = credential()["@context"][1]
    data = credential(
        **{"@context": [V1, ob3, context, integrity]},
        **dates,
        credentialStatus=entry(type="StatusList2021Entry"),
    )
    text = signed(
        {
            "@context": [V1, context, integrity],
            "id": STATUS_URL,
            "type": ["VerifiableCredential", "StatusList2021Credential"],
            "issuer": did_key("issuer"),
            "issuanceDate": "2024-01-01T00:00:00Z",
            "credentialSubject": {
                "id": f"{STATUS_URL}#list",
                "type": "StatusList2021",
                "statusPurpose": "revocation",
                "encodedList": REVOKED[1:],
            },
        }
    ).decode()
    proof = prove(signed(data), kept((STATUS_URL, text)))
    assert (proof.proof.answer, proof.terms.answer) == (Answer.YES, Answer.YES)
    assert proof.statuses[0].check.answer is Answer.NO
    assert proof.statuses[0].list_period.start == "2024-01-01T00:00:00Z"


def names(*revoked: Any, **changes: Any) -> str:
    """A list of credentials that are revoked."""
    return json.dumps({"id": NAMES, "revokedCredentials": list(revoked), **changes})


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (names(), Answer.YES),
        (names({"id": "urn:uuid:another"}), Answer.YES),
        (names({"id": credential()["id"], "revocationReason": "an error"}), Answer.NO),
        (names(credential()["id"]), Answer.NO),
        (names(issuer=did_key("issuer")), Answer.YES),
        (names(issuer=did_key("eve")), Answer.UNKNOWN),
        ("{}", Answer.UNKNOWN),
        ("[]", Answer.UNKNOWN),
        (None, Answer.UNKNOWN),
    ],
)
def test_lists_of_names(text: str | None, answer: Answer) -> None:
    """The revocation lists of 1EdTech name the credentials that are revoked."""
    extensions = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
    data = credential(credentialStatus={"id": NAMES, "type": "1EdTechRevocationList"})
    data["@context"] = [*data["@context"], extensions]
    proof = prove(signed(data), kept((NAMES, text)) if text else {})
    assert [one.check.answer for one in proof.statuses] == [answer]


def test_a_type_that_is_not_signed_is_no_list() -> None:
    """Without the context of its type, nothing signed says how to read a status."""
    data = credential(credentialStatus={"id": NAMES, "type": "1EdTechRevocationList"})
    proof = prove(signed(data), kept((NAMES, names(credential()["id"]))))
    assert proof.terms.answer is Answer.NO
    assert proof.statuses[0].check.answer is Answer.UNKNOWN


def test_several_statuses_have_an_answer_each() -> None:
    """Each entry is answered, as many as a credential may have."""
    both = [entry(5), entry(6, statusPurpose="suspension")]
    text = status_list(REVOKED, subject={"statusPurpose": ["revocation", "suspension"]})
    proof = prove(signed(credential(credentialStatus=both)), kept((STATUS_URL, text)))
    assert sorted(one.check.answer for one in proof.statuses) == [Answer.NO, Answer.YES]
    many = {"credentialStatus": [entry(number) for number in range(30)]}
    assert [one.check.answer for one in statuses_of(many, {})] == [Answer.UNKNOWN]
    assert len(list_addresses(many)) == 20


def test_a_credential_without_a_status_has_none() -> None:
    """Where there is no list, there is no answer, which is not *in force*."""
    assert prove(signed(), {}).statuses == ()
    assert statuses_of({"@context": [V2]}, {}) == ()


def test_what_is_no_object_is_no_status() -> None:
    """A status that is a mere address says nothing that is signed."""
    assert statuses_of({"credentialStatus": STATUS_URL}, {})[0].check.answer is Answer.UNKNOWN


def test_a_list_that_anybody_may_have_signed_says_nothing() -> None:
    """Where the issuer of a list is only an address, no key shows that the list is its own."""
    content = signed(credential(credentialStatus=entry(5)))
    for issuer, answer in (
        (did_key("issuer"), Answer.YES),
        ("https://example.edu", Answer.UNKNOWN),
    ):
        listed = status_list(encoded_list(), issuer=issuer)
        (status,) = prove(content, kept((STATUS_URL, listed))).statuses
        assert status.check.answer is answer
