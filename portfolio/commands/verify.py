"""The command `verify`: checks badge files and links, also with the network."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from .. import console

_FILE = click.Path(path_type=Path)


@click.command(
    short_help="Check badge files and links, and keep what was seen.",
    epilog="For example: portfolio verify badge.png --offline --with did.json",
)
@click.argument("paths", nargs=-1, metavar="[PATHS]", type=_FILE)
@click.option("--offline", is_flag=True, help="Ask nobody and write nothing.")
@click.option(
    "--with",
    "given",
    multiple=True,
    type=_FILE,
    metavar="FILE",
    help="A DID document or status list that is at hand; can be given several times.",
)
@click.option("--again", is_flag=True, help="Ask again for what was asked for today.")
@click.option(
    "--allow-private",
    is_flag=True,
    help="Also connect to private addresses, such as those of your own network.",
)
@click.option(
    "--email",
    default="",
    metavar="ADDRESS",
    help="Check that badges are awarded to this address, which is written nowhere.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="The format of the answers.",
)
def verify(
    paths: tuple[Path, ...],
    given: tuple[Path, ...],
    email: str,
    form: str,
    *,
    offline: bool,
    again: bool,
    allow_private: bool,
) -> None:
    """Check badge files and links: those of all records of the site, or of the PATHS given."""
    from ..site_folder import find_site
    from ..summary import CONTROLS
    from ..verifying import run, verify_report

    site = find_site(Path.cwd())
    if site:
        console.announce_site(Path.cwd(), site)
    request = run.VerifyRequest(paths, given, email, again=again)
    visitor = None if offline else run.make_visitor(allow_private=allow_private)
    with console.progress() as shown:
        done = run.verify_files(site, request, os.environ.get, datetime.now(UTC), visitor, shown)
    console.print_diagnostics(done.problems, "text")
    if form == "json":
        console.write_output(verify_report.answers_as_json(done), hidden=CONTROLS)
    else:
        console.write_output(verify_report.answers_as_table(done))
        console.write_line(verify_report.verify_summary(done))
    refused = any(map(verify_report.speaks_against, done.files))
    code = console.exit_code(done.problems, strict=False)
    raise click.exceptions.Exit(console.CONTENT_HAS_ERRORS if refused else code)
