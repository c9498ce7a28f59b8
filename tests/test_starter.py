"""The files of a new site: each host has what it needs, and all of it builds as written."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml
from conftest import SiteFolder, examples
from hypothesis import example as the_case
from hypothesis import given
from hypothesis import strategies as st

from portfolio.content.read import load_profile
from portfolio.locale.messages import Messages, languages
from portfolio.scaffold.starter import Answers, _actions, starter_files
from portfolio.scaffold.write import write_site
from portfolio.settings import read_settings
from portfolio.validation.placeholders import is_placeholder
from portfolio.validation.setting_types import Host

TODAY = date(2026, 11, 30)
FULL = Answers(
    'Zoë O\'Neil: "Q" # 1',
    "Builds: things",
    "https://zoe.test/",
    "de",
    install="credential-portfolio",
)


def started(root: Path, host: Host = Host.NONE, *, full: bool = True) -> SiteFolder:
    """A new site in a folder."""
    answers = FULL if full else Answers("Ada")
    files = starter_files(
        Answers(
            answers.name, answers.headline, answers.base_url, answers.language, host, install="x"
        ),
        TODAY,
        with_samples=True,
    )
    write_site(root, {path: text.encode() for path, text in files.items()})
    return SiteFolder(root)


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("host", Host)
def test_what_is_written_builds_without_a_warning(tmp_path: Path, host: Host, full: bool) -> None:
    """For every host, and with as little as can be said, a new site is built strictly."""
    site = started(tmp_path, host, full=full)
    assert site.build(strict=True, as_of=TODAY).diagnostics == ()
    assert FULL.name in site.page().text or not full


@pytest.mark.parametrize("language", languages())
def test_a_new_site_speaks_its_language(tmp_path: Path, language: str) -> None:
    """Comments and samples are in the language of the site, and it is built strictly."""
    answers = Answers("Ada", language=language, install="x")
    files = starter_files(answers, TODAY, with_samples=True)
    write_site(tmp_path, {path: text.encode() for path, text in files.items()})
    site = SiteFolder(tmp_path)
    assert site.build(strict=True, as_of=TODAY).diagnostics == ()
    sample = Messages(language).gettext("Sample: a course in progress")
    assert " ".join(sample.split()) in " ".join(site.page("roadmap/").text.split())
    assert (language == "en") == ("# How it looks." in files["portfolio.toml"])


def test_every_commented_setting_works(tmp_path: Path) -> None:
    """Each line of the settings that is a comment with a value is read once its mark is gone."""
    site = started(tmp_path, full=False)
    text = (site.root / "portfolio.toml").read_text()
    lines = text.splitlines()
    offered = [at for at, line in enumerate(lines) if re.match(r"# \w+ = ", line)]
    assert len(offered) >= 9
    for at in offered:
        changed = [*lines[:at], lines[at].removeprefix("# "), *lines[at + 1 :]]
        settings, _, problems = read_settings("\n".join(changed).encode())
        assert problems == (), lines[at]
        before, _, _ = read_settings(text.encode())
        assert settings != before or re.search('"(list|ledger|none)"', lines[at]), lines[at]


def test_every_commented_field_of_the_profile_works(tmp_path: Path) -> None:
    """Each field that the profile offers as a comment is read once its mark is gone."""
    site = started(tmp_path, full=False)
    lines = (site.root / "content/profile.md").read_text().splitlines()
    offered = [at for at, line in enumerate(lines) if re.match(r"# \w+: ", line)]
    assert len(offered) == 4
    changed = [line.removeprefix("# ") if at in offered else line for at, line in enumerate(lines)]
    (site.root / "content/profile.md").write_text("\n".join(changed))
    assert site.build(strict=True, as_of=TODAY).diagnostics == ()


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(
    lambda text: text.split() == [*filter(None, text.split(" "))] and text.strip()
)


@examples(30)
@given(name=NAMES, headline=NAMES)
@the_case(name="?", headline="0")
def test_any_name_is_written_as_it_is(name: str, headline: str) -> None:
    """Whatever a name holds, the profile reads back as it, unless it says that there is none."""
    files = starter_files(Answers(name, headline), TODAY, with_samples=False)
    loaded = load_profile("content/profile.md", files["content/profile.md"].encode())
    if loaded.value is None:
        assert [problem.code for problem in loaded.problems] == ["missing-name"]
        assert is_placeholder(name)
        return
    assert loaded.value.record.name == " ".join(name.split())
    if not loaded.problems:  # a headline such as "none" is a placeholder, and is left out
        assert loaded.value.record.headline == " ".join(headline.split())


def test_without_samples_no_sample_is_written() -> None:
    """A folder that has records of its own is not given any."""
    files = starter_files(FULL, TODAY, with_samples=False)
    assert not [path for path in files if path.startswith("content/credentials/")]


def workflows(root: Path) -> list[Path]:
    """The workflows of a new site on GitHub."""
    started(root, Host.GITHUB)
    return sorted((root / ".github/workflows").iterdir())


def test_workflows_pass_the_audit(tmp_path: Path) -> None:
    """zizmor finds nothing in the workflows, at its most particular."""
    paths = workflows(tmp_path)
    done = subprocess.run(
        [Path(sys.executable).with_name("zizmor"), "--offline", "--persona=pedantic", *paths],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings" in done.stdout


def test_the_daily_workflow_cannot_end_the_other(tmp_path: Path) -> None:
    """Only the daily workflow has a schedule; it switches itself on and starts the other by name."""
    daily, publish = workflows(tmp_path)
    read = {path.stem: yaml.load(path.read_text(), yaml.BaseLoader) for path in (daily, publish)}
    assert set(read["daily"]["on"]) == {"schedule", "workflow_dispatch"}
    assert set(read["publish"]["on"]) == {"push", "workflow_dispatch"}
    (job,) = read["daily"]["jobs"].values()
    commands = [step["run"] for step in job["steps"]]
    assert f"workflows/{daily.name}/enable" in commands[0]
    assert f"gh workflow run {publish.name} " in commands[1]
    assert job["permissions"] == {"actions": "write"}


def test_every_action_is_pinned_by_the_table(tmp_path: Path) -> None:
    """Workflows name actions by the commits of one table, and use all that is in it."""
    used = set()
    for path in workflows(tmp_path):
        used |= set(re.findall(r"uses: actions/(\S+)@(\w{40}) # (v[\d.]+)\n", path.read_text()))
        assert path.read_text().count("uses:") == len(re.findall(r"@\w{40} # v", path.read_text()))
    assert used == {(name, commit, version) for name, (version, commit) in _actions().items()}
