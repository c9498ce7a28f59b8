"""A site before it is printed: read, checked and linked, with every address and what makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from msgspec import Struct

from ..content.files import read_asset
from ..content.load import gather_content
from ..diagnostics import Diagnostic, Diagnostics
from ..domain.body import NO_BODY, Body
from ..domain.model import Artifact, Asset, GeneratedFile, Portfolio
from ..extensions import run_checks
from ..linking.checks import check_content
from ..linking.link import link, platforms_of
from ..linking.site_checks import check_emptiness
from ..options import Environ, Options, Progress
from ..render.environment import Sandbox, make_environment
from ..render.render import render
from ..site.outline import Route, Site
from ..views.pages import Page
from .inputs import Inputs, read_inputs
from .routes import make_site

Arguments = ParamSpec("Arguments")
Outcome = TypeVar("Outcome")


class Caller(Protocol):
    """Calls a stage, or returns what the stage returned before for the same arguments."""

    def __call__(
        self,
        stage: Callable[Arguments, Outcome],
        *args: Arguments.args,
        **options: Arguments.kwargs,
    ) -> Outcome:
        """What the stage returns for these arguments."""
        ...


def call(
    stage: Callable[Arguments, Outcome], *args: Arguments.args, **options: Arguments.kwargs
) -> Outcome:
    """Call a stage, and return what it returns."""
    return stage(*args, **options)


class Survey(Struct, frozen=True):
    """A site before anything is rendered."""

    inputs: Inputs
    portfolio: Portfolio
    site: Site | None
    """None if the theme has errors."""
    diagnostics: Diagnostics


def survey(
    root: Path, options: Options, environ: Environ, progress: Progress | None = None
) -> Survey:
    """Read, check and link the site in `root`. Raises PortfolioError if there is none."""
    return assemble(read_inputs(root, options, environ, progress))


def assemble(inputs: Inputs, call: Caller = call) -> Survey:
    """Check and link what was read, and return the site.

    Every stage is a pure function, so `call` may remember what one returned.
    """
    setup = inputs.setup
    content, load_problems = gather_content(inputs.texts)
    platforms = call(platforms_of, setup.settings, content.profile)
    portfolio, link_problems = call(
        link,
        content,
        setup.settings,
        inputs.as_of,
        drafts=inputs.options.drafts,
        platforms=platforms,
    )
    site: Site | None = None
    page_problems: Diagnostics = ()
    if setup.theme:
        site, page_problems = call(make_site, portfolio, setup.settings, setup.theme)
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
    """The problems sorted by file, line and column, each once."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda found: found.sort_key))


def render_site(found: Survey) -> Iterator[tuple[str, bytes | Diagnostic]]:
    """Yield every address of the site with its bytes, or with what is wrong with its template."""
    setup = found.inputs.setup
    if found.site and setup.theme:
        environment = make_environment(setup.theme, found.site.view, setup.extensions.filters)
        for address in found.site.entries:
            yield address, render_address(found, environment, address)


def render_address(found: Survey, environment: Sandbox, address: str) -> bytes | Diagnostic:
    """The bytes of one address of a site, or why there are none.

    Raises KeyError if the site has no such address.
    """
    made = make(found, address)
    if isinstance(made, Asset):
        return read_asset(found.inputs.root, made)
    if isinstance(made, GeneratedFile):
        return made.generate(made.made_of, found.inputs.root)
    if isinstance(made, Artifact):
        return made.content
    return render(made, body_of(found, address), environment)


def make(found: Survey, address: str) -> Page | Artifact | Asset | GeneratedFile:
    """What stands at an address. Raises KeyError if the site has no such address."""
    if found.site is None:
        raise KeyError(address)
    entry = found.site.entries[address]
    return entry.make() if isinstance(entry, Route) else entry


def body_of(found: Survey, address: str) -> Body:
    """The body that the page at an address shows."""
    entry = found.site.entries[address] if found.site else None
    if isinstance(entry, Route):
        return found.inputs.texts.bodies.get(entry.path, NO_BODY)
    return NO_BODY
