"""What the page on security promises holds: each promise that is about one place of the program."""

from __future__ import annotations

import ast

from conftest import SiteFolder
from documentation import COMMANDS, DOCS
from test_docs import fenced
from test_shape import trees

TEXT = (DOCS / "security.md").read_text("utf-8")
CONNECTING = {
    *("ftplib", "http.client", "imaplib", "poplib", "smtplib", "urllib.request", "xmlrpc.client"),
    *("aiohttp", "anyio", "httpcore", "httpx", "requests", "urllib3"),
}
"""Modules with which a program connects to others."""


def test_the_policy_is_the_one_of_the_pages(site: SiteFolder) -> None:
    """The policy that is shown is what every page declares."""
    (policy,) = fenced(TEXT, "text")
    site.record()
    site.publish()
    declared = [
        attributes["content"]
        for page in ("", "credentials/", "404.html")
        for tag, attributes in site.page(page).elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert declared == [policy.strip()] * 3


def test_the_preview_is_for_this_machine() -> None:
    """Without an option, the preview listens where no other machine reaches it."""
    (host,) = [option for option in COMMANDS["serve"].params if option.name == "host"]
    assert host.default == "127.0.0.1"
    assert f"listens on `{host.default}`" in TEXT


def test_nothing_connects_to_other_machines() -> None:
    """Only `verifying` imports anything that opens a connection, and nothing connects a socket."""
    imported = {
        name
        for module, tree in trees().items()
        if not module.startswith("verifying.")
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
    }
    assert imported & CONNECTING == set()
    called = {
        node.func.attr
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert called & {"create_connection", "open_connection", "connect_ex", "urlopen"} == set()


def test_a_template_reads_no_files(site: SiteFolder) -> None:
    """The ways out of a sandbox are errors, and nothing is published."""
    site.record()
    for way in ("''.__class__.__mro__", "url.__globals__", "cycler.__init__.__globals__"):
        site.template("credential.html", f"{{{{ {way} }}}}")
        assert "unsafe-template" in [problem.code for problem in site.problems()], way
