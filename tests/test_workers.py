"""Work that is spread: every result once, every problem told, and no process,
lock or file left behind.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from conftest import PATIENCE, environment

from portfolio.diagnostics import PortfolioError
from portfolio.output.lock import locked
from portfolio.workers import CHUNKS, processors, spread


def is_alive(process: int) -> bool:
    """Whether a process still works; one that has ended and that nobody asked about does not."""
    try:
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return not Path("/proc/self").exists()
    except ProcessLookupError:
        return False


def processes(folder: Path) -> set[int]:
    """The processes that have left their number in a folder."""
    return {int(path.name) for path in folder.iterdir() if path.name.isdecimal()}


def wait_until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until something is so."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.005)


def open_files() -> int:
    """How many files this process has open."""
    return len(os.listdir("/dev/fd"))


def square(number: int) -> tuple[int, int]:
    """Some work, with what it was done for."""
    return number, number * number


@pytest.mark.parametrize("workers", [1, 2, 4])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 49, 1000])
def test_every_result_comes_once(count: int, workers: int) -> None:
    """Whatever the number of items and processes, there is one result for each item."""
    before = open_files()
    for is_led in (False, True):
        found = spread(square, list(range(count)), workers, is_led=is_led)
        assert sorted(found) == [(number, number * number) for number in range(count)]
    assert open_files() == before


def test_the_work_is_shared(tmp_path: Path) -> None:
    """Each process has a part in the work, this one none;
    one process alone is this one, and makes no copy.
    """

    def _slow(_: int) -> int:
        time.sleep(0.01)
        return os.getpid()

    for is_led in (False, True):
        several = set(spread(_slow, range(30), 3, is_led=is_led))
        assert len(several) == 3
        assert os.getpid() not in several
    assert set(spread(_slow, range(3), 0)) == {os.getpid()} == set(spread(_slow, [1], 4))
    assert os.getpid() not in set(spread(_slow, range(3), 1))
    assert processors() >= 1


def test_this_process_has_something_to_do_meanwhile() -> None:
    """While its copies work this process does something of its own, once, and before it is given
    anything; alone it has enough to do.
    """
    told: list[str] = []
    results = spread(square, range(30), 2, meanwhile=lambda: told.append("done"))
    assert told == []
    next(results)
    assert told == ["done"]
    assert len(list(results)) == 29
    assert told == ["done"]
    list(spread(square, range(30), 0, meanwhile=lambda: told.append("again")))
    assert told == ["done"]


@pytest.mark.parametrize("is_led", [False, True])
def test_a_failure_meanwhile_ends_the_copies(is_led: bool) -> None:
    """What this process cannot do is raised, and no copy of it stays."""

    def _fail() -> None:
        raise ValueError("meanwhile")

    before = open_files()
    with pytest.raises(ValueError, match="meanwhile"):
        list(spread(square, range(30), 2, is_led=is_led, meanwhile=_fail))
    assert open_files() == before


@pytest.mark.parametrize("count", [2, 3, 30, 1000])
def test_what_the_first_item_makes_ready_is_made_once(count: int) -> None:
    """Where the first copy leads, it alone works on the first item,
    and every other one knows what came of it.
    """
    seen: list[int] = []

    def _work(number: int) -> tuple[int, int, int]:
        time.sleep(0.01 if number < 30 else 0)
        seen.append(number)
        return number, os.getpid(), seen[0]

    found = sorted(spread(_work, range(count), 3, is_led=True))
    assert [number for number, _, _ in found] == list(range(count))
    assert {first for _, _, first in found} == {0}
    assert len({process for _, process, _ in found}) == 3 or count < 30
    assert seen == []


def test_large_results_come_whole() -> None:
    """Results that are larger than what a pipe holds come as they are."""

    def _large(number: int) -> bytes:
        return bytes([number]) * (1_000_000 + number)

    found = sorted(spread(_large, range(24), 2))
    assert [(content[0], len(content), set(content)) for content in found] == [
        (n, 1_000_000 + n, {n}) for n in range(24)
    ]


def test_results_come_while_others_are_made() -> None:
    """What is done is not kept back until everything is."""

    def _late(seconds: int) -> int:
        time.sleep(seconds)
        return seconds

    started = time.monotonic()
    assert next(spread(_late, [0, 0, 0, 600], 2)) == 0
    assert time.monotonic() - started < PATIENCE


def at_thirteen(do: Callable[[], object], folder: Path) -> Callable[[int], int]:
    """Work that does something at the item 13, in a process that leaves its number."""

    def _work(number: int) -> int:
        (folder / str(os.getpid())).touch()
        if number == 13:
            do()
        return number

    return _work


def fail() -> None:
    """Raise something."""
    raise PortfolioError("thirteen", "do without")


def die() -> None:
    """Be ended from outside."""
    os.kill(os.getpid(), signal.SIGKILL)


def assert_nothing_left(folder: Path) -> None:
    """No process that worked is there any more, and this one has no children to ask about."""
    found = processes(folder) - {os.getpid()}
    assert found
    wait_until(lambda: not any(map(is_alive, found)))
    for process in found:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


@pytest.mark.parametrize("is_led", [False, True])
def test_an_exception_comes_out(tmp_path: Path, is_led: bool) -> None:
    """What the work raises is raised here, as it was, and no process is left."""
    before = open_files()
    with pytest.raises(PortfolioError, match="thirteen") as reason:
        list(spread(at_thirteen(fail, tmp_path), range(1000), 3, is_led=is_led))
    assert reason.value.help == "do without"
    assert_nothing_left(tmp_path)
    assert open_files() == before


@pytest.mark.parametrize("is_led", [False, True])
def test_a_process_that_was_killed_is_told(tmp_path: Path, is_led: bool) -> None:
    """When a process was ended from outside, that is said, and no process is left."""
    before = open_files()
    with pytest.raises(PortfolioError, match="ended from outside"):
        list(spread(at_thirteen(die, tmp_path), range(1000), 3, is_led=is_led))
    assert_nothing_left(tmp_path)
    assert open_files() == before


@pytest.mark.parametrize("is_led", [False, True])
def test_who_wants_no_more_leaves_nothing(tmp_path: Path, is_led: bool) -> None:
    """When no more results are wanted, the processes end at once,
    even in the middle of their work.
    """

    def _work(number: int) -> int:
        (tmp_path / str(os.getpid())).touch()
        time.sleep(600 if number > CHUNKS else 0)
        return number

    before = open_files()
    results = spread(_work, range(3 * CHUNKS), 3, is_led=is_led)
    next(results)
    started = time.monotonic()
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - started < PATIENCE
    assert_nothing_left(tmp_path)
    assert open_files() == before


# Copies stay copies: tested in a process of its own, as a copy that does not stay one would go on
# with these tests

ESCAPE = """
import os, sys
from pathlib import Path
from portfolio.workers import spread

