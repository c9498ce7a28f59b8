"""The output folder: which one it is, whether a build made it, and where its state is kept."""

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
from .manifest import MARK, read_manifest, read_mark, write_manifest

IGNORED_NAMES = frozenset({".gitignore", ".gitkeep", ".nojekyll", "CNAME", ".git", MARK})
"""Names that a folder may contain and still count as empty."""
OPTION = "--output"
"""What chooses the output folder of a build."""
STAGING = ".staging-"
"""Prefix of the names of staging folders."""


class Output(Struct, frozen=True):
    """An output folder, and the folder with the state of builds into it."""

    root: Path
    """The folder of the site."""
    folder: Path
    notes: Path
    key: str
    """Identifies the output in the notes; it survives moving the whole site."""
    option: str = OPTION
    """What chooses the folder, for advice."""

    @property
    def manifest(self) -> Path:
        """Return the path of the list of files that builds wrote."""
        return self.notes / f"{self.key}.json"

    def path(self, name: str) -> str:
        """Return the path of a file of the site; a string, because there are thousands."""
        return f"{self.folder}/{name}"


def resolve_output_folder(root: Path, asked: Path | None, named: str) -> Path:
    """Return the output folder: `asked`, or the folder named in the settings.

    It is absolute, with symbolic links in its parents resolved.
    """
    folder = asked or root / named
    folder = folder if folder.is_absolute() else Path.cwd() / folder
    return folder.parent.resolve() / folder.name


def digest_of_name(text: str) -> str:
    """Return a short name derived from a path, for files kept about it."""
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:16]


def notes_folder(root: Path) -> Path:
    """Return the folder `.portfolio/` of the site, or one of the user if that is not writable.

    Raises PortfolioError if neither can be written.
    """
    if (root / NOTES_FOLDER).is_symlink():
        raise PortfolioError(
            f"{NOTES_FOLDER} is a symbolic link",
            "remove the link; builds do not write through links",
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
        f"{places} be written", f"free disk space, or fix the permissions of {NOTES_FOLDER}/"
    )


def _users_notes(root: Path) -> Path | None:
    """The user's folder for the notes of a site; None if the user has no home folder."""
    from platformdirs import user_state_path

    with suppress(RuntimeError):
        elsewhere = user_state_path("portfolio") / digest_of_name(str(root))
        if elsewhere.is_absolute():
            return elsewhere
        return None
    return None


def _is_made(folder: Path) -> bool:
    """Create a folder for notes that Git ignores; return whether it is writable."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError), (folder / ".gitignore").open("x", encoding="utf-8") as file:
            file.write("*\n")
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def refuse_dangerous(root: Path, folder: Path, option: str = OPTION) -> None:
    """Raise PortfolioError for a folder that contains, or is inside, someone's own files."""
    shown = shown_folder(folder)
    if folder.is_symlink() or folder.resolve() != folder:
        raise PortfolioError(
            f"{shown} is, or lies behind, a symbolic link",
            f"choose the folder itself with {option}",
        )
    if folder.exists() and not folder.is_dir():
        raise PortfolioError(
            f"{shown} is a file, not a folder", f"choose another folder with {option}"
        )
    if any(folder == above or folder in above.parents for above in (root, *_home())):
        raise PortfolioError(
            f"{shown} contains more than a built site", f"choose a separate folder with {option}"
        )
    for source in ("content", "themes", "templates", "static", ".git", ".portfolio"):
        if folder == root / source or root / source in folder.parents:
            raise PortfolioError(
                f"{shown} is part of the site's sources",
                f"choose a separate folder with {option}",
            )


def _home() -> Iterator[Path]:
    """The user's home folder, if there is one."""
    with suppress(RuntimeError):
        yield Path.home()


def refuse_copy(output: Output) -> None:
    """Raise PortfolioError if another copy of this site, copied with its notes, uses the folder."""
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
            f"choose another folder with {output.option}; or, if that copy is no longer used, "
            f"remove {other / NOTES_FOLDER}",
        )


def refuse_foreign(output: Output) -> None:
    """Raise PortfolioError for a folder with files that no build wrote."""
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
            f"(it contains {foreign[0]})",
            f"empty it if it is an old build, or choose another folder with {output.option}",
        )


def adopt(output: Output) -> bool:
    """Take over an output that a build made elsewhere, by the mark in it; return whether it did.

    Raises OSError.
    """
    files = read_mark(output.folder)
    if files is not None:
        write_manifest(output.manifest, output.root, output.folder, files)
    return files is not None


def files_we_wrote(output: Output) -> frozenset[str]:
    """Return the files in the output that the last build wrote."""
    known = read_manifest(output.manifest)
    if known:
        return known.files
    return frozenset()


def output_error(output: Output, reason: OSError) -> PortfolioError:
    """Return the error to raise if the output cannot be written."""
    shown = shown_folder(output.folder)
    if reason.errno == errno.ENOSPC:
        return PortfolioError(
            f"the disk of {shown} is full", "free disk space and build again; the site is unchanged"
        )
    what = f"{shown} cannot be written: {reason.strerror}"
    return PortfolioError(
        f"{what} ({reason.filename})" if reason.filename else what, "fix that and build again"
    )
