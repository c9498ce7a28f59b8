"""Removes the list items of a body that repeat the front matter.

Many records list the credential number, check link and status under a heading such as
"Verification". The page already shows these, so list items that say the same are dropped, and
everything else in the section stays. The dropped items are returned, because the page also shows
their links.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence

from markdown_it.token import Token

from ..text import fold
from .fast_path import PLAIN_ITEM

Facts = Mapping[str, Sequence[str]]
"""The values of the front matter by field: dates in ISO format, names one by one."""

VERIFICATION_HEADING = re.compile(
    r"\b(verif\w+|credentials?|proof|check it|validat\w+)\b", re.IGNORECASE
)
"""Matches the headings of verification sections."""

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
"""Status words that only confirm that the credential is held."""
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
_LABEL = (
    r"(?is)\s*(?:"
    + "|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items())
    + r")\s*:(?P<value>.*)"
)
"""Compiled where there is a list about verification; most texts have none."""
_LINK_TEXT = re.compile(r"!?\[(?P<words>[^\]]*)\]\(\s*<?https?://[^)]*\)|<?https?://\S+")
_BETWEEN = r"[(),;·|]|\s[–-]\s|\buntil\b|\bsince\b"
"""Separates a status from its dates."""
_BARE = r"\s*<?https?://\S+\s*"
_MAX_LINK_TEXT = 60
"""Maximum characters of a link text that adds nothing; a longer one probably says more."""
_CONTAINERS = {"bullet_list_open", "ordered_list_open", "blockquote_open", "list_item_open"}


def drop_repeated_facts(tokens: Sequence[Token], facts: Facts) -> tuple[list[Token], list[Token]]:
    """Return the tokens without the list items that repeat `facts`, and the dropped items.

    A section that has no other content is dropped with its heading.
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
    """Return the indexes of the headings of verification sections, outside of other blocks."""
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
    """Return the index of the next heading, or with subsections the next of the same level."""
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
    """The token with the text of a list item, if the page already shows what it says."""
    texts = [token for token in item if token.type in ("inline", PLAIN_ITEM)]
    if len(texts) == 1 and _is_stated(texts[0].content.replace("*", ""), facts):
        return texts[0]
    return None


def _is_stated(text: str, facts: Facts) -> bool:
    label = re.match(_LABEL, text)
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
    """Whether a text is a link with a short link text, and nothing else."""
    found = _LINK_TEXT.search(value)
    return (
        found is not None
        and len(found["words"] or "") <= _MAX_LINK_TEXT
        and not _words_of(_LINK_TEXT.sub("", value))
    )


def _words_of(text: str) -> str:
    """The text without surrounding punctuation and spaces."""
    return re.sub(r"^[\W_]+|[\W_]+$", "", text)


def _is_same_name(said: str, stated: Sequence[str]) -> bool:
    return fold(said) in map(fold, stated)


def _are_same_names(said: str, stated: Sequence[str]) -> bool:
    names = re.split(r"\s*[,;&]\s*(?:and\s+)?|\s+and\s+", said)
    return all(_is_same_name(name, stated) for name in names)


def _is_same_date(said: str, stated: Sequence[str]) -> bool:
    """Whether a date in numbers or English words is the stated one, or a less precise form."""
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
    """Whether a status in words, with or without dates, is the stated one.

    If the credential is held, words that merely confirm that count as the same.
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
"""For each field, the function that compares a list item with the record."""
