"""Writing: what is not ours is never touched, and the published site is whole at every moment."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from conftest import AS_OF, FACTOR, PATIENCE, SiteFolder, command, dead_links, environment, tree_of

from portfolio.diagnostics import PortfolioError
from portfolio.options import Options
from portfolio.output.manifest import MARK
from portfolio.pipeline.build import build

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def times_of(folder: Path) -> dict[str, tuple[int, int]]:
    """The time of change and the inode of every file."""
    return {
        p.relative_to(folder).as_posix(): (p.stat().st_mtime_ns, p.stat().st_ino)
        for p in folder.rglob("*")
        if p.is_file() and p.name != MARK
    }


def refusal(site: SiteFolder, output: Path | None = None) -> str:
    """The message with which a build refuses an output folder."""
    with pytest.raises(PortfolioError) as reason:
        site.build(output=output)
    return f"{reason.value.message} {reason.value.help}"


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Mount something at a folder, or skip the test where that is not allowed."""
    mount = shutil.which("mount")
    if not IS_ROOT or not mount:
        pytest.skip("mounting a file system needs root")
    done = subprocess.run(
        [mount, *options, str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


# What is refused


@pytest.mark.parametrize(
    "place",
    [
        "/",
        "{home}",
        ".",
        "..",
        "content",
        "content/credentials",
        "content/new",
        "themes",
        "themes/x",
        "templates",
        "static",
        ".git",
        ".portfolio",
    ],
)
def test_a_dangerous_folder_is_refused(site: SiteFolder, place: str) -> None:
    """The root, the home folder, the site's folder, its parents and its sources
    are never an output folder.
    """
    site.record()
    site.theme("x")
    before = tree_of(site.root)
    folder = Path(place.format(home=Path.home()))
    message = refusal(
        site, folder if folder.is_absolute() else Path(os.path.normpath(site.root / folder))
    )
    assert "--output" in message
    after = {
        name: content
        for name, content in tree_of(site.root).items()
        if not name.startswith(".portfolio/")
    }
    assert after == before


def test_a_dangerous_folder_is_refused_by_the_command(site: SiteFolder) -> None:
    """The command says why it refuses a folder, with exit code 2,
    also for `..` written with dots.
    """
    site.record()
    for place in ("../site", "content/../content", "/"):
        done = site.run("build", "--output", place)
        assert done.returncode == 2, place
        assert done.stderr.startswith("error: ")
        assert "Traceback" not in done.stderr


def test_a_foreign_folder_is_refused(site: SiteFolder, tmp_path: Path) -> None:
    """A folder with somebody's files that no build made is refused by name, and stays as it is."""
    site.record()
    foreign = tmp_path / "documents"
    foreign.mkdir()
    (foreign / "thesis.txt").write_text("years of work")
    assert "thesis.txt" in refusal(site, foreign)
    assert tree_of(foreign) == {"thesis.txt": b"years of work"}


def test_a_foreign_folder_is_refused_before_any_text_is_read(
    site: SiteFolder, tmp_path: Path
) -> None:
    """Nobody waits for the texts of a large site to learn that its output folder is refused."""
    site.record()
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents/thesis.txt").write_text("years of work")
    steps: list[str] = []
    for output, wanted in (("documents", set()), ("new", {"reading", "rendering"})):
        options = Options(output=tmp_path / output, as_of=AS_OF)
        with suppress(PortfolioError):
            build(site.root, options, site.environ.get, lambda what, *_: steps.append(what))
        assert set(steps) == wanted


def test_a_folder_that_another_copy_of_the_site_writes_is_refused(
    site: SiteFolder, tmp_path: Path
) -> None:
    """A site that was copied with its notes does not write over what the first one published,
    until that one's notes are gone; within its own folder it builds as ever.
    """
    site.record()
    shared = tmp_path / "public"
    site.publish(output=shared)
    before = tree_of(shared)
    copy = SiteFolder(tmp_path / "copy")
    shutil.copytree(site.root, copy.root)
    copy.record("b")
    assert refusal(copy, shared) == (
        f"{shared} is written by another copy of this site, in {site.root} choose another folder "
        "with --output; or, if that copy is no longer used, "
        f"remove {site.root}/.portfolio"
    )
    assert tree_of(shared) == before
    assert copy.build().written
    assert site.build(output=shared).written
    shutil.rmtree(site.root / ".portfolio")
    assert copy.build(output=shared).written
    assert (shared / "credentials/b/index.html").exists()


def test_a_moved_site_goes_on_with_a_folder_elsewhere(site: SiteFolder, tmp_path: Path) -> None:
    """A site that was moved with its notes still owns the folder outside of it that it wrote,
    also where the site is reached by a link.
    """
    site.record()
    site.publish(output=tmp_path / "public")
    moved = SiteFolder(site.root.parent / "renamed")
    site.root.rename(moved.root)
    assert moved.build(output=tmp_path / "public").written
    (moved.root / "linked").symlink_to(moved.root)
    again = SiteFolder(moved.root / "linked")
    assert again.build(output=tmp_path / "public").written


def test_a_file_is_refused(site: SiteFolder) -> None:
    """A file in the place of the output folder is refused and kept."""
    site.record()
    site.write("output", "mine")
    assert "is a file" in refusal(site)
    assert (site.root / "output").read_text() == "mine"


def test_a_linked_output_is_refused(site: SiteFolder, tmp_path: Path) -> None:
    """An output folder that is a symbolic link is refused,
    and nothing is written where it leads.
    """
    site.record()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    site.output.symlink_to(elsewhere)
    assert "symbolic link" in refusal(site)
    assert list(elsewhere.iterdir()) == []


def test_a_link_within_the_output_is_not_followed(site: SiteFolder, tmp_path: Path) -> None:
    """A folder of the output that was replaced by a link is refused;
    nothing is written where it leads.
    """
    site.record()
    site.publish()
    elsewhere = tmp_path / "elsewhere"
    (site.output / "credentials").rename(elsewhere)
    (site.output / "credentials").symlink_to(elsewhere)
    before = tree_of(elsewhere)
    site.record("a", "Other words.\n")
    assert "symbolic link" in refusal(site)
    assert tree_of(elsewhere) == before


def test_a_stale_page_behind_a_link_is_not_deleted(site: SiteFolder, tmp_path: Path) -> None:
    """A page that is no longer made is not deleted through a link
    that took the place of its folder.
    """
    site.record("a")
    site.record("old")
    site.publish()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "index.html").write_text("precious")
    shutil.rmtree(site.output / "credentials/old")
    (site.output / "credentials/old").symlink_to(elsewhere)
    (site.root / "content/credentials/old.md").unlink()
    with suppress(PortfolioError):
        site.build()
    assert (elsewhere / "index.html").read_text() == "precious"


@pytest.mark.parametrize("name", [".gitignore", ".gitkeep", ".nojekyll", "CNAME"])
def test_bystanders_are_accepted_and_kept(site: SiteFolder, name: str) -> None:
    """The small files that hosts and Git put into an output folder do not make it foreign,
    and no build touches them.
    """
    site.record("a")
    site.record("b")
    site.write(f"output/{name}", "kept")
    site.publish()
    (site.root / "content/credentials/b.md").unlink()
    assert site.publish()[name] == b"kept"


def test_foreign_files_are_never_overwritten(site: SiteFolder) -> None:
    """A file that somebody put where a new page would go is refused by name,
    and everything stays as it was.
    """
    site.record("a")
    site.publish()
    site.write("output/credentials/b/index.html", "mine")
    before = site.files()
    site.record("b")
    site.record("a", "Other words.\n")
    assert "credentials/b/index.html" in refusal(site)
    assert site.files() == before


def test_foreign_files_are_never_deleted(site: SiteFolder) -> None:
    """Files that somebody put beside our pages stay when the pages go."""
    site.record("a")
    site.record("b")
    site.publish()
    site.write("output/credentials/b/notes.txt", "mine")
    site.write("output/own/page.html", "mine")
    (site.root / "content/credentials/b.md").unlink()
    files = site.publish()
    assert files["credentials/b/notes.txt"] == b"mine"
    assert files["own/page.html"] == b"mine"
    assert "credentials/b/index.html" not in files


def test_a_foreign_file_in_the_way_of_a_folder_leaves_the_old_site(site: SiteFolder) -> None:
    """A file where a new folder must be made is found before anything is changed."""
    site.record("a")
    site.publish()
    site.write("output/skills", "mine")
    before = site.files()
    site.record("a", "Other words.\n", competencies=["new_skill"])
    refusal(site)
    assert site.files() == before


def test_a_foreign_folder_in_the_way_of_a_file_leaves_the_old_site(site: SiteFolder) -> None:
    """A folder where a new file must be made is found before anything is changed."""
    site.record("a")
    site.publish()
    site.write("output/zz.txt/mine.txt", "mine")
    before = site.files()
    site.record("a", "Other words.\n")
    site.write("static/root/zz.txt", "x")
    refusal(site)
    assert site.files() == before


# What a build changes


def test_a_file_may_become_a_folder_and_a_folder_a_file(site: SiteFolder) -> None:
    """An address that was a file of ours can become a folder with the next build, and back."""
    site.record()
    site.write("static/root/about", "a file")
    site.publish()
    (site.root / "static/root/about").unlink()
    site.write("content/pages/about.md", "---\ntitle: About\n---\n")
    assert "about/index.html" in site.publish()
    (site.root / "content/pages/about.md").unlink()
    site.write("static/root/about", "a file")
    assert site.publish()["about"] == b"a file"


def test_stale_pages_are_removed(site: SiteFolder) -> None:
    """A page that is no longer made is gone after the build, with its empty folder;
    the result equals a clean build.
    """
    site.record("a", technologies=["Rust"])
    site.record("b", technologies=["Perl"])
    site.publish()
    (site.root / "content/credentials/b.md").unlink()
    result = site.build()
    assert result.written is not None
    assert result.written.deleted >= 2
    assert not (site.output / "credentials/b").exists()
    assert not (site.output / "technologies/perl").exists()
    assert site.files() == clean(site)


def clean(site: SiteFolder) -> dict[str, bytes]:
    """The files of a clean build of the same sources."""
    other = SiteFolder(site.root.parent / "clean", site.environ)
    shutil.rmtree(other.root, ignore_errors=True)
    shutil.copytree(site.root, other.root, ignore=shutil.ignore_patterns("output", ".portfolio"))
    return other.publish()


def test_unchanged_files_are_not_touched(site: SiteFolder) -> None:
    """A build without a change touches no file; an edited body changes
    one page and nothing else.
    """
    for name in "abc":
        site.record(name, summary="The same")
    site.publish()
    before = times_of(site.output)
    result = site.build()
    assert result.written is not None
    assert (result.written.written, result.written.deleted) == (0, 0)
    assert times_of(site.output) == before
    site.record("b", "Quite other words.\n", summary="The same")
    site.publish()
    changed = {name for name, when in times_of(site.output).items() if when != before[name]}
    assert changed == {"credentials/b/index.html"}


def test_damaged_files_are_mended(site: SiteFolder) -> None:
    """A page of ours that was changed, emptied or deleted is as it should
    be after the next build.
    """
    site.record()
    files = site.publish()
    (site.output / "index.html").write_bytes(b"x" * len(files["index.html"]))
    (site.output / "404.html").write_bytes(b"")
    (site.output / "credentials/a/index.html").unlink()
    assert site.publish() == files


def test_nothing_is_left_beside_the_output(site: SiteFolder) -> None:
    """A build leaves nothing but the output and its hidden notes, and no staging in either."""
    site.record()
    site.publish()
    assert {path.name for path in site.root.iterdir()} == {
        "content",
        "portfolio.toml",
        "output",
        ".portfolio",
    }
    assert list(site.root.rglob("*staging*")) == []
    assert (site.root / ".portfolio/.gitignore").read_text().strip() == "*"


def test_another_output_folder(site: SiteFolder, tmp_path: Path) -> None:
    """A site can be built into another folder, named in the settings or on the command
    line, which the report names.
    """
    site.record()
    done = site.run("build", "--output", "../elsewhere/deep")
    assert done.returncode == 0
    assert (tmp_path / "elsewhere/deep/index.html").is_file()
    assert "elsewhere/deep" in done.stdout
    assert not site.output.exists()


# Errors


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/credentials/bad.md", "---\ntitle: Bad\n"),
        ("content/credentials/a.md", "---\ntitle: X\nissuer: Y\nissued_date: 2024-13\n---\n"),
        ("portfolio.toml", "[site\n"),
        ("portfolio.toml", '[site]\ntheme = "none"\n'),
        ("templates/credential.html", "{{ nosuch }}"),
        ("templates/feed.xml", "{% if %}"),
        ("static/own.css", "a{b:url(none.svg)}"),
        ("extensions.py", "raise ValueError(1)"),
    ],
)
def test_an_error_leaves_the_old_site(site: SiteFolder, path: str, text: str) -> None:
    """After any error the published site is byte for byte what it was, with its times."""
    site.record()
    site.publish()
    before, times = site.files(), times_of(site.output)
    site.record("new")
    site.write(path, text)
    result = site.build()
    assert result.written is None
    assert site.files() == before
    assert times_of(site.output) == times


