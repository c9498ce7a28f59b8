"""Problems as values: what is wrong, where, and how to fix it.

A stage that finds something wrong with the content returns `Diagnostic` records beside its result;
nothing is printed or raised. `PortfolioError` is for problems with the machine or the command.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

Value = TypeVar("Value")
MAX_EXCEPTION_TEXT = 300
"""Maximum characters shown of an exception from foreign code, so that it stays readable."""


class Severity(StrEnum):
    """How bad a problem is: an error stops publication, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Location(Struct, frozen=True, order=True):
    """A place in a file of the site."""

    path: str
    """The file, relative to the site's folder, with forward slashes."""
    line: int = 0
    """1-based; 0 means the whole file."""
    column: int = 0
    """1-based, in characters; 0 means the whole line."""
    length: int = 1
    """The number of characters."""
    source: str = ""
    """The text of the line, without its line ending."""


class Related(Struct, frozen=True):
    """Another place that explains a problem."""

    message: str
    location: Location


class Diagnostic(Struct, frozen=True):
    """One problem of the content, with its cause and its fix."""

    severity: Severity
    code: str
    """The kebab-case name of the bad thing, for example `invalid-date`."""
    message: str
    """What is wrong, in lower-case plain English, with the author's text in backquotes."""
    location: Location
    help: str = ""
    """How to fix it."""
    related: tuple[Related, ...] = ()

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        """The key for the order in which problems are shown: by file, line and column."""
        return (self.location.path, self.location.line, self.location.column, self.code)

    @property
    def locations(self) -> tuple[Location, ...]:
        """All its locations."""
        return (self.location, *(other.location for other in self.related))

    def as_error(self) -> Diagnostic:
        """The same problem with the severity of an error."""
        return replace(self, severity=Severity.ERROR)


Diagnostics = tuple[Diagnostic, ...]


class PortfolioError(Exception):
    """The work cannot be done: a foreign folder, a held lock, a full disk."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help


def error(
    code: str, message: str, location: Location, help: str = "", related: tuple[Related, ...] = ()
) -> Diagnostic:
    """A problem that stops the site from being published."""
    return Diagnostic(Severity.ERROR, code, message, location, help, related)


def warning(
    code: str, message: str, location: Location, help: str = "", related: tuple[Related, ...] = ()
) -> Diagnostic:
    """A problem that is shown but does not stop the site from being published."""
    return Diagnostic(Severity.WARNING, code, message, location, help, related)


def has_errors(diagnostics: Diagnostics) -> bool:
    """Whether any of the problems stops the site from being published."""
    return any(found.severity is Severity.ERROR for found in diagnostics)


class EndedError(Exception):
    """Foreign code raised an exception that would have ended the program."""


def attempt(call: Callable[[], Value]) -> Value | Exception:
    """What foreign code (a template, an extension) returns, or the exception it raises.

    This is the only place that catches everything: such code may fail in any way, even by exiting,
    and its author wants to know where. Ctrl-C is raised again.
    """
    try:
        return call()
    except BaseException as reason:
        if isinstance(reason, Exception):
            return reason
        if isinstance(reason, KeyboardInterrupt) and not _is_stated(reason):
            raise
        ended = EndedError(f"{type(reason).__name__} would end the program")
        return ended.with_traceback(reason.__traceback__)


def exception_text(reason: Exception) -> str:
    """The message of an exception, cut if long; its type if there is none or it fails itself."""
    words = attempt(lambda: str.strip(str(reason)))
    return (words[:MAX_EXCEPTION_TEXT] if isinstance(words, str) else "") or type(reason).__name__


def _is_stated(reason: BaseException) -> bool:
    """Whether a `raise` statement raised it: Ctrl-C interrupts between two instructions."""
    from dis import opmap

    at = reason.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return at is not None and at.tb_frame.f_code.co_code[at.tb_lasti] == opmap["RAISE_VARARGS"]
