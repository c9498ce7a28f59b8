"""The record of the last build: a build of what has not changed is told at once, with the same
words, and never of a site that has changed in anything.
"""

from __future__ import annotations

import io
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from audited import audited
from conftest import REPOSITORY, SETTINGS, SiteFolder, environment
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from PIL import Image
from small_site import FACTS, forge_record, last_record, read_record

from portfolio import cli
from portfolio.content import load
from portfolio.options import Options
from portfolio.paths import MISPLACED_NAMES, MISPLACED_PATTERNS, NOTES_FOLDER
from portfolio.pipeline import build as pipeline
from portfolio.pipeline.details import details_of
from portfolio.pipeline.last_build import (
    MAX_RECORDS,
    LastBuild,
    changed_files,
    find_last_build,
    intact_files,
    options_key,
    published_status,
    read_last_build,
    unchanged_files,
    write_last_build,
)
from portfolio.store import file_status, fingerprint
from portfolio.store.cache import NAME
from portfolio.store.file_status import STEP

PLAIN = SETTINGS.replace("[publish]", 'theme = "mine"\n\n[publish]')
UNDATED = PLAIN.replace('as_of = "2025-06-01"', "")
EXPIRED = {"status": "active", "expiry_date": "2025-01-01"}
"""What a build warns of."""
DAY = 24 * 3600
HEAVY = {
    "jinja2",
    "markdown_it",
    "PIL",
    "yaml",
    "nh3",
    "pygments",
    "sqlite3",
    "msgspec",
    "portfolio.pipeline.build",
}
"""What a build needs to make something, and takes long to import."""


@dataclass(frozen=True)
class Ran:
    """What came of a command."""

    code: int
    out: str
    err: str

    @property
    def words(self) -> str:
        """What it said at the end, without the time that it took and what it wrote."""
        return re.sub(r" in \d+\.\d s|\(\d+ written, \d+ deleted\)", "", self.out)


def build(site: SiteFolder, *arguments: str) -> Ran:
    """Run `portfolio build` in the folder of a site, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with (
        chdir(site.root),
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        for name, value in site.environ.items():
            patch.setenv(name, value)
        code = cli._exit_code_of(["build", *arguments])
    return Ran(code, out.getvalue(), err.getvalue())


def last_build_of(site: SiteFolder, *, strict: bool = False, **options: Any) -> LastBuild | None:
    """What tells the next build that nothing has changed, if it holds."""
    last = find_last_build(
        site.root,
        options_key({**structs.asdict(Options(**options)), "strict": strict}),
        site.environ.get,
    )
    return last if last and changed_files(last) == frozenset() else None


def settle() -> None:
    """Wait until files are no longer just being written."""
    time.sleep(STEP + 0.01)


def settled(site: SiteFolder, *arguments: str, **options: Any) -> SiteFolder:
    """Build a site until the next build has nothing to do."""
    for _ in range(3):
        settle()
        ran = build(site, *arguments)
        assert ran.code == 0, ran
        if last_build_of(site, **options):
            return site
    pytest.fail("three builds of the same site, and still it is not known to be the same")


def clean(site: SiteFolder, **options: Any) -> dict[str, bytes]:
    """The files of a clean build of the same sources."""
    other = SiteFolder(site.root.parent / "clean", site.environ)
    shutil.rmtree(other.root, ignore_errors=True)
    shutil.copytree(
        site.root, other.root, symlinks=True, ignore=shutil.ignore_patterns("output", NOTES_FOLDER)
    )
    return other.publish(**{"as_of": None, **options})


def picture(color: str) -> bytes:
    """A small picture."""
    content = io.BytesIO()
    Image.new("RGB", (8, 8), color).save(content, "png")
    return content.getvalue()


TEMPLATE = (
    "<!doctype html><title>{{ page.title }}</title>{{ site.title }} {{ site.base_url }} "
    "{{ site.as_of }} {{ site.options.color }}"
    "{{ body.html }}{{ page.structured_data | tojson }}"
)
OPTIONS = 'parent = "base"\n\n[options]\ncolor = "red"\n'
NAMES = ("404", "home", "credentials", "credential", "index", "term", "roadmap", "text")


@pytest.fixture
def site(site: SiteFolder) -> SiteFolder:
    """A site without content, with a theme that is quickly read."""
    site.write("portfolio.toml", PLAIN)
    site.theme("mine", OPTIONS)
    for name in NAMES:
        site.template(f"{name}.html", TEMPLATE, "mine")
    return site


def full(site: SiteFolder) -> SiteFolder:
    """The same site with something of everything."""
    site.record(
        "a",
        "Words of a, see [b](b.md).\n",
        image="a.png",
        image_alt="A square",
        technologies=["SQL"],
    )
    site.record("b", "Words of b.\n\n```python\nx = 1\n```\n", competencies=["one"])
    site.record("deep/c", "Words of c.\n")
    site.write("content/credentials/a.png", picture("red"))
    site.write("content/profile.md", "---\nname: Ada\n---\nHello.\n")
    site.write("content/pages/about.md", "---\ntitle: About\n---\nAbout me.\n")
    site.write("static/root/word.txt", "one")
    site.write("themes/mine/static/root/theme.txt", "one")
    site.template("text.html", f"{TEMPLATE}One")
    site.theme("other", 'parent = "mine"\n')
    site.template("404.html", f"{TEMPLATE}Other", "other")
    return site


def own_base(site: SiteFolder) -> None:
    """Give a site a theme that has the name of one of the program's."""
    site.write("themes/base/theme.toml", (REPOSITORY / "themes/base/theme.toml").read_bytes())
    for name in ("feed.xml", "sitemap.xml", "robots.txt", "llms.txt", "checks.html"):
        site.template(name, "Own", "base")


