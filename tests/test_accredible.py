"""Credentials of Accredible: alone, or those of a wallet."""

from __future__ import annotations

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
    checked,
    outcomes,
    records,
    survives,
    uuid,
)

ASSERTIONS = "https://api.accredible.com/v1/obi/badge_assertions"


def credential(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A credential of Accredible."""
    return {
        "id": 48686379,
        "group_id": 295413,
        "uuid": uuid(number),
        "encoded_id": "aaqjj8kx",
        "name": f"Example Course {number}",
        "description": "Shows that its earner can deploy things.",
        "issued_on": "2024-05-17",
        "expired_on": None,
        "approve": True,
        "private": False,
        "private_key": "s3cr3t",
        "complete": True,
        "sample": False,
        "expired?": False,
        "grade": "97",
        "language": "en",
        "learning_outcomes": ["Python", "Public Speaking", "You know how to speak in front of all"],
        "course_link": "https://school.example.org/course?aad=BAhJs3cr3t--905d&lang=en",
        "custom_attributes": {"text1": LEGAL_NAME},
        "url": f"https://badges.school.example.org/{uuid(number)}",
        "badge_assertion_url": f"{ASSERTIONS}/{uuid(number)}",
        "opengraph_image": "https://api.accredible.com/v1/frontend/x/1",
        "recipient": {"name": LEGAL_NAME, "email": ADDRESS, "id": MEMBER},
        "issuer": {"id": 1, "name": "Example School", "url": "https://school.example.org"},
        "group": {
            "course_name": f"Example Course {number}",
            "course_description": "Shows that its earner can deploy things.",
            "badge_design": {"svg": "<svg/>"},
        },
    } | changes


def wallet(*credentials: Any, **changes: Any) -> str:
    """The credentials of a wallet."""
    data = {
        "name": LEGAL_NAME,
        "username": MEMBER,
        "credentials": list(credentials) or [credential()],
        "custom_credentials": None,
    }
    return json.dumps({"data": data | changes})


@pytest.mark.parametrize(
    "text",
    [
        wallet(),
        json.dumps(credential()),
        json.dumps({"credential": credential()}),
        json.dumps({"data": credential()}),
        json.dumps({"credentials": [credential()], "meta": {"current_page": 1}}),
    ],
)
def test_a_credential_in_whatever_holds_it(site: SiteFolder, text: str) -> None:
    """A wallet, a page of credentials and a single one give the same record: short outcomes are
    skills, and the address of the course does not say from where it was opened.
    """
    done = checked(site, {"c.json": text})
    assert records(site.root) == {
        "example-course-1": f"""---
title: Example Course 1
issuer: Example School
issued_date: 2024-05-17
platform: Accredible
credential_id: {uuid(1)}
verification_url: https://badges.school.example.org/{uuid(1)}
course_url: https://school.example.org/course?lang=en
technologies: [Python]
competencies: [public_speaking]
grade: 97
language: en
---

Shows that its earner can deploy things.
"""
    }
    (found,) = done.planned[0].found
    keys = {left.key for left in found.left}
    assert {"recipient", "private_key", "custom_attributes", "learning_outcomes", "group"} <= keys


def test_the_group_says_what_the_credential_does_not(site: SiteFolder) -> None:
    """Title, text and skills come from the course where the credential has none."""
    group = {
        "course_name": "Example Course",
        "course_description": "Words.",
        "learning_outcomes": ["Python"],
    }
    changes: dict[str, Any] = {
        "name": None,
        "description": "",
        "learning_outcomes": [],
        "group": group,
    }
    checked(site, {"c.json": json.dumps(credential(1, **changes))})
    text = records(site.root)["example-course"]
    assert "technologies: [Python]\n" in text
    assert text.endswith("\nWords.\n")


def test_its_open_badge_is_the_same_credential(site: SiteFolder) -> None:
    """The assertion that Accredible offers of the credential joins it, alone or afterwards."""
    badge = json.dumps(badge_2(id=f"{ASSERTIONS}/{uuid(1)}"))
    done = checked(site, {"c.json": wallet(), "b.json": badge})
    assert outcomes(done) == (2, 0)
    assert len(records(site.root)) == 1
    checked(site, {"b.json": badge})
    assert len(records(site.root)) == 1


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (credential(2, private=True), "you have made it private on Accredible"),
        (credential(2, approve=False), "its issuer has not published it"),
        (credential(2, complete=False), "you have not completed it"),
        (credential(2, sample=True), "it is a sample of its issuer"),
        (credential(2, revoked_at="2025-01-01"), "its issuer has revoked it"),
        (credential(2, issuer=None), "it has no issuer"),
        (credential(2, name=None, group=None), "it has no title"),
        ("x", "it is not a credential"),
    ],
)
def test_credentials_that_are_not_imported(site: SiteFolder, second: Any, reason: str) -> None:
    """What is not the owner's to show, or says too little, is refused with its place."""
    done = checked(site, {"c.json": wallet(credential(), second)})
    assert [(one.place, one.reason) for one in done.refused] == [("credentials[1]", reason)]
    assert len(records(site.root)) == 1


def test_credentials_that_the_owner_added(site: SiteFolder) -> None:
    """What the owner added to the wallet is read as far as it has the same form."""
    added = {"name": "Own", "issued_on": "2020", "issuer": {"name": "Example Guild"}}
    done = checked(site, {"c.json": wallet(custom_credentials=[added, {"title": "?"}])})
    assert "issuer: Example Guild\nissued_date: 2020\n" in records(site.root)["own"]
    assert [one.place for one in done.refused] == ["custom_credentials[1]"]


@examples(80)
@given(st.data())
def test_no_wallet_gives_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A wallet in which any value was replaced by any other is imported or refused."""
    survives(tmp_path_factory.mktemp("x"), data, json.loads(wallet(credential(), credential(2))))
