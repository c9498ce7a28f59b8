"""Publishes a site: files are staged, then renamed into place; foreign files are never touched.

A manifest outside the site lists the files that builds wrote. Unchanged files are not touched. New
and deleted pages may link to each other in cycles, so each is briefly replaced by a placeholder
without links: at no moment does a page have a dead link.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from ..diagnostics import PortfolioError
from ..paths import are_inside, is_inside, shown_folder
from ..site.addresses import folders_of
from .folder import (
    OPTION,
    STAGING,
    Output,
    adopt,
    digest_of_name,
    files_we_wrote,
    notes_folder,
    output_error,
    refuse_copy,
    refuse_dangerous,
    refuse_foreign,
)
from .lock import locked
from .manifest import MARK, mark_of, write_manifest

PAGE_SUFFIX = ".html"
PLACEHOLDER_PAGE = (
    b'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    b'<title>One moment</title>\n<meta http-equiv="refresh" content="1">\n</head>\n<body>\n'
    b"<p>This page is being published.</p>\n</body>\n</html>\n"
)
"""Replaces a page briefly before it appears or is deleted."""
MAX_SINGLE_FLUSHES = 8
"""Maximum files that are flushed one by one; above this, flushing all disks is faster."""


class FileCounts(Struct, frozen=True):
    """How many files a build changed."""

    written: int
    deleted: int


@contextmanager
def open_output(root: Path, folder: Path, option: str = OPTION) -> Iterator[Output]:
    """Lock an output folder and yield it; `option` is what chose it.

    Raises PortfolioError if it is foreign or in use.
    """
    refuse_dangerous(root, folder, option)
    name = folder.relative_to(root).as_posix() if folder.is_relative_to(root) else folder.as_posix()
    output = Output(root, folder, notes_folder(root), digest_of_name(name), option)
    with ExitStack() as held:
        try:
            is_ours = held.enter_context(locked(output.notes / f"{output.key}.lock"))
        except OSError as reason:
            raise output_error(output, reason) from None
        if not is_ours:
            raise PortfolioError(
                f"another build is writing {shown_folder(folder)}", "wait until it has finished"
            )
        refuse_copy(output)
        if not output.manifest.exists() and not _is_adopted(output):
            refuse_foreign(output)
        yield output


def _is_adopted(output: Output) -> bool:
    try:
        return adopt(output)
    except OSError as reason:
        raise output_error(output, reason) from None


class Stage(Struct, frozen=True):
    """The folder in which the files of a build are staged until all are complete."""

    folder: Path
    output: Path
    before: frozenset[str]
    """The files in the output that earlier builds wrote."""

    def add(self, name: str, content: bytes) -> bool:
        """Stage a file unless the output has the same content; return whether it was staged.

        Raises OSError.
        """
        if name in self.before and _holds(f"{self.output}/{name}", content):
            return False
        _write(self.path_of(name), content)
        return True

    def path_of(self, name: str) -> str:
        """Return the path of a staged file."""
        return f"{self.folder}/{digest_of_name(name)}"


@contextmanager
def staging(output: Output, intact: AbstractSet[str] = frozenset()) -> Iterator[Stage]:
    """Yield a stage, which is removed afterwards.

    `intact` are files known to be unchanged since a build wrote them: they count as ours even if
    the manifest is damaged. Raises PortfolioError, with the old site untouched, on system errors.
    """
    try:
        before = files_we_wrote(output) | intact
        if not before:
            refuse_foreign(output)
        with _staging(output) as folder:
            yield Stage(folder, output.folder, before)
    except OSError as reason:
        raise output_error(output, reason) from None


def publish_stage(
    output: Output,
    stage: Stage,
    names: AbstractSet[str],
    staged: Collection[str],
    ranks: Mapping[str, int],
) -> FileCounts:
    """Make the output contain exactly these files, beside foreign ones; return what changed.

    `staged` are the new and changed files, `ranks` the order in which they appear (lower first).
    Raises OSError on system errors, and PortfolioError, with the old site untouched, if a foreign
    file is in the way.
    """
    _refuse_outsiders(names | stage.before)
    _refuse_obstacles(output, names, stage.before, set(staged) | (stage.before - names))
    if staged or names != stage.before:
        _flush([stage.path_of(name) for name in staged])
        write_manifest(output.manifest, output.root, output.folder, stage.before | names)
        _swap(output, stage, staged, stage.before - names, ranks)
        write_manifest(output.manifest, output.root, output.folder, names)
    _leave_mark(output, stage, names)
    return FileCounts(len(staged), len(stage.before - names))


def _leave_mark(output: Output, stage: Stage, names: AbstractSet[str]) -> None:
    """Leave the mark in the output, unless it is there: an earlier build may have been killed."""
    mark = mark_of(names)
    if not _holds(output.path(MARK), mark):
        staged = stage.path_of(MARK)
        _write(staged, mark)
        _put(staged, output.path(MARK))


def _flush(paths: Collection[str]) -> None:
    """Flush staged files to disk before they replace others: few one by one, many at once."""
    if len(paths) > MAX_SINGLE_FLUSHES and sys.platform != "win32":
        os.sync()
        return
    for path in paths:
        with open(path, "rb+") as file:
            os.fsync(file.fileno())


def _swap(
    output: Output,
    stage: Stage,
    staged: Collection[str],
    stale: AbstractSet[str],
    ranks: Mapping[str, int],
) -> None:
    """Rename files into place by rank, new ones before changed ones; then delete stale ones."""
    obstacles = _obstacles(stale, set(staged))
    _delete(output, obstacles)
    in_order = sorted(staged, key=lambda name: (ranks.get(name, 0), name))
    new = [
        name
        for name in in_order
        if name not in stage.before or not os.path.exists(output.path(name))
    ]
    pages, appeared = [name for name in new if name.endswith(PAGE_SUFFIX)], set(new)
    _move(output, stage, [name for name in new if not name.endswith(PAGE_SUFFIX)])
    if stage.before:
        _put_placeholders(output, stage, pages)
    _move(output, stage, pages)
    _move(output, stage, [name for name in in_order if name not in appeared])
    _put_placeholders(
        output,
        stage,
        sorted(
            name
            for name in stale - obstacles
            if name.endswith(PAGE_SUFFIX) and os.path.exists(output.path(name))
        ),
    )
    _delete(output, stale - obstacles)


def _move(output: Output, stage: Stage, names: Iterable[str]) -> None:
    for name in names:
        _put(stage.path_of(name), output.path(name))


def _put(source: str, target: str) -> None:
    try:
        os.replace(source, target)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.replace(source, target)


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as file:
        file.write(content)


def _put_placeholders(output: Output, stage: Stage, names: Iterable[str]) -> None:
    """Replace pages by a placeholder without links."""
    copy = f"{stage.folder}/holder"
    for name in names:
        _write(copy, PLACEHOLDER_PAGE)
        _put(copy, output.path(name))


def _obstacles(stale: AbstractSet[str], names: AbstractSet[str]) -> set[str]:
    """Stale files where a folder is needed, and stale files in a folder where a file is needed."""
    folders = {folder for name in names for folder in folders_of(name)}
    return {old for old in stale if old in folders or not names.isdisjoint(folders_of(old))}


@contextmanager
def _staging(output: Output) -> Iterator[Path]:
    """Create a folder on the same disk as the output, and remove it afterwards.

    Folders left behind by killed builds are removed first.
    """
    output.folder.mkdir(parents=True, exist_ok=True)
    disk = output.folder.stat().st_dev
    prefix = f"{STAGING}{output.key}-"
    places = [
        place
        for place in (output.notes, output.folder.parent, output.folder)
        if place.stat().st_dev == disk
    ]
    for left in (left for place in places for left in place.glob(f"{prefix}*")):
        _remove_flat(left)
    parent = next((place for place in places if os.access(place, os.W_OK)), output.folder)
    stage = parent / f"{prefix}{time.time_ns()}"
    stage.mkdir(mode=0o700)
    try:
        yield stage
    finally:
        _remove_flat(stage)


def _remove_flat(folder: Path) -> None:
    """Remove a staging folder with its files, as far as possible; links are not followed."""
    if folder.is_symlink():
        return
    with suppress(OSError):
        for entry in os.scandir(folder):
            os.unlink(entry.path)
        folder.rmdir()


def _refuse_outsiders(names: AbstractSet[str]) -> None:
    """Raise PortfolioError if a name would lead out of the folder on any system.

    Authors choose the names of static files.
    """
    if not are_inside(names):
        wrong = next(name for name in sorted(names) if not is_inside(name))
        raise PortfolioError(
            f"{wrong!r} cannot be the name of a file of a site", "give the static file another name"
        )


def _refuse_obstacles(
    output: Output, names: AbstractSet[str], before: frozenset[str], touched: AbstractSet[str]
) -> None:
    """Raise PortfolioError if something foreign is in the way of our files or folders."""
    missing: set[str] = set()
    for folder in sorted({folder for name in touched for folder in folders_of(name)}):
        mode = 0 if _parent(folder) in missing else _mode(output.path(folder))
        if not mode:
            missing.add(folder)
        elif stat.S_ISLNK(mode):
            shown = shown_folder(output.folder / folder)
            raise PortfolioError(
                f"{shown} is a symbolic link", "remove it; builds do not write through links"
            )
        elif not stat.S_ISDIR(mode) and folder not in before:
            raise _foreign_obstacle(output, folder)
    for name in sorted(name for name in names - before if _parent(name) not in missing):
        mode = _mode(output.path(name))
        if mode and not (stat.S_ISDIR(mode) and _is_ours(output, name, before - names)):
            raise _foreign_obstacle(output, name)


def _parent(name: str) -> str:
    return name.rpartition("/")[0]


def _mode(path: str) -> int:
    """The mode of a file without following links; 0 if it does not exist."""
    try:
        return os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0


def _is_ours(output: Output, name: str, stale: AbstractSet[str]) -> bool:
    """Whether a folder contains only stale files."""
    return stale >= {
        path.relative_to(output.folder).as_posix()
        for path in (output.folder / name).rglob("*")
        if not path.is_dir()
    }


def _foreign_obstacle(output: Output, name: str) -> PortfolioError:
    shown = shown_folder(output.folder / name).rstrip("/")
    return PortfolioError(
        f"{shown} is in the way and was not written by a build",
        f"move it elsewhere, or choose another folder with {output.option}",
    )


def _holds(target: str, content: bytes) -> bool:
    try:
        about = os.lstat(target)
        return (
            stat.S_ISREG(about.st_mode)
            and about.st_size == len(content)
            and _read(target) == content
        )
    except OSError:
        return False


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _delete(output: Output, names: Iterable[str]) -> None:
    for name in sorted(names):
        target = output.folder / name
        target.unlink(missing_ok=True)
        for parent in target.relative_to(output.folder).parents:
            if parent == Path() or not _remove_if_empty(output.folder / parent):
                break


def _remove_if_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:
        return False
    return True
