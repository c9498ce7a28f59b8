"""Markdown becomes safe HTML: a pure function of one text.

CommonMark with tables, footnotes, task lists, heading anchors and highlighted code. Raw HTML passes an allow-list, so
nothing in a body can run or load. Relative links stay as written; they become addresses when a page is rendered.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from .facts import FACTS_HEADING, Facts, drop_stated_facts
from .model import Body, Heading, Reference
from .sanitize import CLEANER, SAFE_SCHEMES
from .text import fold, quoted, slug

LINK = re.compile(r' (href|src)="([^"]*)"')
"""A link or picture in the HTML of a body; the sanitizer always writes attributes in this form."""
_PICTURE = re.compile(r"<img\b[^>]*>")
_ALT = re.compile(r' alt="([^"]*)"')
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):|//", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BodyProblem:
    """Something in a body that its reader should know; the caller gives it its file."""

    code: str
    message: str
    line: int
    """1-based line of the file."""
    needle: str
    help: str
    is_error: bool = False


def render_body(text: str, first_line: int, title: str = "", facts: Facts | None = None) -> tuple[Body, tuple[BodyProblem, ...]]:
    """Render a body that begins on `first_line` of its file.

    A leading H1 that repeats `title` is dropped, and so are the lines of its verification section that `facts` (what the
    front matter states) already tells.
    """
    tokens = _parser().parse(text, {})
    lines = _Lines(text, first_line)
    tokens = _without_title(tokens, title)
    links = _section_links(tokens)
    tokens = drop_stated_facts(tokens, facts) if facts else tokens
    headings = tuple(_level_headings(tokens))
    problems = [*_tidy(tokens, lines)]
    clean = CLEANER.clean(_parser().renderer.render(tokens, _parser().options, {}))
    shown, picture_problems = _check_pictures(clean, lines)
    body = Body(shown, _first_paragraph(tokens), headings, tuple(_references(shown, lines)), links)
    return body, (*problems, *picture_problems)


@functools.cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "highlight": _highlight, "langPrefix": "language-"})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(tasklists_plugin, label=True).use(anchors_plugin, max_level=6, slug_func=slug)
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.add_render_rule("footnote_block_open", lambda *_: '<div class="footnotes">\n<ol>\n')
    parser.add_render_rule("footnote_block_close", lambda *_: "</ol>\n</div>\n")
    parser.add_render_rule("table_open", lambda *_: '<div class="scroll" tabindex="0" role="group" aria-label="Table">\n<table>\n')
    parser.add_render_rule("table_close", lambda *_: "</table>\n</div>\n")
    return parser


def _highlight(code: str, language: str, attributes: str) -> str:
    lexer = _lexer(language)
    inner = highlight(code, lexer, _formatter()) if lexer else html.escape(code)
    name = f' class="language-{html.escape(language)}"' if language else ""
    return f'<pre class="highlight" tabindex="0"><code{name}>{inner}</code></pre>'


@functools.cache
def _lexer(language: str) -> Any:
    try:
        return get_lexer_by_name(language) if language else None
    except ClassNotFound:
        return None


@functools.cache
def _formatter() -> Any:
    return HtmlFormatter(nowrap=True)


@dataclass(frozen=True, slots=True)
class _Lines:
    text: str
    first: int

    def of(self, needle: str) -> int:
        """The line of the file on which `needle` first stands, or else the body's first."""
        at = self.text.find(needle)
        return self.first + (self.text.count("\n", 0, at) if at >= 0 else 0)

    def find(self, *needles: str) -> tuple[int, str]:
        """The first of `needles` that stands in the text, with its line."""
        found = next((needle for needle in needles if needle in self.text), needles[0])
        return self.of(found), found


def _plain(token: Token) -> str:
    words = (" " if child.type in ("softbreak", "hardbreak") else _words_of(child) for child in token.children or ())
    return " ".join("".join(words).split())


def _words_of(child: Token) -> str:
    return child.content if child.type in ("text", "code_inline") else ""


