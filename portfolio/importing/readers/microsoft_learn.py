"""Microsoft Learn: the transcript as its shared address gives it in JSON.

It has no number of the share, so no link to a check follows from it; exams, modules and paths are
completed, because what certifies them is a certification of the same transcript.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...domain.records.credential import Status
from ..model import (
    REMOTE_PICTURE,
    TEXT,
    FormatReader,
    FoundCredential,
    ReaderResult,
    ReadOptions,
    Refused,
    SourceFile,
    Values,
)
from ..objects import Leaves, first_text, ids_of, leaves, left_of, list_in, take, value_in

FIELDS = {
    "name": "title",
    "title": "title",
    "examTitle": "title",
    "dateEarned": "issued_date",
    "awardedOn": "issued_date",
    "completedOn": "issued_date",
    "examDateTaken": "issued_date",
    "expiration": "expiry_date",
    "certificationNumber": "credential_id",
    "credentialId": "credential_id",
    "examNumber": "exam_codes",
    "url": "course_url",
    "durationInMinutes": "duration_hours",
    "description": TEXT,
}
_CERTIFICATIONS, _SKILLS = "certificationData", "appliedSkillsData"
_SECTIONS = {
    (_CERTIFICATIONS, "activeCertifications"): "professional_certification",
    (_CERTIFICATIONS, "historicalCertifications"): "professional_certification",
    (_CERTIFICATIONS, "qualifications"): "professional_certification",
    (_SKILLS, "appliedSkillsCredentials"): "micro_credential",
    (_CERTIFICATIONS, "passedExams"): "exam",
    ("learningPathsCompleted",): "learning_path",
    ("modulesCompleted",): "course",
}
"""The lists of a transcript with the types of what is in them."""
_COMPLETED = frozenset({"exam", "learning_path", "course"})
"""Types of what has no certificate of its own."""
_MARKS = frozenset(
    {
        *("docsId", "userName", "totalModulesCompleted", "totalTrainingMinutes"),
        *(path[0] for path in _SECTIONS),
    }
)
"""Names of a transcript, of which other files have one at most."""
_PRIVATE = (
    *("userName", "userDisplayName", "docsId", "contactEmail", "userProfile"),
    *(f"{_CERTIFICATIONS}.legalName", f"{_CERTIFICATIONS}.mcid"),
)
_TECHNICAL = (
    *("totalModulesCompleted", "totalLearningPathsCompleted", "totalTrainingMinutes"),
    *(f"{_CERTIFICATIONS}.totalActiveCertifications", f"{_CERTIFICATIONS}.totalExamsPassed"),
    f"{_CERTIFICATIONS}.totalHistoricalCertifications",
    *(f"{_CERTIFICATIONS}.totalQualificationsEarned", f"{_SKILLS}.totalAppliedSkills"),
)
_REASONS = {
    "status": "the dates of a record say whether it is valid",
    "iconUrl": REMOTE_PICTURE,
}
_SITE = "https://learn.microsoft.com"
_PLATFORM, _ISSUER, _OTHER_ISSUER = "Microsoft Learn", "Microsoft", "GitHub"
_MINUTES = 60
_MOST_DIGITS = 7
"""Maximum digits of minutes: more are no course."""


def _recognizes(source: SourceFile, options: ReadOptions) -> bool:
    data = source.data
    return (
        isinstance(data, dict)
        and len(_MARKS & data.keys()) > 1
        and any(isinstance(_at(data, path), list) for path in _SECTIONS)
    )


def _at(data: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        data = value_in(data, name)
    return data


def _read(source: SourceFile, options: ReadOptions) -> Iterator[ReaderResult]:
    is_empty = True
    for path, kind in _SECTIONS.items():
        for number, item in enumerate(list_in(_at(source.data, path))):
            is_empty = False
            yield _credential(source, item, f"{'.'.join(path)}[{number}]", kind)
    if is_empty:
        yield Refused(source.name, "", "the transcript lists nothing")
    found = leaves(source.data)
    lists = tuple(".".join(path) for path in _SECTIONS)
    others = {path: texts for path, texts in found.items() if not path.startswith(lists)}
    yield from left_of(others, (), _PRIVATE, _TECHNICAL)


def _credential(source: SourceFile, item: Any, place: str, kind: str) -> ReaderResult:
    if not isinstance(item, dict):
        return Refused(source.name, place, "it is not an object with a name")
    found = leaves(item)
    values, left = take({**found, **_plain(found)}, FIELDS)
    status = {"status": text} if (text := _status(found, kind)) else {}
    issuer = _OTHER_ISSUER if _is_of_another(values, kind) else _ISSUER
    number = first_text(found, "certificationNumber", "credentialId")
    guesses = {"issuer": f"the transcript names no issuer; the title begins with {issuer}"}
    return FoundCredential(
        source.name,
        place,
        {**values, "issuer": issuer, "platform": _PLATFORM, "type": kind, **status},
        READER.name,
        READER.rank,
        ids_of("microsoft", number),
        left=(*left, *left_of(found, FIELDS, (), ("uid", "moduleAssessment"), _REASONS)),
        guesses=guesses if issuer != _ISSUER else {},
    )


def _plain(found: Leaves) -> dict[str, tuple[str, ...]]:
    """Addresses with their site, and minutes as hours."""
    address, minutes = first_text(found, "url"), first_text(found, "durationInMinutes")
    plain: dict[str, tuple[str, ...]] = {}
    if address.startswith("/"):
        plain["url"] = (f"{_SITE}{address}",)
    if minutes.isascii() and minutes.isdecimal() and len(minutes) <= _MOST_DIGITS:
        plain["durationInMinutes"] = (f"{int(minutes) / _MINUTES:.2f}".rstrip("0").rstrip("."),)
    return plain


def _status(found: Leaves, kind: str) -> str:
    """The status of a record where its dates do not say it; empty for none."""
    if kind in _COMPLETED:
        return Status.COMPLETED.value
    is_expired = first_text(found, "status").lower() == Status.EXPIRED.value
    if is_expired and "expiration" not in found:
        return Status.EXPIRED.value
    return ""


def _is_of_another(values: Values, kind: str) -> bool:
    """Whether it is a certification, or its exam, that Microsoft only administers."""
    is_certified = kind in ("professional_certification", "exam")
    return is_certified and str(values.get("title", "")).startswith(_OTHER_ISSUER)


READER = FormatReader(
    "microsoft-learn",
    "Microsoft Learn",
    "On Microsoft Learn: Profile, Transcript, Share link. Open "
    "`https://learn.microsoft.com/api/profiles/transcript/share/ID` with the last part of that "
    "link, and save the page. Exams, modules and learning paths become `status: completed`: they "
    "have no certificate of their own.",
    FIELDS,
    _recognizes,
    _read,
    12,
)
