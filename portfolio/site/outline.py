"""What a site consists of: every address, with what makes it when it is asked for."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from msgspec import Struct

from ..dates import PartialDate
from ..domain.model import Artifact, Asset, GeneratedFile
from ..drawing.share_card import ShareCard
from ..views.pages import Page, SiteView
from .addresses import Origin

Made = TypeVar("Made")


class Route(Struct, frozen=True):
    """An address whose page is made when it is asked for."""

    address: str
    make: Callable[[], Page | Artifact]
    """Makes the page, which knows no body."""
    path: str = ""
    """The file whose body it shows, and of all bodies no other; empty for none."""
    updated: PartialDate | None = None
    """When what it shows was last changed."""
    title: str = ""
    """What the picture of the page is headed with."""
    share: Callable[[], ShareCard] | None = None
    """Says what the picture of the page shows; None for a page without one."""
    origin: Origin = None
    is_in_sitemap: bool = True


def computed_once(function: Callable[..., Made], *args: Any) -> Callable[[], Made]:
    """The call of a function with these arguments, which is made when it is first asked for."""
    return functools.cache(partial(function, *args))


Resource = Route | Artifact | Asset | GeneratedFile
"""What an address of a site stands for."""


class Site(Struct, frozen=True):
    """A whole site as a value."""

    view: SiteView
    resources: Mapping[str, Resource]
    """Every address with what makes it."""