# The record


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=4)
NAMED = st.dictionaries(TEXT, TEXT, max_size=3)
OF_KIND = {str: TEXT, tuple: st.lists(TEXT, max_size=3).map(tuple), dict: NAMED}
RECORDS = st.builds(
    LastBuild,
    st.binary(max_size=20),
    **{name: OF_KIND[type(fact)] for name, fact in FACTS.items()}
    | dict.fromkeys(("entries", "pages", "warnings"), st.integers(0).map(str)),
)


def facts_of(last: LastBuild | None) -> dict[str, Any]:
    """Everything that a record says; nothing of none."""
    return vars(last) if last else {}


def record_of(site: SiteFolder) -> Path:
    """The file of the record of the last build of a site."""
    (path,) = (site.root / NOTES_FOLDER).glob("build-*")
    return path


@settings(deadline=None)
@given(RECORDS)
def test_a_record_comes_back(last: LastBuild) -> None:
    """What is written is read again, with every fact and the details."""
    with tempfile.TemporaryDirectory() as notes:
        write_last_build(notes, last)
        assert facts_of(read_last_build(notes, last.options)) == facts_of(last)


def test_every_fact_is_kept(tmp_path: Path) -> None:
    """A record says something for each of its fields, also about names that are no Unicode."""
    last = last_record(b"details\0\n", places=("/site/\udcff",), site={"\udcff": "1 2 3 4 5"})
    assert set(facts_of(last)) == set(LastBuild.__annotations__)
    assert all(facts_of(last)[name] for name in LastBuild.__annotations__ if name != "options")
    write_last_build(tmp_path, last)
    assert facts_of(read_last_build(tmp_path, "")) == facts_of(last)


def test_a_record_is_of_its_options(tmp_path: Path) -> None:
    """Each set of options has a record of its own, which the next build with them replaces;
    a file that came under the name of another is none.
    """
    for options, entries in (("", "1"), ("strict=True", "2"), ("", "3")):
        write_last_build(tmp_path, last_record(options=options, entries=entries))
    found = [read_last_build(tmp_path, options) for options in ("", "strict=True", "theme='x'")]
    assert [last and last.entries for last in found] == ["3", "2", None]
    paths = sorted(tmp_path.glob("build-*"))
    assert len(paths) == 2
    first, second = (path.read_bytes() for path in paths)
    paths[0].write_bytes(second)
    paths[1].write_bytes(first)
    assert read_last_build(tmp_path, "") is read_last_build(tmp_path, "strict=True") is None


def test_only_the_newest_records_are_kept(tmp_path: Path) -> None:
    """So that somebody who builds with many options does not gather records."""
    for number in range(MAX_RECORDS + 3):
        write_last_build(tmp_path, last_record(options=f"as_of={number}"))
        path = max(tmp_path.glob("build-*"), key=lambda path: path.stat().st_mtime_ns)
        os.utime(path, ns=(number, number))
    kept = [
        number for number in range(MAX_RECORDS + 3) if read_last_build(tmp_path, f"as_of={number}")
    ]
    assert kept == [*range(3, MAX_RECORDS + 3)]


def test_a_record_that_cannot_be_written_is_none(tmp_path: Path) -> None:
    """Where the folder is gone, or a text would not come back, the next build does without."""
    write_last_build(tmp_path / "gone", last_record())
    assert read_last_build(tmp_path / "gone", "") is None
    write_last_build(tmp_path, last_record(report="a\0b"))
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_record_is_none(tmp_path: Path) -> None:
    """Whichever byte was changed, wherever it was cut off and whatever was added."""
    write_last_build(tmp_path, last_record(b"details"))
    (path,) = tmp_path.iterdir()
    sound = path.read_bytes()
    spoiled = [sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :] for at in range(len(sound))]
    cut = [sound[:length] for length in range(len(sound))]
    for content in (*spoiled, *cut, sound + b"x", b"x" + sound, b"\n" + sound, sound * 2):
        path.write_bytes(content)
        found = read_last_build(tmp_path, "")
        assert found is None or facts_of(found) == facts_of(last_record(b"details")), content
    path.write_bytes(sound)
    assert read_last_build(tmp_path, "")


