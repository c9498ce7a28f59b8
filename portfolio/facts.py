"""The section of a body that repeats facts of the front matter.

A family of records lists credential number, check link and status under a heading such as "Verification". The page
shows those facts in their place, so list items that only repeat them are dropped; whatever else the section says stays.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence

from markdown_it.token import Token

from .plain import PLAIN_ITEM

Facts = Mapping[str, bool]
"""Which fields the front matter states."""

FACTS_HEADING = re.compile(r"\b(verif\w+|credentials?|proof|check it|validat\w+)\b", re.IGNORECASE)
"""Headings of sections that say where a credential can be checked."""

_IDS = {
    "credential_id": r"(credential|certificate|badge|licen[cs]e) (id|number|no\.?)|reference",
    "enrollment_id": r"enrol?lment (id|number)",
}
_OTHERS = {
    "instructor": r"instructors?|led by|taught by",
    "issued_date": r"issued?( on| date)?|date issued|earned",
    "expiry_date": r"expir\w+( date| on)?|valid until",
    "issuer": r"issuer|issued by",
    "platform": r"platform",
    "duration_hours": r"duration|hours",
}
_LINK = r"(verification|verify|certificate|credential|badge|proof)?\s*(url|link)|verification|verify( at)?|proof|certificate"
_FORMS = {"status": "status|state", "link": _LINK, **_IDS, **_OTHERS}
_LABEL = re.compile(
    r"\s*(?:" + "|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items()) + r")\s*:(?P<value>.*)", re.IGNORECASE | re.DOTALL
)
_URL = re.compile(r"https?://\S+")
_LONGEST = 60
"""An item with more characters than this, links apart, says something of its own."""
_CONTAINERS = {"bullet_list_open", "ordered_list_open", "blockquote_open", "list_item_open"}


def drop_stated_facts(tokens: Sequence[Token], facts: Facts) -> list[Token]:
    """The tokens without the list items that repeat `facts`, and without a section that has nothing else."""
    kept: list[Token] = []
    done = 0
    for start in facts_headings(tokens):
        end = section_end(tokens, start)
        rest = _without_facts(tokens[start + 3 : end], facts)
        kept += tokens[done : start + 3] if rest else tokens[done:start]
        kept += rest
        done = end
    return [*kept, *tokens[done:]]


def facts_headings(tokens: Sequence[Token]) -> list[int]:
    """Where the sections that say where to check begin; headings in lists and quotations begin none."""
    headings = [index for index, token in enumerate(tokens) if token.type == "heading_open" and token.level == 0]
    return [index for index in headings if _is_about_facts(tokens[index + 1].content)]


@functools.lru_cache(maxsize=4096)
def _is_about_facts(heading: str) -> bool:
    return bool(FACTS_HEADING.search(heading))


def section_end(tokens: Sequence[Token], start: int, *, with_subsections: bool = False) -> int:
    """Where a section ends: at its next heading, or with its subsections at the next one of its own level."""
    deepest = tokens[start].tag if with_subsections else "h6"
    headings = (i for i in range(start + 1, len(tokens)) if tokens[i].type == "heading_open" and tokens[i].level == 0)
    return next((i for i in headings if tokens[i].tag <= deepest), len(tokens))


def _without_facts(tokens: Sequence[Token], facts: Facts) -> list[Token]:
    kept: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        end = _closing(tokens, index) if token.type in _CONTAINERS else index
        if end == index:
            kept += [] if token.type == PLAIN_ITEM and _is_stated([token], facts) else [token]
        elif not (token.type == "list_item_open" and _is_stated(tokens[index : end + 1], facts)):
            inner = _without_facts(tokens[index + 1 : end], facts)
            kept += [token, *inner, tokens[end]] if inner or token.type == "list_item_open" else []
        index = end + 1
    return kept


def _closing(tokens: Sequence[Token], start: int) -> int:
    closing = tokens[start].type.replace("_open", "_close")
    return next(i for i in range(start, len(tokens)) if tokens[i].type == closing and tokens[i].level == tokens[start].level)


def _is_stated(item: Sequence[Token], facts: Facts) -> bool:
    texts = [token for token in item if token.type in ("inline", PLAIN_ITEM)]
    label = _LABEL.match(texts[0].content.replace("*", "")) if len(texts) == 1 else None
    if label is None:
        return False
    name = next(group for group, found in label.groupdict().items() if found is not None)
    value = label["value"].strip()
    says_little = len(_URL.sub("", value)) <= _LONGEST
    if name == "link":
        return says_little and bool(_URL.search(value))
    if name in _IDS:
        return facts.get(name, False) and "(" not in value and says_little
    return says_little and (name == "status" or facts.get(name, False))
