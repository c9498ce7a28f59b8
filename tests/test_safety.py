"""Whatever the notes of earlier builds say, a build changes nothing outside
its output and its notes.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import AS_OF, SETTINGS, SiteFolder, examples, tree_of
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from small_site import NO_VARIABLES, forge_record, read_record

from portfolio.diagnostics import PortfolioError
from portfolio.options import Options
from portfolio.output.manifest import read_manifest, write_manifest
from portfolio.paths import are_inside, is_inside
from portfolio.pipeline import build as pipeline
from portfolio.pipeline.details import Details, OutputFile, details_of
from portfolio.store.cache import JOURNAL, NAME, NAMES_ANOTHER
from portfolio.store.codec import encode

HOSTILE = [
    "../outside/precious.txt",
    "../../outside/precious.txt",
    "credentials/../../outside/precious.txt",
    "/etc/hostname",
    "{outside}/precious.txt",
    "C:/precious.txt",
    "C:precious.txt",
    "..\\outside\\precious.txt",
    "\\\\server\\share\\precious.txt",
    "a\0b",
    "",
    ".",
    "..",
    "a//b",
    "./index.html",
]
"""Names that no file of a site has."""


def build(site: SiteFolder) -> Any:
    """Build a site in this process alone; the refusal, if it is refused."""
    try:
        return pipeline.build(site.root, Options(as_of=AS_OF), NO_VARIABLES, workers=1)
    except PortfolioError as reason:
        return reason


def recorded(site: SiteFolder) -> None:
    """Build a site until there is a record of the build."""
    for _ in range(500):
        build(site)
        if any((site.root / ".portfolio").glob("build-*")):
            return
        time.sleep(0.02)
    pytest.fail("no record was kept")


def prepared(folder: Path) -> SiteFolder:
    """A built site with a file of somebody's within the output and another outside."""
    site = SiteFolder(folder / "site")
    site.write("portfolio.toml", SETTINGS)
    for name in "abc":
        site.record(name)
    recorded(site)
    site.write("output/theirs.txt", "mine")
    outside = folder / "outside"
    outside.mkdir()
    (outside / "precious.txt").write_text("years of work")
    return site


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a built site, to be copied."""
    folder = tmp_path_factory.mktemp("built")
    prepared(folder)
    return folder


@pytest.fixture
def around(site: SiteFolder, tmp_path: Path) -> Path:
    """A folder beside a built site, with a file that no build may touch."""
    shutil.rmtree(site.root)
    prepared(tmp_path)
    return tmp_path / "outside"


def notes_of(site: SiteFolder) -> Path:
    """The folder of the notes."""
    return site.root / ".portfolio"


def manifest_of(site: SiteFolder) -> Path:
    """The list of the files that are ours."""
    (path,) = notes_of(site).glob("*.json")
    return path


def record_of(site: SiteFolder) -> Path:
    """The record of the last build."""
    (path,) = notes_of(site).glob("build-*")
    return path


# Names


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_leaves_its_folder_is_none(name: str) -> None:
    """A name that is absolute, climbs, is empty in part or means a drive is not inside
    a folder, on any system.
    """
    assert not is_inside(name.format(outside="/somewhere"))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_leaves_its_folder_is_found_among_others(name: str) -> None:
    """Wherever it stands."""
    wrong = name.format(outside="/somewhere")
    for names in ([wrong], ["a/b.html", wrong], [wrong, "a/b.html"], ["a", wrong, "b"]):
        assert not are_inside(names)


@given(names=st.lists(st.text("a./\\:\0", max_size=4), max_size=4))
def test_names_are_inside_if_each_is(names: list[str]) -> None:
    """What is asked of all at once is what is asked of each."""
    assert are_inside(names) is all(map(is_inside, names))


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "credentials/a/index.html",
        ".nojekyll",
        "a..b/..c",
        "日本/index.html",
        "a b%20#.txt",
    ],
)
def test_names_of_sites_are_inside(name: str) -> None:
    """The names that sites have are inside."""
    assert is_inside(name)


# The list of our files


@pytest.mark.parametrize("name", HOSTILE)
def test_a_list_with_a_name_that_leaves_the_output_says_nothing(
    site: SiteFolder, around: Path, name: str
) -> None:
    """A list of our files with such a name is not believed, even if its digest is right;
    nothing outside is touched.
    """
    known = read_manifest(manifest_of(site))
    assert known is not None
    write_manifest(
        manifest_of(site), site.root, site.output, {*known.files, name.format(outside=around)}
    )
    assert read_manifest(manifest_of(site)) is None
    site.record("d")
    build(site)
    assert tree_of(around) == {"precious.txt": b"years of work"}
    assert (site.output / "theirs.txt").read_bytes() == b"mine"
    assert "credentials/d/index.html" in site.files()


@pytest.mark.parametrize("name", ["theirs.txt", "../outside/precious.txt", "CNAME"])
def test_a_list_that_was_edited_says_nothing(site: SiteFolder, around: Path, name: str) -> None:
    """A file that somebody adds to the list does not become ours:
    it is neither deleted nor overwritten, and the site is built.
    """
    site.write("output/CNAME", "example.org\n")
    said = json.loads(manifest_of(site).read_text())
    manifest_of(site).write_text(json.dumps({**said, "files": [*said["files"], name]}))
    (site.root / "content/credentials/b.md").unlink()
    assert build(site).written.deleted
    assert site.files()["theirs.txt"] == b"mine"
    assert site.files()["CNAME"] == b"example.org\n"
    assert tree_of(around) == {"precious.txt": b"years of work"}
    assert "credentials/b/index.html" not in site.files()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"files": 5}',
        '{"files": ["index.html"]}',
        '{"root": 1, "output": 2, "files": [{}], "digest": ""}',
        "[" * 9000,
    ],
)
def test_a_damaged_list_does_not_stop_a_build(site: SiteFolder, around: Path, text: str) -> None:
    """Where the list is damaged, the files that are as a build wrote them are known
    to be ours, and what is not stays.
    """
    manifest_of(site).write_text(text)
    site.record("a", "Other words.\n", summary="Another summary")
    assert build(site).written.written
    assert b"Another summary" in site.files()["credentials/a/index.html"]
    assert site.files()["theirs.txt"] == b"mine"
    assert read_manifest(manifest_of(site)) is not None


def test_the_list_of_another_output_says_nothing(site: SiteFolder, around: Path) -> None:
    """The list of one output in the place of another's is no list."""
    site.publish(output=around.parent / "public")
    own = manifest_of_output(site, "output")
    other = next(path for path in notes_of(site).glob("*.json") if path != own)
    assert read_manifest(other) is not None
    shutil.copy(other, own)
    assert read_manifest(own) is None


