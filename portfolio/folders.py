"""The names of folders."""

from __future__ import annotations

from pathlib import Path

NOTES = ".portfolio"
"""The folder of a site where the program keeps its notes."""


def shown_folder(path: Path) -> str:
    """A folder as messages show it: from the current one, if it is in it."""
    try:
        return f"{path.relative_to(Path.cwd()).as_posix()}/"
    except ValueError:
        return str(path)
