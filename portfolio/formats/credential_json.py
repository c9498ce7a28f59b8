"""What `credentials.json` says of a credential: its fields, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..domain.evidence_words import shown_checks
from ..domain.model import Entry, LinkKind, State, Verification, check_url
from ..domain.proof import Answer, CheckMark, Checks, LinkState
from ..domain.records.credential import Record, Status, read_status
from ..schema.fields import FieldSpec
from ..schema.types import (
    read_date,
    read_hours,
    read_percentage,
    read_text_or_texts,
    read_texts,
    read_url,
)
from ..site.cards import address_of
from ..site.pages.history import EVENT_LABELS, history_of
from ..site.source import Source
from ..views.cards import Card
from .json_values import (
    DATE_SCHEMA,
    FIGURE_SCHEMA,
    LINK_SCHEMA,
    TEXT_SCHEMA,
    TEXTS_SCHEMA,
    URL_SCHEMA,
    JsonValue,
    closed,
    described,
    known,
    list_of,
    object_of,
    page_url,
    plain,
)

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
    "renewal",
    "activities",
    "publish_renewal",
}
_EXPORTED = tuple(name for name in Record.__struct_fields__ if name not in _NOT_EXPORTED)
_LINKS = list_of(
    closed(
        {"url": LINK_SCHEMA, "kind": {"enum": [kind.value for kind in LinkKind]}}, ("url", "kind")
    )
)
_ANSWER = closed(
    {"answer": {"enum": [answer.value for answer in Answer]}, "why": TEXT_SCHEMA}, ("answer", "why")
)
_CHECKS = closed(dict.fromkeys(Checks.__struct_fields__, _ANSWER), Checks.__struct_fields__)
_LINK_CHECKED = closed(
    {"state": {"enum": [state.value for state in LinkState]}, "date": DATE_SCHEMA},
    ("state", "date"),
)
_HISTORY = list_of(
    closed(
        {"kind": {"enum": list(EVENT_LABELS)}, "date": DATE_SCHEMA, "credential": TEXT_SCHEMA},
        ("kind",),
    )
)
_RENEWAL = closed(
    {"needed": FIGURE_SCHEMA, "done": FIGURE_SCHEMA, "missing": FIGURE_SCHEMA, "by": DATE_SCHEMA},
    ("needed", "done", "missing"),
)
_HOURS = closed({"min": FIGURE_SCHEMA, "max": FIGURE_SCHEMA}, ("min", "max"))
_FORMS: Mapping[Callable[[Any], Any], Mapping[str, Any]] = {
    read_date: DATE_SCHEMA,
    read_texts: TEXTS_SCHEMA,
    read_text_or_texts: TEXTS_SCHEMA,
    read_url: LINK_SCHEMA,
    read_hours: _HOURS,
    read_percentage: {"type": "integer", "minimum": 0, "maximum": 100},
    read_status: {"enum": [status.value for status in Status]},
}
"""What `plain` makes of the value of a reader, as JSON Schema, for values that are not one text."""


def _history(source: Source, entry: Entry) -> list[dict[str, str]]:
    others = [source.by_id.get(each or "") for each in (*entry.renewals, entry.successor)]
    ids = {address_of(other): other.id for other in others if other}
    return [
        known(
            {
                "kind": event.kind,
                "date": plain(event.date),
                "credential": ids[event.link.address] if event.link else None,
            }
        )
        for event in history_of(source, entry, source.by_id)
    ]


_DERIVED: Mapping[str, JsonValue] = {
    "id": JsonValue(
        "The name by which other credentials refer to this one.",
        TEXT_SCHEMA,
        lambda source, entry: entry.id,
    ),
    "url": JsonValue(
        "Its page.",
        URL_SCHEMA,
        lambda source, entry: page_url(source, address_of(entry)),
    ),
    "state": JsonValue(
        "Where it stands on the day `as_of`.",
        {"enum": [state.value for state in State]},
        lambda source, entry: entry.state.value,
    ),
    "summary": JsonValue(
        "One sentence on what it proves.",
        TEXT_SCHEMA,
        lambda source, entry: source.cards[entry.id].summary,
    ),
    "verification": JsonValue(
        "Where anybody can check it.",
        LINK_SCHEMA,
        lambda source, entry: check_url(entry.verification),
    ),
    "mark": JsonValue(
        "How far it is checked: by the build itself, or by a look at its link, or by nobody yet.",
        {"enum": [mark.value for mark in CheckMark]},
        lambda source, entry: _mark(source.cards[entry.id]),
    ),
    "checks": JsonValue(
        "What the build found in its badge file on the day `as_of`.",
        _CHECKS,
        lambda source, entry: _checks(entry),
    ),
    "link_checked": JsonValue(
        "What was seen at its check link, and when.",
        _LINK_CHECKED,
        lambda source, entry: _link_checked(entry),
    ),
    "badge_url": JsonValue(
        "The page of its badge.", LINK_SCHEMA, lambda source, entry: _first(entry, LinkKind.BADGE)
    ),
    "course_url": JsonValue(
        "The page of the course or exam.",
        LINK_SCHEMA,
        lambda source, entry: _first(entry, LinkKind.COURSE),
    ),
    "links": JsonValue(
        "What else its owner links to, each with what that is.",
        _LINKS,
        lambda source, entry: _other_links(entry),
    ),
    "part_of": JsonValue(
        "The `id` of the programme that it is a part of.",
        TEXT_SCHEMA,
        lambda source, entry: entry.parent,
    ),
    "parts": JsonValue(
        "The `id` of each of its parts, in order.",
        TEXTS_SCHEMA,
        lambda source, entry: list(entry.parts),
    ),
    "counted_in": JsonValue(
        "The `id` of the programme or renewal that counts in its stead; what has none counts"
        " itself.",
        TEXT_SCHEMA,
        lambda source, entry: entry.within,
    ),
    "superseded_by": JsonValue(
        "The `id` of its renewal or successor.", TEXT_SCHEMA, lambda source, entry: entry.successor
    ),
    "renews": JsonValue(
        "The `id` of each earlier credential that counts as this one, the newest first.",
        TEXTS_SCHEMA,
        lambda source, entry: list(entry.renewals),
    ),
    "projects": JsonValue(
        "The `slug` of each project that put it to use.",
        TEXTS_SCHEMA,
        lambda source, entry: list(entry.projects),
    ),
    "history": JsonValue(
        "What happened to it, the first first, where its dates alone do not say as much; with the"
        " `id` of the other credential that an event is about.",
        _HISTORY,
        _history,
    ),
    "renewal": JsonValue(
        "How many hours of continuing education its renewal asks for, how many of them were done on"
        " the day `as_of`, and the last day for them; only where its owner publishes that.",
        _RENEWAL,
        lambda source, entry: _renewal(entry),
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


def _renewal(entry: Entry) -> dict[str, Any]:
    """The hours of a renewal, which are private unless their owner publishes them."""
    progress = entry.renewal
    if progress is None or not entry.record.publish_renewal:
        return {}
    return known(
        {
            "needed": plain(progress.needed),
            "done": plain(progress.done),
            "missing": plain(progress.missing),
            "by": plain(progress.by),
        }
    )


def _mark(card: Card) -> str | None:
    return card.mark.value if card.mark_words else None


def credential_object(source: Source, entry: Entry) -> dict[str, Any]:
    """A credential as the data has it."""
    fields = {name: plain(getattr(entry.record, name)) for name in _EXPORTED}
    return object_of(_DERIVED, source, entry) | known(fields)


def credential_schema() -> dict[str, Any]:
    """Its schema. It needs the source of the fields, which takes as long as a page."""
    from ..schema.json_schema import descriptions

    said = descriptions(Record)
    fields = {
        name: {"description": said[name], **_form(Record.specs()[name])} for name in _EXPORTED
    }
    return closed(described(_DERIVED) | fields, ("id", "url", "state", "title", "issuer"))


def _form(field: FieldSpec) -> Mapping[str, Any]:
    if field.reader is None:
        return TEXT_SCHEMA
    return _FORMS.get(field.reader.read, TEXT_SCHEMA)
