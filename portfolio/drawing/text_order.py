"""The order of the pieces of a text that is drawn with several fonts, some from right to left.

It is that of the Unicode Bidirectional Algorithm for one language within another; the order
within a piece is that of the library which draws it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_RIGHT, _LEFT, _NUMBER, _NEUTRAL = "right", "left", "number", ""
_CLASSES = {"R": _RIGHT, "AL": _RIGHT, "L": _LEFT, "EN": _NUMBER, "AN": _NUMBER}
_NUMBERS = re.compile(r"\d+(?:[.,:/]\d+)*%?|[^\d]+")
_MIRRORED = str.maketrans("()[]{}«»‹›", ")(][}{»«›‹")


def begins_from_right(text: str) -> bool:
    """Return whether the first letter of a text is of a script that runs from right to left."""
    return _class_of(text) == _RIGHT


def has_letters_from_right(text: str) -> bool:
    """Return whether some letters of a text run from right to left."""
    return not text.isascii() and any(_class_of(character) == _RIGHT for character in text)


def in_visual_order(pieces: Iterable[str], *, from_right: bool) -> list[str]:
    """Return the pieces of a text from left to right; the text itself may run from the right."""
    if not from_right:
        spans = _spans(pieces, _RIGHT)
        return [piece for span in spans for piece in reversed(span)]
    split = [part for piece in pieces for part in _split_numbers(piece)]
    placed = [piece for span in reversed(list(_spans(split, _LEFT))) for piece in span]
    return [_mirrored(piece) for piece in placed]


def _class_of(text: str) -> str:
    """The direction of the first letter of a text, or whether it is a number."""
    found = [_CLASSES.get(unicodedata.bidirectional(character), _NEUTRAL) for character in text]
    letters = (each for each in found if each in (_RIGHT, _LEFT))
    return next(letters, _NUMBER if _NUMBER in found else _NEUTRAL)


def _split_numbers(piece: str) -> list[str]:
    """The numbers of a piece and what is between them; one with letters stays whole."""
    if _class_of(piece) in (_RIGHT, _LEFT):
        return [piece]
    return _NUMBERS.findall(piece)


def _spans(pieces: Iterable[str], direction: str) -> Iterator[list[str]]:
    """Yield pieces that run in a direction with what is between them, and each other one alone."""
    span: list[str] = []
    after: list[str] = []
    for piece in pieces:
        found = _class_of(piece)
        if found == direction or (span and found == _NUMBER):
            span, after = [*span, *after, piece], []
        elif span and found == _NEUTRAL:
            after.append(piece)
        else:
            yield from filter(None, (span, *([each] for each in after), [piece]))
            span, after = [], []
    yield from filter(None, (span, *([each] for each in after)))


def _mirrored(piece: str) -> str:
    """Brackets turned round, unless they stand around a word."""
    if _class_of(piece) == _NEUTRAL:
        return piece.translate(_MIRRORED)
    return piece
