"""What the last build knew of each text and each file of the output, so that only changes cost."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from ..diagnostics import Diagnostics
from ..domain.body import BodyOutline
from ..paths import are_inside
from ..store.cache import key_of
from ..store.codec import DamagedError, decode, encode
from .last_build import LastBuild


class OutputFile(Struct, frozen=True, array_like=True):
    """What a file of the output was made of."""

    key: str = ""
    """The key of everything that it was made of; empty if that is not known."""
    path: str = ""
    """The file of content whose body it shows."""
    page: str = ""
    """The key of the page without its body; empty if it shows no body."""


class SourceEntry(Struct, frozen=True, array_like=True):
    """A file of content as it was last read."""

    digest: str
    """The digest of its bytes."""
    head: str = ""
    """The key of its front matter."""
    title: str = ""
    """The title in its front matter."""
    facts: Mapping[str, tuple[str, ...]] = {}
    """What a record states that its text may repeat."""
    outline: str = ""
    """The key of everything that other pages use of its body."""
    wanted: str = ""
    """Its anchors that links from elsewhere name, one on each line."""


class Details(Struct, frozen=True):
    """What the last build knew."""

    problems: Diagnostics = ()
    texts: Mapping[str, SourceEntry] = {}
    """The files of content, by path."""
    files: Mapping[str, OutputFile] = {}
    """The files of the output, by name."""
    paths_with_problems: tuple[str, ...] = ()
    """The files of content in which problems were found."""
    base_url: str = ""
    """The address of the site."""


def details_of(last: LastBuild | None) -> Details:
    """What a build knew; nothing if there is no record of it, or a damaged one."""
    try:
        found = decode(last.details, Details) if last else Details()
    except DamagedError:
        return Details()
    if are_inside(found.files):
        return found
    return Details()


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
    return key_of("outline", encode(outline))
