"""Plain Markdown, which most bodies consist of.

That is blocks of words, emphasis, code and links, and lists whose items are lines of them. A
pattern reads it in a small part of the time that the parser needs. It becomes at once the HTML that
the parser and its renderer would make, because the tokens between the two take longer than both to
make. A block with anything else in it (marks within marks, escapes, HTML) is for the parser.
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

from ..web import is_safe_link

PLAIN_ITEM = "plain_item"
"""The type of the token that is a whole item of a plain list."""
_INLINE_TEXT = "inline"
_TAG = re.compile(r"<[^>]*>")
_ITEM = r"\ (?:\*\*)?[^\W\d_](?:[^\n]*\S)?[\ \t]*"
PLAIN_LIST = re.compile(rf"([-*+]){_ITEM}(?:\n\1{_ITEM})*(?=\n*\Z|\n\n+(?!\1)\S)")
"""Items that begin with a letter, and then the end or what is not of the list.

Of all blocks, only a paragraph begins with a letter.
"""
PLAIN_LINE = re.compile(
    r"(?:(\#{1,6})\ ([^\s\#](?:[^\n\#]*[^\s\#])?) | ((?:\*\*)?[^\W\d_](?:[^\n]*\S)?)) [\ \t]* "
    r"(?=\n?\Z|\n\n(?![\ \t]*[:~][\ \t]))",
    re.VERBOSE,
)
"""A heading or a paragraph of one line, and then an empty line or the end.

What may be the meaning of a term does not follow.
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
"""Some words, the emphasis, code, link or break that they lead to, and words after it.

Marks are those that can open or close, not both.
"""
_NORMAL_ADDRESS = re.compile(
    r"(?:https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*/|[A-Za-z0-9_.-])[A-Za-z0-9_./=?#-]*"
)
"""Addresses of which the normal form is what was written."""


class InlineText(NamedTuple):
    """What a plain block is: its HTML, which its words can be read from, and its links."""

    html: str
    links: tuple[str, ...] = ()
    """The addresses of its links, in order."""

    @property
    def words(self) -> str:
        """Its text without marks, as a single line."""
        words = self.html
        if "<" in words or "&" in words:
            words = unescape(_TAG.sub("", words))
        return " ".join(words.split())


def inline_text_of(token: Token) -> InlineText | None:
    """The phrases of a token that is a plain block or item, or None for any other."""
    return token.meta.get(_INLINE_TEXT)


def attach(token: Token, inline: InlineText) -> Token:
    """A token that has phrases in place of children."""
    token.meta = {_INLINE_TEXT: inline}
    return token


def read_plain_block(state: StateBlock, line: int, _end: int, _silent: bool) -> bool:  # noqa: FBT001
    """Whether a plain block begins on a line, which then is read: a rule of the parser.

    It is for blocks that are neither within another block nor indented, and can come first.
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
    """What the parser and its renderer would make of plain phrases; None for any other text."""
    html, at = "", 0
    links: list[str] = []
    has_signs = "&" in text or "<" in text or ">" in text or '"' in text
    while at < len(text):
        found = _INLINE.match(text, at)
        if found is None:
            return None
        at = found.end()
        parts = map(escapeHtml, found.groups("")) if has_signs else found.groups()
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
    """An address as it is written in HTML."""
    return address if _NORMAL_ADDRESS.fullmatch(address) else normalizeLink(address)


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
    """A token made without its constructor, which takes as long as the reading does."""
    token = Token.__new__(Token)
    token.type, token.tag, token.nesting = kind, tag, nesting
    token.level, token.content, token.markup = level, content, markup
    token.map, token.hidden, token.block = lines, hidden, True
    token.attrs, token.meta, token.info, token.children = {}, {}, "", None
    return token
