"""Whether a published site is whole at every moment.

`kills.py [--random N] [--every K] [--records N]`.

A build of a site in which everything changes is killed at random moments, and at every K-th call
that renames, deletes or makes anything (with strace). After each kill every page must be whole and
every link on it lead somewhere, and the next build must make what a clean build makes. Meanwhile a
reader asks for the home page all the time.
"""

from __future__ import annotations

import argparse
import posixpath
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.bench import record
from conftest import SiteFolder, command, environment, tree_of

AS_OF = "2026-06-01"
CALLS = ("rename", "unlink", "rmdir", "mkdir")
_LINK = re.compile(rb"""(?:href|src)=(?:"([^"]*)"|([^\s>"]+))""")


def write_site(root: Path, numbers: range, title: str, style: str) -> SiteFolder:
    """A site of these records, some of which refer to others."""
    site = SiteFolder(root)
    shutil.rmtree(root / "content", ignore_errors=True)
    for number in numbers:
        text = record(number).replace("\n---\n", f'\nentity_id: "r{number}"\n---\n', 1)
        relation = (
            f'part_of: "r{number - 1}"\n' if number % 5 == 1 and number - 1 in numbers else ""
        )
        links = f"\n\n[Another]({name_of(number + 1)}) of them.\n" if number + 1 in numbers else ""
        site.write(
            f"content/credentials/{name_of(number)}",
            text.replace("entity_id:", f"{relation}entity_id:", 1) + links + title,
        )
    site.write(
        "portfolio.toml",
        (
            f'[site]\ntitle = "{title}"\nbase_url = "https://example.org/"\n[publish]\n'
            "share_pictures = false\n"
        ),
    )
    site.write("static/own.css", style)
    site.template(
        "layout.html",
        (
            '{% extends "ledger/layout.html" %}{% block footer %}'
            '<link rel="stylesheet" href="{{ static("own.css") }}">{% endblock %}'
        ),
    )
    return site


def name_of(number: int) -> str:
    """The file of a record."""
    return f"record-{number}.md"


def faults_of(files: dict[str, bytes]) -> list[str]:
    """The pages of a site that are not whole, and the links that lead nowhere."""
    found = []
    for name, content in files.items():
        if not name.endswith(".html"):
            continue
        if not content.rstrip().endswith(b"</html>"):
            found.append(f"{name} is not whole: {content[-30:]!r}")
        for match in _LINK.finditer(content):
            address = (match[1] or match[2] or b"").decode()
            parts = urlsplit(address)
            if not parts.scheme and not parts.netloc and parts.path:
                path = unquote(parts.path)
                target = posixpath.normpath(
                    path.lstrip("/")
                    if path.startswith("/")
                    else posixpath.join(posixpath.dirname(name), path)
                )
                if target not in files and posixpath.normpath(f"{target}/index.html") not in files:
                    found.append(f"{name}: {address} leads nowhere")
    return found


class Visitor(threading.Thread):
    """Asks for the home page all the time."""

    def __init__(self, output: Path) -> None:
        super().__init__(daemon=True)
        self.page = output / "index.html"
        self.is_over = False
        self.may = threading.Event()
        self.visits = self.missed = 0
        self.start()

    def run(self) -> None:
        """Read until it is over."""
        while self.may.wait() and not self.is_over:
            try:
                is_there = self.page.read_bytes().rstrip().endswith(b"</html>")
            except OSError:
                is_there = False
            self.visits += 1
            self.missed += not is_there
            time.sleep(0.001)


