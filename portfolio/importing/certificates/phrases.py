"""The words by which the text of a certificate is read (`data/certificate_phrases.toml`).

Those of all languages are searched at once: a certificate does not say in which one it is.
"""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path

from ...paths import DATA_FOLDER

_BEGINS = re.compile(r"(?:the|an?|el|la|le|den|die|das|il|o)(?: |$)")


@functools.cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(DATA_FOLDER, "certificate_phrases.toml").read_text("utf-8"))


@functools.cache
def phrases(kind: str) -> re.Pattern[str]:
    """A pattern for all phrases of a kind, which finds long ones first."""
    found = sorted((text for texts in _table()[kind].values() for text in texts), key=len)
    return re.compile("|".join(map(_form, reversed(found))), re.IGNORECASE)


def _form(phrase: str) -> str:
    """A pattern for a phrase, which in a script with spaces is made of whole words."""
    words = r"\s+".join(map(re.escape, phrase.split()))
    if "\u3040" <= phrase[0] <= "\u9fff":
        return words
    return rf"(?<!\w){words}" + (r"(?!\w)" if phrase[-1].isalnum() else "")


def is_heading(text: str) -> bool:
    """Whether a text says only that this is a certificate, with spaces wherever."""
    return _letters(text) in _headings()


@functools.cache
def _headings() -> frozenset[str]:
    return frozenset(_letters(text) for texts in _table()["headings"].values() for text in texts)


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.casefold()))


@functools.cache
def kind_before() -> re.Pattern[str]:
    """A pattern for what names the kind of a credential before its title: a group for each type."""
    groups = "|".join(
        f"(?P<{name}>{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"
        for name, words in _table()["kinds"].items()
    )
    filled = r"(?:(?:the|an?|online|non-credit|following|o|il|de)[ ,]+)*"
    return re.compile(rf"{filled}(?i:{groups})(?!\w)[ :,]*")


def without_kind(text: str) -> tuple[str, str]:
    """The words after “has completed” without the kind of what was completed, and its type."""
    kind = kind_before().match(text)
    if kind and (text[0].islower() or kind.end() == len(text)):
        return text[kind.end() :], next(name for name, said in kind.groupdict().items() if said)
    if article := _BEGINS.match(text):
        text = text[article.end() :]
    return text, ""
