"""The gap of targets in the terminal and as JSON, for the owner."""

from __future__ import annotations

import json

from conftest import SiteFolder

from portfolio.report import display_width

TARGET = (
    "---\ntitle: Cloud engineer\nneeded:\n  technologies: [AWS, Terraform, Rust]\n"
    "  competencies: [networking]\nuseful:\n  technologies: [Go]\n---\n"
)


def with_target(site: SiteFolder) -> None:
    """A site with a target that it does not publish, and something of what it asks for."""
    site.write("content/targets/cloud.md", TARGET)
    site.record("aws", issued_date="2024-05", expiry_date="2027-05", technologies=["AWS"])
    site.record("plan", issued_date=None, status="planned", technologies=["Terraform", "Go"])
    site.record("small", issued_date=None, status="planned", technologies=["Go"])
    site.record("hidden", draft="yes", issued_date="2024", technologies=["Rust"])
    site.write("content/projects/lan.md", "---\ntitle: A LAN\ncompetencies: [networking]\n---\n")


def test_the_owner_sees_what_is_not_published_and_no_drafts(site: SiteFolder) -> None:
    """Each demand has its answer, by what and until when; what closes most comes first."""
    with_target(site)
    done = site.run("gap", "--format", "json")
    assert done.returncode == 0, done.stderr
    (target,) = json.loads(done.stdout)["targets"]
    answers = {row["name"]: (row["answer"], row["until"]) for row in target["needed"]}
    assert answers == {
        "AWS": ("proved", "2027-05"),
        "Terraform": ("planned", None),
        "Rust": ("missing", None),
        "Networking": ("used", None),
    }
    assert target["published"] is False
    assert [one["id"] for one in target["closing"]] == ["plan", "small"]
    assert target["closing"][0]["needed"] == ["Terraform"]


def test_the_text_fits_a_terminal(site: SiteFolder) -> None:
    """Each line fits 80 columns, and says things in words."""
    with_target(site)
    done = site.run("gap", "cloud.md")
    assert done.returncode == 0, done.stderr
    assert "proved until 2027-05" in done.stdout
    assert "A LAN" in done.stdout
    assert "%" not in done.stdout
    assert all(display_width(line) < 80 for line in done.stdout.splitlines())


def test_a_target_that_is_none(site: SiteFolder) -> None:
    """A name that is misspelt gets the one that is meant, and exit code 2."""
    with_target(site)
    done = site.run("gap", "clowd")
    assert (done.returncode, "did you mean cloud?" in done.stderr) == (2, True)


def test_without_targets_the_next_step_is_said(site: SiteFolder) -> None:
    """A site without targets gets one sentence with the command that starts one."""
    site.record("a")
    done = site.run("gap")
    assert done.returncode == 0
    assert done.stdout.count("\n") == 1
    assert 'portfolio new --kind target "TITLE"' in done.stdout
