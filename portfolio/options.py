"""What a command line says, over what the settings say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """What a command line says."""

    output: Path | None = None
    theme: str | None = None
    base_url: str | None = None
    as_of: date | None = None
    drafts: bool = False
