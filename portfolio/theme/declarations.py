"""Finds themes by name, and reads what each declares in its `theme.toml`."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ..diagnostics import Diagnostic, Diagnostics, Location, attempt, error
from ..paths import PACKAGE_FOLDER
from ..settings import find_key
from ..source_text import find_conflict_mark
from ..text import did_you_mean, listed, quoted
from .description import check_description
from .static_files import shown_path

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

BASE = "base"
"""The theme with what all others share. It has no pages, so no site can choose it."""
DESCRIPTION_FILE = "theme.toml"
ENTRY_POINTS = "portfolio.themes"
"""The group of the entry points with which packages provide themes."""
_NAMES = re.compile(r"[a-z0-9][a-z0-9_-]*")


class Layer(Struct, frozen=True):
    """A folder in which templates and static files are looked up."""

    name: str
    folder: Path


class Declaration(Struct, frozen=True):
    """What a theme says of itself."""

    layer: Layer
    path: str
    """Its `theme.toml`, as messages show it."""
    text: str
    parent: str
    description: str
    options: Mapping[str, Any]
    stylesheet: str
    """The name of the stylesheet to which the owner's colours and font are added."""
    colors: Mapping[str, Any]
    """The `accent`, and the papers of the `light` and of the `dark` scheme."""
    accent_is_ground: bool
    """Whether the accent is a ground for dark words and no colour of words."""

    def location_of(self, *keys: str) -> Location:
        """Return the location of a value in its `theme.toml`."""
        return find_key(self.path, self.text, keys)


def builtin_themes_folder() -> Path:
    """Return the folder of the bundled themes, in a wheel or in a checkout."""
    package = Path(PACKAGE_FOLDER)
    if (package / "themes").is_dir():
        return package / "themes"
    return package.parent / "themes"


def read_chain(
    root: Path | None, name: str, asked_at: Location
) -> tuple[tuple[Declaration, ...], Diagnostics]:
    """A theme and its parents, nearest first, and why they cannot be used; none if they can."""
    chain: list[Declaration] = []
    problems: list[Diagnostic] = []
    while name or not chain:
        names = [declaration.layer.name for declaration in chain]
        if name in names:
            ring = " → ".join([*names, name])
            message = f"the parents of themes go in a circle: {ring}"
            problems.append(error("theme-cycle", message, asked_at, "remove one `parent`"))
            return tuple(chain), tuple(problems)
        declaration, found = _read_declaration(root, name, asked_at)
        problems += found
        if declaration is None:
            return tuple(chain), tuple(problems)
        chain.append(declaration)
        name, asked_at = declaration.parent, declaration.location_of("parent")
    return tuple(chain), tuple(problems or _missing_values(chain))


def _read_declaration(
    root: Path | None, name: str, asked_at: Location
) -> tuple[Declaration | None, Diagnostics]:
    """The content of a `theme.toml`, and what is wrong with it; None if it says nothing usable."""
    folder = find_theme(root, name)
    if folder is None:
        message = f"there is no theme {quoted(name)}"
        return None, (error("unknown-theme", message, asked_at, _other_theme(root, name)),)
    path = folder / DESCRIPTION_FILE
    where = shown_path(root, path) if root else str(path)
    text = ""
    try:
        text = path.read_text("utf-8")
        values = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as reason:
        message = f"the theme's description cannot be read: {reason}"
        cure = "write `name = …` and `parent = …`"
        conflict = find_conflict_mark(where, text)
        return None, (conflict or error("broken-theme", message, Location(where, 1, 1), cure),)
    if problems := tuple(check_description(where, text, values)):
        return None, problems
    declaration = Declaration(
        Layer(name, folder),
        where,
        text,
        values.get("parent", "" if name == BASE else BASE),
        values.get("description", ""),
        values.get("options", {}),
        values.get("stylesheet", ""),
        values.get("colors", {}),
        values.get("accent_is_ground", False),
    )
    return declaration, ()


def _other_theme(root: Path | None, name: str) -> str:
    """Advice on the name of a theme that there is none of: a similar one, or all themes."""
    names = theme_names(root)
    if near := did_you_mean(name, names):
        return f"did you mean `{near}`?"
    return f"the themes are {listed(names)}"


def _missing_values(chain: list[Declaration]) -> Iterator[Diagnostic]:
    """An error for each table that lacks what pages need, where `base` is nobody's parent."""
    last, base = chain[-1], builtin_themes_folder() / BASE
    if last.layer.folder == base:
        return
    needed = tomllib.loads((base / DESCRIPTION_FILE).read_text("utf-8"))
    for table, values in (("options", options_of(chain)), ("colors", colors_of(chain))):
        missing = [
            key for key, value in needed[table].items() if type(values.get(key)) is not type(value)
        ]
        if missing:
            others = f" and {len(missing) - 1} more" if missing[1:] else ""
            yield error(
                "broken-theme",
                f"neither {quoted(last.layer.name)} nor a child of it has {quoted(missing[0])}"
                f"{others} under `[{table}]`, as the theme `{BASE}` has",
                last.location_of("parent"),
                f'write `parent = "{BASE}"` in it, or all that is under `[{table}]` there',
            )


def options_of(chain: Iterable[Declaration]) -> dict[str, Any]:
    """The options of a theme with their defaults, or else those of its parents."""
    options: dict[str, Any] = {}
    for declaration in reversed([*chain]):
        options |= declaration.options
    return options


def colors_of(chain: Iterable[Declaration]) -> dict[str, Any]:
    """The accent and the papers of a theme, or else of its parents."""
    colors: dict[str, Any] = {}
    for declaration in reversed([*chain]):
        colors |= declaration.colors
    return colors


def find_theme(root: Path | None, name: str) -> Path | None:
    """Return the folder of a theme: of the site, of the program, or of an installed package."""
    if not _NAMES.fullmatch(name):
        return None
    for themes in _theme_folders(root):
        folder = themes / name
        if (folder / DESCRIPTION_FILE).is_file() and not folder.is_symlink():
            return folder
    point = entry_points().get(name)
    if point:
        return _package_folder(point.value)
    return None


def _theme_folders(root: Path | None) -> tuple[Path, ...]:
    """The folders with themes, of the site first; `root` is None outside of a site."""
    return (*((root / "themes",) if root else ()), builtin_themes_folder())


@functools.cache
def entry_points() -> Mapping[str, EntryPoint]:
    """Return the entry points with which installed packages provide themes, by name of the theme.

    They are looked for once: what is installed stays the same while the program runs.
    """
    from importlib import metadata

    return {point.name: point for point in metadata.entry_points(group=ENTRY_POINTS)}


@functools.cache
def _package_folder(package: str) -> Path | None:
    """The folder of an installed package; None if there is none, or no theme in it."""
    from importlib.util import find_spec

    spec = attempt(lambda: find_spec(package))
    if spec is None or isinstance(spec, Exception):
        return None
    folders = map(Path, spec.submodule_search_locations or ())
    return next((folder for folder in folders if (folder / DESCRIPTION_FILE).is_file()), None)


def theme_names(root: Path | None) -> list[str]:
    """Return the names of all themes that a site can choose."""
    found = {
        path.parent.name
        for themes in _theme_folders(root)
        for path in themes.glob(f"*/{DESCRIPTION_FILE}")
    }
    return sorted(name for name in {*found, *entry_points()} - {BASE} if find_theme(root, name))
