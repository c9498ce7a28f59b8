"""Where a line of a share picture can end: after a space, and between ideographs and kana.

A word in katakana, and a number with its unit, stay whole.
"""

from __future__ import annotations

import functools
import re

_IDEOGRAPHIC = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
"""Ideographs, kana, and the punctuation that is written between them."""
_KATAKANA = re.compile("[\u30a1-\u30ff]{2}")
_NEVER_FIRST = frozenset(
    " 、。，．・：；？！」』）］】〉》〕”’…),.!?;:%–-"
    "ーゝゞ々〻ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
_NEVER_LAST = frozenset("「『（［【〈《〔“‘(")


@functools.lru_cache(maxsize=256)
def parts_of_lines(text: str) -> tuple[str, ...]:
    """Return the parts of a text that stay on one line, each with the space after it."""
    if text.isascii() or not _IDEOGRAPHIC.search(text):
        return tuple(f"{word} " for word in text.split())
    parts = [""]
    for before, character in zip(" " + text, text, strict=False):
        if parts[-1] and _can_break(before, character):
            parts.append("")
        parts[-1] += character
    return tuple(parts)


def _can_break(before: str, after: str) -> bool:
    """Whether a line can end between two characters."""
    if before == " " or after in _NEVER_FIRST or before in _NEVER_LAST:
        return before == " "
    is_one_word = before.isdecimal() or _KATAKANA.match(before + after)
    return not is_one_word and bool(_IDEOGRAPHIC.search(before + after))
