"""Where in the folders of a site a file lies that a text or a field names otherwise."""

from __future__ import annotations

import itertools
import os
import posixpath
from collections.abc import Iterator
from pathlib import Path

from .assets import Refusal
from .folders import is_scratch
from .kinds import DOCUMENTS, PICTURES

MOST = 20_000
"""So many files are looked at."""
FIRST = ("content", "static")
"""The folders that are looked through before the others."""
_NOT_LOOKED_AT = frozenset({"output", "node_modules", "__pycache__"})
_MADE = frozenset({".json", ".txt"})
"""Endings of files that a site makes itself."""


def found_elsewhere(root: Path, path: str, target: str, *, is_field: bool = False) -> str:
    """What to do where a file of the name of `target` lies elsewhere in the site; empty if none does.

    `path` is the file that names it: within a field, which takes only what lies beside or below it, or within its text.
    """
    name = posixpath.basename(target)
    found = next((other for other in itertools.islice(_files(root), MOST) if posixpath.basename(other).lower() == name.lower()), "")
    if not found:
        return ""
    way = posixpath.relpath(found, posixpath.dirname(path))
    if found.startswith("content/") and not (is_field and way.startswith("..")):
        return f"`{found}` has this name: write `{way}`"
    if found.startswith("static/root/") and not is_field:
        return f"`{found}` has this name: write `/{found.removeprefix('static/root/')}`"
    return f"`{found}` has this name: copy it beside this file, and write `{posixpath.basename(found)}`"


def _files(root: Path) -> Iterator[str]:
    """The files of a site, those of its content first, as paths within it."""
    folders = sorted((entry.name for entry in os.scandir(root) if entry.is_dir(follow_symlinks=False)), key=lambda name: name not in FIRST)
    for folder in folders:
        if folder in _NOT_LOOKED_AT or is_scratch(folder):
            continue
        for parent, within, names in os.walk(root / folder):
            within[:] = sorted(name for name in within if name not in _NOT_LOOKED_AT and not is_scratch(name))
            yield from (Path(parent, name).relative_to(root).as_posix() for name in sorted(names))


def better_help(root: Path, path: str, target: str, refusal: Refusal, *, is_field: bool = False) -> str:
    """The help for a file that is not published: where one of its name lies, unless a name is proposed already."""
    if refusal.code not in ("missing-file", "outside-content") or refusal.help.startswith("did you mean"):
        return refusal.help
    return found_elsewhere(root, path, target, is_field=is_field) or refusal.help


def missing_from_root(root: Path, path: str, target: str) -> str:
    """What to do where the site's root has no such file as a target that begins with `/`; empty where it may have one."""
    suffix = posixpath.splitext(target)[1].lower()
    is_file = suffix in PICTURES or (suffix in DOCUMENTS and suffix not in _MADE)
    if not is_file or os.path.lexists(f"{root}/static/root/{target.lstrip('/')}"):
        return ""
    return found_elsewhere(root, path, target)
