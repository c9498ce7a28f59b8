"""Badge files: what they prove, whoever made them, and what nothing makes them prove."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st
from signing import (
    DOMAIN,
    STATUS_URL,
    credential,
    did_document,
    did_key,
    encoded_list,
    entry,
    itxt,
    jws,
    kept,
    method,
    png,
    private_key,
    signed,
    signed_2020,
    status_list,
)
from test_open_badges_2 import ASSERTION, BADGE, ISSUER, assertion, badge, issuer

from portfolio.domain.proof import Answer, KeptDocument, Proof, SignedFields
from portfolio.proving import prove as module
from portfolio.proving.documents import values_within
from portfolio.proving.judge import checks_on
from portfolio.proving.needs import needed_documents
from portfolio.proving.prove import MissingExtraError, prove

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
NONE: Mapping[str, KeptDocument] = {}
FIXTURES = "vc-test-fixtures"
_HOST = "https://digitalcredentials.github.io/vc-test-fixtures/statusLists"
_LISTS = f"{FIXTURES}/statusLists/didkey-ed25519Signature2020"
ADDRESSES = {
    f"did:web:digitalcredentials.github.io:vc-test-fixtures:dids:{name}": (
        f"{FIXTURES}/dids/{name}/did.json"
    )
    for name in ("legacy", "oidf")
} | {
    "https://raw.githubusercontent.com/digitalcredentials/verifier-core/refs/heads/main/src/"
    "test-fixtures/status/e5WK8CbZ1GjycuPombrj": f"{_LISTS}/e5WK8CbZ1GjycuPombrj",
    **{
        f"{_HOST}/didkey-ed25519Signature2020/{name}": f"{_LISTS}/{name}"
        for name in ("e5WK8CbZ1GjycuPombrj", "expired", "missingBitStringType", "notYetValid")
    },
}
"""Documents that samples name, with the samples that they are."""


@pytest.fixture(scope="module")
def documents() -> Mapping[str, KeptDocument]:
    """What the samples by others need: DID documents and status lists."""
    if not SAMPLES.is_dir():
        pytest.skip("the samples by others are not beside the repository")
    return kept(*((one, (SAMPLES / path).read_text("utf-8")) for one, path in ADDRESSES.items()))


def answers(proof: Proof) -> str:
    """The answers about form, proof, signer and terms, as one text."""
    checks = (proof.form, proof.proof, proof.signer, proof.terms)
    return " ".join(check.answer for check in checks)


def table(folder: str) -> list[tuple[str, str]]:
    """The rows of the list of sources of a folder: a file, and what is said of its signature."""
    text = (SAMPLES / folder / "SOURCES.md").read_text("utf-8")
    rows = re.findall(r"^\| `([^`]+)` \|(.*)\|$", text, re.MULTILINE)
    return [(name, cells) for name, cells in rows if (SAMPLES / folder / name).exists()]


@pytest.mark.parametrize("folder", ["openbadges3", "w3c-eddsa", "clr2"])
def test_samples_by_others_prove_what_their_source_says(
    folder: str, documents: Mapping[str, KeptDocument]
) -> None:
    """A signature is found to fit where whoever collected the file found so, and not elsewhere."""
    wrong = []
    for name, cells in table(folder):
        answer = prove((SAMPLES / folder / name).read_bytes(), documents).proof.answer
        wanted: set[Answer] = {Answer.NONE}
        if "verifies" in cells and "keyPair" not in cells:
            wanted = {Answer.YES}
        elif "BAD signature" in cells:
            wanted = {Answer.NO}
        elif name in UNTOLD:
            wanted = {UNTOLD[name]}
        if answer not in wanted:
            wrong.append((name, answer, cells))
    assert wrong == []


UNTOLD = {
    "simple-json.png": Answer.YES,
    "simple-json.svg": Answer.YES,
    "simple.jwt": Answer.UNKNOWN,
}
"""Files whose signature the lists of sources say nothing of; the last has no key anywhere."""
FORMS = {
    "openbadges3/simple.json": "yes yes unknown yes",
    "openbadges3/simple-err-issuer.json": "no yes unknown yes",
    "openbadges3/simple-err-type.json": "yes no unknown unknown",
    "openbadges3/simple-noproof.json": "yes none unknown unknown",
    "openbadges3/simple-jwt.svg": "yes yes unknown yes",
    "openbadges2/basic-assertion.json": "yes unknown unknown unknown",
    "openbadges2/simple-badge.png": "yes unknown unknown unknown",
    "openbadges2/baked_example.svg": "yes unknown unknown unknown",
    "openbadges2/basic-assertion-invalid-type.json": "no none none none",
    "openbadges2/unbaked_example.svg": "no none none none",
    "openbadges2/public_domain_heart.png": "no none none none",
    "openbadges2/organization.json": "no none none none",
    "blockcerts/blockcerts-3.0-beta.json": "yes unknown unknown unknown",
    "blockcerts/testnet-valid-v1-issuer-2.0.json": "yes unknown unknown unknown",
    "clr2/simple.json": "yes yes unknown yes",
}


@pytest.mark.parametrize("name", FORMS)
def test_samples_by_others_are_of_their_form(
    name: str, documents: Mapping[str, KeptDocument]
) -> None:
    """Form, proof, signer and terms have an answer each."""
    assert answers(prove((SAMPLES / name).read_bytes(), documents)) == FORMS[name]


def test_public_credentials_prove_what_their_names_say(
    documents: Mapping[str, KeptDocument],
) -> None:
    """Of the fixtures of the Digital Credentials Consortium, only the tampered one does not fit."""
    wrong = []
    for path in sorted((SAMPLES / FIXTURES / "verifiableCredentials").rglob("*.json")):
        if not path.read_bytes().strip():
            continue
        proof = prove(path.read_bytes(), documents)
        is_domain = path.parent.name.lower() == "didweb"
        wanted = f"yes yes {'yes' if is_domain else 'none'} yes"
        if "tampered" in path.name:
            wanted = "yes no unknown unknown"
        status = [one.check.answer.value for one in proof.statuses]
        lists = {"noStatus": [], "evokedStatus": ["no"], "validStatus": ["yes"]}
        lists |= {"missingType": ["unknown"], "notYetValidStatus": ["yes"]}
        said = next((answer for part, answer in lists.items() if part in path.name), status)
        if answers(proof) != wanted or status != said:
            wrong.append((path.name, answers(proof), status))
    assert wrong == []


def test_blockcerts_name_the_kind_of_their_proof(documents: Mapping[str, KeptDocument]) -> None:
    """A proof of a kind that is not read is named."""
    path = SAMPLES / "blockcerts" / "blockcerts-3.0-beta.json"
    why = prove(path.read_bytes(), documents).proof.why
    assert why == "Its signature is of the kind `MerkleProof2019`, which is not read"


def test_a_signed_badge_says_what_it_is() -> None:
    """Fields, period and signer of a credential whose signature fits."""
    proof = prove(signed(), NONE)
    assert answers(proof) == "yes yes none yes"
    assert proof.form.why == "It is an Open Badge 3"
    assert proof.signer.why == "It was signed with a key that names nobody"
    assert proof.fields == SignedFields(
        "Machine Learning",
        "Example University",
        "2024-05-17T00:00:00Z",
        "2027-05-17T00:00:00Z",
        "X-17",
    )
    assert (proof.period.start, proof.period.end) == (proof.fields.issued, proof.fields.expires)


def test_a_domain_signs() -> None:
    """A credential of a `did:web` is signed for its domain, if the document is at hand."""
    content = signed(credential(DOMAIN), verificationMethod=method(DOMAIN))
    proof = prove(content, kept((DOMAIN, did_document())))
    assert answers(proof) == "yes yes yes yes"
    assert (proof.domain, proof.signer.why) == (
        "example.edu",
        "It was signed for the domain example.edu",
    )
    assert answers(prove(content, NONE)) == "yes unknown unknown unknown"


@pytest.mark.parametrize(
    ("issuer", "answer"),
    [
        (did_key("somebody else"), "no"),
        (DOMAIN, "no"),
        ("https://example.edu/issuers/1", "unknown"),
        ("urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164", "unknown"),
    ],
)
def test_a_key_of_somebody_else_is_not_that_of_the_issuer(issuer: str, answer: str) -> None:
    """Anyone can sign with a key of their own and name another issuer: that is not *yes*."""
    proof = prove(signed(credential(issuer)), kept((DOMAIN, did_document(name="the issuer"))))
    assert (proof.proof.answer, proof.signer.answer.value) == (Answer.YES, answer)
    assert proof.domain == ""


def test_nothing_of_a_bad_file_is_shown() -> None:
    """A file whose signature does not fit gives neither fields nor period nor domain."""
    data = json.loads(signed())
    data["name"] = "Deep Learning"
    data["credentialSubject"]["achievement"]["name"] = "Deep Learning"
    proof = prove(json.dumps(data).encode(), NONE)
    assert answers(proof) == "yes no unknown unknown"
    assert proof.proof.why == "The signature does not fit the content"
    assert proof.fields == SignedFields()
    assert (proof.period.start, proof.statuses, proof.domain) == ("", (), "")


WORDS = {
    "an unknown property": {"honours": "summa cum laude"},
    "a property without a meaning": {"_:honours": "summa cum laude"},
    "an unknown type": {
        "type": ["VerifiableCredential", "OpenBadgeCredential", "DoctoralDegreeOfAll"]
    },
    "an id that is none": {
        "evidence": [{"id": "evidence 1", "type": ["Evidence"], "name": "My thesis"}]
    },
}


@pytest.mark.parametrize("change", WORDS.values(), ids=WORDS)
def test_words_that_no_context_defines_are_named(change: dict[str, object]) -> None:
    """A word that takes no part in the proof is named, whether it was there from the start or not."""
    proof = prove(signed(credential(**change)), NONE)
    assert proof.proof.answer is Answer.YES
    assert proof.terms.answer is Answer.NO
    name = next(iter(change))
    value = {"type": "DoctoralDegreeOfAll", "evidence": "evidence 1"}.get(name, name)
    assert f"`{value}`" in proof.terms.why


NAMES = st.text("abcdefghij_-", min_size=3, max_size=12).map(lambda name: f"q{name}")
VALUES = st.one_of(st.text(max_size=8), st.integers(-5, 5), st.booleans(), st.lists(st.text()))
PLACES: tuple[tuple[str, ...], ...] = (
    (),
    ("issuer",),
    ("credentialSubject",),
    ("credentialSubject", "achievement"),
)


@examples(40)
@given(name=NAMES, value=VALUES, place=st.sampled_from(PLACES))
def test_added_properties_are_named_and_never_counted(
    name: str, value: object, place: tuple[str, ...]
) -> None:
    """Whoever adds a property to a signed file gets its name shown and nothing else changed."""
    data = json.loads(signed())
    target = data
    for key in place:
        target = target[key]
    target[name] = value
    proof = prove(json.dumps(data).encode(), NONE)
    assert proof.fields == prove(signed(), NONE).fields
    assert (proof.terms.answer, f"`{name}`" in proof.terms.why) == (Answer.NO, True)


TOKEN = jws(
    {"vc": credential(did_key("issuer")), "iss": did_key("issuer")},
    private_key("issuer"),
    "EdDSA",
    kid=method(did_key("issuer")),
)
CHANGED = {
    "rdf": signed(),
    "jcs": signed(cryptosuite="eddsa-jcs-2022"),
    "2020": signed_2020(),
    "jws": TOKEN.encode(),
}


@pytest.mark.parametrize("kind", CHANGED)
@examples(50)
@given(data=st.data())
def test_one_changed_byte_is_never_yes(kind: str, data: st.DataObject) -> None:
    """Whatever byte is changed in a signed file: the signature does not fit, or a word is named.

    A word that no context defines is in no signature: then it is named, and what is shown of the
    credential is what was signed.
    """
    content = CHANGED[kind]
    at = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(32, 126).filter(lambda one: one != content[at]))
    changed = content[:at] + bytes([byte]) + content[at + 1 :]
    proof = prove(changed, NONE)
    if proof.proof.answer is Answer.YES:
        assert _means_the_same(content, changed) or proof.terms.answer is Answer.NO
        assert proof.fields == prove(content, NONE).fields


def _means_the_same(one: bytes, other: bytes) -> bool:
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, 7, True, "", "x", [], {}, [[]], [{}], {"id": 7}, {"@id": []}, "did:web:%"]
)


@pytest.mark.parametrize("kind", ["vc", "hosted", "signed"])
@examples(60)
@given(data=st.data())
def test_odd_values_anywhere_are_no_reason_to_fail(kind: str, data: st.DataObject) -> None:
    """Whatever stands in place of a value of a file or of a document: there is an answer, and no error."""
    content, documents = ODDLY[kind]
    texts = [content, *(document.text for document in documents.values())]
    at = data.draw(st.integers(0, len(texts) - 1))
    value = json.loads(texts[at])
    places = list(_places(value))
    target, key = data.draw(st.sampled_from(places))
    target[key] = data.draw(ODD)
    texts[at] = json.dumps(value)
    changed = kept(*zip(documents, texts[1:], strict=True))
    first = texts[0]
    if kind == "signed":
        first = jws(
            json.loads(texts[0]), private_key("issuer"), "EdDSA", kid=method(did_key("issuer"))
        )
    proof = prove(first.encode(), changed, "ada@example.org")
    needed_documents(first.encode(), changed)
    checks = checks_on(proof, datetime(2026, 11, 30, tzinfo=UTC), proof.terms)
    assert all(len(check.why) < 400 for check in (checks.proof, checks.time, checks.status))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each object and list within a value, with each of its keys."""
    for inner in values_within(value):
        if isinstance(inner, dict):
            yield from ((inner, key) for key in inner)
        elif isinstance(inner, list):
            yield from ((inner, index) for index in range(len(inner)))


