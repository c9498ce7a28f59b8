"""The section of a body that repeats facts of the front matter.

A family of records lists credential number, check link and status under a heading such as
"Verification". The page shows those facts in their place, so list items that say the same are
dropped; whatever else the section says stays. The links of what is dropped are returned, so that
the page shows each of them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence

from markdown_it.token import Token

from ..text import fold
from .fast_path import PLAIN_ITEM

Facts = Mapping[str, Sequence[str]]
"""What the front matter states, by the names of fields: a date in ISO form, names one by one."""

VERIFICATION_HEADING = re.compile(
    r"\b(verif\w+|credentials?|proof|check it|validat\w+)\b", re.IGNORECASE
)
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
_LINK = (
    r"(verification|verify|certificate|credential|badge|proof)?\s*(url|link)"
    r"|verification|verify( at)?|proof|certificate"
)
_AFFIRMED = frozenset(
    (
        "active valid verified completed complete issued earned passed current certified achieved "
        "awarded"
    ).split()
)
"""Words for a state that only say that the credential is held."""
_NOT_HELD = frozenset({"revoked", "expired", "in progress", "planned", "completed"})
_ENDLESS = frozenset(
    {"no expiration", "no expiry", "does not expire", "never expires", "permanent", "never", "none"}
)
"""Other words for `lifetime`."""
_MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
_FORMS = {"status": "status|state", "link": _LINK, **_IDS, **_OTHERS}
_LABEL = re.compile(
    r"\s*(?:"
    + "|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items())
    + r")\s*:(?P<value>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LINK_TEXT = re.compile(r"!?\[(?P<words>[^\]]*)\]\(\s*<?https?://[^)]*\)|<?https?://\S+")
_BETWEEN = r"[(),;·|]|\s[–-]\s|\buntil\b|\bsince\b"
"""What stands between a state and its dates."""
_BARE = r"\s*<?https?://\S+\s*"
_MAX_LINK_TEXT = 60
"""Maximum characters of the words of a link that only repeats a fact; longer ones say more."""
_CONTAINERS = {"bullet_list_open", "ordered_list_open", "blockquote_open", "list_item_open"}


def drop_repeated_facts(tokens: Sequence[Token], facts: Facts) -> tuple[list[Token], list[Token]]:
    """The tokens without the list items that repeat `facts`, and the texts of those items.

    A section that has nothing else is left out as a whole.
    """
    kept: list[Token] = []
    dropped: list[Token] = []
    done = 0
    for start in verification_headings(tokens):
        end = section_end(tokens, start)
        rest = _without_facts(tokens[start + 3 : end], facts, dropped)
        kept += tokens[done : start + 3] if rest else tokens[done:start]
        kept += rest
        done = end
    return [*kept, *tokens[done:]], dropped


def verification_headings(tokens: Sequence[Token]) -> list[int]:
    """Where the sections that say where to check begin; headings within other blocks begin none."""
    headings = [
        index
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0
    ]
    return [index for index in headings if _is_about_verification(tokens[index + 1].content)]


@functools.lru_cache(maxsize=4096)
def _is_about_verification(heading: str) -> bool:
    return bool(VERIFICATION_HEADING.search(heading))


def section_end(tokens: Sequence[Token], start: int, *, with_subsections: bool = False) -> int:
    """Where a section ends: at the next heading, with its subsections at the next of its level."""
    deepest = tokens[start].tag if with_subsections else "h6"
    headings = (
        i
        for i in range(start + 1, len(tokens))
        if tokens[i].type == "heading_open" and tokens[i].level == 0
    )
    return next((i for i in headings if tokens[i].tag <= deepest), len(tokens))


def _without_facts(tokens: Sequence[Token], facts: Facts, dropped: list[Token]) -> list[Token]:
    kept: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        end = _closing(tokens, index) if token.type in _CONTAINERS else index
        is_item = token.type in ("list_item_open", PLAIN_ITEM)
        if is_item and (stated := _stated(tokens[index : end + 1], facts)):
            dropped.append(stated)
        elif end == index:
            kept.append(token)
        elif (inner := _without_facts(tokens[index + 1 : end], facts, dropped)) or is_item:
            kept += [token, *inner, tokens[end]]
        index = end + 1
    return kept


def _closing(tokens: Sequence[Token], start: int) -> int:
    closing = tokens[start].type.replace("_open", "_close")
    return next(
        i
        for i in range(start, len(tokens))
        if tokens[i].type == closing and tokens[i].level == tokens[start].level
    )


def _stated(item: Sequence[Token], facts: Facts) -> Token | None:
    """The text of a list item that says only what the page shows."""
    texts = [token for token in item if token.type in ("inline", PLAIN_ITEM)]
    if len(texts) == 1 and _is_stated(texts[0].content.replace("*", ""), facts):
        return texts[0]
    return None


def _is_stated(text: str, facts: Facts) -> bool:
    label = _LABEL.match(text)
    if label is None:
        return "://" in text and re.fullmatch(_BARE, text) is not None
    name = next(group for group, found in label.groupdict().items() if found is not None)
    if name == "link":
        return _is_only_link(label["value"])
    value = _words_of(label["value"])
    if name == "status":
        return _is_same_status(value, facts)
    is_endless = (
        name == "expiry_date" and "lifetime" in facts.get("status", ()) and fold(value) in _ENDLESS
    )
    return is_endless or _SAYS_SAME[name](value, facts.get(name, ()))


def _is_only_link(value: str) -> bool:
    """Whether a text is a link with at most a few words on it, and nothing beside it."""
    found = _LINK_TEXT.search(value)
    return (
        found is not None
        and len(found["words"] or "") <= _MAX_LINK_TEXT
        and not _words_of(_LINK_TEXT.sub("", value))
    )


def _words_of(text: str) -> str:
    """A text without the marks and spaces around it."""
    return re.sub(r"^[\W_]+|[\W_]+$", "", text)


def _is_same_name(said: str, stated: Sequence[str]) -> bool:
    return fold(said) in map(fold, stated)


def _are_same_names(said: str, stated: Sequence[str]) -> bool:
    names = re.split(r"\s*[,;&]\s*(?:and\s+)?|\s+and\s+", said)
    return all(_is_same_name(name, stated) for name in names)


def _is_same_date(said: str, stated: Sequence[str]) -> bool:
    """Whether a date in numbers or English words is the one stated, or is it less precisely."""
    words = re.findall(r"[^\W\d_]+|\d+", re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", said.lower()))
    numbers = [int(word) if word.isdecimal() else _MONTHS.get(word[:3], 0) for word in words]
    known = [[int(part) for part in date.split("-")] for date in stated]
    return any(sorted(numbers) == sorted(date[: len(numbers)]) for date in known) and bool(numbers)


def _are_same_hours(said: str, stated: Sequence[str]) -> bool:
    hours = re.fullmatch(
        r"(?:about |approx\.? )?([\d.,]+(?: ?[-–] ?[\d.,]+)?) ?(?:h|hrs?|hours?)?",
        said,
        re.IGNORECASE,
    )
    return hours is not None and [re.findall(r"[\d.,]+", hours[1])] == [
        re.findall(r"[\d.,]+", one) for one in stated
    ]


def _is_same_status(said: str, facts: Facts) -> bool:
    """Whether a state in words, with dates or without, is the one stated.

    For a credential that is held, words that only affirm that are the same too.
    """
    known = same = {word.replace("_", " ") for word in facts.get("status", ())}
    if not same & _NOT_HELD:
        known = known | _AFFIRMED
    if "lifetime" in same:
        known = known | _ENDLESS
    words = [_words_of(word) for word in re.split(_BETWEEN, said)]
    dates = [*facts.get("issued_date", ()), *facts.get("expiry_date", ())]
    return all(fold(word) in known or _is_same_date(word, dates) for word in words if word)


_SAYS_SAME: Mapping[str, Callable[[str, Sequence[str]], bool]] = {
    **dict.fromkeys([*_IDS, "issuer", "platform"], _is_same_name),
    "instructor": _are_same_names,
    "issued_date": _is_same_date,
    "expiry_date": _is_same_date,
    "duration_hours": _are_same_hours,
}
"""Functions that tell whether an item says of a field what the record states."""
