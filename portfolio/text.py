"""Text: slugs made from names, names that are equal, and suggestions for misspelt words.

Everything here is a pure function of its text, so an address never depends on the rest of the site.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import AnyStr

MAX_SLUG_BYTES = 100
"""Maximum UTF-8 bytes of an address part; file systems allow 255, and a suffix must still fit."""

_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}
)
"""File names that Windows refuses, whatever their extension."""

_SPOKEN = {
    "+": " plus ",
    "#": " sharp ",
    "&": " and ",
    "@": " at ",
    "%": " percent ",
    "*": " star ",
}
_SILENT = frozenset("'’ʼ\u200d")
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_FILLERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
"""Letters, signs and marks without a shape: fillers, the blank of Braille, variation selectors."""
_MARKS = dict.fromkeys(map(ord, "®©™℠"))
_LEADING_DOT = re.compile(r"(?<![^\s(\[/])\.(?=\w)")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_MARKDOWN = re.compile(r"[\\`*_\[\]<>&~|]")
"""What Markdown may take for markup within a line."""


@functools.lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """The form that all spellings of one name share.

    It is in NFKC and case-folded, with single spaces and without marks such as ™. Case folding
    can undo the normal form (U+0345), so the text is normalised before and after it.
    """
    if name.isascii():
        return " ".join(name.lower().split())
    folded = unicodedata.normalize("NFKC", name.translate(_MARKS)).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def is_invisible(text: str) -> bool:
    """Whether a text has only spaces, format or direction marks, and fillers."""
    return all(
        character in _FILLERS or unicodedata.category(character) in _UNSEEN for character in text
    )


@functools.lru_cache(maxsize=65_536)
def slug(name: str) -> str:
    """The part of an address that stands for `name`: readable, lower case, stable, never empty.

    `C++` becomes `c-plus-plus`, `C#` `c-sharp`, `.NET` `dot-net`, `Node.js` `node-js`, and a rocket
    `rocket`. Letters of every script stay. A name that would be too long is cut and made unique by
    eight digits of its SHA-256.
    """
    spoken = _LEADING_DOT.sub(" dot ", fold(name))
    words = "".join(_spell(character) for character in fold(spoken)).split()
    joined = unicodedata.normalize("NFC", "-".join(words))
    if not joined:
        return f"term-{_digest(fold(name))}"
    if joined in _RESERVED:
        return f"{joined}-"
    return _shorten(joined)


def is_file_name(name: str) -> bool:
    """Whether every file system can hold a file of this name: unreserved, at most 255 bytes."""
    return fold(name).split(".")[0] not in _RESERVED and 0 < len(name.encode()) <= 255


def _spell(character: str) -> str:
    if character in _SPOKEN:
        return _SPOKEN[character]
    if character in _SILENT or "\ufe00" <= character <= "\ufe0f":
        return ""
    category = unicodedata.category(character)
    if category[0] in "LNM":
        return character
    if category in ("So", "Sm", "Sc") or "\U0001f3fb" <= character <= "\U0001f3ff":
        return " " + " ".join(_ASCII_WORD.findall(unicodedata.name(character, "").lower())) + " "
    return " "


def _shorten(joined: str) -> str:
    encoded = joined.encode(errors="replace")
    if len(encoded) <= MAX_SLUG_BYTES:
        return encoded.decode()
    kept = encoded[: MAX_SLUG_BYTES - 9].decode(errors="ignore").rstrip("-")
    return f"{kept}-{_digest(joined)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()[:8]


def snake(name: str) -> str:
    """`Machine Learning` as the snake_case key `machine_learning`."""
    return slug(name).strip("-").replace("-", "_")


def humanize(key: str) -> str:
    """The snake_case key `supervised_learning` as the words `Supervised learning`."""
    words = key.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def did_you_mean(word: str, known: Iterable[str], likeness: float = 0.7) -> str | None:
    """The one of `known` that is most similar to `word`; None if none is."""
    from difflib import get_close_matches

    options = list(known)
    near = get_close_matches(
        word.casefold(), [option.casefold() for option in options], n=1, cutoff=likeness
    )
    return next((option for option in options if near and option.casefold() == near[0]), None)


def did_you_mean_path(path: str, known: Iterable[str]) -> str | None:
    """The one of the `known` paths that was probably meant; None if none was.

    Its file name without extension is equal or similar to that of `path`. Folders and extensions
    are not compared, because all files of one folder would seem similar.
    """
    by_name: dict[str, str] = {}
    for other in known:
        by_name.setdefault(_last_name(other), other)
    name = _last_name(path)
    if name in by_name:
        return by_name[name]
    return by_name.get(did_you_mean(name, by_name) or "")


def suggestion(near: str | None, otherwise: str) -> str:
    """The question whether `near` was meant; what else is advised if it is None or empty."""
    if near:
        return f"did you mean `{near}`?"
    return otherwise


def with_suggestion(sentence: str, near: str | None) -> str:
    """A sentence, and after it the question whether `near` was meant, unless it is None."""
    if near:
        return f"{sentence}; did you mean `{near}`?"
    return sentence


def _last_name(path: str) -> str:
    name = path.rstrip("/").rpartition("/")[2]
    return (name.rpartition(".")[0] or name).casefold()


def quoted(text: object, limit: int = 60) -> str:
    """An author's text as messages quote it: one line in backquotes, cut to `limit` characters."""
    line = " ".join(str(text).split())
    if len(line) > limit:
        line = line[: limit - 1] + "…"
    return f"`{line}`"


def listed(words: Iterable[str], conjunction: str = "and") -> str:
    """`a`, `a and b` or `a, b and c`."""
    *first, last = list(words) or [""]
    if not first:
        return last
    return f"{', '.join(first)} {conjunction} {last}"


@functools.lru_cache(maxsize=65_536)
def shorten_sentence(text: str, limit: int) -> str:
    """`text` cut to at most `limit` characters, after a sentence or else a word."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    ends = [match.end() for match in re.finditer(r"[.!?。！？](?=\s)", line[: limit + 1])]
    if ends and ends[-1] >= limit // 3:
        return line[: ends[-1]]
    return line[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:-–—") + "…"


def markdown_literal(text: str) -> str:
    """A text as Markdown that shows it: a backslash says that what follows is not markup."""
    return _MARKDOWN.sub(r"\\\g<0>", text)


def replace_between(
    text: AnyStr, opening: AnyStr, closing: AnyStr, replace: Callable[[AnyStr], AnyStr]
) -> AnyStr:
    """A text with each part from an opening to the next closing replaced.

    An opening without a closing stays. The time grows with the length; that of a regular expression
    would with its square.
    """
    kept: list[AnyStr] = []
    at = 0
    while (start := text.find(opening, at)) >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            break
        kept += [text[at:start], replace(text[start : end + len(closing)])]
        at = end + len(closing)
    kept.append(text[at:])
    return text[:0].join(kept)
