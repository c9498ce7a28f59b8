"""The words of the program in other languages: whole catalogues, with every form and value."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from gettext import c2py
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from conftest import PATIENCE, REPOSITORY

from portfolio.locale.messages import (
    CATALOGUES,
    Messages,
    all_messages,
    catalogue_of,
    languages,
    placeholders_of,
    unfit_sign,
)

TRANSLATED = tuple(tag for tag in languages() if tag != "en")
for_each_language = pytest.mark.parametrize("language", TRANSLATED)
_COUNTED_ALONE = {"ar": {0, 1, 2}}
"""Forms that stand for one number, and may say it in a word."""


def catalogue(language: str) -> Catalog:
    """The catalogue of a language as it is written."""
    path = CATALOGUES / language / "LC_MESSAGES/portfolio.po"
    return read_po(io.BytesIO(path.read_bytes()), locale=language, abort_invalid=True)


def entries(language: str) -> Iterator[tuple[Message, tuple[str, ...], tuple[str, ...]]]:
    """The messages of a language, each with its English forms and its own."""
    for message in catalogue(language):
        if message.id:
            yield message, _forms(message.id), _forms(message.string)


def _forms(words: object) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What Babel finds in the code and the themes."""
    path = tmp_path_factory.mktemp("messages") / "found.pot"
    options = ["-q", "extract", "-F", "babel.cfg", "-k", "gettext_noop", "-o", str(path), "."]
    subprocess.run(
        [sys.executable, "-m", "babel.messages.frontend", *options],
        cwd=REPOSITORY,
        env={"PYTHONPATH": str(REPOSITORY / "tests")},
        timeout=PATIENCE,
        check=True,
    )
    return read_po(io.BytesIO(path.read_bytes()))


def ids(found: Catalog) -> set[tuple[str, ...]]:
    """The messages of a catalogue, by their English forms."""
    return {_forms(message.id) for message in found if message.id}


def test_the_languages_that_are_promised_have_words() -> None:
    """These eight languages have a catalogue."""
    assert set(languages()) == {"en", "de", "fr", "es", "pt", "ja", "zh", "ar"}


@for_each_language
def test_a_catalogue_has_the_words_of_code_and_themes(language: str, extracted: Catalog) -> None:
    """A catalogue has each message that can be shown, and none that cannot."""
    assert ids(catalogue(language)) == ids(extracted)


@pytest.mark.parametrize(
    ("words", "comment"),
    [
        ("Filter", "A button: at most about 12 letters."),
        ("Newest first", "A choice in a list: at most about 18 letters."),
        ("Main", "Read aloud, and not shown."),
    ],
)
def test_translators_are_told_where_a_word_stands(words: str, comment: str) -> None:
    """A catalogue says of a word in a place with little room what it is and how long it may be."""
    found = catalogue("fr").get(words)
    assert found
    assert comment in found.auto_comments


@for_each_language
def test_no_word_is_left_in_english(language: str) -> None:
    """Every message has words in every form, and none is only a draft."""
    rule = Locale.parse(language).plural_form
    for message, english, own in entries(language):
        assert not message.fuzzy, message.id
        assert len(own) == (len(rule.tags) + 1 if len(english) > 1 else 1), message.id
        assert all(form.strip() for form in own), message.id


@for_each_language
def test_values_have_their_place_in_every_language(language: str) -> None:
    """A translation has the places for values of its message, all of them and no others; only the
    form for a single number may leave the number out.
    """
    for message, english, own in entries(language):
        wanted = {*placeholders_of(english[-1])}
        for number, form in enumerate(own):
            assert not unfit_sign(english[-1], form), (message.id, form)
            alone = number in _COUNTED_ALONE.get(language, ()) and len(own) > 1
            missing = wanted - {*placeholders_of(form)} - ({"%(num)s"} if alone else set())
            assert not missing, (message.id, form)


@for_each_language
def test_the_compiled_catalogue_is_that_of_the_text(language: str) -> None:
    """What the program reads was compiled from the catalogue as it is now."""
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(language))
    path = CATALOGUES / language / "LC_MESSAGES/portfolio.mo"
    assert path.read_bytes() == compiled.getvalue(), "make messages"


CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""CLDR's categories of numbers, in the order in which catalogues have their forms."""
FORMS = {
    "en": ["0 entries", "1 entry", "2 entries", "21 entries"],
    "de": ["0 Einträge", "1 Eintrag", "2 Einträge", "21 Einträge"],
}


@pytest.mark.parametrize("language", FORMS)
def test_a_number_has_its_form(language: str) -> None:
    """A number stands with the form of its noun, in the digits and separators of the language."""
    said = [
        Messages(language).ngettext("%(num)s entry", "%(num)s entries", n) for n in (0, 1, 2, 21)
    ]
    assert said == FORMS[language]


@pytest.mark.parametrize("language", [language for language in languages() if language != "en"])
def test_a_number_has_the_form_that_cldr_says(language: str) -> None:
    """The form that a catalogue gives to a number is that of CLDR's category for it."""
    rule = Locale.parse(language).plural_form
    categories = [kind for kind in CATEGORIES if kind in {*rule.tags, "other"}]
    form_of = c2py(catalogue(language).plural_expr)
    for number in (0, 1, 2, 3, 5, 11, 21, 100, 101, 1_000_000):
        assert categories[form_of(number)] == rule(number), number


def test_arabic_has_six_forms() -> None:
    """None, one, two, a few, many and the rest are six different words in Arabic."""
    words = Messages("ar")
    said = [words.form("%(num)s entry", "%(num)s entries", n) for n in (0, 1, 2, 3, 11, 100)]
    assert len(set(said)) >= 5
    assert words.form("%(num)s entry", "%(num)s entries", 103) == said[3]


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ("de", "de"),
        ("de-CH", "de"),
        ("pt-BR", "pt"),
        ("zh-Hans-SG", "zh"),
        ("zh-CN", "zh"),
        ("zh-TW", ""),
        ("zh-Hant", ""),
        ("en-GB", ""),
        ("nl", ""),
    ],
)
def test_a_region_has_the_words_of_its_language(tag: str, found: str) -> None:
    """A tag leads to the catalogue of its language, unless that is in another script."""
    assert catalogue_of(tag) == found


def test_words_say_which_language_they_are_in() -> None:
    """Words are marked as English only where the site is in another language without a
    catalogue.
    """
    assert [Messages(tag).marked for tag in ("en", "en-GB", "de", "de-CH", "nl", "fa")] == [
        *("", "", "", ""),
        *("en", "en"),
    ]


def test_the_owner_has_the_last_word() -> None:
    """Words of the owner stand before those of a catalogue, in each form."""
    own = {"Skills": "Können", "%(num)s entry": "Nr. %(num)s", "%(num)s entries": "%(num)s Stück"}
    words = Messages("de", own)
    assert words.gettext("Skills") == "Können"
    assert [words.ngettext("%(num)s entry", "%(num)s entries", n) for n in (1, 2000)] == [
        "Nr. 1",
        "2.000 Stück",
    ]


@pytest.mark.parametrize(
    ("message", "words", "sign"),
    [
        ("Valid until %(date)s", "Bis %(date)s", ""),
        ("Valid until %(date)s", "Bis %(day)s", "%(day)s"),
        ("Valid until %(date)s", "100 % bis %(date)s", "%"),
        ("Valid until %(date)s", "100 %% bis %(date)s", ""),
        ("Valid", "100 % gut", ""),
    ],
)
def test_words_must_fit_their_message(message: str, words: str, sign: str) -> None:
    """A place that the message has no value for is found, and a percent sign that stands alone."""
    assert unfit_sign(message, words) == sign


def test_every_message_is_known_by_its_english_words() -> None:
    """The list of messages has those of templates, of code and of tables, in each of their forms."""
    assert {"Skills", "%(num)s entries", "Valid until %(date)s", "Bootcamp"} <= all_messages()


VARIABLE = re.compile(r"""\b(?:_|ngettext)\((?!\s*["'])""")


def test_templates_look_up_words_and_no_variables() -> None:
    """A message is written where a template looks it up, as Babel finds no other."""
    for path in Path(REPOSITORY, "themes").rglob("*"):
        if path.suffix in (".html", ".txt", ".xml"):
            assert not VARIABLE.search(path.read_text("utf-8")), path
