"""The themes that a site can choose from, with what each says of itself and where it is from."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from ..diagnostics import Location
from .declarations import builtin_themes_folder, entry_points, find_theme, read_chain, theme_names


class Offer(Struct, frozen=True):
    """A theme that a site can choose."""

    name: str
    origin: str
    """Where it is from: the program, the site or an installed package."""
    description: str
    is_usable: bool
    """Whether its `theme.toml` and those of its parents can be read, and say all that they must."""


def offered_themes(root: Path | None) -> tuple[Offer, ...]:
    """Every theme that can be chosen, by name; `root` is None outside of a site."""
    return tuple(_offer(root, name) for name in theme_names(root))


def _offer(root: Path | None, name: str) -> Offer:
    chain, problems = read_chain(root, name, Location(name))
    description = chain[0].description if chain and chain[0].layer.name == name else ""
    return Offer(name, _origin(root, name), description, not problems)


def _origin(root: Path | None, name: str) -> str:
    folder = find_theme(root, name)
    if root and folder == root / "themes" / name:
        return f"themes/{name}/"
    if folder == builtin_themes_folder() / name:
        return "built in"
    package = entry_points()[name].dist
    if package:
        return f"package {package.name} {package.version}"
    return "an installed package"
