"""Which program this is: what it works out holds for as long as the program is the same."""

from __future__ import annotations

import functools
import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


@functools.cache
def program() -> str:
    """A digest of all that the program is made of: its own files, the packages that are installed, and Python itself."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(_own_files(PACKAGE)):
        digest.update(path.removeprefix(str(PACKAGE)).encode() + b"\0")
        digest.update(Path(path).read_bytes())
    for name in sorted(_installed()):
        digest.update(name.encode() + b"\0")
    return digest.hexdigest()


def _own_files(folder: Path) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (os.path.join(parent, name) for name in names)  # noqa: PTH118 - thousands of calls


def _installed() -> Iterator[str]:
    """The packages that can be imported, with their versions, as the names of their descriptions tell."""
    for folder in (Path(entry) for entry in sys.path if entry):
        if folder.is_dir():
            yield from (path.name for path in folder.iterdir() if path.suffix in (".dist-info", ".egg-info"))
