"""The owner's template filters and checks: plain functions in the site's `extensions.py`.

`FILTERS` maps names to functions for templates. `CHECKS` lists functions that take the portfolio
and yield diagnostics.
"""

from __future__ import annotations

import hashlib
import runpy
import traceback
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial, wraps
from itertools import islice
from pathlib import Path
from types import CodeType, MappingProxyType
from typing import Any

from msgspec import Struct, ValidationError, convert, to_builtins

from .diagnostics import (
    Diagnostic,
    Diagnostics,
    EndedError,
    Location,
    attempt,
    error,
    exception_text,
)
from .domain.model import Portfolio
from .source_text import find_conflict_mark, locate_line
from .store.memo import remember_last

EXTENSIONS_FILE = "extensions.py"
MAX_PROBLEMS = 10_000
"""Maximum problems of one check, so that an endless generator stops."""
OwnCheck = Callable[[Portfolio], Iterable[Diagnostic]]


class Extensions(Struct, frozen=True, eq=False):
    """What the owner's file defines."""

    root: Path
    digest: str = ""
    """The digest of the file: two runs of the same file are equal."""
    filters: Mapping[str, Callable[..., Any]] = MappingProxyType({})
    checks: tuple[OwnCheck, ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Extensions) and (self.root, self.digest) == (
            other.root,
            other.digest,
        )

    __ne__ = object.__ne__

    def __hash__(self) -> int:
        return hash((self.root, self.digest))


@remember_last
def run_checks(extensions: Extensions, portfolio: Portfolio) -> Diagnostics:
    """What the owner's checks find; a check that fails is itself a problem."""
    found: list[Diagnostic] = []
    for own in extensions.checks:
        outcome = attempt(partial(_run, own, portfolio))
        if isinstance(outcome, Exception):
            outcome = (_failure(extensions.root, outcome, _line_of(extensions.root, own)),)
        found += outcome
    return tuple(found)


def _run(own: OwnCheck, portfolio: Portfolio) -> Diagnostics:
    name = getattr(own, "__name__", type(own).__name__)
    made: Any = own(portfolio)
    if made is None or isinstance(made, str | bytes | Diagnostic) or not isinstance(made, Iterable):
        raise TypeError(
            f"{name} returns {_kind(made)}, not a list of diagnostics; "
            "`yield` each one, or return a list"
        )
    found = tuple(islice(made, MAX_PROBLEMS + 1))
    if len(found) > MAX_PROBLEMS:
        raise ValueError(f"{name} returns more than {MAX_PROBLEMS:,} problems")
    wrong = next((problem for problem in found if not isinstance(problem, Diagnostic)), None)
    if wrong is not None or None in found:
        raise TypeError(
            f"{name} yields {_kind(wrong)}, not a diagnostic; "
            "make one with portfolio.error or portfolio.warning"
        )
    return tuple(_typed(problem, name) for problem in found)


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    return f"a value of the type {type(value).__name__}"


def _typed(problem: Diagnostic, name: str) -> Diagnostic:
    """The same diagnostic, if all its fields have the right types."""
    try:
        return convert(_encodable(to_builtins(problem)), Diagnostic)
    except (ValidationError, TypeError) as reason:
        raise TypeError(f"{name} yields a diagnostic that cannot be shown: {reason}") from reason


