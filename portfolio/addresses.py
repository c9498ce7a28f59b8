"""Who has which address: no two pages share one on any file system, however it treats case and Unicode."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from .diagnostics import Diagnostic, Location, Related, error
from .text import fold, quoted

Origin = Callable[[], Location] | None
"""Finds where an address was asked for; None for addresses that the program itself gives."""


def file_name(address: str) -> str:
    """The file that serves an address."""
    return f"{address}index.html" if not address or address.endswith("/") else address


def folders_of(name: str) -> list[str]:
    """The folders that a file is in, the outermost first."""
    parts = name.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


class Register(Struct):
    """The addresses that are taken."""

    files: dict[str, tuple[str, Origin]] = {}
    folders: set[str] = set()

    def claim(self, address: str, origin: Origin) -> tuple[bool, Diagnostic | None]:
        """Whether the address was free, and if it was asked for and is not, the problem."""
        name = fold(file_name(address))
        above = folders_of(name)
        if name not in self.files and name not in self.folders and not any(folder in self.files for folder in above):
            self.files[name] = (address, origin)
            self.folders.update(above)
            return True, None
        return False, self._problem(name, address, origin) if origin else None

    def _problem(self, name: str, address: str, origin: Callable[[], Location]) -> Diagnostic:
        if name not in self.files:
            message = f"the site has a file in the place of the address {quoted('/' + address)}"
            return error("address-taken", message, origin(), "choose another")
        taken, first = self.files[name]
        related = (Related("also here", first()),) if first else ()
        return error("address-taken", f"another page has the address {quoted('/' + taken)}", origin(), "choose another", related)
