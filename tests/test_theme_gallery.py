"""The theme gallery: badges and emblems on a wall of coloured bricks."""

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
from conftest import REPOSITORY, SHIFTS, SiteFolder, Tabs, Tree, objections, too_wide, watch
from PIL import Image
from test_browser import announced, rows_of, tick, until
from themed import themed

MOST_STYLE, MOST_PAGE, MOST_LIST, MOST_SCRIPT = 8 * 1024, 16 * 1024, 45 * 1024, 5 * 1024
"""Bytes that the style, a page with the style, the list of 300 credentials and its script may
have packed.
"""
LEAST_CONTRAST = 4.5
WIDTHS = (320, 390, 820, 1440)
ISSUERS = ("Boreal Cloud", "Open Container Guild", "Terrane", "Redoubt Linux", "Intersec Council")
FIELDS = ("cloud_platforms", "containers", "automation", "security", "data_and_cost")
LIGHT = """
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (color) => {
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
"""
"""How light a colour is."""
CONTRAST = f"""
([selector, ground]) => {{
  {LIGHT}
  const style = (name) => getComputedStyle(document.querySelector(name));
  const both = [light(style(selector).color), light(style(ground).backgroundColor)];
  return Math.max(...both) / Math.min(...both);
}}
"""
"""The contrast of the words of one element with the ground of another."""
PALE = f"""
() => {{
  {LIGHT}
  const words = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {{
    const element = texts.currentNode.parentElement;
    const text = texts.currentNode.data.trim();
    if (!text || !element.checkVisibility() || element.closest(".unseen, script")) continue;
    const style = getComputedStyle(element);
    if (1.05 / light(element.matches("text") ? style.fill : style.color) < 3) words.push(text);
  }}
  return words;
}}
"""
"""The words of a page that are too pale for white paper."""


gallery = functools.partial(themed, "gallery")


def write_many(site: SiteFolder, count: int) -> SiteFolder:
    """Write so many credentials of the kind that professionals have."""
    for number in range(count):
        year = 2020 + number % 5
        site.record(
            f"c{number}",
            title=f"Certified Platform Practitioner {number}",
            issuer=ISSUERS[number % 5],
            issued_date=f"{year}-0{number % 9 + 1}-17",
            expiry_date=f"{year + 3}-0{number % 9 + 1}-17",
            category=FIELDS[number % 5],
            type="vendor_certification" if number % 2 else "course",
            competencies=[f"Skill {number % 12}"],
            verification_url=(
                "https://www.credly.com/badges/"
                f"{number * 7919:08x}-2d7c-4f5e-9f43-{number * 104729:012x}/public_url"
            ),
        )
    return site


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """A site of 25 credentials in five fields."""
    site = write_many(gallery(tmp_path_factory.mktemp("wall")), 25)
    site.publish()
    return site


