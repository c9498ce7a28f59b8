"""Git as a program: which variables it gets, and what it answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from deploying import Published, make_published

from portfolio.deploy.git import git_environment, repository_of, run_git, try_git
from portfolio.diagnostics import PortfolioError


@pytest.fixture
def published(tmp_path: Path) -> Published:
    """A site in a repository."""
    return make_published(tmp_path)


def test_variables_of_another_repository_are_removed() -> None:
    """Where a hook runs this program, git's variables for the hook are removed, and the user's own
    stay; git speaks English, and asks nothing where nobody answers.
    """
    environ = {
        "PATH": "/bin",
        "GIT_DIR": "/other/.git",
        "GIT_INDEX_FILE": "/other/.git/index",
        "GIT_WORK_TREE": "/other",
        "GIT_QUARANTINE_PATH": "/other/.git/objects/x",
        "GIT_AUTHOR_DATE": "@0 +0000",
        "GIT_SSH_COMMAND": "ssh -i key",
        "GIT_ASKPASS": "askpass",
        "LC_ALL": "de_DE.UTF-8",
        "LANGUAGE": "de",
    }
    assert git_environment(environ) == {
        "PATH": "/bin",
        "GIT_SSH_COMMAND": "ssh -i key",
        "GIT_ASKPASS": "askpass",
        "LC_ALL": "C",
        "LANGUAGE": "",
        "GIT_TERMINAL_PROMPT": "0",
    }


def test_what_git_prints_and_refuses(published: Published) -> None:
    """The output is returned, a failure is an error with its first line; both can be asked for."""
    repository = repository_of(published.site.root, published.local.environ)
    assert run_git(repository, "rev-parse", "--abbrev-ref", "HEAD") == "main"
    assert run_git(repository, "hash-object", "--stdin", given="") == (
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    )
    assert try_git(repository, "rev-parse", "--verify", "nothing").code != 0
    with pytest.raises(PortfolioError) as reason:
        run_git(repository, "cat-file", "blob", "nothing")
    assert reason.value.message == "git cat-file failed: Not a valid object name nothing"
