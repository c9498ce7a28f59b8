"""Plain text: a paragraph for each credential, to be pasted into a form."""

from __future__ import annotations

from ...site.source import Source
from ..facts import facts_of
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


def _write(source: Source, exported: Exported) -> ExportContent:
    parts: list[str] = []
    for heading, group in in_groups(source, exported):
        parts.append(heading)
        for card, entry in group:
            lines = [card.title, card.issuer_names]
            lines += [fact.line for fact in facts_of(source, card, entry)]
            parts.append("\n".join(lines))
    return ExportContent("".join(f"{part}\n\n" for part in parts).rstrip("\n").encode() + b"\n")


FORMAT = ExportForm(
    title="Plain text in the language of the site: a paragraph for each credential, ready to be "
    "pasted into a form or a document",
    write=_write,
    places={
        "title": "the first line",
        "issuer": "the second line",
        "co_issuers": "the second line, after a comma",
        "issued_date": "a line of its own",
        "status": "the line with the state in words",
        "expiry_date": "the line with the state, or one of its own",
        "target_date": "the line with the state of what is under way",
        "superseded_by": "the title of the one that follows",
        "part_of": "the title of the programme",
        **dict.fromkeys(
            (
                *("type", "category", "platform", "instructor", "credential_id"),
                *("enrollment_id", "verification_url", "badge_url", "course_url"),
                *("technologies", "competencies", "last_updated", "duration_hours"),
                *("study_start_date", "progress_percentage", "exam_codes", "level", "grade"),
                *("language", "summary"),
            ),
            "a line of its own",
        ),
    },
    lacks={
        "image": "it is a picture",
        "image_alt": "it is about a picture",
        "certificate": "it is a file",
        "extra": "these keys are for your own theme",
        **PRIVATE_FIELDS,
        RECORD_TEXT: IS_LONG,
    },
    takes=takes_everything,
    left_out="",
)
