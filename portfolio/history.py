"""What the last build knew, so that the next one works out only what differs from it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import DecodeError, Struct, json
from msgspec.structs import replace

from .body import Gist
from .cache import Cache, key_of
from .folders import are_inside
from .program import program
from .signatures import Mark, marks_of


class Printed(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A page as it was made last."""

    key: str
    """Of all that it was made of; empty where that cannot be told."""
    path: str = ""
    """The file whose body it shows."""
    page: str = ""
    """The key of the page without its body; empty where it shows none."""


class Text(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A file of content as it was read last."""

    digest: str
    """Of its bytes."""
    head: str
    """Its front matter, as a key."""
    title: str
    """What its front matter calls it."""
    facts: str
    """What a record states that its text may repeat, as JSON."""
    gist: str
    """The key of what the rest of the site can know of its body."""
    wanted: str = ""
    """The anchors that links to it name, one a line."""


class History(Struct, frozen=True, forbid_unknown_fields=True):
    """What the last build knew."""

    setting: str = ""
    """The key of what all pages share; empty where something may have a hand in them that cannot be told."""
    problems: str = ""
    """The key under which the cache has what was found; empty where nothing was."""
    texts: Mapping[str, Text] = {}
    printed: Mapping[str, Printed] = {}
    """By name of the file."""
    marks: Mapping[str, Mark] = {}
    """By name of the file."""
    told: tuple[str, ...] = ()
    """The files that problems were found in."""
    base_url: str = ""
    """The address of the site."""
    entries: int = 0
    """How many credentials are published."""


def read_history(cache: Cache, output: str) -> History:
    """What the last build of an output knew; nothing if there was none, or one of another program."""
    content = cache.get(_key(output))
    try:
        known = json.decode(content, type=History) if content else History()
        return known if are_inside(known.printed) else History()
    except (DecodeError, RecursionError):
        return History()


def write_history(cache: Cache, output: str, history: History) -> None:
    """Let the next build know."""
    cache.put({_key(output): json.encode(history)}, anew=True)


def _key(output: str) -> str:
    return key_of("history", program(), output)


def gist_key(gist: Gist, wanted: str = "", base_url: str = "") -> str:
    """The key of what the rest of the site can know of a body.

    That is not on which line a link stands, nor how it is written there; of its anchors only those that are `wanted`, and
    of its web links only those to the site itself.
    """
    names = wanted.split("\n")
    gist = replace(gist, anchors=tuple(anchor for anchor in gist.anchors if anchor in names), web="\n".join(gist.links_below(base_url)))
    if gist.references:
        gist = replace(gist, references=tuple(replace(reference, line=0, needle="", source="") for reference in gist.references))
    if gist.ending:
        gist = replace(gist, ending=replace(gist.ending, line=0, source=""))
    return key_of("gist", repr(gist))


def intact(history: History, folder: Path) -> History:
    """The same history without the files of the output that are not as they were written."""
    marks = marks_of(folder, history.marks)
    printed = {name: one for name, one in history.printed.items() if name in marks and marks[name] == history.marks.get(name)}
    return replace(history, printed=printed)
