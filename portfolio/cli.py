"""The command line: finds the command that the arguments name, and runs it.

Each command is a module, imported when it is named, so none waits for the imports of another.
"""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from keyword import iskeyword
from pkgutil import iter_modules
from typing import NoReturn

import click

from . import commands, console
from .command_types import HelpfulGroup
from .diagnostics import PortfolioError

ORDER = (
    *("init", "new", "import", "build", "check", "serve", "publish", "verify", "pdf"),
    *("export", "gap"),
    *("theme", "schema", "doctor"),
)
"""The commands as the help lists them; others follow."""
COMPLETION_VARIABLE = "_PORTFOLIO_COMPLETE"
"""The variable in which a shell says what to complete."""


class CommandModules(HelpfulGroup):
    """The commands that the modules of a folder define, each by the name of its module.

    The module and the function of a command that is a keyword of Python end with an underscore.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        modules = {module.name for module in iter_modules(commands.__path__)}
        found = {name.removesuffix("_") for name in modules}
        return [*(name for name in ORDER if name in found), *sorted(found - {*ORDER})]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; None if there is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f".{name}", commands.__name__), name)
        return command


@click.group(
    cls=CommandModules,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="For the options of a command, for example: portfolio build --help",
)
@click.version_option(
    package_name="credential-portfolio", prog_name="portfolio", message="%(prog)s %(version)s"
)
def cli() -> None:
    """Make a website of your credentials: one Markdown file for each, checked and rendered."""


def run_cli() -> NoReturn:
    """The command `portfolio` with any arguments; exits with its exit code."""
    if instruction := os.environ.get(COMPLETION_VARIABLE):
        console.exit_now(console.run_command(lambda: _complete(instruction)))
    console.exit_now(_exit_code_of(sys.argv[1:]))


def _complete(instruction: str) -> int:
    """Print a completion script, or what completes a line, as a shell asks for; see click."""
    from click.shell_completion import shell_complete

    if shell_complete(cli, {}, "portfolio", COMPLETION_VARIABLE, instruction):
        raise PortfolioError(
            f"there is no completion {instruction}",
            f"set {COMPLETION_VARIABLE} to bash_source, zsh_source or fish_source",
        )
    return console.SUCCESS


def _exit_code_of(arguments: list[str]) -> int:
    """Run the program with these arguments; return the exit code."""
    return console.run_command(lambda: _invoke(arguments))


def _invoke(arguments: list[str]) -> int:
    try:
        with cli.make_context("portfolio", arguments) as context:
            cli.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as reason:
        shown = io.StringIO()
        reason.show(shown)
        console.write_output(shown.getvalue(), err=True)
        return console.COULD_NOT_RUN
    except click.Abort:
        raise KeyboardInterrupt from None
    return console.SUCCESS
