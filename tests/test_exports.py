"""The portfolio as data: `credentials.json`."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conftest import SiteFolder, examples
from hypothesis import given
from hypothesis import strategies as st
from small_site import front_matter, surveyed

from portfolio.dates import PartialDate
from portfolio.domain.records.credential import Record, Status
from portfolio.formats.credentials_json import SCHEMA
from portfolio.formats.json_values import plain
from portfolio.pipeline.assemble import render_site
from portfolio.schema.types import Hours

FULL: dict[str, Any] = {
    "title": '"C++ & <b>café</b> 机器"',
    "issued_date": "2024-05",
    "expiry_date": "2027",
    "status": "active",
    "type": "badge",
    "category": "data",
    "issuer_id": "academy",
    "co_issuers": ["Other"],
    "platform": "edX",
    "instructor": ["Ada Example", "Bob Example"],
    "credential_id": "0123",
    "enrollment_id": "E-9",
    "verification_url": "https://example.org/check/1?utm_source=x",
    "badge_url": "https://example.org/badge/1",
    "course_url": "https://example.org/course/1",
    "technologies": ["C++", "SQL"],
    "competencies": ["data_cleaning"],
    "last_updated": "2025-01-01",
    "duration_hours": "120-150",
    "study_start_date": "2023-09",
    "exam_codes": ["X-1"],
    "level": "Advanced",
    "grade": "97 %",
    "language": "en",
}


def exported(tmp_path: Path, files: dict[str, str]) -> dict[str, Any]:
    """The document that a site publishes, which keeps to the schema beside it."""
    made = dict(render_site(surveyed(tmp_path, files)))
    data, schema = (
        json.loads(made[name])  # type: ignore[arg-type]
        for name in ("credentials.json", SCHEMA)
    )
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(
        data
    )
    assert isinstance(data, dict)
    return data


def test_every_field_is_exported_as_written(tmp_path: Path) -> None:
    """Every field that a reader sees is in the data: dates with their precision,
    hours as two numbers, other numbers as texts, lists in order.
    """
    (data,) = exported(tmp_path, {"a": front_matter(**FULL)})["credentials"]
    for name in FULL.keys() - {"verification_url"}:
        value = FULL[name]
        expected = {
            "title": "C++ & <b>café</b> 机器",
            "duration_hours": {"min": 120, "max": 150},
        }.get(name, value)
        assert data[name] == expected, name
    assert data["state"] == "active"
    assert data["links"] == [{"url": "https://example.org/check/1", "kind": "unknown"}]
    assert "verification" not in data
    assert data["id"] == "a"


def test_what_is_not_stated_is_left_out(tmp_path: Path) -> None:
    """Unknown fields are absent rather than empty, a progress of zero is stated."""
    files = {
        "a": front_matter(),
        "b": front_matter(title="B", issued_date=None, status="in_progress", progress_percentage=0),
    }
    by_id = {item["id"]: item for item in exported(tmp_path, files)["credentials"]}
    earned = {"title": "Data Basics", "issuer": "Example Academy", "issued_date": "2024-05"}
    assert by_id["a"] == earned | {
        "id": "a",
        "url": "credentials/a/",
        "state": "no_expiry_stated",
        "mark": "none",
    }
    assert by_id["b"]["progress_percentage"] == 0
    assert "issued_date" not in by_id["b"]


def test_the_owners_own_keys_are_not_exported(tmp_path: Path) -> None:
    """What is for the owner's theme or for building only stays out of the data."""
    (data,) = exported(
        tmp_path, {"a": front_matter(extra="\n  cost: 150 USD", aliases=["old"], featured="yes")}
    )["credentials"]
    assert not {"extra", "aliases", "featured", "draft", "slug", "image"} & set(data)


def test_programmes_name_their_parts(tmp_path: Path) -> None:
    """A programme lists the ids of its parts in order, and a part names its programme."""
    files = {
        "p": front_matter(title="Programme"),
        "a": front_matter(title="A", part_of="p", issued_date="2024-02"),
        "b": front_matter(title="B", part_of="p", issued_date="2024-01"),
    }
    by_id = {item["id"]: item for item in exported(tmp_path, files)["credentials"]}
    assert by_id["p"]["parts"] == ["b", "a"]
    assert by_id["a"]["part_of"] == "p"


def test_the_document_says_as_of_when_and_whose(tmp_path: Path) -> None:
    """The data is dated, has its owner, and addresses are absolute where the site's is known."""
    files = {
        "a": front_matter(),
        "content/profile.md": "---\nname: Ada Example\n---\n",
        "portfolio.toml": "[site]\nbase_url='https://a.example'\n",
    }
    data = exported(tmp_path, files)
    assert (data["as_of"], data["owner"]) == ("2025-06-15", "Ada Example")
    assert data["credentials"][0]["url"] == "https://a.example/credentials/a/"


