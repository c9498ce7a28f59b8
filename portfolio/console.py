"""The terminal: prints results, problems and progress, and ends the program.

`build_site` is here and not in `cli`, so that a build without options need not import click. Only
this module and `__main__` print.
"""

from __future__ import annotations

import errno
import io
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn, TextIO

from .diagnostics import Diagnostics, PortfolioError, Severity, has_errors
from .options import Options
from .site_folder import find_site
from .summary import COLORS, CONTROLS, HIDDEN, build_summary, may_have_color, plural, printable

SUCCESS, CONTENT_HAS_ERRORS, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 130
"""The exit codes."""
SHOW_PROGRESS_AFTER = 1.0
"""Seconds before a progress bar appears; shorter work shows none."""
SHOW_PROGRESS_EVERY = 0.1
"""Minimum seconds between two updates of the bar."""
BAR_WIDTH = 30
"""Characters of a full progress bar."""
_ADVICE = {
    errno.ENAMETOOLONG: "use a folder with a shorter path",
    errno.ENOSPC: "make room on the disk",
}
"""What to do about an error of the system, by its number."""
_own_stdout: list[TextIO] = []
"""Our standard output, once the owner's code has been redirected to standard error."""


def build_site(options: Options, form: str = "text", *, strict: bool = False) -> int:
    """Build the site in this folder and report the result; return the exit code."""
    from .pipeline import build as pipeline

    redirect_owner_output()
    started = time.perf_counter()
    root = current_site()
    with progress() as shown:
        result = pipeline.build(root, options, os.environ.get, shown, strict=strict)
    print_diagnostics(result.diagnostics, form)
    line = "nothing was published"
    if written := result.written:
        seconds = time.perf_counter() - started
        line = build_summary(
            result.entries, result.pages, result.folder, written.written, written.deleted, seconds
        )
    write_line(f"{line}{problem_counts(result.diagnostics)}", err=form != "text")
    return exit_code(result.diagnostics, strict=strict)


def current_site() -> Path:
    """Return the site that contains the current folder; print its path if that is a parent.

    Raises PortfolioError if the site cannot be used.
    """
    here = Path.cwd()
    return announce_site(here, find_site(here) or here)


def announce_site(here: Path, root: Path) -> Path:
    """Return `root`, and print it first if it is not the folder `here`."""
    if root != here:
        write_line(f"site: {root}", err=True)
    return root


def exit_code(found: Diagnostics, *, strict: bool) -> int:
    """Return the exit code for a run that found these problems; `strict` counts warnings too."""
    if has_errors(found) or (strict and found):
        return CONTENT_HAS_ERRORS
    return SUCCESS


def redirect_owner_output() -> None:
    """Send what the owner's code prints to stderr from now on; our own output stays on stdout."""
    if sys.stdout is None or _own_stdout:
        return
    with suppress(OSError, ValueError):
        shown = sys.stdout.fileno()
        _own_stdout.append(
            os.fdopen(os.dup(shown), "w", encoding=sys.stdout.encoding, errors="backslashreplace")
        )
        os.dup2(2, shown)


def write_line(text: str, *, err: bool = False, codes: tuple[str, ...] = ()) -> None:
    """Write a line to stdout, or with `err` to stderr, as `write_output` does."""
    write_output(f"{text}\n", err=err, codes=codes)


def write_output(
    text: str,
    *,
    err: bool = False,
    hidden: tuple[str, ...] = HIDDEN,
    codes: tuple[str, ...] = (),
) -> None:
    """Write a text to stdout, or with `err` to stderr, unless the stream is closed.

    Characters of the categories `hidden` are escaped; our own escape sequences, `codes`, stay.
    """
    stream = sys.stderr if err else _stdout()
    if stream is not None:
        stream.write(printable(text, hidden, codes))
        stream.flush()


def write_content(content: bytes) -> None:
    """Write a text in UTF-8 to stdout byte for byte; a terminal gets no control characters."""
    stream = _stdout()
    if is_terminal(stream):
        write_output(content.decode().replace("\r\n", "\n"), hidden=CONTROLS)
    elif stream is not None:
        stream.flush()
        stream.buffer.write(content)
        stream.buffer.flush()


