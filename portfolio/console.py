"""The terminal: prints results, problems and progress, and ends the program.

A build is here too, so that one without options needs no library that reads command lines. Nothing
else prints but `__main__`.
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
from typing import Any, NoReturn, TextIO

from msgspec.structs import replace

from .content.site_folder import find_site
from .diagnostics import Diagnostics, PortfolioError, Severity, has_errors
from .options import Options
from .summary import COLORS, CONTROLS, HIDDEN, build_summary, may_have_color, plural, printable

FINE, CONTENT_HAS_ERRORS, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 130
"""The exit codes."""
SHOW_PROGRESS_AFTER = 1.0
"""Seconds of work before a progress bar appears."""
SHOW_PROGRESS_EVERY = 0.1
"""Seconds between its changes."""
_CURES = {
    errno.ENAMETOOLONG: "use a folder with a shorter path",
    errno.ENOSPC: "make room on the disk",
}
"""What helps where the machine refuses, by the number of the error."""
_apart: list[TextIO] = []
"""Where this program answers, if that is kept apart from what the owner's code prints."""


def build_site(options: Options, form: str = "text", *, strict: bool = False) -> int:
    """Build the site in this folder and say what came of it; the exit code."""
    from .pipeline import build as pipeline

    answer_apart()
    started = time.perf_counter()
    here, root = Path.cwd(), current_site()
    if options.output and root != here:
        options = replace(options, output=here / options.output)
    with progress() as shown:
        result = pipeline.build(root, options, os.environ.get, shown, strict=strict)
    show(result.diagnostics, form)
    line = "nothing was published"
    if written := result.written:
        seconds = time.perf_counter() - started
        line = build_summary(
            result.entries, result.pages, result.folder, written.written, written.deleted, seconds
        )
    say(f"{line}{counts(result.diagnostics)}", err=form != "text")
    return exit_code(result.diagnostics, strict=strict)


def current_site() -> Path:
    """The site of the current folder; its path is printed if it is one above.

    Raises PortfolioError if the site cannot be used.
    """
    here = Path.cwd()
    return taken(here, find_site(here) or here)


def taken(here: Path, root: Path) -> Path:
    """The site that was found from a folder, after it was named if that is another one."""
    if root != here:
        say(f"site: {root}", err=True)
    return root


def exit_code(found: Diagnostics, *, strict: bool) -> int:
    """What the problems that were found say of the run."""
    return CONTENT_HAS_ERRORS if has_errors(found) or (strict and found) else FINE


def answer_apart() -> None:
    """Keep answers apart from what the owner's code prints, which goes to stderr from now on."""
    if sys.stdout is None or _apart:
        return
    with suppress(OSError, ValueError):
        shown = sys.stdout.fileno()
        _apart.append(
            os.fdopen(os.dup(shown), "w", encoding=sys.stdout.encoding, errors="backslashreplace")
        )
        os.dup2(2, shown)


def say(
    text: str,
    *,
    err: bool = False,
    nl: bool = True,
    hidden: tuple[str, ...] = HIDDEN,
    codes: tuple[str, ...] = (),
) -> None:
    """Print a line, or without `nl` a text, unless the stream is closed.

    No control sequences for terminals are printed but our `codes`.
    """
    stream = sys.stderr if err else _answers()
    if stream is not None:
        stream.write(
            f"{printable(text, hidden, codes)}\n" if nl else printable(text, hidden, codes)
        )
        stream.flush()


def _answers() -> TextIO | None:
    """The stream of answers; None if it is closed."""
    return _apart[0] if _apart else sys.stdout


def show(diagnostics: Diagnostics, form: str) -> None:
    """Show problems in one of the forms of `report`."""
    from . import report

    if form != "text":
        say(report.MACHINE_FORMATS[form](diagnostics), nl=False, hidden=CONTROLS)
    elif diagnostics:
        has_color = may_have_color(at_terminal=is_terminal(sys.stderr))
        say(
            report.as_text(diagnostics, color=has_color),
            err=True,
            codes=COLORS if has_color else (),
        )


def counts(diagnostics: Diagnostics) -> str:
    """`, 1 error, 2 warnings`, or nothing."""
    found = [(sum(one.severity is kind for one in diagnostics), kind.value) for kind in Severity]
    return "".join(f", {plural(count, word)}" for count, word in found if count)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sees the stream; a closed one is None."""
    return stream is not None and stream.isatty()


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """A progress bar on a terminal, from the moment that the work takes long."""
    if not is_terminal(sys.stderr):
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    # A bar that refreshes itself has a thread, which could not be copied with the process.
    bar = Progress(console=Console(stderr=True), transient=True, auto_refresh=False)
    tasks: dict[str, Any] = {}
    next_time = time.perf_counter() + SHOW_PROGRESS_AFTER

    def _show(what: str, done: int, total: int) -> None:
        nonlocal next_time
        if time.perf_counter() > next_time or (done == total and what in tasks):
            bar.start()
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, refresh=True)
            next_time = time.perf_counter() + SHOW_PROGRESS_EVERY

    try:
        yield _show
    finally:
        bar.stop()


def guarded(run: Callable[[], int]) -> int:
    """Run a command; its exit code, or that of what came in its way, which is said."""
    _take_up_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        return run()
    except PortfolioError as reason:
        return _refused(reason)
    except KeyboardInterrupt:
        say("interrupted", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        return FINE
    except OSError as reason:
        return _refused(_refusal_of(reason))


def _refusal_of(reason: OSError) -> PortfolioError:
    """Why the machine does not let this program go on."""
    if reason.errno == errno.ENOENT and not reason.filename:
        return PortfolioError("this folder is no longer there", "go to the folder of your site")
    where = f"{reason.filename}: " if reason.filename else ""
    cure = _CURES.get(reason.errno or 0, "mend that and try again")
    return PortfolioError(f"{where}{reason.strerror or reason}", cure)


def _refused(reason: PortfolioError) -> int:
    from . import report

    with suppress(OSError):
        say(report.error_text(reason), nl=False, err=True)
    return COULD_NOT_RUN


def _take_up_closed() -> None:
    """Occupy the numbers of closed standard streams, so that nothing is printed into files."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)


def leave(code: int) -> NoReturn:
    """End the program without taking it apart, which takes as long as a tenth of a build."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):  # nobody reads, or the owner's code closed it
                stream.flush()
    os._exit(code)