@dataclass
class Trial:
    """A published site, over which builds are killed."""

    folder: Path
    records: int
    figures: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.site = write_site(self.folder / "site", range(self.records), "One", "p { order: 1 }\n")
        self.build("build", "--as-of", AS_OF)
        shutil.copytree(self.site.root, self.folder / "before")
        write_site(
            self.site.root,
            range(self.records // 3, self.records + self.records // 3),
            "Two",
            "p { order: 2 }\n",
        )
        self.wanted = self.clean()
        self.visitor = Visitor(self.site.output)

    def build(self, *arguments: str) -> None:
        """Build, which must succeed, after the copies of a killed build have ended too."""
        done = self.site.run(*arguments)
        deadline = time.monotonic() + 10
        while "another build" in done.stderr and time.monotonic() < deadline:
            time.sleep(0.1)
            done = self.site.run(*arguments)
        if done.returncode:
            raise SystemExit(f"a build failed:\n{done.stderr}")

    def clean(self) -> dict[str, bytes]:
        """What a clean build makes."""
        self.build("build", "--as-of", AS_OF, "--output", str(self.folder / "clean"))
        return tree_of(self.folder / "clean")

    def reset(self) -> None:
        """Bring back the site that was published before."""
        self.visitor.may.clear()
        time.sleep(0.005)
        for name in ("output", ".portfolio"):
            shutil.rmtree(self.site.root / name, ignore_errors=True)
            shutil.copytree(self.folder / "before" / name, self.site.root / name)
        self.visitor.may.set()

    def killed(self, arguments: list[str], after: float | None) -> bool:
        """Run a build that is killed; whether it was before it ended."""
        process = subprocess.Popen(
            arguments,
            cwd=self.site.root,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        if after is not None:
            time.sleep(after)
            process.kill()
        return process.wait() != 0

    def judge(self, what: str, *, was_killed: bool) -> None:
        """Look at what a kill left, and let the next build finish it."""
        self.figures["kills"] += was_killed
        files = tree_of(self.site.output)
        self.figures["between"] += any(
            files.get(name) == content
            for name, content in self.wanted.items()
            if name.endswith(".html")
        ) and (files != self.wanted)
        if found := faults_of(files):
            self.fail(f"{what}: {len(found)} faults, first {found[:3]}")
        self.build("build", "--as-of", AS_OF)
        if tree_of(self.site.output) != self.wanted:
            self.fail(f"{what}: the next build does not finish it")

    def fail(self, fault: str) -> None:
        """Note what is wrong."""
        self.faults.append(fault)
        print(fault, flush=True)

    def at_random(self, count: int) -> None:
        """Kill builds at random moments."""
        self.reset()
        began = time.monotonic()
        self.build("build", "--as-of", AS_OF)
        whole, pick = time.monotonic() - began, random.Random(1)
        for number in range(count):
            self.reset()
            after = pick.uniform(0.2, 1.05) * whole
            self.judge(
                f"kill {number} after {after:.3f} s",
                was_killed=self.killed(command("build", "--as-of", AS_OF), after),
            )

    def at_calls(self, every: int) -> None:
        """Kill builds at their calls that change the folder, one after another."""
        for call in CALLS:
            number, was_killed = 0, True
            while was_killed:
                number += every
                self.reset()
                trace = [
                    "strace",
                    "-f",
                    "-qq",
                    "-o",
                    "/dev/null",
                    "-e",
                    f"trace={call}",
                    "-e",
                    f"inject={call}:signal=KILL:when={number}",
                ]
                was_killed = self.killed([*trace, *command("build", "--as-of", AS_OF)], None)
                self.judge(f"kill at {call} {number}", was_killed=was_killed)
            self.figures[f"calls of {call}"] = number - every
            print(f"{number - every} kills at calls of {call}", flush=True)


def main() -> None:
    """Run, and show the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--random", type=int, default=200)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--records", type=int, default=60)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    trial = Trial(folder, arguments.records)
    trial.at_random(arguments.random)
    if arguments.every:
        trial.at_calls(arguments.every)
    trial.visitor.is_over = True
    calls = ", ".join(f"{trial.figures[f'calls of {call}']} {call}" for call in CALLS)
    print(
        f"{trial.figures['kills']} kills ({calls}), {trial.figures['between']} "
        "of them in the middle of a publication"
    )
    print(f"home page asked for {trial.visitor.visits} times, missed {trial.visitor.missed}")
    print(f"{len(trial.faults)} faults")
    shutil.rmtree(folder)
    sys.exit(bool(trial.faults or trial.visitor.missed))


if __name__ == "__main__":
    main()
