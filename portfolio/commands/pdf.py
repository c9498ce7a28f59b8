"""The command `pdf`: prints a page."""

from __future__ import annotations

import os
from pathlib import Path

import click

from .. import console


@click.command(
    epilog="For example: portfolio pdf --paper letter --output static/root/resume.pdf",
    short_help="Print a page of the site as a PDF, by default the résumé.",
    help="Print a page of the site as a PDF, by default the résumé, "
    "with the Chromium or Chrome on this machine.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file to write, instead of resume.pdf or the name of the page.",
)
@click.option(
    "--page",
    default="",
    metavar="ADDRESS",
    help="The page to print, instead of the home page: credentials/, skills/python/.",
)
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", help="The paper size.")
def pdf(output: Path | None, page: str, paper: str) -> None:
    """Print a page of the site as a PDF."""
    from ..options import Options
    from ..pdf.make import PrintRequest, make_pdf

    console.redirect_owner_output()
    root = console.current_site()
    with console.progress() as progress:
        found, target = make_pdf(
            root, Options(), os.environ.get, PrintRequest(page, paper, output), progress
        )
    console.print_diagnostics(found, "text")
    outcome = f"wrote {target}" if target else "nothing was printed"
    console.write_line(f"{outcome}{console.problem_counts(found)}")
    raise click.exceptions.Exit(console.exit_code(found, strict=False))
