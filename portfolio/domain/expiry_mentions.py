"""What a text says about the expiry of its credential, by phrases (`data/expiry_phrases.list`).

No date of expiry is worked out from it. Patterns are compiled only after a phrase is found, because
every text is searched.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

from ..paths import DATA_FOLDER
from .body import ExpiryMention

_BEGINNING = 5
"""Number of letters of a phrase that are searched first: most texts have none of these prefixes."""
_REACH = 40
"""Maximum characters between a phrase and its date or duration; others are unrelated."""
_NUMBERS = (
    r"(?:\d{1,2}|one|two|three|four|five|ein|zwei|drei|un|deux|trois|dos|tres|dois|três|due|tre|"
    r"twee|drie)"
)
_WHEN = (
    rf"(?<!\d)(?:20|19)\d\d(?!\d)|\b{_NUMBERS}[ -]?"
    r"(?:years?|months?|jahre?|monate?|ans?|mois|años?|meses|anos?|anni|mesi|jaar|lat|lata|"
    r"лет|года?)\b"
    r"|\d+ ?(?:年|년)"
)
_NOT = (
    r"(?:\b(?:no|not|never|without|nicht|nie|ohne|sans|jamais|no|nunca|sin|não|sem|non|mai|senza|"
    r"не)|n't)\s+$"
)
_SENTENCE_END = r"[;!?]\s|(?<!\d)\.\s|\n"
_CODE = r"(?ms)^(```|~~~).*?^\1"


def find_expiry_mention(text: str) -> tuple[int, str] | None:
    """The position and the words with which a text says that something expires; None without."""
    lower = text.lower()
    places = sorted(
        {
            place
            for beginning in _beginnings()
            if beginning in lower
            for place in _places(lower, beginning)
        }
    )
    if not places:
        return None
    plain = _without_code(text)
    for place in places:
        phrase = _phrase_at(plain.lower(), place)
        if not phrase:
            continue
        end = place + len(phrase)
        rest = re.split(_SENTENCE_END, plain[end : end + 2 * _REACH], maxsplit=1)[0]
        when = re.search(_WHEN, rest, re.IGNORECASE)
        is_near = when is not None and when.start() <= _REACH
        before = plain[max(0, place - 20) : place]
        if when and is_near and not re.search(_NOT, before, re.IGNORECASE):
            return place, plain[place : end + when.end()]
    return None


def _phrase_at(text: str, place: int) -> str:
    """The longest phrase at a position that starts a word there; empty if there is none."""
    if place and text[place - 1].isalpha():
        return ""
    return next((phrase for phrase in _phrases() if text.startswith(phrase, place)), "")


@functools.cache
def _phrases() -> tuple[str, ...]:
    """All phrases in lower case, longest first."""
    lines = Path(DATA_FOLDER, "expiry_phrases.list").read_text("utf-8").splitlines()
    return tuple(
        sorted(
            (line for line in lines if line and not line.startswith("#")),
            key=lambda line: (-len(line), line),
        )
    )


@functools.cache
def _beginnings() -> tuple[str, ...]:
    return tuple(sorted({phrase[:_BEGINNING] for phrase in _phrases()}))


def _places(text: str, words: str) -> Iterator[int]:
    place = text.find(words)
    while place >= 0:
        yield place
        place = text.find(words, place + 1)


def _without_code(text: str) -> str:
    """The text with blanks in place of the code between fences."""
    if "```" not in text and "~~~" not in text:
        return text
    return re.sub(_CODE, lambda code: re.sub(r"[^\n]", " ", code[0]), text)


def expiry_mention_of(text: str, first_line: int) -> ExpiryMention | None:
    """What a text that starts on `first_line` of its file says about expiry; None if nothing."""
    found = find_expiry_mention(text)
    if found is None:
        return None
    start, words = found
    line = text.count("\n", 0, start)
    return ExpiryMention(words, first_line + line, text.split("\n")[line])
