"""`portfolio pdf` as its users meet it: with a real browser, with none,
and with those that fail.
"""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import time
from pathlib import Path
from typing import Any

import pypdf
import pytest
from conftest import PATIENCE, SETTINGS, SiteFolder
from test_publish import IS_ROOT

from portfolio.diagnostics import PortfolioError
from portfolio.pdf.browser import print_page

A4, LETTER = (594.96, 841.92), (612, 792)


def filled(site: SiteFolder, chromium: str) -> SiteFolder:
    """A site with one credential, which ends after the day of the build and before today."""
    site.record("a", expiry_date="2025-07-01", competencies=["logic"])
    site.environ["PORTFOLIO_BROWSER"] = chromium
    return site


@pytest.fixture
def good(site: SiteFolder, chromium: str) -> SiteFolder:
    """A site that can be printed."""
    return filled(site, chromium)


def run(site: SiteFolder, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a site."""
    return site.run("pdf", *arguments, env=site.environ | changes)


def script(folder: Path, text: str) -> str:
    """A program that stands for a browser."""
    path = folder / "browser.sh"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def sources(site: SiteFolder) -> set[str]:
    """The files of a site's folder."""
    return {path.relative_to(site.root).as_posix() for path in site.root.rglob("*")}


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """The command said why it could not run, in one message, and ended as it does then."""
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("error: ") == 1
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    for word in words:
        assert word in done.stderr


def links(reader: pypdf.PdfReader) -> set[str]:
    """Where the links of a document lead."""
    found: list[Any] = [
        note.get_object() for page in reader.pages for note in page.get("/Annots", [])
    ]
    return {note["/A"]["/URI"] for note in found if "/URI" in note.get("/A", {})}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> SiteFolder:
    """A site of which a resume has been printed, and a page on letter."""
    site = SiteFolder(tmp_path_factory.mktemp("printed") / "site")
    site.write("portfolio.toml", SETTINGS)
    filled(site, chromium)
    before = sources(site)
    done = run(site)
    assert (done.stdout, done.stderr, done.returncode) == ("wrote resume.pdf\n", "", 0)
    assert sources(site) == before | {"resume.pdf"}
    done = run(site, "--page", "/credentials/a", "--paper", "letter")
    assert (done.stdout, done.stderr, done.returncode) == ("wrote a.pdf\n", "", 0)
    return site


def test_the_resume(printed: SiteFolder) -> None:
    """The command writes one tagged PDF of the home page on A4, dated as the site is,
    and touches nothing else.
    """
    reader = pypdf.PdfReader(printed.root / "resume.pdf")
    document: Any = reader.trailer["/Root"]
    assert document["/MarkInfo"]["/Marked"]
    assert document["/Lang"] == "en"
    about: Any = reader.metadata
    assert about["/Title"] == "Test site"
    assert {about[name] for name in ("/CreationDate", "/ModDate")} == {"D:20250601000000+00'00'"}
    assert tuple(round(float(side), 2) for side in reader.pages[0].mediabox[2:]) == A4
    assert "Title a" in reader.pages[0].extract_text()


def test_the_same_site_gives_the_same_bytes(printed: SiteFolder) -> None:
    """Printed twice, a site gives the same file."""
    assert run(printed, "--output", "two.pdf").returncode == 0
    assert (printed.root / "resume.pdf").read_bytes() == (printed.root / "two.pdf").read_bytes()


def test_another_page_on_letter(printed: SiteFolder) -> None:
    """Any page can be printed, on either paper; its state is that of the as-of date,
    whatever the clock says.
    """
    reader = pypdf.PdfReader(printed.root / "a.pdf")
    assert tuple(map(float, reader.pages[0].mediabox[2:])) == LETTER
    text = reader.pages[0].extract_text()
    assert "Title a" in text
    assert "Expired" not in text


def test_links_lead_to_the_published_site(printed: SiteFolder, good: SiteFolder) -> None:
    """Links lead to the pages of the published site, in the short form;
    nowhere if its address is not known.
    """
    found = links(pypdf.PdfReader(printed.root / "a.pdf"))
    assert {
        "https://example.org/issuers/issuer/",
        "https://example.org/skills/logic/",
    } <= found
    good.write("portfolio.toml", '[publish]\nas_of = "2025-06-01"\n')
    run(good, "--page", "credentials/a/")
    assert links(pypdf.PdfReader(good.root / "a.pdf")) == set()


def test_the_site_as_it_is_now(good: SiteFolder) -> None:
    """What is printed is the content as it is now, not what was published;
    a former PDF is replaced.
    """
    good.publish(as_of=None)
    published = good.files()
    good.write("resume.pdf", b"%PDF-former")
    good.record("b")
    run(good)
    assert "Title b" in pypdf.PdfReader(good.root / "resume.pdf").pages[0].extract_text()
    assert good.files() == published


def test_nothing_is_printed_of_a_wrong_site(good: SiteFolder) -> None:
    """With errors in the content nothing is printed, and they are shown
    as a build would show them.
    """
    good.record("b", issued_date="2024-13-45")
    done = run(good)
    assert (done.stdout, done.returncode) == ("nothing was printed, 1 error\n", 1)
    assert "error[invalid-date]" in done.stderr
    assert not (good.root / "resume.pdf").exists()


@pytest.mark.parametrize("address", ["nowhere/", "feed.xml", "old/a"])
def test_what_is_no_page(good: SiteFolder, address: str) -> None:
    """An address that has no page of its own is refused."""
    good.record("c", aliases=["old/a"])
    refused(run(good, "--page", address), f"there is no page {address}")


def test_a_page_that_was_meant(good: SiteFolder) -> None:
    """For a slip in an address the page that was probably meant is named."""
    refused(run(good, "--page", "skills/logik"), "did you mean skills/logic/?")


# Browsers


def test_without_a_browser(site: SiteFolder, tmp_path: Path) -> None:
    """Where there is no browser the command says that it needs one and how to get it."""
    site.record()
    refused(
        run(site, PATH=str(tmp_path), PORTFOLIO_BROWSER=""),
        "Chromium",
        "apt install chromium",
        "PORTFOLIO_BROWSER=",
    )


def test_a_browser_that_is_named_and_not_there(site: SiteFolder) -> None:
    """A browser that is named and not there is an error, even if there is another."""
    site.record()
    refused(run(site, PORTFOLIO_BROWSER="no-such-browser"), "no-such-browser")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "echo something is amiss >&2; exit 3",
            "printed nothing (exit code 3): something is amiss",
        ),
        ("exit 0", "printed nothing (exit code 0)"),
        ("kill -9 $$", "printed nothing (exit code -9)"),
        (
            'for a; do case $a in --print-to-pdf=*) printf %%PDF- > "${a#*=}";; esac; done',
            "did not reach this program",
        ),
    ],
    ids=["error", "nothing", "killed", "another-page"],
)
def test_a_browser_that_fails(site: SiteFolder, tmp_path: Path, text: str, words: str) -> None:
    """A browser that prints nothing, or not our page, gives one message, and leaves what was there
    before and no file beside it.
    """
    site.record()
    site.write("resume.pdf", b"%PDF-before")
    before = sources(site)
    refused(run(site, PORTFOLIO_BROWSER=script(tmp_path, text)), words)
    assert sources(site) == before
    assert (site.root / "resume.pdf").read_bytes() == b"%PDF-before"


