"""The accent of a theme: one colour of the owner's, made legible on the paper of each scheme.

Lightness and chroma are those of OKLCH (CSS Color 4), contrast is that of WCAG 2.2.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from msgspec import Struct

LEAST_CONTRAST = 4.5
"""Minimum contrast of text with its paper (WCAG 2.2, level AA)."""
LIGHTNESS_STEP = 0.01
"""By how much the lightness is moved at a time; a smaller difference is not seen."""
LIGHT_LIMITS, DARK_LIMITS = (0.48, 0.17), (0.78, 0.12)
"""Where the search for a legible colour begins: the highest lightness on light paper and the lowest
on dark paper, each with the highest chroma that does not glare there."""
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")

Lab = tuple[float, float, float]


class Accent(Struct, frozen=True):
    """An accent in both schemes, as `#rrggbb`."""

    light: str
    """On light paper."""
    dark: str
    """On dark paper."""


def is_color(text: str) -> bool:
    """Whether a text is a colour as `#rgb` or `#rrggbb`."""
    return _HEX.fullmatch(text) is not None


def six_digits(color: str) -> str:
    """A colour as `#rrggbb`."""
    if len(color) == len("#rgb"):
        return "#" + "".join(digit * 2 for digit in color[1:])
    return color


def make_accent(color: str, light: Iterable[str], dark: Iterable[str]) -> Accent:
    """A colour with its lightness moved until it is legible on the papers of both schemes."""
    color = six_digits(color)
    return Accent(
        _legible(color, tuple(light), *LIGHT_LIMITS, step=-LIGHTNESS_STEP),
        _legible(color, tuple(dark), *DARK_LIMITS, step=LIGHTNESS_STEP),
    )


def is_legible(color: str, papers: Iterable[str]) -> bool:
    """Whether text of a colour can be read on papers."""
    return min(_contrast(color, paper) for paper in papers) >= LEAST_CONTRAST


def _legible(
    color: str, papers: tuple[str, ...], limit: float, chroma: float, *, step: float
) -> str:
    """The colour itself if it is legible, or else one of its hue that is."""
    if is_legible(color, papers):
        return color
    lightness, a, b = _oklab(color)
    lightness = max(lightness, limit) if step > 0 else min(lightness, limit)
    scale = min(1.0, chroma / (math.hypot(a, b) or 1.0))
    found = _hex((lightness, a * scale, b * scale))
    while 0 < lightness < 1 and not is_legible(found, papers):
        lightness += step
        found = _hex((lightness, a * scale, b * scale))
    return found


def _contrast(one: str, other: str) -> float:
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = _linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(color: str) -> Lab:
    """The red, green and blue of a colour as light, from 0 to 1."""
    digits = six_digits(color)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _as_light(red), _as_light(green), _as_light(blue)


def _as_light(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _as_written(light: float) -> int:
    """A part of a colour from 0 to 255; what no screen can show is cut off."""
    light = min(max(light, 0.0), 1.0)
    part = light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return round(part * 255)


def _oklab(color: str) -> Lab:
    red, green, blue = _linear(color)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _hex(lab: Lab) -> str:
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    parts = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{_as_written(part):02x}" for part in parts)
