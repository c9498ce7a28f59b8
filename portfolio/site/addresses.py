"""Which page has which address: no two share one, however a file system treats case and Unicode."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable

from msgspec import Struct

from ..diagnostics import Diagnostic, Location, Related, error
from ..text import fold, quoted

Origin = Callable[[], Location] | None
"""Finds the place that asks for an address; None for addresses that the program itself gives."""


def file_name(address: str) -> str:
    """The file that serves an address."""
    if not address or address.endswith("/"):
        return f"{address}index.html"
    return address


def folders_of(name: str) -> list[str]:
    """The folders that a file is in, the outermost first."""
    parts = name.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


@functools.lru_cache(maxsize=65_536)
def _folded(address: str) -> tuple[str, list[str]]:
    """The file of an address and its folders, as every file system tells them apart."""
    name = fold(file_name(address))
    return name, folders_of(name)


class Claim(Struct, frozen=True):
    """An address that something asks for."""

    address: str
    origin: Origin
    is_static: bool
    """Whether it is a file of the site's or a theme's `static/root/`, which may replace a file for
    programs and no page."""


class Register(Struct):
    """The addresses that are taken."""

    files: dict[str, Claim] = {}
    folders: dict[str, Claim] = {}
    """Each with the first claim of something in it."""
    blamed: set[str] = set()
    """The addresses of static files that are reported already for replacing a page."""

    def claim(
        self, address: str, origin: Origin = None, *, is_static: bool = False
    ) -> tuple[bool, Diagnostic | None]:
        """Whether the address was free, and if not, the problem.

        There is none where neither the holder nor the claim was asked for by the owner.
        """
        claim = Claim(address, origin, is_static)
        name, above = _folded(address)
        holder = self._holder(name, above)
        if holder is None:
            self.files[name] = claim
            for folder in above:
                self.folders.setdefault(folder, claim)
            return True, None
        if origin:
            return False, _taken(holder, claim, origin, is_folder=name not in self.files)
        return False, self._displaced(holder, claim)

    def _holder(self, name: str, above: Iterable[str]) -> Claim | None:
        held = self.files.get(name) or self.folders.get(name)
        return held or next((self.files[folder] for folder in above if folder in self.files), None)

    def _displaced(self, holder: Claim, claim: Claim) -> Diagnostic | None:
        """The problem of a program's page whose place is taken; reported once for each holder."""
        if (
            holder.origin is None
            or holder.address == claim.address
            or holder.address in self.blamed
        ):
            return None
        self.blamed.add(holder.address)
        where = holder.origin()
        kind = _kind(claim.address)
        message = (
            f"{quoted(where.path)} takes the place of the {kind} {quoted('/' + claim.address)}"
        )
        cure = (
            "give the file another name;"
            " what a page shows is changed by a template, as docs/templates.md shows"
        )
        if not holder.is_static:
            cure = "choose another"
        elif kind != "page" and fold(holder.address) == fold(claim.address):
            cure = (
                f"write its name as {quoted(claim.address)} if it is to take that place,"
                " or give it another"
            )
        return error("address-taken", message, where, cure)


def _kind(address: str) -> str:
    if file_name(address) != address:
        return "page"
    if "." in address:
        return "file"
    return "folder"


def _taken(
    holder: Claim, claim: Claim, origin: Callable[[], Location], *, is_folder: bool
) -> Diagnostic:
    """The problem of an address that is asked for and already taken."""
    first = holder.origin() if holder.origin else None
    related = tuple(Related("also here", place) for place in filter(None, [first]))
    if holder.is_static and first:
        place = quoted("/" + claim.address)
        message = f"the file {quoted(first.path)} has the place of the address {place}"
    elif is_folder:
        message = f"the site has a file in the place of the address {quoted('/' + claim.address)}"
    else:
        message = f"another page has the address {quoted('/' + holder.address)}"
    cure = "give one of the files another name" if claim.is_static else "choose another"
    return error("address-taken", message, origin(), cure, related)
