"""Turns frozen records into bytes and back, so that results can be kept between runs.

The bytes are MessagePack. They hold every field, so records of one type with equal bytes are equal.
Reading makes only values of the type that is asked for, so foreign bytes can do no harm.
"""

from __future__ import annotations

import functools
from types import MappingProxyType
from typing import Any, TypeVar

from msgspec import MsgspecError, msgpack

Decoded = TypeVar("Decoded")


class DamagedError(ValueError):
    """These bytes are not a record of the type that is asked for."""


def encode(value: object) -> bytes:
    """A record as bytes, with everything in it.

    Raises RecursionError for records that hold each other some hundred times, or some thousand
    times where Python follows so many.
    """
    return _ENCODER.encode(value)


def decode(content: bytes, kind: type[Decoded]) -> Decoded:
    """The record of a type that `encode` wrote as these bytes. Raises DamagedError."""
    asked: Any = kind
    try:
        found: Decoded = _decoder_of(asked).decode(content)
    except (MsgspecError, RecursionError, ValueError) as reason:
        raise DamagedError(str(reason)) from reason
    return found


def _plain(value: object) -> object:
    """A value that MessagePack does not know, as one that it knows."""
    if isinstance(value, MappingProxyType):
        return dict(value)
    raise TypeError(f"{type(value).__qualname__} is no part of a record")


_ENCODER = msgpack.Encoder(enc_hook=_plain)


@functools.cache
def _decoder_of(kind: Any) -> msgpack.Decoder[Any]:
    return msgpack.Decoder(kind)
