"""YAMLResume: its YAML, with the credentials as certificates, and the projects.

It limits the length of names, and wants a level of mastery for each skill, which no credential
states: so there are no skills.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...domain.model import evidence_url
from ...site.source import Source
from ...summary import plural
from ...urls import absolute_url
from ...views.cards import Card
from ...views.pages import Owner
from ...views.projects import ProjectCard
from ..form import (
    IS_LONG,
    PRIVATE_FIELDS,
    RECORD_TEXT,
    ExportContent,
    Exported,
    ExportForm,
    is_counted,
)
from ..yaml_text import yaml_document

_NAME, _ADDRESS, _SUMMARY = (2, 128), (1, 256), (16, 1024)
_ROLE, _LONGEST_KEYWORD = (4, 128), 32
"""The least and the most characters of a name, an address, a summary and a role, and the most of a
keyword."""
_NONE = "a certificate has no such key"


def _write(source: Source, exported: Exported) -> ExportContent:
    fitting = [card for card, _ in exported if _fits(card)]
    content: dict[str, Any] = {
        "basics": _basics(source),
        "education": [],
        "certificates": [_certificate(source.view.base_url, card) for card in fitting],
    }
    projects = [_project(source.view.base_url, c) for c in source.projects.values() if _is_told(c)]
    if projects:
        content["projects"] = projects
    document = yaml_document("A résumé for YAMLResume: yamlresume build FILE", {"content": content})
    return ExportContent(document, tuple(_remarks(source, exported, len(fitting))))


def _fits(card: Card) -> bool:
    """Whether a name can be made to fit; what is too short cannot."""
    return min(_length(card.title), _length(card.issuer_names)) >= _NAME[0]


def _remarks(source: Source, exported: Exported, fitting: int) -> Iterator[str]:
    long = sum(max(_length(c.title), _length(c.issuer_names)) > _NAME[1] for c, _ in exported)
    far = sum(_length(_url(source.view.base_url, card)) > _ADDRESS[1] for card, _ in exported)
    if len(exported) > fitting:
        short = plural(len(exported) - fitting, "credential")
        yield f"left out: {short} (names of titles and issuers have {_NAME[0]} characters or more)"
    if long:
        cut = plural(long, "credential")
        yield f"shortened: titles or issuers of {cut} to {_NAME[1]} characters"
    untold = sum(not _is_told(card) for card in source.projects.values())
    if untold:
        limits = f"a start and a summary of {_SUMMARY[0]} to {_SUMMARY[1]} characters"
        yield f"left out: {plural(untold, 'project')} (each needs {limits})"
    if far:
        yield f"left out: links of {plural(far, 'credential')} beyond {_ADDRESS[1]} characters"


def _basics(source: Source) -> dict[str, Any]:
    view, profile = source.view, source.portfolio.content.profile
    owner = view.owner or Owner(view.title)
    optional = {
        "headline": (owner.headline, _NAME),
        "email": (owner.email, _ADDRESS),
        "url": (view.base_url, _ADDRESS),
        "summary": (profile.outline.first_paragraph if profile else "", _SUMMARY),
    }
    return {
        "name": _cut(owner.name),
        **{
            key: text
            for key, (text, (least, most)) in optional.items()
            if least <= _length(text) <= most
        },
    }


def _certificate(base_url: str, card: Card) -> dict[str, str]:
    url = _url(base_url, card)
    found = {
        "name": _cut(card.title),
        "issuer": _cut(card.issuer_names),
        "date": card.issued and card.issued.iso,
        "url": url if _length(url) <= _ADDRESS[1] else "",
    }
    return {key: value for key, value in found.items() if value}


def _is_told(card: ProjectCard) -> bool:
    """Whether a project has a start, and words of a fitting length for its name and summary."""
    return (
        card.start is not None
        and _length(card.title) >= _NAME[0]
        and _SUMMARY[0] <= _length(_story(card)) <= _SUMMARY[1]
    )


def _story(card: ProjectCard) -> str:
    """What a project is and what came of it, as far as there is room."""
    story = f"{card.summary} {card.result}".strip()
    return story if _length(story) <= _SUMMARY[1] else card.summary


def _project(base_url: str, card: ProjectCard) -> dict[str, Any]:
    url = absolute_url(base_url, card.address)
    found = {
        "name": _cut(card.title),
        "startDate": card.start.iso if card.start else "",
        "endDate": card.end.iso if card.end else "",
        "summary": _story(card),
        "description": card.role if _ROLE[0] <= _length(card.role) <= _ROLE[1] else "",
        "keywords": [t.text for t in card.technologies if _length(t.text) <= _LONGEST_KEYWORD],
        "url": url if _length(url) <= _ADDRESS[1] else "",
    }
    return {key: value for key, value in found.items() if value}


def _url(base_url: str, card: Card) -> str:
    return evidence_url(card.verification) or absolute_url(base_url, card.address)


def _length(text: str) -> int:
    """The length of a text as JavaScript counts it."""
    return len(text.encode("utf-16-le")) // 2


def _cut(name: str) -> str:
    """A name that is not too long, or its beginning."""
    if _length(name) <= _NAME[1]:
        return name
    while _length(name) >= _NAME[1]:
        name = name[:-1]
    return f"{name}…"


FORMAT = ExportForm(
    title="The YAML of [YAMLResume](https://yamlresume.dev/): the owner, certificates and projects",
    write=_write,
    places={
        "title": "`certificates[].name`",
        "issuer": "`certificates[].issuer`",
        "co_issuers": "`certificates[].issuer`, after a comma",
        "issued_date": "`certificates[].date`",
        "verification_url": "`certificates[].url`: the check, or a link that may be one, or else "
        "the page",
    },
    lacks={
        "expiry_date": "there is only one date",
        "status": "it cannot say that a credential never expires",
        "badge_url": "there is one link only",
        "course_url": "there is one link only",
        "technologies": "a skill there needs a level of mastery, which no credential states",
        "competencies": "a skill there needs a level of mastery, which no credential states",
        **dict.fromkeys(
            (
                *("type", "category", "platform", "instructor", "credential_id"),
                *("enrollment_id", "last_updated", "duration_hours", "target_date"),
                *("study_start_date", "progress_percentage", "exam_codes", "level", "grade"),
                *("language", "part_of", "superseded_by", "summary", "image", "image_alt"),
                *("certificate", "extra"),
            ),
            _NONE,
        ),
        **PRIVATE_FIELDS,
        RECORD_TEXT: IS_LONG,
    },
    takes=is_counted,
    left_out="those that do not count as valid, as on the home page",
)
