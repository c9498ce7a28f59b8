"""The manifest: the list of the files that builds wrote to an output, kept outside of it.

A damaged or edited manifest is ignored, because the files it names might be someone else's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from ..paths import are_inside
from ..store.aside import put, read

MARK = ".portfolio-files"
"""The name of the mark in an output: the list of its files, hidden from visitors by most hosts."""


class Manifest(Struct, frozen=True):
    """The files that a build wrote, and where."""

    root: str
    """The folder of the site that was built."""
    output: str
    files: frozenset[str] = frozenset()


def read_manifest(path: Path) -> Manifest | None:
    """Return the manifest of the last build; None if it is missing, damaged or edited."""
    try:
        said = json.loads(read(path))
        root, output, names = said["root"], said["output"], said["files"]
        is_sound = said["digest"] == _digest(path, root, output, names) and are_inside(names)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if is_sound:
        return Manifest(root, output, frozenset(names))
    return None


def write_manifest(path: Path, root: Path, output: Path, names: Iterable[str]) -> None:
    """Write the manifest for the next build. Raises OSError."""
    files = sorted(names)
    digest = _digest(path, str(root), str(output), files)
    said = {"root": str(root), "output": str(output), "files": files, "digest": digest}
    put(path, json.dumps(said, indent=0).encode())


def read_mark(folder: Path) -> frozenset[str] | None:
    """The files that builds wrote into an output, by the mark that they leave in it.

    None if there is no mark, or if it is damaged or edited. It goes where the output goes: into
    version control, or to another machine.
    """
    try:
        first, *names = read(folder / MARK).decode().splitlines()
    except (OSError, ValueError):
        return None
    is_sound = first == _first_line(names) and are_inside(names)
    if is_sound:
        return frozenset(names)
    return None


def mark_of(names: Iterable[str]) -> bytes:
    """The mark of an output with these files."""
    files = sorted(name for name in names if "\n" not in name)
    return "".join(f"{line}\n" for line in (_first_line(files), *files)).encode()


def _first_line(names: list[str]) -> str:
    """What tells that the names that follow are as a build wrote them."""
    digest = hashlib.sha256("\0".join(names).encode(errors="surrogatepass")).hexdigest()
    return f"portfolio 1 {digest}"


def _digest(path: Path, root: str, output: str, names: list[str]) -> str:
    """The digest of a manifest. Raises TypeError if a name in it is not text."""
    whole = "\0".join([path.name, root, output, *names])
    return hashlib.sha256(whole.encode(errors="surrogatepass")).hexdigest()
