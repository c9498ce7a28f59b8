"""The order of names: that of CLDR, in the program, on the pages and in a browser."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import icu
import pytest
from conftest import SiteFolder, examples
from hypothesis import given
from hypothesis import strategies as st
from small_site import front_matter, surveyed
from test_browser import rows_of, until

from portfolio.locale.collation import PLAIN_LANGUAGES, index_by_letter, plain_key, ranks
from portfolio.pipeline.assemble import make
from portfolio.views.pages import Page

ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=8)
TRICKY = st.text("aAbBzZ01 9-_.+#&éÉßłŁ", min_size=1, max_size=6)
NAMES = (
    "apple Banana Zig Écriture Élan Ñandú Ökonomie Öl Arger Ärger Łódź Lyon C2 C10 c10 Straße "
    "Strasse .NET 3D"
).split()
TWINS = {"c10", "Strasse"}
"""Names that are one term with another of them."""
ORDERS = {
    "en": (
        ".NET 3D apple Arger Ärger Banana C2 c10 C10 Écriture Élan Łódź Lyon Ñandú Ökonomie Öl "
        "Strasse Straße Zig"
    ),
    "sv": (
        ".NET 3D apple Arger Banana C2 c10 C10 Écriture Élan Łódź Lyon Ñandú Strasse Straße Zig "
        "Ärger Ökonomie Öl"
    ),
    "pl": (
        ".NET 3D apple Arger Ärger Banana C2 c10 C10 Écriture Élan Lyon Łódź Ñandú Ökonomie Öl "
        "Strasse Straße Zig"
    ),
}


def collator(language: str) -> Any:
    """ICU's rules for a language, in which numbers count by their value."""
    found = icu.Collator.createInstance(icu.Locale.forLanguageTag(language))
    found.setAttribute(icu.UCollAttribute.NUMERIC_COLLATION, icu.UCollAttributeValue.ON)
    return found


def in_order(names: list[str], language: str) -> list[str]:
    """The names by their ranks; alike ones as they came."""
    places = ranks(names, language)
    return sorted(names, key=places.__getitem__)


@pytest.mark.parametrize("language", ORDERS)
def test_names_stand_in_the_order_of_the_language(language: str) -> None:
    """Letters with marks stand where the language has them, and numbers count by their value."""
    assert in_order(NAMES, language) == ORDERS[language].split()


@pytest.mark.parametrize("language", sorted(PLAIN_LANGUAGES))
@examples(10)
@given(st.lists(ASCII | TRICKY.filter(str.isascii), min_size=2, max_size=12))
def test_the_order_of_ascii_is_that_of_icu(language: str, names: list[str]) -> None:
    """In the languages that need no rules for ASCII, the table
    of the program says what ICU says.
    """
    key = collator(language).getSortKey
    assert sorted(names, key=lambda name: (plain_key(name), name)) == sorted(
        names, key=lambda name: (key(name), name)
    )


@given(
    st.lists(TRICKY | st.text(min_size=1, max_size=5), min_size=1, max_size=12),
    st.sampled_from(["en", "de", "cs", "da", "ja", "ar-EG"]),
)
def test_ranks_are_an_order(names: list[str], language: str) -> None:
    """Every name has a place, from 0 without gaps, whatever it consists of, and the order
    of the list does not matter.
    """
    places = ranks(names, language)
    assert set(places) == set(names)
    assert set(places.values()) == set(range(max(places.values()) + 1))
    assert places == ranks(reversed(names), language)
    headed = [name for _, under in index_by_letter(names, language) for name in under]
    assert sorted(headed) == sorted(set(names))


def test_forms_of_one_name_share_a_place() -> None:
    """Composed and decomposed letters are one name."""
    places = ranks(["Café", unicodedata.normalize("NFD", "Café"), "Cafe"], "fr")
    assert sorted(places.values()) == [0, 1, 1]


@pytest.mark.parametrize("language", ["cs", "da", "tr", "lt"])
def test_languages_with_an_order_of_their_own_ask_icu(language: str) -> None:
    """Where a language has its own order even of ASCII, it holds:
    in Czech `ch` stands after `h`.
    """
    names = ["chata", "cena", "hora", "yes", "ibis", "zoo", "aalborg", "bog"]
    key = collator(language).getSortKey
    assert in_order(names, language) == sorted(names, key=key)


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        (
            "en",
            [
                ("#", ".NET 3D"),
                ("A", "apple Ärger"),
                ("E", "Écriture"),
                ("O", "Ökonomie"),
                ("Z", "Zig"),
                ("М", "Москва"),
            ],
        ),
        (
            "sv",
            [
                ("#", ".NET 3D"),
                ("A", "apple"),
                ("E", "Écriture"),
                ("Z", "Zig"),
                ("Ä", "Ärger"),
                ("Ö", "Ökonomie"),
                ("М", "Москва"),
            ],
        ),
        (
            "ru",
            [
                ("#", ".NET 3D"),
                ("М", "Москва"),
                ("A", "apple Ärger"),
                ("E", "Écriture"),
                ("O", "Ökonomie"),
                ("Z", "Zig"),
            ],
        ),
    ],
)
def test_an_index_has_the_letters_of_the_language(
    language: str, headings: list[tuple[str, str]]
) -> None:
    """A name stands under the letter that the language has for it,
    and what begins with none stands first.
    """
    names = ["Zig", "apple", "Ärger", "Écriture", "Ökonomie", "Москва", ".NET", "3D"]
    assert index_by_letter(names, language) == [
        (heading, under.split()) for heading, under in headings
    ]


