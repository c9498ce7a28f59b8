"""The values of the page At a glance: its charts, ready to be drawn."""

from __future__ import annotations

from msgspec import Struct

from ..domain.terms import TermKind
from ..schema.types import Hours
from .cards import Card
from .pages import TermLink


class BarSegment(Struct, frozen=True):
    """A segment of a bar; positions are in percent of the width of the chart."""

    start: float
    """The start."""
    end: float
    """The end."""
    weight: float = 100
    """The thickness in percent of the thickest, in a bar of varying thickness."""


class Cohort(Struct, frozen=True):
    """The credentials of a year as a single bar of the timeline.

    It is used if there are too many credentials to draw each one.
    """

    year: int
    """The year of issue."""
    count: int
    """How many credentials the list has for that year."""
    valid: int
    """How many of them are valid on the as-of date."""
    pieces: tuple[BarSegment, ...]
    """Segments on the time axis of the site, as thick as the number of valid ones; years with
    equal numbers share one."""


class Timeline(Struct, frozen=True):
    """The first chart of the page At a glance: how long each credential is valid.

    Draw it over `site.axis`.
    """

    cards: tuple[Card, ...]
    """The credentials drawn one by one: those under way, then the newest; parts within their
    programmes."""
    cohorts: tuple[Cohort, ...] = ()
    """By year, the newest first, if there are too many to draw each; `cards` then has the featured
    ones, which are counted here too."""
    undated: int = 0
    """How many are not drawn because they have no date."""
    parts: int = 0
    """How many parts of programmes are not drawn because there are too many."""
    underway: int = 0
    """How many under way are not drawn because there are too many."""


class Mark(Struct, frozen=True):
    """The evidence for a term in a year: a ring with a disc in it."""

    year: int
    """The year of issue."""
    at: float
    """The middle of the year, in percent of the axis."""
    total: int
    """Credentials of that year that evidence the term, including courses without a certificate."""
    valid: int
    """Those among them that prove it on the as-of date."""
    radius: float
    """The radius of the ring in pixels; its area is proportional to `total`."""
    core: float
    """The radius of the disc in pixels; its area is proportional to `valid`. 0 for no disc."""


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
    """`technologies`, or `skills` if no technology has dated evidence."""
    title: str
    """Its name in the plural."""
    rows: tuple[MatrixRow, ...]
    """Most valid proofs first."""
    left_out: int
    """How many terms of the kind are not shown."""


class StudyShare(Struct, frozen=True):
    """The hours of a field in a year."""

    text: str
    """The field; empty for all other fields and for credentials without a field."""
    hours: Hours
    """The hours."""
    piece: BarSegment
    """The segment for the lower figure, in percent of the year with the most hours."""
    fill: int
    """The number of its fill, from 1: the same for a field in every year; 0 for all other
    fields."""
    address: str = ""
    """The page of the field, for `url()`; empty if it has none."""
    language: str = ""
    """The language of the field's name, if it is another than that of the site; or empty."""


class StudyYear(Struct, frozen=True):
    """The hours of a year, as one bar."""

    year: int
    """The year of completion; 0 for undated ones."""
    hours: Hours
    """The sum."""
    shares: tuple[StudyShare, ...]
    """By field, in the order of their fills."""
    reach: BarSegment
    """From the sum of the lower figures to that of the higher ones; without width if no range is
    stated."""


class Study(Struct, frozen=True):
    """The third chart of the page At a glance: hours of study by year and field."""

    hours: Hours
    """The total, as on the home page."""
    years: tuple[StudyYear, ...]
    """The newest first, undated hours last."""
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
