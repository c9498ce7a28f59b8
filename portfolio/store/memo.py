"""Remembers what pure functions returned, so that a second call with equal arguments is free.

A build calls each stage once, and a preview after each edit: then most arguments are the same
objects as before, and comparing them costs next to nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Made = TypeVar("Made")


def remember_last(function: Callable[Arguments, Made]) -> Callable[Arguments, Made]:
    """The function, whose last result is returned again while its arguments are equal."""
    last: dict[str, Any] = {}
    return _remembering(function, lambda args: (last, args))


def remember_each(function: Callable[Arguments, Made]) -> Callable[Arguments, Made]:
    """The function, whose last result for each first argument is kept on that argument.

    It must be a record with a `__dict__`; what is kept lives as long as the record.
    """
    return _remembering(function, lambda args: (vars(args[0]), args[1:]))


def _remembering(
    function: Callable[Arguments, Made],
    place_for: Callable[[tuple[Any, ...]], tuple[dict[str, Any], tuple[Any, ...]]],
) -> Callable[Arguments, Made]:
    """The function, whose last result is kept in a place with the arguments to compare.

    A record that keeps a result is not among them: it would hold itself.
    """
    name = f"{function.__module__}.{function.__qualname__}"

    @functools.wraps(function)
    def call(*args: Arguments.args, **named: Arguments.kwargs) -> Made:
        kept, compared = place_for(args)
        given = compared, named
        known = kept.get(name)
        if known is None or known[0] != given:
            known = kept[name] = (given, function(*args, **named))
        made: Made = known[1]
        return made

    return call
