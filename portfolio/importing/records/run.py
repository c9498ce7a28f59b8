"""An import as a whole: files are read, joined with one another and with the site, and written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ...options import Progress
from ..cleaning import CleanCredential, clean
from ..existing import read_existing
from ..model import FormatReader, Left, ReadOptions, Refused, SourceFile
from ..opening import open_source
from ..sources import RawSource, files_at, open_file
from ..spread_badges import described_in, is_spread
from .join import Suggestion, join
from .plan import PlannedRecord, plan
from .write import write_records

MAX_CREDENTIALS = 20_000
"""Maximum credentials of one file and of one import; more are no person's, and memory is finite."""


class FileLeft(Struct, frozen=True):
    """A value of a file that belongs to no credential."""

    source: str
    left: Left


class ArchiveRest(Struct, frozen=True):
    """The members of an archive that are of no format that is read."""

    archive: str
    names: tuple[str, ...]


class Import(Struct, frozen=True):
    """What became of an import."""

    planned: tuple[PlannedRecord, ...]
    refused: tuple[Refused, ...]
    left: tuple[FileLeft, ...] = ()
    rest: tuple[ArchiveRest, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    written: tuple[str, ...] = ()
    """The files of the site that are new or changed."""


def import_files(
    root: Path,
    paths: Iterable[Path],
    readers: Sequence[FormatReader],
    options: ReadOptions,
    progress: Progress | None = None,
    *,
    update: bool = False,
    dry: bool = False,
) -> Import:
    """Make records of what is in some files, and write them unless it is a dry run."""
    existing = read_existing(root, progress)
    platforms = existing.platforms
    reading = _Reading(readers, replace(options, platforms=platforms), progress)
    files = files_at(paths)
    for number, file in enumerate(files):
        if progress:
            progress("importing", number, len(files))
        for raw in (file,) if isinstance(file, Refused) else open_file(file):
            if isinstance(raw, Refused):
                reading.refused.append(raw)
            else:
                reading.read(raw)
    reading.read_postponed()
    joined = join(reading.found, existing.records, platforms)
    planned = tuple(plan(root, joined.credentials, existing, update=update))
    written = () if dry else write_records(root, planned, progress)
    return Import(
        planned,
        (*reading.refused, *joined.refused, *reading.empty_archives()),
        tuple(reading.left),
        reading.rest(),
        joined.suggestions,
        written,
    )


class _Reading:
    """What is found in files, one after another."""

    def __init__(
        self, readers: Sequence[FormatReader], options: ReadOptions, progress: Progress | None
    ) -> None:
        self._readers = readers
        self._options = options
        self._progress = progress
        self._archives = Counter[str]()
        self._postponed: list[tuple[RawSource, SourceFile]] = []
        """Files that are read when all are known, because others may have a part of them."""
        self._unread: dict[str, list[str]] = {}
        self.found: list[CleanCredential] = []
        self.refused: list[Refused] = []
        self.left: list[FileLeft] = []

    def read(self, raw: RawSource) -> None:
        """Add what is in a file."""
        source = open_source(raw.name, raw.content)
        if is_spread(source):
            self._postponed.append((raw, source))
        else:
            self._read(raw, source)

    def read_postponed(self) -> None:
        """Add what is in files that belong together."""
        described = described_in(source for _, source in self._postponed)
        self._options = replace(self._options, described=described)
        for raw, source in self._postponed:
            self._read(raw, source)

    def _read(self, raw: RawSource, source: SourceFile) -> None:
        reader = reader_of(source, self._readers, self._options)
        if reader:
            self._archives[raw.archive] += 1
            self._read_with(reader, source)
        elif raw.archive and not source.trouble:
            self._unread.setdefault(raw.archive, []).append(
                raw.name.removeprefix(f"{raw.archive}/")
            )
        else:
            why = source.trouble or "it is of no format that is read"
            self.refused.append(Refused(source.name, "", why))

    def _read_with(self, reader: FormatReader, source: SourceFile) -> None:
        found = list(islice(reader.read(source, self._options), MAX_CREDENTIALS + 1))
        if len(found) + len(self.found) > MAX_CREDENTIALS:
            why = f"there are more than {MAX_CREDENTIALS:,} credentials"
            self.refused.append(Refused(source.name, "", why))
            return
        for number, one in enumerate(found):
            if self._progress and number:
                self._progress("importing", number, len(found))
            if isinstance(one, Left):
                self.left.append(FileLeft(source.name, one))
                continue
            judged = one if isinstance(one, Refused) else clean(one, self._options.platforms)
            if isinstance(judged, Refused):
                self.refused.append(judged)
            else:
                self.found.append(judged)

    def empty_archives(self) -> tuple[Refused, ...]:
        """The archives of which nothing was read."""
        return tuple(
            Refused(archive, "", f"none of its {len(names)} members is of a format that is read")
            for archive, names in self._unread.items()
            if not self._archives[archive]
        )

    def rest(self) -> tuple[ArchiveRest, ...]:
        """What was not read of the other archives."""
        return tuple(
            ArchiveRest(archive, tuple(names))
            for archive, names in self._unread.items()
            if self._archives[archive]
        )


def reader_of(
    source: SourceFile, readers: Sequence[FormatReader], options: ReadOptions
) -> FormatReader | None:
    """The first reader that recognizes a file; None if there is none."""
    allowed = (one for one in readers if options.format in ("", one.name))
    return next((one for one in allowed if one.recognizes(source, options)), None)
