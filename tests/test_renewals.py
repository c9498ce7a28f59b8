"""The expiries that are to come as a calendar: `renewals.ics`, read with a calendar library."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from conftest import SiteFolder, links_of
from hypothesis import given
from hypothesis import strategies as st
from small_site import front_matter, surveyed

from portfolio.formats.renewals import _folded
from portfolio.pipeline.assemble import render_site

BASE = "[site]\nbase_url = 'https://ada.example/me/'\n"


def calendar(tmp_path: Path, files: dict[str, str], base: str = BASE) -> bytes:
    """The calendar that a site publishes."""
    content = dict(render_site(surveyed(tmp_path, files | {"portfolio.toml": base})))[
        "renewals.ics"
    ]
    assert isinstance(content, bytes)
    return content


def events(content: bytes) -> list[Any]:
    """The events of a calendar."""
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


def test_an_expiry_is_a_day_with_two_reminders(tmp_path: Path) -> None:
    """An event has a lasting name, the as-of date, the last day as a whole day, words, a link,
    and alarms 90 and 30 days before.
    """
    title = 'C++; "R", \\ and 機器'
    fields = {"title": json.dumps(title), "expiry_date": "2027-02-03", "credential_id": "0,1;2"}
    (event,) = events(calendar(tmp_path, {"a": front_matter(**fields)}))
    assert event["UID"] == "a@ada.example/me"
    assert event["DTSTAMP"].dt == datetime(2025, 6, 15, tzinfo=UTC)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2027, 2, 3), date(2027, 2, 4))
    assert event["SUMMARY"] == f"{title} expires"
    assert event["DESCRIPTION"] == "Example Academy. Valid until 3 Feb 2027. ID 0,1;2"
    assert event["URL"] == "https://ada.example/me/credentials/a/"
    assert event["TRANSP"] == "TRANSPARENT"
    alarms = event.walk("VALARM")
    assert [alarm["TRIGGER"].dt for alarm in alarms] == [timedelta(days=-90), timedelta(days=-30)]
    assert [alarm["DESCRIPTION"] for alarm in alarms] == [
        f"{title} expires in {days} days" for days in (90, 30)
    ]
    assert {str(alarm["ACTION"]) for alarm in alarms} == {"DISPLAY"}


def test_a_month_lasts_to_its_end(tmp_path: Path) -> None:
    """Expiries stand in the order of their last days; a month or year expires on its last day."""
    files = {
        "y": front_matter(title="Y", expiry_date="2026"),
        "m": front_matter(title="M", expiry_date="2026-02"),
        "d": front_matter(title="D", expiry_date="2025-06-15"),
    }
    days = [event["DTSTART"].dt for event in events(calendar(tmp_path, files))]
    assert days == [date(2025, 6, 15), date(2026, 2, 28), date(2026, 12, 31)]


def test_an_event_keeps_its_name(tmp_path: Path) -> None:
    """A renewal with another title and date is the same event."""
    old = calendar(tmp_path / "old", {"a": front_matter(expiry_date="2026")})
    new = calendar(tmp_path / "new", {"a": front_matter(title="New", expiry_date="2029-01-01")})
    assert events(old)[0]["UID"] == events(new)[0]["UID"]


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"expiry_date": "2025-06-14"},
        {"expiry_date": "2027", "status": "revoked"},
        {"expiry_date": "2027", "superseded_by": "b"},
        {"expiry_date": "2027", "status": "completed"},
        {"expiry_date": "2027", "status": "in_progress", "issued_date": None},
    ],
)
def test_only_what_is_valid_is_renewed(other: dict[str, Any], tmp_path: Path) -> None:
    """Where nothing that is valid expires there is no calendar, and no page links to one."""
    made = dict(
        render_site(surveyed(tmp_path, {"a": front_matter(**other), "b": front_matter(title="B")}))
    )
    assert "renewals.ics" not in made
    assert b"renewals.ics" not in made[""]  # type: ignore[operator]


def test_without_an_address_the_check_is_linked(tmp_path: Path) -> None:
    """A site that does not know its address still has a calendar, which links
    to the check, if there is one.
    """
    check = "https://example.org/check/1"
    files = {
        "a": front_matter(expiry_date="2026", verification_url=check),
        "b": front_matter(title="B", expiry_date="2027"),
    }
    first, second = events(calendar(tmp_path, files, ""))
    assert (first["UID"], first["URL"]) == ("a", check)
    assert "URL" not in second


HOURS = {
    "publish_renewal": "yes",
    "activities": "\n  - date: 2025-01-02\n    hours: 7.5\n    what: A talk",
}


def test_published_hours_are_told(tmp_path: Path) -> None:
    """An expiry says how many hours of its renewal are done and missing, where readers may see
    that; the last day for them is a day of its own only where it is another one.
    """
    shown = HOURS | {"expiry_date": "2027-02-03"}
    files = {
        "a": front_matter(title="A", renewal="\n  hours: 10", **shown),
        "b": front_matter(title="B", renewal="\n  hours: 7", **shown),
        "c": front_matter(title="C", renewal="\n  hours: 10", **shown | {"publish_renewal": "no"}),
    }
    said = {str(e["SUMMARY"]): str(e["DESCRIPTION"]) for e in events(calendar(tmp_path, files))}
    until = "Example Academy. Valid until 3 Feb 2027"
    assert said == {
        "A expires": f"{until}. 7.5 of 10 hours for the renewal are done, 2.5 are missing",
        "B expires": f"{until}. All 7 hours for the renewal are done",
        "C expires": until,
    }


def test_the_last_day_for_hours_is_a_day_with_reminders(tmp_path: Path) -> None:
    """The last day for published hours has an event of its own name, also where nothing expires;
    one that has passed has none.
    """
    files = {
        "a": front_matter(
            title="A",
            expiry_date="2027-02-03",
            renewal="\n  hours: 10\n  by: 2026-12",
            **HOURS,
        ),
        "b": front_matter(title="B", renewal="\n  hours: 10\n  by: 2025-07-01", **HOURS),
        "c": front_matter(title="C", renewal="\n  hours: 10\n  by: 2025-06-14", **HOURS),
        "d": front_matter(title="D", renewal="\n  hours: 10\n  by: 2025-07-01"),
    }
    found = events(calendar(tmp_path / "all", files))
    assert [(e["UID"], e["DTSTART"].dt, e["SUMMARY"]) for e in found] == [
        (
            "hours.b@ada.example/me",
            date(2025, 7, 1),
            "Last day for the renewal hours: B",
        ),
        (
            "hours.a@ada.example/me",
            date(2026, 12, 31),
            "Last day for the renewal hours: A",
        ),
        ("a@ada.example/me", date(2027, 2, 3), "A expires"),
    ]
    assert [alarm["DESCRIPTION"] for alarm in found[0].walk("VALARM")] == [
        f"{days} days for the renewal hours: B" for days in (90, 30)
    ]
    assert len(events(calendar(tmp_path / "one", {"b": files["b"]}))) == 1


def test_the_calendar_of_the_example(example: SiteFolder) -> None:
    """The example's calendar has what expires by its data, is linked from every page,
    and no line of it is too long.
    """
    content = (example.output / "renewals.ics").read_bytes()
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert [event["SUMMARY"].removesuffix(" expires") for event in events(content)] == [
        "Certified Kubernetes Application Developer (CKAD)",
        "AWS Certified Solutions Architect – Associate",
    ]
    assert icalendar.Calendar.from_ical(content)["VERSION"] == "2.0"
    assert "../../renewals.ics" in links_of(example.page("credentials/jlpt-n2/"))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=300))
def test_lines_are_folded_between_letters(text: str) -> None:
    """Every piece is at most 75 octets and whole UTF-8, and together they are the line."""
    pieces = _folded(text).removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(piece) <= 75 for piece in pieces)
    assert "".join(piece.decode()[at > 0 :] for at, piece in enumerate(pieces)) == text
    assert all(piece.startswith(b" ") for piece in pieces[1:])
