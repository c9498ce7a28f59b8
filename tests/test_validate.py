"""Raw values become a record, or every reason why not."""

from __future__ import annotations

import pytest
from helpers_reading import codes_of, load_fields, load_text, marked, stated

from portfolio.content.locate import locate
from portfolio.domain.records.credential import Record
from portfolio.validation.validate import FieldSyntax, locator, validate


def found_in(text: str) -> list[tuple[str, str, int]]:
    """Code, marked characters and line of each problem."""
    return [
        (problem.code, marked(problem.location), problem.location.line)
        for problem in load_text(text)[1]
    ]


def test_all_problems_of_a_file_are_found_at_once() -> None:
    """Every wrong value, every unknown key and every missing field is reported
    in one run, each at its place.
    """
    text = (
        "---\nissued_date: 2024-13-45\nduration_hours: a while\nverification_url: x\nfoo_bar: 1\n"
        "technologies: Python\n---\n"
    )
    assert sorted(found_in(text), key=lambda found: (found[2], found[0])) == [
        ("missing-issuer", "---", 1),
        ("missing-title", "---", 1),
        ("invalid-date", "2024-13-45", 2),
        ("invalid-number", "a while", 3),
        ("invalid-url", "x", 4),
        ("unknown-field", "foo_bar", 5),
        ("wrong-type", "Python", 6),
    ]


def test_a_problem_names_its_field_and_quotes_its_value() -> None:
    """A message begins with the field and has what the author wrote."""
    (problem,) = load_fields("expiry_date: soon")[1]
    assert problem.message == "`expiry_date`: not a calendar date: `soon`"


@pytest.mark.parametrize("blank", ["", '""', "''", "null", "~", '" "', '"\\t "', "'  '"])
@pytest.mark.parametrize("field", ["title", "issuer"])
def test_a_required_field_that_is_blank_is_missing(field: str, blank: str) -> None:
    """Nothing but blanks counts as not given."""
    other = "issuer" if field == "title" else "title"
    _, problems = load_text(f"---\n{field}: {blank}\n{other}: x\nissued_date: 2024\n---\n")
    assert codes_of(problems) == [f"missing-{field}"]


@pytest.mark.parametrize("blank", ["", '""', "null", '" "'])
@pytest.mark.parametrize(
    "field",
    [
        "expiry_date",
        "status",
        "platform",
        "verification_url",
        "duration_hours",
        "technologies",
        "image",
        "slug",
        "extra",
    ],
)
def test_an_optional_field_that_is_blank_is_not_given(field: str, blank: str) -> None:
    """A field that is written without a value is as if it were not written."""
    credential, problems = load_fields(f"{field}: {blank}")
    assert not problems
    assert credential
    assert field not in stated(credential.record)


def test_a_missing_field_has_an_example_in_its_help() -> None:
    """The help is a line that can be copied."""
    (problem,) = load_text("---\ntitle: T\nissued_date: 2024\n---\n")[1]
    assert (problem.code, problem.message, problem.help) == (
        "missing-issuer",
        "`issuer` is missing",
        "add a line such as `issuer: Amazon Web Services`",
    )


@pytest.mark.parametrize(
    ("key", "value", "meant"),
    [
        ("technlogies", "[C]", "technologies"),
        ("Platform", "x", "platform"),
        ("verification-url", "https://example.org/x", "verification_url"),
        ("Verification Url", "https://example.org/x", "verification_url"),
        ("credentialid", "x", "credential_id"),
        ("url", "https://example.org/x", "verification_url"),
        ("expires", "2027", "expiry_date"),
        ("description", "x", "summary"),
        ("ｐlatform", "x", "platform"),
    ],
)
def test_a_misspelt_field_is_named_with_the_right_one(key: str, value: str, meant: str) -> None:
    """Case, hyphens, slips and the words of other tools lead to the field that was meant,
    at the place of the key.
    """
    (problem,) = load_fields(f"{key}: {value}")[1]
    assert (problem.code, problem.help, marked(problem.location)) == (
        "unknown-field",
        f"rename it to `{meant}`",
        key,
    )


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("titel", "title"),
        ("name", "title"),
        ("Issuer", "issuer"),
        ("organization", "issuer"),
        ("date", "issued_date"),
    ],
)
def test_a_required_field_that_is_misspelt_is_reported_once(key: str, field: str) -> None:
    """The misspelling is the one cause; the field is not called missing besides."""
    fields = {"title": "T", "issuer": "I", "issued_date": "2024"}
    lines = [f"{key if name == field else name}: {value}" for name, value in fields.items()]
    _, problems = load_text("\n".join(["---", *lines, "---", ""]))
    assert [(problem.code, problem.help) for problem in problems] == [
        ("unknown-field", f"rename it to `{field}`")
    ]


def test_a_letter_of_another_script_is_named() -> None:
    """A key that only looks right says which letter is foreign."""
    (problem,) = load_fields("platf\u043erm: x")[1]
    assert "CYRILLIC SMALL LETTER O" in problem.message
    assert problem.help == "rename it to `platform`"


def test_a_key_that_resembles_no_field_is_not_guessed() -> None:
    """The help says where the owner's own keys belong."""
    (problem,) = load_fields("favourite_colour: blue")[1]
    assert problem.help == "remove it, or move it under `extra:` for your own theme"


@pytest.mark.parametrize("key", ["Title", "title_", "TITLE"])
def test_a_key_that_stands_beside_its_right_spelling_is_not_to_be_renamed(key: str) -> None:
    """Renaming would write the field twice, so the help says something else."""
    (problem,) = load_fields(f"{key}: x")[1]
    assert problem.code == "unknown-field"
    assert "rename it to `title`" not in problem.help


def test_a_file_with_several_credentials_is_reported_once() -> None:
    """A list of credentials has one cause and one report."""
    _, problems = load_text(
        "---\ntitle: Certificates\nissuer: X\nissued_date: 2024\nitems:\n  - title: A\n"
        "  - title: B\n---\n"
    )
    assert codes_of(problems) == ["several-in-one-file"]


def test_items_of_lists_are_placed_at_the_field() -> None:
    """A wrong item is reported on the line of its list, or nearer."""
    (problem,) = load_fields("technologies:\n  - Python\n  - [C]\n")[1]
    assert problem.code == "wrong-type"
    assert 5 <= problem.location.line <= 7


def test_nothing_is_wrong_with_a_sound_record() -> None:
    """Values that are all right become the record and no problem."""
    text = "---\ntitle: T\nissuer: I\n---\n"
    record, problems = validate(
        Record,
        {"title": "T", "issuer": "I", "grade": None, "level": ""},
        FieldSyntax(locator(locate, "a.md", text)),
    )
    assert problems == ()
    assert record == Record(title="T", issuer="I")
    assert record is not None
    assert stated(record) == ("title", "issuer")
