"""The page At a glance, with its charts worked out so that a template has only to draw them.

All three are rows under words, and two of them stand on the time axis of the site, so a year is at
the same place in both. Terms by years are dots and not a heat map: when something was last proved
is a place, which is read at once and exactly; how often is an area, and whether it still holds is
a disc or a ring. Shades, which are read least well, carry no meaning, and paper and colour-blind
readers lose nothing. Hours are a bar for each year with the names of its fields beneath it in the
same order, so no fill has to be looked up.
"""

from __future__ import annotations

import functools
import math
import operator
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby

from msgspec.structs import replace

from ...domain.model import Entry, Standing, Term
from ...domain.terms import TermKind
from ...locale.collation import ranks
from ...locale.messages import gettext_noop
from ...schema.types import Hours
from ...views.cards import Axis, Bar, Card, Link
from ...views.charts import (
    BarSegment,
    Cohort,
    Glance,
    Mark,
    Matrix,
    MatrixRow,
    Study,
    StudyShare,
    StudyYear,
    Timeline,
)
from ...views.pages import Page
from .. import structured
from ..cards import cards_with_hours, finished, sum_hours
from ..outline import ComputedOnce, Route
from ..registry import PageKind
from ..share_cards import list_share_card
from ..source import HOME, TERMS, SiteFacts, Source, newest_change
from ..timeline import year_on
from .common import make_page

GLANCE = Link(gettext_noop("At a glance"), "glance/")
MAX_BARS = 60
"""Maximum credentials that the timeline draws one by one."""
MAX_TERMS = 20
"""Maximum terms of the matrix."""
MAX_FIELDS = 5
"""Maximum fields that have a fill of their own."""
RADIUS, SMALLEST = 9.0, 1.5
"""Radius of the largest and the smallest mark, in pixels."""
THINNEST = 4.0
"""Minimum thickness of a bar, in percent of the thickest."""
NARROWEST = 280
"""Width of the axis on the smallest screens, in pixels: marks of two years do not touch on it."""

TermEvidence = tuple[Term, list[Entry]]
"""A term with what evidences it and has a date."""


def glance(source: Source) -> Page:
    """The page of charts."""
    page = source.named(GLANCE)
    description = source.messages.gettext(
        "The credentials of %(site)s as charts: how long each holds, what they prove by year, and"
        " the hours they took.",
        site=source.view.title,
    )
    nodes = structured.page_nodes(source.view, page.address, page.text, (source.named(HOME),))
    values = {"glance": make_glance(source)}
    return make_page(
        source,
        "glance",
        page.address,
        page.text,
        description,
        nodes,
        values,
        updated=newest_change(source.entries),
    )


def make_glance(source: Source) -> Glance:
    """The charts of a site that has an axis."""
    return Glance(_timeline(source), _matrix(source), _study(source))


def _timeline(source: Source) -> Timeline:
    """Each credential if they are few; or else without their parts; or else by year."""
    roots = _roots(source)
    shown = [card for card in roots if any(each.bar for each in _with_parts(card))]
    if _count(shown) <= MAX_BARS:
        return Timeline(tuple(shown), undated=_count(roots) - _count(shown))
    alone = [replace(card, parts=()) for card in roots if card.bar]
    if len(alone) <= MAX_BARS:
        return Timeline(
            tuple(alone), undated=len(roots) - len(alone), parts=_count(roots) - len(roots)
        )
    listed = source.listed()
    underway = sum(entry.standing is Standing.UNDERWAY for entry in source.entries)
    return Timeline(
        tuple(card for card in alone if card.featured and card.standing is not Standing.UNDERWAY)[
            :MAX_BARS
        ],
        _cohorts(listed, source.view.axis),
        undated=sum(card.issued is None for card in listed),
        parts=sum(
            entry.is_part and entry.standing is not Standing.UNDERWAY for entry in source.entries
        ),
        underway=underway,
    )


