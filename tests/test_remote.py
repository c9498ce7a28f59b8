"""What git and its hosts refuse: one sentence, the next step, exit code 2, and nothing is lost."""

from __future__ import annotations

import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from deploying import Published, make_published


@pytest.fixture
def published(tmp_path: Path) -> Published:
    """A site that is to be published on a branch."""
    return make_published(tmp_path)


def message(error: str, cure: str) -> str:
    """A refusal as the command prints it."""
    return f"error: {error}\n  = help: {cure}\n"


def script(folder: Path, text: str) -> str:
    """A program with this text."""
    path = folder / "program.sh"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


@contextmanager
def web_server(status: int) -> Iterator[str]:
    """The address of a web server that answers everything with one status."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/site.git"
        finally:
            server.shutdown()
            thread.join()


def test_without_git(published: Published, tmp_path: Path) -> None:
    """Without git, other ways of publishing are named."""
    (tmp_path / "bin").mkdir()
    assert published.refused(PATH=str(tmp_path / "bin")) == message(
        "git is not installed",
        "install it (on Debian: apt install git), "
        'or publish to a server or a folder: `to = "folder:DIR"`',
    )


def test_outside_of_a_repository(published: Published) -> None:
    """A site that is in no repository cannot be published on a branch."""
    shutil.rmtree(published.site.root / ".git")
    assert published.refused() == message(
        "this folder is not in a git repository",
        'begin one with `git init`, or publish to a server or a folder: `to = "folder:DIR"`',
    )


def test_a_repository_of_another_user(published: Published, tmp_path: Path) -> None:
    """A repository that git does not trust is told with the command that trusts it."""
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder to another user")
    os.chown(published.site.root, 12345, 12345)
    os.chown(published.site.root / ".git", 12345, 12345)
    assert published.refused() == message(
        "the repository belongs to another user",
        f"if you trust it, run: git config --global --add safe.directory {published.site.root}",
    )


def test_a_remote_that_does_not_exist(published: Published) -> None:
    """A remote that the repository does not have is answered with those that it has."""
    published.settings(to="branch", remote="orgin")
    assert published.refused() == message(
        "the repository has no remote `orgin`",
        'write `remote = "origin"` below [publish], or add it: git remote add orgin ADDRESS',
    )
    published.local.git("remote", "remove", "origin")
    assert published.refused() == message(
        "the repository has no remote `orgin`",
        "create a repository on a host, and add it: git remote add orgin ADDRESS",
    )


def test_the_branch_of_the_sources(published: Published) -> None:
    """The branch that is checked out is never published on, with --force neither."""
    published.settings(to="branch", branch="main")
    tip = published.tip("main")
    for arguments in ((), ("--force",)):
        assert published.refused(*arguments) == message(
            "the branch main holds the sources of this site: it is checked out here",
            'name another one for the built site in portfolio.toml: `branch = "gh-pages"`',
        )
    assert published.tip("main") == tip
    published.local.git("checkout", "--quiet", "--detach")
    assert "has 3 files that no publication made" in published.refused()
    assert published.tip("main") == tip


def test_a_host_that_does_not_exist(published: Published) -> None:
    """Without a network, or with a wrong host, the message says that the host is not found."""
    published.local.git("remote", "set-url", "origin", "https://nohost.invalid/ada/site.git")
    assert published.refused() == message(
        "origin cannot be reached: there is no network, or its host does not exist",
        "check the network and the address, then try again; nothing was changed",
    )


def test_a_host_that_does_not_answer(published: Published) -> None:
    """A host that refuses connections is told as such."""
    published.local.git("remote", "set-url", "origin", "http://127.0.0.1:1/site.git")
    assert published.refused() == message(
        "origin cannot be reached: its host does not answer",
        "check the network and the address, then try again; nothing was changed",
    )


def test_a_repository_that_does_not_exist(published: Published) -> None:
    """An address without a repository is told as such, on the disk and on the web."""
    expected = message(
        "origin is not a repository, or you may not see it",
        "check its address: git remote --verbose",
    )
    published.local.git("remote", "set-url", "origin", "../nowhere.git")
    assert published.refused() == expected
    with web_server(404) as address:
        published.local.git("remote", "set-url", "origin", address)
        assert published.refused() == expected


def test_a_host_that_gives_no_permission(published: Published) -> None:
    """HTTP 403 means that somebody else must give the right to write."""
    with web_server(403) as address:
        published.local.git("remote", "set-url", "origin", address)
        assert published.refused() == message(
            "you may not write to origin",
            "ask its owner for write access; in a workflow, give the job `contents: write`",
        )


def test_a_host_that_wants_a_password(published: Published) -> None:
    """Where nobody can answer, git does not wait for a password."""
    with web_server(401) as address:
        published.local.git("remote", "set-url", "origin", address)
        assert published.refused() == message(
            "origin wants a password or a token, and none is stored",
            "store one with a credential helper of git, or use an SSH address",
        )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "git@github.com: Permission denied (publickey).",
            message(
                "origin does not accept your SSH key",
                "add your public key to your account on that host, or load it with ssh-add",
            ),
        ),
        (
            "Host key verification failed.",
            message(
                "SSH does not know the host of origin",
                "connect to it once by hand with ssh, and compare its key",
            ),
        ),
        (
            "ERROR: Repository not found.",
            message(
                "origin is not a repository, or you may not see it",
                "check its address: git remote --verbose",
            ),
        ),
    ],
)
def test_what_ssh_refuses(published: Published, tmp_path: Path, said: str, expected: str) -> None:
    """What SSH says is told with what to do."""
    published.local.git("remote", "set-url", "origin", "git@github.com:ada/site.git")
    program = script(tmp_path, f"echo '{said}' >&2\nexit 255")
    assert published.refused(GIT_SSH_COMMAND=program) == expected


def test_ssh_asks_nothing_where_nobody_answers(published: Published, tmp_path: Path) -> None:
    """Without a terminal, SSH is told to ask no questions, unless the user chose another SSH."""
    program = script(tmp_path, 'echo "$@" > "$(dirname "$0")/asked"\nexit 255')
    (tmp_path / "bin").mkdir()
    shutil.copy(program, tmp_path / "bin/ssh")
    published.local.git("remote", "set-url", "origin", "git@nohost.invalid:ada/site.git")
    published.refused(PATH=f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    assert "BatchMode=yes" in (tmp_path / "bin/asked").read_text()
    published.local.git("config", "core.sshCommand", program)
    published.refused()
    assert "BatchMode" not in (tmp_path / "asked").read_text()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "GH006: Protected branch update failed for refs/heads/gh-pages.",
            message(
                "the branch is protected on origin",
                "allow your account to push to it in the settings of the repository, "
                'or name another branch: `branch = "NAME"`',
            ),
        ),
        (
            "GitLab: You are not allowed to push code to protected branches on this project.",
            message(
                "the branch is protected on origin",
                "allow your account to push to it in the settings of the repository, "
                'or name another branch: `branch = "NAME"`',
            ),
        ),
        (
            "Only on Mondays.",
            message("git push failed: Only on Mondays.", "mend what it says, and publish again"),
        ),
    ],
)
def test_what_the_remote_refuses(published: Published, said: str, expected: str) -> None:
    """A protected branch, or another reason of the remote, is told; nothing is published."""
    published.hook("pre-receive", f"echo '{said}' >&2\nexit 1", of=published.remote)
    assert published.refused() == expected
    assert published.tip() == ""


def test_the_hook_of_the_user_decides(published: Published) -> None:
    """The hook pre-push runs, is told the new commit, and can refuse it."""
    published.hook("pre-push", "cat > pushed\necho 'not today' >&2\nexit 1")
    assert published.refused() == message(
        "the hook pre-push of the repository refused: not today",
        "mend what it says, and publish again; nothing was pushed",
    )
    assert "refs/heads/gh-pages" in (published.site.root / "pushed").read_text()
    assert published.tip() == ""
    published.hook("pre-push", "exit 1")
    assert published.refused() == message(
        "the hook pre-push of the repository refused",
        "mend what it says, and publish again; nothing was pushed",
    )


def test_passwords_are_not_shown(published: Published) -> None:
    """A password in the address of a remote is in no message."""
    address = "http://ada:s3cret@127.0.0.1:1/site.git"
    published.local.git("remote", "set-url", "origin", address)
    assert "s3cret" not in published.refused()


def test_a_detached_and_shallow_clone_publishes(published: Published) -> None:
    """A shallow clone of one branch, as in workflows, with a detached HEAD, is good enough;
    it fetches the branch, and later knows what it published.
    """
    published.publish()
    tip = published.tip()
    remote, folder = published.remote.folder, published.remote.folder.parent / "shallow"
    published.remote.git(
        *("clone", "--quiet", "--depth=1", "--single-branch", "--branch=main"),
        *(f"file://{remote}", str(folder)),
    )
    shallow = make_published(folder.parent / "unused")
    shallow.local.folder = shallow.site.root = folder
    shallow.local.git("checkout", "--quiet", "--detach")
    shallow.site.record("b")
    shallow.publish()
    assert published.remote.git("rev-parse", "gh-pages^") == tip
    done = shallow.run("--status")
    assert "published on the branch gh-pages of origin: 2 credentials" in done.stdout


def test_a_remote_with_another_default_branch(published: Published) -> None:
    """The default branch of the remote does not matter, also if it does not exist."""
    published.remote.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    published.publish()
    assert "index.html" in published.names()


def test_another_address_to_push_to(published: Published, tmp_path: Path) -> None:
    """A remote that is pushed to elsewhere than fetched from is asked there."""
    published.publish()
    elsewhere = tmp_path / "elsewhere.git"
    published.remote.git("clone", "--quiet", "--bare", ".", str(elsewhere))
    published.local.git("remote", "set-url", "--push", "origin", str(elsewhere))
    tip = published.tip()
    for name in ("b", "c"):
        published.site.record(name)
        published.publish()
    assert published.tip() == tip
    published.remote.folder = elsewhere
    assert "credentials/c/index.html" in published.names()


def test_a_site_below_the_top_of_its_repository(published: Published) -> None:
    """A site in a folder of a larger repository is published like any other."""
    below = published.local.folder / "sites/ada"
    below.mkdir(parents=True)
    for name in ("content", "portfolio.toml"):
        shutil.move(published.local.folder / name, below / name)
    published.local.commit("Move")
    published.site.root = below
    published.publish()
    assert "index.html" in published.names()
    message = published.remote.git("log", "-1", "--format=%B", "gh-pages")
    assert "uncommitted" not in message


def test_a_branch_with_another_name(published: Published) -> None:
    """The settings name the branch and the remote."""
    published.settings(to="branch", branch="sites/built", remote="upstream")
    published.local.git("remote", "rename", "origin", "upstream")
    published.publish()
    assert "index.html" in published.names("sites/built")
