"""The owner's résumé as data: `resume.json`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conftest import SiteFolder
from small_site import front_matter, surveyed

from portfolio.pipeline.assemble import render_site

SCHEMA = json.loads((Path(__file__).parent / "cases/resume.schema.json").read_text("utf-8"))
BASE = "[site]\nbase_url = 'https://ada.example/me/'\n"
PROFILE = (
    "---\nname: Ada Example\nheadline: Engineer\nemail: ada@example.org\nlocation: Lisbon\n"
    "links:\n  - label: Code\n    url: https://code.example/ada\n---\n\n"
    "I *build* bridges.\n\nAnd more.\n"
)


def resume(
    tmp_path: Path, files: dict[str, str], profile: str = PROFILE, base: str = BASE
) -> dict[str, Any]:
    """The résumé that a site publishes, which keeps to its schema."""
    made = dict(
        render_site(
            surveyed(tmp_path, files | {"content/profile.md": profile, "portfolio.toml": base})
        )
    )
    content = made["resume.json"]
    assert isinstance(content, bytes)
    data: dict[str, Any] = json.loads(content)
    jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(data)
    return data


def test_the_resume_of_the_example_keeps_to_its_schema(example: SiteFolder) -> None:
    """The example's résumé is valid JSON Resume; one with a key more,
    an empty text or a null is not.
    """
    data = json.loads(example.files()["resume.json"])
    validator = jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    validator.validate(data)
    for wrong in ({"hobby": "x"}, {"email": None}, {"label": ""}, {"url": "me.html"}):
        assert not validator.is_valid(data | {"basics": data["basics"] | wrong}), wrong


def test_the_owner_is_introduced(tmp_path: Path) -> None:
    """The basics are the profile's fields, the first paragraph of its text,
    and the address of the site.
    """
    assert resume(tmp_path, {"a": front_matter()})["basics"] == {
        "name": "Ada Example",
        "label": "Engineer",
        "email": "ada@example.org",
        "url": "https://ada.example/me/",
        "summary": "I build bridges.",
        "location": {"city": "Lisbon"},
        "profiles": [{"network": "Code", "url": "https://code.example/ada"}],
    }


@pytest.mark.parametrize("base", ["", BASE])
def test_a_name_is_enough(base: str, tmp_path: Path) -> None:
    """An owner with nothing but a name has a valid résumé, with or without an address
    of the site and credentials.
    """
    data = resume(tmp_path, {}, "---\nname: Ada Example\n---\n", base)
    assert set(data) == {"$schema", "basics", "meta"}
    assert data["meta"].get("lastModified") is None


def test_the_version_is_one_in_which_a_date_may_be_a_year(tmp_path: Path) -> None:
    """The schema that is named is that of 1.2.1, in which months and years are dates
    of certificates too; before, only days were.
    """
    data = resume(tmp_path, {"a": front_matter(issued_date="2024")})
    assert (data["$schema"].split("/")[-2], data["meta"]["version"]) == ("v1.2.1", "v1.2.1")


def test_it_was_modified_when_a_record_was(tmp_path: Path) -> None:
    """The résumé says the latest `last_updated` of the records as its last change,
    and nothing where none has one.
    """
    files = {
        "a": front_matter(title="A", last_updated="2025-03"),
        "b": front_matter(title="B", last_updated="2024-12-31"),
    }
    assert resume(tmp_path, files)["meta"]["lastModified"] == "2025-03-01T00:00:00"


def test_certificates_have_issuer_date_and_check(tmp_path: Path) -> None:
    """A certificate has its issuers, its date as precisely as it is known,
    and where it is checked, or else its page.
    """
    files = {
        "a": front_matter(
            title="A", co_issuers=["Other"], verification_url="https://example.org/check/1"
        ),
        "一番": front_matter(title="B", issued_date="2023"),
    }
    assert resume(tmp_path, files)["certificates"] == [
        {
            "name": "A",
            "date": "2024-05",
            "issuer": "Example Academy, Other",
            "url": "https://example.org/check/1",
        },
        {
            "name": "B",
            "date": "2023",
            "issuer": "Example Academy",
            "url": "https://ada.example/me/credentials/%E4%B8%80%E7%95%AA/",
        },
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"status": "completed"},
        {"status": "revoked"},
        {"expiry_date": "2025-01"},
        {"status": "in_progress", "issued_date": None},
        {"status": "planned", "issued_date": None},
        {"part_of": "a"},
    ],
)
def test_only_what_is_valid_is_claimed(other: dict[str, Any], tmp_path: Path) -> None:
    """What is over, revoked, without a certificate or not earned is no certificate,
    and proves no skill; parts count with the whole.
    """
    files = {
        "a": front_matter(title="A"),
        "b": front_matter(
            title="B", technologies=["SQL"] if "part_of" not in other else [], **other
        ),
    }
    data = resume(tmp_path, files, base=BASE + "[publish]\nplanned = true\n")
    assert [certificate["name"] for certificate in data["certificates"]] == ["A"]
    assert "skills" not in data


def test_projects_say_when_and_what_came_of_them(tmp_path: Path) -> None:
    """A project has its time as precisely as it is known, its role, its result, and what it used."""
    nothing = {"issuer": None, "issued_date": None}
    files = {
        "content/projects/p.md": front_matter(
            **nothing
            | {
                "title": "P",
                "summary": "It is one.",
                "role": "Developer",
                "start_date": "2024",
                "end_date": "2024-11",
                "result": "It works.",
                "technologies": ["SQL"],
                "competencies": ["data_cleaning"],
            }
        ),
        "content/projects/q.md": front_matter(**nothing | {"title": "Q"}),
        "content/projects/r.md": front_matter(**nothing | {"title": "R", "draft": "yes"}),
    }
    assert resume(tmp_path, files)["projects"] == [
        {
            "name": "P",
            "description": "It is one.",
            "highlights": ["It works."],
            "keywords": ["SQL", "Data cleaning"],
            "startDate": "2024",
            "endDate": "2024-11",
            "url": "https://ada.example/me/projects/p/",
            "roles": ["Developer"],
        },
        {"name": "Q", "url": "https://ada.example/me/projects/q/"},
    ]


def test_paper_claims_the_same(tmp_path: Path) -> None:
    """The home page prints the credentials of `resume.json` and no others, also the part
    that outlives its programme.
    """
    files = {
        "a": front_matter(title="Alpha", expiry_date="2025-01"),
        "b": front_matter(title="Beta", part_of="a"),
        "c": front_matter(title="Gamma"),
        "d": front_matter(title="Delta", part_of="c"),
        "content/profile.md": PROFILE,
        "portfolio.toml": BASE,
    }
    made = dict(render_site(surveyed(tmp_path, files)))
    home, data = made[""], made["resume.json"]
    assert isinstance(home, bytes)
    assert isinstance(data, bytes)
    row = r'<li class="entry p-affiliation.*?class="u-url p-name" href="[^"]*">(\w+)<'
    assert sorted(re.findall(row, home.decode(), re.DOTALL)) == ["Beta", "Gamma"]
    assert re.search(r'<p class="paper earlier"><b>[^<]*</b> Alpha \(2025\)</p>', home.decode())
    assert {certificate["name"] for certificate in json.loads(data)["certificates"]} == {
        "Beta",
        "Gamma",
    }


def test_degrees_are_education(tmp_path: Path) -> None:
    """A degree is education under its own title, with its dates and grade, and no certificate;
    a diploma is a certificate.
    """
    degree = {
        "title": "BSc",
        "type": "bachelors_degree",
        "grade": "B",
        "study_start_date": "2012-08",
        "issued_date": "2015-06",
    }
    data = resume(
        tmp_path, {"a": front_matter(**degree), "b": front_matter(title="Diploma", type="diploma")}
    )
    assert data["education"] == [
        {
            "institution": "Example Academy",
            "url": "https://ada.example/me/credentials/a/",
            "studyType": "BSc",
            "startDate": "2012-08",
            "endDate": "2015-06",
            "score": "B",
        }
    ]
    assert [certificate["name"] for certificate in data["certificates"]] == ["Diploma"]


def test_skills_are_those_that_are_proven(tmp_path: Path) -> None:
    """Technologies and skills of valid credentials are keywords, those with most proofs first."""
    files = {
        "a": front_matter(title="A", technologies=["SQL", "C++"], competencies=["data_cleaning"]),
        "b": front_matter(title="B", technologies=["C++"]),
    }
    assert resume(tmp_path, files)["skills"] == [
        {"name": "Technologies", "keywords": ["C++", "SQL"]},
        {"name": "Skills", "keywords": ["Data cleaning"]},
    ]


def test_without_an_owner_there_is_no_resume(tmp_path: Path) -> None:
    """A site without a profile has no résumé and no link to one."""
    made = dict(render_site(surveyed(tmp_path, {"a": front_matter()})))
    assert "resume.json" not in made
    assert b"resume.json" not in made[""]  # type: ignore[operator]
