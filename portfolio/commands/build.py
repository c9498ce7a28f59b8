"""The command `build`: builds and publishes the site."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from .. import console
from ..command_types import site_options


@click.command(
    short_help="Check the content and publish the site into output/.",
    epilog="For example: portfolio build --base-url https://ada.example.org/",
    help="Check the content and publish the site into output/. "
    "If there are errors, the published site stays as it was.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder to write, instead of output/.",
)
@site_options
def build(
    output: Path | None,
    theme: str | None,
    base_url: str | None,
    as_of: date | None,
    *,
    strict: bool,
    form: str,
) -> None:
    """Check the content and publish the site."""
    from ..options import Options

    raise click.exceptions.Exit(
        console.build_site(Options(output, theme, base_url, as_of), form, strict=strict)
    )
