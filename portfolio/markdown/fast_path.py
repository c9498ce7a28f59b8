"""A fast path for plain Markdown, which makes up most bodies.

Plain means paragraphs, headings and list items of words, emphasis, code and links. One regular
expression reads them in a fraction of the time the parser needs, and yields the HTML that the
parser and renderer would produce; skipping the tokens in between saves most of the time. Blocks
with anything else (nested emphasis, escapes, HTML) go to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import Literal, NamedTuple

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from ..urls import is_safe_link

PLAIN_ITEM = "plain_item"
"""The type of a token that stands for a whole item of a plain list."""
_INLINE_TEXT = "inline"
_TAG = re.compile(r"<[^>]*>")
_ITEM = r"\ (?:\*\*)?[^\W\d_](?:[^\n]*\S)?[\ \t]*"
PLAIN_LIST = re.compile(rf"([-*+]){_ITEM}(?:\n\1{_ITEM})*(?=\n*\Z|\n\n+(?!\1)\S)")
"""List items that begin with a letter, up to the end of the list.

No block but a paragraph begins with a letter.
"""
PLAIN_LINE = re.compile(
    r"(?:(\#{1,6})\ ([^\s\#](?:[^\n\#]*[^\s\#])?) | ((?:\*\*)?[^\W\d_](?:[^\n]*\S)?)) [\ \t]* "
    r"(?=\n?\Z|\n\n(?![\ \t]*[:~][\ \t]))",
    re.VERBOSE,
)
"""A heading or paragraph of one line, followed by an empty line or the end.

