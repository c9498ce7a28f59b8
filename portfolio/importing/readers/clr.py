"""Comprehensive Learner Record 2: the credentials that it contains, each an Open Badge 3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from ..model import FormatReader, Left, ReaderResult, ReadOptions, Refused, SourceFile
from ..objects import (
    Leaves,
    first_text,
    leaves,
    left_of,
    numbered,
    objects_in,
    one_or_many,
    type_names,
)
from ..opening import open_source
from .open_badges_3 import FIELDS, found_badge, has_achievement

_SUBJECT, _LIST = "credentialSubject", "verifiableCredential"
_PRIVATE = (_SUBJECT, "name", "description", "evidence")
_TECHNICAL = (
    *("@context", "type", "id", "proof", "issuer", "validFrom", "validUntil", "awardedDate"),
    *("issuanceDate", "expirationDate", "credentialSchema", "credentialStatus", "refreshService"),
    *("termsOfUse", "partial", "endorsement", "endorsementJwt"),
    *("aud", "exp", "iat", "jti", "nbf", "sub", "iss"),
)
_LEFT = {
    "achievement": "it describes what can be achieved, and says of nobody that it was",
    "association": "it says how parts of the learner record belong together",
}
_ENVELOPE = "data:application/vc"
"""How the id begins of a credential that has a signed one in it."""


def _recognizes(source: SourceFile, options: ReadOptions) -> bool:
    objects = objects_in(source.data)
    return bool(objects) and all(map(_is_ours, objects))


def _is_ours(data: dict[str, Any]) -> bool:
    return _SUBJECT in data and "ClrCredential" in type_names(data)


def _read(source: SourceFile, options: ReadOptions) -> Iterator[ReaderResult]:
    waiting = [*numbered(objects_in(source.data))]
    if source.picture:
        yield Left("picture", "it is that of the whole learner record, not of one credential")
    while waiting:
        place, data = waiting.pop(0)
        yield from _left(data)
        contained = list(_contained(data, ".".join(filter(None, (place, _SUBJECT)))))
        if not contained:
            yield Refused(source.name, place, "the learner record has no credential")
        for one, where in contained:
            if isinstance(one, dict) and _is_ours(one):
                waiting.append((where, one))
            else:
                yield _credential(source, one, where, leaves({"issuer": data.get("issuer")}))


def _contained(data: dict[str, Any], place: str) -> Iterator[tuple[Any, str]]:
    """What a record contains, each with its place; one that is signed by itself is opened."""
    for number, subject in numbered(objects_in(data[_SUBJECT])):
        where = f"{place}{number}.{_LIST}"
        items = one_or_many(subject.get(_LIST) or [])
        yield from ((_opened(one), f"{where}[{at}]") for at, one in enumerate(items))


def _opened(one: Any) -> Any:
    """A contained credential: the one in a signature, or else what is there."""
    text = one.get("id") if isinstance(one, dict) and _SUBJECT not in one else one
    if not isinstance(text, str):
        return one
    if text.startswith(_ENVELOPE):
        text = text.partition(",")[2]
    return open_source("", text.encode(errors="replace")).data or one


def _credential(source: SourceFile, data: Any, place: str, around: Leaves) -> ReaderResult:
    if not isinstance(data, dict) or _SUBJECT not in data:
        return Refused(source.name, place, "it is not a credential, but at most its address")
    if "EndorsementCredential" in type_names(data):
        return Refused(source.name, place, "it endorses another credential, and is none itself")
    found = _with_issuer(leaves(data), around)
    if not has_achievement(found):
        return Refused(source.name, place, "it has no `achievement`: it does not say what for")
    badge = found_badge(replace(source, picture=None), found, place)
    return replace(badge, format=READER.name, rank=READER.rank, badge_file=b"")


def _with_issuer(found: Leaves, around: Leaves) -> Leaves:
    """The values with the name of an issuer that only the record around them has."""
    identity = first_text(found, "issuer", "issuer.id")
    if "issuer.name" in found or not identity or identity != first_text(around, "issuer.id"):
        return found
    return {**found, "issuer.name": around.get("issuer.name", ())}


def _left(data: dict[str, Any]) -> Iterator[Left]:
    """What a record says beside the credentials: each description and each relation is counted."""
    subjects = objects_in(data[_SUBJECT])
    for subject in subjects:
        for name, reason in _LEFT.items():
            yield from (Left(f"{_SUBJECT}.{name}", reason) for _ in objects_in(subject.get(name)))
    others = [
        {name: value for name, value in subject.items() if name not in (_LIST, *_LEFT)}
        for subject in subjects
    ]
    yield from left_of(leaves({**data, _SUBJECT: others}), (), _PRIVATE, _TECHNICAL)


READER = FormatReader(
    "clr",
    "Comprehensive Learner Record 2",
    "Your school or the wallet that has the record offers it as a download, in JSON or signed "
    "(`.jwt`, `.jws`). Each credential in it becomes a record; how they belong together does not. "
    "The names below are those within one credential.",
    FIELDS,
    _recognizes,
    _read,
    16,
)
