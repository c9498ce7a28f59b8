"""Remembers what pure functions returned, so that a second call with equal arguments is free.

A build calls each stage once, and a preview after each edit: then most arguments are the same
objects as before, and comparing them costs next to nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Returned = TypeVar("Returned")


def remember_last(function: Callable[Arguments, Returned]) -> Callable[Arguments, Returned]:
    """The function, whose last result is returned again while its arguments are equal."""
    last: tuple[Any, Returned] | None = None

    @functools.wraps(function)
    def call(*args: Arguments.args, **named: Arguments.kwargs) -> Returned:
        nonlocal last
        given = args, named
        if last is None or last[0] != given:
            last = given, function(*args, **named)
        return last[1]

    return call


def remember_each(function: Callable[Arguments, Returned]) -> Callable[Arguments, Returned]:
    """The function, whose last result for each first argument is kept on that argument.

    It must be a record with a `__dict__`; what is kept lives as long as the record. It is not
    compared with the other arguments, as it would hold itself.
    """
    return _kept_on_the_first(function, by_name=False)


def remember_by_name(function: Callable[Arguments, Returned]) -> Callable[Arguments, Returned]:
    """The same for each first argument and each second one, which is a name."""
    return _kept_on_the_first(function, by_name=True)


def _kept_on_the_first(
    function: Callable[Arguments, Returned], *, by_name: bool
) -> Callable[Arguments, Returned]:
    """The function, with a last result for each first argument, and for each name after it."""
    name = f"{function.__module__}.{function.__qualname__}"

    @functools.wraps(function)
    def call(*args: Arguments.args, **named: Arguments.kwargs) -> Returned:
        kept = args[0].__dict__
        slot = f"{name} {args[1]}" if by_name else name
        given = args[1:], named
        known = kept.get(slot)
        if known is None or known[0] != given:
            known = kept[slot] = given, function(*args, **named)
        made: Returned = known[1]
        return made

    return call
