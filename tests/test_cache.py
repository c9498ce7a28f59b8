"""The cache: what is kept is read back as it was or not at all, and damage
to its file does no harm.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from conftest import PATIENCE, environment, tree_of
from hypothesis import given
from hypothesis import strategies as st

from portfolio.store.cache import FOR_EACH_FILE, KEYS_AT_ONCE, NAME, SMALLEST_LIMIT, Cache, key_of
from portfolio.workers import spread

ENTRIES = {key_of(str(number)): f"content {number} ".encode() * 40 for number in range(12)}
KEY, CONTENT = next(iter(ENTRIES.items()))


@contextmanager
def opened(folder: Path | None, *, may_write: bool = True) -> Iterator[Cache]:
    """A cache as one run of the program has it."""
    with closing(Cache(folder, may_write=may_write)) as cache:
        yield cache


def filled(folder: Path) -> bytes:
    """The bytes of a cache with entries, which is put into a folder."""
    with opened(folder) as cache:
        cache.put(ENTRIES)
    return (folder / NAME).read_bytes()


def got(folder: Path, *, may_write: bool = True) -> dict[str, bytes | None]:
    """What a run of the program gets."""
    with opened(folder, may_write=may_write) as cache:
        return {key: cache.get(key) for key in ENTRIES}


def assert_harmless(folder: Path) -> None:
    """What is got is right or nothing, and putting it again does not fail."""
    with opened(folder) as cache:
        for key, content in ENTRIES.items():
            assert cache.get(key) in (None, content)
        cache.put(ENTRIES)


def assert_healed(folder: Path) -> None:
    """A run that finds the cache as it is and puts everything again leaves
    one that has everything.
    """
    assert_harmless(folder)
    assert got(folder) == ENTRIES


# Entries


@pytest.mark.parametrize("is_in_memory", [False, True])
def test_what_is_put_is_got(tmp_path: Path, is_in_memory: bool) -> None:
    """Entries are got by their keys, whatever they hold; other keys have none."""
    with opened(None if is_in_memory else tmp_path) as cache:
        cache.put({"a": b"one", "b": b"", "c": bytes(range(256)) * 5000})
        assert (cache.get("a"), cache.get("b"), cache.get("c")) == (
            b"one",
            b"",
            bytes(range(256)) * 5000,
        )
        assert (cache.get("A"), cache.get("")) == (None, None)
        assert cache.is_shared is not is_in_memory


def test_a_cache_is_empty_until_something_is_kept(tmp_path: Path) -> None:
    """Nothing need be looked for where there is nothing, in a file, in memory,
    and where there is no file to read.
    """
    with opened(tmp_path / "none", may_write=False) as cache:
        assert cache.is_empty
    (tmp_path / "some").mkdir()
    for folder in (None, tmp_path / "some"):
        with opened(folder) as cache:
            assert cache.is_empty
            cache.put({"a": b"x"})
            assert not cache.is_empty
    with opened(tmp_path / "some") as cache:
        assert not cache.is_empty


def test_what_is_put_is_got_by_the_next_run(tmp_path: Path) -> None:
    """Entries outlive the program, in one file of the folder, whatever the folder is called."""
    folder = tmp_path / "a folder?mode=rw#100% ünïcode"
    folder.mkdir()
    filled(folder)
    assert got(folder) == got(folder, may_write=False) == ENTRIES
    assert [path.name for path in folder.iterdir()] == [NAME]


def test_the_first_stays_unless_it_is_put_anew(tmp_path: Path) -> None:
    """An entry that is there stays; `anew` takes its place."""
    with opened(tmp_path) as cache:
        cache.put({"a": b"one"})
        cache.put({"a": b"two", "b": b"two"})
        assert (cache.get("a"), cache.get("b")) == (b"one", b"two")
        cache.put({"a": b"three"}, anew=True)
        assert (cache.get("a"), cache.get("b")) == (b"three", b"two")


@pytest.mark.parametrize("is_in_memory", [False, True])
def test_several_entries_are_got_at_once(tmp_path: Path, is_in_memory: bool) -> None:
    """However many are asked for, each key that has an entry has its own,
    and the others are left out.
    """
    entries = {key_of(str(number)): str(number).encode() for number in range(2 * KEYS_AT_ONCE + 1)}
    with opened(None if is_in_memory else tmp_path) as cache:
        assert cache.get_all([]) == cache.get_all(["none"]) == {}
        cache.put(entries)
        assert cache.get_all([*entries, "none"]) == entries
        assert cache.get_all([*entries][:1]) == dict([*entries.items()][:1])
        assert cache.get_all(["none"]) == {}


def test_a_damaged_entry_is_left_out_of_several(tmp_path: Path) -> None:
    """The others are got; the damaged one is removed and can be put again,
    unless the cache may not write.
    """
    sound = filled(tmp_path)
    at = sound.index(CONTENT)
    (tmp_path / NAME).write_bytes(sound[:at] + b"X" + sound[at + 1 :])
    others = {key: content for key, content in ENTRIES.items() if key != KEY}
    for may_write in (False, True):
        with opened(tmp_path, may_write=may_write) as cache:
            assert cache.get_all([*ENTRIES]) == others
    with opened(tmp_path) as cache:
        cache.put({KEY: CONTENT})
        assert cache.get_all([*ENTRIES]) == ENTRIES


@given(*[st.lists(st.binary(max_size=3) | st.text(max_size=3), max_size=4)] * 2)
def test_parts_of_a_key_are_not_confused(one: list[bytes | str], other: list[bytes | str]) -> None:
    """Two keys are the same only if they were made of the same parts."""
    content = [
        [part if isinstance(part, bytes) else part.encode(errors="surrogatepass") for part in parts]
        for parts in (one, other)
    ]
    assert (key_of(*one) == key_of(*other)) == (content[0] == content[1])


def test_keys_are_of_all_parts_in_their_order() -> None:
    """Where one part ends and the next begins matters, and their number."""
    parts: list[tuple[str, ...]] = [
        ("ab", "c"),
        ("a", "bc"),
        ("abc",),
        ("abc", ""),
        ("", "abc"),
        ("c", "ab"),
        (),
        ("",),
        ("\ud800",),
    ]
    assert len({key_of(*some) for some in parts}) == len(parts)


# Damage


def test_an_entry_under_another_key_is_none(tmp_path: Path) -> None:
    """A content that came under the key of another one is not taken for its own."""
    filled(tmp_path)
    with closing(sqlite3.connect(tmp_path / NAME)) as database, database:
        one, other = list(ENTRIES)[:2]
        database.execute(
            (
                "UPDATE entries SET content = (SELECT content FROM entries WHERE key = ?) "
                "WHERE key = ?"
            ),
            (one, other),
        )
    assert got(tmp_path, may_write=False) == {**ENTRIES, other: None}
    assert_healed(tmp_path)


@pytest.mark.parametrize(
    "value", ["'text'", "NULL", "7", "2.5", "x''", "x'00'", "CAST(x'ff00ff' AS TEXT)"]
)
def test_an_entry_of_another_kind_is_none(tmp_path: Path, value: str) -> None:
    """What is no entry of ours is as if it were not there, and can be put again."""
    filled(tmp_path)
    with closing(sqlite3.connect(tmp_path / NAME)) as database, database:
        database.execute(f"UPDATE entries SET content = {value} WHERE key = ?", (KEY,))
    assert got(tmp_path, may_write=False)[KEY] is None
    assert_healed(tmp_path)


def test_an_entry_whose_bytes_changed_is_none(tmp_path: Path) -> None:
    """An entry of which any byte was changed in the file is as
    if it were not there, and can be put again.
    """
    sound = filled(tmp_path)
    start = sound.index(CONTENT) - 8
    for at in range(start, start + 8 + len(CONTENT), 11):
        (tmp_path / NAME).write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        assert got(tmp_path, may_write=False) == {**ENTRIES, KEY: None}
        assert got(tmp_path)[KEY] is None
        assert_healed(tmp_path)


def places_of(sound: bytes, text: bytes) -> list[int]:
    """Where a text begins in the bytes of a file."""
    return [at for at in range(len(sound)) if sound.startswith(text, at)]


def test_an_entry_whose_key_changed_can_be_put_again(tmp_path: Path) -> None:
    """Where any byte of a key was changed, in the table or in its index, nothing wrong is got
    and everything else can be put again.
    """
    sound = filled(tmp_path)
    found = [at for key in ENTRIES for at in places_of(sound, key.encode())]
    assert found
    lost = []
    for at in [start + offset for start in found for offset in (0, 17, 39)]:
        (tmp_path / NAME).write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        assert_harmless(tmp_path)
        lost += [at] if sum(content is None for content in got(tmp_path).values()) > 1 else []
    assert lost == []


@pytest.mark.parametrize("part", range(4))
def test_a_changed_byte_does_no_harm(tmp_path: Path, part: int) -> None:
    """Whichever byte of the file was changed, an entry is right or missing, and nothing fails."""
    sound = filled(tmp_path)
    schema = sound.index(b"CREATE TABLE")
    sample = [*range(101), *range(schema - 40, schema + 90), *range(101, len(sound), 61)]
    for at in sample[part::4]:
        (tmp_path / NAME).write_bytes(
            sound[:at] + bytes([sound[at] ^ (255 if at % 2 else 1)]) + sound[at + 1 :]
        )
        assert_harmless(tmp_path)


@pytest.mark.parametrize("name", ["entries", "key", "content", "TEXT"])
def test_a_damaged_description_does_not_stop_the_cache_for_ever(tmp_path: Path, name: str) -> None:
    """A file whose description of its table was damaged is made anew,
    so that later runs have a cache again.
    """
    sound = filled(tmp_path)
    at = sound.index(name.encode(), sound.index(b"CREATE TABLE"))
    (tmp_path / NAME).write_bytes(sound[:at] + b"X" + sound[at + 1 :])
    assert_healed(tmp_path)


def test_a_truncated_file_does_no_harm(tmp_path: Path) -> None:
    """A file that ends anywhere is made anew, or gives what is still right."""
    sound = filled(tmp_path)
    for length in {*range(0, 120, 7), *range(120, len(sound), 997), 4096, 8192, len(sound) - 1}:
        (tmp_path / NAME).write_bytes(sound[:length])
        assert_healed(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"Not a database.\n" * 500,
        b"\x00" * 5000,
        random.Random(7).randbytes(20_000),
        b"SQLite format 3\x00",
        b"SQLite format 3\x00" + b"\xff" * 5000,
    ],
    ids=["empty", "line", "text", "zeros", "random", "head", "head-and-garbage"],
)
def test_a_file_that_is_no_database_is_made_anew(tmp_path: Path, content: bytes) -> None:
    """Whatever the file holds, a run gets nothing from it and can keep everything."""
    (tmp_path / NAME).write_bytes(content)
    assert got(tmp_path, may_write=False) == dict.fromkeys(ENTRIES)
    assert_healed(tmp_path)


def test_another_database_does_no_harm(tmp_path: Path) -> None:
    """A database of another program in the place of ours gives nothing and is made anew."""
    with closing(sqlite3.connect(tmp_path / NAME)) as database, database:
        database.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, name TEXT)")
    assert_healed(tmp_path)


def test_a_folder_in_the_place_of_the_file_does_no_harm(tmp_path: Path) -> None:
    """Where the file cannot be, entries are kept in memory as long as the program runs."""
    (tmp_path / NAME).mkdir()
    with opened(tmp_path) as cache:
        cache.put({"a": b"one"})
        assert cache.get("a") == b"one"
        assert not cache.is_shared
    with opened(tmp_path / "nowhere") as cache:
        cache.put({"a": b"one"})
        assert cache.get("a") == b"one"
    assert tree_of(tmp_path) == {}


# Reading without writing


def test_reading_makes_no_file(tmp_path: Path) -> None:
    """A cache that may not write makes no file, and keeps what it is given in memory."""
    with opened(tmp_path, may_write=False) as cache:
        assert cache.get("a") is None
        cache.put({"a": b"one"})
        assert cache.get("a") == b"one"
        assert not cache.is_shared
    assert list(tmp_path.iterdir()) == []


def test_reading_changes_no_file(tmp_path: Path) -> None:
    """A cache that may not write gives what there is, and its file stays as it was."""
    sound = filled(tmp_path)
    with closing(sqlite3.connect(tmp_path / NAME)) as database, database:
        database.execute("UPDATE entries SET content = x'00' WHERE key = ?", (KEY,))
    (tmp_path / NAME).chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        before = ((tmp_path / NAME).read_bytes(), (tmp_path / NAME).stat().st_mtime_ns)
        assert before[0] != sound
        with opened(tmp_path, may_write=False) as cache:
            cache.put({"other": b"x", KEY: b"x"}, anew=True)
            assert cache.get("other") is None
            assert {key: cache.get(key) for key in ENTRIES} == {**ENTRIES, KEY: None}
            assert cache.is_shared
        assert ((tmp_path / NAME).read_bytes(), (tmp_path / NAME).stat().st_mtime_ns) == before
    finally:
        tmp_path.chmod(0o755)
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize(
    "content", [b"Not a database.\n" * 500, b"", b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_reading_leaves_a_damaged_file_alone(tmp_path: Path, content: bytes) -> None:
    """A cache that may not write neither mends nor removes a damaged file."""
    (tmp_path / NAME).write_bytes(content)
    assert got(tmp_path, may_write=False) == dict.fromkeys(ENTRIES)
    assert tree_of(tmp_path) == {NAME: content}


# Other processes and death


def test_a_locked_file_does_not_stop_a_build(tmp_path: Path) -> None:
    """While another process holds the file, a run waits some seconds at most, once, and goes on
    in memory; what was kept stays.
    """
    filled(tmp_path)

    def _used(may_write: bool) -> tuple[bytes | None, bytes | None, float]:
        started = time.monotonic()
        with opened(tmp_path, may_write=may_write) as cache:
            before = cache.get(KEY)
            cache.put({KEY: b"mine"})
            return before, cache.get(KEY), time.monotonic() - started

    with (
        closing(sqlite3.connect(tmp_path / NAME, isolation_level=None)) as database,
        ThreadPoolExecutor(2) as threads,
    ):
        database.execute("BEGIN EXCLUSIVE")
        for before, after, seconds in threads.map(_used, (True, False)):
            assert (before, after) == (None, b"mine")
            assert seconds < PATIENCE
    assert got(tmp_path) == ENTRIES


KEEP_PUTTING = """
import os, sys
from pathlib import Path
from portfolio.store.cache import Cache
cache = Cache(Path(sys.argv[1]))
while True:
    cache.put({f"large {number}": os.urandom(50_000) for number in range(400)}, anew=True)
