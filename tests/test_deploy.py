"""`portfolio publish` before it publishes: where to, and whether there is anything to publish."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import SETTINGS, SiteFolder
from deploying import make_published


def test_without_a_destination(site: SiteFolder) -> None:
    """Without a destination nothing is built; the three lines to write are named."""
    site.record()
    for arguments in ((), ("--dry-run",), ("--status",), ("--force",)):
        done = site.run("publish", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            "error: portfolio.toml does not say where to publish the site\n"
            '  = help: write one of these lines below [publish]: `to = "branch"`; '
            '`to = "rsync:user@host:/path"`; `to = "folder:DIR"`\n'
        )
    assert not site.output.exists()


def test_settings_with_errors(site: SiteFolder) -> None:
    """An error in the settings is shown as a build shows it, with exit code 1."""
    site.record()
    site.write("portfolio.toml", f'{SETTINGS}to = "gh-pages"\n')
    done = site.run("publish")
    assert (done.returncode, done.stdout) == (1, "nothing was published, 1 error\n")
    assert done.stderr.startswith("error[unknown-destination]: `to`: the site cannot be published")
    done = site.run("publish", "--status")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: portfolio.toml has errors\n  = help: portfolio check shows them\n"
    )


@pytest.mark.parametrize("to", ["branch", "folder:../www"])
def test_a_failed_build_leaves_what_was_published(tmp_path: Path, to: str) -> None:
    """After an error in the content, what was published before is still there."""
    published = make_published(tmp_path, to=to)
    published.publish()
    tip, files = published.tip(), sorted((tmp_path / "www").rglob("*"))
    published.site.record("b", issued_date="soon")
    done = published.run()
    assert (done.returncode, done.stdout) == (1, "nothing was published, 1 error\n")
    assert "error[invalid-date]" in done.stderr
    assert (published.tip(), sorted((tmp_path / "www").rglob("*"))) == (tip, files)


def test_warnings_are_shown_and_counted(tmp_path: Path) -> None:
    """Warnings do not keep a site from being published; they are shown as by a build."""
    published = make_published(tmp_path, to="folder:../www")
    published.site.record("a", status="active", expiry_date="2025-01-01")
    done = published.run()
    assert done.returncode == 0
    assert "warning[status-disagrees]" in done.stderr
    assert done.stdout.endswith(", 0 deleted), 1 warning\n")


def test_the_command_works_from_a_folder_of_the_site(tmp_path: Path) -> None:
    """Run in a folder of the site, the command publishes the site, and names it."""
    published = make_published(tmp_path, to="folder:../www")
    done = published.run()
    assert done.stderr == ""
    below = SiteFolder(published.site.root / "content")
    done = below.run("publish", env=published.local.environ)
    assert done.returncode == 0
    assert done.stderr == f"site: {published.site.root}\n"
    assert "already published into " in done.stdout
