"""Runs git in the folder of a site. What it refuses becomes a message with the next step."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..diagnostics import PortfolioError
from .refusals import refusal_of

_HOOK_VARIABLES = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX"),
    *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH"),
    *("GIT_NAMESPACE", "GIT_IMPLICIT_WORK_TREE", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE"),
    *("GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE", "GIT_INTERNAL_SUPER_PREFIX"),
    *("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE", "GIT_REFLOG_ACTION", "GIT_PUSH_OPTION_COUNT"),
)
"""Variables with which git tells a hook of another commit or repository."""
_CONFIG = (
    *("-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "i18n.commitEncoding=UTF-8"),
    *("-c", "log.showSignature=false", "-c", "color.ui=never", "-c", "color.push=never"),
    *("-c", "color.remote=never", "-c", "color.transport=never"),
)
"""Settings of the user that would change what git prints, or start work in the background."""

_IDENTITY = {"NAME": "portfolio", "EMAIL": "portfolio@localhost"}
"""The author of commits, unless git knows the user."""


class Repository(Struct, frozen=True):
    """Where git runs, and with which environment."""

    folder: Path
    """The folder of the site, somewhere in the work tree."""
    environ: Mapping[str, str]


class GitAnswer(Struct, frozen=True):
    """What git answered."""

    code: int
    output: str
    """Bytes that are not UTF-8 are surrogates, as in names of files."""
    errors: str


def repository_of(root: Path, environ: Mapping[str, str]) -> Repository:
    """The repository that a site is in. Raises PortfolioError without git or a repository."""
    if shutil.which("git", path=environ.get("PATH")) is None:
        raise PortfolioError(
            "git is not installed",
            "install it (on Debian: apt install git), "
            'or publish to a server or a folder: `to = "folder:DIR"`',
        )
    repository = Repository(root, git_environment(environ))
    run_git(repository, "rev-parse", "--show-toplevel")
    return replace(repository, environ={**_identity(repository), **repository.environ})


def _identity(repository: Repository) -> dict[str, str]:
    """Variables for what git does not know of the user."""
    listing = try_git(
        repository, "config", "--name-only", "--get-regexp", r"^(user|author|committer)\."
    )
    known = set(listing.output.split())
    return {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in _IDENTITY.items()
        if known.isdisjoint((f"user.{what.lower()}", f"{who.lower()}.{what.lower()}"))
        and not (what == "EMAIL" and repository.environ.get("EMAIL"))
    }


def git_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables for git: without those of a hook that runs this program, in plain English.

    Where nobody can answer, git and ssh ask no questions.
    """
    kept = {name: value for name, value in environ.items() if name not in _HOOK_VARIABLES}
    kept |= {"LC_ALL": "C", "LANGUAGE": ""}
    if not may_ask():
        kept["GIT_TERMINAL_PROMPT"] = "0"
    return kept


def may_ask() -> bool:
    """Whether somebody is there to answer questions."""
    return sys.stdin is not None and sys.stdin.isatty()


def run_git(repository: Repository, *arguments: str, given: str = "", remote: str = "") -> str:
    """What git prints, without the line break at its end. Raises PortfolioError if it fails.

    `given` is its input, `remote` the remote that it talks to.
    """
    answer = try_git(repository, *arguments, given=given)
    if answer.code:
        raise refusal_of(answer.errors, remote, f"git {arguments[0]}")
    return answer.output.removesuffix("\n")


def try_git(repository: Repository, *arguments: str, given: str = "") -> GitAnswer:
    """What git answers, also if it fails."""
    done = subprocess.run(  # noqa: S603 - the user's own git
        ["git", *_CONFIG, *arguments],  # noqa: S607
        cwd=repository.folder,
        env=dict(repository.environ),
        input=os.fsencode(given),
        capture_output=True,
        check=False,
    )
    errors = done.stderr.decode("utf-8", "replace")
    return GitAnswer(done.returncode, os.fsdecode(done.stdout), errors)
