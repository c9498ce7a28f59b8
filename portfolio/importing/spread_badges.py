"""Open Badges 2 whose badge, or whose issuer, is described in another file of the same import.

Files name each other by `id`. Only what the owner gives is looked through: nothing is fetched. If
two files describe one id differently, neither is taken, because nothing says which is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .model import SourceFile
from .objects import objects_in, type_names, value_in

_DESCRIPTIONS = {"BadgeClass", "Issuer", "Profile"}

Described = Mapping[str, dict[str, Any]]
"""Badges and issuers by their ids."""


def is_spread(source: SourceFile) -> bool:
    """Whether a file names what may be in another one, or may be named by one."""
    objects = objects_in(source.data)
    return any(is_description(one) or any(_named(one, {})) for one in objects)


def is_description(data: dict[str, Any]) -> bool:
    """Whether an object describes a badge or an issuer, and is nobody's credential."""
    return bool(type_names(data) & _DESCRIPTIONS) and isinstance(data.get("id"), str)


def described_in(sources: Iterable[SourceFile]) -> Described:
    """The badges and the issuers that some files describe and others of them name."""
    objects = [one for source in sources for one in objects_in(source.data)]
    known: dict[str, dict[str, Any]] = {}
    contested: set[str] = set()
    for one in filter(is_description, objects):
        if known.setdefault(one["id"], one) != one:
            contested.add(one["id"])
    certain = {identity: one for identity, one in known.items() if identity not in contested}
    named = {name for one in objects for name in _named(one, certain)}
    return {identity: one for identity, one in certain.items() if identity in named}


def whole(data: dict[str, Any], described: Described) -> dict[str, Any]:
    """An assertion with its badge, and the badge with its issuer, where they are described."""
    badge = _looked_up(data.get("badge"), described)
    if not isinstance(badge, dict):
        return data
    return {**data, "badge": {**badge, "issuer": _looked_up(badge.get("issuer"), described)}}


def _looked_up(value: Any, described: Described) -> Any:
    if isinstance(value, str):
        return described.get(value, value)
    return value


def _named(data: dict[str, Any], described: Described) -> Iterator[str]:
    """The ids that an assertion has instead of its badge, and its badge instead of the issuer."""
    badge = _looked_up(data.get("badge"), described)
    named = (data.get("badge"), value_in(badge, "issuer"))
    yield from (one for one in named if isinstance(one, str) and one)
