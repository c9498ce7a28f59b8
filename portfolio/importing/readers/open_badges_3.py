"""Open Badges 3, which are verifiable credentials: as JSON, signed, or in a PNG or SVG."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..model import (
    LINK,
    SKILLS,
    TEXT,
    FormatReader,
    FoundCredential,
    ReaderResult,
    ReadOptions,
    Refused,
    SourceFile,
)
from ..objects import (
    Leaves,
    first_text,
    ids_of,
    leaves,
    left_of,
    numbered,
    objects_in,
    take,
    type_names,
)
from ..opening import take_picture

_SUBJECT, _ACHIEVEMENT = "credentialSubject", "credentialSubject.achievement"
FIELDS = {
    f"{_ACHIEVEMENT}.name": "title",
    "name": "title",
    "issuer.name": "issuer",
    f"{_ACHIEVEMENT}.creator.name": "issuer",
    "awardedDate": "issued_date",
    "validFrom": "issued_date",
    "issuanceDate": "issued_date",
    "validUntil": "expiry_date",
    "expirationDate": "expiry_date",
    "id": LINK,
    f"{_SUBJECT}.licenseNumber": "credential_id",
    f"{_ACHIEVEMENT}.achievementType": "type",
    f"{_ACHIEVEMENT}.description": TEXT,
    f"{_ACHIEVEMENT}.criteria.narrative": TEXT,
    f"{_ACHIEVEMENT}.criteria.id": "course_url",
    f"{_ACHIEVEMENT}.tag": SKILLS,
    f"{_ACHIEVEMENT}.alignment.targetName": SKILLS,
    f"{_ACHIEVEMENT}.inLanguage": "language",
    f"{_SUBJECT}.result.value": "grade",
}
_TYPES = {
    "Certification": "professional_certification",
    "Certificate": "professional_certificate",
    "Course": "course_certificate",
    "CertificateOfCompletion": "course_certificate",
    "LearningProgram": "specialization",
    "AssociateDegree": "degree",
    "BachelorDegree": "degree",
    "MasterDegree": "degree",
    "DoctoralDegree": "degree",
    "ProfessionalDoctorate": "degree",
    "ResearchDoctorate": "degree",
    "MicroCredential": "micro_credential",
}
"""Their types of achievements as ours; others are written as words in snake_case."""
_PRIVATE = (
    *(f"{_SUBJECT}.{name}" for name in ("id", "identifier", "name", "narrative", "image", "email")),
    *("evidence", "description", f"{_SUBJECT}.givenName", f"{_SUBJECT}.familyName"),
)
_TECHNICAL = (
    *("@context", "type", "proof", "credentialSchema", "credentialStatus", "refreshService"),
    *("termsOfUse", "endorsement", "endorsementJwt", "issuer.id", "issuer.type", "iss"),
    *(f"{_SUBJECT}.type", f"{_ACHIEVEMENT}.id", f"{_ACHIEVEMENT}.type", f"{_SUBJECT}.result"),
    *(f"{_ACHIEVEMENT}.resultDescription", f"{_ACHIEVEMENT}.criteria.type", "identifier"),
    *(f"{_ACHIEVEMENT}.endorsement", "aud", "exp", "iat", "jti", "nbf", "sub", "image.type"),
    *(f"{_ACHIEVEMENT}.image.type", f"{_ACHIEVEMENT}.alignment.type", "issuer.endorsement"),
    f"{_ACHIEVEMENT}.creator.endorsement",
)
_PICTURES = ("image", "image.id", f"{_ACHIEVEMENT}.image", f"{_ACHIEVEMENT}.image.id")
"""Where its picture is: that of the person who holds it, and then that of all."""
_OF_ISSUERS = ("issuer.image", "issuer.image.id")
_KINDS = {"VerifiableCredential", "OpenBadgeCredential", "AchievementCredential"}
_OTHERS = {"ClrCredential", "EndorsementCredential", "BlockcertsCredential"}


def _recognizes(source: SourceFile, options: ReadOptions) -> bool:
    objects = objects_in(source.data)
    return bool(objects) and all(_is_ours(one) for one in objects)


def _is_ours(data: dict[str, Any]) -> bool:
    named = type_names(data)
    return "credentialSubject" in data and bool(named & _KINDS) and not named & _OTHERS


def _read(source: SourceFile, options: ReadOptions) -> Iterator[ReaderResult]:
    for place, data in numbered(objects_in(source.data)):
        found = leaves(data)
        if has_achievement(found):
            yield found_badge(source, found, place)
        else:
            yield Refused(source.name, place, "it has no `achievement`: it does not say what for")


def has_achievement(found: Leaves) -> bool:
    """Whether a credential says what was earned."""
    return any(path.startswith(f"{_ACHIEVEMENT}.") for path in found)


def found_badge(source: SourceFile, found: Leaves, place: str) -> FoundCredential:
    """The credential in the values of an Open Badge 3."""
    values, left = take(_plain(found), FIELDS)
    identity = first_text(found, "id")
    inline = take_picture(source, found, _PICTURES, _OF_ISSUERS)
    named = (*FIELDS, inline.place)
    return FoundCredential(
        source.name,
        place,
        values,
        READER.name,
        READER.rank,
        ids_of("badge", identity),
        inline.picture,
        source.badge_file,
        (*left, *left_of(found, named, _PRIVATE, _TECHNICAL, inline.reasons)),
        websites=found.get("issuer.url", ()) if _is_self_asserted(found) else (),
    )


def _plain(found: Leaves) -> dict[str, tuple[str, ...]]:
    """The values as our fields want them.

    Types are in our words, an id that leads nowhere is left out, and so are several results.
    """
    plain = dict(found)
    if _is_self_asserted(found):
        plain |= {"issuer.name": (), "id": found.get("evidence.id", ())[:1]}
    kind, result = f"{_ACHIEVEMENT}.achievementType", f"{_SUBJECT}.result.value"
    if kind in plain:
        plain[kind] = tuple(_TYPES.get(text, _in_words(text)) for text in plain[kind])
    if not first_text(plain, "id").startswith(("http:", "https:")):
        plain.pop("id", None)
    if len(plain.get(result, ())) > 1:
        del plain[result]
    return plain


def _is_self_asserted(found: Leaves) -> bool:
    """Whether its owner has issued it, and names who awarded it as creator of the achievement.

    What the owner gives as evidence is then what can be checked, if anything can.
    """
    owner = first_text(found, f"{_SUBJECT}.id")
    creator = first_text(found, f"{_ACHIEVEMENT}.creator.name")
    return bool(creator and owner) and owner == first_text(found, "issuer.id")


def _in_words(text: str) -> str:
    """`MicroCredential` and `ext:MicroCredential` as `micro credential`."""
    name = text.removeprefix("ext:")
    return "".join(f" {one}" if one.isupper() else one for one in name).strip().lower()


READER = FormatReader(
    "open-badges-3",
    "Open Badges 3",
    "The platform or the wallet that has the badge offers it as a download: a PNG or SVG with the "
    "credential in it, or a file in JSON, or a signed one (`.jwt`, `.jws`). A picture within the "
    "JSON becomes the `image`.",
    FIELDS,
    _recognizes,
    _read,
    20,
)
