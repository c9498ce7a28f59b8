"""Web addresses: what counts as one, and which schemes are safe to follow."""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from contextlib import suppress
from urllib.parse import quote, urlsplit

GITHUB_DOMAIN = "github.io"
"""The domain below which GitHub gives addresses to sites."""
LOOPBACK = "127.0.0.1"
"""The loopback address, which no other machine can reach."""
SAFE_SCHEMES = {"http", "https", "mailto"}
"""The only schemes that a link may have."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_BARE = r"(?i)https?://[^\s<>\"'`()\[\]{}|\\^]+"
_LONE_PERCENT = r"%(?![0-9A-Fa-f]{2})"
_RESERVED = "%/:@!$&'()*+,;=~"
"""The characters that a path may contain unescaped (RFC 3986, section 3.3)."""
_PUNYCODE = "xn--"
_PLAIN = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:/[a-z0-9/._~%?=&#;,+-]*)?", re.IGNORECASE | re.ASCII
)
"""The form of most addresses; others are checked more slowly."""
_FOREIGN = r"[\s<>\"\\^`{|}]"


def with_scheme(address: str) -> str:
    """An address that may leave out its scheme (`//example.org/`) as one that has it."""
    if address.startswith("//"):
        return f"https:{address}"
    return address


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
    """The http and https addresses in a text, without trailing punctuation."""
    found = (html.unescape(address.rstrip(".,;:!?*_~")) for address in re.findall(_BARE, text))
    return [address for address in found if is_web_address(address)]


def is_external(address: str) -> bool:
    """Whether an address has a scheme or a host, so that it is not a path within a site."""
    return address.startswith("//") or _SCHEME.match(address) is not None


def is_safe_link(address: str) -> bool:
    """Whether a link can be followed: its address is relative or has one of the safe schemes."""
    scheme = _SCHEME.match(address)
    return scheme is None or scheme[1].lower() in SAFE_SCHEMES


def quoted_address(address: str) -> str:
    """A web address in ASCII, as it is sent (RFC 3987, section 3.1).

    Characters that are not allowed in an address are percent-encoded, once.
    """
    scheme, mark, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    whole = re.sub(_LONE_PERCENT, "%25", f"{slash}{path}")
    return f"{scheme.lower()}{mark}{ascii_host(host)}{quote(whole, safe=_RESERVED)}"


def ascii_host(host: str) -> str:
    """A host in ASCII, with its port: other parts become Punycode (RFC 3492, UTS 46)."""
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
    """The host of a web address, with Punycode decoded."""
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
    """The full address of a page; empty if the site's base URL is not known."""
    if not base_url:
        return ""
    return f"{base_url}{quote(address)}"


def is_relative(target: str) -> bool:
    """Whether a text is a relative path with `/` between its parts."""
    return not (target.startswith(("/", "~")) or ":" in target or "\\" in target)


def own_domain(base_url: str) -> str:
    """The domain of a site's address that is the owner's; empty if it is GitHub's.

    A site below a path has none: its domain belongs to another site.
    """
    parts = urlsplit(base_url)
    domain = (parts.hostname or "").lower()
    if "." not in domain or parts.path != "/" or f".{domain}".endswith(f".{GITHUB_DOMAIN}"):
        return ""
    return domain
