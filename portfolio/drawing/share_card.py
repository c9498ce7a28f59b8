"""What the picture of a page says, as one value: all that it is drawn from."""

from __future__ import annotations

from msgspec import Struct

from ..views.pages import Bar, Tick

SHARE_SIZE = 1200, 630
"""Width and height of the pictures of pages, in pixels, as sites that show links ask for."""


class ShareCard(Struct, frozen=True):
    """All words and figures of the picture of a page.

    Words for which the font lacks letters are left out.
    """

    heading: tuple[str, ...]
    """The title, then what can stand in its place: the first is set that the font has the letters
    for."""
    lines: tuple[tuple[str, ...], ...] = ()
    """What stands beneath, the most important first; each line consists of parts."""
    name: tuple[str, ...] = ()
    """Whose site it is, then what can stand in its place."""
    host: str = ""
    """Where the site is."""
    label: str = ""
    """What kind of thing the title names."""
    seal: str | None = None
    """The platform where a reader can check it; None where there is none."""
    ticks: tuple[Tick, ...] = ()
    """The years of the time axis; none where there is no axis."""
    bars: tuple[Bar, ...] = ()
    """What is drawn on the axis, from the top."""
    font: str = ""
    """The owner's font, as the path of its file; empty where there is none."""
    font_digest: str = ""
    """What tells the content of that file."""
    leaders: tuple[tuple[str, int], ...] = ()
    """Names, each with the figure that dots lead to."""
