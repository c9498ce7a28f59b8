"""Credentials in groups by what they prove, in the order of `llms.txt`."""

from __future__ import annotations

from collections.abc import Iterator

from ..domain.model import Standing
from ..locale.messages import gettext_noop
from ..site.source import Source
from .form import Exported

_HEADINGS = {
    Standing.VALID: gettext_noop("Valid"),
    Standing.LEARNING: gettext_noop("Completed without a certificate"),
    Standing.LAPSED: gettext_noop("No longer valid"),
    Standing.UNDERWAY: gettext_noop("In progress or planned"),
}


def in_groups(source: Source, exported: Exported) -> Iterator[tuple[str, Exported]]:
    """Yield the heading and the credentials of each group that has some."""
    for standing, heading in _HEADINGS.items():
        group = [(card, entry) for card, entry in exported if entry.standing is standing]
        if group:
            yield source.messages.gettext(heading), group
