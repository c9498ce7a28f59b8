"""The web server of the preview, which answers only this machine.

A request never becomes a path of the file system. It must name this server as its host, so that no
foreign domain can be made to lead here, and requests from pages of other origins are refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import html
import logging
import mimetypes
import os
import re
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from importlib import resources
from types import FrameType
from urllib.parse import quote, unquote, urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import (
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ..diagnostics import PortfolioError
from ..locale.language import direction_of
from ..locale.messages import Messages
from ..urls import LOOPBACK
from .live import Live, PreviewAnswer, Report

FIRST_PORT = 8000
PORTS = 50
"""Number of ports that are tried, from the first on."""
INTERNAL_PREFIX = "/.portfolio/"
"""Below this stands what is the preview's own; no page has such an address."""
BEAT = 15.0
"""Seconds after which a silent stream of events says that it is alive."""
UPDATE_TIMEOUT = 0.1
"""Seconds for which a request waits for a change that is being taken up."""
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
WAITING = (
    "<!doctype html>\n<html lang=en><meta charset=utf-8><title>Nothing to show yet</title>\n"
    "<p>There is nothing to show yet.</p>\n"
)
_STYLESHEET = re.compile(rb"\.[0-9a-f]{10}\.css")
_TYPES = mimetypes.MimeTypes(filenames=())
for _suffix, _type in {
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".ics": "text/calendar",
    ".js": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}.items():
    _TYPES.add_type(_type, _suffix)