def test_a_browser_that_is_no_program(site: SiteFolder, tmp_path: Path) -> None:
    """A file that can be executed and is no program gives one message."""
    site.record()
    path = tmp_path / "browser"
    path.write_bytes(b"\0\0\0\0")
    path.chmod(0o755)
    refused(run(site, PORTFOLIO_BROWSER=str(path)), "cannot be started")


def is_running(process: int) -> bool:
    """Whether a process is there and no zombie."""
    state = Path(f"/proc/{process}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


def until_gone(process: int) -> None:
    """Wait until a process has ended."""
    end = time.monotonic() + PATIENCE
    while is_running(process):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_browser_that_hangs(tmp_path: Path) -> None:
    """A browser that does not end is ended, with what it started,
    and the message says how long it had.
    """
    hanging = script(tmp_path, f"sleep 300 & echo $! > {tmp_path}/child; wait")
    with pytest.raises(PortfolioError, match=r"did not print within 0\.5 seconds"):
        print_page(hanging, "http://127.0.0.1/", tmp_path / "a.pdf", timeout=0.5)
    until_gone(int((tmp_path / "child").read_text()))


def test_an_interrupt_while_printing(site: SiteFolder, tmp_path: Path) -> None:
    """Ctrl-C while the browser prints ends it too, and leaves no file."""
    site.record()
    before = sources(site)
    pid = tmp_path / "pid"
    process = site.start(
        "pdf",
        env={
            "PORTFOLIO_BROWSER": script(
                tmp_path, f"echo $$ > {pid}.new; mv {pid}.new {pid}; sleep 300"
            )
        },
    )
    end = time.monotonic() + PATIENCE
    while not pid.exists():
        assert time.monotonic() < end
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=PATIENCE) == ("", "interrupted\n")
    assert process.returncode == 130
    until_gone(int(pid.read_text()))
    assert sources(site) == before


# The file


def test_a_file_that_is_no_pdf_is_not_overwritten(good: SiteFolder) -> None:
    """A file that is there and is no PDF stays as it is."""
    good.write("notes.txt", "mine")
    refused(run(good, "--output", "notes.txt"), "notes.txt exists and is not a PDF")
    assert (good.root / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("target", ["portfolio.toml/resume.pdf", "content"])
def test_a_target_that_cannot_be_written(good: SiteFolder, target: str) -> None:
    """Where the file cannot be, the command says so, and nothing is left behind."""
    before = sources(good)
    refused(run(good, "--output", target), target)
    assert sources(good) == before


def test_a_folder_that_is_missing_is_made(good: SiteFolder) -> None:
    """The folder of files that are published as they are need not be there before."""
    done = run(good, "--output", "static/root/resume.pdf")
    assert (done.stdout, done.returncode) == ("wrote static/root/resume.pdf\n", 0), done.stderr
    assert (good.root / "static/root/resume.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.skipif(IS_ROOT and not Path("/proc/self").exists(), reason="root may write everywhere")
def test_a_target_that_is_read_only(good: SiteFolder, tmp_path: Path) -> None:
    """In a folder that cannot be written nothing is printed, and the message names the file."""
    folder = Path("/proc/self") if IS_ROOT else tmp_path / "closed"
    if not IS_ROOT:
        folder.mkdir(mode=0o555)
    refused(run(good, "--output", f"{folder}{os.sep}resume.pdf"), "resume.pdf cannot be written")