def test_the_bytes_are_readable_and_stable(tmp_path: Path) -> None:
    """The file is UTF-8 with its letters as they are, ends with a line end,
    and is the same when it is made again.
    """
    contents = [
        dict(render_site(surveyed(tmp_path / name, {"a": front_matter(**FULL)})))[
            "credentials.json"
        ]
        for name in ("one", "two")
    ]
    assert contents[0] == contents[1]
    assert "机器".encode() in contents[0]  # type: ignore[operator]
    assert contents[0].endswith(b"}\n")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (PartialDate(2024, 5), "2024-05"),
        (Hours(Decimal(2), Decimal(2)), {"min": 2, "max": 2}),
        (Hours(Decimal("0.5"), Decimal("1.25")), {"min": 0.5, "max": 1.25}),
        (Decimal("7.50"), 7.5),
        (("a", PartialDate(2024)), ["a", "2024"]),
        (Status.ACTIVE, "active"),
        (None, None),
        (True, True),
        (0, 0),
    ],
)
def test_values_become_plain(value: Any, expected: Any) -> None:
    """Dates become text, hours two numbers, tuples lists, and what JSON has stays."""
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


def test_every_field_of_the_record_is_tested() -> None:
    """A new field of the record is either in the test of the export above,
    or known to be left out or tested elsewhere.
    """
    elsewhere = {
        "extra",
        "draft",
        "sample",
        "featured",
        "weight",
        "image",
        "image_alt",
        "certificate",
        "badge_file",
        "publish_badge_file",
        "badge_file_unproved",
        "aliases",
        "slug",
        "entity_id",
        "summary",
    }
    elsewhere |= {"public_parameters", "publish_badge_data"}
    elsewhere |= {"renewal", "activities", "publish_renewal"}
    underway = {"target_date", "progress_percentage", "part_of", "superseded_by", "issuer"}
    assert set(Record.specs()) == set(FULL) | elsewhere | underway


# The schema


def test_the_schema_of_the_example_is_its_datas(example: SiteFolder) -> None:
    """The data names its schema, which is sound, says what each key means,
    and knows every key that the example has.
    """
    data, schema = (json.loads(example.files()[name]) for name in ("credentials.json", SCHEMA))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(
        data
    )
    assert data["$schema"] == schema["$id"] == f"https://mirahalvorsen.example/{SCHEMA}"
    properties = schema["$defs"]["credential"]["properties"]
    assert all(
        about["description"].endswith(".")
        for about in (*properties.values(), *schema["properties"].values())
    )
    assert {key for credential in data["credentials"] for key in credential} <= set(properties)


WRONG: list[dict[str, Any]] = [
    {"colour": "red"},
    {"extra": {"cost": "150 USD"}},
    {"issued_date": "05/2024"},
    {"issued_date": None},
    {"state": "valid"},
    {"status": "done"},
    {"progress_percentage": "35"},
    {"progress_percentage": 101},
    {"technologies": []},
    {"technologies": "SQL"},
    {"parts": ["a", "a"]},
    {"duration_hours": "120–150"},
    {"duration_hours": {"min": "120", "max": "150"}},
    {"duration_hours": {"min": 120}},
    {"verification": "javascript:alert(1)"},
    {"title": ""},
    {"id": 1},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_the_schema_refuses_what_is_never_exported(
    wrong: dict[str, Any], example: SiteFolder
) -> None:
    """A key that is unknown, an empty value and a value of another form fail;
    so does a credential without its state.
    """
    data, schema = (json.loads(example.files()[name]) for name in ("credentials.json", SCHEMA))
    validator = jsonschema.Draft202012Validator(schema)
    first = data["credentials"][0]
    assert not validator.is_valid(data | {"credentials": [first | wrong]})
    assert not validator.is_valid(data | wrong)
    assert not validator.is_valid(
        data | {"credentials": [{key: value for key, value in first.items() if key != "state"}]}
    )


def test_without_an_address_the_schema_is_beside_the_data(tmp_path: Path) -> None:
    """A site that does not know its address names its schema by a relative link,
    and the schema does not name itself.
    """
    made = dict(render_site(surveyed(tmp_path, {"a": front_matter()})))
    assert json.loads(made["credentials.json"])["$schema"] == SCHEMA  # type: ignore[arg-type]
    assert "$id" not in json.loads(made[SCHEMA])  # type: ignore[arg-type]


RECORDS = st.fixed_dictionaries(
    {"title": st.sampled_from(["C++", "機器", "A & B"])},
    optional={
        name: st.just(value) for name, value in FULL.items() if name not in ("title", "issuer_id")
    }
    | {
        "status": st.sampled_from(list(Status)),
        "progress_percentage": st.integers(0, 100),
        "target_date": st.sampled_from(["2027", "2027-03", "2027-03-04"]),
        "duration_hours": st.sampled_from(["0.5", "33", "120-150"]),
        "instructor": st.sampled_from(["Ada Example", [], ["Ada Example"]]),
        "part_of": st.just("whole"),
        "superseded_by": st.just("whole"),
        "summary": st.just("One sentence."),
    },
)


@examples(8)
@given(records=st.lists(RECORDS, max_size=3), has_address=st.booleans())
def test_any_site_keeps_to_its_schema(
    records: list[dict[str, Any]], has_address: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever fields records state, the data that is published keeps to the schema."""
    files = {
        f"r{number}": front_matter(f"Text of {number}.\n", **record)
        for number, record in enumerate(records)
    }
    files |= {
        "whole": front_matter(),
        "portfolio.toml": "[publish]\nplanned = true\n"
        + ("[site]\nbase_url = 'https://a.example'" * has_address),
    }
    exported(tmp_path_factory.mktemp("site"), files)
