"""The command `check`: checks the content."""

from __future__ import annotations

import os
import time
from datetime import date, timedelta

import click

from .. import console
from ..command_types import DurationType, site_options
from ..summary import plural


@click.command(
    short_help="Check the content as a build does, without publishing.",
    epilog="For example: portfolio check --expiring-within 60d --strict",
)
@click.option(
    "--expiring-within",
    type=DurationType(),
    metavar="60d",
    help="Also warn about credentials that expire within this time.",
)
@site_options
def check(
    expiring_within: timedelta | None,
    theme: str | None,
    base_url: str | None,
    as_of: date | None,
    *,
    strict: bool,
    form: str,
) -> None:
    """Check the content as a build does, without publishing."""
    from ..deploy.status import check_publication
    from ..linking.site_checks import check_expiring
    from ..options import Options
    from ..pipeline import build as pipeline
    from ..pipeline.assemble import in_order

    options = Options(None, theme, base_url, as_of)
    console.redirect_owner_output()
    started = time.perf_counter()
    with console.progress() as progress:
        result = pipeline.check(console.current_site(), options, os.environ.get, progress)
    found = result.diagnostics
    if assembled := result.assembled:
        found = in_order((*found, *check_publication(assembled, os.environ)))
    if expiring_within is not None and assembled:
        found = in_order((*found, *check_expiring(assembled.portfolio, expiring_within)))
    console.print_diagnostics(found, form)
    if form == "text" and assembled:
        counted = len(assembled.portfolio.content.credentials)
        seconds = time.perf_counter() - started
        line = f"{plural(counted, 'credential')} checked in {seconds:.1f} s"
        console.write_line(f"{line}{console.problem_counts(found)}")
    raise click.exceptions.Exit(console.exit_code(found, strict=strict))
