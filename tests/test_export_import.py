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
from portfolio.domain.record import Record
from portfolio.exports.export import make_export
from portfolio.options import Options

AS_OF = date(2025, 6, 1)
KEPT: dict[str, tuple[str, ...]] = {
    "csv": (
        *("title", "issuer", "issued_date", "expiry_date", "credential_id", "verification_url"),
        *("type", "category", "level", "grade", "technologies", "competencies", "exam_codes"),
        *("duration_hours", "summary", "co_issuers", "instructor", "language"),
    ),
    "jsonresume": ("title", "issuer", "issued_date", "verification_url"),
    "linkedin-csv": ("title", "issuer", "credential_id", "verification_url"),
    "openbadges": ("title", "issuer", "issued_date", "expiry_date", "credential_id", "grade"),
}
"""The fields that come back as they were, by form; the tables of forms say what others hold."""
words = st.text(st.sampled_from("abcdefgh ÄßéñПр日本語-&'\",;:()"), min_size=3, max_size=24).map(
    lambda text: f"W{' '.join(text.split())}x"
)
days = st.dates(date(2005, 1, 1), date(2025, 5, 1)).map(date.isoformat)
later = st.dates(date(2025, 7, 1), date(2040, 1, 1)).map(date.isoformat)
records = st.fixed_dictionaries(
    {"title": words, "issuer": words, "issued_date": days, "expiry_date": later},
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


def checked(record: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A record with a check of its own."""
    url = f"https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-{number:012d}/public_url"
    return {**record, "verification_url": url}


def read(root: Path) -> list[Record]:
    """The records of a site, sorted by their checks."""
    found = []
    for path in sorted((root / "content/credentials").glob("*.md")):
        loaded = load_credential(f"content/credentials/{path.name}", path.read_bytes())
        assert loaded.value, loaded.problems
        found.append(loaded.value.record)
    return sorted(found, key=lambda record: record.verification_url or record.title)


@pytest.mark.parametrize("form", KEPT)
@examples(8)
@given(drawn=st.lists(records, min_size=1, max_size=3))
def test_an_export_is_imported_as_it_was(
    form: str, drawn: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Each credential of an export is one record again, with the same in every field that the form
    holds.
    """
    folder = tmp_path_factory.mktemp("there-and-back")
    site, other = SiteFolder(folder / "site"), SiteFolder(folder / "other")
    site.write("portfolio.toml", SETTINGS)
    site.write("content/profile.md", "---\nname: Ada Example\n---\n")
    for number, record in enumerate(drawn):
        site.record(f"c{number}", **checked(record, number))
    (other.root / "content/credentials").mkdir(parents=True)
    module = form_named(form)
    made = make_export(site.root, Options(as_of=AS_OF), NO_VARIABLES, module)
    assert made.content is not None, made.diagnostics
    name = module.file_name or f"export.{'json' if form == 'jsonresume' else 'csv'}"
    done = imported(other.root, {name: made.content})
    assert outcomes(done) == (len(drawn), 0), done.refused
    for before, after in zip(read(site.root), read(other.root), strict=True):
        assert {field: getattr(after, field) for field in KEPT[form]} == {
            field: getattr(before, field) for field in KEPT[form]
        }
