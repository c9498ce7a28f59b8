"""Visits to web addresses: requests without cookies or credentials, within limits.

Redirects are followed here, so that every address on the way is checked. Of a page only the head of
the answer is read.
"""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType

import httpcore
import httpx
from msgspec import Struct

from ..deploy.publication import program_version
from ..text import quoted
from .connection import GuardedBackend, Resolve, VisitError, resolve_name
from .turns import HostTurns

_REDIRECTS = (301, 302, 303, 307, 308)
"""Statuses with which a host names another address."""
_WAIT = (429, 503)
"""Statuses with which a host says that it is asked too often, or cannot answer now."""
MAX_ADDRESS = 2000
"""Maximum characters of an address; longer ones are not of one page, and some browsers cut them."""
_WITH_DOCUMENT = (200, 410)
"""Statuses of answers whose document is read: a revoked badge is gone, and may say why."""
_ASK_LATER = 3600.0
"""Seconds for which a host that wants fewer requests, and does not say how many, is not asked."""


class Limits(Struct, frozen=True):
    """What a visit may take."""

    seconds: float = 20.0
    """Maximum seconds for all requests of one visit: who has not answered then keeps readers
    waiting too."""
    redirects: int = 10
    """Maximum redirects: browsers follow twenty, and good hosts need three."""
    size: int = 4 * 1024**2
    """Maximum bytes of a document, unpacked; more are not read by proofs either."""
    pause: float = 1.0
    """Seconds between two requests to one host."""
    wait: float = 30.0
    """Maximum seconds that a host can ask us to wait; if it asks for more, it is left alone."""


class Hop(Struct, frozen=True):
    """An address that was asked for, and the status of the answer."""

    url: str
    status: int


class Visit(Struct, frozen=True):
    """What came of a visit to an address."""

    hops: tuple[Hop, ...] = ()
    """The addresses that answered, each leading to the next."""
    headers: Mapping[str, str] = MappingProxyType({})
    """Those of the last answer, with names in lower case."""
    body: bytes = b""
    trouble: str = ""
    """Why there was no last answer; empty if there was."""
    is_missing: bool = False
    """Whether there is no host of that name."""
    was_asked: bool = True
    """Whether the host was asked; if not, nothing was seen."""


class _Response(Struct, frozen=True):
    status: int
    headers: Mapping[str, str]
    body: bytes


