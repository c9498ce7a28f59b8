"""The owner's résumé as data: `resume.json`, in the form of JSON Resume 1.2.1.

Dates in that form may be a month or a year. It has no place for an expiry, so it holds only what is
valid on the as-of date.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..dates import PartialDate
from ..domain.model import Entry, evidence_url
from ..domain.terms import TermKind
from ..locale.messages import gettext_noop
from ..site.registry import DataFormat
from ..site.source import TERMS, Source, newest_change
from ..urls import absolute_url
from ..views.cards import Card, Link
from ..views.pages import SiteView
from ..views.projects import ProjectCard

VERSION = "v1.2.1"
JSON_RESUME_SCHEMA = (
    f"https://raw.githubusercontent.com/jsonresume/resume-schema/{VERSION}/schema.json"
)
DEGREES = frozenset(
    (
        "degree associate_degree bachelor_degree bachelors_degree master_degree masters_degree"
        " mba doctoral_degree doctorate phd"
    ).split()
)
"""Types that are education by name; anything else is a certificate."""


def resume_json(source: Source) -> bytes:
    """The valid credentials of the owner that count, what they prove, and the projects.

    As UTF-8 JSON.
    """
    site = source.view
    held, changed = source.counted(), newest_change(source.entries)
    resume = {
        "$schema": JSON_RESUME_SCHEMA,
        "basics": _basics(source),
        "education": [
            _education(site, card, entry) for card, entry in held if card.type in DEGREES
        ],
        "certificates": [_certificate(site, card) for card, _ in held if card.type not in DEGREES],
        "skills": [
            skill
            for skill in (_skill(source, TermKind.TECHNOLOGIES), _skill(source, TermKind.SKILLS))
            if skill["keywords"]
        ],
        "projects": [_project(site, card) for card in source.projects.values()],
        "meta": _known(
            {
                "canonical": absolute_url(site.base_url, "resume.json"),
                "version": VERSION,
                "lastModified": f"{changed.first}T00:00:00" if changed else "",
            }
        ),
    }
    return (json.dumps(_known(resume), ensure_ascii=False, indent=2) + "\n").encode()


def _basics(source: Source) -> dict[str, Any]:
    site, owner, profile = source.view, source.view.owner, source.portfolio.content.profile
    if owner is None or profile is None:
        return {}
    return _known(
        {
            "name": owner.name,
            "label": owner.headline,
            "image": absolute_url(site.base_url, owner.photo.asset.address) if owner.photo else "",
            "email": owner.email,
            "url": site.base_url,
            "summary": profile.outline.first_paragraph,
            "location": {"city": owner.location} if owner.location else {},
            "profiles": [{"network": label, "url": url} for label, url in owner.links],
        }
    )


def _certificate(site: SiteView, card: Card) -> dict[str, Any]:
    return _known(
        {
            "name": card.title,
            "date": _iso(card.issued),
            "issuer": card.issuer_names,
            "url": _check(site, card),
        }
    )


def _education(site: SiteView, card: Card, entry: Entry) -> dict[str, Any]:
    """A degree. Only its title has the subject: the owner's categories are no subjects."""
    record = entry.record
    return _known(
        {
            "institution": card.issuer_names,
            "url": _check(site, card),
            "studyType": card.title,
            "startDate": _iso(record.study_start_date),
            "endDate": _iso(card.issued),
            "score": record.grade,
            "courses": [part.title for part in card.parts],
        }
    )


def _project(site: SiteView, card: ProjectCard) -> dict[str, Any]:
    return _known(
        {
            "name": card.title,
            "description": card.summary,
            "highlights": [card.result] if card.result else [],
            "keywords": [link.text for link in (*card.technologies, *card.skills)],
            "startDate": _iso(card.start),
            "endDate": _iso(card.end),
            "url": absolute_url(site.base_url, card.address),
            "roles": [card.role] if card.role else [],
        }
    )


def _iso(day: PartialDate | None) -> str:
    if day is None:
        return ""
    return day.iso


def _skill(source: Source, kind: TermKind) -> dict[str, Any]:
    return {
        "name": source.named(TERMS[kind]).text,
        "keywords": [
            term.name for term in source.portfolio.taxonomies[kind].terms if term.is_proved
        ],
    }


def _check(site: SiteView, card: Card) -> str:
    """Where it can or may be checked, or else its page."""
    return evidence_url(card.verification) or absolute_url(site.base_url, card.address)


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


FORMAT = DataFormat(
    Link(gettext_noop("Résumé as JSON"), "resume.json"),
    resume_json,
    rank=2,
    applies=lambda facts: facts.portfolio.content.profile is not None,
)
