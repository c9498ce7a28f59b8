"""All that a site is made of, read from its folder: settings, extensions, theme and texts.

`read_inputs` reads everything. `reread` reads again what may have changed, for the preview.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection
from datetime import date
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from .. import dates
from ..content.badge_files import Prover
from ..content.listing import list_content
from ..content.load import (
    SourceTexts,
    collect_texts,
    find_unread,
    load_content,
    load_text,
    named_paths,
    read_tables,
    with_assets,
)
from ..content.read import AnyLoadedFile
from ..content.translated import translated_file
from ..diagnostics import Diagnostic, Diagnostics, PortfolioError
from ..drawing.fonts import check_font
from ..drawing.system_fonts import font_folders
from ..extensions import EXTENSIONS_FILE, Extensions, load_extensions
from ..options import Environ, Options, Progress
from ..paths import (
    CONTENT_FOLDER,
    CREDENTIALS_FOLDER,
    MISPLACED_NAMES,
    MISPLACED_PATTERNS,
    SETTINGS_FILE,
    is_markdown,
    is_misplaced,
)
from ..settings import Settings, read_settings
from ..site_folder import is_current
from ..source_text import read_regular_file
from ..store.cache import Cache
from ..text import quoted
from ..theme.themes import Theme, load_theme
from ..validation.setting_types import read_base_url

MAX_SETTINGS = 1024 * 1024
"""Maximum size of the settings in bytes; a larger file is not meant as settings."""


class Setup(Struct, frozen=True):
    """What the folder of a site holds beside its content."""

    settings: Settings
    extensions: Extensions
    theme: Theme | None
    """None if the theme has errors."""
    problems: Diagnostics
    settings_text: str = ""
    """The text of `portfolio.toml`."""


class Inputs(Struct, frozen=True):
    """All that a site is made of."""

    root: Path
    options: Options
    as_of: date
    setup: Setup
    texts: SourceTexts
    font_folders: tuple[str, ...] = ()
    """The folders of the system's fonts."""