def manifest_of_output(site: SiteFolder, folder: str) -> Path:
    """The list of the files of an output."""
    return next(
        path
        for path in notes_of(site).glob("*.json")
        if json.loads(path.read_text())["output"].endswith(f"site/{folder}")
    )


def test_a_folder_of_somebody_elses_is_refused_whatever_a_list_says(
    site: SiteFolder, around: Path
) -> None:
    """A damaged list does not make a folder ours in which nothing is."""
    shutil.rmtree(site.output)
    site.write("output/thesis.txt", "years of work")
    manifest_of(site).write_text("damaged")
    assert "thesis.txt" in str(build(site))
    assert site.files() == {"thesis.txt": b"years of work"}


@pytest.mark.parametrize(
    "name", ["../../outside/precious.txt", "/etc/hostname", "pagefind/../../outside/precious.txt"]
)
def test_details_with_a_name_that_leaves_the_output_say_nothing(
    site: SiteFolder, around: Path, name: str
) -> None:
    """What the last build knew of files that cannot be of a site is as if it were not there."""
    known = details_of(read_record(site.root, as_of=AS_OF))
    assert known.files
    forged = replace(known, files={**known.files, name: OutputFile("key")})
    forge_record(record_of(site), lambda facts, _: (facts, encode(forged)))
    assert read_record(site.root, as_of=AS_OF)
    assert details_of(read_record(site.root, as_of=AS_OF)) == Details()
    manifest_of(site).unlink()
    site.record("a", "Other words.\n")
    build(site)
    assert tree_of(around) == {"precious.txt": b"years of work"}


@pytest.mark.parametrize("folder", ["{outside}", "{root}/drafts", "{root}/static2"])
def test_a_record_cannot_choose_the_output(site: SiteFolder, around: Path, folder: str) -> None:
    """A record that names another output folder than the settings is not believed:
    nothing is written there.
    """
    elsewhere = folder.format(outside=around / "new", root=site.root)
    output = os.fsencode(site.output)
    forge_record(
        record_of(site),
        lambda facts, details: (facts.replace(output, os.fsencode(elsewhere)), details),
    )
    forged = read_record(site.root, as_of=AS_OF)
    assert forged
    assert forged.output == elsewhere
    site.record("a", "Other words.\n")
    assert build(site).written.written
    assert not Path(elsewhere).exists()


# Links in the place of notes


def test_notes_are_not_written_through_a_link(site: SiteFolder, around: Path) -> None:
    """A link `.portfolio` to another folder is refused with a cure,
    and nothing is written there.
    """
    shutil.rmtree(notes_of(site))
    notes_of(site).symlink_to(around, target_is_directory=True)
    done = site.run("build")
    assert done.returncode == 2
    assert ".portfolio is a symbolic link" in done.stderr
    assert tree_of(around) == {"precious.txt": b"years of work"}


