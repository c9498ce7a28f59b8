"""Languages and directions: what a tag says, what a text shows, and how pages mark what is not
in the language of the site.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from conftest import SiteFolder
from hypothesis import given
from hypothesis import strategies as st
from test_browser import rows_of, tick

from portfolio.locale.language import direction_of, isolated, language_of, script_of
from portfolio.locale.messages import Messages

PERSIAN = (
    '[site]\nlanguage = "fa"\nbase_url = "https://ada.example.org/"\n[publish]\n'
    'as_of = "2026-06-01"\nshare_pictures = false\n'
)


@pytest.mark.parametrize(
    ("tag", "script"),
    [
        ("en", "Latn"),
        ("de-AT", "Latn"),
        ("ar", "Arab"),
        ("ar-Latn", "Latn"),
        ("pa", "Guru"),
        ("pa-PK", "Arab"),
        ("pa-Arab-PK", "Arab"),
        ("az", "Latn"),
        ("az-Arab", "Arab"),
        ("ku", "Latn"),
        ("ku-Arab", "Arab"),
        ("uz-AF", "Arab"),
        ("sd-IN", "Deva"),
        ("he-IL", "Hebr"),
        ("yi", "Hebr"),
        ("dv", "Thaa"),
        ("nqo", "Nkoo"),
        ("ff-Adlm", "Adlm"),
        ("ja", "Jpan"),
        ("zh-TW", "Hant"),
        ("sr-Latn", "Latn"),
        ("xx", ""),
    ],
)
def test_a_language_has_a_script(tag: str, script: str) -> None:
    """The script of a tag is the one that it names, or else the likely one of its language
    and region; direction follows.
    """
    assert script_of(tag) == script
    assert direction_of(tag) == (
        "rtl" if script in {"Arab", "Hebr", "Thaa", "Nkoo", "Adlm"} else "ltr"
    )


@pytest.mark.parametrize(
    ("text", "languages", "expected"),
    [
        ("Cloud Basics", ["", "ja"], "und-Latn"),
        ("Cloud Basics", ["en", "ja"], "en"),
        ("Cloud Basics", ["ja", "en"], "en"),
        ("データ基礎", ["ja", "en"], "ja"),
        ("AWS 認定", ["", "ja"], "ja"),
        ("Основы Python", ["", "ru"], "ru"),
        ("شبكات 101", ["", "en"], "und-Arab"),
        ("2024", ["", "ja"], "ja"),
        ("C++ 機器", ["", "ru"], ""),
        ("한국어", ["ko", "en"], "ko"),
    ],
)
def test_a_text_is_in_a_language_that_has_its_letters(
    text: str, languages: list[str], expected: str
) -> None:
    """A text is in the first language that it has a letter of; where there is none,
    only its script is known.
    """
    assert language_of(text, languages) == expected


@given(st.text(max_size=12))
def test_isolation_changes_no_word(text: str) -> None:
    """Isolated text is the text between two marks, or the text itself
    where no direction could be mixed up.
    """
    assert isolated(text, "ltr").strip("\u2068\u2069") == text.strip("\u2068\u2069")
    if text.isascii():
        assert isolated(text, "ltr") == text
    assert isolated(text, "rtl") in ("", f"\u2068{text}\u2069")


@pytest.fixture
def persian(site: SiteFolder) -> SiteFolder:
    """A site in a language without words of ours, with a title in English, a range of hours,
    dates and signs at the ends of names.
    """
    site.write("portfolio.toml", PERSIAN)
    site.record(
        "a",
        title="أساسيات",
        issuer="جامعة",
        issued_date="2025-05-17",
        expiry_date="2028-05-01",
        duration_hours="30-40",
        technologies=["C++", ".NET"],
    )
    site.record(
        "b",
        title="Cloud (Level 2)",
        issuer="Example Cloud",
        issued_date="2024-03",
        status="lifetime",
        technologies=["C#"],
        language="en",
    )
    for number in range(5):
        site.record(f"c{number}", title="دورة", issuer="جامعة", issued_date="2010")
    site.publish()
    return site


def test_words_of_the_theme_are_marked_as_english(persian: SiteFolder) -> None:
    """In a site that is not English every phrase of the theme says that it is English
    and is set from left to right.
    """
    page = (persian.output / "credentials/a/index.html").read_text("utf-8")
    assert '<html lang="fa" dir="rtl"' in page
    assert '<dd lang="en" dir="ltr">\u206830–40\u2069 h</dd>' in page
    assert re.search(
        r'<span class="state" lang="en"[^>]*>\s*<bdi>Valid until <time[^>]*>\u2068[^<]*\u2069</time></bdi>',
        page,
    )
    assert '<dt lang="en" dir="ltr">Issued</dt>' in page
    home = (persian.output / "index.html").read_text("utf-8")
    assert re.search(r'<p><span lang="en" dir="ltr">\s*<a [^>]*>7</a> valid, from 2 issuers', home)
    assert '<a lang="en" dir="ltr" href="credentials/index.html">Credentials</a>' in home


def test_a_title_says_its_language(persian: SiteFolder, site: SiteFolder) -> None:
    """A title in the language of its record is marked with it, and one in the language
    of the site is not marked.
    """
    listed = (persian.output / "credentials/index.html").read_text("utf-8")
    assert re.search(
        (
            r'<a class="u-url p-name" lang="en" dir="ltr" href="b/index.html">|'
            r'<a class="u-url p-name" lang="en" dir="ltr" href="[^"]*b/'
        ),
        listed,
    )
    assert re.search(r'<a class="u-url p-name" href="[^"]*credentials/a/', listed)
    assert '<h1 class="p-name" lang="en" dir="ltr">Cloud' in (
        site.output / "credentials/b/index.html"
    ).read_text("utf-8")


def test_an_english_site_has_no_marks(site: SiteFolder) -> None:
    """A site in English with English titles says its language once,
    and has no mark of direction.
    """
    site.record("a", issued_date="2024-05-17", expiry_date="2099-01-01", language="en")
    for name, content in site.publish().items():
        text = content.decode("utf-8", "replace") if name.endswith(".html") else ""
        assert text.count(' lang="') <= 1, name
        assert not re.search("[\u2066-\u2069]", text), name


LEFT = """([selector, part]) => {
  const walker = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const at = node.data.indexOf(part);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + part.length);
    return range.getBoundingClientRect().left;
  }
}"""
"""Where the first occurrence of some words begins on the screen, within an element."""


@pytest.mark.parametrize("media", ["screen", "print"])
def test_years_are_not_mirrored(persian: SiteFolder, page: Any, media: str) -> None:
    """From right to left the axis is mirrored and its years are turned back,
    on a screen and on paper.
    """
    page.goto((persian.output / "glance/index.html").as_uri())
    page.emulate_media(media=media)
    axis, year = (
        f"new DOMMatrix(getComputedStyle(document.querySelector('{name}')).transform).a"
        for name in (".axis", ".axis text")
    )
    assert (page.evaluate(axis), page.evaluate(year)) == (-1, -1)


def test_english_words_keep_their_order(persian: SiteFolder, page: Any) -> None:
    """A range, a date within a sentence and the full stop of a sentence stand where a reader
    of English expects them.
    """
    page.goto((persian.output / "credentials/a/index.html").as_uri())
    for selector, earlier, later in (
        (".facts", "30", "40"),
        (".facts", "40", "h"),
        (".sheet .state", "Valid", "2028"),
        ("footer", "States", "those"),
    ):
        assert page.evaluate(LEFT, [selector, earlier]) < page.evaluate(LEFT, [selector, later]), (
            selector,
            earlier,
            later,
        )


@pytest.mark.parametrize("theme", ["ledger", "gallery", "plain"])
def test_arabic_sentences_run_from_right_to_left(
    persian: SiteFolder, page: Any, theme: str
) -> None:
    """In Arabic a sentence begins on the right and ends on the left, with its date in it; a range
    of figures and a Latin name within it run from left to right.
    """
    settings = PERSIAN.replace('"fa"', f'"ar"\ntheme = "{theme}"')
    persian.write("portfolio.toml", settings)
    persian.record("d", title="Docker and Go", issuer="جامعة", issued_date="2024", language="en")
    persian.publish()
    words = Messages("ar")
    page.goto((persian.output / "credentials/a/index.html").as_uri())
    valid = words.gettext("Valid until %(date)s", date="").split()[0]
    effort = words.gettext("Effort")
    for later, earlier in (("2028", valid), ("30", effort)):
        at = [page.evaluate(LEFT, ["main", part]) for part in (later, earlier)]
        assert at[0] < at[1], (later, earlier)
    assert page.evaluate(LEFT, ["main", "30"]) < page.evaluate(LEFT, ["main", "40"])
    page.goto((persian.output / "credentials/index.html").as_uri())
    assert page.evaluate(LEFT, ["main", "Docker"]) < page.evaluate(LEFT, ["main", "Go"])


def test_the_list_narrows_by_names_in_marks(persian: SiteFolder, page: Any) -> None:
    """The filters of the list know technologies whose names stand between marks of direction."""
    page.goto((persian.output / "credentials/index.html").as_uri())
    tick(page, "technology", "c-plus-plus")
    assert rows_of(page) == ["أساسيات"]
