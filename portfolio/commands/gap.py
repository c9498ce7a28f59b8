"""The command `gap`: prints what is missing for each target."""

from __future__ import annotations

import json
import os
from datetime import date

import click

from .. import console
from ..command_types import DateType

NO_TARGETS = 'there is no target yet; this starts one: portfolio new --kind target "TITLE"'


@click.command(
    short_help="Print what you have of what your targets ask for.",
    epilog="For example: portfolio gap cloud-engineer --as-of 2027-06-30",
    help="Print what you have of what each target asks for, or of the TARGET with this slug or "
    "file name, and what is planned or in progress that would close something of it. Targets and "
    "planned credentials that the site does not publish are included; drafts are not.",
)
@click.argument("target", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="The format of the answers.",
)
@click.option(
    "--as-of", type=DateType(), metavar="DATE", help="Calculate every status for this date."
)
def gap(target: str | None, form: str, as_of: date | None) -> None:
    """Print what you have of what each target asks for."""
    from ..diagnostics import has_errors
    from ..options import Options
    from ..queries.gap import gaps_as_json, target_facts, target_named
    from ..queries.gap_report import gaps_as_text
    from ..queries.queried_site import query_site
    from ..summary import CONTROLS

    console.redirect_owner_output()
    root, options = console.current_site(), Options(as_of=as_of)
    with console.progress() as progress:
        site = query_site(root, options, os.environ.get, progress, is_private=True)
    if has_errors(site.diagnostics):
        console.print_diagnostics(site.diagnostics, "text")
        console.write_line("the site has errors; nothing was compared", err=True)
        raise click.exceptions.Exit(console.CONTENT_HAS_ERRORS)
    chosen = (target_named(site, target),) if target else site.portfolio.targets
    gaps = tuple(target_facts(site, entry) for entry in chosen)
    if form == "json":
        text = json.dumps(gaps_as_json(site, gaps), ensure_ascii=False, indent=2)
        console.write_output(f"{text}\n", hidden=CONTROLS)
    elif gaps:
        console.write_output(gaps_as_text(gaps))
    else:
        console.write_line(NO_TARGETS)
