"""The command `new`: creates the file of a credential."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .. import console
from ..diagnostics import PortfolioError


@click.command()
@click.argument("title")
@click.option("--issuer", help="The organization that awards it.")
@click.option("--issued", metavar="DATE", help="When it was issued: YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option(
    "--status",
    help="in_progress or planned if it is not earned yet; "
    "or completed, lifetime, expired, revoked.",
)
@click.option(
    "--technology",
    "technologies",
    multiple=True,
    metavar="NAME",
    help="A technology it covers; may be repeated.",
)
def new(
    title: str,
    issuer: str | None,
    issued: str | None,
    status: str | None,
    technologies: tuple[str, ...],
) -> None:
    """Create the file of a new credential, to be completed in an editor."""
    from ..content.site_folder import site_for_new
    from ..dates import today
    from ..scaffold import new as scaffold

    here = Path.cwd()
    root = console.announce_site(here, site_for_new(here))
    asks = console.is_terminal(sys.stdin) and console.is_terminal(sys.stdout)
    if issuer is None:
        issuer = click.prompt("Issuer") if asks else None
    if issuer is None:
        raise PortfolioError("the issuer is not given", 'add --issuer "NAME"')
    month = f"{today():%Y-%m}"
    if issued is None and status not in ("in_progress", "planned"):
        issued = (
            click.prompt("Issued (YYYY-MM-DD, YYYY-MM or YYYY)", default=month) if asks else month
        )
    values = {
        "title": title,
        "issuer": issuer,
        "issued_date": issued,
        "status": status,
        "technologies": technologies,
    }
    path, text = scaffold.new_path(title), scaffold.stub(values)
    problems = scaffold.check_stub(path, text, today())
    console.print_diagnostics(problems, "text")
    if code := console.exit_code(problems, strict=False):
        console.write_line("nothing was written")
        raise click.exceptions.Exit(code)
    scaffold.write_record(root, path, text)
    dated = f" (issued {issued}: correct it if that is wrong)" if issued == month else ""
    console.write_line(f"wrote {path}{dated}\nnext: edit it, then run: portfolio build")