@pytest.mark.parametrize("target", ["precious.txt", "new.txt"])
@pytest.mark.parametrize(
    "kind",
    ["lock", "manifest", "manifest.new", "record.new", "record", "cache", "journal", ".gitignore"],
)
def test_a_note_is_not_written_through_a_link(
    site: SiteFolder, around: Path, kind: str, target: str
) -> None:
    """A link in the place of any note, to a file or to none, is not written through;
    the output is as it was or as it should be.
    """
    places = {
        "lock": manifest_of(site).with_suffix(".lock"),
        "manifest": manifest_of(site),
        "record": record_of(site),
        ".gitignore": notes_of(site) / ".gitignore",
    }
    beside = {
        "manifest.new": Path(f"{manifest_of(site)}.new"),
        "record.new": Path(f"{record_of(site)}.new"),
    }
    cache = {
        "cache": notes_of(site) / NAME,
        "journal": notes_of(site) / f"{NAME}{JOURNAL}",
    }
    place = {**places, **beside, **cache}[kind]
    place.unlink(missing_ok=True)
    place.symlink_to(around / target)
    before = site.files()
    site.record("d")
    result = build(site)
    assert tree_of(around) == {"precious.txt": b"years of work"}
    assert (
        site.files() == before
        if isinstance(result, PortfolioError)
        else "credentials/d/index.html" in site.files()
    )


def test_a_linked_stage_is_not_swept(site: SiteFolder, around: Path) -> None:
    """What a link leads to that is named like the stage of a killed build
    stays, with all its files.
    """
    for folder in (notes_of(site), site.root, site.output):
        (folder / f".staging-{manifest_of(site).stem}-1").symlink_to(
            around, target_is_directory=True
        )
    site.record("d")
    assert build(site).written.written
    assert tree_of(around) == {"precious.txt": b"years of work"}


@pytest.mark.parametrize("folder", ["credentials", "credentials/b", "skills"])
def test_nothing_is_deleted_through_a_linked_folder_of_the_output(
    site: SiteFolder, around: Path, folder: str
) -> None:
    """A folder of the output that was replaced by a link is written and deleted through by
    no build, whatever goes or comes.
    """
    site.record("a", competencies=["skill_one"])
    site.publish()
    shutil.move(site.output / folder, around / "moved")
    (site.output / folder).symlink_to(around / "moved", target_is_directory=True)
    before = tree_of(around)
    (site.root / "content/credentials/b.md").unlink()
    site.record("a", "Other words.\n", competencies=["skill_two"])
    build(site)
    assert tree_of(around) == before


