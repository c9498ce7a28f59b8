"""What of a text does not become what its author means.

A text without a sign of such things is not searched.
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
"""Maximum problems of this kind that are reported in one text: more would hide all others."""
_SIGNS = ("{", "%%", "==", "$$", ":::", "!!!", "???", "+++", "\n---", "import ", "export ")
"""Signs that marks of other programs have.

A text without any of these, and without brackets that are no plain link, has no such mark.
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
    """Marks that Markdown does not know, links that it reads otherwise, and removed elements.

    The text begins on the line `first` of its file; `tokens` and what else is `known` are what the
    parser made of it; `facts` are the fields that its record states; `has_html` says whether its
    author wrote any HTML.
    """
    is_marked = HAS_MARKUP in known or "footnotes" in known or "](#)" in text
    has_signs = is_marked or any(sign[0] in text and sign in text for sign in _SIGNS)
    if not (has_signs or has_html):
        return
    from .foreign_syntax import find_foreign_syntax
    from .misread_links import find_misread_links
    from .pitfall_patterns import mask_code
    from .removed_elements import find_removed_elements

    shown = mask_code(text, tokens)
    found: list[Iterator[BodyProblem]] = []
    if has_signs:
        found.append(find_foreign_syntax(shown, first))
    if is_marked:
        found.append(find_misread_links(shown, first, known))
    if has_html:
        found.append(find_removed_elements(shown, first, facts))
    yield from islice(chain(*found), MAX_PITFALLS)
