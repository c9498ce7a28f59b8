"""Blockcerts: version 2 as Open Badges 2, version 3 as far as it says what was earned."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from conftest import SiteFolder, examples
from hypothesis import given
from hypothesis import strategies as st
from importing_files import (
    ADDRESS,
    LEGAL_NAME,
    MEMBER,
    badge_2,
    badge_3,
    checked,
    outcomes,
    records,
    survives,
)
from test_files import png


def inline(content: bytes) -> str:
    """A picture as the address that has it in it."""
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


def version_2(picture: str = "", **changes: Any) -> dict[str, Any]:
    """A Blockcerts of version 2."""
    badge = {
        **badge_2()["badge"],
        "image": picture or inline(png()),
        "issuer": {"name": "Example School", "image": inline(png())},
        "signatureLines": [{"name": "Head Teacher", "jobTitle": "Head"}],
    }
    return {
        **badge_2(),
        "@context": ["https://w3id.org/openbadges/v2", "https://w3id.org/blockcerts/v2"],
        "id": "urn:uuid:bc9bdbb5-0000-4242-9edc-000000000001",
        "badge": badge,
        "recipient": {"type": "email", "hashed": False, "identity": ADDRESS},
        "recipientProfile": {"name": LEGAL_NAME, "publicKey": f"ecdsa:{MEMBER}"},
        "metadataJson": json.dumps({"name": LEGAL_NAME}),
        "displayHtml": f"<p>{LEGAL_NAME}</p>",
        "verification": {"type": ["MerkleProofVerification2017", "Extension"]},
        "signature": {"type": ["MerkleProof2017", "Extension"], "merkleRoot": "4bc7"},
    } | changes


def version_3(**changes: Any) -> dict[str, Any]:
    """A Blockcerts of version 3 that says with its own name what was earned."""
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://w3id.org/blockcerts/v3.2"],
        "id": "urn:uuid:f30f3951-0000-4aef-86d8-000000000001",
        "type": ["VerifiableCredential", "BlockcertsCredential"],
        "name": "Master of Examples",
        "issuer": {"id": "https://school.example.org/issuer.json", "name": "Example School"},
        "validFrom": "2024-03-01T23:30:00-11:00",
        "validUntil": "2039-02-28T23:59:59Z",
        "credentialSubject": {"id": f"mailto:{ADDRESS}", "name": LEGAL_NAME, "number": MEMBER},
        "metadata": json.dumps({"name": LEGAL_NAME}),
        "display": {"contentMediaType": "text/html", "content": f"<p>{LEGAL_NAME}</p>"},
        "proof": {"type": "MerkleProof2019", "proofValue": "z4zv"},
    } | changes


def test_version_2_is_an_open_badge_with_its_picture(site: SiteFolder) -> None:
    """The record is that of the badge; the picture in the file stands beside it, and nothing of the
    recipient's profile, the page and the metadata is written.
    """
    done = checked(site, {"x.json": json.dumps(version_2())})
    text = records(site.root)["example-badge-1"]
    assert "issuer: Example School\nissued_date: 2024-05-17\n" in text
    assert "image: example-badge-1.png\n" in text
    assert (site.root / "content/credentials/example-badge-1.png").read_bytes() == png()
    (found,) = done.planned[0].found
    reasons = {left.key: left.reason for left in found.left}
    assert found.format == "blockcerts"
    assert {"recipientProfile", "metadataJson", "displayHtml"} <= reasons.keys()
    assert reasons["badge.issuer.image"] == "no field holds it"
    assert "badge.image" not in reasons


@pytest.mark.parametrize(
    "picture",
    ["https://school.example.org/a.png", "data:image/png;base64,AAAA", "data:image/png;base64,é"],
)
def test_a_picture_that_cannot_be_used_is_left(site: SiteFolder, picture: str) -> None:
    """A picture on the web, and one that is none, are in the report and not in the site."""
    done = checked(site, {"x.json": json.dumps(version_2(picture))})
    assert "image" not in records(site.root)["example-badge-1"]
    assert "badge.image" in {left.key for left in done.planned[0].found[0].left}


def test_version_3_with_a_name(site: SiteFolder) -> None:
    """The name of the credential is the title, the dates are cut where they are written, and the
    claims about the holder are left.
    """
    checked(site, {"x.json": json.dumps(version_3())})
    (text,) = records(site.root).values()
    assert text == (
        "---\ntitle: Master of Examples\nissuer: Example School\nissued_date: 2024-03-01\n"
        "expiry_date: 2039-02-28\n---\n"
    )


def test_version_3_with_names_in_several_languages(site: SiteFolder) -> None:
    """Of a name in several languages the first is the title, and the others are in the report."""
    names = [
        {"@value": "Master of Examples", "@language": "en"},
        {"@value": "Maître des exemples", "@language": "fr"},
    ]
    done = checked(site, {"x.json": json.dumps(version_3(name=names))})
    assert "title: Master of Examples\n" in records(site.root)["master-of-examples"]
    left = [one.key for one in done.planned[0].found[0].left]
    assert left.count("name.@value") == 1


@pytest.mark.parametrize("changes", [{"type": ["VerifiableCredential"]}, {"@context": []}])
def test_version_3_with_an_achievement(site: SiteFolder, changes: dict[str, Any]) -> None:
    """One that has the achievement of an Open Badge is read as such, told by its context or by its
    type.
    """
    whole = version_3(credentialSubject=badge_3()["credentialSubject"]) | changes
    done = checked(site, {"x.json": json.dumps(whole)})
    assert "type: professional_certification\n" in records(site.root)["example-badge-1"]
    assert done.planned[0].found[0].format == "blockcerts"


@pytest.mark.parametrize(
    ("whole", "reason"),
    [
        (version_3(name=None), "it does not say what was earned in a form that is known"),
        (version_3(issuer="did:example:1"), "it has no issuer"),
        (version_2(revoked=True), "its issuer has revoked it"),
    ],
)
def test_what_says_too_little_is_refused(
    site: SiteFolder, whole: dict[str, Any], reason: str
) -> None:
    """A certificate that has its claims in a form of its own, or no issuer, is refused as such."""
    done = checked(site, {"x.json": json.dumps([whole, version_2()])})
    assert outcomes(done) == (1, 1)
    assert done.refused[0].place == "[0]"
    assert done.refused[0].reason.startswith(reason)


@examples(80)
@given(st.data())
def test_no_blockcerts_give_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A certificate in which any value was replaced by any other is imported or refused."""
    survives(
        tmp_path_factory.mktemp("x"), data, data.draw(st.sampled_from([version_2(), version_3()]))
    )
