"""Checks of the whole site."""

from __future__ import annotations

from datetime import timedelta

import pytest
from small_site import TODAY, codes, credential

from portfolio.domain.model import Content
from portfolio.linking.link import link
from portfolio.linking.site_checks import check_expiring
from portfolio.settings import Settings


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
