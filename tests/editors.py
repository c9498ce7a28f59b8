"""How editors save: the system calls of each, in order, on a file that exists and on a new one.

A function takes the place of a file and its new text, and leaves both as its editor does when it
opens, changes, saves and leaves the file. The sequences were recorded on Linux. Reads are left out,
except where they open for writing; attributes and access lists are set with `chmod`, and copies
made in the kernel are made with `write`, since a watcher sees the same events. A test that sets
`PACE` widens the moments in which the file is missing, empty or partly written.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Pace:
    """How slowly editors work."""

    seconds: float = 0.0
    """To wait while the file is missing, and before each part of it is written."""
    waits: int = 0
    """How often that was waited for."""

    def wait(self) -> None:
        """Wait once."""
        self.waits += 1
        time.sleep(self.seconds)


PACE = Pace()

ANEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
FIRST = os.O_CREAT | os.O_EXCL
PAGE = bytes(4096)
WRITER = "writer@desk.4913"

_flush_data: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


@contextmanager
def _opened(path: Path, flags: int, mode: int = 0o666) -> Iterator[int]:
    descriptor = os.open(path, flags, mode)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _fill(descriptor: int, text: str, size: int) -> None:
    data = text.encode()
    for start in range(0, len(data), size):
        PACE.wait()
        os.write(descriptor, data[start : start + size])


def _write(
    path: Path, text: str, size: int, flush: Callable[[int], None] | None = None, flags: int = ANEW
) -> None:
    with _opened(path, flags) as descriptor:
        _fill(descriptor, text, size)
        if flush:
            flush(descriptor)


def _touch(path: Path, flags: int, mode: int = 0o666) -> None:
    with _opened(path, flags, mode):
        pass


def _rename(old: Path, new: Path) -> None:
    os.rename(old, new)
    PACE.wait()


def _unlink(path: Path) -> None:
    with suppress(FileNotFoundError):
        os.unlink(path)


def _beside(path: Path, name: str) -> Path:
    return path.with_name(name.format(path.name, random=os.urandom(3).hex()))


def _mode_of(path: Path) -> int | None:
    return path.stat().st_mode & 0o777 if path.exists() else None


def _give_owner(descriptor: int, path: Path) -> None:
    os.fchown(descriptor, path.stat().st_uid, path.stat().st_gid)


def _copy_times(path: Path, copy: Path | int) -> None:
    os.utime(copy, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))


# Vim


def _probe(path: Path) -> None:
    probe = next(
        found
        for number in range(4913, 9999, 123)
        if not (found := _beside(path, str(number))).exists()
    )
    with _opened(probe, os.O_WRONLY | FIRST | os.O_NOFOLLOW, path.stat().st_mode) as descriptor:
        _give_owner(descriptor, path)
    os.unlink(probe)


def _rename_away(path: Path, backup: Path) -> None:
    _unlink(backup)
    _rename(path, backup)


def _probe_and_rename_away(path: Path, backup: Path) -> None:
    _probe(path)
    _rename_away(path, backup)


def _copy_away(path: Path, backup: Path) -> None:
    _unlink(backup)
    with _opened(
        backup, os.O_WRONLY | FIRST | os.O_NOFOLLOW, path.stat().st_mode & 0o777
    ) as descriptor:
        os.write(descriptor, path.read_bytes())
    _copy_times(path, backup)


@contextmanager
def _vim_session(path: Path, mode: int | None) -> Iterator[int]:
    swap, probe = _beside(path, ".{}.swp"), _beside(path, ".{}.swx")
    with _opened(swap, os.O_RDWR | FIRST, 0o600):
        _touch(probe, os.O_RDWR | FIRST, 0o600)
        os.unlink(probe)
    os.unlink(swap)
    with _opened(swap, os.O_RDWR | FIRST | os.O_NOFOLLOW, 0o600) as descriptor:
        os.write(descriptor, PAGE)
        if mode is not None:
            os.chmod(swap, mode)
        os.write(descriptor, PAGE)
        yield descriptor
    os.unlink(swap)


def _vim_backup(path: Path, *, keep: bool) -> Path:
    """`name~`, or with another last letter where that one is somebody's and must stay."""
    names = (
        path.with_name(f"{path.name[:-1]}{letter}~")
        for letter in path.name[-1] + "zyxwvutsrqponmlkjihgfedcba"
    )
    return next(name for name in names if keep or not name.exists())


