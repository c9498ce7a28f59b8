"""Mistakes of newcomers: each ends in one clear message that has the next step.

A case is a text file: a sentence, files after lines `=== PATH`, the commands after `=== run`, and
after `=== says` what the last of them prints and its exit code. `TAKEN` is a port that is in use,
`DISK` a full disk of its own. Run with UPDATE_CASES=1 to write what is said anew, and read it.
"""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from conftest import PATIENCE, SiteFolder, environment
from test_files import png

CASES = sorted((Path(__file__).parent / "cases" / "newcomers").glob("*.txt"))
IS_ROOT = os.geteuid() == 0


@contextmanager
def taken_port() -> Iterator[str]:
    """A port of this machine that is in use."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield str(held.getsockname()[1])


@contextmanager
def full_disk(folder: Path) -> Iterator[str]:
    """A disk of its own without room, on a machine that lets us have one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder)]
    if not IS_ROOT or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield str(folder)
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def prepared(site: SiteFolder, sections: dict[str, str]) -> None:
    """Write the files of a case."""
    for name, content in sections.items():
        path, _, mark = name.partition(" (")
        site.write(path, png() if mark else content)


def said(site: SiteFolder, commands: str, words: dict[str, str]) -> str:
    """What the last of some commands prints, with its exit code."""
    answer, folder = "", site
    for line in commands.strip().split("; "):
        arguments = [words.get(part, part) for part in shlex.split(line)]
        arguments = [re.sub("^DISK", words.get("DISK", "DISK"), part) for part in arguments]
        if arguments[0] == "cd":
            folder = SiteFolder(folder.root / arguments[1])
        elif arguments[0] == "git":
            subprocess.run(arguments, cwd=folder.root, env=environment(), check=True)
        elif arguments[0] == "portfolio":
            done = folder.run(*arguments[1:], env={"HOME": str(site.root)}, timeout=PATIENCE)
            assert "Traceback" not in done.stderr
            answer = f"{done.stderr}{done.stdout}exit code {done.returncode}\n"
    return answer


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_mistake_ends_in_one_message_with_the_next_step(path: Path, tmp_path: Path) -> None:
    """What is said is what the corpus holds."""
    head, *parts = re.split(r"^=== (.*)\n", path.read_text("utf-8"), flags=re.MULTILINE)
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    commands, expected = sections.pop("run"), sections.pop("says")
    (tmp_path / "site").mkdir()
    site = SiteFolder(tmp_path / "site")
    prepared(site, sections)
    with ExitStack() as held:
        words = {}
        if "TAKEN" in commands:
            words["TAKEN"] = held.enter_context(taken_port())
        if "DISK" in commands:
            words["DISK"] = held.enter_context(full_disk(tmp_path / "disk"))
        answer = said(site, commands, words)
    for word, value in {**words, "SITE": str(site.root)}.items():
        answer = answer.replace(value, word)
    answer = re.sub(r"in \d+\.\d s", "in 0.0 s", answer)
    if os.environ.get("UPDATE_CASES"):
        files = "".join(f"=== {name}\n{content}" for name, content in sections.items())
        path.write_text(f"{head}{files}=== run\n{commands}=== says\n{answer}", "utf-8")
        return
    assert answer == expected


def test_there_are_enough_of_them() -> None:
    """The corpus has the mistakes that newcomers make first."""
    assert len(CASES) >= 20
