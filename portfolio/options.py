"""What is asked of the program beside what the site says: options, environment, and progress."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from msgspec import Struct

Environ = Callable[[str], str | None]
"""A variable of the environment by its name."""
Progress = Callable[[str, int, int], None]
"""Takes what is being done, how many are done, and how many there are."""


class Options(Struct, frozen=True):
    """What a command line says."""

    output: Path | None = None
    theme: str | None = None
    base_url: str | None = None
    as_of: date | None = None
    drafts: bool = False
    search: str | None = None
