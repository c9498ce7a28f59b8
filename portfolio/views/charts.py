"""What the template of the page At a glance sees: its charts, worked out and ready to be drawn."""

from __future__ import annotations

from msgspec import Struct

from ..domain.model import TermKind
from ..schema.types import Hours
from .pages import Card, TermLink


class BarSegment(Struct, frozen=True):
    """A stretch of a bar; the figures in percent of the width that it is drawn on."""

    start: float
    """Where it begins."""
    end: float
    """Where it ends."""
    weight: float = 100
    """How thick it is, in percent of the thickest; for what is not all of one thickness."""


class Cohort(Struct, frozen=True):
    """The credentials of one year as a single bar of the timeline.

    For a site that has too many to draw each.
    """

    year: int
    """The year of issue."""
    count: int
    """How many the list has under that year."""
    valid: int
    """How many of them are valid on the as-of date."""
    pieces: tuple[BarSegment, ...]
    """On the time axis of the site, as thick as there are credentials in force; one piece for years
    of the same number."""


class Timeline(Struct, frozen=True):
    """The first chart of the page At a glance: how long each credential holds.

    Draw it over `site.axis`.
    """

    cards: tuple[Card, ...]
    """What is drawn one by one: what is under way, then the newest; parts within their
    programmes."""
    cohorts: tuple[Cohort, ...] = ()
    """By year, the newest first, where there are too many for one by one; `cards` are then the
    featured ones, counted here too."""
    undated: int = 0
    """How many are not drawn for want of a date."""
    parts: int = 0
    """How many parts of programmes are not drawn, because there are too many."""
    underway: int = 0
    """How many under way are not drawn, because there are too many."""


class Mark(Struct, frozen=True):
    """What evidences a term in one year: a ring, and in it a disc."""

    year: int
    """The year of issue."""
    at: float
    """The middle of that year, in percent of the axis."""
    total: int
    """Credentials of that year that evidence the term, those without a certificate included."""
    valid: int
    """Those among them that prove it on the as-of date."""
    radius: float
    """Of the ring, in pixels; its area is as `total`."""
    core: float
    """Of the disc, in pixels; its area is as `valid`. 0 for none."""


class MatrixRow(Struct, frozen=True):
    """A term with its evidence by year."""

    term: TermLink
    """The term."""
    marks: tuple[Mark, ...]
    """One for each year that has evidence, the oldest first."""
    newest: Card
    """The newest evidence."""


class Matrix(Struct, frozen=True):
    """The second chart of the page At a glance: terms by years. Draw it over `site.axis`."""

    kind: TermKind
    """`technologies`, or `skills` where no technology has dated evidence."""
    title: str
    """Its name in the plural."""
    rows: tuple[MatrixRow, ...]
    """Most valid proofs first."""
    left_out: int
    """How many terms of the kind are not shown."""


class StudyShare(Struct, frozen=True):
    """The hours of one field in one year."""

    text: str
    """The field, or empty for all other fields and for what has none."""
    hours: Hours
    """How many."""
    piece: BarSegment
    """The shorter figure, in percent of the year with the most hours."""
    fill: int
    """Which of the fills it has: the same number for the same field in every year, from 1; 0 for
    all other fields."""
    address: str = ""
    """The page of the field, for `url()`; empty where it has none."""


class StudyYear(Struct, frozen=True):
    """The hours of one year, as one bar."""

    year: int
    """The year in which they were completed, or 0 for undated ones."""
    hours: Hours
    """The sum."""
    shares: tuple[StudyShare, ...]
    """By field, in the order of their fills."""
    reach: BarSegment
    """From the sum of the shorter figures to that of the longer ones: without width where no range
    is stated."""


class Study(Struct, frozen=True):
    """The third chart of the page At a glance: hours of study by year and field."""

    hours: Hours
    """The sum of all, the same as on the home page."""
    years: tuple[StudyYear, ...]
    """The newest first, undated ones last."""
    silent: int
    """How many entries of the list state no hours."""
    listed: int
    """How many entries the list has."""


class Glance(Struct, frozen=True):
    """The page At a glance; a chart that would show nothing is None."""

    timeline: Timeline
    """How long each credential holds."""
    matrix: Matrix | None = None
    """Technologies, or else skills, by years."""
    study: Study | None = None
    """Hours by year and field."""
