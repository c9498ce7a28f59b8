"""What is asked of the program, beside what the site says: the options of a command line, the environment, and who is told of progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

Environ = Callable[[str], str | None]
"""A variable of the environment by its name."""
Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a command line says."""

    output: Path | None = None
    theme: str | None = None
    base_url: str | None = None
    as_of: date | None = None
    drafts: bool = False
