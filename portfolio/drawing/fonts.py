"""The fonts of share pictures: the owner's, those of the system, and titles that none has.

The built-in font is used wherever it has the letters. The owner's font is used for everything else
if there is one; otherwise each script has the font that the system has for it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from ..dates import PartialDate
from ..diagnostics import Diagnostic, Location, attempt, error, warning
from ..locale.display import display_date
from ..locale.language import script_of
from ..paths import SETTINGS_FILE
from ..settings import Settings, find_key
from ..text import did_you_mean, listed, quoted, suggestion
from ..theme.themes import Theme
from .share_card import Font
from .system_fonts import known_fonts, scripts_for

LAST_BUILT_IN_CHARACTER = "\u012f"
"""The built-in font has all letters up to this one, so such titles are not checked by drawing."""
_FIRST_FOREIGN_CHARACTER = "\u0250"
"""Latin letters that dates have are before this one."""
MAX_NAMED_TITLES = 3
"""Maximum titles that the warning names."""
FONT_CURE = "use another file of that font, a TTF or OTF"
_FONTS = b"\0\1\0\0", b"OTTO", b"true", b"ttcf"
"""First bytes of font files: TrueType, OpenType, Apple's TrueType, collections."""
_KEYS = ("publish", "share_font")
_FOREIGN = re.compile("[^\0-\u024f\u1e00-\u1eff\u2000-\u206f]")
"""Everything but Latin letters and the punctuation of all scripts."""
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
        cure = suggestion(near, f"put the font into static/, as `static/{font}`")
        yield error("missing-file", f"there is no static file {quoted(font)}", where, cure)
    elif not theme.static[font].content.startswith(_FONTS):
        yield error("unreadable-font", f"`static/{font}` is not a usable font", where, FONT_CURE)


class PictureFonts(Struct, frozen=True):
    """The fonts for letters that the built-in one lacks, of the site in one language."""

    own: Font | None = None
    """The owner's font."""
    by_script: Mapping[str, Font] = MappingProxyType({})
    """Or else the fonts of the system."""
    languages: tuple[str, ...] = ()
    """The languages of the site, this one first."""

    def of(self, texts: Iterable[str]) -> tuple[Font, ...]:
        """Return the fonts for texts, that of the site's language first."""
        if self.own:
            return (self.own,)
        scripts = foreign_scripts(texts, self.languages) if self.by_script else frozenset()
        return tuple(font for script, font in self.by_script.items() if script in scripts)


def foreign_scripts(texts: Iterable[str], languages: tuple[str, ...]) -> frozenset[str]:
    """Return the scripts of texts whose letters the built-in font may lack."""
    foreign = (text for text in texts if not text.isascii() and _FOREIGN.search(text))
    return frozenset().union(*(scripts_for(text, languages) for text in foreign))


def languages_of(settings: Settings) -> tuple[str, ...]:
    """Return the languages of a site, that of this edition first."""
    return settings.site.language, *settings.site.languages


def choose_fonts(
    settings: Settings, theme: Theme, system_fonts: Mapping[str, Font]
) -> PictureFonts:
    """Return the fonts of pictures; `system_fonts` are those that the system has by script."""
    font, languages = settings.publish.share_font or "", languages_of(settings)
    if font in theme.static:
        return PictureFonts(Font(f"static/{font}", digest=theme.static[font].address))
    own = script_of(settings.site.language)
    ordered = sorted(system_fonts, key=lambda script: (script != own, script))
    return PictureFonts(None, {script: system_fonts[script] for script in ordered}, languages)


@functools.cache
def sample_of(language: str) -> str:
    """Return a text with letters that pictures in a language have."""
    return display_date(PartialDate(2024, 5, 17), language)


def has_letters(language: str, fonts: PictureFonts, root: Path) -> bool:
    """Return whether pictures can have the words of a language."""
    sample = sample_of(language)
    return max(sample) < _FIRST_FOREIGN_CHARACTER or _is_drawable(sample, fonts, root)


def undrawable_titles(
    titles: Iterable[str], fonts: PictureFonts, root: Path
) -> Iterator[Diagnostic]:
    """Yield one problem for all titles that no font can draw.

    Their pictures show something else instead. `root` is the folder of the site.
    """
    found = [title for title in dict.fromkeys(titles) if not _can_be_set(title, fonts, root)]
    if not found:
        return
    named = [quoted(title) for title in found[:MAX_NAMED_TITLES]]
    if len(found) > MAX_NAMED_TITLES:
        named.append(f"{len(found) - MAX_NAMED_TITLES} more")
    yield warning(
        "title-without-letters",
        f"the share pictures have no letters for {listed(named)}",
        Location(SETTINGS_FILE),
        _cure(foreign_scripts(found, fonts.languages) - fonts.by_script.keys(), fonts),
    )


def _cure(missing: Iterable[str], fonts: PictureFonts) -> str:
    """What to do about letters that are missing, which are of scripts without a font."""
    packages = sorted({known_fonts()[script].debian for script in missing})
    first = "put a font that has them into static/"
    if packages and not fonts.own:
        named = " ".join(packages)
        first = f"install a font that has them (on Debian `{named}`), or put one into static/"
    return (
        f'{first} and write `share_font = "NAME.ttf"` under [publish], or `share_pictures = false`'
    )


def _can_be_set(title: str, fonts: PictureFonts, root: Path) -> bool:
    if max(title) <= LAST_BUILT_IN_CHARACTER:
        return True
    return any(_is_drawable(text, fonts, root) for text in title_variants(title))


def _is_drawable(text: str, fonts: PictureFonts, root: Path) -> bool:
    from .letters import drawable_text, using_fonts

    with using_fonts(in_folder(fonts.of((text,)), root)):
        # a damaged font is reported when a picture is drawn
        return attempt(lambda: drawable_text(text)) != ""


def in_folder(fonts: Iterable[Font], root: Path) -> tuple[Font, ...]:
    """Return fonts with whole paths; `root` is the folder of the site."""
    return tuple(replace(font, path=str(root / font.path)) for font in fonts)
