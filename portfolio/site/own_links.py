"""Links of texts to the site's own pages: the address that each means, and whether it exists.

The part of the page that a link names is checked too. A link may name a page by its address
(`/skills/python/`), by the way from the file (`../skills/`), or in full with the site's `base_url`.
Links to other texts (`two.md`) are checked in `references`; only their part is checked here.
"""

from __future__ import annotations

import functools
import posixpath
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from ..content.files import is_site_address, resolve_target
from ..diagnostics import Diagnostic, Location, error, warning
from ..domain.body import Reference
from ..domain.model import AnyText
from ..paths import STATIC_ROOT, is_markdown
from ..source_text import locate_on_line
from ..store.memo import remember_each
from ..text import did_you_mean, listed, quoted
from .addresses import file_name

NEAREST = 5
"""Maximum parts that are proposed where none resembles the one named, the nearest first."""
_TOP = frozenset({"", "top"})
"""Parts that every page has: its top."""


def own_address(path: str, target: str, base_url: str) -> str | None:
    """The address of the site that a target in the file `path` means, existing or not, or None."""
    if "://" in target:
        return _whole_address(target, base_url)
    base = urlsplit(base_url).path or "/"
    if not is_site_address(path, target):
        return None
    if target.startswith("/"):
        return _as_address(target.removeprefix(base))
    whole = resolve_target(path, target)
    return _as_address(
        whole.removeprefix("content").removeprefix(STATIC_ROOT), is_folder=target.endswith("/")
    )


@functools.lru_cache(maxsize=65_536)
def _whole_address(target: str, base_url: str) -> str | None:
    if not base_url or not target.startswith(base_url):
        return None
    return _as_address(unquote(target.removeprefix(base_url)))


def _as_address(path: str, *, is_folder: bool = False) -> str:
    whole = posixpath.normpath(f"/{path}").strip("/")
    if posixpath.basename(whole) == "index.html":
        whole, is_folder = posixpath.dirname(whole), True
    is_folder = is_folder or path.endswith("/") or "." not in posixpath.basename(whole)
    return unicodedata.normalize("NFC", f"{whole}/" if whole and is_folder else whole)


class Pages(Struct, frozen=True):
    """The addresses of a site, and the anchors of the texts that pages show."""

    addresses: Collection[str]
    shown: Mapping[str, str]
    """The files whose texts pages show, by the files that serve the pages."""
    base_url: str
    anchors: Mapping[str, tuple[str, ...]]
    """By the path of the file."""
    elsewhere: Mapping[tuple[str, str], str] = {}
    """Cures for links whose file is elsewhere, by the path of the text and the target."""
    of_some_days: Mapping[str, str] = {}
    """Addresses that depend on the day and the settings, with when a site has them."""

    def path_of(self, source: str, target: str) -> str:
        """The file whose text a target in the file `source` leads to; empty where there is none."""
        if not target:
            return source
        if is_markdown(target):
            return resolve_target(source, target)
        address = own_address(source, target, self.base_url)
        if address is None:
            return ""
        return self.shown.get(file_name(address), "")


def wanted_anchors(texts: Iterable[AnyText], pages: Pages) -> dict[str, set[str]]:
    """The anchors that texts name, by the path of the file that has them or should."""
    found: dict[str, set[str]] = {}
    for text in texts:
        for link in _links(text, pages.base_url):
            if link.fragment:
                path = pages.path_of(text.shown_path, link.target)
                found.setdefault(path, set()).add(link.fragment)
    return found


@remember_each
def _links(text: AnyText, base_url: str) -> tuple[Reference, ...]:
    """The links of a text that may lead to pages of the site; whole addresses have no line."""
    links = [*text.outline.references]
    for link in text.outline.links_below(base_url):
        path, _, part = link.partition("#")
        links.append(Reference(path.partition("?")[0], 0, fragment=unquote(part)))
    return tuple(links)