def _encodable(value: Any) -> Any:
    """The same values with an escape in place of each character that no file can hold."""
    if isinstance(value, str):
        return value.encode(errors="backslashreplace").decode()
    if isinstance(value, dict):
        return {name: _encodable(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_encodable(item) for item in value]
    return value


def load_extensions(root: Path) -> tuple[Extensions, Diagnostics]:
    """The extensions of the site, after running the owner's file if there is one."""
    path = root / EXTENSIONS_FILE
    if not path.exists() and not path.is_symlink():
        return Extensions(root), ()
    if not path.is_file():
        return Extensions(root), (
            error(
                "not-a-file",
                "this is not an ordinary file",
                Location(EXTENSIONS_FILE),
                "replace it with an ordinary file",
            ),
        )
    try:
        content = path.read_bytes()
    except OSError as reason:
        message = f"the file cannot be read: {reason.strerror}"
        return Extensions(root), (
            error("unreadable-file", message, Location(EXTENSIONS_FILE), "check its permissions"),
        )
    found = attempt(partial(_load, root, hashlib.sha256(content).hexdigest()))
    if isinstance(found, Exception):
        return Extensions(root), (_failure(root, found),)
    return found, ()


class _WrongTableError(TypeError):
    """`FILTERS` or `CHECKS` has the wrong type."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(f"{name} must be {words}")
        self.name = name


def _load(root: Path, digest: str) -> Extensions:
    names = runpy.run_path(str(root / EXTENSIONS_FILE))
    filters, checks = names.get("FILTERS", {}), names.get("CHECKS", ())
    if not isinstance(filters, dict) or not all(
        isinstance(name, str) and callable(own) for name, own in filters.items()
    ):
        raise _WrongTableError("FILTERS", "a dict of functions by their names")
    if not isinstance(checks, list | tuple) or not all(callable(function) for function in checks):
        raise _WrongTableError("CHECKS", "a list of functions")
    return Extensions(
        root, digest, {name: _unending(own) for name, own in filters.items()}, tuple(checks)
    )


def _unending(own: Callable[..., Any]) -> Callable[..., Any]:
    """The same filter; whatever it raises becomes an exception that templates can locate."""

    @wraps(own)
    def _call(*given: Any, **named: Any) -> Any:
        outcome = attempt(partial(own, *given, **named))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return _call


def extension_lines(root: Path, reason: BaseException) -> list[int]:
    """The lines of the owner's file in the traceback of an exception, innermost last."""
    frames = traceback.walk_tb(reason.__traceback__)
    return [
        line for frame, line in frames if frame.f_code.co_filename == str(root / EXTENSIONS_FILE)
    ]


def _line_of(root: Path, own: object) -> int:
    """The first line of a function in the owner's file; 0 if it is defined elsewhere."""
    code = getattr(own, "__code__", None)
    if isinstance(code, CodeType) and code.co_filename == str(root / EXTENSIONS_FILE):
        return code.co_firstlineno
    return 0


def _failure(root: Path, reason: Exception, line: int = 0) -> Diagnostic:
    """The problem that the owner's code failed, on the failing line or else on `line`."""
    text = _text(root)
    is_syntax = isinstance(reason, SyntaxError) and reason.filename in (
        str(root / EXTENSIONS_FILE),
        None,
    )
    if isinstance(reason, SyntaxError) and is_syntax:
        line = reason.lineno or _undecoded_line(root) or 1
        problem = error(
            "extension-error",
            f"SyntaxError: {reason.msg}",
            locate_line(EXTENSIONS_FILE, text, line),
            "correct the file",
        )
        return find_conflict_mark(EXTENSIONS_FILE, text) or problem
    if isinstance(reason, _WrongTableError):
        line = next(
            (
                number
                for number, row in enumerate(text.split("\n"), 1)
                if row.startswith(reason.name)
            ),
            0,
        )
    line = next(reversed(extension_lines(root, reason)), line) or 1
    words = exception_text(reason)
    kind = type(reason).__name__.strip("_").replace("WrongTableError", "TypeError")
    message = f"{kind}: {words}"
    if isinstance(reason, EndedError) or words == kind:
        message = words
    return error(
        "extension-error", message, locate_line(EXTENSIONS_FILE, text, line), "correct the file"
    )


def extension_location(root: Path, line: int) -> Location:
    """The location of a line in the owner's file."""
    return locate_line(EXTENSIONS_FILE, _text(root), line)


def _text(root: Path) -> str:
    """The text of the owner's file, for showing its lines; empty if the file is gone."""
    with suppress(OSError):
        return (root / EXTENSIONS_FILE).read_text("utf-8", "replace")
    return ""


def _undecoded_line(root: Path) -> int:
    """The line with the first byte that is not UTF-8; 0 if there is none."""
    try:
        (root / EXTENSIONS_FILE).read_bytes().decode()
    except UnicodeDecodeError as reason:
        return reason.object.count(b"\n", 0, reason.start) + 1
    except OSError:
        return 0
    return 0
