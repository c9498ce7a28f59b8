"""What is left of a sample or of the example is reported once a site has a real record."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

from conftest import SiteFolder
from small_site import codes, front_matter, surveyed

from portfolio.content.read import load_profile
from portfolio.linking.example_content import EXAMPLE_DATE, EXAMPLE_NAME

ROOT = Path(__file__).parents[1]
SAMPLE = front_matter(sample="yes", title="A sample")


def test_samples_alone_are_a_sample_site(tmp_path: Path) -> None:
    """Nothing is wrong with a site all of whose records are samples."""
    assert surveyed(tmp_path, {"a": SAMPLE, "b": SAMPLE}).diagnostics == ()


def test_a_sample_beside_a_real_record_is_reported(tmp_path: Path) -> None:
    """Each file that is a sample is named, at the line that says so, and drafts count as real."""
    for own in (front_matter(title="Mine"), front_matter(title="Mine", draft="yes")):
        files = {"a": SAMPLE, "b": own, "content/profile.md": "---\nname: A\nsample: yes\n---\n"}
        found = surveyed(tmp_path, files).diagnostics
        assert codes(found) == ["sample-left", "sample-left"]
        assert [(problem.location.path, problem.location.line) for problem in found] == [
            ("content/credentials/a.md", 5),
            ("content/profile.md", 3),
        ]


def test_a_copy_of_this_repository_has_nothing_foreign_in_silence(tmp_path: Path) -> None:
    """Somebody copies the example and replaces only the records: every foreign file, name,
    address and date is warned of; with the marks of samples removed, what is left still is.
    """
    site = SiteFolder(tmp_path)
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copy(ROOT / "portfolio.toml", tmp_path)
    pages = sorted((tmp_path / "content/pages").glob("*.md"))
    shutil.rmtree(tmp_path / "content/credentials")
    site.record("mine")
    found = site.problems()
    of_samples = sorted(p.location.path for p in found if p.code == "sample-left")
    assert of_samples == ["content/pages/" + page.name for page in pages] + ["content/profile.md"]
    words = [problem.message for problem in found if problem.code == "example-left"]
    assert len(words) == 3, words
    profile = tmp_path / "content/profile.md"
    profile.write_text(profile.read_text().replace("sample: yes\n", ""))
    words = [p.message for p in site.problems() if p.code == "example-left"]
    loaded = load_profile("content/profile.md", profile.read_bytes()).value
    assert loaded is not None
    links = loaded.record.links
    assert len(words) == 3 + 1 + 1 + len(links), words


def test_the_constants_are_those_of_the_example() -> None:
    """The name and the date that are looked for are the example's own."""
    profile = load_profile("content/profile.md", (ROOT / "content/profile.md").read_bytes())
    assert profile.value is not None
    assert profile.value.record.name == EXAMPLE_NAME
    settings = tomllib.loads((ROOT / "portfolio.toml").read_text())
    assert settings["publish"]["as_of"] == EXAMPLE_DATE.isoformat()
    assert EXAMPLE_NAME in settings["site"]["title"]
