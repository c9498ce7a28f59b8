"""The theme ledger: what a reader sees of it, measured in a real browser, and what it weighs."""

from __future__ import annotations

import gzip
import io
import itertools
import re
from pathlib import Path
from typing import Any

import pypdf
import pytest
from conftest import REPOSITORY, SETTINGS, SiteFolder, Tabs, Tree, objections, too_wide
from PIL import Image, ImageDraw
from test_system_fonts import DEJAVU, NOTO_CJK, installed

from portfolio.theme.static_files import minify_css, minify_js

MOST_STYLE, MOST_SCRIPTS, MOST_PAGE = 8 * 1024 - 250, 5 * 1024, 16 * 1024
"""Bytes that the style, all scripts of a page, and a page may have when they are packed. The style
takes 8 KB with what a server says of it."""
WIDTHS = (320, 390, 820, 1440)
CHECK = "https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-7f1d0a3b{:04d}/public_url"
ABOUT = "I build the platforms that payment teams deploy to, and am on call for most of them."
PROFILE = (
    "---\nname: Adaeze Lindqvist\nheadline: Principal cloud engineer for payment platforms\n"
    "email: adaeze@lindqvist.test\nphoto: me.jpg\nphoto_alt: Portrait\nlinks:\n"
    "  - label: Notes\n    url: https://notes.lindqvist.test/\n---\n\n"
    f"{ABOUT}\n\nThe rest of the story is longer.\n"
)


def badge(color: str = "#2e62d9") -> bytes:
    """A badge: a disc with much in it, on nothing."""
    picture = Image.effect_noise((400, 400), 90).convert("RGBA")
    mask = Image.new("L", picture.size)
    ImageDraw.Draw(mask).ellipse((10, 10, 390, 390), fill=255)
    picture = Image.blend(picture, Image.new("RGBA", picture.size, color), 0.7)
    picture.putalpha(mask)
    return encoded(picture, "PNG")


def encoded(picture: Image.Image, kind: str) -> bytes:
    """The file of a picture."""
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def ledger(folder: Path, options: str = "", **site: str) -> SiteFolder:
    """A site with the theme; its records are yet to be written."""
    found = SiteFolder(folder)
    lines = "".join(f'{name} = "{value}"\n' for name, value in site.items())
    settings = SETTINGS.replace("\n\n[publish]", f"\n{lines}\n[publish]")
    found.write("portfolio.toml", f"{settings}\n[theme]\n{options}\n")
    return found


def certifications(site: SiteFolder, count: int, **fields: Any) -> SiteFolder:
    """Write so many certifications that are valid for years."""
    for number in range(count):
        site.record(
            f"c{number:02}",
            **{
                "title": f"Certified Cloud Architect {number} – Professional",
                "issuer": "Boreal Web Services",
                "issued_date": f"2024-0{number % 9 + 1}-17",
                "expiry_date": f"2028-1{number % 3}-28",
                "type": "vendor_certification",
                "competencies": ["Cloud architecture", "Migration planning"],
                "technologies": ["Kubernetes", "Linux"],
                "verification_url": CHECK.format(number),
            }
            | fields,
        )
    return site


TO_STAND_INS = """for (const name of ['--display', '--sans']) {
  const { style } = document.documentElement, list = getComputedStyle(document.documentElement)
    .getPropertyValue(name);
  style.setProperty(name, list.slice(list.indexOf(',') + 1));
}"""
"""A script that takes the theme's own fonts away, so that what stands in for them is shown."""


