"""What of a text does not become what its author means.

A text without a sign of such things is not searched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from markdown_it.token import Token

from ..domain.body import BodyProblem
from .facts import Facts
from .parser import MARKED

MOST = 100
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
    is_marked = MARKED in known or "footnotes" in known or "](#)" in text
    has_signs = is_marked or any(sign[0] in text and sign in text for sign in _SIGNS)
    if not (has_signs or has_html):
        return
    from .foreign import foreign_marks
    from .misread import misread_links
    from .removed import removed_elements
    from .written import outside_code

    shown = outside_code(text, tokens)
    found: list[Iterator[BodyProblem]] = []
    if has_signs:
        found.append(foreign_marks(shown, first))
    if is_marked:
        found.append(misread_links(shown, first, known))
    if has_html:
        found.append(removed_elements(shown, first, facts))
    yield from islice(chain(*found), MOST)
