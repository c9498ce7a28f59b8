"""Whether files are what they were: told by what the file system says of them, without reading them."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping

from .folders import is_scratch

STEP, COARSE_STEP = 0.1, 2.5
"""A file that was written less than so many seconds ago may be written again within the same tick of the file system's
clock. Where times are whole seconds, that clock may go in steps of two."""

Signature = tuple[int, int, int, int, int] | None
"""What tells that a file is another one than before: kind, number, size and times; None where that cannot be told."""
SIZE = 2
"""The place of the size in a signature."""
Look = Mapping[str, Signature]
Mark = tuple[int, int, int, int]
"""What tells that a file of the output is as it was written: number, size, and the times of its content and of its description."""


def look(root: str | os.PathLike[str], places: Iterable[str | os.PathLike[str]]) -> dict[str, Signature]:
    """Every file at these places with its signature; links are not followed, hidden files and backups not looked at."""
    now, start = time.time(), f"{os.fspath(root)}{os.sep}"
    found = ((path.removeprefix(start).replace(os.sep, "/"), about) for place in places for path, about in _files(os.fspath(place)))
    return {name: _signature(about, now) for name, about in found}


def _files(place: str) -> Iterator[tuple[str, os.stat_result]]:
    waiting = [place]
    while waiting:
        path = waiting.pop()
        try:
            about = os.lstat(path)
            if stat.S_ISDIR(about.st_mode):
                with os.scandir(path) as entries:
                    waiting += [entry.path for entry in entries if not _is_ignored(entry)]
            else:
                yield path, about
        except OSError:  # gone meanwhile, or not for us to see
            continue


def _is_ignored(entry: os.DirEntry[str]) -> bool:
    return entry.name == ".git" if entry.is_dir(follow_symlinks=False) else is_scratch(entry.name)


def _signature(about: os.stat_result, now: float) -> Signature:
    newest = max(about.st_mtime_ns, about.st_ctime_ns)
    step = COARSE_STEP if about.st_mtime_ns % 1_000_000_000 == 0 else STEP
    if abs(now - newest / 1e9) < step:
        return None
    return about.st_mode, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns


def marks_of(folder: str | os.PathLike[str], names: Iterable[str]) -> dict[str, Mark]:
    """The marks of those of the files that are there."""
    found = {}
    start = f"{os.fspath(folder)}{os.sep}"
    for name in names:
        try:
            about = os.lstat(start + name)
        except OSError:
            continue
        found[name] = (about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)
    return found
