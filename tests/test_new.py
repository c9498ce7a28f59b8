"""New records: a file that builds at once and never replaces another."""

from __future__ import annotations

import os
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest
from conftest import SiteFolder, command, environment, examples
from helpers_reading import stated
from helpers_terminal import converse
from hypothesis import given
from hypothesis import strategies as st
from small_site import NO_VARIABLES
from test_files import png

from portfolio.content.read import load_credential
from portfolio.diagnostics import PortfolioError, Severity
from portfolio.domain.records.credential import Record, Status
from portfolio.locale.messages import Messages
from portfolio.options import Options
from portfolio.pipeline import build as pipeline
from portfolio.scaffold.new import check_stub, fields_of, new_path, stub, write_record

TITLES = [
    "AWS Certified Developer – Associate",
    'The "quoted" title',
    "It's: a colon, a # and a - dash",
    "- list item",
    "*alias &anchor !tag %x @y `z`",
    "🚀 Rocket science",
    "日本語能力試験 N2",
    "شهادة",
    "C:\\path\\to",
    "yes",
    "null",
    "2024-05-17",
    "{{ 7*7 }} {% x %}",
    "--- three",
    "README",
    "con",
]


@pytest.mark.parametrize("title", TITLES)
def test_what_new_writes_builds_without_a_warning(site: SiteFolder, title: str) -> None:
    """The file for a title with quotes, colons, emoji or any script holds exactly that title,
    and the site builds strictly.
    """
    values = {
        "title": title,
        "issuer": f"Issuer of {title}",
        "issued_date": "2024-05",
        "technologies": ("C++", title),
    }
    path, text = new_path(title), stub(values, Messages())
    assert check_stub(path, text, date(2026, 11, 15)) == ()
    write_record(site.root, path, text)
    result = site.build(strict=True)
    assert result.diagnostics == ()
    assert result.assembled
    (entry,) = result.assembled.portfolio.entries
    assert entry.record.title == title
    assert entry.record.technologies == ("C++", title)


def test_the_command_writes_a_record(site: SiteFolder) -> None:
    """The command says what it wrote and what to do next, and the file holds what was given."""
    title = '- It\'s: a "quoted" 🚀 日本語'
    done = site.run(
        "new",
        "--issuer",
        "X: Y",
        "--issued",
        "2024-05",
        "--technology",
        "C++",
        "--technology",
        "R",
        "--",
        title,
    )
    assert done.returncode == 0, done.stderr
    (path,) = (site.root / "content/credentials").iterdir()
    assert f"wrote content/credentials/{path.name}\nnext: " in done.stdout
    found = site.build(strict=True).assembled
    assert found
    (entry,) = found.portfolio.entries
    assert (entry.record.title, entry.record.issuer, entry.record.technologies) == (
        title,
        "X: Y",
        ("C++", "R"),
    )


def test_a_record_that_should_end_is_written_and_warned_of(site: SiteFolder) -> None:
    """What is known to end is written all the same, with a warning that has the line to write;
    the file offers it as a comment.
    """
    done = site.run(
        "new",
        "AWS Certified Developer – Associate",
        "--issuer",
        "Amazon Web Services",
        "--issued",
        "2024-05-17",
    )
    assert done.returncode == 0
    assert "warning[expiry-not-stated]" in done.stderr
    assert "`expiry_date: 2027-05-17`" in done.stderr
    (path,) = (site.root / "content/credentials").iterdir()
    text = path.read_text("utf-8")
    line = "# expiry_date: # YYYY-MM-DD, YYYY-MM, or never\n"
    assert line in text
    path.write_text(text.replace(line, "expiry_date: 2027-05-17\n"), "utf-8")
    assert site.build(strict=True).diagnostics == ()


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80).filter(
    lambda text: text.split()
)


@examples(20)
@given(title=TEXT, issuer=TEXT, technology=TEXT)
def test_any_text_survives(title: str, issuer: str, technology: str) -> None:
    """Whatever the values are, the stub reads back as them."""
    values = {
        "title": title,
        "issuer": issuer,
        "issued_date": "2024",
        "status": None,
        "technologies": (technology,),
    }
    path, text = new_path(title), stub(values, Messages())
    if check_stub(path, text, date(2026, 11, 15)):
        return
    loaded = load_credential(path, text.encode())
    assert loaded.problems == ()
    assert loaded.value is not None
    credential = loaded.value
    assert credential.record.title == " ".join(title.split())
    assert credential.record.technologies == (" ".join(technology.split()),)


@pytest.mark.parametrize("status", [status.value for status in Status])
def test_every_status_builds(site: SiteFolder, status: str) -> None:
    """A new record with any status builds, the day asked for or the current month being
    its date where it needs one.
    """
    site.write("portfolio.toml", "[publish]\nplanned = true\n")
    done = site.run("new", "A title", "--issuer", "An issuer", "--status", status)
    assert done.returncode == 0, done.stderr
    assert pipeline.check(site.root, Options(), NO_VARIABLES).diagnostics == ()