def test_a_pipe_in_the_place_of_a_note_is_not_waited_for(site: SiteFolder, around: Path) -> None:
    """A build does not wait for somebody to write into a pipe that has the name of a note."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no pipes by name")
    for place in (
        manifest_of(site),
        manifest_of(site).with_suffix(".lock"),
        *notes_of(site).glob("build-*"),
    ):
        place.unlink()
        os.mkfifo(place)
    assert site.run("build", "--as-of", AS_OF.isoformat()).returncode in (0, 2)


# The cache


def test_a_journal_that_names_another_file_is_not_read(site: SiteFolder, around: Path) -> None:
    """A journal that ends like one which names another file is removed before the database
    is opened; other journals are SQLite's.
    """
    journal = notes_of(site) / f"{NAME}{JOURNAL}"
    journal.write_bytes(b"nothing" + NAMES_ANOTHER)
    site.record("d")
    assert build(site).written.written
    assert not journal.exists()
    assert tree_of(around) == {"precious.txt": b"years of work"}


def test_a_database_of_somebody_elses_is_not_changed(site: SiteFolder, around: Path) -> None:
    """A link to another program's database in the place of the cache gets no entries,
    and none are read from it.
    """
    theirs = around / "theirs.db"
    with sqlite3.connect(theirs) as database:
        database.execute("CREATE TABLE places (name TEXT)")
    database.close()
    before = theirs.read_bytes()
    (notes_of(site) / NAME).unlink()
    (notes_of(site) / NAME).symlink_to(theirs)
    site.record("d")
    assert build(site).written.written
    assert theirs.read_bytes() == before


# Two copies of one site


def resized_copy(site: SiteFolder, name: str) -> SiteFolder:
    """A copy of a site, its notes included."""
    other = SiteFolder(site.root.parent / name, site.environ)
    shutil.copytree(site.root, other.root)
    return other


def test_two_copies_that_share_an_output_are_told(site: SiteFolder, tmp_path: Path) -> None:
    """A copy of a site, with its notes, does not write the folder that the first one
    writes, and says which that is.
    """
    site.write("portfolio.toml", SETTINGS.replace("[publish]", 'output = "../public"\n\n[publish]'))
    site.record()
    site.publish()
    other = resized_copy(site, "copy")
    other.record("b")
    before = tree_of(tmp_path / "public")
    done = other.run("build")
    assert done.returncode == 2
    assert str(site.root) in done.stderr
    assert "--output" in done.stderr
    assert tree_of(tmp_path / "public") == before
    assert site.build().written is not None
    shutil.rmtree(notes_of(site))
    assert other.build().written is not None


def test_a_copy_with_an_output_of_its_own_builds(site: SiteFolder) -> None:
    """A copy whose output is in its own folder, and a site that was moved, build as before."""
    site.record()
    site.publish()
    copy = resized_copy(site, "copy")
    assert copy.build().written is not None
    site.write("portfolio.toml", SETTINGS.replace("[publish]", 'output = "../public"\n\n[publish]'))
    site.publish()
    moved = SiteFolder(site.root.rename(site.root.parent / "moved"))
    assert moved.build().written is not None


# Anything at all


ANYWHERE = st.integers(0, 1_000_000)
"""A place in bytes whose length varies between runs, as notes hold times:
the number is taken modulo the length.
"""


def flipped(content: bytes, draw: Callable[[Any], Any]) -> bytes:
    """A content with some bytes changed."""
    changed = bytearray(content)
    for at, bits in draw(
        st.lists(st.tuples(ANYWHERE, st.integers(1, 255)), min_size=1, max_size=8)
    ):
        if content:
            changed[at % len(content)] ^= bits
    return bytes(changed)


def damaged(content: bytes, hostile: bytes, draw: Callable[[Any], Any]) -> bytes:
    """A content that was cut off, changed in some bytes, or has something hostile
    in the place of some of its parts.
    """
    kind = draw(st.sampled_from(["flip", "cut", "lines", "texts"]))
    if kind == "flip":
        return flipped(content, draw)
    if kind == "cut":
        return content[: draw(ANYWHERE) % (len(content) + 1)]
    between = b"\n" if kind == "lines" else b"\0"
    parts = content.split(between)
    for at in draw(st.lists(ANYWHERE, min_size=1, max_size=4)):
        parts[at % len(parts)] = hostile if kind == "texts" else b'"' + hostile + b'",'
    return between.join(parts)


def forged(
    hostile: bytes, draw: Callable[[Any], Any], facts: bytes, details: bytes
) -> tuple[bytes, bytes]:
    """The facts or the details of a record, damaged."""
    if draw(st.booleans()):
        return damaged(facts, hostile, draw), details
    return facts, damaged(details, hostile, draw)


@examples(12)
@given(data=st.data(), name=st.sampled_from(HOSTILE), has_edits=st.booleans())
def test_damaged_notes_do_no_harm(
    built: Path, data: st.DataObject, name: str, has_edits: bool
) -> None:
    """Whatever happened to any of the notes, a build leaves all else as it was,
    and the output whole: the old site or the new one.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(shutil.copytree(built, Path(place).resolve() / "x", symlinks=True))
        site = SiteFolder(folder / "site")
        recorded(site)
        hostile = name.format(outside=folder / "outside").encode()
        notes = sorted(
            path
            for path in notes_of(site).rglob("*")
            if path.is_file() and path.name != ".gitignore"
        )
        for path in sorted(
            {notes[at % len(notes)] for at in data.draw(st.lists(ANYWHERE, min_size=1, max_size=3))}
        ):
            if path.name.startswith("build-") and data.draw(st.booleans()):
                forge_record(path, partial(forged, hostile, data.draw))
            else:
                path.write_bytes(damaged(path.read_bytes(), hostile, data.draw))
        old = site.files()
        if has_edits:
            site.record("a", "Other words.\n", summary="Another summary")
            (site.root / "content/credentials/b.md").unlink()
        sources = {
            name: content
            for name, content in tree_of(folder).items()
            if not name.startswith(("site/output/", "site/.portfolio/"))
        }
        result = build(site)
        clean = SiteFolder(folder / "clean")
        shutil.copytree(
            site.root, clean.root, ignore=shutil.ignore_patterns("output", ".portfolio")
        )
        expected = {**clean.publish(), "theirs.txt": b"mine"}
        shutil.rmtree(clean.root)
        after = tree_of(folder)
        assert {
            name: content
            for name, content in after.items()
            if not name.startswith(("site/output/", "site/.portfolio/"))
        } == sources
        assert site.files() == (old if isinstance(result, PortfolioError) else expected)
