"""The command line: reads the arguments, calls the pipeline, prints what it found. Nothing else prints.

Each command imports what it needs when it runs, so that none waits for what another one needs.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TextIO

import click

from .diagnostics import Diagnostics, PortfolioError, Severity, has_errors
from .summary import made, plural

FINE, CONTENT_HAS_ERRORS, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 130
"""The exit codes."""
SHOW_PROGRESS_AFTER = 1.0
"""Seconds of work before a progress bar appears."""
SHOW_PROGRESS_EVERY = 0.1
"""Seconds between its changes."""


class Day(click.ParamType[date]):
    """A date on the command line; a month or year means its last day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read `YYYY-MM-DD`, `YYYY-MM` or `YYYY`."""
        from .dates import PartialDate

        try:
            return PartialDate.parse(value).last
        except ValueError:
            self.fail(f"not a calendar date: {value} (write YYYY-MM-DD)", param, ctx)


class Read(click.ParamType[str]):
    """A text on the command line that settings have too, read in the same way."""

    name = "text"

    def __init__(self, reader: str) -> None:
        self._reader = reader

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read it as the settings do."""
        from . import settings
        from .fields import Unreadable

        try:
            return str(getattr(settings, self._reader)(value))
        except Unreadable as reason:
            self.fail(f"{reason.message} ({reason.help})", param, ctx)


class Days(click.ParamType[timedelta]):
    """A number of days on the command line."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Read `60d` or `60`."""
        match = re.fullmatch(r"(\d{1,5})d?", value)
        if not match:
            self.fail(f"not a number of days: {value} (write 60d)", param, ctx)
        return timedelta(days=int(match[1]))