It must not be followed by a definition, which would make it a term.
"""
_WORDS = r"[^\n!&*<[\\\]^_`~]"
_INLINE = re.compile(
    rf"""
    ( {_WORDS}* (?: (?: ! (?!\[) | & (?![\#A-Za-z]) ) {_WORDS}* )* )
    (?:
        \Z
      | (?<![^\ \n(]) (?P<mark> \*\*? | __? ) ( [^\W_] {_WORDS}* )
        (?: (?<=\S) (?P=mark) (?![^\ \n]) | (?<=[^\W_]) (?P=mark) (?=[.,;:)]) )
      | ` ( [^`\s] [^`\n]* ) ` (?!`)
      | \[ ( {_WORDS}+ ) \] \( ( [\w:/.?=\#%,;@+-]+ ) \)
      | ( (?<!\ ) \n (?![\ \t]) )
    )
    ( {_WORDS}* )
    """,
    re.VERBOSE,
)
"""Plain words, then emphasis, code, a link or a line break, then more plain words.

It matches only delimiters that can either open or close emphasis, not both.
"""
_NORMAL_ADDRESS = re.compile(
    r"(?:https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*/|[A-Za-z0-9_.-])[A-Za-z0-9_./=?#-]*"
)
"""Matches addresses that normalization would not change."""


class InlineText(NamedTuple):
    """The content of a plain block: its HTML and its links."""

    html: str
    links: tuple[str, ...] = ()
    """The addresses of its links, in order."""

    @property
    def words(self) -> str:
        """The text without markup, as a single line."""
        words = self.html
        if "<" in words or "&" in words:
            words = unescape(_TAG.sub("", words))
        return " ".join(words.split())


def inline_text_of(token: Token) -> InlineText | None:
    """Return the inline text of a plain block or list item; None for any other token."""
    return token.meta.get(_INLINE_TEXT)


def attach(token: Token, inline: InlineText) -> Token:
    """Give a token its inline text, which replaces its children; return the token."""
    token.meta = {_INLINE_TEXT: inline}
    return token


def read_plain_block(state: StateBlock, line: int, _end: int, _silent: bool) -> bool:  # noqa: FBT001
    """A block rule: read a plain block if one begins on this line; return whether it did.

    It reads only top-level blocks that are not indented, so it can run before all other rules.
    """
    if state.level or state.tShift[line]:
        return False
    if found := PLAIN_LIST.match(state.src, state.bMarks[line]):
        _add_list(state, line, found[1], found[0].split("\n"))
    elif found := PLAIN_LINE.match(state.src, state.bMarks[line]):
        mark, title, words = found.groups()
        if mark:
            _add_line(state, line, "heading", f"h{len(mark)}", mark, title)
        else:
            _add_line(state, line, "paragraph", "p", "", words)
    return found is not None


def _add_line(state: StateBlock, line: int, name: str, tag: str, mark: str, words: str) -> None:
    state.line = line + 1
    opening = _token(f"{name}_open", tag, 1, 0, "", mark, [line, state.line])
    inner = _token("inline", "", 0, 1, words, "", [line, state.line])
    inner.children = []
    state.tokens += (opening, inner, _token(f"{name}_close", tag, -1, 0, "", mark))


def _add_list(state: StateBlock, line: int, mark: str, items: Sequence[str]) -> None:
    state.line = state.skipEmptyLines(line + len(items))
    ends = [*range(line + 1, line + len(items)), state.line]
    state.tokens.append(_token("bullet_list_open", "ul", 1, 0, "", mark, [line, state.line]))
    for start, (item, after) in enumerate(zip(items, ends, strict=True), line):
        state.tokens += _item(item[2:].strip(), mark, start, after)
    state.tokens.append(_token("bullet_list_close", "ul", -1, 0, "", mark))


def _item(words: str, mark: str, start: int, end: int) -> tuple[Token, ...]:
    if (inline := read_inline(words)) is not None:
        return (attach(_token(PLAIN_ITEM, "li", 0, 1, words, mark, [start, start + 1]), inline),)
    inner = _token("inline", "", 0, 3, words, "", [start, start + 1])
    inner.children = []
    return (
        _token("list_item_open", "li", 1, 1, "", mark, [start, end]),
        _token("paragraph_open", "p", 1, 2, "", "", [start, start + 1], hidden=True),
        inner,
        _token("paragraph_close", "p", -1, 2, hidden=True),
        _token("list_item_close", "li", -1, 1, "", mark),
    )


def read_inline(text: str) -> InlineText | None:
    """Return what parser and renderer would produce for plain text; None for any other text."""
    html, at = "", 0
    links: list[str] = []
    needs_escaping = "&" in text or "<" in text or ">" in text or '"' in text
    while at < len(text):
        found = _INLINE.match(text, at)
        if found is None:
            return None
        at = found.end()
        parts = map(escapeHtml, found.groups("")) if needs_escaping else found.groups()
        words, mark, stressed, code, label, address, line_end, more = parts
        html += words
        if stressed:
            html += f"<strong>{stressed}</strong>" if len(mark) > 1 else f"<em>{stressed}</em>"
        elif code:
            html += f"<code>{code}</code>"
        elif label:
            links.append(normalize_address(address))
            if not is_safe_link(links[-1]):
                return None
            html += f'<a href="{escapeHtml(links[-1])}">{label}</a>'
        elif line_end:
            html += line_end
        html += more
    return InlineText(html, tuple(links))


def normalize_address(address: str) -> str:
    """Return an address as it is written in HTML."""
    if _NORMAL_ADDRESS.fullmatch(address):
        return address
    return normalizeLink(address)


def _token(
    kind: str,
    tag: str,
    nesting: Literal[-1, 0, 1],
    level: int,
    content: str = "",
    markup: str = "",
    lines: list[int] | None = None,
    *,
    hidden: bool = False,
) -> Token:
    """A token made without its constructor, which takes as long as reading the block."""
    token = Token.__new__(Token)
    token.type, token.tag, token.nesting = kind, tag, nesting
    token.level, token.content, token.markup = level, content, markup
    token.map, token.hidden, token.block = lines, hidden, True
    token.attrs, token.meta, token.info, token.children = {}, {}, "", None
    return token
