"""The pipeline in one sentence: load, check, link, make pages, render, write.

`survey` is everything up to the site as a value; `build` renders all of it and publishes it if nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from . import dates
from .addresses import file_name
from .checks import check_content
from .diagnostics import Diagnostic, Diagnostics, Location, PortfolioError, error, has_errors
from .extensions import Extensions, load_extensions
from .files import MAX_ASSET_BYTES, read_regular
from .link import link
from .load import CREDENTIALS, Progress, load
from .model import Asset, Portfolio
from .pages import make_site
from .render import make_environment, render
from .settings import FILE, Settings, read_base_url, read_settings
from .theme import Theme, load_theme
from .views import Artifact, Page, Site
from .write import Output, Written, open_output, publish, read_manifest

Environ = Callable[[str], str | None]
MAX_SETTINGS = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Options:
    """What a command line says, over what the settings say."""

    output: Path | None = None
    theme: str | None = None
    base_url: str | None = None
    as_of: date | None = None
    drafts: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """A site as far as it is known without rendering."""

    root: Path
    settings: Settings
    as_of: date
    portfolio: Portfolio
    theme: Theme | None
    site: Site | None
    extensions: Extensions
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
    if not (root / CREDENTIALS).is_dir():
        raise PortfolioError(
            f"there is no folder {CREDENTIALS}/ here", 'go to your site, or begin one: portfolio new "TITLE" --issuer "ISSUER"'
        )
    settings, text, problems = _settings(root, options)
    as_of = as_of_date(options, environ, settings)
    extensions, extension_problems = load_extensions(root)
    content, load_problems = load(root, progress)
    portfolio, link_problems = link(content, settings, as_of, drafts=options.drafts)
    theme, theme_problems = load_theme(root, settings, text)
    site, page_problems = make_site(portfolio, settings, theme) if theme else (None, ())
    own = extensions.check(portfolio)
    found = (
        *problems,
        *extension_problems,
        *load_problems,
        *check_content(content, as_of),
        *link_problems,
        *theme_problems,
        *page_problems,
        *own,
    )
    return Survey(root, settings, as_of, portfolio, theme, site, extensions, in_order(found))


def in_order(diagnostics: Diagnostics) -> Diagnostics:
    """Problems by file, line and column, each once."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda found: found.sort_key))


def _settings(root: Path, options: Options) -> tuple[Settings, str, Diagnostics]:
    content = read_regular(root, FILE, MAX_SETTINGS) if (root / FILE).exists() else None
    if isinstance(content, Diagnostic):
        return Settings(), "", (content,)
    settings, text, problems = read_settings(content)
    chosen = {"theme": options.theme, "base_url": read_base_url(options.base_url) if options.base_url else None}
    site = settings.site.model_copy(update={key: value for key, value in chosen.items() if value is not None})
    return settings.model_copy(update={"site": site}), text, problems


def as_of_date(options: Options, environ: Environ, settings: Settings) -> date:
    """The day for which states are worked out: asked for, stated, given by SOURCE_DATE_EPOCH, or today in UTC."""
    if options.as_of:
        return options.as_of
    if settings.publish.as_of:
        return settings.publish.as_of.last
    epoch = environ("SOURCE_DATE_EPOCH")
    try:
        return dates.of_epoch(epoch) if epoch else dates.today()
    except ValueError:
        raise PortfolioError(f"SOURCE_DATE_EPOCH is not a number of seconds: {epoch}", "unset it, or give seconds since 1970") from None


def output_folder(root: Path, options: Options, settings: Settings) -> Path:
    """Where the site is written: absolute, with its parents' symbolic links resolved."""
    folder = options.output or root / settings.site.output
    folder = folder if folder.is_absolute() else Path.cwd() / folder
    return folder.parent.resolve() / folder.name


def build(root: Path, options: Options, environ: Environ, progress: Progress | None = None, *, strict: bool = False) -> Result:
    """Build and publish the site. If anything is wrong, the site published before stays as it was."""
    found = survey(root, options, environ, progress)
    with open_output(root, output_folder(root, options, found.settings)) as output:
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
    if found.site is None or found.theme is None:
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
    if found.site is None or found.theme is None:
        return
    environment = make_environment(found.theme, found.site.view, found.extensions.filters)
    for address, entry in found.site.entries.items():
        if isinstance(entry, Page):
            yield address, render(entry, found.site.view, environment, found.theme)
        elif isinstance(entry, Asset):
            path = entry.source.relative_to(found.root).as_posix()
            yield address, read_regular(found.root, path, MAX_ASSET_BYTES)
        elif isinstance(entry, Artifact):
            yield address, entry.content


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
