"""The theme plain: a curriculum vitae without scripts, on screens and on paper."""

from __future__ import annotations

import functools
import gzip
import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from conftest import SiteFolder, Tree, objections
from PIL import Image
from themed import themed

MOST_STYLE, MOST_PAGE, MOST_LIST = 2 * 1024, 16 * 1024, 45 * 1024
"""Bytes that the style, a page, and the list of 300 credentials may have when they are packed."""
ISSUERS = ("Boreal Cloud", "Open Container Guild", "Terrane", "Redoubt Linux", "Intersec Council")
FIELDS = ("cloud_platforms", "containers", "automation", "security", "data_and_cost")
WIDTHS = (320, 390, 820, 1440)


plain = functools.partial(themed, "plain")


def write_many(site: SiteFolder, count: int) -> SiteFolder:
    """Write so many credentials of the kind that professionals have."""
    for number in range(count):
        year = 2018 + number % 7
        site.record(
            f"c{number}",
            title=f"Certified Platform Practitioner {number}",
            issuer=ISSUERS[number % 5],
            issued_date=f"{year}-0{number % 9 + 1}-17",
            expiry_date=f"{year + 3}-0{number % 9 + 1}-17",
            category=FIELDS[number % 5],
            type="vendor_certification",
            credential_id=f"CMC-{number:06d}",
            competencies=[f"Skill {number % 12}"],
            verification_url=(
                "https://www.credly.com/badges/"
                f"{number * 7919:08x}-2d7c-4f5e-9f43-{number * 104729:012x}/public_url"
            ),
        )
    return site


