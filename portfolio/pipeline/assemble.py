"""A site before it is printed: read, checked and linked, with every address and what makes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from ..content.files import read_asset
from ..content.gather import gather_content
from ..diagnostics import Diagnostic, Diagnostics
from ..domain.body import NO_BODY, Body
from ..domain.model import Artifact, Asset, GeneratedFile, Portfolio
from ..drawing.system_fonts import find_fonts
from ..extensions import run_checks
from ..linking.checks import check_content
from ..linking.editions import Edition, check_translations, make_editions
from ..linking.example_content import check_samples
from ..linking.link import link, platforms_of
from ..linking.site_checks import check_address, check_emptiness
from ..options import Environ, Options, Progress
from ..render.environment import Environments, compile_templates, make_environments
from ..render.render import render
from ..site.navigation import check_navigation
from ..site.outline import Resource, Route, Site, folder_of
from ..views.pages import Page
from .inputs import Inputs, read_inputs
from .routes import make_site, scripts_without_letters


class AssembledSite(Struct, frozen=True):
    """A site before anything is rendered."""

    inputs: Inputs
    portfolio: Portfolio
    site: Site | None
    """None if the theme has errors."""
    diagnostics: Diagnostics
    editions: tuple[Edition, ...] = ()
    """The portfolio and the settings in each language of the site, the one at the root first."""
    font_folders: tuple[str, ...] = ()
    """The folders of the system in which fonts for its pictures were looked for."""

    @property
    def resources(self) -> Mapping[str, Resource]:
        """Every address with what makes it."""
        if self.site:
            return self.site.resources
        return {}


def survey(
    root: Path, options: Options, environ: Environ, progress: Progress | None = None
) -> AssembledSite:
    """Read, check and link the site in `root`. Raises PortfolioError if there is none."""
    return assemble(read_inputs(root, options, environ, progress))


def assemble(inputs: Inputs) -> AssembledSite:
    """Check and link what was read, and return the site.

    Every stage but the search for fonts is a pure function that remembers its last result, so after
    an edit of a body, which no stage sees, none runs.
    """
    setup = inputs.setup
    content, load_problems = gather_content(inputs.texts)
    platforms = platforms_of(setup.settings, content.profile)
    portfolio, link_problems = link(
        content,
        setup.settings,
        inputs.as_of,
        drafts=inputs.options.drafts,
        platforms=platforms,
    )
    editions = make_editions(portfolio, setup.settings)
    site: Site | None = None
    folders: tuple[str, ...] = ()
    page_problems: Diagnostics = ()
    if setup.theme:
        scripts = scripts_without_letters(editions, setup.theme)
        folders = inputs.font_folders if scripts else ()
        site, page_problems = make_site(editions, setup.theme, find_fonts(scripts, folders))
    found = (
        *setup.problems,
        *load_problems,
        *check_content(content, inputs.as_of),
        *check_translations(content, setup.settings, setup.settings_text),
        *check_samples(content, setup.settings, setup.settings_text),
        *check_address(content, setup.settings, setup.settings_text),
        *link_problems,
        *page_problems,
        *check_navigation(setup.settings, setup.settings_text, site.resources if site else {}),
        *run_checks(setup.extensions, portfolio),
    )
    problems = in_order((*found, *check_emptiness(portfolio, found)))
    return AssembledSite(inputs, portfolio, site, problems, editions, folders)


def in_order(diagnostics: Diagnostics) -> Diagnostics:
    """The problems sorted by file, line and column, each once."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda found: found.sort_key))


def render_site(found: AssembledSite) -> Iterator[tuple[str, bytes | Diagnostic]]:
    """Yield every address of the site with its bytes, or with what is wrong with its template."""
    setup = found.inputs.setup
    if found.site and setup.theme:
        filters = setup.extensions.filters
        compiled = compile_templates(setup.theme, filters)
        environments = make_environments(setup.theme, found.site.views, filters, compiled)
        for address in found.resources:
            yield address, render_address(found, environments, address)


def render_address(
    found: AssembledSite, environments: Environments, address: str
) -> bytes | Diagnostic:
    """The bytes of one address of a site, or why there are none.

    Raises KeyError if the site has no such address.
    """
    made = make(found, address)
    if isinstance(made, Page):
        folder = folder_of(found.resources[address])
        return render(made, body_of(found, address), environments[folder])
    return content_of(made, found.inputs.root)


def content_of(made: Artifact | Asset | GeneratedFile, root: Path) -> bytes | Diagnostic:
    """The bytes of what is no page, or why there are none; `root` is the folder of the site."""
    if isinstance(made, Asset):
        return read_asset(root, made)
    if isinstance(made, GeneratedFile):
        return made.generate(made.made_of, root)
    return made.content


def make(found: AssembledSite, address: str) -> Page | Artifact | Asset | GeneratedFile:
    """What stands at an address. Raises KeyError if the site has no such address."""
    entry = found.resources[address]
    if isinstance(entry, Route):
        return entry.make()
    return entry


def body_of(found: AssembledSite, address: str) -> Body:
    """The body that the page at an address shows."""
    entry = found.resources.get(address)
    if isinstance(entry, Route):
        return found.inputs.texts.bodies.get(entry.path, NO_BODY)
    return NO_BODY
