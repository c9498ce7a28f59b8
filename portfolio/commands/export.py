"""The command `export`: writes the credentials in the form of another program."""

from __future__ import annotations

import os
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import click

from .. import console
from ..command_types import DateType
from ..exports import forms

if TYPE_CHECKING:
    from ..exports.form import ExportForm

NAMES = tuple(sorted(module.name.replace("_", "-") for module in iter_modules(forms.__path__)))
"""The forms: each has the name of its module."""


def form_named(name: str) -> ExportForm:
    """The form of a name."""
    module = import_module(f".{name.replace('-', '_')}", forms.__name__)
    form: ExportForm = module.FORMAT
    return form


@click.command(
    short_help="Write the credentials in the form of another program.",
    epilog="For example: portfolio export rendercv --output cv.yaml",
    help="Write the credentials in the form of another program, and say what it cannot hold. "
    f"FORMAT is one of {', '.join(NAMES)}.",
)
@click.argument("format", type=click.Choice(NAMES), metavar="FORMAT")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The file to write, instead of standard output or, for openbadges, openbadges.zip.",
)
@click.option(
    "--as-of", type=DateType(), metavar="DATE", help="Calculate every status for this date."
)
def export(format: str, output: Path | None, as_of: date | None) -> None:
    """Write the credentials in the form of another program."""
    from ..exports.export import make_export, write_export
    from ..options import Options

    console.redirect_owner_output()
    root, form = console.current_site(), form_named(format)
    with console.progress() as progress:
        made = make_export(root, Options(as_of=as_of), os.environ.get, form, progress)
    console.print_diagnostics(made.diagnostics, "text")
    outcome = "nothing was exported"
    if made.content is not None:
        outcome = ""
        if target := output or (Path(form.file_name) if form.file_name else None):
            write_export(made.content, target, is_named=output is not None)
            outcome = f"wrote {target}"
        else:
            console.write_content(made.content)
    if outcome:
        counts = console.problem_counts(made.diagnostics)
        console.write_line(f"{outcome}{counts}", err=made.content is None)
    for line in made.losses:
        console.write_line(f"{format}: {line}", err=True)
    raise click.exceptions.Exit(console.exit_code(made.diagnostics, strict=False))