@pytest.fixture(scope="module")
def scholar(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """A site of 25 credentials in five fields."""
    site = write_many(plain(tmp_path_factory.mktemp("scholar")), 25)
    site.publish()
    return site


@pytest.fixture(scope="module")
def window(browser: Any) -> Iterator[Any]:
    """A window of the browser."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def sections(tree: Tree, html: str) -> dict[str, str]:
    """The words of the sections of a page, by their headings."""
    found = re.findall(r"<section.*?</section>", html, re.DOTALL)
    texts = [Tree(section) for section in found]
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", html, re.DOTALL)
    names = [Tree(heading).text for heading in headings]
    return {
        name: tree.text.removeprefix(name).strip() for name, tree in zip(names, texts, strict=False)
    }


def home_of(site: SiteFolder) -> dict[str, str]:
    """The words of the home page's sections, by their headings."""
    site.publish()
    return sections(site.page(), (site.output / "index.html").read_text("utf-8"))


# What is loaded


def test_there_is_no_script(scholar: SiteFolder) -> None:
    """No page loads or contains a script, and one small style is all that it loads."""
    files = scholar.files()
    assert not any(name.endswith((".js", ".woff2")) for name in files)
    (style,) = [name for name in files if name.endswith(".css")]
    assert len(gzip.compress(files[style], 6)) <= MOST_STYLE
    for name, content in files.items():
        if name.endswith(".html"):
            tree = Tree(content.decode())
            kinds = {attributes.get("type") for attributes, _ in tree.scripts}
            assert kinds <= {"application/ld+json"}, name
            assert not any("style" in attributes for _, attributes in tree.elements), name
            assert len([link for link in tree.all("link") if link["rel"] == "stylesheet"]) == 1


def test_pages_stay_small(tmp_path: Path) -> None:
    """With 300 credentials the home page has those that matter most, a link to the others, and no
    more than its share of bytes; the list has all of them.
    """
    files = write_many(plain(tmp_path), 300).publish()
    assert len(gzip.compress(files["index.html"], 6)) <= MOST_PAGE
    assert len(gzip.compress(files["credentials/c7/index.html"], 6)) <= MOST_PAGE
    assert len(gzip.compress(files["credentials/index.html"], 6)) <= MOST_LIST
    home = Tree(files["index.html"].decode()).text
    assert home.count("Certified Platform Practitioner") == 60
    assert "240 more in the list of all credentials" in home
    listed = Tree(files["credentials/index.html"].decode()).text
    assert listed.count("Certified Platform Practitioner") == 300


# The register


def test_home_is_the_register_by_field(tmp_path: Path) -> None:
    """The home page has every credential under its field, what is valid before what is not, those
    without a field at the end; what is under way has a section of its own.
    """
    site = plain(tmp_path)
    site.record("past", category="law", issued_date="2019-02", expiry_date="2022-02")
    site.record("held", category="law", issued_date="2018-02")
    site.record("free", issued_date="2024-03")
    site.record("exam", category="law", issued_date=None, status="in_progress")
    found = home_of(site)
    assert list(found) == ["Law", "Other credentials", "In progress"]
    assert found["Law"].index("Title held") < found["Law"].index("Title past")
    assert "Expired Feb 2022" in found["Law"]
    assert "Title free" in found["Other credentials"]
    assert "Title exam" in found["In progress"]


@pytest.mark.parametrize(
    ("fields", "years"),
    [
        ({"issued_date": "2022-06", "expiry_date": "2027-06"}, "2022–27"),
        ({"issued_date": "2025-01", "expiry_date": "2025-12"}, "2025"),
        ({"issued_date": "2020"}, "2020"),
        ({"issued_date": "1998-05", "expiry_date": "2004-05"}, "1998–2004"),
        ({"issued_date": None}, "no date"),
        ({"issued_date": None, "status": "in_progress", "target_date": "2026-03"}, "2026"),
    ],
)
def test_the_years_are_those_in_which_it_holds(
    tmp_path: Path, fields: dict[str, str | None], years: str
) -> None:
    """Before each title stand the years from issue to expiry, or the one that is known."""
    site = plain(tmp_path)
    site.record("a", **fields)
    assert any(text.startswith(f"{years} Title a, Issuer") for text in home_of(site).values())


def test_a_renewed_one_is_held_since_the_first(tmp_path: Path) -> None:
    """A credential that was renewed stands once, with the years from its first award; its page
    names the earlier ones.
    """
    site = plain(tmp_path)
    dates = {"one": "2018-04", "two": "2021-04", "three": "2024-04"}
    following = {"one": "two", "two": "three", "three": None}
    for name, date in dates.items():
        until = f"{int(date[:4]) + 3}-04"
        site.record(
            name,
            title="Certified Administrator",
            issued_date=date,
            expiry_date=until,
            superseded_by=following[name],
        )
    (entry,) = [text for text in home_of(site).values() if "Administrator" in text]
    assert entry.count("Certified Administrator") == 1
    assert entry.startswith("2018–27 Certified Administrator")
    assert "Earlier Apr 2021, Apr 2018" in site.page("credentials/three/").text


def test_parts_of_a_programme_are_under_it_in_the_list(tmp_path: Path) -> None:
    """The register says how many parts a programme has, and the list shows them beneath it."""
    site = plain(tmp_path)
    site.record("whole", title="Whole programme")
    site.record("first", part_of="whole", issued_date="2024-01")
    site.record("second", part_of="whole", issued_date="2024-02")
    (entry,) = [text for text in home_of(site).values() if "Whole programme" in text]
    assert "(2 parts)" in entry
    assert "Title first" not in entry
    html = (site.output / "credentials/index.html").read_text("utf-8")
    (inner,) = re.findall(
        r'<ul class="register"><li.*?</ul>', html.partition("Whole")[2], re.DOTALL
    )
    assert ("Title first" in inner, "Title second" in inner) == (True, True)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", ["Law", "Skills"]),
        ('home = ["head", "subjects", "credentials"]', ["Skills", "Law"]),
        ('home = ["head", "credentials"]\nfields = false', ["Credentials"]),
        ("home_entries = 0", ["Skills"]),
    ],
)
def test_the_owner_decides_what_home_has(tmp_path: Path, options: str, expected: list[str]) -> None:
    """The option `home` names the parts of the home page in their order, and `fields` whether the
    register is divided.
    """
    site = plain(tmp_path, options)
    site.record("a", category="law", competencies=["reading"])
    found = home_of(site)
    assert [name for name in found if name] == expected