@pytest.fixture(scope="module")
def vendor(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """Somebody with a photograph of two megabytes and fourteen certifications: with badges and
    without, renewed, expired, about to expire, in progress, and a programme with its parts.
    """
    site = certifications(ledger(tmp_path_factory.mktemp("vendor")), 8)
    site.write("content/profile.md", PROFILE)
    photo = Image.effect_noise((1700, 1700), 60).convert("RGB")
    site.write("content/me.jpg", encoded(photo, "JPEG"))
    site.write("content/credentials/blue.png", badge())
    picture = {"image": "blue.png", "image_alt": "A blue badge"}
    common = {"issuer": "Open Container Guild", "competencies": ["Container orchestration"]}
    for name, issued, expires, follower in (
        ("old", "2018-03-02", "2021-03-02", "middle"),
        ("middle", "2021-03-05", "2024-03-05", "newest"),
        ("newest", "2024-04-28", "2028-10-28", None),
    ):
        site.record(
            name,
            title="Certified Container Administrator",
            issued_date=issued,
            expiry_date=expires,
            superseded_by=follower,
            featured="yes" if name == "newest" else None,
            verification_url=CHECK.format(int(issued[:4])),
            **common,
            **picture,
        )
    site.record(
        "over",
        title="Container Developer",
        issued_date="2020-01",
        expiry_date="2023-01-15",
        **common,
        **picture,
    )
    site.record("soon", "", title="Vault Associate", expiry_date="2025-07-14", summary="In short.")
    site.record(
        "later",
        title="Machine Learning Engineer",
        issued_date=None,
        status="in_progress",
        target_date="2025-09",
        progress_percentage=40,
    )
    site.record("whole", title="Deep Learning Programme", type="specialization", featured="yes")
    for at, month in enumerate(("01", "03", "04")):
        site.record(
            f"part{at}", title=f"Part {at}", part_of="whole", issued_date=f"2024-{month}-01"
        )
    site.write("content/pages/about.md", "---\ntitle: About\n---\n\n## One\n\nWords.\n")
    site.publish()
    return site


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """Somebody with four certificates that never expire, and no pictures."""
    site = ledger(tmp_path_factory.mktemp("plain"))
    for number in range(4):
        site.record(
            f"r{number}",
            title=f"Course {number}",
            issuer="IBM" if number else "University of Lagos",
            type="course_certificate",
            status="lifetime",
            competencies=["Statistics"],
        )
    site.publish()
    return site


def uri(site: SiteFolder, address: str = "") -> str:
    """The page of a site on the disk."""
    return (site.output / address / "index.html").as_uri()


def boxes(page: Any, selector: str) -> list[dict[str, float]]:
    """Where the elements stand that are shown: from left and top, with width and height."""
    found: list[dict[str, float]] = page.eval_on_selector_all(
        selector,
        "all => all.filter((e) => e.checkVisibility()).map((e) => {"
        " const {left, top, right, bottom, width, height} = e.getBoundingClientRect();"
        " return {left, top, right, bottom, width, height}; })",
    )
    return found


def packed(text: str) -> int:
    """The size of a text as a server sends it."""
    return len(gzip.compress(text.encode(), 9))


# The first screen


@pytest.mark.parametrize(("width", "height", "least"), [(390, 844, 2), (1440, 900, 3)])
def test_the_first_screen_says_who_what_and_has_whole_credentials(
    vendor: SiteFolder, tabs: Tabs, width: int, height: int, least: int
) -> None:
    """The name, what the person does, and two whole credentials are in the first screen of a
    phone, three in that of a desk.
    """
    with tabs.page(width, height) as page:
        page.goto(uri(vendor))
        (name,) = boxes(page, "h1")
        (role,) = boxes(page, ".role")
        assert name["bottom"] < role["bottom"] < height / 2
        whole = [box for box in boxes(page, ".entry") if box["bottom"] <= height]
        assert len(whole) >= least


def test_featured_ones_come_first_and_others_after_them(vendor: SiteFolder) -> None:
    """Two that are featured do not shrink the home page to two."""
    html = (vendor.output / "index.html").read_text().partition('class="register paper"')[0]
    titles = re.findall(r'class="u-url p-name" href="[^"]*">([^<]*)<', html)
    assert sorted(titles[:2]) == ["Certified Container Administrator", "Deep Learning Programme"]
    assert len(titles) >= 6


def test_the_first_paragraph_stands_in_the_head_and_the_rest_below(vendor: SiteFolder) -> None:
    """The text of the profile does not keep the credentials from the first screen."""
    html = (vendor.output / "index.html").read_text()
    assert html.index(ABOUT) < html.index('id="home--entries"') < html.index("The rest of the")
    assert html.count(ABOUT) == html.count("The rest of the story") == 1


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_a_large_photograph_stands_in_the_margin(
    vendor: SiteFolder, tabs: Tabs, width: int
) -> None:
    """A photo that has copies is as wide as a badge, beside the name, and leaves no gap."""
    with tabs.page(width) as page:
        page.goto(uri(vendor))
        assert page.locator(".head source").count() == 1
        (photo,) = boxes(page, ".head img")
        (name,) = boxes(page, "h1")
        rows = boxes(page, ".entry > .pic")
        assert photo["width"] == photo["height"] == pytest.approx(rows[0]["width"])
        assert photo["left"] == rows[0]["left"] == boxes(page, "main")[0]["left"]
        assert 0 < name["left"] - photo["right"] < 40
        assert abs(name["top"] - photo["top"]) < 20


def test_figures_do_not_come_before_meaning(vendor: SiteFolder) -> None:
    """The home page has skills in its rows, one line of figures, and none that belittles."""
    tree = vendor.page()
    assert "Container orchestration" in tree.text.partition("In progress")[0]
    assert "0 of" not in tree.text
    assert "hours" not in tree.text


# Pictures


@pytest.mark.parametrize(
    "address",
    ["", "credentials/", "credentials/c00/", "credentials/whole/", "skills/cloud-architecture/"],
)
def test_every_row_has_a_badge_or_an_emblem(vendor: SiteFolder, tabs: Tabs, address: str) -> None:
    """In home, list, terms, parts and related, a badge hangs in the margin of every row, or a
    shape with letters of the issuer; nobody hears of it, since the title stands beside it.
    """
    with tabs.page(1440) as page:
        page.goto(uri(vendor, address))
        rows = page.locator(".entry:visible")
        pictures = rows.locator("> .pic").locator("img, svg.emblem")
        assert rows.count() == pictures.count() > 2
        assert page.locator(".entry img:not([alt=''])").count() == 0
        for picture, row in zip(boxes(page, ".entry > .pic"), boxes(page, ".entry"), strict=True):
            assert abs(picture["left"] - row["left"]) < 1


@pytest.mark.parametrize(("width", "least"), [(390, 300), (1440, 400)])
def test_the_badge_comes_first_on_the_page_of_a_credential(
    vendor: SiteFolder, tabs: Tabs, width: int, least: int
) -> None:
    """The badge, the state and the check are in the first screen, above the facts."""
    with tabs.page(width, 844) as page:
        page.goto(uri(vendor, "credentials/newest/"))
        (picture,) = boxes(page, ".proof .pic img")
        (check,) = boxes(page, ".check a")
        (facts,) = boxes(page, ".facts dl")
        assert picture["width"] > 96
        assert picture["top"] < 200
        assert check["bottom"] < least
        if width < 768:
            assert max(picture["bottom"], check["bottom"]) < facts["top"]
        assert page.get_attribute(".proof img", "alt") == "A blue badge"


def test_what_is_no_longer_valid_has_lost_its_colours(vendor: SiteFolder, page: Any) -> None:
    """The badge of an expired credential is grey, and that of a valid one is not."""
    page.goto(uri(vendor, "credentials/over/"))
    grey = (
        "getComputedStyle(document.querySelector('.proof .pic img')).filter.includes('grayscale')"
    )
    assert page.evaluate(grey)
    page.goto(uri(vendor, "credentials/newest/"))
    assert not page.evaluate(grey)


@pytest.mark.parametrize("width", WIDTHS)
def test_badges_stand_on_common_lines(vendor: SiteFolder, tabs: Tabs, width: int) -> None:
    """In the second view of the list, the pictures of a row of badges begin at one height, and
    so do titles and states; nothing hangs out of the list, and bars are not shown.
    """
    with tabs.page(width) as page:
        page.goto(uri(vendor, "credentials/") + "?view=badges")
        edge = boxes(page, "main")[0]
        by_row: dict[int, set[tuple[int, ...]]] = {}
        parts = [
            boxes(page, f".found .register > .entry > {part}")
            for part in (".pic", "h3", ".act .state")
        ]
        for picture, title, state in zip(*parts, strict=True):
            heights = tuple(round(box["top"]) for box in (picture, title, state))
            assert title["width"] > picture["width"]
            by_row.setdefault(heights[0], set()).add(heights)
            assert edge["left"] - 1 <= min(picture["left"], title["left"], state["left"])
            assert max(picture["right"], title["right"], state["right"]) <= edge["right"] + 1
        assert [row for row in by_row.values() if len(row) > 1] == []
        assert len(by_row) < len(parts[0])
        assert boxes(page, ".found .bar, .found .axis") == []


def test_the_badges_are_shown_without_scripts(browser: Any, vendor: SiteFolder) -> None:
    """The switch between rows and badges needs no script."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(uri(vendor, "credentials/"))
    before = boxes(page, ".entry > .pic")[0]["width"]
    page.click("label:has-text('Badges')")
    assert boxes(page, ".entry > .pic")[0]["width"] > 1.5 * before
    context.close()


# Renewals, states, the axis


def test_renewals_are_one_entry_with_a_table(vendor: SiteFolder, page: Any) -> None:
    """A credential that was renewed twice is one row that says since when; its page has a table
    of all three, each with its own check, and a bar for each.
    """
    tree = vendor.page("credentials/")
    assert tree.text.count("Certified Container Administrator") == 1
    assert "since 2018" in tree.text
    page.goto(uri(vendor, "credentials/newest/"))
    assert page.inner_text("#sheet--held") == "Held since 2018"
    checks = page.eval_on_selector_all(".held a.out", "all => all.map((e) => e.href)")
    assert len(set(checks)) == len(checks) == 3
    assert page.locator(".held .bar rect").count() == 3
    assert page.locator(".held .bar .past").count() == 2
    page.goto(uri(vendor, "credentials/old/"))
    assert "newest" in str(page.get_attribute(".notice a", "href"))


def test_the_axis_is_where_validity_ends(vendor: SiteFolder, plain: SiteFolder, tabs: Tabs) -> None:
    """Rows of the list have an axis from 1280 pixels on, and only where at least three entries
    have an end or a renewal; a page only if the credential was renewed or has parts.
    """
    for width, is_shown in ((1279, False), (1280, True)):
        with tabs.page(width) as page:
            page.goto(uri(vendor, "credentials/"))
            assert bool(boxes(page, ".found > .axis")) == is_shown
            assert bool(boxes(page, ".entry > .bar")) == is_shown
    assert '<svg class="bar' not in (plain.output / "credentials/index.html").read_text()
    drawn = {
        name: '<svg class="bar' in (vendor.output / f"credentials/{name}/index.html").read_text()
        for name in ("newest", "whole", "c00", "soon")
    }
    assert drawn == {"newest": True, "whole": True, "c00": False, "soon": False}


def test_no_year_is_outside_the_page(vendor: SiteFolder, tabs: Tabs) -> None:
    """The names of the years stand within the axis, and none over another."""
    with tabs.page(1440) as page:
        for address, axis in (("credentials/", ".found > .axis"), ("glance/", ".axis")):
            page.goto(uri(vendor, address))
            frame = boxes(page, axis)[0]
            years = [box for box in boxes(page, f"{axis} text") if box["top"] < 2000]
            assert years
            for year in years:
                assert frame["left"] - 1 <= year["left"]
                assert year["right"] <= frame["right"] + 1
        page.goto(uri(vendor, "credentials/"))
        years = sorted(boxes(page, ".found > .axis text"), key=lambda box: box["left"])
        pairs = itertools.pairwise(years)
        assert [1 for one, other in pairs if one["right"] > other["left"]] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_state_is_one_line(vendor: SiteFolder, tabs: Tabs, width: int) -> None:
    """Whatever its month is called, a state never breaks, nor does it run out of its column."""
    with tabs.page(width) as page:
        for address in ("", "credentials/", "credentials/newest/", "issuers/open-container-guild/"):
            page.goto(uri(vendor, address))
            found = boxes(page, ".state")
            assert found
            assert max(box["height"] for box in found) < 30
            assert max(box["right"] for box in found) <= boxes(page, "main")[0]["right"] + 1


def test_one_vocabulary_of_states(vendor: SiteFolder) -> None:
    """The same state has the same words on every page, and other words are gone."""
    pages = {
        address: vendor.page(address).text
        for address in (
            "",
            "credentials/",
            "roadmap/",
            "glance/",
            "credentials/later/",
            "credentials/newest/",
        )
    }
    for address in ("", "roadmap/", "glance/", "credentials/later/"):
        assert "In progress, due Sep 2025" in pages[address], address
    assert "Valid until 28 Oct 2028" in pages["credentials/newest/"]
    assert "Valid until Oct 2028" in pages["credentials/"]
    assert "Older" in pages["credentials/newest/"]
    gone = (
        "Lapsed",
        "In force",
        "Under way",
        "ETA",
        "Found with",
        "public check",
    )
    assert [(word, page) for page, text in pages.items() for word in gone if word in text] == []
    term = vendor.page("issuers/open-container-guild/").text
    assert "Valid 1 " in term
    assert "Expired 1 " in term


def test_nothing_looks_like_a_seal(vendor: SiteFolder) -> None:
    """What leads to a check says so in words, with an arrow, and has no tick and no stamp."""
    html = (vendor.output / "credentials/newest/index.html").read_text()
    assert re.search(
        r'<a class="go out" href="https://www.credly[^"]*"><span>Check at Credly', html
    )
    assert not re.search(r"seal|stamp|tick|textPath", html)


def test_states_that_are_all_alike_are_said_once(plain: SiteFolder, page: Any) -> None:
    """Where nothing expires, the section says it and its rows do not repeat it."""
    page.goto(uri(plain))
    assert page.inner_text(".strip p") == "4, none of them expires"
    assert boxes(page, ".entry .state") == []


def test_the_head_is_not_repeated_in_the_facts(vendor: SiteFolder) -> None:
    """Issuer and expiry stand in the head of a credential and nowhere else on its page."""
    html = (vendor.output / "credentials/newest/index.html").read_text()
    facts = html.partition("<dl>")[2].partition("</dl>")[0]
    names = re.findall(r"<dt>([^<]*)</dt>", facts)
    assert {"Issued", "Held since", "Skills"} <= set(names)
    assert not {"Issuer", "Expires", "State"} & set(names)


@pytest.mark.parametrize("width", [820, 1440])
def test_without_a_text_the_facts_take_its_place(
    vendor: SiteFolder, tabs: Tabs, width: int
) -> None:
    """A record without a text has its facts under its head, and what is related follows at once."""
    with tabs.page(width) as page:
        page.goto(uri(vendor, "credentials/soon/"))
        (title,) = boxes(page, ".title")
        (facts,) = boxes(page, ".facts dl")
        (sheet,) = boxes(page, ".sheet")
        assert abs(facts["left"] - title["left"]) < 1
        assert 0 < facts["top"] - title["bottom"] < 40
        assert sheet["height"] < 520


# The frame of every page


@pytest.mark.parametrize("width", [320, 390, 767, 768, 820, 1024, 1440])
def test_the_head_is_one_line(tmp_path: Path, tabs: Tabs, width: int) -> None:
    """However many pages there are, whatever their names and that of the owner, the head is one
    line that is not too wide.
    """
    site = ledger(tmp_path)
    site.write(
        "content/profile.md", "---\nname: Maximiliane-Theodora von Hohenstein-Bergmann\n---\n"
    )
    site.record("a", technologies=["Go"], competencies=["Reading"])
    for number in range(6):
        site.write(f"content/pages/p{number}.md", f"---\ntitle: A page with a name {number}\n---\n")
    site.publish()
    with tabs.page(width) as page:
        for address in ("", "credentials/a/"):
            page.goto(uri(site, address))
            assert boxes(page, "header.site")[0]["height"] < 80
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address


def test_the_menu_has_what_has_no_room(browser: Any, vendor: SiteFolder) -> None:
    """On a phone, everything that the head does not name is behind one button, without scripts;
    the keyboard closes it again.
    """
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(uri(vendor))
    every = page.eval_on_selector_all("header a", "all => [...new Set(all.map((e) => e.href))]")
    seen = "all => all.filter((e) => e.checkVisibility()).map((e) => e.href)"
    assert set(page.eval_on_selector_all("header a", seen)) < set(every)
    page.click("button:has-text('More')")
    assert set(page.eval_on_selector_all("header a", seen)) == set(every)
    assert boxes(page, ".menu")[0]["left"] >= boxes(page, "main")[0]["left"] - 1
    page.keyboard.press("Escape")
    assert set(page.eval_on_selector_all("header a", seen)) < set(every)
    context.close()


def test_the_schemes_have_names(vendor: SiteFolder, page: Any) -> None:
    """The colour schemes are words in the menu."""
    page.goto(uri(vendor))
    page.click(".more")
    assert page.locator(".scheme label").all_inner_texts() == ["As the system", "Light", "Dark"]
    page.click(".scheme label:has-text('Dark')")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_the_owner_comes_first_in_the_footer(vendor: SiteFolder) -> None:
    """Where to write and to read on stands before the files for programs."""
    html = (vendor.output / "credentials/index.html").read_text().partition("<footer")[2]
    assert html.index("notes.lindqvist.test") < html.index("mailto:") < html.index("States are")
    assert html.index("States are") < html.index("credentials.json")


def test_filters_are_a_sheet_on_a_phone(vendor: SiteFolder, tabs: Tabs) -> None:
    """On a phone the filters are behind a button, whose sheet tells how many are left and goes."""
    with tabs.page(390, 844) as page:
        page.goto(uri(vendor, "credentials/"))
        assert boxes(page, ".rail") == []
        page.click("button:has-text('Filter')")
        page.check("input[name=issuer][value=open-container-guild]")
        assert page.inner_text(".close button") == "Show 2"
        page.click(".close button")
        assert boxes(page, ".rail") == []
        assert len(boxes(page, ".found .register > .entry")) == 2
        page.click("button:has-text('Clear filters')")
    with tabs.page(1440) as page:
        page.goto(uri(vendor, "credentials/"))
        assert boxes(page, ".rail")[0]["right"] < boxes(page, ".found")[0]["left"]
        page.check("input[name=status][value=expired]")
        page.click("button:has-text('Clear filters')")


def test_no_page_is_too_wide(vendor: SiteFolder, page: Any) -> None:
    """No page has a scroll bar across, in a window of any width."""
    assert too_wide(page, sorted(vendor.output.rglob("index.html")), WIDTHS) == []


def test_no_dash_begins_a_line(vendor: SiteFolder) -> None:
    """The space before a dash in a title does not break, and no separator begins a line."""
    for address in ("", "credentials/", "credentials/c00/", "issuers/boreal-web-services/"):
        html = (vendor.output / address / "index.html").read_text()
        titles = re.findall(r"<h[13][^>]*>.*?</h[13]>", html, re.DOTALL)
        assert any("\u00a0– " in title for title in titles), address
        assert not [title for title in titles if " – " in title]


def test_all_rows_are_there_at_once(tmp_path: Path, page: Any) -> None:
    """A list is whole when it is captured: no row waits until it is scrolled to."""
    site = certifications(ledger(tmp_path), 60)
    site.publish()
    page.goto(uri(site, "credentials/"))
    kept = page.eval_on_selector_all(
        ".entry", "all => all.map((e) => getComputedStyle(e).contentVisibility)"
    )
    assert set(kept) == {"visible"}
    assert len(kept) == 60


def test_badges_far_down_the_list_wait(tmp_path: Path) -> None:
    """The badges of the first eight rows are loaded at once, and each of the others when a reader
    comes near it.
    """
    picture = {"image": "blue.png", "image_alt": "A blue badge"}
    site = certifications(ledger(tmp_path), 12, **picture)
    site.write("content/credentials/blue.png", badge())
    site.publish()
    pictures = [named for name, named in site.page("credentials/").elements if name == "img"]
    assert [named.get("loading") for named in pictures] == [None] * 8 + ["lazy"] * 4


@pytest.mark.parametrize("width", [390, 1440])
def test_right_to_left_is_the_same_turned(tmp_path: Path, tabs: Tabs, width: int) -> None:
    """In Arabic the badge hangs at the right, words begin on one edge with dots before them, the
    menu stands at the left, and no word covers another.
    """
    site = certifications(ledger(tmp_path, language="ar"), 3, title="مهندس حلول معتمد")
    site.record("b", title="محترف إدارة المشاريع", issuer="معهد", technologies=["لينكس"])
    site.publish()
    with tabs.page(width) as page:
        page.goto(uri(site))
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        (main,) = boxes(page, "main")
        assert all(abs(box["right"] - main["right"]) < 1 for box in boxes(page, ".entry > .pic"))
        assert boxes(page, ".more")[0]["left"] - main["left"] < 1
        for state, words in zip(boxes(page, ".state"), boxes(page, ".state bdi"), strict=True):
            assert words["right"] + 8 < max(state["right"], words["right"] + 10)
            assert words["left"] >= main["left"] - 1
        if width > 1000:
            edges = {round(box["right"]) for box in boxes(page, ".state bdi, .entry .out")}
            assert len(edges) == 1


@pytest.mark.parametrize(
    ("language", "title", "issuer", "font"),
    [
        ("ja", "基本情報技術者試験 2024", "独立行政法人情報処理推進機構", NOTO_CJK),
        ("zh", "信息系统项目管理师 2024", "中国计算机技术职业资格网", NOTO_CJK),
        ("ar", "محترف إدارة المشاريع 2024", "معهد إدارة المشاريع", DEJAVU),
        ("el", "Αρχιτέκτονας λύσεων 2024", "Πανεπιστήμιο Αθηνών", DEJAVU),
        ("ru", "Архитектор решений 2024", "Московский институт", DEJAVU),
    ],
)
def test_fonts_without_the_letters_move_nothing(
    tmp_path: Path, tabs: Tabs, language: str, title: str, issuer: str, font: Path
) -> None:
    """Where the fonts of the theme have no letters of a script, but its digits and spaces, these
    are as wide before the fonts are there, so that no line breaks elsewhere when they come.
    """
    installed(font)
    site = ledger(tmp_path, language=language)
    site.record("a", title=title, issuer=issuer, issued_date="2024-06", expiry_date="2030-12-28")
    site.publish()
    with tabs.page(412) as page:
        page.goto(uri(site))
        page.evaluate("document.fonts.ready.then(() => true)")
        shown = boxes(page, ".entry :is(h3 a, .meta b, .when)")
        page.evaluate(TO_STAND_INS)
        before = boxes(page, ".entry :is(h3 a, .meta b, .when)")
    assert len(shown) == 3
    for one, other in zip(before, shown, strict=True):
        assert (one["top"], one["height"]) == pytest.approx((other["top"], other["height"]), abs=1)
        assert one["width"] == pytest.approx(other["width"], rel=0.02)


# What the owner decides


def test_hours_fields_and_linkedin_are_the_owners_to_show(tmp_path: Path) -> None:
    """Without hours and fields neither a fact nor an order nor a facet names them; a link to
    LinkedIn's form is there only for who asks for it.
    """
    texts = {}
    for name, options in (("usual", ""), ("own", "hours = false\nfields = false\nlinkedin = true")):
        site = certifications(
            ledger(tmp_path / name, options), 7, duration_hours=40, category="cloud"
        )
        site.record("other", category="security")
        site.publish()
        texts[name] = site.page("credentials/c00/").text, site.page("credentials/").text
    page, listing = texts["usual"]
    assert ("Effort 40 h" in page, "Field Cloud" in page, "LinkedIn" in page) == (
        True,
        True,
        False,
    )
    assert "Hours of study" in listing
    assert " Field " in listing
    page, listing = texts["own"]
    assert ("Effort" in page, "Field " in page, "Add to LinkedIn" in page) == (False, False, True)
    assert "Hours of study" not in listing
    assert " Field " not in listing


def test_expired_ones_are_the_owners_to_leave_out(tmp_path: Path) -> None:
    """Without them neither home, list nor terms name what has expired; its page stays."""
    site = certifications(ledger(tmp_path, "show_expired = false"), 2)
    site.record("over", title="Long over", issued_date="2019", expiry_date="2022")
    site.publish()
    for address in ("", "credentials/", "issuers/issuer/"):
        assert "Long over" not in site.page(address).text.partition("Related")[0], address
    assert "Expired 2022" in site.page("credentials/over/").text


def test_the_parts_of_home_are_the_owners_to_order(tmp_path: Path) -> None:
    """The home page has the parts that the owner names, in that order, and one of the owner's."""
    site = certifications(ledger(tmp_path, 'home = ["credentials", "own", "head"]'), 2)
    site.template("home/own.html", "<p>Book me for {{ overview.totals.valid }} talks</p>")
    site.publish()
    html = (site.output / "index.html").read_text()
    assert html.index("home--entries") < html.index("Book me for 2 talks") < html.index("<h1")
    assert "home--skills" not in html


@pytest.mark.parametrize(("scheme", "is_dark"), [("light", False), ("dark", True)])
def test_the_scheme_is_the_owners_to_begin_with(
    tmp_path: Path, page: Any, scheme: str, is_dark: bool
) -> None:
    """The option `scheme` holds before a reader chooses, whatever the system has."""
    site = ledger(tmp_path, f'scheme = "{scheme}"')
    site.record()
    site.publish()
    page.emulate_media(color_scheme="light" if is_dark else "dark")
    page.goto(uri(site))
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", paper)[:3])) < 200) == is_dark


def test_the_accent_and_own_rules_reach_every_link(tmp_path: Path, page: Any) -> None:
    """The owner's accent colours what leads to a check; a property that `custom.css` sets holds."""
    site = certifications(ledger(tmp_path, 'accent = "#1d4f91"'), 1)
    site.write("static/custom.css", ":root { --paper: light-dark(#ffffff, #000000); }\n")
    site.publish()
    page.emulate_media(color_scheme="light")
    page.goto(uri(site, "credentials/c00/"))
    assert page.evaluate("getComputedStyle(document.querySelector('.go')).color") == (
        "rgb(29, 79, 145)"
    )
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == (
        "rgb(255, 255, 255)"
    )


def test_one_credential_and_none(tmp_path: Path, page: Any) -> None:
    """A site of one speaks of one, and one of what is only begun says that nothing is earned."""
    site = ledger(tmp_path)
    site.record("a", expiry_date="2027-02", competencies=["Reading"])
    site.publish()
    tree = site.page()
    assert "1 valid, from 1 issuer" in tree.text
    assert "All 1" not in tree.text
    (site.root / "content/credentials/a.md").unlink()
    site.record("b", issued_date=None, status="in_progress", target_date="2026-03")
    site.publish()
    assert "In progress, due Mar 2026" in site.page().text
    assert "No credentials yet." in site.page("credentials/").text
    page.goto(uri(site, "credentials/"))
    assert page.locator("form, .rail").count() == 0


# Paper


def printed(page: Any, address: str, paper: str = "A4") -> pypdf.PdfReader:
    """A page as it is printed as soon as it is there."""
    page.goto(address)
    return pypdf.PdfReader(io.BytesIO(page.pdf(format=paper)))


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_twenty_five_credentials_are_a_resume_of_one_page(
    tmp_path: Path, page: Any, paper: str
) -> None:
    """Twenty-five valid credentials stand on one sheet, each with its skills and its check."""
    site = certifications(ledger(tmp_path), 25)
    site.write(
        "content/profile.md",
        "---\nname: Ada Example\nheadline: Engineer\nemail: ada@example.org\n---\n",
    )
    site.publish()
    sheets = printed(page, uri(site), paper).pages
    first = "".join(sheets[0].extract_text().split())
    assert [n for n in range(25) if f"Architect{n}–" not in first] == []
    assert [n for n in range(25) if CHECK.format(n) not in first] == []
    assert first.count("Migrationplanning") >= 25
    assert len(sheets) == 1


def test_paper_has_the_photo_and_the_badges(vendor: SiteFolder, page: Any) -> None:
    """Pictures are printed without being scrolled to: the photo at 24 mm, badges in the margin,
    the badge of a credential at the end of its head.
    """
    home = printed(page, uri(vendor)).pages[0]
    assert len(home.images) >= 2
    page.emulate_media(media="print")
    (photo,) = boxes(page, ".head img")
    assert photo["width"] == pytest.approx(24 / 25.4 * 96, abs=1)
    page.emulate_media(media="screen")
    assert len(printed(page, uri(vendor, "credentials/newest/")).pages[0].images) >= 1
    assert page.locator(".proof img[loading=lazy]").count() == 0
    assert page.locator(".aside img[loading=lazy]").count() == 0


def test_the_printed_list_covers_no_word(vendor: SiteFolder, page: Any) -> None:
    """On paper no state stands over a title or a bar, and no word is smaller than 6.5 points."""
    page.goto(uri(vendor, "credentials/"))
    page.set_viewport_size({"width": 695, "height": 980})
    page.emulate_media(media="print")
    for row in page.locator(".found .entry").all():
        title, act = (row.locator(f"> {part}").first.bounding_box() for part in ("h3, h4", ".act"))
        assert title["x"] + title["width"] <= act["x"] + 1
    assert boxes(page, ".found .bar, .found .axis, .rail, .tools") == []
    sizes = page.eval_on_selector_all(
        ".entry *", "all => all.map((e) => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) * 0.75 >= 6.49


def test_expired_ones_are_a_paragraph_on_paper(vendor: SiteFolder, page: Any) -> None:
    """The résumé names what is no longer valid in one paragraph, which no screen shows."""
    page.goto(uri(vendor))
    assert boxes(page, ".earlier") == []
    page.emulate_media(media="print")
    assert "Container Developer (2023)" in page.inner_text(".earlier")


# Small things to read and to press


def test_numbers_and_addresses_can_be_copied(tmp_path: Path, page: Any, browser: Any) -> None:
    """The buttons copy the number and the address of the page, which stays where it is; without
    scripts there are none. They stand in forms: their words are no part of the text.
    """
    site = certifications(ledger(tmp_path), 1, credential_id="CMC-000017")
    site.publish()
    address = uri(site, "credentials/c00/")
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard',"
        " { value: { writeText: (text) => { window.copied = text; } } })"
    )
    page.goto(address)
    for button, copied in (("Copy the credential ID", "CMC-000017"), ("Copy link", address)):
        page.get_by_role("button", name=button).click()
        assert page.evaluate("copied").removesuffix("index.html") == copied.removesuffix(
            "index.html"
        )
        assert page.url == address
    assert page.locator("main button").count() == page.locator("main form button").count() == 2
    context = browser.new_context(java_script_enabled=False)
    unscripted = context.new_page()
    unscripted.goto(address)
    assert unscripted.locator("button.copy:visible").count() == 0
    context.close()


def test_years_of_a_chart_do_not_touch(tmp_path: Path, page: Any) -> None:
    """The first year stands at the edge of the chart, and the next that is named stands clear."""
    site = ledger(tmp_path)
    for year in range(2019, 2026):
        site.record(f"r{year}", issued_date=f"{year}-01", expiry_date=f"{year + 3}-02")
    site.publish()
    page.goto(uri(site, "glance/"))
    years = boxes(page, ".axis text:not(.date)")
    assert len(years) > 4
    assert all(a["right"] + 8 < b["left"] for a, b in itertools.pairwise(years))


def test_contents_are_large_enough_to_press(tmp_path: Path, page: Any) -> None:
    """Each line of the contents of a text can be pressed, and the mark that links a heading to
    itself is not told from its words by colour alone.
    """
    site = ledger(tmp_path)
    site.record("r", "\n\n".join(f"## Part {number}\n\nWords." for number in range(9)))
    site.publish()
    page.goto(uri(site, "credentials/r/"))
    assert min(box["height"] for box in boxes(page, ".contents a")) >= 24
    family = "e => getComputedStyle(e).fontFamily"
    heading = page.locator(".heading").first
    assert heading.evaluate(family) != heading.locator(".anchor").evaluate(family)


# Weight, fonts, access


def test_the_theme_weighs_little(vendor: SiteFolder) -> None:
    """Style, scripts and pages stay within their bounds when they are packed."""
    static = REPOSITORY / "themes"
    assert packed(minify_css((static / "ledger/static/ledger.css").read_text())) <= MOST_STYLE
    scripts = ("ledger/static/page.js", "base/static/list.js", "base/static/search.js")
    assert sum(packed(minify_js((static / name).read_text())) for name in scripts) <= MOST_SCRIPTS
    for address in ("", "credentials/", "credentials/newest/", "glance/"):
        assert packed((vendor.output / address / "index.html").read_text()) <= MOST_PAGE


def test_two_faces_come_with_the_theme(vendor: SiteFolder, page: Any) -> None:
    """Names and words have a face of their own each, which comes with its licence, and letters
    that it lacks are the system's.
    """
    fonts = REPOSITORY / "themes/ledger/static/fonts"
    assert "Reserved Font Name" in (fonts / "ledger-text-OFL.txt").read_text()
    assert (fonts / "ledger-text.woff2").stat().st_size < 20_000
    page.goto(uri(vendor, "credentials/newest/"))
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate(
        "[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family)"
    )
    assert {name.strip('"') for name in loaded} >= {"Newsreader", "Ledger Text"}


@pytest.mark.parametrize(
    "address",
    [
        "",
        "credentials/",
        "credentials/?view=badges",
        "credentials/newest/",
        "credentials/soon/",
        "credentials/whole/",
        "skills/cloud-architecture/",
        "issuers/",
        "roadmap/",
        "about/",
    ],
)
def test_nobody_is_shut_out(vendor: SiteFolder, page: Any, address: str) -> None:
    """Axe objects to nothing on any kind of page, nor in the badges, narrow or wide, light or dark."""
    path, _, query = address.partition("?")
    page.goto(f"{uri(vendor, path)}?{query}")
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert objections(page) == [], (width, scheme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_nobody_is_shut_out_of_the_menu(
    vendor: SiteFolder, tabs: Tabs, width: int, scheme: str
) -> None:
    """Axe objects to nothing while the menu is open."""
    with tabs.page(width, color_scheme=scheme) as page:
        page.goto(uri(vendor))
        page.click(".more")
        assert objections(page) == []


def test_the_scripts_of_the_list_are_for_every_theme(tmp_path: Path) -> None:
    """A theme whose template names them has them from `base`, and one without has none."""
    for name, loads in (("with", "{{ static('list.js') }}"), ("without", "nothing")):
        site = ledger(tmp_path / name, theme="own")
        site.theme("own", 'parent = "base"\n')
        pages = ("home", "credential", "credentials", "index", "term", "text", "404", "roadmap")
        for page in pages:
            site.template(f"{page}.html", f"<p>{loads}</p>", theme="own")
        site.record()
        files = site.publish()
        scripts = [re.sub(r"\.[0-9a-f]+", "", file) for file in files if file.endswith(".js")]
        assert scripts == (["assets/list.js"] if name == "with" else [])


def test_no_page_has_a_style_of_its_own(vendor: SiteFolder) -> None:
    """Every page obeys its policy: no style attribute, no inline script."""
    for path in vendor.output.rglob("*.html"):
        tree = Tree(path.read_text("utf-8"))
        assert not [element for _, element in tree.elements if "style" in element], path
        assert not [
            script
            for script, text in tree.scripts
            if text.strip() and "ld+json" not in script.get("type", "")
        ], path
