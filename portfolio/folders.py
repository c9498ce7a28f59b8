"""The names of folders, and the names that are nobody's content."""

from __future__ import annotations

import os

NOTES = ".portfolio"
"""The folder of a site where the program keeps its notes."""
INDEX = "pagefind"
"""The folder of a built site that holds the index of its texts, for a search of them."""


def shown_folder(path: str | os.PathLike[str]) -> str:
    """A folder as messages show it: from the current one, if it is in it."""
    whole, here = os.fspath(path), os.getcwd()
    inside = whole.removeprefix(here.rstrip(os.sep) + os.sep)
    if whole == here or inside != whole:
        return f"{'.' if whole == here else inside.replace(os.sep, '/')}/"
    return whole


def is_scratch(name: str) -> bool:
    """Whether a name is one that editors and systems give to files of their own; such files are never published."""
    return name.startswith(".") or name.endswith("~") or (name.startswith("#") and name.endswith("#"))
