"""Work spread over the processors, in processes that begin as copies of this one.

A copy knows all that was known when it began, so that only results are sent. It ends when this
process does.
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
"""Chunks for each process, where there are enough items: none waits long for a slow one."""
MAX_CHUNK = 40
"""Maximum number of items in a chunk: its results are received at once."""
PARENT_CHECK_INTERVAL = 0.5
"""Seconds between checks that the process from which a copy was made still runs."""
FEWEST = 2
"""Minimum number of items for which copies are made."""
NOBODY = 0
"""Stands for the id of a copy of a copy, which is no child of this process."""
ROOM = 1 << 20
"""Bytes of results that can wait in a pipe: those of some tenths of a second."""
_NUMBER = 4
"""Bytes in the number of a chunk: a pipe gives all of them to one reader."""
_LENGTH = 8
"""Bytes in the length of a result."""


def processors() -> int:
    """How many copies of this process can run at once; 0 where a process cannot be copied."""
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
    """The results of `work` on each item, in any order; without copies, of this process alone.

    `is_led` means that the first item makes something ready (modules, tables): one copy works on
    it, and the others are made from that copy. `meanwhile` is called while the copies work. Raises
    what `work` raises, and PortfolioError if a process was ended from outside.
    """
    if copies < 1 or len(items) < FEWEST:
        yield from map(work, items)
        return
    chunks = _chunks(items, copies, head=int(is_led))
    groups = [copies] if is_led else [1] * copies
    gc.freeze()
    with_children: dict[int, int] = {}
    queue, numbers = os.pipe()
    try:
        with uninterrupted():
            for together in groups:
                child, pipes = _begin(work, chunks, queue, together)
                with_children |= dict.fromkeys(pipes, NOBODY) | {pipes[0]: child}
        _hand_out(numbers, len(chunks))
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


def _hand_out(numbers: int, count: int) -> None:
    """Write the numbers of all chunks into the pipe from which copies take them, and close it."""
    os.write(numbers, b"".join(number.to_bytes(_NUMBER, "big") for number in range(count)))
    os.close(numbers)


def _chunks(items: Sequence[Item], copies: int, head: int) -> list[Sequence[Item]]:
    """The items in chunks, the first of which has `head` of them, if any."""
    size = max(1, min(MAX_CHUNK, len(items) // (copies * CHUNKS)))
    chunks = [items[start : start + size] for start in range(head, len(items), size)]
    return [items[:head], *chunks] if head else chunks


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back: a copy not yet ready for it would go on with the work of this process."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(
    work: Callable[[Any], Any], chunks: Sequence[Sequence[Any]], queue: int, together: int
) -> tuple[int, list[int]]:
    """Begin a copy of this process, from which others are made.

    Returns its id, and the pipes of their results, its own first.
    """
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
    """End a copy, and those that were made from it."""
    if child != NOBODY:
        _end_others(child)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _end_others(child: int) -> None:
    """End those that were made from a copy, if any.

    Where only ended ones are left, some systems call that forbidden.
    """
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)


def _widen(told: int) -> None:
    """Let more results wait in the pipe, where the system allows it."""
    if sys.platform == "linux":
        with suppress(OSError):
            fcntl.fcntl(told, fcntl.F_SETPIPE_SZ, ROOM)


def _toil(
    work: Callable[[Any], Any], chunks: Sequence[Sequence[Any]], queue: int, told: list[int]
) -> NoReturn:
    """Work on chunks until there are none, with the files and locks of this process closed.

    A copy from which others are to be made makes them after its first chunk, and ends after them.
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


def _next(
    work: Callable[[Any], Any], chunks: Sequence[Sequence[Any]], queue: int, told: int
) -> bool:
    """Work on the next chunk. Returns whether there was one."""
    number = os.read(queue, _NUMBER)
    if number:
        content = pickle.dumps(attempt(partial(_all, work, chunks[int.from_bytes(number, "big")])))
        _write(told, len(content).to_bytes(_LENGTH, "big") + content)
    return bool(number)


def _end_with(parent: int) -> None:
    """End this copy when the process from which it was made has ended."""
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_INTERVAL)
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
    """The results that the processes send, until all have ended."""
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
    """The results that have been read completely, which are removed from `content`."""
    while len(content) >= _LENGTH and len(content) >= (
        end := _LENGTH + int.from_bytes(content[:_LENGTH], "big")
    ):
        yield pickle.loads(content[_LENGTH:end])  # noqa: S301 - of our own copy
        del content[:end]


def _leave(children: dict[int, int], results: int) -> None:
    # Removed first, so that nothing is closed twice if Ctrl-C comes now.
    child = children.pop(results)
    os.close(results)
    if child != NOBODY and os.waitpid(child, 0)[1]:
        _end_others(child)
        raise PortfolioError(
            "a process of this build was ended from outside",
            "see whether the machine has enough memory, and build again",
        )