def test_an_existing_file_is_never_overwritten(site: SiteFolder) -> None:
    """A record that exists stays as it is, and the command says how to go on."""
    site.record("a-title", "Mine.\n")
    before = (site.root / "content/credentials/a-title.md").read_bytes()
    done = site.run("new", "A title", "--issuer", "X")
    assert done.returncode == 2
    assert "content/credentials/a-title.md already exists" in done.stderr
    assert (site.root / "content/credentials/a-title.md").read_bytes() == before
    with pytest.raises(PortfolioError, match="already exists"):
        write_record(site.root, "content/credentials/a-title.md", "x")


def test_a_title_that_a_link_holds_is_not_written_through(site: SiteFolder, tmp_path: Path) -> None:
    """A symbolic link in the place of the new file is not followed."""
    (site.root / "content/credentials/a-title.md").symlink_to(tmp_path / "elsewhere.md")
    assert site.run("new", "A title", "--issuer", "X").returncode == 2
    assert not (tmp_path / "elsewhere.md").exists()


def test_a_missing_issuer_without_a_terminal(site: SiteFolder) -> None:
    """Without a terminal nothing is asked; the command says which option
    to add and writes nothing.
    """
    done = site.run("new", "A title")
    assert done.returncode == 2
    assert '--issuer "NAME"' in done.stderr
    assert list((site.root / "content/credentials").iterdir()) == []


def test_wrong_values_are_reported_and_nothing_is_written(site: SiteFolder) -> None:
    """A date or status that is none is reported as in a file, no file is written,
    and the command says so.
    """
    for arguments in (
        ["--issued", "2024-13"],
        ["--status", "actve"],
        ["--issued", "2024", "--status", "in_progress"],
    ):
        done = site.run("new", "A title", "--issuer", "X", *arguments)
        assert done.returncode == 1, arguments
        assert "error[" in done.stderr
        assert done.stdout == "nothing was written\n"
        assert list((site.root / "content/credentials").iterdir()) == []


@pytest.mark.parametrize("title", ["", "   ", "x" * 600])
def test_a_title_that_is_none(site: SiteFolder, title: str) -> None:
    """An empty or endless title is refused without a traceback, and nothing is written."""
    done = site.run("new", title, "--issuer", "X", "--issued", "2024")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert list((site.root / "content/credentials").iterdir()) == []


def test_an_argument_that_is_not_utf8(site: SiteFolder) -> None:
    """Bytes on the command line that are no UTF-8 are refused without a traceback."""
    arguments = [os.fsencode(part) for part in command("new")] + [b"caf\xe9", b"--issuer", b"X"]
    done = subprocess.run(
        arguments,
        cwd=site.root,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode in (1, 2)
    assert list((site.root / "content/credentials").iterdir()) == []


def test_a_first_record_begins_a_site(tmp_path: Path) -> None:
    """In an empty folder the first record makes the folder of content, and the site builds."""
    site = SiteFolder(tmp_path)
    assert site.run("new", "A title", "--issuer", "X", "--issued", "2024").returncode == 0
    assert site.run("build", "--strict").returncode == 0


def test_the_stub_offers_fields_without_values() -> None:
    """Every field that the stub offers as a comment exists, has no invented value, and becomes
    valid as it is when its mark is taken away.
    """
    text = stub({"title": "T", "issuer": "I", "issued_date": "2024"}, Messages())
    offered = re.findall(r"(?m)^# (\w+): # .+$", text)
    assert len(offered) >= 12
    assert set(offered) <= set(Record.specs())
    bare = re.sub(r"(?m)^# (\w+: #)", r"\1", text)
    loaded = load_credential("content/credentials/t.md", bare.encode())
    assert loaded.problems == ()
    assert loaded.value is not None
    assert set(stated(loaded.value.record)) == {"title", "issuer", "issued_date"}


def test_files_are_copied_beside_the_record(site: SiteFolder, tmp_path: Path) -> None:
    """A picture and a certificate are copied, and named by the record; the site builds."""
    picture = site.write("../badge.PNG", png(40))
    certificate = site.write("../paper.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    files = ["--image", str(picture), "--image-alt", "A badge", "--certificate", str(certificate)]
    done = site.run("new", "A title", "--issuer", "X", "--issued", "2024", *files)
    assert done.returncode == 0, done.stderr
    folder = site.root / "content/credentials"
    names = {"a-title.md", "a-title-image.png", "a-title-certificate.svg"}
    assert {path.name for path in folder.iterdir()} == names
    assert (folder / "a-title-image.png").read_bytes() == png(40)
    found = site.build(strict=True).assembled
    assert found
    (entry,) = found.portfolio.entries
    assert entry.record.image_alt == "A badge"


def test_nothing_is_left_if_a_copy_is_in_the_way(site: SiteFolder) -> None:
    """A file that exists where a copy would be stays as it is, and no record is written."""
    picture = site.write("../badge.png", png(40))
    there = site.write("content/credentials/a-title-image.png", b"mine")
    files = ["--image", str(picture), "--image-alt", "A badge"]
    done = site.run("new", "A title", "--issuer", "X", "--issued", "2024", *files)
    assert done.returncode == 2
    assert "a-title-image.png already exists" in done.stderr
    assert there.read_bytes() == b"mine"
    assert [path.name for path in there.parent.iterdir()] == [there.name]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """Where a file stands in the place of the folder, the message names the record and why."""
    site = SiteFolder(tmp_path)
    site.write("content", "a file")
    done = site.run("new", "A title", "--issuer", "X", "--issued", "2024")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "content/credentials/a-title.md cannot be written: Not a directory" in done.stderr


def test_the_editor_is_opened_on_the_new_file(site: SiteFolder) -> None:
    """With --edit the program in $EDITOR is given the file."""
    editor = site.write("editor.sh", '#!/bin/sh\necho "$1" > opened\n')
    editor.chmod(0o755)
    arguments = ["new", "A title", "--issuer", "X", "--issued", "2024", "--edit"]
    done = site.run(*arguments, env={"EDITOR": str(editor), "VISUAL": str(editor)})
    assert done.returncode == 0, done.stderr
    assert (site.root / "opened").read_text().strip().endswith("content/credentials/a-title.md")


def test_a_site_is_found_from_a_folder_within_it(site: SiteFolder) -> None:
    """In a subfolder the record goes to the site, and its folder is said."""
    site.write("content/credentials/notes/x.txt", "x")
    below = SiteFolder(site.root / "content/credentials/notes")
    done = below.run("new", "A title", "--issuer", "X", "--issued", "2024")
    assert done.returncode == 0, done.stderr
    assert f"site: {site.root}" in done.stderr
    assert (site.root / "content/credentials/a-title.md").is_file()


def test_a_terminal_is_asked(site: SiteFolder) -> None:
    """In a terminal the issuer and the date are asked for, the current month being offered."""
    shown, code = converse(site, ["new", "A title"], ["Own issuer", "2024-05-17"])
    assert code == 0, shown
    assert "Issuer" in shown
    text = (site.root / "content/credentials/a-title.md").read_text()
    assert 'issuer: "Own issuer"' in text
    assert 'issued_date: "2024-05-17"' in text


def test_a_wrong_answer_is_asked_for_again(site: SiteFolder) -> None:
    """A title that is missing is asked for, and after a date that is none only the date again."""
    answers = ["A title", "Own issuer", "2024-13", "soon", "2024-05"]
    shown, code = converse(site, ["new"], answers)
    assert code == 0, shown
    assert shown.count("Issuer:") == 1
    text = (site.root / "content/credentials/a-title.md").read_text()
    assert 'title: "A title"' in text
    assert 'issued_date: "2024-05"' in text


def test_what_is_given_is_not_asked(site: SiteFolder) -> None:
    """In a terminal nothing is asked that the arguments say."""
    shown, code = converse(site, ["new", "A title", "--issuer", "X", "--issued", "2024"], [])
    assert code == 0, shown
    assert "Issuer:" not in shown


KINDS = ("project", "collection", "target")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", KINDS)
def test_other_kinds_build_and_offer_fields_without_values(
    site: SiteFolder, kind: str, language: str
) -> None:
    """A new file of each kind builds without an error, also with every offered field unmarked."""
    site.write("portfolio.toml", f'[site]\nlanguage = "{language}"\n')
    site.record("a", issued_date="2024", technologies=["SQL"])
    done = site.run("new", "A title", "--kind", kind, "--technology", "SQL")
    assert done.returncode == 0, done.stderr
    path = site.root / f"content/{kind}s/a-title.md"
    text = path.read_text("utf-8")
    offered = re.findall(r"(?m)^# (\w+): # .+$", text)
    assert set(offered) <= set(fields_of(kind).specs())
    for written in (text, re.sub(r"(?m)^# (\w+: #)", r"\1", text)):
        path.write_text(written, "utf-8")
        assert not [p for p in site.problems() if p.severity is Severity.ERROR]
    assert site.run("new", "A title", "--kind", kind).returncode == 2


@pytest.mark.parametrize(
    "given", [["--issuer", "X"], ["--issued", "2024"], ["--status", "planned"]]
)
def test_an_option_of_another_kind_is_refused(site: SiteFolder, given: list[str]) -> None:
    """What only a credential has is refused for a project, with the kind that has it."""
    done = site.run("new", "A title", "--kind", "project", *given)
    assert done.returncode == 2
    assert "--kind credential" in done.stderr
    assert not (site.root / "content/projects").exists()


def test_a_project_gets_its_picture(site: SiteFolder) -> None:
    """A picture is copied beside a project; without words for it nothing is written."""
    picture = site.write("../map.png", png(40))
    given = ["new", "A map", "--kind", "project", "--image", str(picture)]
    assert site.run(*given).returncode == 1
    assert site.run(*given, "--image-alt", "A map").returncode == 0
    assert (site.root / "content/projects/a-map-image.png").read_bytes() == png(40)
