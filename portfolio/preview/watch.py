"""Watches the folder of a site, and tells what changed.

Events of the file system are hints where to look first. What counts is what is found there: all
files are compared after each flurry of events and every second, which finds what events miss, such
as a folder put in the place of another, an overflow, or a disk that sends no events.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import stat
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct
from watchdog.events import (
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileClosedNoWriteEvent,
    FileOpenedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from ..paths import is_hidden_or_backup, is_markdown
from ..store.file_status import SIZE, FileStat, FileTable, scan

SETTLE = 0.1
"""Seconds without an event after which all files are compared."""
GONE = 0.3
"""Seconds after which a missing file counts as deleted; some editors delete a file before they
write it again."""
LONGEST_FLURRY = 1.0
"""Seconds after which all files are compared even if events keep coming."""
SCAN_INTERVAL = 1.0
"""Seconds between comparisons if the system sends events."""
POLL_EVERY = 0.4
"""Seconds between comparisons if it sends none."""
REST = 20
"""Minimum pause after a comparison, as a multiple of its length, so that watching costs little."""
AT_ONCE = 3
"""Maximum number of files of one flurry that are told before all files are compared."""


class Watch:
    """Watches the files of a site."""

    def __init__(
        self, root: Path, places: Callable[[], Iterable[Path]], warn: Callable[[str], None]
    ) -> None:
        self._root = root
        self._places = places
        self._warn = warn
        self._hints: queue.SimpleQueue[_Hint] = queue.SimpleQueue()
        self._observer: BaseObserver | None = None
        self._watched: dict[Path, tuple[tuple[int, int], ObservedWatch]] = {}
        self._sends_events = True
        self._is_closed = False
        self._seen: dict[str, FileStat | None] = {}
        self._held: dict[str, float] = {}
        """Files that are told later because they may be half written, and since when they wait."""
        self._once_more: set[str] = set()
        """Files that are told a second time, as they may have changed while they were read."""
        self._last_look = 0.0

    def open(self) -> None:
        """Begin to watch. Whatever changes from now on will be told."""
        logging.getLogger("watchdog").addHandler(logging.NullHandler())
        warnings.filterwarnings("ignore", module="watchdog")
        try:
            self._observer = Observer()
            self._observer.daemon = True
            self._observer.start()
        except OSError as reason:
            self._give_up(reason)
        self._follow_folders()
        self._seen = scan(self._root, self._places())

    def close(self) -> None:
        """Stop watching, and end `changes`."""
        self._is_closed = True
        self._hints.put(_Hint("", is_whole=False))
        if self._observer:
            self._observer.stop()

    def changes(self) -> Iterator[frozenset[str]]:
        """Yield the paths of changed files: relative to the site, or absolute outside it.

        An empty set comes after each comparison that found nothing, as the day may have changed.
        """
        look_at, flurry_ends, at_once = time.monotonic() + SCAN_INTERVAL, 0.0, 0
        while not self._is_closed:
            hints = self._take(look_at)
            self._forget({hint.path for hint in hints if hint.is_folder})
            whole = frozenset(hint.path for hint in hints if self._is_to_be_told(hint))
            at_once += len(whole)
            if whole and at_once <= AT_ONCE:
                self._seen |= dict.fromkeys(whole)
                yield whole
            now = time.monotonic()
            if hints:
                flurry_ends = flurry_ends or now + LONGEST_FLURRY
                look_at = min(now + SETTLE, flurry_ends)
            if now >= look_at:
                yield self._look()
                now, flurry_ends, at_once = time.monotonic(), 0.0, 0
                look_at = now + max(self._pause(), REST * self._last_look)

    def _is_to_be_told(self, hint: _Hint) -> bool:
        """Whether a file is told before all files are compared: it is known, or a new text.

        Other new files may be those that an editor writes beside the one that it saves.
        """
        return hint.is_whole and (hint.path in self._seen or is_markdown(hint.path))

    def _forget(self, folders: Iterable[str]) -> None:
        """Forget the status of files in moved folders, which may have been read while away."""
        for folder in folders:
            self._seen |= dict.fromkeys(
                path for path in self._seen if path.startswith(f"{folder}/")
            )
            self._unwatch(self._root / folder)

    def _unwatch(self, folder: Path) -> None:
        """Stop watching a moved folder and those in it, until the next look finds them."""
        for known in [
            known for known in self._watched if known == folder or folder in known.parents
        ]:
            _, watched = self._watched.pop(known)
            with contextlib.suppress(KeyError, OSError):
                if self._observer:
                    self._observer.unschedule(watched)

    def _pause(self) -> float:
        """The seconds until the next comparison, if no event comes."""
        if self._held:
            return SETTLE
        if self._sends_events:
            return SCAN_INTERVAL
        return POLL_EVERY

    def _take(self, until: float) -> list[_Hint]:
        """Wait for a hint, and return all that have come."""
        found: list[_Hint] = []
        with contextlib.suppress(queue.Empty):
            found.append(self._hints.get(timeout=max(0.0, until - time.monotonic())))
            while True:
                found.append(self._hints.get_nowait())
        return found

    def _look(self) -> frozenset[str]:
        began = time.monotonic()
        self._follow_folders()
        found = scan(self._root, self._places())
        self._held = self._unsettled(found, began)
        gone = self._seen.keys() - found.keys()
        changed = {
            path
            for path, status in found.items()
            if status is None or self._seen.get(path) != status
        }
        now_told = (changed | gone) - self._held.keys()
        kept = {path: self._seen[path] for path in self._held if path in self._seen}
        self._seen = {
            **{path: status for path, status in found.items() if path not in self._held},
            **kept,
        }
        told, self._once_more = frozenset(now_told | self._once_more), now_told
        self._last_look = time.monotonic() - began
        return told

    def _unsettled(self, found: FileTable, now: float) -> dict[str, float]:
        """Files that may be half written or about to be replaced, and since when."""
        fresh = {
            path
            for path, seen in found.items()
            if seen is None or (seen[SIZE] == 0 and seen != self._seen.get(path))
        }
        since = {
            path: self._held.get(path, now) for path in fresh | (self._seen.keys() - found.keys())
        }
        return {
            path: began
            for path, began in since.items()
            if now - began < (LONGEST_FLURRY if path in fresh else GONE)
        }

    def _follow_folders(self) -> None:
        """Watch the folders that are there now; one that replaced another is watched anew."""
        if self._observer is None or not self._sends_events:
            return
        folders = {folder: _identity(folder) for folder in (self._root, *self._places())}
        for folder, (identity, _) in list(self._watched.items()):
            if folders.get(folder) != identity:
                self._unwatch(folder)
        handler = _Handler(self._root, self._places, self._hints)
        try:
            for folder, there in folders.items():
                if there and folder not in self._watched:
                    with contextlib.suppress(FileNotFoundError):
                        watched = self._observer.schedule(
                            handler, str(folder), recursive=folder != self._root
                        )
                        self._watched[folder] = (there, watched)
        except (OSError, RecursionError) as reason:  # the library fails if folders are very deep
            self._observer.unschedule_all()
            self._give_up(reason)

    def _give_up(self, reason: OSError | RecursionError) -> None:
        self._sends_events = False
        said = reason.strerror if isinstance(reason, OSError) else "too many folders in folders"
        self._warn(
            f"the system watches no more files ({said}): "
            f"looking for changes every {POLL_EVERY} s instead"
        )


class _Hint(Struct, frozen=True):
    path: str
    is_whole: bool
    """Whether the file is complete: closed after writing, or renamed to this name."""
    is_folder: bool = False
    """Whether it is a folder that was moved or taken away."""


class _Handler(FileSystemEventHandler):
    """Makes hints of events that are about files of the site."""

    def __init__(
        self, root: Path, places: Callable[[], Iterable[Path]], hints: queue.SimpleQueue[_Hint]
    ) -> None:
        self._root = root
        self._places = places
        self._hints = hints

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Tell of anything but reading."""
        if isinstance(event, FileOpenedEvent | FileClosedNoWriteEvent):
            return
        is_folder = isinstance(event, DirMovedEvent | DirDeletedEvent)
        self._tell(event.src_path, is_whole=isinstance(event, FileClosedEvent), is_folder=is_folder)
        self._tell(event.dest_path, is_whole=True, is_folder=is_folder)

    def _tell(self, said: bytes | str, *, is_whole: bool, is_folder: bool) -> None:
        path = Path(os.fsdecode(said))
        if said and any(path == place or place in path.parents for place in self._places()):
            self._hints.put(
                _Hint(
                    _name(self._root, path),
                    is_whole and not is_hidden_or_backup(path.name),
                    is_folder,
                )
            )


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        about = folder.lstat()
    except OSError:
        return None
    if not stat.S_ISDIR(about.st_mode):
        return None
    return about.st_dev, about.st_ino


def _name(root: Path, path: Path) -> str:
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return path.as_posix()
