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
