"""Reads and writes the files of notes; each is written beside its place and renamed when whole."""

from __future__ import annotations

import os

from ..paths import open_without_following


def put(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file of the notes. A link in its place is replaced, and its target not touched.

    Raises OSError.
    """
    from contextlib import suppress

    aside = f"{os.fspath(path)}.new"
    with suppress(FileNotFoundError):
        os.unlink(aside)
    with open(aside, "xb") as file:
        file.write(content)
    os.replace(aside, path)


def read(path: str | os.PathLike[str]) -> bytes:
    """The content of a file of the notes. Raises OSError, also for a link."""
    with open(path, "rb", opener=open_without_following) as file:
        return file.read()
