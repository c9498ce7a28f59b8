"""Web addresses: what is one, and which schemes are safe to follow."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

SAFE_SCHEMES = {"http", "https", "mailto"}
"""The only schemes that a link may have."""
_FOREIGN = re.compile(r"[\s<>\"\\^`{|}]")


def is_web_address(text: str) -> bool:
    """Whether `text` is an absolute http or https address with a host."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return bool(parts.scheme in ("http", "https") and parts.hostname and not _FOREIGN.search(text))
