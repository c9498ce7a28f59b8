"""An independent reading of what the documents say of states,
held against whole sites of random records.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from conftest import examples
from hypothesis import given
from hypothesis import strategies as st
from small_site import TODAY, front_matter, surveyed

from portfolio.pipeline.assemble import AssembledSite, make, render_site
from portfolio.views.cards import Card
from portfolio.views.pages import Page

NAMES = "abcdefg"
SETTINGS = {
    "portfolio.toml": (
        '[site]\nbase_url = "https://ada.example/"\n\n[publish]\nplanned = true\n'
        "share_pictures = false\n"
    )
}
ISSUED = st.sampled_from(
    [None, "2019", "2024-05", "2025-06-15", "2025-06-16", "2025-06-17", "2025-07", "2025", "2026"]
)
EXPIRY = st.sampled_from(
    [None, None, "never", "N/A", "2025-06-14", "2025-06-15", "2025-06", "2025-09", "2028"]
)
EARNED = st.sampled_from(
    [None, None, None, "active", "expired", "revoked", "lifetime", "completed"]
)
Fields = Mapping[str, Any]


@st.composite
def sites(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """The fields of a few records in any state that is sound, some of them followed by
    others or parts of them.
    """
    found: dict[str, dict[str, Any]] = {}
    for at, name in enumerate(NAMES[: draw(st.integers(1, len(NAMES)))]):
        fields: dict[str, Any] = {
            "title": draw(st.sampled_from(["Exam (2024)", "Exam AB-100", "Course"])),
            "issued_date": draw(ISSUED),
            "expiry_date": draw(EXPIRY),
            "status": draw(EARNED),
        }
        if draw(st.integers(0, 5)) == 0:
            fields |= {
                "status": draw(st.sampled_from(["in_progress", "planned"])),
                "issued_date": None,
                "expiry_date": None,
            }
        if fields["status"] in ("lifetime", "completed") or _ends_before(fields):
            fields["expiry_date"] = None
        for field in ("superseded_by", "part_of"):
            fields[field] = draw(st.none() | st.sampled_from(NAMES[:at])) if at else None
        found[name] = fields
    return found


def _ends_before(fields: Fields) -> bool:
    issued, expiry = fields["issued_date"], fields["expiry_date"]
    return bool(issued and expiry and expiry[0] == "2" and last(expiry) < first(issued))


def first(written: str) -> date:
    """The first day that a date can mean."""
    return date.fromisoformat((written + "-01-01")[:10])


def last(written: str) -> date:
    """The last day that a date of these tests can mean."""
    return date.fromisoformat(
        {"2028": "2028-12-31", "2025-06": "2025-06-30", "2025-09": "2025-09-30"}.get(
            written, written
        )
    )


def expected(name: str, site: Mapping[str, Fields]) -> str:
    """The state of a record by the table of the documents."""
    own = alone(site[name])
    following = site[name]["superseded_by"]
    while following and own in ("lifetime", "no_expiry_stated", "active", "expiring"):
        if alone(site[following]) in ("lifetime", "no_expiry_stated", "active", "expiring"):
            return "superseded"
        following = site[following]["superseded_by"]
    return own


def alone(fields: Fields) -> str:
    """The state of a record without its successors, on 15 June 2025."""
    status, issued, expiry = fields["status"], fields["issued_date"], fields["expiry_date"]
    if status in ("revoked", "in_progress", "planned"):
        return str(status)
    if issued and first(issued) > date(2025, 6, 16):
        return "upcoming"
    if status == "completed":
        return "completed"
    if expiry and expiry[0] == "2":
        days = (last(expiry) - TODAY).days
        return "expired" if days < 0 else "expiring" if days <= 90 else "active"
    if status == "expired":
        return "expired"
    return "lifetime" if status == "lifetime" or expiry else "no_expiry_stated"


def values(found: AssembledSite, address: str) -> Mapping[str, Any]:
    """The values of a page; none where there is no such page."""
    page = make(found, address) if found.site and address in found.site.resources else None
    return page.values if isinstance(page, Page) else {}


def whole(card: Card) -> list[Card]:
    """A card with all that is shown beneath it."""
    return [card, *(found for part in card.nested for found in whole(part))]


def groups(state: str) -> list[str]:
    """The groups of a state in the facet of the list."""
    if state in ("active", "lifetime", "no_expiry_stated"):
        return ["valid"]
    return ["valid", "expiring"] if state == "expiring" else [state]


def renewed_as(name: str, states: Mapping[str, str], site: Mapping[str, Fields]) -> str | None:
    """The last of the successors of a record that each renew the one before: of the same title
    but for its version, held, and not over while the one before is valid.
    """
    following = site[name]["superseded_by"]
    if following is None or site[following]["title"][:4] != site[name]["title"][:4]:
        return None
    before, after = worth(states[name]), worth(states[following])
    if after < 2 or after < before or before == 0:
        return None
    return renewed_as(following, states, site) or following


def worth(state: str) -> int:
    """3 for what is valid, 2 for what has ended, 1 for a course, 0 for what is under way."""
    if state in ("active", "lifetime", "no_expiry_stated", "expiring"):
        return 3
    if state in ("expired", "superseded", "revoked"):
        return 2
    return int(state == "completed")


def is_within(name: str, states: Mapping[str, str], site: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a programme that is under way in the same manner, or further,
    counts in the stead of what is under way.
    """
    above = site[name]["part_of"]
    while above is not None:
        if states[above] == states[name] or (states[above], states[name]) == (
            "in_progress",
            "planned",
        ):
            return True
        above = site[above]["part_of"]
    return False


