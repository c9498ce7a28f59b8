"""The command `init`: starts a site."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .. import console
from ..command_types import SettingType


@click.command(
    short_help="Start a site in a folder, by default the current one.",
    epilog='For example: portfolio init my-site --name "Ada Example" --host github',
)
@click.argument("folder", default=".", type=click.Path(path_type=Path), metavar="[DIR]")
@click.option("--name", help="Your name.")
@click.option("--headline", help="What you do, in a few words.")
@click.option(
    "--base-url",
    type=SettingType("read_base_url"),
    metavar="URL",
    help="The address that the site will have.",
)
@click.option(
    "--language",
    type=SettingType("read_language", "schema.types"),
    metavar="TAG",
    help="The language of the site: en, de, pt-BR.",
)
@click.option(
    "--host",
    type=click.Choice(["github", "gitlab", "netlify", "cloudflare", "nginx", "none"]),
    help="Who will publish the site; the files that they need are written.",
)
@click.option(
    "--to",
    type=SettingType("read_destination"),
    metavar="DESTINATION",
    help="Where `portfolio publish` puts the site: branch, rsync:user@host:/path or folder:DIR.",
)
@click.option(
    "--install-from",
    metavar="SPEC",
    help="What pip installs the program from: a wheel, an address, or a name on an index.",
)
@click.option("--yes", is_flag=True, help="Ask nothing; what is not given stays empty.")
@click.option(
    "--from",
    "source",
    type=click.Choice(["starter", "example"]),
    default="starter",
    help="What to write: a starter, or the whole example of a fictional person.",
)
def init(
    folder: Path,
    name: str | None,
    headline: str | None,
    base_url: str | None,
    language: str | None,
    host: str | None,
    to: str | None,
    install_from: str | None,
    source: str,
    *,
    yes: bool,
) -> None:
    """Start a site in a folder, by default the current one. Files that exist are never changed."""
    from ..scaffold.init import Wishes, start

    asks = not yes and console.is_terminal(sys.stdin) and console.is_terminal(sys.stdout)
    wishes = Wishes(name, headline, base_url, language, host, to, install_from)
    console.write_line(start(folder, wishes, click.prompt if asks else None, source))
