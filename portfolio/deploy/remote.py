"""A branch of a remote: asked for its commit, fetched, pushed to; local branches stay untouched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..diagnostics import PortfolioError
from ..settings import PublishSettings
from ..text import did_you_mean, listed, quoted
from .git import Repository, may_ask, repository_of, run_git, try_git
from .publication import BuildCommit, read_message
from .refusals import refusal_of

MAX_BUILDS = 50
"""Maximum commits whose messages are read for the last build; the first is nearly always it."""
_REJECTED = re.compile(r"^!\t[^\t]*\t\[(?:remote )?rejected\] \((.*)\)", re.MULTILINE)
_STALE = ("stale info", "fetch first", "non-fast-forward", "remote ref updated since checkout")
_LOCKED = re.compile(
    r"cannot lock ref .* (?:is at|reference already exists|but expected)|incorrect old value"
)


class Pushed(Enum):
    """What came of a push."""

    DONE = "done"
    STALE = "stale"
    """Somebody else has pushed meanwhile; nothing was changed."""


class RemoteBranch(Struct, frozen=True):
    """The branch that a site is published on."""

    repository: Repository
    remote: str
    branch: str
    address: str
    """The address that is pushed to, for decisions; it may contain a password."""
    place: str
    """The remote by its name, or its address if it is pushed to another than it is fetched from."""

    @property
    def ref(self) -> str:
        """The branch on the remote."""
        return f"refs/heads/{self.branch}"

    @property
    def tracking_ref(self) -> str:
        """What is known of it here."""
        return f"refs/remotes/{self.remote}/{self.branch}"

    @property
    def words(self) -> str:
        """`the branch gh-pages of origin`."""
        return f"the branch {self.branch} of {self.remote}"


def find_branch(root: Path, settings: PublishSettings, environ: Mapping[str, str]) -> RemoteBranch:
    """The branch that the settings name. Raises PortfolioError if a site cannot be pushed to it."""
    repository = _without_questions(repository_of(root, environ))
    remote, branch = settings.remote, settings.branch
    remotes = run_git(repository, "remote").split()
    if remote not in remotes:
        raise PortfolioError(
            f"the repository has no remote {quoted(remote)}", _cure(remote, remotes)
        )
    checked_out = try_git(repository, "symbolic-ref", "--quiet", "HEAD").output.strip()
    if checked_out == f"refs/heads/{branch}":
        raise PortfolioError(
            f"the branch {branch} holds the sources of this site: it is checked out here",
            'name another one for the built site in portfolio.toml: `branch = "gh-pages"`',
        )
    address = run_git(repository, "remote", "get-url", "--push", remote)
    is_plain = address == run_git(repository, "remote", "get-url", remote)
    return RemoteBranch(repository, remote, branch, address, remote if is_plain else address)


def _cure(remote: str, remotes: list[str]) -> str:
    if not remotes:
        return f"create a repository on a host, and add it: git remote add {remote} ADDRESS"
    near = did_you_mean(remote, remotes) or listed(remotes, "or")
    return f'write `remote = "{near}"` below [publish], or add it: git remote add {remote} ADDRESS'


def _without_questions(repository: Repository) -> Repository:
    """The repository with an SSH that asks no questions, if nobody is there to answer."""
    environ = repository.environ
    chosen = environ.get("GIT_SSH_COMMAND") or environ.get("GIT_SSH")
    if may_ask() or chosen or not try_git(repository, "config", "core.sshCommand").code:
        return repository
    return replace(repository, environ={**environ, "GIT_SSH_COMMAND": "ssh -o BatchMode=yes"})


def ask_tip(target: RemoteBranch) -> str:
    """The commit that the branch has on the remote now, fetched; empty if there is no branch."""
    listing = run_git(
        target.repository, "ls-remote", "--refs", target.place, target.ref, remote=target.remote
    )
    rows = (line.partition("\t") for line in listing.splitlines())
    tip = next((commit for commit, _, name in rows if name == target.ref), "")
    if tip and try_git(target.repository, "cat-file", "-e", f"{tip}^{{commit}}").code:
        run_git(
            target.repository,
            *("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"),
            *(target.place, f"+{target.ref}:{target.tracking_ref}"),
            remote=target.remote,
        )
    return tip


def known_tip(target: RemoteBranch) -> str:
    """The commit that the branch had when it was last pushed or fetched; empty if never."""
    return try_git(
        target.repository, "rev-parse", "--quiet", "--verify", f"{target.tracking_ref}^{{commit}}"
    ).output.strip()


def find_build(target: RemoteBranch, tip: str) -> tuple[str, BuildCommit | None]:
    """The newest commit up to `tip` that is a build of ours, and what it says."""
    if not tip:
        return "", None
    history = run_git(
        target.repository,
        *("log", "-z", "--encoding=UTF-8", "--format=%H%n%T%n%B", f"--max-count={MAX_BUILDS}"),
        *("--basic-regexp", "--grep=^Portfolio-Build: ", tip),
    )
    for text in filter(None, history.split("\0")):
        commit, tree, message = text.lstrip("\n").split("\n", 2)
        found = read_message(message)
        if found and found.tree == tree:
            return commit, found
    return "", None


def push(target: RemoteBranch, commit: str, tip: str) -> Pushed:
    """Push a commit, if the branch still has the commit `tip`. Raises PortfolioError if refused."""
    answer = try_git(
        target.repository,
        *("push", "--porcelain", "--no-follow-tags", "--recurse-submodules=no"),
        *(f"--force-with-lease={target.ref}:{tip}", target.place, f"{commit}:{target.ref}"),
    )
    if answer.code == 0:
        run_git(target.repository, "update-ref", target.tracking_ref, commit)
        return Pushed.DONE
    rejected = _REJECTED.search(answer.output)
    if (rejected and rejected[1] in _STALE) or _LOCKED.search(answer.output + answer.errors):
        return Pushed.STALE
    if not rejected and _has_hook(target) and "fatal: " not in answer.errors:
        raise PortfolioError(
            f"the hook pre-push of the repository refused{_hook_reason(answer.errors)}",
            "mend what it says, and publish again; nothing was pushed",
        )
    raise refusal_of(
        f"{answer.errors}\n{rejected[1] if rejected else ''}", target.remote, "git push"
    )


def _has_hook(target: RemoteBranch) -> bool:
    """Whether the repository has a hook that may refuse a push."""
    named = run_git(target.repository, "rev-parse", "--git-path", "hooks/pre-push")
    return (target.repository.folder / named).is_file()


def _hook_reason(said: str) -> str:
    first = said.strip().split("\n")[0].strip()
    if first.startswith("error: failed"):
        return ""
    return f": {first[:200]}"
