"""A site on a branch: only what differs is committed, and no commit of anybody is lost."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import SETTINGS, command, tree_of
from deploying import NOW, Published, make_published, names_of

from portfolio.deploy.cname import CNAME
from portfolio.diagnostics import PortfolioError


@pytest.fixture
def published(tmp_path: Path) -> Published:
    """A site that is to be published on a branch."""
    return make_published(tmp_path)


def refusal(published: Published, **request: Any) -> tuple[str, str]:
    """Why a site is not published, and what to do."""
    with pytest.raises(PortfolioError) as reason:
        published.publish(**request)
    return reason.value.message, reason.value.help


FOREIGN_CURE = (
    "to publish them with the site, put them into static/root/; to replace them, run "
    "`portfolio publish --force`: they stay in the history of the branch"
)


def test_the_branch_has_the_files_of_the_build(published: Published) -> None:
    """The branch holds what the build wrote, byte for byte, and `.nojekyll`; nothing else."""
    result = published.publish()
    built = published.site.files()
    assert published.names() == sorted([".nojekyll", *built])
    published.site.write("output/mine.txt", "not built")
    published.site.record("b")
    published.publish()
    assert "mine.txt" not in published.names()
    assert published.show("index.html").encode() == (
        published.site.output / "index.html"
    ).read_bytes().rstrip(b"\n")
    assert names_of(result) == (sorted([".nojekyll", *built]), [], [])


def test_files_are_stored_as_they_are(published: Published) -> None:
    """No filter of git changes a published file: neither line ends nor large files."""
    published.site.write("static/root/data.bin", b"a\r\nb\r\n")
    published.site.write(".gitattributes", "*.bin text eol=lf filter=lfs\n")
    published.local.git("config", "core.autocrlf", "input")
    published.local.git("config", "filter.lfs.clean", "false")
    published.local.git("config", "filter.lfs.required", "true")
    published.publish()
    size = published.remote.git("cat-file", "-s", "gh-pages:data.bin")
    assert size == "6"


def test_a_name_with_odd_characters_is_published(published: Published) -> None:
    """Names with blanks, quotes and letters of other scripts arrive as they are."""
    published.site.write('static/root/a "b" é.txt', "odd")
    published.publish()
    listing = published.remote.git("ls-tree", "-r", "-z", "--name-only", "gh-pages")
    assert 'a "b" é.txt' in listing.split("\0")


def test_the_same_site_is_not_published_twice(published: Published) -> None:
    """A site without changes makes no commit, and the command says so."""
    published.publish()
    tip = published.tip()
    assert names_of(published.publish()) == ([], [], [])
    assert published.tip() == tip
    done = published.run()
    assert re.fullmatch(
        r"1 credential, \d+ pages already published on the branch gh-pages of origin\n", done.stdout
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_command_says_what_was_published(published: Published) -> None:
    """The command says how much was published where, in one line, with exit code 0."""
    done = published.run()
    assert re.fullmatch(
        r"1 credential, \d+ pages published on the branch gh-pages of origin "
        r"\(\d+ added, 0 changed, 0 deleted\)\n",
        done.stdout,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_changes_are_told_apart(published: Published) -> None:
    """New, changed and deleted files are told; the old commit is the parent of the new one."""
    published.publish()
    before = published.tip()
    (published.site.root / "content/credentials/a.md").unlink()
    published.site.record("b")
    added, changed, deleted = names_of(published.publish())
    assert (added, deleted) == (["credentials/b/index.html"], ["credentials/a/index.html"])
    assert "index.html" in changed
    assert published.remote.git("rev-parse", "gh-pages^") == before


def test_a_dry_run_lists_and_publishes_nothing(published: Published) -> None:
    """--dry-run lists what would be added, changed and deleted, and pushes nothing."""
    published.publish()
    tip = published.tip()
    (published.site.root / "content/credentials/a.md").unlink()
    published.site.record("b")
    done = published.run("--dry-run")
    lines = done.stdout.splitlines()
    assert "D credentials/a/index.html" in lines
    assert "A credentials/b/index.html" in lines
    assert "M index.html" in lines
    assert re.fullmatch(
        r"1 credential, \d+ pages not published on the branch gh-pages of origin "
        r"\(1 to add, \d+ to change, 1 to delete\)",
        lines[-1],
    )
    assert (published.tip(), done.returncode) == (tip, 0)


def test_a_site_with_errors_is_not_published(published: Published) -> None:
    """If the build finds errors, nothing is pushed, and the exit code is 1;
    with --strict, warnings are errors.
    """
    published.site.record("b", issued_date="2024-13-45")
    done = published.run()
    assert (done.stdout, done.returncode) == ("nothing was published, 1 error\n", 1)
    published.site.record("b", status="active", expiry_date="2025-01-01")
    done = published.run("--strict")
    assert (done.stdout, done.returncode) == ("nothing was published, 1 error\n", 1)
    assert published.tip() == ""


def test_nothing_of_the_user_is_touched(published: Published) -> None:
    """Local branches, the index, what is staged, and the work tree stay as they are."""
    published.site.write("staged.txt", "staged")
    published.local.git("add", "staged.txt")
    published.local.git("branch", "gh-pages")
    published.publish()
    published.site.record("a", "Other words.\n")

    def state() -> list[str]:
        asked = ("for-each-ref", "refs/heads"), ("status", "--porcelain"), ("log", "-1")
        return [published.local.git("--no-optional-locks", *arguments) for arguments in asked]

    index, before = published.site.root / ".git/index", state()
    content = index.read_bytes()
    published.publish()
    assert (index.read_bytes(), state()) == (content, before)
    assert not (published.site.root / ".git/FETCH_HEAD").exists()


def test_the_message_says_what_the_commit_is(published: Published) -> None:
    """The commit says when it was built, for which date, from which commit with which changes,
    how much it holds, and by which version.
    """
    source = published.local.git("rev-parse", "HEAD")
    published.publish()
    message = published.remote.git("log", "-1", "--format=%B", "gh-pages")
    assert re.fullmatch(
        r"Publish 1 credential, (\d+) pages as of 2025-06-01\n\n"
        rf"Built on 2025-06-01 at 12:30 UTC for 2025-06-01 from commit {source[:7]}\.\n\n"
        r"Portfolio-Build: 2025-06-01T12:30:00\+00:00\nPortfolio-As-Of: 2025-06-01\n"
        rf"Portfolio-Source: {source}\nPortfolio-Credentials: 1\nPortfolio-Pages: \1\n"
        r"Portfolio-Version: [\d.]+\nPortfolio-Tree: [0-9a-f]+",
        message,
    )
    published.site.record("b")
    published.publish()
    message = published.remote.git("log", "-1", "--format=%B", "gh-pages")
    assert f"from commit {source[:7]} with uncommitted changes." in message
    assert "Portfolio-Uncommitted: yes" in message


def test_the_author_is_the_user_if_git_knows_one(published: Published) -> None:
    """Without settings of git the author is the program; a known name or address is used."""
    published.publish()
    who = "%an <%ae> %cn <%ce>"
    author = published.remote.git("log", "-1", f"--format={who}", "gh-pages")
    assert author == "portfolio <portfolio@localhost> portfolio <portfolio@localhost>"
    published.local.git("config", "user.name", "Ada Example")
    published.local.git("config", "user.email", "ada@example.org")
    published.site.record("b")
    published.publish()
    author = published.remote.git("log", "-1", f"--format={who}", "gh-pages")
    assert author == "Ada Example <ada@example.org> Ada Example <ada@example.org>"


def test_settings_of_the_user_change_nothing(published: Published) -> None:
    """Git may be told to guess no identity, to colour everything, to sign, and to read patterns
    otherwise: the site is published all the same, and its commit is recognized.
    """
    for key, value in (
        *(("user.useConfigOnly", "true"), ("commit.gpgSign", "true"), ("color.ui", "always")),
        *(("color.push", "always"), ("grep.patternType", "fixed"), ("log.showSignature", "true")),
        *(("status.showUntrackedFiles", "no"), ("core.logAllRefUpdates", "always")),
        *(("push.followTags", "true"), ("fetch.prune", "true"), ("format.pretty", "oneline")),
    ):
        published.local.git("config", key, value)
    for name in ("b", "c"):
        published.site.record(name)
        published.publish()
        message = published.remote.git("log", "-1", "--format=%B", "gh-pages")
        assert "with uncommitted changes" in message
    assert published.remote.git("rev-list", "--count", "gh-pages") == "2"
    published.hook("pre-receive", "echo 'GH006: no' >&2\nexit 1", of=published.remote)
    published.site.record("d")
    assert refusal(published)[0] == "the branch is protected on origin"


def test_variables_of_a_hook_are_ignored(published: Published) -> None:
    """A hook of git that publishes its site does not publish into the repository of the hook."""
    done = published.run(
        GIT_DIR="/nowhere", GIT_INDEX_FILE="/nowhere/index", GIT_WORK_TREE="/nowhere"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "index.html" in published.names()


# Commits of others


def test_a_domain_that_was_set_on_the_branch_is_kept(published: Published) -> None:
    """The commit with which a host's settings add a domain is no obstacle, and is never undone."""
    published.publish()
    somebody = published.somebody()
    theirs = somebody.commit("Create CNAME", CNAME="ada.example.org")
    somebody.git("push", "--quiet", "origin", "gh-pages")
    for body in ("One.\n", "Two.\n"):
        published.site.record("a", body)
        published.publish()
        assert published.show(CNAME) == "ada.example.org"
    assert theirs in published.remote.git("rev-list", "gh-pages").split()