class Bell:
    """Wakes what waits in the event loop, from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._event = asyncio.Event()
        self.is_closing = False

    def attach(self) -> None:
        """Take the running event loop as the one that waits."""
        self._loop = asyncio.get_running_loop()

    def ring(self) -> None:
        """Wake all that wait."""
        if self._loop:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        event, self._event = self._event, asyncio.Event()
        event.set()

    def waiter(self) -> asyncio.Event:
        """What the next ring sets."""
        return self._event


def listen(host: str, port: int | None) -> socket.socket:
    """A socket at this port, or at the first free one if None. Raises PortfolioError."""
    ports = range(FIRST_PORT, FIRST_PORT + PORTS) if port is None else range(port, port + 1)
    for candidate in ports:
        try:
            return _bound(host, candidate)
        except (UnicodeError, TypeError):  # so says Python of what cannot be the name of a host
            raise PortfolioError(
                f"there is no address {host}", "name one of this machine with --host"
            ) from None
        except OSError as reason:
            if reason.errno != errno.EADDRINUSE:
                refusal = f"cannot listen at {host}, port {candidate}: {reason.strerror}"
                raise PortfolioError(refusal, "choose others with --host and --port") from None
    taken = (
        f"port {ports[0]} is taken"
        if port is not None
        else f"the ports {ports[0]} to {ports[-1]} are taken"
    )
    raise PortfolioError(taken, "choose another with --port, or stop the program that has it")


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(1024)
    except OSError:
        found.close()
        raise
    return found


class Preview:
    """The web application over a live site."""

    def __init__(
        self, live: Live, bell: Bell, host: str, port: int, *, follow: bool = False
    ) -> None:
        self._live = live
        self._bell = bell
        self._follow = follow
        self._run = secrets.token_hex(4)
        routes = [
            Route(f"{INTERNAL_PREFIX}events", self._events),
            Route(f"{INTERNAL_PREFIX}state", self._state),
            Route(f"{INTERNAL_PREFIX}live.js", _client("live.js")),
            Route(f"{INTERNAL_PREFIX}live.css", _client("live.css")),
        ]
        application = Starlette(routes=routes)
        application.router.redirect_slashes = False
        application.router.default = self._pages
        self.app = Guard(application, host, port)

    @property
    def base(self) -> str:
        """Where the site stands on this server: at the same path as where it is published."""
        newest = self._live.state.newest
        if newest is None or newest.found.site is None:
            return "/"
        path = unquote(urlsplit(newest.found.site.view.base_url).path).strip("/")
        if not path:
            return "/"
        return f"/{path}/"

    @property
    def _messages(self) -> Messages:
        """The words of the program in the language of the site at the root."""
        newest = self._live.state.newest
        if newest is None or not newest.views:
            return Messages()
        return newest.views[""].messages

    @property
    def _number(self) -> str:
        return f"{self._run}.{self._live.state.number}"

    async def _events(self, request: Request) -> Response:
        if request.method == "HEAD":
            return Response(None, 200, HEADERS, "text/event-stream")
        return StreamingResponse(self._stream(), media_type="text/event-stream", headers=HEADERS)

    async def _stream(self) -> AsyncIterator[str]:
        seen = self._number
        yield f"retry: 300\nevent: hello\ndata: hello {seen}\n\n"
        while not self._bell.is_closing:
            waiter = self._bell.waiter()
            if self._number != seen:
                seen = self._number
                yield f"event: change\ndata: {seen}\n\n"
                continue
            try:
                await asyncio.wait_for(waiter.wait(), BEAT)
            except TimeoutError:
                yield ": still here\n\n"

    async def _state(self, request: Request) -> Response:
        state = self._live.state
        run, _, since = request.query_params.get("since", "").partition(".")
        is_new = (
            run == self._run
            and bool(re.fullmatch(r"[0-9]{1,15}", since))
            and int(since) < state.latest_number
        )
        latest = ""
        if self._follow and is_new and state.latest:
            latest = quote(f"{self.base}{state.latest}")
        report = {
            "report": state.report.text,
            "errors": state.report.errors,
            "warnings": state.report.warnings,
            **words_around(state.report, self._messages),
        }
        return JSONResponse({"number": self._number, "latest": latest, **report}, headers=HEADERS)

    async def _pages(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._wait_for_update()
        response = await self._page(scope["path"])
        await response(scope, receive, send)

    async def _page(self, path: str) -> Response:
        base, number = self.base, self._number
        if base != "/" and path in ("/", base.removesuffix("/")):
            return RedirectResponse(quote(base), 307, HEADERS)
        key = path.removeprefix(base) if path.startswith(base) else f"/{path}"
        address = key.removesuffix("index.html") if f"/{key}".endswith("/index.html") else key
        if self._live.is_page(f"{address}/"):
            return RedirectResponse(quote(f"{base}{address}/"), 307, HEADERS)
        answer = self._live.at_hand(address) or await run_in_threadpool(self._live.answer, address)
        if answer is None:
            return Response(_with_client(WAITING.encode(), number), 503, HEADERS, "text/html")
        return self._response(answer, number)

    async def _wait_for_update(self) -> None:
        """Wait a moment for a change that is being taken up, so that no old page is shown."""
        waiter = self._bell.waiter()
        if self._live.is_updating:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(waiter.wait(), UPDATE_TIMEOUT)

    def _response(self, answer: PreviewAnswer, number: str) -> Response:
        kind, content = _TYPES.guess_type(answer.address)[0], answer.content
        if not answer.address or answer.address.endswith("/"):
            kind = "text/html"
        if kind == "text/html":
            content = _with_client(content, number)
        return Response(content, answer.status, HEADERS, kind or "application/octet-stream")


def words_around(report: Report, messages: Messages) -> dict[str, str]:
    """What stands around a report, in the words of a site; the report itself is in English."""
    errors, warnings = report.errors, report.warnings
    counts = (
        messages.ngettext("%(num)s error", "%(num)s errors", errors) if errors else "",
        messages.ngettext("%(num)s warning", "%(num)s warnings", warnings) if warnings else "",
    )
    return {
        "lang": messages.written_in,
        "dir": direction_of(messages.written_in),
        "heading": messages.gettext("Problems"),
        "close": messages.gettext("Close"),
        "count": messages.gettext(", ").join(filter(None, counts)),
    }


def _client(name: str) -> Callable[[Request], Response]:
    content = (resources.files(__package__) / name).read_bytes()
    kind = _TYPES.guess_type(name)[0]
    return lambda request: Response(content, 200, HEADERS, kind)


def _with_client(page: bytes, number: str) -> bytes:
    """A page with the script that updates it; its digest ignores changes of style."""
    digest = hashlib.sha256(_STYLESHEET.sub(b".css", page)).hexdigest()[:16]
    script = (
        f'<script src="{INTERNAL_PREFIX}live.js" data-page="{digest}" '
        f'data-number="{html.escape(number)}" defer></script>\n'
    ).encode()
    before, end, after = page.rpartition(b"</body>")
    if end:
        return before + script + end + after
    return page + script


class Guard:
    """Lets through what this server is meant for."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        self._app = app
        self._port = port
        self._names = {"localhost", LOOPBACK, "[::1]", _as_host(host)}
        self._is_open = host not in ("localhost", LOOPBACK, "::1")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse(
                "this preview can only be read\n", 405, {**HEADERS, "Allow": "GET, HEAD"}
            )
        host = headers.getlist("host")
        if len(host) != 1 or host[0].lower() not in self._hosts(scope):
            return PlainTextResponse(
                f"this preview is at http://{LOOPBACK}:{self._port}/\n", 403, HEADERS
            )
        if headers.get(
            "origin", f"http://{host[0]}"
        ) != f"http://{host[0]}" or self._is_from_elsewhere(headers, scope["path"]):
            return PlainTextResponse("this preview answers its own pages only\n", 403, HEADERS)
        return None

    def _hosts(self, scope: Scope) -> set[str]:
        names = self._names | ({_as_host(scope["server"][0])} if self._is_open else set())
        return {f"{name}:{self._port}" for name in names} | (names if self._port == 80 else set())

    @staticmethod
    def _is_from_elsewhere(headers: Headers, path: str) -> bool:
        is_visit = headers.get("sec-fetch-mode") == "navigate" and not path.startswith(
            INTERNAL_PREFIX
        )
        return headers.get("sec-fetch-site", "none") not in ("same-origin", "none") and not is_visit


def _as_host(address: str) -> str:
    return f"[{address}]" if ":" in address else address.lower()


class Server(uvicorn.Server):
    """The web server, which ends its streams of events before it waits for the rest."""

    def __init__(self, app: ASGIApp, bell: Bell) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="off",
                http="h11",
                ws="none",
                interface="asgi3",
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._bell = bell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        self._bell.attach()
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop, asked by a signal."""
        self.stop()
        super().handle_exit(sig, frame)

    def stop(self) -> None:
        """Stop, asked from any thread."""
        self._bell.is_closing = True
        self.should_exit = True
        self._bell.ring()
