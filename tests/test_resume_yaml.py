"""Résumés in YAML: which of their entries are credentials, and what becomes of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from conftest import SiteFolder, examples, tree_of
from hypothesis import given
from hypothesis import strategies as st
from importing_files import ADDRESS, LEGAL_NAME, SECRETS, imported, outcomes, records, uuid

from portfolio.diagnostics import has_errors
from portfolio.importing.records.import_report import report_text

CHECK = f"https://www.credly.com/badges/{uuid(1)}/public_url"
RENDERCV = f"""# yaml-language-server: $schema=schema.json
cv:
  name: {LEGAL_NAME}
  email: {ADDRESS}
  phone:
  sections:
    experience:
      - company: Example Works
        position: Engineer
    Licenses & Certifications:
      - name: "[Data **Basics**]({CHECK})"
        date: 2024-05
        summary: Example Academy
        highlights:
          - Passed at once
          - "Credential ID: 0326-047"
          - "[Course](https://www.coursera.org/learn/data-basics)"
      - label: Query Writing
        details: Example Guild, 2021
      - bullet: Lone Line (2023)
      - name: Long Validity
        issuer: Example Cloud
        start_date: 2020-03
        end_date: 2023-03
      - name: Short Course
        issuer: Example School
        start_date: 2020-03
        end_date: "2020-06-12"
        summary: A course of three months, in which we wrote a parser.
      - label: Other Certifications
        details: One, Two, Three
    selected_honors:
      - bullet: Prize of the Town (2020)
      - name: Certificate of Rowing
        summary: Example Rowers
        date: 2019
design:
  theme: classic
"""
YAMLRESUME = f"""---
content:
  basics:
    name: {LEGAL_NAME}
    email: {ADDRESS}
  work: []
  awards:
    - title: Dean's List
      awarder: Example University
      date: Oct 2016
  certificates:
    - name: Data Basics
      issuer: Example Academy
      date: Mar 2021
      url: {CHECK}
    - name: Query Writing
      issuer: Example Guild
      date: Spring 2024
    - Lone Line
layouts:
  - engine: html
"""
AL_FOLIO = """- title: General Information
  type: map
  contents:
    - name: Full Name
      value: Augusta Legalname
- title: Certificates
  type: time_table
  contents:
    - title: Data Basics
      institution: Example Academy
      year: 2021 - 2023
      description: [Loops and lists.]
    - year: 2022
      items:
        - Lone Line
- title: Certifications
  type: list
  contents: [Another Line (May 2021)]
