"""What stands in place of a badge: a shape for the kind, and letters of the issuer."""

from __future__ import annotations

import re

from .records.credential import Record

SHAPES = {
    "octagon": (
        "specialization professional_certificate mastertrack micromasters microbachelors xseries"
        " nanodegree learning_path skill_track career_track bootcamp apprenticeship"
    ),
    "arch": (
        "degree associate_degree bachelor_degree bachelors_degree master_degree masters_degree mba"
        " doctoral_degree doctorate phd diploma postgraduate_diploma graduate_certificate"
    ),
    "hexagon": (
        "certification professional_certification vendor_certification certification_in_progress"
        " certification_planned"
    ),
    "shield": "license licence membership award",
    "square": "exam language_certificate software_skill hardware_skill",
    "lozenge": "badge digital_badge skill_badge micro_credential microcredential",
}
"""The types of credentials that each shape stands for."""
CIRCLE = "circle"
"""The shape of all other types, which are courses for the most part."""
_SHAPE_OF = {name: shape for shape, names in SHAPES.items() for name in names.split()}
_ACRONYM = re.compile(r"[A-Z]{2,3}\b")
_WORD = re.compile(r"[^\W\d_]+")
_MINOR = frozenset(
    "the of and for in at by an der die das und für von de la le les des du el los las y e da do"
    " het van en".split()
)
"""Words without a letter in an emblem, in lower case."""


def emblem_of(record: Record) -> tuple[str, str]:
    """The shape and the letters that stand for a credential."""
    return _SHAPE_OF.get(record.type or "", CIRCLE), letters_of(record.issuer)


def letters_of(name: str) -> str:
    """The letters that stand for a name: its acronym, or the initials of its first two words.

    A script without capitals gives one letter.
    """
    if acronym := _ACRONYM.match(name):
        return acronym[0]
    words = [word for word in _WORD.findall(name) if word.lower() not in _MINOR]
    if not words:
        return name[:1]
    has_capitals = words[0][0].lower() != words[0][0].upper()
    return "".join(word[0].upper() for word in words[: 2 if has_capitals else 1])