@pytest.fixture(scope="module")
def window(browser: Any) -> Iterator[Any]:
    """A window of the browser."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def html_of(site: SiteFolder, address: str = "") -> str:
    """The page at an address, as it is published."""
    return (site.output / address / "index.html").read_text("utf-8")


def bricks(html: str) -> dict[str, str]:
    """The bricks of a page, by the titles of their credentials."""
    found = re.findall(r'<li class="brick.*?</li>', html, re.DOTALL)
    titles = (re.search(r"<h3>(.*?)</h3>", brick, re.DOTALL) for brick in found)
    return {
        Tree(title[1]).text.strip(): brick
        for title, brick in zip(titles, found, strict=True)
        if title
    }


def letters(html: str) -> list[str]:
    """The letters of all emblems of a page."""
    return re.findall(r"<text [^>]*>(.*?)</text>", html)


# What the wall has


def test_the_numbers_of_the_fields_add_up_to_that_beside_the_name(wall: SiteFolder) -> None:
    """The number beside the name is that of all credentials, and those that open the fields are
    its parts; the sentence beneath says what it counts.
    """
    home = html_of(wall)
    numbers = [int(number) for number in re.findall(r"<b>(\d+)</b>", home)]
    assert numbers == [5] * 5
    assert '<p aria-hidden="true">25</p>' in home
    assert "25 credentials since 2020" in wall.page().text


def test_a_field_has_one_colour_everywhere(wall: SiteFolder) -> None:
    """The numeral of a field, its bricks, its filter and its lines have the same colour, and each
    of five fields has its own.
    """
    home, listed = html_of(wall), html_of(wall, "credentials/")
    colours = {}
    for key in FIELDS:
        slug = key.replace("_", "-")
        section = re.search(rf'<section aria-labelledby="home--{slug}">.*?</section>', home, re.S)
        assert section
        lines = re.findall(rf'category:{slug}[^>]*><div class="cell" data-field="(\d+)"', listed)
        filters = re.findall(rf'<li data-field="(\d+)"><a href="[^"]*/{slug}/', listed)
        found = re.findall(r'data-field="(\d+)"', section[0]) + lines + filters
        assert len(found) == 12
        assert len(set(found)) == 1
        colours[key] = found[0]
    assert len(set(colours.values())) == 5


def test_fields_with_one_credential_stand_together(tmp_path: Path) -> None:
    """A field with a single credential has no number of its own, and nothing is left out."""
    site = write_many(gallery(tmp_path), 12)
    site.record("alone", title="Boating Licence", issuer="Port Office", category="seamanship")
    site.record("bare", title="Swimming Badge", issuer="Pool Office")
    site.publish()
    home = html_of(site)
    assert "Other fields" in site.page().text
    assert 'id="home--seamanship"' not in home
    assert len(bricks(home)) == 14


def test_few_credentials_are_posters(tmp_path: Path) -> None:
    """Below six credentials there are no numbers of fields, and the wall fills the first screen."""
    site = write_many(gallery(tmp_path), 4)
    site.publish()
    home = html_of(site)
    assert '<div class="wall few">' in home
    assert not re.findall(r"<b>\d+</b>", home)
    assert len(bricks(home)) == 4


def test_the_owner_decides_what_the_wall_has(tmp_path: Path) -> None:
    """Expired ones, fields and the number of bricks are the owner's choice, and so are the parts
    of the home page and their order.
    """
    site = gallery(
        tmp_path, 'show_expired = false\nfields = false\nhome = ["about", "wall"]\nhome_entries = 9'
    )
    write_many(site, 25).publish()
    home = html_of(site)
    assert "Expired" not in site.page().text
    assert len(bricks(home)) == 9
    assert not re.findall(r"<b>\d+</b>", home)
    assert home.index('class="band about"') < home.index('<div class="wall')
    assert "What they cover" not in site.page().text


def test_featured_ones_come_first_and_are_large(tmp_path: Path, window: Any) -> None:
    """What the owner puts forward leads its field, on a brick of twice the width; a photograph of
    the owner, however large its file, is a brick before it and loaded small.
    """
    site = write_many(gallery(tmp_path), 12)
    content = io.BytesIO()
    Image.effect_noise((1800, 2400), 90).save(content, "jpeg", quality=95)
    site.write("content/me.jpg", content.getvalue())
    site.write("content/profile.md", "---\nname: Me\nphoto: me.jpg\nphoto_alt: Me\n---\n")
    site.record("mine", title="My Best", issuer="Terrane", category="containers", featured="yes")
    site.publish()
    section = re.search(
        r'<section aria-labelledby="home--containers">.*?</section>', html_of(site), re.DOTALL
    )
    assert section
    found = bricks(section[0])
    assert next(iter(found)) == "My Best"
    assert [title for title, brick in found.items() if "brick h-entry lead" in brick] == ["My Best"]
    window.set_viewport_size({"width": 1440, "height": 900})
    window.goto((site.output / "index.html").as_uri())
    window.wait_for_function("document.querySelector('.u-photo').complete")
    widths = "s => document.querySelector(s).getBoundingClientRect().width"
    photo, lead, other = (
        window.evaluate(widths, name) for name in (".photo", ".lead", ".lead + .brick")
    )
    assert lead > 1.5 * other
    assert photo < lead
    loaded = window.evaluate("document.querySelector('.u-photo').currentSrc")
    assert Path(loaded.removeprefix("file://")).stat().st_size < content.tell() / 10


# Titles and emblems


@pytest.mark.parametrize(
    ("title", "issuer", "small", "emblem"),
    [
        ("AWS Certified Developer – Associate", "Amazon Web Services", "AWS Certified", "DA"),
        ("Boreal Cloud Architect Expert", "Boreal Cloud", "Boreal Cloud", "AE"),
        ("Certified Cluster Administrator (CCA)", "Open Guild", "", "CCA"),
        ("Machine Learning Foundations", "Halden Polytechnic", "", "MLF"),
        ("Vault", "Terrane", "", "T"),
        ("مهندس حلول", "أمازون", "", "أ"),
    ],
)
def test_titles_say_first_what_tells_them_apart(
    tmp_path: Path, title: str, issuer: str, small: str, emblem: str
) -> None:
    """The words of a title that only name its issuer are small, the text stays the whole title in
    order, and the emblem has the letters of the rest.
    """
    site = gallery(tmp_path)
    site.record("a", title=title, issuer=issuer)
    site.publish()
    (brick,) = bricks(html_of(site)).values()
    heading = re.search(r"<h3>(.*?)</h3>", brick, re.DOTALL)
    assert heading
    words = Tree(heading[1]).text.replace("\u00a0", " ")
    assert " ".join(words.split()) == title
    assert re.findall(r'<span class="pre">(.*?)</span>', brick) == ([small] if small else [])
    assert [found[: len(emblem)] for found in letters(brick)] == [emblem]


def test_an_emblem_is_the_same_everywhere(wall: SiteFolder) -> None:
    """The home page, the list, the page of a skill and its own page show one emblem of it."""
    pages = [html_of(wall, place) for place in ("", "credentials/", "skills/skill-3/")]
    drawings = {
        re.sub(r' aria-hidden="true"| role.*?(?=>)', "", drawing)
        for page in pages
        for brick in re.findall(r"<li class=\"(?:brick|line).*?</li>", page, re.DOTALL)
        if "Practitioner 3<" in brick
        for drawing in re.findall(r'<svg class="pic".*?</svg>', brick)
    }
    own = re.search(r'<svg class="pic".*?</svg>', html_of(wall, "credentials/c3/"))
    assert own
    assert drawings == {re.sub(r" role.*?(?=>)", "", own[0])}


def test_a_page_draws_only_the_shapes_that_it_has(wall: SiteFolder) -> None:
    """Each outline and scene that is used is drawn once, and no other."""
    for place in ("", "credentials/", "credentials/c3/", "glance/"):
        html = html_of(wall, place)
        drawn = re.findall(r'id="([oiskb]-[\w-]+)"', html)
        used = set(re.findall(r'href="#([oisb]-[\w-]+)"', html))
        used |= set(re.findall(r"url\(#(k-[\w-]+)\)", html))
        assert sorted(drawn) == sorted(used), place
    assert 'class="shapes"' not in html_of(wall, "skills/")


def test_a_picture_takes_the_place_of_the_emblem(tmp_path: Path) -> None:
    """A badge hangs free; a scan of a certificate, which is oblong, has a white mat."""
    site = gallery(tmp_path)
    for name, size in (("badge", (600, 600)), ("scan", (1400, 1000))):
        content = io.BytesIO()
        Image.new("RGBA", size, "#223344").save(content, "png")
        site.write(f"content/credentials/{name}.png", content.getvalue())
        site.record(name, title=name.title(), issuer="Guild", image=f"{name}.png", image_alt="Blue")
    site.publish()
    home = html_of(site)
    assert sorted(re.findall(r'<img class="(pic[^"]*)"', home)) == ["pic", "pic sheet"]
    assert letters(home) == []


def test_states_are_told_in_words(tmp_path: Path) -> None:
    """Expired, in progress and renewed ones say so; what is in progress is only outlined."""
    site = gallery(tmp_path)
    site.record(
        "old", title="Old", issuer="Guild", issued_date="2015-01-01", expiry_date="2018-01-01"
    )
    site.record("next", title="Next", issuer="Guild", status="in_progress", issued_date=None)
    held = {"title": "Held", "issuer": "Other", "type": "vendor_certification"}
    site.record(
        "first",
        **held,
        issued_date="2021-02-01",
        expiry_date="2024-02-01",
        superseded_by="second",
    )
    site.record("second", **held, issued_date="2024-02-01", expiry_date="2029-02-01")
    site.publish()
    found = bricks(html_of(site))
    assert "Expired 1 Jan 2018" in Tree(found["Old"]).text
    assert " past" in found["Old"]
    assert "In progress" in Tree(found["Next"]).text
    assert 'class="hollow"' in found["Next"]
    assert "Other, since 2021" in Tree(found["Held"]).text


# Weight and look


def test_small_bricks_load_small_pictures(tmp_path: Path, page: Any) -> None:
    """On the wall of the home page only those that are shown large load a wide copy."""
    site = gallery(tmp_path)
    content = io.BytesIO()
    Image.effect_noise((700, 700), 90).save(content, "png")
    site.write("content/credentials/badge.png", content.getvalue())
    for number in range(9):
        site.record(f"c{number}", image="badge.png", image_alt="A badge")
    site.publish()
    page.goto((site.output / "index.html").as_uri())
    loaded = page.eval_on_selector_all(
        ".brick img", "all => all.map((e) => e.currentSrc.split('.').at(-2))"
    )
    assert [*loaded].count("170") == 7
    assert set(loaded[:2]) == {"410"}


def packed(content: bytes) -> int:
    """The size of a file as servers send it."""
    return len(gzip.compress(content, 9))


def test_pages_stay_small(tmp_path: Path) -> None:
    """With 300 credentials the home page, a page and the list stay within their bounds."""
    site = write_many(gallery(tmp_path), 300)
    files = site.publish()
    style = next(
        content for name, content in files.items() if re.search(r"gallery\.\w+\.css", name)
    )
    assert packed(style) <= MOST_STYLE
    for name in ("index.html", "credentials/c3/index.html"):
        assert packed(files[name]) + packed(style) <= MOST_PAGE, name
    assert packed(files["credentials/index.html"]) + packed(style) <= MOST_LIST
    (script,) = (name for name in files if re.search(r"/list\.\w+\.js$", name))
    assert packed(files[script]) <= MOST_SCRIPT
    assert {name for name, content in files.items() if script.encode() in content} == {
        "credentials/index.html"
    }


@pytest.mark.parametrize("width", WIDTHS)
def test_every_line_of_the_wall_is_full(wall: SiteFolder, window: Any, width: int) -> None:
    """At every width the bricks of a line touch each other and both edges of the window."""
    window.set_viewport_size({"width": width, "height": 900})
    window.goto((wall.output / "index.html").as_uri())
    boxes = window.evaluate(
        "[...document.querySelectorAll('.wall :is(.brick, .number, .end)')]"
        ".map(e => e.getBoundingClientRect()).map(b => [Math.round(b.top), b.width])"
    )
    lines: dict[int, float] = {}
    for top, wide in boxes:
        lines[top] = lines.get(top, 0) + wide
    assert len(lines) > 4
    assert all(abs(total - width) < 2 for total in lines.values())


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_wider_than_the_window(tmp_path: Path, window: Any, language: str) -> None:
    """Endless words and a site from right to left fit into windows of every width."""
    site = gallery(tmp_path, language=language)
    endless = "Donaudampfschifffahrtsgesellschaftskapitänsprüfung"
    write_many(site, 8)
    site.record(
        "wide",
        title=f"{endless} und noch viel mehr",
        issuer=endless,
        category=endless.lower(),
        credential_id="X" * 80,
        competencies=[endless],
        verification_url="https://example.com/" + "x" * 200,
    )
    site.publish()
    addresses = ("", "credentials/", "credentials/wide/", "skills/", "issuers/", "glance/")
    pages = [site.output / address / "index.html" for address in addresses]
    assert too_wide(window, pages, WIDTHS) == []


@pytest.mark.parametrize("accent", ["#12306b", "#0f8f6f", "#ffd400", "#8a8a8a", ""])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_on_every_accent(
    tmp_path: Path, browser: Any, accent: str, scheme: str
) -> None:
    """Whatever the accent of the owner, names, numbers and bricks have enough contrast."""
    site = gallery(tmp_path, f'accent = "{accent}"')
    write_many(site, 12).publish()
    page = browser.new_page(color_scheme=scheme)
    page.goto((site.output / "index.html").as_uri())
    for words, ground in ((".flag h1", ".flag"), (".number", ".number"), (".brick", ".brick")):
        assert page.evaluate(CONTRAST, [words, ground]) >= LEAST_CONTRAST, words
    assert page.evaluate(CONTRAST, [".jersey p", ".flag"]) >= 3
    page.close()


def test_nothing_moves_when_the_fonts_arrive(wall: SiteFolder, browser: Any) -> None:
    """What stands in for the fonts has their widths, so that the wall stays where it is."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.add_init_script(SHIFTS)
    page.goto((wall.output / "index.html").as_uri())
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift || 0") < 0.05
    context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1440)])
