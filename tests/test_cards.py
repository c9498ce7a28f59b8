"""Cards: hours, counts and status words, as every list shows them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st
from small_site import FOLDER, NO_VARIABLES, TODAY, credential, front_matter, surveyed, write_site
from test_link import families

from portfolio.domain.model import Content, Credential, Entry, Standing
from portfolio.domain.states import describe_state, state_of
from portfolio.linking.link import link
from portfolio.locale.messages import Messages
from portfolio.pipeline.assemble import AssembledSite, assemble, make
from portfolio.pipeline.inputs import reread
from portfolio.schema.types import Hours
from portfolio.settings import Settings
from portfolio.site.cards import make_cards, sum_hours
from portfolio.site.timeline import make_axis
from portfolio.views.cards import Card
from portfolio.views.pages import Page, Totals


def cards_of(found: AssembledSite) -> dict[str, Card]:
    """The cards of a site, by id."""
    assert found.site
    return make_cards(found.portfolio, found.inputs.setup.settings, found.site.view.axis)


def totals_of(found: AssembledSite) -> Totals:
    """The figures that the home page shows."""
    assert found.site
    home = make(found, "")
    assert isinstance(home, Page)
    totals: Totals = home.values["overview"].totals
    return totals


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Valid, no expiry stated"),
        ({"issued_date": None}, "Valid, no expiry stated"),
        ({"status": "active"}, "Valid, no expiry stated"),
        ({"status": "lifetime"}, "Valid, no expiry"),
        ({"expiry_date": "Does not expire"}, "Valid, no expiry"),
        ({"issued_date": "2026-03", "expiry_date": "2029-03"}, "From Mar 2026"),
        ({"issued_date": "2026-03-05", "status": "lifetime"}, "From 5 Mar 2026"),
        ({"expiry_date": "2027-06-11"}, "Valid until 11 Jun 2027"),
        ({"expiry_date": "2027-06"}, "Valid until Jun 2027"),
        ({"expiry_date": "2027"}, "Valid until 2027"),
        ({"expiry_date": "2025-07-01"}, "Expires 1 Jul 2025"),
        ({"expiry_date": "2025-06"}, "Expires Jun 2025"),
        ({"expiry_date": "2025-01"}, "Expired Jan 2025"),
        ({"status": "expired"}, "Expired"),
        ({"status": "revoked", "expiry_date": "2027"}, "Revoked"),
        ({"status": "completed"}, "Completed, no certificate"),
        ({"superseded_by": "b"}, "Superseded"),
        ({"status": "in_progress", "issued_date": None}, "In progress"),
        (
            {"status": "in_progress", "issued_date": None, "target_date": "2025-09"},
            "In progress, due Sep 2025",
        ),
        (
            {"status": "in_progress", "issued_date": None, "target_date": "2025-09-30"},
            "In progress, due 30 Sep 2025",
        ),
        ({"status": "planned", "issued_date": None, "target_date": "2026"}, "Planned for 2026"),
    ],
)
def test_the_status_in_words_stays_true(fields: dict[str, str], words: str) -> None:
    """A status names its date with the precision that was written,
    and never says how long from now.
    """
    one = credential(**fields)
    state = state_of(one.record, TODAY, is_superseded="superseded_by" in fields)
    assert describe_state(Entry(one, state), Messages()) == words


def test_dates_are_in_the_language_of_the_site() -> None:
    """The date of a status is written as the language of the site writes it."""
    one = credential(expiry_date="2027-06-11")
    assert "11. Juni 2027" in describe_state(
        Entry(one, state_of(one.record, TODAY)), Messages("de")
    )


@pytest.mark.parametrize(
    ("programme", "parts", "hours"),
    [
        ("100", ["30", "40"], "100"),
        (None, ["30", "40"], "70"),
        (None, ["30-35", "40"], "70–75"),
        (None, ["30", None], "30"),
        (None, [None, None], None),
        (None, ["1.5", "0.5"], "2"),
        (None, [], None),
        ("12", [], "12"),
    ],
)
def test_hours_are_summed_only_where_the_programme_states_none(
    programme: str | None, parts: list[str | None], hours: str | None, tmp_path: Path
) -> None:
    """A programme has the hours that it states, or else the sum of those that its parts state."""
    files = {
        f"c{n}": front_matter(title=f"Course {n}", part_of="p", duration_hours=part)
        for n, part in enumerate(parts)
    }
    found = surveyed(
        tmp_path, files | {"p": front_matter(title="Programme", duration_hours=programme)}
    )
    stated = cards_of(found)["p"].hours
    assert (str(stated) if stated else None) == hours
    assert totals_of(found).hours == stated


HOURS = st.tuples(st.integers(1, 500), st.integers(0, 100)).map(
    lambda h: Hours(Decimal(h[0]), Decimal(h[0] + h[1]))
)


@given(st.lists(st.none() | HOURS, max_size=6))
def test_hours_add_up(figures: list[Hours | None]) -> None:
    """The sum of ranges is the range of the sums; unknown hours add nothing,
    and none at all is unknown.
    """
    total = sum_hours(figures)
    known = [figure for figure in figures if figure]
    if not known:
        assert total is None
    else:
        assert total == Hours(
            sum((f.low for f in known), Decimal(0)), sum((f.high for f in known), Decimal(0))
        )


@examples(25)
@given(families())
def test_every_entry_has_a_card_that_holds_its_parts(credentials: tuple[Credential, ...]) -> None:
    """There is a card for every credential, in the same order, with those of its parts
    in theirs, at any depth.
    """
    portfolio, _ = link(Content(credentials), Settings(), TODAY, drafts=True)
    cards = make_cards(portfolio, Settings(), make_axis(portfolio.entries, TODAY))
    assert list(cards) == [entry.id for entry in portfolio.entries]
    for entry in portfolio.entries:
        assert tuple(part.id for part in cards[entry.id].parts) == entry.parts
        assert all(part == cards[part.id] for part in cards[entry.id].parts)
        assert (cards[entry.id].parent is not None) == (entry.parent is not None)


def test_a_deep_programme_has_cards(tmp_path: Path) -> None:
    """Programmes of programmes may be nested as deep as anybody likes."""
    files = {
        f"c{n}": front_matter(title=f"Level {n}", part_of=f"c{n - 1}" if n else None)
        for n in range(300)
    }
    cards = cards_of(surveyed(tmp_path, files))
    assert len(cards) == 300
    assert cards["c0"].parts[0].parts[0].id == "c2"


@pytest.mark.parametrize(
    ("programme", "parts", "credentials", "valid"),
    [
        ({}, [{}, {}, {}], 1, 1),
        ({}, [{}, {"expiry_date": "2025-01"}], 1, 1),
        ({}, [{"status": "in_progress", "issued_date": None}], 1, 1),
        ({"status": "in_progress", "issued_date": None}, [{}, {}], 2, 2),
        ({"status": "planned", "issued_date": None}, [{}, {}], 2, 2),
    ],
)
def test_a_programme_counts_once(
    programme: dict[str, Any],
    parts: list[dict[str, Any]],
    credentials: int,
    valid: int,
    tmp_path: Path,
) -> None:
    """An earned programme is one credential whatever its parts;
    parts of an unfinished one count for themselves.
    """
    files = {
        f"c{n}": front_matter(title=f"Course {n}", part_of="p", **fields)
        for n, fields in enumerate(parts)
    }
    totals = totals_of(
        surveyed(tmp_path, files | {"p": front_matter(title="Programme", **programme)})
    )
    assert (totals.credentials, totals.valid) == (credentials, valid)


@pytest.mark.parametrize(
    "programme", [{"expiry_date": "2025-01"}, {"status": "revoked"}, {"status": "completed"}]
)
def test_never_more_are_valid_than_there_are(programme: dict[str, Any], tmp_path: Path) -> None:
    """Valid parts of a programme that is over, or without a certificate,
    count among the credentials too.
    """
    files = {f"c{n}": front_matter(title=f"Course {n}", part_of="p") for n in range(3)}
    totals = totals_of(
        surveyed(tmp_path, files | {"p": front_matter(title="Programme", **programme)})
    )
    assert totals.valid == 3
    assert totals.valid <= totals.credentials


def test_what_is_not_earned_is_counted_apart(tmp_path: Path) -> None:
    """Completed, in-progress and planned records do not count as credentials;
    lapsed ones do, but are not valid.
    """
    files = {
        "a": front_matter(),
        "b": front_matter(title="B", expiry_date="2025-01"),
        "c": front_matter(title="C", status="completed"),
        "d": front_matter(title="D", status="in_progress", issued_date=None),
        "e": front_matter(title="E", status="planned", issued_date=None),
        "portfolio.toml": "[publish]\nplanned = true\n",
    }
    totals = totals_of(surveyed(tmp_path, files))
    assert (totals.credentials, totals.valid, totals.in_progress, totals.planned) == (2, 1, 1, 1)


def test_hours_of_what_is_not_done_are_not_counted(tmp_path: Path) -> None:
    """The hours of a programme that states none are those of the parts that are done."""
    files = {
        "p": front_matter(title="Programme"),
        "a": front_matter(title="A", part_of="p", duration_hours="30"),
        "b": front_matter(
            title="B", part_of="p", duration_hours="40", status="in_progress", issued_date=None
        ),
    }
    assert str(cards_of(surveyed(tmp_path, files))["p"].hours) == "30"


def test_related_credentials_are_others_than_the_programme_and_its_parts(tmp_path: Path) -> None:
    """The programme and its parts are already shown on the page of each other."""
    files = {
        name: front_matter(title=name, technologies=["SQL"], part_of=programme)
        for name, programme in (("p", None), ("q", "p"), ("r", "p"), ("s", None), ("t", None))
    }
    found = surveyed(tmp_path, files)
    for name, wanted in (("p", {"s", "t"}), ("q", {"r", "s", "t"}), ("s", {"p", "q", "r", "t"})):
        page = make(found, f"credentials/{name}/")
        assert isinstance(page, Page)
        related = {card.id for card in page.values["sheet"].related}
        assert related <= wanted
        assert len(related) == min(3, len(wanted))


def test_a_card_says_what_a_list_needs(tmp_path: Path) -> None:
    """Title, address, links to terms in the author's order, labels,
    summary and check link are on the card.
    """
    fields: dict[str, object] = {
        "type": "micromasters",
        "category": "data",
        "technologies": ["SQL", "C"],
        "competencies": ["data_cleaning"],
    }
    fields |= {
        "co_issuers": ["Other"],
        "platform": "edX",
        "duration_hours": "33",
        "progress_percentage": None,
        "credential_id": "0123",
    }
    card = cards_of(
        surveyed(tmp_path, {"a": front_matter("It *covers* SQL.\n\nMore.\n", **fields)})
    )["a"]
    assert (card.title, card.address, card.type_label, card.credential_id) == (
        "Data Basics",
        "credentials/a/",
        "MicroMasters",
        "0123",
    )
    assert [link.text for link in card.technologies] == ["SQL", "C"]
    assert [link.address for link in card.issuers] == ["issuers/example-academy/", "issuers/other/"]
    assert [link.text for link in card.skills] == ["Data cleaning"]
    assert (card.summary, card.platform, str(card.hours), card.standing) == (
        "It covers SQL.",
        "edX",
        "33",
        Standing.VALID,
    )


def test_a_summary_is_the_authors_or_the_first_sentences(tmp_path: Path) -> None:
    """A written summary is shown as it is; otherwise the text's beginning, cut at a sentence."""
    body = "First sentence. " + "Second sentence that goes on. " * 20
    cards = cards_of(
        surveyed(
            tmp_path,
            {
                "a": front_matter(body),
                "b": front_matter(body, title="B", summary="Mine: <all> of it."),
            },
        )
    )
    assert len(cards["a"].summary) <= 200
    assert cards["a"].summary.endswith("goes on.")
    assert cards["b"].summary == "Mine: <all> of it."


