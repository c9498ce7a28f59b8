"""Tells one version of the program from another: what one made holds only for the same one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from ..paths import PACKAGE_FOLDER

_known: dict[str, str] = {}


def program_digest() -> str:
    """The digest of this program; it is worked out again only if a file may have changed."""
    if "digest" not in _known:
        _known["digest"] = _kept_digest()
    return _known["digest"]


def _kept_digest() -> str:
    """The digest that is kept beside the compiled modules, which is worked out first if need be.

    Like those, it holds for as long as the sizes and times of files are the same.
    """
    from hashlib import sha256

    if __spec__.cached is None:
        return digest()
    seen = sha256(program_stat().encode(errors="surrogateescape")).hexdigest()
    path = f"{__spec__.cached}.digest"
    try:
        with open(path, encoding="ascii") as file:
            before, found = file.read().split()
    except (OSError, ValueError):
        before, found = "", ""
    if before != seen:
        found = digest()
        _keep(path, f"{seen} {found}")
    return found


def _keep(path: str, text: str) -> None:
    """Write the file of the digest, if Python may write compiled modules."""
    if not sys.dont_write_bytecode:
        from contextlib import suppress

        from .aside import put

        with suppress(OSError):
            put(path, text.encode())


def digest() -> str:
    """A digest of the program's files, the installed packages and the version of Python."""
    from hashlib import sha256

    found = sha256(sys.version.encode())
    for path in sorted(_own_files(PACKAGE_FOLDER)):
        with open(path, "rb") as file:
            found.update(path.removeprefix(PACKAGE_FOLDER).encode() + b"\0" + file.read())
    for name in sorted(_installed()):
        found.update(name.encode() + b"\0")
    return found.hexdigest()


def program_stat() -> str:
    """What the file system says of the program; while it is the same, so is the digest."""
    if "program_stat" not in _known:
        _known["program_stat"] = _program_stat()
    return _known["program_stat"]


def _program_stat() -> str:
    about = [
        f"{path} {found.st_size} {found.st_mtime_ns}"
        for path in sorted(_own_files(PACKAGE_FOLDER))
        for found in [os.stat(path)]
    ]
    return "\n".join([sys.version, *about, *sorted(_installed())])


def _own_files(folder: str) -> Iterator[str]:
    """Yield the files in a folder and in those below, without compiled modules."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (os.path.join(parent, name) for name in names)


def _installed() -> Iterator[str]:
    """Yield the names of the metadata of installed packages, which contain their versions."""
    for entry in sys.path:
        if entry and os.path.isdir(entry):
            for name in os.listdir(entry):
                if name.endswith((".dist-info", ".egg-info")):
                    yield name
