"""Small sites for tests: records as fields, folders as mappings, and the pipeline over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from portfolio.content.read import load_credential
from portfolio.diagnostics import Diagnostics
from portfolio.domain.model import Credential
from portfolio.options import Options
from portfolio.pipeline.survey import Survey, survey

TODAY = date(2025, 6, 15)
FOLDER = "content/credentials/"


def front_matter(body: str = "", **fields: object) -> str:
    """A record that states `fields` over a title, an issuer and an issue date;
    None leaves a field out.
    """
    stated = {
        "title": "Data Basics",
        "issuer": "Example Academy",
        "issued_date": "2024-05",
    } | fields
    lines = [f"{name}: {_written(value)}" for name, value in stated.items() if value is not None]
    return "\n".join(["---", *lines, "---", body])


def _written(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value))}]"
    text = str(value)
    if text.startswith("\n"):
        return text
    return (
        f'"{text}"'
        if any(character in text for character in ":#[]{},&*!|>'%@`") and not text.startswith('"')
        else text
    )


def credential(name: str = "a", body: str = "", **fields: object) -> Credential:
    """The credential of one sound record."""
    loaded = load_credential(f"{FOLDER}{name}.md", front_matter(body, **fields).encode())
    assert loaded.value, loaded.problems
    return loaded.value


def write_site(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Put files into a folder; a name without a slash or suffix is a record."""
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = root / (f"{FOLDER}{name}.md" if "." not in name else name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def surveyed(
    root: Path, files: Mapping[str, str | bytes], as_of: date = TODAY, **options: Any
) -> Survey:
    """The survey of a site with these files."""
    return survey(write_site(root, files), Options(as_of=as_of, **options), {}.get)


def codes(diagnostics: Iterable[object]) -> list[str]:
    """The codes of problems, in their order."""
    return [found.code for found in diagnostics]  # type: ignore[attr-defined]


def only(diagnostics: Diagnostics, code: str) -> Any:
    """The one problem with this code."""
    (found,) = [problem for problem in diagnostics if problem.code == code]
    return found
