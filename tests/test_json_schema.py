"""What editors are told of declared fields."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from portfolio.domain.records.credential import Record
from portfolio.scaffold.starter import SCHEMAS
from portfolio.schema.json_schema import DIALECT, descriptions, json_schema


@pytest.mark.parametrize("kind", SCHEMAS.values(), ids=SCHEMAS)
def test_the_schema_is_one(kind: Any) -> None:
    """It is sound JSON Schema, names its dialect, and has every field with its sentence."""
    schema = json_schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == DIALECT == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
    assert list(schema["properties"]) == list(kind.specs())
    assert {
        name: field["description"] for name, field in schema["properties"].items()
    } == descriptions(kind)


@pytest.mark.parametrize(
    ("front_matter", "is_right"),
    [
        ({"title": "T", "issuer": "I"}, True),
        ({"title": "T", "issuer": "I", "issued_date": "2024-05", "technologies": ["C++", 3]}, True),
        ({"title": "T", "issuer": "I", "issued_date": 2024, "expiry_date": None}, True),
        ({"title": "T"}, False),
        ({"title": "T", "issuer": "I", "issued_date": "05/2024"}, False),
        ({"title": "T", "issuer": "I", "status": "done"}, False),
        ({"title": "T", "issuer": "I", "technologies": "C++"}, False),
        ({"title": "T", "issuer": "I", "colour": "red"}, False),
    ],
)
def test_an_editor_finds_what_a_build_would(
    front_matter: dict[str, Any], *, is_right: bool
) -> None:
    """Missing, unknown and misshapen fields are wrong by the schema too;
    null is as if it were not written.
    """
    assert jsonschema.Draft202012Validator(json_schema(Record)).is_valid(front_matter) is is_right