def test_strict_publishes_nothing_after_a_warning(site: SiteFolder) -> None:
    """Under strict a warning leaves the old site as it was."""
    site.record()
    site.publish()
    before = site.files()
    site.record("a", status="active", expiry_date="2025-01-01")
    assert site.build(strict=True).written is None
    assert site.files() == before
    assert site.build().written is not None


def test_an_empty_folder_never_replaces_a_full_site(site: SiteFolder) -> None:
    """When all records are gone the build is an error that says how to go on,
    with and without notes of an earlier build.
    """
    site.record()
    before = site.publish()
    (site.root / "content/credentials/a.md").unlink()
    (found,) = site.problems()
    assert found.code == "nothing-to-publish"
    assert site.files() == before
    shutil.rmtree(site.root / ".portfolio")
    assert [problem.code for problem in site.problems(output=site.root / "elsewhere")] == [
        "nothing-to-publish"
    ]
    assert not (site.root / "elsewhere/index.html").exists()


def test_a_full_disk_leaves_the_old_site(site: SiteFolder, tmp_path: Path) -> None:
    """When the disk is full the build says so, and the old site is byte for byte what it was;
    with room the next build works.
    """
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(disk, "-t", "tmpfs", "-o", "size=700k", "none"):
        site.record()
        output = disk / "site"
        site.publish(output=output)
        before = tree_of(output)
        site.write("static/large.bin", os.urandom(600_000))
        site.record("b")
        assert "is full" in refusal(site, output)
        assert tree_of(output) == before
        assert [path.name for path in disk.iterdir()] == ["site"]
        (site.root / "static/large.bin").unlink()
        site.publish(output=output)
        assert (output / "credentials/b/index.html").is_file()


