"""What a text says of an end of its credential: phrases are data (`data/endings.list`), and no end is worked out from them.

Each text is looked through, so its patterns are compiled where a phrase is found and not before.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

from .body import Ending
from .folders import DATA

_BEGINNING = 5
"""So many letters of a phrase are looked for first: most texts have none."""
_REACH = 40
"""How many characters after a phrase its date or time can begin."""
_NUMBERS = r"(?:\d{1,2}|one|two|three|four|five|ein|zwei|drei|un|deux|trois|dos|tres|dois|três|due|tre|twee|drie)"
_WHEN = (
    rf"(?<!\d)(?:20|19)\d\d(?!\d)|\b{_NUMBERS}[ -]?(?:years?|months?|jahre?|monate?|ans?|mois|años?|meses|anos?|anni|mesi|jaar|lat|lata|лет|года?)\b"
    r"|\d+ ?(?:年|년)"
)
_NOT = r"(?:\b(?:no|not|never|without|nicht|nie|ohne|sans|jamais|no|nunca|sin|não|sem|non|mai|senza|не)|n't)\s+$"
_SENTENCE_END = r"[;!?]\s|(?<!\d)\.\s|\n"
_CODE = r"(?ms)^(```|~~~).*?^\1"


def spoken(text: str) -> tuple[int, str] | None:
    """Where a text says that something ends, and the words that say it; None where it does not."""
    lower = text.lower()
    places = sorted({place for beginning in _beginnings() if beginning in lower for place in _places(lower, beginning)})
    plain = _without_code(text) if places else ""
    for place in places:
        phrase = _phrase_at(plain.lower(), place)
        end = place + len(phrase)
        rest = re.split(_SENTENCE_END, plain[end : end + 2 * _REACH], maxsplit=1)[0] if phrase else ""
        when = re.search(_WHEN, rest, re.IGNORECASE)
        if when and when.start() <= _REACH and not re.search(_NOT, plain[max(0, place - 20) : place], re.IGNORECASE):
            return place, plain[place : end + when.end()]
    return None


def _phrase_at(text: str, place: int) -> str:
    """The longest phrase that stands at a place as a word of its own; empty if there is none."""
    if place and text[place - 1].isalpha():
        return ""
    return next((phrase for phrase in _phrases() if text.startswith(phrase, place)), "")


@functools.cache
def _phrases() -> tuple[str, ...]:
    """All phrases in lower case, the longest first."""
    lines = Path(DATA, "endings.list").read_text("utf-8").splitlines()
    return tuple(sorted((line for line in lines if line and not line.startswith("#")), key=lambda line: (-len(line), line)))


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
    return re.sub(_CODE, lambda code: re.sub(r"[^\n]", " ", code[0]), text) if "```" in text or "~~~" in text else text


def ending_of(text: str, first_line: int) -> Ending | None:
    """What a text that begins on `first_line` of its file says of an end; None where it says nothing."""
    found = spoken(text)
    if found is None:
        return None
    start, words = found
    line = text.count("\n", 0, start)
    return Ending(words, first_line + line, text.split("\n")[line])