@pytest.mark.parametrize("shown", [True, False])
def test_hours_are_the_owners_to_show(tmp_path: Path, *, shown: bool) -> None:
    """Without the option `hours`, neither a credential nor the page of charts has hours of study."""
    site = plain(tmp_path, f"hours = {str(shown).lower()}")
    site.record("a", duration_hours="40", issued_date="2023-04")
    site.record("b", duration_hours="12", issued_date="2024-04")
    site.publish()
    assert ("40 h" in site.page("credentials/a/").text) == shown
    assert ("Hours of study" in site.page("glance/").text) == shown


# On screens


@pytest.mark.parametrize("address", ["", "credentials/", "credentials/long/", "glance/", "skills/"])
def test_nothing_is_wider_than_the_window(window: Any, wide: SiteFolder, address: str) -> None:
    """No page has to be scrolled sideways at any width, in either direction of writing."""
    window.goto((wide.output / address / "index.html").as_uri())
    for width in WIDTHS:
        window.set_viewport_size({"width": width, "height": 800})
        for direction in ("ltr", "rtl"):
            window.evaluate(f"document.documentElement.dir = '{direction}'")
            excess = window.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert excess <= 0, (width, direction)


def test_a_long_word_of_a_title_is_not_torn(tmp_path: Path, page: Any) -> None:
    """A word of twenty letters stands whole in the title of a credential on a small screen."""
    site = plain(tmp_path, language="de")
    site.record("r", title="ITIL 4 Foundation – Grundlagenzertifikat für IT-Servicemanagement")
    site.publish()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((site.output / "credentials/r/index.html").as_uri())
    assert (
        page.evaluate(
            """() => {
          const [text] = document.querySelector("h1").childNodes;
          const range = document.createRange();
          range.setStart(text, text.data.indexOf("Grund"));
          range.setEnd(text, text.data.indexOf("zertifikat") + 10);
          return range.getClientRects().length;
        }"""
        )
        == 1
    )


def test_addresses_run_from_left_to_right_on_paper(tmp_path: Path, page: Any) -> None:
    """The address of a page in Arabic keeps its slash at the end, at the edge where lines begin."""
    site = plain(tmp_path, language="ar")
    site.record("r")
    site.publish()
    page.emulate_media(media="print")
    for address in ("", "credentials/r/"):
        page.goto((site.output / address / "index.html").as_uri())
        assert page.locator(".id").first.evaluate("e => getComputedStyle(e).direction") == "ltr"
    page.goto((site.output / "index.html").as_uri())
    assert page.locator(".id").first.evaluate("e => getComputedStyle(e).textAlign") == "end"


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """A site with words and numbers that no line has room for, and a large photograph."""
    site = plain(tmp_path_factory.mktemp("wide"))
    photo = io.BytesIO()
    Image.effect_noise((2400, 1600), 90).convert("RGB").save(photo, "JPEG", quality=85)
    assert len(photo.getvalue()) > 2_000_000
    site.write("content/me.jpg", photo.getvalue())
    site.write(
        "content/profile.md",
        "---\nname: Dario Venn\nphoto: me.jpg\nphoto_alt: Dario\n---\n\nI run it.\n",
    )
    endless = "Donaudampfschifffahrtsgesellschaftskapitänszertifizierungsprüfungsordnung"
    site.record(
        "long",
        f"# {endless}\n\n## {endless}\n\n| {endless} | {endless} |\n| --- | --- |\n| a | b |\n",
        title=endless,
        issuer=endless,
        category=endless.lower(),
        credential_id="X" * 80,
        competencies=[endless],
        duration_hours="12",
        verification_url="https://example.com/" + "x" * 200,
    )
    site.publish()
    return site


