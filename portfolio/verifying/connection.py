"""Connections to public addresses, with one time limit for all that happens on them.

The name of a host is looked up here, and the address that was checked is the one that is connected
to, so that no second look-up can lead elsewhere.
"""

from __future__ import annotations

import queue
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from threading import Thread
from typing import Any

import httpcore

from .public_addresses import is_public

MAX_ADDRESSES = 3
"""Maximum addresses of a host that are tried, one after another."""
Resolve = Callable[[str, int], list[str]]
"""A function from a host and a port to addresses. Raises OSError and UnicodeError."""


class VisitError(Exception):
    """A request had no answer: the message says why, in words that follow the name of a host."""

    def __init__(self, why: str, *, is_missing: bool = False, was_asked: bool = True) -> None:
        super().__init__(why)
        self.why = why
        self.is_missing = is_missing
        """Whether there is no host of that name."""
        self.was_asked = was_asked
        """Whether the host was asked; if not, nothing was seen."""


def resolve_name(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system finds them. Raises OSError and UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to public addresses only, or with `allow_private` to any, until a deadline."""

    def __init__(self, resolve: Resolve, deadline: float, *, allow_private: bool) -> None:
        self._resolve = resolve
        self._deadline = deadline
        self._allow_private = allow_private
        self._sockets = httpcore.SyncBackend()
        self.has_connected = False
        """Whether a host took a connection."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a host by name. Raises VisitError, and what httpcore raises."""
        addresses = self._addresses(host, port)
        allowed = [one for one in addresses if self._allow_private or is_public(one)]
        if not allowed:
            raise VisitError("has a private address, which is not visited")
        last: Exception = httpcore.ConnectTimeout()
        for address in allowed[:MAX_ADDRESSES]:
            try:
                stream = self._sockets.connect_tcp(
                    address, port, time_left(self._deadline), local_address, socket_options
                )
                self.has_connected = True
                return _TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as reason:
                last = reason
        raise last

    def _addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a host, looked up in a thread, because that takes its own time."""
        answers: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

        def _look_up() -> None:
            try:
                answers.put(self._resolve(host, port))
            except (OSError, UnicodeError) as reason:
                answers.put(reason)

        Thread(target=_look_up, daemon=True).start()
        try:
            found = answers.get(timeout=time_left(self._deadline))
        except queue.Empty:
            raise httpcore.ConnectTimeout from None
        if isinstance(found, UnicodeError):
            raise VisitError("is not the name of a host")
        if isinstance(found, OSError):
            is_missing = isinstance(found, socket.gaierror) and found.errno == socket.EAI_NONAME
            why = "does not exist" if is_missing else "is not found at the moment"
            raise VisitError(why, is_missing=is_missing)
        return found


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every operation ends at the deadline of them all."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, time_left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, time_left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = time_left(self._deadline)
        try:
            safe = self._stream.start_tls(ssl_context, server_hostname, left)
        except httpcore.ConnectError as reason:
            raise VisitError(_tls_trouble(reason.__cause__)) from None
        return _TimedStream(safe, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _tls_trouble(cause: BaseException | None) -> str:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"has a certificate that is not trusted: {cause.verify_message.rstrip('.')}"
    return "cannot agree on an encrypted connection"


def time_left(deadline: float) -> float:
    """The seconds until a deadline. Raises the time-out of httpcore if there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left
