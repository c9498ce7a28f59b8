"""Work spread over the processors, in processes that begin as copies of this one.

A copy knows all that was known when it began, so that only results are sent. It ends when this process does.
"""

from __future__ import annotations

import gc
import os
import pickle
import selectors
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, NoReturn, TypeVar

from .diagnostics import PortfolioError, attempt

if sys.platform != "win32":
    import fcntl

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

CHUNKS = 32
"""So many chunks for each process: none waits long for one that is slow."""
LONGEST = 40
"""So many items at most in a chunk: what comes of it is received at once."""
LOOK_EVERY = 0.5
"""Seconds between looks whether the process of which a copy was made is still there."""
FEWEST = 2
"""So many items at least are worth a copy."""
NOBODY = 0
"""In place of the number of a process that is no child of this one: a copy of a copy."""
ROOM = 1 << 20
"""Bytes of results that can wait to be received: those of some tenths of a second."""
_NUMBER = 4
"""Bytes of the number of a chunk: a pipe gives them whole to one reader."""
_LENGTH = 8
"""Bytes of the length of what is sent back."""


def processors() -> int:
    """How many copies of this process can work beside each other; 0 where a process cannot be copied."""
    if sys.platform == "win32":
        return 0
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def spread(
    work: Callable[[Item], Outcome],
    items: Sequence[Item],
    copies: int,
    *,
    is_led: bool = False,
    meanwhile: Callable[[], object] | None = None,
) -> Iterator[Outcome]:
    """What `work` makes of each item, in any order; by this process alone if there are to be no copies of it.

    `is_led` means that the first item makes something ready (modules, tables): one copy works on it, and the others are
    made of that copy. `meanwhile` is what this process does while its copies work. Raises what `work` raises, and
    PortfolioError if a process was ended by somebody else.
    """
    if copies < 1 or len(items) < FEWEST:
        yield from map(work, items)
        return
    chunks = _chunks(items, copies, head=1 if is_led else 0)
    gc.freeze()
    with_children: dict[int, int] = {}
    queue, numbers = os.pipe()
    try:
        with uninterrupted():
            for together in [copies] if is_led else [1] * copies:
                child, pipes = _begin(work, chunks, queue, together)
                with_children |= dict.fromkeys(pipes, NOBODY) | {pipes[0]: child}
        os.write(numbers, b"".join(number.to_bytes(_NUMBER, "big") for number in range(len(chunks))))
        os.close(numbers)
        if meanwhile:
            meanwhile()
        for found in _received(with_children):
            if isinstance(found, Exception):
                raise found
            yield from found
    finally:
        os.close(queue)
        for results, child in with_children.items():
            os.close(results)
            _end(child)
        gc.unfreeze()


def _chunks(items: Sequence[Item], copies: int, head: int) -> list[Sequence[Item]]:
    """The items in chunks, the first of which has `head` of them, if any."""
    size = max(1, min(LONGEST, len(items) // (copies * CHUNKS)))
    return [*([items[:head]] if head else []), *(items[start : start + size] for start in range(head, len(items), size))]


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C waits: a copy that is not yet ready for it would go on with what this process does."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(work: Callable[[Any], Any], chunks: Sequence[Sequence[Any]], queue: int, together: int) -> tuple[int, list[int]]:
    """Begin a copy of this process, of which others are made; its number, and where they tell their results, itself first."""
    pipes = [os.pipe() for _ in range(together)]
    for _, told in pipes:
        _widen(told)
    child = os.fork()
    if child == 0:
        try:
            _toil(work, chunks, queue, [told for _, told in pipes])
        finally:
            os._exit(1)
    for _, told in pipes:
        os.close(told)
    return child, [results for results, _ in pipes]


def _end(child: int) -> None:
    """End a copy, and those that were made of it."""
    if child != NOBODY:
        _end_others(child)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _end_others(child: int) -> None:
    """End those that were made of a copy, if any; where only ended ones are left, some systems call that forbidden."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)


def _widen(told: int) -> None:
    """Let results wait in the pipe while this process does something else, where the system allows it."""
    if sys.platform == "linux":
        with suppress(OSError):
            fcntl.fcntl(told, fcntl.F_SETPIPE_SZ, ROOM)


def _toil(work: Callable[[Any], Any], chunks: Sequence[Sequence[Any]], queue: int, told: list[int]) -> NoReturn:
    """Work on chunks until there are none; a lock or a file that this process holds is not this copy's to hold.

    After its first chunk a copy of which others are to be made makes them, and it ends after them.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    kept = sorted((queue, *told))
    for before, after in zip((2, *kept), (*kept, os.sysconf("SC_OPEN_MAX")), strict=True):
        os.closerange(before + 1, after)
    mine, *others = told
    made: list[int] = []
    if others:
        os.setpgid(0, 0)
        _next(work, chunks, queue, mine)
    for other in others:
        made.append(os.fork())
        if made[-1] == 0:
            mine, made = other, []
            break
    for descriptor in {*told} - {mine}:
        os.close(descriptor)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    while _next(work, chunks, queue, mine):
        pass
    os._exit(any(os.waitpid(child, 0)[1] for child in made))


def _next(work: Callable[[Any], Any], chunks: Sequence[Sequence[Any]], queue: int, told: int) -> bool:
    """Work on the next chunk; whether there was one."""
    number = os.read(queue, _NUMBER)
    if number:
        content = pickle.dumps(attempt(partial(_all, work, chunks[int.from_bytes(number, "big")])))
        _write(told, len(content).to_bytes(_LENGTH, "big") + content)
    return bool(number)


def _end_with(parent: int) -> None:
    """End when the process of which this is a copy does."""
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os._exit(1)


def _all(work: Callable[[Item], Outcome], chunk: Sequence[Item]) -> list[Outcome]:
    return [work(item) for item in chunk]


def _write(told: int, content: bytes) -> None:
    try:
        while content:
            content = content[os.write(told, content) :]
    except OSError:  # nobody listens any more
        os._exit(1)


def _received(children: dict[int, int]) -> Iterator[Any]:
    """What the processes send, until all have ended."""
    read: dict[int, bytearray] = {results: bytearray() for results in children}
    with selectors.DefaultSelector() as selector:
        for results in children:
            selector.register(results, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                content = os.read(key.fd, 1 << 20)
                read[key.fd] += content
                yield from _taken(read[key.fd])
                if not content:
                    selector.unregister(key.fd)
                    _leave(children, key.fd)


def _taken(content: bytearray) -> Iterator[Any]:
    """The whole parts of what was read, which are taken out of it."""
    while len(content) >= _LENGTH and len(content) >= (end := _LENGTH + int.from_bytes(content[:_LENGTH], "big")):
        yield pickle.loads(content[_LENGTH:end])  # noqa: S301 - of our own copy
        del content[:end]


def _leave(children: dict[int, int], results: int) -> None:
    child = children.pop(results)  # first of all: Ctrl-C may come at any moment, and nothing is closed twice
    os.close(results)
    if child != NOBODY and os.waitpid(child, 0)[1]:
        _end_others(child)
        raise PortfolioError("a process of this build was ended from outside", "see whether the machine has enough memory, and build again")