def _vim(
    path: Path, text: str, back_up: Callable[[Path, Path], None] | None, *, keep: bool = False
) -> None:
    mode, backup = _mode_of(path), _vim_backup(path, keep=keep)
    with _vim_session(path, mode) as swap:
        if mode is not None:
            if back_up:
                back_up(path, backup)
            os.write(swap, PAGE)
            os.fsync(swap)
        with _opened(path, os.O_WRONLY | os.O_CREAT, mode or 0o666) as descriptor:
            os.ftruncate(descriptor, 0)
            _fill(descriptor, text, 8192)
            os.fsync(descriptor)
            if mode is not None:
                os.fchmod(descriptor, mode)
        os.write(swap, PAGE)
        if mode is not None and back_up and not keep:
            os.unlink(backup)


def save_with_vim(path: Path, text: str) -> None:
    """Vim 9.0: writes `.name.swp`, probes with `4913`, renames the file to `name~`,
    writes it anew, deletes `name~`.
    """
    _vim(path, text, _probe_and_rename_away)


def save_with_vim_keeping_backup(path: Path, text: str) -> None:
    """Vim 9.0, `set backup`: as by default, but `name~` stays,
    and an older one is deleted before.
    """
    _vim(path, text, _probe_and_rename_away, keep=True)


def save_with_vim_renaming(path: Path, text: str) -> None:
    """Vim 9.0, `set backupcopy=no`: as by default, without the probe."""
    _vim(path, text, _rename_away)


def save_with_vim_copying(path: Path, text: str) -> None:
    """Vim 9.0, `set backupcopy=yes`: copies the file to `name~`, truncates and writes it
    in place, deletes `name~`.
    """
    _vim(path, text, _copy_away)


def save_with_vim_in_place(path: Path, text: str) -> None:
    """Vim 9.0, `set nowritebackup`, and by default in `/tmp`: truncates and writes the file
    in place, with no `name~`.
    """
    _vim(path, text, None)


# Emacs


def _emacs_copy(path: Path, backup: Path) -> None:
    older = backup.exists()
    with _opened(backup, os.O_WRONLY if older else os.O_WRONLY | FIRST, 0o600) as descriptor:
        os.write(descriptor, path.read_bytes())
        if older:
            os.ftruncate(descriptor, path.stat().st_size)
        _give_owner(descriptor, path)
        _copy_times(path, descriptor)
    os.chmod(backup, path.stat().st_mode & 0o777)


