"""The files to import: those of folders and archives too, each within limits.

Nothing is ever unpacked to the disk, and every size is measured while it is read: what an archive
says of its members may be wrong.
"""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from lzma import LZMAError
from pathlib import Path
from typing import IO

from msgspec import Struct

from ..paths import are_inside, is_hidden_or_backup
from .model import Refused

MAX_SOURCE_BYTES = 16 * 1024**2
"""Maximum bytes of a file that is read: the largest real one, a wallet with inline drawings, has
one megabyte for 42 credentials."""
MAX_ARCHIVE_BYTES = 256 * 1024**2
"""Maximum bytes of all members of an archive that are unpacked, one after another."""
MAX_MEMBERS = 5000
"""Maximum members of an archive; LinkedIn's have about fifty, without pictures."""
MAX_NESTING = 3
"""Maximum archives within one another; browsers and mail programs add one."""
MAX_FOLDER_FILES = 20_000
"""Maximum files of a folder."""
_HEAD = 16
_NEVER_READ = (b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x1f\x8b", b"ID3", b"OggS", b"\x1aE\xdf\xa3")
"""How pictures, sounds and films begin that no reader reads; archives have many of them."""
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
    LookupError,
)
"""What `zipfile` raises for damaged, encrypted and unknown archives."""


class RawSource(Struct, frozen=True):
    """The bytes of a file, or of a member of an archive."""

    name: str
    content: bytes
    archive: str = ""
    """The name of the archive on the disk that it is in."""


def files_at(paths: Iterable[Path]) -> list[Path | Refused]:
    """The files at some paths, of folders all; one that is given twice comes once."""
    found: dict[str, Path | Refused] = {}
    for path in paths:
        for file in _files_at(path):
            key = file.source if isinstance(file, Refused) else os.path.realpath(file)
            found.setdefault(key, file)
    return list(found.values())


def _files_at(path: Path) -> Iterator[Path | Refused]:
    if not path.is_dir():
        yield path
        return
    for number, file in enumerate(_walk(path)):
        if number == MAX_FOLDER_FILES:
            yield Refused(str(path), "", f"the folder has more than {MAX_FOLDER_FILES:,} files")
            return
        yield file


def _walk(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not is_hidden_or_backup(name))
        yield from (Path(where, name) for name in sorted(files) if not is_hidden_or_backup(name))


def open_file(path: Path) -> Iterator[RawSource | Refused]:
    """A file, or the members of an archive that may be of a known format, or why there is none."""
    name = _shown(path)
    try:
        if not path.is_file():
            there = path.exists() or path.is_symlink()
            yield Refused(
                name, "", "it is not an ordinary file" if there else "there is no such file"
            )
            return
        with path.open("rb") as file:
            yield from _content_of(name, file, path.stat().st_size)
    except OSError as reason:
        yield Refused(name, "", f"it cannot be read: {reason.strerror}")


def _shown(path: Path) -> str:
    return str(path).encode(errors="backslashreplace").decode()


def _content_of(name: str, file: IO[bytes], size: int) -> Iterator[RawSource | Refused]:
    head = file.read(_HEAD)
    file.seek(0)
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        yield from _ArchiveReader(name).members(name, file)
    elif size > MAX_SOURCE_BYTES:
        yield Refused(name, "", f"it has {size:,} bytes; {MAX_SOURCE_BYTES:,} are read")
    else:
        yield RawSource(name, file.read(MAX_SOURCE_BYTES))


class _ArchiveReader:
    """Reads an archive and those within it, which share its limits."""

    def __init__(self, archive: str) -> None:
        self._archive = archive
        self._room = MAX_ARCHIVE_BYTES
        self._members = MAX_MEMBERS

    def members(self, name: str, file: IO[bytes], depth: int = 1) -> Iterator[RawSource | Refused]:
        """The members of an archive that may be of a known format."""
        if depth > MAX_NESTING:
            yield Refused(name, "", f"it is an archive in {MAX_NESTING} others")
            return
        try:
            archive = zipfile.ZipFile(file)
            entries = sorted(
                (entry for entry in archive.infolist() if not entry.is_dir()),
                key=lambda entry: entry.filename,
            )
        except _DAMAGE:
            yield Refused(name, "", "the archive is damaged: download it again")
            return
        with archive:
            for entry in entries:
                self._members -= 1
                if self._members < 0:
                    yield Refused(name, "", f"the archive has more than {MAX_MEMBERS:,} members")
                    return
                yield from self._member(f"{name}/{_member_name(entry)}", archive, entry, depth)

    def _member(
        self, name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int
    ) -> Iterator[RawSource | Refused]:
        if entry.filename.startswith("/") or not are_inside((entry.filename,)):
            yield Refused(name, "", "the name of the member leads out of the archive")
            return
        try:
            content = self._unpacked(archive, entry)
        except _DAMAGE:
            locked = "it has a password" if entry.flag_bits & 1 else "the member is damaged"
            yield Refused(name, "", locked)
            return
        if content is None:
            yield Refused(name, "", f"unpacked it has more than {MAX_SOURCE_BYTES:,} bytes")
        elif content.startswith((_ZIP, _EMPTY_ZIP)):
            yield from self.members(name, io.BytesIO(content), depth + 1)
        elif content and not content.startswith(_NEVER_READ):
            yield RawSource(name, content, self._archive)

    def _unpacked(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
        """The bytes of a member, of a picture only the first; None if they are too many."""
        limit = min(MAX_SOURCE_BYTES, self._room)
        with archive.open(entry) as member:
            head = member.read(_HEAD)
            if head.startswith(_NEVER_READ):
                return head
            content = head + member.read(limit + 1 - len(head))
        self._room -= len(content)
        if len(content) > limit:
            return None
        return content


def _member_name(entry: zipfile.ZipInfo) -> str:
    return entry.filename.encode(errors="backslashreplace").decode()
