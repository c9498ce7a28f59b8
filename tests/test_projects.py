"""Projects: which are shown, what they put to use, and what skills and credentials say of them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from small_site import front_matter, surveyed

from portfolio.domain.model import Portfolio, Term
from portfolio.domain.story import STEPS
from portfolio.domain.terms import TermKind
from portfolio.locale.messages import Messages, catalogue_languages
from portfolio.pipeline.assemble import render_site

PROJECT = "content/projects/p.md"


def project(body: str = "", /, **fields: object) -> str:
    """The text of a project."""
    return front_matter(body, **{"issuer": None, "issued_date": None, "title": "Buses", **fields})


def linked(root: Path, files: dict[str, str | bytes], **options: object) -> Portfolio:
    """The portfolio of a site with a record `a` about Python."""
    record = front_matter(technologies=["Python"])
    return surveyed(root, {"a": record, **files}, **options).portfolio  # type: ignore[arg-type]


def term(portfolio: Portfolio, name: str) -> Term:
    """The technology of a name."""
    return next(t for t in portfolio.taxonomies[TermKind.TECHNOLOGIES].terms if t.name == name)


def test_a_term_knows_what_certifies_it_where_it_was_used_and_when_last(tmp_path: Path) -> None:
    """One spelling of a technology is the same in records and projects."""
    portfolio = linked(
        tmp_path,
        {
            PROJECT: project(technologies=["python", "Rust"], end_date="2024-11"),
            "content/projects/q.md": project(technologies=["Python"], start_date="2025-02"),
        },
    )
    python, rust = term(portfolio, "Python"), term(portfolio, "Rust")
    assert [entry.id for entry in python.entries] == ["a"]
    assert (python.projects, python.is_in_use) == (("q", "p"), True)
    assert str(python.last_used) == "2024-11"
    assert (rust.entries, rust.projects, rust.is_in_use) == ((), ("p",), False)
    assert not rust.is_proved


def test_what_goes_on_comes_first_then_the_newest(tmp_path: Path) -> None:
    """The order of lists is that of ends, then of beginnings; what has no date comes last."""
    dates = {
        "old": {"end_date": "2020"},
        "undated": {},
        "going": {"start_date": "2019"},
        "new": {"start_date": "2021", "end_date": "2024"},
        "begun": {"start_date": "2025"},
    }
    files = {f"content/projects/{name}.md": project(**says) for name, says in dates.items()}
    portfolio = linked(tmp_path, dict(files))
    assert [entry.slug for entry in portfolio.projects] == [
        "begun",
        "going",
        "new",
        "old",
        "undated",
    ]


@pytest.mark.parametrize(
    ("says", "as_of", "is_shown"),
    [
        ({"start_date": "2025-06-16"}, date(2025, 6, 15), True),
        ({"start_date": "2025-06-17"}, date(2025, 6, 15), False),
        ({"start_date": "2026"}, date(2025, 6, 15), False),
        ({"end_date": "2026"}, date(2025, 6, 15), False),
        ({}, date(2025, 6, 15), True),
        ({"draft": "yes"}, date(2025, 6, 15), False),
    ],
)
def test_a_project_is_shown_once_it_has_begun(
    tmp_path: Path, says: dict[str, str], as_of: date, *, is_shown: bool
) -> None:
    """Elsewhere a day may have begun already; what is used by no shown project has no page."""
    files: dict[str, str | bytes] = {PROJECT: project(technologies=["Rust"], **says)}
    portfolio = linked(tmp_path, files, as_of=as_of)
    assert bool(portfolio.projects) is is_shown
    names = [t.name for t in portfolio.taxonomies[TermKind.TECHNOLOGIES].terms]
    assert ("Rust" in names) is is_shown


def test_a_preview_shows_drafts_as_such(tmp_path: Path) -> None:
    """With drafts, an unfinished project is there, and its page says that it is one."""
    found = surveyed(tmp_path, {"a": front_matter(), PROJECT: project(draft="yes")}, drafts=True)
    (entry,) = found.portfolio.projects
    assert not entry.is_published
    page = dict(render_site(found))["projects/p/"]
    assert b"Draft" in page  # type: ignore[operator]


def test_credentials_name_the_projects_that_put_them_to_use(tmp_path: Path) -> None:
    """Both pages lead to each other; what a build does not publish is not named."""
    files: dict[str, str | bytes] = {
        PROJECT: project(credentials=["a", "later", "a"]),
        "later": front_matter(status="planned", issued_date=None, title="Secret plan"),
    }
    found = surveyed(tmp_path, {"a": front_matter(), **files})
    assert [entry.projects for entry in found.portfolio.entries] == [("p",)]
    pages = dict(render_site(found))
    assert b"../../projects/p/index.html" in pages["credentials/a/"]  # type: ignore[operator]
    assert b"../../credentials/a/index.html" in pages["projects/p/"]  # type: ignore[operator]
    assert not [name for name, content in pages.items() if b"Secret plan" in content]  # type: ignore[operator]


@pytest.mark.parametrize("language", catalogue_languages())
def test_headings_tell_the_story_in_each_language(tmp_path: Path, language: str) -> None:
    """A heading that names a step makes its first paragraph that step."""
    by_step = {step: Messages(language).gettext(label) for step, label in STEPS.items()}
    body = "Start.\n\n" + "\n".join(
        f"## {heading}\n\nWhat *{step}* was.\n\nMore.\n" for step, heading in by_step.items()
    )
    (entry,) = linked(tmp_path, {PROJECT: project(body)}).projects
    assert {step: entry.project.told(step) for step in STEPS} == {
        step: f"What {step} was." for step in STEPS
    }


def test_a_list_says_what_came_of_a_project(tmp_path: Path) -> None:
    """The result stands in a field or under its heading; a step without a paragraph says nothing."""
    files: dict[str, str | bytes] = {
        PROJECT: project("## Situation\n\n## Result:\n\nIt runs.\n"),
        "content/projects/q.md": project(result="It stands."),
    }
    told = {entry.slug: entry.project for entry in linked(tmp_path, files).projects}
    assert told["p"].told("result") == "It runs."
    assert told["p"].told("situation") == ""
    assert told["q"].told("result") == "It stands."


def test_the_data_tell_the_story_wherever_it_stands(tmp_path: Path) -> None:
    """A step under a heading is in `credentials.json` as one in a field is."""
    files: dict[str, str | bytes] = {
        "a": front_matter(),
        PROJECT: project("## Result\n\nIt runs.\n", obstacle="No data."),
    }
    made = dict(render_site(surveyed(tmp_path, files)))
    (told,) = json.loads(bytes(made["credentials.json"]))["projects"]  # type: ignore[arg-type]
    assert (told["result"], told["obstacle"]) == ("It runs.", "No data.")
