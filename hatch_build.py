"""Compiles the catalogues of messages when the program is installed or a wheel is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CATALOGUES = "portfolio/locale/*/LC_MESSAGES"


class CompileMessages(BuildHookInterface[Any]):
    """Makes a `.mo` file of each `.po` file, beside it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the files of the package are gathered."""
        for path in Path(self.root).glob(f"{CATALOGUES}/*.po"):
            with path.open("rb") as file:
                catalogue = read_po(file)
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, catalogue)
        build_data["artifacts"].append(f"/{CATALOGUES}/*.mo")
