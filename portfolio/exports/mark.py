"""The mark by which an archive is known as an earlier export, which may be replaced."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile, ZipFile

EXPORT_MARK = b"written by portfolio export"
"""The comment of an archive."""


def is_export(path: Path) -> bool:
    """Whether a file is an archive that an export wrote."""
    try:
        with ZipFile(path) as archive:
            return archive.comment == EXPORT_MARK
    except (BadZipFile, OSError):
        return False