def _roots(source: Source) -> list[Card]:
    """All cards but those within others: under way from the farthest target on, then the newest."""
    roots = [card for card in source.roots() if card.renewed_as is None]
    underway = [card for card in roots if card.standing is Standing.UNDERWAY]
    underway.sort(key=lambda card: card.bar.end if card.bar else 0.0, reverse=True)
    return [*underway, *(card for card in roots if card.standing is not Standing.UNDERWAY)]


def _with_parts(card: Card) -> Iterator[Card]:
    yield card
    for part in card.parts:
        yield from _with_parts(part)


def _count(cards: Iterable[Card]) -> int:
    return sum(1 for card in cards for _ in _with_parts(card))


def _cohorts(listed: Iterable[Card], axis: Axis) -> tuple[Cohort, ...]:
    years: defaultdict[int, list[Card]] = defaultdict(list)
    for card in listed:
        if card.issued:
            years[card.issued.year].append(card)
    slots = {year: year_on(axis, year) for year in range(axis.first_year, axis.last_year)}
    in_force = {
        year: {
            at: sum(_holds(card.bar, slot, axis.today) for card in cards)
            for at, slot in slots.items()
        }
        for year, cards in years.items()
    }
    most = max((count for counts in in_force.values() for count in counts.values()), default=0)
    return tuple(
        Cohort(
            year,
            len(years[year]),
            sum(card.standing is Standing.VALID for card in years[year]),
            tuple(_pieces(in_force[year], slots, most)),
        )
        for year in sorted(years, reverse=True)
    )


def _holds(bar: Bar | None, slot: tuple[float, float], today: float) -> bool:
    """Whether a credential is in force in a year; without a stated end, it is so until today."""
    if bar is None or bar.kind == "point":
        return False
    end = min(bar.end, today) if bar.kind == "open" else bar.end
    return bar.start < slot[1] and end > slot[0]


def _pieces(
    counts: Mapping[int, int], slots: Mapping[int, tuple[float, float]], most: int
) -> Iterator[BarSegment]:
    """The years of a cohort in which some are in force, those of one number joined."""
    for count, group in groupby(counts, key=counts.__getitem__):
        if count:
            years = list(group)
            yield BarSegment(
                slots[years[0]][0], slots[years[-1]][1], round(max(THINNEST, 100 * count / most), 2)
            )


def _matrix(source: Source) -> Matrix | None:
    """Technologies, or skills where there are none, if at least two credentials evidence them."""
    for kind in (TermKind.TECHNOLOGIES, TermKind.SKILLS):
        terms = source.portfolio.taxonomies[kind].terms
        found = [(term, evidence) for term in terms if (evidence := _evidence(term))]
        if len({entry.id for _, evidence in found for entry in evidence}) > 1:
            return Matrix(
                kind,
                source.named(TERMS[kind]).text,
                tuple(_rows(source, kind, found[:MAX_TERMS])),
                len(terms) - len(found[:MAX_TERMS]),
            )
    return None


def _evidence(term: Term) -> list[Entry]:
    return [
        entry
        for entry in term.entries
        if entry.standing is not Standing.UNDERWAY and entry.record.issued_date
    ]


def _rows(source: Source, kind: TermKind, found: list[TermEvidence]) -> Iterator[MatrixRow]:
    axis = source.view.axis
    largest = min(RADIUS, NARROWEST / 2 / (axis.last_year - axis.first_year))
    totals = [_by_year(evidence) for _, evidence in found]
    most = max(4, *(count for total in totals for count in total.values()))

    def radius(count: int) -> float:
        if not count:
            return 0.0
        return round(max(SMALLEST, largest * math.sqrt(count / most)), 1)

    for (term, evidence), total in zip(found, totals, strict=True):
        valid = _by_year(entry for entry in evidence if entry.standing is Standing.VALID)
        marks = (
            Mark(
                year,
                round(sum(year_on(axis, year)) / 2, 2),
                total[year],
                valid[year],
                radius(total[year]),
                radius(valid[year]),
            )
            for year in sorted(total)
        )
        newest = max(evidence, key=lambda entry: entry.record.issued_date or source.view.as_of)
        yield MatrixRow(source.terms[kind, term.slug], tuple(marks), source.cards[newest.id])


