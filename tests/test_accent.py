"""Accents: one colour of the owner's, legible in both schemes."""

from __future__ import annotations

import pytest
from conftest import SiteFolder, examples
from hypothesis import given
from hypothesis import strategies as st

from portfolio.theme.accent import is_color, is_legible, make_accent

LIGHT, DARK = ("#fbfaf8", "#f3f1ec"), ("#161513", "#201e1b")
COLORS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def luminance(color: str) -> float:
    """The relative luminance of a colour, by the formula of WCAG 2.2."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, by the formula of WCAG 2.2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@examples(200)
@given(COLORS)
def test_every_color_becomes_legible_on_every_paper(color: str) -> None:
    """Text in an accent has a contrast of 4.5 or more with all papers of its scheme."""
    accent = make_accent(color, LIGHT, DARK)
    assert all(contrast(accent.light, paper) >= 4.5 for paper in LIGHT)
    assert all(contrast(accent.dark, paper) >= 4.5 for paper in DARK)


@examples(200)
@given(COLORS)
def test_a_color_that_is_legible_stays_as_it_is(color: str) -> None:
    """Only what could not be read is changed."""
    accent = make_accent(color, LIGHT, DARK)
    assert (accent.light == color) == is_legible(color, LIGHT)
    assert (accent.dark == color) == is_legible(color, DARK)


@pytest.mark.parametrize(
    ("color", "light", "dark"),
    [
        ("#a8321a", "#a8321a", "#fa9a85"),
        ("#ffd400", "#7d5700", "#ffd400"),
        ("#888", "#5d5d5d", "#888888"),
        ("#000000", "#000000", "#b7b7b7"),
        ("#ffffff", "#5d5d5d", "#ffffff"),
    ],
)
def test_a_color_keeps_its_hue(color: str, light: str, dark: str) -> None:
    """A red stays red, and a grey stays grey; the values were looked at."""
    accent = make_accent(color, LIGHT, DARK)
    assert (accent.light, accent.dark) == (light, dark)


@pytest.mark.parametrize("text", ["red", "#12", "#12345", "#1234567", "123456", "#ggg", ""])
def test_a_color_is_written_with_a_hash_and_digits(text: str) -> None:
    """Names and other forms of CSS are no accent."""
    assert not is_color(text)
    assert is_color("#1d4f91")
    assert is_color("#abc")


def test_the_accent_of_the_owner_is_in_the_stylesheet(site: SiteFolder) -> None:
    """Its values follow those of the theme, and their file has another name than before."""
    site.record()
    before = stylesheet(site)
    site.write("portfolio.toml", '[theme]\naccent = "#17603a"\n')
    after = stylesheet(site)
    assert after != before
    assert (
        site.files()[after]
        .rstrip()
        .endswith(b":root{--accent-light:#17603a;--accent-dark:#84ca9e}")
    )


def stylesheet(site: SiteFolder) -> str:
    """The name of the theme's stylesheet."""
    (name,) = [name for name in site.publish() if name.startswith("assets/ledger.")]
    return name


def test_a_theme_can_have_its_accent_as_a_ground(site: SiteFolder) -> None:
    """Gallery writes dark words on it, so a bright one needs no warning there."""
    site.record(category="data")
    warned = []
    for theme in ("ledger", "gallery"):
        site.write("portfolio.toml", f'[site]\ntheme = "{theme}"\n[theme]\naccent = "#ffd400"\n')
        warned.append("illegible-color" in {problem.code for problem in site.problems()})
    assert warned == [True, False]
