"""Publishes a site with rsync: assets first, then pages, and deletions last.

What is on the server and was not published from here is deleted only if that is asked for.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from ..diagnostics import PortfolioError
from ..output.folder import Output, refuse_dangerous, resolve_output_folder
from ..site.addresses import folders_of
from .git import may_ask
from .job import Changes, Deployment, PublishJob, foreign_files
from .last_publication import LastPublication, last_files, write_last_publication
from .refusals import refusal_of

RSYNC = "rsync:"
"""The beginning of a destination that rsync publishes to."""
TO = "`to` in portfolio.toml"
"""What chooses the place, for advice."""
COPY = ("-rlpc", "--delay-updates", "--fuzzy")
"""Compares contents, and puts all files into place at the end."""
DELETE = ("--delete-delay", "--filter=P /.well-known/")
"""Deletes at the very end, and never what proves to others who owns the domain."""
RSYNC_STEPS = 3
"""The steps of a publication that are shown: compared, assets, pages."""
_REMOTE = re.compile(r"(?:rsync|ssh)://(?P<host>[^/]+)|(?:[^@:/]+@)?(?P<name>\[[^\]]+\]|[^:/]+):")
_WILD = re.compile(r"[*?\[]")


class RsyncTarget(Struct, frozen=True):
    """Where rsync puts a site."""

    to: str
    """The destination in the settings."""
    destination: str
    """The destination for rsync."""
    host: str
    """The host, or this machine, for messages."""
    program: str
    environ: Mapping[str, str]


def find_server(root: Path, to: str, output: Path, environ: Mapping[str, str]) -> RsyncTarget:
    """The destination that the settings name, for a site that is built into `output`.

    Raises PortfolioError without rsync, or if a local folder must not be written to.
    """
    program = shutil.which("rsync", path=environ.get("PATH"))
    if program is None:
        raise PortfolioError(
            "rsync is not installed",
            "install it (on Debian: apt install rsync), "
            'or publish to a branch or a folder: `to = "folder:DIR"`',
        )
    destination = to.removeprefix(RSYNC).strip()
    remote = _REMOTE.match(destination)
    if remote:
        host = remote["host"] or remote["name"]
        return RsyncTarget(to, destination, host, program, _environment(environ))
    folder = local_folder(root, destination, output)
    return RsyncTarget(to, f"{folder}/", "this machine", program, _environment(environ))


def local_folder(root: Path, named: str, output: Path) -> Path:
    """The folder that a destination names, relative to the site.

    Raises PortfolioError if it holds the site, or is the one that builds write to.
    """
    named = os.path.normpath(root / Path(named).expanduser())
    folder = resolve_output_folder(root, None, named)
    refuse_dangerous(root, folder, TO)
    if folder.is_relative_to(output) or output.is_relative_to(folder):
        raise PortfolioError(
            f"the site is built into {output.name}/, so it cannot be published there",
            f"choose another folder with {TO}",
        )
    return folder


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    found = {**environ, "LC_ALL": "C", "LANGUAGE": ""}
    if not may_ask():
        found.setdefault("RSYNC_RSH", "ssh -o BatchMode=yes")
    return found


def publish_to_server(target: RsyncTarget, job: PublishJob) -> Deployment:
    """Publish a built site with rsync, or list what would change. Raises PortfolioError."""
    output, notes = job.output, job.output.notes
    excluded = "".join(f"{_pattern(name)}\n" for name in foreign_names(output, job.names))
    job.progress("publishing", 0, RSYNC_STEPS)
    listing = _rsync(target, output, excluded, "--dry-run", "--out-format=%i %n", *COPY, *DELETE)
    changes = read_listing(listing)
    foreign = set(changes.deleted) - set(last_files(notes, target.to))
    if foreign and not job.request.is_forced:
        raise foreign_files(
            f"{target.destination}",
            foreign,
            "move what you need elsewhere, and delete the rest with `portfolio publish --force`",
        )
    deployment = Deployment(f"to {target.destination}", changes)
    if job.request.is_dry:
        return deployment
    if not changes.is_empty:
        job.progress("publishing", 1, RSYNC_STEPS)
        _rsync(target, output, excluded, *COPY, "--exclude=*.html")
        job.progress("publishing", 2, RSYNC_STEPS)
        _rsync(target, output, excluded, *COPY, *DELETE)
        job.progress("publishing", RSYNC_STEPS, RSYNC_STEPS)
    files = dict.fromkeys(sorted(job.names), "")
    write_last_publication(notes, LastPublication(target.to, job.publication, files))
    return deployment


def _rsync(target: RsyncTarget, output: Output, excluded: str, *arguments: str) -> str:
    """Run rsync; return what it prints. Raises PortfolioError if it fails."""
    done = subprocess.run(  # noqa: S603 - the user's own rsync
        [
            *(target.program, "-8", *arguments, "--exclude-from=-"),
            *("--", f"{output.folder}/", target.destination),
        ],
        cwd=output.root,
        env=dict(target.environ),
        input=os.fsencode(excluded),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        errors = done.stderr.decode("utf-8", "replace")
        raise refusal_of(errors, target.host, "rsync")
    return os.fsdecode(done.stdout)


def read_listing(listing: str) -> Changes:
    """What rsync says that it changes: files only."""
    rows = [line.partition(" ") for line in listing.split("\n")]
    files = [
        (item, name.lstrip() if item == "*deleting" else name)
        for item, _, name in rows
        if name and not name.endswith("/")
    ]
    sent = [(item, name) for item, name in files if item[0] in "<>c" and item[1:2] == "f"]
    return Changes(
        tuple(sorted(name for item, name in sent if item.endswith("+++"))),
        tuple(sorted(name for item, name in sent if not item.endswith("+++"))),
        tuple(sorted(name for item, name in files if item == "*deleting")),
    )


def foreign_names(output: Output, names: frozenset[str]) -> Iterator[str]:
    """The files in an output that no build wrote, and the folders without a built file."""
    ours = {folder for name in names for folder in folders_of(name)}
    for place, folders, files in os.walk(output.folder):
        inside = Path(place).relative_to(output.folder).as_posix()
        start = "" if inside == "." else f"{inside}/"
        yield from (f"{start}{name}" for name in files if f"{start}{name}" not in names)
        yield from (f"{start}{name}/" for name in folders if f"{start}{name}" not in ours)
        folders[:] = [name for name in folders if f"{start}{name}" in ours]


def _pattern(name: str) -> str:
    """The pattern of rsync for one name."""
    if _WILD.search(name):
        name = re.sub(r"([\\*?\[])", r"\\\1", name)
    return f"/{name}"
