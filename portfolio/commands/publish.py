"""The command `publish`: builds the site and puts it where its settings say."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from .. import console

if TYPE_CHECKING:
    from ..options import PublishRequest


@click.command(
    short_help="Build the site and publish it.",
    epilog="For example: portfolio publish --dry-run",
)
@click.option("--dry-run", is_flag=True, help="List what would change, and publish nothing.")
@click.option("--status", is_flag=True, help="Say what was published last, without a build.")
@click.option("--force", is_flag=True, help="Replace files that no publication made.")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
def publish(*, dry_run: bool, status: bool, force: bool, strict: bool) -> None:
    """Build the site and publish it: on a branch, a server or into a folder."""
    from ..options import PublishRequest

    code = console.SUCCESS
    if status:
        _print_status()
    else:
        code = _publish(PublishRequest(dry_run, force, strict))
    raise click.exceptions.Exit(code)


def _publish(request: PublishRequest) -> int:
    """Build the site, publish it and report the result; return the exit code."""
    from ..deploy.publish import publish_to_destination

    console.redirect_owner_output()
    root, now = console.current_site(), datetime.now(UTC)
    with console.progress() as shown:
        result = publish_to_destination(root, request, os.environ, now, shown)
    found = result.built.diagnostics
    console.print_diagnostics(found, "text")
    line = "nothing was published"
    notes: tuple[str, ...] = ()
    if (done := result.deployment) and result.publication:
        if request.is_dry:
            for change in done.changes.lines:
                console.write_line(change)
        line = f"{result.publication.counts} {done.summary(is_dry=request.is_dry)}"
        notes = done.notes
    console.write_line(f"{line}{console.problem_counts(found)}")
    for note in notes:
        console.write_line(note)
    return console.exit_code(found, strict=request.is_strict)


def _print_status() -> None:
    """Print what is known of the published site."""
    from ..deploy.status import describe_status

    for line in describe_status(console.current_site(), os.environ, datetime.now(UTC)):
        console.write_line(line)