def _site_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that `build` and `check` share."""
    for option in (
        click.option(
            "--format", "form", type=click.Choice(["text", "json", "github", "sarif"]), default="text", help="How problems are shown."
        ),
        click.option("--strict", is_flag=True, help="Treat warnings as errors."),
        click.option("--as-of", type=Day(), metavar="DATE", help="Work out every status for this date."),
        click.option(
            "--base-url",
            type=Read("read_base_url"),
            metavar="URL",
            help="The address of the home page, in place of the one in portfolio.toml.",
        ),
        click.option("--theme", type=Read("read_name"), metavar="NAME", help="The theme, in place of the one in portfolio.toml."),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="credential-portfolio", prog_name="portfolio", message="%(prog)s %(version)s")
def cli() -> None:
    """Make a website of your credentials: one Markdown file for each, checked and rendered."""


@cli.command()
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help="The folder to write, in place of output/.")
@_site_options
def build(output: Path | None, theme: str | None, base_url: str | None, as_of: date | None, *, strict: bool, form: str) -> None:
    """Check the content and publish the site into output/. If anything is wrong, the published site stays as it was."""
    from . import build as pipeline
    from .options import Options

    started = time.perf_counter()
    options = Options(output, theme, base_url, as_of)

    with _progress() as progress:
        result = pipeline.build(Path.cwd(), options, os.environ.get, progress, strict=strict)
    _report(result.diagnostics, form)
    line = "nothing was published"
    if written := result.written:
        seconds = time.perf_counter() - started
        line = made(result.entries, result.pages, result.folder, written.written, written.deleted, seconds)
    click.echo(f"{line}{_counts(result.diagnostics)}", err=form != "text")
    _end(result.diagnostics, strict=strict)


@cli.command()
@click.option("--expiring-within", type=Days(), metavar="60d", help="Also warn of credentials that expire within this time.")
@_site_options
def check(
    expiring_within: timedelta | None, theme: str | None, base_url: str | None, as_of: date | None, *, strict: bool, form: str
) -> None:
    """Find everything that a build would find, and publish nothing."""
    from . import build as pipeline
    from .checks import check_expiring
    from .options import Options
    from .survey import in_order

    options = Options(None, theme, base_url, as_of)
    started = time.perf_counter()
    with _progress() as progress:
        result = pipeline.check(Path.cwd(), options, os.environ.get, progress)
    found = result.diagnostics
    survey = result.survey
    if expiring_within is not None and survey:
        found = in_order((*found, *check_expiring(survey.portfolio, expiring_within)))
    _report(found, form)
    if form == "text" and survey:
        counted = len(survey.portfolio.content.credentials)
        click.echo(f"{plural(counted, 'credential')} checked in {time.perf_counter() - started:.1f} s{_counts(found)}")
    _end(found, strict=strict)


@cli.command()
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help="The port, in place of the first free one from 8000 on.")
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help="The address to listen at, in place of this machine's own.")
@click.option("--open", "opens", is_flag=True, help="Open a browser.")
@click.option("--follow", is_flag=True, help="Let browsers go to the page of the record that was saved.")
@click.option("--drafts", is_flag=True, help="Show drafts and what is planned too, marked as such.")
@click.option("--as-of", type=Day(), metavar="DATE", help="Work out every status for this date.")
def serve(port: int | None, host: str, as_of: date | None, *, opens: bool, follow: bool, drafts: bool) -> None:
    """Show the site while it is written: every saved file is on the screen at once. Writes nothing."""
    from .options import Options
    from .preview import serve as preview

    manner = preview.Manner(host, port, follow, opens)
    preview.serve(Path.cwd(), Options(as_of=as_of, drafts=drafts), os.environ.get, manner, click.echo, _progress)


@cli.command()
@click.argument("title")
@click.option("--issuer", help="The organization that awards it.")
@click.option("--issued", metavar="DATE", help="When it was issued: YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option("--status", help="in_progress or planned, for what is not earned yet; see the reference for others.")
@click.option("--technology", "technologies", multiple=True, metavar="NAME", help="A technology it evidences; may be repeated.")
def new(title: str, issuer: str | None, issued: str | None, status: str | None, technologies: tuple[str, ...]) -> None:
    """Write a file for a new credential, to be completed in an editor."""
    from .dates import today
    from .scaffold import new as scaffold

    asks = _is_terminal(sys.stdin) and _is_terminal(sys.stdout)
    if issuer is None:
        issuer = click.prompt("Issuer") if asks else None
    if issuer is None:
        raise PortfolioError("the issuer is not given", 'add --issuer "NAME"')
    month = f"{today():%Y-%m}"
    if issued is None and status not in ("in_progress", "planned"):
        issued = click.prompt("Issued (YYYY-MM-DD, YYYY-MM or YYYY)", default=month) if asks else month
    values = {"title": title, "issuer": issuer, "issued_date": issued, "status": status, "technologies": technologies}
    path, text = scaffold.new_path(title), scaffold.stub(values)
    problems = scaffold.check_stub(path, text, today())
    if problems:
        _report(problems, "text")
        raise click.exceptions.Exit(CONTENT_HAS_ERRORS)
    scaffold.write_new(Path.cwd(), path, text)
    dated = f" (issued {issued}: correct it if that is not so)" if issued == month else ""
    click.echo(f"wrote {path}{dated}\nnext: edit it, then run: portfolio build")


@cli.command()
def schema() -> None:
    """Print the JSON Schema of the front matter, with which editors complete and check it."""
    from .record import Record
    from .schema import json_schema

    click.echo(json.dumps(json_schema(Record), ensure_ascii=False, indent=2))


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """A progress bar on a terminal, from the moment that the work takes long."""
    if not _is_terminal(sys.stderr):
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True, auto_refresh=False)  # a thread could not be copied with the process
    tasks: dict[str, Any] = {}
    next_time = time.perf_counter() + SHOW_PROGRESS_AFTER

    def _show(what: str, done: int, total: int) -> None:
        nonlocal next_time
        if time.perf_counter() > next_time or (done == total and what in tasks):
            bar.start()
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, refresh=True)
            next_time = time.perf_counter() + SHOW_PROGRESS_EVERY

    try:
        yield _show
    finally:
        bar.stop()


def _report(diagnostics: Diagnostics, form: str) -> None:
    from . import report

    if form != "text":
        click.echo(report.FORMATS[form](diagnostics), nl=False)
    elif diagnostics:
        click.echo(report.terminal(diagnostics, color=_has_color()), err=True)


def _has_color() -> bool:
    return _is_terminal(sys.stderr) and not os.environ.get("NO_COLOR")


def _counts(diagnostics: Diagnostics) -> str:
    counts = [(sum(found.severity is kind for found in diagnostics), kind.value) for kind in Severity]
    return "".join(f", {plural(count, word)}" for count, word in counts if count)


def _end(diagnostics: Diagnostics, *, strict: bool) -> None:
    raise click.exceptions.Exit(CONTENT_HAS_ERRORS if has_errors(diagnostics) or (strict and diagnostics) else FINE)


def _is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sees the stream; a closed one is None."""
    return stream is not None and stream.isatty()


def main() -> None:
    """The command `portfolio`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    """Run a command line; the exit code."""
    try:
        with cli.make_context("portfolio", arguments) as context:
            cli.invoke(context)
            sys.stdout.flush() if sys.stdout else None
    except click.exceptions.Exit as end:
        return end.exit_code
    except PortfolioError as reason:
        from . import report

        click.echo(report.refusal(reason), nl=False, err=True)
        return COULD_NOT_RUN
    except click.ClickException as reason:
        reason.show()
        return COULD_NOT_RUN
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FINE