def _stdout() -> TextIO | None:
    """The stream for our own output; None if it is closed."""
    if _own_stdout:
        return _own_stdout[0]
    return sys.stdout


def print_diagnostics(diagnostics: Diagnostics, form: str) -> None:
    """Print problems in one of the formats of `report`."""
    from . import report

    if form != "text":
        write_output(report.MACHINE_FORMATS[form](diagnostics), hidden=CONTROLS)
    elif diagnostics:
        has_color = may_have_color(at_terminal=is_terminal(sys.stderr))
        write_line(
            report.as_text(diagnostics, color=has_color),
            err=True,
            codes=COLORS if has_color else (),
        )


def problem_counts(diagnostics: Diagnostics) -> str:
    """Return `, 1 error, 2 warnings`; empty if there are none."""
    found = [(sum(one.severity is kind for one in diagnostics), kind.value) for kind in Severity]
    return "".join(f", {plural(count, word)}" for count, word in found if count)


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether the stream is a terminal; a closed stream is None."""
    return stream is not None and stream.isatty()


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """Yield a function that updates a progress bar; None if stderr is not a terminal.

    The bar appears once the work takes long, and is removed at its end.
    """
    if not is_terminal(sys.stderr):
        yield None
        return
    shown = ""
    next_time = time.perf_counter() + SHOW_PROGRESS_AFTER

    def _show(what: str, done: int, total: int) -> None:
        nonlocal next_time, shown
        if time.perf_counter() > next_time or (done == total and shown.startswith(what)):
            shown = _replace_line(shown, _progress_line(what, done, total))
            next_time = time.perf_counter() + SHOW_PROGRESS_EVERY

    try:
        yield _show
    finally:
        if shown:
            _replace_line(shown, "")


def _progress_line(what: str, done: int, total: int) -> str:
    """`rendering [#########---------------------]  30%`, as long as the terminal allows."""
    figure = f"{done * 100 // max(total, 1):3}%"
    room = _columns() - len(f"{what} [] {figure}") - 1
    width = min(BAR_WIDTH, room)
    if width < 1:
        return f"{what} {figure}"
    filled = width * done // max(total, 1)
    return f"{what} [{'#' * filled}{'-' * (width - filled)}] {figure}"


def _columns() -> int:
    """The width of the terminal of stderr; 80 if it does not tell."""
    with suppress(OSError, ValueError):
        return os.get_terminal_size(2).columns or 80
    return 80


def _replace_line(old: str, new: str) -> str:
    """Write a line over another on the terminal, and return it."""
    blank = " " * (len(old) - len(new))
    end = "" if new else "\r"
    write_output(f"\r{new}{blank}{end}", err=True, codes=("\r",))
    return new


def run_command(run: Callable[[], int]) -> int:
    """Run a command and return its exit code; report refusals and interruptions."""
    _reopen_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        return run()
    except PortfolioError as reason:
        return _report_refusal(reason)
    except KeyboardInterrupt:
        write_line("interrupted", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        return SUCCESS
    except OSError as reason:
        return _report_refusal(_refusal_from(reason))


def _refusal_from(reason: OSError) -> PortfolioError:
    """The refusal to report for an error of the system."""
    if reason.errno == errno.ENOENT and not reason.filename:
        return PortfolioError("this folder is no longer there", "go to the folder of your site")
    where = f"{reason.filename}: " if reason.filename else ""
    cure = _ADVICE.get(reason.errno or 0, "fix that and try again")
    return PortfolioError(f"{where}{reason.strerror or reason}", cure)


def _report_refusal(reason: PortfolioError) -> int:
    from . import report

    with suppress(OSError):
        write_output(report.error_text(reason), err=True)
    return COULD_NOT_RUN


def _reopen_closed_streams() -> None:
    """Open the numbers of closed standard streams, or files opened later would get them."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)


def exit_now(code: int) -> NoReturn:
    """Exit without freeing memory, which would take a tenth of the time of a build."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):  # nobody reads, or the owner's code closed it
                stream.flush()
    os._exit(code)
