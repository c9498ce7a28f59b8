"""A site to ask questions of: as it is published, or as its owner knows it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..content.gather import gather_content
from ..diagnostics import Diagnostics
from ..domain.model import Content, Entry, Portfolio, ProjectEntry
from ..linking.link import link
from ..options import Environ, Options, Progress
from ..pipeline.assemble import survey
from ..settings import Settings


class QueriedSite(Struct, frozen=True, dict=True):
    """A portfolio, and what is wrong with its site."""

    portfolio: Portfolio
    settings: Settings
    diagnostics: Diagnostics

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Its credentials by id, in the order of lists."""
        return {entry.id: entry for entry in self.portfolio.entries}

    @cached_property
    def projects(self) -> Mapping[str, ProjectEntry]:
        """Its projects by slug."""
        return {entry.slug: entry for entry in self.portfolio.projects}


def query_site(
    root: Path,
    options: Options,
    environ: Environ,
    progress: Progress | None = None,
    *,
    is_private: bool,
) -> QueriedSite:
    """The site in `root`: what it publishes, or with `is_private` all but its drafts.

    Nothing is written. Raises PortfolioError if there is no site.
    """
    found = survey(root, options, environ, progress)
    settings, portfolio = found.inputs.setup.settings, found.portfolio
    if is_private:
        content = _without_drafts(gather_content(found.inputs.texts)[0])
        portfolio, _ = link(content, settings, portfolio.as_of, drafts=True)
    return QueriedSite(portfolio, settings, found.diagnostics)


def _without_drafts(content: Content) -> Content:
    """What the content folder says, without what its owner has marked as a draft."""
    return replace(
        content,
        credentials=tuple(text for text in content.credentials if not text.record.draft),
        pages=tuple(text for text in content.pages if not text.record.draft),
        projects=tuple(text for text in content.projects if not text.record.draft),
        collections=tuple(text for text in content.collections if not text.record.draft),
    )
