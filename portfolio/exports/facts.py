"""What a credential says, as labelled words in the language of the site."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from ..dates import PartialDate
from ..domain.evidence_words import describe_link
from ..domain.model import Entry, LinkKind, State, Verification
from ..locale.display import display_date, display_language, display_number, display_percent
from ..locale.messages import Messages
from ..schema.types import Hours
from ..site.source import Source
from ..views.cards import Card, Link

_STATES_WITH_END = frozenset({State.ACTIVE, State.EXPIRING, State.EXPIRED})
"""The states whose words say the date of expiry."""
_LINK_FIELDS = {LinkKind.BADGE: "badge_url", LinkKind.COURSE: "course_url"}


class StatedFact(Struct, frozen=True):
    """One value of a credential in words."""

    field: str
    """Our field."""
    label: str
    """What it is; empty where the words say so."""
    words: str
    is_link: bool = False
    """Whether the words are a web address."""

    @property
    def line(self) -> str:
        """The label and the words."""
        return ": ".join(filter(None, (self.label, self.words)))


def facts_of(source: Source, card: Card, entry: Entry) -> tuple[StatedFact, ...]:
    """Everything that a credential states beside its title and issuers, as a page shows it."""
    messages = source.messages
    found = (
        *(fact for part in _PARTS for fact in part(messages, card, entry)),
        *_relations(source, card, entry),
    )
    return tuple(fact for fact in found if fact.words) + tuple(
        StatedFact(_LINK_FIELDS.get(link.kind, "verification_url"), label, link.url, is_link=True)
        for link in given_links(entry)
        for label in [describe_link(link, messages)]
    )


def given_links(entry: Entry) -> tuple[Verification, ...]:
    """Every link of a record, that to its check first."""
    return (*filter(None, [entry.verification]), *entry.links)


def _dates(messages: Messages, card: Card, entry: Entry) -> Iterator[StatedFact]:
    record = entry.record
    yield StatedFact("issued_date", messages.gettext("Issued"), _day(card.issued, messages))
    yield StatedFact("status", "", card.status)
    if entry.renewed_as or entry.state not in _STATES_WITH_END:
        ends = _day(record.expiry_date, messages)
        yield StatedFact("expiry_date", messages.gettext("Expires"), ends)
    begun = _day(record.study_start_date, messages)
    yield StatedFact("study_start_date", messages.gettext("Begun"), begun)
    progress = record.progress_percentage
    words = "" if progress is None else display_percent(progress, messages.language)
    yield StatedFact("progress_percentage", messages.gettext("Progress"), words)


def _day(day: PartialDate | None, messages: Messages) -> str:
    if day is None:
        return ""
    return display_date(day, messages.language)


def _kinds(messages: Messages, card: Card, entry: Entry) -> Iterator[StatedFact]:
    record = entry.record
    yield StatedFact("summary", "", record.summary or "")
    yield StatedFact("type", messages.gettext("Kind"), card.type_label)
    yield StatedFact("level", messages.gettext("Level"), card.level)
    yield StatedFact("category", messages.gettext("Field"), _names(filter(None, [card.category])))
    yield StatedFact("platform", messages.gettext("Platform"), card.platform)
    yield StatedFact("instructor", messages.gettext("Taught by"), ", ".join(record.instructor))
    words = display_language(record.language, messages.language) if record.language else ""
    yield StatedFact("language", messages.gettext("Language"), words)


def _numbers(messages: Messages, card: Card, entry: Entry) -> Iterator[StatedFact]:
    record = entry.record
    codes = record.exam_codes
    yield StatedFact("exam_codes", messages.ngettext("Exam", "Exams", len(codes)), ", ".join(codes))
    yield StatedFact("grade", messages.gettext("Grade"), record.grade or "")
    hours = _hours(record.duration_hours, messages)
    yield StatedFact("duration_hours", messages.gettext("Effort"), hours)
    yield StatedFact("credential_id", messages.gettext("Credential ID"), card.credential_id)
    yield StatedFact("enrollment_id", messages.gettext("Enrolment ID"), record.enrollment_id or "")


def _hours(hours: Hours | None, messages: Messages) -> str:
    if hours is None:
        return ""

    def _shown(figure: Decimal) -> str:
        return display_number(figure, messages.language)

    figures = dict.fromkeys((_shown(hours.low), _shown(hours.high)))
    return messages.gettext("%(hours)s h", hours="–".join(figures))


def _terms(messages: Messages, card: Card, entry: Entry) -> Iterator[StatedFact]:
    yield StatedFact("competencies", messages.gettext("Skills"), _names(card.skills))
    yield StatedFact("technologies", messages.gettext("Technologies"), _names(card.technologies))


_PARTS = (_dates, _kinds, _numbers, _terms)


def _relations(source: Source, card: Card, entry: Entry) -> Iterator[StatedFact]:
    """The credentials to which it belongs, and when its record was last looked at."""
    messages = source.messages
    yield StatedFact("part_of", messages.gettext("Part of"), _names(filter(None, [card.parent])))
    if after := source.cards.get(entry.successor or ""):
        yield StatedFact(
            "superseded_by", "", messages.gettext("Followed by %(link)s", link=after.title)
        )
    updated = _day(entry.record.last_updated, messages)
    yield StatedFact("last_updated", messages.gettext("Last checked"), updated)


def _names(links: Iterator[Link] | tuple[Link, ...]) -> str:
    return ", ".join(link.text for link in links)
