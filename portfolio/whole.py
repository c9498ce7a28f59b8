"""A whole build: everything is read, and what can be made of it is published.

Texts are read by copies of this process. Meanwhile it makes ready what the rest needs, which takes about as long.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from . import output as outputs
from .cache import Cache
from .folders import NOTES
from .history import read_history
from .inputs import Inputs, Setup, as_of_date, places, read_setup
from .load import NO_TEXTS, load_with
from .options import Environ, Options, Progress
from .outcome import Result
from .settings import Settings
from .signatures import look
from .write import open_output

if TYPE_CHECKING:
    from .compiled import CompiledTemplates


def output_folder(root: Path, options: Options, settings: Settings) -> Path:
    """Where the site is written: absolute, with its parents' symbolic links resolved."""
    return outputs.output_folder(root, options.output, settings.site.output)


def build_whole(root: Path, options: Options, environ: Environ, progress: Progress, copies: int, manner: str, *, strict: bool) -> Result:
    """Build and publish the site. If anything is wrong, the site published before stays as it was. Raises PortfolioError."""
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


def check_whole(root: Path, options: Options, environ: Environ, progress: Progress, copies: int) -> Result:
    """Everything that a build finds, with nothing published. Raises PortfolioError."""
    inputs = _without_texts(root, options, environ)
    with closing(Cache(root / NOTES, may_write=False)) as cache:
        ready = _Ready(inputs.setup)
        texts = load_with(cache, root, progress, copies, ready.make)
        from .publication import Job, check_site

        return check_site(Job(copies, progress, ready.compiled), replace(inputs, texts=texts))


def _without_texts(root: Path, options: Options, environ: Environ) -> Inputs:
    setup = read_setup(root, options)
    return Inputs(root, options, as_of_date(options, environ, setup.settings), setup, NO_TEXTS)


class _Ready:
    """What can be made ready while others read: the modules and tables of what comes then, and the templates of a theme."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self.compiled: CompiledTemplates | None = None

    def make(self) -> None:
        """Make it ready."""
        from . import publication  # noqa: F401 - there is time to import it
        from .environment import compile_templates
        from .platforms import known_platforms
        from .vocabulary import learn_words

        known_platforms()
        learn_words()
        if theme := self._setup.theme:
            self.compiled = compile_templates(theme, self._setup.extensions.filters)
