"""The values of one credential of which several sources tell.

What is stated comes before what is guessed, a check before another link, and a more precise date
before a less precise one; lists have the items of all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from ...domain.model import LinkKind
from ...domain.records.credential import Record
from ...schema.types import MAX_ITEMS
from ...text import fold, slug
from ..cleaning import CleanCredential
from ..model import TEXT, SourcePicture, Values

_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_LEGAL = re.compile(r",? (?:inc|ltd|llc|gmbh|corp|corporation|plc|co|sa|ag)\.?$")


class Merged(Struct, frozen=True):
    """What the sources of a credential say together."""

    values: Values
    guesses: Mapping[str, str]
    pictures: tuple[SourcePicture, ...]
    """Different ones, of which a record has the first."""
    documents: tuple[bytes, ...]
    """Different certificates, of which a record has the first."""
    others: tuple[tuple[str, str, str], ...]
    """Fields with the values of other sources that disagree, and those sources."""


def merge(sources: Sequence[CleanCredential]) -> Merged:
    """What some sources say of a credential; where they disagree, the first one's values win."""
    values: dict[str, str | tuple[str, ...]] = {}
    guesses: dict[str, str] = {}
    others: list[tuple[str, str, str]] = []
    given = {name for clean in sources for name in clean.found.values}
    for name in (name for name in (*Record.specs(), TEXT) if name in given):
        ranked = sorted(
            (clean for clean in sources if name in clean.found.values),
            key=lambda clean: (name in clean.found.guesses, not _is_check(clean, name)),
        )
        for found in (clean.found for clean in ranked):
            value, known = found.values[name], values.get(name)
            if known is None:
                values[name] = value
                if name in found.guesses:
                    guesses[name] = found.guesses[name]
            elif isinstance(known, tuple) and isinstance(value, tuple):
                values[name] = _united(known, value)
            elif _is_more_precise(name, str(value), str(known)):
                values[name] = value
            elif not agree(name, str(known), str(value)):
                others.append((name, str(value), found.source))
    pictures = dict.fromkeys(clean.found.picture for clean in sources if clean.found.picture)
    documents = dict.fromkeys(clean.found.document for clean in sources if clean.found.document)
    return Merged(values, guesses, tuple(pictures), tuple(documents), tuple(others))


def _is_check(one: CleanCredential, name: str) -> bool:
    """Whether a value is the link to a check, by which a record is known the next time."""
    url = one.found.values[name]
    return any(link.kind is LinkKind.CHECK and link.url == url for link in one.links)


def _united(known: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    folded = {fold(text) for text in known}
    return (*known, *(text for text in more if fold(text) not in folded))[:MAX_ITEMS]


def _is_more_precise(name: str, text: str, known: str) -> bool:
    return name.endswith("_date") and text.startswith(known) and text != known


def agree(name: str, first: str, second: str) -> bool:
    """Whether two texts of a field say the same; the first may be the more precise date."""
    if name == "title":
        return slug(first) == slug(second)
    if name == "issuer":
        return issuer_key(first) == issuer_key(second)
    if name.endswith("_date"):
        return first.startswith(second)
    return name == TEXT or fold(first) == fold(second)


def issuer_key(issuer: str) -> str:
    """The form that spellings of an issuer share: without an abbreviation and a legal form."""
    return _LEGAL.sub("", fold(_ASIDE.sub("", issuer)) or fold(issuer))
