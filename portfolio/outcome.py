"""What a build did, and what it lets the next one know."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from .cache import Cache
from .diagnostics import Diagnostics
from .history import History, write_history
from .output import Output
from .signatures import Look, marks_of
from .unchanged import Fact, set_seal
from .write import Written

if TYPE_CHECKING:
    from .survey import Survey


class Result(Struct, frozen=True):
    """What a build did."""

    diagnostics: Diagnostics
    entries: int = 0
    """How many credentials are published."""
    pages: int = 0
    folder: Path = Path()
    """Where the site is written."""
    written: Written | None = None
    """None if nothing was published."""
    survey: Survey | None = None
    """None if the rest of the site was not looked at."""


def count_pages(names: Mapping[str, object]) -> int:
    """How many of the files of a site are pages."""
    return sum(name.endswith(".html") for name in names)


def remember(output: Output, cache: Cache, history: History, looked: Look, facts: Mapping[str, Fact]) -> None:
    """Let the next build know what this one knows, and whether anything has changed; `looked` was seen before anything was read."""
    marks = marks_of(output.folder, history.printed)
    write_history(cache, output.key, replace(history, marks=marks))
    if history.setting:
        digests = {path: text.digest for path, text in history.texts.items()}
        set_seal(output.notes, looked, digests, marks, facts)
