"""The command `serve`: previews the site."""

from __future__ import annotations

import os
from datetime import date

import click

from .. import console
from ..command_types import DateType


@click.command(
    epilog="For example: portfolio serve --open --follow",
    short_help="Serve the site on this machine, and show changes at once.",
    help="Serve the site on this machine and update open pages when files are saved. "
    "Writes no files.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    help="The port, instead of the first free one from 8000 on.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    metavar="ADDRESS",
    help="The address to listen on, instead of 127.0.0.1.",
)
@click.option("--open", "opens", is_flag=True, help="Open the site in a browser.")
@click.option(
    "--follow", is_flag=True, help="Take open browsers to the page of the record that was saved."
)
@click.option(
    "--drafts", is_flag=True, help="Show drafts and planned credentials too, marked as such."
)
@click.option(
    "--as-of", type=DateType(), metavar="DATE", help="Calculate every status for this date."
)
def serve(
    port: int | None, host: str, as_of: date | None, *, opens: bool, follow: bool, drafts: bool
) -> None:
    """Serve the site and update open pages when files are saved."""
    from ..options import Options
    from ..preview import serve as preview

    console.redirect_owner_output()
    options = preview.ServeOptions(host, port, follow, opens)
    preview.serve(
        console.current_site(),
        Options(as_of=as_of, drafts=drafts),
        os.environ.get,
        options,
        console.write_line,
        console.progress,
    )
