"""The pictures that are shown where somebody shares a link: what is on them, where they are,
and when they are drawn.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from conftest import AS_OF, REPOSITORY, SiteFolder, Tree, environment, examples
from conftest import SETTINGS as WITHOUT
from hypothesis import example as the_case
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image, ImageChops, ImageFont, features
from small_site import NO_VARIABLES, front_matter, surveyed

from portfolio.domain.model import GeneratedFile
from portfolio.drawing import letters, share_layout
from portfolio.drawing.emblem_shape import OUTLINES
from portfolio.drawing.share_card import SHARE_SIZE, Font, ShareCard
from portfolio.options import Options
from portfolio.pipeline.assemble import AssembledSite, survey
from portfolio.views.cards import Bar, Emblem, Tick

TICKS = tuple(Tick(2016 + 2 * number, 6.7 + 13.3 * number) for number in range(7))
CARD = ShareCard(
    ("AWS Certified Solutions Architect",),
    (("Amazon Web Services",), ("Issued 7 Feb 2026", "Valid until 7 Feb 2029")),
    ("Mira Halvorsen",),
    "example.org",
    "Certification",
    ticks=TICKS,
    bars=(Bar(60, 89, "closed"),),
)
LONG = (
    "Advanced Professional Certificate in Applied Statistical Machine Learning, "
    "Data Engineering and Responsible Deployment I"
)
LARGEST = 40_000
"""Bytes that no picture needs."""
SETTINGS = WITHOUT.replace("share_pictures = false\n", "")
BASE = "[site]\nbase_url = 'https://example.org/me/'\n"
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=160) | st.text(
    "AjgWQ .,fi", min_size=1, max_size=300
)


def opened(content: bytes) -> Image.Image:
    """A picture, with every pixel read."""
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        return picture


def cards_of(found: AssembledSite) -> dict[str, ShareCard]:
    """What the pictures of a site say, by their addresses."""
    assert found.site
    return {
        address: entry.made_of
        for address, entry in found.site.resources.items()
        if isinstance(entry, GeneratedFile) and isinstance(entry.made_of, ShareCard)
    }


def named(tree: Tree) -> dict[str, str]:
    """What the head of a page says of itself for those who share it."""
    metas = [meta for meta in tree.all("meta") if "content" in meta]
    return {meta.get("property") or meta.get("name", ""): meta["content"] for meta in metas}


def test_every_picture_is_a_small_png(example: SiteFolder) -> None:
    """Each picture of the example is a PNG of the size that is asked for,
    with few colours and few bytes.
    """
    pictures = {
        name: content
        for name, content in example.files().items()
        if name == "share.png" or name.startswith("share/")
    }
    assert len(pictures) > 100
    for name, content in pictures.items():
        picture = opened(content)
        assert (picture.format, picture.mode, picture.size) == ("PNG", "P", SHARE_SIZE), name
        assert len(picture.getcolors() or ()) <= 128, name
        assert len(content) < LARGEST, name


def test_every_page_names_its_picture(example: SiteFolder) -> None:
    """Each page that is to be found names a published picture by its whole address, with its size
    and what it shows; all differ.
    """
    base, found = "https://mirahalvorsen.example/", {}
    for path in example.output.rglob("*.html"):
        said = named(Tree(path.read_text("utf-8")))
        if "og:url" not in said:
            assert "og:image" not in said
            continue
        address = said["og:image"]
        assert address.startswith(base), path
        picture = opened((example.output / unquote(address.removeprefix(base))).read_bytes())
        assert (said["og:image:width"], said["og:image:height"]) == tuple(map(str, picture.size))
        assert said["og:image:alt"].startswith(
            said["og:title"] if path.parent != example.output else "Mira Halvorsen. "
        )
        assert said["twitter:card"] == "summary_large_image"
        found[address] = path
    pages = [
        path
        for path in example.output.rglob("index.html")
        if "og:url" in named(Tree(path.read_text("utf-8")))
    ]
    assert len(found) == len(pages) > 100


def test_the_same_bytes_on_another_machine() -> None:
    """Neither the hash seed nor the locale nor the folder changes a byte of a picture."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_share_layout; "
        "sys.stdout.buffer.write(test_share_layout.share_layout.draw_share_card(test_share_layout.CARD))"
    )
    env = environment({"PYTHONHASHSEED": "77", "LC_ALL": "C", "TZ": "Asia/Tokyo"})
    other = subprocess.run(
        [sys.executable, "-c", script, str(REPOSITORY / "tests")],
        cwd="/",
        env=env,
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert (
        other.stdout
        == share_layout.draw_share_card(CARD)
        == share_layout.draw_share_card(replace(CARD))
    )


@given(words)
@the_case("Ⅷ 日本語 العربية")
@the_case("🐍 Python\u200d\ufe0f")
def test_no_sign_is_shown_that_the_font_lacks(text: str) -> None:
    """What is set has a letter for each sign: none looks like the mark of a missing one."""
    font = ImageFont.truetype(
        REPOSITORY / "portfolio/data/newsreader.ttf", 50, layout_engine=ImageFont.Layout.BASIC
    )
    missing = bytes(font.getmask("\uffff"))
    assert any(missing)
    assert [
        sign for sign in letters.drawable_text(text) if bytes(font.getmask(sign)) == missing
    ] == []


@pytest.mark.parametrize("text", ["日本語", "العربية", "Основы Python", "C ≥ 日", "a\u0333"])
def test_words_in_other_scripts_leave_no_trace(text: str) -> None:
    """A picture with words that cannot be set is the picture without them;
    the issuer stands in the place of the title.
    """
    silent = replace(
        CARD, heading=("Amazon",), lines=((), ("Valid, no expiry",)), name=(), label=""
    )
    spoken = replace(
        CARD,
        heading=(text, "Amazon"),
        lines=((text,), (text, "Valid, no expiry")),
        name=(text,),
        label=text,
    )
    assert share_layout.draw_share_card(spoken) == share_layout.draw_share_card(silent)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("🐍 Python", "Python"),
        ("Łódź, Ğ, Nguyễn Văn Ớ", "Łódź, Ğ, Nguyễn Văn Ớ"),
        ("e\u0301tude", "étude"),
        ("non\u2011breaking\u00a0space", "non-breaking space"),
        ("two\nlines", "two lines"),
        ("« “‘—’” » · … € ™", "« “‘—’” » · … € ™"),
    ],
)
def test_what_is_set_of_words(text: str, shown: str) -> None:
    """Pictures in words are left out, signs are written as the font has them,
    and everything is in one line.
    """
    assert letters.drawable_text(text) == shown


