"""Web addresses: what is one, and which schemes are safe to follow."""

from __future__ import annotations

import functools
import html
import re
from urllib.parse import quote, urlsplit

SAFE_SCHEMES = {"http", "https", "mailto"}
"""The only schemes that a link may have."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_BARE = re.compile(r"https?://[^\s<>\"'`()\[\]{}|\\^]+", re.IGNORECASE)
_PLAIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:/[a-z0-9/._~%?=&#;,+-]*)?", re.IGNORECASE | re.ASCII)
"""Most addresses; of others it takes longer to tell."""
_FOREIGN = re.compile(r"[\s<>\"\\^`{|}]")


def is_web_address(text: str) -> bool:
    """Whether `text` is an absolute http or https address with a host."""
    if _PLAIN.fullmatch(text):
        return True
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return bool(parts.scheme in ("http", "https") and parts.hostname and not _FOREIGN.search(text))


def bare_addresses(text: str) -> list[str]:
    """The http and https addresses in a text, without the punctuation that follows them."""
    found = (html.unescape(address.rstrip(".,;:!?*_~")) for address in _BARE.findall(text))
    return [address for address in found if is_web_address(address)]


def is_safe_link(address: str) -> bool:
    """Whether a link can be followed: its address is relative or has one of the safe schemes."""
    scheme = _SCHEME.match(address)
    return scheme is None or scheme[1].lower() in SAFE_SCHEMES


@functools.lru_cache(maxsize=65_536)
def absolute(base_url: str, address: str) -> str:
    """The whole address of a page of a site, or nothing where the site's own is not known."""
    return f"{base_url}{quote(address)}" if base_url else ""
