"""What a Markdown text becomes: its HTML, and an outline for the rest of the site."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

from msgspec import Struct

_TAG = re.compile(r"<(?:a|img)(?: [a-z-]+=\"[^\"]*\")*>")
_LINK = re.compile(r' (href|src)="([^"]*)"')


class Reference(Struct, frozen=True):
    """A link or picture that a body points to by a relative path."""

    target: str
    """As written, percent-decoded, without its fragment; empty for a part of the text itself."""
    line: int
    """1-based line of the file."""
    is_picture: bool = False
    needle: str = ""
    """The target exactly as written on the line."""
    source: str = ""
    """The text of the line."""
    fragment: str = ""
    """The part after `#`, percent-decoded."""


class Heading(Struct, frozen=True):
    """A heading of a body."""

    level: int
    anchor: str
    text: str


class ExpiryMention(Struct, frozen=True):
    """Where a body says that its credential expires on a date or after some time."""

    words: str
    line: int
    """1-based line of the file."""
    source: str
    """The text of the line."""


class BodyOutline(Struct, frozen=True):
    """What the rest of the site needs to know about a body."""

    first_paragraph: str = ""
    """Plain text."""
    references: tuple[Reference, ...] = ()
    verification_links: tuple[str, ...] = ()
    """The web links in the section about verification, in order, bare addresses included."""
    web_links: tuple[str, ...] = ()
    """The web links in the rest of the text."""
    left_out: tuple[str, ...] = ()
    """The web links in list items that the page leaves out because they only repeat fields."""
    anchors: tuple[str, ...] = ()
    """What links can point to: its headings, and elements to which its author gave an id."""
    web: str = ""
    """The web addresses of all its links, one per line."""
    expiry_mention: ExpiryMention | None = None
    """What it says about expiry, if the front matter says nothing."""
    story: tuple[tuple[str, str], ...] = ()
    """The steps of a project that it tells under headings of their own: each with its first
    paragraph, as plain text."""

    def links_below(self, address: str) -> tuple[str, ...]:
        """The full addresses of its links that start with `address`; none if that is empty."""
        if not address or address not in self.web:
            return ()
        return tuple(link for link in self.web.split("\n") if link.startswith(address))


class Body(Struct, frozen=True):
    """What a Markdown text becomes; a function of its bytes alone."""

    html: str
    """Safe HTML whose relative links are still as the author wrote them."""
    headings: tuple[Heading, ...] = ()
    outline: BodyOutline = BodyOutline()


class BodyProblem(Struct, frozen=True):
    """A problem in a body; the caller adds the file."""

    code: str
    message: str
    line: int
    """1-based line of the file."""
    needle: str
    help: str
    is_error: bool = False


NO_BODY = Body("")
"""The body of a page that shows none."""
Bodies = Mapping[str, Body]
"""The bodies of a site by the paths of their files.

They are kept apart from the rest because only their own pages show them.
"""


def replace_links(shown: str, replace: Callable[[str, str], str | None]) -> str:
    """The HTML of a body with the attribute of each link or picture replaced.

    `replace` takes `href` or `src` and the address, and returns the attribute's new text, or None
    to leave it.
    """

    def _attribute(match: re.Match[str]) -> str:
        new = replace(match[1], html.unescape(match[2]))
        if new is None:
            return match[0]
        return new

    return _TAG.sub(lambda tag: _LINK.sub(_attribute, tag[0]), shown)
