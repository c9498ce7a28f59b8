"""Every command finds the site that its folder is in, says which it took, and none makes a site
within the content of another.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import SiteFolder, command, environment
from small_site import front_matter

from portfolio.diagnostics import PortfolioError
from portfolio.site_folder import find_site, site_for_new

BELOW = (
    "content",
    "content/credentials",
    "content/credentials/deep",
    "static",
    "output",
    "themes/x/templates",
)


@pytest.fixture
def deep(site: SiteFolder) -> SiteFolder:
    """A site with folders in it."""
    site.record("deep/a")
    for folder in BELOW:
        (site.root / folder).mkdir(parents=True, exist_ok=True)
    return site


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in any folder."""
    return SiteFolder(folder).run(*arguments)


@pytest.mark.parametrize("below", ["", *BELOW])
def test_a_site_is_found_from_any_folder_in_it(deep: SiteFolder, below: str) -> None:
    """The nearest folder that holds records or settings is the site."""
    assert find_site(deep.root / below) == site_for_new(deep.root / below) == deep.root


@pytest.mark.parametrize(
    "inner",
    [
        "content/portfolio.toml",
        "content/content/credentials/x.md",
        "content/credentials/content/credentials/x.md",
    ],
)
def test_what_lies_in_the_content_is_no_site_of_its_own(deep: SiteFolder, inner: str) -> None:
    """Settings or folders of content within the content of a site leave it the site."""
    deep.write(inner, front_matter())
    for folder in (deep.root / inner).parents[:-1]:
        if folder.is_relative_to(deep.root):
            assert find_site(folder) == deep.root


def test_a_site_beside_the_content_of_another_is_one(deep: SiteFolder) -> None:
    """An example site within the folder of another is the nearest one."""
    deep.write("examples/small/content/credentials/x.md", front_matter())
    assert find_site(deep.root / "examples/small/content") == deep.root / "examples/small"
    assert find_site(deep.root / "examples") == deep.root


def test_build_and_check_from_below(deep: SiteFolder) -> None:
    """From a folder below, the site is built where it always is, and named on the channel
    of problems; from the site, it is not.
    """
    for arguments in (["build"], ["check"], ["check", "--format", "json"]):
        done = run(deep.root / "content/credentials", *arguments)
        assert done.returncode == 0, done.stderr
        assert done.stderr.startswith(f"site: {deep.root}\n")
        assert "site:" not in done.stdout
        assert run(deep.root, *arguments).stderr == ""
    assert (deep.output / "credentials/a/index.html").exists()
    assert not (deep.root / "content/output").exists()
    assert "(0 written" in run(deep.root / "static", "build").stdout


def test_an_output_is_named_from_the_current_folder(deep: SiteFolder) -> None:
    """`--output` means a folder below the current one, also where an earlier build wrote
    one of that name elsewhere.
    """
    assert run(deep.root, "build", "--output", "built").returncode == 0
    (deep.root / "notes").mkdir()
    done = run(deep.root / "notes", "build", "--output", "built")
    assert done.returncode == 0, done.stderr
    assert (deep.root / "notes/built/index.html").exists()


def test_new_writes_into_the_site(deep: SiteFolder) -> None:
    """From any folder of a site a new record comes to the others, and the site is named."""
    for number, below in enumerate(BELOW):
        done = run(
            deep.root / below,
            "new",
            f"Course {number}",
            "--issuer",
            "Example Academy",
            "--issued",
            "2024",
        )
        assert done.returncode == 0, done.stderr
        assert f"site: {deep.root}\n" in done.stderr
        assert (deep.root / f"content/credentials/course-{number}.md").exists()
    assert not list(deep.root.rglob("content/**/content"))


@pytest.mark.parametrize("below", ["content", "content/credentials"])
def test_new_begins_a_site_above_its_content(tmp_path: Path, below: str) -> None:
    """In a folder `content/` that is not yet a site's, the first record comes
    to where the site will find it.
    """
    (tmp_path / below).mkdir(parents=True)
    done = run(tmp_path / below, "new", "A title", "--issuer", "X", "--issued", "2024")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "content/credentials/a-title.md").exists()
    assert run(tmp_path / below, "build").returncode == 0


@pytest.mark.parametrize(
    ("folder", "cure"),
    [
        ("content/Credentials", "call `content/Credentials/` `content/credentials/`"),
        ("content/certificates", "call `content/certificates/` `content/credentials/`"),
        ("credentials", "call `credentials/` `content/credentials/`"),
        ("Content/credentials", "call `Content/` `content/`"),
        ("elsewhere", "portfolio init"),
    ],
)
def test_a_folder_with_another_name_is_named(tmp_path: Path, folder: str, cure: str) -> None:
    """Where there is no folder of credentials, one that was probably meant
    is named with what to call it.
    """
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "portfolio.toml").touch()
    for below in (tmp_path, tmp_path / folder):
        done = run(below, "check")
        assert done.returncode == 2
        assert (
            "there is no folder content/credentials/ "
            f"{'here' if below == tmp_path else f'in {tmp_path}'}\n"
        ) in done.stderr
        assert cure in done.stderr


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give a folder away"
)
def test_the_site_of_somebody_else_is_not_taken(deep: SiteFolder) -> None:
    """A site above that belongs to another user is refused, for its code would run;
    in its own folder it is built as ever.
    """
    os.chown(deep.root, 12345, 12345)
    with pytest.raises(PortfolioError, match="belongs to somebody else"):
        find_site(deep.root / "content")
    assert find_site(deep.root) == deep.root


@pytest.mark.parametrize(
    "arguments",
    [["build"], ["check"], ["serve", "--port", "0"], ["new", "A title", "--issuer", "X"]],
)
def test_a_folder_that_is_gone(tmp_path: Path, arguments: list[str]) -> None:
    """In a folder that was deleted meanwhile every command says so."""
    gone = tmp_path / "gone"
    gone.mkdir()
    script = 'cd "$1" && rmdir "$1" && shift && exec "$@"'
    shell = shutil.which("sh") or "sh"
    done = subprocess.run(
        [shell, "-c", script, "sh", str(gone), *command(*arguments)],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: this folder is no longer there\n")
