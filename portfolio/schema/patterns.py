"""How long a regular expression may take: a bound on the number of ways it can try to match a text.

Python's engine tries one way after another and cannot be stopped. So a pattern of the owner's is
rejected before it is used if it has too many ways, which are counted from the pattern and do not
depend on the machine.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Sequence
from typing import Any

MAX_WAYS = 100_000_000
"""Maximum number of ways to match: two repetitions that share 2,000 characters have 4 million."""

_GROUPS = {"SUBPATTERN": 3, "ATOMIC_GROUP": 0}
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_SINGLE = frozenset({"LITERAL", "NOT_LITERAL", "IN", "ANY", "CATEGORY"})
"""What matches one character."""
_CLASSES = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s", "CATEGORY_WORD": r"\w"}
_CLASSES |= {
    name.replace("CATEGORY_", "CATEGORY_NOT_"): form.upper() for name, form in _CLASSES.items()
}


def count_ways(pattern: str, longest: int) -> int:
    """The number of ways a pattern can try to match a whole text of up to `longest` characters.

    It is never more than `MAX_WAYS` + 1, which is too many.
    """
    flat = _without_groups(list(importlib.import_module("re._parser").parse(pattern)))
    reaches_end = bool(flat) and _is_simple_repeat(flat[-1])
    if reaches_end:
        flat = flat[:-1]
    return _of_sequence(flat, longest)


def _is_simple_repeat(item: Any) -> bool:
    name, value = item
    return str(name) in _REPEATS and len(value[2]) == 1 and str(value[2][0][0]) in _SINGLE


def _of_sequence(items: Sequence[Any], longest: int) -> int:
    total = 1
    flat = _without_groups(items)
    for at, item in enumerate(flat):
        after = flat[at + 1] if at + 1 < len(flat) else None
        if not _ends_surely(item, after):
            total = min(total * _of_item(item, longest), MAX_WAYS + 1)
    return total


def _without_groups(items: Sequence[Any]) -> list[Any]:
    """The items, with each group replaced by its content."""
    flat: list[Any] = []
    for name, value in items:
        at = _GROUPS.get(str(name))
        if at is None:
            flat.append((name, value))
            continue
        inner = value[at] if isinstance(value, tuple) else value
        flat += _without_groups(list(inner))
    return flat


def _ends_surely(item: Any, after: Any) -> bool:
    """Whether a repetition of one character ends where a character follows that it cannot match."""
    if after is None or str(after[0]) != "LITERAL" or not _is_simple_repeat(item):
        return False
    end = chr(after[1])
    return not any(
        _can_be(item[1][2][0], character) for character in {end, *end.lower(), *end.upper()}
    )


def _can_be(item: Any, character: str) -> bool:
    """Whether an item of one character may match a character."""
    name, value = str(item[0]), item[1]
    if name in ("LITERAL", "NOT_LITERAL"):
        return (ord(character) == value) is (name == "LITERAL")
    if name == "RANGE":
        return bool(value[0] <= ord(character) <= value[1])
    if name == "CATEGORY" and str(value) in _CLASSES:
        return re.fullmatch(_CLASSES[str(value)], character) is not None
    if name == "IN":
        is_negated = str(value[0][0]) == "NEGATE"
        return any(_can_be(one, character) for one in value[is_negated:]) is not is_negated
    return True


def _of_item(item: Any, longest: int) -> int:
    name, value = str(item[0]), item[1]
    if name in _REPEATS:
        return _of_repeat(value[0], value[1], value[2], longest)
    if name == "BRANCH":
        return sum(_of_sequence(list(branch), longest) for branch in value[1])
    if name in ("ASSERT", "ASSERT_NOT"):
        return _of_sequence(list(value[1]), longest)
    if name == "GROUPREF_EXISTS":
        return sum(_of_sequence(list(branch), longest) for branch in value[1:] if branch)
    return 1


def _of_repeat(least: int, most: int, items: Any, longest: int) -> int:
    """The sum of the ways over every number of repetitions that a text has room for."""
    inner = _of_sequence(list(items), longest)
    most = min(most, longest)
    if inner == 1:
        return max(most - min(least, longest) + 1, 1)
    total = power = 1 if least == 0 else inner
    for count in range(max(least, 1), most + 1):
        power = min(inner**count, MAX_WAYS + 1)
        total += power
        if total > MAX_WAYS:
            return MAX_WAYS + 1
    return total
