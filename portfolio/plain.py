"""Plain Markdown, which most bodies consist of: lists whose items are lines, and blocks of words, emphasis, code and links.

A pattern reads it in a small part of the time that the parser needs, and makes the tokens that the parser would make.
Where anything else stands in a list or a block (marks within marks, escapes, HTML), all of it is for the parser.
"""

from __future__ import annotations

import re
from typing import Literal

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.rules_block import StateBlock, list_block
from markdown_it.token import Token

_ITEM = r"\ (?:\*\*)?[^\W\d_](?:[^\n]*\S)?[\ \t]*"
PLAIN_LIST = re.compile(rf"([-*+]){_ITEM}(?:\n\1{_ITEM})*(?=\n*\Z|\n\n+(?!\1)\S)")
"""Items that begin with a letter, as of all blocks only a paragraph does, and then the end or what is not of the list."""
_WORDS = r"[^\n!&*<[\\\]^_`~]"
_PHRASE = re.compile(
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
    """,
    re.VERBOSE,
)
"""Some words, and the emphasis, code, link or break that they lead to. Marks are those that can open or close, not both."""
_NORMAL_ADDRESS = re.compile(r"(?:https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*/|[A-Za-z0-9_.-])[A-Za-z0-9_./=?#-]*")
"""Addresses of which the normal form is what was written."""


def read_list(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """The parser's rule for lists: a plain one is read here, and any other by the rule of the library."""
    is_inner = state.level or state.tShift[line]
    found = None if silent or is_inner else PLAIN_LIST.match(state.src, state.bMarks[line])
    if found is None:
        return list_block(state, line, end, silent)
    mark, items = found[1], found[0].split("\n")
    state.line = state.skipEmptyLines(line + len(items))
    ends = [*range(line + 1, line + len(items)), state.line]
    state.tokens.append(_token("bullet_list_open", "ul", 1, 0, "", mark, [line, state.line], block=True))
    for start, (item, after) in enumerate(zip(items, ends, strict=True), line):
        state.tokens += _item(item[2:].strip(), mark, start, after)
    state.tokens.append(_token("bullet_list_close", "ul", -1, 0, "", mark, block=True))
    return True


def _item(words: str, mark: str, start: int, end: int) -> tuple[Token, ...]:
    inner = _token("inline", "", 0, 3, words, "", [start, start + 1], block=True)
    inner.children = []
    return (
        _token("list_item_open", "li", 1, 1, "", mark, [start, end], block=True),
        _token("paragraph_open", "p", 1, 2, "", "", [start, start + 1], block=True, hidden=True),
        inner,
        _token("paragraph_close", "p", -1, 2, block=True, hidden=True),
        _token("list_item_close", "li", -1, 1, "", mark, block=True),
    )


def read_phrases(text: str) -> list[Token] | None:
    """The tokens of a block of plain phrases, or None for any other."""
    tokens: list[Token] = []
    at, was_strong = 0, False
    while at < len(text):
        phrase = _PHRASE.match(text, at)
        if phrase is None:
            return None
        words, mark, stressed, code, label, address, line_end = phrase.groups()
        is_strong = mark in ("**", "__")
        # Of a mark with two signs the parser leaves the outer one as a text without words.
        if words or is_strong or was_strong:
            tokens.append(_token("text", "", 0, 0, words))
        if stressed:
            tokens += _span("strong", "strong", stressed, mark) if is_strong else _span("em", "em", stressed, mark)
        elif code:
            tokens.append(_token("code_inline", "code", 0, 0, code, "`"))
        elif label:
            tokens += _span("link", "a", label)
            tokens[-3].attrs["href"] = normal_address(address)
        elif line_end:
            tokens.append(_token("softbreak", "br", 0, 0))
        at, was_strong = phrase.end(), is_strong
    return [*tokens, _token("text", "", 0, 0)] if was_strong else tokens


def normal_address(address: str) -> str:
    """An address as it is written in HTML."""
    return address if _NORMAL_ADDRESS.fullmatch(address) else normalizeLink(address)


def _span(name: str, tag: str, words: str, mark: str = "") -> tuple[Token, Token, Token]:
    inner = _token("text", "", 0, 1, words)
    return _token(f"{name}_open", tag, 1, 0, "", mark), inner, _token(f"{name}_close", tag, -1, 0, "", mark)


def _token(
    kind: str,
    tag: str,
    nesting: Literal[-1, 0, 1],
    level: int,
    content: str = "",
    markup: str = "",
    lines: list[int] | None = None,
    *,
    block: bool = False,
    hidden: bool = False,
) -> Token:
    """A token made without its constructor, which takes as long as the reading."""
    token = Token.__new__(Token)
    token.type, token.tag, token.nesting, token.attrs = kind, tag, nesting, {}
    token.map, token.level, token.children, token.content = lines, level, None, content
    token.markup, token.info, token.meta, token.block, token.hidden = markup, "", {}, block, hidden
    return token
