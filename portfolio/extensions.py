"""`extensions.py` in the site's folder: the owner's own template filters and checks, as plain functions.

`FILTERS` maps names to functions for templates. `CHECKS` lists functions that take the portfolio and yield diagnostics.
"""

from __future__ import annotations

import hashlib
import runpy
import traceback
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from .diagnostics import Diagnostic, Diagnostics, attempt, error
from .manuscript import find_conflict, line_place
from .model import Portfolio

FILE = "extensions.py"
OwnCheck = Callable[[Portfolio], Iterable[Diagnostic]]


class Extensions(Struct, frozen=True, eq=False):
    """What the owner's file adds."""

    root: Path
    digest: str = ""
    """Of the file: two runs of one file are the same extensions."""
    filters: Mapping[str, Callable[..., Any]] = MappingProxyType({})
    checks: tuple[OwnCheck, ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Extensions) and (self.root, self.digest) == (other.root, other.digest)

    __ne__ = object.__ne__

    def __hash__(self) -> int:
        return hash((self.root, self.digest))


def run_checks(extensions: Extensions, portfolio: Portfolio) -> Diagnostics:
    """What the owner's checks find; a check that fails is itself a problem."""
    found: list[Diagnostic] = []
    for own in extensions.checks:
        outcome = attempt(partial(_run, own, portfolio))
        found += (_failure(extensions.root, outcome),) if isinstance(outcome, Exception) else outcome
    return tuple(found)


def _run(own: OwnCheck, portfolio: Portfolio) -> Diagnostics:
    found = tuple(own(portfolio))
    if not all(isinstance(problem, Diagnostic) for problem in found):
        raise TypeError(f"{own.__name__} must yield diagnostics, made with portfolio.diagnostics.error or .warning")
    return found


def load_extensions(root: Path) -> tuple[Extensions, Diagnostics]:
    """Run the owner's file, if there is one."""
    if not (root / FILE).is_file():
        return Extensions(root), ()
    extensions = attempt(partial(_load, root))
    return (Extensions(root), (_failure(root, extensions),)) if isinstance(extensions, Exception) else (extensions, ())


def _load(root: Path) -> Extensions:
    try:
        names = runpy.run_path(str(root / FILE))
    except SystemExit as reason:
        raise RuntimeError("the file ends the program") from reason
    filters, checks = names.get("FILTERS", {}), names.get("CHECKS", ())
    if not isinstance(filters, dict) or not all(callable(function) for function in filters.values()):
        raise TypeError("FILTERS must be a dict of functions by their names")
    if not isinstance(checks, list | tuple) or not all(callable(function) for function in checks):
        raise TypeError("CHECKS must be a list of functions")
    return Extensions(root, hashlib.sha256((root / FILE).read_bytes()).hexdigest(), filters, tuple(checks))


def _failure(root: Path, reason: Exception) -> Diagnostic:
    frames = [frame.lineno or 1 for frame in traceback.extract_tb(reason.__traceback__) if Path(frame.filename) == root / FILE]
    line = reason.lineno if isinstance(reason, SyntaxError) and reason.lineno else frames[-1] if frames else 1
    words = reason.msg if isinstance(reason, SyntaxError) else str(reason)
    message = f"{type(reason).__name__}: {words}"
    text = (root / FILE).read_text("utf-8", "replace")
    conflict = find_conflict(FILE, text) if isinstance(reason, SyntaxError) else None
    return conflict or error("extension-error", message, line_place(FILE, text, line), "correct the file")
