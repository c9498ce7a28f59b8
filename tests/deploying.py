"""Sites in repositories for the tests of `portfolio publish`: with real git and bare remotes."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import SETTINGS, SiteFolder, environment

from portfolio.deploy.publish import PublishResult, publish_to_destination
from portfolio.options import PublishRequest

NOW = datetime(2025, 6, 1, 12, 30, tzinfo=UTC)
"""When the sites of these tests are published."""
NEEDS_RSYNC = pytest.mark.skipif(
    shutil.which("rsync") is None and not os.environ.get("CI"), reason="rsync is not installed"
)


def git_environ(home: Path, **changes: str) -> dict[str, str]:
    """The variables of a user whose git has no settings."""
    own = {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    return environment({**own, "LANG": "C.UTF-8", **changes})


@dataclass
class Clone:
    """A clone of a repository, or a repository itself."""

    folder: Path
    environ: dict[str, str]

    def git(self, *arguments: str, given: str | None = None) -> str:
        """What git prints here; it must not fail."""
        done = subprocess.run(
            ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", *arguments],
            cwd=self.folder,
            env=self.environ,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, message: str, **files: str | None) -> str:
        """Commit files by their names, with `_` for a dot; None deletes one."""
        for name, content in files.items():
            path = self.folder / name.replace("_", ".")
            if content is None:
                path.unlink()
            else:
                path.write_text(content)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")


@dataclass
class Published:
    """A site in a repository with a bare remote."""

    site: SiteFolder
    local: Clone
    remote: Clone

    def publish(self, *, now: datetime = NOW, **request: bool) -> PublishResult:
        """Publish the site in this process."""
        asked = PublishRequest(**{f"is_{name}": value for name, value in request.items()})
        return publish_to_destination(self.site.root, asked, self.local.environ, now)

    def run(self, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """Run the command in the site."""
        return self.site.run("publish", *arguments, env={**self.local.environ, **changes})

    def refused(self, *arguments: str, **changes: str) -> str:
        """What the command says when it cannot publish."""
        done = self.run(*arguments, **changes)
        assert (done.returncode, done.stdout) == (2, ""), done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    def tip(self, branch: str = "gh-pages") -> str:
        """The commit of a branch of the remote; empty if there is none."""
        listing = self.remote.git("for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}")
        return listing.strip()

    def names(self, branch: str = "gh-pages") -> list[str]:
        """The files on a branch of the remote."""
        return self.remote.git("ls-tree", "-r", "--name-only", branch).split("\n")

    def show(self, name: str, branch: str = "gh-pages") -> str:
        """A file on a branch of the remote."""
        return self.remote.git("cat-file", "blob", f"{branch}:{name}")

    def somebody(self, name: str = "somebody", branch: str = "gh-pages") -> Clone:
        """Another clone of the remote, with the branch checked out; it may be empty."""
        folder = self.remote.folder.parent / name
        self.remote.git("clone", "--quiet", "--no-checkout", str(self.remote.folder), str(folder))
        clone = Clone(folder, self.local.environ)
        if self.tip(branch):
            clone.git("checkout", "--quiet", branch)
        else:
            clone.git("checkout", "--quiet", "--orphan", branch)
            clone.git("rm", "-r", "--quiet", "--cached", "--ignore-unmatch", ".")
        return clone

    def hook(self, name: str, script: str, *, of: Clone | None = None) -> None:
        """Write a hook of the repository, or of another one."""
        git_folder = (of or self.local).git("rev-parse", "--absolute-git-dir")
        path = Path(git_folder, "hooks", name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def settings(self, **publish: str) -> None:
        """Write the settings with these keys in the table `[publish]`, its last one."""
        lines = "".join(f'{key} = "{value}"\n' for key, value in publish.items())
        self.site.write("portfolio.toml", SETTINGS + lines)


def make_published(folder: Path, **publish: str) -> Published:
    """A site with one record in a repository, and a bare remote; nothing is published yet."""
    environ = git_environ(folder / "home")
    remote, local = Clone(folder / "remote.git", environ), Clone(folder / "site", environ)
    for clone, options in ((remote, ["--bare"]), (local, ["--initial-branch=main"])):
        clone.folder.mkdir(parents=True)
        clone.git("init", "--quiet", *options)
    published = Published(SiteFolder(local.folder, environ), local, remote)
    published.settings(**(publish or {"to": "branch"}))
    published.site.record()
    published.site.write(".gitignore", "output/\n")
    local.git("remote", "add", "origin", "../remote.git")
    local.commit("Begin")
    local.git("push", "--quiet", "origin", "main")
    return published


def names_of(result: PublishResult) -> Any:
    """What a publication changed: added, changed and deleted files."""
    assert result.deployment, result.built.diagnostics
    changes = result.deployment.changes
    return list(changes.added), list(changes.changed), list(changes.deleted)
