"""A site in a folder: only what changed is written, and only what is ours is deleted."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from conftest import SiteFolder, tree_of
from deploying import Published, make_published, names_of
from test_publish import times_of


@pytest.fixture
def published(tmp_path: Path) -> Published:
    """A site that is to be published into a folder that does not exist yet."""
    return make_published(tmp_path, to="folder:../www")


def www(published: Published) -> Path:
    """The folder that the site is published into."""
    return published.site.root.parent / "www"


def test_the_folder_has_the_files_of_the_build(published: Published) -> None:
    """The folder holds what the build wrote, and nothing else of the output."""
    result = published.publish()
    built = published.site.files()
    published.site.write("output/mine.txt", "not built")
    assert tree_of(www(published)) == built
    assert names_of(result) == (sorted(built), [], [])
    done = published.run()
    assert re.fullmatch(r"1 credential, \d+ pages already published into .*/www\n", done.stdout)


def test_only_changes_are_written(published: Published) -> None:
    """Unchanged files are not touched; pages that are gone are deleted with their folders."""
    published.publish()
    before = times_of(www(published))
    (published.site.root / "content/credentials/a.md").unlink()
    published.site.record("b")
    done = published.run("--dry-run")
    lines = done.stdout.splitlines()
    assert {"D credentials/a/index.html", "A credentials/b/index.html", "M index.html"} <= {*lines}
    assert re.search(r"not published into .* \(1 to add, \d+ to change, 1 to delete\)", lines[-1])
    assert times_of(www(published)) == before
    added, changed, deleted = names_of(published.publish())
    assert (added, deleted) == (["credentials/b/index.html"], ["credentials/a/index.html"])
    after = times_of(www(published))
    touched = {name for name in after if after[name] != before.get(name)}
    assert touched == {*added, *changed}
    assert tree_of(www(published)) == published.site.files()
    assert not (www(published) / "credentials/a").exists()


def test_foreign_files_are_never_touched(published: Published) -> None:
    """Files of others in the folder stay, and so does a page that somebody edited there and the
    site no longer has.
    """
    published.publish()
    (www(published) / "mine.txt").write_text("mine")
    (www(published) / "credentials/a/index.html").write_text("edited")
    (published.site.root / "content/credentials/a.md").unlink()
    published.site.record("b")
    result = published.publish()
    assert result.deployment
    assert result.deployment.notes == (
        "kept, because it was edited there: `credentials/a/index.html`",
    )
    assert names_of(result)[2] == []
    for _ in range(2):
        assert (www(published) / "mine.txt").read_text() == "mine"
        assert (www(published) / "credentials/a/index.html").read_text() == "edited"
        assert names_of(published.publish())[2] == []


def test_a_foreign_folder_is_refused(published: Published) -> None:
    """A folder with files that were not published from here is refused, and stays as it is."""
    www(published).mkdir()
    (www(published) / "thesis.txt").write_text("years of work")
    assert published.refused() == (
        f"error: {www(published)} is not empty and was not built here (it contains thesis.txt)\n"
        "  = help: empty it if it is an old build, "
        "or choose another folder with `to` in portfolio.toml\n"
    )
    assert tree_of(www(published)) == {"thesis.txt": b"years of work"}


def test_a_file_in_the_way_is_refused(published: Published) -> None:
    """A foreign file where a new page belongs is not overwritten."""
    published.publish()
    (www(published) / "credentials/b").mkdir()
    (www(published) / "credentials/b/index.html").write_text("mine")
    published.site.record("b")
    assert published.refused() == (
        f"error: {www(published)}/credentials/b/index.html is in the way "
        "and was not written by a build\n"
        "  = help: move it elsewhere, or choose another folder with `to` in portfolio.toml\n"
    )
    assert (www(published) / "credentials/b/index.html").read_text() == "mine"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("..", "contains more than a built site"),
        ("static/x", "is part of the site's sources"),
        ("output", "the site is built into output/, so it cannot be published there"),
        ("output/x", "the site is built into output/, so it cannot be published there"),
    ],
)
def test_a_dangerous_folder_is_refused(published: Published, place: str, expected: str) -> None:
    """The folder never holds the site, its sources or its output."""
    published.settings(to=f"folder:{place}")
    said = published.refused()
    assert expected in said
    assert "with `to` in portfolio.toml\n" in said


def test_a_folder_below_the_site(published: Published) -> None:
    """A folder in the site's own folder can be published into."""
    published.settings(to="folder:docs")
    published.publish()
    assert tree_of(published.site.root / "docs") == published.site.files()


def test_a_site_outside_of_a_repository(site: SiteFolder, tmp_path: Path) -> None:
    """Neither a repository nor git is needed."""
    site.record()
    site.write("portfolio.toml", '[publish]\nto = "folder:../www"\n')
    (tmp_path / "bin").mkdir()
    done = site.run("publish", env={"PATH": str(tmp_path / "bin")})
    assert done.returncode == 0, done.stderr
    assert tree_of(tmp_path / "www") == site.files()


def test_a_folder_that_cannot_be_written(published: Published) -> None:
    """A folder without the right to write is told as such, in one message."""
    if os.geteuid() == 0:
        (published.site.root.parent / "file").write_text("a file")
        published.settings(to="folder:../file/www")
        assert published.refused().startswith(
            f"error: {published.site.root.parent}/file/www cannot be written: Not a directory"
        )
        return
    www(published).mkdir(mode=0o555)
    assert "cannot be written" in published.refused()