"""


def test_a_resume_of_rendercv(site: SiteFolder) -> None:
    """Entries of any kind in a section of certificates are read: the link in a name, the issuer in
    a summary or beside a label, a validity, and a course with its end; lines name no issuer.
    """
    done = imported(site.root, {"cv.yaml": RENDERCV})
    made = records(site.root)
    assert made["data-basics"] == (
        "---\ntitle: Data Basics\n# To confirm: the source has it as `summary`\n"
        "issuer: Example Academy\nissued_date: 2024-05\nplatform: Credly\n"
        f"credential_id: 0326-047\nverification_url: {CHECK}\n"
        "course_url: https://www.coursera.org/learn/data-basics\n---\n\n- Passed at once\n"
    )
    assert "issuer: Example Guild\nissued_date: 2021\n" in made["query-writing"]
    assert "issued_date: 2020-03\n# To confirm:" in made["long-validity"]
    assert "expiry_date: 2023-03\n" in made["long-validity"]
    assert "issued_date: 2020-06-12\nstudy_start_date: 2020-03\n" in made["short-course"]
    assert "expiry_date" not in made["short-course"]
    assert "wrote a parser" in made["short-course"]
    assert "issuer: Example Rowers\n" in made["certificate-of-rowing"]
    assert {one.place.rpartition("[")[2]: one.reason for one in done.refused} == {
        "2]": "it is a line that names no issuer: make it an entry",
        "5]": "it lists several in one line: make an entry of each",
    }
    left = {one.left.key: one.left.reason for one in done.left}
    assert "may be a prize" in left["cv.sections.selected_honors[0]"]
    assert left["cv.sections.experience"] == "it is no certificate"
    assert {"cv.name", "cv.email", "design"} <= left.keys()


def test_a_resume_of_yamlresume(site: SiteFolder) -> None:
    """Certificates come through with their dates as precise as they are; a prize is left, and a
    season is a guess at its year.
    """
    done = imported(site.root, {"resume.yml": YAMLRESUME})
    assert outcomes(done) == (2, 1)
    made = records(site.root)
    assert (
        f"issued_date: 2021-03\nplatform: Credly\nverification_url: {CHECK}\n"
        in (made["data-basics"])
    )
    assert "“Spring 2024”\nissued_date: 2024\n" in made["query-writing"]
    assert "content.awards[0]" in {one.left.key for one in done.left}


def test_a_cv_of_al_folio(site: SiteFolder) -> None:
    """The older form, a list of sections, is read too: the last year of a range is the date; lines
    without an issuer are refused each.
    """
    done = imported(site.root, {"cv.yml": AL_FOLIO})
    assert outcomes(done) == (1, 2)
    text = records(site.root)["data-basics"]
    assert "issued_date: 2023\nstudy_start_date: 2021\n---\n\nLoops and lists.\n" in text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("cv:\n  sections:\n    skills: []\n", "the résumé lists no certificates"),
        ("cv:\n  sections:\n    certificates:\n      a: 1\n", "it is not a list"),
        ("cv:\n  sections:\n    certificates: [[1]]\n", "it is neither an entry nor a line"),
        ("cv:\n  sections:\n    certificates: [{date: 2024}]\n", "it has no title"),
        ("cv:\n  sections: {a: [}\n", "line 2: invalid YAML"),
        ("cv:\n  sections: &x {}\n", "line 2: `&x` is a YAML anchor"),
        ("a: 1\n", "it is of no format that is read"),
        (f"cv:\n  sections: {{}}\n# {'x' * 300_000}\n", "its YAML has more than 256 KiB"),
    ],
)
def test_resumes_that_are_refused(site: SiteFolder, text: str, reason: str) -> None:
    """A file, or an entry, that cannot be read is refused with the reason."""
    done = imported(site.root, {"cv.yaml": text})
    assert reason in done.refused[0].reason


def test_resumes_say_nothing_of_their_owner(site: SiteFolder) -> None:
    """Neither records nor the report have the name or the address of a résumé; what was imported
    builds, and a second time nothing changes.
    """
    files = {"a.yaml": RENDERCV, "b.yml": YAMLRESUME, "c.yml": AL_FOLIO}
    done = imported(site.root, files)
    written = "".join(records(site.root).values()) + report_text(done, dry=False)
    assert [secret for secret in SECRETS if secret in written] == []
    assert not has_errors(tuple(site.problems()))
    before = tree_of(site.root)
    again = imported(site.root, dict(reversed(files.items())), update=True)
    assert not again.written
    assert tree_of(site.root) == before


VALUES = st.recursive(
    st.none() | st.text(max_size=12) | st.sampled_from(["2024-05", "name", "[a](b)"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "label", "details", "summary", "date", "highlights", "items"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@examples(60)
@given(st.lists(VALUES, max_size=5))
def test_whatever_an_entry_is(
    tmp_path_factory: pytest.TempPathFactory, entries: list[object]
) -> None:
    """Each entry of a section gives a credential or a refusal, and none a traceback."""
    root: Path = tmp_path_factory.mktemp("cv")
    text = yaml.safe_dump({"cv": {"sections": {"certificates": entries}}})
    done = imported(root / "site", {"cv.yaml": text}, dry=True)
    if not done.refused or done.refused[0].place:
        assert sum(outcomes(done)) >= len(entries)
    assert report_text(done, dry=True)
