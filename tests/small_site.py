"""Small sites for tests: records as fields, folders as mappings, and the pipeline over them."""

from __future__ import annotations

import sqlite3
import sys
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import asdict

from portfolio.content.read import load_credential
from portfolio.diagnostics import Diagnostics
from portfolio.domain.model import Credential
from portfolio.options import Options
from portfolio.paths import NOTES_FOLDER
from portfolio.pipeline.assemble import AssembledSite, survey
from portfolio.pipeline.last_build import (
    Fact,
    LastBuild,
    options_key,
    published_status,
    read_last_build,
    write_last_build,
)
from portfolio.store.cache import NAME, Cache

TODAY = date(2025, 6, 15)
FOLDER = "content/credentials/"
NO_FONTS = {"XDG_DATA_DIRS": "/nowhere"}
"""A variable that hides the fonts of this machine, so that all machines draw the same."""
NO_VARIABLES = NO_FONTS.get
"""An environment without variables, but for that one."""


def front_matter(body: str = "", /, **fields: object) -> str:
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


def raw(value: str) -> str:
    """A value for `front_matter` that is written as it is: a list or mapping in YAML."""
    return f"\n  {value}"


def credential(name: str = "a", body: str = "", /, **fields: object) -> Credential:
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
) -> AssembledSite:
    """A site with these files, assembled."""
    return survey(write_site(root, files), Options(as_of=as_of, **options), NO_VARIABLES)


def codes(diagnostics: Iterable[object]) -> list[str]:
    """The codes of problems, in their order."""
    return [found.code for found in diagnostics]  # type: ignore[attr-defined]


def only(diagnostics: Diagnostics, code: str) -> Any:
    """The one problem with this code."""
    (found,) = [problem for problem in diagnostics if problem.code == code]
    return found


# The record of the last build

FACTS: dict[str, Fact] = {
    "program": "program",
    "options": "",
    "root": "/site",
    "output": "/site/output",
    "manifest": "/site/.portfolio/0.json",
    "environment": "environment",
    "as_of": "2025-06-15",
    "is_dated": "yes",
    "entries": "3",
    "pages": "7",
    "warnings": "1",
    "report": "a warning\nin lines",
    "colored": "a warning in colours",
    "places": ("/site/content", "/site/portfolio.toml"),
    "site": {"content/a.md": "1 2 3 4 5", "portfolio.toml": "=digest"},
    "published": {"index.html": "1 2 3 4 5", "/site/.portfolio/0.json": "6 7 8 9 0"},
}
"""What the record of a build says that there never was."""


def last_record(details: bytes = b"", /, **facts: Fact) -> LastBuild:
    """The record of a build that there never was."""
    return LastBuild(details, **{**FACTS, **facts})


def read_record(root: Path, *, strict: bool = False, **options: Any) -> LastBuild | None:
    """The record of the last build of a site with these options."""
    key = options_key({**asdict(Options(**options)), "strict": strict})
    return read_last_build(root / NOTES_FOLDER, key)


def change_kept(root: Path, change: Callable[[bytes], bytes]) -> None:
    """Change what the cache of a site keeps, which is as sound as before: a build that works
    something out again, and does not take what is kept, shows another result.
    """
    notes = root / NOTES_FOLDER
    with closing(Cache(notes)) as cache, closing(sqlite3.connect(notes / NAME)) as database:
        for (key,) in database.execute("SELECT key FROM entries").fetchall():
            kept = cache.get(key)
            if kept is not None and change(kept) != kept:
                cache.put({key: change(kept)}, anew=True)


def forge_output(root: Path, change: Callable[[bytes], bytes], **options: Any) -> None:
    """Change the files of a built site and the record of its last build, which tells that they
    are as it left them: a build that makes one of them again shows another result.
    """
    last = read_record(root, **options)
    assert last
    names = [name for name in last.published if name != last.manifest]
    for name in names:
        path = Path(last.output, name)
        path.write_bytes(change(path.read_bytes()))
    published = published_status(last.output, names, last.manifest)
    write_last_build(root / NOTES_FOLDER, last.renewed(last.details, last.site, published))


def forge_record(path: Path, change: Callable[[bytes, bytes], tuple[bytes, bytes]]) -> None:
    """Change the facts and the details in the file of a record, which is as sound as before:
    with the checksum and the length that are right for them.
    """
    _, length, rest = path.read_bytes().split(b"\n", 2)
    facts, details = change(rest[: int(length)], rest[int(length) :])
    rest = b"%d\n" % len(facts) + facts + details
    path.write_bytes(b"%x\n" % zlib.crc32(rest) + rest)


def without_package(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """For one test, a package of an extra is not installed."""
    from portfolio.proving import prove

    prove._require_packages.cache_clear()
    monkeypatch.setitem(sys.modules, name, None)
