"""The transcript of Microsoft Learn: certifications, applied skills, exams, paths and modules."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import SiteFolder, examples
from hypothesis import given
from hypothesis import strategies as st
from importing_files import (
    ADDRESS,
    LEGAL_NAME,
    MEMBER,
    checked,
    credly,
    credly_badge,
    imported,
    outcomes,
    records,
    survives,
    table,
)

from portfolio.importing.records.import_report import report_text

MODULE = {
    "uid": "learn.example-module",
    "title": "Introduction to examples",
    "description": "Learn what an example is.",
    "durationInMinutes": 33,
    "completedOn": "2026-03-31T23:07:22.7233542-05:00",
    "moduleAssessment": {"moduleAssessmentPassed": True},
    "url": "/training/modules/example-module/",
}


def certification(name: str, **changes: Any) -> dict[str, Any]:
    """A certification of a transcript."""
    return {
        "name": name,
        "certificationNumber": f"{len(name):06}-8BDAB2",
        "status": "Active",
        "dateEarned": "2024-05-17T13:37:51+00:00",
    } | changes


def transcript(**changes: Any) -> dict[str, Any]:
    """A transcript with one of each."""
    exam = {
        "examTitle": "Example Administration",
        "examNumber": "EX-104",
        "examDateTaken": "2024-05-17T13:37:51+00:00",
    }
    certificates = {
        "legalName": LEGAL_NAME,
        "mcid": MEMBER,
        "totalExamsPassed": 1,
        "activeCertifications": [
            certification("Microsoft Certified: Examples", expiration="2027-05-17T23:59:59+00:00")
        ],
        "passedExams": [exam],
        "qualifications": [],
        "historicalCertifications": [certification("Example Professional", status="Retired")],
    }
    skill = {
        "credentialId": "1221041DED706015",
        "title": "Microsoft Applied Skills: Show examples",
        "awardedOn": "2026-04-05T05:09:59+00:00",
    }
    return {
        "userName": MEMBER,
        "userDisplayName": LEGAL_NAME,
        "contactEmail": ADDRESS,
        "docsId": "s3cr3t",
        "totalModulesCompleted": 1,
        "modulesCompleted": [MODULE],
        "learningPathsCompleted": [{**MODULE, "title": "Examples in practice"}],
        "certificationData": certificates,
        "appliedSkillsData": {"appliedSkillsCredentials": [skill]},
    } | changes


def test_everything_in_a_transcript_becomes_a_record(site: SiteFolder) -> None:
    """Certifications and applied skills have their numbers and dates; exams, paths and modules are
    completed, with code, hours and the page of the course; dates are cut as they are written.
    """
    done = checked(site, {"t.json": json.dumps(transcript())})
    assert outcomes(done) == (6, 0)
    made = records(site.root)
    number = certification("Microsoft Certified: Examples")["certificationNumber"]
    assert made["microsoft-certified-examples"] == (
        '---\ntitle: "Microsoft Certified: Examples"\nissuer: Microsoft\nissued_date: 2024-05-17\n'
        f"expiry_date: 2027-05-17\ntype: professional_certification\ncredential_id: {number}\n---\n"
    )
    assert "type: micro_credential\n" in made["microsoft-applied-skills-show-examples"]
    assert "credential_id: 1221041DED706015\n" in made["microsoft-applied-skills-show-examples"]
    assert "status: completed\ntype: exam\nexam_codes: [EX-104]\n" in made["example-administration"]
    module = made["introduction-to-examples"]
    assert "issued_date: 2026-03-31\nstatus: completed\ntype: course\n" in module
    assert "course_url: https://learn.microsoft.com/training/modules/example-module/\n" in module
    assert "duration_hours: 0.55\n" in module
    assert "type: learning_path\n" in made["examples-in-practice"]
    assert {"certificationData.legalName", "contactEmail"} <= {one.left.key for one in done.left}


def test_an_expired_certification_without_a_date(site: SiteFolder) -> None:
    """One that has expired is expired also where the transcript does not say when."""
    data = {"activeCertifications": [certification("A", status="Expired")], "mcid": "1"}
    checked(site, {"t.json": json.dumps({"certificationData": data, "userName": "a"})})
    assert "status: expired\n" in records(site.root)["a"]


def test_certifications_of_github(site: SiteFolder) -> None:
    """A certification or an exam that names GitHub has it as issuer, to be confirmed; a module about
    it is Microsoft's.
    """
    data = {"activeCertifications": [certification("GitHub Copilot")]}
    modules = [{**MODULE, "title": "GitHub for examples"}]
    whole = {"certificationData": data, "modulesCompleted": modules}
    checked(site, {"t.json": json.dumps(whole)})
    made = records(site.root)
    assert "# To confirm: the transcript names no issuer" in made["github-copilot"]
    assert "issuer: GitHub\n" in made["github-copilot"]
    assert "platform: Microsoft Learn\n" in made["github-copilot"]
    assert "issuer: Microsoft\n" in made["github-for-examples"]


def test_an_exam_joins_the_certificate_of_it(site: SiteFolder) -> None:
    """An exam of the month joins the record that has its code, which is then not only completed,
    whether the record is new or in the site; a certification joins the badge of it.
    """
    mine = table(
        [("Administrator", "Microsoft", "2024-05", "EX-104", "X-1")],
        ("title", "issuer", "issued_date", "exam_codes", "credential_id"),
    )
    issuer = {"entities": [{"primary": True, "entity": {"name": "Microsoft"}}]}
    template = {"name": "Microsoft Certified: Examples"}
    files: dict[str, str | bytes] = {
        "t.json": json.dumps(transcript()),
        "b.json": credly(credly_badge(issuer=issuer, badge_template=template)),
    }
    imported(site.root, {"mine.csv": mine})
    imported(site.root, files, update=True)
    done = checked(site, files)
    made = records(site.root)
    assert outcomes(done) == (7, 0)
    assert len(made) == 6
    assert "status:" not in made["administrator"]
    assert "type:" not in made["administrator"]
    assert "there is a certificate, so it is not only completed: status, type" in report_text(
        done, dry=False
    )
    assert "platform: Credly\n" in made["microsoft-certified-examples"]


def test_what_says_too_little_is_refused(site: SiteFolder) -> None:
    """Each entry that is no entry is refused with its place, and so is a transcript without any."""
    data = {"passedExams": [5, {"examNumber": "EX-1"}], "qualifications": [{"name": "Q"}]}
    done = checked(
        site,
        {
            "a.json": json.dumps({"certificationData": data, "docsId": "1"}),
            "b.json": json.dumps({"modulesCompleted": [], "totalModulesCompleted": 0}),
        },
    )
    assert sorted((one.place, one.reason) for one in done.refused) == [
        ("", "the transcript lists nothing"),
        ("certificationData.passedExams[0]", "it is not an object with a name"),
        ("certificationData.passedExams[1]", "it has no title"),
    ]
    assert list(records(site.root)) == ["q"]


@pytest.mark.parametrize("minutes", ["", 0, -5, 1e400, "9" * 5000, "²", 1_000_000_000, None])
def test_minutes_that_are_none(site: SiteFolder, minutes: Any) -> None:
    """What is no number of minutes is left, and the record is made without."""
    whole = {"modulesCompleted": [{**MODULE, "durationInMinutes": minutes}], "docsId": "1"}
    checked(site, {"t.json": json.dumps(whole)})
    assert "duration_hours" not in records(site.root)["introduction-to-examples"]


@examples(80)
@given(st.data())
def test_no_transcript_gives_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A transcript in which any value was replaced by any other is imported or refused."""
    survives(tmp_path_factory.mktemp("x"), data, transcript())
