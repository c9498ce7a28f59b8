"""Records that leave open when they end, although their text or their kind says that they do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_site import codes, credential, front_matter, only, surveyed

from portfolio.domain.expiring_kinds import expiring_kind_of, known_expiring_kinds
from portfolio.domain.expiry_mentions import find_expiry_mention

KINDS = [
    ("AWS Certified Developer – Associate", "Amazon Web Services", "aws"),
    ("aws certified cloud practitioner", "AWS", "aws"),
    ("CKA: Certified Kubernetes Administrator", "The Linux Foundation", "cncf"),
    (
        "Certified Kubernetes Application Developer (CKAD)",
        "Cloud Native Computing Foundation",
        "cncf",
    ),
    ("Kubernetes and Cloud Native Associate (KCNA)", "CNCF", "cncf"),
    ("Linux Foundation Certified System Administrator", "Linux Foundation", "linux_foundation"),
    ("CompTIA Security+", "CompTIA", "comptia"),
    ("CompTIA A+ ce", "CompTIA", "comptia"),
    ("CompTIA Cybersecurity Analyst (CySA+)", "CompTIA", "comptia"),
    ("Professional Cloud Architect", "Google Cloud", "gcp"),
    ("Google Cloud Certified - Professional Data Engineer", "Google", "gcp"),
    ("Professional Machine Learning Engineer", "Google Cloud", "gcp"),
    ("Associate Cloud Engineer", "Google Cloud", "gcp_associate"),
    ("Microsoft Certified: Azure Administrator Associate", "Microsoft", "microsoft"),
    ("Azure Solutions Architect Expert", "Microsoft", "microsoft"),
    ("Red Hat Certified System Administrator", "Red Hat", "red_hat"),
    ("RHCE", "Red Hat", "red_hat"),
    ("Project Management Professional (PMP)", "Project Management Institute", "pmi"),
    ("CISSP", "(ISC)²", "isc2"),
    ("Certified Information Security Manager", "ISACA", "isaca"),
    ("Cisco Certified Network Associate (CCNA)", "Cisco", "cisco"),
    ("CCNP Enterprise", "Cisco", "cisco"),
    ("HashiCorp Certified: Terraform Associate (003)", "HashiCorp", "hashicorp"),
    ("SnowPro Core Certification", "Snowflake", "snowflake"),
    ("Databricks Certified Data Engineer Associate", "Databricks", "databricks"),
    ("Certified ScrumMaster (CSM)", "Scrum Alliance", "scrum_alliance"),
]
FOR_LIFE = [
    {"title": "Microsoft Certified: Azure Fundamentals", "issuer": "Microsoft"},
    {"title": "Microsoft Certified Solutions Associate: Web Applications", "issuer": "Microsoft"},
    {"title": "Microsoft Office Specialist: Excel Associate", "issuer": "Microsoft"},
    {"title": "Cisco Certified Support Technician", "issuer": "Cisco"},
    {"title": "CompTIA Project+", "issuer": "CompTIA"},
    {"title": "CompTIA A+", "issuer": "CompTIA", "issued_date": "2009-05"},
    {"title": "Google Data Analytics Professional Certificate", "issuer": "Google"},
    {"title": "Google Project Management", "issuer": "Google"},
    {"title": "AWS Cloud Practitioner Essentials", "issuer": "Amazon Web Services"},
    {"title": "AWS Certified Developer: exam preparation", "issuer": "Amazon Web Services"},
    {
        "title": "AWS Certified Developer – Associate",
        "issuer": "Amazon Web Services",
        "type": "course_certificate",
    },
    {"title": "AWS Certified Developer – Associate", "issuer": "Example Academy"},
    {"title": "Introduction to Linux", "issuer": "The Linux Foundation"},
    {"title": "Introduction to Kubernetes", "issuer": "The Linux Foundation"},
    {"title": "Professional Scrum Master I", "issuer": "Scrum.org"},
]
SPOKEN = [
    ("Expires Jan 2027", "Expires Jan 2027"),
    ("It is valid until 17 May 2027, says the badge.", "valid until 17 May 2027"),
    ("**Expires:** 2027-03-01", "Expires:** 2027"),
    ("Valid for three years.", "Valid for three years"),
    ("Gültig bis Mai 2027", "Gültig bis Mai 2027"),
    ("Valable jusqu'en mai 2027", "Valable jusqu'en mai 2027"),
    ("Vence el 3 de mayo de 2027", "Vence el 3 de mayo de 2027"),
    ("Válido até 05/2027", "Válido até 05/2027"),
    ("Действителен до 17 мая 2027", "Действителен до 17 мая 2027"),
    ("有効期限：2027年3月", "有効期限：2027"),
    ("有效期至2027年3月", "有效期至2027"),
    ("유효기간: 2027년", "유효기간: 2027"),
    ("Scade a maggio 2027", "Scade a maggio 2027"),
    ("Geldig tot mei 2027", "Geldig tot mei 2027"),
]
SILENT = [
    "It does not expire. Issued in 2024.",
    "This certificate never expires (2024).",
    "How caches expire, and when they should.",
    "Validating forms and data.",
    "Sessions expire. In 2024 we moved them.",
    "```\nExpires: Wed, 21 Oct 2015 07:28:00 GMT\n```",
    "No expiration as of 2024.",
    "Taken in 2024; valid.",
    "Läuft nicht ab, Stand 2024.",
]


@pytest.mark.parametrize(("title", "issuer", "kind"), KINDS)
def test_a_certification_that_ends_is_known(title: str, issuer: str, kind: str) -> None:
    """The title and the issuer of a certification tell its kind."""
    found = expiring_kind_of(credential(title=title, issuer=issuer).record)
    assert found is known_expiring_kinds()[kind]


def test_every_kind_is_tested_and_says_where_its_rule_stands() -> None:
    """Every kind of the table has an example above, has sound patterns and names its source."""
    assert {kind for _, _, kind in KINDS} == set(known_expiring_kinds())
    for kind in known_expiring_kinds().values():
        assert ":" in kind.rule
        assert 1 <= kind.years <= 5
        assert all(re.compile(title) for title in kind.titles)


@pytest.mark.parametrize("fields", FOR_LIFE)
def test_what_has_no_end_by_its_issuers_rule_is_not_meant(fields: dict[str, str]) -> None:
    """Courses, fundamentals and what is good for life are of no kind that ends,
    and neither are titles of other issuers.
    """
    assert expiring_kind_of(credential(**fields).record) is None


@pytest.mark.parametrize(("text", "words"), SPOKEN)
def test_a_text_that_speaks_of_an_end_is_understood(text: str, words: str) -> None:
    """The words that say when it ends are found in the languages most used."""
    found = find_expiry_mention(f"A line before.\n\n{text}\n")
    assert found
    assert found[1] == words


@pytest.mark.parametrize("text", SILENT)
def test_a_text_that_speaks_of_something_else_is_let_alone(text: str) -> None:
    """Negations, code, other meanings and years in another sentence are no end."""
    assert find_expiry_mention(text) is None


@given(st.text(alphabet="abc expires valid for 2027.\n`", max_size=200))
def test_what_is_found_stands_in_the_text(text: str) -> None:
    """The words are on one line of the text, at the place that is told."""
    if found := find_expiry_mention(text):
        start, words = found
        assert text[start : start + len(words)] == words
        assert "\n" not in words


@pytest.mark.parametrize(
    "fields",
    [
        {"expiry_date": "2027"},
        {"expiry_date": "never"},
        {"status": "lifetime"},
        {"status": "expired"},
        {"status": "revoked"},
        {"status": "completed"},
        {"status": "planned", "issued_date": None},
        {"type": "certification_planned", "issued_date": None},
    ],
)
def test_a_record_that_says_it_is_not_asked(fields: dict[str, str], tmp_path: Path) -> None:
    """Where an end is stated, or none is to be expected, there is no warning."""
    files = {
        "a": front_matter(
            **{
                "title": "AWS Certified Developer – Associate",
                "issuer": "AWS",
                "summary": "Expires Jan 2027",
            }
            | fields
        )
    }
    assert "expiry-not-stated" not in codes(surveyed(tmp_path, files).diagnostics)


def test_one_record_has_one_warning_at_the_words(tmp_path: Path) -> None:
    """Summary, text and kind are one cause: what the owner wrote is named,
    where it stands, with the line to write.
    """
    body = "One exam.\n\nIt expires on 17 May 2027.\n"
    found = surveyed(
        tmp_path,
        {"a": front_matter(body, title="AWS Certified Developer – Associate", issuer="AWS")},
    )
    problem = only(found.diagnostics, "expiry-not-stated")
    assert problem.severity == "warning"
    assert (problem.location.line, problem.location.source) == (8, "It expires on 17 May 2027.")
    assert (
        problem.help == "add `expiry_date: 2027-05-17`, or `status: lifetime` if it never expires"
    )


def test_the_example_of_a_kind_is_worked_out_from_the_issue(tmp_path: Path) -> None:
    """The date in the help has the precision of the issue, and is a day of the calendar."""
    days = {}
    for issued in ("2024", "2024-05", "2024-05-17", "2024-02-29"):
        files = {
            "a": front_matter(
                title="AWS Certified Developer – Associate", issuer="AWS", issued_date=issued
            )
        }
        cure = only(surveyed(tmp_path, files).diagnostics, "expiry-not-stated").help
        days[issued] = re.search(r"expiry_date: ([\d-]+)", cure)[1]  # type: ignore[index]
    assert days == {
        "2024": "2027",
        "2024-05": "2027-05",
        "2024-05-17": "2027-05-17",
        "2024-02-29": "2027-02-28",
    }
