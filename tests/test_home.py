"""The home page: what comes first, and what the owner leaves out."""

from __future__ import annotations

from pathlib import Path

from small_site import front_matter, surveyed

from portfolio.pipeline.assemble import make
from portfolio.views.pages import Overview, Page

RECORDS: dict[str, dict[str, object]] = {
    "old": {"title": "Old", "issued_date": "2019", "expiry_date": "2021"},
    "new": {"title": "New", "issued_date": "2025"},
    "first": {"title": "First", "issued_date": "2020", "featured": True},
    "course": {"title": "Course", "issued_date": "2025-02", "status": "completed"},
    "middle": {"title": "Middle", "issued_date": "2024"},
}


def overview(folder: Path, settings: str = "", **changes: dict[str, object]) -> Overview:
    """The values of the home page of these records, with changes to the fields of some."""
    files = {
        f"content/credentials/{name}.md": front_matter(**{**fields, **changes.get(name, {})})
        for name, fields in RECORDS.items()
    }
    found = surveyed(folder, {"portfolio.toml": settings, **files})
    page = make(found, "")
    assert isinstance(page, Page)
    shown: Overview = page.values["overview"]
    return shown


def titles(shown: Overview) -> list[str]:
    """The titles in the order of the home page."""
    return [card.title for card in shown.entries]


def test_featured_means_first_and_not_only(tmp_path: Path) -> None:
    """What is featured comes first; then what is valid, courses, and what has ended; the newest
    first in each.
    """
    assert titles(overview(tmp_path)) == ["First", "New", "Middle", "Course", "Old"]


def test_a_weight_gives_an_order_of_the_owners(tmp_path: Path) -> None:
    """A lower number comes first among equals, and does not lift what has ended over the rest."""
    shown = overview(tmp_path, middle={"weight": -1}, old={"weight": -5})
    assert titles(shown) == ["First", "Middle", "New", "Course", "Old"]


def test_what_has_expired_can_be_left_out(tmp_path: Path) -> None:
    """Lists and figures are then without it, and its page is still there."""
    shown = overview(tmp_path, "[theme]\nshow_expired = false\n")
    assert titles(shown) == ["First", "New", "Middle", "Course"]
    assert (shown.totals.credentials, shown.totals.since) == (3, 2020)