@examples(12)
@given(words, words, words, words, st.booleans(), st.sampled_from([(), CARD.bars, CARD.bars * 8]))
@the_case(LONG, LONG, LONG, LONG, True, CARD.bars)
@the_case(LONG * 3, LONG, LONG, LONG, True, CARD.bars * 8)
@the_case("W" * 300, "W" * 300, "W" * 300, "W" * 300, True, CARD.bars)
def test_words_stay_in_their_place(
    heading: str, line: str, name: str, label: str, has_emblem: bool, bars: tuple[Bar, ...]
) -> None:
    """Whatever a page is called, its words keep within the margins,
    and away from the emblem and the axis.
    """
    empty = replace(
        CARD,
        heading=(),
        lines=(),
        name=(),
        label="",
        host="",
        emblem=Emblem("hexagon", "AW") if has_emblem else None,
        bars=bars,
    )
    full = replace(
        empty,
        heading=(heading, "T"),
        lines=((line, line), (line,)),
        name=(name,),
        label=label,
        host=name,
    )
    places = ImageChops.difference(
        opened(share_layout.draw_share_card(full)).convert("L"),
        opened(share_layout.draw_share_card(empty)).convert("L"),
    )
    assert places.crop((0, 0, share_layout.LEFT - 12, SHARE_SIZE[1])).getbbox() is None
    assert places.crop((share_layout.RIGHT + 12, 0, *SHARE_SIZE)).getbbox() is None
    axis = {
        0: share_layout.BOTTOM,
        1: share_layout.BOTTOM - 64 - 30,
        8: share_layout.BOTTOM - 8 * 15 - 12 - 30,
    }[len(bars)]
    assert places.crop((0, axis, *SHARE_SIZE)).getbbox() is None
    if has_emblem:
        assert (
            places.crop(
                (
                    share_layout.RIGHT - share_layout.BADGE_SIZE - 12,
                    share_layout.TOP - 8,
                    SHARE_SIZE[0],
                    axis,
                )
            ).getbbox()
            is None
        )


