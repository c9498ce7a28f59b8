"""Turns frozen records into bytes and back, so that results can be kept between runs.

The bytes hold everything that a record has, so records with equal bytes are equal. Reading calls
only the types of the program's own records, so foreign bytes can do no harm.
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

from ..diagnostics import attempt
from .cache import Cache

MODULES = frozenset(
    f"portfolio.{name}"
    for name in (
        "dates",
        "diagnostics",
        "schema.types",
        "domain.body",
        "domain.model",
        "domain.record",
        "content.load",
        "content.read",
        "views.pages",
        "views.charts",
        "drawing.share_card",
    )
)
"""The modules that define the types of records."""
_OTHERS = {("decimal", "Decimal"), (__name__, "read_only")}
"""What bytes may name beside the types of records."""
PROTOCOL = 5
"""The version of the format of `pickle`, the same in every version of Python."""


class DamagedError(ValueError):
    """These bytes are not a record."""


class Dumper:
    """Writes records as bytes.

    Values of the types in `names` are replaced by what the function for their type returns.
    """

    def __init__(self, names: Mapping[type, Callable[[Any], str]] = MappingProxyType({})) -> None:
        self._reducers = _Reducers(
            {kind: functools.partial(_named, name) for kind, name in names.items()}
        )

    def dump(self, value: Any) -> bytes:
        """A record as bytes."""
        content = io.BytesIO()
        pickler = pickle.Pickler(content, PROTOCOL)
        pickler.dispatch_table = self._reducers
        pickler.dump(value)
        return content.getvalue()

    def dump_fields(self, value: Any) -> bytes:
        """The fields of a record as bytes, even if its type is one of `names`."""
        kind: Any = type(value)
        return self.dump(_getter(kind)(value))


def dump(value: Any) -> bytes:
    """A record as bytes, with everything in it."""
    return _WHOLE.dump(value)


def load(content: bytes) -> Any:
    """The record that `dump` wrote as these bytes. Raises DamagedError."""
    found = attempt(_Reader(io.BytesIO(content)).load)
    if isinstance(found, Exception):
        raise DamagedError(str(found)) from found
    return found


def recall(cache: Cache, key: str) -> Any:
    """The record that a cache has under a key; None if there is none, or a damaged one."""
    content = cache.get(key) if key else None
    if content is None:
        return None
    try:
        return load(content)
    except DamagedError:
        return None


def read_only(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """A mapping that cannot be changed, with these values."""
    return MappingProxyType(values)


def _named(name: Callable[[Any], str], value: Any) -> tuple[Any, ...]:
    """What `pickle` writes for a value that is replaced by its name."""
    return _named, (name(value),)


class _Reducers(dict[type, Callable[[Any], tuple[Any, ...]]]):
    """The function that takes values of a type apart: a record into its type and its fields."""

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
    """The function that returns the values of the fields of a record of this type."""
    names = kind.__struct_fields__
    if not names:
        return lambda _: ()
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda value: (get(value),)


def _taken_apart(kind: type, get: Callable[[Any], tuple[Any, ...]], value: Any) -> tuple[Any, ...]:
    return kind, get(value)


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """The type of records that bytes name. Raises DamagedError."""
        # Bytes can change what they name, so each name gets an object of its own.
        return functools.partial(_allowed(module, name))


@functools.cache
def _allowed(module: str, name: str) -> Any:
    """What bytes name, if they may name it. Raises DamagedError."""
    if (module, name) in _OTHERS:
        return getattr(importlib.import_module(module), name)
    found = getattr(importlib.import_module(module), name, None) if module in MODULES else None
    if isinstance(found, type) and found.__module__ == module and issubclass(found, (Struct, Enum)):
        return found
    raise DamagedError(f"{module}.{name}")
