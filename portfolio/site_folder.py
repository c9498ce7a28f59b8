"""Finds the folder of the site: the current one or the nearest above it."""

from __future__ import annotations

import os
from pathlib import Path

from .diagnostics import PortfolioError
from .paths import CONTENT_FOLDER, CREDENTIALS_FOLDER, SETTINGS_FILE


def is_current(folder: Path) -> bool:
    """Whether a folder is the current one; false if there is no current folder."""
    try:
        return folder == Path.cwd()
    except OSError:
        return False


def find_site(here: Path) -> Path | None:
    """The site that a folder is, or is in; a folder within a site's content is not a site itself.

    Raises PortfolioError for a parent folder of another user, whose `extensions.py` would run.
    """
    sites = [folder for folder in (here, *here.parents) if _is_site(folder)]
    if not sites:
        return None
    found = sites[0]
    for outer in sites[1:]:
        if found.is_relative_to(outer / CONTENT_FOLDER):
            found = outer
    if found != here and not _is_own(found):
        raise PortfolioError(
            f"the site in {found} belongs to somebody else",
            "go to that folder if you trust what is in it",
        )
    return found


def site_for_new(here: Path) -> Path:
    """The site to which a new record belongs: the one that a folder is in, or else a new one.

    A new site starts in the folder itself, but never below a content folder.
    """
    if found := find_site(here):
        return found
    suffixes = ((here, CREDENTIALS_FOLDER), (here, CONTENT_FOLDER))
    return next(
        (
            here.parents[suffix.count("/")]
            for here, suffix in suffixes
            if here.as_posix().endswith(f"/{suffix}")
        ),
        here,
    )


def _is_site(folder: Path) -> bool:
    try:
        return (folder / CREDENTIALS_FOLDER).is_dir() or (folder / SETTINGS_FILE).is_file()
    except OSError:  # the path is too long, or cannot be read
        return False


def _is_own(folder: Path) -> bool:
    return not hasattr(os, "geteuid") or folder.stat().st_uid == os.geteuid()
