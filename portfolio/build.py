"""The pipeline in one sentence: what has not changed stays, edited texts come into their pages, anything else is made anew.

Each of the three ways imports what it needs, so that a build takes as long as what it does.
"""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import asdict

from .options import Environ, Options, Progress
from .outcome import Result
from .unchanged import find_seal, manner_of


def build(
    root: Path, options: Options, environ: Environ, progress: Progress | None = None, *, strict: bool = False, workers: int = 0
) -> Result:
    """Build and publish the site. If anything is wrong, the site published before stays as it was.

    `workers` is the number of processes; 0 for as many as there are processors. Raises PortfolioError.
    """
    manner = manner_of({**asdict(options), "strict": strict})
    if seal := find_seal(root, manner, environ):
        from .edited import print_edited

        if done := print_edited(root, seal, options.output):
            return done
    from .whole import build_whole

    return build_whole(root, options, environ, progress or _quietly, _copies(workers), manner, strict=strict)


def check(root: Path, options: Options, environ: Environ, progress: Progress | None = None, *, workers: int = 0) -> Result:
    """Everything that a build finds, with nothing published."""
    from .whole import check_whole

    return check_whole(root, options, environ, progress or _quietly, _copies(workers))


def _copies(workers: int) -> int:
    """How many copies of this process a number of workers means."""
    from .workers import processors

    return workers if workers > 1 else 0 if workers else processors()


def _quietly(what: str, done: int, total: int) -> None:
    """Show no progress."""
