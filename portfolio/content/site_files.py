"""The files of a site by name, for advice on a file that is not found."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..paths import CONTENT_FOLDER, STATIC_ROOT, is_hidden_or_backup, is_utf8
from ..text import fold, quoted

SKIPPED_FOLDERS = frozenset({"output", "node_modules", "__pycache__", "venv"})
"""Folders that hold copies, or files that do not belong to a site."""
MAX_FILES = 20_000
"""Maximum number of files that are searched; a folder with more holds more than a site."""


def file_name_of(target: str) -> str:
    """The file name in a path of any system or in a web address; empty if there is none."""
    if re.match(r"(https?:)?//", target):
        target = unquote(urlsplit(target).path)
    return re.split(r"[/\\:]", target)[-1]


class SiteFiles:
    """The files of a site by name; each folder is read when it is first needed.

    Names that are not UTF-8 are left out: nobody can write them into a text.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._names: dict[str, frozenset[str]] = {}

    def names_in(self, folder: str) -> frozenset[str]:
        """The names in a folder of the site; none if there is no such folder.

        Raises OSError for one that cannot be read.
        """
        if folder not in self._names:
            place = self._root / folder
            entries = os.scandir(place) if place.is_dir() else ()
            self._names[folder] = frozenset(entry.name for entry in entries if is_utf8(entry.name))
        return self._names[folder]

    @cached_property
    def _files(self) -> tuple[str, ...]:
        """All files, by path within the site."""
        found: list[str] = []
        waiting = [""]
        while waiting and len(found) < MAX_FILES:
            inside = waiting.pop()
            with suppress(OSError), os.scandir(self._root / inside) as entries:
                for entry in (entry for entry in entries if is_utf8(entry.name)):
                    if entry.is_dir(follow_symlinks=False):
                        if not entry.name.startswith(".") and entry.name not in SKIPPED_FOLDERS:
                            waiting.append(f"{inside}{entry.name}/")
                    elif not is_hidden_or_backup(entry.name):
                        found.append(f"{inside}{entry.name}")
        return tuple(found)

    @cached_property
    def _by_stem(self) -> Mapping[str, list[str]]:
        """The same by folded name without extension."""
        found: dict[str, list[str]] = {}
        for file in self._files:
            found.setdefault(fold(posixpath.splitext(posixpath.basename(file))[0]), []).append(file)
        return found

    def closest(self, path: str, name: str, suffixes: Collection[str]) -> str | None:
        """The file that is meant by `name` in the file `path`; None if there is none.

        It has that name, or one that differs in case or has another of the `suffixes`; of several
        it is the nearest.
        """
        stem, suffix = posixpath.splitext(name)
        known = suffixes if suffix.lower() in suffixes else ()
        files = self._by_stem.get(fold(stem), ())
        found = [
            (closeness, _distance(path, file), file)
            for file in files
            for closeness in _closeness(file, name, stem, known)
        ]
        if not found:
            return None
        return min(found)[2]

    def advice(self, path: str, target: str, suffixes: Collection[str]) -> str | None:
        """What to write in the file `path` instead of `target`, or where to put the file.

        None if no file is similar. A target that begins with `/` is at the root of the site,
        where the files of `static/root/` are.
        """
        name = file_name_of(target)
        if not name or (found := self.closest(path, name, suffixes)) is None:
            return None
        folder = posixpath.dirname(path)
        written = posixpath.relpath(found, folder)
        meant = f"did you mean {quoted(found)}?"
        if target.startswith("/") and found.startswith(f"{STATIC_ROOT}/"):
            return f"{meant} If so, write {quoted(found.removeprefix(STATIC_ROOT))}"
        if not found.startswith(f"{CONTENT_FOLDER}/"):
            own_name = quoted(posixpath.basename(found))
            return f"{meant} If so, move it into `{folder}/` and write {own_name}"
        if posixpath.dirname(found) != folder:
            return f"{meant} If so, write {quoted(written)}"
        if written == name:
            return f"write {quoted(written)}"
        return f"did you mean {quoted(written)}?"


def _closeness(file: str, name: str, stem: str, suffixes: Collection[str]) -> Iterator[int]:
    """The distance of two file names: 0 if they are equal; nothing if they are unrelated."""
    own = posixpath.basename(file)
    if own == name:
        yield 0
    elif fold(own) == fold(name):
        yield 1
    elif suffixes:
        own_stem, suffix = posixpath.splitext(own)
        if suffix.lower() in suffixes and fold(own_stem) == fold(stem):
            yield 2


def _distance(path: str, file: str) -> int:
    """The number of folders between two files."""
    return posixpath.relpath(file, posixpath.dirname(path) or ".").count("/")
