"""The fonts of share pictures: the owner's font, and titles that no font has letters for."""

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
    where = find_key(SETTINGS_FILE, text, _KEYS)
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


def undrawable_titles(titles: Iterable[str], font: str, root: Path) -> Iterator[Diagnostic]:
    """Yield one problem for all titles that no font can draw.

    Their pictures show something else instead. `font` is the path of the owner's font in the
    site, whose folder is `root`.
    """
    found = [title for title in dict.fromkeys(titles) if not _can_be_set(title, font, root)]
    if not found:
        return
    named = [quoted(title) for title in found[:MAX_NAMED_TITLES]]
    if len(found) > MAX_NAMED_TITLES:
        named.append(f"{len(found) - MAX_NAMED_TITLES} more")
    yield warning(
        "title-without-letters",
        f"the share pictures have no letters for {listed(named)}",
        Location(SETTINGS_FILE),
        'put a font that has them into static/ and write `share_font = "NAME.ttf"` under [publish],'
        " or `share_pictures = false`",
    )


def _can_be_set(title: str, font: str, root: Path) -> bool:
    if max(title) <= LAST_BUILT_IN_CHARACTER:
        return True
    from .canvas import drawable_text, using_font

    with using_font(str(root / font) if font else ""):
        # a damaged font is reported when a picture is drawn
        return bool(attempt(lambda: any(map(drawable_text, title_variants(title)))))
