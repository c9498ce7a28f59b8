"""The result of a build."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ..diagnostics import Diagnostics
from ..output.publish import FileCounts

if TYPE_CHECKING:
    from .assemble import AssembledSite


class BuildResult(Struct, frozen=True):
    """What a build did."""

    diagnostics: Diagnostics
    entries: int = 0
    """The number of published credentials."""
    pages: int = 0
    folder: Path = Path()
    """The folder that the site is written to."""
    written: FileCounts | None = None
    """None if nothing was published."""
    assembled: AssembledSite | None = None
    """None if only edited texts were read."""


def count_pages(names: Iterable[str]) -> int:
    """How many files of a site are pages."""
    return sum(name.endswith(".html") for name in names)
