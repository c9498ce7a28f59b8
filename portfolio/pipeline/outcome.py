"""The result of a build, and the notes that it leaves for the next one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ..diagnostics import Diagnostics
from ..output.folder import Output
from ..output.publish import FileCounts
from ..store.cache import Cache
from ..store.signatures import Look, marks_of
from .history import History, write_history
from .unchanged import Fact, set_seal

if TYPE_CHECKING:
    from .survey import Survey


class Result(Struct, frozen=True):
    """What a build did."""

    diagnostics: Diagnostics
    entries: int = 0
    """The number of published credentials."""
    pages: int = 0
    folder: Path = Path()
    """The folder that the site is written to."""
    written: FileCounts | None = None
    """None if nothing was published."""
    survey: Survey | None = None
    """None if only edited texts were read."""


def count_pages(names: Mapping[str, object]) -> int:
    """How many files of a site are pages."""
    return sum(name.endswith(".html") for name in names)


def remember(
    output: Output, cache: Cache, history: History, looked: Look, facts: Mapping[str, Fact]
) -> None:
    """Keep the history and the seal of a build for the next one.

    `looked` holds the signatures of the site's files, taken before any of them was read.
    """
    marks = marks_of(output.folder, history.printed)
    write_history(cache, output.key, replace(history, marks=marks))
    if history.setting:
        digests = {path: text.digest for path, text in history.texts.items()}
        set_seal(output.notes, looked, digests, marks, facts)
