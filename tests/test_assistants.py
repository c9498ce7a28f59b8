"""The server for assistants, asked by the client of its own package."""

from __future__ import annotations

import ast
import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from conftest import SiteFolder, tree_of
from mcp import Client, StdioServerParameters, stdio_client
from test_gap import with_target
from test_shape import MODULES, trees

START = "from portfolio.assistants import run_assistants; run_assistants()"


def ask(site: SiteFolder, *questions: tuple[str, dict[str, str]], private: bool = False) -> Any:
    """The answers of a server that is started in the folder of a site."""
    options = ["--private"] if private else []
    started = StdioServerParameters(
        command=sys.executable, args=["-c", START, *options], cwd=site.root
    )

    async def _asked() -> list[Any]:
        async with Client(stdio_client(started)) as client:
            return [await client.call_tool(name, given) for name, given in questions]

    with ThreadPoolExecutor(1) as apart:  # a browser of another test may have a loop in this one
        return apart.submit(asyncio.run, _asked()).result()


def test_only_what_is_published_is_told(site: SiteFolder) -> None:
    """Without --private, neither planned credentials nor unpublished targets are told; drafts
    never are; nothing is written, and what the owner's code prints is no answer.
    """
    with_target(site)
    site.write("extensions.py", "print('hello')\n")
    before = tree_of(site.root)
    questions: tuple[tuple[str, dict[str, str]], ...] = (("list_credentials", {}), ("gap_of", {}))
    listed, gaps = ask(site, *questions)
    assert [one["id"] for one in listed.structured_content["result"]] == ["aws"]
    assert gaps.structured_content["targets"] == []
    listed, gaps = ask(site, *questions, private=True)
    found = {one["id"] for one in listed.structured_content["result"]}
    assert found == {"aws", "plan", "small"}
    assert [one["slug"] for one in gaps.structured_content["targets"]] == ["cloud"]
    kept = {name: text for name, text in tree_of(site.root).items() if "__pycache__" not in name}
    assert kept == before


def test_evidence_and_mistakes(site: SiteFolder) -> None:
    """A skill says where it was used; what is misspelt gets the name that is meant."""
    with_target(site)
    used, shown, wrong = ask(
        site,
        ("evidence_of", {"name": "networking"}),
        ("show_credential", {"id": "aws"}),
        ("evidence_of", {"name": "AWSS"}),
    )
    assert used.structured_content["result"][0]["used_in"][0]["slug"] == "lan"
    assert shown.structured_content["technologies"] == ["AWS"]
    assert wrong.is_error
    assert "did you mean AWS?" in wrong.content[0].text


def test_without_its_package_one_line_says_what_to_install(site: SiteFolder) -> None:
    """Without the extra, the command ends with what to install."""
    done = site.run_python(f"import sys; sys.modules['mcp'] = None; {START}")
    assert done.returncode == 2
    assert 'pip install "credential-portfolio[mcp]"' in done.stderr


@pytest.mark.parametrize("name", sorted(set(MODULES) - {"assistants"}))
def test_nothing_else_imports_the_package(name: str) -> None:
    """The command `portfolio` never imports what only assistants need."""
    found = [
        ast.unparse(node)
        for node in ast.walk(trees()[name])
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not [line for line in found if line.startswith(("import mcp", "from mcp"))]
