"""Figures that can be reconciled: what each page says is held against a reading
of the records that shares no code.
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import Tree, examples
from hypothesis import given
from hypothesis import strategies as st
from small_site import front_matter, surveyed

from portfolio.dates import PartialDate
from portfolio.domain.model import Artifact
from portfolio.pipeline.assemble import AssembledSite, make, render_site
from portfolio.views.pages import Page

RUNNING: dict[str, str | None] = {"issued_date": "2021-03", "status": "lifetime"}
STATES: dict[str, dict[str, str | None]] = {
    "valid": RUNNING,
    "ending": {"issued_date": "2024-02", "expiry_date": "2027"},
    "over": {"issued_date": "2019-05", "expiry_date": "2022-05"},
    "revoked": {"issued_date": "2020-01", "status": "revoked"},
    "completed": {"issued_date": "2022-08", "status": "completed"},
    "begun": {"issued_date": None, "status": "in_progress"},
    "planned": {"issued_date": None, "status": "planned"},
}
VALID, LAPSED, LEARNED, AHEAD = (
    {"valid", "ending"},
    {"over", "revoked"},
    {"completed"},
    {"begun", "planned"},
)
SETTINGS = (
    '[site]\nbase_url = "https://example.org/"\n[publish]\nplanned = true\nshare_pictures = false\n'
)


@dataclass(frozen=True)
class Given:
    """One record as it was drawn."""

    name: str
    state: str
    parent: str | None
    field: str | None
    tools: tuple[str, ...]
    issuer: str
    hours: int | None

    def file(self) -> str:
        """The record as a file."""
        stated: dict[str, object] = {
            **STATES[self.state],
            "part_of": self.parent,
            "category": self.field,
            "duration_hours": self.hours,
        }
        return front_matter(
            title=f"Title {self.name}",
            issuer=self.issuer,
            technologies=self.tools or None,
            **stated,
        )


@st.composite
def portfolios(draw: st.DrawFn) -> tuple[Given, ...]:
    """Up to seven records in any states, each perhaps a part of one before it."""
    found: list[Given] = []
    for name in "abcdefg"[: draw(st.integers(1, 7))]:
        found.append(
            Given(
                name,
                draw(st.sampled_from(list(STATES))),
                draw(st.none() | st.sampled_from([each.name for each in found])) if found else None,
                draw(st.none() | st.sampled_from(["cloud", "data"])),
                tuple(draw(st.lists(st.sampled_from(["Python", "SQL"]), unique=True))),
                draw(st.sampled_from(["Ada Academy", "Bell Board"])),
                draw(st.none() | st.integers(1, 90)),
            )
        )
    return tuple(found)


class Oracle:
    """What the documents say of these records, worked out anew."""

    def __init__(self, records: tuple[Given, ...]) -> None:
        self.records = records
        self.by_name = {record.name: record for record in records}

    def above(self, record: Given) -> list[Given]:
        """The programmes above a record, the nearest first."""
        found = []
        while record.parent:
            record = self.by_name[record.parent]
            found.append(record)
        return found

    def counts(self, record: Given) -> bool:
        """Whether no programme above it counts in its stead."""
        if record.state in VALID:
            stronger = VALID
        elif record.state in LAPSED:
            stronger = VALID | LAPSED
        elif record.state in LEARNED:
            stronger = VALID | LAPSED | LEARNED
        else:
            stronger = {"begun"} if record.state == "begun" else AHEAD
        return not any(programme.state in stronger for programme in self.above(record))

    def own(self, *states: set[str]) -> list[Given]:
        """What counts itself, in some states."""
        return [
            record
            for record in self.records
            if record.state in set().union(*states) and self.counts(record)
        ]

    def within(self, *states: set[str]) -> list[Given]:
        """What a programme counts for, in some states."""
        return [
            record
            for record in self.records
            if record.state in set().union(*states) and not self.counts(record)
        ]

    def hours(self) -> int:
        """Hours that finished records state, unless a finished programme
        above them states its own.
        """
        stating = [record for record in self.records if record.hours and record.state not in AHEAD]
        return sum(
            record.hours or 0
            for record in stating
            if not any(above in stating for above in self.above(record))
        )


def pages(records: tuple[Given, ...]) -> dict[str, str]:
    """Every page of a site with these records."""
    files: dict[str, str | bytes] = {record.name: record.file() for record in records}
    with tempfile.TemporaryDirectory() as folder:
        found = surveyed(Path(folder), {**files, "portfolio.toml": SETTINGS})
        assert not [problem for problem in found.diagnostics if problem.severity == "error"]
        return {
            address: made.decode()
            for address, made in render_site(found)
            if isinstance(made, bytes) and address[-1:] in ("", "/", "n", "t")
        }


def sections(page: str) -> dict[str, list[str]]:
    """The credentials in the rows of each section of a page, by the words of its heading."""
    found = {}
    for part in re.split(r"<section", page)[1:]:
        heading = re.search(r"<h2[^>]*>(.*?)</h2>", part, re.DOTALL)
        assert heading
        found[Tree(f"<p>{heading[1]}</p>").text] = re.findall(
            r'<h[34]><a class="u-url p-name"[^>]*>Title (\w)</a>', part
        )
    return found


def figure(page: str, term: str) -> str:
    """What an index says beside a term."""
    line = re.search(rf"<li><a[^>]*>{term}</a> (<span class=\"n\">.*?</span>)</li>", page)
    return Tree(line[1]).text if line else ""


def plural(count: int, one: str, many: str) -> str:
    """A count with its word."""
    return f"{count} {one if count == 1 else many}"


@examples(15)
@given(portfolios())
def test_the_figures_of_the_home_page_are_those_of_the_list(records: tuple[Given, ...]) -> None:
    """Earned, valid, begun and planned are counted by one rule, and the list, its facets
    and the roadmap have just as many.
    """
    oracle, site = Oracle(records), pages(records)
    earned, valid = oracle.own(VALID, LAPSED), oracle.own(VALID)
    home = Tree(site[""]).text
    said = re.search(r"(\d+)(?: valid, from|, none of them expires|, no expiry stated)", home)
    assert (int(said[1]) if said else 0) == len(valid)
    stated = re.search(r"(\d+) credentials?\.", Tree(site["credentials/"]).text)
    assert (int(stated[1]) if stated else 0) == len(earned)
    rows = re.findall(
        r'<h3><a class="u-url p-name".*?data-state="(\w+)"', site["credentials/"], re.DOTALL
    )
    assert len(rows) == len(oracle.own(VALID, LAPSED, LEARNED))
    assert sum(state in ("lifetime", "active", "expiring") for state in rows) == len(valid)
    assert ('id="home--progress"' in site[""]) == bool(oracle.own({"begun"}))
    roadmap = Tree(site.get("roadmap/", "")).text
    for state, name in (("begun", "In progress"), ("planned", "Planned")):
        number = len(oracle.own({state}))
        assert (f" {name} {number} " in roadmap) == bool(number)


@examples(15)
@given(portfolios())
def test_each_credential_is_in_its_list_once(records: tuple[Given, ...]) -> None:
    """What is finished is in the list once, and what is under way in the roadmap, each as a row
    or beneath its programme.
    """
    site = pages(records)
    listed = [name for names in sections(site["credentials/"]).values() for name in names]
    assert sorted(listed) == sorted(record.name for record in records if record.state not in AHEAD)
    ahead = [record.name for record in records if record.state in AHEAD]
    if ahead:
        assert (
            sorted(name for names in sections(site["roadmap/"]).values() for name in names) == ahead
        )


@examples(15)
@given(portfolios())
def test_a_term_counts_as_the_whole_does(records: tuple[Given, ...]) -> None:
    """Beside a term, in its facet and on its page are the credentials that count,
    and its parts of programmes apart.
    """
    oracle, site = Oracle(records), pages(records)
    for kind, term, named in (
        ("technologies", "Python", lambda record: "Python" in record.tools),
        ("categories", "Data", lambda record: record.field == "data"),
        ("issuers", "Ada Academy", lambda record: record.issuer == "Ada Academy"),
    ):
        if not any(map(named, records)):
            continue
        valid, total = (
            sum(map(named, oracle.own(VALID))),
            sum(map(named, oracle.own(VALID, LAPSED, LEARNED, AHEAD))),
        )
        parts = sum(map(named, oracle.within(VALID)))
        beside = " ".join(
            [
                *([str(valid)] if total or not parts else []),
                *([f"of {total}"] if total != valid else []),
                *([f"+{parts} in programmes"] if parts else []),
            ]
        )
        assert figure(site[f"{kind}/"], term) == beside
        page = site[f"{kind}/{term.lower().replace(' ', '-')}/"]
        shown = sections(page)
        assert len(shown.get("Valid", [])) == valid
        assert sorted(shown.get("As parts of programmes", [])) == sorted(
            record.name for record in oracle.within(VALID, LAPSED, LEARNED, AHEAD) if named(record)
        )
        lead = Tree(page).text
        assert (
            plural(valid, "valid credential", "valid credentials")
            if valid
            else "No valid credential"
        ) in lead
        assert (f"{parts} {'more' if valid else 'valid'} as " in lead) == bool(parts)
        facet = re.search(
            rf">{term}</(?:a|span)> <span class=\"n\">(\d+)</span>", site["credentials/"]
        )
        if facet:
            assert int(facet[1]) == sum(map(named, oracle.own(VALID, LAPSED, LEARNED)))


@examples(15)
@given(portfolios())
def test_the_fields_add_up_to_what_is_valid(records: tuple[Given, ...]) -> None:
    """The figures of all fields, with what has none,
    are together what the home page calls valid.
    """
    oracle, site = Oracle(records), pages(records)
    figures = [
        figure(site.get("categories/", ""), field).split()[:1] for field in ("Cloud", "Data")
    ]
    inside = sum(int(first[0]) for first in figures if first and first[0].isdigit())
    assert inside + sum(record.field is None for record in oracle.own(VALID)) == len(
        oracle.own(VALID)
    )


@examples(15)
@given(portfolios())
def test_hours_are_counted_once(records: tuple[Given, ...]) -> None:
    """Hours of study are those that finished credentials state, unless a finished programme
    above them states its own.
    """
    files: dict[str, str | bytes] = {record.name: record.file() for record in records}
    with tempfile.TemporaryDirectory() as folder:
        home = make(surveyed(Path(folder), files), "")
    assert isinstance(home, Page)
    hours = home.values["overview"].totals.hours
    assert (hours.low if hours else 0) == Oracle(records).hours()


@examples(15)
@given(portfolios())
def test_programs_are_told_what_counts(records: tuple[Given, ...]) -> None:
    """`counted_in` names the programme that counts in a credential's stead,
    and what is valid without it is what counts.
    """
    oracle, site = Oracle(records), pages(records)
    rows = json.loads(site["credentials.json"])["credentials"]
    counted = {row["id"] for row in rows if "counted_in" not in row}
    assert counted == {record.name for record in records if oracle.counts(record)}
    assert all(
        row.get("counted_in")
        in {None, *(above.name for above in oracle.above(oracle.by_name[row["id"]]))}
        for row in rows
    )


def test_a_reader_can_reconcile_list_and_home_page() -> None:
    """The list says what it has beside the credentials that count: parts of programmes,
    and what has no certificate.
    """
    records = (
        Given("a", "valid", None, None, ("SQL",), "Ada Academy", None),
        Given("b", "valid", "a", None, ("SQL",), "Ada Academy", 5),
        Given("c", "over", "a", None, ("SQL",), "Bell Board", None),
        Given("d", "completed", None, None, ("SQL",), "Bell Board", None),
    )
    site = pages(records)
    assert (
        "1 credential. 2 more as parts of programmes. 1 completed without a certificate."
        in Tree(site["credentials/"]).text
    )
    assert "1 of 2 have awarded a credential" in Tree(site["issuers/"]).text
    assert (
        "1 valid credential. 1 more as a part of a programme."
        in Tree(site["technologies/sql/"]).text
    )


@pytest.mark.parametrize(
    ("hours", "state", "words"),
    [
        (5, "valid", "the sum of its parts"),
        (None, "valid", "as far as its finished parts state them"),
        (5, "begun", "as far as its finished parts state them"),
    ],
)
def test_a_sum_says_what_it_is_of(hours: int | None, state: str, words: str) -> None:
    """Hours of a programme that states none are called the sum of its parts only where every part
    is finished and has some.
    """
    records = (
        Given("a", "valid", None, None, (), "Ada Academy", None),
        Given("b", "valid", "a", None, (), "Ada Academy", 7),
        Given("c", state, "a", None, (), "Ada Academy", hours),
    )
    assert words in Tree(pages(records)["credentials/a/"]).text


# Renewals


def renewed(folder: Path, **chain: dict[str, object]) -> tuple[AssembledSite, dict[str, Any]]:
    """A site in which each record is followed by the next, with its cards by id."""
    names = [*chain]
    files = {
        f"content/credentials/{name}.md": front_matter(
            **{
                "title": "CKA: Certified Kubernetes Administrator",
                "superseded_by": following,
                **chain[name],
            }
        )
        for name, following in zip(names, [*names[1:], None], strict=True)
    }
    found = surveyed(folder, {"portfolio.toml": SETTINGS, **files})
    cards = {}
    for name in names:
        page = make(found, f"credentials/{name}/")
        assert isinstance(page, Page)
        cards[name] = page.values["sheet"].card
    return found, cards


def test_a_chain_of_renewals_is_one_credential(tmp_path: Path) -> None:
    """The newest is listed and counted once, held since the first; the others say "Renewed"."""
    found, cards = renewed(
        tmp_path,
        a={"issued_date": "2020-05", "expiry_date": "2023-05"},
        b={"issued_date": "2023-03-02", "expiry_date": "2025-03"},
        c={"issued_date": "2025-02", "expiry_date": "2028-02"},
    )
    newest = cards["c"]
    assert [renewal.id for renewal in newest.renewals] == ["b", "a"]
    assert newest.held_since == PartialDate(2020, 5)
    assert newest.renewed_in == (2023, 2025)
    assert newest.status == "Valid until Feb 2028"
    assert {cards["a"].status, cards["b"].status} == {"Renewed"}
    assert cards["a"].renewed_as.address == "credentials/c/"
    listed = make(found, "credentials/")
    assert isinstance(listed, Page)
    assert [card.id for group in listed.values["years"] for card in group.cards] == ["c"]
    assert [facet.name for facet in listed.values["facets"]] == []
    totals = listed.values["totals"]
    assert (totals.credentials, totals.valid, totals.since, totals.parts) == (1, 1, 2020, 0)
    issuer = make(found, "issuers/example-academy/")
    assert isinstance(issuer, Page)
    term = issuer.values["term"]
    assert ([card.id for card in term.valid], term.parts, term.lapsed) == (["c"], (), ())
    resume = make(found, "credentials.json")
    assert isinstance(resume, Artifact)
    rows = {row["id"]: row for row in json.loads(resume.content)["credentials"]}
    assert rows["c"]["renews"] == ["b", "a"]
    assert rows["a"]["counted_in"] == rows["b"]["counted_in"] == "c"


@pytest.mark.parametrize(
    ("older", "newer", "is_renewal"),
    [
        ("Terraform Associate (002)", "Terraform Associate (003)", True),
        ("AZ-104: Azure Administrator", "Azure Administrator", True),
        ("CISSP", "CISSP 2024", True),
        ("認定 2020", "認定 2023", True),
        ("Architect – Associate", "Architect – Professional", False),
        ("2020", "2021", False),
    ],
)
def test_a_renewal_has_the_same_name(
    tmp_path: Path, older: str, newer: str, is_renewal: bool
) -> None:
    """A new version renews, and a higher level does not: nobody has held it since the lower one."""
    _, cards = renewed(
        tmp_path,
        a={"title": older, "issued_date": "2020", "expiry_date": "2023"},
        b={"title": newer, "issued_date": "2023"},
    )
    assert bool(cards["b"].renewals) is is_renewal
    assert cards["b"].held_since == PartialDate(2020 if is_renewal else 2023)
    assert (cards["a"].status == "Renewed") is is_renewal


@pytest.mark.parametrize(
    "newer",
    [
        {"status": "in_progress", "issued_date": None},
        {"status": "planned", "issued_date": None},
        {"status": "completed"},
        {"expiry_date": "2025-01", "issued_date": "2023"},
    ],
)
def test_what_is_not_held_renews_nothing(tmp_path: Path, newer: dict[str, object]) -> None:
    """A credential for life still counts if its renewal is under way, is a course, or is over."""
    _, cards = renewed(tmp_path, a={"issued_date": "2020", "status": "lifetime"}, b=newer)
    assert cards["a"].renewed_as is None
    assert cards["a"].status == "Valid, no expiry"
    assert cards["b"].renewals == ()


def test_a_term_of_an_older_one_alone_still_shows_it(tmp_path: Path) -> None:
    """A skill that only an earlier certificate names is not lost with it."""
    found, _ = renewed(
        tmp_path,
        a={"issued_date": "2020", "expiry_date": "2023", "technologies": ["Docker"]},
        b={"issued_date": "2023", "technologies": ["Linux"]},
    )
    page = make(found, "technologies/docker/")
    assert isinstance(page, Page)
    assert [card.id for card in page.values["term"].lapsed] == ["a"]


def test_parts_of_parts_are_beneath_their_programme() -> None:
    """At any depth: nothing that counts in a programme is lost from the list."""
    records = (
        Given("a", "valid", None, None, (), "Ada Academy", None),
        Given("b", "valid", "a", None, (), "Ada Academy", None),
        Given("c", "valid", "b", None, (), "Ada Academy", None),
    )
    listed = sections(pages(records)["credentials/"])
    assert sorted(name for names in listed.values() for name in names) == ["a", "b", "c"]
