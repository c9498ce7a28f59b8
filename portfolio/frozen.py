"""Frozen records as bytes and back, so that work can be kept from one run to the next.

Equal bytes are equal records, whatever they hold: nothing that a record has is left out. Reading calls nothing but the
types of our own records, so that bytes of somebody else can do no harm.
"""

from __future__ import annotations

import functools
import importlib
import io
import pickle
from collections.abc import Callable, Mapping
from enum import Enum
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from .cache import Cache
from .diagnostics import attempt

MODULES = frozenset(
    f"{__package__}.{name}"
    for name in ("body", "chart_views", "dates", "diagnostics", "load", "model", "record", "share_card", "values", "views")
)
"""Where the types of records are defined."""
_OTHERS = {("decimal", "Decimal"), (__name__, "read_only")}
PROTOCOL = 5


class DamagedError(ValueError):
    """Bytes that are no record."""


class Dumper:
    """Writes records as bytes. Values of the types of `names` within a record are only named, and told apart by that."""

    def __init__(self, names: Mapping[type, Callable[[Any], str]] = MappingProxyType({})) -> None:
        self._reducers = _Reducers({kind: functools.partial(_named, name) for kind, name in names.items()})

    def dump(self, value: Any) -> bytes:
        """A record as bytes."""
        content = io.BytesIO()
        pickler = pickle.Pickler(content, PROTOCOL)
        pickler.dispatch_table = self._reducers
        pickler.dump(value)
        return content.getvalue()

    def dump_fields(self, value: Any) -> bytes:
        """The fields of a record as bytes, also where records of its type are only named."""
        kind: Any = type(value)
        return self.dump(_getter(kind)(value))


def dump(value: Any) -> bytes:
    """A record as bytes, with everything in it."""
    return _WHOLE.dump(value)


def load(content: bytes) -> Any:
    """The record that the bytes are, if it has nothing that is only named. Raises DamagedError."""
    found = attempt(_Reader(io.BytesIO(content)).load)
    if isinstance(found, Exception):
        raise DamagedError(str(found)) from found
    return found


def recall(cache: Cache, key: str) -> Any:
    """The record that a cache has under a key; None if there is nothing, or nothing sound."""
    content = cache.get(key) if key else None
    try:
        return load(content) if content is not None else None
    except DamagedError:
        return None


def read_only(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """A mapping that cannot be changed, made of one that can."""
    return MappingProxyType(values)


def _named(name: Callable[[Any], str], value: Any) -> tuple[Any, ...]:
    return _named, (name(value),)


class _Reducers(dict[type, Callable[[Any], tuple[Any, ...]]]):
    """How each type is taken apart: a record into its type and the values of its fields."""

    def __missing__(self, kind: type) -> Callable[[Any], tuple[Any, ...]]:
        if kind is MappingProxyType:
            self[kind] = lambda value: (read_only, (dict(value),))
        elif issubclass(kind, Struct):
            self[kind] = functools.partial(_taken_apart, kind, _getter(kind))
        else:
            raise KeyError(kind)
        return self[kind]


_WHOLE = Dumper()


@functools.cache
def _getter(kind: type[Struct]) -> Callable[[Any], tuple[Any, ...]]:
    names = kind.__struct_fields__
    get = attrgetter(*names) if names else lambda _: ()
    return get if len(names) != 1 else lambda value: (get(value),)


def _taken_apart(kind: type, get: Callable[[Any], tuple[Any, ...]], value: Any) -> tuple[Any, ...]:
    return kind, get(value)


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """What bytes may name: the types of records."""
        return functools.partial(_allowed(module, name))  # bytes can change what they name, which is to be nobody else's


@functools.cache
def _allowed(module: str, name: str) -> Any:
    if (module, name) in _OTHERS:
        return getattr(importlib.import_module(module), name)
    found = getattr(importlib.import_module(module), name, None) if module in MODULES else None
    if isinstance(found, type) and found.__module__ == module and issubclass(found, (Struct, Enum)):
        return found
    raise DamagedError(f"{module}.{name}")
