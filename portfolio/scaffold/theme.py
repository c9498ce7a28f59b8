"""A new theme of a site: one file that makes it a child of another, and says what it may change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..diagnostics import Diagnostics, Location, PortfolioError
from ..paths import SETTINGS_FILE
from ..text import did_you_mean, is_file_name, listed, quoted
from ..theme.declarations import (
    BASE,
    DESCRIPTION_FILE,
    Declaration,
    colors_of,
    find_theme,
    options_of,
    read_chain,
    theme_names,
)
from ..theme.themes import SITE_LAYER
from .write import write_site

_OFFERED = re.compile(r"# [\w-]+ = ")
"""The start of a line that works once its mark is removed."""
_COLORS = {
    "accent": "The colour of links, for owners who choose none.",
    "light": "The papers of the light scheme: an accent is made legible on all of them.",
    "dark": "The papers of the dark scheme.",
}
"""What the colours of a theme are for."""


def start_theme(root: Path, name: str, parent: str) -> tuple[str, Diagnostics]:
    """Start a theme of a site; return what was written and what comes next.

    If the parent has problems, they are returned and nothing is written. Raises PortfolioError.
    """
    _refuse_name(root, name)
    _refuse_parent(root, parent)
    chain, problems = read_chain(root, parent, Location(SETTINGS_FILE))
    if problems:
        return "nothing was written", problems
    path = f"themes/{name}/{DESCRIPTION_FILE}"
    if write_site(root, {path: _description(name, chain).encode()}).left:
        raise PortfolioError(f"{path} already exists", "edit it, or choose another name")
    return "\n".join([f"wrote {path}", "next:", *_next_steps(root, name, chain)]), ()


def _refuse_name(root: Path, name: str) -> None:
    """Raise PortfolioError for a name that no new theme can have."""
    cure = "choose another name"
    if name in (BASE, SITE_LAYER) or not is_file_name(name):
        raise PortfolioError(f"no theme of a site can be called {quoted(name)}", cure)
    if (root / "themes" / name).is_symlink():
        raise PortfolioError(f"themes/{name} is a symbolic link", f"remove it, or {cure}")
    if found := find_theme(root, name):
        where = found.relative_to(root) if found.is_relative_to(root) else found
        raise PortfolioError(f"there is a theme {quoted(name)} already: {where}", cure)


def _refuse_parent(root: Path, name: str) -> None:
    """Raise PortfolioError for a theme that has no pages that a child could show."""
    names = theme_names(root)
    if name == BASE:
        raise PortfolioError(
            f"{quoted(BASE)} has no pages to begin with",
            f"add --from with another theme: {listed(names, 'or')}",
        )
    if name not in names:
        near = did_you_mean(name, names)
        raise PortfolioError(
            f"there is no theme {quoted(name)} to begin with",
            f"add --from {near}" if near else f"add --from with a theme: {listed(names, 'or')}",
        )


def _description(name: str, chain: tuple[Declaration, ...]) -> str:
    """The `theme.toml` of a child of the first theme of a chain."""
    parent = chain[0].layer.name
    lines = [
        "# A theme of this site; docs/templates.md says more. Remove the # of a line to use it.",
        "",
        f'name = "{name}"',
        f'parent = "{parent}"',
        f'description = "{parent.capitalize()} with changes of my own."',
        "",
        f"# The defaults of the options, here as {parent} has them.",
        "[options]",
        *_offered_options(chain),
        "",
        "[colors]",
    ]
    for key, value in colors_of(chain).items():
        lines += [f"# {_COLORS[key]}", f"# {key} = {json.dumps(value)}"]
    return "\n".join([*lines, ""])


def _offered_options(chain: tuple[Declaration, ...]) -> Iterator[str]:
    """A commented line for each option, after what its theme says of it."""
    for key, default in options_of(chain).items():
        if key not in _COLORS and _is_plain(default):
            yield from _said_of(key, chain)
            yield f"# {key} = {json.dumps(default, ensure_ascii=False)}"


def _is_plain(value: Any) -> bool:
    """Whether JSON writes a value as TOML does."""
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return isinstance(value, str | int)


def _said_of(key: str, chain: tuple[Declaration, ...]) -> list[str]:
    """The comment above an option, in the nearest theme that has one."""
    for declaration in chain:
        above = re.search(rf"((?:^#.*\n)+){re.escape(key)}\s*=", declaration.text, re.MULTILINE)
        lines = above[1].splitlines() if above else []
        offered = [number for number, line in enumerate(lines, 1) if _OFFERED.match(line)]
        if said := lines[max(offered, default=0) :]:
            return said
    return []


def _next_steps(root: Path, name: str, chain: tuple[Declaration, ...]) -> Iterator[str]:
    """What is left to do, as indented lines."""
    yield f'  choose it in {SETTINGS_FILE}: theme = "{name}" under [site]'
    yield f"  change its options and colours in themes/{name}/{DESCRIPTION_FILE}"
    yield f"  to change a page, copy its template into themes/{name}/templates/, and edit it there:"
    for declaration in chain:
        folder = declaration.layer.folder / "templates"
        found = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        if found and declaration.layer.name != BASE:
            shown = folder.relative_to(root) if folder.is_relative_to(root) else folder
            yield f"    {shown}/: {', '.join(path.as_posix() for path in found)}"
    yield f"  look for mistakes: portfolio theme check {name}"
