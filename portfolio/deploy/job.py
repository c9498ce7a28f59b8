"""What is published and how, and what came of it: the same for branches, servers and folders."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct

from ..diagnostics import PortfolioError
from ..options import Progress, PublishRequest
from ..output.folder import Output
from ..text import listed, quoted
from .publication import Publication

MAX_NAMED = 3
"""Maximum number of files that a message names."""


class PublishJob(Struct, frozen=True):
    """A built site that is to be published."""

    output: Output
    names: frozenset[str]
    """The files that builds wrote."""
    publication: Publication
    request: PublishRequest
    progress: Progress


class Changes(Struct, frozen=True):
    """The files that a publication changes, each sorted by name."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """`A index.html` for each, sorted by name."""
        marked = (
            *((name, "A") for name in self.added),
            *((name, "M") for name in self.changed),
            *((name, "D") for name in self.deleted),
        )
        return tuple(f"{mark} {name}" for name, mark in sorted(marked))

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.added or self.changed or self.deleted)


class Deployment(Struct, frozen=True):
    """What was published where, or would be."""

    place: str
    """`on the branch gh-pages of origin`."""
    changes: Changes
    notes: tuple[str, ...] = ()
    """What its owner should know, each in one line."""

    def summary(self, *, is_dry: bool) -> str:
        """`published on the branch gh-pages of origin (3 added, 1 changed, 0 deleted)`."""
        if self.changes.is_empty:
            return f"already published {self.place}"
        added, changed, deleted = (
            len(names) for names in (self.changes.added, self.changes.changed, self.changes.deleted)
        )
        if is_dry:
            counts = f"{added} to add, {changed} to change, {deleted} to delete"
            return f"not published {self.place} ({counts})"
        return f"published {self.place} ({added} added, {changed} changed, {deleted} deleted)"


def compare(before: Mapping[str, str], now: Mapping[str, str]) -> Changes:
    """What changes from one set of files to another; each file is told by a digest."""
    return Changes(
        tuple(sorted(now.keys() - before.keys())),
        tuple(sorted(name for name in now if name in before and before[name] != now[name])),
        tuple(sorted(before.keys() - now.keys())),
    )


def named(files: Collection[str]) -> str:
    """`notes.txt`, or `a.txt, b.txt, c.txt and 5 more`."""
    shown = sorted(files)[:MAX_NAMED]
    more = len(files) - len(shown)
    if more:
        return f"{', '.join(map(quoted, shown))} and {more} more"
    return listed([quoted(name) for name in shown])


def foreign_files(place: str, files: Collection[str], cure: str) -> PortfolioError:
    """The error to raise for files that no publication made."""
    what = "a file" if len(files) == 1 else f"{len(files)} files"
    return PortfolioError(f"{place} has {what} that no publication made: {named(files)}", cure)
