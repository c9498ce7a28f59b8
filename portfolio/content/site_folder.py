"""The folder of the site: the current one or the nearest above it."""

from __future__ import annotations

import os
from pathlib import Path

from ..diagnostics import PortfolioError
from ..paths import CONTENT_FOLDER, CREDENTIALS_FOLDER, SETTINGS_FILE


def is_current(folder: Path) -> bool:
    """Whether a folder is the current one, as far as there is one."""
    try:
        return folder == Path.cwd()
    except OSError:
        return False


def find_site(here: Path) -> Path | None:
    """The site that a folder is, or is in; a folder within the content of a site is no site itself.

    Raises PortfolioError for one above that is somebody else's: its `extensions.py` would run.
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

    A new one begins in the folder itself, but never below a folder of content.
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
    except OSError:  # a path that is too long, or not for us to see
        return False


def _is_own(folder: Path) -> bool:
    return not hasattr(os, "geteuid") or folder.stat().st_uid == os.geteuid()
