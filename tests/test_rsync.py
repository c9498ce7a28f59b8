"""A site on a server: assets first, deletions last, and what is not ours is kept."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import pytest
from conftest import tree_of
from deploying import NEEDS_RSYNC, Published, make_published, names_of

from portfolio.deploy.job import Changes
from portfolio.deploy.rsync import find_server, read_listing
from portfolio.diagnostics import PortfolioError

CURE = "move what you need elsewhere, and delete the rest with `portfolio publish --force`"


@pytest.fixture
def published(tmp_path: Path) -> Published:
    """A site that is to be published with rsync, into a folder that does not exist yet."""
    return make_published(tmp_path, to="rsync:../www")


def www(published: Published) -> Path:
    """The folder that the site is published to."""
    return published.site.root.parent / "www"


def fake_ssh(published: Published, text: str) -> dict[str, str]:
    """Variables with which rsync reaches its hosts through a program with this text."""
    path = published.site.root.parent / "ssh.sh"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return {"RSYNC_RSH": str(path)}


@NEEDS_RSYNC
def test_the_server_has_the_files_of_the_build(published: Published) -> None:
    """The destination holds what the build wrote, and nothing else of the output folder."""
    published.site.write("output/mine.txt", "not built")
    shutil.rmtree(published.site.output)
    result = published.publish()
    built = published.site.files()
    for name in ("mine.txt", "notes/a.txt", "credentials/mine [1].txt", "assets/mine*.css"):
        published.site.write(f"output/{name}", "not built")
    assert tree_of(www(published)) == built
    assert names_of(result) == (sorted(built), [], [])
    published.site.record("b")
    published.publish()
    files = published.site.files()
    assert tree_of(www(published)) == {
        name: content for name, content in files.items() if content != b"not built"
    }
    assert not (www(published) / "notes").exists()


@NEEDS_RSYNC
def test_changes_are_told_and_stale_pages_deleted(published: Published) -> None:
    """New, changed and deleted files are told; a page that is gone is deleted."""
    published.publish()
    (published.site.root / "content/credentials/a.md").unlink()
    published.site.record("b")
    done = published.run("--dry-run")
    lines = done.stdout.splitlines()
    assert {"D credentials/a/index.html", "A credentials/b/index.html", "M index.html"} <= {*lines}
    assert re.search(
        r"not published to .*/www/ \(1 to add, \d+ to change, 1 to delete\)", lines[-1]
    )
    assert (www(published) / "credentials/a/index.html").exists()
    added, changed, deleted = names_of(published.publish())
    assert (added, deleted) == (["credentials/b/index.html"], ["credentials/a/index.html"])
    assert "index.html" in changed
    assert tree_of(www(published)) == published.site.files()
    done = published.run()
    assert re.fullmatch(r"1 credential, \d+ pages already published to .*/www/\n", done.stdout), (
        done.stdout
    )


@NEEDS_RSYNC
def test_what_is_not_ours_is_kept(published: Published) -> None:
    """Files that were not published from here are deleted only with --force, and what proves the
    ownership of a domain never.
    """
    (www(published) / ".well-known").mkdir(parents=True)
    (www(published) / ".well-known/proof").write_text("proof")
    (www(published) / "mail").mkdir()
    (www(published) / "mail/inbox").write_text("years of letters")
    before = tree_of(www(published))
    for arguments in ((), ("--dry-run",)):
        assert published.refused(*arguments) == (
            f"error: {www(published)}/ has a file that no publication made: `mail/inbox`\n"
            f"  = help: {CURE}\n"
        )
    assert tree_of(www(published)) == before
    published.publish(forced=True)
    assert tree_of(www(published)) == {
        **published.site.files(),
        ".well-known/proof": b"proof",
    }


@NEEDS_RSYNC
def test_pages_come_after_assets_and_deletions_last(published: Published) -> None:
    """At no moment does the destination lack a file that one of its pages needs: new assets are
    there before pages, and old ones as long as pages.
    """
    log = published.site.root.parent / "log"
    program = published.site.root.parent / "bin/rsync"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\n{shutil.which("rsync")} "$@"\ncode=$?\n'
        f'find {www(published)} -type f | sort > "{log}.$(ls {log}.* 2>/dev/null | wc -l)"\n'
        "exit $code\n"
    )
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{published.local.environ['PATH']}"
    old = published.site.write("static/root/old.txt", "old")
    published.publish()
    old.rename(old.with_name("new.txt"))
    (published.site.root / "content/credentials/a.md").unlink()
    published.site.record("b")
    done = published.run(PATH=path)
    assert done.returncode == 0, done.stderr
    listed, assets, whole = (Path(f"{log}.{n}").read_text().split() for n in range(3))
    gone = str(www(published) / "credentials/a/index.html")
    new = str(www(published) / "credentials/b/index.html")
    assert gone in listed
    assert gone in assets
    assert new not in assets
    assert gone not in whole
    assert new in whole
    assert str(www(published) / "new.txt") in assets
    assert str(www(published) / "old.txt") in assets
    assert str(www(published) / "old.txt") not in whole


@NEEDS_RSYNC
@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (".", "contains more than a built site"),
        ("..", "contains more than a built site"),
        ("content", "is part of the site's sources"),
        ("output", "the site is built into output/, so it cannot be published there"),
        ("output/x", "the site is built into output/, so it cannot be published there"),
        ("~", "contains more than a built site"),
    ],
)
def test_a_dangerous_folder_is_refused(published: Published, place: str, expected: str) -> None:
    """A local destination never holds the site, its sources, its output or somebody's home."""
    published.settings(to=f"rsync:{place}")
    said = published.refused(HOME=str(published.site.root.parent))
    assert expected in said
    assert "with `to` in portfolio.toml\n" in said


