"""What is known here of the published site, without asking anybody."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import SETTINGS
from deploying import NEEDS_RSYNC, NOW, Published, make_published
from small_site import NO_VARIABLES, codes

from portfolio.deploy.status import check_publication, describe_status
from portfolio.diagnostics import PortfolioError
from portfolio.options import Options
from portfolio.pipeline.assemble import survey

BUILT = "built on 2025-06-01 at 12:30 UTC"


@pytest.fixture
def published(tmp_path: Path) -> Published:
    """A site that is to be published on a branch."""
    return make_published(tmp_path)


def status(published: Published, *, later: timedelta = timedelta()) -> list[str]:
    """What is known some time after the publication."""
    return list(describe_status(published.site.root, published.local.environ, NOW + later))


def touched_later(path: Path) -> None:
    """Make a file newer than the publication."""
    stamp = NOW.timestamp() + 60
    os.utime(path, (stamp, stamp))


def written_before(published: Published) -> None:
    """Make all sources older than the publication."""
    stamp = NOW.timestamp() - 60
    for path in published.site.root.rglob("*"):
        if path.is_file() and ".git" not in path.parts:
            os.utime(path, (stamp, stamp))


def test_nothing_is_known_before_a_publication(published: Published) -> None:
    """Where nothing is known of the branch, the ways to know are told."""
    (line,) = status(published)
    assert line == (
        "nothing is known here of the branch gh-pages of origin; next: git fetch origin "
        "+refs/heads/gh-pages:refs/remotes/origin/gh-pages, or portfolio publish"
    )
    done = published.run("--status")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("nothing is known here of the branch gh-pages of origin")
    assert not published.site.output.exists()


def test_the_published_build_is_told(published: Published) -> None:
    """Which build is published, when, for which date, how old it is, from which commit, and that
    nothing has changed since.
    """
    source = published.local.git("rev-parse", "HEAD")[:7]
    pages = published.publish().built.pages
    head = f"published on the branch gh-pages of origin: 1 credential, {pages} pages"
    for later, age in (
        (timedelta(minutes=5), "less than an hour ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23), "23 hours ago"),
        (timedelta(days=1, hours=23), "1 day ago"),
        (timedelta(days=40), "40 days ago"),
    ):
        assert status(published, later=later) == [
            head,
            f"{BUILT}, {age}, for 2025-06-01 from commit {source}",
            "the content has not changed since",
        ]
    published.remote.folder.rename(published.remote.folder.with_name("away"))
    assert status(published)[0] == head


def test_changes_of_the_sources_are_told(published: Published) -> None:
    """Changes that are not committed, and commits to the site, are told; other commits are not."""
    published.publish()
    published.local.commit("Elsewhere", notes_txt="notes")
    assert status(published)[2] == "the content has not changed since"
    published.site.record("b")
    assert status(published)[2] == (
        "the content has changed since: there are changes that are not committed; "
        "next: portfolio publish"
    )
    commit = published.local.commit("More")
    assert status(published)[2] == (
        f"the content has changed since: it is now at commit {commit[:7]}; next: portfolio publish"
    )


def test_after_uncommitted_changes_the_times_of_files_decide(published: Published) -> None:
    """A site that was published with uncommitted changes is compared by the times of its files."""
    published.site.record("b")
    written_before(published)
    published.publish()
    source = published.local.git("rev-parse", "HEAD")[:7]
    origin = f"from commit {source} with uncommitted changes"
    assert status(published)[1:] == [
        f"{BUILT}, less than an hour ago, for 2025-06-01 {origin}",
        "the content has not changed since",
    ]
    touched_later(published.site.root / "content/credentials/b.md")
    assert status(published)[2] == (
        "the content has changed since: content/credentials/b.md is newer; next: portfolio publish"
    )


@pytest.mark.parametrize(
    ("to", "place"),
    [
        ("folder:../www", "into ../www"),
        pytest.param("rsync:../www", "to ../www", marks=NEEDS_RSYNC),
    ],
)
def test_a_server_and_a_folder_have_a_record(published: Published, to: str, place: str) -> None:
    """What was published to a server or a folder is recorded, each for itself; without a repository
    the times of files decide.
    """
    shutil.rmtree(published.site.root / ".git")
    published.settings(to=to)
    nothing = f"nothing is known here of a site published {place}; next: portfolio publish"
    assert status(published) == [nothing]
    written_before(published)
    published.publish(dry=True)
    assert status(published) == [nothing]
    pages = published.publish().built.pages
    assert status(published) == [
        f"published {place}: 1 credential, {pages} pages",
        f"{BUILT}, less than an hour ago, for 2025-06-01",
        "the content has not changed since",
    ]
    touched_later(published.site.root / "content/credentials/a.md")
    assert "content/credentials/a.md is newer" in status(published)[2]
    published.settings(to="folder:../elsewhere")
    assert status(published)[0].startswith("nothing is known here of a site published into")


def test_a_damaged_record_is_none(published: Published) -> None:
    """A record that is damaged, or says another place, counts as none."""
    published.settings(to="folder:../www")
    published.publish()
    (record,) = (published.site.root / ".portfolio").glob("published-*.json")
    said = json.loads(record.read_text())
    for text in ("", "{}", json.dumps({**said, "to": "folder:/"}), json.dumps([said])):
        record.write_text(text)
        assert status(published)[0].startswith("nothing is known here")


def test_commits_of_others_are_told(published: Published) -> None:
    """What others did to the branch is told once it was fetched."""
    published.publish()
    somebody = published.somebody()
    somebody.commit("Create CNAME", CNAME="ada.example.org")
    somebody.git("push", "--quiet", "origin", "gh-pages")
    assert len(status(published)) == 3
    published.local.git("fetch", "--quiet")
    assert status(published)[3] == "others have changed the branch since, in 1 commit"


def test_a_branch_without_a_build(published: Published) -> None:
    """A branch that others made is told as such."""
    somebody = published.somebody()
    somebody.commit("Deploy", index_html="index")
    somebody.git("push", "--quiet", "origin", "gh-pages")
    published.local.git("fetch", "--quiet")
    assert status(published) == [
        "the branch gh-pages of origin has no build of this program; next: portfolio publish"
    ]


def test_settings_that_cannot_be_used(published: Published) -> None:
    """Without a destination, and with errors in the settings, the command says so."""
    published.site.write("portfolio.toml", SETTINGS)
    with pytest.raises(PortfolioError, match="does not say where to publish the site"):
        status(published)
    published.settings(to="gh-pages")
    with pytest.raises(PortfolioError, match=r"portfolio\.toml has errors"):
        status(published)


# The warning of `portfolio check`


def stale(published: Published, as_of: date) -> list[str]:
    """The codes of what a check on a day says of the published site."""
    found = survey(published.site.root, Options(as_of=as_of), NO_VARIABLES)
    return codes(check_publication(found, published.local.environ))


@pytest.mark.parametrize("to", ["branch", "folder:../www"])
def test_a_site_whose_dates_have_passed_is_stale(published: Published, to: str) -> None:
    """A published site is stale after thirty days, if the state of a credential has changed by
    then; otherwise it is not, however old.
    """
    published.settings(to=to)
    published.site.record("a", expiry_date="2025-06-20")
    published.publish()
    assert stale(published, date(2025, 7, 1)) == []
    assert stale(published, date(2025, 7, 2)) == ["stale-publication"]
    published.site.record("a", expiry_date="2030-01-01")
    assert stale(published, date(2025, 12, 1)) == []
    published.site.record("a")
    assert stale(published, date(2040, 1, 1)) == []


def test_a_check_warns_and_a_build_does_not(published: Published) -> None:
    """`portfolio check` shows the warning at the setting; a build says nothing."""
    published.site.record("a", expiry_date="2025-06-20")
    published.publish()
    done = published.site.run("check", "--as-of", "2025-09-01", env=published.local.environ)
    assert done.returncode == 0
    assert done.stderr.startswith(
        "warning[stale-publication]: the published site is from 2025-06-01, "
        "and since then the state of `Title a` has changed\n --> portfolio.toml:8:6\n"
    )
    assert done.stderr.endswith("= help: publish it again: portfolio publish\n\n")
    assert ", 1 warning" in done.stdout
    done = published.site.run("build", "--as-of", "2025-09-01", env=published.local.environ)
    assert done.stderr == ""


def test_where_nothing_is_known_nothing_is_said(published: Published) -> None:
    """Without a destination, a publication, a repository or git, a check does not warn."""
    published.site.record("a", expiry_date="2025-06-20")
    day = date(2026, 1, 1)
    assert stale(published, day) == []
    published.publish()
    assert stale(published, day) == ["stale-publication"]
    published.local.environ["PATH"] = ""
    assert stale(published, day) == []
    del published.local.environ["PATH"]
    shutil.rmtree(published.site.root / ".git")
    assert stale(published, day) == []
    published.site.write("portfolio.toml", SETTINGS)
    assert stale(published, day) == []
