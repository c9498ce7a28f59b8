"""The sources of a site: the commit that they are from, and whether they have changed since."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from ..pipeline.inputs import places
from ..store.file_status import scan
from .git import Repository, git_environment, try_git
from .publication import Publication


class SourceState(Struct, frozen=True):
    """The sources of a site at one moment."""

    commit: str = ""
    """The commit that is checked out; empty if there is none."""
    has_uncommitted: bool = False


def source_state(root: Path, environ: Mapping[str, str]) -> SourceState:
    """The commit that a site is from, and whether it has changes that are not committed."""
    if shutil.which("git", path=environ.get("PATH")) is None:
        return SourceState()
    repository = Repository(root, git_environment(environ))
    head = try_git(repository, "rev-parse", "--quiet", "--verify", "HEAD^{commit}")
    if head.code:
        return SourceState()
    changed = try_git(
        repository,
        *(
            "--no-optional-locks",
            "--literal-pathspecs",
            "status",
            "--porcelain",
            "--untracked-files=normal",
            "--",
        ),
        *_pathspecs(root),
    )
    return SourceState(head.output.strip(), bool(changed.output))


def _pathspecs(root: Path) -> list[str]:
    return [place.relative_to(root).as_posix() for place in places(root, None)]


def change_since(root: Path, environ: Mapping[str, str], build: Publication) -> str:
    """How the content has changed since a build; empty if it has not.

    Commits decide if the build was made from one without further changes, otherwise the times of
    files do.
    """
    now = source_state(root, environ)
    if build.source and now.commit and not build.has_uncommitted:
        if now.has_uncommitted:
            return "there are changes that are not committed"
        if now.commit != build.source and _differs(root, environ, build.source):
            return f"it is now at commit {now.commit[:7]}"
        return ""
    written, path = max(
        ((_time_of(root / path), path) for path in scan(root, places(root, None))),
        default=(build.built, ""),
    )
    if written > build.built:
        return f"{path} is newer"
    return ""


def _differs(root: Path, environ: Mapping[str, str], commit: str) -> bool:
    """Whether the site differs from what it was in a commit, as far as that is known."""
    repository = Repository(root, git_environment(environ))
    answer = try_git(
        repository,
        *("--literal-pathspecs", "diff-tree", "-r", "--quiet", commit, "HEAD", "--"),
        *_pathspecs(root),
    )
    return answer.code != 0


def _time_of(path: Path) -> datetime:
    """When a file was written; now, if it has just been deleted."""
    try:
        return datetime.fromtimestamp(path.lstat().st_mtime, UTC)
    except OSError:
        return datetime.now(UTC)
