"""The package: what its archives hold, what it depends on, and that it works where it is installed."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tarfile
import textwrap
import tomllib
import zipfile
from collections.abc import Callable
from functools import partial
from importlib import metadata
from pathlib import Path

import click
import pytest
from documentation import ROOT
from test_shape import trees

from portfolio.scaffold.starter import PYTHON

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PREFIX = f"credential_portfolio-{PROJECT['version']}"
FOLDERS = ("portfolio", "themes", "content")
FILES = (
    "hatch_build.py",
    "pyproject.toml",
    "portfolio.toml",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    ".gitignore",
)
JUNK = (
    *(".portfolio/cache-2.db", "output/index.html", "tests/test_a.py", "docs/a.md", "dist/a.whl"),
    *("portfolio/__pycache__/a.pyc", "portfolio/commands/__pycache__/a.pyc", ".venv/a.py"),
    *(".mypy_cache/a.json", "themes/ledger/__pycache__/a.pyc"),
)
"""What stands in a checkout and belongs in no archive."""


def built(root: Path, kind: str, into: Path) -> Path:
    """Build the wheel or the source archive of a project; where it is."""
    into.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", into],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = into.iterdir()
    return path


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what packages are made from, with files beside it that checkouts have."""
    root = tmp_path_factory.mktemp("checkout")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, root)
    return root


@pytest.fixture(scope="module")
def sources(checkout: Path) -> set[str]:
    """The files of the copy that belong in a package."""
    found = {
        path.relative_to(checkout).as_posix()
        for name in FOLDERS
        for path in (checkout / name).rglob("*")
        if path.is_file()
    }
    for name in JUNK:
        path = checkout / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return found


@pytest.fixture(scope="module")
def sdist(checkout: Path, sources: set[str]) -> Path:
    """The source archive."""
    assert sources
    return built(checkout, "sdist", checkout / "sdist")


@pytest.fixture(scope="module")
def wheel(checkout: Path, sources: set[str]) -> Path:
    """The wheel."""
    assert sources
    return built(checkout, "wheel", checkout / "wheel")


def test_the_wheel_holds_the_program_and_nothing_else(wheel: Path, sources: set[str]) -> None:
    """Every module and table, the themes with their fonts and the example are in the wheel."""
    places = {"portfolio": "portfolio", "themes": "portfolio/themes"}
    places["content"] = "portfolio/example/content"
    wanted = {f"{places[name.partition('/')[0]]}/{name.partition('/')[2]}" for name in sources} | {
        "portfolio/example/portfolio.toml"
    }
    about = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
    about |= {
        f"licenses/{name}" for name in sources if name.endswith(("-OFL.txt", "-LICENSES.txt"))
    }
    with zipfile.ZipFile(wheel) as archive:
        assert set(archive.namelist()) == wanted | {f"{PREFIX}.dist-info/{name}" for name in about}
    for name in ("py.typed", "data/starter/site/dot-gitignore", "data/platforms.toml"):
        assert f"portfolio/{name}" in wanted
    assert any(name.endswith(".woff2") for name in wanted)
    assert len([name for name in wanted if name.startswith("portfolio/example/content/")]) > 30


def test_the_source_archive_holds_what_the_wheel_is_made_from(
    sdist: Path, sources: set[str]
) -> None:
    """The sources and what describes them, without tests and what machines leave."""
    with tarfile.open(sdist) as archive:
        names = {member.name for member in archive.getmembers() if member.isfile()}
    assert names == {f"{PREFIX}/{name}" for name in {*sources, *FILES, "PKG-INFO"}}


