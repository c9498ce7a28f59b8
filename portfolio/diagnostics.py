"""Problems as values: what is wrong, where, and how to mend it.

A stage that finds something wrong with the content returns `Diagnostic` records beside its result;
nothing is printed or raised for it. `PortfolioError` is for trouble of the machine or the command.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

Value = TypeVar("Value")
MAX_EXCEPTION_TEXT = 300
"""Maximum characters that are shown of the message of somebody else's exception."""


class Severity(StrEnum):
    """How bad a problem is: an error publishes nothing, a warning does not stop the build."""

    ERROR = "error"
    WARNING = "warning"


class Location(Struct, frozen=True, order=True):
    """A place in a file of the site."""

    path: str
    """The file, relative to the site's folder, with forward slashes."""
    line: int = 0
    """1-based; 0 means the file as a whole."""
    column: int = 0
    """1-based, in characters; 0 means the line as a whole."""
    length: int = 1
    """How many characters are meant."""
    source: str = ""
    """The text of the line, without its end."""


class Related(Struct, frozen=True):
    """Another place that explains a problem."""

    message: str
    location: Location


class Diagnostic(Struct, frozen=True):
    """One problem of the content, with its cause and its cure."""

    severity: Severity
    code: str
    """The kebab-case name of the bad thing, for example `invalid-date`."""
    message: str
    """What is wrong, in lower-case plain English, with the author's text in backquotes."""
    location: Location
    help: str = ""
    """How to mend it."""
    related: tuple[Related, ...] = ()

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        """Problems are shown in the order of files, lines and columns."""
        return (self.location.path, self.location.line, self.location.column, self.code)

    @property
    def locations(self) -> tuple[Location, ...]:
        """Every place that it names."""
        return (self.location, *(other.location for other in self.related))

    def as_error(self) -> Diagnostic:
        """The same problem with the severity of an error."""
        return replace(self, severity=Severity.ERROR)


Diagnostics = tuple[Diagnostic, ...]


class PortfolioError(Exception):
    """The work cannot be done: a folder that is not ours, a lock that is held, a full disk."""

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
    """A problem that is shown and does not stop the site."""
    return Diagnostic(Severity.WARNING, code, message, location, help, related)


def has_errors(diagnostics: Diagnostics) -> bool:
    """Whether any of the problems stops the site from being published."""
    return any(found.severity is Severity.ERROR for found in diagnostics)


class EndedError(Exception):
    """Somebody else's program raised what would have ended this one."""


def attempt(call: Callable[[], Value]) -> Value | Exception:
    """What somebody else's program (a template, an extension) returns, or whatever it raises.

    The one place that catches everything: such a program may fail in any way, also by ending, and
    its author wants to know where. Ctrl-C is no such failure, and is raised again.
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
    """The message of an exception, cut off if long; its type if there is none or it fails."""
    words = attempt(lambda: str.strip(str(reason)))
    return (words[:MAX_EXCEPTION_TEXT] if isinstance(words, str) else "") or type(reason).__name__


def _is_stated(reason: BaseException) -> bool:
    """Whether it was raised by a statement: what Ctrl-C raises comes in between two others."""
    from dis import opmap

    at = reason.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return at is not None and at.tb_frame.f_code.co_code[at.tb_lasti] == opmap["RAISE_VARARGS"]
