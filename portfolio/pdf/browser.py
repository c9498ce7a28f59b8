"""Finds an installed browser and prints a page with it."""

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
"""The environment variable that names a browser."""
BROWSER_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
"""Names of browsers that can print from the command line."""
BROWSER_PATHS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
"""Paths of browsers on systems where they are not on the PATH."""
PRINT_TIMEOUT = 60.0
"""Maximum seconds for printing."""
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
"""Print nothing but the page, as reproducibly as the browser allows."""
_CURE = (
    "install Chromium or Chrome (on Debian: apt install chromium), "
    f"or name one: {BROWSER_VARIABLE}=/path/to/chromium portfolio pdf"
)


def find_browser(environ: Environ) -> str:
    """Return the path of the configured browser, or the first one found. Raises PortfolioError."""
    path = environ("PATH")
    if named := environ(BROWSER_VARIABLE):
        if found := shutil.which(named, path=path):
            return found
        raise PortfolioError(
            f"{BROWSER_VARIABLE} is not a program: {named}",
            "correct it, or unset it to use the first browser that is found",
        )
    found = next(
        filter(None, (shutil.which(name, path=path) for name in (*BROWSER_NAMES, *BROWSER_PATHS))),
        None,
    )
    if found is None:
        raise PortfolioError(
            "printing a PDF needs Chromium or Chrome, and neither is installed", _CURE
        )
    return found


def print_page(browser: str, address: str, target: Path, timeout: float = PRINT_TIMEOUT) -> None:
    """Print the page at a URL into a file with a browser. Raises PortfolioError if it fails."""
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
    """Return whether a file exists and begins like a PDF."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(5) == b"%PDF-"
    except OSError:
        return False


def _sandbox() -> list[str]:
    """Switches for root, the usual user in containers, for whom Chromium refuses to sandbox."""
    if sys.platform != "win32" and os.geteuid() == 0:
        return ["--no-sandbox"]
    return []


def _run(command: list[str], stderr: IO[bytes], timeout: float) -> int:
    """Run a command in its own session and kill all that is left of it; return the exit code."""
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
        # no timeout here: Ctrl-C during a wait with one can leave its lock held forever
        code = process.wait()
    finally:
        clock.cancel()
        _kill(process)
    if is_late.is_set():
        raise subprocess.TimeoutExpired(command, timeout)
    return code


def _kill(process: subprocess.Popen[bytes] | None) -> None:
    """Kill a process and its whole session, if it was started."""
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
    if not last:
        return ""
    return f": {last[:200]}"
