"""The pipeline as a whole: what a build and a check find, and for which day."""

from __future__ import annotations

import gc
from datetime import date

import pytest
from conftest import REPOSITORY, SETTINGS, SiteFolder
from small_site import NO_VARIABLES

from portfolio.content.load import load_content
from portfolio.dates import PartialDate
from portfolio.diagnostics import PortfolioError
from portfolio.options import Options
from portfolio.pipeline import build as pipeline
from portfolio.pipeline.inputs import as_of_date
from portfolio.settings import PublishSettings, Settings
from portfolio.site.addresses import file_name


def test_a_folder_without_records_is_no_site(site: SiteFolder) -> None:
    """Without content/credentials/ there is no site, and the message says how to begin one."""
    (site.root / "content/credentials").rmdir()
    with pytest.raises(PortfolioError) as reason:
        site.build()
    assert "content/credentials/" in reason.value.message
    assert "portfolio init" in reason.value.help


def test_all_problems_of_all_files_in_their_order(site: SiteFolder) -> None:
    """One run reports the problems of content, settings, templates and extensions together,
    in the order of files and lines.
    """
    site.record("b", issuer=None, level=["x"])
    site.record("a", issued_date="2024-13-45", typo="x")
    site.record("c")
    site.write("portfolio.toml", SETTINGS + "\n[theme]\nnosuch = 1\n")
    site.write("extensions.py", "raise ValueError(1)\n")
    found = site.problems()
    places = [(problem.location.path, problem.location.line) for problem in found]
    assert places == sorted(places)
    expected = {
        "content/credentials/a.md",
        "content/credentials/b.md",
        "extensions.py",
        "portfolio.toml",
    }
    assert {path for path, _ in places} == expected
    assert len([path for path, _ in places if path.endswith("/a.md")]) == 2
    assert len([path for path, _ in places if path.endswith("/b.md")]) == 2


def test_one_bad_file_does_not_hide_the_others_problems(site: SiteFolder) -> None:
    """A file that cannot be read at all does not keep the problems
    of others from being reported.
    """
    site.write("content/credentials/a.md", b"\xff\xfe")
    site.record("b", issuer=None)
    site.template("credentials.html", "{{ nosuch }}")
    assert {problem.code for problem in site.problems()} == {
        "not-utf-8",
        "missing-issuer",
        "undefined-name",
    }


def test_a_check_publishes_nothing(site: SiteFolder) -> None:
    """A check finds what a build finds, the mistakes in templates included, and writes no file."""
    site.record("a", status="active", expiry_date="2025-01-01")
    site.template("credentials.html", "{{ nosuch }}")
    before = set(site.root.rglob("*"))
    found = pipeline.check(site.root, Options(as_of=date(2025, 6, 1)), NO_VARIABLES).diagnostics
    assert set(site.root.rglob("*")) == before
    assert found == tuple(site.problems())
    assert [problem.code for problem in found] == ["status-disagrees", "undefined-name"]


def test_progress_is_told(site: SiteFolder) -> None:
    """A build tells what it does, how far it is and of how many."""
    site.record("a")
    site.record("b")
    told: list[tuple[str, int, int]] = []
    pipeline.build(site.root, Options(), NO_VARIABLES, lambda *step: told.append(step))
    assert {what for what, _, _ in told} >= {"reading", "rendering"}
    assert all(0 <= done <= total for _, done, total in told)
    assert ("reading", 1, 2) in told


NO_ENVIRONMENT: dict[str, str] = {}


@pytest.mark.parametrize(
    ("option", "setting", "epoch", "expected"),
    [
        (date(2020, 1, 2), "2021", "0", date(2020, 1, 2)),
        (None, "2021-02", "0", date(2021, 2, 28)),
        (None, None, "0", date(1970, 1, 1)),
        (None, None, "86399", date(1970, 1, 1)),
        (None, None, "1735689600", date(2025, 1, 1)),
    ],
)
def test_the_day_of_a_build(
    option: date | None, setting: str | None, epoch: str, expected: date
) -> None:
    """The as-of date is the one asked for, else the one in the settings,
    else that of SOURCE_DATE_EPOCH, 0 too.
    """
    chosen = Settings(
        publish=PublishSettings(as_of=PartialDate.parse(setting) if setting else None)
    )
    assert as_of_date(Options(as_of=option), {"SOURCE_DATE_EPOCH": epoch}.get, chosen) == expected


@pytest.mark.parametrize("epoch", ["soon", "1e9", "99999999999999999999", "-99999999999999"])
def test_an_epoch_that_is_none(site: SiteFolder, epoch: str) -> None:
    """A SOURCE_DATE_EPOCH that is not a number of seconds is refused with its value."""
    site.record()
    site.environ["SOURCE_DATE_EPOCH"] = epoch
    site.write("portfolio.toml", "")
    with pytest.raises(PortfolioError, match="SOURCE_DATE_EPOCH"):
        site.build(as_of=None)


def test_settings_that_cannot_be_read(site: SiteFolder) -> None:
    """Settings that are a folder, too large or not UTF-8 are one error in that file."""
    site.record()
    (site.root / "portfolio.toml").unlink()
    (site.root / "portfolio.toml").mkdir()
    assert [problem.code for problem in site.problems()] == ["not-a-file"]
    (site.root / "portfolio.toml").rmdir()
    site.write("portfolio.toml", b"\xff")
    assert [problem.code for problem in site.problems()] == ["not-utf-8"]
    site.write("portfolio.toml", b"#" * 1_100_000)
    assert [problem.code for problem in site.problems()] == ["file-too-large"]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("", "index.html"),
        ("credentials/", "credentials/index.html"),
        ("404.html", "404.html"),
        ("a/b.css", "a/b.css"),
    ],
)
def test_the_file_of_an_address(address: str, name: str) -> None:
    """A page is served by the index.html of its folder,
    anything else by the file of its address.
    """
    assert file_name(address) == name


def test_drafts_are_shown_when_asked_for(site: SiteFolder) -> None:
    """With drafts asked for, a draft and a planned record have their pages."""
    site.record("a", draft="yes")
    site.record("b", status="planned", issued_date=None)
    files = site.publish(drafts=True)
    assert {"credentials/a/index.html", "credentials/b/index.html"} <= set(files)


def test_the_example_is_sound(example: SiteFolder) -> None:
    """The repository's own example builds without a single problem
    and says the states of its fixed day.
    """
    assert example.run("check", "--strict").returncode == 0
    text = example.page("roadmap/").text
    assert "In progress" in text
    assert any(
        "Expires" in example.page(name.removesuffix("index.html")).text
        for name in example.files()
        if name.startswith("credentials/")
    )


def test_reading_leaves_no_garbage(site: SiteFolder) -> None:
    """What is no longer needed is freed at once: waiting for the garbage collector would
    cost time with every file.
    """
    for name in "abcdefgh":
        site.record(
            name,
            (REPOSITORY / "tests/cases/texts/everything.md").read_text("utf-8"),
            skills=["Reading", "Writing"],
        )
    load_content(site.root)
    gc.collect()
    gc.disable()
    try:
        texts = load_content(site.root)
        assert len(texts.files) == len("abcdefgh")
        assert gc.collect() == 0
    finally:
        gc.enable()