def _oddly() -> dict[str, tuple[str, Mapping[str, KeptDocument]]]:
    """Files that are proved with the help of documents."""
    data = credential(DOMAIN, credentialStatus=entry())
    content = signed(data, verificationMethod=method(DOMAIN)).decode()
    documents = kept((STATUS_URL, status_list(encoded_list())), (DOMAIN, did_document()))
    return {
        "vc": (content, documents),
        "signed": (json.dumps({**data, "iss": DOMAIN, "exp": 1, "iat": 1}), documents),
        "hosted": (
            json.dumps(assertion()),
            kept((ASSERTION, assertion()), (BADGE, badge()), (ISSUER, issuer())),
        ),
    }


ODDLY = _oddly()


def test_every_byte_of_a_signed_file_counts() -> None:
    """Each byte of a credential in JCS form is changed once: no changed file is proved."""
    content = CHANGED["jcs"]
    assert prove(content, NONE).proof.answer is Answer.YES
    for at in range(0, len(content), 3):
        changed = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        if not _means_the_same(content, changed):
            assert prove(changed, NONE).proof.answer is not Answer.YES, (at, changed[at : at + 20])


@pytest.mark.parametrize("change", [{"type": "Assertion"}, {"badge": "x", "recipient": "x"}])
def test_nobody_hides_a_status_by_calling_it_another_standard(change: dict[str, str]) -> None:
    """Words that no signature covers do not decide how a signed file is read."""
    data = json.loads(signed(credential(credentialStatus=entry())))
    kinds = [*data["type"], change.pop("type")] if "type" in change else data["type"]
    proof = prove(json.dumps({**data, **change, "type": kinds}).encode(), NONE)
    assert (proof.proof.answer, proof.terms.answer) == (Answer.YES, Answer.NO)
    assert [one.check.answer for one in proof.statuses] == [Answer.UNKNOWN]
    assert proof.fields.title == "Machine Learning"


