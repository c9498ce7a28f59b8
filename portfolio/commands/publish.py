"""The command `publish`: builds the site and puts it where its settings say."""

from __future__ import annotations

import click

from .. import console


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

    if status:
        raise click.exceptions.Exit(console.print_status())
    raise click.exceptions.Exit(console.deploy_site(PublishRequest(dry_run, force, strict)))
