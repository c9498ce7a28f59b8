"""The script and direction of a language, and the language that a text can be in."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable

ENGLISH = "en"
"""The language of the words of the program and its themes."""
RIGHT_TO_LEFT = frozenset(
    "Adlm Arab Armi Avst Chrs Cprt Elym Gara Hatr Hebr Hung Khar Lydi Mand Mani Mend Merc Mero "
    "Narb Nbat Nkoo Orkh Ougr Palm Phli Phlp Phnx Prti Rohg Samr Sarb Sogd Sogo Syrc Thaa "
    "Yezi".split()
)
"""Scripts (ISO 15924) that are written from right to left."""
_SCRIPT = re.compile(r"(?:^|-)([A-Za-z]{4})(?=-|$)")
_NAMED = {
    "LATIN": "Latn",
    "GREEK": "Grek",
    "CYRILLIC": "Cyrl",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "HEBREW": "Hebr",
    "ARABIC": "Arab",
    "SYRIAC": "Syrc",
    "THAANA": "Thaa",
    "NKO": "Nkoo",
    "ADLAM": "Adlm",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "GURMUKHI": "Guru",
    "GUJARATI": "Gujr",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "SINHALA": "Sinh",
    "THAI": "Thai",
    "LAO": "Laoo",
    "TIBETAN": "Tibt",
    "MYANMAR": "Mymr",
    "KHMER": "Khmr",
    "ETHIOPIC": "Ethi",
    "MONGOLIAN": "Mong",
    "HANGUL": "Hang",
    "HIRAGANA": "Hira",
    "KATAKANA": "Kana",
    "CJK": "Hani",
}
"""Scripts by the first word of the Unicode names of their letters."""
_WRITTEN_WITH = {
    "Jpan": frozenset({"Hani", "Hira", "Kana"}),
    "Kore": frozenset({"Hang", "Hani"}),
    "Hans": frozenset({"Hani"}),
    "Hant": frozenset({"Hani"}),
}
"""Scripts that stand for several, or for one of another code."""
_FIRST_STRONG, _END = "\u2068", "\u2069"


@functools.lru_cache(maxsize=1024)
def script_of(language: str) -> str:
    """The script (ISO 15924) that a language tag (BCP 47) names or implies; empty if unknown.

    Implied scripts come from CLDR's likely subtags.
    """
    if named := _SCRIPT.search(language):
        return named[1].title()
    if language.partition("-")[0] in ("en", "de", "fr", "es"):
        return "Latn"
    from babel.core import get_global

    likely = get_global("likely_subtags")
    parts = language.split("-")
    name, region = (
        parts[0].lower(),
        next((part.upper() for part in parts[1:] if len(part) == 2 or part.isdigit()), ""),
    )
    found = likely.get(f"{name}_{region}") or likely.get(name) or ""
    return next((part for part in found.split("_")[1:] if len(part) == 4), "")


def direction_of(language: str) -> str:
    """`rtl` for a language whose script is written from right to left, or else `ltr`."""
    return "rtl" if script_of(language) in RIGHT_TO_LEFT else "ltr"


def language_of(text: str, languages: Iterable[str]) -> str:
    """The first of these languages whose script a text has letters of, or else the text's script.

    A script has the form `und-Latn`. Empty if there are several or none that is known.
    """
    known = tuple(filter(None, languages))
    scripts = scripts_of(text)
    for language in known:
        script = script_of(language)
        if not scripts or not script or scripts & _WRITTEN_WITH.get(script, {script}):
            return language
    if len(scripts) == 1:
        return f"und-{next(iter(scripts))}"
    return ""


def scripts_of(text: str) -> frozenset[str]:
    """Return the scripts of the letters of a text, as far as they are known."""
    if text.isascii():
        return frozenset({"Latn"}) if any(map(str.isalpha, text)) else frozenset()
    names = {unicodedata.name(sign, "").partition(" ")[0] for sign in text if sign.isalpha()}
    return frozenset(_NAMED[name] for name in names & _NAMED.keys())


@functools.lru_cache(maxsize=65_536)
def other_language(text: str, site: str, own: str | None = None) -> str:
    """The language of a text in the site's language or in its own; empty if it is the site's."""
    found = language_of(text, (own or "", site))
    if found == site:
        return ""
    return found


def isolated(text: str, direction: str) -> str:
    """A text between Unicode isolates (U+2068 and U+2069), which keep its order in other text.

    They also work without markup. Text whose order cannot change gets none.
    """
    if not text or (
        direction == "ltr" and (text.isascii() or not scripts_of(text) & RIGHT_TO_LEFT)
    ):
        return text
    return f"{_FIRST_STRONG}{text}{_END}"
