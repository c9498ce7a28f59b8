"""Watching: whatever writes the files, and however, what is shown
in the end is what is there, told once.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import editors
import pytest
from conftest import AS_OF, PATIENCE, SETTINGS, SiteFolder, command, environment
from editors import EDITORS, switch_with_git
from previewing import Preview, previewed, until, until_more
from small_site import NO_VARIABLES
from watchdog.observers.api import BaseObserver

from portfolio.options import Options
from portfolio.pipeline.inputs import UntoldError, read_inputs, reread
from portfolio.preview.live import Live
from portfolio.preview.watch import LONGEST_FLURRY, Watch
from portfolio.store.file_status import scan

pytestmark = pytest.mark.filterwarnings("ignore:Callback with id:RuntimeWarning")
"""Watchdog says so where a folder is made while it is being watched."""
QUIET = 1.6
"""Seconds without an event after which none will come for what was saved."""
BREATH = 0.1
"""Seconds between one save and the next of somebody who writes."""
RECORDS = "content/credentials/"
FILLING = "Words that fill the page.\n" * 400
GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def record(title: str, body: str = FILLING) -> str:
    """A record, so long that most editors write it in several parts."""
    return f"---\ntitle: {title}\nissuer: Issuer\nissued_date: 2024-05-17\n---\n\n{body}"


# Editors


class Visitor(threading.Thread):
    """Asks for a page again and again, and keeps the answers that a reader must not see."""

    def __init__(self, preview: Preview, path: str) -> None:
        super().__init__(daemon=True)
        self.preview = preview
        self.path = path
        self.visits = 0
        self.faults: list[str] = []
        self.is_over = False

    def run(self) -> None:
        """Visit until it is over."""
        while not self.is_over and (path := self.path):
            answer = self.preview.get(path)
            if (
                answer.status != 200
                or f"Words of {path}" not in answer.text
                or "</html>" not in answer.text
            ):
                self.faults.append(f"{path}: {answer.status}, {len(answer.content)} bytes")
            self.visits += 1
            time.sleep(0.002)

    def close(self) -> None:
        """Go away."""
        self.is_over = True
        self.join()


Save = Callable[[Path, str], object]

HELD_UP = 0.07
"""Seconds of delay in a save that, with a pause of its own, may look like its end."""
ROUNDS = 20
"""How often what was held up is tried again."""
REPEATS = 3
"""How often a save that was told twice is tried again: the preview may have been held up, which a
save cannot see."""


def is_late(save: Save, path: Path, text: str) -> bool:
    """Save, and tell whether the machine added so much to its pauses that one of them
    may have looked like the end.
    """
    waits, began = editors.PACE.waits, time.monotonic()
    save(path, text)
    planned = (editors.PACE.waits - waits) * editors.PACE.seconds
    return time.monotonic() - began - planned > HELD_UP


def titled(path: str, title: str) -> str:
    """A record that says on its page which one it is."""
    return record(title, f"Words of {path}\n\n{FILLING}")


@pytest.mark.skipif(os.name != "posix", reason="the system calls are those of Linux")
@pytest.mark.parametrize(
    ("pause", "is_new"), [(0.03, False), (0.0, True)], ids=["existing, slowly", "new, at once"]
)
def test_one_save_is_one_change(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch, pause: float, is_new: bool
) -> None:
    """Saved in any manner, a record is on its page whole, told once, with no error
    and no missing page on the way.

    What a busy machine held up for so long that the preview may take it for two saves is repeated.
    """
    monkeypatch.setattr(editors.PACE, "seconds", pause)
    site.record("first")
    left: list[Save] = list(EDITORS)
    for number in range(ROUNDS):
        if left:
            left = held_up(site, left, is_new=is_new, may_repeat=number < REPEATS)
    if left:
        pytest.skip(f"this machine is too busy for {left}")


def held_up(site: SiteFolder, saves: list[Save], *, is_new: bool, may_repeat: bool) -> list[Save]:
    """The saves that took too long to tell anything; the others are one change each."""
    addresses = {save: f"/credentials/{save.__name__.replace('_', '-')}/" for save in saves}
    paths = {save: f"{RECORDS}{save.__name__.replace('_', '-')}.md" for save in saves}
    late = []
    for save, path in paths.items():
        site.write(path, titled(addresses[save], "Old"))
        if is_new:
            (site.root / path).unlink()
    with previewed(site, "--as-of", "2025-06-01") as preview:
        stream = preview.stream()
        visitor = Visitor(preview, "" if is_new else addresses[saves[0]])
        visitor.start()
        for number, save in enumerate(saves):
            visitor.path = visitor.path and addresses[save]
            time.sleep(BREATH)
            told = len(stream.numbers)
            if is_late(save, site.root / paths[save], titled(addresses[save], f"Saved {number}")):
                late.append(save)
            preview.shows(addresses[save], f"Saved {number}")
            until_more(stream.numbers, told, "an event for the save")
        assert_quiet(preview, len(stream.numbers))
        visitor.close()
        changes = [line.split()[1] for line in preview.said if re.match(r"\d\d:\d\d:\d\d ", line)]
        counts = {save: changes.count(path) for save, path in paths.items() if save not in late}
        if may_repeat:
            late += [save for save, count in counts.items() if count == 2]
            counts = {save: count for save, count in counts.items() if save not in late}
        assert counts == dict.fromkeys(counts, 1)
        assert is_new or visitor.visits > len(saves)
        if not late:
            assert visitor.faults == []
            assert (len(stream.numbers), len(set(stream.numbers))) == (len(saves), len(saves))
            assert_no_error(preview)
    return late


def assert_quiet(preview: Preview, count: int) -> None:
    """No event comes beyond so many."""
    stream = preview.streams[-1]
    until(lambda: time.monotonic() - max([*stream.times, 0.0]) > QUIET, "silence")
    assert len(stream.numbers) == count


def assert_no_error(preview: Preview) -> None:
    """Nothing was wrong from the beginning until now, as far as the terminal was told."""
    assert [
        line
        for line in preview.said
        if re.search(r"error|Traceback|stays as it was|Exception", line)
    ] == []
    assert preview.state()["report"] == ""


def test_the_last_of_several_saves_is_shown(site: SiteFolder) -> None:
    """Three saves, one after another as fast as the editor is,
    end with the last text and no report.
    """
    names = {save: save.__name__.replace("_", "-") for save in EDITORS}
    site.record("first")
    with previewed(site) as preview:
        for save, name in names.items():
            for number in range(3):
                save(site.root / f"{RECORDS}{name}.md", record(f"Saved {number}"))
        for name in names.values():
            preview.shows(f"/credentials/{name}/", "Saved 2")
        preview.is_sound()


# In this process


@dataclass
class Kept:
    """A live site that a watch keeps up to date, in a thread of this process."""

    site: SiteFolder
    live: Live
    watch: Watch
    warnings: list[str] = field(default_factory=list)
    changes: list[frozenset[str]] = field(default_factory=list)
    """What the watch told, time after time."""
    failures: list[BaseException] = field(default_factory=list)

    def keep_up(self) -> None:
        """Take up every change until the watch ends."""
        try:
            for changed in self.watch.changes():
                self.live.update(changed)
                self.changes.append(changed)
        except BaseException as reason:
            self.failures.append(reason)
            raise

    def text(self, address: str) -> str | None:
        """The page at an address, if there is one."""
        answer = self.live.at_hand(address) or self.live.answer(address)
        return answer.content.decode() if answer and answer.status == 200 else None

    def shows(self, name: str, words: str | None) -> None:
        """Wait until the page of a record has these words, or, for None, is gone."""
        address = f"credentials/{name}/"
        until(
            lambda: (
                self.text(address) is None if words is None else words in (self.text(address) or "")
            ),
            f"{words} on {address}",
        )

    def is_sound(self) -> None:
        """Wait until there is nothing to report."""
        until(lambda: not self.live.state.report.text, "an empty report")

    def next_look(self) -> None:
        """Wait until the watch has told something more, or that there is nothing."""
        count = len(self.changes)
        until(lambda: len(self.changes) > count, "a look")

    def look_again(self, name: str = "mark") -> None:
        """Wait until everything that was done up to now has been looked at:
        a new record is only found so.
        """
        self.site.record(name)
        self.shows(name, f"Title {name}")


@contextmanager
def kept(site: SiteFolder) -> Iterator[Kept]:
    """Keep a site up to date until the block ends."""
    live = Live(site.root, Options(as_of=AS_OF), NO_VARIABLES, lambda: None)
    warnings: list[str] = []
    watch = Watch(site.root, live.places, warnings.append)
    watch.open()
    live.open()
    found = Kept(site, live, watch, warnings)
    worker = threading.Thread(target=found.keep_up, daemon=True)
    worker.start()
    try:
        yield found
    finally:
        watch.close()
        worker.join(PATIENCE)
        assert not worker.is_alive()
        assert found.failures == []


def read_all(root: Path) -> None:
    """Read every file."""
    for path in root.rglob("*"):
        if path.is_file():
            path.read_bytes()


def walk(root: Path) -> None:
    """Look at every file."""
    for folder, _, names in os.walk(root):
        for name in names:
            os.stat(Path(folder) / name)


def cat(root: Path) -> None:
    """Read with a program."""
    subprocess.run(
        ["cat", *map(str, (root / RECORDS).glob("*.md"))], stdout=subprocess.DEVNULL, check=True
    )


def touch(root: Path) -> None:
    """Give every file the time of now, and another one."""
    for path in (root / RECORDS).glob("*.md"):
        os.utime(path)
        os.utime(path, (1_000_000_000, 1_000_000_000))


def change_mode(root: Path) -> None:
    """Let others read a file."""
    (root / RECORDS / "a.md").chmod(0o600)


def write_again(root: Path) -> None:
    """Write what is there."""
    path = root / RECORDS / "a.md"
    path.write_bytes(path.read_bytes())


def rename_and_back(root: Path) -> None:
    """Write what is there to another file, and put it in its place."""
    shutil.copy(root / RECORDS / "a.md", root / RECORDS / "b.tmp")
    (root / RECORDS / "b.tmp").replace(root / RECORDS / "a.md")


def writer_of(*paths: str) -> Callable[[Path], None]:
    """Something that writes these files twice, and deletes the last."""

    def _write(root: Path) -> None:
        for text in ("one", "two"):
            for path in paths:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text)
        (root / paths[-1]).unlink()

    return _write


HARMLESS: dict[str, Callable[[Path], None]] = {
    "reading": read_all,
    "looking": walk,
    "cat": cat,
    "touching": touch,
    "modes": change_mode,
    "the same": write_again,
    "the same, renamed": rename_and_back,
    "output": writer_of("output/index.html", "output/credentials/a/index.html"),
    "git": writer_of(".git/index", ".git/refs/heads/main", ".git/index.lock"),
    "own": writer_of(".portfolio/lock", ".portfolio/stage/a.md"),
    "others": writer_of("notes.md", "src/a.md", "node_modules/x/package.json"),
    "vim": writer_of(f"{RECORDS}.a.md.swp", f"{RECORDS}.a.md.swx", f"{RECORDS}4913"),
    "backups": writer_of(f"{RECORDS}a.md~", "templates/base.html~", "portfolio.toml~"),
    "emacs": writer_of(f"{RECORDS}#a.md#", f"{RECORDS}.#a.md", "templates/#base.html#"),
    "systems": writer_of("content/.DS_Store", "static/.DS_Store", "templates/.nfs0001"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_changes_nothing_makes_no_new_state(site: SiteFolder, name: str) -> None:
    """Reading, touching and writing the same, what others write beside the site, and the files
    of editors are no change.
    """
    site.record("a", "Some words.\n")
    with kept(site) as found:
        number = found.live.state.number
        HARMLESS[name](site.root)
        found.look_again("first")
        HARMLESS[name](site.root)
        found.look_again("second")
        assert found.live.state.number == number + 2
        assert found.warnings == []


def test_reading_is_no_event(site: SiteFolder) -> None:
    """Files that were left alone for a while are not even looked into when they are read."""
    site.record("a")
    with kept(site) as found:
        until(lambda: found.changes[-2:] == [frozenset()] * 2, "two looks that found nothing")
        for read in (read_all, walk, cat):
            read(site.root)
        count = len(found.changes)
        until(lambda: len(found.changes) >= count + 2, "two more looks")
        assert set(found.changes[count:]) == {frozenset()}


def test_a_status_tells_files_apart(site: SiteFolder) -> None:
    """A file that was just written has no status yet; later one that tells of new content
    of the same size and date, not of reading.
    """
    path, places = site.record("a", "one\n"), (site.root / "content",)
    name = path.relative_to(site.root).as_posix()
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert scan(site.root, places) == {name: None}
    until(lambda: scan(site.root, places)[name], "a status")
    before = scan(site.root, places)
    read_all(site.root)
    assert scan(site.root, places) == before
    site.record("a", "two\n")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert scan(site.root, places)[name] is None
    status = before[name]
    assert status
    assert path.stat().st_size == status[2]
    until(lambda: scan(site.root, places)[name], "a status")
    assert scan(site.root, places) != before


def test_a_scan_sees_files_and_links_but_no_scratch(site: SiteFolder, tmp_path: Path) -> None:
    """Files at every depth and links are seen, relative to the site or absolute outside it;
    what editors keep for themselves is not.
    """
    outside = tmp_path / "outside"
    for path in (
        "content/a.md",
        "content/b/c.md",
        "content/.a.swp",
        "content/#a#",
        "content/a~",
        "content/.git/x",
        "../outside/theme.toml",
    ):
        site.write(path, "x")
    (site.root / "content/link.md").symlink_to(outside)
    (site.root / "content/folder").symlink_to(outside)
    places = (site.root / "content", site.root / "portfolio.toml", outside, site.root / "nothing")
    expected = {
        "content/a.md",
        "content/b/c.md",
        "content/link.md",
        "content/folder",
        "portfolio.toml",
        f"{outside.as_posix()}/theme.toml",
    }
    assert set(scan(site.root, places)) == expected


# Files and folders that move


def mv(old: Path, new: Path) -> None:
    """Rename."""
    old.rename(new)


def test_a_file_that_moves_away_and_back_is_where_it_is(site: SiteFolder) -> None:
    """A record that is renamed is at its new address only,
    and back at the old one when it comes back.
    """
    path = site.record("a")
    site.record("other")
    with kept(site) as found:
        for _ in range(2):
            mv(path, path.with_name("b.md"))
            found.shows("b", "Title a")
            found.shows("a", None)
            mv(path.with_name("b.md"), site.root / "a.md")
            found.shows("b", None)
            mv(site.root / "a.md", path)
            found.shows("a", "Title a")
        found.is_sound()


def test_folders_of_records_are_followed_wherever_they_go(site: SiteFolder) -> None:
    """A folder that is made, renamed, moved in from elsewhere, emptied or deleted is seen,
    and what is edited in it afterwards.
    """
    folder = site.root / RECORDS / "one"
    site.record("first")
    with kept(site) as found:
        site.record("one/a")
        found.shows("a", "Title one/a")
        mv(folder, folder.with_name("two"))
        site.record("two/a", title="Edited")
        found.shows("a", "Edited")
        site.record("two/deep/deeper/b")
        found.shows("b", "Title two/deep")
        mv(folder.with_name("two"), site.root / "aside")
        found.shows("a", None)
        found.shows("b", None)
        mv(site.root / "aside", folder)
        found.shows("b", "Title two/deep")
        site.record("one/deep/deeper/b", title="Edited too")
        found.shows("b", "Edited too")
        shutil.rmtree(folder)
        found.shows("a", None)
        found.shows("b", None)
        found.is_sound()


def test_a_folder_in_the_place_of_another_is_followed(site: SiteFolder) -> None:
    """Content that takes the place of other content by a rename is shown, and watched:
    what is saved in it is told by itself.
    """
    site.record("a")
    site.record("gone")
    with kept(site) as found:
        for number in range(2):
            shutil.copytree(site.root / "content", site.root / "new", dirs_exist_ok=True)
            (site.root / "new/credentials/gone.md").unlink(missing_ok=True)
            (site.root / "new/credentials/a.md").write_text(record(f"New {number}"))
            mv(site.root / "content", site.root / f"old{number}")
            mv(site.root / "new", site.root / "content")
            found.shows("a", f"New {number}")
            found.shows("gone", None)
            site.record("b")
            found.shows("b", "Title b")
            until(lambda: not found.changes[-1], "all that was saved before")
            found.changes.clear()
            site.record("a", title=f"Edited {number}")
            found.shows("a", f"Edited {number}")
            until(
                lambda: frozenset([f"{RECORDS}a.md"]) in found.changes, "word of that record alone"
            )
        found.is_sound()


def test_the_folder_of_the_site_can_be_replaced(site: SiteFolder) -> None:
    """A site that takes the place of the whole folder is shown and followed;
    while there is none the old one stays.
    """
    site.record("a")
    with kept(site) as found:
        shutil.copytree(site.root, site.root.with_name("new"))
        mv(site.root, site.root.with_name("old"))
        until(lambda: found.live.state.report.errors, "word of it")
        found.shows("a", "Title a")
        SiteFolder(site.root.with_name("new")).record("a", title="New")
        mv(site.root.with_name("new"), site.root)
        found.shows("a", "New")
        found.is_sound()
        for path, words in (
            ("content/credentials/a.md", record("Edited")),
            ("templates/credential.html", "Template"),
        ):
            site.write(path, words)
            found.shows("a", "Edited" if "Edited" in words else words)


def test_a_link_in_the_place_of_a_record_is_not_followed(site: SiteFolder, tmp_path: Path) -> None:
    """A record that becomes a symbolic link is gone, with a warning, and is there again
    when it is a file again.
    """
    path = site.record("a")
    site.record("b")
    secret = tmp_path / "secret.md"
    secret.write_text(record("Secret"))
    with kept(site) as found:
        for target in (secret, Path("b.md"), Path("nothing.md")):
            path.unlink()
            path.symlink_to(target)
            found.shows("a", None)
            until(lambda: "symbolic link" in found.live.state.report.text, "the warning")
            path.unlink()
            site.record("a")
            found.shows("a", "Title a")
            found.is_sound()


def test_theme_and_settings_are_watched_too(site: SiteFolder) -> None:
    """Settings, templates, static files, own themes and extensions are seen
    when they come, change and go.
    """
    site.record("a")
    with kept(site) as found:
        site.write(
            "portfolio.toml",
            SETTINGS.replace('title = "Test site"', 'title = "Other"\ntheme = "own"'),
        )
        until(lambda: "unknown-theme" in found.live.state.report.text, "the missing theme")
        site.theme("own")
        found.is_sound()
        until(lambda: "Other" in (found.text("") or ""), "the new title")
        site.template("credential.html", "Theirs", "own")
        found.shows("a", "Theirs")
        site.template("credential.html", "Ours {{ 1 | double }}")
        site.write("extensions.py", "FILTERS = {'double': lambda value: 2 * value}\n")
        found.shows("a", "Ours 2")
        site.write("static/own.css", "a{}")
        until(
            lambda: any("own." in address for address in found.live.state.sites[0].resources),
            "the stylesheet",
        )
        for name in ("templates", "themes", "static"):
            shutil.rmtree(site.root / name)
        (site.root / "extensions.py").unlink()
        (site.root / "portfolio.toml").unlink()
        found.shows("a", ">Title a</h1>")
        found.is_sound()


# Slow, quick and many


def test_a_record_that_is_written_slowly_is_shown_in_the_end(site: SiteFolder) -> None:
    """Written piece by piece with long pauses, a page stays what it was
    or becomes a whole one, and ends right.
    """
    path = site.record("a")
    text = record("Slow", "Piece.\n\n" * 6 + "The end.\n")
    with kept(site) as found, path.open("w") as file:
        for start in range(0, len(text), 30):
            file.write(text[start : start + 30])
            file.flush()
            found.next_look()
            assert found.text("credentials/a/")
        found.shows("a", "The end.")
        found.is_sound()


def test_what_is_being_written_while_it_is_looked_at_is_told_when_it_is_done(
    site: SiteFolder,
) -> None:
    """A file that is empty for a moment, because its writer has only begun,
    is not told as it is then.
    """
    settings = site.root / "portfolio.toml"
    watch = Watch(site.root, lambda: (settings, site.root / "content"), lambda words: None)
    watch.open()
    changes = watch.changes()
    with settings.open("w") as file:
        assert next(changes) == frozenset()
        file.write(SETTINGS)
    assert next(filter(None, changes)) == {"portfolio.toml"}
    watch.close()


def test_of_two_writes_in_one_moment_the_second_counts(site: SiteFolder) -> None:
    """Texts of one size that follow each other within a millisecond,
    with the same date, are told apart.
    """
    path = site.record("a")
    with kept(site) as found:
        for number in range(10, 40):
            for title in (f"First {number}", f"Other {number}"):
                path.write_text(record(title, "Words.\n"))
                os.utime(path, ns=(1_700_000_000_000_000_000, 1_700_000_000_000_000_000))
            if number % 10 == 0:
                found.shows("a", f"Other {number}")
        found.shows("a", "Other 39")
        found.is_sound()


def checkout(root: Path, branch: str) -> None:
    """Really switch."""
    git(root, "checkout", "-q", branch)


def git(root: Path, *arguments: str) -> None:
    """Run Git."""
    names = [
        "-c",
        "user.name=Ada",
        "-c",
        "user.email=ada@example.org",
        "-c",
        "core.fsmonitor=false",
        "-c",
        "gc.auto=0",
    ]
    subprocess.run(
        ["git", *names, *arguments], cwd=root, env=environment(GIT), check=True, capture_output=True
    )


def branches(root: Path, count: int) -> dict[str, dict[Path, str]]:
    """Two sets of so many records: titles and half of the names differ."""
    names = {"one": range(count), "two": range(count // 2, count + count // 2)}
    folder = root / RECORDS
    return {
        branch: {
            folder / f"{n % 7}/r{n}.md": record(f"Title {branch} {n}", "Words.\n") for n in found
        }
        for branch, found in names.items()
    }


def titles_of(texts: Mapping[Path, str]) -> set[str]:
    """The titles of records."""
    return {text.split("\n")[1].removeprefix("title: ") for text in texts.values()}


def shows_exactly(found: Kept, titles: set[str]) -> bool:
    """Whether the site has the records with these titles and no others."""
    return {
        entry.record.title for entry in found.live.state.sites[0].found.portfolio.entries
    } == titles


@pytest.mark.parametrize("real", [False, True], ids=["calls", "git"])
def test_hundreds_of_files_are_switched_at_once(site: SiteFolder, real: bool) -> None:
    """Switching a branch of five hundred records ends in that branch,
    in few steps and without an error.
    """
    if real and not shutil.which("git"):
        pytest.skip("there is no Git on this machine")
    files = branches(site.root, 500)
    for branch, texts in files.items() if real else [("one", files["one"])]:
        shutil.rmtree(site.root / "content")
        switch_with_git(texts)
        if real:
            git(site.root, "init", "-q") if branch == "one" else None
            git(site.root, "checkout", "-q", "-b", branch)
            git(site.root, "add", ".")
            git(site.root, "commit", "-q", "-m", branch)
    git(site.root, "checkout", "-q", "one") if real else None
    with kept(site) as found:
        for branch, before in (("two", "one"), ("one", "two")):
            number, began = found.live.state.number, time.monotonic()
            if real:
                checkout(site.root, branch)
            else:
                switch_with_git(
                    {**dict.fromkeys(files[before].keys() - files[branch].keys()), **files[branch]}
                )
            until(partial(shows_exactly, found, titles_of(files[branch])), "the branch")
            steps, report = found.live.state.number - number, found.live.state.report
            assert steps <= 4 + (time.monotonic() - began) / LONGEST_FLURRY
            assert not report.errors


# Where the system tells nothing


EXHAUSTED = {
    "no instance": ("max_inotify_instances", 0),
    "no watch": ("max_inotify_watches", 0),
    "few watches": ("max_inotify_watches", 3),
}


class Poor(SiteFolder):
    """A site on a machine that has next to nothing left to watch files with."""

    limit: tuple[str, int]

    def begin(self, *arguments: str, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
        """Start the command with this limit, of a user of its own."""
        return subprocess.Popen(
            poorly(self.limit, *command(*arguments)),
            cwd=self.root,
            env=environment(env),
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )


def poorly(limit: tuple[str, int], *arguments: str) -> list[str]:
    """A command under a limit of the system."""
    return [
        "unshare",
        "--user",
        "--map-root-user",
        "sh",
        "-c",
        f'echo {limit[1]} > /proc/sys/user/{limit[0]} && exec "$@"',
        "sh",
        *arguments,
    ]


@pytest.fixture
def poor(site: SiteFolder) -> Poor:
    """A site whose previews run under a limit; skipped where users
    cannot set one for themselves.
    """
    if (
        not shutil.which("unshare")
        or subprocess.run(
            poorly(EXHAUSTED["no watch"], "true"), capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("this machine lets no user set limits")
    return Poor(site.root, site.environ)


@pytest.mark.parametrize("name", EXHAUSTED)
def test_without_events_it_says_so_and_looks_instead(poor: Poor, name: str) -> None:
    """Where the system watches no more files, one line says it, and edits, new files
    and deletions are shown all the same.
    """
    poor.limit = EXHAUSTED[name]
    poor.record("a")
    with previewed(poor) as preview:
        until(
            lambda: any("looking for changes every" in line for line in preview.said), "word of it"
        )
        for number in range(3):
            poor.record("a", title=f"Edited {number}")
            preview.shows("/credentials/a/", f"Edited {number}")
        poor.record("new/b")
        preview.shows("/credentials/b/", "Title new/b")
        shutil.rmtree(poor.root / RECORDS / "new")
        until(lambda: preview.get("/credentials/b/").status == 404, "the deletion")
        said = [
            line for line in preview.said if "looking for changes" in line or "Traceback" in line
        ]
        assert len(said) == 1
        assert preview.interrupt() == 0


def test_watches_that_run_out_later_lose_nothing(poor: Poor) -> None:
    """Folders that come when no more can be watched are seen too, and nobody reads a traceback."""
    poor.limit = ("max_inotify_watches", 60)
    poor.record("a")
    with previewed(poor) as preview:
        for number in range(80):
            (poor.root / RECORDS / f"f{number:02}").mkdir()
        poor.record("f79/b")
        preview.shows("/credentials/b/", "Title f79/b")
        for number in range(3):
            poor.record("f79/b", title=f"Edited {number}")
            poor.record("a", title=f"Changed {number}")
            preview.shows("/credentials/b/", f"Edited {number}")
            preview.shows("/credentials/a/", f"Changed {number}")
        assert [line for line in preview.said if "Traceback" in line or "Exception" in line] == []


@pytest.mark.parametrize("code", [28, 24], ids=["watches", "instances"])
def test_any_refusal_to_watch_is_told_once(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """On every system, what cannot be watched is looked at, and the reason is said once."""

    def _refuse(*_: Any, **__: Any) -> None:
        raise OSError(code, "limit reached")

    monkeypatch.setattr(BaseObserver, "schedule", _refuse)
    site.record("a")
    with kept(site) as found:
        for number in range(3):
            site.record("a", title=f"Edited {number}")
            found.shows("a", f"Edited {number}")
        (warning,) = found.warnings
        assert "limit reached" in warning


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be stopped here")
def test_what_follows_an_overflow_of_events_is_not_lost(site: SiteFolder) -> None:
    """After more quick writes than the system has room for, the last one is shown,
    and whatever is saved afterwards.
    """
    paths = [site.record(f"r{number}") for number in range(20)]
    with previewed(site) as preview:
        os.kill(preview.process.pid, signal.SIGSTOP)
        for number in range(20_000):
            paths[number % 20].write_text(record(f"Write {number}", "Words.\n"))
        os.kill(preview.process.pid, signal.SIGCONT)
        for number in range(19_980, 20_000):
            preview.shows(f"/credentials/r{number % 20}/", f"Write {number}")
        site.record("r3", title="Afterwards")
        preview.shows("/credentials/r3/", "Afterwards")
        site.record("new/last")
        preview.shows("/credentials/last/", "Title new/last")
        assert_no_error(preview)


def test_a_flurry_of_writes_ends_with_the_last(site: SiteFolder) -> None:
    """Thousands of writes while it is looking on are shown now and then, and the last one
    of each file in the end.
    """
    paths = [site.record(f"r{number}") for number in range(5)]
    with kept(site) as found:
        number = found.live.state.number
        for count in range(600):
            paths[count % 5].write_text(record(f"Write {count}", "Words.\n"))
        for count in range(595, 600):
            found.shows(f"r{count % 5}", f"Write {count}")
        found.is_sound()
        assert found.live.state.number > number


def test_it_ends_when_it_is_closed(site: SiteFolder) -> None:
    """A watch that is closed ends its changes at once, whether it was read from or not."""
    watch = Watch(site.root, lambda: (site.root / "content",), lambda words: None)
    watch.open()
    watch.close()
    assert list(watch.changes()) == []


@pytest.mark.parametrize(
    "name", ["content", "content/credentials", "content/credentials/sub", "templates", "static"]
)
def test_a_folder_that_is_away_while_something_is_read_is_not_lost(
    site: SiteFolder, name: str
) -> None:
    """A folder that is moved away and back before anybody looks is there afterwards,
    though something else was read meanwhile.
    """
    site.record("a")
    site.record("sub/b")
    site.template("credentials.html", "own words")
    site.write("static/root/own.txt", "own")
    site.write("content/pages/about.md", "---\ntitle: About\n---\n")
    places = {
        "/credentials/a/": "Title a",
        "/credentials/b/": "Title sub/b",
        "/credentials/": "own words",
        "/own.txt": "own",
    }
    with previewed(site) as preview:
        for turn in range(4):
            mv(site.root / name, site.root / "aside")
            site.write("portfolio.toml", f"{SETTINGS}# {turn}\n")
            if name not in ("content",):
                site.write(f"content/pages/new{turn}.md", f"---\ntitle: New {turn}\n---\n")
            time.sleep(0.05 * turn)
            mv(site.root / "aside", site.root / name)
            for place, words in places.items():
                preview.shows(place, words)
            preview.is_sound()
        site.record("sub/b", title="Edited")
        preview.shows("/credentials/b/", "Edited")


def test_what_is_gone_without_a_word_is_asked_for_again(site: SiteFolder) -> None:
    """Files that are missing without an event are taken for deleted not at
    once, but at the second look.
    """
    site.record("a")
    site.record("sub/b")
    inputs = read_inputs(site.root, Options(as_of=AS_OF), NO_VARIABLES)
    mv(site.root / RECORDS / "sub", site.root / "aside")
    site.record("c")
    with pytest.raises(UntoldError) as reason:
        reread(inputs, NO_VARIABLES, {f"{RECORDS}c.md"})
    assert reason.value.paths == {f"{RECORDS}sub/b.md"}
    again = reread(inputs, NO_VARIABLES, {f"{RECORDS}c.md", *reason.value.paths})
    assert sorted(again.texts.files) == [f"{RECORDS}a.md", f"{RECORDS}c.md"]
