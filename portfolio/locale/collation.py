"""The order of names by the rules of a language, and their index by letter.

The rules are those of CLDR (Unicode UTS 35, part 5), implemented by ICU. Most sites do not need it:
in most languages ASCII letters have the same order, which is a table here, so sorting such names
loads nothing. Numbers are sorted by value everywhere: 2 comes before 10.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

PLAIN_LANGUAGES = frozenset(
    "ar de el en es fa fi fr he hi id it ja ko nl pl pt ro ru sv uk ur vi zh".split()
)
"""Languages that keep the order of ASCII in CLDR's root; a test compares this with ICU."""
OTHER_HEADING = "#"
"""The heading for names that do not start with a letter."""
MAX_LETTERS = 2000
"""Maximum number of headings of an index; ICU leaves out any beyond it."""

SortKey = Callable[[str], Any]

_SIGNS = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
"""ASCII without letters and digits, in the order of the root of CLDR."""
_BASES = {
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ħ": "h",
    "ı": "i",
}
"""Letters that Unicode does not decompose."""
_TABLE: dict[int, int | str] = {
    **{ord(sign): place for place, sign in enumerate(_SIGNS, 1)},
    **{ord(letter): ord(letter.lower()) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    **{ord(letter): bases for letter, bases in _BASES.items()},
}
"""Punctuation comes before digits, digits before letters; all stay ASCII, which is fast."""
_LONGEST = ord("a") - ord("9") - 1
"""Maximum number of digits that count for the order of numbers.

A number is preceded by a character for its length, which is between the digits and the letters.
"""
_DIGITS = re.compile(r"0*([0-9]+)")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_NOT_IN_USE = re.compile(r"[\ud800-\udfff]")


def ranks(names: Iterable[str], language: str) -> dict[str, int]:
    """The rank of each name in the order of a language (BCP 47), from 0.

    Names that its rules do not distinguish share a rank.
    """
    different = set(names)
    key = sort_key(different, language)
    found: dict[str, int] = {}
    last, rank = None, -1
    for own, name in sorted((key(name), name) for name in different):
        rank += own != last
        found[name], last = rank, own
    return found


def sort_key(names: Iterable[str], language: str) -> SortKey:
    """A key function for sorting these names: ICU's if they need it and it is installed."""
    icu = _icu_for(names, language)
    if icu is None:
        return plain_key
    key: SortKey = _collator(icu, language).getSortKey
    return lambda name: key(_NOT_IN_USE.sub("\ufffd", name))


def index_by_letter(names: Iterable[str], language: str) -> list[tuple[str, list[str]]]:
    """The headings of an index, each with its names in order.

    `Écriture` is under E in French, `Ärger` under A in German.
    """
    order = ranks(names, language)
    icu = _icu_for(order, language)
    if icu is None:
        headings = {name: (0, _plain_letter(name)) for name in order}
    else:
        headings = _buckets(icu, order, language)
    found: dict[str, list[str]] = {}
    for name in sorted(order, key=lambda name: (headings[name], order[name], name)):
        found.setdefault(headings[name][1], []).append(name)
    return list(found.items())


def _buckets(icu: Any, names: Iterable[str], language: str) -> dict[str, tuple[int, str]]:
    """The heading of each name with its rank: letters of the language, then of other scripts."""
    index = icu.AlphabeticIndex(icu.Locale.forLanguageTag(language))
    index.maxLabelCount = MAX_LETTERS
    index.addLabels(icu.Locale.getEnglish())
    known = {name: _NOT_IN_USE.sub("\ufffd", name) for name in names}
    for script in {
        icu.Script.getScript(name[:1]).getShortName()
        for name in known.values()
        if name[:1].isalpha()
    }:
        index.addLabels(icu.Locale.forLanguageTag(f"und-{script}").addLikelySubtags())
    labels = []
    index.resetBucketIterator()
    while index.nextBucket():
        is_letter = index.bucketLabelType == icu.UAlphabeticIndexLabelType.NORMAL
        labels.append(index.bucketLabel if is_letter else OTHER_HEADING)
    places = {name: index.getBucketIndex(text) for name, text in known.items()}
    return {name: (labels.index(labels[place]), labels[place]) for name, place in places.items()}


@functools.lru_cache(maxsize=16_384)
def plain_key(name: str) -> tuple[str, str, str]:
    """A key for the order of ASCII in CLDR's root: punctuation, numbers by value, letters.

    Small letters come first if nothing else differs. Letters with marks are sorted with those
    without, and other scripts in the order of Unicode.
    """
    bare = first = name
    whole = ""
    if not name.isascii():
        bare = _without_marks(name)
        first = bare.casefold()
        whole = unicodedata.normalize("NFC", name)
    counted = _DIGITS.sub(_number, first.translate(_TABLE))
    return counted, _ZEROS.sub("", bare).swapcase(), whole


def _number(digits: re.Match[str]) -> str:
    return chr(ord("9") + min(len(digits[1]), _LONGEST)) + digits[1]


def _without_marks(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _plain_letter(name: str) -> str:
    bare = (name if name.isascii() else _without_marks(name))[:1]
    first = _BASES.get(bare.lower(), bare)[:1].upper()
    if first.isalpha():
        return first
    return OTHER_HEADING


def _is_plain(names: Iterable[str], language: str) -> bool:
    """Whether the order of ASCII is sufficient."""
    return language.partition("-")[0] in PLAIN_LANGUAGES and all(map(str.isascii, names))


def _icu_for(names: Iterable[str], language: str) -> Any:
    """ICU, which takes long to load; None if names can do without, or it is not installed."""
    if _is_plain(names, language):
        return None
    try:
        return import_module("icu")
    except ImportError:
        return None


def _collator(icu: Any, language: str) -> Any:
    collator = icu.Collator.createInstance(icu.Locale.forLanguageTag(language))
    collator.setAttribute(icu.UCollAttribute.NUMERIC_COLLATION, icu.UCollAttributeValue.ON)
    return collator
