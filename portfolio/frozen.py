"""Frozen records as bytes and back, so that work can be kept from one run to the next.

Equal bytes are equal records, whatever they hold: nothing that a record has is left out. Reading calls nothing but the
types of our own records, so that bytes of somebody else can do no harm.
"""

from __future__ import annotations

import functools
import importlib
import io
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from .diagnostics import attempt
from .views import Card

MODULES = frozenset(f"{__package__}.{name}" for name in ("dates", "diagnostics", "load", "model", "record", "values", "views"))
"""Where the types of records are defined."""
_OTHERS = {("decimal", "Decimal"), (__name__, "read_only")}
PROTOCOL = 5


class DamagedError(ValueError):
    """Bytes that are no record."""


def dump(value: Any, name_card: Callable[[Card], str] | None = None) -> bytes:
    """A record as bytes. With `name_card`, a card within it is only named."""
    content = io.BytesIO()
    pickler = pickle.Pickler(content, PROTOCOL)
    pickler.dispatch_table = _Reducers() if name_card is None else _Reducers({Card: lambda card: (named_card, (name_card(card),))})
    pickler.dump(value)
    return content.getvalue()


def dump_card(card: Card, name_card: Callable[[Card], str]) -> bytes:
    """A card as bytes, in which other cards are only named."""
    return dump(_getter(Card)(card), name_card)


def load_card(content: bytes, find_card: Callable[[str], Card]) -> Card:
    """The card that the bytes are. Raises DamagedError."""
    values = load(content, find_card)
    try:
        return Card(*values)
    except TypeError as reason:
        raise DamagedError(str(reason)) from reason


def load(content: bytes, find_card: Callable[[str], Card] | None = None) -> Any:
    """The record that the bytes are. Raises DamagedError."""
    found = attempt(_Reader(io.BytesIO(content), find_card).load)
    if isinstance(found, Exception):
        raise DamagedError(str(found)) from found
    return found


def named_card(name: str) -> Card:
    """Stands in bytes for a card that is kept elsewhere; who reads them says where. Raises DamagedError when called."""
    raise DamagedError(name)


def read_only(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """A mapping that cannot be changed, made of one that can."""
    return MappingProxyType(values)


class _Reducers(dict[type, Callable[[Any], tuple[Any, ...]]]):
    """How each type is taken apart: a record into its type and the values of its fields."""

    def __missing__(self, kind: type) -> Callable[[Any], tuple[Any, ...]]:
        if kind is MappingProxyType:
            self[kind] = lambda value: (read_only, (dict(value),))
        elif is_dataclass(kind):
            self[kind] = functools.partial(_taken_apart, kind, _getter(kind))
        else:
            raise KeyError(kind)
        return self[kind]


@functools.cache
def _getter(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    names = [field.name for field in fields(kind)]
    get = attrgetter(*names) if names else lambda _: ()
    return get if len(names) != 1 else lambda value: (get(value),)


def _taken_apart(kind: type, get: Callable[[Any], tuple[Any, ...]], value: Any) -> tuple[Any, ...]:
    return kind, get(value)


class _Reader(pickle.Unpickler):
    def __init__(self, content: io.BytesIO, find_card: Callable[[str], Card] | None) -> None:
        super().__init__(content)
        self._find_card = find_card

    def find_class(self, module: str, name: str) -> Any:
        """What bytes may name: the types of records."""
        if (module, name) == (__name__, named_card.__name__) and self._find_card:
            return functools.partial(self._find_card)
        return functools.partial(_allowed(module, name))  # bytes can change what they name, which is to be nobody else's


@functools.cache
def _allowed(module: str, name: str) -> Any:
    if (module, name) in _OTHERS:
        return getattr(importlib.import_module(module), name)
    found = getattr(importlib.import_module(module), name, None) if module in MODULES else None
    if isinstance(found, type) and found.__module__ == module and (is_dataclass(found) or issubclass(found, Enum)):
        return found
    raise DamagedError(f"{module}.{name}")
