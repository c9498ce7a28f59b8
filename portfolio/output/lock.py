"""A file lock that the system releases when the process ends, for whatever reason."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ..paths import open_without_following


@contextmanager
def locked(path: str | os.PathLike[str]) -> Iterator[bool]:
    """Try to lock a file; yield whether it is ours or another process holds it.

    Raises OSError if the file cannot be locked at all.
    """
    with open(path, "ab", opener=open_without_following) as file:
        yield _is_taken(file.fileno())


if sys.platform == "win32":
    import msvcrt

    def _is_taken(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def _is_taken(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
