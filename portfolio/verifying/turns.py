"""Whose turn it is: a host gets one request at a time, with a pause between two of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from .connection import VisitError


class HostTurn:
    """What is known of a host: when it may be asked again."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.free_at = 0.0
        self.closed_until = 0.0

    def close(self, seconds: float) -> None:
        """Ask the host no more until so many seconds have passed."""
        self.closed_until = time.monotonic() + seconds


class HostTurns:
    """The turns of all hosts; threads that want the same one wait for one another."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._lock = Lock()
        self._hosts: dict[str, HostTurn] = {}

    @contextmanager
    def turn(self, host: str) -> Iterator[HostTurn]:
        """Wait until the host may be asked. Raises VisitError if it wants to be left alone."""
        with self._lock:
            one = self._hosts.setdefault(host, HostTurn())
        with one.lock:
            now = time.monotonic()
            if now < one.closed_until:
                raise VisitError("has asked for a longer pause", was_asked=False)
            time.sleep(max(0.0, one.free_at - now))
            try:
                yield one
            finally:
                one.free_at = time.monotonic() + self._pause
