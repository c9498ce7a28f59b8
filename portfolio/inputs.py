"""All that a site is made of, read from its folder: settings, extensions, theme and texts.

`read_inputs` reads everything; `reread` reads again what may have changed, which is how a preview keeps up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from . import dates
from .cache import Cache
from .diagnostics import Diagnostic, Diagnostics, PortfolioError
from .extensions import FILE as EXTENSIONS
from .extensions import Extensions, load_extensions
from .folders import BESIDE, CONTENT, CREDENTIALS
from .lettering import check_font
from .listing import list_content
from .load import Loaded, Texts, find_assets, load, load_text, named_paths, strays, texts_of
from .manuscript import read_regular
from .model import Credential, FreePage, Profile
from .options import Environ, Options, Progress
from .settings import FILE, Settings, read_base_url, read_settings
from .sites import is_current
from .theme import Theme, load_theme

MAX_SETTINGS = 1024 * 1024


class Setup(Struct, frozen=True):
    """What a site's folder says beside its content."""

    settings: Settings
    extensions: Extensions
    theme: Theme | None
    """None if it is not sound."""
    problems: Diagnostics


class Inputs(Struct, frozen=True):
    """All that a site is made of."""

    root: Path
    options: Options
    as_of: date
    setup: Setup
    texts: Texts


def read_inputs(root: Path, options: Options, environ: Environ, progress: Progress | None = None, cache: Cache | None = None) -> Inputs:
    """Read the site in `root`; what a cache has is not worked out again. Raises PortfolioError if there is no site."""
    setup = read_setup(root, options)
    return Inputs(root, options, as_of_date(options, environ, setup.settings), setup, load(root, progress, cache))


class UntoldError(OSError):
    """Files are gone, and nobody said so: their folder may be on its way to another place and back."""

    def __init__(self, paths: Collection[str]) -> None:
        super().__init__()
        self.paths = frozenset(paths)


def places(root: Path, theme: Theme | None) -> tuple[Path, ...]:
    """The files and folders that a site is made of, those of themes elsewhere or behind links included."""
    own = tuple(root / name for name in (CONTENT, FILE, EXTENSIONS, "templates", "static", "themes", *BESIDE))
    layers = theme.layers[1:] if theme else ()
    folders = [(layer.folder, layer.folder.resolve()) for layer in layers]
    here = root.resolve()
    return (*own, *(real for folder, real in folders if not (folder.is_relative_to(root) and real.is_relative_to(here / "themes"))))


def reread(inputs: Inputs, environ: Environ, changed: Collection[str]) -> Inputs:
    """The same site after changes of these files: what they do not touch is not read again.

    Raises PortfolioError, and UntoldError where files are gone that are not said to have changed.
    """
    _check_is_site(inputs.root)
    texts = {path for path in changed if path.partition("/")[0] in (CONTENT, *BESIDE)}
    setup = inputs.setup if texts >= set(changed) else read_setup(inputs.root, inputs.options)
    as_of = as_of_date(inputs.options, environ, setup.settings)
    return replace(inputs, as_of=as_of, setup=setup, texts=_reread_texts(inputs.root, inputs.texts, texts) if texts else inputs.texts)


def _check_is_site(root: Path) -> None:
    if not (root / CREDENTIALS).is_dir():
        where = "here" if is_current(root) else f"in {root}"
        cure = _almost(root) or 'go to your site, or begin one: portfolio new "TITLE" --issuer "ISSUER"'
        raise PortfolioError(f"there is no folder {CREDENTIALS}/ {where}", cure)


def _almost(root: Path) -> str | None:
    """What to do with a folder that is probably meant for the one of credentials."""
    from .strays import meant_folder

    for parent, inside in ((root / CONTENT, f"{CONTENT}/"), (root, "")):
        names = sorted(path.name for path in parent.iterdir() if path.is_dir()) if parent.is_dir() else []
        if near := next((name for name in names if meant_folder(name) == CREDENTIALS), None):
            return f"call `{inside}{near}/` `{CREDENTIALS}/`"
    return f"call `{near}/` `{CONTENT}/`" if (near := next((name for name in names if name.lower() == CONTENT != name), None)) else None


def _reread_texts(root: Path, texts: Texts, changed: Collection[str]) -> Texts:
    edited = {path for path in changed if path in texts.files and (root / path).is_file() and not (root / path).is_symlink()}
    if edited == set(changed):
        again = {path: load_text(root, path, texts.files[path]) for path in edited}
        files = {**texts.files, **again}
        bodies = {**texts.bodies, **{path: loaded.body for path, loaded in again.items()}}
        return replace(texts, files=files, bodies=bodies, strays=strays(files, texts.others))
    listing = list_content(root)
    if gone := texts.files.keys() - set(listing.texts) - set(changed):
        raise UntoldError(gone)
    known = {path: texts.files[path] for path in listing.texts if path in texts.files}
    files = {
        path: load_text(root, path, known.get(path)) if path in changed or path not in known else known[path] for path in listing.texts
    }
    return texts_of(_with_assets(root, files, changed), listing)


def _with_assets(
    root: Path, files: Mapping[str, Loaded[Credential | FreePage | Profile]], changed: Collection[str]
) -> dict[str, Loaded[Credential | FreePage | Profile]]:
    """The same files of content, those that name a changed file or one that is missing with what they name looked for again."""
    return {
        path: find_assets(root, loaded) if loaded.asset_problems or not named_paths(loaded).isdisjoint(changed) else loaded
        for path, loaded in files.items()
    }


def read_setup(root: Path, options: Options) -> Setup:
    """What the folder of a site says beside its content. Raises PortfolioError if there is no site."""
    _check_is_site(root)
    settings, text, problems = _read_settings(root, options)
    extensions, extension_problems = load_extensions(root)
    theme, theme_problems = load_theme(root, settings, text)
    problems = (*problems, *extension_problems, *theme_problems, *check_font(settings, text, theme))
    return Setup(settings, extensions, theme, problems)


def _read_settings(root: Path, options: Options) -> tuple[Settings, str, Diagnostics]:
    content = read_regular(root, FILE, MAX_SETTINGS) if (root / FILE).exists() else None
    if isinstance(content, Diagnostic):
        return Settings(), "", (content,)
    settings, text, problems = read_settings(content)
    base_url = read_base_url(options.base_url) if options.base_url else None
    chosen = {"theme": options.theme, "base_url": base_url, "search": options.search}
    site = replace(settings.site, **{key: value for key, value in chosen.items() if value is not None})
    return replace(settings, site=site), text, problems


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
