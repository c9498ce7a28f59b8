"""Bytes become a published site: staged aside, then renamed into place; nothing that is not ours is ever touched.

A manifest outside the site says which of its files are ours. Files that are as they should be are not touched, and
what is no longer made is deleted last, so that a published link is never dead on the way.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_state_path

from .diagnostics import PortfolioError

BYSTANDERS = frozenset({".gitignore", ".gitkeep", ".nojekyll", "CNAME", ".git"})
"""Files that a folder may hold and still be nobody's site."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a build changed."""

    written: int
    deleted: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Output:
    """A folder that is ours to write, with the place where we keep notes about it."""

    folder: Path
    notes: Path

    @property
    def manifest(self) -> Path:
        """Names the files in the folder that are ours."""
        return self.notes / f"{_key(self.folder)}.json"


def _key(folder: Path) -> str:
    return hashlib.sha256(str(folder).encode()).hexdigest()[:16]


@contextmanager
def open_output(root: Path, folder: Path) -> Iterator[Output]:
    """Take hold of an output folder. Raises PortfolioError if it is not ours, or if another build has it."""
    _refuse_dangerous(root, folder)
    output = Output(folder, _notes_folder(root))
    lock = FileLock(output.notes / f"{_key(folder)}.lock", blocking=False)
    try:
        with lock:
            _refuse_foreign(output)
            yield output
    except Timeout:
        raise PortfolioError(f"another build is writing {_shown(folder)}", "wait until it has finished") from None


def _notes_folder(root: Path) -> Path:
    """`.portfolio/` in the site, or where that cannot be written the user's folder for such notes."""
    own = root / ".portfolio"
    try:
        own.mkdir(exist_ok=True)
        if not (own / ".gitignore").exists():
            (own / ".gitignore").write_text("*\n", encoding="utf-8")
        if os.access(own, os.W_OK):
            return own
    except OSError:
        pass
    elsewhere = user_state_path("portfolio") / _key(root)
    elsewhere.mkdir(parents=True, exist_ok=True)
    return elsewhere


def _refuse_dangerous(root: Path, folder: Path) -> None:
    shown = _shown(folder)
    if folder.is_symlink() or folder.resolve() != folder:
        raise PortfolioError(f"{shown} is, or lies behind, a symbolic link", "choose the folder itself with --output")
    if folder.exists() and not folder.is_dir():
        raise PortfolioError(f"{shown} is a file, not a folder", "choose another folder with --output")
    if folder == root or folder in root.parents or folder == Path.home() or folder in Path.home().parents:
        raise PortfolioError(f"{shown} holds more than a built site", "choose a folder of its own with --output")
    for source in ("content", "themes", "templates", "static", ".git", ".portfolio"):
        if folder == root / source or root / source in folder.parents:
            raise PortfolioError(f"{shown} is a part of the site's sources", "choose a folder of its own with --output")


def _refuse_foreign(output: Output) -> None:
    if not output.folder.is_dir() or output.manifest.exists():
        return
    foreign = sorted(entry.name for entry in os.scandir(output.folder) if entry.name not in BYSTANDERS)
    if foreign:
        raise PortfolioError(
            f"{_shown(output.folder)} is not empty and was not built here (it holds {foreign[0]})",
            "empty it if it is an old build, or choose another folder with --output",
        )


def _shown(path: Path) -> str:
    try:
        return f"{path.relative_to(Path.cwd()).as_posix()}/"
    except ValueError:
        return str(path)


def publish(output: Output, files: Iterable[tuple[str, bytes]], ranks: Mapping[str, int]) -> Written:
    """Make the folder hold exactly these files, beside what is not ours.

    `files` are addresses of files with their bytes, `ranks` the order in which they appear (lower first). Raises
    PortfolioError, with the old site untouched, if the machine refuses.
    """
    before = read_manifest(output)
    try:
        with _staging(output) as stage:
            return _publish(output, files, ranks, before, stage)
    except OSError as reason:
        raise _refusal(output, reason) from None


def _publish(output: Output, files: Iterable[tuple[str, bytes]], ranks: Mapping[str, int], before: frozenset[str], stage: Path) -> Written:
    names: set[str] = set()
    staged: dict[str, Path] = {}
    for name, content in files:
        names.add(name)
        target = output.folder / name
        _refuse_overwriting(output, name, before)
        if name not in before or not _holds(target, content):
            staged[name] = stage / str(len(staged))
            staged[name].write_bytes(content)
    stale = before - names
    _write_manifest(output, before | names)
    for name in sorted(staged, key=lambda name: (ranks.get(name, 0), name)):
        _place(output, staged[name], name)
    _delete(output, stale)
    _write_manifest(output, names)
    return Written(len(staged), len(stale), len(names) - len(staged))


def read_manifest(output: Output) -> frozenset[str]:
    """The files in the folder that are ours."""
    try:
        return frozenset(json.loads(output.manifest.read_text("utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


def _write_manifest(output: Output, names: Iterable[str]) -> None:
    text = json.dumps({"output": str(output.folder), "files": sorted(names)}, indent=0)
    aside = output.manifest.with_suffix(".new")
    aside.write_text(text, encoding="utf-8")
    aside.replace(output.manifest)


@contextmanager
def _staging(output: Output) -> Iterator[Path]:
    """A folder on the disk of the output, gone afterwards; one that a killed build left is swept first."""
    output.folder.mkdir(parents=True, exist_ok=True)
    same_disk = output.notes.stat().st_dev == output.folder.stat().st_dev
    parent = output.notes if same_disk else output.folder.parent
    prefix = f".staging-{_key(output.folder)}-"
    for left in parent.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    stage = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _refuse_overwriting(output: Output, name: str, ours: frozenset[str]) -> None:
    target = output.folder / name
    for parent in target.relative_to(output.folder).parents:
        if (output.folder / parent).is_symlink():
            raise PortfolioError(f"{_shown(output.folder)}{parent} is a symbolic link", "remove it; the site is not written through links")
    if name not in ours and (target.is_symlink() or target.exists()):
        raise PortfolioError(
            f"{_shown(output.folder)}{name} is in the way and was not made by a build",
            "move it elsewhere, or choose another folder with --output",
        )


def _holds(target: Path, content: bytes) -> bool:
    try:
        return target.stat().st_size == len(content) and not target.is_symlink() and target.read_bytes() == content
    except OSError:
        return False


def _place(output: Output, staged: Path, name: str) -> None:
    target = output.folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    staged.replace(target)


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


def _refusal(output: Output, reason: OSError) -> PortfolioError:
    shown = _shown(output.folder)
    if reason.errno == errno.ENOSPC:
        return PortfolioError(f"the disk of {shown} is full", "make room and build again; the site is as it was")
    what = f"{shown} cannot be written: {reason.strerror}"
    return PortfolioError(f"{what} ({reason.filename})" if reason.filename else what, "mend that and build again")
