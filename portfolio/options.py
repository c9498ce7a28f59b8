"""What the program is asked to do, beyond the site itself: options, environment and progress."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from msgspec import Struct

Environ = Callable[[str], str | None]
"""Returns an environment variable by name."""
Progress = Callable[[str, int, int], None]
"""Takes the current activity, the number done, and the total."""


class Options(Struct, frozen=True):
    """The options of a command line."""

    output: Path | None = None
    theme: str | None = None
    base_url: str | None = None
    as_of: date | None = None
    drafts: bool = False
    search: str | None = None


class PublishRequest(Struct, frozen=True):
    """How the site is to be published."""

    is_dry: bool = False
    """Whether changes are only listed."""
    is_forced: bool = False
    """Whether files that no publication made are replaced."""
    is_strict: bool = False
    """Whether warnings count as errors."""
