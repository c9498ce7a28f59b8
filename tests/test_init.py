"""The command `init`: a site that builds, from a terminal or from options; nothing is replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import SiteFolder
from helpers_terminal import converse
from small_site import front_matter

from portfolio.scaffold.write import host_at
from portfolio.validation.setting_types import Host


def init(root: Path, *arguments: str) -> tuple[str, str, int]:
    """What the command says, what it complains about, and its exit code."""
    root.mkdir(exist_ok=True)
    done = SiteFolder(root).run("init", *arguments)
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr, done.returncode


def test_a_site_is_started_in_a_folder(tmp_path: Path) -> None:
    """The command says what it wrote and what comes next; what it wrote builds strictly."""
    said, _, code = init(tmp_path, "my site", "--name", "Ada", "--host", "github")
    assert code == 0
    root = tmp_path / "my site"
    written = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert written == {line.strip() for line in said.splitlines()} & written
    assert f"{len(written)} files written" in said
    assert "cd 'my site'" in said
    assert "portfolio serve --open" in said
    assert "GitHub Actions" in said
    assert SiteFolder(root).run("build", "--strict").returncode == 0


def test_what_is_there_stays(tmp_path: Path) -> None:
    """Files that exist keep every byte, are named, and no samples join records of the owner's."""
    own = {
        "portfolio.toml": "# mine\n",
        "content/profile.markdown": "---\nname: Grace\n---\n",
        "content/credentials/a.md": front_matter(),
    }
    site = SiteFolder(tmp_path)
    for path, text in own.items():
        site.write(path, text)
    said, _, code = init(tmp_path, "--name", "Ada")
    assert code == 0
    assert {path: (tmp_path / path).read_text() for path in own} == own
    assert not (tmp_path / "content/profile.md").exists()
    assert [path.name for path in (tmp_path / "content/credentials").iterdir()] == ["a.md"]
    left = said.partition("left as")[2]
    assert "portfolio.toml" in left
    assert "content/profile.md" in left
    again, _, _ = init(tmp_path, "--name", "Ada")
    assert "0 files written" in again


def test_a_terminal_is_asked_again_after_a_wrong_answer(tmp_path: Path) -> None:
    """In a terminal all is asked; an address that is none is asked for again, the rest is kept."""
    answers = ["Ada", "Builds bridges", "no address", "ada.test", "nowhere", "netlify"]
    shown, code = converse(SiteFolder(tmp_path), ["init"], answers)
    assert code == 0, shown
    settings = (tmp_path / "portfolio.toml").read_text()
    assert 'base_url = "https://ada.test/"' in settings
    assert 'host = "netlify"' in settings
    profile = (tmp_path / "content/profile.md").read_text()
    assert 'name: "Ada"' in profile
    assert 'headline: "Builds bridges"' in profile


def test_without_a_terminal_the_name_must_be_given(tmp_path: Path) -> None:
    """Nobody is asked and nothing is written; the message has the option to add."""
    _, complaint, code = init(tmp_path, "--host", "none")
    assert code == 2
    assert '--name "YOUR NAME"' in complaint
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """The command says so and leaves it."""
    (tmp_path / "file").write_text("x")
    _, complaint, code = init(tmp_path, "file", "--name", "Ada")
    assert code == 2
    assert "file is a file" in complaint


@pytest.mark.parametrize("option", [["--base-url", "ada"], ["--language", "klingonish"]])
def test_wrong_options_are_explained(tmp_path: Path, option: list[str]) -> None:
    """An address or language that is none is refused before anything is written."""
    _, complaint, code = init(tmp_path, "--name", "Ada", *option)
    assert code == 2
    assert option[1] in complaint
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://ada.github.io/x/", Host.GITHUB),
        ("https://ada.gitlab.io/", Host.GITLAB),
        ("https://ada.netlify.app/", Host.NETLIFY),
        ("https://ada.pages.dev/", Host.CLOUDFLARE),
        ("https://github.io.test/", Host.NONE),
        ("", Host.NONE),
    ],
)
def test_an_address_tells_its_host(address: str, host: Host) -> None:
    """Addresses that a host gives out name it; all others leave it open."""
    assert host_at(address) is host


def test_the_example_is_written_whole(tmp_path: Path) -> None:
    """The example of a fictional person builds without a warning, and is said to be one."""
    said, _, code = init(tmp_path, "--from", "example")
    assert code == 0
    assert "fictional" in said
    assert len(list((tmp_path / "content/credentials").glob("*.md"))) > 30
    assert SiteFolder(tmp_path).run("check", "--strict").returncode == 0
