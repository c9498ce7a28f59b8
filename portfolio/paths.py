"""The names of folders and files, and which names are never content."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Collection

PACKAGE_FOLDER = os.path.dirname(os.path.realpath(__file__))
"""The folder of the program itself."""
DATA_FOLDER = f"{PACKAGE_FOLDER}/data"
"""The folder of the tables that come with the program."""
NOTES_FOLDER = ".portfolio"
"""The folder of a site where the program keeps what it remembers between runs."""
SETTINGS_FILE = "portfolio.toml"
DEFAULT_OUTPUT = "output"
"""The folder of the built site, unless the settings name another."""
SEARCH_INDEX_FOLDER = "pagefind"
"""The folder of a built site that holds its search index."""
SHARED_FOLDERS = ("assets/", f"{SEARCH_INDEX_FOLDER}/")
"""The folders of a built site that the pages in all its languages use."""
CONTENT_FOLDER = "content"
CREDENTIALS_FOLDER = f"{CONTENT_FOLDER}/credentials"
STATIC_ROOT = "static/root"
"""The folder whose files are published at the root of the site."""
PAGES_FOLDER = f"{CONTENT_FOLDER}/pages"
PROJECTS_FOLDER = f"{CONTENT_FOLDER}/projects"
COLLECTIONS_FOLDER = f"{CONTENT_FOLDER}/collections"
TARGETS_FOLDER = f"{CONTENT_FOLDER}/targets"
TEXT_FOLDERS = (
    CREDENTIALS_FOLDER,
    PAGES_FOLDER,
    PROJECTS_FOLDER,
    COLLECTIONS_FOLDER,
    TARGETS_FOLDER,
)
"""The folders whose Markdown files are read, in the order in which they are."""
LEARNING_FILE = f"{CONTENT_FOLDER}/learning.csv"
"""The table of what counts for the renewal of credentials."""
EVIDENCE_FOLDER = f"{CONTENT_FOLDER}/evidence"
"""The folder of what was seen when credentials were checked."""
PROFILE_FILES = (f"{CONTENT_FOLDER}/profile.md", f"{CONTENT_FOLDER}/profile.markdown")
"""The file that describes the owner, with either extension."""
MARKDOWN_SUFFIXES = (".md", ".markdown")
"""The extensions of texts."""
MISPLACED_NAMES = (
    *("credentials", "certificates", "certifications", "pages", "profile.md", "Profile.md"),
    *("portfolio.yaml", "portfolio.yml", "portfolio.json", "Portfolio.toml"),
    *(
        "Certifications.csv",
        "certifications.csv",
        "certifications.json",
        "certifications.yml",
        "certifications.yaml",
    ),
    *("credentials.csv", "credentials.yml", "credentials.yaml", "badges.json", "resume.json"),
    *("Credentials", "Certificates", "certs"),
)
"""Names beside the content folder of what was probably meant to be content or settings."""
LINKEDIN_EXPORTS = ("Basic_LinkedInDataExport_", "Complete_LinkedInDataExport_")
"""The starts of the names of archives that LinkedIn hands out; a date follows."""
MISPLACED_PATTERNS = tuple(f"{start}*" for start in LINKEDIN_EXPORTS)
"""Patterns of further such names beside the content folder."""


def is_misplaced(name: str) -> bool:
    """Whether a name beside the content folder is probably that of content or settings."""
    return name in MISPLACED_NAMES or name.startswith(LINKEDIN_EXPORTS)


def is_markdown(path: str) -> bool:
    """Whether a file is Markdown, by its name."""
    return path.lower().endswith(MARKDOWN_SUFFIXES)


def is_project(path: str) -> bool:
    """Whether a text is that of a project, by its path."""
    return path.startswith(f"{PROJECTS_FOLDER}/")


def text_name(path: str) -> str:
    """The name of a text's file without extension; `index.md` has the name of its folder."""
    folder, name = posixpath.split(path)
    stem = posixpath.splitext(name)[0]
    if stem.lower() == "index":
        return posixpath.basename(folder)
    return stem


def shown_folder(path: str | os.PathLike[str]) -> str:
    """A folder as messages show it: relative to the current folder if it is inside."""
    whole, here = os.fspath(path), os.getcwd()
    inside = whole.removeprefix(here.rstrip(os.sep) + os.sep)
    if whole == here:
        return "./"
    if inside != whole:
        return f"{inside.replace(os.sep, '/')}/"
    return whole


def is_inside(name: str) -> bool:
    """Whether a relative path stays inside its folder on every system."""
    return are_inside((name,))


def are_inside(names: Collection[str]) -> bool:
    """Whether all of these paths do; they are checked together because a site has thousands."""
    around = f"/{'/'.join(names)}/"
    climbs = "//" in around or "/./" in around or "/../" in around
    is_foreign = (
        "\\" in around
        or "\0" in around
        or (":" in around and any(name[1:2] == ":" for name in names))
    )
    return not names or not (climbs or is_foreign)


def open_without_following(path: str | os.PathLike[str], flags: int) -> int:
    """The descriptor of a file, opened without following a link or waiting for a pipe.

    Raises OSError.
    """
    safe = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    return os.open(path, flags | safe, 0o666)


def is_utf8(name: str) -> bool:
    """Whether the bytes of a file name were UTF-8; other bytes arrive as lone surrogates."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_hidden_or_backup(name: str) -> bool:
    """Whether a name is that of a hidden or backup file, which is never published."""
    return (
        name.startswith(".") or name.endswith("~") or (name.startswith("#") and name.endswith("#"))
    )
