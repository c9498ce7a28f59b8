"""The portfolio as data for programs that read the site: `credentials.json` and its JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..domain.evidence_words import shown_checks
from ..domain.model import Entry, GeneratedFile, LinkKind, State, Verification, check_url
from ..domain.proof import Answer, CheckMark, Checks, LinkState
from ..domain.records.credential import Record, Status, read_status
from ..locale.messages import gettext_noop
from ..schema.fields import FieldSpec
from ..schema.types import (
    Hours,
    read_date,
    read_hours,
    read_percentage,
    read_text_or_texts,
    read_texts,
    read_url,
)
from ..site.registry import DataFormat
from ..site.source import Source
from ..views.cards import (
    Card,
    Link,
)
from ..views.pages import (
    SiteView,
)

SCHEMA = "credentials.schema.json"
"""The address of the schema."""
_NOT_EXPORTED = {
    "extra",
    "draft",
    "sample",
    "publish_badge_data",
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
    "part_of",
    "superseded_by",
    "verification_url",
    "badge_url",
    "course_url",
    "public_parameters",
}
_EXPORTED = tuple(name for name in Record.__struct_fields__ if name not in _NOT_EXPORTED)
_TEXT: Mapping[str, Any] = {"type": "string", "minLength": 1}
_TEXTS: Mapping[str, Any] = {"type": "array", "items": _TEXT, "minItems": 1, "uniqueItems": True}
_DATE: Mapping[str, Any] = {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}
_LINK: Mapping[str, Any] = {
    "type": "string",
    "format": "iri",
    "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://",
}
_LINKS: Mapping[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"url": _LINK, "kind": {"enum": [kind.value for kind in LinkKind]}},
        "required": ["url", "kind"],
        "additionalProperties": False,
    },
    "minItems": 1,
}
_CHECKS: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        name: {
            "type": "object",
            "properties": {"answer": {"enum": [answer.value for answer in Answer]}, "why": _TEXT},
            "required": ["answer", "why"],
            "additionalProperties": False,
        }
        for name in Checks.__struct_fields__
    },
    "required": list(Checks.__struct_fields__),
    "additionalProperties": False,
}
_LINK_CHECKED: Mapping[str, Any] = {
    "type": "object",
    "properties": {"state": {"enum": [state.value for state in LinkState]}, "date": _DATE},
    "required": ["state", "date"],
    "additionalProperties": False,
}
_HOURS: Mapping[str, Any] = {
    "type": "object",
    "properties": {name: {"type": "number", "minimum": 0} for name in ("min", "max")},
    "required": ["min", "max"],
    "additionalProperties": False,
}
_FORMS: Mapping[Callable[[Any], Any], Mapping[str, Any]] = {
    read_date: _DATE,
    read_texts: _TEXTS,
    read_text_or_texts: _TEXTS,
    read_url: _LINK,
    read_hours: _HOURS,
    read_percentage: {"type": "integer", "minimum": 0, "maximum": 100},
    read_status: {"enum": [status.value for status in Status]},
}
"""What `plain` makes of the value of a reader, as JSON Schema, for values that are not one text."""


_DOCUMENT: Mapping[str, Any] = {
    "$schema": {
        "description": "The address of this schema.",
        **_TEXT,
        "format": "iri-reference",
    },
    "as_of": {"description": "The day for which every state is worked out.", **_DATE},
    "owner": {
        "description": "Whose credentials they are; null where that is not said.",
        "type": ["string", "null"],
    },
    "credentials": {
        "description": "The newest first.",
        "type": "array",
        "items": {"$ref": "#/$defs/credential"},
    },
}
"""The values of the whole document, all of them required, as JSON Schema."""


class Derived(Struct, frozen=True):
    """A value that no author writes."""

    sentence: str
    schema: Mapping[str, Any]
    value: Callable[[SiteView, Card, Entry], Any]


_DERIVED: Mapping[str, Derived] = {
    "id": Derived(
        "The name by which other credentials refer to this one.",
        _TEXT,
        lambda site, card, entry: card.id,
    ),
    "url": Derived(
        "Its page.",
        {**_TEXT, "format": "iri-reference"},
        lambda site, card, entry: f"{site.base_url}{card.address}",
    ),
    "state": Derived(
        "Where it stands on the day `as_of`.",
        {"enum": [state.value for state in State]},
        lambda site, card, entry: card.state.value,
    ),
    "summary": Derived(
        "One sentence on what it proves.", _TEXT, lambda site, card, entry: card.summary
    ),
    "verification": Derived(
        "Where anybody can check it.", _LINK, lambda site, card, entry: check_url(card.verification)
    ),
    "mark": Derived(
        "How far it is checked: by the build itself, or by a look at its link, or by nobody yet.",
        {"enum": [mark.value for mark in CheckMark]},
        lambda site, card, entry: card.mark.value if card.mark_words else None,
    ),
    "checks": Derived(
        "What the build found in its badge file on the day `as_of`.",
        _CHECKS,
        lambda site, card, entry: _checks(entry),
    ),
    "link_checked": Derived(
        "What was seen at its check link, and when.",
        _LINK_CHECKED,
        lambda site, card, entry: _link_checked(entry),
    ),
    "badge_url": Derived(
        "The page of its badge.", _LINK, lambda site, card, entry: _first(entry, LinkKind.BADGE)
    ),
    "course_url": Derived(
        "The page of the course or exam.",
        _LINK,
        lambda site, card, entry: _first(entry, LinkKind.COURSE),
    ),
    "links": Derived(
        "What else its owner links to, each with what that is.",
        _LINKS,
        lambda site, card, entry: _other_links(entry),
    ),
    "part_of": Derived(
        "The `id` of the programme that it is a part of.",
        _TEXT,
        lambda site, card, entry: entry.parent,
    ),
    "parts": Derived(
        "The `id` of each of its parts, in order.",
        _TEXTS,
        lambda site, card, entry: list(entry.parts),
    ),
    "counted_in": Derived(
        "The `id` of the programme or renewal that counts in its stead; what has none counts"
        " itself.",
        _TEXT,
        lambda site, card, entry: entry.within,
    ),
    "superseded_by": Derived(
        "The `id` of its renewal or successor.", _TEXT, lambda site, card, entry: entry.successor
    ),
    "renews": Derived(
        "The `id` of each earlier credential that counts as this one, the newest first.",
        _TEXTS,
        lambda site, card, entry: list(entry.renewals),
    ),
}


def _checks(entry: Entry) -> dict[str, dict[str, str]]:
    answers = shown_checks(entry)
    if answers is None:
        return {}
    return {
        name: {"answer": found.answer.value, "why": found.why}
        for name in Checks.__struct_fields__
        if (found := getattr(answers, name))
    }


def _link_checked(entry: Entry) -> dict[str, str]:
    seen = entry.checked.link
    return {"state": seen.state.value, "date": seen.checked.isoformat()} if seen else {}


def _given(entry: Entry) -> tuple[Verification, ...]:
    return (*filter(None, [entry.verification]), *entry.links)


def _first(entry: Entry, kind: LinkKind) -> str | None:
    return next((link.url for link in _given(entry) if link.kind is kind), None)


def _other_links(entry: Entry) -> list[dict[str, str]]:
    shown = {
        _first(entry, LinkKind.BADGE),
        _first(entry, LinkKind.COURSE),
        check_url(entry.verification),
    }
    return [
        {"url": link.url, "kind": link.kind.value}
        for link in _given(entry)
        if link.url not in shown
    ]


def credentials_json(source: Source) -> bytes:
    """All published credentials with their fields, states and check links, as UTF-8 JSON.

    Each credential has a line of its own.
    """
    site = source.view
    owner = site.owner.name if site.owner else None
    head = json.dumps(
        {"$schema": f"{site.base_url}{SCHEMA}", "as_of": site.as_of.iso, "owner": owner},
        ensure_ascii=False,
    )
    rows = ",\n".join(
        json.dumps(_credential(site, card, entry), ensure_ascii=False)
        for card, entry in source.published()
    )
    return f'{head[:-1]}, "credentials": [\n{rows}\n]}}\n'.encode()


def _credential(site: SiteView, card: Card, entry: Entry) -> dict[str, Any]:
    record = entry.record
    fields = {
        name: plain(value) for name in _EXPORTED if (value := getattr(record, name)) is not None
    }
    derived = {name: about.value(site, card, entry) for name, about in _DERIVED.items()}
    return {
        key: value for key, value in (derived | fields).items() if value not in (None, "", [], {})
    }


def plain(value: Any) -> Any:
    """A value of a record as JSON has it: dates as text, hours as an object with two numbers."""
    if isinstance(value, Hours):
        return {"min": _number(value.low), "max": _number(value.high)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, int):
        return value
    return str(value)


def _number(figure: Decimal) -> int | float:
    if figure == figure.to_integral():
        return int(figure)
    return float(figure)


def draw_schema(base_url: str, root: Path) -> bytes:
    """The JSON Schema of `credentials.json`, as UTF-8 JSON.

    It needs the source of the fields, which takes as long as a page.
    """
    from ..schema.json_schema import DIALECT, descriptions

    said = descriptions(Record)
    fields = {
        name: {"description": said[name], **_form(Record.specs()[name])} for name in _EXPORTED
    }
    derived = {
        name: {"description": about.sentence, **about.schema} for name, about in _DERIVED.items()
    }
    schema = {
        "$schema": DIALECT,
        **({"$id": f"{base_url}{SCHEMA}"} if base_url else {}),
        "title": "Credentials",
        "description": "The credentials of one person, as of one day.",
        **_closed(_DOCUMENT, _DOCUMENT),
        "$defs": {
            "credential": _closed(derived | fields, ("id", "url", "state", "title", "issuer"))
        },
    }
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()


def _form(field: FieldSpec) -> Mapping[str, Any]:
    if field.reader is None:
        return _TEXT
    return _FORMS.get(field.reader.read, _TEXT)


def _closed(properties: Mapping[str, Any], required: Iterable[str]) -> dict[str, Any]:
    """The schema of an object that has these properties and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _schema(source: Source) -> tuple[GeneratedFile, ...]:
    return (GeneratedFile(SCHEMA, partial(str, source.view.base_url), draw_schema),)


FORMAT = DataFormat(
    Link(gettext_noop("Credentials as JSON"), "credentials.json"),
    credentials_json,
    rank=1,
    also=_schema,
)
