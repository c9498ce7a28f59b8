"""The web links of a text: those in verification sections, and those in the rest."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from markdown_it.token import Token

from ..urls import bare_addresses, is_web_address
from .fast_path import inline_text_of
from .verification_section import section_end, verification_headings


def may_link(inline: Token) -> bool:
    """Return whether an inline token can contain a link."""
    return "[" in inline.content or "<" in inline.content


def links_of(token: Token) -> Sequence[str]:
    """Return the addresses of the links and pictures of a block, in order."""
    if (plain := inline_text_of(token)) is not None:
        return plain.links
    if not token.children or not may_link(token):
        return ()
    links = [child for child in token.children if child.type in ("link_open", "image")]
    return [str(child.attrGet("href") or child.attrGet("src") or "") for child in links]


def web_links(tokens: Sequence[Token]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the web links in verification sections, and those in the rest of the text."""
    about: list[Token] = []
    rest: list[Token] = []
    done = 0
    for start in verification_headings(tokens):
        end = section_end(tokens, start, with_subsections=True)
        rest += tokens[done:start]
        about += tokens[max(start, done) : end]
        done = max(end, done)
    return web_addresses_in(about), web_addresses_in([*rest, *tokens[done:]])


def web_addresses_in(tokens: Iterable[Token]) -> tuple[str, ...]:
    """Return the web addresses in tokens, in order: in links, as bare text, and in HTML."""
    found: dict[str, None] = {}
    for token in tokens:
        if "://" in token.content and token.type not in ("fence", "code_block"):
            links = [link for link in links_of(token) if is_web_address(link)]
            found.update(dict.fromkeys(links))
            if len(links) != token.content.count("://"):
                known = sorted(links)
                found.update(
                    (address, None)
                    for address in bare_addresses(token.content)
                    if not _begins_one(address, known)
                )
    return tuple(found)


def _begins_one(address: str, ordered: Sequence[str]) -> bool:
    """Whether one of the sorted addresses begins with this one."""
    at = bisect_left(ordered, address)
    return at < len(ordered) and ordered[at].startswith(address)
