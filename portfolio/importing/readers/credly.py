"""Credly: the badges of a profile, as its page gives them in JSON; whole, or a single one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from ...domain.platforms import Platforms
from ...text import fold
from ..model import (
    REMOTE_PICTURE,
    SKILLS,
    TEXT,
    FormatReader,
    FoundCredential,
    ReaderResult,
    ReadOptions,
    Refused,
    SourceFile,
)
from ..objects import first_text, ids_of, leaves, left_of, objects_in, take, value_in

FIELDS = {
    "badge_template.name": "title",
    "issuer.entities.entity.name": "issuer",
    "issued_at_date": "issued_date",
    "issued_at": "issued_date",
    "expires_at_date": "expiry_date",
    "expires_at": "expiry_date",
    "id": "credential_id",
    "badge_template.type_category": "type",
    "badge_template.level": "level",
    "badge_template.skills.name": SKILLS,
    "badge_template.global_activity_url": "course_url",
    "badge_template.url": "badge_url",
    "badge_template.description": TEXT,
}
_TYPES = {
    "Certification": "professional_certification",
    "Learning": "course_certificate",
    "Validation": "badge",
    "Experience": "badge",
}
"""Credly's kinds of badges as types of ours."""
_PRIVATE = (
    *("issued_to", "earner_path", "earner_photo_url", "recipient_email", "recipient_type"),
    *("owner_vanity_slug", "owner", "user", "evidence", "recipient", "issued_to_first_name"),
    *("issued_to_middle_name", "issued_to_last_name", "user_is_earner", "recommendations"),
)
_TECHNICAL = (
    *("locale", "translate_metadata", "printable", "updated_at", "last_updated_at", "accepted_at"),
    *("state", "public", "is_private_badge", "blockcert", "metadata", "badge_template.id"),
    *("badge_template.vanity_slug", "badge_template.state", "badge_template.public", "image.id"),
    *("badge_template.skills.id", "badge_template.skills.vanity_slug", "issuer.summary"),
    *("issuer.entities.label", "issuer.entities.primary", "issuer.entities.entity.type"),
    *("issuer.entities.entity.id", "issuer.entities.entity.verified", "type", "state_updated_at"),
    *("badge_template.skills.canonical", "badge_template.skills.faethm_id"),
    *("issuer.entities.entity.internationalize_badge_templates", "issuer.entities.entity.share"),
)
_REASONS = dict.fromkeys(
    (
        *("image_url", "image.url", "badge_template.image_url", "badge_template.image.url"),
        "issuer.entities.entity.image_url",
    ),
    REMOTE_PICTURE,
)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SUMMARY = re.compile(r"issued by (.+)", re.IGNORECASE)


def _badges(data: Any) -> list[Any]:
    if isinstance(data, dict) and "data" in data:
        data = data["data"]
    if isinstance(data, list):
        return data
    return objects_in(data)


def _recognizes(source: SourceFile, options: ReadOptions) -> bool:
    return any(
        isinstance(badge, dict) and isinstance(badge.get("badge_template"), dict)
        for badge in _badges(source.data)
    )


def _read(source: SourceFile, options: ReadOptions) -> Iterator[ReaderResult]:
    for number, badge in enumerate(_badges(source.data)):
        place = f"data[{number}]"
        if not isinstance(badge, dict) or not isinstance(badge.get("badge_template"), dict):
            yield Refused(source.name, place, "it is not a badge")
        elif badge.get("state", "accepted") != "accepted":
            yield Refused(source.name, place, _of_state(str(badge["state"])))
        elif badge.get("public") is False or badge.get("is_private_badge") is True:
            yield Refused(source.name, place, "you have made it private on Credly")
        else:
            yield _credential(source, badge, place, options.platforms)


def _of_state(state: str) -> str:
    known = {
        "revoked": "its issuer has revoked it",
        "pending": "you have not accepted it on Credly",
    }
    return known.get(state, "it is neither accepted nor pending nor revoked")


def _credential(
    source: SourceFile, badge: dict[str, Any], place: str, known: Platforms
) -> FoundCredential:
    found = leaves(badge)
    values, left = take({**found, "issuer.entities.entity.name": ()}, FIELDS)
    values |= _awarded_by(badge, known)
    if kind := values.get("type"):
        values["type"] = _TYPES.get(str(kind), str(kind))
    identity = first_text(found, "id")
    done = FoundCredential(source.name, place, values, READER.name, READER.rank)
    if _UUID.fullmatch(identity):
        values["verification_url"] = f"https://www.credly.com/badges/{identity}/public_url"
    return replace(
        done,
        ids=ids_of("credly", identity),
        left=(*left, *left_of(found, FIELDS, _PRIVATE, _TECHNICAL, _REASONS)),
    )


def _awarded_by(badge: dict[str, Any], known: Platforms) -> dict[str, str | tuple[str, ...]]:
    """Issuer, further issuers and platform.

    Where a platform of courses is one of the entities, another is the issuer.
    """
    entities = value_in(badge.get("issuer"), "entities")
    named = sorted(
        (entity for entity in objects_in(entities) if _name(entity)),
        key=lambda entity: entity.get("primary") is not True,
    )
    names = list(dict.fromkeys(map(_name, named)))
    platforms = [name for name in names if fold(name) in known.by_name]
    issuers = [name for name in names if name not in platforms] or platforms[:1]
    if not issuers:
        if match := _SUMMARY.match(first_text(leaves(badge), "issuer.summary")):
            return {"issuer": match[1].strip(), "platform": "Credly"}
        return {"platform": "Credly"}
    platform = next((name for name in platforms if name not in issuers), "Credly")
    awarded: dict[str, str | tuple[str, ...]] = {"issuer": issuers[0], "platform": platform}
    if issuers[1:]:
        awarded["co_issuers"] = tuple(issuers[1:])
    return awarded


def _name(entity: dict[str, Any]) -> str:
    name = value_in(entity.get("entity"), "name")
    if not isinstance(name, str):
        return ""
    return " ".join(name.split())


READER = FormatReader(
    "credly",
    "Credly",
    "Open `https://www.credly.com/users/NAME/badges.json` with the name of your public profile, "
    "and save the page. Add `?page=2` for the next 48 badges.",
    FIELDS,
    _recognizes,
    _read,
    10,
)
