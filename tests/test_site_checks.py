"""Checks of the whole site."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from small_site import TODAY, codes, credential, front_matter, only, surveyed

from portfolio.domain.model import Content
from portfolio.linking.link import link
from portfolio.linking.site_checks import check_expiring
from portfolio.settings import Settings
from portfolio.validation.setting_types import Host


@pytest.mark.parametrize(
    ("fields", "days", "expected"),
    [
        ({"expiry_date": "2025-06-15"}, 0, 1),
        ({"expiry_date": "2025-07-15"}, 30, 1),
        ({"expiry_date": "2025-07-16"}, 30, 0),
        ({"expiry_date": "2025-06"}, 15, 1),
        ({"expiry_date": "2025-06-14"}, 30, 0),
        ({"expiry_date": "2025-06-20", "status": "revoked"}, 30, 0),
        ({}, 30, 0),
    ],
)
def test_what_expires_soon_is_listed(fields: dict[str, str], days: int, expected: int) -> None:
    """A valid credential that ends within the time asked about is a warning;
    what is over, or never ends, is not.
    """
    portfolio, _ = link(Content((credential(**fields),)), Settings(), TODAY)
    found = check_expiring(portfolio, timedelta(days))
    assert codes(found) == ["expires-soon"] * expected


MISSING = "52.5 of the 60 hours for its renewal are missing"
HOURS = "\n  - date: 2025-01-02\n    hours: 7.5\n    what: A talk"


@pytest.mark.parametrize(
    ("fields", "code", "message"),
    [
        (
            {"expiry_date": "2025-07-01", "renewal": "\n  hours: 60"},
            "expires-soon",
            f"`Data Basics` expires on 2025-07-01; {MISSING}",
        ),
        (
            {"expiry_date": "2025-07-01", "renewal": "\n  hours: 60\n  by: 2025-06"},
            "expires-soon",
            f"`Data Basics` expires on 2025-07-01; {MISSING}, which it needs by 2025-06",
        ),
        (
            {"expiry_date": "2025-07-01", "renewal": "\n  hours: 7.5"},
            "expires-soon",
            "`Data Basics` expires on 2025-07-01",
        ),
        (
            {"expiry_date": "2027", "renewal": "\n  hours: 60\n  by: 2025-07-01"},
            "renewal-due",
            f"`Data Basics`: {MISSING}, which it needs by 2025-07-01",
        ),
        ({"expiry_date": "2027", "renewal": "\n  hours: 60\n  by: 2025-08"}, "", ""),
        ({"expiry_date": "2027", "renewal": "\n  hours: 7\n  by: 2025-07-01"}, "", ""),
        ({"status": "revoked", "renewal": "\n  hours: 60\n  by: 2025-07-01"}, "", ""),
    ],
)
@pytest.mark.parametrize("shown", ["yes", "no"])
def test_the_owner_is_told_of_missing_hours(
    fields: dict[str, str], code: str, message: str, shown: str
) -> None:
    """What expires says how many hours of its renewal are missing, and so does what does not, if
    the hours are needed within the time; all that whether or not readers see it.
    """
    record = credential(**fields, activities=HOURS, publish_renewal=shown)
    portfolio, _ = link(Content((record,)), Settings(), TODAY)
    found = check_expiring(portfolio, timedelta(30))
    assert [(each.code, each.message) for each in found] == ([(code, message)] if code else [])


@pytest.mark.parametrize("host", Host)
def test_a_host_needs_an_address(tmp_path: Path, host: Host) -> None:
    """A site for a host is warned of without an address, from wherever that comes."""
    settings = f'[publish]\nhost = "{host}"\nas_of = "2025-06-01"\n'
    files = {"a": front_matter(), "portfolio.toml": settings}
    found = surveyed(tmp_path, files).diagnostics
    if host is Host.NONE:
        assert found == ()
        return
    problem = only(found, "missing-base-url")
    assert (problem.location.line, problem.location.source) == (2, f'host = "{host}"')
    assert ("the domain" in problem.message) == (host is Host.GITHUB)
    assert f"{host}" in problem.help or host in (Host.CLOUDFLARE, Host.NGINX)
    assert surveyed(tmp_path, files, base_url="https://ada.test/").diagnostics == ()
    stated = {**files, "portfolio.toml": f'[site]\nbase_url = "https://ada.test/"\n{settings}'}
    assert surveyed(tmp_path, stated).diagnostics == ()


def test_a_new_site_needs_no_address_yet(tmp_path: Path) -> None:
    """A site that has only samples may have a host without an address."""
    files = {"a": front_matter(sample="yes"), "portfolio.toml": '[publish]\nhost = "gitlab"\n'}
    assert surveyed(tmp_path, files).diagnostics == ()