def test_names_in_ascii_load_nothing() -> None:
    """A build of names in ASCII in English does not load ICU, whose rules agree."""
    code = (
        "import sys; from portfolio.locale.collation import index_by_letter, ranks; ranks(['b', 'a'], 'en'); "
        "index_by_letter(['b'], 'de'); print('icu' in sys.modules)"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
        == "False\n"
    )


def test_without_icu_there_is_a_plain_order() -> None:
    """Where ICU cannot be had, letters with marks stand with those without, numbers by value,
    in the same order everywhere.
    """
    code = (
        "import sys; sys.modules['icu'] = None; from portfolio.locale.collation import index_by_letter, ranks\n"
        f"places = ranks({NAMES!r}, 'sv'); print(*sorted(places, key=lambda name: "
        "(places[name], name)))\n"
        "print(index_by_letter(['Écriture', 'Öl', '3D', 'Łódź'], 'sv'))"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    said = done.stdout.splitlines()
    assert said[0] == ORDERS["en"]
    assert said[1] == "[('#', ['3D']), ('E', ['Écriture']), ('L', ['Łódź']), ('O', ['Öl'])]"


def site_of(language: str, names: list[str] = NAMES) -> dict[str, str]:
    """A site whose records, issuers and technologies are the names."""
    records = {
        f"r{number}": front_matter(
            title=name, issuer=f"{name} School", technologies=[name], issued_date="2024-05-01"
        )
        for number, name in enumerate(names)
    }
    return {**records, "portfolio.toml": f'[site]\nlanguage = "{language}"\n'}


def test_lists_terms_and_facets_are_in_that_order(tmp_path: Path) -> None:
    """Records of one day, terms with as many proofs, and the values of facets stand
    in the order of the language.
    """
    made = surveyed(tmp_path, site_of("sv", [name for name in NAMES if name not in TWINS]))
    page, technologies = (make(made, address) for address in ("credentials/", "technologies/"))
    assert isinstance(page, Page)
    assert isinstance(technologies, Page)
    expected = [name for name in ORDERS["sv"].split() if name not in TWINS]
    assert [card.title for group in page.values["years"] for card in group.cards] == expected
    facets = {
        facet.name: [option.label for option in facet.options] for facet in page.values["facets"]
    }
    assert set(facets) == {"issuer", "technology"}  # the records have one status and one year
    assert facets["issuer"] == [f"{name} School" for name in expected]
    index = technologies.values["index"]
    assert [term.text for term in index.terms] == expected
    assert [term.text for letter in index.letters for term in letter.terms] == expected


@pytest.mark.parametrize("language", ["de", "sv", "cs"])
def test_a_browser_sorts_as_the_pages_do(site: SiteFolder, page: Any, language: str) -> None:
    """The orders by title and by issuer in a browser are those worked out by the build,
    whatever the browser knows.
    """
    for name, content in site_of(language).items():
        site.write(name if "." in name else f"content/credentials/{name}.md", content)
    site.publish()
    page.goto((site.output / "credentials/index.html").as_uri())
    for order in ("title", "issuer"):
        page.select_option("#list--sort", order)
        assert rows_of(page) == in_order(NAMES, language)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("strasse", "Straße"),
        ("STRASSE", "Straße"),
        ("d'ete", "Cours d’été"),
        ("d’été", "Cours d’été"),
        ("lodz", "Łódź"),
        ("ødegård", "Ødegård"),
        ("odegard", "Ødegård"),
        ("σοφος", "ΣΟΦΟΣ"),
        ("Istanbul", "İstanbul"),
        ("ISPARTA", "Isparta ılıca"),
        ("ilica", "Isparta ılıca"),
        ("covid-19", "COVID‑19"),
        ("ｐｙｔｈｏｎ", "Python"),
    ],
)
def test_a_search_folds_letters(folded: Any, typed: str, found: str) -> None:
    """What is typed without marks, in other capitals, or with a plain apostrophe
    or dash finds the word that is meant.
    """
    folded.fill("input[type=search]", "")
    until(folded, "document.getElementById('list--count').textContent === '9 entries'")
    folded.fill("input[type=search]", typed)
    until(folded, "document.getElementById('list--count').textContent !== '9 entries'")
    assert rows_of(folded) == [found]


@pytest.fixture(scope="module")
def folded(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The list of a site whose titles have letters of several kinds."""
    site = SiteFolder(tmp_path_factory.mktemp("folded"))
    titles = [
        "Straße",
        "Cours d’été",
        "Łódź",
        "Ødegård",
        "ΣΟΦΟΣ",
        "İstanbul",
        "Isparta ılıca",
        "COVID‑19",
        "Python",
    ]
    for number, title in enumerate(titles):
        site.record(f"r{number}", title=title, issuer="School")
    site.publish()
    page = browser.new_page()
    page.goto((site.output / "credentials/index.html").as_uri())
    yield page
    page.close()
