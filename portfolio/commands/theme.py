"""The command `theme`: the themes that a site can choose, a new one, and what is wrong with one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import console
from ..command_types import HelpfulGroup, SettingType, ThemeType, problem_options
from ..diagnostics import PortfolioError, has_errors

if TYPE_CHECKING:
    from ..diagnostics import Diagnostics


@click.group(
    cls=HelpfulGroup,
    short_help="List themes, start one, or check one.",
    epilog="For example: portfolio theme list",
)
def theme() -> None:
    """List the themes that a site can choose, start one of your own, or check one."""


@theme.command(
    "list",
    short_help="List the themes that a site can choose.",
    epilog="For example: portfolio theme list",
)
def _list() -> None:
    """List the themes that a site can choose, and say which one this site uses."""
    from ..text import did_you_mean, with_suggestion
    from ..theme.catalogue import offered_themes

    root = _site()
    used, problems = _used_theme(root) if root else ("", ())
    offers = offered_themes(root)
    for offer in offers:
        said = [*filter(None, [offer.description])]
        if not offer.is_usable:
            said.append(f"It cannot be used: portfolio theme check {offer.name} says why.")
        use = ", used by this site" if offer.name == used else ""
        lines = [f"{offer.name}: {offer.origin}{use}", *(f"  {line}" for line in said)]
        console.write_line("\n".join(lines))
    names = [offer.name for offer in offers]
    if used and used not in names:
        near = did_you_mean(used, names)
        line = f"this site uses `{used}`, which is none of these"
        console.write_line(with_suggestion(line, near))
    console.print_diagnostics(problems, "text")
    raise click.exceptions.Exit(console.exit_code(problems, strict=False))


@theme.command(
    "new",
    short_help="Start a theme of your own as a child of another.",
    epilog="For example: portfolio theme new quiet --from ledger",
)
@click.argument("name", type=SettingType("read_name"), metavar="NAME")
@click.option(
    "--from",
    "parent",
    type=ThemeType(),
    metavar="THEME",
    help="The theme to begin with, instead of the one that the site uses.",
)
def _new(name: str, parent: str | None) -> None:
    """Start a theme of your own: one file, which changes nothing yet. No file is overwritten."""
    from ..scaffold import theme as scaffold

    root = _site()
    if root is None:
        raise PortfolioError(
            "there is no site here", "go to the folder of your site, or start one: portfolio init"
        )
    said = "nothing was written"
    problems: Diagnostics = ()
    if parent is None:
        parent, problems = _used_theme(root)
    if not problems:
        said, problems = scaffold.start_theme(root, name, parent)
    console.print_diagnostics(problems, "text")
    console.write_line(said)
    raise click.exceptions.Exit(console.exit_code(problems, strict=False))


@theme.command(
    "check",
    short_help="Check a theme with the content of the site.",
    epilog="For example: portfolio theme check ledger --strict",
)
@click.argument("name", type=ThemeType(), metavar="NAME")
@problem_options
def _check(name: str, *, strict: bool, form: str) -> None:
    """Check a theme with the content of the site: its description, colours and templates."""
    from ..pipeline.theme_check import check_theme
    from ..summary import plural

    console.redirect_owner_output()
    with console.progress() as progress:
        report = check_theme(console.current_site(), name, os.environ.get, progress)
    console.print_diagnostics(report.diagnostics, form)
    if form == "text":
        accent = report.accent
        shown = f", accent {accent.light} on light, {accent.dark} on dark paper" if accent else ""
        counts = console.problem_counts(report.diagnostics)
        console.write_line(f"theme {name} checked{shown}{counts}")
        if report.others:
            others = plural(report.others, "other problem")
            console.write_line(f"a site with it has {others}: portfolio check --theme {name}")
    raise click.exceptions.Exit(console.exit_code(report.diagnostics, strict=strict))


def _site() -> Path | None:
    """The site that contains the current folder, whose path is printed if that is a parent."""
    from ..site_folder import find_site

    here = Path.cwd()
    root = find_site(here)
    if root:
        return console.announce_site(here, root)
    return None


def _used_theme(root: Path) -> tuple[str, Diagnostics]:
    """The theme that a site uses, and the errors of settings that leave it unknown."""
    from ..options import Options
    from ..pipeline.inputs import settings_of

    settings, _, problems = settings_of(root, Options())
    if has_errors(problems):
        return "", problems
    return settings.site.theme, ()