def test_a_disk_that_is_full_at_any_moment_leaves_the_old_site(tmp_path: Path) -> None:
    """However little room there is, for notes, cache or pages, a build publishes all or nothing,
    and says so in one sentence.
    """
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(disk, "-t", "tmpfs", "-o", "size=6m", "none"):
        site = SiteFolder(disk / "site")
        for number in range(12):
            site.record(f"r{number}", technologies=[f"Tool {number % 3}"])
        before = site.publish()
        refused = 0
        for turn, room in enumerate((0, 8, 20, 60, 120, 200, 400, 800)):
            for number in range(12):
                site.record(
                    f"r{number}",
                    f"Turn {turn}.\n",
                    technologies=[f"Tool {number % 3}"],
                    summary=f"Turn {turn}",
                )
            free = shutil.disk_usage(disk).free
            (disk / "filler").write_bytes(b"x" * max(0, free - room * 1024))
            try:
                written = site.build().written
            except PortfolioError as reason:
                assert "full" in reason.message or "No space left" in reason.message
                written = None
                refused += 1
            (disk / "filler").unlink()
            after = site.files()
            assert (after == before) is (written is None)
            assert list(disk.rglob("*staging*")) == []
            before = site.publish()
            assert before == clean(site)
        assert 2 <= refused < 8


