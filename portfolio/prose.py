"""What every relative path in a body leads to."""

from __future__ import annotations

from collections.abc import Mapping

from .body import Gist
from .files import resolve
from .model import Content, Entry
from .pictures import TEXT, copies
from .views import Target


class Library:
    """Knows the address of every published file of content."""

    def __init__(self, content: Content, addresses: Mapping[str, str], *, copied: bool) -> None:
        self._copied = copied
        self._assets = content.assets
        self._addresses = addresses

    def targets(self, path: str, gist: Gist) -> dict[str, Target]:
        """What the links in the body of the file `path` lead to."""
        found = {reference.target: self._target(path, reference.target) for reference in gist.references}
        return {target: leads_to for target, leads_to in found.items() if leads_to}

    def _target(self, path: str, target: str) -> Target | None:
        asset = self._assets.get((path, target))
        if asset:
            return Target(asset.address, asset, copies(asset, TEXT) if self._copied else ())
        address = self._addresses.get(resolve(path, target))
        return None if address is None else Target(address)


def make_library(content: Content, entries: tuple[Entry, ...], credential_addresses: Mapping[str, str], *, copied: bool) -> Library:
    """The library of a portfolio: credentials by `credential_addresses`, free pages, the profile as home; pictures `copied` or not."""
    addresses = {entry.credential.path: credential_addresses[entry.id] for entry in entries}
    addresses |= {page.path: f"{page.slug}/" for page in content.pages}
    if content.profile:
        addresses[content.profile.path] = ""
    return Library(content, addresses, copied=copied)
