"""Tells from the file system whether files have changed, without reading them."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping

from ..paths import is_hidden_or_backup

STEP, COARSE_STEP = 0.1, 2.5
"""Seconds after a write in which another one may leave the same time; the second value is for file
systems that store whole seconds, some of which store only even ones."""

FileStat = tuple[int, int, int, int, int]
"""Mode, inode, size, time of modification and time of change of a file, which differ if it was
changed."""
SIZE = 2
"""The index of the size in a FileStat."""
FileTable = Mapping[str, FileStat | None]
"""Files with what the file system says of them; None for a file that was written so recently that
another write may leave the same."""


def scan(
    root: str | os.PathLike[str], places: Iterable[str | os.PathLike[str]]
) -> dict[str, FileStat | None]:
    """The table of the files at these places, by their paths relative to `root`.

    A place that ends in `*` is everything in its folder whose name starts like it. Links are not
    followed; hidden files and backups are left out.
    """
    now, start = time.time(), f"{os.fspath(root)}{os.sep}"
    found = (
        (path.removeprefix(start).replace(os.sep, "/"), about)
        for place in places
        for path, about in _files(os.fspath(place))
    )
    return {name: None if _is_fresh(about, now) else _stat_of(about) for name, about in found}


def _files(place: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the files at a place, which is a file, a folder or a pattern."""
    waiting = _matching(place) if place.endswith("*") else [place]
    while waiting:
        path = waiting.pop()
        try:
            about = os.lstat(path)
            if stat.S_ISDIR(about.st_mode):
                with os.scandir(path) as entries:
                    waiting += [entry.path for entry in entries if not _is_ignored(entry)]
            else:
                yield path, about
        except OSError:  # deleted meanwhile, or not readable
            continue


def _matching(pattern: str) -> list[str]:
    """The paths that start like a pattern, which ends in `*`."""
    folder, start = os.path.split(pattern[:-1])
    try:
        return [entry.path for entry in os.scandir(folder) if entry.name.startswith(start)]
    except OSError:
        return []


def _is_ignored(entry: os.DirEntry[str]) -> bool:
    if entry.is_dir(follow_symlinks=False):
        return entry.name == ".git"
    return is_hidden_or_backup(entry.name)


def _is_fresh(about: os.stat_result, now: float) -> bool:
    """Whether a file was written so recently that another write may leave the same times."""
    newest = max(about.st_mtime_ns, about.st_ctime_ns)
    step = COARSE_STEP if about.st_mtime_ns % 1_000_000_000 == 0 else STEP
    return abs(now - newest / 1e9) < step


def _stat_of(about: os.stat_result) -> FileStat:
    return about.st_mode, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns


def stats_of(folder: str | os.PathLike[str], names: Iterable[str]) -> dict[str, FileStat]:
    """What the file system says of files in a folder, by name; missing files are left out."""
    found = {}
    start = f"{os.fspath(folder)}{os.sep}"
    for name in names:
        try:
            found[name] = _stat_of(os.lstat(start + name))
        except OSError:
            continue
    return found
