"""Certificates in PDF become records, and whose they are is never written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from certificate_files import CERTIFICATES, CHECK, LONG_NUMBER, NUMBER, column, coursera, written
from conftest import SiteFolder, tree_of
from helpers_reading import lightly
from hypothesis import given
from hypothesis import strategies as st
from importing_files import (
    LEGAL_NAME,
    SECRETS,
    badge_3,
    baked_png,
    imported,
    outcomes,
    records,
    table,
)

from portfolio.diagnostics import has_errors
from portfolio.images import pdf_first_page
from portfolio.importing.model import FoundCredential, ReadOptions, Refused, SourceFile
from portfolio.importing.readers.certificate_pdf import READER
from portfolio.importing.records.import_report import report_text

LIKELY, UNSURE = "# To confirm: likely, because ", "# To confirm: unsure, because "


def read(content: bytes) -> FoundCredential | Refused:
    """What the reader says of a document."""
    (found,) = READER.read(SourceFile("a.pdf", content), ReadOptions())
    assert not isinstance(found, tuple)
    return found if isinstance(found, FoundCredential | Refused) else pytest.fail("neither")


def test_a_certificate_of_coursera_becomes_a_record(site: SiteFolder) -> None:
    """Title, issuer and date have a comment that says how sure they are; the check is known by its
    form, and the PDF lies beside the record.
    """
    imported(site.root, {"certificate.pdf": coursera()})
    assert records(site.root) == {
        "data-basics-for-all-of-us": f"""---
{LIKELY}it stands after “has successfully completed”
title: Data Basics for All of Us
{LIKELY}it stands after “authorized by”
issuer: Example University
{LIKELY}it is the only date without words that say another
issued_date: 2024-05-17
platform: Coursera
verification_url: https://www.coursera.org/account/accomplishments/verify/ABCDEFGHIJK2
certificate: data-basics-for-all-of-us.pdf
---
"""
    }
    kept = site.root / "content/credentials/data-basics-for-all-of-us.pdf"
    assert kept.read_bytes() == coursera()


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        (
            "freecodecamp",
            (
                "title: Responsive Web Design|issuer: freeCodeCamp|issued_date: 2024-05-17|"
                "verification_url: https://www.freecodecamp.org/certification/fcc12/responsive-web-design"
            ),
        ),
        (
            "udemy",
            (
                "title: The Complete Data|issuer: Udemy|issued_date: 2024-05-17|"
                f"credential_id: {NUMBER}|verification_url: https://www.udemy.com/certificate/{NUMBER}/"
            ),
        ),
        (
            "microsoft",
            (
                'title: "Microsoft Certified: Data Fundamentals"|issuer: Microsoft|'
                "issued_date: 2024-05-17|expiry_date: 2026-05-17|credential_id: ABCDEF1234567890"
            ),
        ),
        (
            "aws",
            (
                "title: AWS Certified Example Architect - Associate|issuer: Amazon Web Services|"
                "issued_date: 2024-05-17|expiry_date: 2027-05-17|credential_id: ABCDEFGH12345678"
            ),
        ),
        (
            "linkedin",
            (
                "title: Learning Data|issuer: LinkedIn Learning|issued_date: 2024-05-17|"
                f"credential_id: {LONG_NUMBER}"
            ),
        ),
        (
            "pearson",
            (
                "title: IT Specialist - Python|issuer: Example Testing Ltd|issued_date: 2024-05-17|"
                "verification_url: https://verify.certs.example.org/check/wDa8-GzX7"
            ),
        ),
        ("german", "title: Daten verstehen|issuer: Beispiel-Akademie|issued_date: 2024-05-17"),
        (
            "spanish",
            (
                "title: Datos para todos|issuer: Universidad de Ejemplo|issued_date: 2024-05-17|"
                "type: course_certificate"
            ),
        ),
        ("french", "title: Données pour tous|issuer: École Exemple|issued_date: 2024-05-17"),
        ("spaced", "title: Data Basics|issuer: Example Academy|issued_date: 2024-05-17"),
    ],
)
def test_certificates_of_many_kinds_are_read(site: SiteFolder, name: str, lines: str) -> None:
    """What is told by words or places in the manner of a platform, or in another language, is in
    the record.
    """
    imported(site.root, {f"{name}.pdf": CERTIFICATES[name]})
    (text,) = records(site.root).values()
    assert [line for line in lines.split("|") if line not in text.splitlines()] == []


def test_whose_certificate_it_is_is_never_written(site: SiteFolder) -> None:
    """Neither a record, nor the name of a file, nor the report has the name of the person."""
    done = imported(site.root, {f"{name}.pdf": one for name, one in CERTIFICATES.items()})
    said = report_text(done, dry=False) + "".join(records(site.root).values())
    said += "".join(map(str, tree_of(site.root)))
    assert [secret for secret in SECRETS if secret.casefold() in said.casefold()] == []
    assert "it says who you are, so it is never written: " in said


def test_imported_certificates_build_and_change_nothing_again(site: SiteFolder) -> None:
    """The site of all of them has no error and shows each PDF; a second import, also with
    `--update`, changes nothing, even if the owner has corrected a title.
    """
    files = {f"{name}.pdf": one for name, one in CERTIFICATES.items()}
    assert outcomes(imported(site.root, files)) == (len(files), 0)
    assert not has_errors(tuple(site.problems()))
    assert sum(name.endswith(".pdf") for name in site.publish()) == len(files)
    path = site.root / "content/credentials/learning-data.md"
    path.write_text(path.read_text("utf-8").replace("title: Learning Data", "title: Data"), "utf-8")
    before = tree_of(site.root)
    assert not imported(site.root, files, update=True).written
    assert tree_of(site.root) == before


def test_private_data_of_an_imported_pdf_are_warned_of(site: SiteFolder) -> None:
    """A build says where an imported certificate has an e-mail address."""
    rows = column((30, LEGAL_NAME), (12, "has successfully completed"), (20, "Data"))
    private = written([*rows, (9, 9, 9, "Example Academy")], title="ada@example.org")
    imported(site.root, {"a.pdf": private})
    assert [one.code for one in site.problems() if one.code == "private-document"]


def test_a_certificate_joins_what_has_its_check(site: SiteFolder) -> None:
    """A row of LinkedIn with the same check and the PDF are one record: what is stated wins, and
    what was guessed only disagrees.
    """
    row = ("Data Basics", CHECK, "Example University", "May 2024", "", "")
    done = imported(site.root, {"Certifications.csv": table([row]), "a.pdf": coursera()})
    (text,) = records(site.root).values()
    assert "\ntitle: Data Basics\n" in text
    assert "issued_date: 2024-05-17\n" in text
    assert "certificate: data-basics.pdf\n" in text
    assert [one.field for one in done.planned[0].conflicts] == ["title"]


def test_a_scan_joins_what_has_its_check(site: SiteFolder) -> None:
    """A PDF without a text becomes the certificate of the record with the same check; without one
    it is refused.
    """
    scan = written([], links=[CHECK])
    done = imported(site.root, {"scan.pdf": scan})
    assert [one.reason for one in done.refused] == [
        "it has no text that can be read, only the link to a check"
    ]
    site.record("mine", title="Data", issuer="Example University", verification_url=CHECK)
    assert (
        "certificate: mine.pdf"
        in imported(site.root, {"scan.pdf": scan}, update=True)
        .planned[0]
        .files["content/credentials/mine.md"]
        .decode()
    )


def test_a_record_keeps_its_own_certificate(site: SiteFolder) -> None:
    """Where a record has a certificate already, the other one is left, and the report says so."""
    site.write("content/credentials/other.pdf", CERTIFICATES["udemy"])
    fields = {"verification_url": CHECK, "certificate": "other.pdf"}
    site.record("mine", title="Data", issuer="Example University", **fields)
    done = imported(site.root, {"a.pdf": coursera()}, update=True)
    assert "certificate-pdf: the record has another one: certificate" in report_text(
        done, dry=False
    )
    assert not (site.root / "content/credentials/mine.pdf").exists()


COMPLETED = (12, "has successfully completed")
STATED = column((30, LEGAL_NAME), COMPLETED, (20, "Data"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7", "it is damaged"),
        (written([]), "it has no text that can be read: it may be a scan"),
        (written(*[STATED] * 5), "it has 5 pages, more than a certificate"),
        (
            written(STATED, column((30, LEGAL_NAME), COMPLETED, (20, "More"))),
            "it has 2 certificates: save each as a file of its own, and import these",
        ),
        (
            written(STATED, links=[CHECK, CHECK.replace("K2", "K3")]),
            "it has 2 certificates: save each as a file of its own, and import these",
        ),
        (
            written(column((30, LEGAL_NAME), (12, "Work"), (20, "Example Ltd"))),
            "it does not say that somebody has earned or completed something",
        ),
        (
            written([(9, 595 - 9 * at, 8, "has completed a thing") for at in range(1, 65)]),
            "it does not say that somebody has earned or completed something",
        ),
    ],
)
def test_a_pdf_that_is_not_one_certificate_is_refused(content: bytes, reason: str) -> None:
    """The reason says what to do, or what the document lacks."""
    found = read(content)
    assert isinstance(found, Refused)
    assert found.reason == reason


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (STATED, "it does not say in words who awards it: write the record by hand"),
        (
            column((12, "Certificate"), (40, LEGAL_NAME), (24, "Data"), (9, "Example Ltd")),
            "it cannot be told which of its lines is the title: write the record by hand",
        ),
        (
            column((10, "Issued to"), (12, LEGAL_NAME), (40, "Invoice"), (9, "Example Ltd")),
            "it cannot be told which of its lines is the title: write the record by hand",
        ),
    ],
)
def test_what_says_too_little_is_refused(
    site: SiteFolder, rows: list[tuple[float, float, float, str]], reason: str
) -> None:
    """A title is never taken by its size alone: the largest line may be the name."""
    done = imported(site.root, {"a.pdf": written(rows)})
    assert [one.reason for one in done.refused] == [reason]
    assert records(site.root) == {}


@pytest.mark.parametrize("last", ["Instructor: Jo Teacher", "Course completed on May 17, 2024"])
def test_a_name_in_place_of_a_title_is_not_taken(site: SiteFolder, last: str) -> None:
    """What stands above a teacher or a date may be the name, if no words say who somebody is."""
    rows = column(
        (12, "Certificate"), (24, "Data"), (30, LEGAL_NAME), (9, last), (9, "Example Ltd")
    )
    done = imported(site.root, {"a.pdf": written(rows)})
    assert [one.reason for one in done.refused] == [
        "it cannot be told which of its lines is the title: write the record by hand"
    ]


def test_a_name_on_two_lines_is_a_name(site: SiteFolder) -> None:
    """The second line of a large name does not become the title."""
    first, last = LEGAL_NAME.split()
    rows = column((10, "Certificate"), (10, "is awarded to"), (40, first), (40, last), (24, "Data"))
    imported(site.root, {"a.pdf": written([*rows, (9, 9, 9, "Example Academy")])})
    (text,) = records(site.root).values()
    assert f"{UNSURE}it is only the largest line that is not your name\ntitle: Data\n" in text


def test_a_check_on_two_lines_is_known() -> None:
    """An address that is cut at the end of a line goes on beneath."""
    start, end = CHECK[:30], CHECK[30:]
    found = read(written([*STATED, (9, 40, 9, start), (9, 30, 9, end)]))
    assert isinstance(found, FoundCredential)
    assert found.values["verification_url"] == (
        "https://www.coursera.org/account/accomplishments/verify/ABCDEFGHIJK2"
    )


@pytest.mark.parametrize(
    ("dates", "reason"),
    [
        (("May 17, 2024", "June 3, 2024"), "there are several, and no words beside them"),
        (("31 February 2024",), "`31 February 2024`"),
        (("Date: 03/04/2024",), "`03/04/2024`"),
    ],
)
def test_dates_that_are_not_sure_are_left(
    site: SiteFolder, dates: tuple[str, ...], reason: str
) -> None:
    """Of several dates without words none is taken; one that may be two days, or that the calendar
    does not have, is left. The report says so.
    """
    rows = [(9.0, 300.0 - 30 * at, 9.0, date) for at, date in enumerate(dates)]
    content = written([*STATED, *rows, (300, 9, 9, "Example Academy")])
    done = imported(site.root, {"a.pdf": content})
    assert "issued_date" not in records(site.root)["data"]
    assert reason in report_text(done, dry=False)


def test_one_date_written_twice_is_one(site: SiteFolder) -> None:
    """The same day in two forms is no contradiction."""
    rows = [(9.0, 300.0, 9.0, "May 17, 2024"), (9.0, 270.0, 9.0, "2024-05-17")]
    imported(site.root, {"a.pdf": written([*STATED, *rows, (300, 9, 9, "Example Academy")])})
    assert "issued_date: 2024-05-17\n" in records(site.root)["data"]


def test_the_same_certificate_on_two_pages_is_one() -> None:
    """Two languages of one certificate have one check on both pages."""
    pages = [
        [*STATED, (9, 9, 9, CHECK)],
        [*column((30, LEGAL_NAME), (12, "ha completado"), (20, "Datos")), (9, 9, 9, CHECK)],
    ]
    found = read(written(*pages))
    assert isinstance(found, FoundCredential)
    assert found.values["title"] == "Data"


def test_a_pdf_is_no_table_and_no_badge(site: SiteFolder) -> None:
    """A PDF is told by its content, whatever its name, and with `--from` for another format it is
    refused.
    """
    assert outcomes(imported(site.root, {"badges.json": coursera()})) == (1, 0)
    done = imported(site.root, {"a.pdf": coursera("ABCDEFGHIJK4")}, format="credly")
    assert [one.reason for one in done.refused] == ["it is of no format that is read"]
    assert outcomes(imported(site.root, {"a.pdf": json.dumps(badge_3())})) == (1, 0)


def test_a_pdf_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that reads has the time that it has for every PDF."""
    monkeypatch.setattr(pdf_first_page, "DOCUMENT_TIMEOUT", 0.0)
    found = read(written(*[[(9, 9, 1, "x" * 5000)]] * 4))
    assert isinstance(found, Refused)
    assert found.reason == "it takes too long to open"