def test_a_large_photograph_is_loaded_small(wide: SiteFolder, window: Any) -> None:
    """Of a photograph of two megabytes a browser loads a copy that fits its place, which is beside
    the name and in no way of the register.
    """
    window.set_viewport_size({"width": 1440, "height": 900})
    window.goto((wide.output / "index.html").as_uri())
    window.wait_for_function("document.querySelector('.u-photo').complete")
    loaded = window.evaluate("document.querySelector('.u-photo').currentSrc")
    assert Path(loaded.removeprefix("file://")).stat().st_size < 32 * 1024
    boxes = window.evaluate(
        "['.u-photo', 'h1', 'section'].map(s => document.querySelector(s).getBoundingClientRect())"
        ".map(b => [b.left, b.right, b.top, b.bottom])"
    )
    photo, name, register = boxes
    assert photo[1] <= name[0]
    assert photo[3] <= register[2]


def test_columns_share_their_edges(scholar: SiteFolder, window: Any) -> None:
    """On a wide screen the years, the titles, the states and the checks of all fields stand in
    columns; the names of the fields stand beside the first entry.
    """
    window.set_viewport_size({"width": 1440, "height": 900})
    window.goto((scholar.output / "index.html").as_uri())
    for selector in (".years", ".p-name", ".is > :first-child", ".go"):
        edges = window.evaluate(
            f"[...document.querySelectorAll('main {selector}')]"
            ".map(e => Math.round(e.getBoundingClientRect().left))"
        )
        assert len(edges) == 25
        assert len(set(edges)) == 1, selector
    beside = window.evaluate(
        "[...document.querySelectorAll('section:has(.register)')].map(s => Math.abs("
        "s.querySelector('h2').getBoundingClientRect().top"
        " - s.querySelector('.years').getBoundingClientRect().top))"
    )
    assert max(beside) < 8


@pytest.fixture(scope="module")
def storied(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """A site with a project, a goal, and a credential that another one has followed."""
    site = plain(tmp_path_factory.mktemp("storied"))
    names = ["Kubernetes", "Docker", "Helm", "Linux", "PostgreSQL", "Terraform", "Python", "Go"]
    site.record("a", "## Content\n\nWords.\n", technologies=names, superseded_by="b")
    site.record("b", title="Its renewal", issued_date="2025-03", technologies=["Helm"])
    story = "situation: Nobody knew.\nresult: Now they do."
    listed = f"technologies: [{', '.join(names)}]"
    site.write("content/projects/p.md", f"---\ntitle: Buses\n{story}\n{listed}\n---\n\nMore.\n")
    asked = "needed: {technologies: [Helm, Zig]}"
    site.write("content/targets/t.md", f"---\ntitle: Lead\npublish: yes\n{asked}\n---\n\nWhy.\n")
    site.publish()
    return site


@pytest.mark.parametrize("address", ["credentials/a/", "projects/p/"])
def test_no_line_begins_with_a_comma(window: Any, storied: SiteFolder, address: str) -> None:
    """However narrow the window is, the comma after a technology stands on the line of its name,
    and the technologies go on in the next line.
    """
    window.goto((storied.output / address / "index.html").as_uri())
    for width in range(320, 480, 8):
        window.set_viewport_size({"width": width, "height": 800})
        before = window.evaluate(
            """() => [...document.querySelectorAll("dd a")].flatMap(link => {
              const comma = link.nextSibling;
              if (!comma?.data?.startsWith(",")) return [];
              const range = document.createRange();
              range.setStart(comma, 0);
              range.setEnd(comma, 1);
              const from = link.closest("dd").getBoundingClientRect().left;
              return [range.getBoundingClientRect().left - from];
            })"""
        )
        assert len(before) == 7
        assert min(before) > 2, width
        assert window.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 1440])
def test_the_text_of_a_project_stands_apart_from_its_story(
    window: Any, storied: SiteFolder, width: int
) -> None:
    """What the fields tell and what the text adds are paragraphs of their own; the first step is
    no further from the head of the page than the steps are from each other.
    """
    window.set_viewport_size({"width": width, "height": 900})
    window.goto((storied.output / "projects/p/index.html").as_uri())
    head, first, second, more = window.evaluate(
        """() => ["article > header", ".text p", ".text .heading:nth-of-type(2) + p",
          ".text + .text p"].map(selector => {
          const {top, bottom} = document.querySelector(selector).getBoundingClientRect();
          return {top, bottom};
        })"""
    )
    assert more["top"] - second["bottom"] > 8
    assert first["top"] - head["bottom"] <= second["top"] - first["bottom"] + 2


