"""Structured data: schema.org terms that say what is true and nothing that is not known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_site import front_matter, surveyed

from portfolio.pipeline.assemble import AssembledSite, make, render_site
from portfolio.views.pages import Page

BASE = "[site]\nbase_url = 'https://ada.example/me/'\n"
PROFILE = (
    "---\nname: Ada Example\nheadline: Engineer\nemail: ada@example.org\nlinks:\n  - label: Code\n"
    "    url: https://code.example/ada\n---\n"
)
FULL = {
    "type": "micromasters",
    "issued_date": "2024-05",
    "expiry_date": "2027",
    "technologies": ["SQL"],
    "competencies": ["data_cleaning"],
    "credential_id": "0123",
    "verification_url": (
        "https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-7f1d0a3b9c11/public_url"
    ),
    "level": "Advanced",
    "language": "en",
    "duration_hours": "120-150",
    "co_issuers": ["Other"],
    "summary": "It covers </script><script>alert(1)</script> & more.",
}


def data_of(found: AssembledSite, address: str) -> dict[str, Any]:
    """The JSON-LD of one page."""
    assert found.site
    page = make(found, address)
    assert isinstance(page, Page)
    return dict(page.view.structured_data)


def node(data: dict[str, Any], kind: str) -> dict[str, Any]:
    """The one node of a type."""
    nodes: list[dict[str, Any]] = data["@graph"]
    (only,) = [item for item in nodes if item["@type"] == kind]
    return only


def values_in(value: Any) -> Iterator[Any]:
    """Every value of nested data."""
    yield value
    inner = (
        value.values()
        if isinstance(value, dict)
        else value
        if isinstance(value, list | tuple)
        else ()
    )
    for item in inner:
        yield from values_in(item)


def test_a_credential_is_described_with_all_that_is_known(tmp_path: Path) -> None:
    """A credential's page says its name, issuers, dates with their precision, number,
    check link, hours and skills.
    """
    found = surveyed(tmp_path, {"a": front_matter(**FULL), "portfolio.toml": BASE})
    credential = node(data_of(found, "credentials/a/"), "EducationalOccupationalCredential")
    assert credential == {
        "@type": "EducationalOccupationalCredential",
        "@id": "https://ada.example/me/credentials/a/#credential",
        "name": "Data Basics",
        "description": FULL["summary"],
        "url": "https://ada.example/me/credentials/a/",
        "credentialCategory": "MicroMasters",
        "recognizedBy": [
            {"@type": "Organization", "name": "Example Academy"},
            {"@type": "Organization", "name": "Other"},
        ],
        "dateCreated": "2024-05",
        "expires": "2027",
        "identifier": "0123",
        "sameAs": "https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-7f1d0a3b9c11/public_url",
        "educationalLevel": "Advanced",
        "inLanguage": "en",
        "competencyRequired": [
            {"@type": "DefinedTerm", "name": "Data cleaning"},
            {"@type": "DefinedTerm", "name": "SQL"},
        ],
    }


@pytest.mark.parametrize(
    ("hours", "stated"), [("33", "PT33H"), ("1.5", "PT90M"), ("120-150", None)]
)
def test_a_range_of_hours_is_no_duration(hours: str, stated: str | None, tmp_path: Path) -> None:
    """The time that a credential took is stated where it is one figure;
    a range has no form as a duration, and neither end is true.
    """
    found = surveyed(tmp_path, {"a": front_matter(duration_hours=hours), "portfolio.toml": BASE})
    assert (
        node(data_of(found, "credentials/a/"), "EducationalOccupationalCredential").get(
            "timeRequired"
        )
        == stated
    )


@pytest.mark.parametrize("base", ["", BASE])
@pytest.mark.parametrize("profile", ["", PROFILE, "---\nname: Ada Example\n---\n"])
def test_nothing_unknown_is_said(base: str, profile: str, tmp_path: Path) -> None:
    """No page's data has an empty value, and no address that is not absolute."""
    files = {
        "a": front_matter(),
        "b": front_matter(**FULL | {"title": "B"}),
        "c": front_matter(title="C", status="in_progress", issued_date=None),
    }
    files |= {"portfolio.toml": base, "content/pages/about.md": "---\ntitle: About\n---\n"}
    found = surveyed(tmp_path, files | ({"content/profile.md": profile} if profile else {}))
    assert found.site
    pages = [
        page
        for page in (make(found, address) for address in found.site.resources)
        if isinstance(page, Page)
    ]
    for page in pages:
        for value in values_in(dict(page.view.structured_data)):
            assert value not in (None, "", [], {}, ()), page.address
            if isinstance(value, dict):
                for key in ("url", "sameAs"):
                    assert all(
                        url.startswith("http")
                        for url in (
                            [value[key]] if isinstance(value.get(key), str) else value.get(key, [])
                        )
                    ), page.address


