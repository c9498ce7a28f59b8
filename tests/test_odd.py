"""Odd systems, folders and streams: every command says clearly what is
in its way, or works as usual.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import SiteFolder, command, environment, tree_of
from previewing import previewed
from small_site import forge_record

from portfolio.store.file_status import STEP
from portfolio.summary import BOLD, COLORS, CONTROLS, RESET, printable

COMMANDS = (
    ("build",),
    ("build",),
    ("check", "--format", "sarif"),
    ("new", "Größe 日本", "--issuer", "Ünited", "--issued", "2024-05"),
    ("schema",),
    ("--help",),
    ("nosuch",),
)
"""Every command that ends by itself, but for `pdf`, with what it is given."""
NO_USER = (
    "import pwd\n\n\ndef nobody(*_):\n    raise KeyError('nobody')\n\n\n"
    "pwd.getpwuid = pwd.getpwnam = nobody\n"
)
"""A system that knows no user, as in containers that run with any number for one."""


@pytest.fixture
def good(site: SiteFolder) -> SiteFolder:
    """A site with names beyond ASCII and no problem."""
    site.record("größe", title="Größe", technologies=["日本語", "C++"])
    return site


def run_all(
    site: SiteFolder, env: dict[str, str] | None = None, **options: Any
) -> list[subprocess.CompletedProcess[str]]:
    """What every command does."""
    found = [site.run(*arguments, env=env, errors="replace", **options) for arguments in COMMANDS]
    for arguments, done in zip(COMMANDS, found, strict=True):
        assert "Traceback" not in f"{done.stdout}{done.stderr}", arguments
    return found


def is_shown(site: SiteFolder, env: dict[str, str] | None = None) -> None:
    """Show the site in a preview, which says nothing odd."""
    with previewed(site, env=env) as preview:
        assert preview.get("/").status == 200
        assert preview.interrupt() == 0
    assert "Traceback" not in "\n".join(preview.said)
    assert "\x1b" not in "\n".join(preview.said)


# Systems


ODD = {
    "C and nobody": {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "HOME": "",
        "USER": "",
        "PYTHONPATH": "{nobody}",
    },
    "ascii": {"PYTHONIOENCODING": "ascii", "HOME": "/nosuch"},
    "latin-1": {"PYTHONIOENCODING": "latin-1:strict", "LC_ALL": "POSIX"},
    "-OO": {"PYTHONOPTIMIZE": "2", "XDG_STATE_HOME": "relative"},
}
"""Variables of the environment."""


@pytest.mark.parametrize("name", ODD)
def test_odd_systems_are_nothing_special(good: SiteFolder, tmp_path: Path, name: str) -> None:
    """Without a home or a user, in a locale without letters beyond ASCII, or without docstrings,
    every command does what it always does.
    """
    (tmp_path / "nobody").mkdir()
    (tmp_path / "nobody/sitecustomize.py").write_text(NO_USER)
    path = os.pathsep.join([str(tmp_path / "nobody"), environment()["PYTHONPATH"]])
    env = {key: value.format(nobody=path) for key, value in ODD[name].items()}
    found = run_all(good, env)
    assert [done.returncode for done in found] == [0, 0, 0, 0, 0, 0, 2]
    assert len(list((good.root / "content/credentials").glob("*日本.md"))) == 1
    plain = SiteFolder(tmp_path / "plain")
    shutil.copytree(good.root, plain.root, ignore=shutil.ignore_patterns("output", ".portfolio"))
    for folder in (good, plain):
        assert folder.run("build", env=env if folder is good else None).returncode == 0
    assert good.files() == plain.files()
    assert found[4].stdout.encode(errors="replace")[:1] == b"{"
    is_shown(good, env)


def test_the_schema_says_the_same_without_docstrings(good: SiteFolder) -> None:
    """`python -OO` knows no docstrings, and the schema has its sentences all the same."""
    assert good.run("schema", env={"PYTHONOPTIMIZE": "2"}).stdout == good.run("schema").stdout


def test_no_folder_for_notes_is_said(good: SiteFolder, tmp_path: Path) -> None:
    """Where neither the site nor a home can hold notes, a build says so and touches nothing."""
    (tmp_path / "nobody").mkdir()
    (tmp_path / "nobody/sitecustomize.py").write_text(NO_USER)
    good.write(".portfolio", "in the way")
    path = os.pathsep.join([str(tmp_path / "nobody"), environment()["PYTHONPATH"]])
    done = good.run("build", env={"HOME": "", "XDG_STATE_HOME": "", "PYTHONPATH": path})
    assert done.returncode == 2
    assert done.stderr.startswith("error: .portfolio/ cannot be written")
    assert {path.name for path in good.root.iterdir()} == {
        ".portfolio",
        "content",
        "portfolio.toml",
    }


# Folders


@pytest.mark.parametrize(
    "name", ["-x a b %20 50% #y $HOME ~", "$HOME q\"q'q\nline ü日?b;c[x] \x1b[31m~"]
)
def test_odd_names_of_folders_are_nothing_special(good: SiteFolder, name: str) -> None:
    """A site in a folder with an odd name, and an output with one, are built, checked and shown;
    the name does not control the terminal.
    """
    odd = SiteFolder(good.root.rename(good.root.parent / name))
    assert [done.returncode for done in run_all(odd)] == [0, 0, 0, 0, 0, 0, 2]
    done = odd.run("build", "--output", f"../{name}.out/deep")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert odd.run("build").returncode == 0
    assert tree_of(odd.root.parent / f"{name}.out/deep") == odd.files()
    is_shown(odd)


def deep(folder: Path, length: int) -> Path:
    """A folder whose path has about this length, made step by step."""
    before = Path.cwd()
    try:
        while len(str(folder)) < length:
            folder.mkdir(exist_ok=True)
            os.chdir(folder)
            name = "d" * max(1, min(200, length - len(str(folder)) - 1))
            Path(name).mkdir()
            folder = folder / name
            os.chdir(name)
    finally:
        os.chdir(before)
    return folder


@pytest.mark.skipif(sys.platform != "linux", reason="the longest path differs")
@pytest.mark.parametrize("length", [250, 3900, 4020])
def test_long_paths_are_nothing_special_or_said(
    good: SiteFolder, tmp_path: Path, length: int
) -> None:
    """A site in a very deep folder is built, or a command says that a path is too long."""
    odd = SiteFolder(deep(tmp_path / "deep", length))
    shutil.copytree(good.root, odd.root, dirs_exist_ok=True)
    for done in run_all(odd)[:5]:
        assert done.returncode == 0 or "File name too long" in done.stderr


@pytest.mark.parametrize("output", ["x" * 300, "/".join(["xxxxxxxxx"] * 500)])
def test_a_long_path_of_the_output_is_said(good: SiteFolder, output: str) -> None:
    """An output folder with a name or a path that no system takes is refused in words."""
    done = good.run("build", "--output", output)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_gone_is_said(good: SiteFolder) -> None:
    """A command in a folder that somebody has removed says that it is gone."""
    gone = good.root / "gone"
    gone.mkdir()
    inside = (
        "import os, subprocess, sys\nos.rmdir(os.getcwd())\n"
        "sys.exit(subprocess.run(sys.argv[1:]).returncode)"
    )
    for arguments in (
        ["build"],
        ["check"],
        ["serve"],
        ["new", "T", "--issuer", "I"],
        ["build", "--strict"],
    ):
        done = subprocess.run(
            [sys.executable, "-c", inside, *command(*arguments)],
            cwd=gone,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert "this folder is no longer there" in done.stderr
        gone.mkdir()


# Streams


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_stream_that_takes_nothing_is_no_traceback(good: SiteFolder, stream: str) -> None:
    """Where nothing can be written to a stream, a command does its work and ends,
    with an exit code that says so or none.
    """
    for arguments in COMMANDS:
        with open("/dev/full", "wb") as full:
            streams: dict[str, Any] = {stream: full}
            done = good.run(*arguments, **streams)
        assert "Traceback" not in f"{done.stdout}{done.stderr}"
        assert done.returncode in (0, 2)
    assert (good.output / "index.html").is_file()


@pytest.mark.skipif(os.name != "posix", reason="shells differ")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_get_nothing_else(good: SiteFolder, closed: str) -> None:
    """Where standard streams are closed, what is printed goes into no file
    that was opened in their place.
    """
    good.write("extensions.py", "import os\nprint('printed')\n")
    words = " ".join(f'"{part}"' for part in command("build", "--format", "json"))
    for _ in range(2):
        done = subprocess.run(
            f"exec {words} {closed}",
            shell=True,
            cwd=good.root,
            env=environment(),
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0
        assert b"Traceback" not in done.stderr
    files = {**tree_of(good.root / ".portfolio"), **good.files()}
    assert [
        name
        for name, content in files.items()
        if content.startswith((b"printed", b'{\n  "diagnostics"'))
    ] == []


# What is printed


def test_nothing_that_is_printed_commands_a_terminal() -> None:
    """Control characters become visible, lines, tabs and our own colours stay; for programs,
    only controls are escaped.
    """
    assert printable("a\x1b[2Jb\tc\nd\r\x9b\u202e") == "a\\u001b[2Jb\tc\nd\\u000d\\u009b\\u202e"
    assert (
        printable(f"{BOLD}a\x1b]0;b\x07{RESET}", codes=COLORS)
        == f"{BOLD}a\\u001b]0;b\\u0007{RESET}"
    )
    assert printable("\u200d\u00a0\x7f日", CONTROLS) == "\u200d\u00a0\\u007f日"


@pytest.mark.parametrize(
    "arguments",
    [
        ["build"],
        ["check", "--format", "json"],
        ["check", "--format", "github"],
        ["pdf"],
        ["check", "--\x1b[2J"],
    ],
)
def test_control_characters_of_others_do_not_reach_the_terminal(
    good: SiteFolder, tmp_path: Path, arguments: list[str]
) -> None:
    """Escape sequences in names of files, titles, options, exceptions and what a browser says
    are shown and not obeyed.
    """
    evil = "\x1b[2J\x9b31m"
    good.record(f"b{evil}", issued_date=f"soon{evil}")
    good.write("extensions.py", f"raise ValueError({evil!r})\n")
    browser = tmp_path / "browser"
    browser.write_text("#!/bin/sh\nprintf '%b' 'broken \\033[2J\\n' >&2\nexit 3\n")
    browser.chmod(0o755)
    done = good.run(*arguments, env={"PORTFOLIO_BROWSER": str(browser)})
    assert not {"\x1b", "\x9b"} & set(done.stdout + done.stderr)
    assert done.returncode in (1, 2)
    if "json" in arguments:
        assert any(evil in found["message"] for found in json.loads(done.stdout)["diagnostics"])


def test_what_a_browser_says_does_not_reach_the_terminal(good: SiteFolder, tmp_path: Path) -> None:
    """The last words of a browser that fails are shown without what would command a terminal."""
    browser = tmp_path / "browser"
    browser.write_text("#!/bin/sh\nprintf 'broken \\033[2J\\n' >&2\nexit 3\n")
    browser.chmod(0o755)
    done = good.run("pdf", env={"PORTFOLIO_BROWSER": str(browser)})
    assert done.returncode == 2
    assert "broken \\u001b[2J" in done.stderr


def test_what_a_record_says_does_not_reach_the_terminal(good: SiteFolder) -> None:
    """The warnings that a build repeats because nothing has changed are cleaned too:
    anybody may have written the record of the last one.
    """
    good.record("a", status="active", expiry_date="2025-01-01")
    time.sleep(2 * STEP)
    assert good.run("build").returncode == 0
    (record,) = (good.root / ".portfolio").glob("build-*")
    words = b"status-disagrees", b"status\x1b[2Jdisagre"
    forge_record(record, lambda facts, details: (facts.replace(*words), details))
    done = good.run("build")
    assert "(0 written, 0 deleted)" in done.stdout
    assert "status\\u001b[2Jdisagre" in done.stderr


# Files beside ours


def test_a_file_beside_a_pdf_stays(good: SiteFolder, chromium: str) -> None:
    """A file of somebody's beside the PDF that is printed stays,
    whatever it is called, and nothing is left.
    """
    for name in ("resume.pdf.new", "resume.pdf-x", ".resume.pdf", "page.pdf"):
        good.write(name, f"mine: {name}")
    before = tree_of(good.root)
    assert good.run("pdf").returncode == 0
    after = tree_of(good.root)
    assert after.pop("resume.pdf").startswith(b"%PDF-")
    assert after == before


def test_a_pipe_in_the_place_of_a_pdf_is_refused(good: SiteFolder, chromium: str) -> None:
    """A pipe is not waited for, and not replaced."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no pipes by name")
    os.mkfifo(good.root / "resume.pdf")
    assert "is not a PDF" in good.run("pdf").stderr
    assert (good.root / "resume.pdf").is_fifo()