def _without_title(tokens: list[Token], title: str) -> list[Token]:
    if len(tokens) < 3 or tokens[0].tag != "h1" or tokens[0].type != "heading_open" or not title:
        return tokens
    return tokens[3:] if fold(_plain(tokens[1])).startswith(fold(title)) else tokens


def _section_links(tokens: Sequence[Token]) -> tuple[str, ...]:
    links: list[str] = []
    level = 0
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            depth = int(token.tag[1])
            if level and depth <= level:
                level = 0
            if not level and FACTS_HEADING.search(_plain(tokens[index + 1])):
                level = depth
        elif level and token.type == "inline":
            links += [str(child.attrGet("href")) for child in token.children or () if child.type == "link_open"]
    return tuple(dict.fromkeys(link for link in links if link.startswith(("http://", "https://"))))


def _level_headings(tokens: Sequence[Token]) -> Iterator[Heading]:
    """Move headings so that the first level is 2 and none is skipped."""
    shallow = {token.tag for token in tokens if token.type == "heading_open"}
    lift = 1 if "h1" in shallow else 0
    last = 1
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            last = max(2, min(int(token.tag[1]) + lift, last + 1, 6))
            token.tag = tokens[index + 2].tag = f"h{last}"
            yield Heading(last, str(token.attrGet("id") or ""), _plain(tokens[index + 1]))


def _tidy(tokens: Sequence[Token], lines: _Lines) -> Iterator[BodyProblem]:
    for token in tokens:
        if token.type in ("th_open", "td_open") and (style := token.attrs.pop("style", None)):
            token.attrSet("class", str(style).replace("text-align:", "align-"))
        for child in token.children or ():
            if child.type == "link_open" and _is_unsafe(target := str(child.attrGet("href") or "")):
                child.attrs.pop("href")
                line, needle = lines.find(target, unquote(target))
                yield BodyProblem(
                    "unsafe-link",
                    f"the link {quoted(target)} is not safe to follow",
                    line,
                    needle,
                    "only http, https, mailto and relative links are allowed",
                    is_error=True,
                )


def _is_unsafe(target: str) -> bool:
    scheme = _SCHEME.match(target)
    return bool(scheme and scheme[1] and scheme[1].lower() not in SAFE_SCHEMES)


def _check_pictures(clean: str, lines: _Lines) -> tuple[str, list[BodyProblem]]:
    problems: list[BodyProblem] = []

    def _check(match: re.Match[str]) -> str:
        picture = match[0]
        source = next((html.unescape(url) for name, url in LINK.findall(picture) if name == "src"), "")
        alt = _ALT.search(picture)
        line, needle = lines.find(source or "<img", unquote(source))
        if not source or _SCHEME.match(source):
            problems.append(_remote_picture(source, line, needle))
            return f'<a href="{html.escape(source)}">{alt[1] if alt and alt[1] else "Picture"}</a>' if source else ""
        if not alt or not alt[1].strip():
            problems.append(_missing_alt(source, line, needle))
        return picture if alt else picture.replace("<img", '<img alt=""', 1)

    return _PICTURE.sub(_check, clean), problems


def _remote_picture(source: str, line: int, needle: str) -> BodyProblem:
    return BodyProblem(
        "remote-picture",
        f"the picture {quoted(source)} is not on this site; a link stands in its place",
        line,
        needle,
        "save it beside this file and write its name",
    )


def _missing_alt(source: str, line: int, needle: str) -> BodyProblem:
    return BodyProblem(
        "missing-alt", f"the picture {quoted(source)} has no description", line, needle, "say what it shows: ![description](file)"
    )


def _references(shown: str, lines: _Lines) -> Iterator[Reference]:
    for name, url in dict.fromkeys(LINK.findall(shown)):
        written = html.unescape(url)
        target = unquote(written).split("#")[0].split("?")[0]
        if target and not _SCHEME.match(written):
            line, needle = lines.find(target, written)
            yield Reference(target, line, name == "src", needle)


def _first_paragraph(tokens: Sequence[Token]) -> str:
    for index, token in enumerate(tokens):
        if token.type == "paragraph_open" and token.level == 0 and (words := _plain(tokens[index + 1])):
            return words
    return ""
