"""The letters of the pictures for sharing: the owner's font, and titles that no font can set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..diagnostics import Diagnostic, Location, attempt, error, warning
from ..paths import SETTINGS_FILE
from ..settings import Settings, find_key
from ..text import did_you_mean, listed, quoted
from ..theme.themes import Theme

LAST_BUILT_IN_CHARACTER = "\u012f"
"""Up to here the built-in font has every letter: nothing that draws is loaded to check them."""
MAX_NAMED_TITLES = 3
"""Maximum titles without letters that the warning names."""
FONT_CURE = "take another file of that font, a TTF or OTF"
_FONTS = b"\0\1\0\0", b"OTTO", b"true", b"ttcf"
"""How the files of fonts begin: TrueType, OpenType, TrueType of Apple, several in one."""
_KEYS = ("publish", "share_font")
_BRACKETS = re.compile(r"[(\[（]([^()\[\]（）]+)[)\]）]")


def title_variants(title: str) -> tuple[str, ...]:
    """A title, and its words outside and inside brackets: often the same in two scripts."""
    return title, " ".join(_BRACKETS.sub(" ", title).split()), *_BRACKETS.findall(title)


def check_font(settings: Settings, text: str, theme: Theme | None) -> Iterator[Diagnostic]:
    """A named font that is no static file of the site, or no font; `text` is the settings'."""
    font = settings.publish.share_font
    if font is None or theme is None:
        return
    where = find_key(SETTINGS_FILE, text, _KEYS)
    if font not in theme.static:
        near = did_you_mean(font, theme.static)
        cure = (
            f"did you mean `{near}`?" if near else f"put the font into static/, as `static/{font}`"
        )
        yield error("missing-file", f"there is no static file {quoted(font)}", where, cure)
    elif not theme.static[font].content.startswith(_FONTS):
        yield error(
            "unreadable-font", f"`static/{font}` is no font that can be used", where, FONT_CURE
        )


def owner_font(settings: Settings, theme: Theme) -> tuple[str, str]:
    """The path of the owner's font in the site, and an address that identifies its content.

    Both are empty where there is none.
    """
    font = settings.publish.share_font or ""
    if font not in theme.static:
        return "", ""
    return f"static/{font}", theme.static[font].address


def undrawable_titles(titles: Iterable[str], font: str, root: Path) -> Iterator[Diagnostic]:
    """One problem for all titles that no font has the letters for.

    Their pictures have something else in their place. `font` is the path of the owner's font in
    the site, whose folder is `root`.
    """
    found = [title for title in dict.fromkeys(titles) if not _can_be_set(title, font, root)]
    if not found:
        return
    named = [quoted(title) for title in found[:MAX_NAMED_TITLES]]
    if len(found) > MAX_NAMED_TITLES:
        named.append(f"{len(found) - MAX_NAMED_TITLES} more")
    yield warning(
        "title-without-letters",
        f"the pictures for sharing have no letters for {listed(named)}",
        Location(SETTINGS_FILE),
        'put a font that has them into static/ and write `share_font = "NAME.ttf"` under [publish],'
        " or `share_pictures = false`",
    )


def _can_be_set(title: str, font: str, root: Path) -> bool:
    if max(title) <= LAST_BUILT_IN_CHARACTER:
        return True
    from .canvas import drawable_text, using_font

    with using_font(str(root / font) if font else ""):
        # A font that is damaged is told when a picture is drawn.
        return bool(attempt(lambda: any(map(drawable_text, title_variants(title)))))
