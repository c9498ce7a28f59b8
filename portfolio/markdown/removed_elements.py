"""Reports HTML elements that the sanitizer removes, with what to write instead.

It removes some with their content and keeps the text of others. Removing a purely presentational
element is not reported; anything that had content or a purpose is.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from typing import NamedTuple

from ..domain.body import BodyProblem
from ..urls import is_web_address, with_scheme
from .foreign_syntax import link_destination
from .pitfall_patterns import first_line, line_of
from .sanitize import ALLOWED_ELEMENTS, REMOVED_WITH_CONTENT
from .verification_section import Facts

_ATTRIBUTES = r"(?:\"[^\"]*\"|'[^']*'|[^\"'<>])*+"
_TAG = re.compile(rf"(?<!\\)(?<!\]\()(?<!\]: )<([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])({_ATTRIBUTES})>")
_CLOSING = re.compile(r"</([A-Za-z][A-Za-z0-9-]*)\s*>")
_WITHOUT_END_TAG = frozenset({"area", "base", "embed", "frame", "input", "link", "meta"})
_ADDRESS = re.compile(
    r"(?<![\w-])(?:src|data|href|poster)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))",
    re.IGNORECASE,
)
_BADGE = re.compile(r"data-share-badge-id\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_PRESENTATIONAL = frozenset(
    """
    acronym address article aside basefont bdi bdo big body center data dir fieldset font footer
    head header hgroup html legend main nav nobr noindex optgroup param picture rb rtc search source
    strike tt track
    """.split()
)
"""Elements that are removed silently: their text stays, and only presentation is lost."""
_EMBEDDING = frozenset({"iframe", "embed", "object", "video", "audio", "frame", "applet"})
"""Elements that embed external content."""
_FORM_ELEMENTS = frozenset(
    {"form", "button", "input", "select", "option", "textarea", "datalist", "output"}
)
_NOTHING_RUNS = "remove it: nothing in a text can run"
_PICTURE = "save it as a file beside this one, and write `![What it shows](picture.{})`"
_LOOK = "remove it: the appearance is up to the theme"
_CURES = {
    "script": _NOTHING_RUNS,
    "noscript": "write its content without it",
    "template": _NOTHING_RUNS,
    "style": _LOOK,
    "link": _LOOK,
    "meta": "remove it: the metadata of a page comes from its fields",
    "base": "remove it: links are relative to this file",
    "title": "remove it: the title of the page is the field `title`",
    "math": "write it in words, as in `x<sup>2</sup>`, "
    "or as a picture: `![What it says](formula.png)`",
    "svg": _PICTURE.format("svg"),
    "canvas": _PICTURE.format("png"),
    "map": "write its links as a list: `- [words](https://example.org/)`",
    "area": "write a link: `[words](https://example.org/)`",
    "progress": "write its value in words",
    "meter": "write its value in words",
    "h1": "write a heading: `## words`",
}


class Embed(NamedTuple):
    """The embed code of a platform, and the address of the page behind it."""

    form: re.Pattern[str]
    field: str
    """The field that takes the address; empty if there is none."""
    address: str
    """A template; `{}` stands for the groups of `form`."""


EMBEDS = tuple(
    Embed(re.compile(rf"(?:https?:)?//(?:www\.)?{form}"), field, address)
    for form, field, address in (
        (r"credly\.com/embedded_badge/([\w-]+)", "badge_url", "https://www.credly.com/badges/{}"),
        (r"credential\.net/embed/([\w-]+)", "credential_url", "https://www.credential.net/{}"),
        (
            r"((?:[\w-]+\.)*(?:badgr\.(?:com|io)|parchment\.(?:com|eu))/public/assertions/[\w-]+)",
            "badge_url",
            "https://{}",
        ),
        (r"youtube(?:-nocookie)?\.com/embed/([\w-]+)", "", "https://www.youtube.com/watch?v={}"),
        (r"player\.vimeo\.com/video/(\d+)", "", "https://vimeo.com/{}"),
        (r"loom\.com/embed/(\w+)", "", "https://www.loom.com/share/{}"),
        (
            r"drive\.google\.com/file/d/([\w-]+)/preview",
            "",
            "https://drive.google.com/file/d/{}/view",
        ),
        (
            r"slideshare\.net/slideshow/embed_code/(?:key/)?(\w+)",
            "",
            "https://www.slideshare.net/slideshow/embed_code/key/{}",
        ),
        (r"(gist\.github\.com/[\w-]+/[0-9a-f]+)\.js", "", "https://{}"),
        (r"codepen\.io/([\w-]+/)embed/(?:preview/)?(\w+)", "", "https://codepen.io/{}pen/{}"),
        (
            r"open\.spotify\.com/embed/((?:track|episode|show|playlist)/\w+)",
            "",
            "https://open.spotify.com/{}",
        ),
    )
)
_OPEN_COMMENT = re.compile(r"^[ \t>]*<!--", re.MULTILINE)


def find_removed_elements(shown: str, first: int, facts: Facts) -> Iterator[BodyProblem]:
    """Yield a problem for each removed element in order; for nested ones, only the outermost.

    `shown` is the text with its code masked, `first` the number of its first line in the file;
    `facts` are the values of the record, empty if the text is not from a record.
    """
    if found := _OPEN_COMMENT.search(shown):
        message = "the comment that begins here has no end, and hides everything after it"
        line = first + line_of(shown, found)
        cure = "write `-->` where the comment ends"
        yield BodyProblem("removed-element", message, line, "<!--", cure)
        shown = shown[: found.start()]
    has_badge = False
    for found, badge, closing in _taken_out(shown):
        name = found[1].lower()
        if badge:
            has_badge = True
            message = "this Credly badge needs a script, which cannot run here"
            cure = _field_or_link("badge_url", f"https://www.credly.com/badges/{badge[1]}", facts)
        elif name == "script" and has_badge and "credly" in found[2]:
            continue  # it is part of the badge, which was reported
        else:
            held = shown[found.end() : closing.start()] if closing else ""
            message = _message(name, found[1], is_closed=closing is not None)
            cure = _cure(name, found, held, facts)
        line = first + line_of(shown, found)
        yield BodyProblem("removed-element", message, line, first_line(found[0]), cure)


def _taken_out(
    shown: str,
) -> Iterator[tuple[re.Match[str], re.Match[str] | None, re.Match[str] | None]]:
    """The start tag of each removed element, its badge if it has one, and its end tag."""
    closings = _closings(shown)
    end = 0
    for found in _TAG.finditer(shown):
        name = found[1].lower()
        badge = _BADGE.search(found[2])
        if found.start() < end or not (badge or _is_removed(name, found[2])):
            continue
        closing = _end_of(found, closings[name])
        end = found.end()
        if closing:
            end = closing.end()
        elif _takes_all(name):
            end = len(shown)
        yield found, badge, closing


def _closings(shown: str) -> defaultdict[str, deque[re.Match[str]]]:
    """The end tags by element name, in order."""
    found: defaultdict[str, deque[re.Match[str]]] = defaultdict(deque)
    for closing in _CLOSING.finditer(shown):
        if (name := closing[1].lower()) not in _WITHOUT_END_TAG:
            found[name].append(closing)
    return found


def _end_of(found: re.Match[str], closings: deque[re.Match[str]]) -> re.Match[str] | None:
    """The first end tag after a start tag; those before it are discarded."""
    while closings and closings[0].start() < found.end():
        closings.popleft()
    if not closings:
        return None
    return closings[0]


def _takes_all(name: str) -> bool:
    """Whether an element without an end tag removes everything after it."""
    return name in REMOVED_WITH_CONTENT and name not in ("svg", "math")


def _is_removed(name: str, attributes: str) -> bool:
    if name == "input":
        return not re.search(r"type\s*=\s*[\"']?checkbox", attributes, re.IGNORECASE)
    return name not in ALLOWED_ELEMENTS and name not in _PRESENTATIONAL


def _message(name: str, written: str, *, is_closed: bool) -> str:
    shown = f"`<{written}>`"
    if _takes_all(name) and not is_closed:
        return f"{shown} has no end tag, and is removed with everything after it"
    if name in REMOVED_WITH_CONTENT and name not in _EMBEDDING | {"script", "style"}:
        return f"{shown} is removed with its content"
    if _is_known(name):
        return f"{shown} is removed"
    return f"{shown} is read as an unknown HTML element, and removed"


def _is_known(name: str) -> bool:
    return (
        name in _CURES
        or name in _EMBEDDING
        or name in _FORM_ELEMENTS
        or name in REMOVED_WITH_CONTENT
    )


def _cure(name: str, found: re.Match[str], held: str, facts: Facts) -> str:
    addresses = [one or two or three for one, two, three in _ADDRESS.findall(f"{found[2]} {held}")]
    if name in _EMBEDDING:
        return _instead_of(next(iter(addresses), "").strip(), facts)
    if name == "script" and addresses and (embed := _embedded(addresses[0])):
        return _field_or_link(*embed, facts)
    if name in _FORM_ELEMENTS:
        return "write a link in its place: `[words](https://example.org/)`"
    if name in _CURES:
        return _CURES[name]
    as_text = f"`` `{first_line(found[0])}` ``"
    return f"write what it shows in words; to show it as text, write {as_text}"


def _instead_of(address: str, facts: Facts) -> str:
    """What to write instead of an element that embeds an address."""
    if embed := _embedded(address):
        return _field_or_link(*embed, facts)
    whole = with_scheme(address)
    if is_web_address(whole):
        return f"write a link: `[What it shows]({whole})`"
    return _for_file(address.partition("#")[0].partition("?")[0], facts)


def _for_file(path: str, facts: Facts) -> str:
    from ..images.file_kinds import DOCUMENT_TYPES, PICTURE_TYPES

    suffix = f".{path.rpartition('.')[2].lower()}" if "." in path else ""
    named = link_destination(path)
    if suffix == ".pdf" and facts and "certificate" not in facts and not path.startswith("/"):
        link = f"`[The certificate]({named})`"
        return f"write `certificate: {path}` among the fields, or a link: {link}"
    if suffix in PICTURE_TYPES:
        return f"write a picture: `![What it shows]({named})`"
    if suffix in DOCUMENT_TYPES:
        return f"write a link: `[What it shows]({named})`"
    return (
        "upload it to a site that hosts such files, "
        "and write a link: `[What it shows](https://example.org/)`"
    )


def _embedded(address: str) -> tuple[str, str] | None:
    """The field and page for an embedded address; None for unknown platforms."""
    for embed in EMBEDS:
        if found := embed.form.match(address):
            return embed.field, embed.address.format(*found.groups())
    return None


def _field_or_link(field: str, address: str, facts: Facts) -> str:
    """What to write for an address: its field if the record does not have it yet, or a link."""
    if not field or not facts:
        return f"write a link: `[What it shows]({address})`"
    if field in facts:
        return f"remove it: the record already has `{field}`"
    return f"write `{field}: {address}` among the fields"
