"""The files of the content folder: those that are read as texts, and the others."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from ..diagnostics import Diagnostic, Diagnostics, Location, Severity, error, warning
from ..paths import (
    CONTENT_FOLDER,
    EVIDENCE_FOLDER,
    LEARNING_FILE,
    PROFILE_FILES,
    TEXT_FOLDERS,
    is_hidden_or_backup,
    is_markdown,
    is_misplaced,
    is_utf8,
)
from ..source_text import misnamed_file, unreadable_file
from .translated import translated_file

NOT_A_TEXT = re.compile(r"readme(\.|$)|_?index\.[a-z]{2,3}(-\w+)?\.\w+$|_index\.", re.IGNORECASE)
"""A pattern for the start of names of Markdown files that are not content.

These are notes for people, and the lists of Hugo. A translation is read with its text.
"""


class Listing(Struct, frozen=True):
    """The files of content, by their paths within the site."""

    texts: tuple[str, ...]
    """The files that are read, in the order of folders and paths, the profile last."""
    others: tuple[str, ...]
    """All other files: pictures, documents, and what was perhaps meant to be read."""
    problems: Diagnostics
    """Problems with folders, and with what is not a file."""


def list_content(root: Path) -> Listing:
    """Every file of content of the site in `root`.

    Names that start with `.` or `_` are not content, except Hugo's `_index.md`.
    """
    texts: list[str] = []
    others: list[str] = []
    problems: list[Diagnostic] = []
    for folder in TEXT_FOLDERS:
        if not (root / folder).is_dir():
            continue
        found = tuple(_walk(root, folder))
        problems += [problem for problem in found if isinstance(problem, Diagnostic)]
        paths = sorted(path for path in found if isinstance(path, str))
        own = {path for path in paths if _is_text(path, folder)}
        for path in paths:
            (texts if path in own or translated_file(path)[0] in own else others).append(path)
    profile = next((path for path in PROFILE_FILES if (root / path).exists()), None)
    if profile:
        texts.append(profile)
    elsewhere = tuple(_elsewhere(root))
    beside = [path for path in elsewhere if isinstance(path, str) and path != profile]
    for path in beside:
        (texts if profile and translated_file(path)[0] == profile else others).append(path)
    problems += [problem for problem in elsewhere if isinstance(problem, Diagnostic)]
    return Listing(tuple(texts), tuple(others), tuple(problems))


def _is_text(path: str, folder: str) -> bool:
    """Whether a file below a content folder is a text; `index.md` is one in a folder of its own."""
    whole = PurePosixPath(path)
    is_list = whole.stem.lower() == "index" and str(whole.parent) == folder
    return is_markdown(path) and not NOT_A_TEXT.match(whole.name) and not is_list


def _elsewhere(root: Path) -> Iterator[str | Diagnostic]:
    """The other files in the content folder, and files beside it that are named like content.

    Of their problems only names that are not UTF-8 are given, as warnings: nothing is read there.
    """
    names: list[str] = []
    if not (root / CONTENT_FOLDER).is_symlink():
        names = sorted(_names(root / CONTENT_FOLDER))
    for name in names:
        path = f"{CONTENT_FOLDER}/{name}"
        if not is_utf8(name):
            yield replace(misnamed_file(path), severity=Severity.WARNING)
        elif path not in (EVIDENCE_FOLDER, LEARNING_FILE) and not any(
            path.lower() == known and _is_same(root / path, root / known) for known in TEXT_FOLDERS
        ):
            yield from _quietly(root, path)
    for path in sorted(filter(is_misplaced, _names(root))):
        yield from _quietly(root, path)


def _quietly(root: Path, path: str) -> Iterator[str | Diagnostic]:
    place = root / path
    if place.is_symlink() or not place.is_dir():
        if place.is_file():
            yield path
        return
    found = tuple(_walk(root, path))
    yield from sorted(path for path in found if isinstance(path, str))
    yield from (
        replace(problem, severity=Severity.WARNING)
        for problem in found
        if isinstance(problem, Diagnostic) and problem.code == "not-utf-8"
    )


def _names(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in os.scandir(folder) if _is_seen(entry.name)]
    except OSError:
        return []


def _is_same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _is_seen(name: str) -> bool:
    return not (name.startswith("_") or is_hidden_or_backup(name)) or name.lower().startswith(
        "_index."
    )


def _walk(root: Path, folder: str) -> Iterator[str | Diagnostic]:
    """Every file below a folder, in no order, and the problems with folders and other entries."""
    if (root / folder).is_symlink() or (root / folder).parent.is_symlink():
        yield error(
            "symbolic-link",
            "symbolic links are not followed",
            Location(folder),
            "replace it with the folder itself",
        )
        return
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            entries = list(os.scandir(root / here))
        except OSError as reason:
            yield unreadable_file(here, reason, "folder")
            continue
        for entry in entries:
            path = f"{here}/{entry.name}"
            if not _is_seen(entry.name):
                continue
            if not is_utf8(entry.name):
                yield misnamed_file(path)
            elif entry.is_symlink():
                yield warning(
                    "symbolic-link",
                    "symbolic links are not followed",
                    Location(path),
                    "replace it with the file itself",
                )
            elif entry.is_dir():
                waiting.append(path)
            else:
                yield path
