"""The record of the last publication to a server or a folder, in the notes of the site.

For a branch there is none: its commits say it themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from ..output.folder import digest_of_name
from ..paths import NOTES_FOLDER
from ..store.aside import put, read
from .publication import Publication


class LastPublication(Struct, frozen=True):
    """What was published to one place."""

    to: str
    """The place, as the settings name it."""
    publication: Publication
    files: Mapping[str, str] = {}
    """The published files with their digests; the digest is empty where nothing needs it."""


def read_last_publication(notes: Path, to: str) -> LastPublication | None:
    """What was last published to a place; None if that is not known."""
    try:
        found = msgspec.json.decode(read(_path(notes, to)), type=LastPublication)
    except (OSError, msgspec.DecodeError):
        return None
    if found.to != to:
        return None
    return found


def last_files(notes: Path, to: str) -> Mapping[str, str]:
    """The files that were last published to a place, with their digests; none if unknown."""
    last = read_last_publication(notes, to)
    if last is None:
        return {}
    return last.files


def write_last_publication(notes: Path, last: LastPublication) -> None:
    """Keep what was published. Raises OSError."""
    put(_path(notes, last.to), msgspec.json.format(msgspec.json.encode(last), indent=0))


def notes_of(root: Path) -> Path:
    """The folder of the notes of a site, which need not exist."""
    return root / NOTES_FOLDER


def _path(notes: Path, to: str) -> Path:
    return notes / f"published-{digest_of_name(to)}.json"
