"""The content of a share picture, as one value."""

from __future__ import annotations

from msgspec import Struct

from ..domain.model import Asset
from ..views.cards import Bar, Emblem, Tick

SHARE_SIZE = 1200, 630
"""Width and height of share pictures in pixels, as recommended by sites that show them."""


class Font(Struct, frozen=True):
    """A font for letters that the built-in one lacks."""

    path: str
    """That of its file: in the folder of the site, or a whole one."""
    face: int = 0
    """Its number in a file with several."""
    digest: str = ""
    """What identifies the content of the file."""


class ShareCard(Struct, frozen=True):
    """The words and figures of a share picture.

    Words with letters that the font lacks are left out.
    """

    heading: tuple[str, ...]
    """The title and its alternatives: the first that the font has all letters for is drawn."""
    lines: tuple[tuple[str, ...], ...] = ()
    """The lines beneath, the most important first; each consists of parts."""
    name: tuple[str, ...] = ()
    """The owner's name and its alternatives."""
    host: str = ""
    """The host name of the site."""
    label: str = ""
    """The kind of page, above the title."""
    badge: Asset | None = None
    """The picture of the badge; None for none."""
    emblem: Emblem | None = None
    """What stands in its place; None for a page that is not that of a credential."""
    accent: str = "#444444"
    """The colour of the rule at the top and of emblems, as `#rrggbb`."""
    ticks: tuple[Tick, ...] = ()
    """The years on the time axis; none for no axis."""
    bars: tuple[Bar, ...] = ()
    """The bars on the axis, from the top."""
    fonts: tuple[Font, ...] = ()
    """The fonts for texts with letters that the built-in one lacks, in the order in which they are
    tried."""
    is_mirrored: bool = False
    """Whether it begins at the right, as the pages do in a language that runs from there."""
    leaders: tuple[tuple[str, int], ...] = ()
    """Names, each with a figure at the end of a dotted leader."""
