"""Comprehensive Learner Records: each credential in them is one record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import SiteFolder, examples
from hypothesis import given
from hypothesis import strategies as st
from importing_files import (
    ADDRESS,
    LEGAL_NAME,
    badge_3,
    baked_png,
    checked,
    outcomes,
    records,
    signed,
    survives,
)


def learner_record(*contained: Any, **changes: Any) -> dict[str, Any]:
    """A learner record with some credentials in it."""
    record: dict[str, Any] = {
        "@context": ["https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"],
        "id": "https://school.example.org/records/1",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": {"id": "https://badges.example.org", "name": "Example School"},
        "validFrom": "2024-06-01T00:00:00Z",
        "name": f"Learner record of {LEGAL_NAME}",
        "credentialSubject": {
            "id": f"mailto:{ADDRESS}",
            "type": ["ClrSubject"],
            "verifiableCredential": list(contained) or [badge_3(1), badge_3(2)],
            "achievement": [{"name": "A course of nobody"}, {"name": "Another"}],
            "association": [{"associationType": "isParentOf", "sourceId": "a", "targetId": "b"}],
        },
    }
    return record | changes


def test_each_credential_becomes_a_record(site: SiteFolder) -> None:
    """The credentials become records as if each had come alone; what only describes an achievement
    or relates two is counted in the report.
    """
    done = checked(site, {"clr.json": json.dumps(learner_record())})
    made = records(site.root)
    assert sorted(made) == ["example-badge-1", "example-badge-2"]
    assert "issued_date: 2024-05-17\n" in made["example-badge-1"]
    assert "verification_url: https://badges.example.org/credentials/1\n" in made["example-badge-1"]
    keys = [one.left.key for one in done.left]
    assert keys.count("credentialSubject.achievement") == 2
    assert keys.count("credentialSubject.association") == 1


@pytest.mark.parametrize(
    "contained",
    [
        signed(badge_3()).decode(),
        {
            "id": f"data:application/vc+jwt,{signed(badge_3()).decode()}",
            "type": "EnvelopedVerifiableCredential",
        },
        learner_record(badge_3()),
    ],
)
def test_credentials_are_found_in_what_holds_them(site: SiteFolder, contained: Any) -> None:
    """A credential that is signed by itself, in an envelope, or in a record of its own is read."""
    checked(site, {"clr.jwt": signed(learner_record(contained))})
    assert list(records(site.root)) == ["example-badge-1"]


def test_one_credential_in_a_record_and_alone_is_one(site: SiteFolder) -> None:
    """A badge that also came as a picture joins the one in the record, and keeps its picture; the
    picture of a whole record belongs to none.
    """
    done = checked(
        site,
        {
            "clr.png": baked_png(json.dumps(learner_record(badge_3())).encode()),
            "badge.png": baked_png(json.dumps(badge_3()).encode()),
        },
    )
    assert outcomes(done) == (2, 0)
    assert len(list((site.root / "content/credentials").iterdir())) == 2
    assert "picture" in {one.left.key for one in done.left}


def test_the_issuer_of_the_record_names_that_of_its_credentials(site: SiteFolder) -> None:
    """A credential that has only the address of its issuer gets the name that the record has for
    that address, and no other.
    """
    known, other = badge_3(1, issuer="https://badges.example.org"), badge_3(2, issuer="did:x:1")
    done = checked(site, {"clr.json": json.dumps(learner_record(known, other))})
    assert "issuer: Example School\n" in records(site.root)["example-badge-1"]
    assert [one.reason for one in done.refused] == ["it has no issuer"]


@pytest.mark.parametrize(
    ("contained", "reason"),
    [
        ("https://badges.example.org/1", "it is not a credential"),
        (badge_3(type=["VerifiableCredential", "EndorsementCredential"]), "it endorses another"),
        (badge_3(credentialSubject={"id": "x"}), "it has no `achievement`"),
    ],
)
def test_what_is_no_credential_is_refused(site: SiteFolder, contained: Any, reason: str) -> None:
    """What stands among the credentials and is none is refused with its place; so is a record that
    has none at all.
    """
    done = checked(
        site,
        {
            "a.json": json.dumps(learner_record(badge_3(), contained)),
            "b.json": json.dumps(learner_record(credentialSubject={})),
        },
    )
    first, second = done.refused
    assert first.place == "credentialSubject.verifiableCredential[1]"
    assert first.reason.startswith(reason)
    assert second.reason == "the learner record has no credential"


@examples(60)
@given(st.data())
def test_no_learner_record_gives_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A record in which any value was replaced by any other is imported or refused."""
    folder: Path = tmp_path_factory.mktemp("clr")
    survives(folder, data, learner_record(badge_3()))