def test_the_home_page_is_the_owners(tmp_path: Path) -> None:
    """The home page is a profile of the person, with links, credentials
    and what the person knows.
    """
    found = surveyed(
        tmp_path, {"a": front_matter(**FULL), "content/profile.md": PROFILE, "portfolio.toml": BASE}
    )
    graph = data_of(found, "")["@graph"]
    assert {"WebSite", "Person", "ProfilePage"} <= {item["@type"] for item in graph}
    persons = [item for item in graph if item["@type"] == "Person"]
    merged = {key: value for person in persons for key, value in person.items()}
    assert {person["@id"] for person in persons} == {"https://ada.example/me/#person"}
    assert merged["name"] == "Ada Example"
    assert merged["jobTitle"] == "Engineer"
    assert merged["sameAs"] == ["https://code.example/ada"]
    assert merged["knowsAbout"] == ["SQL"]
    assert [held["name"] for held in merged["hasCredential"]] == ["Data Basics"]


@pytest.mark.parametrize(
    "other",
    [
        {"status": "completed"},
        {"status": "revoked"},
        {"expiry_date": "2025-01"},
        {"status": "in_progress", "issued_date": None},
        {"status": "planned", "issued_date": None},
    ],
)
def test_the_owner_has_only_what_is_valid(other: dict[str, Any], tmp_path: Path) -> None:
    """The person is never said to have a credential that is over, revoked,
    without a certificate, or not earned yet.
    """
    files = {
        "a": front_matter(),
        "b": front_matter(title="Not held", **other),
        "content/profile.md": PROFILE,
    }
    found = surveyed(tmp_path, files | {"portfolio.toml": BASE + "[publish]\nplanned = true\n"})
    persons = [
        item
        for item in data_of(found, "")["@graph"]
        if item["@type"] == "Person" and "hasCredential" in item
    ]
    assert [held["name"] for person in persons for held in person["hasCredential"]] == [
        "Data Basics"
    ]


def test_breadcrumbs_lead_home(tmp_path: Path) -> None:
    """A credential's breadcrumbs go from the home page over the list and its programme
    to itself, numbered from 1.
    """
    files = {
        "a": front_matter(part_of="p"),
        "p": front_matter(title="Programme"),
        "portfolio.toml": BASE,
    }
    crumbs = node(data_of(surveyed(tmp_path, files), "credentials/a/"), "BreadcrumbList")[
        "itemListElement"
    ]
    assert [(item["position"], item["name"]) for item in crumbs] == [
        (1, "Home"),
        (2, "Credentials"),
        (3, "Programme"),
        (4, "Data Basics"),
    ]
    assert crumbs[0]["item"] == {"@type": "WebPage", "@id": "https://ada.example/me/"}


def test_a_list_says_how_many_it_has(tmp_path: Path) -> None:
    """A term's page lists its credentials with their number, and does not hardcode it."""
    files = {
        name: front_matter(title=name.upper(), technologies=["SQL"]) for name in ("a", "b", "c")
    }
    data = data_of(surveyed(tmp_path, files | {"portfolio.toml": BASE}), "technologies/sql/")
    entity = node(data, "CollectionPage")["mainEntity"]
    assert entity["numberOfItems"] == 3
    assert [item["position"] for item in entity["itemListElement"]] == [1, 2, 3]


def test_data_cannot_end_its_script(tmp_path: Path) -> None:
    """In the page, the data is one script that a text cannot close,
    and that reads back as the same data.
    """
    found = surveyed(tmp_path, {"a": front_matter(**FULL), "portfolio.toml": BASE})
    pages = {
        address: content for address, content in render_site(found) if address == "credentials/a/"
    }
    html = pages["credentials/a/"].decode()  # type: ignore[union-attr]
    script = html.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert json.loads(script) == json.loads(json.dumps(data_of(found, "credentials/a/")))
    assert "<" not in script