def test_an_output_on_a_disk_of_its_own(site: SiteFolder, tmp_path: Path) -> None:
    """An output folder that is a mount point, as in a container, is written like any other."""
    site.record()
    site.output.mkdir()
    with mounted(site.output, "-t", "tmpfs", "-o", "size=4m", "none"):
        site.publish()
        site.record("b")
        assert "credentials/b/index.html" in site.publish()
        assert [path.name for path in site.output.iterdir() if "staging" in path.name] == []


def test_read_only_sources(site: SiteFolder, tmp_path: Path) -> None:
    """A site whose folder cannot be written is built into a folder elsewhere, twice,
    and keeps its notes with the user.
    """
    site.record()
    output = tmp_path / "elsewhere"
    env = {"XDG_STATE_HOME": str(tmp_path / "state")}

    def build() -> None:
        for _ in range(2):
            done = site.run("build", "--output", str(output), env=env)
            assert done.returncode == 0, done.stderr
        assert (output / "index.html").is_file()
        assert not (site.root / ".portfolio").exists()

    if IS_ROOT:
        with mounted(site.root, "--bind", "-o", "ro", str(site.root)):
            if os.access(site.root, os.W_OK):
                pytest.skip("this system cannot mount a folder read-only")
            build()
    else:
        site.root.chmod(0o555)
        try:
            build()
        finally:
            site.root.chmod(0o755)


