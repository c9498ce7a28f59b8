"""Terms, and what there is of each that a target asks for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct

from ..dates import PartialDate


class TermKind(StrEnum):
    """The four taxonomies."""

    SKILLS = "skills"
    TECHNOLOGIES = "technologies"
    ISSUERS = "issuers"
    CATEGORIES = "categories"


class GapAnswer(StrEnum):
    """What there is of a skill or technology that a target asks for: the strongest of these."""

    PROVED = "proved"
    """A valid credential proves it."""
    USED = "used"
    """It was used in a project."""
    STUDIED = "studied"
    """A course on it was completed, without a certificate."""
    LEARNING = "learning"
    """A credential on it is in progress, or is awarded on a future day."""
    PLANNED = "planned"
    """A credential on it is planned."""
    LAPSED = "lapsed"
    """A credential proved it that is no longer valid."""
    MISSING = "missing"
    """Nothing says anything of it."""


class GapRow(Struct, frozen=True):
    """What there is of one skill or technology that a target asks for."""

    kind: TermKind
    written: str
    """As the target writes it."""
    slug: str
    """The slug of its term; empty if the portfolio has none."""
    is_needed: bool
    """Whether the target cannot do without it."""
    answer: GapAnswer
    credentials: Mapping[GapAnswer, tuple[str, ...]] = MappingProxyType({})
    """The ids of the credentials on it, by what each amounts to, in the order of evidence."""
    projects: tuple[str, ...] = ()
    """The slugs of the projects in which it was used."""
    until: PartialDate | None = None
    """The last day on which it is proved; None if it is not, or if no end is stated."""
