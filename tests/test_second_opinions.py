"""Badge files by others: wherever another library answers, it says the same as our proof.

The other libraries are openbadgeslib and openvc. Why one of them has no answer is in a table, with
the number of proofs that this concerns, so that a new reason fails the test.
"""

from __future__ import annotations

import base64
import json
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from signing import as_pem, kept
from test_prove import ADDRESSES, SAMPLES

from portfolio.domain.proof import Answer, Check, KeptDocuments
from portfolio.paths import DATA_FOLDER
from portfolio.proving.contexts import load_context
from portfolio.proving.documents import UnprovableError, as_list
from portfolio.proving.judge import checks_on
from portfolio.proving.prove import badge_in, prove

pytestmark = [
    pytest.mark.skipif(
        not SAMPLES.is_dir(), reason="the samples by others are not beside the repository"
    ),
    pytest.mark.filterwarnings("ignore"),
]
DAY = date(2026, 11, 29)
FOLDERS = ("blockcerts", "clr2", "openbadges2", "openbadges3", "vc-test-fixtures", "w3c-eddsa")
NO_ANSWER = {
    "openbadgeslib": {
        "found: Ed25519Signature2020": (32, "it reads no kind of proof before Data Integrity"),
        "eddsa-2022": (1, "it does not read the draft's name"),
        "must use base58btc": (1, "a proof of Blockcerts names no key; nor do we read it"),
    },
    "openvc": {
        "cryptosuite NoneType": (33, "it reads no kind of proof before Data Integrity"),
        "cryptosuite 'eddsa-2022'": (1, "it does not read the draft's name"),
        "cannot resolve": (9, "the key is named by a web address, which it does not look into"),
        "not in the DID document": (
            6,
            "a did:key without fragment, or a key that stands in `assertionMethod` alone",
        ),
        "is not controlled": (
            1,
            "its issuer is a web address; our answer about the signer says so",
        ),
        "not in compacted form": (13, "it refuses JSON that a program would write otherwise"),
        "inline @context": (1, "it refuses definitions in the credential itself"),
    },
}
"""For each library, a part of what it says, how many proofs it says that of, and why."""
OTHER_ANSWERS = {
    ("openbadgeslib", "complete.json"): "with fractions, which programs write in two ways, a "
    "signature that does not fit is *unknown* to us",
}
"""Where a library answers otherwise, and why; nowhere does one say *yes* where we say *no*."""
THEIRS = {True: Answer.YES, False: Answer.NO, None: Answer.UNKNOWN}


class Opinion(NamedTuple):
    """What a library says: whether a signature fits, or why it cannot say."""

    fits: bool | None
    why: str = ""


def text_of(name: str) -> str:
    """The text of a sample."""
    return (SAMPLES / name).read_text("utf-8")


@pytest.fixture(scope="module")
def documents() -> KeptDocuments:
    """What the samples need: DID documents and status lists."""
    return kept(*((one, text_of(path)) for one, path in ADDRESSES.items()))


@pytest.fixture(scope="module")
def contexts() -> dict[str, Any]:
    """The contexts that come with the program; the other libraries have others or none."""
    table = Path(DATA_FOLDER, "contexts", "addresses.toml").read_text("utf-8")
    return {address: load_context(address)["document"] for address in tomllib.loads(table)}


