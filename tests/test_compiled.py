"""The templates of the program's own themes are compiled once, and kept where Python
keeps its modules compiled.
"""

from __future__ import annotations

import marshal
import shutil
from pathlib import Path

import pytest
from conftest import SiteFolder

from portfolio.theme.declarations import builtin_themes_folder

COUNT = """
import sys
from portfolio.render.environment import Sandbox
compile_anew = Sandbox.compile
def counted(self, source, name, filename):
    print(filename, file=sys.stderr)
    return compile_anew(self, source, name, filename)
Sandbox.compile = counted
from portfolio.__main__ import main
sys.argv = ["portfolio", "build"]
main()
"""
CHECKSUM = 40
"""Bytes before the code."""


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which Python has its modules compiled, and that has no templates."""
    site = SiteFolder(tmp_path_factory.mktemp("compiled") / "site")
    folder = site.root.parent / "modules"
    site.record("a")
    assert compiled_by(site, folder)
    own_file(folder).unlink()
    return folder


@pytest.fixture
def folder(modules: Path, tmp_path: Path) -> Path:
    """Where Python keeps what it compiles."""
    return Path(shutil.copytree(modules, tmp_path / "compiled"))


def compiled_by(site: SiteFolder, folder: Path, **env: str) -> set[Path]:
    """The templates that a build compiles in a process of its own."""
    result = site.run_python(
        COUNT, env={"PYTHONPYCACHEPREFIX": str(folder), "PYTHONDONTWRITEBYTECODE": "", **env}
    )
    assert result.returncode == 0, result.stderr
    return {
        Path(line)
        for line in result.stderr.splitlines()
        if line.endswith((".html", ".xml", ".txt"))
    }


def own_file(folder: Path) -> Path:
    """The file of compiled templates."""
    (found,) = folder.rglob("templates.*.bin")
    return found


def test_a_second_build_compiles_templates_of_the_site_alone(
    site: SiteFolder, folder: Path
) -> None:
    """They may be edited at any time, and theirs is no place in the program's folder,
    where nothing is written again because of them.
    """
    site.record("a")
    own = site.template("blocks/entry.html", "<li>{{ card.title }}")
    first = compiled_by(site, folder)
    assert own in first
    assert builtin_themes_folder() / "ledger/templates/home.html" in first
    published = site.files()
    written = own_file(folder).stat().st_ino
    site.record("a", title="Another")
    assert compiled_by(site, folder) == {own}
    assert own_file(folder).stat().st_ino == written
    kept = marshal.loads(own_file(folder).read_bytes()[CHECKSUM:])
    assert {
        Path(code.co_filename).is_relative_to(builtin_themes_folder()) for _, code in kept.values()
    } == {True}
    site.record("a")
    compiled_by(site, folder)
    assert site.files() == published


def test_a_file_that_is_damaged_or_of_another_program_is_made_anew(
    site: SiteFolder, folder: Path
) -> None:
    """Nothing of it is read."""
    site.record("a")
    first = compiled_by(site, folder)
    whole = own_file(folder).read_bytes()
    for number, damage in enumerate((b"", b"x" * CHECKSUM, b"x" * 99)):
        own_file(folder).write_bytes(damage + whole[len(damage) :] if damage else b"")
        site.record("a", title=f"Another {number}")
        assert compiled_by(site, folder) == first
        assert len(own_file(folder).read_bytes()) == len(whole)


def test_where_python_keeps_nothing_compiled_neither_are_templates(
    site: SiteFolder, folder: Path
) -> None:
    """As in a folder that only others may write to."""
    site.record("a")
    before = set(folder.rglob("*"))
    first = compiled_by(site, folder, PYTHONDONTWRITEBYTECODE="1")
    assert first
    assert set(folder.rglob("*")) == before
    site.record("a", title="Another")
    assert compiled_by(site, folder, PYTHONDONTWRITEBYTECODE="1") == first