def test_a_page_from_right_to_left_is_mirrored() -> None:
    """The bars, the emblem, the rules and every text of such a page stand where they would in a
    mirror, and letters are not turned.
    """
    years = tuple(Tick(2016 + number, 10 * number) for number in range(10))
    several = tuple(
        Bar(10 + number, 60, kind)
        for number, kind in enumerate(("closed", "past", "point", "dotted", "open", "lifetime"))
    )
    silent = replace(CARD, heading=(), lines=(), name=(), label="", host="", bars=(), ticks=())
    changes: tuple[dict[str, Any], ...] = (
        {"bars": several, "ticks": years},
        {"emblem": Emblem("hexagon", "AW")},
        {"heading": CARD.heading},
        {"lines": CARD.lines},
        {"name": CARD.name},
        {"label": CARD.label},
        {"host": CARD.host},
        {"leaders": (("Python", 7),)},
    )
    for change in changes:
        (start, top, end, bottom), other = (
            place_of(replace(silent, is_mirrored=is_mirrored), **change)
            for is_mirrored in (False, True)
        )
        wanted = (SHARE_SIZE[0] - end, top, SHARE_SIZE[0] - start, bottom)
        # letters do not begin where they stand, but some pixels beside it
        assert all(abs(one - two) <= 8 for one, two in zip(other, wanted, strict=True)), change


def place_of(card: ShareCard, **change: Any) -> tuple[int, int, int, int]:
    """The place on a picture that is different after a change of its card."""
    before, after = (
        opened(share_layout.draw_share_card(each)).convert("RGB")
        for each in (card, replace(card, **change))
    )
    return ImageChops.difference(before, after).getbbox() or (0, 0, 0, 0)


def test_a_year_is_not_written_across_the_edge() -> None:
    """The line of a year at the end of the axis stands alone if its figures have no room."""
    drawn = [
        share_layout.draw_share_card(replace(CARD, ticks=(Tick(2016, 0), Tick(year, 100))))
        for year in (2025, 2036)
    ]
    assert drawn[0] == drawn[1]


def test_a_picture_has_the_accent_of_the_site() -> None:
    """The rule at its top has the colour that links have on light pages."""
    for accent in ("#a8321a", "#17603a", "#000000"):
        drawn = opened(share_layout.draw_share_card(replace(CARD, accent=accent))).convert("RGB")
        assert drawn.getpixel((600, 48)) == tuple(bytes.fromhex(accent[1:]))


@pytest.mark.parametrize("shape", OUTLINES)
def test_an_emblem_stands_where_a_badge_would(shape: str) -> None:
    """Each shape fills its place at the upper right, and keeps within it."""
    plain, drawn = (
        opened(share_layout.draw_share_card(replace(CARD, emblem=emblem, heading=("A",)))).convert(
            "L"
        )
        for emblem in (None, Emblem(shape, "AWS"))
    )
    left, top, right, bottom = ImageChops.difference(plain, drawn).getbbox() or (0, 0, 0, 0)
    edge = share_layout.RIGHT - share_layout.BADGE_SIZE
    assert edge - 4 <= left <= edge + 30
    assert share_layout.RIGHT - 30 <= right <= share_layout.RIGHT + 4
    assert share_layout.TOP - 4 <= top <= share_layout.TOP + 30
    assert bottom <= share_layout.TOP + share_layout.BADGE_SIZE + 4


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L"])
def test_the_badge_of_a_credential_is_on_its_picture(site: SiteFolder, mode: str) -> None:
    """In its colours, at the upper right, no larger than an emblem would be."""
    content = io.BytesIO()
    Image.new("RGB", (400, 300), (20, 120, 60)).convert(mode).save(content, "PNG")
    site.write("portfolio.toml", BASE)
    site.write("content/credentials/b.png", content.getvalue())
    site.record("a", image="b.png", image_alt="A green badge")
    drawn = opened(site.publish()["share/credentials/a.png"]).convert("RGB")
    inside = drawn.getpixel((share_layout.RIGHT - 100, share_layout.TOP + 75))
    outside = drawn.getpixel((share_layout.RIGHT - 100, share_layout.TOP + 170))
    wanted = (20, 120, 60) if mode != "L" else (83, 83, 83)
    assert isinstance(inside, tuple)
    assert all(abs(one - other) <= 8 for one, other in zip(inside, wanted, strict=True))
    assert outside == (0xFB, 0xFA, 0xF8)