@pytest.mark.parametrize(
    "facts",
    [b"", b"\0", b"program", b"\0" * 15, b"\0" * 13 + b"9999999\0", b"\0" * 13 + b"many\0"],
)
def test_facts_that_are_none_are_no_record(tmp_path: Path, facts: bytes) -> None:
    """Even if their checksum is right."""
    write_last_build(tmp_path, last_record(b"details"))
    (path,) = tmp_path.iterdir()
    forge_record(path, lambda _, details: (facts, details))
    assert read_last_build(tmp_path, "") is None


@pytest.mark.parametrize("name", ["entries", "pages", "warnings"])
def test_a_record_whose_numbers_are_none_is_none(tmp_path: Path, name: str) -> None:
    """A build counts with them."""
    for number in ("", "many", "-1", "1.5"):
        write_last_build(tmp_path, last_record(**{name: number}))
        assert read_last_build(tmp_path, "") is None


def test_a_record_of_another_program_is_not_used(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one version of the program made, another makes anew: all of it."""
    settled(full(site))
    assert last_build_of(site)
    monkeypatch.setitem(fingerprint._known, "program_stat", "another program")
    assert last_build_of(site) is None
    with texts_read(site) as read:
        assert build(site).code == 0
    assert len(read) == 5
    assert last_build_of(site)


def test_a_record_of_another_output_is_not_used(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a change of the output folder in the settings everything is looked at."""
    settled(full(site))
    site.write("portfolio.toml", PLAIN.replace("[publish]", 'output = "other"\n\n[publish]'))
    with texts_read(site) as read:
        assert build(site).code == 0
    assert len(read) == 5
    other = site.root / "other"
    assert site.files(other) == clean(site, output=other.parent.parent / "clean/output")


# Files whose status tells that they are as they were


@contextmanager
def texts_read(site: SiteFolder) -> Iterator[list[str]]:
    """Is told in the end the paths of the texts that builds read."""
    read: list[str] = []
    with pytest.MonkeyPatch.context() as patch, audited("open") as opened:
        patch.setattr(load, "FORK_ONE_FROM", 99)  # a copy of this process would not tell it
        yield read
    start = f"{site.root}{os.sep}"
    paths = (os.fspath(path) for path, *_ in opened if isinstance(path, str | Path))
    read += [
        path.removeprefix(start)
        for path in paths
        if path.startswith(start) and path.endswith(".md")
    ]


def test_a_full_build_reads_only_what_has_changed(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text of which the file system says what it said before is not read again."""
    settled(full(site))
    site.template("404.html", f"{TEMPLATE}Changed")
    with texts_read(site) as read:
        assert build(site).code == 0
    assert read == []
    site.record("b", "Other words.\n", title="Another")
    with texts_read(site) as read:
        assert build(site).code == 0
    assert set(read) == {"content/credentials/b.md"}
    assert site.files() == clean(site)


def test_a_full_build_reads_what_was_just_written(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text that was written right before a build may have been written again within the same
    moment, with the same size: the next build reads it.
    """
    full(site)
    site.record("b", "Words of one.\n")
    with monkeypatch.context() as patch:
        patch.setattr(file_status, "STEP", DAY)
        assert build(site).code == 0
    last = read_record(site.root)
    assert last
    assert last.site["content/credentials/b.md"].startswith("=")
    site.record("b", "Words of two.\n")
    site.template("404.html", f"{TEMPLATE}Changed")
    with texts_read(site) as read:
        assert build(site).code == 0
    assert set(read) == {path for path in last.site if path.endswith(".md")}
    assert site.files() == clean(site)


def test_unchanged_files_are_those_with_the_same_status() -> None:
    """Not what was changed, is new, or had just been written, then or now."""
    before = {
        "same": "1 2 3 4 5",
        "changed": "1 2 3 4 5",
        "gone": "1 2 3 4 5",
        "fresh now": "1 2 3 4 5",
        "fresh then": "=digest",
        "fresh twice": "=",
    }
    now = {
        "same": (1, 2, 3, 4, 5),
        "changed": (1, 2, 3, 4, 6),
        "new": (1, 2, 3, 4, 5),
        "fresh now": None,
        "fresh then": (1, 2, 3, 4, 5),
        "fresh twice": None,
    }
    assert unchanged_files(last_record(site=before), now) == {"same"}


def test_a_file_that_was_just_written_is_known_by_its_digest(tmp_path: Path) -> None:
    """So a build right after another one has nothing to do; one of which no digest is known
    has changed.
    """
    (tmp_path / "text").write_text("one")
    known = {"text": f"={sha256(b'one').hexdigest()}"}
    table: dict[str, tuple[int, int, int, int, int] | None]
    for status in (None, (1, 2, 3, 4, 5)):
        table = {"text": status}
        for before, changed in (
            (known, frozenset()),
            ({"text": "="}, {"text"}),
            ({}, {"text"}),
        ):
            last = last_record(root=str(tmp_path), output=str(tmp_path), published={}, site=before)
            assert changed_files(last, table) == changed, (status, before)
    (tmp_path / "text").write_text("two")
    last = last_record(root=str(tmp_path), output=str(tmp_path), published={}, site=known)
    assert changed_files(last, {"text": None}) == frozenset({"text"})


def test_intact_files_are_those_that_nobody_touched(site: SiteFolder, tmp_path: Path) -> None:
    """A file of the output that was changed, replaced, renamed or deleted is made again;
    the others stay.
    """
    names = [
        "same",
        "changed",
        "longer",
        "replaced",
        "deleted",
        "linked",
        "folder",
        "deep/same",
        "deep/gone",
    ]
    folder = tmp_path / "output"
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("content")
    times = {name: (folder / name).stat() for name in names}
    published = published_status(folder, names, str(tmp_path / "manifest"))
    assert sorted(published) == sorted(names)
    last = last_record(published=published)
    assert intact_files(last, folder) == frozenset(names)

    time.sleep(0.02)
    (folder / "changed").write_text("CONTENT")
    (folder / "longer").write_text("content and more")
    (folder / "other").write_text("CONTENT")
    for name, of in (("longer", "longer"), ("other", "replaced")):
        os.utime(folder / name, ns=(times[of].st_atime_ns, times[of].st_mtime_ns))
    (folder / "other").replace(folder / "replaced")
    (folder / "deleted").unlink()
    (folder / "linked").rename(folder / "elsewhere")
    (folder / "linked").symlink_to("elsewhere")
    (folder / "folder").unlink()
    (folder / "folder").mkdir()
    (folder / "deep/gone").rename(folder / "deep/moved")

    assert intact_files(last, folder) == {"same", "deep/same"}
    assert intact_files(last, folder / "nowhere") == frozenset()
    moved = folder.rename(tmp_path / "moved")
    assert intact_files(last, moved) == {"same", "deep/same"}


def test_what_nobody_touched_is_not_rendered_again(site: SiteFolder) -> None:
    """A build publishes what was spoiled in the output, and nothing else of the same site."""
    settled(full(site))
    spoiled("output/404.html")(site)
    last = read_record(site.root)
    assert last
    assert set(details_of(last).files) - intact_files(last, site.output) == {"404.html"}
    assert "(1 written, 0 deleted)" in build(site).out


# Told at once


def imported(site: SiteFolder, *arguments: str) -> tuple[str, set[str]]:
    """What a build says, in a process of its own, and what it imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "portfolio", "build", *arguments],
        cwd=site.root,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout, {
        line.rpartition("|")[2].strip()
        for line in done.stderr.splitlines()
        if line.startswith("import time:")
    }


def test_the_second_build_has_nothing_to_do(site: SiteFolder) -> None:
    """A build right after another one says that nothing was written,
    and imports nothing that a build needs.
    """
    full(site)
    site.write("portfolio.toml", SETTINGS)
    site.template("text.html", "{{ body.html }}")
    settle()
    said, modules = imported(site)
    assert "(0 written" not in said
    assert modules >= HEAVY
    before = {path: path.stat().st_mtime_ns for path in site.root.rglob("*")}
    said, modules = imported(site)
    assert "(0 written, 0 deleted)" in said
    assert modules & (HEAVY | {"click", "babel"}) == set()
    assert {path: path.stat().st_mtime_ns for path in site.root.rglob("*")} == before


def test_it_says_the_same(site: SiteFolder) -> None:
    """A build that has nothing to do says what the first one said, and writes nothing."""
    first = build(full(site))
    second = build(settled(site))
    assert second.words == first.words != ""
    assert re.fullmatch(
        r"3 credentials, 14 pages in \d\.\d s: output/ \(0 written, 0 deleted\)\n", second.out
    ), second.out
    assert (second.code, second.err) == (0, "")


def test_a_build_is_told_of_the_one_right_before(site: SiteFolder) -> None:
    """The first build is enough, also one of texts that have just been saved,
    and one that rendered only what was edited.
    """
    site.record("a", summary="The same")
    site.record("b")
    settle()
    build(site)
    assert last_build_of(site)
    site.record("a", "Words that were just saved.\n", summary="The same")
    assert build(site).out.count("(1 written, 0 deleted)") == 1
    assert last_build_of(site)
    assert site.files() == clean(site)


def test_what_is_no_part_of_a_site_does_not_matter(site: SiteFolder) -> None:
    """Files beside the site, hidden files, backups, and a file of the owner's
    in the output change nothing.
    """
    settled(full(site))
    for path in (
        "notes.txt",
        "content/.DS_Store",
        "content/credentials/.a.md.swp",
        "content/credentials/a.md~",
        "output/CNAME",
        "drafts/x.md",
    ):
        site.write(path, "x")
    assert last_build_of(site)
    assert site.files() == {**clean(site), "CNAME": b"x"}


def test_looking_makes_nothing(site: SiteFolder) -> None:
    """Where there was no build there is no record, and none is looked for
    in a way that leaves a trace.
    """
    site.record()
    assert last_build_of(site) is None
    assert not (site.root / NOTES_FOLDER).exists()


# Every change

Change = Callable[[SiteFolder], object]


def rewrite(path: str, old: str, new: str) -> Change:
    """Replace a text in a file of the site by one of the same length."""

    def _change(site: SiteFolder) -> None:
        text = (site.root / path).read_text("utf-8")
        assert old in text
        assert len(old) == len(new)
        (site.root / path).write_text(text.replace(old, new), encoding="utf-8")

    return _change


def keeping_times(change: Change, path: str) -> Change:
    """A change of a file after which its time of change is as before."""

    def _change(site: SiteFolder) -> None:
        about = (site.root / path).stat()
        change(site)
        os.utime(site.root / path, ns=(about.st_atime_ns, about.st_mtime_ns))

    return _change


def replaced(path: str, content: bytes) -> Change:
    """Put another file into the place of one, as editors save."""

    def _change(site: SiteFolder) -> None:
        site.write("aside", content).replace(site.root / path)

    return _change


def spoiled(path: str) -> Change:
    """Write over a file without changing its size."""

    def _change(site: SiteFolder) -> None:
        (target,) = site.root.glob(path)
        target.write_bytes(b"x" * target.stat().st_size)

    return _change


def deleted(*paths: str) -> Change:
    """Delete files or folders."""

    def _change(site: SiteFolder) -> None:
        for path in paths:
            shutil.rmtree(site.root / path) if (site.root / path).is_dir() else (
                site.root / path
            ).unlink()

    return _change


CHANGES: dict[str, Change] = {
    "body": rewrite("content/credentials/a.md", "Words", "Terms"),
    "body with its old time": keeping_times(
        rewrite("content/credentials/b.md", "Words", "Terms"), "content/credentials/b.md"
    ),
    "body replaced": replaced(
        "content/credentials/deep/c.md",
        b"---\ntitle: C\nissuer: I\nissued_date: 2024\n---\nOther.\n",
    ),
    "front matter": rewrite("content/credentials/a.md", "2024-05-17", "2024-05-18"),
    "new record": lambda site: site.record("new", "Words.\n"),
    "new record in a new folder": lambda site: site.record("x/y/z", "Words.\n"),
    "renamed record": lambda site: (site.root / "content/credentials/new.md").rename(
        site.root / "content/credentials/newer.md"
    ),
    "renamed folder": lambda site: (site.root / "content/credentials/x").rename(
        site.root / "content/credentials/w"
    ),
    "deleted record": deleted("content/credentials/newer.md"),
    "deleted folder": deleted("content/credentials/w"),
    "profile": rewrite("content/profile.md", "name: Ada", "name: Bob"),
    "deleted profile": deleted("content/profile.md"),
    "new profile": lambda site: site.write("content/profile.md", "---\nname: Eve\n---\n"),
    "page": rewrite("content/pages/about.md", "About me", "About us"),
    "new page": lambda site: site.write("content/pages/more.md", "---\ntitle: More\n---\n"),
    "picture": lambda site: site.write("content/credentials/a.png", picture("blue")),
    "template": lambda site: site.template("text.html", f"{TEMPLATE}Two"),
    "new template": lambda site: site.template("index.html", f"{TEMPLATE}New"),
    "deleted template": deleted("templates/text.html"),
    "static file": lambda site: site.write("static/root/word.txt", "two"),
    "new static file": lambda site: site.write("static/root/new.txt", "two"),
    "deleted static file": deleted("static/root/new.txt"),
    "settings": rewrite("portfolio.toml", "Test site", "Best site"),
    "template of the theme": lambda site: site.template("404.html", f"{TEMPLATE}Two", "mine"),
    "static file of the theme": lambda site: site.write("themes/mine/static/root/theme.txt", "two"),
    "description of the theme": rewrite("themes/mine/theme.toml", '"red"', '"tan"'),
    "theme over one of the program's": own_base,
    "theme no more over it": deleted("themes/base"),
    "theme of the site": rewrite("portfolio.toml", 'theme = "mine"\n', 'theme="other" \n'),
    "output edited": lambda site: site.write("output/index.html", "mine"),
    "output spoiled": spoiled("output/credentials/a/index.html"),
    "output spoiled with its old time and another size": keeping_times(
        lambda site: site.write("output/404.html", "x"), "output/404.html"
    ),
    "output replaced": replaced("output/credentials.json", b"{}"),
    "output deleted": deleted("output/credentials/b/index.html"),
    "asset spoiled": spoiled("output/assets/a.*.png"),
    "output folder deleted": deleted("output"),
    "notes deleted": deleted(NOTES_FOLDER, "output"),
    "extensions": lambda site: site.write("extensions.py", "FILTERS = {}\n"),
}


def test_every_change_is_noticed(site: SiteFolder) -> None:
    """Whatever is changed in a site, in its theme or in its output, the next build makes
    the site as a clean build does.
    """
    full(site)
    missed, wrong = [], []
    for name, change in CHANGES.items():
        settled(site)
        change(site)
        missed += [name] if last_build_of(site) else []
        ran = build(site)
        assert ran.code == 0, (name, ran)
        wrong += [name] if site.files() != clean(site) else []
    assert (missed, wrong) == ([], [])


def test_a_spoiled_page_with_its_old_time_is_mended(site: SiteFolder) -> None:
    """A page over which something else was written is made again, also where its size and the time
    of its change are as before.
    """
    page = "output/credentials/a/index.html"
    before = settled(full(site)).files()
    keeping_times(spoiled(page), page)(site)
    assert build(site).code == 0
    assert site.files() == before


def test_a_change_that_is_an_error_is_noticed(site: SiteFolder) -> None:
    """A file that was broken is told, each time, and the site stays; mended, it is built."""
    before = settled(full(site)).files()
    for path, content in (
        ("content/credentials/a.md", "---\n"),
        ("portfolio.toml", "["),
        ("templates/text.html", "{{"),
        ("content/credentials/a.png", ""),
    ):
        sound = (site.root / path).read_bytes()
        site.write(path, content)
        settle()
        one, other = build(site), build(site)
        assert one == replace(other, out=one.out)
        assert (one.code, "error" in one.err) == (1, True)
        assert last_build_of(site) is None
        site.write(path, sound)
        assert build(site).code == 0
        assert site.files() == before


def test_the_themes_of_the_program_are_looked_at(site: SiteFolder) -> None:
    """The themes that come with the program are among what a site
    is made of, where it uses them.
    """
    site.record()
    site.write("portfolio.toml", SETTINGS)
    found = last_build_of(settled(site))
    assert found
    own = {
        "content",
        "portfolio.toml",
        "extensions.py",
        "templates",
        "static",
        "themes",
        *MISPLACED_NAMES,
        *MISPLACED_PATTERNS,
    }
    assert {Path(place).name for place in found.places} == {*own, "ledger", "base"}


def test_a_record_whose_name_begins_with_a_hash_is_noticed(site: SiteFolder) -> None:
    """Every file that is content is looked at, whatever its name begins with."""
    site.record("a")
    site.record("#1", "One.\n")
    settled(site)
    site.record("#1", "Two.\n")
    assert build(site).code == 0
    assert site.files() == clean(site)


def test_themes_behind_a_link_are_noticed(site: SiteFolder, tmp_path: Path) -> None:
    """Where the folder of themes is a link, a change of a theme behind it
    is a change of the site.
    """
    site.record()
    (site.root / "themes").rename(tmp_path / "shared")
    (site.root / "themes").symlink_to(tmp_path / "shared")
    if build(site).code:
        return
    settled(site)
    (tmp_path / "shared/mine/templates/404.html").write_text("Two")
    build(site)
    assert site.files()["404.html"] == b"Two"


def test_an_output_that_became_a_link_is_refused(site: SiteFolder, tmp_path: Path) -> None:
    """What a build refuses is refused also where nothing else has changed."""
    site.record()
    settled(site)
    site.output.rename(tmp_path / "elsewhere")
    site.output.symlink_to(tmp_path / "elsewhere")
    ran = build(site)
    assert (ran.code, "symbolic link" in ran.err) == (2, True)


def test_a_moved_site_is_built(site: SiteFolder) -> None:
    """A site whose folder was renamed, or replaced by another one, is built,
    and nothing is written to the old place.
    """
    before = settled(full(site)).files()
    moved = SiteFolder(site.root.parent / "moved")
    site.root.rename(moved.root)
    moved.record("a", "Moved words.\n")
    assert build(moved).code == 0
    assert moved.files() == clean(moved) != before
    assert not site.root.exists()
    shutil.copytree(moved.root, site.root, ignore=shutil.ignore_patterns("output", NOTES_FOLDER))
    site.record("a", "Another.\n")
    assert build(site).code == 0
    assert site.files() == clean(site)


def test_a_damaged_cache_is_no_harm(site: SiteFolder) -> None:
    """With a cache that is damaged in any way the site is built as by a clean build."""
    full(site)
    path = site.root / NOTES_FOLDER / NAME
    for number in range(3):
        settled(site)
        content = bytearray(path.read_bytes())
        for at in range(100 + number, len(content), 500):
            content[at] ^= 0x55
        path.write_bytes(content)
        site.record("b", f"Turn {number}.\n")
        assert build(site).code == 0
        assert site.files() == clean(site)


# Saved at the wrong moment

SAME_SIZE: dict[str, Callable[[str], str | bytes]] = {
    "content/credentials/b.md": lambda word: (
        f"---\ntitle: B\nissuer: I\nissued_date: 2024\n---\n{word}.\n"
    ),
    "content/profile.md": lambda word: f"---\nname: {word}\n---\n",
    "content/credentials/a.png": lambda word: picture("red" if word == "one" else "blue"),
    "templates/404.html": lambda word: f"{TEMPLATE}{word}",
    "themes/mine/templates/credential.html": lambda word: f"{TEMPLATE}{word}",
    "static/root/word.txt": lambda word: word,
    "portfolio.toml": lambda word: PLAIN.replace("Test", word),
    "output/index.html": lambda word: word * 100,
}


@pytest.mark.parametrize("path", SAME_SIZE)
def test_what_is_saved_right_after_a_build_is_noticed(site: SiteFolder, path: str) -> None:
    """A file that is saved within milliseconds after a build, with the same size,
    is noticed by the next one, each time.
    """
    full(site)
    build(site)
    for turn in range(9):
        site.write(path, SAME_SIZE[path](("one", "two")[turn % 2]))
        assert build(site).code == 0
        if turn % 3 == 2:
            assert site.files() == clean(site)


@pytest.mark.parametrize("path", [path for path in SAME_SIZE if not path.startswith("output")])
@pytest.mark.parametrize("moment", ["reading", "rendering"])
def test_what_is_saved_during_a_build_is_noticed(site: SiteFolder, path: str, moment: str) -> None:
    """A file that is saved while the site is built, with the same size,
    is noticed by the next build.
    """
    full(site)
    site.write(path, SAME_SIZE[path]("one"))
    settle()
    waiting = [moment]

    def _save(what: str, done: int, total: int) -> None:
        if what in waiting and done == (0 if moment == "reading" else total):
            waiting.remove(what)
            site.write(path, SAME_SIZE[path]("two"))

    with chdir(site.root):
        pipeline.build(site.root, Options(), site.environ.get, _save)
    assert waiting == []
    settle()
    assert build(site).code == 0
    assert site.files() == clean(site)


# Options and days


def test_other_options_are_another_site(site: SiteFolder) -> None:
    """After a build with other options the site is what the options of the next
    one say, in every order.
    """
    full(site)
    options: list[tuple[list[str], dict[str, Any]]] = [
        ([], {}),
        (["--as-of", "2030-01-01"], {"as_of": date(2030, 1, 1)}),
        (["--base-url", "https://example.com/other"], {"base_url": "https://example.com/other/"}),
        (["--theme", "other"], {"theme": "other"}),
    ]
    expected = [clean(site, **more) for _, more in options]
    assert len({content["index.html"] for content in expected}) >= 3
    settle()
    for turn in (0, 1, 0, 2, 0, 3, 0, 2, 1, 3, 3, 2, 2, 0, 0, 1, 1):
        assert build(site, *options[turn][0]).code == 0
        assert site.files() == expected[turn], turn


def test_no_file_of_other_options_stays(site: SiteFolder) -> None:
    """A file that only a build with another theme makes is gone after the next build,
    also where all others are the same.
    """
    site.record()
    site.theme("other", 'parent = "mine"\n')
    site.write("themes/other/static/root/extra.txt", "x")
    settled(site)
    assert build(site, "--theme", "other").code == 0
    assert "extra.txt" in site.files()
    assert build(site).code == 0
    assert site.files() == clean(site)


def test_other_outputs_have_their_own(site: SiteFolder) -> None:
    """Each output folder is as its last build made it, whatever other folders there are."""
    full(site)
    settle()
    for _ in range(3):
        assert build(site).code == build(site, "--output", "other").code == 0
    assert last_build_of(site)
    assert last_build_of(site, output=Path("other"))
    shutil.rmtree(site.root / "other")
    assert "(0 written" not in build(site, "--output", "other").out
    assert site.files() == site.files(site.root / "other") == clean(site)


def test_another_day_is_another_site(site: SiteFolder) -> None:
    """A site without a day of its own is built again when the day is another,
    and not within the same day.
    """
    full(site)
    site.write("portfolio.toml", UNDATED)
    pages: dict[int, dict[str, bytes]] = {}
    for day in (20_000, 20_001, 20_000):
        site.environ["SOURCE_DATE_EPOCH"] = str(day * DAY)
        settled(site)
        site.environ["SOURCE_DATE_EPOCH"] = str(day * DAY + DAY - 1)
        assert last_build_of(site)
        site.environ["SOURCE_DATE_EPOCH"] = str((day + 1) * DAY)
        assert last_build_of(site) is None
        assert pages.setdefault(day, site.files()) == site.files()
    assert pages[20_000] != pages[20_001]
    site.environ["SOURCE_DATE_EPOCH"] = "tomorrow"
    assert build(site).code == 2
    del site.environ["SOURCE_DATE_EPOCH"]
    assert last_build_of(site) is None
    assert build(site).code == 0
    assert site.files() == clean(site)


def test_a_stated_day_stays(site: SiteFolder) -> None:
    """A site that states its day is the same on every day."""
    settled(full(site))
    site.environ["SOURCE_DATE_EPOCH"] = str(30_000 * DAY)
    assert last_build_of(site)
    assert site.files() == clean(site)


# Warnings


def in_terminal(site: SiteFolder, *arguments: str, **env: str) -> str:
    """What the command says of problems to a person at a terminal."""
    screen, terminal = pty.openpty()
    try:
        process = site.start(
            "build",
            *arguments,
            env={"COLUMNS": "100", "TERM": "xterm", **env},
            stderr=terminal,
            stdout=subprocess.DEVNULL,
        )
        os.close(terminal)
        said = b""
        with suppress(OSError):
            while content := os.read(screen, 65536):
                said += content
        assert process.wait() == 0
        return said.decode()
    finally:
        os.close(screen)


def test_warnings_are_shown_each_time(site: SiteFolder) -> None:
    """A build that has nothing to do shows the warnings of the one before,
    word for word, and counts them.
    """
    site.record("a", **EXPIRED)
    site.record("b", **EXPIRED)
    first = build(site)
    assert "2 warnings" in first.out
    assert first.err.count("warning") >= 2
    second = build(settled(site))
    assert last_build_of(site)
    assert (second.words, second.err, second.code) == (first.words, first.err, 0)
    assert "\x1b" not in second.err


def test_warnings_have_their_colors_each_time(site: SiteFolder) -> None:
    """At a terminal the warnings have the same colours each time,
    and none where they are not wanted.
    """
    site.record("a", **EXPIRED)
    settle()
    *_, first = in_terminal(site).partition("\x1b[1;33mwarning")
    assert first.count("\x1b[") > 2
    settled(site)
    assert in_terminal(site) == f"\x1b[1;33mwarning{first}"
    plain = in_terminal(site, NO_COLOR="1")
    assert "\x1b" not in plain
    assert plain.replace("\r\n", "\n") == build(site).err


def test_strict_fails_each_time(site: SiteFolder) -> None:
    """Under strict, warnings fail each build, also after one that was not strict;
    without them it has nothing to do either.
    """
    site.record("a", **EXPIRED)
    site.record("b")
    before = settled(site).files()
    for _ in range(2):
        ran = build(site, "--strict")
        assert (ran.code, "error" in ran.err, "nothing was published" in ran.out) == (1, True, True)
        assert last_build_of(site, strict=True) is None
        assert last_build_of(site)
    assert site.files() == before
    site.record("a")
    settle()
    assert build(site, "--strict").code == build(site, "--strict").code == 0
    assert last_build_of(site, strict=True)
    site.record("a", **EXPIRED)
    assert build(site, "--strict").code == 1


@pytest.mark.parametrize("form", ["json", "github", "sarif"])
def test_other_forms_are_always_whole(site: SiteFolder, form: str) -> None:
    """The forms that programs read say the same each time,
    whether or not there was anything to do.
    """
    site.record("a", **EXPIRED)
    first = build(site, "--format", form)
    second = build(settled(site), "--format", form)
    assert second.out == first.out
    assert "status-disagrees" in first.out
    if form != "github":
        assert json.loads(first.out)
    assert "(0 written, 0 deleted), 1 warning" in second.err


# Where nothing can be told


def test_a_site_with_code_of_its_own_is_always_built(site: SiteFolder) -> None:
    """With `extensions.py`, which may look at anything, no build is spared;
    without it again, they are.
    """
    site.record()
    site.write(
        "extensions.py",
        "from pathlib import Path\n\nFILTERS = {'word': lambda _: Path('word').read_text()}\n",
    )
    site.template("404.html", "{{ '' | word }}")
    for word in ("one", "two", "two"):
        site.write("word", word)
        settle()
        assert build(site).code == 0
        assert last_build_of(site) is None
        assert word in (site.output / "404.html").read_text()
    (site.root / "extensions.py").unlink()
    (site.root / "templates/404.html").unlink()
    settled(site)
    assert site.files() == clean(site)


def test_a_failed_build_leaves_no_record(site: SiteFolder) -> None:
    """After a build that failed the next one fails in the same way,
    also where there has never been another.
    """
    site.record("a", issuer=None)
    settle()
    one, other = build(site), build(site)
    assert one == replace(other, out=one.out)
    assert one.code == 1
    assert "error" in one.err
    assert last_build_of(site) is None
    site.record("a")
    settled(site)
    assert site.files() == clean(site)