@pytest.mark.skipif(IS_ROOT, reason="root may write everything")
def test_a_read_only_output_is_named(site: SiteFolder) -> None:
    """An output folder that cannot be written is named with the reason, and the old site stays."""
    site.record()
    before = site.publish()
    site.record("b")
    (site.output / "credentials").chmod(0o555)
    try:
        assert "cannot be written" in refusal(site)
    finally:
        (site.output / "credentials").chmod(0o755)
    assert site.files() == before


# Other processes and death

SLOW = (
    "import time, pathlib\n\ndef wait(portfolio):\n    pathlib.Path('started').touch()\n"
    "    time.sleep({seconds})\n    return ()\n\n"
)
HOLD = (
    "import sys, time, pathlib\nfrom portfolio.output.publish import open_output\n"
    "root = pathlib.Path.cwd()\n"
    "with open_output(root, root / 'output'):\n    pathlib.Path('held').touch()\n"
    "    time.sleep(60)\n"
)


def wait_for(path: Path, process: subprocess.Popen[str]) -> None:
    """Wait until a process has made a file."""
    until = time.monotonic() + PATIENCE
    while not path.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.01)


def test_two_builds_keep_apart(site: SiteFolder) -> None:
    """While one build holds the output a second one says so and changes nothing;
    when the first is killed, the lock is free.
    """
    site.record()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD], cwd=site.root, env=environment(), text=True
    )
    try:
        wait_for(site.root / "held", holder)
        done = site.run("build")
        assert done.returncode == 2
        assert "another build is writing output/" in done.stderr
        assert not site.output.exists() or not any(site.output.iterdir())
    finally:
        holder.kill()
        holder.wait()
    assert site.run("build").returncode == 0


def test_stale_staging_is_swept(site: SiteFolder) -> None:
    """What a killed build left staged is removed by the next one."""
    site.record()
    site.publish()
    key = next((site.root / ".portfolio").glob("*.json")).stem
    left = site.root / ".portfolio" / f".staging-{key}-abc"
    left.mkdir()
    (left / "0").write_text("half")
    site.record("b")
    site.publish()
    assert not left.exists()


def complete(name: str, content: bytes) -> bool:
    """Whether a file is whole, as far as its end shows."""
    ends = {
        ".html": (b"</html>", b"</html>\n"),
        ".xml": (b"</feed>", b"</urlset>", b"</feed>\n", b"</urlset>\n"),
        ".json": (b"}\n",),
    }
    return content.endswith(ends.get(Path(name).suffix, (b"",)))


RECORDS = 34
"""So many that several processes read and render them."""
TURNS = 6 * FACTOR
"""How many builds are killed."""


def test_a_kill_at_any_moment_leaves_whole_pages(site: SiteFolder) -> None:
    """A build that is killed at any moment leaves only whole pages, old or new, and every old page;
    the next build equals a clean one.
    """
    for number in range(RECORDS):
        site.record(f"r{number}", technologies=[f"Tool {number % 9}"])
    site.publish()
    dice = random.Random(7)
    for turn in range(TURNS):
        before = site.files()
        for number in range(RECORDS):
            site.record(
                f"r{number}",
                f"Turn {turn} for {number}.\n",
                technologies=[f"Tool {number % 9}"],
                summary=f"Turn {turn}",
            )
        process = site.begin("build")
        if turn % 3:
            while process.poll() is None and not any((site.root / ".portfolio").glob(".staging-*")):
                time.sleep(0.0005)
            time.sleep(dice.uniform(0, 0.03))
        else:
            time.sleep(dice.uniform(0, 0.5))
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()
        after = site.files()
        assert set(after) >= set(before)
        assert [name for name, content in after.items() if not complete(name, content)] == []
    assert site.run("build", "--as-of", "2025-06-01").returncode == 0
    assert site.files() == clean(site)
    assert list(site.root.rglob("*staging*")) == []


DIE = """
import os, sys
from portfolio.cli import run_cli
left = int(os.environ["RENAMES"])

def dying(rename):
    def instead(source, target, **more):
        global left
        if ".staging-" in str(source):
            if left == 0:
                os._exit(9)
            left -= 1
        return rename(source, target, **more)
    return instead

os.replace, os.rename = dying(os.replace), dying(os.rename)
sys.argv = ["portfolio", "build"]
run_cli()
"""


