"""The workflow that publishes a release: what it may do, and what it does with a wrong tag."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from documentation import DOCS, ROOT

from portfolio.scaffold.starter import _actions

WORKFLOW = ROOT / ".github/workflows/release.yml"
TEXT = WORKFLOW.read_text("utf-8")
READ: Any = yaml.load(TEXT, yaml.BaseLoader)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_the_workflow_passes_the_audit() -> None:
    """zizmor finds nothing in the workflow, at its most particular."""
    done = subprocess.run(
        [
            Path(sys.executable).with_name("zizmor"),
            "--offline",
            "--persona=pedantic",
            "--no-progress",
            WORKFLOW,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings" in done.stdout


def test_actions_are_those_of_the_table() -> None:
    """Every action is GitHub's own, at the commit that the table has for it."""
    used = re.findall(r"uses: (\S+)@(\S+) # (\S+)\n", TEXT)
    assert len(used) == TEXT.count("uses:") > 0
    table = {f"actions/{name}": pin for name, pin in _actions().items()}
    assert [(name, version, commit) for name, commit, version in used] == [
        (name, *table[name]) for name, _, _ in used
    ]


def test_only_one_job_can_prove_who_it_is() -> None:
    """A release begins with a tag only, and only the job that publishes gets an identity;
    it comes after the checks.
    """
    assert READ["on"] == {"push": {"tags": ["v*"]}}
    assert READ["permissions"] == {}
    assert {name: job["permissions"] for name, job in READ["jobs"].items()} == {
        "check": {"contents": "read"},
        "publish": {"contents": "read", "id-token": "write"},
    }
    assert READ["jobs"]["publish"]["needs"] == "check"
    assert READ["jobs"]["publish"]["environment"] == {"name": "pypi"}
    (upload,) = [step["run"] for step in steps("publish") if "uv publish" in step.get("run", "")]
    assert "--trusted-publishing always" in upload
    assert "secrets." not in TEXT


def steps(job: str) -> list[dict[str, str]]:
    """The steps of a job."""
    return list(READ["jobs"][job]["steps"])


@pytest.mark.parametrize(
    ("tag", "code"), [(f"v{PROJECT['version']}", 0), (PROJECT["version"], 1), ("v999.0", 1)]
)
def test_a_tag_must_be_the_version(tag: str, code: int) -> None:
    """The step that compares them fails for any other tag."""
    (script,) = [
        step["run"] for step in steps("check") if step.get("name", "").startswith("The ta")
    ]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=ROOT,
        env={**os.environ, "PATH": path, "GITHUB_REF_NAME": tag},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert PROJECT["version"] in done.stdout


def test_what_is_published_is_compared_with_what_was_checked(tmp_path: Path) -> None:
    """The step of the second job fails if a file is not the one of the first."""
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist/a.whl").write_bytes(b"one")
    (tmp_path / "out").touch()
    digest = next(step["run"] for step in steps("check") if step.get("id") == "build")
    compare = next(step["run"] for step in steps("publish") if "sha256sum" in step.get("run", ""))

    def run(script: str, **variables: str) -> int:
        return subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=tmp_path,
            env={**os.environ, **variables},
            capture_output=True,
            check=False,
        ).returncode

    assert run(digest.splitlines()[1], GITHUB_OUTPUT=str(tmp_path / "out")) == 0
    name, _, digests = (tmp_path / "out").read_text().strip().partition("=")
    assert READ["jobs"]["check"]["outputs"] == {name: "${{ steps.build.outputs.digests }}"}
    assert run(compare, DIGESTS=digests) == 0
    (tmp_path / "dist/a.whl").write_bytes(b"two")
    assert run(compare, DIGESTS=digests) == 1


def test_the_page_names_what_there_is() -> None:
    """The page on releases has the version, the environment and the file that the workflow has."""
    page = (DOCS / "releasing.md").read_text("utf-8")
    assert f"`{PROJECT['name']}`" in page
    assert f"environment `{READ['jobs']['publish']['environment']['name']}`" in page
    assert WORKFLOW.name in page
