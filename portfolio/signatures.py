"""Whether files are what they were: told by what the file system says of them, without reading them."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from .text import is_scratch

STEP, COARSE_STEP = 0.1, 2.5
"""A file that was written less than so many seconds ago may be written again within the same tick of the file system's
clock. Where times are whole seconds, that clock may go in steps of two."""

Signature = tuple[int, int, int, int, int] | None
"""What tells that a file is another one than before: kind, number, size and times; None where that cannot be told."""
Look = Mapping[str, Signature]


def look(root: Path, places: Iterable[Path]) -> dict[str, Signature]:
    """Every file at these places with its signature; links are not followed, hidden files and backups not looked at."""
    now, start = time.time(), f"{root}{os.sep}"
    found = ((path.removeprefix(start).replace(os.sep, "/"), about) for place in places for path, about in _files(place))
    return {name: _signature(about, now) for name, about in found}


def _files(place: Path) -> Iterator[tuple[str, os.stat_result]]:
    try:
        about = place.lstat()
    except OSError:
        return
    if not stat.S_ISDIR(about.st_mode):
        yield str(place), about
        return
    waiting = [str(place)]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting += [] if entry.name == ".git" else [entry.path]
                elif not is_scratch(entry.name):
                    with contextlib.suppress(OSError):
                        yield entry.path, entry.stat(follow_symlinks=False)


def _signature(about: os.stat_result, now: float) -> Signature:
    newest = max(about.st_mtime_ns, about.st_ctime_ns)
    step = COARSE_STEP if about.st_mtime_ns % 1_000_000_000 == 0 else STEP
    if abs(now - newest / 1e9) < step:
        return None
    return about.st_mode, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns
