"""Builds a site and publishes it where its settings say: on a branch, a server or into a folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from ..content.read import load_profile
from ..diagnostics import PortfolioError, has_errors
from ..options import Options, Progress, PublishRequest
from ..output.folder import files_we_wrote, resolve_output_folder
from ..output.publish import open_output
from ..paths import PROFILE_FILES
from ..pipeline import build as pipeline
from ..pipeline.inputs import as_of_date, settings_of
from ..pipeline.result import BuildResult
from ..settings import Settings
from ..validation.setting_types import DESTINATIONS
from .branch import publish_branch, store_site
from .folder import FOLDER, FolderTarget, find_folder, publish_to_folder
from .job import Deployment, PublishJob
from .publication import Publication, program_version
from .remote import RemoteBranch, find_branch
from .rsync import RSYNC, RsyncTarget, find_server, publish_to_server
from .source import source_state

AnyTarget = RemoteBranch | RsyncTarget | FolderTarget
"""A destination that was looked at: it can be published to, as far as this machine can tell."""


class PublishResult(Struct, frozen=True):
    """What a build found, and where the site was published."""

    built: BuildResult
    publication: Publication | None = None
    """None if nothing was published."""
    deployment: Deployment | None = None


def publish_to_destination(
    root: Path,
    request: PublishRequest,
    environ: Mapping[str, str],
    now: datetime,
    progress: Progress | None = None,
) -> PublishResult:
    """Build the site in `root` and publish it, unless it has errors. Raises PortfolioError.

    The destination is looked at first, so that nobody waits for a build in vain.
    """
    options = Options()
    settings, _, problems = settings_of(root, options)
    target = None if has_errors(problems) else find_target(root, settings, environ)
    source = source_state(root, environ)
    refuse_example(root)
    built = pipeline.build(root, options, environ.get, progress, strict=request.is_strict)
    if built.written is None or target is None:
        return PublishResult(built)
    publication = Publication(
        now,
        as_of_date(options, environ.get, settings),
        built.entries,
        built.pages,
        program_version(),
        source.commit,
        source.has_uncommitted,
    )
    shown = progress or _no_progress
    deployment = _publish(root, target, settings, built.folder, publication, request, shown)
    return PublishResult(built, publication, deployment)


def find_target(root: Path, settings: Settings, environ: Mapping[str, str]) -> AnyTarget:
    """The destination that the settings name. Raises PortfolioError if it cannot be used."""
    to = settings.publish.to
    output = resolve_output_folder(root, None, settings.site.output)
    refuse_without_destination(settings)
    if to.startswith(RSYNC):
        return find_server(root, to, output, environ)
    if to.startswith(FOLDER):
        return find_folder(root, to, output)
    return find_branch(root, settings.publish, environ)


def refuse_example(root: Path) -> None:
    """Raise PortfolioError if the owner of the site is a fictional one."""
    for name in PROFILE_FILES:
        path = root / name
        if not path.is_file():
            continue
        profile = load_profile(name, path.read_bytes()).value
        if profile and profile.record.sample:
            raise PortfolioError(
                f"this site is an example: {name} is a sample",
                "write your own name there and remove the line `sample`",
            )


def refuse_without_destination(settings: Settings) -> None:
    """Raise PortfolioError if the settings do not say where the site is published."""
    if not settings.publish.to:
        forms = "; ".join(f'`to = "{form}"`' for form in DESTINATIONS)
        raise PortfolioError(
            "portfolio.toml does not say where to publish the site",
            f"write one of these lines below [publish]: {forms}",
        )


def _publish(
    root: Path,
    target: AnyTarget,
    settings: Settings,
    folder: Path,
    publication: Publication,
    request: PublishRequest,
    progress: Progress,
) -> Deployment:
    with open_output(root, folder) as output:
        job = PublishJob(output, files_we_wrote(output), publication, request, progress)
        if isinstance(target, RsyncTarget):
            return publish_to_server(target, job)
        if isinstance(target, FolderTarget):
            return publish_to_folder(target, job)
        files = store_site(target, job)
    # a hook of the repository may build the site, so its folder is no longer locked
    return publish_branch(target, job, files, settings)


def _no_progress(what: str, done: int, total: int) -> None:
    """Show no progress."""
