"""The outlines of emblems as points, for pictures; `emblem.html` draws the same for pages."""

from __future__ import annotations

import math

Points = tuple[tuple[float, float], ...]


def _arc(middle: float, height: float, radius: float, start: int, end: int) -> Points:
    """The points of an arc, in degrees from the left over the top."""
    return tuple(
        (
            middle - radius * math.cos(math.radians(turn)),
            height - radius * math.sin(math.radians(turn)),
        )
        for turn in range(start, end + 1, 5)
    )


def _in_80(*points: float) -> Points:
    """Points of a drawing of 80 by 80."""
    return tuple((x / 80, y / 80) for x, y in zip(points[::2], points[1::2], strict=True))


OUTLINES = {
    "circle": _arc(0.5, 0.5, 0.45, 0, 355),
    "hexagon": _in_80(40, 3, 72, 21.5, 72, 58.5, 40, 77, 8, 58.5, 8, 21.5),
    "octagon": _in_80(25.5, 5, 54.5, 5, 75, 25.5, 75, 54.5, 54.5, 75, 25.5, 75, 5, 54.5, 5, 25.5),
    "arch": (*_arc(0.5, 0.4375, 0.3875, 0, 180), (0.8875, 0.95), (0.1125, 0.95)),
    "shield": _in_80(
        8, 6, 72, 6, 72, 40, 69, 53, 61, 64, 51, 72, 40, 77, 29, 72, 19, 64, 11, 53, 8, 40
    ),
    "square": _in_80(7, 7, 73, 7, 73, 73, 7, 73),
    "lozenge": _in_80(40, 2, 78, 40, 40, 78, 2, 40),
}
"""The points of each shape, from 0 to 1."""
INNER = 0.88
"""The size of the inner line, relative to the outer one."""


def outlines_of(shape: str) -> tuple[Points, Points]:
    """The outer and the inner line of an emblem."""
    outer = OUTLINES[shape]
    return outer, tuple((0.5 + (x - 0.5) * INNER, 0.5 + (y - 0.5) * INNER) for x, y in outer)
