"""A full build: reads everything, and publishes what can be made of it.

Copies of this process read the texts. Meanwhile it prepares what comes next, which takes as long.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ..content.load import NO_TEXTS, load_with_cache
from ..drawing.system_fonts import font_folders
from ..options import Environ, Options, Progress
from ..output.folder import resolve_output_folder
from ..output.publish import open_output
from ..paths import NOTES_FOLDER
from ..store.cache import Cache
from ..store.file_status import scan
from ..store.fingerprint import program_stat
from .details import details_of
from .inputs import Inputs, Setup, as_of_date, places, read_setup
from .last_build import LastBuild, read_last_build, unchanged_files
from .result import BuildResult

if TYPE_CHECKING:
    from ..output.folder import Output
    from ..render.compiled import CompiledTemplates


def full_build(
    root: Path,
    options: Options,
    environ: Environ,
    progress: Progress,
    copies: int,
    key: str,
    *,
    strict: bool,
) -> BuildResult:
    """Build and publish the site. If anything is wrong, the site published before stays as it was.

    `key` is that of the options. Raises PortfolioError.
    """
    inputs = _without_texts(root, options, environ)
    folder = resolve_output_folder(root, options.output, inputs.setup.settings.site.output)
    with open_output(root, folder) as output, closing(Cache(output.notes)) as cache:
        files = scan(root, places(root, inputs.setup.theme))
        cache.limit(len(files))
        last = _last_build(output, key)
        known = details_of(last)
        digests = {
            path: known.texts[path].digest
            for path in (unchanged_files(last, files) if last else ())
            if path in known.texts
        }
        ready = _Ready(inputs.setup)
        texts = load_with_cache(cache, root, progress, copies, ready.make, digests)
        from .publication import Job, publish_site

        job = Job(copies, progress, ready.compiled, key, strict)
        return publish_site(job, replace(inputs, texts=texts), files, output, cache, last, known)


def _last_build(output: Output, key: str) -> LastBuild | None:
    """The last build of an output by this program with these options, if there is a record."""
    last = read_last_build(output.notes, key)
    if last is None or last.program != program_stat():
        return None
    if Path(last.manifest).name == output.manifest.name:
        return last
    return None


def full_check(
    root: Path, options: Options, environ: Environ, progress: Progress, copies: int
) -> BuildResult:
    """Everything that a build finds; nothing is published. Raises PortfolioError."""
    inputs = _without_texts(root, options, environ)
    with closing(Cache(root / NOTES_FOLDER, may_write=False)) as cache:
        ready = _Ready(inputs.setup)
        texts = load_with_cache(cache, root, progress, copies, ready.make)
        from .publication import Job, check_site

        return check_site(Job(copies, progress, ready.compiled), replace(inputs, texts=texts))


def _without_texts(root: Path, options: Options, environ: Environ) -> Inputs:
    """The inputs of a site of which no text has been read."""
    setup = read_setup(root, options)
    as_of = as_of_date(options, environ, setup.settings)
    return Inputs(root, options, as_of, setup, NO_TEXTS, font_folders(environ))


class _Ready:
    """What is prepared while texts are read: modules, tables and compiled templates."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self.compiled: CompiledTemplates | None = None

    def make(self) -> None:
        """Import the modules, read the tables and compile the templates."""
        from ..domain.labels import load_label_tables
        from ..domain.platforms import known_platforms
        from ..render.environment import compile_templates
        from . import publication  # noqa: F401 - there is time to import it

        known_platforms()
        load_label_tables()
        if theme := self._setup.theme:
            self.compiled = compile_templates(theme, self._setup.extensions.filters)
