"""A site as far as it is known without printing it: read, checked and linked, with every address and what makes its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from msgspec import Struct

from .body import NO_BODY, Body
from .checks import check_content, check_emptiness
from .diagnostics import Diagnostic, Diagnostics
from .environment import Sandbox, make_environment
from .extensions import run_checks
from .files import read_asset
from .inputs import Inputs, read_inputs
from .link import link, platforms_of
from .load import gather
from .model import Artifact, Asset, Drawing, Portfolio
from .options import Environ, Options, Progress
from .outline import Route, Site
from .render import render
from .site import make_site
from .views import Page

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


class Survey(Struct, frozen=True):
    """A site as far as it is known without rendering."""

    inputs: Inputs
    portfolio: Portfolio
    site: Site | None
    """None without a sound theme."""
    diagnostics: Diagnostics


def survey(root: Path, options: Options, environ: Environ, progress: Progress | None = None) -> Survey:
    """Read and link the site in `root`. Raises PortfolioError if there is none."""
    return assemble(read_inputs(root, options, environ, progress))


def assemble(inputs: Inputs, call: Caller = call) -> Survey:
    """Make a site of what was read. Every stage is a pure function, so a `call` may remember what one returned."""
    setup = inputs.setup
    content, load_problems = gather(inputs.texts)
    platforms = call(platforms_of, setup.settings, content.profile)
    portfolio, link_problems = call(link, content, setup.settings, inputs.as_of, drafts=inputs.options.drafts, platforms=platforms)
    site, page_problems = call(make_site, portfolio, setup.settings, setup.theme) if setup.theme else (None, ())
    found = (
        *setup.problems,
        *load_problems,
        *call(check_content, content, inputs.as_of),
        *link_problems,
        *page_problems,
        *call(run_checks, setup.extensions, portfolio),
    )
    return Survey(inputs, portfolio, site, in_order((*found, *check_emptiness(portfolio, found))))


def in_order(diagnostics: Diagnostics) -> Diagnostics:
    """Problems by file, line and column, each once."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda found: found.sort_key))


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
    if isinstance(made, Drawing):
        return made.draw(made.made_of, found.inputs.root)
    return made.content if isinstance(made, Artifact) else render(made, body_of(found, address), environment)


def make(found: Survey, address: str) -> Page | Artifact | Asset | Drawing:
    """What stands at an address of a site. Raises KeyError if the site has no such address."""
    if found.site is None:
        raise KeyError(address)
    entry = found.site.entries[address]
    return entry.make() if isinstance(entry, Route) else entry


def body_of(found: Survey, address: str) -> Body:
    """The body that the page at an address shows."""
    entry = found.site.entries[address] if found.site else None
    return found.inputs.texts.bodies.get(entry.path, NO_BODY) if isinstance(entry, Route) else NO_BODY
