"""The portfolio as data: `credentials.json`, for programs that read the site."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .model import Entry
from .record import Record
from .views import Card, SiteView

_NOT_EXPORTED = {
    "extra",
    "draft",
    "featured",
    "image",
    "image_alt",
    "certificate",
    "aliases",
    "slug",
    "entity_id",
    "summary",
    "part_of",
    "superseded_by",
}
_EXPORTED = tuple(name for name in Record.about() if name not in _NOT_EXPORTED)


def credentials_json(site: SiteView, published: Iterable[tuple[Card, Entry]]) -> bytes:
    """All published credentials with their fields, states and check links, as UTF-8 JSON with a line for each."""
    head = json.dumps({"as_of": site.as_of.iso, "owner": site.owner.name if site.owner else None}, ensure_ascii=False)
    rows = ",\n".join(json.dumps(_credential(site, card, entry), ensure_ascii=False) for card, entry in published)
    return f'{head[:-1]}, "credentials": [\n{rows}\n]}}\n'.encode()


def _credential(site: SiteView, card: Card, entry: Entry) -> dict[str, Any]:
    record = entry.record
    fields = {name: plain(value) for name in _EXPORTED if (value := getattr(record, name)) is not None}
    derived = {
        "id": card.id,
        "url": f"{site.base_url}{card.address}",
        "state": card.state.value,
        "summary": card.summary,
        "verification": card.verification.url if card.verification else None,
        "part_of": entry.parent,
        "parts": list(entry.parts),
        "superseded_by": entry.successor,
    }
    return {key: value for key, value in (derived | fields).items() if value not in (None, "", [], {})}


def plain(value: Any) -> Any:
    """A value of a record as JSON has it: dates and hours as text."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, int) else str(value)
