"""`portfolio export`: what each form says, where it goes, and what is never claimed."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from conftest import SETTINGS, SiteFolder, examples
from helpers_terminal import converse
from hypothesis import given
from hypothesis import strategies as st
from test_resume import SCHEMA

from portfolio.commands.export import NAMES
from portfolio.exports.form import PRIVATE_FIELDS, SITE_FIELDS
from portfolio.exports.spreadsheet import FORMULA_SIGNS, csv_table, harmless

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
PROFILE = "---\nname: Ada Example\nheadline: Engineer\n---\n\nI build bridges over rivers.\n"
CHECK = "https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-7f1d0a3b9c11/public_url"


@pytest.fixture
def owned(site: SiteFolder) -> SiteFolder:
    """A site of an owner, with no credential yet."""
    site.write("content/profile.md", PROFILE)
    return site


def export(site: SiteFolder, *arguments: str) -> str:
    """What an export that succeeds writes to standard output."""
    done = site.run("export", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(text: str) -> list[dict[str, str]]:
    """The rows of a table."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def badges(site: SiteFolder) -> dict[str, dict[str, Any]]:
    """The badges that an export writes, by the names of their files."""
    done = site.run("export", "openbadges")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(site.root / "openbadges.zip") as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


# Where it goes


def test_a_text_goes_to_standard_output_and_losses_to_the_other(owned: SiteFolder) -> None:
    """Standard output has the export and nothing else, so that it can be redirected; what is lost
    is on standard error, once for each field, with the number of credentials.
    """
    owned.record("a", "", platform="Distinct", level="High")
    owned.record("b", "", platform="Distinct")
    done = owned.run("export", "yamlresume")
    assert yaml.safe_load(done.stdout)["content"]["basics"]["name"] == "Ada Example"
    assert done.stderr == (
        "yamlresume: no place for platform: 2 credentials (a certificate has no such key)\n"
        "yamlresume: no place for level: 1 credential (a certificate has no such key)\n"
    )


def test_a_named_file_is_written_and_replaced(owned: SiteFolder) -> None:
    """`--output` makes folders and replaces what is there: the owner has named it."""
    owned.record("a", "")
    owned.write("kept/cv.yaml", "old")
    for name in ("kept/cv.yaml", "new/folder/cv.yaml"):
        assert export(owned, "rendercv", "--output", name) == f"wrote {name}\n"
        assert (owned.root / name).read_bytes().startswith(b"# A CV for RenderCV")
    assert [path.name for path in (owned.root / "kept").iterdir()] == ["cv.yaml"]


def test_an_archive_replaces_an_earlier_one_and_nothing_else(owned: SiteFolder) -> None:
    """An archive goes into the current folder, over an earlier export, but never over another file
    that has its name.
    """
    owned.record("a", "")
    for _ in range(2):
        assert export(owned, "openbadges") == "wrote openbadges.zip\n"
    before = owned.write("openbadges.zip", "the owner's").read_bytes()
    done = owned.run("export", "openbadges")
    assert (done.returncode, done.stdout) == (2, "")
    assert "openbadges.zip exists and is no earlier export" in done.stderr
    assert (owned.root / "openbadges.zip").read_bytes() == before
    assert export(owned, "openbadges", "--output", "openbadges.zip") == "wrote openbadges.zip\n"


def test_a_file_that_cannot_be_written_is_refused(owned: SiteFolder) -> None:
    """A folder in the way is named, and nothing is left behind."""
    owned.record("a", "")
    owned.write("in the way/kept.txt", "x")
    before = sorted(owned.root.iterdir())
    done = owned.run("export", "text", "--output", "in the way/kept.txt/cv.txt")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert owned.run("export", "text", "--output", "in the way").returncode == 2
    assert sorted(owned.root.iterdir()) == before