def test_a_branch_with_a_domain_only_is_no_obstacle(published: Published) -> None:
    """A site can be published first on a branch on which only a domain was set."""
    somebody = published.somebody()
    somebody.commit("Create CNAME", CNAME="ada.example.org")
    somebody.git("push", "--quiet", "origin", "gh-pages")
    published.publish()
    assert published.show(CNAME) == "ada.example.org"


def test_a_domain_of_the_site_wins(published: Published) -> None:
    """A file CNAME in static/root/ is published, whatever the branch has."""
    published.publish()
    somebody = published.somebody()
    somebody.commit("Create CNAME", CNAME="old.example.org")
    somebody.git("push", "--quiet", "origin", "gh-pages")
    published.site.write("static/root/CNAME", "new.example.org\n")
    published.publish()
    assert published.show(CNAME) == "new.example.org"


def test_the_domain_comes_from_the_address_of_the_site(published: Published) -> None:
    """On GitHub, the domain is the host of `base_url`, and follows it; the first time, the next
    step is told.
    """
    remote = published.remote.folder.parent / "github.com" / "site.git"
    remote.parent.mkdir()
    published.remote.folder.rename(remote)
    published.remote.folder = remote
    published.local.git("remote", "set-url", "origin", str(remote))
    result = published.publish()
    assert result.deployment
    assert result.deployment.notes == (
        "next: in the settings of the repository, under Pages, choose the branch gh-pages",
    )
    assert published.show(CNAME) == "example.org"
    published.site.write(
        "portfolio.toml", f'{SETTINGS}to = "branch"\n'.replace("//example", "//www.example")
    )
    result = published.publish()
    assert result.deployment
    assert result.deployment.notes == ()
    assert published.show(CNAME) == "www.example.org"
    somebody = published.somebody()
    somebody.commit("Update CNAME", CNAME="ada.example.net")
    somebody.git("push", "--quiet", "origin", "gh-pages")
    for body in ("One.\n", "Two.\n"):
        published.site.record("a", body)
        result = published.publish()
        assert result.deployment
        (note,) = result.deployment.notes
        assert note == (
            "the branch keeps the domain ada.example.net, although `base_url` names "
            "www.example.org; to change it, write www.example.org into static/root/CNAME"
        )
        assert published.show(CNAME) == "ada.example.net"


