"""What every relative path in a body leads to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import unquote

from ..content.files import resolve_target
from ..domain.body import BodyOutline
from ..domain.model import Content
from ..views.cards import LinkTarget
from .addresses import file_name
from .own_links import own_address
from .pictures import TEXT_WIDTHS, copies


class Library:
    """Knows the address of every published file of content."""

    def __init__(
        self,
        content: Content,
        addresses: Mapping[str, str],
        base_url: str,
        known: Collection[str],
        *,
        copied: bool,
    ) -> None:
        self._copied = copied
        self._assets = content.assets
        self._addresses = addresses
        self._base_url = base_url
        self._known = known

    def targets(self, path: str, outline: BodyOutline) -> dict[str, LinkTarget]:
        """What the links in the body of the file `path` lead to."""
        links = [
            link.partition("#")[0].partition("?")[0] for link in outline.links_below(self._base_url)
        ]
        targets = dict.fromkeys(
            [*(reference.target for reference in outline.references if reference.target), *links]
        )
        found = {
            unquote(target) if "://" in target else target: self._target(path, target)
            for target in targets
        }
        return {target: leads_to for target, leads_to in found.items() if leads_to}

    def _target(self, path: str, target: str) -> LinkTarget | None:
        asset = self._assets.get((path, target))
        if asset:
            return LinkTarget(
                asset.address, asset, copies(asset, TEXT_WIDTHS) if self._copied else ()
            )
        address = None
        if "://" not in target:
            address = self._addresses.get(resolve_target(path, target))
        if address is None:
            own = own_address(path, target, self._base_url)
            address = next(
                (known for known in (own, own and file_name(own)) if known in self._known), None
            )
        if address is None:
            return None
        return LinkTarget(address)


def make_library(
    content: Content,
    addresses: Mapping[str, str],
    base_url: str,
    known: Collection[str],
    *,
    copied: bool,
) -> Library:
    """The library of a portfolio, whose texts have these `addresses` by the paths of their files.

    `known` are the addresses of the site, which are complete when the first page is made. `copied`
    says whether pictures have copies.
    """
    of_texts = dict(addresses)
    for path in of_texts.keys() & content.translations.keys():
        translated = (translation.path for translation in content.translations[path].values())
        of_texts |= dict.fromkeys(translated, of_texts[path])
    return Library(content, of_texts, base_url, known, copied=copied)
