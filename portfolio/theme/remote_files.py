"""Finds files of other sites in templates and stylesheets, which the policy of the pages blocks.

Only what a tag loads counts: a link to another site is none. An address whose host a template makes
up is passed over, because nobody can tell what it will be.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from ..diagnostics import Diagnostic, warning
from ..source_text import Span, locate_span
from ..text import quoted, replace_between

POLICY, SKELETON = "policy.txt", "base.html"
"""The templates of `base` with the policy, and with the head of every page, which has it."""
_TAG = re.compile(
    r"<(script|link|img|source|iframe|embed|object|video|audio|track)\b([^<>]*)", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"\s(?:src|href|data|poster)\s*=\s*[\"']?((?:https?:)?//[\w.:-]++(?!\{)[^\s\"'<>]*)",
    re.IGNORECASE,
)
_LOADED_LINK = re.compile(
    r"\srel\s*=\s*[\"']?[^\"'>]*\b(stylesheet|icon|preload|modulepreload|manifest)\b", re.IGNORECASE
)
_FRAMES = ("iframe", "embed", "object", "video", "audio", "track")
"""The tags of what a page shows only from other sites, and for which a link is as good."""


def has_policy_of_base(templates: Mapping[str, str]) -> bool:
    """Return whether pages have the policy of `base`, judged by all templates by full name."""
    own = [
        (name.partition("/")[2], text)
        for name, text in templates.items()
        if not name.startswith("base/")
    ]
    return not any(
        name == POLICY or (name == SKELETON and "extends" not in text) for name, text in own
    )


def _blanked(comment: str) -> str:
    """Blanks in place of a comment, so that places stay the same."""
    return re.sub(r"[^\n]", " ", comment)


def remote_files(path: str, text: str, own_host: str) -> Iterator[Diagnostic]:
    """Yield a warning for each file of another site that the template `path` loads.

    A template that is a whole page without the policy may load anything.
    """
    if "//" not in text or ("<html" in text.lower() and POLICY not in text):
        return
    shown = replace_between(text, "{#", "#}", _blanked)
    shown = replace_between(shown, "<!--", "-->", _blanked)
    for tag in _TAG.finditer(shown):
        name = tag[1].lower()
        if name == "link" and not _LOADED_LINK.search(tag[2]):
            continue
        for address in _ADDRESS.finditer(tag[2]):
            start = tag.start(2) + address.start(1)
            if host_of(address[1]) == own_host:
                continue
            call = f"{{{{ static('{_name(address[1])}') }}}}"
            fix = f"put the file into static/, and write `{call}`"
            if name in _FRAMES:
                fix = f'link to it instead: `<a href="{address[1]}">`'
            yield _blocked(path, text, Span(start, start + len(address[1])), fix)


def remote_in_style(path: str, text: str, span: Span, own_host: str) -> Iterator[Diagnostic]:
    """Yield a warning if the address at `span` in a stylesheet is one of another site."""
    written = text[span.start : span.end].strip()
    is_comment = text.rfind("/*", 0, span.start) > text.rfind("*/", 0, span.start)
    if re.match(r"(https?:)?//", written) and not is_comment and host_of(written) != own_host:
        fix = f"put the file into static/, and write `url({_name(written)})`"
        yield _blocked(path, text, span, fix)


def host_of(url: str) -> str:
    """Return the host of a web address with its port; empty if there is none."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _name(url: str) -> str:
    name = posixpath.basename(urlsplit(url).path)
    if re.fullmatch(r"[\w-][\w.-]*\.\w+", name):
        return name
    return "NAME"


def _blocked(path: str, text: str, span: Span, fix: str) -> Diagnostic:
    address = text[span.start : span.end].strip()
    message = f"browsers do not load {quoted(address)}: the policy of the pages blocks it"
    return warning("remote-file", message, locate_span(path, text, span), fix)
