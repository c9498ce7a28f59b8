"""Checks the pictures of a text: remote ones become links, and all need a description."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import unquote

from ..domain.body import BodyProblem
from ..text import quoted, slug
from ..urls import is_external, is_web_address, with_scheme

FindAddress = Callable[[str], tuple[int, str]]
"""Returns the line on which an address occurs, and how it is written there."""
_TAG = r"<(?:a|img)(?: [a-z-]+=\"[^\"]*\")*>|</a>"
_LINK = r' (href|src)="([^"]*)"'
_ALT = r' alt="([^"]*)"'


def check_pictures(clean: str, find: FindAddress) -> tuple[str, list[BodyProblem]]:
    """Return the HTML with remote pictures replaced by links, and the problems that were found.

    Within a link, the description replaces the picture.
    """
    if "<img" not in clean:
        return clean, []
    problems: list[BodyProblem] = []
    reported: set[str] = set()
    is_within = False

    def _check(tag: re.Match[str]) -> str:
        nonlocal is_within
        picture = tag[0]
        if not picture.startswith("<img"):
            is_within = not picture.startswith("</")
            return picture
        source = next(
            (html.unescape(url) for name, url in re.findall(_LINK, picture) if name == "src"), ""
        )
        alt = re.search(_ALT, picture)
        if not source or is_external(source):
            words = (alt and alt[1]) or "Picture"
            if source not in reported:
                problems.append(_absent_picture(source, words, find, is_within=is_within))
            reported.add(source)
            if not _is_remote(source):
                return ""
            if is_within:
                return words
            return f'<a href="{html.escape(source)}">{words}</a>'
        if not alt or not alt[1].strip():
            problems.append(_missing_alt(source, find))
        if alt:
            return picture
        return picture.replace("<img", '<img alt=""', 1)

    return re.sub(_TAG, _check, clean), problems


def _is_remote(source: str) -> bool:
    return is_web_address(with_scheme(source))


def _absent_picture(source: str, words: str, find: FindAddress, *, is_within: bool) -> BodyProblem:
    if not source:
        return BodyProblem(
            "remote-picture",
            "a picture has no address; it is left out",
            *find(source),
            "write the name of its file",
        )
    effect = "it is left out"
    if _is_remote(source):
        effect = f"{'its description' if is_within else 'a link'} replaces it"
    message = f"the picture {quoted(source)} is not on this site; {effect}"
    shown = f"![{html.unescape(words)}]({_file_name(source)})"
    return BodyProblem(
        "remote-picture", message, *find(source), f"save it beside this file, and write `{shown}`"
    )


def _file_name(address: str) -> str:
    """A file name for a picture saved from an address."""
    from ..images.file_kinds import PICTURE_TYPES

    name = unquote(address.partition("#")[0].partition("?")[0].rpartition("/")[2])
    stem, _, suffix = name.rpartition(".")
    if stem and f".{suffix.lower()}" in PICTURE_TYPES:
        return f"{slug(stem)}.{suffix.lower()}"
    return "picture.png"


def _missing_alt(source: str, find: FindAddress) -> BodyProblem:
    message = f"the picture {quoted(source)} has no description"
    return BodyProblem(
        "missing-alt", message, *find(source), "describe what it shows: ![description](file)"
    )
