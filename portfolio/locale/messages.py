"""The words of the program and its themes in the language of a site, from gettext catalogues.

A message is looked up by its English words; what no catalogue has stays English.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from .display import display_number
from .language import ENGLISH, script_of

if TYPE_CHECKING:
    from gettext import GNUTranslations

CATALOGUES = Path(__file__).parent
"""Where the catalogues are: `LANGUAGE/LC_MESSAGES/portfolio.mo`, compiled from the `.po` beside."""
_CATALOGUE = "LC_MESSAGES/portfolio.mo"
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_STRAY = re.compile(r"%(?!\(\w+\)s|%)")


class Messages(Struct, frozen=True):
    """The words of the program in a language, with those that the owner chose instead."""

    language: str = ENGLISH
    """The language of the site (BCP 47)."""
    own: Mapping[str, str] = {}
    """The owner's words by the English ones."""

    @property
    def written_in(self) -> str:
        """The language that the words are in: that of the site, or English without a catalogue."""
        if catalogue_of(self.language) or is_english(self.language):
            return self.language
        return ENGLISH

    @property
    def marked(self) -> str:
        """The language that the words are in, if it is another than that of the site; or empty."""
        if self.written_in == self.language:
            return ""
        return ENGLISH

    def gettext(self, message: str, /, **values: object) -> str:
        """A message, in which `%(name)s` stands for a value."""
        words = self.own.get(message)
        if not words:
            catalogue = _catalogue(self.language)
            words = catalogue.gettext(message) if catalogue else message
        return _with(words, values)

    def ngettext(self, one: str, many: str, num: int, /, **values: object) -> str:
        """A message in the form for a number, which is `%(num)s` in it."""
        return self.form(one, many, num) % {"num": display_number(num, self.language), **values}

    def form(self, one: str, many: str, num: int) -> str:
        """The form of a message for a number, without any value."""
        english = one if num == 1 else many
        if words := self.own.get(english):
            return words
        catalogue = _catalogue(self.language)
        return catalogue.ngettext(one, many, num) if catalogue else english


def catalogue_languages() -> tuple[str, ...]:
    """The languages that the program has words in, English first."""
    others = (file.parts[-3] for file in CATALOGUES.glob(f"*/{_CATALOGUE}"))
    return (ENGLISH, *sorted(other.replace("_", "-") for other in others))


def is_english(language: str) -> bool:
    """Whether a language (BCP 47) is English, of any country."""
    return language.partition("-")[0] == ENGLISH


def gettext_noop(message: str) -> str:
    """The message itself: it marks words of a table, which are looked up when they are shown."""
    return message


@functools.cache
def catalogue_of(language: str) -> str:
    """The language whose catalogue a language has: of `de-CH`, it is `de`; empty if there is none.

    A catalogue in another script is none: Chinese in traditional characters has not the simplified
    one.
    """
    parts = language.split("-")
    for count in range(len(parts), 0, -1):
        tag = "-".join(parts[:count])
        if (CATALOGUES / tag / _CATALOGUE).is_file() and script_of(tag) == script_of(language):
            return tag
    return ""


def placeholders_of(message: str) -> tuple[str, ...]:
    """The places for values in a message, as they are written: `%(num)s`."""
    return tuple(found[0] for found in _PLACEHOLDER.finditer(message))


def unfit_sign(message: str, words: str) -> str:
    """The first sign in the owner's words that the message has no value for; empty if they fit."""
    known = placeholders_of(message)
    for name in placeholders_of(words):
        if name not in known:
            return name
    if known and _STRAY.search(words.replace("%%", "")):
        return "%"
    return ""


def has_message(language: str, words: str) -> bool:
    """Whether the catalogue of a language has a message of these English words."""
    catalogue = _catalogue(language)
    return catalogue is not None and catalogue.gettext(words) != words


@functools.cache
def all_messages() -> frozenset[str]:
    """The English words of every message of the program, of which each catalogue has all."""
    from babel.messages.mofile import read_mo

    found: set[str] = set()
    for path in sorted(CATALOGUES.glob(f"*/{_CATALOGUE}"))[:1]:
        with path.open("rb") as file:
            ids = [message.id for message in read_mo(file)]
        found.update(form for one in ids for form in ((one,) if isinstance(one, str) else one))
    return frozenset(filter(None, found))


def languages() -> tuple[str, ...]:
    """The languages of the catalogues, and English."""
    found = (path.parent.parent.name for path in CATALOGUES.glob(f"*/{_CATALOGUE}"))
    return tuple(sorted([ENGLISH, *found]))


@functools.cache
def _catalogue(language: str) -> GNUTranslations | None:
    """The catalogue of a language; None if there is none."""
    tag = catalogue_of(language)
    if not tag:
        return None
    from gettext import GNUTranslations

    with (CATALOGUES / tag / _CATALOGUE).open("rb") as file:
        return GNUTranslations(file)


def _with(words: str, values: Mapping[str, object]) -> str:
    if values:
        return words % values
    return words
