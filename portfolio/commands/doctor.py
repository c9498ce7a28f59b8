"""The command `doctor`: says what a report of a bug should say."""

from __future__ import annotations

import os
from pathlib import Path

import click

from .. import console


@click.command(
    short_help="Print what a report of a bug needs.",
    epilog="For example: portfolio doctor > report.txt",
)
def doctor() -> None:
    """Print versions and what is found of the site, for reports of bugs."""
    from ..pipeline.doctor import examine

    console.redirect_owner_output()
    found = list(examine(Path.cwd(), os.environ.get))
    width = max(len(name) for name, _ in found)
    console.write_line("\n".join(f"{name:<{width}}  {value}" for name, value in found))
