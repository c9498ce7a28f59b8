"""The letters of share pictures: which fonts have them, and in which order they stand.

Words are drawn in the built-in font, and those with letters that it lacks in the first other one
that has them. So Latin words and figures look alike beside all scripts, also where the other font
has none, as many fonts of a script do.
"""

from __future__ import annotations

import functools
import math
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar

from PIL import Image, ImageDraw, ImageFont, features

from ..paths import DATA_FOLDER
from .share_card import Font
from .text_order import begins_from_right, has_letters_from_right, in_visual_order

SCALE = 2
"""How much larger than the picture everything is drawn."""
MAX_CACHED_WORDS = 512
"""Maximum cached word masks: pictures share most words, and a mask takes up to 200 KB."""
_BUILT_IN = Font(f"{DATA_FOLDER}/newsreader.ttf")
_fonts: ContextVar[tuple[Font, ...]] = ContextVar("fonts", default=())
"""The other fonts of the current picture."""
_from_right: ContextVar[bool] = ContextVar("from_right", default=False)
"""Whether texts of the current picture run from right to left, whatever they begin with."""
_SIMPLE_SCRIPTS = frozenset(
    (
        "LATIN GREEK CYRILLIC ARMENIAN GEORGIAN CJK HIRAGANA KATAKANA HANGUL BOPOMOFO"
        " FULLWIDTH HALFWIDTH KATAKANA-HIRAGANA"
    ).split()
)
"""First words of the Unicode names of letters that need no shaping."""
_SUBSTITUTES = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—", "\u202f": "\u00a0"}
)
"""Characters that the built-in font lacks, each with a similar one."""
_OMITTED_CATEGORIES = frozenset({"So", "Sk", "Cf", "Cc", "Co", "Cn"})
"""Unicode categories that can be omitted: symbols, control characters, unassigned ones."""
_MISSING_CHARACTER = "\uffff"
"""A character that no font has."""
_NORMAL_WEIGHT = "Regular"


@contextmanager
def using_fonts(fonts: tuple[Font, ...], *, from_right: bool = False) -> Iterator[None]:
    """While open, use these fonts for texts with letters that the built-in font lacks.

    `from_right` is whether texts with letters from right to left are part of such a page.
    """
    before, direction = _fonts.set(fonts), _from_right.set(from_right)
    try:
        yield
    finally:
        _fonts.reset(before)
        _from_right.reset(direction)


@functools.lru_cache(maxsize=256)
def _opened(size: float, font: Font = _BUILT_IN, *, shaped: bool = False) -> ImageFont.FreeTypeFont:
    layout = ImageFont.Layout.RAQM if shaped else ImageFont.Layout.BASIC
    # `truetype` would look for a damaged file elsewhere, by its name
    opened = ImageFont.FreeTypeFont(font.path, size * SCALE, font.face, layout_engine=layout)
    if font != _BUILT_IN:
        with suppress(OSError, ValueError, NotImplementedError):  # it has one weight only
            opened.set_variation_by_name(_NORMAL_WEIGHT)
    return opened


def face_names(path: str) -> Iterator[str]:
    """Yield the family of each face in the file of a font. Raises OSError."""
    number = 0
    while True:
        try:
            yield ImageFont.FreeTypeFont(path, 20, number).getname()[0] or ""
        except OSError:
            if number:
                return
            raise
        number += 1


@functools.lru_cache(maxsize=8192)
def _has(character: str, font: Font = _BUILT_IN) -> bool:
    opened = _opened(20, font)
    return character.isspace() or bytes(opened.getmask(character)) != bytes(
        opened.getmask(_MISSING_CHARACTER)
    )


def drawable_text(text: str) -> str:
    """Return the text as it can be drawn: in one line, without symbols that the font lacks.

    It is empty if no font has all the letters.
    """
    composed = unicodedata.normalize("NFC", text).translate(_SUBSTITUTES)
    kept = "".join(
        character
        for character in composed
        if _has(character)
        or (
            unicodedata.category(character) not in _OMITTED_CATEGORIES
            and not _is_variant(character)
        )
    )
    if not _is_built_in(kept) and _font_for(kept) is None:
        return ""
    return " ".join(kept.split())


def _is_variant(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f"


def _is_built_in(text: str) -> bool:
    return all(map(_has, text))


def _is_in(text: str, font: Font) -> bool:
    return all(_has(character, font) for character in text)


def _font_for(text: str) -> Font | None:
    """The first font that has all characters which the built-in one lacks.

    None if there is none, or if they cannot be shaped and need to be.
    """
    if needs_shaping(text) and not _shaping_is_available():
        return None
    lacking = "".join(character for character in text if not _has(character))
    return next((font for font in _fonts.get() if _is_in(lacking, font)), None)


def needs_shaping(text: str) -> bool:
    """Return whether letters change form with their neighbours, or run from right to left."""
    return any(
        unicodedata.name(character, "LATIN").partition(" ")[0] not in _SIMPLE_SCRIPTS
        for character in text
        if character.isalpha()
    )


@functools.cache
def _shaping_is_available() -> bool:
    """Whether Raqm and FriBiDi are installed; without them the order would be wrong."""
    return bool(features.check("raqm") and features.check("fribidi"))


def parts_of(text: str) -> list[tuple[str, Font | None]]:
    """Return the parts of a text from left to right, with their fonts; None is the built-in one."""
    words = [part for word in text.split(" ") for part in (" ", word)][1:]
    if not _fonts.get() or _is_built_in(text):
        return [(word, None) for word in words]
    font = _font_for(text)
    if font is None:
        return [(text, None)]
    pieces = [piece for word in words for piece in _pieces(word, font)]
    from_right = has_letters_from_right(text) and (_from_right.get() or begins_from_right(text))
    placed = in_visual_order(pieces, from_right=from_right)
    return [(piece, None if _is_built_in(piece) else font) for piece in placed]


def _pieces(word: str, font: Font) -> Iterator[str]:
    """Split a word, so that each piece is in the built-in font or in this one."""
    if _is_built_in(word) or _is_in(word, font):
        yield word
        return
    piece = ""
    for character in word:
        if piece and _has(character, font) != _has(piece[-1], font):
            yield piece
            piece = ""
        piece += character
    yield piece


def text_width(text: str, size: float) -> float:
    """Return the width of a text at a font size, in pixels."""
    if not _fonts.get():  # most pictures, whose lines are measured many times
        words = text.split(" ")
        spaces = advance(" ", size, None) * (len(words) - 1) if len(words) > 1 else 0.0
        return sum(advance(word, size, None) for word in words) + spaces
    return sum(advance(part, size, font) for part, font in parts_of(text))


@functools.lru_cache(maxsize=16_384)
def advance(part: str, size: float, font: Font | None) -> float:
    """Return the width of a part of a text, in pixels."""
    return _sized(part, size, font).getlength(part) / SCALE


@functools.lru_cache(maxsize=MAX_CACHED_WORDS)
def part_mask(part: str, size: float, font: Font | None) -> tuple[Image.Image, int, int]:
    """Return the mask of a part, enlarged, and its corner from the start of the baseline."""
    face = _sized(part, size, font)
    left, top, right, bottom = map(math.floor, face.getbbox(part, anchor="ls"))
    mask = Image.new("L", (max(right - left, 1) + 1, max(bottom - top, 1) + 1), 0)
    ImageDraw.Draw(mask).text((-left, -top), part, 255, face, anchor="ls")
    return mask, left, top


def _sized(part: str, size: float, font: Font | None) -> ImageFont.FreeTypeFont:
    if font is None:
        return _opened(size)
    return _opened(size, font, shaped=needs_shaping(part))