def _emacs_write(path: Path, text: str, *, again: bool) -> None:
    with _opened(path, ANEW) as descriptor:
        _fill(descriptor, text, len(text.encode()) // 2 + 1)
        os.fsync(descriptor)
    if not again:
        _touch(path, os.O_WRONLY)


def _emacs(
    path: Path,
    text: str,
    back_up: Callable[[Path, Path], None] | None,
    *,
    again: bool = False,
    precious: bool = False,
) -> None:
    mode, lock, target = (
        _mode_of(path),
        _beside(path, ".#{}"),
        _beside(path, "tmp{random}") if precious else path,
    )
    if not lock.is_symlink():
        os.symlink(WRITER, lock)
    if mode is not None and back_up:
        back_up(path, _beside(path, "{}~"))
    if precious:
        _touch(target, os.O_RDWR | FIRST, 0o600)
    with suppress(FileExistsError):
        os.symlink(WRITER, lock)
    _emacs_write(target, text, again=again)
    os.unlink(lock)
    if precious:
        os.rename(target, path)
    if precious or (mode is not None and back_up is _rename):
        os.chmod(path, 0o644 if mode is None else mode)
    if mode is not None and (precious or back_up is _rename):
        os.chmod(path, mode)


def save_with_emacs(path: Path, text: str) -> None:
    """Emacs 28.2, first save: links `.#name`, renames the file to `name~`, writes it anew,
    opens it once more, sets its mode.
    """
    _emacs(path, text, _rename)


def save_again_with_emacs(path: Path, text: str) -> None:
    """Emacs 28.2, later saves of a session: links `.#name`, truncates and writes the file
    in place, unlinks `.#name`.
    """
    _emacs(path, text, None, again=True)


def save_with_emacs_after_autosave(path: Path, text: str) -> None:
    """Emacs 28.2, first save after a pause in typing: as by default, with `#name#` written
    before and deleted at the end.
    """
    autosave = _beside(path, "#{}#")
    os.symlink(WRITER, _beside(path, ".#{}"))
    _write(autosave, text, len(text.encode()) + 1)
    _emacs(path, text, _rename)
    os.unlink(autosave)


def save_with_emacs_copying(path: Path, text: str) -> None:
    """Emacs 28.2, `backup-by-copying`: copies the file to `name~`,
    then truncates and writes it in place.
    """
    _emacs(path, text, _emacs_copy)


def save_with_emacs_in_place(path: Path, text: str) -> None:
    """Emacs 28.2, without `make-backup-files`, and by default in `/tmp`:
    truncates and writes the file in place.
    """
    _emacs(path, text, None)


def save_with_emacs_precious(path: Path, text: str) -> None:
    """Emacs 28.2, `file-precious-flag`: copies the file to `name~`, writes `tmpXXXXXX`,
    renames it over the file.
    """
    _emacs(path, text, _emacs_copy, precious=True)


# Others at a terminal


def _nano(path: Path, text: str, *, back_up: bool) -> None:
    lock, backup = _beside(path, ".{}.swp"), _beside(path, "{}~")
    for _ in ("opened", "changed"):
        _unlink(lock)
        with _opened(lock, os.O_WRONLY | FIRST) as descriptor:
            os.write(descriptor, PAGE[:1024])
    if back_up and path.exists():
        _unlink(backup)
        with _opened(backup, os.O_WRONLY | FIRST, 0o600) as descriptor:
            _give_owner(descriptor, path)
            os.fchmod(descriptor, path.stat().st_mode & 0o777)
            os.write(descriptor, path.read_bytes())
            os.fsync(descriptor)
            _copy_times(path, descriptor)
    _write(path, text, 4096, os.fsync)
    os.unlink(lock)


def save_with_nano(path: Path, text: str) -> None:
    """Nano 7.2, with locking: writes `.name.swp` when it opens and at the first change, truncates
    and writes the file in place.
    """
    _nano(path, text, back_up=False)


def save_with_nano_keeping_backup(path: Path, text: str) -> None:
    """Nano 7.2, with locking and `--backup`: as without, after it copied the file
    to `name~`, which stays.
    """
    _nano(path, text, back_up=True)


def save_with_shell(path: Path, text: str) -> None:
    """A redirection of dash, `command > name`: truncates the file, and writes it whenever
    the command has something to say.
    """
    _write(path, text, 4096)


def save_with_sed(path: Path, text: str) -> None:
    """GNU sed 4.9, `sed -i`: writes `sedXXXXXX` and renames it over the file;
    a new file, which sed refuses, is redirected to.
    """
    if not path.exists():
        return save_with_shell(path, text)
    temporary = _beside(path, "sed{random}")
    with _opened(temporary, os.O_RDWR | FIRST, 0o600) as descriptor:
        _give_owner(descriptor, path)
        os.fchmod(descriptor, path.stat().st_mode & 0o777)
        _fill(descriptor, text, 4096)
    return os.rename(temporary, path)


def switch_with_git(texts: Mapping[Path, str | None]) -> None:
    """Git 2.39, `git switch`: deletes what goes (None) and folders left empty, then deletes
    and writes each file that changes.
    """
    for path in sorted(path for path, text in texts.items() if text is None):
        os.unlink(path)
        if not any(path.parent.iterdir()):
            os.rmdir(path.parent)
    for path, text in sorted((path, text) for path, text in texts.items() if text is not None):
        if not path.parent.exists():
            path.parent.mkdir(parents=True)
        if path.exists():
            os.unlink(path)
            PACE.wait()
        _write(path, text, 16 * 1024, flags=os.O_WRONLY | FIRST)


def save_with_git(path: Path, text: str) -> None:
    """Git 2.39, `git checkout -- name`, `git stash`: deletes the file and writes it anew,
    at once; `.git` is left out.
    """
    switch_with_git({path: text})


# Desktops


def save_with_vscode(path: Path, text: str) -> None:
    """VS Code, recorded as the same calls of Node 20: truncates and writes the file in place;
    a new one is first saved empty.
    """
    if not path.exists():
        _write(path, "", 1, _flush_data)
    _write(path, text, 256 * 1024, _flush_data)


def save_with_vscode_atomically(path: Path, text: str) -> None:
    """VS Code for its own settings, recorded as the same calls of Node 20: writes `name.vsctmp`,
    renames it over the file.
    """
    temporary = _beside(path, "{}.vsctmp")
    _write(temporary, text, 256 * 1024, _flush_data)
    os.rename(temporary, path)


def save_with_jetbrains(path: Path, text: str) -> None:
    """JetBrains since 2019, recorded as the same calls of Java 17: copies the file to `name~`,
    writes it in place, deletes `name~`.
    """
    backup = _beside(path, "{}~")
    if not path.exists():
        _touch(path, os.O_RDWR | FIRST)
    if backup.exists():
        os.unlink(backup)
    with _opened(backup, os.O_WRONLY | FIRST, path.stat().st_mode & 0o777) as descriptor:
        os.write(descriptor, path.read_bytes())
    _write(path, text, 1024 * 1024, flags=ANEW | os.O_SYNC)
    os.unlink(backup)


def save_with_jetbrains_renaming(path: Path, text: str) -> None:
    """JetBrains until 2018, recorded in Java 17: writes `name___jb_tmp___`, renames the file
    to `name___jb_old___`, then the new one.
    """
    temporary, old = _beside(path, "{}___jb_tmp___"), _beside(path, "{}___jb_old___")
    if not path.exists():
        _touch(path, os.O_RDWR | FIRST)
    _write(temporary, text, 1024 * 1024)
    _rename(path, old)
    os.rename(temporary, path)
    os.unlink(old)


def save_with_gnome(path: Path, text: str) -> None:
    """GLib 2.74 (`gio save`, as gedit): opens the file, writes `.goutputstream-XXXXXX`,
    renames it over; a new file is written in place.
    """
    if not path.exists():
        return _write(path, text, 1024 * 1024, flags=os.O_WRONLY | FIRST)
    temporary = _beside(path, ".goutputstream-{random}")
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW)
    with _opened(temporary, os.O_WRONLY | FIRST) as descriptor:
        _give_owner(descriptor, path)
        os.fchmod(descriptor, path.stat().st_mode & 0o777)
        os.close(opened)
        _fill(descriptor, text, 1024 * 1024)
        os.fsync(descriptor)
        os.rename(temporary, path)
    return None


EDITORS: tuple[Callable[[Path, str], None], ...] = tuple(
    value for name, value in list(globals().items()) if name.startswith("save_")
)
"""Every manner of saving, in the order of this module."""
