"""What has no date of issue, or one that is still to come, on every page and in every file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from small_site import front_matter, surveyed

from portfolio.domain.model import State
from portfolio.domain.states import groups_of
from portfolio.pipeline.assemble import AssembledSite, make, render_site
from portfolio.views.pages import Page

SETTINGS = {
    "portfolio.toml": (
        '[site]\nbase_url = "https://ada.test/"\n\n[publish]\nshare_pictures = false\n'
    )
}
UNDATED = {
    "dated": front_matter(title="Dated one", technologies=["Go"]),
    "undated": front_matter(
        title="Undated one", issued_date=None, technologies=["Go"], duration_hours=7
    ),
    "lapsed": front_matter(
        title="Undated and over", issued_date=None, status="expired", technologies=["Ada"]
    ),
    "learned": front_matter(title="Undated and learned", issued_date=None, status="completed"),
}
UPCOMING = {
    "old": front_matter(
        title="Old one", expiry_date="2026-05", superseded_by="next", technologies=["Go"]
    ),
    "next": front_matter(
        title="Next one",
        issued_date="2025-09-01",
        expiry_date="2028-08",
        technologies=["Go", "Rust"],
        duration_hours=9,
    ),
}


@pytest.fixture(name="undated")
def _undated(tmp_path: Path) -> AssembledSite:
    return surveyed(tmp_path, UNDATED | SETTINGS)


@pytest.fixture(name="upcoming")
def _upcoming(tmp_path: Path) -> AssembledSite:
    return surveyed(tmp_path, UPCOMING | SETTINGS)


def texts(found: AssembledSite) -> dict[str, str]:
    """All pages and files of a site that are texts."""
    return {
        address: content.decode()
        for address, content in render_site(found)
        if isinstance(content, bytes) and b"\0" not in content
    }


def words(html: str) -> str:
    """What a page says in its main part."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return re.sub(r" (?=[.,])", "", " ".join(re.sub(r"<[^>]*>", " ", main).split()))


def values(found: AssembledSite, address: str, name: str) -> Any:
    """A value of a page."""
    page = make(found, address)
    assert isinstance(page, Page)
    return page.values[name]


def test_what_has_no_date_is_published_with_a_warning_each(undated: AssembledSite) -> None:
    """Earned, expired and completed records without a date of issue are published;
    each is warned of and none is an error.
    """
    assert [(problem.code, problem.severity) for problem in undated.diagnostics] == [
        ("missing-issued-date", "warning")
    ] * 3
    assert len(undated.portfolio.entries) == 4


def test_the_list_ends_with_what_has_no_date(undated: AssembledSite) -> None:
    """They stand last, in a group of their own that a facet leads to, without bars,
    and the rows say it too.
    """
    years = values(undated, "credentials/", "years")
    assert [(group.year, [card.title for card in group.cards]) for group in years] == [
        (2024, ["Dated one"]),
        (0, ["Undated and learned", "Undated and over", "Undated one"]),
    ]
    assert all(card.bar is None for card in years[-1].cards)
    facets = {facet.name: facet for facet in values(undated, "credentials/", "facets")}
    assert [(option.label, option.count, option.address) for option in facets["year"].options] == [
        ("2024", 1, "credentials/#y2024"),
        ("Date not stated", 3, "credentials/#y0"),
    ]
    html = texts(undated)["credentials/"]
    assert '<h2 id="y0">Date not stated</h2>' in html
    assert html.count(">date not stated<") == 3


def test_pages_and_files_say_no_date_that_nobody_wrote(undated: AssembledSite) -> None:
    """The page says that the date is not stated; data, résumé, feed and structured data have none;
    figures are of what is dated.
    """
    found = texts(undated)
    assert "Issued Date not stated" in words(found["credentials/undated/"])
    assert "datePublished" not in found["credentials/undated/"]
    assert "dateCreated" not in found["credentials/undated/"]
    assert "Undated" not in found["feed.xml"]
    rows = {row["id"]: row for row in json.loads(found["credentials.json"])["credentials"]}
    assert [
        (rows[name]["state"], "issued_date" in rows[name])
        for name in ("undated", "lapsed", "learned")
    ] == [
        ("no_expiry_stated", False),
        ("expired", False),
        ("completed", False),
    ]
    assert "Last evidenced" not in words(found["technologies/ada/"])
    assert "3 without a date" in words(found["glance/"])
    assert "No date 7 h" in words(found["glance/"]) or "Hours" not in found["glance/"]


