"""A canvas of 1200 by 630 pixels for text, shapes and one picture, in greys and an accent.

Everything is drawn at twice the size and scaled down, so text is placed to half a pixel. The
palette is fixed, so no colours need to be quantized.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable

from PIL import Image, ImageChops, ImageDraw

from .letters import SCALE, advance, needs_shaping, part_mask, parts_of, text_width
from .line_breaks import parts_of_lines
from .share_card import SHARE_SIZE

PAPER, HAIRLINE, CONTROL, MUTED, INK = 0, 35, 135, 187, 255
"""Tones of grey, from 0 (paper) to 255 (ink)."""
LABEL_SPACE = 0.09
"""Letter spacing of a label, relative to its size."""
_GREYS, _ACCENTS = 11, 5
_PICTURE_COLORS = 112
"""Maximum colours of the picture: with those of the rest, half of what a palette holds."""
_COMPRESSION = {"compress_level": 6, "compress_type": 3}
"""Options of zlib: the strategy Z_RLE takes half the time for one percent more bytes."""
_STOPS = (
    (PAPER, 0xFBFAF8),
    (HAIRLINE, 0xDCD8D0),
    (CONTROL, 0x857F75),
    (MUTED, 0x57534C),
    (INK, 0x1C1B19),
)
PAPER_COLOR = _STOPS[0][1]
_AFTER_THE_REST = bytes((number + _GREYS + _ACCENTS) % 256 for number in range(256))
"""The number of each colour of a picture in the palette of the whole."""
_SMOOTH = 4
"""By how much shapes are drawn larger, to be scaled down."""
Outline = tuple[tuple[tuple[float, float], ...], float]
"""The points of a closed line and its thickness in pixels."""
RawPicture = tuple[str, tuple[int, int], bytes]
"""A mode of Pillow, a width and height, and the pixels."""


def label_width(words: str, size: float) -> float:
    """Return the width of a label, in pixels."""
    return sum(text_width(character, size) + size * LABEL_SPACE for character in words)


def wrap(text: str, size: float, width: float) -> list[str]:
    """Return the text in as few lines as the width allows; words that are too long are split."""
    lines = [""]
    for part in parts_of_lines(text):
        joined = lines[-1] + part
        if text_width(joined.rstrip(), size) <= width:
            lines[-1] = joined
            continue
        lines[-1:] = [*filter(None, [lines[-1]]), *_pieces(part, size, width)]
    return [line.rstrip() for line in lines]


def widest_part(text: str, size: float) -> float:
    """Return the width of the widest part of a text that stays on one line, in pixels."""
    return max((text_width(part.rstrip(), size) for part in parts_of_lines(text)), default=0)


def balanced_lines(text: str, size: float, width: float, most: int) -> list[str]:
    """Return the text in at most `most` lines of similar length; the last may be truncated."""
    lines = wrap(text, size, width)
    if len(lines) > most:
        return [*lines[: most - 1], truncate(" ".join(lines[most - 1 :]), size, width)]
    narrow, wide = max(width / 2, widest_part(text, size)), width
    while len(lines) > 1 and wide - narrow > size / 4:
        middle = (narrow + wide) / 2
        found = wrap(text, size, middle)
        if len(found) == len(lines):
            wide, lines = middle, found
        else:
            narrow = middle
    return lines


def _pieces(word: str, size: float, width: float) -> list[str]:
    if text_width(word.rstrip(), size) <= width:
        return [word]
    pieces = [""]
    for character in word:
        if character != " " and text_width(pieces[-1] + character, size) > width:
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


class Canvas:
    """A canvas. Coordinates are in pixels from the upper left corner.

    For pages that run from right to left it is mirrored, but for letters and pictures themselves.
    """

    def __init__(self, *, is_mirrored: bool = False) -> None:
        self._is_mirrored = is_mirrored
        self._image = Image.new("L", (SHARE_SIZE[0] * SCALE, SHARE_SIZE[1] * SCALE), PAPER)
        self._pen = ImageDraw.Draw(self._image)
        self._accented = Image.new("L", SHARE_SIZE, 0)
        self._picture: tuple[int, int, Image.Image] | None = None

    def text(self, x: float, baseline: float, words: str, size: float, tone: int = INK) -> None:
        """Draw text from a point on its baseline."""
        self._text(self._left(x, text_width(words, size)), baseline, words, size, tone)

    def _text(self, x: float, baseline: float, words: str, size: float, tone: int) -> None:
        for part, font in parts_of(words):
            if not part.isspace():
                mask, left, top = part_mask(part, size, font)
                corner = round(x * SCALE) + left, round(baseline * SCALE) + top
                self._image.paste(tone, corner, mask)
            x += advance(part, size, font)

    def label_text(self, x: float, baseline: float, words: str, size: float, tone: int) -> None:
        """Draw text with letter spacing, unless it needs shaping."""
        if needs_shaping(words):
            self.text(x, baseline, words, size, tone)
            return
        x = self._left(x, label_width(words, size) - size * LABEL_SPACE)
        for character in words:
            self._text(x, baseline, character, size, tone)
            x += text_width(character, size) + size * LABEL_SPACE

    def _left(self, x: float, width: float) -> float:
        """The left edge of something that begins at `x`."""
        if self._is_mirrored:
            return SHARE_SIZE[0] - x - width
        return x

    def box(self, left: float, top: float, right: float, bottom: float, tone: int = INK) -> None:
        """Fill a rectangle."""
        self._pen.rectangle(self._corners(left, top, right, bottom), tone)

    def border(
        self, left: float, top: float, right: float, bottom: float, tone: int, thick: float
    ) -> None:
        """Draw a rectangle with a border, filled with the colour of the paper."""
        corners = self._corners(left, top, right, bottom)
        self._pen.rectangle(corners, PAPER, tone, round(thick * SCALE))

    def dot(self, x: float, y: float, radius: float, tone: int = INK, thick: float = 0) -> None:
        """Draw a dot, or a circle if `thick` is its line width."""
        corners = self._corners(x - radius, y - radius, x + radius, y + radius)
        self._pen.ellipse(corners, PAPER if thick else tone, tone, round(thick * SCALE))

    def accent_box(self, left: int, top: int, right: int, bottom: int) -> None:
        """Fill a rectangle with the accent."""
        start = round(self._left(left, right - left))
        self._accented.paste(255, (start, top, start + right - left, bottom))

    def accent_shape(self, left: int, top: int, size: int, outlines: Iterable[Outline]) -> None:
        """Draw closed lines of the accent, each with its thickness; points are from 0 to 1."""
        mask = Image.new("L", (size * _SMOOTH, size * _SMOOTH), 0)
        pen = ImageDraw.Draw(mask)
        for points, thick in outlines:
            line = [(x * mask.width, y * mask.height) for x, y in points]
            pen.line([*line, *line[:2]], 255, round(thick * _SMOOTH), joint="curve")
        self._accented.paste(mask.reduce(_SMOOTH), (round(self._left(left, size)), top))

    def picture(self, right: int, top: int, pixels: RawPicture) -> None:
        """Place a picture by its upper right corner."""
        image = Image.frombytes(*pixels)
        self._picture = (round(self._left(right - image.width, image.width)), top, image)

    def _corners(
        self, left: float, top: float, right: float, bottom: float
    ) -> tuple[int, int, int, int]:
        """The corners of a rectangle for Pillow, which includes the last pixel."""
        if self._is_mirrored:
            left, right = SHARE_SIZE[0] - right, SHARE_SIZE[0] - left
        x, y = round(left * SCALE), round(top * SCALE)
        return x, y, max(x, round(right * SCALE) - 1), max(y, round(bottom * SCALE) - 1)

    def png(self, accent: str) -> bytes:
        """Return a PNG with a palette of few colours, one of them the accent, as `#rrggbb`."""
        image = self._image.reduce(SCALE).point(
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
