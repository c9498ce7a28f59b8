"""What `credentials.json` says of a project."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from ..domain.model import ProjectEntry
from ..site.project_cards import address_of_project
from ..site.source import Source
from .json_values import (
    DATE_SCHEMA,
    NAMED_LINKS_SCHEMA,
    TEXT_SCHEMA,
    TEXTS_SCHEMA,
    URL_SCHEMA,
    JsonValue,
    named_links,
    object_of,
    page_url,
    plain,
    schema_of,
)

NOT_EXPORTED = {"image", "image_alt", "draft", "sample"}
"""The fields of a project that say how the site shows it."""


def _field(name: str, sentence: str, schema: Mapping[str, Any]) -> JsonValue:
    """A value that is a field of the record."""
    of = attrgetter(f"project.record.{name}")
    return JsonValue(sentence, schema, lambda source, entry: plain(of(entry)))


def _step(name: str, sentence: str) -> JsonValue:
    """A step of the story, which a field or a heading of the text tells."""
    return JsonValue(sentence, TEXT_SCHEMA, lambda source, entry: entry.project.told(name))


_VALUES: Mapping[str, JsonValue] = {
    "slug": JsonValue(
        "The last part of its address, by which credentials and collections refer to it.",
        TEXT_SCHEMA,
        lambda source, entry: entry.slug,
    ),
    "url": JsonValue(
        "Its page.", URL_SCHEMA, lambda source, entry: page_url(source, address_of_project(entry))
    ),
    "title": _field("title", "Its name.", TEXT_SCHEMA),
    "summary": JsonValue(
        "One sentence on what it is.",
        TEXT_SCHEMA,
        lambda source, entry: source.projects[entry.slug].summary,
    ),
    "role": _field("role", "What the owner was in it.", TEXT_SCHEMA),
    "start_date": _field("start_date", "When it began.", DATE_SCHEMA),
    "end_date": _field(
        "end_date", "When it ended; one that has begun and has no end goes on.", DATE_SCHEMA
    ),
    "credentials": JsonValue(
        "The `id` of each credential that it put to use.",
        TEXTS_SCHEMA,
        lambda source, entry: list(dict.fromkeys(entry.credentials)),
    ),
    "technologies": _field(
        "technologies", "Tools and languages that were used in it.", TEXTS_SCHEMA
    ),
    "competencies": _field(
        "competencies", "Skills that were used in it, in snake_case.", TEXTS_SCHEMA
    ),
    "situation": _step("situation", "What there was at the beginning."),
    "obstacle": _step("obstacle", "What stood in the way."),
    "approach": _step("approach", "What was done about it."),
    "result": _step("result", "What came of it."),
    "links": JsonValue(
        "Where it can be seen, each with its name.",
        NAMED_LINKS_SCHEMA,
        lambda source, entry: named_links(entry.project.record.links),
    ),
}


def project_object(source: Source, entry: ProjectEntry) -> dict[str, Any]:
    """A project as the data has it."""
    return object_of(_VALUES, source, entry)


def project_schema() -> dict[str, Any]:
    """Its schema."""
    return schema_of(_VALUES, ("slug", "url", "title"))