def test_what_is_still_to_be_issued_is_shown_apart(upcoming: AssembledSite) -> None:
    """It is on the roadmap with its date, and neither in the list nor in the feed nor among what
    counts; what it follows holds.
    """
    assert [problem.code for problem in upcoming.diagnostics] == ["issued-in-the-future"]
    assert {entry.id: entry.state for entry in upcoming.portfolio.entries} == {
        "next": State.UPCOMING,
        "old": State.ACTIVE,
    }
    found = texts(upcoming)
    assert "Upcoming 1 Next one" in re.sub(r"\b20\d\d\b ", "", words(found["roadmap/"]))
    assert "From 1 Sept 2025" in words(found["roadmap/"]).replace("Sep ", "Sept ")
    assert "Next one" not in words(found["credentials/"])
    assert "Next one" not in found["feed.xml"]
    assert "1 valid, from 1 issuer" in words(found[""])
    assert "Upcoming Next one" in words(found[""])
    assert "From 1 Sep" in words(found["credentials/next/"])
    assert (
        "dt-published"
        not in found["credentials/next/"].partition("<article")[2].partition("</article>")[0]
    )
    assert "dateCreated" not in found["credentials/next/"]
    assert "No valid credential" in words(found["technologies/rust/"])


def test_what_is_still_to_be_issued_says_so_in_files(upcoming: AssembledSite) -> None:
    """The data has its state and its date, llms.txt lists it as under way,
    and the calendar has what holds alone.
    """
    found = texts(upcoming)
    rows = {row["id"]: row for row in json.loads(found["credentials.json"])["credentials"]}
    assert (rows["next"]["state"], rows["next"]["issued_date"]) == ("upcoming", "2025-09-01")
    under_way = found["llms.txt"].partition("## In progress or planned")[2].partition("##")[0]
    assert "Next one" in under_way
    assert "issued" not in under_way
    assert found["renewals.ics"].count("BEGIN:VEVENT") == 1
    assert "2025-09-01" not in found["sitemap.xml"]


def test_the_newest_evidence_that_has_lapsed_is_called_so(tmp_path: Path) -> None:
    """At a glance names the newest evidence of a term with its state where it does not hold."""
    files = {
        "a": front_matter(title="Old but valid", issued_date="2020", technologies=["Go"]),
        "b": front_matter(
            title="New and over", issued_date="2023", expiry_date="2025-01", technologies=["Go"]
        ),
        "c": front_matter(title="Newest", issued_date="2024", technologies=["Ada"]),
    }
    said = words(texts(surveyed(tmp_path, files))["glance/"])
    assert "2023 New and over Expired Jan 2025" in said
    assert "2024 Newest" in said
    assert "Newest," not in said


def test_only_what_holds_can_be_the_next_to_expire(tmp_path: Path) -> None:
    """A row has the day of its end for the order and for the script only while it is valid."""
    files = {
        "a": front_matter(title="Valid", expiry_date="2027-03"),
        "b": front_matter(title="Revoked", expiry_date="2026-03", status="revoked"),
        "c": front_matter(title="Followed", expiry_date="2025-12", superseded_by="a"),
        "d": front_matter(title="Over", issued_date="2020", expiry_date="2021"),
    }
    found = texts(surveyed(tmp_path, files))
    assert re.findall(r'data-until="([^"]*)"', found["credentials/"]) == ["2027-03-31"]
    assert (
        "data-until"
        not in found["credentials/b/"].partition("<article")[2].partition("</article>")[0]
    )


@pytest.mark.parametrize(
    ("fields", "kind", "word"),
    [
        ({}, "open", "Valid, no expiry stated"),
        ({"status": "lifetime"}, "lifetime", "Valid, no expiry"),
        ({"expiry_date": "2027"}, "closed", "Valid until 2027"),
    ],
)
def test_what_is_not_stated_looks_different_from_no_end(
    fields: dict[str, str], kind: str, word: str, tmp_path: Path
) -> None:
    """The bar, the mark and the words of a credential tell apart an end
    that is not stated and none.
    """
    found = texts(surveyed(tmp_path, {"a": front_matter(**fields)}))
    html = found["glance/"]
    assert f'<svg class="bar {kind}"' in html
    assert ('fill="url(#site--open)"' in html) == (kind == "open")
    assert f" {word} " in f"{words(found['credentials/a/'])} "
    assert html.count('id="site--open"') == 1


def test_the_words_for_valid_lead_to_all_that_is_valid(tmp_path: Path) -> None:
    """The figure of the home page opens the list at every state that is valid."""
    found = surveyed(tmp_path, {f"r{number}": front_matter() for number in range(7)})
    link = re.search(r'\?status=([^"]*)">7</a> valid', texts(found)[""])
    assert link
    assert {state.value for state in State if link[1] in groups_of(state)} == {
        state.value for state in State if state.standing == "valid"
    }
