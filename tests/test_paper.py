"""The site as a real browser prints it: read from the PDF, and its QR codes
from pictures of its pages.
"""

from __future__ import annotations

import functools
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
import zxingcpp
from conftest import SiteFolder

CREDENTIAL = "credentials/certified-kubernetes-application-developer/"
PAGES = [
    "",
    "credentials/",
    CREDENTIAL,
    "technologies/",
    "technologies/python/",
    "roadmap/",
    "about-this-register/",
]
PAPERS = ["A4", "Letter"]
Print = Callable[..., "Paper"]


class Paper:
    """A printed page of the site."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.reader = pypdf.PdfReader(io.BytesIO(content))
        self.sheets = [sheet.extract_text() for sheet in self.reader.pages]

    @property
    def lines(self) -> list[str]:
        """All lines of all sheets."""
        return [line.strip() for sheet in self.sheets for line in sheet.splitlines()]

    def says(self, text: str) -> bool:
        """Whether a text is printed, wherever its lines break."""
        return "".join(text.split()) in "".join("".join(self.sheets).split())

    def pictures(self, scale: float = 1) -> Iterator[Any]:
        """What each sheet looks like; at scale 1 a point is a pixel."""
        for sheet in pypdfium2.PdfDocument(self.content):
            yield sheet.render(scale=scale).to_pil()


@pytest.fixture(scope="module")
def printed(browser: Any) -> Iterator[Print]:
    """Prints a page of a site, once."""
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()

    @functools.cache
    def _printed(uri: str, paper: str) -> Paper:
        page.goto(uri)
        return Paper(page.pdf(format=paper, tagged=True))

    def _print(site: SiteFolder, address: str, paper: str = "A4") -> Paper:
        return _printed((site.output / address / "index.html").as_uri(), paper)

    yield _print
    context.close()


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """A site of sixty credentials in nine fields."""
    site = SiteFolder(tmp_path_factory.mktemp("sixty"))
    site.write("portfolio.toml", '[site]\nbase_url = "https://example.org/"\n')
    site.write("content/profile.md", "---\nname: Ada Example\n---\n")
    for number in range(60):
        site.record(
            f"c{number}",
            title=f"Certified Practitioner, Subject {number}.",
            issued_date=f"{2018 + number // 10}-0{number % 9 + 1}-17",
            type="professional_certification",
            category=f"field_{number % 9}",
            credential_id=f"ID-{number:08d}",
            verification_url=(
                "https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-7f1d0a3b"
                f"{number:04d}/public_url"
            ),
        )
    site.publish()
    return site


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("address", PAGES)
def test_paper_says_whose_it_is_and_has_no_navigation(
    example: SiteFolder, printed: Print, address: str, paper: str
) -> None:
    """Each sheet has the name, the address of the page and its number in its margin;
    nothing that leads or controls is printed.
    """
    done = printed(example, address, paper)
    for number, sheet in enumerate(done.sheets, 1):
        assert f"Mira Halvorsen · https://mirahalvorsen.example/{address}\n" in sheet
        assert f"{number} / {len(done.sheets)}" in sheet
    controls = {
        "Home",
        "Skip to the content",
        "More",
        "Filter",
        "Find",
        "Order",
        "Copy",
        "Copy link",
        "Related",
        "Feed",
        "Newest first",
    }
    assert controls.isdisjoint(done.lines)
    assert not [line for line in done.lines if line.startswith("States are those")]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("address", PAGES)
def test_no_heading_ends_a_sheet(
    example: SiteFolder, printed: Print, address: str, paper: str
) -> None:
    """A heading is never the last line of a sheet."""
    html = (example.output / address / "index.html").read_text("utf-8")
    headings = {
        re.sub(r"<[^>]+>", "", found).strip()
        for found in re.findall(r"<h[1-4][^>]*>(.*?)</h[1-4]>", html, re.DOTALL)
    }
    done = printed(example, address, paper)
    for sheet in done.sheets[:-1]:
        own = [
            line.strip()
            for line in sheet.splitlines()
            if line.strip() and "Mira Halvorsen ·" not in line and " / " not in line
        ]
        assert own[-1] not in headings


@pytest.mark.parametrize("address", PAGES)
def test_paper_is_light(example: SiteFolder, printed: Print, address: str) -> None:
    """Who reads in the dark scheme prints on white all the same, with words that are dark."""
    for picture in printed(example, address).pictures():
        shades = picture.convert("L").histogram()
        assert sum(shades[235:]) > 0.8 * sum(shades)
        assert picture.getpixel((2, 2)) == (255, 255, 255)
        assert sum(shades[:80]) > 0


@pytest.mark.parametrize("paper", PAPERS)
def test_the_home_page_is_a_resume_of_two_pages(
    example: SiteFolder, printed: Print, paper: str
) -> None:
    """The home page prints on one or two sheets: who, how to write, every valid credential
    with issuer, year and check, and skills.
    """
    done = printed(example, "", paper)
    assert len(done.sheets) <= 2
    for words in (
        "Mira Halvorsen",
        "Machine-learning engineer for ports and ferries",
        "mira@mirahalvorsen.example",
    ):
        assert done.says(words)
    for words in (
        "https://code.mirahalvorsen.example/",
        "Skills",
        "Supervised learning",
        "In progress",
    ):
        assert done.says(words)
    records = json.loads((example.output / "credentials.json").read_text("utf-8"))["credentials"]
    listed = [
        record
        for record in records
        if record["state"] in ("lifetime", "no_expiry_stated", "active", "expiring")
        and not record.get("part_of")
    ]
    assert len(listed) > 15
    for record in listed:
        assert done.says(record["title"].partition(" (")[0])
        assert record["issued_date"][:4] in "".join(done.sheets)
        if "verification" in record:
            assert done.says(record["verification"])


@pytest.mark.parametrize("paper", PAPERS)
def test_a_long_resume_has_two_pages(sixty: SiteFolder, printed: Print, paper: str) -> None:
    """Of more credentials than two sheets have room for, the newest are printed,
    with the address of the list of all.
    """
    done = printed(sixty, "", paper)
    assert len(done.sheets) == 2
    assert done.says("Subject 59.")
    assert not done.says("Subject 9.")
    assert done.says("20 more at https://example.org/credentials/")


@pytest.mark.parametrize(("paper", "rows"), [("A4", 25), ("Letter", 25)])
def test_the_list_is_a_register(sixty: SiteFolder, printed: Print, paper: str, rows: int) -> None:
    """A full sheet has at least twenty-five rows, each with title, issuer, date,
    number and the address of its check.
    """
    done = printed(sixty, "credentials/", paper)
    numbers = [re.findall(r"Subject (\d+)\.", sheet) for sheet in done.sheets]
    assert sorted(int(number) for found in numbers for number in found) == [*range(60)]
    assert all(len(found) >= rows for found in numbers[:-1])
    for number in range(60):
        assert done.says(f"ID-{number:08d}")
        assert done.says(
            f"https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-7f1d0a3b{number:04d}/public_url"
        )
    assert done.says("Issuer · May 2020")
    assert done.says("Valid, no expiry stated")


@pytest.mark.parametrize("paper", PAPERS)
def test_a_list_begins_on_its_first_sheet(sixty: SiteFolder, page: Any, paper: str) -> None:
    """A list that is a little longer than a sheet begins on the first one."""
    page.goto((sixty.output / "credentials/index.html").as_uri())
    for length in (30, 29, 27):
        page.evaluate(
            (
                "n => document.querySelectorAll('.year .entry').forEach((row, i) => i < n || "
                "row.remove())"
            ),
            length,
        )
        page.evaluate(
            "() => document.querySelectorAll('.year:not(:has(.entry))')"
            ".forEach(year => year.remove())"
        )
        sheets = Paper(page.pdf(format=paper)).sheets
        rows = [len(re.findall(r"Subject \d+\.", sheet)) for sheet in sheets]
        assert sum(rows) == length
        assert rows[0] >= 20
        assert all(rows)
    page.close()


@pytest.mark.parametrize("paper", PAPERS)
def test_a_credential_is_a_sheet_with_its_check(
    example: SiteFolder, printed: Print, paper: str
) -> None:
    """A credential prints its facts above its text, and the address of its check,
    which a phone reads from the paper too.
    """
    done = printed(example, CREDENTIAL, paper)
    (record,) = [
        record
        for record in json.loads((example.output / "credentials.json").read_text("utf-8"))[
            "credentials"
        ]
        if record["title"].startswith("Certified Kubernetes Application Developer")
    ]
    address = record["verification"]
    assert done.says(address)
    text = "".join(done.sheets)
    assert text.index("Credential ID") < text.index("What it covers")
    assert [
        found.text for picture in done.pictures(3) for found in zxingcpp.read_barcodes(picture)
    ] == [address]


def test_the_code_is_for_paper_alone(example: SiteFolder, page: Any) -> None:
    """On a screen there is no QR code; for those who are read to it has the address as its name."""
    page.goto((example.output / CREDENTIAL / "index.html").as_uri())
    code = page.get_by_role("img", name="QR code of https://www.credly.com/badges/")
    assert code.count() == 0
    page.emulate_media(media="print")
    assert code.count() == 1
    assert code.bounding_box()["width"] > 90


def test_a_credential_without_a_check_has_no_code(tmp_path: Path, printed: Print) -> None:
    """What nobody can check says so on paper, and has no code."""
    site = SiteFolder(tmp_path)
    site.record("a")
    site.publish()
    done = printed(site, "credentials/a/")
    assert done.says("No public check known")
    assert [
        found for picture in done.pictures(3) for found in zxingcpp.read_barcodes(picture)
    ] == []


def test_a_site_without_an_owner_prints_its_title(site: SiteFolder, printed: Print) -> None:
    """Where nobody says whose site it is, its title stands in the margin."""
    site.record("a")
    site.publish()
    assert "Test site · https://example.org/" in "".join(printed(site, "").sheets)


@pytest.mark.parametrize("columns", [2, 8, 12, 16, 24, 36])
def test_a_wide_table_is_whole(columns: int, site: SiteFolder, printed: Print) -> None:
    """A table with any number of columns, of words that have no place to break,
    has every letter within the margins of the paper.
    """
    rows = [["Wordy" + "W" * 11] * columns, ["--"] * columns, ["Q" * 20] * columns]
    site.record("a", "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n")
    site.publish()
    paper = printed(site, "credentials/a/")
    found = ""
    for sheet in pypdfium2.PdfDocument(paper.content):
        width, height = sheet.get_size()
        found += sheet.get_textpage().get_text_bounded(
            left=30, bottom=0, right=width - 30, top=height
        )
    assert (found.count("Q"), found.count("W")) == (20 * columns, 12 * columns)
