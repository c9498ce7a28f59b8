"""A page around the text that it shows: what its template makes of everything but that text.

A template can place the text and ask whether there is one. It cannot look into it, for it is given a mark, whose place
the text takes afterwards. So an edited text comes into its page without any template, and nothing else can depend on it.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import NoReturn
from urllib.parse import unquote

from msgspec import Struct

from .body import Body, Heading, replace_links
from .cache import key_of
from .highlight import highlight_code

MARK = "\0the text\0"
"""What a template places; no file of a site can contain it."""


class Frame(Struct, frozen=True):
    """A page without its text."""

    pieces: tuple[str, ...]
    """What stands before, between and after the places of the text."""
    links: Mapping[str, tuple[str, str]]
    """What relative links of the text become, by the path that the author wrote: the address, and further attributes of a picture."""
    highlights: bool = False
    """Whether its code is highlighted."""


class ClosedTextError(TypeError):
    """A template looks into a text."""


class Text:
    """The value `body.html` as templates have it: there, to be placed, and closed."""

    def __bool__(self) -> bool:
        return True

    def _closed(self, *_: object) -> NoReturn:
        raise ClosedTextError("`body.html` can be placed and tested, and nothing else")

    __str__ = __len__ = __iter__ = __contains__ = __getitem__ = __format__ = _closed


TEXT = Text()


def shown_headings(body: Body) -> tuple[Heading, ...]:
    """The headings that a page can list."""
    return tuple(heading for heading in body.headings if heading.level == 2)


def shape_of(body: Body) -> str:
    """The key of all that a frame can know of the text that comes into it."""
    return key_of("shape", repr(bool(body.html)), *(f"{heading.anchor}\0{heading.text}" for heading in shown_headings(body)))


def frame_key(setting: str, page: str, body: Body) -> str:
    """The key under which a cache has the frame of a page with a certain key."""
    return key_of("frame", setting, page, shape_of(body))


def print_key(setting: str, page: str, digest: str) -> str:
    """The key of all that a page is made of, the digest of its text included; empty where the setting is."""
    return setting and key_of("print", setting, page, digest)


def fill(frame: Frame, body: Body) -> bytes:
    """The page with its text."""
    if len(frame.pieces) == 1:
        return frame.pieces[0].encode()
    return linked(frame, body).join(frame.pieces).encode()


def linked(frame: Frame, body: Body) -> str:
    """The text as it stands in the page: its code highlighted where that is wanted, its relative links made to work from there."""

    def _link(name: str, written: str) -> str | None:
        path, _, fragment = written.partition("#")
        path, _, query = path.partition("?")
        href, more = frame.links.get(unquote(path), ("", ""))
        if not href:
            return None
        whole = href + (f"?{query}" if query and name == "href" else "") + (f"#{fragment}" if fragment else "")
        return f' {name}="{html.escape(whole)}"{more if name == "src" else ""}'

    shown = highlight_code(body.html) if frame.highlights else body.html
    return replace_links(shown, _link) if frame.links else shown


def dump(frame: Frame) -> bytes:
    """A frame as bytes."""
    return json.dumps([frame.pieces, dict(frame.links), frame.highlights], separators=(",", ":")).encode()


def load(content: bytes) -> Frame | None:
    """The frame that bytes are; None for what is none."""
    try:
        pieces, links, highlights = json.loads(content)
        return Frame(tuple(map(str, pieces)), {path: (str(href), str(more)) for path, (href, more) in links.items()}, bool(highlights))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
