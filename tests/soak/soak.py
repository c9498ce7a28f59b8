"""Whether a preview keeps up for as long as it runs.

`soak.py [--minutes M] [--records N] [--streams K] [--seed S]`.

A writer in another process edits, breaks and mends a site while readers ask for its pages all the
time. At each pause the preview must show, byte for byte, what a clean build of the same folder
writes, and report what a check reports.
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
import threading
import time
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from conftest import SiteFolder, tree_of
from previewing import CLIENT, OWN, Preview, previewed

from soak.writer import Pick, write

AS_OF = "2025-06-01"
READERS = 3
QUIET, LATEST = 2.0, 25.0
"""Seconds without another state after which a preview has settled, and after
which what is wrong stays wrong.
"""
GROWTH, MORE_KILOBYTES = 1.25, 10 * 1024


class Reader(threading.Thread):
    """Asks for known addresses, one after another."""

    def __init__(self, preview: Preview, paths: list[str], pick: Pick) -> None:
        super().__init__(daemon=True)
        self.preview, self.paths, self.pick = preview, paths, pick
        self.may = threading.Event()
        self.is_over = False
        self.statuses: Counter[str] = Counter()
        self.slowest = 0.0
        self.faults: list[str] = []
        self.start()

    def run(self) -> None:
        """Ask until it is over."""
        while self.may.wait() and not self.is_over:
            path, began = self.pick.choice(self.paths), time.monotonic()
            try:
                answer = self.preview.get(path)
                status, is_html = (
                    str(answer.status),
                    answer.headers.get("content-type", "").startswith("text/html"),
                )
                is_whole = answer.page.endswith(b"</html>") and CLIENT.search(answer.content)
                if answer.status >= 500 or (answer.status == 200 and is_html and not is_whole):
                    self.faults.append(f"{path} answered {status}: {answer.content[-200:]!r}")
            except (OSError, http.client.HTTPException) as reason:
                status = "none"
                self.faults.append(f"{path} answered nothing: {reason!r}")
            self.statuses[status] += 1
            self.slowest = max(self.slowest, time.monotonic() - began)
            time.sleep(0.02)


@dataclass
class Soak:
    """A preview that is watched while its site is written."""

    preview: Preview
    folder: Path
    asked: Connection
    pick: Pick
    began: float = field(default_factory=time.monotonic)
    readers: list[Reader] = field(default_factory=list)
    base: str = "/"
    files: dict[str, bytes] = field(default_factory=dict)
    """What the last good build wrote."""
    paths: list[str] = field(default_factory=lambda: ["/", f"{OWN}state", "/no/such/page/"])
    """Every path that was ever part of the site, and some more."""
    edits: list[str] = field(default_factory=list)
    figures: Counter[str] = field(default_factory=Counter)
    memory: list[tuple[float, int]] = field(default_factory=list)
    """Seconds since the beginning, and kilobytes."""
    idle: float = 0.0
    lost: int = 0
    faults: list[str] = field(default_factory=list)

    def fail(self, fault: str) -> None:
        """Note what is wrong, and keep the folder as it is."""
        self.faults.append(fault)
        print(f"step {self.figures['steps']}: {fault}", *self.edits[-20:], sep="\n    ", flush=True)
        shutil.copytree(
            self.preview.site.root,
            self.folder / f"step-{self.figures['steps']}",
            dirs_exist_ok=True,
        )

    def ask(self, command: str) -> None:
        """Let the writer do something."""
        self.asked.send(command)
        done: list[str] = self.asked.recv()
        self.edits += done
        self.figures["steps"] += 1

    def go_on(self, seconds: float) -> None:
        """Edit and pause in turn; at some pauses something is broken."""
        while time.monotonic() < self.began + seconds:
            self.ask("work")
            self.pause(must_be_sound=True)
            if self.pick.random() < 0.5:
                self.ask("spoil")
                self.pause(is_same=True)
                if self.pick.random() < 0.5:
                    self.ask("work")
                    self.pause()
                self.ask("mend")

    def pause(self, *, must_be_sound: bool = False, is_same: bool = False) -> None:
        """Compare the preview with the folder; with `is_same`, its last sound state
        was that of the last pause.
        """
        number = self.settled()["number"]
        output, site = self.folder / "clean", self.preview.site
        shutil.rmtree(output, ignore_errors=True)
        with ThreadPoolExecutor() as pool:
            check = pool.submit(site.run, "check", "--as-of", AS_OF)
            pool.submit(site.run, "build", "--as-of", AS_OF, "--output", str(output)).result()
        wanted, end = check.result().stderr.strip("\n"), time.monotonic() + LATEST
        while (state := self.preview.state())["report"].strip(
            "\n"
        ) != wanted and time.monotonic() < end:
            time.sleep(0.1)
        if state["report"].strip("\n") != wanted:
            self.fail(f"the report differs:\n{state['report']}\n--- instead of ---\n{wanted}")
        if must_be_sound and check.result().returncode:
            self.fail(f"the writer made mistakes:\n{wanted}")
        self.figures["late reports"] += state["number"] != number
        self.compare(output, is_sound=check.result().returncode == 0, is_same=is_same)
        self.listen()
        self.memory.append((time.monotonic() - self.began, kilobytes(self.preview)))
        self.figures["pauses"] += 1

    def settled(self) -> dict[str, Any]:
        """The state once it has been the same for a while."""
        state, since, end = self.preview.state(), time.monotonic(), time.monotonic() + LATEST
        while time.monotonic() < min(since + QUIET, end):
            time.sleep(0.1)
            if (now := self.preview.state()) != state:
                state, since = now, time.monotonic()
        if time.monotonic() >= end:
            self.fail("it never settled")
        return state

    def compare(self, output: Path, *, is_sound: bool, is_same: bool) -> None:
        """Compare every page with its file, if there are files, and else
        with what it was at the last pause.
        """
        self.figures["broken pauses"] += not is_sound
        if is_sound:
            self.files = tree_of(output)
            site = tomllib.loads((self.preview.site.root / "portfolio.toml").read_text("utf-8"))[
                "site"
            ]
            self.base = urlsplit(site.get("base_url", "")).path or "/"
        elif not is_same:
            return
        files = {
            self.path(name): content
            for name, content in self.files.items()
            if is_sound or not name.endswith(".png")
        }
        differing = [path for path, content in files.items() if not self.answers(path, content)]
        gone = sorted(set(self.paths) - files.keys() - {"/", f"{OWN}state"}) if is_sound else []
        staying = [
            path for path in self.pick.sample(gone, min(len(gone), 100)) if not self.is_gone(path)
        ]
        self.figures["pages"] += len(files) + min(len(gone), 100)
        if differing or staying:
            self.fail(
                f"of {len(files)} pages these differ: {differing[:9]}; of {len(gone)} "
                f"that are gone these answer: {staying[:9]}"
            )
        self.paths += sorted(files.keys() - set(self.paths))

    def path(self, name: str) -> str:
        """Where a file of the site is asked for."""
        return quote(
            self.base
            + (name.removesuffix("index.html") if f"/{name}".endswith("/index.html") else name)
        )

    def answers(self, path: str, content: bytes) -> bool:
        """Whether a path answers with these bytes."""
        answer = self.preview.get(path)
        if (answer.status, answer.page) == (200, content):
            return True
        name = f"{self.folder}/step-{self.figures['steps']}-{quote(path, safe='')[:200]}"
        Path(f"{name}.wanted").write_bytes(content)
        Path(f"{name}.{answer.status}").write_bytes(answer.page)
        return False

    def is_gone(self, path: str) -> bool:
        """Whether a path answers 404; an asset may stay until every page has been made anew."""
        end = time.monotonic() + (LATEST if "/assets/" in path else 0)
        while (status := self.preview.get(path).status) != 404 and time.monotonic() < end:
            time.sleep(0.2)
        return status == 404

    def listen(self) -> None:
        """Hold that every stream was told the newest number, and numbers that grow."""
        time.sleep(0.3)
        newest = self.preview.state()["number"]
        behind = [
            stream.numbers[-3:]
            for stream in self.preview.streams
            if [stream.hello, *stream.numbers][-1] != newest or stream.is_over
        ]
        self.lost += len(behind)
        if behind:
            self.fail(f"{len(behind)} streams were not told of {newest}: {behind[:3]}")
        for told in ([stream.hello, *stream.numbers] for stream in self.preview.streams):
            found = [re.fullmatch(r"[0-9a-f]{8}\.(\d+)", number) for number in told]
            if not all(found) or any(
                int(before[1]) >= int(after[1]) for before, after in pairwise(filter(None, found))
            ):
                self.fail(f"a stream was told {told[-9:]}")

    def rest(self, seconds: float) -> None:
        """Measure what the preview does while nothing happens."""
        for reader in self.readers:
            reader.may.clear()
        time.sleep(5)
        before = ticks(self.preview)
        time.sleep(seconds)
        self.idle = 100 * (ticks(self.preview) - before) / os.sysconf("SC_CLK_TCK") / seconds

    def end(self) -> None:
        """Stop the readers, and judge the whole."""
        for reader in self.readers:
            reader.is_over = True
            reader.may.set()
            reader.join()
            if reader.faults:
                self.fail(
                    f"{len(reader.faults)} answers to a reader were wrong, "
                    f"first {reader.faults[:3]}"
                )
        early, late = self.early(), self.memory[-1][1]
        if late > early * GROWTH + MORE_KILOBYTES:
            self.fail(f"the memory grew from {early} to {late} KB")
        if self.preview.process.poll() is not None or any(
            "Traceback" in line for line in self.preview.said
        ):
            self.fail("the preview crashed:\n" + "\n".join(self.preview.said[-40:]))

    def early(self, after: float | None = None) -> int:
        """The memory after so many seconds, or after the first fifth."""
        after = self.memory[-1][0] / 5 if after is None else after
        return next((size for when, size in self.memory if when >= after), self.memory[-1][1])

    def table(self) -> str:
        """All figures."""
        statuses = sum((reader.statuses for reader in self.readers), Counter[str]())
        kinds = Counter(words.split(":")[0] for words in self.edits)
        sizes = (
            self.memory[0][1],
            self.early(60),
            self.memory[-1][1],
            max(size for _, size in self.memory),
        )
        rows = {
            "minutes": f"{(time.monotonic() - self.began) / 60:.1f}",
            "edits": (
                f"{kinds.total()} "
                f"({', '.join(f'{count} {kind}' for kind, count in kinds.most_common())})"
            ),
            "pauses": (
                f"{self.figures['pauses']}, {self.figures['broken pauses']} "
                f"of them broken, {self.figures['late reports']} reports late"
            ),
            "pages compared": f"{self.figures['pages']}",
            "requests": (
                f"{statuses.total()} "
                f"({', '.join(f'{count} × {status}' for status, count in statuses.most_common())})"
            ),
            "slowest request": f"{max(reader.slowest for reader in self.readers):.2f} s",
            "events": (
                f"{sum(len(stream.numbers) for stream in self.preview.streams)} "
                f"to {len(self.preview.streams)} streams"
            ),
            "lost updates": f"{self.lost}",
            "memory": (
                f"{', '.join(f'{size / 1024:.0f} MB' for size in sizes)} (begin, after a minute, "
                "end, highest)"
            ),
            "idle": f"{self.idle:.1f} % of a processor",
            "faults": f"{len(self.faults)}",
        }
        return "\n".join(f"{name:<16}{figure}" for name, figure in rows.items())


def kilobytes(preview: Preview) -> int:
    """The memory that a preview takes."""
    found = re.search(
        r"VmRSS:\s+(\d+)", Path(f"/proc/{preview.process.pid}/status").read_text("ascii")
    )
    return int(found[1]) if found else 0


def ticks(preview: Preview) -> int:
    """The processor time that a preview has taken."""
    return sum(
        map(
            int,
            Path(f"/proc/{preview.process.pid}/stat")
            .read_text("utf-8")
            .rpartition(")")[2]
            .split()[11:13],
        )
    )


def soak(minutes: float, records: int, streams: int, seed: int) -> Soak:
    """Run a preview for so long; the folder stays if something is wrong."""
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    asked, asks = multiprocessing.Pipe()
    writer = multiprocessing.get_context("spawn").Process(
        target=write, args=(folder / "site", seed, records, asks), daemon=True
    )
    writer.start()
    asks.close()
    try:
        asked.send("make")
        asked.recv()
        with previewed(SiteFolder(folder / "site"), "--as-of", AS_OF, is_new=True) as preview:
            run = Soak(preview, folder, asked, Pick(seed))
            for _ in range(streams):
                preview.stream()
            run.readers = [
                Reader(preview, run.paths, Pick(seed + number)) for number in range(READERS)
            ]
            run.pause(must_be_sound=True)
            for reader in run.readers:
                reader.may.set()
            try:
                run.go_on(60 * minutes)
                run.rest(min(10.0, 6 * minutes))
            except (OSError, http.client.HTTPException) as reason:
                run.fail(f"the preview does not answer: {reason!r}")
            run.end()
        asked.send("")
        writer.join()
    finally:
        writer.kill()
    if not run.faults:
        shutil.rmtree(folder)
    return run


def main() -> None:
    """Run, and show the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--records", type=int, default=60)
    parser.add_argument("--streams", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    run = soak(arguments.minutes, arguments.records, arguments.streams, arguments.seed)
    print(run.table(), *([f"kept: {run.folder}"] if run.faults else []), sep="\n")
    sys.exit(bool(run.faults))


if __name__ == "__main__":
    main()
