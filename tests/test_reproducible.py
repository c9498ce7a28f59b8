"""Same input, same bytes: whatever folder, clock, locale, hash seed,
mask and order of files a machine has.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from conftest import REPOSITORY, SETTINGS, SiteFolder, tree_of

NAMES = ["a", "b", "c", "日本", "z-last", "deep/inner"]


def fill(site: SiteFolder, names: list[str]) -> SiteFolder:
    """Write the same sources, in the order of `names`."""
    site.write("portfolio.toml", SETTINGS.replace('as_of = "2025-06-01"', ""))
    for name in names:
        site.record(
            name,
            (
                "Words with `code` and [a link](https://example.com).\n\n```python\n"
                f"print('{name}')\n```\n"
            ),
            technologies=["Rust", "rust", f"Tool {name}", "C++"],
            competencies=["one", "two", f"skill_{len(name)}"],
            issuer=f"Issuer {len(name)}",
            credential_id=name,
        )
    return site


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a site built on a plain machine."""
    site = fill(SiteFolder(tmp_path_factory.mktemp("reference") / "site"), NAMES)
    assert (
        site.run("build", env={"SOURCE_DATE_EPOCH": "1748736000", "PYTHONHASHSEED": "0"}).returncode
        == 0
    )
    return site.files()


@pytest.mark.parametrize(
    "env",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        {"TZ": "America/Los_Angeles", "LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"},
        {"LANG": "de_DE.UTF-8", "LANGUAGE": "de", "LC_ALL": "", "PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "4242", "HOME": "/nonexistent", "COLUMNS": "40"},
        {"PYTHONOPTIMIZE": "2", "PYTHONDONTWRITEBYTECODE": "1"},
    ],
    ids=lambda env: next(iter(env)) + env[next(iter(env))].replace("/", "-"),
)
def test_same_bytes_under_another_environment(
    tmp_path: Path, reference: dict[str, bytes], env: dict[str, str]
) -> None:
    """Time zone, locale, hash seed and home folder change no byte."""
    site = fill(SiteFolder(tmp_path / "a folder with ünïcode" / "deeper"), NAMES)
    done = site.run("build", env={"SOURCE_DATE_EPOCH": "1748736000", **env})
    assert done.returncode == 0, done.stderr
    assert site.files() == reference


def test_same_bytes_for_another_order_of_files_and_mask(
    tmp_path: Path, reference: dict[str, bytes]
) -> None:
    """The order in which files were made, their times and the mask change no byte, and neither
    does a theme that is the site's own copy of ours.
    """
    site = fill(SiteFolder(tmp_path / "site"), NAMES[::-1])
    shutil.copytree(REPOSITORY / "themes", site.root / "themes")
    for number, path in enumerate(sorted(site.root.rglob("*.md"))):
        os.utime(path, (number * 1e7, number * 1e7))
    done = site.run("build", env={"SOURCE_DATE_EPOCH": "1748736000"}, umask=0o077)
    assert done.returncode == 0, done.stderr
    assert site.files() == reference


def test_same_bytes_after_other_builds(tmp_path: Path, reference: dict[str, bytes]) -> None:
    """A build over an older site, with records added, changed and removed since,
    gives the bytes of a clean build.
    """
    site = fill(SiteFolder(tmp_path / "site"), NAMES[:3])
    site.record("gone", technologies=["Perl"])
    env = {"SOURCE_DATE_EPOCH": "1700000000"}
    assert site.run("build", env=env).returncode == 0
    (site.root / "content/credentials/gone.md").unlink()
    fill(site, NAMES)
    assert site.run("build", env={"SOURCE_DATE_EPOCH": "1748736000"}).returncode == 0
    assert site.files() == reference


def test_same_bytes_through_another_output(tmp_path: Path, reference: dict[str, bytes]) -> None:
    """The name and place of the output folder change no byte."""
    site = fill(SiteFolder(tmp_path / "site"), NAMES)
    done = site.run(
        "build", "--output", str(tmp_path / "public"), env={"SOURCE_DATE_EPOCH": "1748736000"}
    )
    assert done.returncode == 0, done.stderr
    assert tree_of(tmp_path / "public") == reference


def test_the_epoch_zero_is_a_day(tmp_path: Path) -> None:
    """SOURCE_DATE_EPOCH=0 builds the site as of 1 January 1970."""
    site = SiteFolder(tmp_path / "site")
    site.record("a", issued_date="1965", expiry_date="1969")
    assert site.run("build", env={"SOURCE_DATE_EPOCH": "0"}).returncode == 0
    assert "States are those of 1 Jan 1970" in site.page().text
    assert "Expired 1969" in site.page("credentials/a/").text


def test_no_path_of_the_machine_is_published(tmp_path: Path) -> None:
    """No published byte names the folder in which the site was built, nor the machine's user."""
    site = fill(SiteFolder(tmp_path / "very-distinct-folder"), NAMES)
    for content in site.publish().values():
        assert b"very-distinct-folder" not in content
        assert str(Path.home()).encode() + b"/" not in content


def test_files_of_the_site_can_be_served(tmp_path: Path) -> None:
    """Under the usual mask every published file can be read by a web server
    that runs as somebody else.
    """
    site = SiteFolder(tmp_path / "site")
    site.record()
    assert site.run("build", umask=0o022).returncode == 0
    paths = [site.output, *site.output.rglob("*")]
    assert [
        path
        for path in paths
        if (path.stat().st_mode & 0o777) != (0o755 if path.is_dir() else 0o644)
    ] == []