"""


def test_a_kill_in_the_middle_does_no_harm(tmp_path: Path) -> None:
    """When a process dies while it puts something, what was kept before is there,
    and the file can be read and written.
    """
    filled(tmp_path)
    journal = tmp_path / f"{NAME}-journal"
    for turn in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", KEEP_PUTTING, str(tmp_path)], env=environment()
        )
        try:
            until = time.monotonic() + PATIENCE
            while (
                not (journal.exists() and (tmp_path / NAME).stat().st_size > 1_000_000)
                and time.monotonic() < until
            ):
                time.sleep(0.001)
            time.sleep(0.03 * turn)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        was_in_the_middle = journal.exists()
        for key, content in got(tmp_path, may_write=False).items():
            assert content in (None, ENTRIES[key])
        assert journal.exists() == was_in_the_middle
        assert got(tmp_path) == ENTRIES
        assert_healed(tmp_path)


def test_two_processes_may_put_at_once(tmp_path: Path) -> None:
    """What several processes keep at the same time is all there afterwards."""

    def _keep(name: str) -> bool:
        with opened(tmp_path) as cache:
            for number in range(40):
                cache.put({f"{name} {number}": name.encode() * 100})
            return cache.is_shared

    assert list(spread(_keep, ["a", "b"], 2)) == [True, True]
    with opened(tmp_path, may_write=False) as cache:
        assert {cache.get(f"{name} {number}") for name in "ab" for number in range(40)} == {
            b"a" * 100,
            b"b" * 100,
        }


@pytest.mark.parametrize("may_write", [True, False])
def test_a_copy_of_the_process_has_its_own_connection(tmp_path: Path, may_write: bool) -> None:
    """A copy of a process that has the cache open reads from it and keeps in it,
    and the first process goes on.
    """
    filled(tmp_path)

    def _used(key: str) -> tuple[bytes | None, bool]:
        cache.put({f"of {key}": b"child"})
        return cache.get(key), cache.is_shared

    with opened(tmp_path, may_write=may_write) as cache:
        assert cache.get(KEY) == CONTENT
        assert sorted(spread(_used, list(ENTRIES), 2), key=str) == sorted(
            ((content, True) for content in ENTRIES.values()), key=str
        )
        assert cache.is_shared
        assert [cache.get(f"of {key}") for key in ENTRIES] == [
            b"child" if may_write else None
        ] * len(ENTRIES)
        cache.put({"parent": b"parent"})
    assert got(tmp_path) == ENTRIES


def test_a_copy_may_close_what_it_did_not_open(tmp_path: Path) -> None:
    """A copy of a process that closes the cache, before and after use,
    leaves the first process its own.
    """
    filled(tmp_path)
    with opened(tmp_path) as cache:
        assert cache.get(KEY) == CONTENT
        child = os.fork()
        if child == 0:
            found = False
            try:
                cache.close()
                found = cache.get(KEY) == CONTENT
                cache.close()
            finally:
                os._exit(0 if found else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert cache.get(KEY) == CONTENT
        cache.put({"a": b"one"})
        assert cache.get("a") == b"one"


# Size


def test_a_cache_that_is_too_large_begins_anew(tmp_path: Path) -> None:
    """A cache that is larger than a site of so many files can need is emptied,
    and one that is not stays.
    """
    filled(tmp_path)
    os.truncate(tmp_path / NAME, SMALLEST_LIMIT + 3 * FOR_EACH_FILE)
    with opened(tmp_path) as cache:
        assert cache.get(KEY) == CONTENT
        cache.limit(3)
        assert cache.get(KEY) == CONTENT
        cache.limit(2)
        assert cache.get(KEY) is None
        cache.put(ENTRIES)
    assert got(tmp_path) == ENTRIES
    assert (tmp_path / NAME).stat().st_size < SMALLEST_LIMIT


def test_a_limit_without_a_file_is_nothing(tmp_path: Path) -> None:
    """Where there is no file, or memory in its place, there is nothing to limit."""
    for folder in (None, tmp_path, tmp_path / "nowhere"):
        with opened(folder) as cache:
            cache.limit(0)
            cache.put({"a": b"one"})
            assert cache.get("a") == b"one"
