"""The help of the commands, and their completion in shells."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from conftest import SiteFolder, command, environment
from documentation import COMMANDS, WITH_GROUPS

from portfolio.cli import cli

SHELLS = ("bash", "zsh", "fish")


def help_of(name: str, columns: int) -> str:
    """The help of a command, or of the program, in a terminal of this width."""
    settings = cli.context_settings  # click keeps the first help option that it makes
    context = click.Context(cli, info_name="portfolio", terminal_width=columns, **settings)
    words = name.split()
    for count, word in enumerate(words, 1):
        command = WITH_GROUPS[" ".join(words[:count])]
        context = click.Context(command, parent=context, info_name=word)
    return context.command.get_help(context)


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("name", ["", *WITH_GROUPS])
def test_nothing_is_cut_off(name: str, columns: int) -> None:
    """No help ends a sentence with dots, however narrow the terminal is."""
    text = help_of(name, columns).replace("[ARGS]...", "")
    assert "..." not in text
    assert "…" not in text


@pytest.mark.parametrize("name", WITH_GROUPS)
def test_every_option_is_described(name: str) -> None:
    """A command and each of its options is a sentence that begins with a capital."""
    shown = WITH_GROUPS[name]
    options = [option for option in shown.params if isinstance(option, click.Option)]
    for text in (shown.help, shown.short_help, *(option.help for option in options)):
        assert text
        assert text[0].isupper()
        assert text.endswith(".")


@pytest.mark.parametrize("name", WITH_GROUPS)
def test_the_example_works(name: str) -> None:
    """The help ends with one example, on a line of its own, which the command takes."""
    last = help_of(name, 80).splitlines()[-1].strip()
    said, _, example = last.partition(": ")
    assert said == "For example"
    program, *words = shlex.split(example.partition(" > ")[0])
    named, arguments = words[: len(name.split())], words[len(name.split()) :]
    assert (program, " ".join(named)) == ("portfolio", name)
    assert WITH_GROUPS[name].make_context(name, arguments)


def complete(shell: str, line: str, folder: Path | None = None, **variables: str) -> list[str]:
    """What a shell is told of a line that ends where the cursor is."""
    words = line.split(" ")
    asked = {
        "_PORTFOLIO_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(words) - 1),
    }
    done = subprocess.run(
        command(),
        cwd=folder,
        env=environment(asked | variables),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout.splitlines()


def test_completions() -> None:
    """Names of commands, options and choices are completed; zsh shows what commands do, whole."""
    assert complete("bash", "portfolio b") == ["plain,build"]
    assert complete("fish", "portfolio b")[0].startswith("plain,build")
    assert complete("zsh", "portfolio b") == ["plain", "build", str(COMMANDS["build"].short_help)]
    assert "plain,--format" in complete("bash", "portfolio build --fo")
    assert complete("bash", "portfolio pdf --paper l") == ["plain,letter"]
    assert complete("bash", "portfolio theme ") == ["plain,list", "plain,new", "plain,check"]


@pytest.mark.parametrize(
    "line", ["theme check ", "theme new own --from ", "build --theme ", "check --theme "]
)
def test_names_of_themes_are_completed(site: SiteFolder, line: str) -> None:
    """Wherever a theme is named, a shell offers those that the site can choose."""
    site.theme("quiet")
    assert complete("bash", f"portfolio {line}qu", folder=site.root) == ["plain,quiet"]
    offered = complete("bash", f"portfolio {line}", folder=site.root)
    assert {"plain,ledger", "plain,quiet"} <= set(offered)
    assert "plain,base" not in offered


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_is_printed(shell: str) -> None:
    """For each shell there is a script that it can read, where the shell is installed."""
    script = "\n".join(complete(shell, "", _PORTFOLIO_COMPLETE=f"{shell}_source"))
    assert f"_PORTFOLIO_COMPLETE={shell}_complete" in script
    if path := shutil.which(shell):
        assert subprocess.run([path, "-n"], input=script.encode(), check=False).returncode == 0


def test_bash_completes(tmp_path: Path) -> None:
    """Bash, having read the script, completes a command."""
    if not shutil.which("bash"):
        pytest.skip("there is no bash")
    program = tmp_path / "portfolio"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m portfolio "$@"\n')
    program.chmod(0o755)
    script = (
        'eval "$(_PORTFOLIO_COMPLETE=bash_source portfolio)"\n'
        "COMP_WORDS=(portfolio b) COMP_CWORD=1\n"
        '_portfolio_completion portfolio && echo "${COMPREPLY[@]}"\n'
    )
    path = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-c", script],
        env=environment({"PATH": path}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "build\n", done.stderr


def test_a_shell_that_is_not_known() -> None:
    """Another shell is told which there are."""
    done = subprocess.run(
        command(),
        env=environment({"_PORTFOLIO_COMPLETE": "csh_source"}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("", 2)
    assert "bash_source, zsh_source or fish_source" in done.stderr
