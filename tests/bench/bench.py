"""How long a build takes, beside Markdown alone on the same texts: `make bench`, or `bench.py [N …] [--rounds R] [--json FILE]`.

The rounds go over both in turn, so that a slow minute of the machine hits both; medians are shown.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TECHNOLOGIES = "Python,Go,Rust,C++,C#,.NET,Node.js,SQL,Docker,Kubernetes,Terraform,PyTorch,TensorFlow,scikit-learn,Kafka,Redis".split(",")
SKILLS = [f"{what}_{how}" for what in ("data", "cloud", "network", "service") for how in ("design", "testing", "operations", "modelling")]
ISSUERS = [
    f"{place} {kind}" for place in ("Northfield", "Elmsley", "Quarry Hill", "Saltmarsh") for kind in ("Institute", "Academy", "Guild")
]
WORDS = "measured pipeline release ledger harbour schema queue careful index release budget window signal contract archive lantern".split()
MARKDOWN_ALONE = """
import sys, time
from pathlib import Path
from markdown_it import MarkdownIt
texts = [path.read_text("utf-8").split("---\\n", 2)[2] for path in sorted(Path(sys.argv[1]).glob("*.md"))]
parser = MarkdownIt("commonmark").enable("table")
started = time.perf_counter()
for text in texts:
    parser.render(text)
print(time.perf_counter() - started)
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
    front = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items())
    sections = []
    for title in ("Overview", "Practice", "Project", "Results", "Notes", "Outlook"):
        points = "\n".join(f"- {sentence(pick)}" for _ in range(4))
        sections.append(f"## {title}\n\n{sentence(pick)} {sentence(pick)}\n\n{points}\n")
    return f"---\n{front}\n---\n\n" + "\n".join(sections)


def seconds(command: list[str], folder: Path) -> tuple[float, str]:
    """How long a process takes, and what it prints."""
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return time.perf_counter() - started, done.stdout


def measure(count: int, rounds: int) -> dict[str, float]:
    """Medians for one size of site, in seconds, and the ratio that matters."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        content = root / "content" / "credentials"
        content.mkdir(parents=True)
        for number in range(count):
            (content / f"{number:05d}.md").write_text(record(number), encoding="utf-8")
        alone, cold = [], []
        for _ in range(rounds):
            alone.append(float(seconds([sys.executable, "-c", MARKDOWN_ALONE, str(content)], root)[1]))
            for built in ("output", ".portfolio"):
                shutil.rmtree(root / built, ignore_errors=True)
            cold.append(seconds([sys.executable, "-m", "portfolio", "build"], root)[0])
        markdown, build = statistics.median(alone), statistics.median(cold)
        return {"records": count, "markdown_alone": round(markdown, 3), "cold_build": round(build, 3), "ratio": round(build / markdown, 2)}


def main() -> None:
    """Measure and show."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[100, 1000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    rows = [measure(count, arguments.rounds) for count in arguments.counts]
    print(f"{'records':>8} {'Markdown alone, s':>18} {'cold build, s':>14} {'ratio':>6}")
    for row in rows:
        print(f"{row['records']:>8.0f} {row['markdown_alone']:>18.3f} {row['cold_build']:>14.3f} {row['ratio']:>6.2f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
