"""The types of options and of groups that several commands have."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .text import did_you_mean

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class DateType(click.ParamType[date]):
    """The type of a date; a month or year means its last day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date for `YYYY-MM-DD`, `YYYY-MM` or `YYYY`."""
        from .dates import PartialDate

        try:
            return PartialDate.parse(value).last
        except ValueError:
            self.fail(f"not a calendar date: {value} (write YYYY-MM-DD)", param, ctx)


class SettingType(click.ParamType[str]):
    """The type of an option that replaces a setting: one function reads both."""

    name = "text"

    def __init__(self, reader: str, module: str = "validation.setting_types") -> None:
        self._reader, self._module = reader, module

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the value as the settings would have it."""
        from .schema.fields import InvalidValue

        read = getattr(import_module(f".{self._module}", __package__), self._reader)
        try:
            return str(read(value))
        except InvalidValue as reason:
            self.fail(f"{reason.message} ({reason.help})", param, ctx)


class ThemeType(SettingType):
    """The type of the name of a theme; shells complete it with those that can be chosen."""

    def __init__(self) -> None:
        super().__init__("read_name")

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the themes whose names begin with what was typed."""
        from click.shell_completion import CompletionItem

        from .site_folder import find_site
        from .theme.catalogue import offered_themes

        offers = offered_themes(find_site(Path.cwd()))
        return [
            CompletionItem(offer.name, help=offer.description)
            for offer in offers
            if offer.name.startswith(incomplete)
        ]


class DurationType(click.ParamType[timedelta]):
    """The type of a number of days."""

    name = "days"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Return the duration for `60d` or `60`."""
        match = re.fullmatch(r"(\d{1,5})d?", value)
        if not match:
            self.fail(f"not a number of days: {value} (write 60d)", param, ctx)
        return timedelta(days=int(match[1]))


def problem_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of commands that report problems."""
    for option in (
        click.option(
            "--format",
            "form",
            type=click.Choice(["text", "json", "github", "sarif"]),
            default="text",
            help="The format of the problems.",
        ),
        click.option("--strict", is_flag=True, help="Treat warnings as errors."),
    ):
        command = option(command)
    return command


def site_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that `build` and `check` share."""
    command = problem_options(command)
    for option in (
        click.option(
            "--as-of", type=DateType(), metavar="DATE", help="Calculate every status for this date."
        ),
        click.option(
            "--base-url",
            type=SettingType("read_base_url"),
            metavar="URL",
            help="The URL of the home page, instead of the one in portfolio.toml.",
        ),
        click.option(
            "--theme",
            type=ThemeType(),
            metavar="NAME",
            help="The theme, instead of the one in portfolio.toml.",
        ),
    ):
        command = option(command)
    return command


class HelpfulGroup(click.Group):
    """A group that lists its commands in the order of their definition."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name, or an error that proposes one."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as reason:
            near = did_you_mean(args[0], self.list_commands(ctx))
            if near is None:
                raise
            message = f"{reason.message.rstrip('.')}; did you mean `{near}`?"
            raise click.UsageError(message, ctx) from None
