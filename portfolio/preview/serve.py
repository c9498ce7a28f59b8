"""The preview as a whole: a live site, what watches its files, and the server that shows it."""

from __future__ import annotations

import contextlib
import logging
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import quote

import h11
from msgspec import Struct

from ..diagnostics import attempt, exception_text
from ..options import Environ, Options, Progress
from ..text import listed
from ..urls import LOOPBACK
from .live import Live
from .server import FIRST_PORT, Bell, Preview, Server, listen
from .watch import Watch

Say = Callable[[str], None]
Showing = Callable[[], contextlib.AbstractContextManager[Progress | None]]
"""Shows progress for as long as it is open."""
SWITCH_INTERVAL = 0.0005
"""Seconds for which a thread may keep the others waiting: an edit passes through several of them,
and each would wait Python's 5 ms for pages that are checked in the background."""


class ServeOptions(Struct, frozen=True):
    """How a preview is shown."""

    host: str = LOOPBACK
    port: int | None = None
    """None for the first that is free."""
    follow: bool = False
    """Whether browsers go to the page of the record that was saved."""
    opens: bool = False
    """Whether a browser is opened."""


class _Failures(logging.Handler):
    """Says in a line what went wrong within the server; broken requests are passed over."""

    def __init__(self, say: Say) -> None:
        super().__init__(logging.ERROR)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        """Say it."""
        reason = record.exc_info[1] if record.exc_info else None
        if isinstance(reason, Exception) and not isinstance(
            reason, ConnectionError | h11.ProtocolError
        ):
            self._say(
                f"the preview could not answer: {type(reason).__name__}: {exception_text(reason)}"
            )


def _hear(say: Say) -> None:
    """Have the libraries of the server print nothing themselves."""
    for name in ("uvicorn.error", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [_Failures(say)], False


def serve(
    root: Path,
    options: Options,
    environ: Environ,
    manner: ServeOptions,
    say: Say,
    progress: Showing,
) -> None:
    """Show the site in `root` until interrupted.

    Raises PortfolioError if there is no site, or no port for it.
    """
    _hear(say)
    bell = Bell()
    live = Live(root, options, environ, bell.ring)
    watch = Watch(root, live.places, say)
    with contextlib.closing(listen(manner.host, manner.port)) as socket, contextlib.closing(watch):
        port: int = socket.getsockname()[1]
        watch.open()
        with progress() as show:
            live.open(show)
        preview = Preview(live, bell, manner.host, port, follow=manner.follow)
        server = Server(preview.app, bell)
        for stop in (signal.SIGINT, signal.SIGTERM):
            signal.signal(stop, server.handle_exit)
        address = f"http://{_shown(manner.host)}:{port}{quote(preview.base)}"
        _greet(root, live, manner, port, address, say)
        if manner.opens:
            threading.Thread(
                target=attempt, args=(partial(webbrowser.open, address),), daemon=True
            ).start()
        _run(live, watch, server, say, partial(server.run, sockets=[socket]))


def _greet(root: Path, live: Live, manner: ServeOptions, port: int, address: str, say: Say) -> None:
    if manner.port is None and port != FIRST_PORT:
        say(f"port {FIRST_PORT} is taken: using {port}")
    if manner.host not in (LOOPBACK, "localhost", "::1"):
        say(f"warning: whoever reaches {manner.host} can see this preview, drafts included")
    _say_report(live, say)
    watched = listed(_words(root, place) for place in live.places() if place.exists())
    say(f"serving {address} (Ctrl-C stops it)\nwatching {watched}")


def _words(root: Path, place: Path) -> str:
    """What the terminal calls a watched file or folder."""
    if not place.is_relative_to(root):
        return f"the theme {place.name}"
    if place.is_dir():
        return f"{place.name}/"
    return place.name


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _run(live: Live, watch: Watch, server: Server, say: Say, run: Callable[[], None]) -> None:
    """Run the server in this thread, and beside it what keeps the site up to date."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    failures: list[Exception] = []

    def _work(task: Callable[[], None]) -> None:
        outcome = attempt(task)
        if isinstance(outcome, Exception):
            failures.append(outcome)
            server.stop()

    tasks = (partial(_keep_up, live, watch, say), live.keep_checking)
    workers = [threading.Thread(target=_work, args=(task,), daemon=True) for task in tasks]
    try:
        for worker in workers:
            worker.start()
        run()
    finally:
        watch.close()
        live.close()
    for worker in workers:
        worker.join(timeout=5)
    for failure in failures:
        raise failure
    say("stopped")


def _keep_up(live: Live, watch: Watch, say: Say) -> None:
    """Take up every change until the watch ends."""
    told = live.state.report
    for changed in watch.changes():
        began = time.monotonic()
        different = live.update(changed)
        if different is not None:
            leads = f" → /{live.state.latest}" if live.state.latest else ""
            taken = f"({1000 * (time.monotonic() - began):.0f} ms)"
            say(f"{time.strftime('%H:%M:%S')} {_changed(different)}{leads} {taken}")
        if live.state.report != told:
            told = live.state.report
            _say_report(live, say)


def _changed(paths: tuple[str, ...]) -> str:
    """What the terminal says has changed."""
    if not paths:
        return "the day"
    if len(paths) == 1:
        return paths[0]
    return f"{len(paths)} files"


def _say_report(live: Live, say: Say) -> None:
    report = live.state.report
    if report.text:
        say(report.text.rstrip("\n") + "\n")
    if report.errors and live.state.sites:
        say("the site stays as it was until this is mended")
    elif report.errors:
        say("there is nothing to show until this is mended")