def test_the_recipient_is_compared_only_if_asked_for_and_never_named() -> None:
    """The address of the owner is in no answer."""
    identifier = {"type": "IdentityObject", "hashed": False, "identityType": "emailAddress"}
    data = credential()
    data["credentialSubject"]["identifier"] = [{**identifier, "identityHash": "Ada@example.org"}]
    content = signed(data)
    assert prove(content, NONE).recipient.answer is Answer.NONE
    assert prove(content, NONE, "ada@example.org").recipient.answer is Answer.YES
    proof = prove(content, NONE, "eve@example.org")
    assert proof.recipient.answer is Answer.NO
    assert "eve@" not in repr(proof)
    assert "ada@" not in repr(proof).lower()


def test_the_same_badge_in_every_file() -> None:
    """JSON, with a byte order mark, and a picture with it prove the same."""
    content = signed()
    first = prove(content, NONE)
    assert prove(b"\xef\xbb\xbf" + content, NONE) == first
    assert prove(png(itxt(content)), NONE) == first
    assert prove(png(itxt(content, is_packed=True)), NONE) == first


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "It is neither JSON nor signed JSON"),
        (b"hello", "It is neither JSON nor signed JSON"),
        (b"\xff\xfe{}", "It is neither JSON nor signed JSON nor a picture"),
        (b"[]", "It is a list and not one credential"),
        (b"{}", "It is not a credential of a standard that is read"),
        (b'{"type": "VerifiableCredential"}', "It does not say who issued it"),
        (png(), "It is a picture without a badge in it"),
        (b"aaaa.bbbb.", "It is not signed JSON"),
    ],
)
def test_files_without_a_credential_say_so(content: bytes, why: str) -> None:
    """What is no credential has one line that says why, and nothing to check."""
    proof = prove(content, NONE)
    assert (proof.form.answer, proof.form.why) == (Answer.NO, why)
    assert answers(proof) == "no none none none"


