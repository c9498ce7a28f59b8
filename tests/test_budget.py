"""What a build may import: that is most of what a small one costs, so it is counted, where seconds would depend on the machine."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from conftest import SiteFolder, environment

from portfolio.store.file_status import STEP

UNCHANGED = {
    *(
        "portfolio",
        "portfolio.__main__",
        "portfolio.paths",
        "portfolio.summary",
        "portfolio.pipeline",
        "portfolio.pipeline.last_build",
    ),
    *(
        "portfolio.store",
        "portfolio.store.aside",
        "portfolio.store.fingerprint",
        "portfolio.store.file_status",
    ),
}
"""The modules of ours that tell that nothing has changed."""
MOST = {"nothing changed": 30, "a text edited": 230}
"""Maximum number of modules beyond those that Python itself starts with."""
OF_OTHER_BUILDS = {
    *(
        "jinja2",
        "yaml",
        "frontmatter",
        "PIL",
        "babel",
        "icu",
        "pygments",
        "segno",
        "tomllib",
        "click",
        "watchdog",
        "starlette",
    ),
    *(
        "portfolio.domain.records.credential",
        "portfolio.content.load",
        "portfolio.linking.link",
        "portfolio.site.source",
        "portfolio.theme.themes",
    ),
}
"""What an edited text needs nothing of."""


def imported(site: SiteFolder) -> set[str]:
    """The modules that a build imports in a process of its own, without those that Python starts with."""
    lines = [
        subprocess.run(
            [sys.executable, "-X", "importtime", *command],
            cwd=site.root,
            env=environment(),
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stderr.splitlines()
        for command in (["-m", "portfolio", "build"], ["-c", ""])
    ]
    ours, pythons = (
        {line.rpartition("|")[2].strip() for line in found if "|" in line} for found in lines
    )
    return ours - pythons


@pytest.fixture
def built(site: SiteFolder) -> SiteFolder:
    """A site that was built, long enough ago for its files to be told by their times."""
    site.record("a")
    site.record("b", "Words with a [link](https://example.org/).\n\nMore.\n")
    time.sleep(STEP + 0.01)
    assert site.run("build").returncode == 0
    return site


def test_a_build_that_has_nothing_to_do_imports_next_to_nothing(built: SiteFolder) -> None:
    """A few modules of ours, and of Python those that the file system needs."""
    found = imported(built)
    assert {name for name in found if name.startswith("portfolio")} <= UNCHANGED
    assert len(found) <= MOST["nothing changed"], sorted(found)


def test_an_edited_text_imports_what_texts_need(built: SiteFolder) -> None:
    """The parser and the store, and nothing that reads front matter, links records or renders templates."""
    built.record("b", "Words with a [link](https://example.org/).\n\nOther ones.\n")
    time.sleep(STEP + 0.01)
    found = imported(built)
    assert "portfolio.pipeline.body_edits" in found
    assert found & OF_OTHER_BUILDS == set()
    assert len(found) <= MOST["a text edited"], len(found)


def test_a_site_without_badge_files_imports_nothing_that_proves(built: SiteFolder) -> None:
    """Records are linked and pages rendered without what reads and checks signatures."""
    built.record("b", "Other words.\n", title="Another title")
    time.sleep(STEP + 0.01)
    found = imported(built)
    assert "portfolio.linking.badge_checks" in found
    assert found & {"portfolio.proving.prove", "pyld", "cryptography", "lxml"} == set()
