"""Checks: every contradiction in a record is found once, with both of its places."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st
from small_site import TODAY, codes, credential, front_matter, only, surveyed
from test_states import records

from portfolio.diagnostics import Diagnostic, Severity
from portfolio.domain.model import Content, Credential
from portfolio.domain.records.credential import Record
from portfolio.linking.checks import CHECKS, check_content
from portfolio.source_text import find_fences

UNDERWAY = {"issued_date": None, "status": "in_progress"}

ERRORS: list[tuple[str, dict[str, Any], str, str]] = [
    ("expiry-before-issue", {"expiry_date": "2024-04"}, "expiry_date", "issued_date"),
    (
        "expiry-before-issue",
        {"issued_date": "2024-05-02", "expiry_date": "2024-05-01"},
        "expiry_date",
        "issued_date",
    ),
    (
        "lifetime-with-expiry",
        {"status": "lifetime", "expiry_date": "2027"},
        "expiry_date",
        "status",
    ),
    ("issued-while-underway", {"status": "in_progress"}, "issued_date", "status"),
    ("issued-while-underway", {"status": "planned"}, "issued_date", "status"),
    ("issued-while-underway", {**UNDERWAY, "expiry_date": "2027"}, "expiry_date", "status"),
    (
        "completed-with-certificate",
        {"status": "completed", "credential_id": "X1"},
        "credential_id",
        "status",
    ),
    (
        "completed-with-certificate",
        {"status": "completed", "certificate": "a.pdf"},
        "certificate",
        "status",
    ),
    (
        "completed-with-certificate",
        {"status": "completed", "expiry_date": "2027"},
        "expiry_date",
        "status",
    ),
    (
        "completed-with-certificate",
        {"status": "completed", "verification_url": "https://example.org/1"},
        "verification_url",
        "status",
    ),
    (
        "target-before-start",
        {**UNDERWAY, "study_start_date": "2025-09", "target_date": "2025-08"},
        "target_date",
        "study_start_date",
    ),
    ("missing-alt", {"image": "a.png"}, "image", ""),
]
WARNINGS: list[tuple[str, dict[str, Any], str, str]] = [
    (
        "status-disagrees",
        {"status": "active", "issued_date": "2020", "expiry_date": "2025-06-14"},
        "status",
        "expiry_date",
    ),
    (
        "status-disagrees",
        {"status": "expired", "expiry_date": "2025-06-15"},
        "status",
        "expiry_date",
    ),
    ("issued-in-the-future", {"issued_date": "2025-06-17"}, "issued_date", ""),
    ("issued-in-the-future", {"issued_date": "2025-07"}, "issued_date", ""),
    ("target-has-passed", {**UNDERWAY, "target_date": "2025-06-14"}, "target_date", ""),
    (
        "target-has-passed",
        {**UNDERWAY, "status": "planned", "target_date": "2025-05"},
        "target_date",
        "",
    ),
    (
        "target-has-passed",
        {"issued_date": None, "type": "certification_planned", "target_date": "2024"},
        "target_date",
        "",
    ),
    ("progress-of-the-finished", {"progress_percentage": 80}, "progress_percentage", ""),
    ("expiry-not-stated", {"summary": "Expires Jan 2027"}, "summary", ""),
    ("platform-as-issuer", {"issuer": "Credly"}, "issuer", ""),
    ("missing-issued-date", {"issued_date": None}, "", ""),
    ("missing-issued-date", {"issued_date": None, "status": "active"}, "", ""),
    ("missing-issued-date", {"issued_date": None, "status": "expired"}, "", ""),
    ("missing-issued-date", {"issued_date": None, "status": "completed"}, "", ""),
]
SOUND = [
    {},
    {"expiry_date": "2024-05"},
    {"issued_date": "2024", "expiry_date": "2024-01"},
    {"status": "active"},
    {"status": "active", "expiry_date": "2025-06"},
    {"status": "expired", "expiry_date": "2025-06-14"},
    {"status": "expired"},
    {"status": "lifetime"},
    {"status": "lifetime", "expiry_date": "never"},
    {"status": "completed", "expiry_date": "n/a"},
    {"issued_date": None, "status": "planned", "expiry_date": "none"},
    {"status": "revoked", "expiry_date": "2027", "credential_id": "X1"},
    {"status": "completed"},
    {"issued_date": "2025-06-16"},
    {"issued_date": "2025"},
    {
        **UNDERWAY,
        "target_date": "2025-06",
        "study_start_date": "2025-06",
        "progress_percentage": 35,
    },
    {"issued_date": None, "type": "certification_in_progress", "progress_percentage": 0},
    {"image": "a.png", "image_alt": "A blue badge"},
    {"issuer": "Coursera", "platform": "Coursera"},
    {"issuer": "Cisco", "platform": "Credly"},
]


def found_in(one: Credential, as_of: date = TODAY) -> list[Diagnostic]:
    """All that the checks find in a credential."""
    return list(check_content(Content((one,)), as_of))


@pytest.mark.parametrize(("code", "fields", "place", "other"), ERRORS)
def test_a_contradiction_is_an_error_with_both_places(
    code: str, fields: dict[str, object], place: str, other: str
) -> None:
    """What is wrong on every day is one error, at the field that is wrong,
    with the field that it contradicts.
    """
    one = credential(**fields)
    (problem,) = found_in(one)
    assert (problem.code, problem.severity) == (code, Severity.ERROR)
    assert problem.help
    _assert_places(problem, place, other)


@pytest.mark.parametrize(("code", "fields", "place", "other"), WARNINGS)
def test_what_time_makes_wrong_is_a_warning(
    code: str, fields: dict[str, object], place: str, other: str
) -> None:
    """What only becomes wrong as time passes, or what nobody may know, is one warning,
    so that a build stays green.
    """
    one = credential(**fields)
    (problem,) = found_in(one)
    assert (problem.code, problem.severity) == (code, Severity.WARNING)
    assert problem.help
    _assert_places(problem, place, other)


def _assert_places(problem: Diagnostic, place: str, other: str) -> None:
    if place:
        assert problem.location.source.startswith(f"{place}: ")
        assert problem.location.column == len(place) + 3
    assert [related.location.source.partition(":")[0] for related in problem.related] == (
        [other] if other else []
    )


@pytest.mark.parametrize("fields", SOUND)
def test_a_sound_record_has_no_contradiction(fields: dict[str, object]) -> None:
    """Nothing is found in what can be true: an expiry in the month of issue,
    a date of tomorrow's day, an open end.
    """
    assert codes(found_in(credential(**fields))) == []


@pytest.mark.parametrize(("code", "fields", "place", "other"), ERRORS)
def test_an_error_is_found_on_every_day(
    code: str, fields: dict[str, object], place: str, other: str
) -> None:
    """A contradiction does not depend on the day of the build."""
    one = credential(**fields)
    for as_of in (date(1990, 1, 1), date(2024, 5, 1), date(2100, 1, 1)):
        assert codes(p for p in found_in(one, as_of) if p.severity is Severity.ERROR) == [code]


@examples(25)
@given(
    records(),
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
)
def test_the_day_never_decides_about_errors(record: Record, one: date, other: date) -> None:
    """The errors of a record are the same on any two days."""
    fields = {
        name: getattr(record, name)
        for name in ("status", "type", "issued_date", "expiry_date", "superseded_by")
    }
    held = credential(**{name: value and str(value) for name, value in fields.items()})
    errors = [
        [p for p in found_in(held, day) if p.severity is Severity.ERROR] for day in (one, other)
    ]
    assert errors[0] == errors[1]


def test_several_contradictions_are_all_found() -> None:
    """Each contradiction of one record is reported, and each once."""
    one = credential(status="lifetime", expiry_date="2020", image="a.png", progress_percentage=10)
    assert sorted(codes(found_in(one))) == [
        "expiry-before-issue",
        "lifetime-with-expiry",
        "missing-alt",
        "progress-of-the-finished",
    ]


def test_every_check_is_named_for_what_it_finds() -> None:
    """Every check finds something in the tables above, and says in a sentence what."""
    found = {
        check
        for check in CHECKS
        for _, fields, *_ in (*ERRORS, *WARNINGS)
        if list(check(credential(**fields), TODAY))
    }
    assert found == set(CHECKS)
    assert all(check.__doc__ for check in CHECKS)


def test_what_ends_on_the_day_it_was_issued_is_no_contradiction(tmp_path: Path) -> None:
    """A credential may be valid for one day, or end in the month or year of its issue."""
    for issued, expires in (
        ("2024-05-02", "2024-05-02"),
        ("2024-05-02", "2024-05"),
        ("2024", "2024"),
    ):
        written = front_matter(issued_date=issued, expiry_date=expires)
        assert codes(surveyed(tmp_path, {"a": written}).diagnostics) == []


def test_drafts_are_checked_too(tmp_path: Path) -> None:
    """A contradiction in a draft is reported before it is published."""
    found = surveyed(tmp_path, {"a": front_matter(draft="yes", expiry_date="2020")}).diagnostics
    assert codes(found) == ["expiry-before-issue"]


def test_a_photo_needs_a_description(tmp_path: Path) -> None:
    """The owner's photo without a description is an error at the field."""
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
    profile = "---\nname: Ada Example\nphoto: ada.svg\n---\n"
    files: dict[str, str | bytes] = {
        "a": front_matter(),
        "content/profile.md": profile,
        "content/ada.svg": picture,
    }
    problem = only(surveyed(tmp_path, files).diagnostics, "missing-alt")
    assert (problem.location.path, problem.location.line, problem.location.column) == (
        "content/profile.md",
        3,
        8,
    )


@pytest.mark.parametrize(
    "written",
    [
        "\ufeff" + front_matter(expiry_date="2020"),
        front_matter(expiry_date="2020").replace("\n", "\r\n"),
        front_matter(expiry_date="2020").replace("\n", "\r"),
    ],
)
def test_places_are_right_whatever_the_line_ends(written: str, tmp_path: Path) -> None:
    """A byte-order mark or the line ends of another system do not move the place of a problem."""
    problem = only(surveyed(tmp_path, {"a": written}).diagnostics, "expiry-before-issue")
    assert (problem.location.line, problem.location.column, problem.location.source) == (
        5,
        14,
        "expiry_date: 2020",
    )
    assert find_fences(front_matter())[0].start == 0
