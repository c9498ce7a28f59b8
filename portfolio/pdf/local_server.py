"""A web server on this machine that gives one browser the pages of a site."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import MimeTypes
from typing import Any
from urllib.parse import quote, unquote

from ..urls import LOOPBACK

_TYPES = MimeTypes()

FindContent = Callable[[str], bytes | None]
"""Returns the content of an address of the site, or None."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore connections that the browser has closed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serve_site(find_content: FindContent) -> Iterator[Callable[[str], str]]:
    """Serve requests while open; yield a function that returns the URL of an address."""

    class Handler(BaseHTTPRequestHandler):
        """Answers requests with the content of the site."""

        def do_GET(self) -> None:
            """Answer with the content of one address."""
            address = unquote(self.path.partition("?")[0])[1:]
            content = find_content(address)
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Type", _content_type(address))
            self.send_header("Content-Security-Policy", "script-src 'none'")
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    with _Server((LOOPBACK, 0), Handler) as server:
        thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        thread.start()
        try:
            yield lambda address: f"http://{LOOPBACK}:{server.server_address[1]}/{quote(address)}"
        finally:
            server.shutdown()
            thread.join()


def _content_type(address: str) -> str:
    is_page = not address or address.endswith("/")
    if is_page:
        return "text/html; charset=utf-8"
    return _TYPES.guess_type(address)[0] or "application/octet-stream"
