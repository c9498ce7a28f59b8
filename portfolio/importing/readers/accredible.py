"""Accredible: a credential, or those of a wallet, as the platform gives them in JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..model import (
    LINK,
    OTHER_TAKEN,
    REMOTE_PICTURE,
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
from ..objects import Leaves, first_text, leaves, left_of, take

FIELDS = {
    "name": "title",
    "group.course_name": "title",
    "issuer.name": "issuer",
    "issued_on": "issued_date",
    "expired_on": "expiry_date",
    "uuid": "credential_id",
    "url": LINK,
    "badge_assertion_url": LINK,
    "course_link": "course_url",
    "learning_outcomes": SKILLS,
    "learning_outcomes.name": SKILLS,
    "skills.name": SKILLS,
    "grade": "grade",
    "language": "language",
    "description": TEXT,
    "group.course_description": TEXT,
}
_LISTS = ("credentials", "custom_credentials")
_MARKS = frozenset({"uuid", "encoded_id", "license_id", "group_id", "group_name", "approve"})
"""Names of a credential of Accredible, of which a table of another has one at most."""
_PRIVATE = (
    *("recipient", "private_key", "custom_attributes", "custom", "evidence_items", "references"),
    *("username", "avatar", "social_media", "name", "wallet", "user"),
)
_OF_CREDENTIALS = _PRIVATE[:6]
_TECHNICAL = (
    *("id", "group_id", "encoded_id", "license_id", "published_on", "updated_at", "created_at"),
    *("approve", "private", "complete", "expired", "expired?", "badge?", "sample", "has_user"),
    *("achievement_id", "bounced_email", "own_credential", "custom_type", "group_name", "group"),
    *("allow_supplemental_references", "allow_supplemental_evidence", "issuer.id", "badge"),
    *("issuer.recipient_functions", "issuer.social_media", "issuer.customer", "certificate"),
    *("issuer.created_at", "issuer.language", "issuer.whitelisted_domain", "meta_data"),
    *("issuer.allow_supplemental_references", "issuer.allow_supplemental_evidence"),
    *("issuer.name_changes_auto_approve", "issuer.certificate_expiry_message"),
)
_REASONS = dict.fromkeys(
    (
        *("opengraph_image", "twittercard_image", "seo_image", "badge_image", "certificate_image"),
        "issuer.image_url",
    ),
    REMOTE_PICTURE,
)
_REFUSALS = (
    ("private", True, "you have made it private on Accredible"),
    ("approve", False, "its issuer has not published it"),
    ("complete", False, "you have not completed it"),
    ("sample", True, "it is a sample of its issuer"),
)
_TRACKING = re.compile(r"([?&])aad=[^&#]*&?")
"""What Accredible adds to the address of a course: which credential it was opened from."""
_MOST_WORDS = 5
"""Words of the name of a skill; what has more is a sentence."""


def _credentials(data: Any) -> list[tuple[str, Any]]:
    """The credentials in a file with their places, or nothing if it is not of Accredible."""
    if isinstance(data, dict) and isinstance(data.get("data"), dict):
        data = data["data"]
    if not isinstance(data, dict):
        return []
    if isinstance(data.get("credential"), dict):
        data = data["credential"]
    listed = [(name, data[name]) for name in _LISTS if isinstance(data.get(name), list)]
    found = [(f"{name}[{n}]", one) for name, many in listed for n, one in enumerate(many)]
    if not listed:
        found = [("", data)]
    if not any(_is_ours(one) for _, one in found):
        return []
    return found


def _is_ours(data: Any) -> bool:
    return isinstance(data, dict) and "issued_on" in data and len(_MARKS & data.keys()) > 1


def _recognizes(source: SourceFile, options: ReadOptions) -> bool:
    return bool(_credentials(source.data))


def _read(source: SourceFile, options: ReadOptions) -> Iterator[ReaderResult]:
    found = _credentials(source.data)
    for place, one in found:
        yield _credential(source, one, place)
    around = source.data.get("data", source.data)
    if found[0][0] and isinstance(around, dict):
        rest = {name: value for name, value in around.items() if name not in _LISTS}
        yield from left_of(leaves(rest), (), _PRIVATE, _TECHNICAL)


def _credential(source: SourceFile, data: Any, place: str) -> ReaderResult:
    if not isinstance(data, dict):
        return Refused(source.name, place, "it is not a credential")
    for name, value, reason in _REFUSALS:
        if data.get(name) is value:
            return Refused(source.name, place, reason)
    found = leaves(data)
    if "revoked_at" in found:
        return Refused(source.name, place, "its issuer has revoked it")
    plain, lost = _plain(found)
    values, left = take(plain, FIELDS)
    return FoundCredential(
        source.name,
        place,
        {**values, "platform": "Accredible"},
        READER.name,
        READER.rank,
        tuple(
            f"{kind}:{first_text(found, name)}"
            for kind, name in (("accredible", "uuid"), ("badge", "badge_assertion_url"))
            if name in found
        ),
        left=(*lost, *left, *left_of(found, FIELDS, _OF_CREDENTIALS, _TECHNICAL, _REASONS)),
    )


def _plain(found: Leaves) -> tuple[dict[str, tuple[str, ...]], list[Left]]:
    """The values as our fields want them, and what is lost by that.

    Skills are names, an address does not say whose credential it was opened from, and what the
    group says counts only where the credential does not.
    """
    plain, lost = dict(found), list[Left]()
    outcomes = _outcomes(plain, "") or _outcomes(plain, "group.")
    names = tuple(text for text in outcomes if len(text.split()) <= _MOST_WORDS)
    plain |= {"learning_outcomes": names, "learning_outcomes.name": ()}
    lost += [Left("learning_outcomes", "it is a sentence, not the name of a skill")] * (
        len(outcomes) - len(names)
    )
    if "course_link" in plain:
        cleaned = _TRACKING.sub(r"\1", plain["course_link"][0]).rstrip("?&")
        plain["course_link"] = (cleaned,)
    for own, other in (("name", "group.course_name"), ("description", "group.course_description")):
        if own in plain and plain.pop(other, plain[own]) != plain[own]:
            lost.append(Left(other, OTHER_TAKEN))
    return plain, lost


def _outcomes(found: Leaves, owner: str) -> tuple[str, ...]:
    """What a credential, or its group, lists as learnt: texts, or objects with names."""
    path = f"{owner}learning_outcomes"
    return (*found.get(path, ()), *found.get(f"{path}.name", ()))


READER = FormatReader(
    "accredible",
    "Accredible",
    "Open `https://api.accredible.com/v1/credential-net/credentials/ID` with the last part of the "
    "address of your credential, without `#` and what follows, also where that is a page of its "
    "issuer; and save what you see.",
    FIELDS,
    _recognizes,
    _read,
    14,
)