@examples(15)
@given(sites())
def test_a_site_says_what_the_documents_say(site: dict[str, dict[str, Any]]) -> None:
    """States, lists, facets, figures and files of a site are those
    of an independent reading of its records.
    """
    with tempfile.TemporaryDirectory() as folder:
        found = surveyed(
            Path(folder), SETTINGS | {name: front_matter(**fields) for name, fields in site.items()}
        )
        assert [problem for problem in found.diagnostics if problem.severity == "error"] == []
        files = {
            address: content
            for address, content in render_site(found)
            if isinstance(content, bytes)
        }
    states = {name: expected(name, site) for name in site}
    assert {
        row["id"]: row["state"] for row in json.loads(files["credentials.json"])["credentials"]
    } == states
    underway = {
        name: state
        for name, state in states.items()
        if state in ("upcoming", "in_progress", "planned")
    }
    roadmap = values(found, "roadmap/")
    rows = [
        card for state in ("upcoming", "in_progress", "planned") for card in roadmap.get(state, ())
    ]
    assert {card.id: str(card.state) for row in rows for card in whole(row)} == underway
    listed = [card for group in values(found, "credentials/")["years"] for card in group.cards]
    assert not {card.id for card in listed} & set(underway)
    dates = [site[card.id]["issued_date"] for card in listed]
    assert [day is None for day in dates] == sorted(day is None for day in dates), (
        "undated ones come last"
    )
    facets = {
        facet.name: {option.key: option.count for option in facet.options}
        for facet in values(found, "credentials/")["facets"]
    }
    shown = Counter(group for card in listed for group in groups(states[card.id]))
    assert facets.get("status", shown) == shown
    renewals = {name: newest for name in site if (newest := renewed_as(name, states, site))}
    assert {
        older: row["id"]
        for row in json.loads(files["credentials.json"])["credentials"]
        for older in row.get("renews", ())
    } == renewals
    assert not renewals.keys() & {card.id for card in listed}
    totals = values(found, "")["overview"].totals
    counted = [state for name, state in underway.items() if not is_within(name, states, site)]
    assert (totals.upcoming, totals.in_progress, totals.planned) == tuple(
        counted.count(state) for state in ("upcoming", "in_progress", "planned")
    )
    ends = {name for name, state in states.items() if state in ("active", "expiring")}
    assert files.get("renewals.ics", b"").count(b"BEGIN:VEVENT") == len(ends)
    assert files["feed.xml"].count(b"<entry>") == sum(day is not None for day in dates)
