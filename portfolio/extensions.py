"""`extensions.py` in the site's folder: the owner's own template filters and checks, as plain functions.

`FILTERS` maps names to functions for templates. `CHECKS` lists functions that take the portfolio and yield diagnostics.
"""

from __future__ import annotations

import runpy
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .diagnostics import Diagnostic, Diagnostics, attempt, error
from .document import line_place
from .model import Portfolio

FILE = "extensions.py"
OwnCheck = Callable[[Portfolio], Iterable[Diagnostic]]


@dataclass(frozen=True, slots=True)
class Extensions:
    """What the owner's file adds."""

    root: Path
    filters: Mapping[str, Callable[..., Any]] = field(default_factory=lambda: MappingProxyType({}))
    checks: tuple[OwnCheck, ...] = ()

    def check(self, portfolio: Portfolio) -> Diagnostics:
        """What the owner's checks find; a check that fails is itself a problem."""
        found: list[Diagnostic] = []
        for own in self.checks:
            outcome = attempt(lambda own=own: tuple(own(portfolio)))  # type: ignore[misc]
            found += (_failure(self.root, outcome),) if isinstance(outcome, Exception) else outcome
        return tuple(found)


def load_extensions(root: Path) -> tuple[Extensions, Diagnostics]:
    """Run the owner's file, if there is one."""
    path = root / FILE
    if not path.is_file():
        return Extensions(root), ()
    names = attempt(lambda: runpy.run_path(str(path)))
    if isinstance(names, Exception):
        return Extensions(root), (_failure(root, names),)
    return Extensions(root, names.get("FILTERS", {}), tuple(names.get("CHECKS", ()))), ()


def _failure(root: Path, reason: Exception) -> Diagnostic:
    frames = [frame.lineno or 1 for frame in traceback.extract_tb(reason.__traceback__) if Path(frame.filename) == root / FILE]
    line = reason.lineno if isinstance(reason, SyntaxError) and reason.lineno else frames[-1] if frames else 1
    message = f"{type(reason).__name__}: {reason}"
    return error("extension-error", message, line_place(FILE, (root / FILE).read_text("utf-8", "replace"), line), "correct the function")
