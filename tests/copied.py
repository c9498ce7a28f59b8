"""The command in a copy of this process: what it does is what a new process does,
and a copy need not import the program first, which takes longer than most commands.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

import portfolio.preview.serve
import portfolio.report
import portfolio.scaffold.new
from portfolio import __main__ as program
from portfolio import cli
from portfolio.options import Options
from portfolio.pipeline import build, last_build

IS_POSSIBLE = hasattr(os, "fork")
"""Whether this system copies processes."""
IMPORTED = (cli, last_build, portfolio.preview.serve, portfolio.report, portfolio.scaffold.new)
"""What commands import: this process does so before it is copied."""
TEXT = """---
title: A *title*
issuer: Issuer
issued_date: 2024
---

[Words](https://example.org/) and `more`

```python
print(1 < 2)
```
"""
"""A record that takes the way of most texts."""
OF_PYTHON = ("PYTHON", "LC_", "LANG")
"""Beginnings of variables that Python reads when it starts: a copy comes too late for them."""
UNTOLD = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)
"""The warnings of which Python says nothing by itself."""
PAUSE = 0.002
"""Seconds between two looks at whether a copy has ended."""


@dataclass
class Copy:
    """A copy of this process that runs the command; it is used as one of `subprocess` is."""

    pid: int
    stdout: IO[str] | None = None
    returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; its exit code."""
        end = time.monotonic() + (timeout or 3600)
        while (code := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(f"copy {self.pid}", timeout or 0)
            time.sleep(PAUSE)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def can_copy(env: dict[str, str] | None) -> bool:
    """Whether a copy of this process heeds these changes of its variables."""
    return IS_POSSIBLE and not any(name.startswith(OF_PYTHON) for name in env or {})


def run_copy(
    arguments: Sequence[str], root: Path, variables: dict[str, str], *, errors: str, timeout: float
) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder, with these variables, until it ends."""
    _know_the_way()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        copy = Copy(_begin(arguments, root, variables, out.fileno(), err.fileno()))
        try:
            code = copy.wait(timeout)
        finally:
            copy.kill()
            copy.wait()
        for file in (out, err):
            file.seek(0)
        said = [file.read().decode(errors=errors) for file in (out, err)]
    return subprocess.CompletedProcess([*arguments], code, *said)


def start_copy(arguments: Sequence[str], root: Path, variables: dict[str, str]) -> Copy:
    """Start the command in a folder; both of its streams are read together."""
    _know_the_way()
    ours, theirs = os.pipe()
    try:
        pid = _begin(arguments, root, variables, theirs, theirs)
    finally:
        os.close(theirs)
    return Copy(pid, os.fdopen(ours, encoding="utf-8"))


@cache
def _know_the_way() -> None:
    """Go once, in this process, the way of most commands: what is imported and compiled on it
    need not be in each copy.
    """
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder, "content/credentials/a.md")
        record.parent.mkdir(parents=True)
        record.write_text(TEXT)
        build.check(Path(folder), Options(), os.environ.get)


def _begin(
    arguments: Sequence[str], root: Path, variables: dict[str, str], out: int, err: int
) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        _forget(root, variables, out, err)
        sys.argv = [str(program.__file__), *arguments]
        code = _run()
    except BaseException:  # noqa: BLE001 - nothing may come back from here
        traceback.print_exc()
    finally:
        os._exit(code)


def _run() -> int:
    try:
        program.main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else bool(end.code)
    return 0


def _forget(root: Path, variables: dict[str, str], out: int, err: int) -> None:
    """Make this process what a new one is: its streams, variables and folder are others, and
    what the tests have changed for themselves is as it was.
    """
    gc.freeze()  # or what is freed would close files that have the numbers of others by now
    for stream, number in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
        os.dup2(stream, number)
    os.closerange(3, 1024)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", 1, "utf-8", "backslashreplace", closefd=False)
    os.chdir(root)
    os.environ.clear()
    os.environ.update(variables)
    time.tzset()
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in ("excepthook", "unraisablehook", "breakpointhook"):
        setattr(sys, name, getattr(sys, f"__{name}__"))
    threading.excepthook = threading.__excepthook__
    logging.root.handlers.clear()
    logging.root.setLevel(logging.WARNING)
    warnings.resetwarnings()
    for category in UNTOLD:
        warnings.simplefilter("ignore", category)
