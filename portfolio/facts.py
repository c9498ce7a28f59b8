"""The section of a body that repeats facts of the front matter.

A family of records lists credential number, check link and status under a heading such as "Verification". The page
shows those facts in their place, so list items that only repeat them are dropped; whatever else the section says stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from markdown_it.token import Token

Facts = Mapping[str, bool]
"""Which fields the front matter states."""

FACTS_HEADING = re.compile(r"\b(verif\w+|credentials?|proof|check it|validat\w+)\b", re.IGNORECASE)
"""Headings of sections that say where a credential can be checked."""

_FIELDS = {
    "credential_id": r"(credential|certificate|badge|licen[cs]e) (id|number|no\.?)|reference",
    "enrollment_id": r"enrol?lment (id|number)",
    "instructor": r"instructors?|led by|taught by",
    "issued_date": r"issued?( on| date)?|date issued|earned",
    "expiry_date": r"expir\w+( date| on)?|valid until",
    "issuer": r"issuer|issued by",
    "platform": r"platform",
    "duration_hours": r"(duration|hours)",
}
_ALWAYS = r"status|state|(verification|verify|certificate|credential|badge|proof)?\s*(url|link)|verification|verify( at)?|proof|certificate"
_LABEL = re.compile(
    rf"\s*(?:(?P<always>{_ALWAYS})|" + "|".join(f"(?P<{name}>{form})" for name, form in _FIELDS.items()) + r")\s*:", re.IGNORECASE
)
_NO_FACTS: Facts = MappingProxyType({})


def drop_stated_facts(tokens: list[Token], facts: Facts = _NO_FACTS) -> list[Token]:
    """The tokens without the list items that repeat `facts`, and without a section that has nothing else."""
    kept: list[Token] = []
    index = 0
    while index < len(tokens):
        if tokens[index].type == "heading_open" and FACTS_HEADING.search(tokens[index + 1].content):
            end = _section_end(tokens, index)
            rest = _without_facts(tokens[index + 3 : end], facts)
            kept += [*tokens[index : index + 3], *rest] if rest else []
            index = end
        else:
            kept.append(tokens[index])
            index += 1
    return kept


def _section_end(tokens: Sequence[Token], start: int) -> int:
    """Where the part of a section before its next heading ends."""
    return next((i for i in range(start + 1, len(tokens)) if tokens[i].type == "heading_open"), len(tokens))


def _without_facts(section: Sequence[Token], facts: Facts) -> list[Token]:
    kept: list[Token] = []
    index = 0
    while index < len(section):
        token = section[index]
        end = _matching_end(section, index) if token.type in ("list_item_open", "bullet_list_open") else index
        if token.type == "list_item_open" and _is_stated(section[index : end + 1], facts):
            index = end + 1
        elif token.type == "bullet_list_open" and token.level == 0:
            items = _without_facts(section[index + 1 : end], facts)
            kept += [token, *items, section[end]] if items else []
            index = end + 1
        else:
            kept.append(token)
            index += 1
    return kept


def _matching_end(tokens: Sequence[Token], start: int) -> int:
    closing = tokens[start].type.replace("_open", "_close")
    return next(i for i in range(start, len(tokens)) if tokens[i].type == closing and tokens[i].level == tokens[start].level)


def _is_stated(item: Sequence[Token], facts: Facts) -> bool:
    texts = [token for token in item if token.type == "inline"]
    if len(texts) != 1:
        return False
    label = _LABEL.match(texts[0].content.replace("*", ""))
    return bool(label) and (label is not None) and (label.lastgroup == "always" or facts.get(label.lastgroup or "", False))
