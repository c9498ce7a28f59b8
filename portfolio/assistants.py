"""The command `portfolio-mcp`: answers assistants that speak the Model Context Protocol.

It reads the site anew for each question, writes nothing, and talks to nobody but the program that
started it, by standard input and output. Nothing else imports the package that it needs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from . import console
from .diagnostics import PortfolioError, has_errors
from .options import Options
from .queries.evidence import credential_of, credentials_with, evidence_for
from .queries.gap import gaps_as_json, target_facts, target_named
from .queries.queried_site import QueriedSite, query_site
from .site_folder import find_site

if TYPE_CHECKING:
    from mcp.server import MCPServer

Answer = TypeVar("Answer")
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
    make_server(root, is_private=is_private).run()


def make_server(root: Path, *, is_private: bool) -> MCPServer:
    """The server that answers questions about the site in `root`."""
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import ToolAnnotations

    server = MCPServer("portfolio", instructions=ABOUT)
    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)

    def _answer(question: Callable[[QueriedSite], Answer]) -> Answer:
        try:
            site = query_site(root, Options(), os.environ.get, is_private=is_private)
            if has_errors(site.diagnostics):
                raise PortfolioError("the site has errors", "run: portfolio check")
            return question(site)
        except PortfolioError as reason:
            raise ToolError(f"{reason.message}; {reason.help}") from None

    # Coroutines are answered one after the other; what a site is read with is made for one thread.
    @server.tool(annotations=reads)
    async def list_credentials(
        state: str = "", skill: str = "", technology: str = ""
    ) -> list[dict[str, Any]]:
        """The credentials, the newest first: all, or those with a state, skill or technology.

        States: valid, expiring, completed, expired, superseded, revoked, in_progress, upcoming,
        planned.
        """
        return _answer(lambda site: credentials_with(site, state, skill, technology))

    @server.tool(annotations=reads)
    async def show_credential(id: str) -> dict[str, Any]:
        """All that is said of one credential, by the id that list_credentials has."""
        return _answer(lambda site: credential_of(site, id))

    @server.tool(annotations=reads)
    async def evidence_of(name: str) -> list[dict[str, Any]]:
        """What certifies a skill or technology, where it was used, and when last."""
        return _answer(lambda site: evidence_for(site, name))

    @server.tool(annotations=reads)
    async def gap_of(target: str = "") -> dict[str, Any]:
        """What there is of each thing that a target asks for: of one by its slug, or of all."""
        return _answer(lambda site: _gaps(site, target))

    return server


def _gaps(site: QueriedSite, name: str) -> dict[str, Any]:
    chosen = (target_named(site, name),) if name else site.portfolio.targets
    return gaps_as_json(site, tuple(target_facts(site, entry) for entry in chosen))


def main() -> None:
    """The command `portfolio-mcp` with any arguments; exits with its exit code."""
    console.exit_now(console.run_command(_run))


def _run() -> int:
    serve_assistants.main(prog_name="portfolio-mcp")
    return console.SUCCESS
