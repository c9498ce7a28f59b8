"""Open Badges 2, and the assertions of version 1: as JSON, signed, or in a PNG or SVG."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..model import (
    LINK,
    SKILLS,
    TEXT,
    FormatReader,
    FoundCredential,
    Left,
    ReaderResult,
    ReadOptions,
    Refused,
    SourceFile,
)
from ..objects import first_text, ids_of, leaves, left_of, numbered, objects_in, take, type_names
from ..opening import take_picture
from ..spread_badges import is_description, whole

FIELDS = {
    "badge.name": "title",
    "badge.issuer.name": "issuer",
    "issuedOn": "issued_date",
    "expires": "expiry_date",
    "id": LINK,
    "verification.url": LINK,
    "verify.url": LINK,
    "badge.description": TEXT,
    "badge.criteria.narrative": TEXT,
    "badge.criteria": "course_url",
    "badge.criteria.id": "course_url",
    "badge.tags": SKILLS,
    "badge.alignment.targetName": SKILLS,
}
_PRIVATE = ("recipient", "identity", "salt", "narrative", "evidence", "name", "email")
_TECHNICAL = (
    *("@context", "@language", "type", "verification", "verify", "uid", "revoked", "issuer"),
    *("signature", "proof", "displayHtml", "related", "badge.related", "badge.alignment.type"),
    *("badge.@context", "badge.@language", "badge.type", "badge.id", "badge.issuer.@context"),
    *("badge.issuer.type", "badge.issuer.id", "badge.issuer.publicKey"),
    *("badge.issuer.revocationList", "badge.issuer.verification"),
)
_ELSEWHERE = "it does not say which badge: that is in another file, at the address in `badge`"
_AWARDED_ELSEWHERE = (
    "it does not say who awards it: that is in another file, at the address in `badge.issuer`"
)
_PICTURES = ("image", "image.id", "badge.image", "badge.image.id")
"""Where its picture is: that of the person who holds it, and then that of all."""
_OF_ISSUERS = ("badge.issuer.image", "badge.issuer.image.id")
_REASONS = {"badge": "it is an address where the badge is described, which an import does not open"}


def _recognizes(source: SourceFile, options: ReadOptions) -> bool:
    objects = objects_in(source.data)
    return bool(objects) and all(_is_ours(one) or _is_named(one, options) for one in objects)


def _is_named(data: dict[str, Any], options: ReadOptions) -> bool:
    """Whether an object is the badge, or the issuer, of a credential in another file."""
    return is_description(data) and data["id"] in options.described


def _is_ours(data: dict[str, Any]) -> bool:
    named = type_names(data)
    is_assertion = "badge" in data and ("recipient" in data or "issuedOn" in data)
    return "credentialSubject" not in data and (
        is_assertion or bool(named & {"Assertion", "BadgeClass"})
    )


def _read(source: SourceFile, options: ReadOptions) -> Iterator[ReaderResult]:
    for place, data in numbered(objects_in(source.data)):
        if _is_named(data, options):
            yield Left("id", "what it describes is part of the credentials that name it")
            continue
        yield found_assertion(source, whole(data, options.described), place)


def found_assertion(
    source: SourceFile, data: dict[str, Any], place: str
) -> FoundCredential | Refused:
    """The credential that an assertion of Open Badges 1 or 2 is, or why it is none."""
    badge = data.get("badge")
    if data.get("revoked") is True:
        return Refused(source.name, place, "its issuer has revoked it")
    if "badge" not in data:
        return Refused(
            source.name, place, "it describes a badge, and says of nobody that it is held"
        )
    found = leaves(data)
    values, left = take(_with_web_id(found), FIELDS)
    identity = first_text(found, "id", "uid")
    inline = take_picture(source, found, _PICTURES, _OF_ISSUERS)
    reasons = {**_REASONS, **inline.reasons}
    return FoundCredential(
        source.name,
        place,
        values,
        READER.name,
        READER.rank,
        ids_of("badge", identity),
        inline.picture,
        source.badge_file,
        (*left, *left_of(found, (*FIELDS, inline.place), _PRIVATE, _TECHNICAL, reasons)),
        _why_incomplete(badge),
    )


def _why_incomplete(badge: Any) -> str:
    """Why an assertion does not say what its badge is, or who awards it; empty if it does."""
    if not isinstance(badge, dict):
        return _ELSEWHERE
    if isinstance(badge.get("issuer"), str):
        return _AWARDED_ELSEWHERE
    return ""


def _with_web_id(found: dict[str, tuple[str, ...]] | Any) -> dict[str, tuple[str, ...]]:
    """The values without an id that is no web address: it identifies, and leads nowhere."""
    return {
        path: texts
        for path, texts in found.items()
        if path != "id" or texts[0].startswith(("http:", "https:"))
    }


READER = FormatReader(
    "open-badges-2",
    "Open Badges 1 and 2",
    "The platform that issued the badge offers it as a download: a PNG or SVG with the data of the "
    "badge in it, or a file in JSON, in which a picture becomes the `image`. Badgr and Canvas "
    "Credentials give the JSON at the address of the badge with "
    "`.json?v=2_0&expand=badge&expand=badge.issuer` after it. A badge or an issuer in a file of "
    "its own is found by its `id` if that file is imported together with the assertion; nothing is "
    "fetched.",
    FIELDS,
    _recognizes,
    _read,
    30,
)