def test_an_edited_title_leaves_the_rest_as_it_was(tmp_path: Path) -> None:
    """After an edit of one record the entries and cards of the others are the same objects,
    but for the cards of what it is a part of; so only what the edit touches is worked out again.
    """
    files = {
        "a": front_matter(title="A", technologies=["SQL"]),
        "b": front_matter(title="B", technologies=["SQL"], part_of="programme"),
        "c": front_matter(title="C", superseded_by="a"),
        "programme": front_matter(title="Programme"),
    }
    before = surveyed(tmp_path, files)
    write_site(
        tmp_path, {"b": front_matter(title="New", technologies=["SQL"], part_of="programme")}
    )
    after = assemble(reread(before.inputs, NO_VARIABLES, {f"{FOLDER}b.md"}))
    entries = [{entry.id: entry for entry in one.portfolio.entries} for one in (before, after)]
    assert entries[1]["b"].record.title == "New"
    for name in ("a", "c", "programme"):
        assert entries[1][name] is entries[0][name]
    cards = [cards_of(one) for one in (before, after)]
    assert cards[1]["programme"].parts[0].title == "New"
    for name in ("a", "c"):
        assert cards[1][name] is cards[0][name]
    again = assemble(reread(after.inputs, NO_VARIABLES, {"portfolio.toml"}))
    assert again.portfolio is after.portfolio
    assert again.site is after.site
