"""The pictures of a text: those of other sites become links, and all need a description."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import unquote

from ..domain.body import BodyProblem
from ..text import quoted, slug
from ..web import is_web_address, leads_away

FindAddress = Callable[[str], tuple[int, str]]
"""Tells on which line an address stands, and how it is written there."""
_TAG = r"<(?:a|img)(?: [a-z-]+=\"[^\"]*\")*>|</a>"
_LINK = r' (href|src)="([^"]*)"'
_ALT = r' alt="([^"]*)"'


def check_pictures(clean: str, find: FindAddress) -> tuple[str, list[BodyProblem]]:
    """The HTML with links in place of pictures that are not on this site, and the problems.

    Within a link, words stand in their place. A picture without a description is a problem.
    """
    if "<img" not in clean:
        return clean, []
    problems: list[BodyProblem] = []
    told: set[str] = set()
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
        if not source or leads_away(source):
            words = alt[1] if alt and alt[1] else "Picture"
            if source not in told:
                problems.append(_absent_picture(source, words, find, is_within=is_within))
            told.add(source)
            if not _is_remote(source):
                return ""
            return words if is_within else f'<a href="{html.escape(source)}">{words}</a>'
        if not alt or not alt[1].strip():
            problems.append(_missing_alt(source, find))
        return picture if alt else picture.replace("<img", '<img alt=""', 1)

    return re.sub(_TAG, _check, clean), problems


def _is_remote(source: str) -> bool:
    return is_web_address(f"https:{source}" if source.startswith("//") else source)


def _absent_picture(source: str, words: str, find: FindAddress, *, is_within: bool) -> BodyProblem:
    if not source:
        return BodyProblem(
            "remote-picture",
            "a picture has no address; it is left out",
            *find(source),
            "write the name of its file",
        )
    stands_in = "it is left out"
    if _is_remote(source):
        stands_in = f"{'its words stand' if is_within else 'a link stands'} in its place"
    message = f"the picture {quoted(source)} is not on this site; {stands_in}"
    shown = f"![{html.unescape(words)}]({_file_name(source)})"
    return BodyProblem(
        "remote-picture", message, *find(source), f"save it beside this file, and write `{shown}`"
    )


def _file_name(address: str) -> str:
    """A name for the file of a picture that is saved from an address."""
    from ..images.file_kinds import PICTURE_TYPES

    name = unquote(address.partition("#")[0].partition("?")[0].rpartition("/")[2])
    stem, _, suffix = name.rpartition(".")
    if stem and f".{suffix.lower()}" in PICTURE_TYPES:
        return f"{slug(stem)}.{suffix.lower()}"
    return "picture.png"


def _missing_alt(source: str, find: FindAddress) -> BodyProblem:
    message = f"the picture {quoted(source)} has no description"
    return BodyProblem(
        "missing-alt", message, *find(source), "say what it shows: ![description](file)"
    )