def test_each_event_of_a_history_has_a_line(storied: SiteFolder) -> None:
    """No separator stands between events, so none has to be written in each language."""
    html = (storied.output / "credentials/a/index.html").read_text("utf-8")
    history = re.search(r"<dt[^>]*>History</dt><dd[^>]*>(.*?)</dd>", html, re.DOTALL)
    assert history
    events = [Tree(event).text for event in re.findall(r"<li>(.*?)</li>", history[1], re.DOTALL)]
    assert len(events) == 2
    assert events[1].startswith("Superseded, Its renewal")
    assert Tree(history[1]).text == " ".join(events)


def test_the_answers_of_a_goal_stand_in_a_column(window: Any, storied: SiteFolder) -> None:
    """The words begin at the same edge, however wide the sign before them is."""
    window.set_viewport_size({"width": 390, "height": 900})
    window.goto((storied.output / "targets/t/index.html").as_uri())
    edges = window.evaluate(
        "[...document.querySelectorAll('[data-answer] b + span')]"
        ".map(e => Math.round(e.getBoundingClientRect().left))"
    )
    assert len(edges) == 2
    assert len(set(edges)) == 1


def test_the_accent_is_the_owners(tmp_path: Path, browser: Any) -> None:
    """Names of fields and checks have the owner's colour, in a paler form of it on dark paper."""
    site = plain(tmp_path, 'accent = "#7a1060"')
    write_many(site, 1).publish()
    colors = {}
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto((site.output / "index.html").as_uri())
        colors[scheme] = {
            page.evaluate(f"getComputedStyle(document.querySelector('{selector}')).color")
            for selector in ("h2", ".go")
        }
        page.close()
    assert colors["light"] == {"rgb(122, 16, 96)"}
    assert len(colors["dark"]) == 1
    assert colors["dark"] != colors["light"]


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1440)])
def test_axe_finds_nothing(scholar: SiteFolder, browser: Any, scheme: str, width: int) -> None:
    """The pages have no fault that axe can find, narrow and wide, light and dark."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    for address in ("", "credentials/c3/", "skills/"):
        page.goto((scholar.output / address / "index.html").as_uri())
        assert objections(page) == [], address
    context.close()


# On paper


def printed(window: Any, site: SiteFolder, address: str = "") -> list[str]:
    """The words of each sheet of a printed page, without ligatures."""
    window.goto((site.output / address / "index.html").as_uri())
    content = window.pdf(prefer_css_page_size=True)
    sheets = pypdf.PdfReader(io.BytesIO(content)).pages
    assert {(round(s.mediabox.width), round(s.mediabox.height)) for s in sheets} == {(595, 842)}
    return [unicodedata.normalize("NFKC", sheet.extract_text()) for sheet in sheets]


def test_twenty_five_credentials_fit_on_a_sheet(scholar: SiteFolder, window: Any) -> None:
    """The home page with 25 credentials is one sheet of A4: each with its number and state, and
    nothing that only leads to other pages.
    """
    (sheet,) = printed(window, scholar)
    words = " ".join(sheet.split())
    for number in range(25):
        assert f"Certified Platform Practitioner {number}" in words
        assert f"CMC-{number:06d}" in words
    assert "https://example.org/" in words
    assert "Check at Credly" not in words
    assert "At a glance" not in words
    assert "Skip to" not in words


def test_a_printed_credential_says_whose_it_is(scholar: SiteFolder, window: Any) -> None:
    """The sheet of a credential has the name of its owner, its address, and the whole address at
    which it can be checked.
    """
    (sheet,) = printed(window, scholar, "credentials/c3/")
    words = "".join(sheet.split())
    assert "DarioVenn" in words
    assert "https://example.org/credentials/c3/" in words
    assert "https://www.credly.com/badges/00005ccd-2d7c-4f5e-9f43-" in words
    assert "Related" not in words