def test_without_rsync(published: Published, tmp_path: Path) -> None:
    """Without rsync, other ways of publishing are named."""
    assert published.refused(PATH=str(tmp_path / "nothing")) == (
        "error: rsync is not installed\n  = help: install it (on Debian: apt install rsync), "
        'or publish to a branch or a folder: `to = "folder:DIR"`\n'
    )


@NEEDS_RSYNC
def test_a_server_behind_ssh(published: Published) -> None:
    """A destination on a host is reached through ssh; the report names it as in the settings."""
    published.settings(to=f"rsync:ada@example.org:{www(published)}")
    ssh = fake_ssh(published, 'while [ "$1" != rsync ]; do shift; done\nexec "$@"')
    done = published.run(**ssh)
    assert done.returncode == 0, done.stderr
    assert f"published to ada@example.org:{www(published)} (" in done.stdout
    assert tree_of(www(published)) == published.site.files()


@NEEDS_RSYNC
@pytest.mark.parametrize(
    ("said", "code", "message", "cure"),
    [
        (
            "ada@example.org: Permission denied (publickey,password).",
            255,
            "example.org does not accept your SSH key",
            "add your public key to your account on that host, or load it with ssh-add",
        ),
        (
            "ssh: Could not resolve hostname example.org: Name or service not known",
            255,
            "example.org cannot be reached: there is no network, or its host does not exist",
            "check the network and the address, then try again; nothing was changed",
        ),
        (
            "bash: line 1: rsync: command not found",
            127,
            "rsync is not installed on example.org",
            "install it there (on Debian: apt install rsync)",
        ),
        (
            'rsync: [Receiver] mkdir "/nowhere/www" failed: No such file or directory (2)',
            11,
            "the folder above the one to write to does not exist on example.org",
            "create it there, or correct the path in `to`",
        ),
        (
            'rsync: [receiver] mkstemp "/www/.a" failed: Permission denied (13)',
            23,
            "files on example.org cannot be written",
            "give your account there the right to write to the folder",
        ),
    ],
)
def test_what_a_server_refuses(
    published: Published, said: str, code: int, message: str, cure: str
) -> None:
    """What ssh and rsync say is told with what to do."""
    published.settings(to="rsync:ada@example.org:/www")
    ssh = fake_ssh(published, f"echo '{said}' >&2\nexit {code}")
    assert published.refused(**ssh) == f"error: {message}\n  = help: {cure}\n"


@NEEDS_RSYNC
def test_a_folder_whose_parent_does_not_exist(published: Published) -> None:
    """A local destination whose parent does not exist is told as such."""
    published.settings(to="rsync:../no/where")
    assert published.refused() == (
        "error: the folder above the one to write to does not exist on this machine\n"
        "  = help: create it there, or correct the path in `to`\n"
    )


@NEEDS_RSYNC
@pytest.mark.parametrize(
    ("to", "host"),
    [
        ("rsync:ada@example.org:/www", "example.org"),
        ("rsync:example.org:", "example.org"),
        ("rsync:[::1]:/www", "[::1]"),
        ("rsync:example.org::module/www", "example.org"),
        ("rsync:rsync://example.org/module", "example.org"),
        ("rsync:../www", "this machine"),
        ("rsync:../a:b", "this machine"),
    ],
)
def test_hosts_are_told_from_folders(published: Published, to: str, host: str) -> None:
    """A colon before the first slash means a host."""
    root = published.site.root
    assert find_server(root, to, root / "output", {"PATH": os.environ["PATH"]}).host == host


def test_what_rsync_lists() -> None:
    """Files that are sent and deleted are told, folders and mere attributes are not."""
    listing = (
        "cd+++++++++ new/\n<f+++++++++ new/a b.html\n>fcs....... index.html\n"
        ".f...p..... perms.html\n*deleting   old/x.html\n*deleting   old/\n"
    )
    assert read_listing(listing) == Changes(("new/a b.html",), ("index.html",), ("old/x.html",))


@NEEDS_RSYNC
def test_a_link_is_refused(published: Published, tmp_path: Path) -> None:
    """A local destination that is a symbolic link is refused."""
    if sys.platform == "win32":
        pytest.skip("links need a right on Windows")
    (tmp_path / "elsewhere").mkdir()
    www(published).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PortfolioError, match="symbolic link"):
        published.publish()
