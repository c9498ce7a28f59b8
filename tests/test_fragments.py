"""Rows of lists are kept from one build to the next, and are what a clean build makes."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest
from conftest import SiteFolder
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from small_site import change_kept

from portfolio.domain.model import Standing, State
from portfolio.paths import NOTES_FOLDER
from portfolio.render.fragments import Fragment, Fragments, keep_fragments, recall_fragments
from portfolio.store.cache import Cache
from portfolio.store.codec import encode
from portfolio.views.cards import Card

ROW = "blocks/entry.html"
CARD = Card("a", "Title a", "credentials/a/", State.ACTIVE, Standing.VALID, "Valid", ())
PLACES = st.tuples(
    st.sampled_from((ROW, "blocks/listed.html")),
    st.sampled_from(("", "de/")),
    st.sampled_from(("", "../")),
    st.sampled_from("abc"),
)
KEPT = st.dictionaries(PLACES, st.tuples(st.text(max_size=3), st.text(max_size=9)), max_size=6).map(
    lambda kept: [Fragment(place, *about) for place, about in kept.items()]
)


def refuse() -> str:
    """Nothing is to be made."""
    raise AssertionError("made once more")


def test_what_is_asked_for_twice_is_made_once() -> None:
    """And again for pages with another way to the root."""
    fragments = Fragments()
    assert fragments.html((ROW, "", "", "a"), CARD, lambda: "<li>") == "<li>"
    assert fragments.html((ROW, "", "", "a"), CARD, refuse) == "<li>"
    assert fragments.html((ROW, "", "../", "a"), CARD, lambda: "<li>2") == "<li>2"
    assert [made.html for made in fragments.take_made()] == ["<li>", "<li>2"]
    assert fragments.take_made() == ()


@pytest.mark.parametrize(("title", "html"), [("Title a", "kept"), ("Another", "made")])
def test_a_card_that_is_as_it_was_is_not_made_again(title: str, html: str) -> None:
    """One that has changed is."""
    first = Fragments()
    first.html((ROW, "", "", "a"), CARD, lambda: "kept")
    (kept,) = first.take_made()
    fragments = Fragments(lambda: {kept.place: kept})
    assert fragments.html(kept.place, replace(CARD, title=title), lambda: "made") == html
    assert [made.html for made in fragments.take_made()] == (["made"] if html == "made" else [])


def test_a_card_with_another_part_is_made_again() -> None:
    """Whatever in a card is another, however deep, makes it another."""

    def _programme(title: str) -> Card:
        part = replace(CARD, id="part", parts=(replace(CARD, id="inner", title=title),))
        return replace(CARD, parts=(part,))

    first = Fragments()
    first.html((ROW, "", "", "a"), _programme("Inner"), lambda: "kept")
    (kept,) = first.take_made()
    for title, html in (("Inner", "kept"), ("Another", "made")):
        again = Fragments(lambda: {kept.place: kept})
        assert again.html(kept.place, _programme(title), lambda: "made") == html


@given(before=KEPT, made=KEPT)
def test_the_next_build_knows_what_was_made_of_cards_that_are_still_there(
    before: list[Fragment], made: list[Fragment]
) -> None:
    """The newer of two, for each place; of cards that have gone nothing is kept."""
    with closing(Cache(None)) as cache:
        keep_fragments(cache, "output", "setting", before, "ab")
        keep_fragments(cache, "output", "setting", made, "ab")
        expected = {one.place: one for one in (*before, *made) if one.place[-1] in "ab"}
        assert recall_fragments(cache, "output", "setting") == expected
        assert recall_fragments(cache, "output", "another") == {}
        assert recall_fragments(cache, "another", "setting") == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        encode(()),
        encode(("setting", 1)),
        encode(("setting", ((("a",), "", ""),))),
        encode(("setting", (), "more")),
        b"\x91" * 100_000,
    ],
)
def test_what_is_no_fragment_is_not_used(content: bytes, tmp_path: Path) -> None:
    """Whoever wrote it."""
    notes = tmp_path / NOTES_FOLDER
    notes.mkdir()
    with closing(Cache(notes)) as cache:
        keep_fragments(cache, "output", "setting", [Fragment((ROW, "", "", "a"), "", "<li>")], "a")
        assert recall_fragments(cache, "output", "setting")
        change_kept(tmp_path, lambda _: content)
        assert recall_fragments(cache, "output", "setting") == {}


def test_without_a_key_of_what_pages_share_nothing_is_kept() -> None:
    """Then code of the owner's may have a hand in every row."""
    with closing(Cache(None)) as cache:
        keep_fragments(cache, "output", "", [Fragment((ROW, "", "", "a"), "", "<li>")], "a")
        assert recall_fragments(cache, "output", "") == {}


def test_a_build_renders_the_rows_of_edited_records_alone(site: SiteFolder) -> None:
    """Only the row of the record whose title was edited is rendered,
    on every page that lists it.
    """
    site.template(ROW, "<li>{{ card.title }}</li>")
    for name in "abc":
        site.record(name)
    site.publish()
    change_kept(site.root, lambda content: content.replace(b"<li>Title", b"<li>Known"))
    site.record("b", title="Another")
    site.publish()
    assert rows_of(site) == {"Known a", "Another", "Known c"}
    site.record("d")
    site.publish()
    assert rows_of(site) == {"Known a", "Another", "Known c", "Title d"}


def rows_of(site: SiteFolder) -> set[str]:
    """The rows of all lists of a site."""
    pages = (path.read_text("utf-8") for path in site.output.rglob("*.html"))
    return {
        row for page in pages for row in re.findall("<li>((?:Title|Known|Another).*?)</li>", page)
    }


def test_rows_are_kept_by_what_all_pages_share(site: SiteFolder, tmp_path: Path) -> None:
    """Another template, title of the site or option renders them anew:
    the site is what a clean build makes.
    """
    site.template(ROW, "<li>{{ card.title }} {{ site.title }}")
    site.record("a")
    site.publish()
    site.write("portfolio.toml", '[site]\ntitle = "Other"\n')
    again = site.publish()
    clean = SiteFolder(tmp_path / "clean")
    for path in ("portfolio.toml", f"templates/{ROW}", "content/credentials/a.md"):
        clean.write(path, (site.root / path).read_bytes())
    assert again == clean.publish()
    assert "Title a Other" in (site.output / "index.html").read_text("utf-8")
