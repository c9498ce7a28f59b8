"""The page that explains to readers what each mark means, and how to repeat a check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from ...domain.evidence_words import MARK_NAMES, MEANINGS
from ...domain.proof import CheckMark
from ...locale.messages import gettext_noop
from ...views.cards import Link
from ...views.checks import MarkRow
from ...views.pages import Page
from .. import structured
from ..outline import ComputedOnce, Route
from ..registry import PageKind
from ..share_cards import list_share_card
from ..source import HOME, Source
from .common import make_page

HOW_CHECKED = Link(gettext_noop("How these credentials are checked"), "checks/")


def checks_page(source: Source, address: str) -> Page:
    """What each mark of the site says and does not say, and how many credentials have it."""
    heading = source.named(HOW_CHECKED).text
    return make_page(
        source,
        "checks",
        address,
        heading,
        source.messages.gettext(
            "What each mark on the pages of %(site)s says, what it does not say, and how to check "
            "a credential yourself.",
            site=source.view.title,
        ),
        structured.page_nodes(source.view, address, heading, (source.named(HOME),)),
        {"marks": tuple(_rows(source))},
    )


def _rows(source: Source) -> Iterator[MarkRow]:
    words = source.messages
    counts = _counts(source)
    for mark in filter(counts.get, CheckMark):
        yield MarkRow(
            mark,
            words.gettext(MARK_NAMES[mark]),
            tuple(words.gettext(sentence) for sentence in MEANINGS[mark]),
            counts[mark],
        )


def _counts(source: Source) -> Counter[CheckMark]:
    """How many credentials have each mark."""
    return Counter(card.mark for card in source.cards.values() if card.mark_words)


def _routes(source: Source) -> Iterator[Route]:
    if _counts(source):
        yield Route(
            HOW_CHECKED.address,
            partial(checks_page, source, HOW_CHECKED.address),
            title=source.named(HOW_CHECKED).text,
            share=ComputedOnce(list_share_card, source, source.named(HOW_CHECKED).text),
        )


KIND = PageKind(_routes, rank=7)
