"""The command `portfolio-mcp`: answers assistants that speak the Model Context Protocol.

It reads the site anew for each question, writes nothing, and talks to nobody but the program that
started it, by standard input and output. Nothing else imports the package that it needs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from msgspec import Struct

from . import console
from .diagnostics import PortfolioError, has_errors
from .options import Options
from .queries.evidence import credential_of, credentials_with, evidence_for
from .queries.gap import gaps_as_json, target_facts, target_named
from .queries.queried_site import QueriedSite, query_site
from .site_folder import find_site

if TYPE_CHECKING:
    from mcp.server import MCPServer

Told = TypeVar("Told")
EXTRA = 'run: pip install "credential-portfolio[mcp]"'
ABOUT = "The credentials, skills and projects of one person, as their site states them."
"""What an assistant is told of the server."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", default=".", type=click.Path(path_type=Path), metavar="[DIR]")
@click.option(
    "--private",
    "is_private",
    is_flag=True,
    help="Also tell what the site does not publish: planned credentials and targets, not drafts.",
)
def serve_assistants(folder: Path, *, is_private: bool) -> None:
    """Answer an assistant's questions about the site in DIR, by default the current folder."""
    if find_spec("mcp") is None:
        raise PortfolioError("the package mcp is not installed", EXTRA)
    root = find_site(folder.resolve())
    if root is None:
        raise PortfolioError(f"there is no site in {folder}", "name its folder: portfolio-mcp DIR")
    make_server(AskedSite(root, is_private)).run()


class AskedSite(Struct, frozen=True):
    """The site that is asked about. What assistants can ask are its coroutines.

    They are answered one after the other: what a site is read with is made for one thread.
    """

    root: Path
    is_private: bool = False
    """Whether it also tells what it does not publish, except drafts."""

    async def list_credentials(
        self, state: str = "", skill: str = "", technology: str = ""
    ) -> list[dict[str, Any]]:
        """The credentials, the newest first: all, or those with a state, skill or technology.

        States: valid, expiring, completed, expired, superseded, revoked, in_progress, upcoming,
        planned.
        """
        return self._answer(lambda site: credentials_with(site, state, skill, technology))

    async def show_credential(self, id: str) -> dict[str, Any]:
        """All that is said of one credential, by the id that list_credentials has."""
        return self._answer(lambda site: credential_of(site, id))

    async def evidence_of(self, name: str) -> list[dict[str, Any]]:
        """What certifies a skill or technology, where it was used, and when last."""
        return self._answer(lambda site: evidence_for(site, name))

    async def gap_of(self, target: str = "") -> dict[str, Any]:
        """What there is of each thing that a target asks for: of one by its slug, or of all."""
        return self._answer(lambda site: _gaps(site, target))

    def _answer(self, question: Callable[[QueriedSite], Told]) -> Told:
        from mcp.server.mcpserver.exceptions import ToolError

        try:
            site = query_site(self.root, Options(), os.environ.get, is_private=self.is_private)
            if has_errors(site.diagnostics):
                raise PortfolioError("the site has errors", "its owner can run: portfolio check")
            return question(site)
        except PortfolioError as reason:
            raise ToolError(f"{reason.message}; {reason.help}") from None


def make_server(asked: AskedSite) -> MCPServer:
    """The server that answers questions about a site."""
    from mcp.server import MCPServer
    from mcp.types import ToolAnnotations

    server = MCPServer("portfolio", instructions=ABOUT)
    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    for tool in (asked.list_credentials, asked.show_credential, asked.evidence_of, asked.gap_of):
        server.add_tool(tool, annotations=reads)
    return server


def _gaps(site: QueriedSite, name: str) -> dict[str, Any]:
    chosen = (target_named(site, name),) if name else site.portfolio.targets
    return gaps_as_json(site, tuple(target_facts(site, entry) for entry in chosen))


def run_assistants() -> None:
    """The command `portfolio-mcp` with any arguments; exits with its exit code."""
    sys.exit(console.run_command(partial(serve_assistants, prog_name="portfolio-mcp")))
