"""Markdown becomes safe HTML: a pure function of one text.

It supports CommonMark with tables, footnotes, task lists, definition lists, callouts, heading
anchors and code blocks. Raw HTML passes an allow-list, so nothing in a body can run or load.
Relative links stay as written; they are resolved when the page is rendered.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import unquote

from markdown_it.token import Token
from msgspec import Struct
from msgspec.structs import replace

from ..domain.body import (
    Body,
    BodyOutline,
    BodyProblem,
    ExpiryMention,
    Heading,
    Reference,
    replace_links,
)
from ..domain.expiry_mentions import expiry_mention_of
from ..domain.privacy import PUBLIC_FIELD, Leak, LinkRedaction
from ..text import fold, quoted, slug
from ..urls import is_external, is_safe_link
from .fast_path import inline_text_of
from .parser import parser_for
from .picture_checks import check_pictures
from .pitfalls import find_pitfalls
from .sanitize import sanitize
from .syntax_extensions import apply_extension
from .verification_section import Facts, drop_repeated_facts
from .web_links import links_of, may_link, web_addresses_in, web_links

MAX_LINKS = 1024 * 1024
"""Maximum characters of all link addresses in a body: reference links can repeat a long one."""
_ID = r' id="([^"]+)"'
_HEADING = re.compile(r'<h([2-6]) id="([^"]+)">.*?</h\1>', re.DOTALL)


class _Lines(Struct, frozen=True):
    """Finds the lines of links in a text."""

    text: str
    first: int
    """The number of the text's first line in the file."""
    known: dict[str, tuple[int, str]]
    """For the addresses of Markdown links, the line and how they are written there."""

    def find(self, address: str) -> tuple[int, str]:
        """Return the line of a link, and how its address is written there."""
        if address in self.known:
            return self.known[address]
        needle = next(
            (form for form in (address, unquote(address)) if form and form in self.text), ""
        )
        at = self.text.find(needle) if needle else 0
        return self.first + self.text.count("\n", 0, at), needle


def render_body(
    text: str, first_line: int, title: str = "", facts: Facts | None = None, *, story: bool = False
) -> tuple[Body, tuple[BodyProblem, ...]]:
    """Return the body for a text that begins on `first_line` of its file, and its problems.

    A leading H1 that repeats `title` is dropped, and so are list items of the verification section
    that repeat `facts`, the values of the front matter. That of a project has a `story`.
    """
    source, redaction = text, LinkRedaction(facts.get(PUBLIC_FIELD, ()) if facts else ())
    text = redaction.words(text)
    parser = parser_for(text)
    known: dict[str, Any] = {}
    tokens = parser.parse(text, known)
    linked = [
        (token, addresses) for token in tokens if token.content and (addresses := links_of(token))
    ]
    if (total := sum(len(address) for _, addresses in linked for address in addresses)) > MAX_LINKS:
        return Body(""), (_too_many_links(total, first_line),)
    lines = _Lines(text, first_line, dict(_places(linked, text, first_line)))
    links = web_links(tokens)
    has_html = "<" in text and _has_html(tokens)
    pitfalls = tuple(find_pitfalls(text, first_line, tokens, known, facts or {}, has_html=has_html))
    tokens = _without_title(tokens, title)
    tokens, dropped = drop_repeated_facts(tokens, facts) if facts else (tokens, [])
    problems = list(_tidy(tokens, lines))
    headings = tuple(_level_headings(tokens, redaction))
    written = parser.renderer.render(tokens, parser.options, {})
    shown, picture_problems = check_pictures(sanitize(written, is_ours=not has_html), lines.find)
    shown = redaction.html(shown)
    anchors = _anchors(headings, shown, has_html=has_html)
    ending = _ending(text, first_line, facts)
    named = (*links, web_addresses_in(dropped))
    told = tuple(_story(tokens, redaction)) if story else ()
    outline = _outline(redaction, tokens, shown, lines, named, anchors, ending, told)
    private = _leak_problems(redaction.leaks, replace(lines, text=source), may_allow=bool(facts))
    body = Body(_link_headings(shown, headings), headings, outline)
    return body, (*problems, *picture_problems, *pitfalls, *private)


