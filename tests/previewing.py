"""A preview for tests: the real command on a free port, read over real sockets."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from conftest import PATIENCE, SiteFolder
from copied import Copy

LONGEST_PAUSE = 0.04
"""Seconds between two looks at something that takes long."""
CLIENT = re.compile(rb'<script src="/\.portfolio/live\.js"[^>]*></script>\n')
OWN = "/.portfolio/"


def until_more(found: Sized, number: int, what: str) -> None:
    """Wait until there is more of something than this number."""
    until(lambda: len(found) > number, what)


def until(condition: Callable[[], object], what: str = "", seconds: float = PATIENCE) -> None:
    """Wait until something is so, and look less often the longer it takes: who looks on all the
    time takes that time from what is waited for.
    """
    end, pause = time.monotonic() + seconds, 0.005
    while not condition():
        assert time.monotonic() < end, f"it never came: {what}"
        time.sleep(pause)
        pause = min(1.3 * pause, LONGEST_PAUSE)


@dataclass(frozen=True)
class Response:
    """What the preview answered."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def page(self) -> bytes:
        """The page without the script that the preview adds: what a build writes."""
        return CLIENT.sub(b"", self.content)

    @property
    def text(self) -> str:
        """The same as text."""
        return self.page.decode()


class Stream(threading.Thread):
    """A browser's stream of events: the numbers of the states that it was told of."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(daemon=True)
        self.numbers: list[str] = []
        self.times: list[float] = []
        self.hello = ""
        self.is_over = False
        self._connection = http.client.HTTPConnection(host, port, timeout=120)
        self._connection.request("GET", f"{OWN}events")
        self._response = self._connection.getresponse()
        self.start()
        until(lambda: self.hello, "the first event")

    def run(self) -> None:
        """Take every event."""
        try:
            for line in self._response:
                if line.startswith(b"data: hello "):
                    self.hello = line.decode().split()[-1]
                elif line.startswith(b"data: "):
                    self.times.append(time.monotonic())
                    self.numbers.append(line.decode().split()[-1])
        except (OSError, ValueError, http.client.HTTPException):
            pass
        self.is_over = True

    def close(self) -> None:
        """Leave; the server sees that nobody listens any more."""
        if self._connection.sock:
            with suppress(OSError):
                self._connection.sock.shutdown(socket.SHUT_RDWR)
        self.join(PATIENCE)
        self._response.close()
        self._connection.close()


@dataclass
class Preview:
    """A running preview of a site."""

    site: SiteFolder
    process: Copy | subprocess.Popen[str]
    address: str
    """Of the home page."""
    said: list[str] = field(default_factory=list)
    """The lines that it printed."""
    streams: list[Stream] = field(default_factory=list)

    @property
    def host(self) -> str:
        """Host and port, as the header `Host` has them."""
        return urlsplit(self.address).netloc

    @property
    def port(self) -> int:
        """Its port."""
        return urlsplit(self.address).port or 80

    def get(
        self, path: str = "/", headers: dict[str, str] | None = None, method: str = "GET"
    ) -> Response:
        """Ask for a path of the server."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, headers=headers or {})
            answer = connection.getresponse()
            return Response(
                answer.status,
                {name.lower(): value for name, value in answer.getheaders()},
                answer.read(),
            )
        finally:
            connection.close()

    def state(self) -> dict[str, Any]:
        """What browsers are told when they ask: number, latest, report, errors and warnings."""
        found: dict[str, Any] = json.loads(self.get(f"{OWN}state").content)
        return found

    def stream(self) -> Stream:
        """A stream of events, open."""
        self.streams.append(Stream("127.0.0.1", self.port))
        return self.streams[-1]

    def shows(self, path: str, words: str) -> None:
        """Wait until a page has these words."""
        until(lambda: words in self.get(path).text, f"{words!r} on {path}")

    def reports(self, words: str) -> None:
        """Wait until the report has these words."""
        until(lambda: words in self.state()["report"], f"{words!r} in the report")

    def is_sound(self) -> None:
        """Wait until there is nothing to report."""
        until(lambda: not self.state()["report"], "an empty report")

    def interrupt(self) -> int:
        """Press Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@contextmanager
def previewed(
    site: SiteFolder,
    *arguments: str,
    port: int = 0,
    env: dict[str, str] | None = None,
    is_new: bool = False,
) -> Iterator[Preview]:
    """Run `portfolio serve` in a site until the block ends, in a new process if `is_new`."""
    arguments = ("serve", "--port", str(port), *arguments)
    process: Copy | subprocess.Popen[str] = (
        site.start(*arguments, env=env, stderr=subprocess.STDOUT)
        if is_new
        else site.begin(*arguments, env=env)
    )
    preview = Preview(site, process, "")
    reader = threading.Thread(target=_listen, args=(preview,), daemon=True)
    reader.start()
    try:
        until(lambda: preview.address or process.poll() is not None, "the address")
        assert preview.address, "\n".join(preview.said)
        yield preview
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in preview.streams:
            stream.close()
        reader.join(PATIENCE)
        process.stdout and process.stdout.close()


def _listen(preview: Preview) -> None:
    assert preview.process.stdout is not None
    for line in preview.process.stdout:
        preview.said.append(line.rstrip("\n"))
        if found := re.match(r"serving (\S+)", line):
            preview.address = found[1]
