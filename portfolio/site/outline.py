"""What a site consists of: every address, with what makes it when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from ..dates import PartialDate
from ..domain.model import Artifact, Asset, GeneratedFile
from ..views.pages import Page, SiteView


class Route(Struct, frozen=True):
    """An address whose page is made when it is asked for."""

    address: str
    make: Callable[[], Page | Artifact]
    """Makes the page, which knows no body."""
    path: str = ""
    """The file whose body it shows, and of all bodies no other; empty for none."""
    updated: PartialDate | None = None
    """When what it shows was last changed."""


class Site(Struct, frozen=True):
    """A whole site as a value: every address with what makes it."""

    view: SiteView
    entries: Mapping[str, Route | Artifact | Asset | GeneratedFile]
