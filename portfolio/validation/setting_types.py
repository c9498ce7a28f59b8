"""The types of values in settings: a text of `portfolio.toml` becomes a value, or a problem."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlsplit

from ..domain.privacy import redact
from ..schema.fields import InvalidValue, Reader
from ..schema.types import read_language, read_text, read_url
from ..text import did_you_mean, listed, quoted
from ..urls import quoted_address


class Host(StrEnum):
    """A host of static sites."""

    NONE = "none"
    GITHUB = "github"
    GITLAB = "gitlab"
    NETLIFY = "netlify"
    CLOUDFLARE = "cloudflare"
    NGINX = "nginx"


SEARCH_MODES = ("list", "pagefind")
"""What a search finds: words in the list, or also words in the texts."""
DESTINATIONS = ("branch", "rsync:user@host:/path", "folder:DIR")
"""The forms of a destination: a branch of the repository, a server, a folder of this machine."""
_DESTINATION = re.compile(r"branch|(?:rsync|folder):(?!(?:[^:/]*@)?-)\S.*")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_GIT_NAME = re.compile(r"(?![./-])(?!.*(?:\.\.|//|/\.|@\{|\.lock(?:/|$)))[^\s~^:?*\[\\]+(?<![./])")


def read_base_url(value: Any) -> str:
    """The address under which the site is published, with a slash at its end."""
    if isinstance(value, str):
        value = value.strip().replace(" ", "%20")
    url = read_url(value)
    if "?" in url or "#" in url:
        raise InvalidValue(
            "invalid-url",
            f"{quoted(url)} is not the address of a home page",
            "remove everything from `?` or `#` on",
        )
    if "%" in urlsplit(url).netloc:
        raise InvalidValue(
            "invalid-url",
            f"{quoted(url)} has no host",
            "write the address as a browser shows it: `https://ada.example.org/`",
        )
    bare, leaks = redact(url)
    if leaks:
        raise InvalidValue(
            "invalid-url",
            f"{quoted(url)} would reveal {leaks[0].what} on every page",
            f"write {bare}",
        )
    return quoted_address(url).rstrip("/") + "/"


def read_name(value: Any) -> str:
    """The plain name of a theme."""
    text = read_text(value)
    if not _NAME.fullmatch(text):
        raise InvalidValue(
            "invalid-name",
            f"not the name of a theme: {quoted(text)}",
            "use only lower-case letters, digits and hyphens",
        )
    return text


def read_search(value: Any) -> str:
    """`list` or `pagefind`."""
    text = read_text(value)
    if text not in SEARCH_MODES:
        near = did_you_mean(text, SEARCH_MODES)
        raise InvalidValue(
            "unknown-search",
            f"there is no search {quoted(text)}",
            f"write {near or listed(SEARCH_MODES, 'or')}",
        )
    return text


def read_host(value: Any) -> Host:
    """The host of a site."""
    text = read_text(value)
    names = tuple(Host)
    if text not in names:
        near = did_you_mean(text, names)
        raise InvalidValue(
            "unknown-host",
            f"no files are made for the host {quoted(text)}",
            f"write {near or listed(names, 'or')}",
        )
    return Host(text)


def read_destination(value: Any) -> str:
    """`branch`, `rsync:user@host:/path` or `folder:DIR`."""
    text = read_text(value)
    if not _DESTINATION.fullmatch(text):
        raise InvalidValue(
            "unknown-destination",
            f"the site cannot be published to {quoted(text)}",
            f"write {listed([quoted(form) for form in DESTINATIONS], 'or')}",
        )
    return text


def read_git_name(value: Any) -> str:
    """A name that git accepts."""
    text = read_text(value)
    if not _GIT_NAME.fullmatch(text):
        raise InvalidValue(
            "invalid-name",
            f"not a name that git accepts: {quoted(text)}",
            "use letters, digits, hyphens and slashes",
        )
    return text


def read_words(value: Any) -> dict[str, str]:
    """A table of texts."""
    if not isinstance(value, dict):
        raise InvalidValue(
            "wrong-type", "expected a table", 'write each `key = "text"` on a line of its own'
        )
    return {str(key): read_text(text) for key, text in sorted(value.items())}


def read_languages(value: Any) -> tuple[str, ...]:
    """A list of language tags, each once."""
    if not isinstance(value, list):
        raise InvalidValue("wrong-type", "expected a list of language tags", 'write `["en", "de"]`')
    tags = tuple(map(read_language, value))
    for index, tag in enumerate(tags):
        if tag.lower() in (before.lower() for before in tags[:index]):
            raise InvalidValue("repeated-value", f"{quoted(tag)} is named twice", "name it once")
    return tags


BaseUrl = Annotated[str, Reader(read_base_url, {"type": "string"})]
Destination = Annotated[
    str, Reader(read_destination, {"type": "string", "pattern": "^(branch$|rsync:|folder:)"})
]
GitName = Annotated[str, Reader(read_git_name, {"type": "string"})]
Name = Annotated[str, Reader(read_name, {"type": "string"})]
Search = Annotated[str, Reader(read_search, {"enum": list(SEARCH_MODES)})]
HostName = Annotated[Host, Reader(read_host, {"enum": list(Host)})]
Languages = Annotated[
    tuple[str, ...],
    Reader(read_languages, {"type": "array", "items": {"type": "string"}, "uniqueItems": True}),
]
Words = Annotated[dict[str, str], Reader(read_words, {"type": "object"})]