def test_the_same_wheel_comes_from_both(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    """The wheel that is made from the source archive has the same bytes."""
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    again = built(tmp_path / PREFIX, "wheel", tmp_path / "wheel")
    assert again.read_bytes() == wheel.read_bytes()


def test_it_works_where_it_is_installed(wheel: Path, tmp_path: Path) -> None:
    """Installed with pip in a new environment, with what it depends on, it starts a site,
    writes the example, and builds both.
    """
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }

    def run(*arguments: str | Path, folder: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            arguments,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    installed = tmp_path / "installed"
    programs = installed / ("Scripts" if os.name == "nt" else "bin")
    assert run(sys.executable, "-m", "venv", "--without-pip", installed).returncode == 0
    python = programs / "python"
    pip: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--quiet",
        "--disable-pip-version-check",
        "--python",
        python,
    ]
    if run(*pip, "install", "--dry-run", "--no-deps", "click").returncode:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no package index")
        pytest.skip("there is no package index")
    done = run(*pip, "install", wheel)
    assert done.returncode == 0, done.stderr
    assert run(*pip, "check").returncode == 0
    done = run(programs / "portfolio", "--version")
    assert done.stdout == f"portfolio {PROJECT['version']}\n"
    for name, options in {"x": ["--name", "A"], "y": ["--from", "example"]}.items():
        done = run(programs / "portfolio", "init", name, *options)
        assert done.returncode == 0, done.stderr
        done = run(programs / "portfolio", "build", folder=tmp_path / name)
        assert done.returncode == 0, done.stdout + done.stderr
        assert (tmp_path / name / "output/index.html").is_file()


THEME = {
    "pyproject.toml": """
        [build-system]
        requires = ["hatchling"]
        build-backend = "hatchling.build"

        [project]
        name = "portfolio-theme-paper"
        version = "1.2"

        [project.entry-points."portfolio.themes"]
        paper = "paper_theme"
        nowhere = "paper_theme.nowhere"

        [tool.hatch.build.targets.wheel]
        packages = ["paper_theme"]
    """,
    "paper_theme/theme.toml": """
        name = "paper"
        parent = "ledger"
        description = "Ledger on white paper."

        [options]
        # What is below every page.
        motto = "Printed on paper."

        [colors]
        light = ["#ffffff"]
    """,
    "paper_theme/templates/layout.html": """
        {% extends "ledger/layout.html" %}
        {% block head_extra %}
        {{ super() }}
        <link rel="stylesheet" href="{{ static('paper.css') }}">
        {% endblock %}
        {% block footer %}<p>{{ site.options.motto }}</p>{% endblock %}
    """,
    "paper_theme/static/paper.css": "body { background: white; }",
}
"""The files of a package with a theme, which needs no module."""


