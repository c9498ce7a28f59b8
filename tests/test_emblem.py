"""Emblems: what stands in place of a badge."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from conftest import REPOSITORY, examples
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.emblem import SHAPES, emblem_of, letters_of
from portfolio.domain.records.credential import Record
from portfolio.paths import DATA_FOLDER


@pytest.mark.parametrize(
    ("issuer", "letters"),
    [
        ("Amazon Web Services", "AW"),
        ("The Linux Foundation", "LF"),
        ("University of London", "UL"),
        ("IBM", "IBM"),
        ("ISC2", "I"),
        ("HashiCorp", "H"),
        ("deeplearning.ai", "DA"),
        ("Universität für Bodenkultur", "UB"),
        ("東京大学", "東"),
        ("جامعة القاهرة", "ج"),
        ("Яндекс Практикум", "ЯП"),
        ("42", "4"),
    ],
)
def test_letters_are_an_acronym_or_initials(issuer: str, letters: str) -> None:
    """An issuer has the letters by which people know it; small words have none."""
    assert letters_of(issuer) == letters


@examples(200)
@given(st.text(min_size=1).filter(lambda text: text.strip() == text))
def test_every_name_has_one_to_three_letters(name: str) -> None:
    """No emblem is empty, and none is too full."""
    assert 1 <= len(letters_of(name)) <= 6, "a letter in capitals may be two or three"


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        ("vendor_certification", "hexagon"),
        ("specialization", "octagon"),
        ("degree", "arch"),
        ("licence", "shield"),
        ("exam", "square"),
        ("skill_badge", "lozenge"),
        ("course", "circle"),
        ("something_else", "circle"),
        (None, "circle"),
    ],
)
def test_the_shape_says_the_kind(kind: str | None, shape: str) -> None:
    """Each kind of credential has a shape; what is not known is a course for the most part."""
    assert emblem_of(Record(title="A", issuer="IBM", type=kind)) == (shape, "IBM")


def test_every_type_of_a_shape_is_known() -> None:
    """A type that no label knows would be a misspelling."""
    known = tomllib.loads(Path(DATA_FOLDER, "labels.toml").read_text("utf-8"))["types"]
    assert {name for names in SHAPES.values() for name in names.split()} <= known.keys()


def test_every_shape_is_drawn() -> None:
    """The template of emblems has an outline for each shape."""
    drawn = (REPOSITORY / "themes/base/templates/emblem.html").read_text("utf-8")
    assert set(re.findall(r'^  "(\w+)": ', drawn, re.MULTILINE)) == {*SHAPES, "circle"}
