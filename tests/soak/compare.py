"""Whether two versions of the program make the same sites.

`compare.py BEFORE AFTER [SITE …]`, each version by its command.

Both build the example, a hundred generated records with and without an address, and every SITE that
is named: a folder, with `portfolio.toml` or without. Each is built anew and after each edit of a
row (a text, a title, a date, a term, a new record, one that goes, a template of the site's own,
another title of the site), and every file is compared byte for byte. What differs is named, and the
exit code tells whether anything does.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))

from bench.bench import record  # noqa: E402 - of the folder beside this one

DAY = "2026-11-15"
GENERATED = 100
SHOWN = 12
"""How many differing files of a build are named."""
OVERRIDE = (
    '{% extends "ledger/credential.html" %}\n'
    "{% block parts %}<p>{{ sheet.card.title }}</p>{% endblock %}\n"
)
Edit = Callable[[Path], None]


def first_record(site: Path) -> Path:
    """The record in the middle, which every edit is made to."""
    records = sorted(site.glob("content/credentials/**/*.md"))
    return records[len(records) // 2]


def replaced(pattern: str, new: str) -> Edit:
    """An edit that replaces the first line of a record that matches."""

    def _edit(site: Path) -> None:
        path = first_record(site)
        path.write_text(re.sub(pattern, new, path.read_text("utf-8"), count=1), "utf-8")

    return _edit


def appended(path: Path, text: str) -> None:
    """Write more at the end of a file."""
    path.write_text((path.read_text("utf-8") if path.exists() else "") + text, "utf-8")


def written(path: Path, text: str) -> None:
    """Write a file, with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


EDITS: dict[str, Edit] = {
    "as it is": lambda _: None,
    "nothing": lambda _: None,
    "a text": lambda site: appended(first_record(site), "\nOne more line.\n"),
    "a heading": lambda site: appended(first_record(site), "\n## One more\n\n- item\n"),
    "a title": replaced(r"(?m)^title:.*", 'title: "Another & <title>"'),
    "a date": replaced(r"(?m)^issued_date:.*", "issued_date: 2019-02-28"),
    "a term": replaced(r"(?m)^issuer:.*", "issuer: Another House"),
    "a new record": lambda site: written(site / "content/credentials/zz-new.md", record(7)),
    "a record that goes": lambda site: first_record(site).unlink(),
    "a template": lambda site: written(site / "templates/credential.html", OVERRIDE),
    "the site": lambda site: appended(site / "portfolio.toml", '[labels]\nnew = "Label"\n'),
}


def sites_of(given: list[Path]) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """What is built, by name, with what lays it out in an empty folder."""

    def _example(site: Path) -> None:
        for name in ("content", "portfolio.toml"):
            source = ROOT / name
            shutil.copytree(source, site / name) if source.is_dir() else shutil.copy(
                source, site / name
            )

    def _generated(settings: str) -> Edit:
        def _lay_out(site: Path) -> None:
            for number in range(GENERATED):
                written(site / f"content/credentials/{number:05d}.md", record(number))
            written(site / "portfolio.toml", settings)

        return _lay_out

    def _given(source: Path) -> Edit:
        def _lay_out(site: Path) -> None:
            shutil.copytree(
                source,
                site,
                dirs_exist_ok=True,
                ignore=shutil.ignore_patterns("output", ".portfolio"),
            )
            appended(site / "portfolio.toml", "")

        return _lay_out

    yield "example", _example
    yield "generated", _generated("")
    yield "generated, with an address", _generated('[site]\nbase_url = "https://example.org/"\n')
    for source in given:
        yield str(source), _given(source.resolve())


def built(command: str, site: Path) -> dict[str, bytes]:
    """Every file of a site that a version builds, and what it says;
    a site with errors has no other file.
    """
    run = subprocess.run(
        [command, "build", "--as-of", DAY], cwd=site, capture_output=True, check=False
    )
    output = site / "output"
    files = {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file()
    }
    return {**files, "(exit code)": str(run.returncode).encode(), "(report)": run.stderr}


def differences(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    """The names of the files that are not the same."""
    return sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )


def main() -> None:
    """Compare two versions."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("sites", nargs="*", type=Path)
    arguments = parser.parse_args()
    wrong = 0
    for name, lay_out in sites_of(arguments.sites):
        with tempfile.TemporaryDirectory() as folder:
            sites = [Path(folder) / which / "site" for which in ("before", "after")]
            for site in sites:
                site.mkdir(parents=True)
                lay_out(site)
            for edit_name, edit in EDITS.items():
                for site in sites:
                    if list(site.glob("content/credentials/**/*.md")):
                        edit(site)
                found = differences(
                    *(
                        built(command, site)
                        for command, site in zip(
                            (arguments.before, arguments.after), sites, strict=True
                        )
                    )
                )
                wrong += len(found)
                more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
                print(
                    f"{name}, {edit_name}: {', '.join(found[:SHOWN]) or 'the same'}{more}",
                    flush=True,
                )
    sys.exit(min(wrong, 1))


if __name__ == "__main__":
    main()
