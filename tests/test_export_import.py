"""What was exported can be imported again: each form that is read too gives back what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import SETTINGS, SiteFolder, examples
from hypothesis import given
from hypothesis import strategies as st
from importing_files import imported, outcomes
from small_site import NO_VARIABLES

from portfolio.commands.export import form_named
from portfolio.content.read import load_credential
from portfolio.domain.records.credential import Record
from portfolio.exports.export import make_export
from portfolio.options import Options
from portfolio.text import slug

SUFFIXES = {"jsonresume": "json", "rendercv": "yaml", "yamlresume": "yaml"}
AS_OF = date(2025, 6, 1)
KEPT: dict[str, tuple[str, ...]] = {
    "csv": (
        *("title", "issuer", "issued_date", "expiry_date", "credential_id", "verification_url"),
        *("type", "category", "level", "grade", "technologies", "competencies", "exam_codes"),
        *("duration_hours", "summary", "co_issuers", "instructor", "language"),
    ),
    "jsonresume": ("title", "issuer", "issued_date", "verification_url"),
    "linkedin-csv": ("title", "issuer", "credential_id", "verification_url"),
    "openbadges": (
        *("title", "issuer", "issued_date", "expiry_date", "credential_id", "grade"),
        "verification_url",
    ),
    "rendercv": ("title", "issuer", "issued_date", "credential_id", "verification_url"),
    "yamlresume": ("title", "issuer", "issued_date", "verification_url"),
}
"""The fields that come back as they were, by form; the tables of forms say what others hold."""
words = st.text(st.sampled_from("abcdefgh ÄßéñПр日本語-&'\",;:()"), min_size=3, max_size=24).map(
    lambda text: f"W{' '.join(text.split())}x"
)
days = st.dates(date(2005, 1, 1), date(2025, 5, 1)).map(date.isoformat)
later = st.dates(date(2025, 7, 1), date(2040, 1, 1)).map(date.isoformat)
records = st.fixed_dictionaries(
    {
        "title": words,
        "issuer": words,
        "issued_date": days,
        "expiry_date": later,
        "link": st.sampled_from(["check", "page", "none"]),
    },
    optional={
        "credential_id": st.from_regex(r"[A-Z0-9]{6,12}", fullmatch=True),
        "type": st.sampled_from(["badge", "course_certificate", "professional_certification"]),
        "category": st.sampled_from(["security", "data_science"]),
        "level": words,
        "grade": st.sampled_from(["97 %", "with distinction", "B+"]),
        "technologies": st.lists(
            st.sampled_from(["Python", "C++", "Kubernetes"]), unique=True, min_size=1
        ),
        "competencies": st.lists(
            st.sampled_from(["machine_learning", "data_design"]), unique=True, min_size=1
        ),
        "exam_codes": st.just(["MLS-C01"]),
        "duration_hours": st.sampled_from(["33", "120-150"]),
        "summary": words,
        "language": st.sampled_from(["de", "pt-BR"]),
    },
)


def linked(record: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A record with a check of its own, with a page that may be one, or with no link, as drawn."""
    urls = {
        "check": f"https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-{number:012d}/public_url",
        "page": f"https://verify.example.net/{number}",
    }
    values = {name: value for name, value in record.items() if name != "link"}
    url = urls.get(record["link"])
    return {**values, "title": f"{record['title']} {number}", "verification_url": url}


def read(root: Path) -> list[Record]:
    """The records of a site, sorted by the numbers in their titles."""
    found = []
    for path in sorted((root / "content/credentials").glob("*.md")):
        loaded = load_credential(f"content/credentials/{path.name}", path.read_bytes())
        assert loaded.value, loaded.problems
        found.append(loaded.value.record)
    return sorted(found, key=lambda record: record.title.rpartition(" ")[2])


@pytest.mark.parametrize("form", KEPT)
@examples(8)
@given(drawn=st.lists(records, min_size=1, max_size=3, unique_by=lambda one: slug(one["issuer"])))
def test_an_export_is_imported_as_it_was(
    form: str, drawn: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Each credential of an export is one record again, with the same in every field that the form
    holds. A link of unknown form among the lines of RenderCV may lead to anything: it stays there.
    """
    folder = tmp_path_factory.mktemp("there-and-back")
    site, other = SiteFolder(folder / "site"), SiteFolder(folder / "other")
    site.write("portfolio.toml", SETTINGS)
    site.write("content/profile.md", "---\nname: Ada Example\n---\n")
    for number, record in enumerate(drawn):
        site.record(f"c{number}", **linked(record, number))
    (other.root / "content/credentials").mkdir(parents=True)
    other.write("portfolio.toml", SETTINGS if form == "linkedin-csv" else "")
    module = form_named(form)
    made = make_export(site.root, Options(as_of=AS_OF), NO_VARIABLES, module)
    assert made.content is not None, made.diagnostics
    name = module.file_name or f"export.{SUFFIXES.get(form, 'csv')}"
    done = imported(other.root, {name: made.content})
    assert outcomes(done) == (len(drawn), 0), done.refused
    for record, before, after in zip(drawn, read(site.root), read(other.root), strict=True):
        lost = {"verification_url": None} if (form, record["link"]) == ("rendercv", "page") else {}
        assert {field: getattr(after, field) for field in KEPT[form]} == {
            field: getattr(before, field) for field in KEPT[form]
        } | lost
