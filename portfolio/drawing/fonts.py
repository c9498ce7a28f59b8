"""The fonts of share pictures: the owner's font, and titles that no font has letters for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..diagnostics import Diagnostic, Location, attempt, error, warning
from ..settings import FILE, Settings, find_key
from ..text import did_you_mean, listed, quoted
from ..theme.themes import Theme
from .share_card import ShareCard

LAST_BUILT_IN_CHARACTER = "\u012f"
"""The built-in font has all letters up to this one, so such titles are not checked by drawing."""
MAX_NAMED_TITLES = 3
"""Maximum titles that the warning names."""
FONT_CURE = "use another file of that font, a TTF or OTF"
_FONTS = b"\0\1\0\0", b"OTTO", b"true", b"ttcf"
"""First bytes of font files: TrueType, OpenType, Apple's TrueType, collections."""
_KEYS = ("publish", "share_font")
_BRACKETS = re.compile(r"[(\[（]([^()\[\]（）]+)[)\]）]")


def title_variants(title: str) -> tuple[str, ...]:
    """Return a title, and its parts outside and inside brackets: often the same in two scripts."""
    return title, " ".join(_BRACKETS.sub(" ", title).split()), *_BRACKETS.findall(title)


def check_font(settings: Settings, text: str, theme: Theme | None) -> Iterator[Diagnostic]:
    """Yield a problem if the chosen font is missing or not a font; `text` is the settings file."""
    font = settings.publish.share_font
    if font is None or theme is None:
        return
    where = find_key(FILE, text, _KEYS)
    if font not in theme.static:
        near = did_you_mean(font, theme.static)
        cure = (
            f"did you mean `{near}`?" if near else f"put the font into static/, as `static/{font}`"
        )
        yield error("missing-file", f"there is no static file {quoted(font)}", where, cure)
    elif not theme.static[font].content.startswith(_FONTS):
        yield error("unreadable-font", f"`static/{font}` is not a usable font", where, FONT_CURE)


def owner_font(settings: Settings, theme: Theme) -> tuple[str, str]:
    """Return the path of the owner's font in the site, and an address that identifies its content.

    Both are empty if there is none.
    """
    font = settings.publish.share_font or ""
    if font not in theme.static:
        return "", ""
    return f"static/{font}", theme.static[font].address


def undrawable_titles(cards: Iterable[ShareCard], root: Path) -> Iterator[Diagnostic]:
    """Yield one problem for all titles that no font can draw; `root` is the site's folder.

    Their pictures show something else instead.
    """
    titles = list(
        dict.fromkeys(
            card.heading[0] for card in cards if card.heading and not _can_be_set(card, root)
        )
    )
    if not titles:
        return
    named = [quoted(title) for title in titles[:MAX_NAMED_TITLES]]
    if len(titles) > MAX_NAMED_TITLES:
        named.append(f"{len(titles) - MAX_NAMED_TITLES} more")
    yield warning(
        "title-without-letters",
        f"the share pictures have no letters for {listed(named)}",
        Location(FILE),
        'put a font that has them into static/ and write `share_font = "NAME.ttf"` under [publish],'
        " or `share_pictures = false`",
    )


def _can_be_set(card: ShareCard, root: Path) -> bool:
    if max(card.heading[0], default="") <= LAST_BUILT_IN_CHARACTER:
        return True
    from .canvas import drawable_text, using_font

    with using_font(str(root / card.font) if card.font else ""):
        # a damaged font is reported when a picture is drawn
        return bool(attempt(lambda: any(map(drawable_text, title_variants(card.heading[0])))))
