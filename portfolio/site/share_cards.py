"""What the picture of each page says, which is shown where somebody shares a link to it.

It tells dates and no spans of time, and has no line of today: others keep it, and it must stay
true. With a line of today, every picture would also be drawn anew every day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from ..diagnostics import Diagnostic, Location, attempt, error
from ..domain.model import Asset
from ..drawing.fonts import FONT_CURE, in_folder
from ..drawing.share_card import SHARE_SIZE, ShareCard
from ..locale.language import ENGLISH
from ..locale.messages import Messages
from ..text import quoted
from ..urls import readable_host
from ..views.cards import Bar, Card
from ..views.pages import SharePicture, SiteView
from .source import Source, totals_of

MAX_SHARE_BARS = 8
"""Maximum bars of credentials on the picture of a list, the newest first."""


def draw_share_picture(card: ShareCard, root: Path) -> bytes | Diagnostic:
    """The picture of a card as a PNG, or why its font cannot be used.

    The modules that draw are loaded here, because most builds draw nothing.
    """
    from ..drawing.share_layout import draw_share_card

    whole = replace(card, fonts=in_folder(card.fonts, root))
    badge = _pixels_of(card.badge, root) if card.badge else None
    made = attempt(lambda: draw_share_card(whole, badge))
    if not isinstance(made, Exception):
        return made
    if not card.fonts:
        raise made
    return error(
        "unreadable-font",
        f"{quoted(card.fonts[0].path)} is no font that can be used: {made}",
        Location(card.fonts[0].path),
        FONT_CURE,
    )


def _pixels_of(badge: Asset, root: Path) -> tuple[str, tuple[int, int], bytes] | None:
    """The pixels of a badge on the paper of share pictures; None if it cannot be drawn."""
    from ..content.files import read_asset
    from ..drawing.canvas import PAPER_COLOR
    from ..drawing.share_layout import BADGE_SIZE
    from ..images.raster import UnreadableError, pixels_within

    content = read_asset(root, badge)
    if isinstance(content, Diagnostic):  # the page of the badge says so
        return None
    try:
        return pixels_within(content, badge.media_type, BADGE_SIZE, PAPER_COLOR)
    except UnreadableError:
        return None


def share_picture(address: str, card: ShareCard) -> SharePicture:
    """The picture of the page at an address, as the page names it."""
    words = ". ".join([card.heading[0], *(", ".join(line) for line in card.lines)])
    return SharePicture(picture_address(address), words, *SHARE_SIZE)


def picture_address(address: str) -> str:
    """The address of a page's picture: `share/credentials/aws.png`; `share.png` for home."""
    return f"share/{address}".rstrip("/") + ".png"


def share_base(view: SiteView) -> ShareCard:
    """What the pictures of all pages have in common."""
    owner = view.owner.name if view.owner else ""
    return ShareCard(
        (),
        name=tuple(dict.fromkeys(filter(None, (owner, view.title)))),
        host=readable_host(view.base_url),
        ticks=view.axis.ticks,
        accent=view.accent.light,
    )


def share_card(source: Source, heading: Iterable[str], **fields: Any) -> ShareCard:
    """What the picture of a page says, with what can stand in place of its heading."""
    base = source.share_base or ShareCard(())
    headings = tuple(dict.fromkeys(filter(None, (*heading, *base.name, base.host))))
    card = replace(base, heading=headings, **fields)
    is_mirrored = source.has_letters and source.view.direction == "rtl"
    return replace(card, fonts=source.fonts.of(_texts(card)), is_mirrored=is_mirrored)


def _texts(card: ShareCard) -> Iterator[str]:
    """Every text of a picture."""
    yield from (*card.heading, *card.name, card.label)
    yield from chain.from_iterable(card.lines)
    yield from (name for name, _ in card.leaders)
    if card.emblem:
        yield card.emblem.letters


def list_share_card(source: Source, title: str) -> ShareCard:
    """The picture of a page that shows the whole list."""
    lines, bars = (totals_line(source),), bars_of(source.listed())
    return share_card(source, (title,), lines=lines, bars=bars)


def totals_line(source: Source) -> tuple[str, ...]:
    """How much the site has, and since when."""
    totals = totals_of(source)
    if not totals.credentials:
        return ()
    words = legible_messages(source)
    said = [
        words.ngettext("%(num)s credential", "%(num)s credentials", totals.credentials),
        words.ngettext("%(num)s issuer", "%(num)s issuers", totals.issuers),
    ]
    if totals.since:
        said.append(words.gettext("since %(year)s", year=totals.since))
    return tuple(said)


def bars_of(cards: Iterable[Card]) -> tuple[Bar, ...]:
    """The bars of the first cards that have one."""
    return tuple(islice((card.bar for card in cards if card.bar), MAX_SHARE_BARS))


def legible_messages(source: Source) -> Messages:
    """The words of pictures: those of the site, or English without a font that has its letters."""
    return source.messages if source.has_letters else Messages(ENGLISH)
