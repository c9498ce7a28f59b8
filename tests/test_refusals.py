"""What git, ssh and rsync say when they refuse, in the words of hosts."""

from __future__ import annotations

import pytest

from portfolio.deploy.refusals import refusal_of


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("remote: Permission to ada/site.git denied to bob.", "you may not write to origin"),
        ("ERROR: Permission to ada/site.git denied to bob.", "you may not write to origin"),
        ("remote: Write access to repository not granted.", "you may not write to origin"),
        ("ERROR: The key you use has been marked as read only.", "you may not write to origin"),
        ("fatal: x: The requested URL returned error: 403", "you may not write to origin"),
        (
            "remote: error: GH006: Protected branch update failed for refs/heads/x.",
            "the branch is protected on origin",
        ),
        (
            "remote: error: GH013: Repository rule violations found for refs/heads/x.",
            "the branch is protected on origin",
        ),
        ("(protected branch hook declined)", "the branch is protected on origin"),
        (
            "fatal: could not read Username for 'https://x': terminal prompts disabled",
            "origin wants a password or a token, and none is stored",
        ),
        (
            "fatal: Authentication failed for 'https://x/'",
            "origin wants a password or a token, and none is stored",
        ),
        (
            "remote: The project you were looking for could not be found.",
            "origin is not a repository, or you may not see it",
        ),
        (
            "remote: Repository not found.\nfatal: repository 'https://x/' not found",
            "origin is not a repository, or you may not see it",
        ),
        (
            "ssh: connect to host x port 22: Connection timed out",
            "origin cannot be reached: its host does not answer",
        ),
        (
            "ssh: connect to host x port 22: Network is unreachable",
            "origin cannot be reached: its host does not answer",
        ),
        (
            "rsync: --fuzzy: unknown option",
            "the rsync of this machine is too old, or not the usual one",
        ),
        ("error: file write error: No space left on device", "the disk is full"),
        (
            "fatal: this operation must be run in a work tree",
            "this folder is not in the work tree of a git repository",
        ),
    ],
)
def test_what_hosts_say_is_understood(said: str, message: str) -> None:
    """The words of the usual hosts become one sentence, and there is always a next step."""
    reason = refusal_of(said, "origin", "git push")
    assert reason.message == message
    assert reason.help


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("", "git push failed"),
        ("hint: try\nfatal: bad thing\n", "git push failed: bad thing"),
        ("something odd\nmore", "git push failed: something odd"),
        ("remote: error: https://ada:s3cret@x/ is odd", "git push failed: https://x/ is odd"),
        ("fatal: " + "x" * 500, "git push failed: " + "x" * 200),
    ],
)
def test_other_words_are_quoted(said: str, message: str) -> None:
    """What is not known is quoted by its first telling line, without passwords, and not at length."""
    reason = refusal_of(said, "origin", "git push")
    assert reason.message == message
    assert reason.help == "mend what it says, and publish again"