def test_a_foreign_file_is_never_lost(published: Published) -> None:
    """A branch with files that no publication made is refused with their names;
    --force replaces them, and their commit stays in the history.
    """
    published.publish()
    somebody = published.somebody()
    theirs = somebody.commit("Notes", notes_txt="years of work", CNAME="ada.example.org")
    somebody.git("push", "--quiet", "origin", "gh-pages")
    assert refusal(published) == (
        "the branch gh-pages of origin has a file that no publication made: `notes.txt`",
        FOREIGN_CURE,
    )
    assert published.tip() == theirs
    published.publish(forced=True)
    assert "notes.txt" not in published.names()
    assert published.remote.git("rev-parse", "gh-pages^") == theirs
    assert published.show(CNAME) == "ada.example.org"
    published.site.record("a", "Other words.\n")
    published.publish()


def test_an_edit_on_the_branch_is_refused(published: Published) -> None:
    """A published page that somebody edited on the branch is not overwritten without --force."""
    published.publish()
    somebody = published.somebody()
    somebody.commit("Edit", index_html="edited", robots_txt="edited")
    somebody.git("push", "--quiet", "origin", "gh-pages")
    message, cure = refusal(published)
    assert message == (
        "the branch gh-pages of origin has 2 files that no publication made: "
        "`index.html` and `robots.txt`"
    )
    assert cure == FOREIGN_CURE


def test_an_amended_build_is_not_taken_for_ours(published: Published) -> None:
    """A build to which somebody added files is no longer a build, although its message says so."""
    published.publish()
    somebody = published.somebody()
    (somebody.folder / "more.txt").write_text("more")
    somebody.git("add", "more.txt")
    somebody.git("commit", "--quiet", "--amend", "--no-edit")
    somebody.git("push", "--quiet", "--force", "origin", "gh-pages")
    assert "more.txt" in refusal(published)[0]


@pytest.mark.parametrize("deletes", [True, False])
def test_a_foreign_commit_without_files_is_no_obstacle(
    published: Published, *, deletes: bool
) -> None:
    """A commit that adds nothing, or only deletes, stays in the history, and is built upon."""
    published.publish()
    somebody = published.somebody()
    theirs = somebody.commit("Tidy", **({"robots_txt": None} if deletes else {}))
    somebody.git("push", "--quiet", "origin", "gh-pages")
    published.site.record("b")
    published.publish()
    assert published.remote.git("rev-parse", "gh-pages^") == theirs
    assert "robots.txt" in published.names()