@lightly
@given(st.integers(0, 3000), st.binary(max_size=30), st.sampled_from(sorted(CERTIFICATES)))
def test_any_document_is_read_or_refused(length: int, more: bytes, name: str) -> None:
    """A document that is cut off or followed by anything ends in one result, and never in one with
    the name.
    """
    found = read(CERTIFICATES[name][:length] + more)
    if isinstance(found, FoundCredential):
        assert LEGAL_NAME not in str(found.values) + str(found.guesses)


def test_the_reader_tells_pdfs_by_their_content(tmp_path: Path) -> None:
    """Only what begins as a PDF is one."""
    assert READER.recognizes(SourceFile("a.txt", coursera()), ReadOptions())
    assert not READER.recognizes(SourceFile("a.pdf", b"title,issuer\n"), ReadOptions())


@pytest.mark.parametrize("place", ["files", "notes"])
@pytest.mark.parametrize("form", ["json", "png"])
def test_a_badge_that_is_attached_is_read(site: SiteFolder, place: str, form: str) -> None:
    """A badge within a certificate, attached to it or on its page, is one record with it, and says
    what the words of the page only let guess; other files in it are left.
    """
    data = json.dumps(badge_3()).encode()
    file = {f"badge.{form}": data if form == "json" else baked_png(data), "terms.txt": b"Terms"}
    page = column((30, "Certificate of Completion"), (12, "Ada has successfully completed"))
    attached, noted = (file, {}) if place == "files" else ({}, file)
    content = written(page, files=attached, notes=noted)
    done = imported(site.root, {"a.pdf": content})
    assert done.refused == ()
    made = records(site.root)
    assert list(made) == ["example-badge-1"]
    assert "certificate: example-badge-1.pdf\n" in made["example-badge-1"]
    assert "issuer: Example Cloud\n" in made["example-badge-1"]
    assert "they are no badges; they stay in the PDF: attached files\n" in report_text(
        done, dry=False
    )
    assert not imported(site.root, {"a.pdf": content}, update=True).written


def test_a_document_with_several_badges_is_the_certificate_of_none(site: SiteFolder) -> None:
    """Each badge in it is a record without the document, which is refused for what it is."""
    files = {f"{n}.json": json.dumps(badge_3(n)).encode() for n in (1, 2)}
    done = imported(site.root, {"a.pdf": written(column((12, "Nothing")), files=files)})
    assert done.refused == ()
    assert list(records(site.root)) == ["example-badge-1", "example-badge-2"]
    assert "certificate:" not in "".join(records(site.root).values())
