"""Builds a site in the shortest of three ways: nothing to do, edited texts only, or a full build.

Each way imports only what it needs, because importing takes most of the time of a small build.
"""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import asdict

from ..options import Environ, Options, Progress
from .last_build import find_last_build, options_key
from .result import BuildResult


def build(
    root: Path,
    options: Options,
    environ: Environ,
    progress: Progress | None = None,
    *,
    strict: bool = False,
    workers: int = 0,
) -> BuildResult:
    """Build and publish the site. If anything is wrong, the site published before stays as it was.

    `workers` is the number of processes; 0 means one for each processor. Raises PortfolioError.
    """
    key = options_key({**asdict(options), "strict": strict})
    if last := find_last_build(root, key, environ):
        from .body_edits import rebuild_bodies

        if done := rebuild_bodies(root, last, options.output):
            return done
    from .full_build import full_build

    return full_build(
        root, options, environ, progress or _no_progress, _copies(workers), key, strict=strict
    )


def check(
    root: Path,
    options: Options,
    environ: Environ,
    progress: Progress | None = None,
    *,
    workers: int = 0,
) -> BuildResult:
    """Everything that a build finds; nothing is published. Raises PortfolioError."""
    from .full_build import full_check

    return full_check(root, options, environ, progress or _no_progress, _copies(workers))


def _copies(workers: int) -> int:
    """How many copies of this process to start for this number of workers."""
    from ..workers import processors

    if workers == 1:
        return 0
    return workers or processors()


def _no_progress(what: str, done: int, total: int) -> None:
    """Show no progress."""
