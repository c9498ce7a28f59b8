"""What a site consists of: every address, with what makes it when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from msgspec import Struct

from ..dates import PartialDate
from ..domain.model import Artifact, Asset, GeneratedFile
from ..drawing.share_card import ShareCard
from ..views.pages import Page, SiteView
from .addresses import Origin

Made = TypeVar("Made")


class ComputedOnce(Generic[Made]):
    """The call of a function with some arguments, which is made when it is first asked for."""

    __slots__ = ("_args", "_function", "_made")

    def __init__(self, function: Callable[..., Made], *args: Any) -> None:
        self._function, self._args = function, args

    def __call__(self) -> Made:
        """What the function returns."""
        if not hasattr(self, "_made"):
            self._made = self._function(*self._args)
        return self._made


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
    """Finds the place where its owner asks for the address; None where the program gives it."""
    is_in_sitemap: bool = True
    """Whether search engines are told of it."""
    is_for_all: bool = False
    """Whether a site in several languages has it only once, at its root."""
    folder: str = ""
    """The folder of the edition that it is a page of; empty for the one at the root."""


Resource = Route | Artifact | Asset | GeneratedFile
"""What an address of a site stands for."""


def folder_of(resource: Resource) -> str:
    """The folder of the edition that something is a part of; empty for the one at the root."""
    return resource.folder if isinstance(resource, Route) else ""


class Site(Struct, frozen=True):
    """A whole site as a value."""

    views: Mapping[str, SiteView]
    """What templates are told of the site, by the folder of the edition."""
    resources: Mapping[str, Resource]
    """Every address with what makes it."""

    @property
    def view(self) -> SiteView:
        """What templates are told of the edition at the root."""
        return self.views[""]
