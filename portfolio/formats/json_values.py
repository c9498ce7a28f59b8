"""Values of `credentials.json`, and the JSON Schema of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct

from ..domain.records.profile import NamedLink
from ..schema.types import Hours
from ..site.source import Source

TEXT_SCHEMA: Mapping[str, Any] = {"type": "string", "minLength": 1}
TEXTS_SCHEMA: Mapping[str, Any] = {
    "type": "array",
    "items": TEXT_SCHEMA,
    "minItems": 1,
    "uniqueItems": True,
}
DATE_SCHEMA: Mapping[str, Any] = {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}
URL_SCHEMA: Mapping[str, Any] = {**TEXT_SCHEMA, "format": "iri-reference"}
"""The address of a page of the site: absolute if the site knows its own."""
LINK_SCHEMA: Mapping[str, Any] = {
    "type": "string",
    "format": "iri",
    "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://",
}
FIGURE_SCHEMA: Mapping[str, Any] = {"type": "number", "minimum": 0}


def closed(properties: Mapping[str, Any], required: Iterable[str]) -> dict[str, Any]:
    """The schema of an object that has these properties and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def list_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a list of one or more such items; without an item, there is no list."""
    return {"type": "array", "items": item, "minItems": 1}


NAMED_LINKS_SCHEMA = list_of(closed({"label": TEXT_SCHEMA, "url": LINK_SCHEMA}, ("label", "url")))
"""What `named_links` makes."""


class JsonValue(Struct, frozen=True):
    """A value of an object in the data, with what its schema says of it."""

    sentence: str
    schema: Mapping[str, Any]
    value: Callable[[Source, Any], Any]
    """From the site and that which the object is about."""


def object_of(values: Mapping[str, JsonValue], source: Source, about: Any) -> dict[str, Any]:
    """An object with those of its values that are known."""
    return known({name: each.value(source, about) for name, each in values.items()})


def schema_of(values: Mapping[str, JsonValue], required: Iterable[str]) -> dict[str, Any]:
    """The schema of such an object, with a description of each value."""
    return closed(described(values), required)


def described(values: Mapping[str, JsonValue]) -> dict[str, Any]:
    """The schema of each value with its description."""
    return {name: {"description": each.sentence, **each.schema} for name, each in values.items()}


def known(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values without those that are not known or empty; a figure of zero and a no are known."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def plain(value: Any) -> Any:
    """A value of a record as JSON has it: dates as text, hours as an object with two numbers."""
    if isinstance(value, Hours):
        return {"min": plain(value.low), "max": plain(value.high)}
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, int):
        return value
    return str(value)


def _number(figure: Decimal) -> int | float:
    if figure == figure.to_integral():
        return int(figure)
    return float(figure)


def named_links(links: Iterable[NamedLink]) -> list[dict[str, str]]:
    """The links of a record, each with its name."""
    return [{"label": link.label, "url": link.url} for link in links]


def page_url(source: Source, address: str) -> str:
    """The page at an address."""
    return f"{source.view.base_url}{address}"
