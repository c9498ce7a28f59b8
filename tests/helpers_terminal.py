"""Runs commands in a terminal and answers what they ask."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time

from conftest import PATIENCE, SiteFolder, command, environment


def converse(site: SiteFolder, arguments: list[str], answers: list[str]) -> tuple[str, int]:
    """Run the command in a terminal, answering each question;
    what the terminal shows, and the exit code.
    """
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        command(*arguments),
        cwd=site.root,
        env=environment({"TERM": "xterm"}),
        stdin=follower,
        stdout=follower,
        stderr=follower,
        close_fds=True,
    )
    os.close(follower)
    shown, waiting, until = "", list(answers), time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if select.select([leader], [], [], 0.1)[0]:
            try:
                shown += os.read(leader, 65536).decode("utf-8", "replace")
            except OSError:
                break
        elif process.poll() is not None:
            break
        elif waiting and shown.rstrip().endswith(":"):
            os.write(leader, waiting.pop(0).encode() + b"\n")
            shown += "\n"
    os.close(leader)
    return shown, process.wait(PATIENCE)
