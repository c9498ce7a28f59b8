"""The one definition of the fields."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema
import pytest
from helpers_reading import codes_of, load_fields, load_text, stated

from portfolio.content.read import load_file, load_profile
from portfolio.dates import PartialDate
from portfolio.domain.records.collection import CollectionRecord
from portfolio.domain.records.credential import Record, Status, read_status
from portfolio.domain.records.page import PageRecord
from portfolio.domain.records.profile import ProfileRecord, read_links
from portfolio.domain.records.project import ProjectRecord
from portfolio.domain.records.target import TargetRecord
from portfolio.schema.fields import Fields
from portfolio.schema.json_schema import descriptions, json_schema

MODELS: list[type[Fields]] = [
    Record,
    ProfileRecord,
    PageRecord,
    ProjectRecord,
    CollectionRecord,
    TargetRecord,
]
FIELDS = [
    pytest.param(model, name, id=f"{model.__name__}.{name}")
    for model in MODELS
    for name in model.specs()
]
LEAST: dict[Any, dict[str, Any]] = {
    Record: {"title": "T", "issuer": "I"},
    ProfileRecord: {"name": "N"},
    PageRecord: {"title": "T"},
    ProjectRecord: {"title": "T"},
    CollectionRecord: {"title": "T"},
    TargetRecord: {"title": "T"},
}


def as_text(value: Any) -> Any:
    """An example as the YAML reader gives it: text, and lists and mappings of text."""
    if isinstance(value, list):
        return [as_text(item) for item in value]
    if isinstance(value, dict):
        return {key: as_text(item) for key, item in value.items()}
    return str(value)


@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_every_field_is_explained_by_a_sentence(model: Any, name: str) -> None:
    """A field's documentation is a sentence, whole and on one line."""
    sentence = descriptions(model)[name]
    assert sentence
    assert sentence[0].isupper()
    assert sentence.endswith(".") or sentence.rstrip("`").endswith(("lifetime", "URL"))
    assert "\n" not in sentence


@cache
def validator_of(model: Any) -> jsonschema.Draft202012Validator:
    """What tells whether front matter keeps to the JSON Schema of a model."""
    return jsonschema.Draft202012Validator(json_schema(model))


@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_every_example_can_be_written(model: Any, name: str) -> None:
    """The example of a field is accepted by the field and by the JSON Schema of editors."""
    schema = validator_of(model)
    assert model.specs()[name].examples
    for example in model.specs()[name].examples:
        assert name in stated(model.read(LEAST[model] | {name: as_text(example)}))
        schema.validate(LEAST[model] | {name: example})


def test_a_record_needs_a_title_and_an_issuer() -> None:
    """No other field is required by the definition itself."""
    assert [name for name, field in Record.specs().items() if field.is_required] == [
        "title",
        "issuer",
    ]


def test_records_are_frozen() -> None:
    """Nobody changes a record after it was read."""
    record = Record.read(LEAST[Record])
    with pytest.raises(AttributeError):
        record.title = "other"  # type: ignore[misc]


@pytest.mark.parametrize("status", list(Status))
def test_each_status_can_be_written(status: Status) -> None:
    """The words for a status are read as it."""
    assert read_status(status.value) is status


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("in-progress", "write `status: in_progress`"),
        ("In Progress", "write `status: in_progress`"),
        ("actve", "write active"),
        ("ongoing", "write `status: in_progress`"),
        ("Cancelled", "write `status: revoked`"),
        ("done", "write active, expired, lifetime, in_progress, planned, completed or revoked"),
    ],
)
def test_an_unknown_status_has_a_suggestion(text: str, help: str) -> None:
    """A near status is suggested, and all of them where none is near."""
    found = load_fields(f"status: {text}")[1]
    assert [(problem.code, problem.help) for problem in found] == [("unknown-status", help)]


def test_the_text_of_every_field_becomes_its_value() -> None:
    """Numbers, dates and flags are read by the field that they stand in,
    and all else stays text.
    """
    credential, problems = load_text(
        "---\ntitle: 2024\nissuer: no\nissued_date: 2024-05\nexpiry_date: null\n"
        "credential_id: 0123\ngrade: 1e5\nlevel: 12:30:45\n"
        "progress_percentage: 0\nfeatured: no\ntechnologies: [C++, 3, yes, ~]\nduration_hours: 8\n"
        "extra:\n  n: 1_000\n  empty:\n---\n"
    )
    assert not problems
    assert credential
    record = credential.record
    assert (record.title, record.issuer, record.issued_date, record.expiry_date) == (
        "2024",
        "no",
        PartialDate(2024, 5),
        None,
    )
    assert (record.credential_id, record.grade, record.level) == ("0123", "1e5", "12:30:45")
    assert (record.progress_percentage, record.featured, record.technologies) == (
        0,
        False,
        ("C++", "3", "yes"),
    )
    assert str(record.duration_hours) == "8"
    assert record.extra == {"n": "1_000", "empty": None}


def test_what_is_left_out_is_its_default() -> None:
    """A record of two lines has no dates, no lists and no flags."""
    record = Record.read(LEAST[Record])
    assert (record.issued_date, record.technologies, record.featured, record.extra) == (
        None,
        (),
        False,
        {},
    )


def test_ids_and_addresses_come_from_the_name_of_the_file() -> None:
    """Without `entity_id` and `slug` the name of the file says both;
    with them they are as written.
    """
    plain, _ = load_text("---\ntitle: T\nissuer: I\nissued_date: 2024\n---\n")
    stated, _ = load_fields("entity_id: own_id\nslug: own-slug")
    assert plain
    assert stated
    assert (plain.id, plain.slug) == ("a", "a")
    assert (stated.id, stated.slug) == ("own_id", "own-slug")


@pytest.mark.parametrize(
    "value",
    [
        "x",
        ["x"],
        [{"label": "A"}],
        [{"label": "A", "url": "https://a.example", "more": "x"}],
        {"label": "A", "url": "https://a.example"},
    ],
)
def test_links_are_labels_with_addresses(value: Any) -> None:
    """Anything but a list of labels and addresses is refused with the form to write."""
    with pytest.raises(ValueError, match="expected a list of links"):
        read_links(value)


def test_a_profile_lists_its_links_in_order() -> None:
    """Links are kept as written, and an unsafe one is an error."""
    good = (
        "---\nname: Ada\nlinks:\n  - label: B\n    url: https://b.example\n  - label: A\n"
        "    url: https://a.example\n---\n"
    )
    loaded = load_profile("content/profile.md", good.encode())
    assert not loaded.problems
    assert loaded.value
    assert [(link.label, link.url) for link in loaded.value.record.links] == [
        ("B", "https://b.example"),
        ("A", "https://a.example"),
    ]
    unsafe = load_profile(
        "content/profile.md", good.replace("https://a.example", "javascript:x").encode()
    )
    assert codes_of(unsafe.problems) == ["unsafe-url"]


def test_a_page_has_only_the_fields_of_a_page() -> None:
    """A field of a credential is unknown in a free page."""
    loaded = load_file("content/pages/a.md", b"---\ntitle: About\nissuer: X\n---\n")
    assert codes_of(loaded.problems) == ["unknown-field"]
