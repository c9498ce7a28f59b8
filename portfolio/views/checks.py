"""The values that templates see of how far credentials are checked: read-only, in words."""

from __future__ import annotations

from msgspec import Struct

from ..domain.proof import Answer, CheckMark


class CheckAnswer(Struct, frozen=True):
    """The answer of one check, in words."""

    answer: Answer
    """`yes`, `no`, `unknown` or `none`."""
    sentence: str
    """A whole sentence: `The signature fits the content of the badge.`"""


class MarkRow(Struct, frozen=True):
    """One of the marks that credentials have."""

    mark: CheckMark
    """`proved`, `link_checked`, `checkable`, `vanished` or `none`."""
    name: str
    """What it is called."""
    meaning: tuple[str, ...]
    """What it says, what it does not say, and how to check it oneself, in sentences."""
    count: int
    """How many credentials have it."""
