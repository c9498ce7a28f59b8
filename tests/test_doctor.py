"""The command `doctor`: what a report of a bug needs, whatever the state of the site."""

from __future__ import annotations

from pathlib import Path

from conftest import SiteFolder
from small_site import NO_VARIABLES

from portfolio.pipeline.doctor import PACKAGES, examine


def findings(root: Path) -> dict[str, str]:
    """What is found in a folder."""
    return dict(examine(root, NO_VARIABLES))


def test_a_sound_site_is_described(site: SiteFolder) -> None:
    """Versions, the site, its settings and its content are said, before and after a build."""
    site.record("a")
    site.write("content/pages/about.md", "---\ntitle: About\n---\n")
    found = findings(site.root)
    assert set(PACKAGES) < set(found)
    assert found["site"] == str(site.root)
    assert found["content"] == "1 record, 1 page"
    assert found["check"].startswith("0 problems, no errors")
    assert found["base_url"] == "https://example.org/"
    assert found["statuses as of"] == "2025-06-01"
    assert "nothing built here yet" in found["output"]
    site.publish()
    assert "a built site" in findings(site.root)["output"]


def test_the_words_of_a_language_are_counted(site: SiteFolder) -> None:
    """A site says which of its words have none in its language: none of ours, those of a template
    of the owner's, or all where there is no catalogue.
    """
    site.record("a")
    for language, words in (
        ("en", "English, all words"),
        ("de", "German, all words"),
        ("de-CH", "German (Switzerland), all words"),
        ("nl", "Dutch; words are in English, as they have no catalogue in it"),
    ):
        site.write("portfolio.toml", f'[site]\nlanguage = "{language}"\n')
        assert findings(site.root)["language"] == words
    template = (
        '{% extends "ledger/roadmap.html" %}{% block main %}{{ _("My words") }}{% endblock %}'
    )
    site.write("templates/roadmap.html", template)
    site.write("portfolio.toml", '[site]\nlanguage = "fr"\n')
    assert findings(site.root)["language"] == (
        "French; the theme also says `My words`, which no catalogue has"
    )


def test_a_site_with_errors_is_described_too(site: SiteFolder) -> None:
    """Errors are counted, and a theme that cannot be used is said to be so."""
    site.record("a", issuer=None)
    site.write("portfolio.toml", '[site]\ntheme = "none-such"\n')
    found = findings(site.root)
    assert "with errors" in found["check"]
    assert found["theme"] == "none-such: unusable"


def test_a_folder_without_a_site_is_said_to_be_none(tmp_path: Path) -> None:
    """The command that starts one is named."""
    assert "portfolio init" in findings(tmp_path)["site"]
    assert "content" not in findings(tmp_path)


def test_the_command_prints_a_line_for_each(site: SiteFolder) -> None:
    """Nothing is written, and what was found stands in one column."""
    site.record("a")
    before = site.files(site.root)
    done = site.run("doctor")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert any(line.startswith("theme") and line.endswith("ledger") for line in lines)
    assert site.files(site.root) == before


def test_notes_that_are_a_link_are_said_to_be_one(site: SiteFolder, tmp_path: Path) -> None:
    """Builds do not write through it."""
    site.record("a")
    (tmp_path / "elsewhere").mkdir(exist_ok=True)
    (site.root / ".portfolio").symlink_to(tmp_path / "elsewhere")
    assert "symbolic link" in findings(site.root)["notes"]
