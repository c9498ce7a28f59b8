"""A canvas of 1200 by 630 pixels for text, shapes and one picture, in greys and an accent.

Everything is drawn at twice the size and scaled down, so text is placed to half a pixel. The
palette is fixed, so no colours need to be quantized.
"""

from __future__ import annotations

import functools
import io
import math
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from PIL import Image, ImageChops, ImageDraw, ImageFont, features

from ..paths import DATA_FOLDER
from .share_card import SHARE_SIZE

PAPER, HAIRLINE, CONTROL, MUTED, INK = 0, 35, 135, 187, 255
"""Tones of grey, from 0 (paper) to 255 (ink)."""
_FONT = f"{DATA_FOLDER}/newsreader.ttf"
_owner_font: ContextVar[str] = ContextVar("own", default="")
"""The path of the owner's font for the current picture; empty if there is none."""
_SIMPLE_SCRIPTS = frozenset(
    (
        "LATIN GREEK CYRILLIC ARMENIAN GEORGIAN CJK HIRAGANA KATAKANA HANGUL BOPOMOFO"
        " FULLWIDTH HALFWIDTH KATAKANA-HIRAGANA"
    ).split()
)
"""First words of the Unicode names of letters that need no shaping."""
LABEL_SPACE = 0.09
"""Letter spacing of a label, relative to its size."""
_SCALE = 2
_GREYS, _ACCENTS = 11, 5
_PICTURE_COLORS = 112
"""Maximum colours of the picture: with those of the rest, half of what a palette holds."""
_COMPRESSION = {"compress_level": 6, "compress_type": 3}
"""Options of zlib: the strategy Z_RLE takes half the time for one percent more bytes."""
MAX_CACHED_WORDS = 512
"""Maximum cached word masks: pictures share most words, and a mask takes up to 200 KB."""
_STOPS = (
    (PAPER, 0xFBFAF8),
    (HAIRLINE, 0xDCD8D0),
    (CONTROL, 0x857F75),
    (MUTED, 0x57534C),
    (INK, 0x1C1B19),
)
PAPER_COLOR = _STOPS[0][1]
_SUBSTITUTES = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—", "\u202f": "\u00a0"}
)
"""Characters that the font lacks, each with a similar one."""
_OMITTED_CATEGORIES = frozenset({"So", "Sk", "Cf", "Cc", "Co", "Cn"})
"""Unicode categories that can be omitted: symbols, control characters, unassigned ones."""
_AFTER_THE_REST = bytes((number + _GREYS + _ACCENTS) % 256 for number in range(256))
"""The number of each colour of a picture in the palette of the whole."""
_SMOOTH = 4
"""By how much shapes are drawn larger, to be scaled down."""
Outline = tuple[tuple[tuple[float, float], ...], float]
"""The points of a closed line and its thickness in pixels."""
RawPicture = tuple[str, tuple[int, int], bytes]
"""A mode of Pillow, a width and height, and the pixels."""
_MISSING_CHARACTER = "\uffff"
"""A character that no font has."""


@contextmanager
def using_font(path: str) -> Iterator[None]:
    """While open, use the font at `path` for text with letters that the built-in font lacks."""
    before = _owner_font.set(path)
    try:
        yield
    finally:
        _owner_font.reset(before)


@functools.lru_cache(maxsize=256)
def _font(size: float, path: str = _FONT, *, shaped: bool = False) -> ImageFont.FreeTypeFont:
    layout = ImageFont.Layout.RAQM if shaped else ImageFont.Layout.BASIC
    return ImageFont.truetype(path, size * _SCALE, layout_engine=layout)