def _ending(text: str, first_line: int, facts: Facts | None) -> ExpiryMention | None:
    """What a text says about expiry, if the facts state none."""
    if not facts or facts.get("expiry_date"):
        return None
    return expiry_mention_of(text, first_line)


def _anchors(headings: Sequence[Heading], shown: str, *, has_html: bool) -> tuple[str, ...]:
    """The anchors of a body: those of its headings, and every `id` in raw HTML."""
    anchors = [heading.anchor for heading in headings]
    if has_html:
        anchors += re.findall(_ID, shown)
    return tuple(dict.fromkeys(anchors))


def _outline(
    redaction: LinkRedaction,
    tokens: Sequence[Token],
    shown: str,
    lines: _Lines,
    links: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]],
    anchors: tuple[str, ...],
    ending: ExpiryMention | None,
    story: tuple[tuple[str, str], ...],
) -> BodyOutline:
    """What the rest of the site needs to know about a body.

    `links` are those in the verification section, in the rest, and in the dropped list items.
    """
    found = _links_in(shown)
    web = "\n".join([url for name, url in found if name == "href" and url.startswith("http")])
    references = tuple(_references(found, lines))
    section, rest, dropped = (redaction.addresses(addresses) for addresses in links)
    summary = redaction.words(_first_paragraph(tokens))
    return BodyOutline(summary, references, section, rest, dropped, anchors, web, ending, story)


def _links_in(shown: str) -> dict[tuple[str, str], None]:
    """The distinct pairs of link attribute and address in HTML."""
    found: dict[tuple[str, str], None] = {}
    replace_links(shown, lambda name, url: found.setdefault((name, url)))
    return found


def _has_html(tokens: Iterable[Token]) -> bool:
    """Whether the text contains raw HTML."""
    written = {"html_block", "html_inline"}
    return any(
        token.type in written or any(child.type in written for child in token.children or ())
        for token in tokens
    )


def _places(
    linked: Sequence[tuple[Token, Sequence[str]]], text: str, first_line: int
) -> Iterator[tuple[str, tuple[int, str]]]:
    """The place of each link, searched for within its own block.

    They come in reverse order, so that a dictionary keeps the first of equal ones.
    """
    rows = text.split("\n")
    for token, addresses in reversed(linked):
        if token.map is None:
            continue
        for address in addresses:
            forms = (address, unquote(address), html.unescape(address))
            lines = range(token.map[0], min(token.map[1], len(rows)))
            at = next(
                ((line, form) for line in lines for form in forms if form and form in rows[line]),
                (token.map[0], ""),
            )
            yield address, (first_line + at[0], at[1])


def _leak_problems(
    leaks: Iterable[Leak], lines: _Lines, *, may_allow: bool
) -> Iterator[BodyProblem]:
    for leak in leaks:
        line, needle = lines.find(leak.written)
        advice = leak.advice(may_allow=may_allow)
        yield BodyProblem("private-link", leak.message, line, needle, advice)


def _too_many_links(total: int, first_line: int) -> BodyProblem:
    message = f"the addresses of the links have {total:,} characters together"
    return BodyProblem(
        "too-many-links",
        message,
        first_line,
        "",
        "use fewer links, or shorter addresses",
        is_error=True,
    )


def _plain(token: Token) -> str:
    if (plain := inline_text_of(token)) is not None:
        return plain.words
    words = "".join([_words_of(child) for child in token.children or ()])
    return " ".join(words.split())


def _words_of(child: Token) -> str:
    if child.type in ("softbreak", "hardbreak"):
        return " "
    if child.type in ("text", "code_inline"):
        return child.content
    return ""


def _without_title(tokens: list[Token], title: str) -> list[Token]:
    if len(tokens) < 3 or tokens[0].tag != "h1" or not title:
        return tokens
    shown, meant = fold(_plain(tokens[1])), fold(title)
    more = shown.removeprefix(meant)
    if shown.startswith(meant) and (not more or not more.lstrip()[:1].isalnum()):
        return tokens[3:]
    return tokens


