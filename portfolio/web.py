"""Web addresses: what is one, and which schemes are safe to follow."""

from __future__ import annotations

import functools
import re
from urllib.parse import quote, urlsplit

SAFE_SCHEMES = {"http", "https", "mailto"}
"""The only schemes that a link may have."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_FOREIGN = re.compile(r"[\s<>\"\\^`{|}]")


def is_web_address(text: str) -> bool:
    """Whether `text` is an absolute http or https address with a host."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return bool(parts.scheme in ("http", "https") and parts.hostname and not _FOREIGN.search(text))


def is_safe_link(address: str) -> bool:
    """Whether a link can be followed: its address is relative or has one of the safe schemes."""
    scheme = _SCHEME.match(address)
    return scheme is None or scheme[1].lower() in SAFE_SCHEMES


@functools.lru_cache(maxsize=65_536)
def absolute(base_url: str, address: str) -> str:
    """The whole address of a page of a site, or nothing where the site's own is not known."""
    return f"{base_url}{quote(address)}" if base_url else ""


def is_relative(target: str) -> bool:
    """Whether a text names a file from the folder of another one on: by no web address, from no root, in the manner of no other system."""
    return not (target.startswith(("/", "~")) or ":" in target or "\\" in target)