def test_a_branch_of_another_program_is_refused(published: Published) -> None:
    """A branch that another program published is replaced only with --force."""
    somebody = published.somebody()
    theirs = somebody.commit("Deploy", a_html="1", b_html="2", c_html="3", d_html="4")
    somebody.git("push", "--quiet", "origin", "gh-pages")
    message, cure = refusal(published)
    assert message == (
        "the branch gh-pages of origin has 4 files that no publication made: "
        "`a.html`, `b.html`, `c.html` and 1 more"
    )
    assert cure == FOREIGN_CURE
    published.publish(forced=True)
    assert published.remote.git("rev-parse", "gh-pages^") == theirs


# At the same moment


def other_push(published: Published, script: str) -> None:
    """Let somebody push once, just before this site does."""
    once = published.local.folder.parent / "once"
    published.hook(
        "pre-push",
        f"test -e {shlex.quote(str(once))} && exit 0\ntouch {shlex.quote(str(once))}\n{script}",
    )


def test_a_push_of_somebody_else_at_the_same_moment_is_not_lost(published: Published) -> None:
    """If somebody pushes between asking and pushing, nothing of theirs is lost, and the message
    says what to do; afterwards it works.
    """
    published.publish()
    somebody = published.somebody()
    theirs = somebody.commit("Create CNAME", CNAME="ada.example.org")
    other_push(
        published,
        f"unset GIT_DIR; git -C {shlex.quote(str(somebody.folder))} push -q origin gh-pages",
    )
    published.site.record("b")
    assert published.refused() == (
        "error: somebody else has just pushed to the branch gh-pages of origin\n"
        "  = help: nothing of theirs was changed; run `portfolio publish` again\n"
    )
    assert published.tip() == theirs
    published.publish()
    assert published.remote.git("rev-parse", "gh-pages^") == theirs


def test_a_branch_that_appears_at_the_same_moment_is_not_lost(published: Published) -> None:
    """If somebody creates the branch before the first push, theirs stays."""
    somebody = published.somebody()
    theirs = somebody.commit("Begin", notes_txt="notes")
    other_push(
        published,
        f"unset GIT_DIR; git -C {shlex.quote(str(somebody.folder))} push -q origin gh-pages",
    )
    assert refusal(published)[0] == (
        "somebody else has just pushed to the branch gh-pages of origin"
    )
    assert published.tip() == theirs


def test_another_build_at_the_same_moment_is_followed(published: Published) -> None:
    """If another clone publishes at the same moment, this site is published on top of it."""
    published.publish()
    other = published.somebody("other", "main")
    (other.folder / "content/credentials/z.md").write_text(
        "---\ntitle: Z\nissuer: I\nissued_date: 2024\n---\n"
    )
    publish = shlex.join(command("publish"))
    other_push(published, f"cd {shlex.quote(str(other.folder))} && {publish} >&2")
    published.site.record("b")
    done = published.run()
    assert done.returncode == 0, done.stderr
    first, second = published.remote.git("log", "-2", "--format=%B%x00", "gh-pages").split("\0")[:2]
    assert "Publish 2 credentials" in first
    assert "Publish 2 credentials" in second
    assert "credentials/b/index.html" in published.names()
    assert int(published.remote.git("rev-list", "--count", "gh-pages")) == 3


# One hundred in a row


def test_a_hundred_publications_keep_the_domain_and_every_commit(published: Published) -> None:
    """In a hundred publications, with commits of others and another clone in between, the domain is
    kept each time, and every commit stays in the history.
    """
    somebody = published.somebody()
    tips = [somebody.commit("Create CNAME", CNAME="ada.example.org")]
    somebody.git("push", "--quiet", "origin", "gh-pages")
    other = published.somebody("other", "main")
    foreign = {20: {"notes_txt": "notes"}, 40: {}, 60: {"index_html": "edited"}, 80: {"feed": "x"}}
    kept = 0
    for number in range(100):
        if number in foreign:
            somebody.git("pull", "--quiet", "--ff-only", "origin", "gh-pages")
            tips.append(somebody.commit(f"Foreign {number}", **foreign[number]))
            somebody.git("push", "--quiet", "origin", "gh-pages")
        if number == 50:
            done = subprocess.run(
                command("publish"), cwd=other.folder, env=other.environ, check=False
            )
            assert done.returncode == 0
            tips.append(published.tip())
        published.site.record("a", f"Words {number}.\n")
        published.publish(forced=number in foreign, now=NOW)
        tips.append(published.tip())
        kept += published.show(CNAME) == "ada.example.org"
    assert kept == 100
    assert len(set(tips)) == 106
    assert set(tips) == set(published.remote.git("rev-list", "gh-pages").split())
    assert tree_of(published.site.output).keys() | {CNAME, ".nojekyll"} == set(published.names())