def read_inputs(
    root: Path,
    options: Options,
    environ: Environ,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> Inputs:
    """The site in `root`, with what the `cache` has of it.

    Raises PortfolioError if there is no site.
    """
    setup = read_setup(root, options)
    as_of = as_of_date(options, environ, setup.settings)
    texts = load_content(root, progress, cache)
    return Inputs(root, options, as_of, setup, texts, font_folders(environ))


class UntoldError(OSError):
    """Files are gone, and no change of them was reported: their folder may be being moved."""

    def __init__(self, paths: Collection[str]) -> None:
        super().__init__()
        self.paths = frozenset(paths)


def places(root: Path, theme: Theme | None) -> tuple[Path, ...]:
    """The files and folders that a site is made of, some of them as patterns that end in `*`.

    The folders of themes that lie elsewhere or behind links are among them.
    """
    names = (
        CONTENT_FOLDER,
        SETTINGS_FILE,
        EXTENSIONS_FILE,
        "templates",
        "static",
        "themes",
        *MISPLACED_NAMES,
        *MISPLACED_PATTERNS,
    )
    found = [root / name for name in names]
    themes = root.resolve() / "themes"
    for layer in theme.layers[1:] if theme else ():
        real = layer.folder.resolve()
        if not (layer.folder.is_relative_to(root) and real.is_relative_to(themes)):
            found.append(real)
    return tuple(found)


def reread(inputs: Inputs, environ: Environ, changed: Collection[str]) -> Inputs:
    """The site after changes of these files; only what they touch is read.

    Raises PortfolioError, and UntoldError if files are gone that are not among the changed ones.
    """
    _check_is_site(inputs.root)
    tops = {path: path.partition("/")[0] for path in changed}
    texts = {path for path, top in tops.items() if top == CONTENT_FOLDER or is_misplaced(top)}
    setup = inputs.setup if texts >= set(changed) else read_setup(inputs.root, inputs.options)
    as_of = as_of_date(inputs.options, environ, setup.settings)
    now = _reread_texts(inputs.root, inputs.texts, texts) if texts else inputs.texts
    return replace(inputs, as_of=as_of, setup=setup, texts=now)


def _check_is_site(root: Path) -> None:
    """Raise PortfolioError if a folder is not the one of a site."""
    if not (root / CREDENTIALS_FOLDER).is_dir():
        where = "here" if is_current(root) else f"in {root}"
        cure = _almost(root) or "go to the folder of your site, or start one: portfolio init"
        raise PortfolioError(f"there is no folder {CREDENTIALS_FOLDER}/ {where}", cure)


def _almost(root: Path) -> str | None:
    """What to do about a folder that is probably meant; None if there is none."""
    from ..content.unread.file_names import EXPORT, intended_folder

    content = root / CONTENT_FOLDER
    for parent, inside in ((content, f"{CONTENT_FOLDER}/"), (root, "")):
        for name in _folders_in(parent):
            if intended_folder(name) == CREDENTIALS_FOLDER:
                return f"call `{inside}{name}/` `{CREDENTIALS_FOLDER}/`"
    for name in _folders_in(root):
        if name.lower() == CONTENT_FOLDER != name:
            return f"call `{name}/` `{CONTENT_FOLDER}/`"
    if any(map(is_markdown, _names_in(content))):
        return f"make that folder, and move your records from `{CONTENT_FOLDER}/` into it"
    if unread := next(filter(EXPORT.match, _names_in(root)), None):
        return (
            f"{quoted(unread)} is not read: write one file for each credential in it; "
            'portfolio new "TITLE" --issuer "ISSUER" starts one'
        )
    for name in _folders_in(root):
        if (root / name / CREDENTIALS_FOLDER).is_dir():
            return f"the folder `{name}/` has it: cd {shlex.quote(name)}"
    return None


def _folders_in(parent: Path) -> list[str]:
    """The names of the folders in a folder, in order."""
    return [name for name in _names_in(parent) if (parent / name).is_dir()]


def _names_in(parent: Path) -> list[str]:
    """The names in a folder, in order; none if there is no such folder."""
    if parent.is_dir():
        return sorted(path.name for path in parent.iterdir())
    return []


def _reread_texts(root: Path, texts: SourceTexts, changed: Collection[str]) -> SourceTexts:
    """The files of content after changes of these. Raises UntoldError."""
    if all(map(partial(_is_edited, root, texts), changed)):
        return _reread_edited(root, texts, changed)
    listing = list_content(root)
    if gone := texts.files.keys() - set(listing.texts) - set(changed):
        raise UntoldError(gone)
    changed = {
        *changed,
        *(path for path in listing.texts if translated_file(path)[0] in changed),
    }
    tables = read_tables(root)
    prover = Prover(tables.evidence.documents)
    known = {path: texts.files[path] for path in listing.texts if path in texts.files}
    files = {
        path: known[path]
        if path in known and path not in changed
        else load_text(root, path, prover, known.get(path))
        for path in listing.texts
    }
    if tables.evidence.documents != texts.evidence.documents:
        changed.update(path for path, loaded in files.items() if loaded.proof)
    files = {
        path: with_assets(root, loaded, prover) if _names_changed(path, loaded, changed) else loaded
        for path, loaded in files.items()
    }
    return collect_texts(files, listing, tables)


def _is_edited(root: Path, texts: SourceTexts, path: str) -> bool:
    """Whether a changed file was there before and still is one."""
    return path in texts.files and (root / path).is_file() and not (root / path).is_symlink()


def _reread_edited(root: Path, texts: SourceTexts, edited: Collection[str]) -> SourceTexts:
    """The files of content after changes of these, of which none has come or gone."""
    prover = Prover(texts.evidence.documents)
    again = {path: load_text(root, path, prover, texts.files[path]) for path in edited}
    files = {**texts.files, **again}
    bodies = {**texts.bodies, **{path: loaded.body for path, loaded in again.items()}}
    return replace(texts, files=files, bodies=bodies, unread_files=find_unread(files, texts.others))


def _names_changed(path: str, loaded: AnyLoadedFile, changed: Collection[str]) -> bool:
    """Whether the files that a file of content names have to be looked for again."""
    if loaded.asset_problems or (loaded.proof and path in changed):
        return True
    return not named_paths(loaded).isdisjoint(changed)


def read_setup(root: Path, options: Options) -> Setup:
    """What the folder of a site holds beside its content.

    Raises PortfolioError if there is no site.
    """
    _check_is_site(root)
    settings, text, problems = settings_of(root, options)
    extensions, extension_problems = load_extensions(root)
    theme, theme_problems = load_theme(root, settings, text)
    problems = (*problems, *extension_problems, *theme_problems, *check_font(settings, text, theme))
    return Setup(settings, extensions, theme, problems, text)


def settings_of(root: Path, options: Options) -> tuple[Settings, str, Diagnostics]:
    """The settings with what the options change, their text, and what is wrong with them."""
    content = (
        read_regular_file(root, SETTINGS_FILE, MAX_SETTINGS)
        if (root / SETTINGS_FILE).exists()
        else None
    )
    if isinstance(content, Diagnostic):
        return Settings(), "", (content,)
    settings, text, problems = read_settings(content)
    base_url = read_base_url(options.base_url) if options.base_url else None
    chosen = {"theme": options.theme, "base_url": base_url, "search": options.search}
    site = replace(
        settings.site, **{key: value for key, value in chosen.items() if value is not None}
    )
    return replace(settings, site=site), text, problems


def as_of_date(options: Options, environ: Environ, settings: Settings) -> date:
    """The day for which states are worked out.

    The options come first, then the settings, then SOURCE_DATE_EPOCH, then today in UTC.
    """
    if options.as_of:
        return options.as_of
    if settings.publish.as_of:
        return settings.publish.as_of.last
    epoch = environ("SOURCE_DATE_EPOCH")
    try:
        if epoch:
            return dates.date_of_epoch(epoch)
        return dates.today()
    except ValueError:
        raise PortfolioError(
            f"SOURCE_DATE_EPOCH is not a number of seconds: {epoch}",
            "unset it, or give seconds since 1970",
        ) from None
