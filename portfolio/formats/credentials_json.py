"""The portfolio as data for programs that read the site: `credentials.json` and its JSON Schema.

A version has all keys of the ones before it, with the same meaning.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ..domain.model import GeneratedFile
from ..locale.messages import gettext_noop
from ..site.pages.collections import offered_collections
from ..site.pages.targets import published_targets
from ..site.registry import DataFormat
from ..site.source import Source
from ..views.cards import Link
from .credential_json import credential_object, credential_schema
from .json_values import DATE_SCHEMA, TEXT_SCHEMA, closed
from .project_json import project_object, project_schema
from .selection_json import collection_object, collection_schema, target_object, target_schema

SCHEMA = "credentials.schema.json"
"""The address of the schema."""
DATA_VERSION = 2
"""The version of the form. Version 1 had credentials only, and did not say its number."""


def _all(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


_DOCUMENT: Mapping[str, Any] = {
    "$schema": {
        "description": "The address of this schema.",
        **TEXT_SCHEMA,
        "format": "iri-reference",
    },
    "version": {
        "description": "The version of the form: a later one has more keys, and changes none.",
        "const": DATA_VERSION,
    },
    "as_of": {"description": "The day for which every state is worked out.", **DATE_SCHEMA},
    "owner": {
        "description": "Whose credentials they are; null where that is not said.",
        "type": ["string", "null"],
    },
    "credentials": {"description": "The newest first.", **_all("credential")},
    "projects": {"description": "What goes on first, then the newest.", **_all("project")},
    "collections": {
        "description": "Selections to which the site leads, by title.",
        **_all("collection"),
    },
    "targets": {
        "description": "What its owner publishes of where they want to go, the nearest first.",
        **_all("target"),
    },
}
"""The values of the whole document, all of them required, as JSON Schema."""


def credentials_json(source: Source) -> bytes:
    """Everything that is published with its fields, states and links, as UTF-8 JSON.

    Each credential, project, collection and target has a line of its own.
    """
    site = source.view
    head = {
        "$schema": f"{site.base_url}{SCHEMA}",
        "version": DATA_VERSION,
        "as_of": site.as_of.iso,
        "owner": site.owner.name if site.owner else None,
    }
    lists = {
        "credentials": [credential_object(source, entry) for entry in source.entries],
        "projects": [project_object(source, entry) for entry in source.portfolio.projects],
        "collections": [collection_object(source, e) for e in offered_collections(source)],
        "targets": [target_object(source, entry) for entry in published_targets(source)],
    }
    parts = [json.dumps(head, ensure_ascii=False)[1:-1]]
    parts += [f'"{name}": {_rows(found)}' for name, found in lists.items()]
    return f"{{{', '.join(parts)}}}\n".encode()


def _rows(found: list[dict[str, Any]]) -> str:
    """A list with a line for each object."""
    if not found:
        return "[]"
    rows = ",\n".join(json.dumps(each, ensure_ascii=False) for each in found)
    return f"[\n{rows}\n]"


def draw_schema(base_url: str, root: Path) -> bytes:
    """The JSON Schema of `credentials.json`, as UTF-8 JSON."""
    from ..schema.json_schema import DIALECT

    schema = {
        "$schema": DIALECT,
        **({"$id": f"{base_url}{SCHEMA}"} if base_url else {}),
        "title": "Credentials",
        "description": "The credentials of one person, as of one day, and what they are used for.",
        **closed(_DOCUMENT, _DOCUMENT),
        "$defs": {
            "credential": credential_schema(),
            "project": project_schema(),
            "collection": collection_schema(),
            "target": target_schema(),
        },
    }
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()


def _schema(source: Source) -> tuple[GeneratedFile, ...]:
    return (GeneratedFile(SCHEMA, partial(str, source.view.base_url), draw_schema),)


FORMAT = DataFormat(
    Link(gettext_noop("Credentials as JSON"), "credentials.json"),
    credentials_json,
    rank=1,
    also=_schema,
)
