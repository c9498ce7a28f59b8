"""What git, ssh and rsync say when they refuse, as a message with the next step."""

from __future__ import annotations

import re

from msgspec import Struct

from ..diagnostics import PortfolioError

MAX_REASON = 200
"""Maximum characters shown of what another program says, so that it stays readable."""


class _KnownRefusal(Struct, frozen=True):
    """Something that a program says when it refuses."""

    pattern: str
    message: str
    """What it means; `{remote}` is what the program talked to."""
    help: str


_REFUSALS = (
    _KnownRefusal(
        r"not a git repository \(or any",
        "this folder is not in a git repository",
        'begin one with `git init`, or publish to a server or a folder: `to = "folder:DIR"`',
    ),
    _KnownRefusal(
        r"must be run in a work tree",
        "this folder is not in the work tree of a git repository",
        "run the command in a clone of the repository",
    ),
    _KnownRefusal(
        r"detected dubious ownership in repository at '(?P<name>[^']+)'",
        "the repository belongs to another user",
        "if you trust it, run: git config --global --add safe.directory {name}",
    ),
    _KnownRefusal(
        r"Could not resolve host|Name or service not known|Temporary failure in name resolution",
        "{remote} cannot be reached: there is no network, or its host does not exist",
        "check the network and the address, then try again; nothing was changed",
    ),
    _KnownRefusal(
        r"Connection (?:refused|timed out|reset)|Network is unreachable|No route to host|"
        r"Failed to connect|Couldn't connect|early EOF|hung up unexpectedly|Operation timed out",
        "{remote} cannot be reached: its host does not answer",
        "check the network and the address, then try again; nothing was changed",
    ),
    _KnownRefusal(
        r"Permission denied \([^)]*publickey",
        "{remote} does not accept your SSH key",
        "add your public key to your account on that host, or load it with ssh-add",
    ),
    _KnownRefusal(
        r"Host key verification failed",
        "SSH does not know the host of {remote}",
        "connect to it once by hand with ssh, and compare its key",
    ),
    _KnownRefusal(
        r"GH006|GH013|[Pp]rotected branch",
        "the branch is protected on {remote}",
        "allow your account to push to it in the settings of the repository, "
        'or name another branch: `branch = "NAME"`',
    ),
    _KnownRefusal(
        r"could not read (?:Username|Password)|terminal prompts disabled|Authentication failed|"
        r"error: 401|Invalid username or",
        "{remote} wants a password or a token, and none is stored",
        "store one with a credential helper of git, or use an SSH address",
    ),
    _KnownRefusal(
        r"error: 403|Permission to \S+ denied|access to repository not granted|"
        r"insufficient permission|not allowed to push|You are not allowed|marked as read only",
        "you may not write to {remote}",
        "ask its owner for write access; in a workflow, give the job `contents: write`",
    ),
    _KnownRefusal(
        r"[Rr]epository (?:'[^']*' )?not found|does not appear to be a git repository|error: 404|"
        r"project you were looking for could not be found|does not exist",
        "{remote} is not a repository, or you may not see it",
        "check its address: git remote --verbose",
    ),
    _KnownRefusal(
        r"rsync: (?:command )?not found|rsync: No such file",
        "rsync is not installed on {remote}",
        "install it there (on Debian: apt install rsync)",
    ),
    _KnownRefusal(
        r"rsync: .*(?:unknown|unrecognized|invalid) option",
        "the rsync of this machine is too old, or not the usual one",
        "install rsync 3 (on macOS: brew install rsync)",
    ),
    _KnownRefusal(
        r"mkdir \S+ failed: No such file or directory|change_dir\S* .* failed: No such file",
        "the folder above the one to write to does not exist on {remote}",
        "create it there, or correct the path in `to`",
    ),
    _KnownRefusal(
        r"No space left on device|Disk quota exceeded",
        "the disk is full",
        "free disk space and publish again",
    ),
    _KnownRefusal(
        r"failed: (?:Permission denied|Operation not permitted)|insufficient permission for adding",
        "files on {remote} cannot be written",
        "give your account there the right to write to the folder",
    ),
)
"""What is known, in the order in which it is looked for."""
_CREDENTIALS = re.compile(r"(?<=://)[^/\s@]+@")
_PREFIX = re.compile(r"^(?:remote: |fatal: |error: |ERROR: |rsync: )+")


def refusal_of(said: str, remote: str, command: str) -> PortfolioError:
    """The error to raise for what a program said when it failed.

    `remote` is what it talked to, `command` what was run.
    """
    for known in _REFUSALS:
        if found := re.search(known.pattern, said):
            names = {"remote": remote or "the repository", **found.groupdict()}
            return PortfolioError(known.message.format(**names), known.help.format(**names))
    return PortfolioError(
        f"{command} failed{_reason(said)}", "mend what it says, and publish again"
    )


def _reason(said: str) -> str:
    """The first line that says why, without passwords in addresses."""
    lines = [_CREDENTIALS.sub("", line).strip() for line in said.splitlines()]
    plain = next((line for line in lines if _PREFIX.match(line)), "") or next(
        filter(None, lines), ""
    )
    reason = _PREFIX.sub("", plain)[:MAX_REASON]
    if not reason:
        return ""
    return f": {reason}"
