"""What an owner decides of the look of every theme: the accent and the font of headings."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..diagnostics import Diagnostic, Diagnostics, Location, error, warning
from ..text import listed, quoted
from .accent import Accent, is_color, is_legible, make_accent, six_digits
from .declarations import Declaration, colors_of

CUSTOM_CSS = "custom.css"
"""The static file of a site that every theme loads after its own stylesheet."""
SYSTEM_FONT = "system"
"""The value of the option `font` for the fonts of the reader's system."""
FONT_ENDINGS = (".woff2", ".woff", ".ttf", ".otf")
"""How the names of fonts end that browsers can use."""


def choose_look(
    root: Path,
    chain: Iterable[Declaration],
    options: Mapping[str, Any],
    stylesheet: str,
    place: Callable[[str], Location],
) -> tuple[Accent, str, Diagnostics]:
    """The accent, the rules to be added to a theme's stylesheet, and what is wrong with them.

    `chain` are the theme and its parents. `place` tells where an option is set.
    """
    chain = tuple(chain)
    accent, color_problems = _choose_accent(colors_of(chain), options["accent"], place)
    if any(one.accent_is_ground for one in chain):
        color_problems = tuple(p for p in color_problems if p.code != "illegible-color")
    font, font_problems = _font_rules(root, options["font"], stylesheet, place)
    rules = f":root{{--accent-light:{accent.light};--accent-dark:{accent.dark}}}{font}"
    return accent, rules, (*color_problems, *font_problems)


def _choose_accent(
    colors: Mapping[str, Any], own: str, place: Callable[[str], Location]
) -> tuple[Accent, Diagnostics]:
    """The accent of a site, and what is wrong with the owner's."""
    where = place("accent")
    if own and not is_color(own):
        problem = error(
            "invalid-color",
            f"`accent`: not a colour: {quoted(own)}",
            where,
            "write its red, green and blue, such as `#1d4f91`",
        )
        return accent_of(colors), (problem,)
    accent = make_accent(own or colors["accent"], colors["light"], colors["dark"])
    if not own or accent.light == six_digits(own):
        return accent, ()
    problem = warning(
        "illegible-color",
        f"`accent`: text in {own} can hardly be read on this theme's paper, so it is shown in"
        f" {accent.light}",
        where,
        f"write `{accent.light}`, or another dark colour",
    )
    return accent, (problem,)


def accent_of(colors: Mapping[str, Any]) -> Accent:
    """The accent of a theme, as its pages show it to readers of both schemes."""
    return make_accent(colors["accent"], colors["light"], colors["dark"])


def check_legibility(chain: Iterable[Declaration]) -> Iterator[Diagnostic]:
    """A warning for each colour of a theme that has too little contrast to be used as it is.

    An accent need only be legible in one scheme: the other has a darker or paler one of its kind.
    """
    chain = tuple(chain)
    colors = colors_of(chain)
    accent = accent_of(colors)
    is_refused = False
    for scheme, shown, word, cure in (
        ("light", accent.light, "dark", "write paler colours"),
        ("dark", accent.dark, "pale", "write darker colours"),
    ):
        if not is_legible(shown, colors[scheme]):
            is_refused = True
            message = f"`{scheme}`: no accent is {word} enough to be read on all of these papers"
            yield warning("illegible-color", message, _place_of_color(chain, scheme), cure)
    own = colors["accent"]
    if not is_refused and six_digits(own) not in (accent.light, accent.dark):
        yield warning(
            "illegible-color",
            f"`accent`: text in {own} can hardly be read in either scheme, so it is shown in"
            f" {accent.light} and {accent.dark}",
            _place_of_color(chain, "accent"),
            f"write `{accent.light}`, or another colour with more contrast",
        )


def _place_of_color(chain: Iterable[Declaration], key: str) -> Location:
    return next(one.location_of("colors", key) for one in chain if key in one.colors)


def _font_rules(
    root: Path, font: str, stylesheet: str, place: Callable[[str], Location]
) -> tuple[str, Diagnostics]:
    """The rules for the owner's font of headings, a file in `static/` of the site.

    They are added to the stylesheet of this name.
    """
    if not font:
        return "", ()
    if font == SYSTEM_FONT:
        return ":root{--display:system-ui,sans-serif}", ()
    if not font.endswith(FONT_ENDINGS) or not (root / "static" / font).is_file():
        problem = error(
            "missing-file",
            f"`font`: there is no font {quoted(f'static/{font}')}",
            place("font"),
            f"write the name of a {listed(FONT_ENDINGS, 'or')} file in `static/`, or `system`",
        )
        return "", (problem,)
    address = posixpath.relpath(font, posixpath.dirname(stylesheet) or ".")
    face = f'@font-face{{font-family:"Own";font-display:swap;src:url("{address}")}}'
    return f'{face}:root{{--display:"Own",serif}}', ()
