"""The command line: reads the arguments, calls the pipeline, prints what it found.

Each command imports what it needs when it runs, so none waits for the imports of another.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NoReturn

import click

from . import console
from .diagnostics import PortfolioError
from .summary import plural


class DateType(click.ParamType[date]):
    """The type of a date; a month or year means its last day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date for `YYYY-MM-DD`, `YYYY-MM` or `YYYY`."""
        from .dates import PartialDate

        try:
            return PartialDate.parse(value).last
        except ValueError:
            self.fail(f"not a calendar date: {value} (write YYYY-MM-DD)", param, ctx)


class SettingType(click.ParamType[str]):
    """The type of an option that replaces a setting: a function of `settings` reads both."""

    name = "text"

    def __init__(self, reader: str) -> None:
        self._reader = reader

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the value as the settings would have it."""
        from . import settings
        from .schema.fields import InvalidValue

        try:
            return str(getattr(settings, self._reader)(value))
        except InvalidValue as reason:
            self.fail(f"{reason.message} ({reason.help})", param, ctx)


class DurationType(click.ParamType[timedelta]):
    """The type of a number of days."""

    name = "days"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Return the duration for `60d` or `60`."""
        match = re.fullmatch(r"(\d{1,5})d?", value)
        if not match:
            self.fail(f"not a number of days: {value} (write 60d)", param, ctx)
        return timedelta(days=int(match[1]))


def _site_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that `build` and `check` share."""
    for option in (
        click.option(
            "--format",
            "form",
            type=click.Choice(["text", "json", "github", "sarif"]),
            default="text",
            help="The format of the problems.",
        ),
        click.option("--strict", is_flag=True, help="Treat warnings as errors."),
        click.option(
            "--as-of", type=DateType(), metavar="DATE", help="Calculate every status for this date."
        ),
        click.option(
            "--base-url",
            type=SettingType("read_base_url"),
            metavar="URL",
            help="The URL of the home page, instead of the one in portfolio.toml.",
        ),
        click.option(
            "--theme",
            type=SettingType("read_name"),
            metavar="NAME",
            help="The theme, instead of the one in portfolio.toml.",
        ),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    package_name="credential-portfolio", prog_name="portfolio", message="%(prog)s %(version)s"
)
def cli() -> None:
    """Make a website of your credentials: one Markdown file for each, checked and rendered."""


@cli.command(
    help="Check the content and publish the site into output/. "
    "If there are errors, the published site stays as it was."
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder to write, instead of output/.",
)
@_site_options
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
    from .options import Options

    raise click.exceptions.Exit(
        console.build_site(Options(output, theme, base_url, as_of), form, strict=strict)
    )


@cli.command()
@click.option(
    "--expiring-within",
    type=DurationType(),
    metavar="60d",
    help="Also warn about credentials that expire within this time.",
)
@_site_options
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
    from .deploy.status import check_publication
    from .linking.site_checks import check_expiring
    from .options import Options
    from .pipeline import build as pipeline
    from .pipeline.assemble import in_order

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


@cli.command()
@click.option("--dry-run", is_flag=True, help="List what would change, and publish nothing.")
@click.option("--status", is_flag=True, help="Say what was published last, without a build.")
@click.option("--force", is_flag=True, help="Replace files that no publication made.")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
def publish_command(*, dry_run: bool, status: bool, force: bool, strict: bool) -> None:
    """Build the site and publish it: on a branch, a server or into a folder."""
    from .options import PublishRequest

    if status:
        raise click.exceptions.Exit(console.print_status())
    raise click.exceptions.Exit(console.deploy_site(PublishRequest(dry_run, force, strict)))


@cli.command(
    help="Serve the site on this machine and update open pages when files are saved. "
    "Writes no files."
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
    from .options import Options
    from .preview import serve as preview

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


@cli.command()
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
    from .content.site_folder import site_for_new
    from .dates import today
    from .scaffold import new as scaffold

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


@cli.command(
    help="Print a page of the site as a PDF, by default the résumé, "
    "with the Chromium or Chrome on this machine."
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file to write, instead of resume.pdf or the name of the page.",
)
@click.option(
    "--page",
    default="",
    metavar="ADDRESS",
    help="The page to print, instead of the home page: credentials/, skills/python/.",
)
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", help="The paper size.")
def pdf(output: Path | None, page: str, paper: str) -> None:
    """Print a page of the site as a PDF."""
    from .options import Options
    from .pdf.make import PrintRequest, make_pdf

    console.redirect_owner_output()
    root = console.current_site()
    with console.progress() as progress:
        found, target = make_pdf(
            root, Options(), os.environ.get, PrintRequest(page, paper, output), progress
        )
    console.print_diagnostics(found, "text")
    outcome = f"wrote {target}" if target else "nothing was printed"
    console.write_line(f"{outcome}{console.problem_counts(found)}")
    raise click.exceptions.Exit(console.exit_code(found, strict=False))


@cli.command()
def schema() -> None:
    """Print the JSON Schema of the front matter, for completion and checks in editors."""
    from .domain.record import Record
    from .schema.json_schema import json_schema

    console.write_line(json.dumps(json_schema(Record), ensure_ascii=False, indent=2))


def run_cli() -> NoReturn:
    """The command `portfolio` with any arguments; exits with its exit code."""
    console.exit_now(_exit_code_of(sys.argv[1:]))


def _exit_code_of(arguments: list[str]) -> int:
    """Run the program with these arguments; return the exit code."""
    return console.run_command(lambda: _invoke(arguments))


def _invoke(arguments: list[str]) -> int:
    try:
        with cli.make_context("portfolio", arguments) as context:
            cli.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as reason:
        shown = io.StringIO()
        reason.show(shown)
        console.write_output(shown.getvalue(), err=True)
        return console.COULD_NOT_RUN
    except click.Abort:
        raise KeyboardInterrupt from None
    return console.SUCCESS
