"""The tutorial: its commands work as printed, for somebody who has nothing but Python and git."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
import yaml
from conftest import REPOSITORY, SiteFolder
from small_site import front_matter

from portfolio.diagnostics import has_errors

TUTORIAL = REPOSITORY / "docs/tutorial.md"
MOST_COMMANDS = 5
"""How many commands the way to a published page may take."""
MOST_SECONDS = 300
"""How long they may take together."""
ADDRESS = "https://github.com/ada/credentials.git"
"""The repository in the tutorial."""


def commands(text: str) -> list[list[str]]:
    """The blocks of commands of a page, as lines."""
    return [block.splitlines() for block in re.findall(r"```sh\n(.*?)```", text, re.S)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty home with a fresh Python, beside a wheel of the program and a bare repository."""
    home = tmp_path_factory.mktemp("home")
    subprocess.run([sys.executable, "-m", "venv", home / "venv"], check=True)
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "-q",
            "--no-deps",
            "-w",
            home / "wheels",
            REPOSITORY,
        ],
        check=True,
    )
    subprocess.run(["git", "init", "-qb", "main", "--bare", home / "remote.git"], check=True)
    (home / ".gitconfig").write_text(
        f'[url "{home}/remote.git"]\n\tinsteadOf = {ADDRESS}\n'
        "[user]\n\tname = Ada\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n"
    )
    return home


def run(home: Path, lines: list[str], folder: Path) -> str:
    """Run commands in a shell with an empty home; what they print."""
    kept = {name: os.environ[name] for name in ("LANG", "TMPDIR", "CI") if name in os.environ}
    pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    done = subprocess.run(
        ["bash", "-e", "-c", "\n".join(lines)],
        cwd=folder,
        env={
            **kept,
            **pip,
            "HOME": str(home),
            "PATH": f"{home}/venv/bin:/usr/local/bin:/usr/bin:/bin",
            "PIP_FIND_LINKS": str(home / "wheels"),
        },
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def git(home: Path, *arguments: str) -> str:
    """What git says of the remote."""
    done = subprocess.run(
        ["git", "-C", home / "remote.git", *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_the_commands_of_the_tutorial_publish_a_page(home: Path) -> None:
    """Five commands at most, in less than five minutes, end in a site on the branch `gh-pages`;
    the later ones work too, and leave the sources in the repository.
    """
    first, *later = commands(TUTORIAL.read_text("utf-8"))
    assert len(first) <= MOST_COMMANDS
    started = time.monotonic()
    said = run(home, first, home)
    seconds = time.monotonic() - started
    assert seconds < MOST_SECONDS
    assert said.count("sample-left") == 2
    page = git(home, "show", "gh-pages:credentials/data-engineering/index.html")
    assert "Data Engineering" in page
    assert "Ada Example" in git(home, "show", "gh-pages:index.html")
    site = home / "credentials"
    for sample in (site / "content/credentials").glob("sample-*.md"):
        sample.unlink()
    for lines in later:
        if "serve" not in lines[0]:
            said = run(home, lines, site)
    assert "sample" not in git(home, "show", "gh-pages:credentials/index.html")
    sources = git(home, "ls-tree", "-r", "--name-only", "main").splitlines()
    assert "content/credentials/data-engineering.md" in sources
    assert not [name for name in sources if name.startswith(("output/", ".portfolio/"))]
    assert len(git(home, "log", "--format=%h", "gh-pages").splitlines()) == 2


def test_the_second_part_of_the_tutorial_works(site: SiteFolder) -> None:
    """Its files, beside the record of the first part, build a site without an error; the gap says
    what they say, and nothing of the target or of the hours is published.
    """
    text = (REPOSITORY / "docs/tutorial-projects.md").read_text("utf-8")
    record = front_matter(title="Data Engineering", issued_date="2025-05", expiry_date="2028-05")
    (hours,) = re.findall(r"```yaml\n(.*?)```", text, re.S)
    site.write(
        "content/credentials/data-engineering.md", record.replace("---\n", f"---\n{hours}", 1)
    )
    files = re.findall(r"`(content/[\w/.-]+)`:\n\n```\w+\n(.*?)```", text, re.S)
    assert len(files) == 4
    for path, content in files:
        site.write(path, content)
    built = site.build()
    assert not has_errors(built.diagnostics)
    pages = site.files()
    assert b"3,000 people" in pages["projects/index.html"] + pages["projects/timetables/index.html"]
    assert b"data-engineering" in pages["projects/timetables/index.html"]
    assert "for/data-teams/index.html" in pages
    assert not [name for name, page in pages.items() if b"Kubernetes" in page or b"privacy" in page]
    said = site.run("gap").stdout
    assert "Platform engineer" in said
    assert re.search(r"Python\s+used", said, re.I)
    assert re.search(r"Kubernetes\s+missing", said, re.I)


def scripts(site: Path) -> dict[str, list[str]]:
    """The commands of each host's files, in their order."""
    publish = yaml.safe_load((site / ".github/workflows/publish.yml").read_text())
    steps = [step for job in publish["jobs"].values() for step in job["steps"]]
    gitlab = yaml.safe_load((site / ".gitlab-ci.yml").read_text())
    netlify = tomllib.loads((site / "netlify.toml").read_text())
    cloudflare = (site / "wrangler.toml").read_text().splitlines()
    return {
        "output": [step["run"] for step in steps if "run" in step],
        "public": gitlab["pages"]["script"],
        netlify["build"]["publish"]: [netlify["build"]["command"]],
        "output ": [line.removeprefix("# ") for line in cloudflare if "&&" in line],
    }


def test_the_steps_of_every_host_publish_the_site(home: Path) -> None:
    """What the files of hosts run, run by hand in a clean folder, builds the site each time."""
    site = home / "hosted"
    for host in ("github", "gitlab", "netlify", "cloudflare"):
        run(
            home,
            [
                "pip install -q credential-portfolio",
                f"portfolio init hosted --name A --host {host}",
            ],
            home,
        )
    for folder, lines in scripts(site).items():
        assert lines
        shutil.rmtree(site / folder.strip(), ignore_errors=True)
        shutil.rmtree(site / ".portfolio", ignore_errors=True)
        run(home, lines, site)
        assert (site / folder.strip() / "credentials/sample-certificate/index.html").is_file()
