"""The page At a glance: its figures are those of the records, and every drawing stands beside
words that say the same.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch
from xml.etree import ElementTree

import pytest
from conftest import SiteFolder, Tabs, examples, objections
from hypothesis import given
from hypothesis import strategies as st
from small_site import front_matter, surveyed

from portfolio.domain.model import Standing
from portfolio.domain.terms import TermKind
from portfolio.pipeline.assemble import AssembledSite, make
from portfolio.site.cards import sum_hours
from portfolio.site.pages import glance as charts
from portfolio.views.cards import Card
from portfolio.views.charts import BarSegment, Glance
from portfolio.views.pages import Page

NAMES = "abcdefgh"
PLANNED = {"portfolio.toml": "[publish]\nplanned = true\n"}
DATES = st.sampled_from(["2012", "2019-03", "2023", "2023-08-09", "2024-12-31", "2025-02"])
KINDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "earned": {
        "issued_date": DATES,
        "expiry_date": st.none() | st.sampled_from(["2025-04", "2025-12-31", "2031"]),
    },
    "completed": {"issued_date": st.none() | DATES},
    "in_progress": {
        "target_date": st.none() | st.just("2026-02"),
        "study_start_date": st.none() | st.just("2025-01"),
    },
    "planned": {"target_date": st.none() | st.sampled_from(["2025-09", "2027"])},
}


@st.composite
def sites(draw: st.DrawFn) -> dict[str, str]:
    """A site of a few records of every kind, some of them parts of others."""
    files = dict(PLANNED)
    for at, name in enumerate(NAMES[: draw(st.integers(1, len(NAMES)))]):
        kind = draw(st.sampled_from([*KINDS, "earned", "earned"]))
        fields = {"issued_date": None} | {
            field: draw(values) for field, values in KINDS[kind].items()
        }
        fields |= {
            "status": None if kind == "earned" else kind,
            "duration_hours": draw(st.none() | st.sampled_from(["7", "12.5", "120-150"])),
            "category": draw(
                st.none() | st.sampled_from(["one", "two", "three", "four", "five", "six", "seven"])
            ),
            "technologies": draw(st.lists(st.sampled_from(["Go", "SQL", "Rust"]), unique=True)),
            "part_of": draw(st.none() | st.sampled_from(NAMES[:at])) if at else None,
        }
        files[name] = front_matter(**{"title": f"Title {name}"} | fields)
    return files


def looked_at(files: Mapping[str, str]) -> tuple[AssembledSite, Glance | None]:
    """A site, and the charts of its page if it has one."""
    with tempfile.TemporaryDirectory() as folder:
        found = surveyed(Path(folder), files)
    assert found.site, found.diagnostics
    return found, charts_of(found)


def charts_of(found: AssembledSite) -> Glance | None:
    """The charts of a site."""
    page = make(found, "glance/") if found.site and "glance/" in found.site.resources else None
    assert page is None or isinstance(page, Page)
    return page.values["glance"] if page else None


def with_parts(cards: Iterable[Card]) -> Iterator[Card]:
    """Cards with all that is within them."""
    for card in cards:
        yield card
        yield from with_parts(card.parts)


@examples(20)
@given(sites(), st.sampled_from([0, 1, 3, 60]))
def test_every_credential_is_drawn_or_counted_as_left_out(files: dict[str, str], room: int) -> None:
    """However much room there is, each credential is drawn by itself, within its year,
    or counted among those that are not drawn.
    """
    with patch.object(charts, "MAX_BARS", room):
        found, glance = looked_at(files)
    if glance is None:
        return
    timeline = glance.timeline
    drawn = [card.id for card in with_parts(timeline.cards)]
    assert len(drawn) == len(set(drawn)) <= max(room, 0)
    counted = sum(cohort.count for cohort in timeline.cohorts) if timeline.cohorts else len(drawn)
    assert counted + timeline.undated + timeline.parts + timeline.underway == len(
        found.portfolio.entries
    )


def test_a_renewal_is_no_further_credential() -> None:
    """A renewed credential and its renewal are one row, one piece of evidence at the date of the
    renewal, and one entry, which states hours if either does.
    """
    same = {"technologies": ["SQL"], "category": "data"}
    files = {
        "old": front_matter(issued_date="2019", superseded_by="new", duration_hours="10", **same),
        "new": front_matter(issued_date="2024", **same),
        "other": front_matter(title="Other", issued_date="2023", duration_hours="5", **same),
        "silent": front_matter(title="Silent", issued_date="2022", **same),
    }
    _, glance = looked_at(files)
    assert glance
    assert glance.matrix
    assert glance.study
    assert [card.id for card in glance.timeline.cards] == ["new", "other", "silent"]
    assert [(mark.year, mark.total) for mark in glance.matrix.rows[0].marks] == [
        (2022, 1),
        (2023, 1),
        (2024, 1),
    ]
    assert (glance.study.listed, glance.study.silent) == (3, 1)
    assert [(year.year, int(year.hours.low)) for year in glance.study.years] == [
        (2023, 5),
        (2019, 10),
    ]


@examples(20)
@given(sites())
def test_a_year_is_as_thick_as_what_is_in_force(files: dict[str, str]) -> None:
    """Drawn by year, each year has the list's number and its valid ones, in pieces that lie apart
    and in order on the axis.
    """
    with patch.object(charts, "MAX_BARS", 0):
        found, glance = looked_at(files)
    if glance is None or not glance.timeline.cohorts:
        return
    assert found.site
    listed = make(found, "credentials/")
    assert isinstance(listed, Page)
    groups = {group.year: group.cards for group in listed.values["years"] if group.year}
    assert {cohort.year: cohort.count for cohort in glance.timeline.cohorts} == {
        year: len(cards) for year, cards in groups.items()
    }
    for cohort in glance.timeline.cohorts:
        assert cohort.valid == sum(card.standing is Standing.VALID for card in groups[cohort.year])
        ends = [at for piece in cohort.pieces for at in (piece.start, piece.end)]
        assert ends == sorted(ends)
        assert all(0 <= at <= 100 for at in ends)
        weights = [piece.weight for piece in cohort.pieces]
        assert all(0 < weight <= 100 for weight in weights)
        assert weights == sorted(weights, reverse=True), "what has ended does not begin again"


@examples(20)
@given(sites())
def test_marks_count_the_records(files: dict[str, str]) -> None:
    """The marks of a technology are its dated records by year, the valid ones among them;
    the newest evidence is the newest.
    """
    found, glance = looked_at(files)
    if glance is None or glance.matrix is None:
        return
    assert glance.matrix.kind is TermKind.TECHNOLOGIES
    evidence = [
        entry
        for entry in found.portfolio.entries
        if entry.standing is not Standing.UNDERWAY and entry.record.issued_date
    ]
    for row in glance.matrix.rows:
        own = [entry for entry in evidence if row.term.text in entry.record.technologies]
        years = Counter(entry.record.issued_date.year for entry in own if entry.record.issued_date)
        valid = Counter(
            e.record.issued_date.year
            for e in own
            if e.record.issued_date and e.standing is Standing.VALID
        )
        assert [(mark.year, mark.total, mark.valid) for mark in row.marks] == [
            (year, years[year], valid[year]) for year in sorted(years)
        ]
        assert row.newest.issued == max(
            entry.record.issued_date for entry in own if entry.record.issued_date
        )
        assert all(0 <= mark.at <= 100 for mark in row.marks)
        assert all((mark.core == mark.radius) == (mark.valid == mark.total) for mark in row.marks)
    shown = {row.term.text for row in glance.matrix.rows}
    assert shown == {name for entry in evidence for name in entry.record.technologies}
    assert glance.matrix.left_out == len(
        found.portfolio.taxonomies[TermKind.TECHNOLOGIES].terms
    ) - len(shown)


@examples(20)
@given(sites())
def test_hours_add_up_to_those_of_the_home_page(files: dict[str, str]) -> None:
    """Fields make up their year, years make up the sum, which is the home page's;
    bars join and the longest fills the width.
    """
    found, glance = looked_at(files)
    if glance is None or glance.study is None:
        return
    study = glance.study
    home = make(found, "")
    assert isinstance(home, Page)
    assert (
        sum_hours(year.hours for year in study.years)
        == study.hours
        == home.values["overview"].totals.hours
    )
    for year in study.years:
        assert sum_hours(share.hours for share in year.shares) == year.hours
        edges = [
            0.0,
            *(at for share in year.shares for at in (share.piece.start, share.piece.end)),
            year.reach.start,
        ]
        assert edges[::2] == edges[1::2]
        assert year.reach.end / 100 * longest(study.years) == pytest.approx(
            float(year.hours.high), rel=1e-3, abs=0.1
        )
        fills = [share.fill for share in year.shares if share.fill]
        assert fills == sorted(set(fills))
    assert max(year.reach.end for year in study.years) == 100


def longest(years: Iterable[Any]) -> float:
    """The most hours of a year."""
    return max(float(year.hours.high) for year in years)


PROGRAMME = {"title": "Programme", "issued_date": "2024", "category": "one"}
PARTS = {
    "b": front_matter(
        title="B", part_of="a", issued_date="2022", duration_hours="20", category="two"
    ),
    "c": front_matter(
        title="C", part_of="a", issued_date="2023", duration_hours="30-40", category="two"
    ),
}


def hours_of(glance: Glance | None) -> dict[int, list[tuple[str, str]]]:
    """By year, the fields with their hours."""
    assert glance
    assert glance.study
    return {
        year.year: [(share.text, str(share.hours)) for share in year.shares]
        for year in glance.study.years
    }


def test_a_programme_is_not_counted_with_its_parts() -> None:
    """Its own figure counts in its own year; without one, those of its parts count in theirs."""
    other = front_matter(title="D", issued_date="2021", duration_hours="5", category="one")
    _, stated = looked_at(
        {"a": front_matter(**PROGRAMME, duration_hours="70"), **PARTS, "d": other}
    )
    assert hours_of(stated) == {2024: [("One", "70")], 2021: [("One", "5")]}
    _, summed = looked_at({"a": front_matter(**PROGRAMME), **PARTS, "d": other})
    assert hours_of(summed) == {
        2023: [("Two", "30–40")],
        2022: [("Two", "20")],
        2021: [("One", "5")],
    }
    assert summed
    assert summed.study
    assert summed.study.years[0].reach == BarSegment(75.0, 100.0)


def test_those_without_hours_are_counted() -> None:
    """How many entries state no hours is said in words."""
    _, glance = looked_at(
        {
            **PARTS,
            "a": front_matter(**PROGRAMME),
            "x": front_matter(),
            "y": front_matter(issued_date="2020"),
        }
    )
    assert glance
    assert glance.study
    assert (glance.study.silent, glance.study.listed) == (2, 3)


def test_parts_are_drawn_within_their_programme() -> None:
    """What is under way comes first, then the newest;
    parts stand in the programme and not beside it.
    """
    underway = front_matter(title="U", issued_date=None, status="in_progress", target_date="2026")
    _, glance = looked_at({"a": front_matter(**PROGRAMME), **PARTS, "u": underway})
    assert glance
    assert [
        (card.title, [part.title for part in card.parts]) for card in glance.timeline.cards
    ] == [("U", []), ("Programme", ["B", "C"])]


def test_skills_stand_in_for_technologies() -> None:
    """Where no technology is named, the matrix is one of skills; one credential alone has none."""
    files = {
        name: front_matter(title=name, competencies=["data_analysis"], issued_date=year)
        for name, year in (("a", "2020"), ("b", "2024"))
    }
    _, glance = looked_at(files)
    assert glance
    assert glance.matrix
    assert glance.matrix.kind is TermKind.SKILLS
    assert [(mark.year, mark.total) for mark in glance.matrix.rows[0].marks] == [
        (2020, 1),
        (2024, 1),
    ]
    _, alone = looked_at({"a": files["a"]})
    assert alone
    assert (alone.matrix, alone.study) == (None, None)


def test_the_page_is_only_where_something_has_a_date(site: SiteFolder) -> None:
    """A site without dates has neither the page nor a link to it,
    and so has one whose theme does not draw.
    """
    site.record("a", issued_date=None, status="in_progress")
    assert "glance/index.html" not in site.publish()
    assert "At a glance" not in site.page().text
    site.record("b")
    assert "glance/index.html" in site.publish()
    assert "At a glance" in site.page().text
    site.write("portfolio.toml", '[site]\ntheme = "bare"\n')
    site.write("themes/bare/theme.toml", "")
    for name in ("home", "credentials", "credential", "index", "term", "roadmap", "text", "404"):
        site.template(f"{name}.html", '{% extends "base.html" %}', "bare")
    assert "glance/index.html" not in site.publish()


# As it is rendered


def drawings(text: str) -> list[ElementTree.Element]:
    """Every SVG of a page, parsed as XML."""
    return [
        ElementTree.fromstring(drawing)
        for drawing in re.findall(r"<svg\b.*?</svg>", text, re.DOTALL)
    ]


def test_every_drawing_is_sound_and_says_nothing_alone(example: SiteFolder) -> None:
    """Drawings are XML, hidden from those who hear the page, and neither they nor anything
    else has a style of its own.
    """
    text = (example.output / "glance/index.html").read_text("utf-8")
    found = drawings(text)
    assert len(found) > 60
    assert {drawing.get("aria-hidden") for drawing in found} == {"true"}
    assert not [element for _, element in example.page("glance/").elements if "style" in element]


def test_every_mark_has_its_words(example: SiteFolder) -> None:
    """Every bar stands in an item with a link and a state, and every mark in the table
    with its year and figures.
    """
    text = (example.output / "glance/index.html").read_text("utf-8")
    timeline, matrix, study = re.findall(r'<section class="chart".*?</section>', text, re.DOTALL)
    lanes = re.findall(
        r'<div class="lane">.*?</div></div>|<div class="lane">.*?</p></div>', timeline, re.DOTALL
    )
    assert len(lanes) == len(re.findall(r'class="bar (?!guide)', timeline)) == 33
    assert all(re.search(r'<a [^>]*href="[^"]+">[^<]+</a>', lane) for lane in lanes)
    rows = [
        re.findall(r"\d{4}: (\d+)(?: \((\d+) valid\))?", row)
        for row in re.findall(r"<td>(.*?)</td>", matrix)
    ]
    beads = [drawing for drawing in drawings(matrix) if drawing.get("class") == "beads"]
    assert len(rows) == len(beads) == 20
    for row, drawing in zip(rows, beads, strict=True):
        circles = [circle.get("class") for circle in drawing.iter("circle")]
        assert circles.count("ring") == sum(bool(valid) for _, valid in row)
        assert circles.count(None) == sum(valid != "0" for _, valid in row)
    segments = [
        list(drawing.iter("rect")) for drawing in drawings(study) if drawing.get("class") == "stack"
    ]
    words = [
        re.findall(r"<span>", note) for note in re.findall(r'<p class="note">(.*?)</p>', study)
    ]
    assert [len(found) for found in segments] == [len(found) for found in words]


ALIGNED = """() => {
  const box = (e) => { const {left, width} = e.getBoundingClientRect(); return [left, width].map(Math.round).join(); };
  return [...document.querySelectorAll('.chart .rows')].map((rows) =>
    [...new Set([rows.querySelector('.axis'), ...rows.querySelectorAll('.track, .beads')].map(box))]);
}"""


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_charts_fit_and_everybody_can_read_them(
    tabs: Tabs, example: SiteFolder, width: int
) -> None:
    """Narrow or wide, light or dark: no scroll bar across, every row on the axis above it,
    and nothing that axe objects to.
    """
    excess = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    with tabs.page(width, reduced_motion="reduce") as page:
        page.goto((example.output / "glance/index.html").as_uri())
        page.click("summary")
        assert page.evaluate(excess) <= 0
        aligned = page.evaluate(ALIGNED)
        assert [len(places) for places in aligned] == [1, 1], aligned
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert objections(page) == [], scheme


def test_a_thousand_fit(page: Any, tmp_path: Path) -> None:
    """A thousand credentials are drawn by year, on one small page that is not too wide."""
    site = SiteFolder(tmp_path)
    for number in range(1000):
        issued = date(2010 + number % 15, 1 + number % 12, 1 + number % 28).isoformat()
        expiry = f"{2014 + number % 15}-06-30" if number % 3 else None
        site.record(
            f"{number:04d}",
            issued_date=issued,
            expiry_date=expiry,
            technologies=[f"T{number % 40}"],
            duration_hours=1 + number % 50,
        )
    site.publish()
    assert len((site.output / "glance/index.html").read_bytes()) < 60_000
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto((site.output / "glance/index.html").as_uri())
    assert (
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        <= 0
    )
    assert page.locator(".cohort").count() == 15
