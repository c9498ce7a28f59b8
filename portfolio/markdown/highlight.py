"""Syntax highlighting: code blocks get a class for each kind of token, for themes to style."""

from __future__ import annotations

import functools
import html
import re
from typing import Any

_CODE = re.compile(r'(<code class="language-([^"]+)">)([^<]*)(</code></pre>)')


def highlight_code(shown: str) -> str:
    """Return the HTML of a body with its code blocks highlighted where the language is known."""
    return _CODE.sub(lambda block: f"{block[1]}{_highlighted(block[3], block[2])}{block[4]}", shown)


@functools.lru_cache(maxsize=256)
def _highlighted(code: str, language: str) -> str:
    lexer = _lexer(language)
    if lexer is None:
        return code
    from pygments import highlight
    from pygments.formatters import HtmlFormatter

    return str(highlight(html.unescape(code), lexer, HtmlFormatter(nowrap=True)))


@functools.cache
def _lexer(language: str) -> Any:
    """The lexer of a language; Pygments is imported only for texts with code."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(html.unescape(language))
    except ClassNotFound:
        return None
