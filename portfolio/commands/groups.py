"""Groups of commands that propose one for a name that is misspelt."""

from __future__ import annotations

import click

from ..text import did_you_mean


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
