"""Which files of an output are ours: the list that a build leaves for the next one, outside of the output.

A list that was damaged or changed by somebody else says nothing at all: what it names may be anybody's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from .aside import put, read
from .folders import are_inside


class Manifest(Struct, frozen=True):
    """What a build wrote."""

    root: str
    """The folder of the site that was built."""
    output: str
    files: frozenset[str] = frozenset()


def read_manifest(path: Path) -> Manifest | None:
    """The list of the last build; None if there is none, or one that is not as a build wrote it."""
    try:
        said = json.loads(read(path))
        root, output, names = said["root"], said["output"], said["files"]
        is_sound = said["digest"] == _digest(path, root, output, names) and are_inside(names)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return Manifest(root, output, frozenset(names)) if is_sound else None


def write_manifest(path: Path, root: Path, output: Path, names: Iterable[str]) -> None:
    """Leave the list for the next build. Raises OSError."""
    files = sorted(names)
    digest = _digest(path, str(root), str(output), files)
    said = {"root": str(root), "output": str(output), "files": files, "digest": digest}
    put(path, json.dumps(said, indent=0).encode())


def _digest(path: Path, root: str, output: str, names: list[str]) -> str:
    """The digest of the list in a file of this name. Raises TypeError if it is no list of texts."""
    whole = "\0".join([path.name, root, output, *names])
    return hashlib.sha256(whole.encode(errors="surrogatepass")).hexdigest()