STATES: dict[str, tuple[dict[str, object], tuple[str, ...]]] = {
    "lifetime": ({"status": "lifetime"}, ("Issued May 2024", "Valid, no expiry")),
    "not stated": ({}, ("Issued May 2024",)),
    "active": ({"expiry_date": "2027-06-11"}, ("Issued May 2024", "Valid until 11 Jun 2027")),
    "called active": ({"status": "active"}, ("Issued May 2024",)),
    "expiring": ({"expiry_date": "2025-07"}, ("Issued May 2024", "Expires Jul 2025")),
    "expired": ({"expiry_date": "2025-01-02"}, ("Issued May 2024", "Expired 2 Jan 2025")),
    "revoked": ({"status": "revoked"}, ("Issued May 2024", "Revoked")),
    "completed": ({"status": "completed"}, ("May 2024", "Completed, no certificate")),
    "undated": ({"issued_date": None, "status": "lifetime"}, ("Valid, no expiry",)),
    "upcoming": ({"issued_date": "2026-01", "expiry_date": "2029"}, ("From Jan 2026",)),
    "in progress": (
        {"issued_date": None, "status": "in_progress", "target_date": "2026-01"},
        ("In progress, due Jan 2026",),
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_a_credential_tells_dates(state: str, tmp_path: Path) -> None:
    """The picture of a credential says when it was issued and until when it is valid,
    in words that stay true.
    """
    fields, said = STATES[state]
    found = surveyed(tmp_path, {"a": front_matter(**fields), "portfolio.toml": BASE})
    card = cards_of(found)["share/credentials/a.png"]
    assert card.heading[:2] == ("Data Basics", "Example Academy")
    assert card.lines == (("Example Academy",), said)


@pytest.mark.parametrize(
    "title",
    ["Language Test N2 (語学試験 N2)", "語学試験 N2（Language Test N2）", "Language Test N2"],
)
def test_a_title_in_two_scripts_is_told_in_one(title: str, tmp_path: Path) -> None:
    """Of a title that says the same in brackets, that is set which the font has the letters for."""
    found = surveyed(tmp_path, {"a": front_matter(title=title), "portfolio.toml": BASE})
    card = cards_of(found)["share/credentials/a.png"]
    assert share_layout.draw_share_card(card) == share_layout.draw_share_card(
        replace(card, heading=("Language Test N2",))
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Ausgestellt: Mai 2024"),
        ("ja", "Issued May 2024"),
        ("ar", "Issued May 2024"),
        ("ru", "Issued May 2024"),
    ],
)
def test_dates_are_in_letters_that_the_font_has(language: str, said: str, tmp_path: Path) -> None:
    """Dates are in the language of the site where that is written
    in Latin letters, and else in English.
    """
    found = surveyed(
        tmp_path, {"a": front_matter(), "portfolio.toml": f"{BASE}language = '{language}'\n"}
    )
    assert cards_of(found)["share/credentials/a.png"].lines[1][0] == said


def test_what_each_kind_of_page_shows(tmp_path: Path) -> None:
    """Home tells who and how much, a list its newest bars,
    a taxonomy its terms, a text its first words.
    """
    found = surveyed(
        tmp_path,
        {
            "a": front_matter(
                technologies=["Python", "SQL"],
                verification_url=(
                    "https://www.credly.com/badges/6977a41b-730b-4d9c-94a6-7f00f335c357"
                ),
            ),
            "b": front_matter(title="Second", technologies=["SQL"], issued_date="2023"),
            "d": front_matter(
                title="Fourth",
                issued_date="2023",
                verification_url="https://www.credly.com/users/ada",
                part_of="b",
            ),
            "c": front_matter(
                title="Third", issued_date=None, status="in_progress", target_date="2026-03"
            ),
            "content/profile.md": "---\nname: Ada Example\nheadline: Engineer\n---\n",
            "content/pages/about.md": "---\ntitle: About me\n---\n\nFirst words.\n\nMore.\n",
            "portfolio.toml": BASE,
        },
    )
    cards = cards_of(found)
    assert (cards["share.png"].heading[0], cards["share.png"].name) == ("Ada Example", ())
    assert [part for line in cards["share.png"].lines for part in line if part] == [
        "Engineer",
        "2 credentials",
        "1 issuer",
        "since 2023",
    ]
    assert len(cards["share/credentials.png"].bars) == 2
    assert cards["share/technologies.png"].leaders == (("SQL", 2), ("Python", 1))
    assert cards["share/technologies/sql.png"].lines == (("2 entries", "last evidenced May 2024"),)
    assert cards["share/roadmap.png"].lines == (("1 in progress",),)
    assert (cards["share/about.png"].heading[0], cards["share/about.png"].lines) == (
        "About me",
        (("First words.",),),
    )
    assert cards["share/credentials/a.png"].emblem == Emblem("circle", "EA")
    assert cards["share/credentials.png"].emblem is None
    assert {card.host for card in cards.values()} == {"example.org"}


@pytest.mark.parametrize(
    "text",
    ["[site]\ntitle = 'T'\n", f"{BASE}[publish]\nshare_pictures = false\n"],
    ids=["no base_url", "not wanted"],
)
def test_no_pictures_where_there_can_be_none(text: str, site: SiteFolder) -> None:
    """Without an address of the site, or where its owner wants none,
    there is no picture, and no page names one.
    """
    site.write("portfolio.toml", text)
    site.record()
    assert [name for name in site.publish() if name.endswith(".png") and "share" in name] == []
    assert not any(
        key.startswith(("og:image", "twitter:")) for key in named(site.page("credentials/a/"))
    )


@pytest.mark.parametrize("is_drawn", ["true", "false"])
def test_a_picture_of_the_site_goes_before(site: SiteFolder, is_drawn: str) -> None:
    """With a static file share.png, every page names that, and none is drawn."""
    site.write("portfolio.toml", f"{SETTINGS}share_pictures = {is_drawn}\n")
    site.write("static/share.png", share_layout.draw_share_card(CARD))
    site.record()
    (name,) = [name for name in site.publish() if "share" in name]
    for address in ("", "credentials/", "credentials/a/"):
        said = named(site.page(address))
        assert (said["og:image"], said["og:image:alt"]) == (
            f"https://example.org/{name}",
            "Test site",
        )
        assert "og:image:width" not in said


@pytest.fixture
def site(site: SiteFolder) -> SiteFolder:
    """A site with pictures for sharing, which those of other tests do without."""
    site.write("portfolio.toml", SETTINGS)
    return site


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of the pictures that are drawn from now on."""
    titles: list[str] = []
    real = share_layout.draw_share_card

    def _tell(card: ShareCard, badge: Any) -> bytes:
        titles.append(card.heading[0])
        return real(card, badge)

    monkeypatch.setattr(share_layout, "draw_share_card", _tell)
    return titles


EDITS: dict[str, tuple[Any, list[str]]] = {
    "nothing": (lambda site: site.write("content/ignored.txt", "x"), []),
    "a body": (
        lambda site: site.record("b", "Other words.\n\nAnd more.\n", technologies=["Python"]),
        [],
    ),
    "a title": (lambda site: site.record("b", title="New", technologies=["Python"]), ["New"]),
    "a technology": (
        lambda site: site.record("b", technologies=["Python", "SQL"]),
        ["SQL", "Technologies"],
    ),
    "an issuer": (
        lambda site: site.record("b", technologies=["Python"], issuer="Other"),
        [
            *("At a glance", "Credentials", "How these credentials are checked"),
            *("Issuer", "Issuers", "Other", "Test site", "Title b"),
        ],
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_only_what_would_show_something_else_is_drawn(
    site: SiteFolder, drawn: list[str], edit: str
) -> None:
    """After an edit, the pictures are drawn that show what was edited, and no others."""
    for name in "abc":
        site.record(name, technologies=["Python"])
    before = site.publish()
    assert len(drawn) == len({name for name in before if name.startswith("share")})
    drawn.clear()
    change, wanted = EDITS[edit]
    change(site)
    site.publish()
    assert sorted(drawn) == wanted


def test_pictures_are_kept(site: SiteFolder, drawn: list[str]) -> None:
    """Neither another day nor a lost output draws a picture that was drawn before."""
    site.record("a", technologies=["Python"], expiry_date="2030-01-31")
    site.record("b")
    site.write("portfolio.toml", SETTINGS.replace('as_of = "2025-06-01"', ""))
    before = site.publish()
    drawn.clear()
    site.publish(as_of=date(2025, 6, 2))
    shutil.rmtree(site.output)
    after = site.publish(as_of=date(2025, 6, 2))
    assert drawn == []
    assert {name: after[name] for name in after if name.endswith(".png")} == {
        name: before[name] for name in before if name.endswith(".png")
    }


# Other scripts


WIDE_FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
OTHERS = ["Основы данных", "Βασικές γνώσεις", "مبادئ البيانات 101", "יסודות הנתונים"]


@pytest.fixture
def wide(site: SiteFolder) -> SiteFolder:
    """A site with a font of many scripts; without one on this machine the test is skipped."""
    if not WIDE_FONT.is_file():
        pytest.skip("there is no DejaVu Sans on this machine")
    site.write("static/wide.ttf", WIDE_FONT.read_bytes())
    site.write("portfolio.toml", f'{BASE}[publish]\nshare_font = "wide.ttf"\n')
    return site


def told(site: SiteFolder) -> list[str]:
    """What is said of titles that are left out."""
    return [
        problem.message for problem in site.problems() if problem.code == "title-without-letters"
    ]


def test_titles_that_are_left_out_are_told_once(site: SiteFolder) -> None:
    """One warning names the first titles without letters and counts the others;
    one with a Latin wording in brackets is none of them.
    """
    site.write("portfolio.toml", BASE)
    site.record("fine", title="語学試験 (Language Test)")
    for number in range(5):
        site.record(f"t{number}", title=f"Основы {number}")
    (message,) = told(site)
    assert re.fullmatch(
        r"the share pictures have no letters for (`Основы \d`, ){3}.*",
        message.replace(" and 2 more", ", and 2 more"),
    )


def test_nothing_is_told_where_nothing_is_drawn(site: SiteFolder) -> None:
    """Without pictures there is no warning of what they leave out,
    and in Latin letters there is none at all.
    """
    site.record("a", title="Łódź Über Ñandú")
    site.write("portfolio.toml", BASE)
    assert told(site) == []
    site.record("b", title="Основы")
    site.write("portfolio.toml", f"{BASE}[publish]\nshare_pictures = false\n")
    assert told(site) == []


@pytest.mark.parametrize("title", OTHERS)
def test_another_font_sets_other_scripts(title: str, wide: SiteFolder) -> None:
    """With a font that has its letters a title is drawn, and nothing is told;
    the font is no file of the site.
    """
    if not (title[0] in "ОΒ" or (features.check("raqm") and features.check("fribidi"))):
        pytest.skip("letters from right to left need FriBiDi")
    wide.record("a", title=title, issuer="Example Academy")
    assert told(wide) == []
    files = wide.publish()
    silent = replace(
        cards_of(surveyed_folder(wide))["share/credentials/a.png"],
        heading=("Example Academy",),
        fonts=(),
    )
    assert files["share/credentials/a.png"] != share_layout.draw_share_card(silent)
    assert not [name for name in files if name.endswith(".ttf")]


def test_words_in_latin_letters_stay_in_the_built_in_font(wide: SiteFolder) -> None:
    """A font of the owner's changes nothing of a picture whose letters the built-in font has."""
    wide.record("a")
    card = cards_of(surveyed_folder(wide))["share/credentials/a.png"]
    assert [font.path for font in card.fonts] == ["static/wide.ttf"]
    assert share_layout.draw_share_card(
        replace(card, fonts=(Font(str(WIDE_FONT)),))
    ) == share_layout.draw_share_card(replace(card, fonts=()))


def test_another_file_of_the_font_draws_anew(wide: SiteFolder) -> None:
    """What a picture is made of tells the content of the font, and not only its name."""
    wide.record("a")
    before = cards_of(surveyed_folder(wide))["share/credentials/a.png"]
    wide.write("static/wide.ttf", WIDE_FONT.with_name("DejaVuSans-Bold.ttf").read_bytes())
    assert cards_of(surveyed_folder(wide))["share/credentials/a.png"] != before


def surveyed_folder(site: SiteFolder) -> AssembledSite:
    """A site, assembled."""
    return survey(site.root, Options(as_of=AS_OF), NO_VARIABLES)