def test_a_kill_between_two_renames_is_finished_by_the_next_build(site: SiteFolder) -> None:
    """When a build dies after some of its renames, the next one finishes the work,
    deletes what is stale and forgets nothing.
    """
    for name in "abcd":
        site.record(name, technologies=[f"Tool {name}"])
    site.publish()
    (site.root / "content/credentials/d.md").unlink()
    for name in "abcef":
        site.record(name, "Changed.\n", technologies=[f"Tool {name}"])
    for renames in (0, 1, 3, 5):
        env = environment({"RENAMES": str(renames)})
        done = subprocess.run(
            [sys.executable, "-c", DIE],
            cwd=site.root,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 9, done.stdout + done.stderr
        assert [name for name, content in site.files().items() if not complete(name, content)] == []
        assert "credentials/d/index.html" in site.files()
        assert dead_links(site.output, reachable=True) == []
    assert site.publish() == clean(site)


def test_pages_appear_before_the_lists_of_them_and_the_home_page_last(site: SiteFolder) -> None:
    """Where a build ends halfway, what it has published is what others refer to."""
    site.record(title="Statistics")
    site.publish()
    (site.output / "credentials/index.html").unlink()
    (site.output / "credentials/index.html").mkdir()
    site.record(title="Geometry")
    assert "cannot be written" in refusal(site)
    names = ("llms.txt", "credentials/a/index.html", "credentials.json", "feed.xml", "index.html")
    assert [name for name in names if "Geometry" in (site.output / name).read_text()] == [
        "llms.txt",
        "credentials/a/index.html",
    ]


def test_a_moved_site_builds_again(site: SiteFolder) -> None:
    """A site whose folder was renamed together with its output goes on as before."""
    site.record()
    before = site.publish()
    moved = SiteFolder(site.root.parent / "renamed")
    site.root.rename(moved.root)
    assert moved.publish() == before


def test_command_is_ours() -> None:
    """The subprocesses of these tests run the package of this repository."""
    done = subprocess.run(
        [*command("--version")], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("portfolio ")


# The mark in an output


@pytest.mark.parametrize("gone", [".portfolio", "the site"])
def test_an_output_is_known_by_its_mark(site: SiteFolder, tmp_path: Path, gone: str) -> None:
    """Without its notes, and in a copy of the folder elsewhere, an output is still recognized:
    stale pages go, foreign files stay.
    """
    site.record("a")
    site.record("b")
    site.publish()
    site.write("output/foreign.txt", "mine")
    if gone == "the site":
        copied = SiteFolder(tmp_path / "copy")
        shutil.copytree(site.root, copied.root, ignore=shutil.ignore_patterns(".portfolio"))
        site = copied
    else:
        shutil.rmtree(site.root / ".portfolio")
    (site.root / "content/credentials/b.md").unlink()
    files = site.publish()
    assert "credentials/a/index.html" in files
    assert "credentials/b/index.html" not in files
    assert files["foreign.txt"] == b"mine"


def test_a_mark_that_a_killed_build_left_old_is_made_new(site: SiteFolder) -> None:
    """A build that was killed before its mark and its record is finished by the next one, which
    finds all files in their places.
    """
    site.record()
    site.publish()
    mark = site.output / MARK
    whole = mark.read_bytes()
    mark.unlink()
    for record in (site.root / ".portfolio").glob("build-*"):
        record.unlink()
    site.publish()
    assert mark.read_bytes() == whole


def test_files_come_into_an_output_whole(site: SiteFolder) -> None:
    """A build opens no file of its output to write into it, and makes none beside it there: what
    is new is renamed into its place, so a build that is killed leaves nothing unfinished.
    """
    site.record()
    site.publish()
    site.record("b", title="Another")
    done = site.run_python(
        "import sys\n"
        "def hook(event, args):\n"
        "    if event == 'open' and isinstance(args[0], str) and '/output/' in args[0]:\n"
        "        if args[2] & 3: print('written:', args[0])\n"
        "    if event == 'os.rename' and '/output/' in str(args[0]): print('renamed:', args[0])\n"
        "sys.addaudithook(hook)\n"
        "from portfolio.__main__ import main\n"
        "sys.argv = ['portfolio', 'build']\n"
        "main()\n"
    )
    assert done.returncode == 0, done.stderr
    assert "written:" not in done.stdout
    assert "renamed:" not in done.stdout
    assert "2 credentials, " in done.stdout


@pytest.mark.parametrize("edit", [("index.html\n", "index.html\nforeign.txt\n"), ("1 ", "1 0")])
def test_an_edited_mark_is_no_mark(site: SiteFolder, edit: tuple[str, str]) -> None:
    """A mark that somebody changed says nothing, and the folder is foreign."""
    site.record("a")
    site.publish()
    mark = site.output / MARK
    mark.write_text(mark.read_text().replace(*edit, 1))
    shutil.rmtree(site.root / ".portfolio")
    with pytest.raises(PortfolioError, match="was not built here"):
        site.publish()


def test_a_foreign_file_of_the_same_name_is_kept(site: SiteFolder) -> None:
    """A file that the mark does not name is in the way of one that a build would write."""
    site.record("a")
    site.publish()
    site.record("b")
    foreign = site.write("output/credentials/b/index.html", "mine")
    shutil.rmtree(site.root / ".portfolio")
    with pytest.raises(PortfolioError, match="in the way"):
        site.publish()
    assert foreign.read_text() == "mine"
