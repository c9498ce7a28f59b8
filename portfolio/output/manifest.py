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
    return Manifest(root, output, frozenset(names)) if is_sound else None


def write_manifest(path: Path, root: Path, output: Path, names: Iterable[str]) -> None:
    """Write the manifest for the next build. Raises OSError."""
    files = sorted(names)
    digest = _digest(path, str(root), str(output), files)
    said = {"root": str(root), "output": str(output), "files": files, "digest": digest}
    put(path, json.dumps(said, indent=0).encode())


def _digest(path: Path, root: str, output: str, names: list[str]) -> str:
    """The digest of a manifest. Raises TypeError if a name in it is not text."""
    whole = "\0".join([path.name, root, output, *names])
    return hashlib.sha256(whole.encode(errors="surrogatepass")).hexdigest()
