"""What the program asks of the system, as Python itself tells it: files that are opened, programs
that are started.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

Listener = tuple[str, list[tuple[Any, ...]]]
_listeners: list[Listener] = []


@contextmanager
def audited(event: str) -> Iterator[list[tuple[Any, ...]]]:
    """The arguments of every event of this name, in this process, until the block ends.

    The names are those of the table of audit events of Python.
    """
    _listen()
    listener: Listener = (event, [])
    _listeners.append(listener)
    try:
        yield listener[1]
    finally:
        _listeners.remove(listener)


@cache
def _listen() -> None:
    """Have Python tell of events, from now on until this process ends."""
    sys.addaudithook(_tell)


def _tell(event: str, arguments: tuple[Any, ...]) -> None:
    for name, told in _listeners:
        if name == event:
            told.append(arguments)
