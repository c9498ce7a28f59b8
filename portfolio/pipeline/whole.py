"""A whole build: reads everything, and publishes what can be made of it.

Copies of this process read the texts. Meanwhile it prepares what comes next, which takes as long.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ..content.load import NO_TEXTS, load_with
from ..folders import NOTES
from ..options import Environ, Options, Progress
from ..output import folder as outputs
from ..output.publish import open_output
from ..settings import Settings
from ..store.cache import Cache
from ..store.signatures import look
from .history import read_history
from .inputs import Inputs, Setup, as_of_date, places, read_setup
from .outcome import Result

if TYPE_CHECKING:
    from ..render.compiled import CompiledTemplates


def output_folder(root: Path, options: Options, settings: Settings) -> Path:
    """The folder that a site is written to: absolute, links among its parents resolved."""
    return outputs.resolve_output_folder(root, options.output, settings.site.output)


def build_whole(
    root: Path,
    options: Options,
    environ: Environ,
    progress: Progress,
    copies: int,
    manner: str,
    *,
    strict: bool,
) -> Result:
    """Build and publish the site. If anything is wrong, the site published before stays as it was.

    Raises PortfolioError.
    """
    inputs = _without_texts(root, options, environ)
    folder = output_folder(root, options, inputs.setup.settings)
    with open_output(root, folder) as output, closing(Cache(output.notes)) as cache:
        looked = look(root, places(root, inputs.setup.theme))
        cache.limit(len(looked))
        history = read_history(cache, output.key)
        ready = _Ready(inputs.setup)
        texts = load_with(cache, root, progress, copies, ready.make)
        from .publication import Job, publish_site

        job = Job(copies, progress, ready.compiled, manner, strict)
        return publish_site(job, replace(inputs, texts=texts), looked, output, cache, history)


def check_whole(
    root: Path, options: Options, environ: Environ, progress: Progress, copies: int
) -> Result:
    """Everything that a build finds; nothing is published. Raises PortfolioError."""
    inputs = _without_texts(root, options, environ)
    with closing(Cache(root / NOTES, may_write=False)) as cache:
        ready = _Ready(inputs.setup)
        texts = load_with(cache, root, progress, copies, ready.make)
        from .publication import Job, check_site

        return check_site(Job(copies, progress, ready.compiled), replace(inputs, texts=texts))


def _without_texts(root: Path, options: Options, environ: Environ) -> Inputs:
    """The inputs of a site of which no text has been read."""
    setup = read_setup(root, options)
    return Inputs(root, options, as_of_date(options, environ, setup.settings), setup, NO_TEXTS)


class _Ready:
    """What is prepared while texts are read: modules, tables and compiled templates."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self.compiled: CompiledTemplates | None = None

    def make(self) -> None:
        """Import the modules, read the tables and compile the templates."""
        from ..domain.platforms import known_platforms
        from ..domain.vocabulary import learn_words
        from ..render.environment import compile_templates
        from . import publication  # noqa: F401 - there is time to import it

        known_platforms()
        learn_words()
        if theme := self._setup.theme:
            self.compiled = compile_templates(theme, self._setup.extensions.filters)
