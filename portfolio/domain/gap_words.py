"""What a site says of each skill and technology that a target asks for."""

from __future__ import annotations

from ..dates import PartialDate
from ..locale.display import display_date
from ..locale.language import direction_of, isolated
from ..locale.messages import Messages, gettext_noop
from .model import GapAnswer

GAP_WORDS = {
    GapAnswer.PROVED: gettext_noop("Proved"),
    GapAnswer.USED: gettext_noop("Used"),
    GapAnswer.STUDIED: gettext_noop("Studied"),
    GapAnswer.LEARNING: gettext_noop("In progress"),
    GapAnswer.PLANNED: gettext_noop("Planned"),
    GapAnswer.LAPSED: gettext_noop("No longer valid"),
    GapAnswer.MISSING: gettext_noop("Missing"),
}
"""What each answer is called."""


def describe_gap(answer: GapAnswer, until: PartialDate | None, messages: Messages) -> str:
    """An answer in words that stay true after the build; `until` is the end of what is proved."""
    if answer is GapAnswer.PROVED and until:
        language = messages.language
        day = isolated(display_date(until, language), direction_of(language))
        return messages.gettext("Proved until %(date)s", date=day)
    return messages.gettext(GAP_WORDS[answer])
