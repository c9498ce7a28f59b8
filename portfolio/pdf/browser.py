"""Finds a browser of the system and has it print a page."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

from ..diagnostics import PortfolioError
from ..options import Environ
from ..workers import uninterrupted

BROWSER_VARIABLE = "PORTFOLIO_BROWSER"
"""The variable of the environment that names a browser."""
BROWSER_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
"""What the browsers are called that can print from a command line."""
BROWSER_PATHS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
"""Where they are on systems that do not find them by name."""
PRINT_TIMEOUT = 60.0
"""Seconds that a browser may take."""
BROWSER_SWITCHES = (
    "--headless",
    "--no-pdf-header-footer",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
)
"""Nothing but the page, the same on every machine as far as that can be asked for."""
_CURE = (
    "install Chromium or Chrome (on Debian: apt install chromium), "
    f"or name one: {BROWSER_VARIABLE}=/path/to/chromium portfolio pdf"
)


def find_browser(environ: Environ) -> str:
    """The named browser, or the first that is found. Raises PortfolioError."""
    path = environ("PATH")
    if named := environ(BROWSER_VARIABLE):
        if found := shutil.which(named, path=path):
            return found
        raise PortfolioError(
            f"{BROWSER_VARIABLE} names no program: {named}",
            "correct it, or unset it to use the browser of the system",
        )
    found = next(
        filter(None, (shutil.which(name, path=path) for name in (*BROWSER_NAMES, *BROWSER_PATHS))),
        None,
    )
    if found is None:
        raise PortfolioError(
            "a PDF is printed by Chromium or Chrome, and there is none on this machine", _CURE
        )
    return found


def print_page(browser: str, address: str, target: Path, timeout: float = PRINT_TIMEOUT) -> None:
    """Have a browser print the page at a URL into a file. Raises PortfolioError if it fails."""
    with (
        tempfile.TemporaryDirectory(prefix="portfolio-", ignore_cleanup_errors=True) as profile,
        tempfile.TemporaryFile() as stderr,
    ):
        switches = [
            *BROWSER_SWITCHES,
            *_sandbox(),
            f"--user-data-dir={profile}",
            f"--print-to-pdf={target.resolve()}",
        ]
        try:
            code = _run([browser, *switches, address], stderr, timeout)
        except subprocess.TimeoutExpired:
            raise PortfolioError(
                f"{browser} did not print within {timeout:g} seconds", f"try again, or {_CURE}"
            ) from None
        except OSError as reason:
            raise PortfolioError(f"{browser} cannot be started: {reason.strerror}", _CURE) from None
        if code or not is_pdf(target):
            raise PortfolioError(
                f"{browser} printed nothing (exit code {code}){_last_line(stderr)}",
                f"try again, or {_CURE}",
            )


def is_pdf(path: Path) -> bool:
    """Whether a file begins as a PDF does; one that is not there does not."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(5) == b"%PDF-"
    except OSError:
        return False


def _sandbox() -> list[str]:
    """Chromium refuses to make its sandbox for root, which is who runs programs in containers."""
    return ["--no-sandbox"] if sys.platform != "win32" and os.geteuid() == 0 else []


def _run(command: list[str], stderr: IO[bytes], timeout: float) -> int:
    """Run a command in a session of its own, of which nothing is left afterwards; its exit code."""
    process: subprocess.Popen[bytes] | None = None
    is_late = threading.Event()

    def _stop() -> None:
        is_late.set()
        _kill(process)

    clock = threading.Timer(timeout, _stop)
    clock.daemon = True
    try:
        with uninterrupted():
            process = subprocess.Popen(  # noqa: S603 - the owner's browser
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=True,
            )
        clock.start()
        code = (
            process.wait()
        )  # without a limit: waiting with one may keep its lock for ever when Ctrl-C comes
    finally:
        clock.cancel()
        _kill(process)
    if is_late.is_set():
        raise subprocess.TimeoutExpired(command, timeout)
    return code


def _kill(process: subprocess.Popen[bytes] | None) -> None:
    """End a process and all of its session, if it has begun."""
    if process is None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _last_line(stderr: IO[bytes]) -> str:
    stderr.seek(0)
    lines = stderr.read().decode("utf-8", "replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return f": {last[:200]}" if last else ""
