"""Which program this is: what it works out holds for as long as the program is the same."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

PACKAGE = os.path.dirname(os.path.realpath(__file__))
_known: dict[str, str] = {}


def program() -> str:
    """The digest of this program, worked out once."""
    if "digest" not in _known:
        _known["digest"] = digest()
    return _known["digest"]


def digest() -> str:
    """A digest of all that the program is made of: its own files, the packages that are installed, and Python itself."""
    from hashlib import sha256

    found = sha256(sys.version.encode())
    for path in sorted(_own_files(PACKAGE)):
        with open(path, "rb") as file:
            found.update(path.removeprefix(PACKAGE).encode() + b"\0" + file.read())
    for name in sorted(_installed()):
        found.update(name.encode() + b"\0")
    return found.hexdigest()


def appearance() -> str:
    """What the file system says of the same: as long as it is equal on one machine, so is the digest."""
    about = [f"{path} {found.st_size} {found.st_mtime_ns}" for path in sorted(_own_files(PACKAGE)) for found in [os.stat(path)]]
    return "\n".join([sys.version, *about, *sorted(_installed())])


def _own_files(folder: str) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (os.path.join(parent, name) for name in names)


def _installed() -> Iterator[str]:
    """The packages that can be imported, with their versions, as the names of their descriptions tell."""
    for entry in sys.path:
        if entry and os.path.isdir(entry):
            yield from (name for name in os.listdir(entry) if name.endswith((".dist-info", ".egg-info")))
