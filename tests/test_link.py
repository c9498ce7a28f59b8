"""Links between records: references, circles, duplicates, and what counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from small_site import FOLDER, NO_VARIABLES, TODAY, codes, credential, front_matter, only, surveyed

from portfolio.domain.model import Content, Credential, Entry, Standing, State
from portfolio.domain.states import state_of
from portfolio.domain.terms import TermKind
from portfolio.linking.link import link
from portfolio.options import Options
from portfolio.pipeline.assemble import render_site
from portfolio.pipeline.build import build
from portfolio.settings import Settings

FIELDS = ("part_of", "superseded_by")
STATES: list[dict[str, str | None]] = [
    {},
    {"status": "lifetime"},
    {"expiry_date": "2027"},
    {"expiry_date": "2025-01"},
    {"status": "revoked"},
    {"status": "completed"},
    {"status": "in_progress", "issued_date": None},
    {"status": "planned", "issued_date": None},
    {"issued_date": None},
    {"issued_date": "2026-01"},
]
POOL = {
    (name, index): credential(name, **fields)
    for name in "abcdef"
    for index, fields in enumerate(STATES)
}


@st.composite
def families(draw: st.DrawFn) -> tuple[Credential, ...]:
    """Up to six credentials in any states, each perhaps a part of one before it."""
    found: list[Credential] = []
    for name in "abcdef"[: draw(st.integers(1, 6))]:
        base = POOL[name, draw(st.integers(0, len(STATES) - 1))]
        parent = draw(st.none() | st.sampled_from([c.id for c in found])) if found else None
        record = replace(base.record, part_of=parent)
        found.append(replace(base, record=record))
    return tuple(draw(st.permutations(found)))


@st.composite
def successions(draw: st.DrawFn) -> tuple[Credential, ...]:
    """Up to six credentials in any states, each perhaps followed by another, never in a circle."""
    found: list[Credential] = []
    for name in "abcdef"[: draw(st.integers(1, 6))]:
        base = POOL[name, draw(st.integers(0, len(STATES) - 1))]
        successor = draw(st.none() | st.sampled_from([c.id for c in found])) if found else None
        record = replace(base.record, superseded_by=successor)
        found.append(replace(base, record=record))
    return tuple(draw(st.permutations(found)))


def linked(credentials: tuple[Credential, ...], *, drafts: bool = True) -> dict[str, Entry]:
    """The entries of credentials by id, planned ones included."""
    portfolio, _ = link(Content(credentials), Settings(), TODAY, drafts=drafts)
    return {entry.id: entry for entry in portfolio.entries}


def ancestors(entry: Entry, entries: dict[str, Entry]) -> list[Entry]:
    """The programmes above an entry."""
    return (
        []
        if entry.parent is None
        else [entries[entry.parent], *ancestors(entries[entry.parent], entries)]
    )


@given(families())
def test_a_programme_counts_once(credentials: tuple[Credential, ...]) -> None:
    """A credential counts if it is valid and no valid programme above it does;
    never more than are valid.
    """
    entries = linked(credentials)
    for entry in entries.values():
        valid = entry.standing is Standing.VALID
        assert entry.is_counted == (
            valid and not any(a.standing is Standing.VALID for a in ancestors(entry, entries))
        )
    assert sum(e.is_counted for e in entries.values()) <= sum(
        e.standing is Standing.VALID for e in entries.values()
    )
    assert bool(sum(e.is_counted for e in entries.values())) == any(
        e.standing is Standing.VALID for e in entries.values()
    )


@given(successions())
def test_only_what_is_valid_supersedes(credentials: tuple[Credential, ...]) -> None:
    """A credential is superseded exactly if it would be valid and something later in its chain is;
    the last valid one holds.
    """
    entries = linked(credentials)
    for entry in entries.values():
        alone = state_of(entry.record, TODAY)
        after = list(followers(entry, entries))
        is_superseded = alone.standing is Standing.VALID and any(
            one.standing is Standing.VALID for one in after
        )
        assert entry.state is (State.SUPERSEDED if is_superseded else alone)


def followers(entry: Entry, entries: dict[str, Entry]) -> Iterator[Entry]:
    """What follows an entry, the next one first."""
    while (successor := entry.record.superseded_by) is not None:
        entry = entries[successor]
        yield entry


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        (({}, {"status": "completed"}), ("no_expiry_stated", "completed")),
        (({}, {"expiry_date": "2025-01"}), ("no_expiry_stated", "expired")),
        (({}, {"status": "expired"}), ("no_expiry_stated", "expired")),
        (({}, {"status": "revoked"}), ("no_expiry_stated", "revoked")),
        (({}, {"issued_date": "2026-01"}), ("no_expiry_stated", "upcoming")),
        (
            ({"expiry_date": "2027"}, {"status": "in_progress", "issued_date": None}),
            ("active", "in_progress"),
        ),
        (({"status": "expired"}, {}), ("expired", "no_expiry_stated")),
        (({"expiry_date": "2025-01"}, {}), ("expired", "no_expiry_stated")),
        (({}, {"expiry_date": "2027"}), ("superseded", "active")),
        (({}, {"issued_date": None}), ("superseded", "no_expiry_stated")),
        (({}, {"expiry_date": "2025-01"}, {}), ("superseded", "expired", "no_expiry_stated")),
        (
            ({}, {"status": "completed"}, {"status": "lifetime"}),
            ("superseded", "completed", "lifetime"),
        ),
        (({}, {}, {"status": "completed"}), ("superseded", "no_expiry_stated", "completed")),
    ],
)
def test_what_follows_supersedes_if_it_holds(
    states: tuple[dict[str, Any], ...], shown: tuple[str, ...]
) -> None:
    """In a chain of renewals, one that is not valid supersedes nothing, and a valid one supersedes
    all before it that held.
    """
    chain = "abc"[: len(states)]
    links = dict(pairwise(chain))
    entries = linked(
        tuple(
            credential(name, superseded_by=links.get(name), **fields)
            for name, fields in zip(chain, states, strict=True)
        )
    )
    assert tuple(entries[name].state.value for name in chain) == shown


@given(families())
def test_parents_and_parts_agree(credentials: tuple[Credential, ...]) -> None:
    """An entry is among the parts of its parent, once, and nothing else is."""
    entries = linked(credentials)
    for entry in entries.values():
        assert sorted(entry.parts) == sorted(
            other.id for other in entries.values() if other.parent == entry.id
        )


@given(families(), st.randoms())
def test_the_order_of_files_does_not_matter(
    credentials: tuple[Credential, ...], random: Random
) -> None:
    """The same credentials in another order are the same portfolio."""
    shuffled = list(credentials)
    random.shuffle(shuffled)
    assert linked(credentials) == linked(tuple(shuffled))
    assert list(linked(credentials)) == list(linked(tuple(shuffled)))


@given(families())
def test_entries_are_newest_first_in_their_state(credentials: tuple[Credential, ...]) -> None:
    """Every credential has its own state, and entries are listed from the newest issue date on."""
    entries = list(linked(credentials).values())
    assert all(entry.state is state_of(entry.record, TODAY) for entry in entries)
    dates = [entry.record.issued_date.iso if entry.record.issued_date else "" for entry in entries]
    assert dates == sorted(dates, reverse=True), "undated ones come last"


def test_parts_are_in_the_order_of_their_dates(tmp_path: Path) -> None:
    """A programme lists its parts oldest first, and undated ones last by title."""
    files = {
        "p": front_matter(title="Programme", issued_date="2024-09"),
        "a": front_matter(title="Third", issued_date="2024-08", part_of="p"),
        "b": front_matter(title="First", issued_date="2023", part_of="p"),
        "c": front_matter(title="Second", issued_date="2024", part_of="p"),
        "d": front_matter(title="Fifth", issued_date=None, status="in_progress", part_of="p"),
        "e": front_matter(
            title="Fourth and a half", issued_date=None, status="in_progress", part_of="p"
        ),
    }
    found = surveyed(tmp_path, files)
    (programme,) = [entry for entry in found.portfolio.entries if entry.id == "p"]
    assert programme.parts == ("b", "c", "a", "d", "e")


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_circle_is_found_once_with_all_its_places(
    field: str, length: int, tmp_path: Path
) -> None:
    """A circle of one, two or three references is one error that names every record of it,
    and never ends the program.
    """
    names = "abc"[:length]
    files = {
        name: front_matter(title=f"Course {name}", **{field: names[(i + 1) % length]})
        for i, name in enumerate(names)
    }
    found = surveyed(tmp_path, files | {"z": front_matter(title="Outside", **{field: "a"})})
    problem = only(found.diagnostics, "reference-cycle")
    assert codes(found.diagnostics) == ["reference-cycle"]
    assert f"`{field}`" in problem.message
    places = [problem.location, *(related.location for related in problem.related)]
    assert sorted(place.path for place in places) == [f"{FOLDER}{name}.md" for name in names]
    assert all(place.source.startswith(f"{field}: ") for place in places)


@pytest.mark.parametrize("field", FIELDS)
def test_a_circle_is_reported_at_its_first_file(field: str, tmp_path: Path) -> None:
    """Problems are shown in the order of files, and so a circle begins
    at the first of its files.
    """
    files = {name: front_matter(**{field: to}) for name, to in (("a", "b"), ("b", "c"), ("c", "a"))}
    assert (
        only(surveyed(tmp_path, files).diagnostics, "reference-cycle").location.path
        == f"{FOLDER}a.md"
    )


def test_two_circles_are_two_errors(tmp_path: Path) -> None:
    """Separate circles are reported separately."""
    files = {
        name: front_matter(part_of=to)
        for name, to in (("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"))
    }
    assert codes(surveyed(tmp_path, files).diagnostics) == ["reference-cycle"] * 2


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    ("target", "help"),
    [
        ("data_sience", "did you mean `data_science`?"),
        ("nothing_like_it", "write the `entity_id` of another record"),
        ("hidden", "publish that record too"),
    ],
)
def test_a_reference_to_nothing_says_what_was_meant(
    field: str, target: str, help: str, tmp_path: Path
) -> None:
    """An unknown record is an error at the reference,
    with the nearest id; a draft is called one.
    """
    files = {
        "a": front_matter(**{field: target}),
        "data_science": front_matter(title="Data Science"),
        "hidden": front_matter(title="Hidden", draft="yes"),
    }
    problem = only(surveyed(tmp_path, files).diagnostics, "unknown-record")
    assert (problem.location.path, problem.location.line, problem.help) == (
        f"{FOLDER}a.md",
        5,
        help,
    )


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ({"entity_id": "x"}, {"entity_id": "x"}, "duplicate-id"),
        ({"slug": "x"}, {"slug": "x"}, "duplicate-address"),
        ({"aliases": ["old/x"]}, {"aliases": ["old/x"]}, "address-taken"),
        ({"aliases": ["Old/X"]}, {"aliases": ["old/x"]}, "address-taken"),
        ({"aliases": ["/old/x/"]}, {"aliases": ["old/x"]}, "address-taken"),
        ({}, {"aliases": ["credentials/a"]}, "address-taken"),
        ({}, {"aliases": ["technologies"], "technologies": ["SQL"]}, "address-taken"),
    ],
)
def test_one_name_for_two_things_is_an_error_naming_both(
    first: dict[str, Any], second: dict[str, Any], code: str, tmp_path: Path
) -> None:
    """Two records with one id, slug or former address are one error;
    two records are both named by their files.
    """
    found = surveyed(
        tmp_path, {"a": front_matter(**first), "b": front_matter(title="Other", **second)}
    )
    (problem,) = found.diagnostics
    assert (problem.code, problem.location.path) == (code, f"{FOLDER}b.md")
    if first:
        assert f"{FOLDER}a.md" in problem.message + "".join(
            related.location.path for related in problem.related
        )


@pytest.mark.parametrize(
    "alias",
    [
        "index.html",
        "feed.xml",
        "credentials/index.html",
        "404.html",
        "robots.txt",
        "credentials/a/index.html",
    ],
)
def test_a_former_address_cannot_be_a_file_of_the_site(alias: str, tmp_path: Path) -> None:
    """A former address that would need a folder where the site has a file is an error
    in the record, found before writing.
    """
    files = {
        "a": front_matter(aliases=[alias]),
        "portfolio.toml": "[site]\nbase_url = 'https://a.test/'\n",
    }
    assert codes(surveyed(tmp_path, files).diagnostics) == ["address-taken"]


def test_a_former_address_is_short_enough_for_a_file(tmp_path: Path) -> None:
    """A former address whose parts no file system takes is an error in the record,
    and not a failure of the build.
    """
    found = surveyed(tmp_path, {"a": front_matter(aliases=["x" * 300])})
    assert codes(found.diagnostics) == ["invalid-address"]


def test_ids_and_addresses_come_from_the_files_name(tmp_path: Path) -> None:
    """A record without `entity_id` and `slug` has both from its file's
    name, in their two spellings.
    """
    found = surveyed(tmp_path, {f"{FOLDER}AWS Cloud-Practitioner.md": front_matter()})
    (entry,) = found.portfolio.entries
    assert (entry.id, entry.credential.slug) == ("aws_cloud_practitioner", "aws-cloud-practitioner")


def test_links_between_records_lead_to_their_pages(tmp_path: Path) -> None:
    """A link from one file to another leads to its page, from credentials,
    pages and the profile, with its fragment.
    """
    files = {
        "a": front_matter(
            "See [b](b.md), [top](b.md#content), [about](../pages/about.md) "
            "and [me](../profile.md).\n"
        ),
        "b": front_matter("## Content\n", title="Other"),
        "content/pages/about.md": "---\ntitle: About\n---\n[a](../credentials/a.md)\n",
        "content/profile.md": "---\nname: Ada Example\n---\n[a](credentials/a.md)\n",
    }
    found = surveyed(tmp_path, files)
    assert found.diagnostics == ()
    pages = {
        address: content.decode()
        for address, content in render_site(found)
        if isinstance(content, bytes) and address in PAGES
    }
    assert 'href="../../credentials/b/index.html"' in pages["credentials/a/"]
    assert 'href="../../credentials/b/index.html#content"' in pages["credentials/a/"]
    assert 'href="../../about/index.html"' in pages["credentials/a/"]
    assert 'href="../credentials/a/index.html"' in pages["about/"]
    assert 'href="credentials/a/index.html"' in pages[""]
    assert not [address for address, text in pages.items() if '.md"' in text]


PAGES = {"credentials/a/", "about/", ""}


@pytest.mark.parametrize("other", [{"draft": "yes"}, {"status": "planned", "issued_date": None}])
def test_a_link_to_what_is_not_published_is_found(other: dict[str, Any], tmp_path: Path) -> None:
    """A link to a draft or to a planned credential that is left out
    is an error, for it would be dead.
    """
    files = {"a": front_matter("[b](b.md)\n"), "b": front_matter(title="Other", **other)}
    problem = only(surveyed(tmp_path, files).diagnostics, "broken-link")
    assert (problem.location.path, problem.location.line, problem.location.column) == (
        f"{FOLDER}a.md",
        6,
        5,
    )
    assert "a.md" not in problem.help


def test_a_missing_picture_is_found_at_its_line(tmp_path: Path) -> None:
    """A picture that is not there is an error at the place where the text names
    it, with the nearest name.
    """
    found = surveyed(
        tmp_path,
        {"a": front_matter("Text.\n\n![A badge](bagde.svg)\n"), f"{FOLDER}badge.svg": "<svg/>"},
    )
    problem = only(found.diagnostics, "missing-file")
    assert (problem.location.line, problem.location.column, problem.help) == (
        8,
        12,
        "did you mean `badge.svg`?",
    )


def test_planned_credentials_are_published_only_if_asked(tmp_path: Path) -> None:
    """Planned ones are left out, in every form, unless the settings publish them;
    and then never as earned.
    """
    files = {
        "a": front_matter(technologies=["SQL"], part_of="b", superseded_by="b"),
        "b": front_matter(
            title="Secret plan", status="planned", issued_date=None, technologies=["Zig"]
        ),
    }
    hidden = surveyed(tmp_path / "hidden", files)
    text = b"".join(content for _, content in render_site(hidden) if isinstance(content, bytes))
    assert b"Secret plan" not in text
    assert b"Zig" not in text
    shown = surveyed(tmp_path / "shown", files | {"portfolio.toml": "[publish]\nplanned = true\n"})
    (planned,) = [entry for entry in shown.portfolio.entries if entry.id == "b"]
    assert planned.standing is Standing.UNDERWAY
    assert not planned.is_counted
    assert [
        term.name
        for term in shown.portfolio.taxonomies[TermKind.TECHNOLOGIES].terms
        if term.valid_count
    ] == ["SQL"]


def test_the_data_does_not_name_what_is_not_published(tmp_path: Path) -> None:
    """The exported data refers to no record that is left out."""
    files = {
        "a": front_matter(part_of="secret_plan"),
        "secret_plan": front_matter(title="Secret plan", status="planned", issued_date=None),
    }
    found = surveyed(tmp_path, files)
    data = dict(render_site(found))["credentials.json"]
    assert isinstance(data, bytes)
    assert "secret_plan" not in json.dumps(json.loads(data))


def test_drafts_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    """A draft has no page, and may have the id of a published record; asked for, it is there."""
    files = {
        "a": front_matter(),
        "b": front_matter(title="Draft", draft="yes"),
        "content/pages/d.md": "---\ntitle: D\ndraft: yes\n---\n",
    }
    found = surveyed(tmp_path, files)
    assert [entry.id for entry in found.portfolio.entries] == ["a"]
    assert found.portfolio.content.pages == ()
    shown = surveyed(tmp_path, {}, drafts=True)
    assert sorted(entry.id for entry in shown.portfolio.entries) == ["a", "b"]
    assert len(shown.portfolio.content.pages) == 1


def test_a_sound_small_site_is_published(tmp_path: Path) -> None:
    """A folder with nothing but one record builds without a problem."""
    surveyed(tmp_path, {"a": front_matter()})
    result = build(tmp_path, Options(output=tmp_path / "output", as_of=TODAY), NO_VARIABLES)
    assert result.diagnostics == ()
    assert result.written
    assert (tmp_path / "output" / "credentials" / "a" / "index.html").is_file()