def proofs() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each proof in the samples, alone in its credential, with the name of its file."""
    for path in sorted(path for one in FOLDERS for path in (SAMPLES / one).rglob("*")):
        if not path.is_file():
            continue
        try:
            badge = badge_in(path.read_bytes())
        except UnprovableError:
            continue
        for proof in as_list(badge.data.get("proof")):
            yield path.name, {**badge.data, "proof": proof}


def did_document(address: str) -> bytes:
    """The DID document at a web address, if it is a sample."""
    host, _, rest = address.removeprefix("https://").partition("/")
    did = f"did:web:{host}:{rest.removesuffix('/did.json').replace('/', ':')}"
    if did not in ADDRESSES:
        raise OSError(f"{did} is not at hand")
    return text_of(ADDRESSES[did]).encode()


def openbadgeslib(data: dict[str, Any], contexts: dict[str, Any]) -> Opinion:
    """What openbadgeslib says of a proof, for the key that stands in the name of its method."""
    from openbadgeslib.ob3 import (
        OB3VerificationError,
        resolve_verification_method,
        verify_data_integrity_proof,
    )

    key = str(data["proof"]["verificationMethod"]).rpartition("#")[2].removeprefix("did:key:")
    try:
        pem = resolve_verification_method(f"did:key:{key}")
        verify_data_integrity_proof(data, pem, extra_contexts=contexts)
    except OB3VerificationError as reason:
        return Opinion(False if "signature mismatch" in str(reason) else None, str(reason))
    return Opinion(True)


def openvc(data: dict[str, Any], contexts: dict[str, Any]) -> Opinion:
    """What openvc says of a proof."""
    from openvc import OpenvcError, VerificationPolicy, verify_credential
    from openvc.did.base import DidResolverRegistry
    from openvc.did.did_key import DidKeyResolver
    from openvc.did.did_web import DidWebResolver

    resolver = DidResolverRegistry(
        [DidKeyResolver(), DidWebResolver(lambda address: json.loads(did_document(address)))]
    )
    policy = VerificationPolicy(require_status=False, require_not_expired=False)
    try:
        verify_credential(data, policy=policy, resolver=resolver, extra_contexts=contexts)
    except OpenvcError as reason:
        return Opinion(False if type(reason).__name__ == "SignatureInvalid" else None, str(reason))
    return Opinion(True)


@pytest.mark.parametrize("ask", [openbadgeslib, openvc], ids=lambda ask: ask.__name__)
def test_a_signature_fits_for_others_where_it_fits_for_us(
    ask: Callable[[dict[str, Any], dict[str, Any]], Opinion],
    documents: KeptDocuments,
    contexts: dict[str, Any],
) -> None:
    """Every proof of the samples has the same answer, as it came and with another date."""
    differing = set()
    untold = Counter[str]()
    for name, data in proofs():
        later: dict[str, Any] = {
            key: "2001-02-03T04:05:06Z" for key in ("validFrom", "issuanceDate") if key in data
        }
        for given in (data, {**data, **later}):
            told = ask(given, contexts)
            ours = prove(json.dumps(given).encode(), documents).proof.answer
            if told.fits is None and given is data:
                known = NO_ANSWER[ask.__name__]
                untold[next((part for part in known if part in told.why), told.why)] += 1
            elif told.fits is not None and ours is not THEIRS[told.fits]:
                differing.add((ask.__name__, name))
                assert ours is Answer.UNKNOWN, name
    assert differing == {one for one in OTHER_ANSWERS if one[0] == ask.__name__}
    assert untold == {part: count for part, (count, _) in NO_ANSWER[ask.__name__].items()}


def test_openbadgeslib_takes_the_same_signed_badge(documents: KeptDocuments) -> None:
    """The signed Open Badge 2 fits for the key beside it, and not with another payload.

    The one sample of Open Badges 3 with its key in it has no claim `sub`: openbadgeslib wants one
    and gives no answer.
    """
    from jwt import PyJWK
    from openbadgeslib.ob2 import OB2VerificationError, OB2Verifier
    from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

    addresses = (
        "http://example.org/key1.json",
        "https://example.org/organization.json",
        "https://example.org/robotics-badge.json",
    )
    found = kept(*((one, text_of(f"openbadges2/{one.rpartition('/')[2]}")) for one in addresses))
    token = text_of("openbadges2/simple.jwt").strip()
    head, payload, signature = token.split(".")
    changed = f"{head}.{payload[:-4]}{payload[-8:-4]}.{signature}"
    verifier = OB2Verifier(json.loads(text_of("openbadges2/key1.json"))["publicKeyPem"])
    assert prove(token.encode(), found).proof.answer is Answer.YES
    assert verifier.verify(token).id == "https://example.org/beths-robotics-badge.json"
    assert prove(changed.encode(), found).proof.answer is not Answer.YES
    with pytest.raises(OB2VerificationError):
        verifier.verify(changed)
    newer = badge_in((SAMPLES / "openbadges3/simple-jwt.svg").read_bytes()).token
    assert prove(newer.encode(), documents).proof.answer is Answer.YES
    header = json.loads(base64.urlsafe_b64decode(newer.partition(".")[0] + "=="))
    with pytest.raises(OB3VerificationError, match="missing the required 'sub' claim"):
        OB3Verifier(as_pem(SimpleNamespace(public_key=lambda: PyJWK(header["jwk"]).key))).verify(
            newer
        )


PICTURES = {
    "openbadges3/simple-json.png": "",
    "openbadges3/simple-json.svg": "",
    "openbadges3/simple-jwt.svg": "",
    "openbadges2/simple-badge.png": "",
    "openbadges2/baked_example.svg": "it takes the attribute `verify`, an address; we the text",
}
"""Baked pictures, and why openbadgeslib finds something else in them; empty if it does not."""


@pytest.mark.parametrize("name", PICTURES)
def test_openbadgeslib_finds_the_same_badge_in_a_picture(name: str) -> None:
    """Both find the same credential in a picture, but for what the table says."""
    from openbadgeslib import baking

    content = (SAMPLES / name).read_bytes()
    is_new = name.startswith("openbadges3")
    if name.endswith(".png"):
        keyword = baking.ITXT_KEYWORD_OB3 if is_new else baking.ITXT_KEYWORD
        found = baking.extract_png(content, keyword=keyword)
    else:
        element = baking.SVG_ELEMENT_OB3 if is_new else baking.SVG_ELEMENT
        found = baking.extract_svg(content, element=element, text_fallback=True)
    assert found
    badge = badge_in(content)
    theirs = json.loads(found) if found.startswith("{") else found
    assert (theirs == (badge.token or badge.data)) is not bool(PICTURES[name])


def openbadgeslib_status(data: dict[str, Any], given: Callable[[str], bytes]) -> Opinion:
    """Whether a credential is in force, by openbadgeslib."""
    from openbadgeslib.ob3 import OB3VerificationError, check_credential_status

    credential: Any = SimpleNamespace(
        issuer=None, credential_status=as_list(data["credentialStatus"])
    )
    try:
        check_credential_status(credential, given)
    except OB3VerificationError as reason:
        return Opinion(False if "is set at index" in str(reason) else None, str(reason))
    return Opinion(True)


def openvc_status(data: dict[str, Any], given: Callable[[str], bytes]) -> Opinion:
    """Whether a credential is in force, by openvc."""
    from openvc import OpenvcError
    from openvc.status.status_list import check_credential_status

    try:
        found = check_credential_status(
            data, resolve_status_list=lambda address: json.loads(given(address))
        )
    except OpenvcError as reason:
        return Opinion(None, str(reason))
    return Opinion(not (found.revoked or found.suspended))


@pytest.mark.parametrize("ask", [openbadgeslib_status, openvc_status], ids=lambda ask: ask.__name__)
def test_others_say_the_same_of_revocation(
    ask: Callable[[dict[str, Any], Callable[[str], bytes]], Opinion], documents: KeptDocuments
) -> None:
    """Every sample whose list says something to us is in force or revoked for all."""
    compared = 0
    for name, data in proofs():
        if not as_list(data.get("credentialStatus")):
            continue
        proof = prove(json.dumps(data).encode(), documents)
        ours = checks_on(proof, DAY, Check(Answer.NONE, "")).status.answer
        if ours is not Answer.UNKNOWN:
            told = ask(data, lambda address: text_of(ADDRESSES[address]).encode())
            assert THEIRS[told.fits] is ours, name
            compared += 1
    assert compared > 1
