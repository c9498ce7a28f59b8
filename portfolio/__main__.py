"""The entry point: handles builds without options itself, and leaves the rest to `cli`."""

from __future__ import annotations

import gc
import os
import sys
import time

PLAIN_BUILD = ["build"]
"""The command line of a build without options, which nearly every build has."""


def main() -> None:
    """The command `portfolio`."""
    if sys.getfilesystemencoding() != "utf-8" and sys.executable and not sys.flags.utf8_mode:
        command = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
        os.execv(sys.executable, command)  # noqa: S606 - ourselves: names are UTF-8
    gc.set_threshold(1_000_000, 50, 50)  # records are many, and no garbage to look for
    if sys.argv[1:] != PLAIN_BUILD:
        from .cli import run_cli

        run_cli()
    elif not _reported_unchanged():
        from .console import build_site, exit_now, run_command
        from .options import Options

        exit_now(run_command(lambda: build_site(Options())))


def _reported_unchanged() -> bool:
    """Whether nothing has changed since the last build, and this was printed."""
    from .pipeline.last_build import changed_files, find_last_build, options_key

    started = time.perf_counter()
    try:
        last = find_last_build(os.getcwd(), options_key({}), os.environ.get)
    except OSError:  # there is no folder, or no way to it
        return False
    if last is None or changed_files(last) != frozenset():
        return False
    if sys.stdout is None or sys.stderr is None:
        return False
    from .summary import COLORS, build_summary, may_have_color, printable, warning_count

    seconds = time.perf_counter() - started
    line = build_summary(int(last.entries), int(last.pages), last.output, 0, 0, seconds)
    has_color = may_have_color(at_terminal=sys.stderr.isatty())
    report = printable(last.colored, codes=COLORS) if has_color else printable(last.report)
    try:
        _write(2, f"{report}\n" if report else "", sys.stderr.encoding)
        _write(1, f"{printable(line)}{warning_count(int(last.warnings))}\n", sys.stdout.encoding)
    except BrokenPipeError:
        return True
    except OSError:  # the build says that it cannot say it
        return False
    return True


def _write(to: int, text: str, encoding: str) -> None:
    content = text.encode(encoding, "backslashreplace")
    while content:
        content = content[os.write(to, content) :]


if __name__ == "__main__":
    main()
