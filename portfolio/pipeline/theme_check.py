"""Checks a theme over the content of a site: as a check of the site, but only of the theme.

A site uses not all of a theme: what its pages do not show is checked beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..diagnostics import Diagnostic, Diagnostics, Location, warning
from ..options import Environ, Options, Progress
from ..render.environment import compile_templates, make_environment
from ..render.render import check_templates
from ..text import quoted
from ..theme.accent import Accent
from ..theme.declarations import DESCRIPTION_FILE, Declaration, colors_of, read_chain
from ..theme.look import accent_of, check_legibility
from ..theme.static_files import shown_path
from .assemble import AssembledSite, in_order
from .build import check
from .routes import page_kinds


class ThemeReport(Struct, frozen=True):
    """What is known of a theme over the content of a site."""

    diagnostics: Diagnostics
    """The problems of the theme and of its parents."""
    others: int = 0
    """How many other problems the site would have with it."""
    accent: Accent | None = None
    """Its accent in both schemes; None if the theme cannot be used."""


def check_theme(
    root: Path, name: str, environ: Environ, progress: Progress | None = None
) -> ThemeReport:
    """What is wrong with a theme. Raises PortfolioError if there is no site in `root`."""
    result = check(root, Options(theme=name), environ, progress)
    chain, problems = read_chain(root, name, Location(f"themes/{name}/{DESCRIPTION_FILE}"))
    if problems or result.assembled is None:
        return ThemeReport(in_order(problems))
    description, unplaced = Location(chain[0].path, 1, 1), f"theme {name}"
    found = [
        replace(problem, location=description) if problem.location.path == unplaced else problem
        for problem in result.diagnostics
    ]
    told = {problem.message for problem in found}
    more = (
        *check_legibility(chain),
        *_check_unused(result.assembled),
        *(one for one in _missing_templates(chain, description) if one.message not in told),
    )
    folders = tuple(f"{shown_path(root, one.layer.folder)}/" for one in chain)
    own = [one for one in (*found, *more) if one.location.path.startswith(folders)]
    others = sum(not problem.location.path.startswith(folders) for problem in found)
    return ThemeReport(in_order(tuple(own)), others, accent_of(colors_of(chain)))


def _check_unused(found: AssembledSite) -> Iterator[Diagnostic]:
    """What is wrong with templates, also with those that no page of the site uses."""
    setup = found.inputs.setup
    if found.site and setup.theme:
        filters = setup.extensions.filters
        compiled = compile_templates(setup.theme, filters)
        yield from check_templates(
            make_environment(setup.theme, found.site.view, filters, compiled)
        )


def _missing_templates(chain: Iterable[Declaration], where: Location) -> Iterator[Diagnostic]:
    """A warning for each kind of page that a theme has no template for."""
    folders = [one.layer.folder / "templates" for one in chain]
    for kind in page_kinds():
        for name in kind.templates:
            if not any((folder / name).is_file() for folder in folders):
                yield warning(
                    "missing-template",
                    f"there is no template {quoted(name)}",
                    where,
                    "write that template: other sites have pages of this kind",
                )
