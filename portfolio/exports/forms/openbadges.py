"""Open Badges 3.0: a credential of the owner's own for each, which claims to be nothing else.

Its issuer is the site of the owner, and the awarding body stands where the form has it, as creator
of the achievement. It is not signed, and says so.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ...diagnostics import PortfolioError
from ...domain.model import Asset, Entry, LinkKind
from ...formats.json_resume import DEGREES
from ...site.source import Source
from ...summary import plural
from ...urls import absolute_url
from ...views.cards import Card
from ...views.pages import Owner
from ..facts import facts_of, given_links
from ..form import (
    IS_LONG,
    PRIVATE_FIELDS,
    RECORD_TEXT,
    ExportContent,
    Exported,
    ExportForm,
    has_told_end,
)
from ..mark import EXPORT_MARK

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
_KINDS: Mapping[str, tuple[str, ...]] = {
    "Degree": tuple(sorted(DEGREES)),
    "AssociateDegree": ("associate_degree",),
    "BachelorDegree": ("bachelor_degree", "bachelors_degree"),
    "MasterDegree": ("master_degree", "masters_degree", "mba"),
    "DoctoralDegree": ("doctoral_degree", "doctorate", "phd"),
    "Certification": ("professional_certification", "vendor_certification", "certification"),
    "License": ("license", "licence"),
    "Assessment": ("exam",),
    "Course": ("course", "mooc"),
    "CertificateOfCompletion": (
        *("course_certificate", "certificate_of_completion", "statement_of_accomplishment"),
    ),
    "LearningProgram": ("specialization", "learning_path", "skill_track", "career_track"),
    "Certificate": ("certificate", "professional_certificate"),
    "MicroCredential": ("micro_credential", "microcredential"),
    "Badge": ("badge", "digital_badge", "skill_badge"),
    "Diploma": ("diploma",),
    "Award": ("award",),
    "Membership": ("membership",),
}
"""Their types of achievements with ours; of two for one of ours, the later."""
_TYPES = {ours: theirs for theirs, kinds in _KINDS.items() for ours in kinds}
"""Their types by ours; others are extensions, which begin with `ext:`."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the earliest that there can be."""
_NONE = "there is no such key"


def _write(source: Source, exported: Exported) -> ExportContent:
    if not source.view.base_url:
        raise PortfolioError(
            "the issuer of these badges is your site, whose address is not known",
            "set `base_url` in portfolio.toml, below [site]",
        )
    archive = io.BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as files:
        files.comment = EXPORT_MARK
        for card, entry in exported:
            badge = json.dumps(_badge(source, card, entry), ensure_ascii=False, indent=2)
            name = f"{entry.credential.slug}.json"
            files.writestr(ZipInfo(name, _EPOCH), f"{badge}\n", ZIP_DEFLATED)
    return ExportContent(archive.getvalue(), (*_remarks(exported),))


def _remarks(exported: Exported) -> list[str]:
    vague = sum(card.issued is None or not card.issued.day for card, _ in exported)
    if not vague:
        return []
    known = "the day is not known; validFrom is the last that it can be, and awardedDate is missing"
    return [f"{plural(vague, 'credential')}: {known}"]


def _badge(source: Source, card: Card, entry: Entry) -> dict[str, Any]:
    view = source.view
    owner = (view.owner or Owner(view.title)).name
    issued, expiry = card.issued, entry.record.expiry_date
    as_of = source.portfolio.as_of
    page = absolute_url(view.base_url, card.address)
    return _known(
        {
            "@context": [*CONTEXTS],
            "id": f"{page}#self-asserted",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": card.title,
            "description": f"Self-asserted and not signed: {owner} states that "
            f"{card.issuer_names} awarded this. Evidence is linked where there is some.",
            "issuer": {
                "id": view.base_url,
                "type": ["Profile"],
                "name": owner,
                "url": view.base_url,
            },
            "validFrom": _start(min(issued.last, as_of) if issued else as_of),
            "awardedDate": issued and issued.day and _start(issued.first),
            "validUntil": expiry and f"{expiry.last}T23:59:59Z",
            "credentialSubject": _subject(source, card, entry, page),
            "evidence": _evidence(source, card, entry),
        }
    )


def _start(day: date) -> str:
    return f"{day}T00:00:00Z"


def _subject(source: Source, card: Card, entry: Entry, page: str) -> dict[str, Any]:
    result = {
        "type": ["Result"],
        "resultDescription": f"{page}#grade",
        "value": entry.record.grade,
    }
    return _known(
        {
            "id": source.view.base_url,
            "type": ["AchievementSubject"],
            "licenseNumber": card.credential_id,
            "narrative": _narrative(source, card),
            "result": entry.record.grade and [result],
            "achievement": _achievement(source, card, entry, page),
        }
    )


