"""Publishes a site into a folder of this machine, in the order in which builds publish.

A file is deleted only if it was published from here and is still as it was then.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..output.folder import Output, files_we_wrote, output_error
from ..output.publish import open_output, publish_stage, staging
from ..pipeline.publication import publication_rank
from .job import Changes, Deployment, PublishJob, named
from .last_publication import LastPublication, last_files, write_last_publication
from .rsync import TO, local_folder

FOLDER = "folder:"
"""The beginning of a destination that is a folder."""


class FolderTarget(Struct, frozen=True):
    """A folder that a site is published into."""

    to: str
    """The destination in the settings."""
    folder: Path


def find_folder(root: Path, to: str, output: Path) -> FolderTarget:
    """The folder that the settings name, for a site that is built into `output`.

    Raises PortfolioError if it must not be written to.
    """
    return FolderTarget(to, local_folder(root, to.removeprefix(FOLDER).strip(), output))


def publish_to_folder(target: FolderTarget, job: PublishJob) -> Deployment:
    """Publish a built site into a folder, or list what would change. Raises PortfolioError."""
    with open_output(job.output.root, target.folder, TO) as place:
        before, known = files_we_wrote(place), last_files(place.notes, target.to)
        digests = {name: _digest(Path(job.output.path(name))) for name in sorted(job.names)}
        there = {name: _digest(Path(place.path(name))) for name in sorted(before | job.names)}
        edited = {
            name
            for name in before - job.names
            if there[name] and there[name] != known.get(name, there[name])
        }
        wanted = [name for name in digests if name not in before or digests[name] != there[name]]
        changes = Changes(
            tuple(name for name in wanted if not there[name]),
            tuple(name for name in wanted if there[name]),
            tuple(sorted(before - job.names - edited)),
        )
        if not job.request.is_dry:
            published = LastPublication(target.to, job.publication, digests)
            _publish(place, job, wanted, edited, published)
        notes = (f"kept, because it was edited there: {named(edited)}",) if edited else ()
        return Deployment(f"into {target.folder}", changes, notes)


def _publish(
    place: Output, job: PublishJob, wanted: list[str], edited: set[str], published: LastPublication
) -> None:
    """Copy the wanted files; `edited` ones are no longer counted as published from here."""
    with staging(place) as stage:
        staged = []
        for number, name in enumerate(wanted, 1):
            if stage.add(name, Path(job.output.path(name)).read_bytes()):
                staged.append(name)
            job.progress("publishing", number, len(wanted))
        ranks = {name: publication_rank(name) for name in staged}
        publish_stage(place, replace(stage, before=stage.before - edited), job.names, staged, ranks)
    try:
        write_last_publication(place.notes, published)
    except OSError as reason:
        raise output_error(place, reason) from None


def _digest(path: Path) -> str:
    """The digest of a file; empty if there is none that can be read."""
    try:
        if path.is_symlink():
            return ""
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
