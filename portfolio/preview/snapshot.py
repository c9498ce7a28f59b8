"""Pages of one site, rendered when they are asked for, and what came of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

from msgspec import Struct, field

from ..diagnostics import Diagnostic, Diagnostics
from ..domain.body import NO_BODY, Body
from ..domain.model import Artifact
from ..pipeline.assemble import AssembledSite, render_address
from ..render.environment import Environments
from ..render.fragments import Fragments
from ..site.outline import Resource, Route
from ..views.pages import SiteView

KEPT_PAGES = 64
"""Maximum number of rendered pages that are kept for further requests."""


class Rendering(Struct, frozen=True):
    """The result of rendering a page; it holds while the page has this route and this body."""

    route: Route
    body: Body
    problem: Diagnostic | None


class PageCache(Struct, frozen=True):
    """Renders the pages of a site, and of sites that differ only in bodies; keeps the results."""

    environments: Environments
    fragments: Fragments
    made: dict[str, Rendering] = {}
    failed: dict[str, Rendering] = {}
    kept: OrderedDict[str, tuple[Rendering, bytes]] = field(default_factory=OrderedDict)
    """The bytes of the pages that were asked for last."""

    def render(self, site: Snapshot, address: str, *, keep: bool = False) -> bytes | Diagnostic:
        """The bytes of an address, or why there are none."""
        failed = self.failed.get(address)
        if failed and failed.problem and site.shows(failed):
            return failed.problem
        if (content := site.at_hand(address)) is not None:
            return content
        result = render_address(site.found, self.environments, address)
        if isinstance(route := site.resources[address], Route):
            self._remember(
                Rendering(
                    route, site.body(route), result if isinstance(result, Diagnostic) else None
                ),
                result,
                keep=keep,
            )
        return result

    def _remember(self, made: Rendering, result: bytes | Diagnostic, *, keep: bool) -> None:
        address = made.route.address
        self.made[address] = made
        if isinstance(result, Diagnostic):
            self.failed[address] = made
        elif keep:
            self.kept[address] = (made, result)
            if len(self.kept) > KEPT_PAGES:
                self.kept.popitem(last=False)


class Snapshot(Struct, frozen=True):
    """One whole site."""

    found: AssembledSite
    resources: Mapping[str, Resource]
    cache: PageCache

    @property
    def views(self) -> Mapping[str, SiteView]:
        """What its templates are told of it, by the folder of the edition."""
        return self.found.site.views if self.found.site else {}

    def body(self, route: Route) -> Body:
        """The body that a page shows."""
        return self.found.inputs.texts.bodies.get(route.path, NO_BODY)

    def shows(self, made: Rendering) -> bool:
        """Whether what was made is a page of this site."""
        return (
            self.resources.get(made.route.address) is made.route
            and self.body(made.route) is made.body
        )

    def is_known(self, address: str) -> bool:
        """Whether a page has been rendered as it is now."""
        made = self.cache.made.get(address)
        return made is not None and self.shows(made)

    def at_hand(self, address: str) -> bytes | None:
        """The bytes of an address that are there already."""
        entry = self.resources.get(address)
        if isinstance(entry, Artifact):
            return entry.content
        made, content = self.cache.kept.get(address, (None, None))
        if made and self.shows(made):
            return content
        return None

    def failed(self) -> Mapping[str, Diagnostic]:
        """The pages that cannot be made, as far as is known, and why."""
        known = tuple(self.cache.failed.values())
        return {
            made.route.address: made.problem for made in known if made.problem and self.shows(made)
        }

    def problems(self) -> Diagnostics:
        """What its templates have wrong, as far as is known."""
        return tuple(self.failed().values())
