"""The shell of a page: what its template makes of everything but the text that the page shows.

A template can place the text and ask whether there is one, but cannot look into it: it is given a
mark, which is replaced by the text afterwards. So an edited text is put into its page without
rendering a template, and nothing else on the page can depend on it.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import NoReturn
from urllib.parse import unquote

from msgspec import Struct

from ..domain.body import Body, Heading, replace_links
from ..locale.language import language_of
from ..locale.messages import Messages
from ..markdown.highlight import highlight_code
from ..store.cache import key_of
from ..store.codec import DamagedError, decode

PLACEHOLDER = "\0the text\0"
"""Stands for the text in what a template makes; no file of a site can contain it."""
LEAD_MARK, REST_MARK = "\0the lead\0", "\0the rest\0"
"""Stand for its first paragraph, and for what follows that."""
_PARAGRAPH, _END = "<p>", "</p>"


class PageShell(Struct, frozen=True):
    """A page without its text."""

    pieces: tuple[str, ...]
    """The HTML before, between and after the places of the text."""
    links: Mapping[str, tuple[str, str]]
    """By path as the author wrote it: the address that a relative link of the text becomes, and
    further attributes if it is that of a picture."""
    highlights: bool = False
    """Whether code in the text is highlighted."""
    messages: Messages = Messages()
    """The words of the page, as safe HTML."""


class ClosedTextError(TypeError):
    """A template tries to look into a text."""


class BodyPlaceholder:
    """The value of a text in templates: it is true and can be placed, and nothing else."""

    def __init__(self, mark: str) -> None:
        self.mark = mark

    def __bool__(self) -> bool:
        return True

    def _closed(self, *_: object) -> NoReturn:
        raise ClosedTextError("`body.html` can be placed and tested, and nothing else")

    __str__ = __len__ = __iter__ = __contains__ = __getitem__ = __format__ = _closed


def divided(text: str) -> tuple[str, str]:
    """The first paragraph of a text, if it begins with one, and the rest."""
    if not text.startswith(_PARAGRAPH):
        return "", text.strip()
    lead, end, rest = text.partition(_END)
    return lead + end, rest.strip()


def shown_headings(body: Body) -> tuple[Heading, ...]:
    """The headings that a page can list."""
    return tuple(heading for heading in body.headings if heading.level == 2)


def shape_of(body: Body) -> str:
    """The key of what a shell depends on of its text: whether it is empty, its script, headings."""
    return key_of(
        "shape",
        repr([bool(part) for part in (body.html, *divided(body.html))]),
        language_of(body.outline.first_paragraph, ()),
        *(f"{heading.anchor}\0{heading.text}" for heading in shown_headings(body)),
    )


def shell_key(setting: str, page: str, body: Body) -> str:
    """The key of the shell of a page in the cache; `page` is the key of the page."""
    return key_of("shell", setting, page, shape_of(body))


def render_key(setting: str, page: str, digest: str) -> str:
    """The key of everything that a page is made of; empty if the setting is.

    `digest` is that of the file of its text.
    """
    return setting and key_of("render", setting, page, digest)


def fill(shell: PageShell, body: Body) -> bytes:
    """The page with its text."""
    marks = (LEAD_MARK, REST_MARK)
    if len(shell.pieces) == 1 and not any(mark in shell.pieces[0] for mark in marks):
        return shell.pieces[0].encode()
    text = linked(shell, body)
    page = text.join(shell.pieces)
    for mark, part in zip(marks, divided(text), strict=True):
        page = page.replace(mark, part)
    return page.encode()


def linked(shell: PageShell, body: Body) -> str:
    """The text as the page shows it, with links that work from there and labels in its language.

    Its code is highlighted if the shell says so.
    """

    def _link(name: str, written: str) -> str | None:
        path, _, fragment = written.partition("#")
        path, _, query = path.partition("?")
        href, more = shell.links.get(unquote(path), ("", ""))
        if not href:
            return None
        if query and name == "href":
            href += f"?{query}"
        if fragment:
            href += f"#{fragment}"
        return f' {name}="{html.escape(href)}"{more if name == "src" else ""}'

    shown = highlight_code(body.html) if shell.highlights else body.html
    if shell.messages != Messages():
        from .text_labels import translate_labels

        shown = translate_labels(shown, shell.messages)
    if shell.links:
        return replace_links(shown, _link)
    return shown


def read_shell(content: bytes) -> PageShell | None:
    """The shell that was encoded as these bytes; None if they are something else."""
    try:
        return decode(content, PageShell)
    except DamagedError:
        return None
