"""The output folder: which one it is, whether it is ours, and where notes about it are kept."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from ..diagnostics import PortfolioError
from ..paths import NOTES_FOLDER, shown_folder
from .manifest import read_manifest

IGNORED_NAMES = frozenset({".gitignore", ".gitkeep", ".nojekyll", "CNAME", ".git"})
"""Files that a folder may hold and still count as empty."""
STAGING = ".staging-"
"""Prefix of the names of folders in which the files of a build are staged."""


class Output(Struct, frozen=True):
    """A folder that is ours to write, with the place where we keep notes about it."""

    root: Path
    """The folder of the site."""
    folder: Path
    notes: Path
    key: str
    """Names the folder in the notes; a site that is moved as a whole keeps it."""

    @property
    def manifest(self) -> Path:
        """Names the files in the folder that are ours."""
        return self.notes / f"{self.key}.json"

    def path(self, name: str) -> str:
        """Where a file or folder of the site is; as text, for there are thousands."""
        return f"{self.folder}/{name}"


def resolve_output_folder(root: Path, asked: Path | None, named: str) -> Path:
    """The folder that a site is written to, as asked for or named in its settings.

    It is absolute, with the symbolic links among its parents resolved.
    """
    folder = asked or root / named
    folder = folder if folder.is_absolute() else Path.cwd() / folder
    return folder.parent.resolve() / folder.name


def digest_of_name(text: str) -> str:
    """A name for the file or folder of this name, in a place with others."""
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:16]


def notes_folder(root: Path) -> Path:
    """The folder `.portfolio/` of the site, or the user's for notes if that cannot be written.

    Raises PortfolioError.
    """
    if (root / NOTES_FOLDER).is_symlink():
        raise PortfolioError(
            f"{NOTES_FOLDER} is a symbolic link",
            "remove the link; the notes of builds are not written through links",
        )
    if _is_made(root / NOTES_FOLDER):
        return root / NOTES_FOLDER
    elsewhere = _users_notes(root)
    if elsewhere and _is_made(elsewhere):
        return elsewhere
    places = (
        f"neither {NOTES_FOLDER}/ nor {elsewhere} can" if elsewhere else f"{NOTES_FOLDER}/ cannot"
    )
    raise PortfolioError(
        f"{places} be written", f"make room, or mend the permissions of {NOTES_FOLDER}/"
    )


def _users_notes(root: Path) -> Path | None:
    """The user's folder for the notes of a site; None where there is no user with a home."""
    from platformdirs import user_state_path

    with suppress(RuntimeError):
        elsewhere = user_state_path("portfolio") / digest_of_name(str(root))
        return elsewhere if elsewhere.is_absolute() else None
    return None


def _is_made(folder: Path) -> bool:
    """Whether there is a folder for notes, which Git is told to leave alone."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError), (folder / ".gitignore").open("x", encoding="utf-8") as file:
            file.write("*\n")
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def refuse_dangerous(root: Path, folder: Path) -> None:
    """Refuse a folder that holds, or is a part of, what somebody wrote."""
    shown = shown_folder(folder)
    if folder.is_symlink() or folder.resolve() != folder:
        raise PortfolioError(
            f"{shown} is, or lies behind, a symbolic link", "choose the folder itself with --output"
        )
    if folder.exists() and not folder.is_dir():
        raise PortfolioError(
            f"{shown} is a file, not a folder", "choose another folder with --output"
        )
    if any(folder == above or folder in above.parents for above in (root, *_home())):
        raise PortfolioError(
            f"{shown} holds more than a built site", "choose a folder of its own with --output"
        )
    for source in ("content", "themes", "templates", "static", ".git", ".portfolio"):
        if folder == root / source or root / source in folder.parents:
            raise PortfolioError(
                f"{shown} is a part of the site's sources",
                "choose a folder of its own with --output",
            )


def _home() -> Iterator[Path]:
    """The user's home, if there is a user."""
    with suppress(RuntimeError):
        yield Path.home()


def refuse_copy(output: Output) -> None:
    """Refuse a folder that another copy of this site writes, whose notes were copied with it."""
    known = None if output.folder.is_relative_to(output.root) else read_manifest(output.manifest)
    if known is None or known.root == str(output.root):
        return
    other = Path(known.root)
    theirs = read_manifest(other / NOTES_FOLDER / output.manifest.name)
    if (
        theirs
        and theirs.root == known.root
        and theirs.output == str(output.folder)
        and not other.samefile(output.root)
    ):
        raise PortfolioError(
            f"{shown_folder(output.folder)} is written by another copy of this site, in {other}",
            "choose another folder with --output; or, if that copy is no longer used, "
            f"remove {other / NOTES_FOLDER}",
        )


def refuse_foreign(output: Output) -> None:
    """Refuse a folder that holds something, although nothing in it is ours."""
    if not output.folder.is_dir():
        return
    foreign = sorted(
        e.name
        for e in os.scandir(output.folder)
        if e.name not in IGNORED_NAMES and not e.name.startswith(STAGING)
    )
    if foreign:
        raise PortfolioError(
            f"{shown_folder(output.folder)} is not empty and was not built here "
            f"(it holds {foreign[0]})",
            "empty it if it is an old build, or choose another folder with --output",
        )


def files_we_wrote(output: Output) -> frozenset[str]:
    """The files in the folder that are ours, as far as the last build tells."""
    known = read_manifest(output.manifest)
    return known.files if known else frozenset()


def output_error(output: Output, reason: OSError) -> PortfolioError:
    """The error to raise if an output cannot be written, in the words of the system."""
    shown = shown_folder(output.folder)
    if reason.errno == errno.ENOSPC:
        return PortfolioError(
            f"the disk of {shown} is full", "make room and build again; the site is as it was"
        )
    what = f"{shown} cannot be written: {reason.strerror}"
    return PortfolioError(
        f"{what} ({reason.filename})" if reason.filename else what, "mend that and build again"
    )
