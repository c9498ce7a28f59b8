"""Markdown: a list with one item for each credential, for a README or a form that takes it."""

from __future__ import annotations

from ...domain.model import Entry, evidence_url
from ...site.source import Source
from ...text import markdown_literal
from ...urls import absolute_url
from ...views.cards import Card
from ..facts import StatedFact, facts_of
from ..form import (
    IS_LONG,
    PRIVATE_FIELDS,
    RECORD_TEXT,
    ExportContent,
    Exported,
    ExportForm,
    takes_everything,
)
from ..groups import in_groups

_SHOWN = (
    *("issued_date", "status", "expiry_date", "level", "grade", "exam_codes", "credential_id"),
    *("verification_url", "badge_url", "course_url"),
)
_TOO_MUCH = "an item is one line"


def _write(source: Source, exported: Exported) -> ExportContent:
    parts = []
    for heading, group in in_groups(source, exported):
        items = "".join(f"{_item(source, card, entry)}\n" for card, entry in group)
        parts.append(f"## {heading}\n\n{items}")
    return ExportContent("\n".join(parts).encode())


def _item(source: Source, card: Card, entry: Entry) -> str:
    page = absolute_url(source.view.base_url, card.address) or evidence_url(card.verification)
    name = markdown_literal(card.title)
    if page:
        name = f"[{name}]({_target(page)})"
    facts = [fact for fact in facts_of(source, card, entry) if fact.field in _SHOWN]
    facts.sort(key=lambda fact: _SHOWN.index(fact.field))
    return f"- {name}: {'; '.join([markdown_literal(card.issuer_names), *map(_words, facts)])}"


def _words(fact: StatedFact) -> str:
    if fact.is_link:
        return f"[{markdown_literal(fact.label)}]({_target(fact.words)})"
    return markdown_literal(fact.line)


def _target(url: str) -> str:
    """An address between the round brackets of a link."""
    if set(url) & set("()"):
        return f"<{url}>"
    return url


FORMAT = ExportForm(
    title="A list in Markdown in the language of the site, for a README or a form",
    write=_write,
    places={
        "title": "the link to the page",
        "issuer": "after the title",
        "co_issuers": "beside the issuer, after a comma",
        "issued_date": "in words",
        "status": "in words",
        "expiry_date": "in words, with the state",
        "target_date": "in words, with the state of what is under way",
        "level": "in words",
        "grade": "in words",
        "exam_codes": "in words",
        "credential_id": "in words",
        "verification_url": "a link that says what it is",
        "badge_url": "a link that says what it is",
        "course_url": "a link that says what it is",
    },
    lacks={
        **dict.fromkeys(
            (
                *("type", "category", "platform", "instructor", "enrollment_id", "technologies"),
                *("competencies", "last_updated", "duration_hours", "study_start_date"),
                *("progress_percentage", "language", "part_of", "superseded_by", "summary"),
                *("image", "image_alt", "certificate", "extra"),
            ),
            _TOO_MUCH,
        ),
        **PRIVATE_FIELDS,
        RECORD_TEXT: IS_LONG,
    },
    takes=takes_everything,
    left_out="",
)
