"""Hosts on this machine that behave as those of the web do, well or badly."""

from __future__ import annotations

import contextlib
import datetime
import gzip
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Behaviour = Callable[[socket.socket, "PlayedHost"], None]
_TLS = b"\x16"
"""How an encrypted connection begins."""
PATIENCE = 20.0
"""Seconds after which a host gives up by itself."""


class PlayedHost:
    """A host that answers each path in its own way, and remembers what it was asked."""

    def __init__(self, behaviours: dict[str, Behaviour], tls: ssl.SSLContext | None = None) -> None:
        self.behaviours = behaviours
        self.requests: list[str] = []
        self.heads: list[str] = []
        self.most_at_once = 0
        self.is_over = threading.Event()
        self._open = 0
        self._lock = threading.Lock()
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Answer nobody any more."""
        self.is_over.set()
        self._listener.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = self._listener.accept()
                threading.Thread(target=self._answer, args=(peer,), daemon=True).start()

    def _answer(self, peer: socket.socket) -> None:
        peer.settimeout(PATIENCE)
        with contextlib.suppress(OSError, ValueError):
            if self._tls:
                peer = self._tls.wrap_socket(peer, server_side=True)
            with peer:
                head = b""
                while b"\r\n\r\n" not in head and (part := peer.recv(4096)):
                    head += part
                    if head.startswith(_TLS):
                        return
                self._play(head.decode("latin-1"), peer)

    def _play(self, head: str, peer: socket.socket) -> None:
        path = head.split(" ")[1]
        with self._lock:
            self.requests.append(path)
            self.heads.append(head)
            self._open += 1
            self.most_at_once = max(self.most_at_once, self._open)
        try:
            known = self.behaviours.get(path) or self.behaviours.get(path.partition("?")[0])
            (known or answer(404))(peer, self)
        finally:
            with self._lock:
                self._open -= 1


@contextmanager
def played_host(
    behaviours: dict[str, Behaviour], tls: ssl.SSLContext | None = None
) -> Iterator[PlayedHost]:
    """A host with these behaviours by path; other paths are not found."""
    host = PlayedHost(behaviours, tls)
    try:
        yield host
    finally:
        host.close()


def answer(status: int, body: bytes | str = b"", **headers: str) -> Behaviour:
    """The behaviour of a host that answers at once."""
    content = body.encode() if isinstance(body, str) else body

    def _behave(peer: socket.socket, host: PlayedHost) -> None:
        named = {"Content-Length": str(len(content)), **headers}
        lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items()]
        peer.sendall(f"HTTP/1.1 {status} X\r\n{''.join(lines)}\r\n".encode() + content)

    return _behave


def redirect(status: int, location: str) -> Behaviour:
    """The behaviour of a host that names another address; `PORT` in it stands for its own port."""

    def _behave(peer: socket.socket, host: PlayedHost) -> None:
        answer(status, Location=location.replace("PORT", str(host.port)))(peer, host)

    return _behave


def in_order(*behaviours: Behaviour) -> Behaviour:
    """The behaviour of a host that answers differently each time, and at last the same."""
    left = list(behaviours)

    def _behave(peer: socket.socket, host: PlayedHost) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(peer, host)

    return _behave


def raw(*parts: bytes, every: float = 0.0, times: int = 1) -> Behaviour:
    """The behaviour of a host that sends these bytes, the last ones again and again."""

    def _behave(peer: socket.socket, host: PlayedHost) -> None:
        for part in (*parts, *(parts[-1:] * (times - 1))):
            peer.sendall(part)
            if every and host.is_over.wait(every):
                return

    return _behave


def silence(peer: socket.socket, host: PlayedHost) -> None:
    """The behaviour of a host that takes the request and says nothing."""
    host.is_over.wait(PATIENCE)


def bomb(size: int) -> bytes:
    """So many bytes, packed into few."""
    return gzip.compress(b" " * size)


def make_tls(folder: Path, *names: str, days: int = 1) -> tuple[ssl.SSLContext, Path]:
    """TLS with a certificate of its own for some names, and the file with that certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, folder.name)])
    shown = [
        x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
        for name in names
    ]
    start = now - datetime.timedelta(days=10)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(issuer)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName(shown), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    chain = folder / "chain.pem"
    own = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = certificate.public_bytes(serialization.Encoding.PEM)
    chain.write_bytes(own + public)
    trusted = folder / "trusted.pem"
    trusted.write_bytes(public)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return context, trusted
