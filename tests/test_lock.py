"""A lock keeps two processes apart, and dies with the one that has it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import environment

from portfolio.output.lock import locked

HOLD = """
import sys
from portfolio.output.lock import locked
with locked(sys.argv[1]) as is_ours:
    print(is_ours, flush=True)
    sys.stdin.read()
"""


def holder(path: Path) -> subprocess.Popen[str]:
    """A process that has the lock, or says that it has not, until its input ends."""
    command = [sys.executable, "-c", HOLD, str(path)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()
    )


def said(process: subprocess.Popen[str]) -> str:
    """What a process says first."""
    assert process.stdout
    return process.stdout.readline().strip()


def test_one_process_at_a_time_has_the_lock(tmp_path: Path) -> None:
    """While one process has the lock no other gets it, nor does the same one again;
    afterwards anybody does.
    """
    with holder(tmp_path / "lock") as first:
        assert said(first) == "True"
        with holder(tmp_path / "lock") as second:
            assert said(second) == "False"
        with locked(tmp_path / "lock") as is_ours:
            assert not is_ours
    with locked(tmp_path / "lock") as is_ours, locked(tmp_path / "lock") as is_ours_again:
        assert (is_ours, is_ours_again) == (True, False)


def test_other_locks_are_others(tmp_path: Path) -> None:
    """Two files are two locks."""
    with locked(tmp_path / "one") as one, locked(tmp_path / "other") as other:
        assert one
        assert other


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    """Nothing needs to be cleaned up after a process that was killed."""
    with holder(tmp_path / "lock") as process:
        assert said(process) == "True"
        process.kill()
    with locked(tmp_path / "lock") as is_ours:
        assert is_ours


def test_a_lock_that_cannot_be_is_an_error(tmp_path: Path) -> None:
    """Where its file cannot be made, the system's reason is told."""
    with pytest.raises(FileNotFoundError), locked(tmp_path / "nowhere" / "lock"):
        pass
