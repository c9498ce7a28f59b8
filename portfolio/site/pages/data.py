"""Files for programs: those made by templates, such as the feed, and those made by functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...dates import PartialDate
from ...domain.model import Artifact
from ...views.pages import Page
from ..source import FEED, Source, totals_of
from .common import make_page
from .home import home_description

FEED_LENGTH = 30
"""Maximum entries of the feed, the newest first."""


def feed(source: Source) -> Page:
    """The feed of the newest credentials."""
    newest = tuple(card for card in source.listed() if card.issued)[:FEED_LENGTH]
    updated = max(
        (day for card in newest for day in (card.updated, card.issued) if day), default=None
    )
    return data(source, FEED.address, {"cards": newest}, updated)


def llms(source: Source) -> Page:
    """The site in words for language models."""
    cards = tuple(card for card, _ in source.published())
    return data(
        source,
        "llms.txt",
        {"cards": cards},
        description=home_description(source, totals_of(source)),
    )


def data(
    source: Source,
    address: str,
    values: Mapping[str, Any],
    updated: PartialDate | None = None,
    description: str = "",
) -> Page:
    """A file that a template makes."""
    return make_page(
        source, "data", address, source.view.title, description, (), values, (), address, updated
    )


def export(source: Source, address: str, export: Callable[[Source], bytes]) -> Artifact:
    """A file that a function makes."""
    return Artifact(address, export(source))