def test_nothing_is_exported_of_a_wrong_site(owned: SiteFolder) -> None:
    """A site with an error exports nothing, and touches no file."""
    owned.record("a", issued_date="2024-13")
    owned.write("cv.yaml", "old")
    done = owned.run("export", "rendercv", "--output", "cv.yaml")
    assert done.returncode == 1
    assert "invalid-date" in done.stderr
    assert done.stdout == ""
    assert "nothing was exported, 1 error" in done.stderr
    assert (owned.root / "cv.yaml").read_text() == "old"


def test_a_terminal_shows_a_table_as_lines(owned: SiteFolder) -> None:
    """On a terminal, the line ends of a table are no escaped characters."""
    owned.record("a", "")
    shown, code = converse(owned, ["export", "linkedin-csv"], [])
    assert code == 0, shown
    assert "License Number\r\nTitle a,https://example.org/credentials/a/,Issuer" in shown


def test_an_unknown_form_is_refused_with_the_known_ones(owned: SiteFolder) -> None:
    """Whoever misspells a form reads the names of all."""
    done = owned.run("export", "europass")
    assert done.returncode == 2
    assert all(name in done.stderr for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_site_with_nothing_for_a_form_exports_an_empty_list(owned: SiteFolder, name: str) -> None:
    """A site that has nothing that a form can hold is no special case."""
    owned.record("a", issued_date=None, status="in_progress")
    done = owned.run("export", name)
    assert done.returncode == 0
    assert ("Title a" in done.stdout) == (name in ("csv", "markdown", "text"))


# What is exported


def test_only_what_a_build_publishes_is_exported(owned: SiteFolder) -> None:
    """Drafts are not, and what is planned only where the site shows it."""
    owned.record("a")
    owned.record("b", draft="yes")
    owned.record("c", issued_date=None, status="planned")
    assert [row["title"] for row in rows(export(owned, "csv"))] == ["Title a"]
    owned.write("portfolio.toml", SETTINGS + "planned = true\n")
    assert [row["title"] for row in rows(export(owned, "csv"))] == ["Title a", "Title c"]


def test_a_form_without_states_has_no_false_ones(owned: SiteFolder) -> None:
    """What is revoked, completed, under way or expired on an unknown day is left out of a form that
    would show it as held; what has expired on a known day says so by its date.
    """
    owned.record("valid")
    owned.record("expired", expiry_date="2025-01")
    owned.record("is-revoked", status="revoked", expiry_date="2027-01")
    for status in ("completed", "expired"):
        owned.record(f"is-{status}", status=status)
    owned.record("under-way", status="in_progress", issued_date=None)
    done = owned.run("export", "linkedin-csv")
    assert {row["Name"]: row["Finished On"] for row in rows(done.stdout)} == {
        "Title expired": "Jan 2025",
        "Title valid": "",
    }
    assert "linkedin-csv: left out: 4 credentials" in done.stderr
    assert {*badges(owned)} == {"expired.json", "valid.json"}
    names = [entry["name"] for entry in sections(owned)["Credentials"]]
    assert names == ["Title valid"]


def test_states_are_those_of_the_day(owned: SiteFolder) -> None:
    """`--as-of` says for which day the states are worked out."""
    owned.record("a", expiry_date="2025-08-01")
    assert rows(export(owned, "csv"))[0]["state"] == "expiring"
    assert rows(export(owned, "csv", "--as-of", "2026"))[0]["state"] == "expired"


def test_dates_keep_their_precision(owned: SiteFolder) -> None:
    """A year stays a year and a month a month; a form that needs a day gets none that is invented
    as the day of issue.
    """
    for issued in ("2023", "2024-02", "2024-05-17"):
        owned.record(f"in-{issued}", "", issued_date=issued)
    assert [row["issued_date"] for row in rows(export(owned, "csv"))] == [
        "2024-05-17",
        "2024-02",
        "2023",
    ]
    linkedin = rows(export(owned, "linkedin-csv"))
    assert [row["Started On"] for row in linkedin] == ["May 2024", "Feb 2024", "2023"]
    assert [entry["date"] for entry in sections(owned)["Credentials"]] == [
        "2024-05-17",
        "2024-02",
        2023,
    ]
    certificates = yaml.safe_load(export(owned, "yamlresume"))["content"]["certificates"]
    assert [entry["date"] for entry in certificates] == ["2024-05-17", "2024-02", "2023"]
    found = badges(owned)
    assert found["in-2024-05-17.json"]["awardedDate"] == "2024-05-17T00:00:00Z"
    for name, last in (("in-2024-02", "2024-02-29"), ("in-2023", "2023-12-31")):
        badge = found[f"{name}.json"]
        assert "awardedDate" not in badge
        assert badge["validFrom"] == f"{last}T00:00:00Z"
        assert f"Issued: {name.removeprefix('in-')}" in badge["credentialSubject"]["narrative"]


def test_what_is_not_known_has_no_words(owned: SiteFolder) -> None:
    """A record with a title and an issuer exports nothing but these, and no expiry is said to be
    excluded.
    """
    owned.record("a", "", issued_date=None)
    assert export(owned, "text") == "Valid\n\nTitle a\nIssuer\nValid, no expiry stated\n"
    row = rows(export(owned, "csv"))[0]
    assert {key for key, value in row.items() if value} == {
        *("title", "issuer", "entity_id", "state", "page"),
    }
    (badge,) = badges(owned).values()
    assert "validUntil" not in badge
    assert badge["validFrom"] == "2025-06-01T00:00:00Z"


@pytest.mark.parametrize("name", NAMES)
def test_a_course_page_is_never_called_a_check(owned: SiteFolder, name: str) -> None:
    """The page of a course is exported as that or not at all."""
    course = "https://www.coursera.org/learn/machine-learning"
    owned.record("a", "", course_url=course, verification_url=course)
    done = owned.run("export", name)
    text = str(badges(owned)) if name == "openbadges" else done.stdout
    assert "Check" not in text.replace("check", "")
    if course in text and name not in ("csv", "openbadges"):
        assert "Course page at Coursera" in text
    if name in ("jsonresume", "linkedin-csv", "yamlresume"):
        assert "https://example.org/credentials/a/" in text
        assert "no place for verification_url: 1 credential" in done.stderr


def test_words_are_those_of_the_site(owned: SiteFolder) -> None:
    """Texts for people are in the language of the site."""
    owned.write("portfolio.toml", SETTINGS.replace("[site]\n", '[site]\nlanguage = "de"\n'))
    owned.record("a", verification_url=CHECK, expiry_date="2027-01-02")
    text = export(owned, "text")
    assert text.startswith("Gültig\n\nTitle a\nIssuer\nAusgestellt: ")
    assert f"{CHECK}\n" in text
    assert "Gültig bis 2. Jan. 2027" in export(owned, "markdown")
    assert [*sections(owned)] == ["Nachweise"]


# Each form


@pytest.mark.parametrize("languages", ["", 'languages = ["en", "de"]\n'])
def test_json_resume_is_the_file_of_the_site(owned: SiteFolder, languages: str) -> None:
    """It is byte for byte what a build publishes at the root, and keeps to the schema."""
    owned.write("portfolio.toml", SETTINGS.replace("[site]\n", f"[site]\n{languages}"))
    owned.record("a", technologies=["Python"], verification_url=CHECK)
    made = export(owned, "jsonresume")
    assert made.encode() == owned.publish()["resume.json"]
    jsonschema.Draft7Validator(SCHEMA).validate(json.loads(made))


def test_linkedin_has_the_columns_of_its_archive(owned: SiteFolder) -> None:
    """Columns, their order and the form of dates are those of `Certifications.csv`."""
    owned.record("a", "", title="One, two", expiry_date="2027-02", verification_url=CHECK)
    text = export(owned, "linkedin-csv")
    if SAMPLES.is_dir():
        theirs = (SAMPLES / "linkedin/Certifications.csv").read_text("utf-8-sig")
        assert text.splitlines()[0] == theirs.splitlines()[0]
    assert text == (
        "Name,Url,Authority,Started On,Finished On,License Number\r\n"
        f'"One, two",{CHECK},Issuer,May 2024,Feb 2027,\r\n'
    )


def test_a_table_has_a_column_for_each_field(owned: SiteFolder) -> None:
    """Each field that says something of a credential has a column of its name."""
    from portfolio.domain.records.credential import Record

    owned.record("a", "", technologies=["C++", "R"], duration_hours="120-150", extra={"k": "v"})
    text = export(owned, "csv")
    assert text.startswith("\ufefftitle,")
    (row,) = rows(text)
    worked_out = {"entity_id", "state", "page", "check"}
    assert set(row) == {*Record.specs()} - SITE_FIELDS - PRIVATE_FIELDS.keys() | worked_out
    assert row["technologies"] == "C++; R"
    assert row["duration_hours"] == "120-150"
    assert row["extra"] == "k: v"


def test_no_cell_is_a_formula(owned: SiteFolder) -> None:
    """What a spreadsheet would take for a formula begins with an apostrophe."""
    owned.record("a", "", title="=1+1", issuer="@cmd", credential_id="-12", level="+x")
    (row,) = rows(export(owned, "csv"))
    found = [row[name] for name in ("title", "issuer", "credential_id", "level")]
    assert found == ["'=1+1", "'@cmd", "'-12", "'+x"]


@given(st.lists(st.text(), min_size=1))
@examples(50)
def test_every_table_reads_back_without_a_formula(cells: list[str]) -> None:
    """Whatever the cells are, the table has them again, and none begins like a formula."""
    (read,) = csv.reader(io.StringIO(csv_table([], [cells]).decode()[2:], newline=""))
    assert read == [harmless(cell) for cell in cells]
    assert not any(cell.startswith(FORMULA_SIGNS) for cell in read)
    assert [cell.removeprefix("'") for cell in read] == [cell.removeprefix("'") for cell in cells]


def sections(site: SiteFolder) -> dict[str, list[dict[str, Any]]]:
    """The sections of a CV for RenderCV."""
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load(export(site, "rendercv"))["cv"][
        "sections"
    ]
    return found


def test_rendercv_shows_each_credential_with_its_check(owned: SiteFolder) -> None:
    """An entry has a name, a date, the issuer, and lines; what RenderCV takes for markup is
    escaped or left out.
    """
    owned.record(
        "a",
        "",
        title="C* and [brackets](x)",
        co_issuers=["Other"],
        credential_id="00012e5",
        verification_url="https://example.com/check/(1)*2",
        technologies=["Python"],
    )
    found = sections(owned)
    assert found["Credentials"] == [
        {
            "name": "C\\* and [brackets] (x)",
            "date": "2024-05-17",
            "summary": "Issuer, Other",
            "highlights": [
                "Valid, no expiry stated",
                "Credential ID: 00012e5",
                "[Link to example.com](https://example.com/check/%281%29%2A2)",
            ],
        }
    ]
    assert found["Skills"] == [{"label": "Technologies", "details": "Python"}]


def project(site: SiteFolder, name: str, **fields: Any) -> None:
    """Write a project."""
    lines = [f"{key}: {json.dumps(value)}" for key, value in fields.items()]
    text = "\n".join(["---", f"title: Project {name}", *lines, "---", ""])
    site.write(f"content/projects/{name}.md", text)


STORY = {
    "summary": "Arrival times for 400 stops.",
    "role": "Developer",
    "result": "*Everybody* waits less.",
    "technologies": ["SQL", "Something with a name that is too long for a keyword"],
}


def test_rendercv_shows_projects_with_their_time(owned: SiteFolder) -> None:
    """A project has its time as far as RenderCV can show it, which refuses an end that is written
    as a year and may be before the start; one that goes on has no end.
    """
    owned.record("a")
    project(owned, "on", start_date="2025-02", **STORY)
    project(owned, "over", start_date="2020-03", end_date="2020")
    project(owned, "past", start_date="2018", end_date="2019-04")
    project(owned, "plain")
    found = sections(owned)["Projects"]
    assert found[0] == {
        "name": "Project on",
        "start_date": "2025-02",
        "end_date": "present",
        "summary": "Arrival times for 400 stops.",
        "highlights": [
            "Developer",
            "\\*Everybody\\* waits less.",
            "Technologies: SQL, Something with a name that is too long for a keyword",
        ],
    }
    assert found[1:] == [
        {"name": "Project over", "date": 2020, "highlights": []},
        {"name": "Project past", "start_date": 2018, "end_date": "2019-04", "highlights": []},
        {"name": "Project plain", "highlights": []},
    ]


def test_yamlresume_gets_projects_that_it_can_hold(owned: SiteFolder) -> None:
    """A project needs a start and a summary of some length; others are left out, which is said."""
    owned.record("a")
    project(owned, "on", start_date="2025-02", **STORY)
    project(owned, "short", start_date="2020-03", summary="Too short.")
    project(owned, "timeless", **STORY)
    done = owned.run("export", "yamlresume")
    assert yaml.safe_load(done.stdout)["content"]["projects"] == [
        {
            "name": "Project on",
            "startDate": "2025-02",
            "summary": "Arrival times for 400 stops. *Everybody* waits less.",
            "description": "Developer",
            "keywords": ["SQL"],
            "url": "https://example.org/projects/on/",
        }
    ]
    assert "left out: 2 projects (each needs a start and a summary of 16 to 1024" in done.stderr


def test_hours_for_a_renewal_are_reported_and_not_exported(owned: SiteFolder) -> None:
    """The hours are of no other program's business; their owner is told that they stay behind."""
    activity = {"date": "2025-01-02", "hours": 3, "what": "Greengage", "proof": "Mulberry"}
    owned.record("a", renewal={"hours": 9173}, activities=[activity], publish_renewal="yes")
    for name in ("csv", "text", "jsonresume"):
        done = owned.run("export", name)
        assert not any(word in done.stdout for word in ("9173", "Greengage", "Mulberry"))
        for field in ("renewal", "activities"):
            assert f"no place for {field}: 1 credential (the hours for a renewal" in done.stderr


def test_texts_in_yaml_are_in_quotes(owned: SiteFolder) -> None:
    """No reader of YAML, old or new, takes a text for a number or a date."""
    for name, title in (("a", "0123"), ("b", "1e5"), ("c", "yes"), ("d", "12:30:00")):
        owned.record(name, "", title=title)
    for form in ("rendercv", "yamlresume"):
        text = export(owned, form)
        assert all(f'name: "{title}"' in text for title in ("0123", "1e5", "yes", "12:30:00"))


def test_yamlresume_gets_names_that_fit(owned: SiteFolder) -> None:
    """A name that is too long is cut, one that is too short cannot be there, and both are said."""
    owned.record("a", "", title="L" * 129)
    owned.record("b", "", title="C")
    owned.record("c", "", verification_url=f"https://example.com/{'x' * 250}")
    done = owned.run("export", "yamlresume")
    content = yaml.safe_load(done.stdout)["content"]
    assert content["education"] == []
    assert [(len(entry["name"]), "url" in entry) for entry in content["certificates"]] == [
        (128, True),
        (7, False),
    ]
    assert "left out: 1 credential (names of titles" in done.stderr
    assert "shortened: titles or issuers of 1 credential to 128 characters" in done.stderr
    assert "left out: links of 1 credential beyond 256 characters" in done.stderr


def test_markdown_is_a_list_of_links(owned: SiteFolder) -> None:
    """An item has the title, the issuer and the dates, and shows marks of Markdown as they are."""
    owned.record("a", "", title="A *b* [c]", verification_url=CHECK)
    owned.record("b", "", status="revoked")
    assert export(owned, "markdown") == (
        "## Valid\n\n"
        "- [A \\*b\\* \\[c\\]](https://example.org/credentials/a/): Issuer; Issued: 17 May 2024; "
        f"Valid, no expiry stated; [Check at Credly]({CHECK})\n"
        "\n## No longer valid\n\n"
        "- [Title b](https://example.org/credentials/b/): Issuer; Issued: 17 May 2024; Revoked\n"
    )


REQUIRED = {
    (): ("@context", "id", "type", "issuer", "validFrom", "credentialSubject"),
    ("issuer",): ("id", "type"),
    ("credentialSubject",): ("id", "type", "achievement"),
    ("credentialSubject", "achievement"): ("id", "type", "name", "description", "criteria"),
    ("credentialSubject", "achievement", "creator"): ("id", "type", "name"),
}
"""What the data model of Open Badges 3.0 wants, by the place in a badge."""


def test_badges_have_what_their_model_wants(owned: SiteFolder) -> None:
    """Each badge has the required members, the types and the contexts of Open Badges 3.0."""
    owned.record("a", grade="97 %", verification_url=CHECK)
    owned.record("b", issued_date="2023", type="specialization")
    for badge in badges(owned).values():
        for path, members in REQUIRED.items():
            part: Any = badge
            for key in path:
                part = part[key]
            assert [name for name in members if not part.get(name)] == [], path
        assert badge["@context"][0] == "https://www.w3.org/ns/credentials/v2"
        assert badge["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
        for result in badge["credentialSubject"].get("result", []):
            known = badge["credentialSubject"]["achievement"]["resultDescription"]
            assert result["resultDescription"] in [one["id"] for one in known]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the repository")
def test_badges_keep_to_the_older_schema(owned: SiteFolder) -> None:
    """But for the name of one date they keep to the schema of the validator too."""
    schema = json.loads(
        (SAMPLES / "schemas/ob_v3p0_achievementcredential_schema_draft4.json").read_text("utf-8")
    )
    owned.record("a", grade="97 %", verification_url=CHECK, technologies=["Python"])
    (badge,) = badges(owned).values()
    jsonschema.Draft4Validator(schema).validate(badge | {"issuanceDate": badge["validFrom"]})


def test_badges_are_in_nobody_elses_name(owned: SiteFolder) -> None:
    """The issuer is the owner's site, the awarding body is the creator, the check is the evidence,
    and it says that it is not signed.
    """
    owned.record("a", co_issuers=["Other"], verification_url=CHECK, type="badge")
    (badge,) = badges(owned).values()
    assert badge["issuer"] == {
        "id": "https://example.org/",
        "type": ["Profile"],
        "name": "Ada Example",
        "url": "https://example.org/",
    }
    subject = badge["credentialSubject"]
    assert subject["id"] == "https://example.org/"
    assert subject["achievement"]["creator"]["name"] == "Issuer"
    assert subject["achievement"]["achievementType"] == "Badge"
    assert "Awarded together with: Other" in subject["narrative"]
    assert badge["evidence"] == [{"id": CHECK, "type": ["Evidence"], "name": "Check at Credly"}]
    assert "Self-asserted and not signed" in badge["description"]
    assert "proof" not in badge


def test_badges_need_the_address_of_the_site(owned: SiteFolder) -> None:
    """Without it there is no issuer to name."""
    owned.record("a")
    owned.write("portfolio.toml", '[publish]\nas_of = "2025-06-01"\n')
    done = owned.run("export", "openbadges")
    assert done.returncode == 2
    assert "set `base_url`" in done.stderr
    assert not (owned.root / "openbadges.zip").exists()
