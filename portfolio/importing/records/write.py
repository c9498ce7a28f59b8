"""Writes the files of an import: all of them, or none.

Each is written beside the site's content first, in the folder of notes, and moved when all are
there. A file that appeared in the meantime stays. Whatever ends the run before all are moved, also
Ctrl-C, takes back those that were.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ...diagnostics import PortfolioError
from ...options import Progress
from ...output.folder import notes_folder
from ...paths import CREDENTIALS_FOLDER
from .plan import PlannedRecord

STAGING_NAME = "import"
"""The folder among the notes where files wait until all are written."""


def write_records(
    root: Path, planned: Sequence[PlannedRecord], progress: Progress | None = None
) -> tuple[str, ...]:
    """Write new records, changed ones and their pictures; return the paths.

    Raises PortfolioError if one cannot be written; then all is as it was.
    """
    files = [(one, path) for one in planned for path in one.files]
    if not files:
        return ()
    name = ""
    try:
        with _staging(root) as staging, _taken_back_unless_done(root) as moved:
            for number, (one, name) in enumerate(files):
                (staging / str(number)).write_bytes(one.files[name])
            for number, (one, name) in enumerate(files):
                if progress:
                    progress("writing", number, len(files))
                if _move(root, staging / str(number), one, name):
                    moved.append((one, name))
            moved.append(None)
    except OSError as reason:
        raise PortfolioError(
            f"{name or CREDENTIALS_FOLDER} cannot be written: {reason.strerror or reason}",
            "nothing was imported; mend that, and run the same command again",
        ) from None
    return tuple(path for _, path in files)


@contextmanager
def _staging(root: Path) -> Iterator[Path]:
    """An empty folder for files that wait, removed at the end."""
    folder = notes_folder(root) / STAGING_NAME
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


Moved = list[tuple[PlannedRecord, str] | None]
"""The files in place; None at the end says that there are no more."""


@contextmanager
def _taken_back_unless_done(root: Path) -> Iterator[Moved]:
    moved: Moved = []
    try:
        yield moved
    finally:
        if moved[-1:] != [None]:
            for step in reversed(moved):
                if step:
                    _take_back(root, *step)


def _move(root: Path, staged: Path, one: PlannedRecord, name: str) -> bool:
    """Put a staged file in its place; return whether it was not there already.

    Only a record that is changed, or the same picture, may be there.
    """
    target = root / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if one.before is not None and name == one.path:
        if target.read_bytes() != one.before:
            raise PortfolioError(f"{name} has been changed meanwhile", "run the same command again")
        shutil.copymode(target, staged)
        staged.replace(target)
        return True
    if target.is_file() and target.read_bytes() == one.files[name]:
        return False
    try:
        target.hardlink_to(staged)
    except FileExistsError:
        raise PortfolioError(f"{name} exists already", "run the same command again") from None
    except OSError:  # the file system has no hard links
        if target.exists():
            raise
        staged.replace(target)
    return True


def _take_back(root: Path, one: PlannedRecord, name: str) -> None:
    with suppress(OSError):
        if one.before is not None and name == one.path:
            (root / name).write_bytes(one.before)
        else:
            (root / name).unlink()


def write_report(path: Path, text: str) -> None:
    """Write the report of an import to a file. Raises PortfolioError if that cannot be."""
    try:
        path.write_text(text, "utf-8", errors="backslashreplace", newline="\n")
    except OSError as reason:
        raise PortfolioError(
            f"{path} cannot be written: {reason.strerror}", "name another file for the report"
        ) from None
