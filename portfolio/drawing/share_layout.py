"""Lays out a share picture: the words of its card above, and its bars on a time axis below.

It is filled from the top and from the bottom; the title is as large as the space between allows.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..views.cards import Bar, Emblem, Tick
from .canvas import (
    CONTROL,
    HAIRLINE,
    INK,
    MUTED,
    Canvas,
    RawPicture,
    balanced_lines,
    label_width,
    truncate,
    widest_part,
    wrap,
)
from .emblem_shape import outlines_of
from .letters import drawable_text, text_width, using_fonts
from .share_card import ShareCard

LEFT, RIGHT, TOP, BOTTOM = 72, 1128, 136, 582
"""Edges of the content in pixels, which only bars that fade out exceed. `TOP` is the top of the
text, `BOTTOM` the line at the bottom."""
BADGE_SIZE, GAP = 200, 48
"""Width of a badge or emblem, and the gap between it and the text, in pixels."""
LETTER_SIZES = 62, 62, 52
"""Font sizes of one, two and three letters of an emblem."""
TITLE_SIZES = 124, 110, 98, 88, 78, 70, 62, 55, 49, 44
"""Font sizes of the title; the largest that fits is used."""
TITLE_LEADING, LINE_LEADING = 1.06, 1.36
"""Line heights relative to the font size: of the title, and of the lines beneath it."""
NAME_SIZE, HOST_SIZE, LABEL_SIZE, FIRST_LINE_SIZE, LINE_SIZE, YEAR_SIZE = 32, 25, 21, 37, 30, 23
MAX_LINES = 2
"""Maximum lines into which one line of a card is wrapped."""
MAX_ROWS, ROW_HEIGHT = 5, 46
"""Maximum rows of names, and the height of a row in pixels."""
FADE_WIDTH = 36
"""Pixels beyond the axis over which a lifetime bar fades out."""
STRIPE_WIDTH = 8
"""Width in pixels of the stripes of a bar without a stated end, each thinner than the previous one:
sixteen greys are too few for a smooth fade."""


def draw_share_card(card: ShareCard, badge: RawPicture | None = None) -> bytes:
    """Return a card as a PNG, with the pixels of its badge.

    Raises OSError if a font cannot be read.
    """
    with using_fonts(card.fonts, from_right=card.is_mirrored):
        return _drawn(card, badge)


def _drawn(card: ShareCard, badge: RawPicture | None) -> bytes:
    canvas = Canvas(is_mirrored=card.is_mirrored)
    _draw_header(canvas, card)
    width = RIGHT - LEFT
    if badge or card.emblem:
        width -= BADGE_SIZE + GAP
    if badge:
        canvas.picture(RIGHT, TOP, badge)
    elif card.emblem:
        _draw_emblem(canvas, card.emblem)
    bottom: float = BOTTOM - 24
    if card.bars and card.ticks:
        bottom = _draw_axis(canvas, card.ticks, card.bars)
    canvas.box(LEFT, BOTTOM, RIGHT, BOTTOM + 1.5)
    _draw_words(canvas, card, width, bottom)
    return canvas.png(card.accent)


def _draw_emblem(canvas: Canvas, emblem: Emblem) -> None:
    left, (outer, inner) = RIGHT - BADGE_SIZE, outlines_of(emblem.shape)
    canvas.accent_shape(left, TOP, BADGE_SIZE, ((outer, 5), (inner, 2)))
    if letters := drawable_text(emblem.letters):
        size = LETTER_SIZES[min(len(letters), len(LETTER_SIZES)) - 1]
        start = left + (BADGE_SIZE - text_width(letters, size)) / 2
        canvas.text(start, TOP + BADGE_SIZE / 2 + size * 0.33, letters, size)


def _draw_header(canvas: Canvas, card: ShareCard) -> None:
    canvas.accent_box(LEFT, 46, RIGHT, 51)
    canvas.box(LEFT, 56, RIGHT, 57.5)
    host = truncate(drawable_text(card.host), HOST_SIZE, (RIGHT - LEFT) / 2)
    start = RIGHT - text_width(host, HOST_SIZE)
    name = truncate(_first_drawable(card.name), NAME_SIZE, start - LEFT - GAP)
    canvas.text(LEFT, 95, name, NAME_SIZE)
    canvas.text(start if name else LEFT, 95, host, HOST_SIZE, MUTED)


def _first_drawable(candidates: Iterable[str]) -> str:
    """The first candidate that can be drawn; empty if there is none."""
    return next(filter(None, map(drawable_text, candidates)), "")


def _draw_words(canvas: Canvas, card: ShareCard, width: float, bottom: float) -> None:
    """Draw the label, the title and the lines beneath it."""
    top: float = TOP
    label = drawable_text(card.label).upper()
    if label and label_width(label, LABEL_SIZE) <= width:
        canvas.label_text(LEFT, top + LABEL_SIZE * 0.7, label, LABEL_SIZE, MUTED)
        top += LABEL_SIZE * 2
    heading = _first_drawable(card.heading)
    beneath = list(_lines_beneath(card, heading, width))
    if card.leaders:
        bottom = _draw_leaders(canvas, card.leaders)
    room = bottom - top - sum(size * LINE_LEADING for _, size, _ in beneath)
    size, lines = _fitted_title(heading, width, room)
    for line in lines:
        canvas.text(LEFT, top + size * 0.76, line, size)
        top += size * TITLE_LEADING
    top += size * 0.12
    for words, size, tone in beneath:
        canvas.text(LEFT, top + size, words, size, tone)
        top += size * LINE_LEADING


def _fitted_title(heading: str, width: float, room: float) -> tuple[float, list[str]]:
    """The largest size at which the title fits, and its lines."""
    for size in TITLE_SIZES:
        most = int((room - size * 0.12) / (size * TITLE_LEADING))
        if widest_part(heading, size) <= width and len(wrap(heading, size, width)) <= most:
            return size, balanced_lines(heading, size, width, most)
    return TITLE_SIZES[-1], balanced_lines(heading, TITLE_SIZES[-1], width, max(most, 1))


def _lines_beneath(card: ShareCard, heading: str, width: float) -> Iterable[tuple[str, float, int]]:
    """The lines beneath the title, each with its size and tone; nothing is repeated."""
    size, tone = FIRST_LINE_SIZE, INK
    for line in card.lines:
        parts = [part for part in map(drawable_text, line) if part and part != heading]
        most = MAX_LINES if card.bars or card.leaders else 2 * MAX_LINES
        while len(parts) > 2 and len(wrap(" · ".join(parts), size, width)) > most:
            parts[-2:] = ["…"]
        if parts:
            yield from (
                (words, size, tone)
                for words in balanced_lines(" · ".join(parts), size, width, most)
            )
            size, tone = LINE_SIZE, MUTED


def _draw_leaders(canvas: Canvas, leaders: Iterable[tuple[str, int]]) -> float:
    """Draw names in two columns at the bottom, with dotted leaders; return their top."""
    named = [(words, f"{figure:,}") for name, figure in leaders if (words := drawable_text(name))]
    named = named[: 2 * MAX_ROWS]
    rows, wide = -(-len(named) // 2), (RIGHT - LEFT - GAP) / 2
    top = BOTTOM - rows * ROW_HEIGHT - 8
    for number, (name, figure) in enumerate(named):
        left, base = (
            LEFT + number // rows * (wide + GAP),
            top + (number % rows + 1) * ROW_HEIGHT - 12,
        )
        right = left + wide - text_width(figure, LINE_SIZE)
        words = truncate(name, LINE_SIZE, right - left - GAP / 2)
        canvas.text(left, base, words, LINE_SIZE)
        canvas.text(right, base, figure, LINE_SIZE)
        for x in range(int(right - 14), int(left + text_width(words, LINE_SIZE) + 10), -9):
            canvas.dot(x, base - 2, 1.25, CONTROL)
    return top - 16


def _draw_axis(canvas: Canvas, ticks: Iterable[Tick], bars: tuple[Bar, ...]) -> float:
    """Draw the years and the bars from the bottom up; return their top."""
    thick, pitch, space = (14, 64, 0) if len(bars) == 1 else (6, 15, 12)
    top = BOTTOM - len(bars) * pitch - space
    for tick in ticks:
        x, words = _x_of(tick.at), str(tick.year)
        canvas.box(x - 0.5, top, x + 0.5, BOTTOM, HAIRLINE)
        if x + text_width(words, YEAR_SIZE) <= RIGHT:
            canvas.text(x, top - 8, words, YEAR_SIZE, MUTED)
    for number, bar in enumerate(bars):
        middle = (BOTTOM + top) / 2 + (number - (len(bars) - 1) / 2) * pitch
        _draw_bar(canvas, bar, middle - thick / 2, thick)
    return top - YEAR_SIZE - 24


def _x_of(percent: float) -> float:
    return LEFT + (RIGHT - LEFT) * percent / 100


def _draw_bar(canvas: Canvas, bar: Bar, top: float, thick: float) -> None:
    """Draw a bar as pages do: solid, fading, striped, hollow, dotted, or a ring for one date."""
    left, middle = _x_of(bar.start), top + thick / 2
    right = max(_x_of(bar.end), left + thick)
    if bar.kind == "past":
        canvas.border(left, top, right, top + thick, MUTED, thick / 7)
    elif bar.kind == "point":
        canvas.dot(left, middle, thick * 0.6, INK, thick / 5)
    elif bar.kind == "dotted":
        small = thick / 4 + 1
        for step in range(int((right - left) / (small * 3.5)) + 1):
            canvas.dot(left + small + step * small * 3.5, middle, small)
    elif bar.kind == "open":
        steps = max(int((right - left) / STRIPE_WIDTH), 1)
        for step in range(steps):
            start = left + step * STRIPE_WIDTH
            canvas.box(start, top, start + STRIPE_WIDTH * (1 - step / steps), top + thick)
    else:
        canvas.box(left, top, right, top + thick)
        if bar.kind == "lifetime":
            _draw_fade(canvas, right, top, thick)


def _draw_fade(canvas: Canvas, left: float, top: float, thick: float) -> None:
    """Draw the end of a bar, fading from pixel to pixel."""
    for step in range(FADE_WIDTH):
        tone = round(INK * (1 - (step + 1) / FADE_WIDTH))
        canvas.box(left + step, top, left + step + 1, top + thick, tone)