def _by_year(evidence: Iterable[Entry]) -> Counter[int]:
    return Counter(entry.record.issued_date.year for entry in evidence if entry.record.issued_date)


def _study(source: Source) -> Study | None:
    """The hours by year and field, if there is more than one figure."""
    roots = list(finished(source.roots()))
    found: defaultdict[int, defaultdict[Link | None, list[Hours]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for card in roots:
        for each in cards_with_hours(card):
            year = each.issued.year if each.issued else 0
            found[year][each.category] += filter(None, [each.hours])
    years = {
        year: {field: total for field, hours in fields.items() if (total := sum_hours(hours))}
        for year, fields in found.items()
    }
    all_hours = sum_hours(card.hours for card in roots)
    if all_hours is None or sum(map(len, years.values())) < 2:
        return None
    fills = _fills(years.values(), source.view.language)
    longest = max(sum(hours.high for hours in fields.values()) for fields in years.values())
    shown = tuple(
        _study_year(year, years[year], fills, float(longest))
        for year in sorted(years, reverse=True)
    )
    entries = [card for card in roots if card.renewed_as is None]
    silent = sum(not _states_hours(source, card) for card in entries)
    return Study(all_hours, shown, silent, len(entries))


def _states_hours(source: Source, card: Card) -> bool:
    """Whether a credential states hours, or one that it renews, with which it is one entry."""
    earlier = (source.cards[renewal.id] for renewal in card.renewals)
    return any(each.hours for each in (card, *earlier))


def _fills(years: Iterable[Mapping[Link | None, Hours]], language: str) -> dict[Link, int]:
    """The fields with the most hours, each with the number of its fill."""
    weights: Counter[Link] = Counter()
    for fields in years:
        weights.update({field: float(hours.low) for field, hours in fields.items() if field})
    names = ranks((field.text for field in weights), language)
    ranked = sorted(weights, key=lambda field: (-weights[field], names[field.text], field.key))
    return {field: number for number, field in enumerate(ranked[:MAX_FIELDS], 1)}


def _study_year(
    year: int, fields: Mapping[Link | None, Hours], fills: Mapping[Link, int], longest: float
) -> StudyYear:
    ranked = sorted(fills, key=fills.__getitem__)
    own = [(field, hours) for field in ranked if (hours := fields.get(field))]
    others = sum_hours(hours for field, hours in fields.items() if field not in fills)
    shares: list[StudyShare] = []
    end = 0.0
    for field, hours in own:
        start, end = end, end + float(hours.low) / longest * 100
        piece = BarSegment(round(start, 2), round(end, 2))
        shares.append(
            StudyShare(field.text, hours, piece, fills[field], field.address, field.language)
        )
    if others:
        start, end = end, end + float(others.low) / longest * 100
        shares.append(StudyShare("", others, BarSegment(round(start, 2), round(end, 2)), 0))
    total = functools.reduce(operator.add, fields.values())
    return StudyYear(
        year,
        total,
        tuple(shares),
        BarSegment(round(end, 2), round(float(total.high) / longest * 100, 2)),
    )


def _routes(source: Source) -> Iterator[Route]:
    title = source.named(GLANCE).text
    if any(page.address == GLANCE.address for page in source.offered):
        yield Route(
            GLANCE.address,
            partial(glance, source),
            updated=newest_change(source.entries),
            title=title,
            share=ComputedOnce(list_share_card, source, title),
        )


def _navigation(facts: SiteFacts) -> tuple[Link, ...]:
    theme = facts.theme
    has_charts = facts.axis.ticks and theme.options["glance"] and theme.has_template("glance.html")
    return (facts.named(GLANCE),) if has_charts else ()


KIND = PageKind(
    _routes,
    rank=3,
    navigation=_navigation,
    of_some_days={GLANCE.address: "it is there when something is dated"},
)
