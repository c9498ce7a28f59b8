"""The link with which an owner adds a credential to a profile on LinkedIn."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import SETTINGS, SiteFolder

ON = SETTINGS + "[theme]\nlinkedin = true\n"


def forms(site: SiteFolder, settings: str = ON) -> list[str]:
    """The links to LinkedIn on the page of the record `a`."""
    site.write("portfolio.toml", settings)
    site.publish()
    return [
        link["href"]
        for link in site.page("credentials/a/").all("a")
        if "linkedin.com" in link["href"]
    ]


def test_the_form_is_filled_in(site: SiteFolder) -> None:
    """The form has the name, the issuers, months without zeros, the check and the number,
    each as LinkedIn reads it.
    """
    check = "https://example.com/check?a=1&b=2"
    site.record(
        title="C++ & 機器: Associate",
        issuer="A & B",
        co_issuers=["Other"],
        issued_date="2024-05-17",
        expiry_date="2027-11",
        verification_url=check,
        credential_id="0123 #4",
    )
    (form,) = forms(site)
    parts = urlsplit(form)
    assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == (
        "https",
        "www.linkedin.com",
        "/profile/add",
        "",
    )
    assert parse_qs(parts.query, strict_parsing=True) == {
        "startTask": ["CERTIFICATION_NAME"],
        "name": ["C++ & 機器: Associate"],
        "organizationName": ["A & B, Other"],
        "issueYear": ["2024"],
        "issueMonth": ["5"],
        "expirationYear": ["2027"],
        "expirationMonth": ["11"],
        "certUrl": [check],
        "certId": ["0123 #4"],
    }


def test_what_is_not_known_is_left_to_the_owner(site: SiteFolder) -> None:
    """A year has no month, no expiry none at all; without a check the page stands in for it."""
    site.record(title="Plain", issued_date="2024")
    (form,) = forms(site)
    assert parse_qs(urlsplit(form).query) == {
        "startTask": ["CERTIFICATION_NAME"],
        "name": ["Plain"],
        "organizationName": ["Issuer"],
        "issueYear": ["2024"],
        "certUrl": ["https://example.org/credentials/a/"],
    }


@pytest.mark.parametrize(
    "other",
    [
        {"status": "revoked"},
        {"expiry_date": "2025-01"},
        {"status": "completed"},
        {"status": "in_progress"},
    ],
)
def test_only_what_is_valid_is_offered(other: dict[str, Any], site: SiteFolder) -> None:
    """What is over or not earned has no such link."""
    site.record(
        **{"issued_date": None if other.get("status") == "in_progress" else "2024", **other}
    )
    assert forms(site) == []


def test_visitors_do_not_see_it_by_default(site: SiteFolder) -> None:
    """Without the option no page has the link."""
    site.record()
    assert forms(site, SETTINGS) == []


@pytest.mark.parametrize("theme", ["ledger", "gallery", "plain"])
def test_the_values_of_the_form_can_be_copied(site: SiteFolder, theme: str) -> None:
    """Beside the link stands each value that the form asks for, in the words of the site; what is
    not known is left out.
    """
    site.record(
        title="Cloud Basics",
        issuer="Haus A",
        co_issuers=["Haus B"],
        issued_date="2024-05-17",
        credential_id="0123 #4",
    )
    site.write("portfolio.toml", ON.replace("[site]", '[site]\nlanguage = "de"'))
    site.publish(theme=theme)
    page = site.page("credentials/a/").text
    values = page[page.index("Für LinkedIn") :]
    for words in ("Cloud Basics", "Haus A, Haus B", "Mai 2024", "0123 #4", "https://example.org/"):
        assert words in values
    assert "17. Mai" not in values.partition("https://")[0]
    buttons = [
        one["data-copy"]
        for one in site.page("credentials/a/").all("button")
        if one.get("data-copy")
    ]
    assert ("Haus A, Haus B" in buttons) is (theme == "ledger")
    site.write("portfolio.toml", SETTINGS)
    site.publish(theme=theme)
    assert "LinkedIn" not in site.page("credentials/a/").text
