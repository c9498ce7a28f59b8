"""RenderCV: its YAML, with a section of credentials, one of projects and one of skills.

RenderCV reads texts as Markdown of its own kind, in which only asterisks can be escaped; so a title
is never a link, nor made one by what its author wrote, and the text of a link has no brackets.
"""

from __future__ import annotations

import re
from typing import Any

from ...dates import PartialDate
from ...domain.model import Entry
from ...domain.terms import TermKind
from ...site.source import CREDENTIALS, PROJECTS, TERMS, Source
from ...views.cards import Card
from ...views.pages import Owner
from ...views.projects import ProjectCard
from ..facts import StatedFact, facts_of
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

_LINES = (
    *("status", "expiry_date", "level", "grade", "duration_hours", "credential_id"),
    *("verification_url", "badge_url", "course_url"),
)
"""The fields that are lines below an entry, in this order."""
_IN_LINKS = str.maketrans({"(": "%28", ")": "%29", "*": "%2A", '"': "%22", "\\": "%5C"})
_SHORT = "there is no such key, and the lines of an entry are few"


def _write(source: Source, exported: Exported) -> ExportContent:
    view = source.view
    owner = view.owner or Owner(view.title)
    sections = {
        source.named(CREDENTIALS).text: [_entry(source, card, entry) for card, entry in exported],
        source.named(PROJECTS).text: [_project(source, card) for card in source.projects.values()],
        source.named(TERMS[TermKind.SKILLS]).text: [*_skills(source)],
    }
    values = {
        "name": owner.name,
        "headline": owner.headline,
        "location": owner.location,
        "email": owner.email,
        "website": view.base_url,
        "sections": {title: entries for title, entries in sections.items() if entries},
    }
    known = {key: value for key, value in values.items() if value}
    return ExportContent(yaml_document("A CV for RenderCV: rendercv render FILE", {"cv": known}))


def _skills(source: Source) -> list[dict[str, str]]:
    """What valid credentials prove, the best evidenced first."""
    found = {
        source.named(TERMS[kind]).text: [
            _literal(term.name)
            for term in source.portfolio.taxonomies[kind].terms
            if term.is_proved
        ]
        for kind in (TermKind.TECHNOLOGIES, TermKind.SKILLS)
    }
    return [{"label": name, "details": ", ".join(terms)} for name, terms in found.items() if terms]


def _entry(source: Source, card: Card, entry: Entry) -> dict[str, Any]:
    facts = sorted(
        (fact for fact in facts_of(source, card, entry) if fact.field in _LINES),
        key=lambda fact: _LINES.index(fact.field),
    )
    date = {"date": _date(card.issued)} if card.issued else {}
    return {
        "name": _literal(card.title),
        **date,
        "summary": _literal(card.issuer_names),
        "highlights": [_line(fact) for fact in facts],
    }


def _project(source: Source, card: ProjectCard) -> dict[str, Any]:
    technologies = ", ".join(link.text for link in card.technologies)
    label = source.named(TERMS[TermKind.TECHNOLOGIES]).text
    lines = [card.role, card.result, f"{label}: {technologies}" if technologies else ""]
    summary = {"summary": _literal(card.summary)} if card.summary else {}
    return {
        "name": _literal(card.title),
        **_time(card),
        **summary,
        "highlights": [_literal(line) for line in lines if line],
    }


def _time(card: ProjectCard) -> dict[str, str | int]:
    """When a project was; RenderCV refuses an end that may be before the start, as in one year."""
    start, end = card.start, card.end
    if start and end and start.first <= end.first:
        return {"start_date": _date(start), "end_date": _date(end)}
    if end:
        return {"date": _date(end)}
    return {"start_date": _date(start), "end_date": "present"} if start else {}


def _date(day: PartialDate) -> str | int:
    """A day or a month as text, and a year as a number, which is how RenderCV tells a year."""
    return day.iso if day.month else day.year


def _line(fact: StatedFact) -> str:
    if fact.is_link:
        label = re.sub(r"[\[\]]", "", fact.label)
        return f"[{_literal(label)}]({fact.words.translate(_IN_LINKS)})"
    return _literal(fact.line)


def _literal(text: str) -> str:
    """A text without a link or emphasis; RenderCV has no way to write other marks as they are."""
    return text.replace("](", "] (").replace("*", "\\*")


FORMAT = ExportForm(
    title="The YAML of [RenderCV](https://docs.rendercv.com/): entries with a name, a date and "
    "lines, the projects, and the skills that are proved",
    write=_write,
    places={
        "title": "`name`",
        "issuer": "`summary`",
        "co_issuers": "`summary`, after a comma",
        "issued_date": "`date`",
        "technologies": "the section of skills, of all credentials together",
        "competencies": "the section of skills, of all credentials together",
        **dict.fromkeys(_LINES, "`highlights`, in words"),
        "verification_url": "`highlights`: a link that says what it is",
        "badge_url": "`highlights`: a link that says what it is",
        "course_url": "`highlights`: a link that says what it is",
    },
    lacks={
        **dict.fromkeys(
            (
                *("type", "category", "last_updated", "target_date", "progress_percentage"),
                *("part_of", "superseded_by", "image", "image_alt", "certificate", "extra"),
                *("platform", "instructor", "enrollment_id", "study_start_date", "exam_codes"),
                *("language", "summary"),
            ),
            _SHORT,
        ),
        **PRIVATE_FIELDS,
        RECORD_TEXT: IS_LONG,
    },
    takes=is_counted,
    left_out="those that do not count as valid, as on the home page",
)