def check_own_links(texts: Iterable[AnyText], pages: Pages) -> Iterator[Diagnostic]:
    """Links to pages that the site does not have, and to parts that their texts do not have."""
    served: frozenset[str] = frozenset()
    for text in texts:
        path = text.shown_path
        for link in _links(text, pages.base_url):
            address = own_address(path, link.target, pages.base_url) if link.target else None
            if address is not None:
                served = served or frozenset(map(file_name, pages.addresses))
            if address is not None and file_name(address) not in served:
                told = _broken if link.line else _doubtful
                yield from told(path, link, address, pages)
            elif link.fragment and not link.is_picture:
                yield from _check_part(path, link, pages)


def _broken(path: str, link: Reference, address: str, pages: Pages) -> Iterator[Diagnostic]:
    what = "file" if "." in posixpath.basename(address) else "page"
    make = warning if address in pages.of_some_days else error
    cure = (
        "a page of this site is named as in `/credentials/`,"
        " and one of another site by its whole address"
    )
    if link.is_picture:
        cure = "save the picture beside this file, and write its name alone"
    if (path, link.target) in pages.elsewhere:
        cure = pages.elsewhere[path, link.target]
    elif address in pages.of_some_days:
        cure = f"{pages.of_some_days[address]}; until then remove the link"
    elif near := _nearest(address, pages.addresses):
        cure = f"did you mean `/{near}`?"
    yield make(
        "broken-link", f"the site has no {what} {quoted('/' + address)}", _place(path, link), cure
    )


def _doubtful(path: str, link: Reference, address: str, pages: Pages) -> Iterator[Diagnostic]:
    """A warning of a whole address that begins like a page of the site, and is none.

    Others may lead to something else at the same host.
    """
    if f"{address.partition('/')[0]}/" in pages.addresses and (
        near := _nearest(address, pages.addresses)
    ):
        yield warning(
            "broken-link",
            f"the site has no page {quoted(link.target, 200)}",
            _place(path, link),
            f"did you mean `/{near}`?",
        )


def _place(path: str, link: Reference) -> Location:
    if not link.line:
        return Location(path)
    return locate_on_line(path, link.line, link.source, link.needle)


def _nearest(address: str, addresses: Iterable[str]) -> str | None:
    """The address that was probably meant: one of the same name, or else the most similar."""
    known = [
        other
        for other in addresses
        if not other.startswith("assets/") and not other.endswith(".png")
    ]
    name = posixpath.basename(address.rstrip("/"))
    alike = [other for other in known if name and posixpath.basename(other.rstrip("/")) == name]
    if alike:
        return alike[0]
    return did_you_mean(address, known)


def _check_part(path: str, link: Reference, pages: Pages) -> Iterator[Diagnostic]:
    anchors = pages.anchors.get(pages.path_of(path, link.target))
    if anchors is None or link.fragment in anchors or not _is_checked(link.fragment):
        return
    where = quoted(link.target, 200) if link.target else "this text"
    message = f"{where} has no part {quoted('#' + link.fragment)}"
    yield warning(
        "missing-anchor",
        message,
        _place(path, link),
        _nearest_part(link.target, link.fragment, anchors),
    )


def _is_checked(part: str) -> bool:
    """Whether a part must be one of a text; a double hyphen is for parts of pages and of notes."""
    return part not in _TOP and "--" not in part and not part.startswith(":~:")


def _nearest_part(target: str, part: str, anchors: tuple[str, ...]) -> str:
    from difflib import SequenceMatcher

    if near := did_you_mean(part, anchors):
        return f"did you mean `{target}#{near}`?"
    if not anchors:
        cure = f"write `{target}`" if target else "remove the link"
        return f"it has no headings: {cure}"
    nearest = sorted(anchors, key=lambda anchor: -SequenceMatcher(None, part, anchor).ratio())[
        :NEAREST
    ]
    named = listed([f"`{target}#{anchor}`" for anchor in nearest])
    return f"{'these parts' if len(nearest) > 1 else 'this part'} can be named: {named}"
