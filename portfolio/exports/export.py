"""Makes an export of what a build would publish, and writes it where that does no harm."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from ..diagnostics import Diagnostics, PortfolioError, has_errors
from ..domain.model import Entry
from ..options import Environ, Options, Progress
from ..pipeline.assemble import AssembledSite, survey
from ..pipeline.routes import site_facts
from ..site.source import Source, make_source, make_view
from ..theme.themes import Theme
from ..views.cards import Card
from .form import ExportForm
from .losses import describe_losses
from .mark import is_export


class Export(Struct, frozen=True):
    """What came of an export."""

    diagnostics: Diagnostics
    content: bytes | None = None
    """None if the site has errors."""
    losses: Sequence[str] = ()
    """What the form could not hold, in lines."""


def make_export(
    root: Path,
    options: Options,
    environ: Environ,
    form: ExportForm,
    progress: Progress | None = None,
) -> Export:
    """The credentials of the site in `root` in the form. Raises PortfolioError."""
    found = survey(root, options, environ, progress)
    theme = found.inputs.setup.theme
    if theme is None or has_errors(found.diagnostics):
        return Export(found.diagnostics)
    source = source_of(found, theme)
    published = source.published()
    exported: list[tuple[Card, Entry]] = [pair for pair in published if form.takes(pair[1])]
    written = form.write(source, exported)
    losses = describe_losses(form, exported, len(published) - len(exported))
    return Export(found.diagnostics, written.content, (*written.remarks, *losses))


def source_of(found: AssembledSite, theme: Theme) -> Source:
    """What the pages at the root of a site are made of, in the language that it has there."""
    facts = next(site_facts(found.editions[:1], theme))
    view = make_view(facts, (), ())
    return make_source(facts, view, {view.language: found.resources}, ())


def write_export(content: bytes, target: Path, *, is_named: bool) -> None:
    """Write an export into a temporary file and move it to `target`, whose folder may be missing.

    Raises PortfolioError if it cannot be written, or if `target` was not named by the owner and is
    no earlier export.
    """
    if target.exists() and not is_named and not is_export(target):
        raise PortfolioError(
            f"{target} exists and is no earlier export", "name a file with --output"
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(
            prefix=f"{target.name[:100]}-", dir=target.parent, ignore_cleanup_errors=True
        ) as folder:
            aside = Path(folder, "export")
            aside.write_bytes(content)
            aside.replace(target)
    except OSError as reason:
        raise PortfolioError(
            f"{target} cannot be written: {reason.strerror}", "choose another file with --output"
        ) from None