def test_importing_the_folder_costs_nothing() -> None:
    """Libraries for signatures are imported when a badge is proved, and not before."""
    code = (
        "import sys, pkgutil, importlib, portfolio.proving as p\n"
        "for m in pkgutil.iter_modules(p.__path__): importlib.import_module(p.__name__+'.'+m.name)\n"
        "print(sorted({m.split('.')[0] for m in sys.modules}"
        " & {'pyld','lxml','joserfc','cryptography','base58','rfc8785'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra `verify`, the error says what to install."""
    module._require_packages.cache_clear()
    monkeypatch.setattr(module, "_PACKAGES", ("base58", "no_such_package"))
    with pytest.raises(MissingExtraError) as caught:
        prove(signed(), NONE)
    assert caught.value.message == "proofs of badges need no_such_package, which is not installed"
    assert "credential-portfolio[verify]" in caught.value.help
    module._require_packages.cache_clear()


def test_traps_end_soon_with_one_line_and_never_with_yes() -> None:
    """Files made to deceive or to keep busy: each ends within a second, all in 200 MiB."""
    code = [sys.executable, str(Path(__file__).with_name("traps.py"))]
    done = subprocess.run(code, capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout)
    bad = {
        name: (answer, why, seconds)
        for name, (answer, why, seconds) in seen["found"].items()
        if answer == "yes" or not why or "\n" in why or len(why) > 300 or seconds > 1.5
    }
    assert bad == {}
    assert seen["MiB"] < 200