def test_axe_finds_nothing(wall: SiteFolder, browser: Any, scheme: str, width: int) -> None:
    """The pages have no fault that axe can find, narrow and wide, light and dark."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    for address in ("", "credentials/", "credentials/c3/", "skills/", "glance/"):
        page.goto((wall.output / address / "index.html").as_uri())
        assert objections(page) == [], address
    context.close()


def test_paper_has_rows(wall: SiteFolder, window: Any) -> None:
    """Printed, the wall is a list with the state of each credential, on two sheets of A4 at most,
    and without navigation.
    """
    window.goto((wall.output / "index.html").as_uri())
    sheets = pypdf.PdfReader(io.BytesIO(window.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) <= 2
    words = unicodedata.normalize("NFKC", " ".join(sheet.extract_text() for sheet in sheets))
    plain = re.sub(r"\s+", "", words)
    assert all(f"Practitioner{number}" in plain for number in range(25))
    assert len(re.findall(r"Validuntil|Expire[sd]", plain)) == 25
    assert "Writetome" not in plain


def test_every_word_can_be_read_on_paper(tmp_path: Path, page: Any) -> None:
    """Printed from the dark scheme, no word is pale: neither the letters of an emblem nor the
    heading of the parts of a programme.
    """
    site = write_many(gallery(tmp_path), 8)
    site.record("whole", title="Whole Programme", issuer="Guild", competencies=["Skill 3"])
    site.record("part", title="First Part", issuer="Guild", part_of="whole")
    site.publish()
    page.emulate_media(media="print", color_scheme="dark")
    for address in ("", "skills/skill-3/", "credentials/whole/", "credentials/", "glance/"):
        page.goto((site.output / address / "index.html").as_uri())
        assert page.evaluate(PALE) == [], address
    page.goto((site.output / "credentials/whole/index.html").as_uri())
    assert page.locator(":text('Its parts'):visible, :text('First Part'):visible").count() == 2
    page.goto((site.output / "credentials/c3/index.html").as_uri())
    assert page.locator(":text('Related')").count() == 1
    assert page.locator(":text('Related'):visible").count() == 0


def test_the_first_pictures_do_not_wait_to_be_scrolled_to(tmp_path: Path) -> None:
    """The first 24 pictures of a wall and of the list are there at once, so prints have them;
    later ones are loaded when they are near.
    """
    site = gallery(tmp_path, "home_entries = 30")
    content = io.BytesIO()
    Image.new("RGBA", (600, 600), "#223344").save(content, "png")
    site.write("content/credentials/badge.png", content.getvalue())
    for number in range(30):
        site.record(f"c{number}", title=f"Part {number}", image="badge.png", image_alt="Blue")
    site.publish()
    for address in ("", "credentials/"):
        waits = ["loading" in image for image in site.page(address).all("img")]
        assert waits == [False] * 24 + [True] * 6, address


# The list


def test_filters_work_in_place(wall: SiteFolder, page: Any) -> None:
    """Fields are alternatives, other filters narrow them; what is left is counted on every filter
    and announced, and one button takes all filters off.
    """
    page.goto((wall.output / "credentials/index.html").as_uri())
    everything = rows_of(page)
    tick(page, "category", "containers")
    tick(page, "category", "security")
    either = [title for title in everything if int(title.split()[-1]) % 5 in {1, 3}]
    assert rows_of(page) == either
    announced(page, "10 of 25")
    numbers = page.locator("[data-facet=status] .n").all_inner_texts()
    assert sum(map(int, numbers)) >= 10
    tick(page, "status", "expired")
    both = rows_of(page)
    assert 0 < len(both) < len(either)
    announced(page, f"{len(both)} of 25")
    assert page.locator("[data-facet=category] li:has(:checked) .n").all_inner_texts() == [
        str(sum(int(title.split()[-1]) % 5 == field for title in both)) for field in (1, 3)
    ]
    page.click("#list--clear")
    assert rows_of(page) == everything
    assert page.locator("#list--clear:visible").count() == 0
    assert page.troubles == []


def test_an_order_has_no_years(wall: SiteFolder, page: Any) -> None:
    """By title the list is one list over the whole width; the newest first, its years are back."""
    page.goto((wall.output / "credentials/index.html").as_uri())
    everything = rows_of(page)
    page.select_option("select[name=sort]", "title")
    assert rows_of(page) == sorted(everything, key=lambda title: int(title.split()[-1]))
    assert page.locator(".year h2:visible").count() == 0
    assert page.locator(".line").first.bounding_box()["x"] == 0
    page.select_option("select[name=sort]", "newest")
    assert rows_of(page) == everything
    assert page.locator(".year h2:visible").count() == 5


def test_the_address_keeps_the_filter(wall: SiteFolder, page: Any) -> None:
    """What is ticked and typed is in the address, and there again on the way back from a page."""
    page.goto((wall.output / "credentials/index.html").as_uri())
    tick(page, "category", "automation")
    page.fill("input[type=search]", "skill 10")
    until(page, "location.search === '?q=skill+10&category=automation'")
    found = rows_of(page)
    assert found == ["Certified Platform Practitioner 22"]
    with page.expect_navigation():
        page.click(f"text={found[0]}")
    page.go_back()
    until(page, "!!document.querySelector('input[value=automation]:checked')")
    assert page.input_value("input[type=search]") == "skill 10"
    assert rows_of(page) == found
    page.fill("input[type=search]", "zzz")
    until(page, "document.getElementById('list--none').checkVisibility()")
    assert "Automation, “zzz”" in page.inner_text("#list--none")
    assert rows_of(page) == []


def test_the_list_is_filtered_by_keyboard_alone(wall: SiteFolder, page: Any) -> None:
    """From the field for words Tab leads to the drawer, in which Space ticks a skill; Escape
    closes it, and the strips come next. The focus is always seen.
    """
    page.goto((wall.output / "credentials/index.html").as_uri())
    page.focus("input[type=search]")
    outlined = "getComputedStyle(document.activeElement).outlineStyle !== 'none'"

    def _tab(times: int = 1) -> str:
        for _ in range(times):
            page.keyboard.press("Tab")
            assert page.evaluate(outlined)
        name: str = page.evaluate("document.activeElement.name || document.activeElement.innerText")
        return name

    assert _tab() == "sort"
    assert _tab() == "Filter"
    page.keyboard.press("Enter")
    assert page.locator(".drawer:popover-open").count() == 1
    assert _tab() == "skill"
    page.keyboard.press("Space")
    until(page, "location.search.startsWith('?skill=')")
    assert len(rows_of(page)) == 3
    page.keyboard.press("Escape")
    assert page.locator(".drawer:visible").count() == 0
    assert page.evaluate("document.activeElement.innerText") == "Filter"
    assert _tab() == "category"
    page.keyboard.press("Space")
    assert len(rows_of(page)) < 3


@pytest.mark.parametrize("width", WIDTHS)
def test_the_drawer_leaves_the_page_as_wide_as_the_window(
    wall: SiteFolder, tabs: Tabs, width: int
) -> None:
    """The drawer is within the window, its last line says how many are left, and closes it."""
    with tabs.page(width) as page:
        page.goto((wall.output / "credentials/index.html").as_uri())
        page.click("button:has-text('Filter')")
        box = page.locator(".drawer").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] == width
        tick(page, "issuer", "terrane")
        page.click("button:has-text('Show 5')")
        assert page.locator(".drawer:visible").count() == 0
        assert len(rows_of(page)) == 5
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_filters_are_links(wall: SiteFolder, browser: Any) -> None:
    """Without scripts each field is a link to its page, the drawer has those of the others, and
    there is no control that does nothing.
    """
    context = browser.new_context(java_script_enabled=False, reduced_motion="reduce")
    page = context.new_page()
    watch(page)
    page.goto((wall.output / "credentials/index.html").as_uri())
    assert page.locator(".line:visible").count() == 25
    assert page.locator(":is(input, select, button:not([popovertarget])):visible").count() == 0
    page.click("button:has-text('Filter')")
    assert page.locator(".drawer [data-facet=skill] a:visible").count() == 8
    page.keyboard.press("Escape")
    assert page.troubles == []
    with page.expect_navigation():
        page.click(".strip a:has-text('Containers')")
    assert page.locator("h1").inner_text() == "Containers"
    context.close()


def test_six_need_no_filters(tmp_path: Path) -> None:
    """Up to six credentials have neither a form nor a script, and seven have both."""
    site = write_many(gallery(tmp_path), 6)
    for filtered in (False, True):
        site.publish()
        assert ("<form" in html_of(site, "credentials/")) == filtered
        assert ("<script src" in html_of(site, "credentials/")) == filtered
        write_many(site, 7)


def test_texts_are_searched_where_the_owner_wants_it(tmp_path: Path, page: Any) -> None:
    """With the search of texts the list has a place for what is found in them, which is not there
    before, and loads the search when its field is used.
    """
    pytest.importorskip("pagefind", reason="Pagefind is not installed")
    site = write_many(gallery(tmp_path, search="pagefind"), 2)
    site.publish()
    page.goto((site.output / "credentials/index.html").as_uri())
    assert page.locator("#list--texts").count() == 1
    assert page.locator("#list--texts:visible, a[href='#list--texts']:visible").count() == 0
    assert (site.output / "credentials" / page.get_attribute("#list--q", "data-texts")).is_file()


# Texts, few credentials, long names


def test_the_headings_of_a_text_are_one_list(tmp_path: Path, page: Any) -> None:
    """Free pages and long records list their headings in the same way, with links that lead to
    them; beside a free page the list stays in the window. Links of headings do not differ from
    their words by colour alone.
    """
    site = gallery(tmp_path)
    text = "\n\n".join(f"## Part {number}\n\n" + "Words. " * 300 for number in range(5))
    site.record("long", text)
    site.write("content/pages/rules.md", f"---\ntitle: Rules\n---\n\n{text}\n")
    site.publish()
    lists = []
    page.set_viewport_size({"width": 1440, "height": 900})
    for address in ("credentials/long/", "rules/"):
        page.goto((site.output / address / "index.html").as_uri())
        lists.append(page.inner_html(".contents"))
        line = "e => getComputedStyle(e).textDecorationLine"
        assert page.locator(".anchor").first.evaluate(line) == "underline"
        page.click(".contents a >> nth=4")
        box = page.locator("h2:has-text('Part 4')").bounding_box()
        assert 0 <= box["y"] < 900
    assert lists[0] == lists[1]
    assert page.locator(".contents").bounding_box()["y"] >= 0


@pytest.mark.parametrize("width", WIDTHS)
def test_one_credential_fills_its_poster(tmp_path: Path, tabs: Tabs, width: int) -> None:
    """Where there is one, its title stands beside its emblem, and no word of it is broken; beside
    a photograph there is room for that on a desk only.
    """
    site = gallery(tmp_path)
    site.record("one", title="Certified Kubernetes Administrator", competencies=["Containers"])
    content = io.BytesIO()
    Image.new("RGB", (600, 800), "#223344").save(content, "jpeg")
    site.write("content/me.jpg", content.getvalue())
    site.write("content/profile.md", "---\nname: Me\nphoto: me.jpg\nphoto_alt: Me\n---\n")
    site.publish()
    with tabs.page(width) as page:
        for address, beside in (("", width > 640), ("skills/containers/", True)):
            page.goto((site.output / address / "index.html").as_uri())
            emblem, title = (page.locator(part).bounding_box() for part in (".pic", ".brick h3"))
            assert (title["x"] > emblem["x"] + emblem["width"]) == beside, address
            lines = (
                "e => { const words = document.createRange(); words.selectNodeContents(e);"
                " return words.getClientRects().length; }"
            )
            assert page.locator(".brick h3 a").evaluate(lines) <= 3


@pytest.mark.parametrize(
    ("name", "language"),
    [("Störungsmanagement", "de"), ("هندسة السحابة", "ar")],
)
def test_a_number_stands_beside_its_name(
    tmp_path: Path, tabs: Tabs, name: str, language: str
) -> None:
    """However wide the letters of a name are, it is one line with its number on a desk."""
    site = gallery(tmp_path, language=language)
    site.record("a", competencies=[name])
    site.publish()
    (term,) = (site.output / "skills").glob("*/index.html")
    with tabs.page(1440) as page:
        page.goto(term.as_uri())
        title, number = (page.locator(f".jersey {part}").bounding_box() for part in ("h1", "p"))
        assert title["y"] == pytest.approx(number["y"], abs=2)


def test_letters_that_no_font_has_are_plain_boxes(tmp_path: Path, page: Any) -> None:
    """What stands for a missing letter is a narrow box, and not the mark of the fonts' maker."""
    faces = sorted((REPOSITORY / "themes/gallery/static/fonts").glob("*.woff2"))
    sheet = tmp_path / "sheet.html"
    sheet.write_text(
        "<style>span { font-size: 100px }</style>"
        + "".join(
            f"<style>@font-face {{ font-family: F{number}; src: url({face.as_uri()}) }}</style>"
            f'<p><span style="font-family: F{number}">&#xf1234;</span>'
            for number, face in enumerate(faces)
        )
    )
    page.goto(sheet.as_uri())
    assert page.evaluate("document.fonts.size") == len(faces) == 4
    widths = "[...document.querySelectorAll('span')].map((e) => e.getBoundingClientRect().width)"
    until(page, "[...document.fonts].every((face) => face.status === 'loaded')")
    assert page.evaluate(widths) == pytest.approx([60] * 4, abs=1)