@functools.lru_cache(maxsize=8192)
def _has(character: str, path: str = _FONT) -> bool:
    font = _font(20, path)
    return character.isspace() or bytes(font.getmask(character)) != bytes(
        font.getmask(_MISSING_CHARACTER)
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
    if not _is_built_in(kept) and not _is_in_owner_font(kept):
        return ""
    return " ".join(kept.split())


def _is_built_in(text: str) -> bool:
    return all(map(_has, text))


def _is_in_owner_font(text: str) -> bool:
    """Whether the owner's font has all characters, and they can be shaped if they need to be."""
    path = _owner_font.get()
    return (
        bool(path)
        and all(_has(character, path) for character in text)
        and (not _needs_shaping(text) or _shaping_is_available())
    )


def _needs_shaping(text: str) -> bool:
    """Whether letters change form with their neighbours, or run from right to left."""
    return any(
        unicodedata.name(character, "LATIN").partition(" ")[0] not in _SIMPLE_SCRIPTS
        for character in text
        if character.isalpha()
    )


@functools.cache
def _shaping_is_available() -> bool:
    """Whether Raqm and FriBiDi are installed; without them the order would be wrong."""
    return bool(features.check("raqm") and features.check("fribidi"))


def _font_for(text: str, size: float) -> ImageFont.FreeTypeFont:
    """The font for a text."""
    path = _owner_font.get()
    if not path or _is_built_in(text):
        return _font(size)
    return _font(size, path, shaped=_needs_shaping(text))


def _is_variant(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f"


def text_width(text: str, size: float) -> float:
    """Return the width of a text at a font size, in pixels."""
    words = _words(text)
    spaces = 0.0
    if len(words) > 1:
        spaces = _width(" ", size, "") * (len(words) - 1)
    return sum(_width(word, size, _owner_font.get()) for word in words) + spaces


def _words(text: str) -> list[str]:
    """The parts of a text that are drawn separately: its words, or all in the owner's font."""
    if _owner_font.get() and not _is_built_in(text):
        return [text]
    return text.split(" ")


@functools.lru_cache(maxsize=16_384)
def _width(word: str, size: float, _font_path: str) -> float:
    return _font_for(word, size).getlength(word) / _SCALE


def label_width(words: str, size: float) -> float:
    """Return the width of a label, in pixels."""
    return sum(text_width(character, size) + size * LABEL_SPACE for character in words)


def wrap(text: str, size: float, width: float) -> list[str]:
    """Return the text in as few lines as the width allows; words that are too long are split."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if text_width(joined, size) <= width:
            lines[-1] = joined
            continue
        lines[-1:] = [*filter(None, [lines[-1]]), *_pieces(word, size, width)]
    return lines


def balanced_lines(text: str, size: float, width: float, most: int) -> list[str]:
    """Return the text in at most `most` lines of similar length; the last may be truncated."""
    lines = wrap(text, size, width)
    if len(lines) > most:
        return [*lines[: most - 1], truncate(" ".join(lines[most - 1 :]), size, width)]
    narrow, wide = max([width / 2, *(text_width(word, size) for word in text.split())]), width
    while len(lines) > 1 and wide - narrow > size / 4:
        middle = (narrow + wide) / 2
        found = wrap(text, size, middle)
        if len(found) == len(lines):
            wide, lines = middle, found
        else:
            narrow = middle
    return lines


def _pieces(word: str, size: float, width: float) -> list[str]:
    if text_width(word, size) <= width:
        return [word]
    pieces = [""]
    for character in word:
        if text_width(pieces[-1] + character, size) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def truncate(text: str, size: float, width: float) -> str:
    """Return the text, truncated with an ellipsis if it is too long for one line."""
    if text_width(text, size) <= width:
        return text
    kept = text
    while kept and text_width(f"{kept}…", size) > width:
        kept = kept[:-1]
    if len(kept) < len(text) and text[len(kept)] != " ":
        words = kept.rpartition(" ")[0]
        if len(words) > len(kept) * 0.6:
            kept = words
    return f"{kept.rstrip(' ,;:.·–-')}…"


@functools.lru_cache(maxsize=MAX_CACHED_WORDS)
def _word_mask(word: str, size: float, _font_path: str) -> tuple[Image.Image, int, int]:
    """The mask of a word at double size, and its corner relative to the start of the baseline."""
    face = _font_for(word, size)
    left, top, right, bottom = map(math.floor, face.getbbox(word, anchor="ls"))
    mask = Image.new("L", (max(right - left, 1) + 1, max(bottom - top, 1) + 1), 0)
    ImageDraw.Draw(mask).text((-left, -top), word, 255, face, anchor="ls")
    return mask, left, top


class Canvas:
    """A canvas. Coordinates are in pixels from the upper left corner."""

    def __init__(self) -> None:
        self._image = Image.new("L", (SHARE_SIZE[0] * _SCALE, SHARE_SIZE[1] * _SCALE), PAPER)
        self._pen = ImageDraw.Draw(self._image)
        self._accented = Image.new("L", SHARE_SIZE, 0)
        self._picture: tuple[int, int, Image.Image] | None = None

    def text(self, x: float, baseline: float, words: str, size: float, tone: int = INK) -> None:
        """Draw text from a point on its baseline."""
        for word in _words(words):
            mask, left, top = _word_mask(word, size, _owner_font.get())
            self._image.paste(
                tone, (round(x * _SCALE) + left, round(baseline * _SCALE) + top), mask
            )
            x += _width(word, size, _owner_font.get()) + _width(" ", size, "")

    def label_text(self, x: float, baseline: float, words: str, size: float, tone: int) -> None:
        """Draw text with letter spacing, unless it needs shaping."""
        if _needs_shaping(words):
            self.text(x, baseline, words, size, tone)
            return
        for character in words:
            self.text(x, baseline, character, size, tone)
            x += text_width(character, size) + size * LABEL_SPACE

    def box(self, left: float, top: float, right: float, bottom: float, tone: int = INK) -> None:
        """Fill a rectangle."""
        self._pen.rectangle(_corners(left, top, right, bottom), tone)

    def border(
        self, left: float, top: float, right: float, bottom: float, tone: int, thick: float
    ) -> None:
        """Draw a rectangle with a border, filled with the colour of the paper."""
        self._pen.rectangle(_corners(left, top, right, bottom), PAPER, tone, round(thick * _SCALE))

    def dot(self, x: float, y: float, radius: float, tone: int = INK, thick: float = 0) -> None:
        """Draw a dot, or a circle if `thick` is its line width."""
        corners = _corners(x - radius, y - radius, x + radius, y + radius)
        self._pen.ellipse(corners, PAPER if thick else tone, tone, round(thick * _SCALE))

    def accent_box(self, left: int, top: int, right: int, bottom: int) -> None:
        """Fill a rectangle with the accent."""
        self._accented.paste(255, (left, top, right, bottom))

    def accent_shape(self, left: int, top: int, size: int, outlines: Iterable[Outline]) -> None:
        """Draw closed lines of the accent, each with its thickness; points are from 0 to 1."""
        mask = Image.new("L", (size * _SMOOTH, size * _SMOOTH), 0)
        pen = ImageDraw.Draw(mask)
        for points, thick in outlines:
            line = [(x * mask.width, y * mask.height) for x, y in points]
            pen.line([*line, *line[:2]], 255, round(thick * _SMOOTH), joint="curve")
        self._accented.paste(mask.reduce(_SMOOTH), (left, top))

    def picture(self, right: int, top: int, pixels: RawPicture) -> None:
        """Place a picture by its upper right corner."""
        image = Image.frombytes(*pixels)
        self._picture = (right - image.width, top, image)

    def png(self, accent: str) -> bytes:
        """Return a PNG with a palette of few colours, one of them the accent, as `#rrggbb`."""
        image = self._image.reduce(_SCALE).point(
            [round(tone * (_GREYS - 1) / 255) for tone in range(256)]
        )
        tones = [_GREYS - 1 + math.ceil(tone * _ACCENTS / 255) for tone in range(256)]
        image.paste(self._accented.point(tones), mask=self._accented.point([0, *[255] * 255]))
        palette = _palette(int(accent[1:], 16))
        if self._picture:
            left, top, picture = self._picture
            colors = picture.quantize(_PICTURE_COLORS, Image.Quantize.FASTOCTREE)
            numbers = colors.tobytes().translate(_AFTER_THE_REST)
            paper = Image.new("RGB", picture.size, f"#{PAPER_COLOR:06x}")
            inked = ImageChops.difference(picture, paper).convert("L").point([0, *[255] * 255])
            image.paste(Image.frombytes("L", colors.size, numbers), (left, top), inked)
            palette += bytes(colors.getpalette() or ())
        image.putpalette(palette)
        content = io.BytesIO()
        image.save(content, "PNG", **_COMPRESSION)
        return content.getvalue()


def _corners(left: float, top: float, right: float, bottom: float) -> tuple[int, int, int, int]:
    """The corners of a rectangle for Pillow, which includes the last pixel."""
    x, y = round(left * _SCALE), round(top * _SCALE)
    return x, y, max(x, round(right * _SCALE) - 1), max(y, round(bottom * _SCALE) - 1)


def _palette(accent: int) -> bytes:
    greys = [_interpolated(_STOPS, step * 255 / (_GREYS - 1)) for step in range(_GREYS)]
    stops = ((0, PAPER_COLOR), (255, accent))
    accents = [_interpolated(stops, step * 255 / _ACCENTS) for step in range(1, _ACCENTS + 1)]
    return b"".join([*greys, *accents])


def _interpolated(stops: tuple[tuple[int, int], ...], tone: float) -> bytes:
    """The colour of a tone, interpolated between its neighbours."""
    at = next(number for number in range(1, len(stops)) if tone <= stops[number][0])
    (low, first), (high, last) = stops[at - 1], stops[at]
    part = (tone - low) / (high - low)
    return bytes(
        round(one + (other - one) * part)
        for one, other in zip(first.to_bytes(3, "big"), last.to_bytes(3, "big"), strict=True)
    )