class Visitor:
    """Visits addresses. Threads may share one."""

    def __init__(
        self,
        limits: Limits,
        *,
        allow_private: bool = False,
        resolve: Resolve = resolve_name,
    ) -> None:
        self._limits = limits
        self._allow_private = allow_private
        self._resolve = resolve
        self._turns = HostTurns(limits.pause)
        self._tls: ssl.SSLContext = httpx.create_ssl_context()
        self._headers = _request_headers()
        self.has_connected = False
        """Whether any host took a connection, so that there is a network."""

    def visit(self, url: str, *, reads_body: bool = False) -> Visit:
        """Ask for an address, and for those that it leads to."""
        hops: list[Hop] = []
        host = url
        left = self._limits.seconds
        try:
            address = _checked(url)
            while True:
                host = address.host
                started = time.monotonic()
                response, waited = self._ask(address, left, reads_body=reads_body)
                left -= time.monotonic() - started - waited
                hops.append(Hop(str(address), response.status))
                if (following := _redirect(address, response)) is None:
                    return Visit(tuple(hops), response.headers, response.body)
                self._check_redirect(following, hops, keeps_tls=reads_body)
                address = following
        except VisitError as reason:
            is_missing = reason.is_missing and not hops
            why = f"{host} {reason.why}"
            return Visit(
                tuple(hops), trouble=why, is_missing=is_missing, was_asked=reason.was_asked
            )

    def _check_redirect(self, following: httpx.URL, hops: list[Hop], *, keeps_tls: bool) -> None:
        if any(str(following) == hop.url for hop in hops):
            raise VisitError("leads in a circle")
        if len(hops) > self._limits.redirects:
            raise VisitError(f"leads on and on: there were {len(hops)} redirects")
        if keeps_tls and following.scheme == "http" and hops[-1].url.startswith("https:"):
            raise VisitError("leads to an address without encryption")

    def _ask(
        self, address: httpx.URL, seconds: float, *, reads_body: bool
    ) -> tuple[_Response, float]:
        """The answer to a request, and the seconds of waiting for one's turn.

        A host that asks for a short pause is asked a second time.
        """
        started = time.monotonic()
        with self._turns.turn(address.host) as turn:
            waited = time.monotonic() - started
            response = self._request(address, seconds, reads_body=reads_body)
            pause = _wished_pause(response)
            if pause is not None and pause <= self._limits.wait:
                time.sleep(pause)
                waited += pause
                response = self._request(address, seconds, reads_body=reads_body)
                pause = _wished_pause(response)
            if pause is not None or response.status == 429:
                turn.close(_ASK_LATER if pause is None else pause)
        return response, waited

    def _request(self, address: httpx.URL, seconds: float, *, reads_body: bool) -> _Response:
        deadline = time.monotonic() + seconds
        backend = GuardedBackend(self._resolve, deadline, allow_private=self._allow_private)
        pool = httpcore.ConnectionPool(self._tls, network_backend=backend)
        scheme, host, port, path = (
            address.raw_scheme,
            address.raw_host,
            address.port,
            address.raw_path,
        )
        target = httpcore.URL(scheme=scheme, host=host, port=port, target=path)
        sent = [(b"Host", address.netloc), *self._headers]
        try:
            with pool, pool.stream("GET", target, headers=sent) as answer:
                headers = {
                    name.decode("latin-1").lower(): value.decode(errors="replace")
                    for name, value in answer.headers
                }
                body = b""
                if reads_body and answer.status in _WITH_DOCUMENT:
                    encoding = headers.get("content-encoding", "").strip().lower()
                    body = _unpacked(answer.iter_stream(), encoding, self._limits.size)
                return _Response(answer.status, headers, body)
        except httpcore.TimeoutException:
            raise VisitError("did not answer in time") from None
        except httpcore.ConnectError:
            raise VisitError("takes no connection") from None
        except (httpcore.NetworkError, httpcore.ProtocolError):
            raise VisitError("broke off, or did not answer as a web server does") from None
        except ValueError:
            raise VisitError("is not the name of a host") from None
        finally:
            self.has_connected = self.has_connected or backend.has_connected


def _request_headers() -> list[tuple[bytes, bytes]]:
    agent = (
        f"credential-portfolio/{program_version()} (portfolio verify: checks its user's own links)"
    )
    return [
        (b"User-Agent", agent.encode()),
        (b"Accept", b"*/*"),
        (b"Accept-Encoding", b"identity"),
        (b"Connection", b"close"),
    ]


def _checked(url: str) -> httpx.URL:
    """An address that may be visited. Raises VisitError for others."""
    try:
        address = httpx.URL(url)
        is_web = address.scheme in ("http", "https") and bool(address.host)
    except (httpx.InvalidURL, ValueError):
        is_web = False
    if not is_web or len(url) > MAX_ADDRESS:
        raise VisitError("is not an address of the web")
    if address.userinfo:
        raise VisitError("is asked for with a name or a password, which are not sent")
    return address


def _redirect(address: httpx.URL, response: _Response) -> httpx.URL | None:
    """The address that an answer leads to; None if it leads nowhere. Raises VisitError."""
    location = response.headers.get("location", "").strip()
    if response.status not in _REDIRECTS or not location:
        return None
    try:
        return _checked(str(address.join(location)))
    except (httpx.InvalidURL, ValueError, VisitError):
        raise VisitError("leads to what is not an address of the web") from None


def _wished_pause(response: _Response) -> float | None:
    """The seconds that a host asks us to wait before the next request; None if it does not."""
    written = response.headers.get("retry-after", "").strip()
    if response.status not in _WAIT or not written:
        return None
    if written.isascii() and written.isdecimal():
        return float(written[:9])
    try:
        until = parsedate_to_datetime(written)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _unpacked(chunks: Iterator[bytes], encoding: str, limit: int) -> bytes:
    """The bytes of a document, which never take more memory than the limit. Raises VisitError."""
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise VisitError(f"packed its answer in a way that is not read: {quoted(encoding)}")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    content = bytearray()
    for chunk in chunks:
        if encoding in ("", "identity"):
            content += chunk
        else:
            try:
                content += unpacker.decompress(chunk, limit - len(content) + 1)
            except zlib.error:
                raise VisitError("packed its answer wrongly") from None
        if len(content) > limit:
            raise VisitError(f"sent more than {limit:,} bytes")
    return bytes(content)
