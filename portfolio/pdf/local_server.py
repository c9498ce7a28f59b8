"""A web server that renders the addresses of one site for a browser on this machine."""

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
"""The bytes of an address of the site, or None."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that has ended hears no more."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serve_site(find_content: FindContent) -> Iterator[Callable[[str], str]]:
    """Answer a browser while open; yield the function that returns the URL of an address."""

    class Handler(BaseHTTPRequestHandler):
        """Answers with what the site has."""

        def do_GET(self) -> None:
            """Give one address."""
            address = unquote(self.path.partition("?")[0])[1:]
            content = find_content(address)
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Type", _content_type(address))
            self.send_header("Content-Security-Policy", "script-src 'none'")
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

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
