"""What `credentials.json` says of a collection, and of a target with its gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..domain.model import CollectionEntry, TargetEntry
from ..domain.terms import GapAnswer, GapRow, TermKind
from ..site.pages.collections import card_of, shown_credentials
from ..site.pages.targets import gap_line
from ..site.source import Source
from ..views.selections import CollectionCard
from .json_values import (
    DATE_SCHEMA,
    NAMED_LINKS_SCHEMA,
    TEXT_SCHEMA,
    TEXTS_SCHEMA,
    URL_SCHEMA,
    JsonValue,
    list_of,
    named_links,
    object_of,
    page_url,
    plain,
    schema_of,
)

_KINDS = {TermKind.SKILLS: "skill", TermKind.TECHNOLOGIES: "technology"}


def _text_of(entry: CollectionEntry | TargetEntry) -> Any:
    return entry.collection if isinstance(entry, CollectionEntry) else entry.target


def _card(source: Source, entry: CollectionEntry | TargetEntry) -> CollectionCard:
    return card_of(source, _text_of(entry), is_published=entry.is_published)


_OF_BOTH: Mapping[str, JsonValue] = {
    "slug": JsonValue(
        "The last part of its address.", TEXT_SCHEMA, lambda source, entry: _text_of(entry).slug
    ),
    "url": JsonValue(
        "Its page.",
        URL_SCHEMA,
        lambda source, entry: page_url(source, _card(source, entry).address),
    ),
    "title": JsonValue("Its name.", TEXT_SCHEMA, lambda source, entry: _card(source, entry).title),
    "summary": JsonValue(
        "One sentence on what it is.",
        TEXT_SCHEMA,
        lambda source, entry: _card(source, entry).summary,
    ),
}
_COLLECTION: Mapping[str, JsonValue] = {
    **_OF_BOTH,
    "credentials": JsonValue(
        "The `id` of each credential that it shows, in its order.",
        TEXTS_SCHEMA,
        lambda source, entry: [card.id for card in shown_credentials(source, entry)],
    ),
    "projects": JsonValue(
        "The `slug` of each project that it shows.",
        TEXTS_SCHEMA,
        lambda source, entry: list(entry.projects),
    ),
}


def _url(source: Source, row: GapRow) -> str:
    address = gap_line(source, row).name.address
    return page_url(source, address) if address else ""


_GAP: Mapping[str, JsonValue] = {
    "kind": JsonValue(
        "What is asked for.",
        {"enum": list(_KINDS.values())},
        lambda source, row: _KINDS[row.kind],
    ),
    "name": JsonValue(
        "Its name, in words.", TEXT_SCHEMA, lambda source, row: gap_line(source, row).name.text
    ),
    "url": JsonValue("Its page, if the site has one.", URL_SCHEMA, _url),
    "needed": JsonValue(
        "Whether the target cannot do without it; else it is useful.",
        {"type": "boolean"},
        lambda source, row: row.is_needed,
    ),
    "answer": JsonValue(
        "What there is of it on the day `as_of`: the strongest of these.",
        {"enum": [answer.value for answer in GapAnswer]},
        lambda source, row: row.answer.value,
    ),
    "until": JsonValue(
        "The last day on which it is proved, if that is known.",
        DATE_SCHEMA,
        lambda source, row: plain(row.until),
    ),
    "credentials": JsonValue(
        "The `id` of each credential on it, the strongest evidence first.",
        TEXTS_SCHEMA,
        lambda source, row: [card.id for card in gap_line(source, row).credentials],
    ),
    "projects": JsonValue(
        "The `slug` of each project in which it was used.",
        TEXTS_SCHEMA,
        lambda source, row: list(row.projects),
    ),
}
_TARGET: Mapping[str, JsonValue] = {
    **_OF_BOTH,
    "target_date": JsonValue(
        "By when its owner wants to be there.",
        DATE_SCHEMA,
        lambda source, entry: plain(entry.target.record.target_date),
    ),
    "credential": JsonValue(
        "The `id` of the credential that it is, if it is one.",
        TEXT_SCHEMA,
        lambda source, entry: entry.credential,
    ),
    "links": JsonValue(
        "Where it is described, each with its name.",
        NAMED_LINKS_SCHEMA,
        lambda source, entry: named_links(entry.target.record.links),
    ),
    "gap": JsonValue(
        "What it asks for, and what there is of each: what is needed first.",
        list_of(schema_of(_GAP, ("kind", "name", "needed", "answer"))),
        lambda source, entry: [object_of(_GAP, source, row) for row in entry.gap],
    ),
}
_REQUIRED = ("slug", "url", "title")


def collection_object(source: Source, entry: CollectionEntry) -> dict[str, Any]:
    """A collection as the data has it."""
    return object_of(_COLLECTION, source, entry)


def collection_schema() -> dict[str, Any]:
    """Its schema."""
    return schema_of(_COLLECTION, _REQUIRED)


def target_object(source: Source, entry: TargetEntry) -> dict[str, Any]:
    """A target as the data has it, with a row for each thing that it asks for."""
    return object_of(_TARGET, source, entry)


def target_schema() -> dict[str, Any]:
    """Its schema."""
    return schema_of(_TARGET, _REQUIRED)
