"""Finds themes by name, and reads what each declares in its `theme.toml`."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..diagnostics import Diagnostic, Location, error
from ..paths import PACKAGE_FOLDER
from ..settings import find_key
from ..source_text import find_conflict_mark
from ..text import did_you_mean, listed, quoted
from .static_files import shown_path

_NAMES = re.compile(r"[a-z0-9][a-z0-9_-]*")


class Layer(Struct, frozen=True):
    """A folder in which templates and static files are looked up."""

    name: str
    folder: Path


class Declaration(Struct, frozen=True):
    """What a theme says of itself."""

    layer: Layer
    parent: str
    parent_at: Location
    options: Mapping[str, Any]
    stylesheet: str
    """The name of the stylesheet to which the owner's colours and font are added."""
    colors: Mapping[str, Any]
    """The `accent`, and the papers of the `light` and of the `dark` scheme."""


def builtin_themes_folder() -> Path:
    """Return the folder of the bundled themes, in a wheel or in a checkout."""
    package = Path(PACKAGE_FOLDER)
    if (package / "themes").is_dir():
        return package / "themes"
    return package.parent / "themes"


def read_chain(root: Path, name: str, asked_at: Location) -> list[Declaration] | Diagnostic:
    """A theme and its parents, nearest first, or why they cannot be used."""
    chain: list[Declaration] = []
    while name or not chain:
        names = [declaration.layer.name for declaration in chain]
        if name in names:
            ring = " → ".join([*names, name])
            return error(
                "theme-cycle",
                f"the parents of themes go in a circle: {ring}",
                asked_at,
                "remove one `parent`",
            )
        declaration = _read_declaration(root, name, asked_at)
        if isinstance(declaration, Diagnostic):
            return declaration
        chain.append(declaration)
        name, asked_at = declaration.parent, declaration.parent_at
    return chain


def _read_declaration(root: Path, name: str, asked_at: Location) -> Declaration | Diagnostic:
    """The content of a `theme.toml`, or why the theme cannot be used."""
    folder = find_theme(root, name)
    if folder is None:
        near = did_you_mean(name, theme_names(root))
        hint = f"did you mean `{near}`?" if near else f"the themes are {listed(theme_names(root))}"
        return error("unknown-theme", f"there is no theme {quoted(name)}", asked_at, hint)
    path = folder / "theme.toml"
    where, text = shown_path(root, path), ""
    try:
        text = path.read_text("utf-8")
        values = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as reason:
        message = f"the theme's description cannot be read: {reason}"
        cure = "write `name = …` and `parent = …`"
        return find_conflict_mark(where, text) or error(
            "broken-theme", message, Location(where, 1, 1), cure
        )
    unknown = set(values) - {"name", "parent", "description", "options", "stylesheet", "colors"}
    if unknown:
        key = min(unknown)
        return error(
            "unknown-field",
            f"there is no field {quoted(key)}",
            find_key(where, text, (key,), at_key=True),
            "a theme has name, parent, description, options, stylesheet and colors",
        )
    for table in ("options", "colors"):
        if not isinstance(values.get(table, {}), dict):
            return _no_table(table, find_key(where, text, (table,)))
    parent = str(values.get("parent", "" if name == "base" else "base"))
    parent_at = find_key(where, text, ("parent",))
    return Declaration(
        Layer(name, folder),
        parent,
        parent_at,
        values.get("options", {}),
        str(values.get("stylesheet", "")),
        values.get("colors", {}),
    )


def _no_table(name: str, where: Location) -> Diagnostic:
    return error(
        "wrong-type",
        f"`{name}`: expected a table",
        where,
        f'write `[{name}]` on a line of its own, and `key = "value"` lines beneath it',
    )


def colors_of(chain: Iterable[Declaration]) -> dict[str, Any]:
    """The accent and the papers of a theme, or else of its parents."""
    colors: dict[str, Any] = {}
    for declaration in reversed([*chain]):
        colors |= declaration.colors
    return colors


def find_theme(root: Path, name: str) -> Path | None:
    """Return the folder of a theme: of the site, of the program, or of an installed package."""
    if not _NAMES.fullmatch(name):
        return None
    for folder in (root / "themes" / name, builtin_themes_folder() / name):
        if (folder / "theme.toml").is_file() and not folder.is_symlink():
            return folder
    return _installed(name)


@functools.cache
def _installed(name: str) -> Path | None:
    """The folder of a theme installed under the entry-point group `portfolio.themes`."""
    from importlib import metadata, resources

    for point in metadata.entry_points(group="portfolio.themes", name=name):
        return Path(str(resources.files(point.value)))
    return None


def theme_names(root: Path) -> list[str]:
    """Return the names of all available themes, without folders that cannot be named."""
    from importlib import metadata

    folders = [folder for folder in (root / "themes", builtin_themes_folder()) if folder.is_dir()]
    found = {path.parent.name for folder in folders for path in folder.glob("*/theme.toml")}
    found = {name for name in found if _NAMES.fullmatch(name)}
    return sorted(found | {point.name for point in metadata.entry_points(group="portfolio.themes")})
