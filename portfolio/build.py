"""The pipeline in one sentence: read, check, link, make pages, render, write.

`survey` is everything up to the site as a value; `build` renders all of it and publishes it if nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from .addresses import file_name
from .checks import check_content
from .diagnostics import Diagnostic, Diagnostics, Location, error, has_errors
from .extensions import run_checks
from .files import read_asset
from .inputs import Environ, Inputs, Options, read_inputs
from .link import link
from .load import CREDENTIALS, Progress, gather
from .model import NO_BODY, Asset, Bodies, Body, Portfolio
from .pages import make_site
from .render import Sandbox, make_environment, render
from .settings import Settings
from .views import Artifact, Page, Route, Site
from .write import Output, Written, open_output, publish, read_manifest

Arguments = ParamSpec("Arguments")
Outcome = TypeVar("Outcome")


class Caller(Protocol):
    """Calls a stage, or knows what it would return."""

    def __call__(self, stage: Callable[Arguments, Outcome], *args: Arguments.args, **options: Arguments.kwargs) -> Outcome:
        """What the stage returns for these arguments."""
        ...


def call(stage: Callable[Arguments, Outcome], *args: Arguments.args, **options: Arguments.kwargs) -> Outcome:
    """Call a stage."""
    return stage(*args, **options)


@dataclass(frozen=True, slots=True)
class Survey:
    """A site as far as it is known without rendering."""

    inputs: Inputs
    portfolio: Portfolio
    bodies: Bodies
    site: Site | None
    """None without a sound theme."""
    diagnostics: Diagnostics


@dataclass(frozen=True, slots=True)
class Result:
    """What a build did."""

    survey: Survey
    diagnostics: Diagnostics
    pages: int = 0
    written: Written | None = None


def survey(root: Path, options: Options, environ: Environ, progress: Progress | None = None) -> Survey:
    """Read and link the site in `root`. Raises PortfolioError if there is none."""
    return assemble(read_inputs(root, options, environ, progress))


def assemble(inputs: Inputs, call: Caller = call) -> Survey:
    """Make a site of what was read. Every stage is a pure function, so a `call` may remember what one returned."""
    setup = inputs.setup
    content, bodies, load_problems = gather(inputs.texts)
    portfolio, link_problems = call(link, content, setup.settings, inputs.as_of, drafts=inputs.options.drafts)
    site, page_problems = call(make_site, portfolio, setup.settings, setup.theme) if setup.theme else (None, ())
    found = (
        *setup.problems,
        *load_problems,
        *call(check_content, content, inputs.as_of),
        *link_problems,
        *page_problems,
        *call(run_checks, setup.extensions, portfolio),
    )
    return Survey(inputs, portfolio, bodies, site, in_order(found))


def in_order(diagnostics: Diagnostics) -> Diagnostics:
    """Problems by file, line and column, each once."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda found: found.sort_key))


def output_folder(root: Path, options: Options, settings: Settings) -> Path:
    """Where the site is written: absolute, with its parents' symbolic links resolved."""
    folder = options.output or root / settings.site.output
    folder = folder if folder.is_absolute() else Path.cwd() / folder
    return folder.parent.resolve() / folder.name


def build(root: Path, options: Options, environ: Environ, progress: Progress | None = None, *, strict: bool = False) -> Result:
    """Build and publish the site. If anything is wrong, the site published before stays as it was."""
    found = survey(root, options, environ, progress)
    with open_output(root, output_folder(root, options, found.inputs.setup.settings)) as output:
        result, files = _render_all(found, progress)
        if strict:
            result = Result(found, tuple(d.as_error() for d in result.diagnostics), result.pages)
        if not has_errors(result.diagnostics) and (emptied := _would_empty(output, found)):
            result = Result(found, (*result.diagnostics, emptied))
        if has_errors(result.diagnostics):
            return result
        written = publish(output, files, {name: _rank(name) for name in files})
    return Result(found, result.diagnostics, result.pages, written)


def check(root: Path, options: Options, environ: Environ, progress: Progress | None = None) -> Result:
    """Everything that a build finds, with nothing published."""
    return _render_all(survey(root, options, environ, progress), progress)[0]


def _render_all(found: Survey, progress: Progress | None) -> tuple[Result, dict[str, bytes]]:
    if found.site is None:
        return Result(found, found.diagnostics), {}
    files: dict[str, bytes] = {}
    problems: list[Diagnostic] = []
    total = len(found.site.entries)
    for number, (address, content) in enumerate(render_site(found)):
        if progress:
            progress("rendering", number, total)
        if isinstance(content, Diagnostic):
            problems.append(content)
        else:
            files[file_name(address)] = content
    pages = sum(name.endswith(".html") for name in files)
    return Result(found, in_order((*found.diagnostics, *problems)), pages), files


def render_site(found: Survey) -> Iterator[tuple[str, bytes | Diagnostic]]:
    """Every address of the site with its bytes, or with what its template has wrong."""
    if found.site and found.inputs.setup.theme:
        environment = make_environment(found.inputs.setup.theme, found.site.view, found.inputs.setup.extensions.filters)
        for address in found.site.entries:
            yield address, render_address(found, environment, address)


def render_address(found: Survey, environment: Sandbox, address: str) -> bytes | Diagnostic:
    """The bytes of one address of a site, or why there are none. Raises KeyError if the site has no such address."""
    made = make(found, address)
    if isinstance(made, Asset):
        return read_asset(found.inputs.root, made)
    return made.content if isinstance(made, Artifact) else render(made, body_of(found, address), environment)


def make(found: Survey, address: str) -> Page | Artifact | Asset:
    """What stands at an address of a site. Raises KeyError if the site has no such address."""
    if found.site is None:
        raise KeyError(address)
    entry = found.site.entries[address]
    return entry.make() if isinstance(entry, Route) else entry


def body_of(found: Survey, address: str) -> Body:
    """The body that the page at an address shows."""
    entry = found.site.entries[address] if found.site else None
    return found.bodies.get(entry.path, NO_BODY) if isinstance(entry, Route) else NO_BODY


def _rank(name: str) -> int:
    """Assets first, then pages, then the lists that lead to them, then home."""
    if not name.endswith((".html", ".xml", ".json")):
        return 0
    if name.count("/") >= 2:
        return 1
    return 2 if "/" in name else 3


def _would_empty(output: Output, found: Survey) -> Diagnostic | None:
    pages = (name for name in read_manifest(output) if name.startswith("credentials/") and name.count("/") == 2)
    had = any((output.folder / name).exists() for name in pages)
    if had and not found.portfolio.entries:
        return error(
            "nothing-to-publish",
            "there are no credentials, but a site with some is published",
            Location(CREDENTIALS),
            "put the records back, or delete the output folder first",
        )
    return None
