"""Web addresses: what is one, and which schemes are safe to follow."""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from contextlib import suppress
from urllib.parse import quote, urlsplit

LOOPBACK = "127.0.0.1"
"""The address of this machine, which no other can reach."""
SAFE_SCHEMES = {"http", "https", "mailto"}
"""The only schemes that a link may have."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_BARE = r"(?i)https?://[^\s<>\"'`()\[\]{}|\\^]+"
_LONE_PERCENT = r"%(?![0-9A-Fa-f]{2})"
_RESERVED = "%/:@!$&'()*+,;=~"
"""What may stand in the path of an address as it is (RFC 3986, section 3.3)."""
_PUNYCODE = "xn--"
_PLAIN = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:/[a-z0-9/._~%?=&#;,+-]*)?", re.IGNORECASE | re.ASCII
)
"""The form of most addresses; others take longer to tell."""
_FOREIGN = r"[\s<>\"\\^`{|}]"


@functools.lru_cache(maxsize=65_536)
def is_web_address(text: str) -> bool:
    """Whether `text` is an absolute http or https address with a host."""
    if _PLAIN.fullmatch(text):
        return True
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return bool(
        parts.scheme in ("http", "https") and parts.hostname and not re.search(_FOREIGN, text)
    )


def bare_addresses(text: str) -> list[str]:
    """The http and https addresses in a text, without the punctuation that follows them."""
    found = (html.unescape(address.rstrip(".,;:!?*_~")) for address in re.findall(_BARE, text))
    return [address for address in found if is_web_address(address)]


def is_external(address: str) -> bool:
    """Whether an address has a scheme or a host, and so is no path within a site."""
    return address.startswith("//") or _SCHEME.match(address) is not None


def is_safe_link(address: str) -> bool:
    """Whether a link can be followed: its address is relative or has one of the safe schemes."""
    scheme = _SCHEME.match(address)
    return scheme is None or scheme[1].lower() in SAFE_SCHEMES


def quoted_address(address: str) -> str:
    """A web address as it is sent (RFC 3987, section 3.1), with its host in ASCII.

    Characters that no address holds are percent-encoded, and only once.
    """
    scheme, mark, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    whole = re.sub(_LONE_PERCENT, "%25", f"{slash}{path}")
    return f"{scheme.lower()}{mark}{ascii_host(host)}{quote(whole, safe=_RESERVED)}"


def ascii_host(host: str) -> str:
    """A host as it is looked up, with its port.

    Each part that is not ASCII becomes Punycode (RFC 3492, UTS 46).
    """
    if host.isascii():
        return host
    name, mark, port = host.rpartition(":")
    if not port.isdigit():
        name, mark, port = host, "", ""
    parts = unicodedata.normalize("NFKC", name.lower()).replace("。", ".").split(".")
    return (
        ".".join(
            part if part.isascii() else f"{_PUNYCODE}{part.encode('punycode').decode()}"
            for part in parts
        )
        + mark
        + port
    )


def readable_host(address: str) -> str:
    """The host of a web address in the letters that people read."""
    parts = (urlsplit(address).hostname or "").split(".")
    with suppress(UnicodeError):
        return ".".join(_decoded(part) for part in parts)
    return ".".join(parts)


def _decoded(part: str) -> str:
    if not part.startswith(_PUNYCODE):
        return part
    return part.removeprefix(_PUNYCODE).encode().decode("punycode")


@functools.lru_cache(maxsize=65_536)
def absolute_url(base_url: str, address: str) -> str:
    """The whole address of a page of a site; empty where the site's own is not known."""
    return f"{base_url}{quote(address)}" if base_url else ""


def is_relative(target: str) -> bool:
    """Whether a text names a file relative to the folder of another, with `/` between its parts."""
    return not (target.startswith(("/", "~")) or ":" in target or "\\" in target)
