"""Very deep folders and very long paths: what can be read is read, and what cannot be is said,
on every way through the program.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import SiteFolder
from small_site import codes, front_matter

from portfolio.content.files import PICTURES
from portfolio.content.site_files import SiteFiles

LEVELS = 1100
"""More folders in each other than Python functions may call each other."""
PARTS = 22
"""So many names of 200 bytes are a path that no system reads in one piece."""


def deep(folder: Path, name: str, count: int, leaf: str, content: bytes) -> None:
    """Make folders in each other, and a file in the last of them."""
    folder.mkdir(parents=True, exist_ok=True)
    here = os.open(folder, os.O_RDONLY)
    for _ in range(count):
        os.mkdir(name, dir_fd=here)
        inner = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    file = os.open(leaf, os.O_CREAT | os.O_WRONLY, dir_fd=here)
    os.write(file, content)
    os.close(file)
    os.close(here)


@pytest.fixture
def site(site: SiteFolder) -> Iterator[SiteFolder]:
    """A site that is removed afterwards: pytest cannot remove folders of such depth."""
    yield site
    subprocess.run([shutil.which("rm") or "rm", "-rf", "--", str(site.root)], check=True)


def test_folders_in_folders_are_read(site: SiteFolder) -> None:
    """A record, a static file and a template that lie in more than a thousand folders are read,
    and a missing file is looked for there.
    """
    deep(
        site.root / "content/credentials",
        "d",
        LEVELS,
        "x.md",
        front_matter(image="gone.png", image_alt="Gone").encode(),
    )
    deep(site.root / "static", "s", LEVELS, "x.svg", b"<svg/>")
    deep(site.root / "templates", "t", LEVELS, "x.html", b"Words")
    assert codes(site.problems()) == ["missing-file"]
    assert (
        SiteFiles(site.root).closest("content/credentials/a.md", "x.png", PICTURES)
        == f"static/{'s/' * LEVELS}x.svg"
    )


@pytest.mark.parametrize(
    "place",
    [
        "content/credentials",
        "content/pages",
        "static",
        "static/root",
        "templates",
        "themes/mine/static",
    ],
)
def test_a_path_that_is_too_long_is_said(site: SiteFolder, place: str) -> None:
    """A folder whose path is longer than systems read is an error there with a cure,
    and the rest is checked all the same.
    """
    site.theme("mine")
    site.write("portfolio.toml", '[site]\ntheme = "mine"\n')
    site.record("a", image="gone.png", image_alt="Gone")
    deep(site.root / place, "long" * 50, PARTS, "x.md", b"Words")
    found = [problem for problem in site.problems() if problem.code == "unreadable-file"]
    assert [problem.location.path.startswith(f"{place}/long") for problem in found] == [True]
    assert found[0].help == "shorten its name, or nest it in fewer folders"
    assert "missing-file" in codes(site.problems())


def test_other_long_paths_are_passed_over(site: SiteFolder) -> None:
    """Folders where nothing is read may be as deep as they like."""
    site.record()
    for place in ("content/images", "images", "content/certificates"):
        deep(site.root / place, "long" * 50, PARTS, "x.md", b"Words")
    assert site.build().written is not None
