"""Kinds of pages and forms of data, each declared by a module of its own and found by its name."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from msgspec import Struct

from ..domain.model import GeneratedFile
from ..views.cards import Link
from .outline import Route
from .source import SiteFacts, Source


class PageKind(Struct, frozen=True):
    """A kind of page: a module of `site.pages` or `site.files` declares it as `KIND`."""

    routes: Callable[[Source], Iterable[Route]]
    """Its pages."""
    rank: int = 0
    """Its place among the kinds: lower ones come first in the navigation."""
    navigation: Callable[[SiteFacts], Iterable[Link]] = lambda _: ()
    """The pages to which the navigation leads."""
    data: Callable[[SiteFacts], Iterable[Link]] = lambda _: ()
    """The files to which every page leads as data for programs."""
    of_some_days: Mapping[str, str] = {}
    """The addresses that depend on the day and the settings, with when a site has them."""
    templates: tuple[str, ...] = ()
    """The templates that every theme needs for them, beside those that `base` has."""


class DataFormat(Struct, frozen=True):
    """A form of the portfolio for programs: a module of `formats` declares it as `FORMAT`."""

    link: Link
    """Its address, with the words that lead to it."""
    write: Callable[[Source], bytes]
    rank: int = 0
    """Its place among the links to data."""
    applies: Callable[[SiteFacts], bool] = lambda _: True
    """Whether a site has it."""
    also: Callable[[Source], Iterable[GeneratedFile]] = lambda _: ()
    """Further files that belong to it, in every site."""
    of_some_days: str = ""
    """When a site has it, where that depends on the day or the settings."""


@functools.cache
def declared_in(name: str, *packages: ModuleType) -> tuple[Any, ...]:
    """What the modules of some packages declare under a name, by rank."""
    found = (each for package in packages for each in _declared(package, name))
    return tuple(sorted(found, key=lambda each: each.rank))


def _declared(package: ModuleType, name: str) -> Iterator[Any]:
    for found in iter_modules(package.__path__):
        module = import_module(f"{package.__name__}.{found.name}")
        if hasattr(module, name):
            yield getattr(module, name)