def _level_headings(tokens: Sequence[Token], redaction: LinkRedaction) -> Iterator[Heading]:
    """Add anchors and adjust levels: the first level is 2, and none is skipped."""
    headings = [index for index, token in enumerate(tokens) if token.type == "heading_open"]
    lift = 1 if any(tokens[index].tag == "h1" for index in headings) else 0
    used: dict[str, int] = {}
    last = 1
    for index in headings:
        token = tokens[index]
        words = redaction.words(_plain(tokens[index + 1]))
        anchor = _unused(slug(words), used)
        last = max(2, min(int(token.tag[1]) + lift, last + 1, 6))
        token.tag = tokens[index + 2].tag = f"h{last}"
        token.attrSet("id", anchor)
        yield Heading(last, anchor, words)


def _link_headings(shown: str, headings: Sequence[Heading]) -> str:
    """The HTML with an anchor link beside each heading; the headings themselves do not change."""
    if not headings:
        return shown
    words = {heading.anchor: heading.text for heading in headings}

    def _link(found: re.Match[str]) -> str:
        if found[2] not in words:
            return found[0]
        label = "Link to this heading"
        if words[found[2]]:
            label = f"Link to “{html.escape(words[found[2]])}”"
        link = f'<a class="anchor" href="#{found[2]}" aria-label="{label}">§</a>'
        return f'<div class="heading">{found[0]}{link}</div>'

    return _HEADING.sub(_link, shown)


def _unused(anchor: str, used: dict[str, int]) -> str:
    """`anchor`, or the first free one of `anchor-1`, `anchor-2` … if it is taken."""
    while anchor in used:
        used[anchor] += 1
        anchor = f"{anchor}-{used[anchor]}"
    used[anchor] = 0
    return anchor


def _tidy(tokens: Sequence[Token], lines: _Lines) -> Iterator[BodyProblem]:
    """Prepare the tokens for rendering, and yield problems for unsafe links.

    Inline styles and unsafe links are removed, syntax extensions applied, and tables named.
    """
    lists: list[Token] = []
    heading = 0
    for index, token in enumerate(tokens):
        if token.type == "inline" and may_link(token):
            yield from _disarm(token, lines)
            apply_extension(tokens, index, lists)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "heading_open":
            heading = index + 1
        elif token.type == "table_open" and heading:
            token.attrSet("aria-label", f"Table: {_plain(tokens[heading])}")
        elif (
            token.attrs and token.tag in ("th", "td") and (style := token.attrs.pop("style", None))
        ):
            token.attrSet("class", str(style).replace("text-align:", "align-"))


def _disarm(token: Token, lines: _Lines) -> Iterator[BodyProblem]:
    children = token.children or []
    for index, child in enumerate(children):
        if child.type != "link_open" or is_safe_link(address := str(child.attrGet("href") or "")):
            continue
        attributes = {name: value for name, value in child.attrs.items() if name != "href"}
        children[index] = child.copy(attrs=attributes)
        line, needle = lines.find(address)
        yield BodyProblem(
            "unsafe-link",
            f"the link {quoted(address)} is not safe to follow",
            line,
            needle,
            "only http, https, mailto and relative links are allowed",
            is_error=True,
        )


def _references(found: Iterable[tuple[str, str]], lines: _Lines) -> Iterator[Reference]:
    sources = lines.text.split("\n")
    for name, url in found:
        if is_external(url):
            continue
        path, _, fragment = url.partition("#")
        target, fragment = unquote(path.split("?")[0]), unquote(fragment)
        if target or (fragment and "--" not in fragment):
            line, needle = lines.find(url)
            yield Reference(
                target, line, name == "src", needle, sources[line - lines.first], fragment
            )


def _story(tokens: Sequence[Token], redaction: LinkRedaction) -> Iterator[tuple[str, str]]:
    """The steps that headings name, each once, with the first paragraph beneath."""
    from ..domain.story import steps_by_heading

    told: set[str] = set()
    for index, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        step = steps_by_heading().get(fold(_plain(tokens[index + 1]).rstrip(":")), "")
        if step and step not in told:
            told.add(step)
            rest = tokens[index + 3 :]
            end = next((at for at, t in enumerate(rest) if t.type == "heading_open"), len(rest))
            yield step, redaction.words(_first_paragraph(rest[:end]))


def _first_paragraph(tokens: Sequence[Token]) -> str:
    for index, token in enumerate(tokens):
        if (
            token.type == "paragraph_open"
            and token.level == 0
            and (words := _plain(tokens[index + 1]))
        ):
            return words
    return ""
