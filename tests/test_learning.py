"""Hours of learning: which of them count for a renewal, from records and from the table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st
from small_site import front_matter, raw, surveyed

from portfolio.domain.model import RenewalProgress
from portfolio.domain.records.renewal import Duration, read_period
from portfolio.pipeline.assemble import render_site

HEAD = "date,hours,what,proof,credential\n"


def progress(
    root: Path, rows: str = "", as_of: date = date(2026, 6, 1), /, **fields: object
) -> RenewalProgress:
    """How far the renewal of a record issued in May 2024 is, with a table of learning."""
    said = {"issued_date": "2024-05-17", "expiry_date": "2027-05-17", **fields}
    files: dict[str, str | bytes] = {"a": front_matter(**said), "content/learning.csv": HEAD + rows}
    (entry,) = surveyed(root, files, as_of).portfolio.entries
    assert entry.renewal
    return entry.renewal


@pytest.mark.parametrize(
    ("written", "by", "since"),
    [
        ("{hours: 60, period: 3y}", "2027-05-17", date(2024, 5, 18)),
        ("{hours: 60, period: 18m, by: 2026-12-31}", "2026-12-31", date(2025, 7, 1)),
        ("{hours: 60, period: 90d}", "2027-05-17", date(2027, 2, 17)),
        ("{hours: 60}", "2027-05-17", date(2024, 5, 17)),
        ("{hours: 60, period: 1y, by: 2027-02}", "2027-02", date(2026, 3, 1)),
    ],
)
def test_hours_count_within_their_period(
    tmp_path: Path, written: str, by: str, since: date
) -> None:
    """The period ends with the last day, by default that of expiry, and begins so long before."""
    found = progress(tmp_path, renewal=raw(written))
    assert (str(found.by), found.since, found.needed) == (by, since, Decimal(60))


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        ("2024-05-17", False),
        ("2024-05-18", True),
        ("2024-05", True),
        ("2024-04", False),
        ("2026-06-01", True),
        ("2026-06-02", False),
        ("2026-06", True),
        ("2026", True),
        ("2027-05-17", False),
    ],
)
def test_only_what_lies_in_the_time_and_has_happened_counts(
    tmp_path: Path, day: str, *, counts: bool
) -> None:
    """A month or a year counts if a part of it does; what is still to come does not."""
    found = progress(tmp_path, f"{day},7.5,Talk,,a\n", renewal=raw("{hours: 60, period: 3y}"))
    assert found.done == (Decimal("7.5") if counts else 0)
    assert found.missing == 60 - found.done


amounts = st.lists(st.integers(1, 400).map(lambda n: Decimal(n) / 10), max_size=6)


@examples(30)
@given(listed=amounts, written=amounts)
def test_the_table_and_the_record_add_up(
    tmp_path_factory: pytest.TempPathFactory, listed: list[Decimal], written: list[Decimal]
) -> None:
    """Each row and each activity counts once; nothing is missing below zero."""
    rows = "".join(f"2025-01-0{at + 1};{hours};Talk;;a\n" for at, hours in enumerate(listed))
    activities = "".join(f"\n  - {{date: 2025-02, hours: {h}, what: Talk}}" for h in written)
    fields = {"activities": activities} if written else {}
    root = tmp_path_factory.mktemp("site")
    said = {"issued_date": "2024-05-17", "expiry_date": "2027-05-17", **fields}
    files: dict[str, str | bytes] = {
        "a": front_matter(renewal=raw("{hours: 60, period: 3y}"), **said),
        "content/learning.csv": HEAD.replace(",", ";") + rows,
    }
    found = surveyed(root, files, date(2026, 6, 1))
    assert found.diagnostics == ()
    renewal = found.portfolio.entries[0].renewal
    assert renewal
    total = sum((*listed, *written), Decimal(0))
    assert (renewal.done, renewal.missing) == (total, max(60 - total, Decimal(0)))


@pytest.mark.parametrize(
    ("text", "day", "before"),
    [
        ("3y", date(2027, 5, 17), date(2024, 5, 17)),
        ("1 year", date(2024, 2, 29), date(2023, 2, 28)),
        ("18m", date(2026, 12, 31), date(2025, 6, 30)),
        ("1 Month", date(2026, 3, 31), date(2026, 2, 28)),
        ("90 days", date(2026, 3, 31), date(2025, 12, 31)),
    ],
)
def test_a_period_is_counted_back_by_the_calendar(text: str, day: date, before: date) -> None:
    """A month that is too short ends with its last day."""
    assert read_period(text).before(day) == before
    assert Duration(months=999 * 12).before(date(900, 1, 1)) == date.min


@pytest.mark.parametrize(("publish", "drafts"), [("no", False), ("yes", False), ("no", True)])
def test_readers_see_hours_only_if_they_are_published(
    tmp_path: Path, publish: str, *, drafts: bool
) -> None:
    """No file of the site says anything of them otherwise, and never what shows an activity."""
    record = front_matter(
        issued_date="2024-05-17",
        expiry_date="2027-05-17",
        renewal=raw("{hours: 61, period: 3y}"),
        activities=raw("[{date: 2025-02, hours: 13, what: Zyxwv talk, proof: in the drawer}]"),
        publish_renewal=publish,
    )
    found = surveyed(tmp_path, {"a": record}, date(2026, 6, 1), drafts=drafts)
    pages = {address: bytes(content) for address, content in render_site(found)}  # type: ignore[arg-type]
    assert not [name for name, content in pages.items() if b"drawer" in content]
    assert not [name for name, content in pages.items() if b"Zyxwv" in content]
    is_shown = drafts or publish == "yes"
    assert (b"61" in pages["credentials/a/"].partition(b"<main")[2]) is is_shown
