"""Values that say nothing are not shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers_reading import codes_of, lightly, load_fields, load_text, stated
from hypothesis import given
from hypothesis import strategies as st
from small_site import NO_VARIABLES, TODAY, write_site

from portfolio.domain.records.credential import Record
from portfolio.options import Options
from portfolio.pipeline import build as pipeline
from portfolio.validation.placeholders import is_placeholder

NOTHING = [
    "N/A",
    "n/a",
    "NA",
    "none",
    "None",
    "TBD",
    "tba",
    "NOID",
    "no id",
    "XXXX",
    "xxx",
    "-",
    "--",
    "—",
    "#",
    "?",
    "...",
    "…",
    "TODO",
    "<TBD>",
]
SOMETHING = [
    "0",
    "X",
    "C",
    "R",
    "A",
    "A*",
    "ID-1",
    "Nada",
    "Nonesuch",
    "1-2",
    "TBD-17",
    "xx",
    "NaturA",
    "#1",
    "C#",
    "無",
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_says_nothing_is_left_out_with_a_warning(text: str) -> None:
    """A number, a level, a link or a date that says nothing is as if it were not written."""
    for field in (
        "credential_id",
        "level",
        "verification_url",
        "target_date",
        "duration_hours",
        "image",
        "type",
        "summary",
    ):
        credential, problems = load_fields(f"{field}: '{text}'")
        assert codes_of(problems) == ["placeholder-value"], field
        assert credential
        assert field not in stated(credential.record)


@pytest.mark.parametrize("text", SOMETHING)
def test_what_says_something_is_kept(text: str) -> None:
    """Short names, grades and numbers are no placeholders."""
    assert not is_placeholder(text)
    credential, problems = load_fields(f"credential_id: '{text}'\ntechnologies: ['{text}']")
    assert not problems
    assert credential
    assert (credential.record.credential_id, credential.record.technologies) == (text, (text,))


def test_words_in_lists_may_be_names() -> None:
    """Of a list, only what is surely nothing is left out."""
    credential, problems = load_fields(
        "technologies: [Python, null object, unknown, 'N/A', '-', None, na]\n"
        "instructor: [admin, Grace Example]"
    )
    assert credential
    assert credential.record.technologies == ("Python", "null object", "unknown")
    assert credential.record.instructor == ("Grace Example",)
    assert codes_of(problems) == ["placeholder-value"] * 5


@pytest.mark.parametrize("field", ["title", "issuer"])
def test_a_field_that_is_needed_is_missing_where_it_says_nothing(field: str) -> None:
    """A title or an issuer that says nothing is an error at its place,
    and a name such as `None` is a name.
    """
    other = {"title": "issuer", "issuer": "title"}[field]
    for text, codes in (
        ("N/A", [f"missing-{field}"]),
        ("TBD", [f"missing-{field}"]),
        ("None", []),
        ("Unknown", []),
    ):
        _, problems = load_text(f"---\n{other}: Data\nissued_date: 2024\n{field}: {text}\n---\n")
        assert codes_of(problems) == codes, text
        assert all(problem.location.line == 4 for problem in problems)


def test_owners_keys_and_words_for_never_are_left_alone() -> None:
    """Nothing is taken from `extra`, and what `expiry_date` says is its own matter."""
    credential, _ = load_fields("extra:\n  cost: N/A\n")
    assert credential
    assert credential.record.extra == {"cost": "N/A"}
    assert "placeholder-value" not in codes_of(load_fields("expiry_date: none")[1])


def test_nothing_of_it_is_published(tmp_path: Path) -> None:
    """No page and no file for programs has a value that says nothing."""
    record = (
        "---\ntitle: Data Basics\nissuer: Example Academy\nissued_date: 2024-05\n"
        "credential_id: NOID\nlevel: TBD\n---\nA text.\n"
    )
    options = Options(as_of=TODAY, output=tmp_path / "output")
    built = pipeline.build(
        write_site(tmp_path, {"content/credentials/a.md": record.encode()}), options, NO_VARIABLES
    )
    assert codes_of(built.diagnostics) == ["placeholder-value", "placeholder-value"]
    texts = [path.read_bytes() for path in (tmp_path / "output").rglob("*") if path.is_file()]
    assert not [text for text in texts if b"NOID" in text or b"TBD" in text]


@lightly
@given(st.dictionaries(st.sampled_from([*Record.specs()]), st.sampled_from([*NOTHING, *SOMETHING])))
def test_a_record_is_the_same_without_what_says_nothing(values: dict[str, Any]) -> None:
    """Whoever leaves out the lines as the warnings say has the same record, and no such warning."""
    values = {
        field: value
        for field, value in values.items()
        if field not in ("title", "issuer", "issued_date", "draft", "featured")
    }
    first, problems = load_fields(
        "\n".join(f"{field}: '{value}'" for field, value in values.items())
    )
    told = {
        problem.location.line - 5 for problem in problems if problem.code == "placeholder-value"
    }
    kept = [
        f"{field}: '{value}'" for at, (field, value) in enumerate(values.items()) if at not in told
    ]
    second, again = load_fields("\n".join(kept))
    assert "placeholder-value" not in codes_of(again)
    assert (first and first.record) == (second and second.record)
