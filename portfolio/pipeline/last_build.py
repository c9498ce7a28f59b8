"""The record of the last build: what it read, wrote and said, and what tells what has changed.

A record says what the file system said of every file of the site and of the output. That is text,
which is read without a library, so a build without a change imports nothing else. What the other
builds need to know, of each text and each page, follows as bytes, which are decoded only for them.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Callable, Iterable, Mapping

from ..paths import NOTES_FOLDER
from ..store.aside import put, read
from ..store.file_status import FileStat, FileTable, scan, stats_of
from ..store.fingerprint import program_stat

MAX_RECORDS = 8
"""Maximum number of records that are kept; there is one for each set of options."""
Fact = str | tuple[str, ...] | Mapping[str, str]
"""The value of one field of a record."""
_NAME = "build-"
"""Prefix of the names of records in the folder of notes."""
_DIGEST = "="
"""Prefix of a digest, which takes the place of a status if a file was just being written."""


class LastBuild:
    """What the last build read, wrote and said; each fact is text."""

    program: str
    """What the file system said of the program that built the site."""
    options: str
    """The key of the options."""
    root: str
    """The folder of the site."""
    output: str
    """The folder that the build wrote to."""
    manifest: str
    """The file that lists what was written; another build of the same output changes it."""
    environment: str
    """The key of what all pages share; empty if pages depend on code that may do anything."""
    as_of: str
    """The day, in ISO 8601."""
    is_dated: str
    """`yes` if the options or the settings state the day; empty if it was today."""
    entries: str
    """The number of published credentials."""
    pages: str
    """The number of pages."""
    warnings: str
    """The number of warnings."""
    report: str
    """The warnings in plain text."""
    colored: str
    """The warnings for a terminal with colours."""
    places: tuple[str, ...]
    """Every file and folder that the site is made of."""
    site: Mapping[str, str]
    """Each file of the site with its status, or with its digest if it had just been written."""
    published: Mapping[str, str]
    """Each file of the output with its status, and the manifest under its own name."""
    details: bytes
    """`details.Details`, encoded."""

    def __init__(self, details: bytes, **facts: Fact) -> None:
        self.details = details
        for name in _FIELDS:
            setattr(self, name, facts[name])

    def renewed(
        self, details: bytes, site: Mapping[str, str], published: Mapping[str, str]
    ) -> LastBuild:
        """The same build after some texts were edited and their pages published."""
        facts = {name: getattr(self, name) for name in _FIELDS}
        return LastBuild(details, **{**facts, "site": site, "published": published})


_FIELDS = {name: kind for name, kind in LastBuild.__annotations__.items() if name != "details"}


def options_key(asked: Mapping[str, object]) -> str:
    """The options of a build as one text; empty if all have their defaults."""
    return "\n".join(
        f"{name}={value!r}" for name, value in asked.items() if value not in (None, False)
    )


def read_last_build(notes: str | os.PathLike[str], options: str) -> LastBuild | None:
    """The record of the last build with these options; None if there is none, or a damaged one."""
    try:
        content = read(_path(notes, options))
        checksum, _, rest = content.partition(b"\n")
        if int(checksum, 16) != zlib.crc32(rest):
            return None
        length, _, rest = rest.partition(b"\n")
        text = rest[: int(length)].decode("utf-8", "surrogateescape")
        last = _parse(text, rest[int(length) :])
    except (OSError, ValueError, IndexError):
        return None
    if last.options == options:
        return last
    return None


def find_last_build(
    root: str | os.PathLike[str], options: str, environ: Callable[[str], str | None]
) -> LastBuild | None:
    """The record of the last build of a site, if files alone decide what differs from it.

    It was made by this program, with these options, for the day of this build, and without code of
    the owner's. None if there is no such record.
    """
    last = read_last_build(os.path.join(root, NOTES_FOLDER), options)
    if last is None or not last.environment or last.root != os.path.realpath(root):
        return None
    if not last.is_dated and last.as_of != _day(environ("SOURCE_DATE_EPOCH")):
        return None
    if last.program == program_stat():
        return last
    return None


def _day(epoch: str | None) -> str | None:
    """The day of a SOURCE_DATE_EPOCH, or today; None if it is not a number of seconds."""
    try:
        return time.strftime("%Y-%m-%d", time.gmtime(int(epoch) if epoch else None))
    except (ValueError, OverflowError, OSError):
        return None


def changed_files(last: LastBuild, files: FileTable | None = None) -> frozenset[str] | None:
    """The files of the site that changed since a build; None if the output did.

    `files` is the table of the site's files, if there is one already.
    """
    names = (name for name in last.published if name != last.manifest)
    published = published_status(last.output, names, last.manifest)
    if os.path.realpath(last.output) != last.output or published != last.published:
        return None
    if files is None:
        files = scan(last.root, last.places)
    now = {path: _text(status) if status else "" for path, status in files.items()}
    before = last.site
    return frozenset(
        path
        for path in now.keys() | before.keys()
        if now.get(path) != before.get(path)
        and not _has_digest(os.path.join(last.root, path), before.get(path, ""))
    )


def unchanged_files(last: LastBuild, files: FileTable) -> frozenset[str]:
    """The files of the site of which the file system says what it said before."""
    return frozenset(
        path for path, status in files.items() if status and last.site.get(path) == _text(status)
    )


def intact_files(last: LastBuild, folder: str | os.PathLike[str]) -> frozenset[str]:
    """The files of the output, now in `folder`, that are as the build left them."""
    now = stats_of(folder, last.published)
    return frozenset(name for name, status in now.items() if last.published[name] == _text(status))


def _has_digest(path: str, known: str) -> bool:
    """Whether a record knows a file by its digest, and the digest is still the same."""
    try:
        return known.startswith(_DIGEST) and _digest(path) == known.removeprefix(_DIGEST)
    except OSError:
        return False


def _digest(path: str | os.PathLike[str]) -> str:
    """The digest of a file. Raises OSError."""
    from hashlib import sha256

    with open(path, "rb") as file:
        return sha256(file.read()).hexdigest()


def site_status(files: FileTable, digests: Mapping[str, str]) -> dict[str, str]:
    """Each file of a site with its status as text, or with its digest if it was just written.

    `files` is the table from before any was read, `digests` are those of the files that were.
    """
    return {
        path: _text(status) if status else f"{_DIGEST}{digests.get(path, '')}"
        for path, status in files.items()
    }


def published_status(
    folder: str | os.PathLike[str], names: Iterable[str], manifest: str
) -> dict[str, str]:
    """Files of an output with their status as text, and the manifest under its own name."""
    found = {**stats_of(folder, names), **stats_of("", [manifest])}
    return {name: _text(status) for name, status in found.items()}


def write_last_build(notes: str | os.PathLike[str], last: LastBuild) -> None:
    """Keep the record of a build; if it cannot be written, the next build does without it."""
    try:
        text = _joined(last).encode(errors="surrogateescape")
        rest = b"%d\n" % len(text) + text + last.details
        put(_path(notes, last.options), b"%x\n" % zlib.crc32(rest) + rest)
        _remove_oldest(notes)
    except OSError:
        return


def _remove_oldest(notes: str | os.PathLike[str]) -> None:
    """Remove the oldest records if there are more than are kept."""
    records = sorted(
        (entry.stat().st_mtime_ns, entry.path)
        for entry in os.scandir(notes)
        if entry.name.startswith(_NAME)
    )
    for _, path in records[:-MAX_RECORDS]:
        os.unlink(path)


def _path(notes: str | os.PathLike[str], options: str) -> str:
    """The file of the record of builds with these options."""
    return os.path.join(notes, f"{_NAME}{zlib.crc32(options.encode(errors='surrogateescape')):08x}")


def _text(status: FileStat) -> str:
    mode, inode, size, modified, changed = status
    return f"{mode} {inode} {size} {modified} {changed}"


def _joined(last: LastBuild) -> str:
    """The facts of a record as one text: in order, those of several texts after their number.

    Raises OSError if a text contains the character that separates them.
    """
    parts: list[str] = []
    for name in _FIELDS:
        fact: Fact = getattr(last, name)
        if isinstance(fact, str):
            parts.append(fact)
            continue
        if not isinstance(fact, tuple):
            fact = tuple(text for item in fact.items() for text in item)
        parts += [str(len(fact)), *fact]
    if any("\0" in part for part in parts):
        raise OSError("a text that separates")
    return "\0".join(parts)


def _parse(text: str, details: bytes) -> LastBuild:
    """The record with these facts and details. Raises ValueError or IndexError."""
    parts = text.split("\0")
    facts: dict[str, Fact] = {}
    at = 0
    for name, kind in _FIELDS.items():
        if kind == "str":
            facts[name], at = parts[at], at + 1
        else:
            start, at = at + 1, at + 1 + int(parts[at])
            several = parts[start:at]
            if kind.startswith("tuple"):
                facts[name] = tuple(several)
            else:
                facts[name] = dict(zip(several[::2], several[1::2], strict=True))
    last = LastBuild(details, **facts)
    if not all(number.isdecimal() for number in (last.entries, last.pages, last.warnings)):
        raise ValueError("a number that is none")
    return last
