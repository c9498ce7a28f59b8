"""The history: what the last build knew, so that the next one redoes only what differs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import DecodeError, Struct, json
from msgspec.structs import replace

from ..domain.body import BodyOutline
from ..paths import are_inside
from ..store.cache import Cache, key_of
from ..store.program import program
from ..store.signatures import FileMark, marks_of


class Printed(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A file of the output as it was last printed."""

    key: str
    """The key of everything that it was made of; empty if that is not known."""
    path: str = ""
    """The file of content whose body it shows."""
    page: str = ""
    """The key of the page without its body; empty if it shows no body."""


class SourceEntry(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A file of content as it was last read."""

    digest: str
    """The digest of its bytes."""
    front_matter: str
    """The key of its front matter."""
    title: str
    """The title in its front matter."""
    facts: str
    """What a record states that its text may repeat, as JSON."""
    outline: str
    """The key of everything that other pages use of its body."""
    wanted: str = ""
    """Its anchors that links from elsewhere name, one on each line."""


class History(Struct, frozen=True, forbid_unknown_fields=True):
    """What the last build knew."""

    setting: str = ""
    """The key of what all pages share; empty if pages depend on code that may do anything."""
    problems: str = ""
    """The key under which the cache holds the problems; empty if there were none."""
    texts: Mapping[str, SourceEntry] = {}
    """The files of content, by path."""
    printed: Mapping[str, Printed] = {}
    """The files of the output, by name."""
    marks: Mapping[str, FileMark] = {}
    """The marks of the files of the output, by name."""
    told: tuple[str, ...] = ()
    """The files of content in which problems were found."""
    base_url: str = ""
    """The address of the site."""
    entries: int = 0
    """The number of published credentials."""


def read_history(cache: Cache, output: str) -> History:
    """The history of an output; an empty one if this program has not built it yet."""
    content = cache.get(_key(output))
    if not content:
        return History()
    try:
        known = json.decode(content, type=History)
        return known if are_inside(known.printed) else History()
    except (DecodeError, RecursionError):
        return History()


def write_history(cache: Cache, output: str, history: History) -> None:
    """Keep the history of an output for the next build."""
    cache.put({_key(output): json.encode(history)}, anew=True)


def _key(output: str) -> str:
    return key_of("history", program(), output)


def outline_key(outline: BodyOutline, wanted: str = "", base_url: str = "") -> str:
    """The key of everything that other pages use of a body.

    Of its links, neither the line nor the spelling counts. Of its anchors only those that are
    `wanted` count, and of its web links only those to the site itself.
    """
    names = wanted.split("\n")
    anchors = tuple(anchor for anchor in outline.anchors if anchor in names)
    outline = replace(outline, anchors=anchors, web="\n".join(outline.links_below(base_url)))
    if outline.references:
        outline = replace(
            outline,
            references=tuple(
                replace(reference, line=0, needle="", source="") for reference in outline.references
            ),
        )
    if outline.expiry_mention:
        outline = replace(
            outline, expiry_mention=replace(outline.expiry_mention, line=0, source="")
        )
    return key_of("gist", repr(outline))


def intact(history: History, folder: Path) -> History:
    """The history without the files that were changed in the output since the build."""
    marks = marks_of(folder, history.marks)
    printed = {
        name: one
        for name, one in history.printed.items()
        if name in marks and marks[name] == history.marks.get(name)
    }
    return replace(history, printed=printed)
