"""Targets: the gap equals what the files say, and nothing of a private one leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st
from small_site import TODAY, front_matter, surveyed

from portfolio.domain.terms import GapAnswer
from portfolio.linking.targets import closing_order
from portfolio.pipeline.assemble import render_site

TERMS = ("Go", "Rust", "SQL", "C++")
FORMS: dict[str, dict[str, str | None]] = {
    "valid": {"issued_date": "2024"},
    "ending": {"issued_date": "2024", "expiry_date": "2026-03"},
    "expired": {"issued_date": "2020", "expiry_date": "2021"},
    "completed": {"issued_date": "2023", "status": "completed"},
    "revoked": {"issued_date": "2023", "status": "revoked"},
    "in_progress": {"issued_date": None, "status": "in_progress"},
    "upcoming": {"issued_date": "2025-09"},
    "planned": {"issued_date": None, "status": "planned"},
    "draft": {"issued_date": "2024", "draft": "yes"},
}
MEANS = {
    "valid": "proved",
    "ending": "proved",
    "expired": "lapsed",
    "completed": "studied",
    "revoked": "lapsed",
    "in_progress": "learning",
    "upcoming": "learning",
    "planned": "planned",
}
"""What a record of each form amounts to on the day of these tests; a draft amounts to nothing."""
some_terms = st.lists(st.sampled_from(TERMS), unique=True)
portfolios = st.lists(st.tuples(st.sampled_from(sorted(FORMS)), some_terms), max_size=6)
projects = st.lists(st.tuples(st.booleans(), some_terms), max_size=3)
SETTINGS = "[publish]\nplanned = true\n"


def files_of(
    records: list[tuple[str, list[str]]], used: list[tuple[bool, list[str]]]
) -> dict[str, str | bytes]:
    """A site with these records and projects, and one record about nothing."""
    files: dict[str, str | bytes] = {"always": front_matter(), "portfolio.toml": SETTINGS}
    for at, (form, terms) in enumerate(records):
        files[f"r{at}"] = front_matter(title=f"T{at}", technologies=terms, **FORMS[form])
    for at, (is_draft, terms) in enumerate(used):
        draft = {"draft": "yes"} if is_draft else {}
        files[f"content/projects/p{at}.md"] = front_matter(
            title=f"P{at}", issuer=None, issued_date=None, technologies=terms, **draft
        )
    return files


def target(needed: list[str], useful: list[str], publish: str = "yes") -> str:
    """A target that asks for these technologies."""
    lists = {"needed": needed, "useful": useful}
    rows = [f"{name}: {{technologies: [{', '.join(asked)}]}}" for name, asked in lists.items()]
    return "\n".join(["---", "title: Role Qwertz", f"publish: {publish}", *rows, "---", ""])


@examples(60)
@given(records=portfolios, used=projects, needed=some_terms, useful=some_terms)
def test_the_gap_is_what_the_files_say(
    tmp_path_factory: pytest.TempPathFactory,
    records: list[tuple[str, list[str]]],
    used: list[tuple[bool, list[str]]],
    needed: list[str],
    useful: list[str],
) -> None:
    """For each thing asked for, the strongest of what records and projects say of it."""
    files = files_of(records, used)
    root = tmp_path_factory.mktemp("site")
    found = surveyed(root, {**files, "content/targets/t.md": target(needed, useful)})
    (entry,) = found.portfolio.targets
    expected: dict[str, tuple[bool, str]] = {}
    for name in (*needed, *useful):
        known = [MEANS[form] for form, terms in records if name in terms and form in MEANS]
        known += ["used" for is_draft, terms in used if name in terms and not is_draft]
        strongest = min([*known, "missing"], key=[answer.value for answer in GapAnswer].index)
        expected.setdefault(name, (name in needed, strongest))
    assert {row.written: (row.is_needed, row.answer.value) for row in entry.gap} == expected
    for row in entry.gap:
        forms = [form for form, terms in records if row.written in terms]
        ends = row.answer is GapAnswer.PROVED and "valid" not in forms
        assert str(row.until) == ("2026-03" if ends else "None")


def test_what_closes_most_of_what_is_needed_comes_first(tmp_path: Path) -> None:
    """The roadmap orders what is planned by published targets, and by its dates after that."""
    files = files_of(
        [
            ("planned", ["Go"]),
            ("planned", ["Go", "Rust"]),
            ("planned", ["C++"]),
            ("valid", ["SQL"]),
        ],
        [],
    )
    wanted = target(["Go", "Rust", "SQL"], ["C++"])
    for publish, order in (("yes", [1, 0, 2]), ("no", [0, 1, 2])):
        site = {
            **files,
            "content/targets/t.md": wanted.replace("publish: yes", f"publish: {publish}"),
        }
        found = surveyed(tmp_path / publish, site)
        page = bytes(dict(render_site(found))["roadmap/"]).decode()  # type: ignore[arg-type]
        places = [page.index(f"credentials/r{at}/") for at in order]
        assert places == sorted(places), publish
    assert closing_order(found.portfolio.targets) == {}


def test_nothing_of_a_private_target_leaves(tmp_path: Path) -> None:
    """Without `publish: yes` no file has a word of it; a preview with drafts shows it as private."""
    files: dict[str, str | bytes] = {
        **files_of([("valid", ["Go"])], []),
        "content/targets/t.md": target(["Go", "Haskellish"], [], publish="no"),
    }
    found = surveyed(tmp_path, files)
    for address, content in render_site(found):
        assert b"Qwertz" not in bytes(content), address  # type: ignore[arg-type]
        assert b"Haskellish" not in bytes(content), address  # type: ignore[arg-type]
    shown = dict(render_site(surveyed(tmp_path, files, drafts=True)))
    assert b"Not published" in bytes(shown["targets/t/"])  # type: ignore[arg-type]
    assert TODAY.year == 2025


def test_one_thing_that_is_asked_for_twice_is_needed(tmp_path: Path) -> None:
    """Spellings of one technology are one row."""
    files: dict[str, Any] = {
        **files_of([("valid", ["Go"])], []),
        "content/targets/t.md": target(["Go"], ["go"]),
    }
    (entry,) = surveyed(tmp_path, files).portfolio.targets
    assert [(row.written, row.is_needed) for row in entry.gap] == [("Go", True)]
