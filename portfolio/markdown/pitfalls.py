"""Finds Markdown that does not render as its author intended.

A text without any telltale characters is not searched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from markdown_it.token import Token

from ..domain.body import BodyProblem
from .parser import HAS_MARKUP
from .verification_section import Facts

MAX_PITFALLS = 100
"""Maximum problems of this kind reported for one text: more would bury all others."""
_TELLTALES = ("{", "%%", "==", "$$", ":::", "!!!", "???", "+++", "\n---", "import ", "export ")
"""Texts that occur in the syntax of other programs.

A text with none of these, and no brackets except in plain links, has no foreign syntax.
"""


def find_pitfalls(
    text: str,
    first: int,
    tokens: Sequence[Token],
    known: Mapping[str, Any],
    facts: Facts,
    *,
    has_html: bool,
) -> Iterator[BodyProblem]:
    """Yield problems for foreign syntax, misread links, and HTML elements that are removed.

    The text begins on line `first` of its file. `tokens` and `known`, the environment, come from
    the parser; `facts` are the values of the record; `has_html` is whether the text has raw HTML.
    """
    is_marked = HAS_MARKUP in known or "footnotes" in known or "](#)" in text
    may_be_foreign = is_marked or any(
        telltale[0] in text and telltale in text for telltale in _TELLTALES
    )
    if not (may_be_foreign or has_html):
        return
    from .foreign_syntax import find_foreign_syntax
    from .misread_links import find_misread_links
    from .pitfall_patterns import mask_code
    from .removed_elements import find_removed_elements

    shown = mask_code(text, tokens)
    found: list[Iterator[BodyProblem]] = []
    if may_be_foreign:
        found.append(find_foreign_syntax(shown, first))
    if is_marked:
        found.append(find_misread_links(shown, first, known))
    if has_html:
        found.append(find_removed_elements(shown, first, facts))
    yield from islice(chain(*found), MAX_PITFALLS)