@pytest.fixture(scope="module")
def theme_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel with a theme."""
    root = tmp_path_factory.mktemp("theme")
    for name, text in THEME.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(textwrap.dedent(text), "utf-8")
    return built(root, "wheel", root / "wheel")


@pytest.fixture(scope="module")
def program(
    wheel: Path, theme_wheel: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., str]:
    """The program in a new environment with that theme, installed without a package index: what it
    depends on comes from the environment of the tests. It returns what it prints.
    """
    installed = tmp_path_factory.mktemp("installed")
    programs = installed / ("Scripts" if os.name == "nt" else "bin")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    def run(*arguments: str | Path, folder: Path = installed, code: int = 0) -> str:
        done = subprocess.run(
            arguments, cwd=folder, env=clean, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    run(sys.executable, "-m", "venv", "--without-pip", installed)
    python = programs / "python"
    packages = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    pip = (sys.executable, "-m", "pip", "--python", python)
    run(*pip, "install", "--quiet", "--no-index", "--no-deps", wheel, theme_wheel)
    Path(packages, "tests.pth").write_text(f"{Path(click.__file__).parent.parent}\n", "utf-8")
    return partial(run, programs / "portfolio")


@pytest.fixture
def own_site(program: Callable[..., str], tmp_path: Path) -> Path:
    """A new site of that program."""
    program("init", ".", "--name", "Ada", folder=tmp_path)
    return tmp_path


def choose(root: Path, theme: str) -> None:
    """Let a site use a theme."""
    path = root / "portfolio.toml"
    path.write_text(re.sub(r"(# )?theme = .*", f'theme = "{theme}"', path.read_text("utf-8")))


def test_the_theme_of_a_package_is_used(program: Callable[..., str], own_site: Path) -> None:
    """A theme of an installed package is listed with its package, checked, and used for a site."""
    assert "paper: package portfolio-theme-paper 1.2\n  Ledger on white paper.\n" in program(
        "theme", "list", folder=own_site
    )
    assert program("theme", "check", "paper", "--strict", folder=own_site).startswith(
        "theme paper checked, "
    )
    choose(own_site, "paper")
    program("build", folder=own_site)
    page = (own_site / "output/index.html").read_text("utf-8")
    assert "Printed on paper." in page
    assert re.search(r'href="assets/paper\.\w+\.css"', page)


def test_the_theme_of_a_package_has_children(program: Callable[..., str], own_site: Path) -> None:
    """A new theme of one file can have it as its parent, with its options and templates."""
    said = program("theme", "new", "mine", "--from", "paper", folder=own_site)
    (folder,) = re.findall(r"^    (\S+)/: layout.html$", said, re.MULTILINE)
    assert (Path(folder) / "layout.html").is_file()
    path = own_site / "themes/mine/theme.toml"
    text = path.read_text("utf-8")
    assert '# light = ["#ffffff"]\n' in text
    offered = '# What is below every page.\n# motto = "Printed on paper."\n'
    assert offered in text
    path.write_text(text.replace(offered, 'motto = "Mine."\n'), "utf-8")
    choose(own_site, "mine")
    assert program("theme", "check", "mine", "--strict", folder=own_site)
    program("build", folder=own_site)
    assert "<p>Mine.</p>" in (own_site / "output/index.html").read_text("utf-8")
    assert "mine: themes/mine/, used by this site\n" in program("theme", "list", folder=own_site)


def test_a_package_without_its_theme_is_no_theme(
    program: Callable[..., str], own_site: Path
) -> None:
    """An entry point that leads to nothing is not listed, and an unknown theme when it is named."""
    assert "nowhere" not in program("theme", "list", folder=own_site)
    program("check", "--theme", "nowhere", folder=own_site, code=1)


def test_the_image_is_made_from_what_a_wheel_is_made_from() -> None:
    """The image copies all that a wheel needs, has the Python that hosts build with,
    and does not run as root.
    """
    lines = (ROOT / "Containerfile").read_text("utf-8").splitlines()
    copied = {
        name
        for line in lines
        if line.startswith("COPY ") and "--from" not in line
        for name in line.split()[1:-1]
    }
    assert copied == {*FOLDERS, *FILES} - {".gitignore"}
    bases = {line.split()[1] for line in lines if line.startswith("FROM ")}
    assert bases == {f"python:{PYTHON}-slim"}
    assert any(line.startswith("USER ") for line in lines)
    assert lines[-1] == 'ENTRYPOINT ["portfolio"]'


def plain(name: str) -> str:
    """The name of a package as indexes compare names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_what_is_imported_is_what_is_declared() -> None:
    """The program imports each package that it depends on, and no other that one of them brings;
    ICU is imported by its name, because not every system has it.
    """
    imported = {
        name.partition(".")[0]
        for tree in trees().values()
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
    } - set(sys.stdlib_module_names) | {"icu"}
    makers = metadata.packages_distributions()
    used = {
        plain(maker) for name in imported for maker in {"icu": ["pyicu-wheels"], **makers}[name]
    }
    extras = PROJECT["optional-dependencies"]
    lines = (*PROJECT["dependencies"], *extras["verify"], *extras["mcp"])
    declared = {plain(re.split(r"[<>=;\[ ]", line)[0]) for line in lines}
    assert used - {"credential-portfolio"} == declared