def _narrative(source: Source, card: Card) -> str:
    """What has no key of its own, in words: the state, and a date that is no day."""
    others = ", ".join(issuer.text for issuer in card.issuers[1:])
    found = {
        f"State on {source.portfolio.as_of}": card.status,
        "Issued": card.issued and not card.issued.day and card.issued.iso,
        "Awarded together with": others,
    }
    return ". ".join(f"{name}: {words}" for name, words in found.items() if words)


def _achievement(source: Source, card: Card, entry: Entry, page: str) -> dict[str, Any]:
    record, base_url = entry.record, source.view.base_url
    first = card.issuers[0]
    grade = {
        "id": f"{page}#grade",
        "type": ["ResultDescription"],
        "name": "Grade",
        "resultType": "Result",
    }
    return _known(
        {
            "id": f"{page}#achievement",
            "type": ["Achievement"],
            "achievementType": card.type and _TYPES.get(card.type, f"ext:{card.type}"),
            "name": card.title,
            "description": card.summary or card.title,
            "criteria": _criteria(card, entry),
            "creator": {
                "id": absolute_url(base_url, first.address),
                "type": ["Profile"],
                "name": first.text,
            },
            "fieldOfStudy": card.category and card.category.text,
            "humanCode": ", ".join(record.exam_codes),
            "inLanguage": record.language,
            "tag": [link.text for link in (*card.technologies, *card.skills)],
            "image": _image(source, card),
            "resultDescription": record.grade and [grade],
        }
    )


def _criteria(card: Card, entry: Entry) -> dict[str, str]:
    """The page of the course where there is one, or else whose the criteria are."""
    for link in given_links(entry):
        if link.kind is LinkKind.COURSE:
            return {"id": link.url}
    return {"narrative": f"The criteria are those of {card.issuer_names}."}


def _evidence(source: Source, card: Card, entry: Entry) -> list[dict[str, Any]]:
    """The links and the certificate, each with what it is; the page of a course is none."""
    found = {
        fact.words: fact.label
        for fact in facts_of(source, card, entry)
        if fact.is_link and fact.field != "course_url"
    }
    key = entry.credential.path, entry.record.certificate or ""
    certificate = source.portfolio.content.assets.get(key)
    if certificate:
        words = source.messages.gettext("Certificate attached")
        found[absolute_url(source.view.base_url, certificate.address)] = words
    return [{"id": url, "type": ["Evidence"], "name": name} for url, name in found.items()]


def _image(source: Source, card: Card) -> dict[str, str]:
    if card.picture is None:
        return {}
    asset: Asset = card.picture.asset
    url = absolute_url(source.view.base_url, asset.address)
    return _known({"id": url, "type": "Image", "caption": card.picture.alt})


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


FORMAT = ExportForm(
    title="Self-asserted [Open Badges 3.0](https://www.imsglobal.org/spec/ob/v3p0/): a file for "
    "each credential, in one archive",
    write=_write,
    places={
        "title": "`achievement.name`",
        "issuer": "`achievement.creator`, never `issuer`",
        "co_issuers": "`credentialSubject.narrative`",
        "issued_date": "`awardedDate` and `validFrom`; a month or a year in "
        "`credentialSubject.narrative`",
        "expiry_date": "`validUntil`, the end of its last day",
        "status": "`credentialSubject.narrative`, in words",
        "type": "`achievement.achievementType`",
        "category": "`achievement.fieldOfStudy`",
        "credential_id": "`credentialSubject.licenseNumber`",
        "verification_url": "`evidence`, with what it is",
        "badge_url": "`evidence`, with what it is",
        "course_url": "`achievement.criteria`",
        "technologies": "`achievement.tag`",
        "competencies": "`achievement.tag`",
        "exam_codes": "`achievement.humanCode`",
        "grade": "`credentialSubject.result`",
        "language": "`achievement.inLanguage`",
        "summary": "`achievement.description`",
        "image": "`achievement.image`",
        "image_alt": "`achievement.image.caption`",
        "certificate": "`evidence`",
    },
    lacks={
        "study_start_date": "it would have to be a day and an hour",
        "duration_hours": "credits are no hours",
        **dict.fromkeys(
            (
                *("platform", "instructor", "enrollment_id", "last_updated", "target_date"),
                *("progress_percentage", "level", "part_of", "superseded_by", "extra"),
            ),
            _NONE,
        ),
        **PRIVATE_FIELDS,
        RECORD_TEXT: IS_LONG,
    },
    takes=has_told_end,
    left_out="there is no key for the state: those that are not valid and have no date that "
    "says so",
    file_name="openbadges.zip",
)