class Odd(Exception):
    def __init__(self, one, other):
        super().__init__(one)

def leave():
    sys.exit(0)

def interrupt():
    raise KeyboardInterrupt

def odd():
    raise Odd(1, 2)

def unsent():
    return lambda: None

def work(number):
    return globals()[sys.argv[1]]() if number == 13 else number

try:
    list(spread(work, range(100), 2, is_led=True))
    print("done")
except BaseException as reason:
    print("raised")
finally:
    Path(f"ended-{os.getpid()}").touch()
"""


@pytest.mark.parametrize("what", ["leave", "interrupt", "odd", "unsent"])
def test_a_copy_never_goes_on_with_what_this_process_does(tmp_path: Path, what: str) -> None:
    """Whatever the work does, leaving the program or making what cannot be sent,
    only this process goes on, and knows of it.
    """
    done = subprocess.run(
        [sys.executable, "-c", ESCAPE, what],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "raised\n"
    assert len(list(tmp_path.glob("ended-*"))) == 1
    assert done.stderr == ""


# The end of this process

WORK = """
import os, sys, time
from pathlib import Path
from portfolio.output.lock import locked
from portfolio.workers import spread

def work(number):
    Path(str(os.getpid())).touch()
    time.sleep(0.02)
    return number

count = int(sys.argv[1])
with locked("lock"), open("held", "w") as held:
    try:
        while True:
            for number in spread(work, range(count), 2, is_led=True):
                Path("begun").touch()
    except KeyboardInterrupt:
        print("interrupted", flush=True)
        sys.exit(130)
"""


@contextmanager
def working(folder: Path, count: int) -> Iterator[subprocess.Popen[str]]:
    """A program that spreads work, with a lock and an open file; gone afterwards,
    with all that it has begun.
    """
    with subprocess.Popen(
        [sys.executable, "-c", WORK, str(count)],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as program:
        try:
            yield program
        finally:
            with suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)


@pytest.mark.parametrize("count", [24, 6000], ids=["short-chunks", "long-chunks"])
def test_no_process_outlives_this_one(tmp_path: Path, count: int) -> None:
    """When the program is killed, its lock is free at once,
    and its processes end within two seconds.
    """
    with working(tmp_path, count) as program:
        wait_until(lambda: len(processes(tmp_path)) >= 2)
        program.kill()
        program.wait()
        left = {process for process in processes(tmp_path) if is_alive(process)}
        assert left or count < 1000, "they are in the middle of their work"
        with locked(tmp_path / "lock") as is_ours:
            assert is_ours
        assert [process for process in left if {"lock", "held"} & files_of(process)] == []
        wait_until(lambda: not any(map(is_alive, processes(tmp_path))))
        assert program.communicate()[1] == ""


def files_of(process: int) -> set[str]:
    """The names of the files that a process has open, where the system tells."""
    with suppress(FileNotFoundError):
        return {path.readlink().name for path in Path(f"/proc/{process}/fd").iterdir()}
    return set()


def test_an_interruption_ends_everything_quietly(tmp_path: Path) -> None:
    """Ctrl+C at any moment ends the program and its processes,
    and none of them says anything of its own.
    """
    for turn in range(8):
        folder = tmp_path / str(turn)
        folder.mkdir()
        with working(folder, 4) as program:
            wait_until((folder / "begun").exists)
            time.sleep(0.007 * turn)
            os.killpg(program.pid, signal.SIGINT)
            out, err = program.communicate(timeout=PATIENCE)
            assert (out, err, program.returncode) == ("interrupted\n", "", 130)
        assert not any(map(is_alive, processes(folder)))
