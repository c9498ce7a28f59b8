"""What every built-in theme owes a site: each field in each state is on the page of its credential,
and all themes publish the same addresses and the same files for other programs.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY, SETTINGS, SiteFolder, Tabs, Tree, dead_links, links_of
from PIL import Image, ImageChops

from portfolio.domain.model import State
from portfolio.domain.records.credential import Record
from portfolio.domain.records.profile import ProfileRecord
from portfolio.domain.states import WORDINGS
from portfolio.theme.declarations import theme_names

DEFAULT = "ledger"
"""The theme with which the others are compared."""
THEMES = [name for name in theme_names(REPOSITORY / "nowhere") if name != "base"]
PNG = (REPOSITORY / "themes/base/static/root/apple-touch-icon.png").read_bytes()
LEFT_OUT: dict[str, set[str]] = {}
"""The fields that a theme leaves out of the page of a credential on purpose."""


@dataclass(frozen=True)
class Shown:
    """What an author writes into a field, and what a reader finds of it:
    words, or the end of the value of an attribute, for links and pictures.
    """

    value: Any
    words: tuple[str, ...] = ()
    attribute: str = ""


def fields_of(state: str) -> dict[str, Shown]:
    """Every field that a reader sees; what makes credentials related, or leads to a page of its
    own, is different in each state, so that none is found because another record says it too.
    """
    own = f"Own {state.replace('_', ' ')}"
    slug = own.lower().replace(" ", "-")
    check = f"https://verify.example/{state}?sharingId=2"
    return {
        "title": Shown(f"{own} title", (f"{own} title",)),
        "issuer": Shown(f"{own} issuer", (f"{own} issuer",), f"issuers/{slug}-issuer/index.html"),
        "issued_date": Shown("2023-04-11", ("11 Apr 2023",), "2023-04-11"),
        "type": Shown("distinct_type", ("Distinct type",)),
        "category": Shown(
            "distinct_field", ("Distinct field",), "categories/distinct-field/index.html"
        ),
        "co_issuers": Shown([f"{own} first", f"{own} second"], (f"{own} first", f"{own} second")),
        "platform": Shown("Distinct platform", ("Distinct platform",)),
        "instructor": Shown(["Zoe Teacher", "Abe Teacher"], ("Zoe Teacher, Abe Teacher",)),
        "credential_id": Shown(f"00012e5-{state}", (f"00012e5-{state}",)),
        "enrollment_id": Shown("ENROL-77", ("ENROL-77",)),
        "verification_url": Shown(check, ("verify.example",), check),
        "badge_url": Shown("https://badge.example/b", ("badge.example",), "badge.example/b"),
        "course_url": Shown("https://course.example/c", ("course.example",), "course.example/c"),
        "technologies": Shown(
            [f"{own} C++", f"{own} tool"],
            (f"{own} C++", f"{own} tool"),
            f"technologies/{slug}-c-plus-plus/index.html",
        ),
        "competencies": Shown(
            [f"own_{state}_skill", f"own_{state}_other"],
            (f"{own} skill", f"{own} other"),
            f"skills/{slug}-skill/index.html",
        ),
        "last_updated": Shown("2025-02-03", ("3 Feb 2025",), "2025-02-03"),
        "duration_hours": Shown("121-157", ("121–157",)),
        "exam_codes": Shown(["EX-1", "EX-2"], ("EX-1, EX-2",)),
        "level": Shown("Distinct level", ("Distinct level",)),
        "grade": Shown("97.3 %", ("97.3 %",)),
        "language": Shown("nb", ("Norwegian Bokmål",)),
        "part_of": Shown("parent_record", ("Title parent",), "credentials/parent/index.html"),
        "summary": Shown("Distinct summary sentence.", ("Distinct summary sentence.",)),
        "image": Shown("badge.png", (), ".png"),
        "image_alt": Shown("Distinct description", (), "Distinct description"),
        "certificate": Shown("paper.pdf", (), ".pdf"),
    }


EXPIRY = Shown("2031-09-23", ("23 Sep 2031",), "2031-09-23")
EXPIRED = Shown("2024-09-23", ("23 Sep 2024",), "2024-09-23")
EXPIRING = Shown("2025-07-11", ("11 Jul 2025",), "2025-07-11")
UNDERWAY = {
    "issued_date": None,
    "grade": None,
    "target_date": Shown("2026-03", ("Mar 2026",), "2026-03"),
    "study_start_date": Shown("2025-01-15", ("15 Jan 2025",), "2025-01-15"),
}
STATES: dict[State, dict[str, Shown | None]] = {
    State.LIFETIME: {"status": Shown("lifetime", ("Valid, no expiry",))},
    State.NO_EXPIRY_STATED: {},
    State.ACTIVE: {"status": Shown("active"), "expiry_date": EXPIRY},
    State.EXPIRING: {"expiry_date": EXPIRING},
    State.EXPIRED: {"expiry_date": EXPIRED},
    State.IN_PROGRESS: {
        "status": Shown("in_progress"),
        "progress_percentage": Shown("37", ("37%",)),
        **UNDERWAY,
    },
    State.PLANNED: {"status": Shown("planned"), **UNDERWAY},
    State.UPCOMING: {
        "issued_date": Shown("2025-11-12", ("12 Nov 2025",), "2025-11-12"),
        "grade": None,
    },
    State.COMPLETED: {
        "status": Shown("completed"),
        "credential_id": None,
        "verification_url": None,
        "certificate": None,
    },
    State.REVOKED: {"status": Shown("revoked"), "expiry_date": EXPIRY},
    State.SUPERSEDED: {
        "superseded_by": Shown("newer_record", ("Title newer",), "credentials/newer/index.html"),
        "expiry_date": EXPIRY,
    },
}
"""What the record of each state says beside the fields that all have; None leaves one out."""
UNSEEN: dict[str, Any] = {
    "entity_id": "distinct_entity_id",
    "issuer_id": "distinct_issuer_id",
    "featured": "yes",
    "weight": "7",
    "draft": "no",
    "sample": "no",
    "publish_badge_data": "yes",
    "badge_file": "badge.png",
    "publish_badge_file": "no",
    "badge_file_unproved": "yes",
    "slug": "distinct-slug",
    "aliases": ["old/place"],
    "extra": {"own": "Value of an own key"},
    "public_parameters": ["key"],
    "renewal": {"hours": 31, "by": "2030-12-14"},
    "activities": [{"date": "2025-01-01", "hours": 2, "what": "Distinct activity"}],
    "publish_renewal": "no",
}
"""Fields that say how the site treats a record, and nothing to its reader."""
OWNER = {
    "name": ("Distinct Owner", "Distinct Owner"),
    "headline": ("Distinct headline", "Distinct headline"),
    "location": ("Distinct place", "Distinct place"),
    "email": ("owner@example.org", "owner@example.org"),
    "links": ([{"label": "Distinct link", "url": "https://me.test/"}], "Distinct link"),
    "photo": ("me.png", ""),
    "photo_alt": ("Portrait in words", ""),
    "sample": ("no", ""),
}
"""Fields of the profile with their words on the home page."""


def fields_in(state: State) -> dict[str, Shown]:
    """The fields of the record that is in a state."""
    merged = fields_of(state.value) | STATES[state]
    return {name: shown for name, shown in merged.items() if shown is not None}


class Built:
    """A site with every field and every state, built with one theme."""

    def __init__(self, theme: str, folder: Path) -> None:
        self.site = write_site(SiteFolder(folder))
        self.files = self.site.publish(theme=theme)
        self.pages = {
            name: Tree(content.decode())
            for name, content in self.files.items()
            if name.endswith(".html")
        }
        self.shared = {
            name
            for name in self.files
            if not name.endswith(".js") and not any(brings(other, name) for other in THEMES)
        }
        """The names of all files but those that themes bring, and the scripts that they use."""

    def page_of(self, state: State) -> Tree:
        """The page of the credential in a state."""
        return self.pages[f"credentials/{state.value.replace('_', '-')}/index.html"]


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """The same site, built with each theme."""
    return {theme: Built(theme, tmp_path_factory.mktemp(theme)) for theme in THEMES}


def write_site(site: SiteFolder) -> SiteFolder:
    """Write a record of each state with every field, a profile, and a page."""
    site.write("portfolio.toml", SETTINGS + "planned = true\n")
    for name in ("credentials/badge.png", "me.png"):
        site.write(f"content/{name}", PNG)
    site.write("content/credentials/paper.pdf", b"%PDF-1.4\n%%EOF\n")
    site.write("content/pages/about.md", "---\ntitle: About\n---\n\nWords of a page.\n")
    lines = "\n".join(f"{key}: {json.dumps(value)}" for key, (value, _) in OWNER.items())
    site.write("content/profile.md", f"---\n{lines}\n---\n\nDistinct introduction.\n")
    site.record("parent", entity_id="parent_record", issuer="Of the parent")
    site.record("newer", entity_id="newer_record", issued_date="2025-01")
    site.record("old", **UNSEEN)
    site.record("wish", issued_date=None, status="in_progress", progress_percentage="40")
    for state in State:
        body = f"## One\n\nBody of {state.value}.\n\n## Two\n\n## Three\n\n## Four\n"
        values = {name: shown.value for name, shown in fields_in(state).items()}
        site.record(state.value.replace("_", "-"), body, **{"issued_date": None, **values})
    return site


def brings(theme: str, name: str) -> bool:
    """Whether a published file is one of a theme's static files, with a digest in its name."""
    return any(
        name.startswith(f"assets/{path.stem.lower()}.") and name.endswith(path.suffix)
        for path in (REPOSITORY / "themes" / theme / "static").rglob("*.*")
    )


def shown_text(tree: Tree) -> str:
    """The words of a page below its navigation for screen readers."""
    return tree.text.split("Skip to the content")[-1]


def missing(tree: Tree, fields: dict[str, Shown]) -> Iterator[str]:
    """The fields that a page does not show, with what was looked for."""
    text, values = shown_text(tree), tree.attribute_values()
    for name, shown in fields.items():
        yield from (f"{name}: {words}" for words in shown.words if words not in text)
        if shown.attribute and not any(value.endswith(shown.attribute) for value in values):
            yield f"{name}: {shown.attribute}"


for_each_theme: Callable[..., Any] = pytest.mark.parametrize("theme", THEMES)


# What a reader finds


def test_every_field_and_every_state_is_in_a_table() -> None:
    """A new field or state must be entered above: as shown, or as not meant to be."""
    shown = set().union(*(fields_in(state) for state in State))
    assert shown | set(UNSEEN) == set(Record.specs())
    assert not shown & set(UNSEEN)
    assert set(STATES) == set(State)
    assert set(OWNER) == set(ProfileRecord.specs())
    assert all(left_out <= shown for left_out in LEFT_OUT.values())


@for_each_theme
@pytest.mark.parametrize("state", list(State))
def test_every_field_is_shown_in_every_state(
    sites: dict[str, Built], theme: str, state: State
) -> None:
    """The page of a credential in any state shows every field that means something to its reader,
    its state in words, and its text.
    """
    tree = sites[theme].page_of(state)
    wanted = {k: v for k, v in fields_in(state).items() if k not in LEFT_OUT.get(theme, ())}
    assert [*missing(tree, wanted)] == []
    wording = WORDINGS[state]
    words = (wording.label, wording.dated.partition(" %(date)s")[0] or wording.label)
    assert any(word in shown_text(tree) for word in words)
    assert f"Body of {state.value}." in tree.text


@for_each_theme
@pytest.mark.parametrize("state", list(State))
def test_files_open_from_the_page(sites: dict[str, Built], theme: str, state: State) -> None:
    """The picture has its size, and picture and certificate lead to files of the site."""
    tree = sites[theme].page_of(state)
    (picture,) = [image for image in tree.all("img") if image["alt"] == "Distinct description"]
    assert (picture["width"], picture["height"]) == ("180", "180")
    folder = sites[theme].site.output / "credentials" / state.value.replace("_", "-")
    files = [a["href"] for a in tree.all("a") if a["href"].endswith((".pdf", ".png"))]
    assert any(link.endswith(".pdf") for link in files) == ("certificate" in fields_in(state))
    assert all((folder / link).resolve().is_file() for link in [picture["src"], *files])


@for_each_theme
def test_what_is_not_for_readers_is_not_shown(sites: dict[str, Built], theme: str) -> None:
    """The words of the owner's own keys and of the record's id are nowhere on the page."""
    text = sites[theme].pages["credentials/distinct-slug/index.html"].text
    assert "Title old" in text
    assert "Value of an own key" not in text
    assert "distinct_entity_id" not in text
    assert "Distinct activity" not in text
    assert "of 31 hours" not in text


@for_each_theme
def test_absent_fields_have_no_line(sites: dict[str, Built], theme: str) -> None:
    """A field that a record does not have leaves nothing behind: no label, no None."""
    text = shown_text(sites[theme].pages["credentials/newer/index.html"]).split("Related")[0]
    for word in ("None", "N/A", "null", "Grade", "Level", "Exam", "Expires", "Credential ID"):
        assert word not in text, word


@for_each_theme
def test_every_field_of_the_owner_is_shown(sites: dict[str, Built], theme: str) -> None:
    """The home page shows every field of the profile and its text."""
    tree = sites[theme].pages["index.html"]
    assert [name for name, (_, words) in OWNER.items() if words and words not in tree.text] == []
    assert "Distinct introduction." in tree.text
    assert {"mailto:owner@example.org", "https://me.test/"} <= set(tree.attribute_values())
    (photo,) = [image for image in tree.all("img") if image["alt"] == "Portrait in words"]
    assert photo["src"] in sites[theme].files


@for_each_theme
def test_every_state_is_listed(sites: dict[str, Built], theme: str) -> None:
    """The list leads to whatever is earned or completed, the roadmap to whatever is not yet."""
    for state in State:
        is_underway = state in (State.IN_PROGRESS, State.PLANNED, State.UPCOMING)
        listing = sites[theme].pages[f"{'roadmap' if is_underway else 'credentials'}/index.html"]
        address = f"{state.value.replace('_', '-')}/index.html"
        assert any(link.endswith(address) for link in links_of(listing)), state


@for_each_theme
def test_parts_of_parts_are_listed(site: SiteFolder, theme: str) -> None:
    """The list leads to the parts of programmes at any depth: none of them is lost."""
    for name, above in (("a", None), ("b", "a"), ("c", "b"), ("d", "c")):
        site.record(name, part_of=above)
    site.publish(theme=theme)
    links = links_of(site.page("credentials/"))
    assert {
        name for name in "abcd" if any(link.endswith(f"{name}/index.html") for link in links)
    } == {*"abcd"}


@for_each_theme
def test_a_link_says_more_than_two_letters(site: SiteFolder, page: Any, theme: str) -> None:
    """The link to a term that is as short as Go says what it leads to, to whom hears it alone; no
    eye sees that.
    """
    site.record("a", technologies=["Go"])
    site.publish(theme=theme)
    page.goto((site.output / "credentials/a/index.html").as_uri())
    link = page.get_by_role("link", name="Go credentials", exact=True)
    assert link.count() == 1
    assert link.bounding_box()["width"] < 40


@for_each_theme
def test_a_fact_stands_beside_its_name(site: SiteFolder, page: Any, theme: str) -> None:
    """The name of a fact stands at the first line of its value, however long that is, and links of
    several words are in one piece.
    """
    site.record("long", title="Programme of many words about the keeping of large platforms")
    skills = [f"Keeping of platforms {number}" for number in range(6)]
    site.record("part", part_of="long", competencies=skills)
    site.publish(theme=theme)
    page.goto((site.output / "credentials/part/index.html").as_uri())
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for row in page.locator("dl > div:has(dd a)").all():
            name, value = row.locator("dt").bounding_box(), row.locator("dd a").first.bounding_box()
            assert abs(name["y"] - value["y"]) < 8, (width, row.inner_text())
        pieces = "all => all.map((a) => a.getClientRects().length)"
        assert set(page.eval_on_selector_all("dl dd a", pieces)) == {1}


# In colours that the reader's system forces on pages

VISIBLE = 96
"""By how much of 255 the lightness of something differs from what is around it."""
CONTROLS = ("nav a", "main a", "input", "select", "button", "summary")


def changes(page: Any, element: Any, script: str) -> bool:
    """Whether what a script does to an element can be seen."""
    element.evaluate("e => e.scrollIntoView({ block: 'center' })")
    before = page.screenshot()
    element.evaluate(script)
    first, last = (
        Image.open(io.BytesIO(seen)).convert("L") for seen in (before, page.screenshot())
    )
    lightness: Any = ImageChops.difference(first, last).getextrema()
    return bool(lightness[1] >= VISIBLE)


@for_each_theme
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["credentials/", "credentials/wish/", "glance/"])
def test_forced_colours_hide_nothing(
    sites: dict[str, Built], tabs: Tabs, theme: str, scheme: str, address: str
) -> None:
    """The letters of an emblem, bars, and the ring around what has the focus can be seen in any
    colours.
    """
    with tabs.page(640, 480, forced_colors="active", color_scheme=scheme) as page:
        page.goto((sites[theme].site.output / address / "index.html").as_uri())
        kinds = {
            one.evaluate("e => [e.tagName, ...e.classList].join('.')"): one
            for one in page.locator(
                "main svg:visible :is(text, rect):not(.minor, .progress :first-child)"
            ).all()
        }
        removed = {
            kind: changes(page, one, "e => e.style.visibility = 'hidden'")
            for kind, one in kinds.items()
        }
        assert [kind for kind, is_seen in removed.items() if not is_seen] == []
        page.keyboard.press("Tab")
        for control in (page.locator(f"{kind}:visible") for kind in CONTROLS):
            if control.count():
                control.first.focus()
                assert changes(page, control.first, "e => e.blur()"), control


# What programs find


@for_each_theme
def test_every_page_is_sound(sites: dict[str, Built], theme: str) -> None:
    """Every page closes what it opens, has a title, one h1 and no id twice, and leads nowhere that
    does not exist.
    """
    for name, tree in sites[theme].pages.items():
        identifiers = [values["id"] for _, values in tree.elements if "id" in values]
        assert tree.faults == [], name
        assert len(identifiers) == len(set(identifiers)), name
        if not any(values.get("http-equiv") == "refresh" for values in tree.all("meta")):
            assert (len(tree.all("h1")), len(tree.all("title"))) == (1, 1), name
    assert dead_links(sites[theme].site.output) == []


@for_each_theme
def test_the_addresses_are_the_same(sites: dict[str, Built], theme: str) -> None:
    """A site has the same pages, pictures and files whatever its theme, so that no link breaks when
    the theme is changed; only what the theme itself brings has other names.
    """
    assert sites[theme].shared == sites[DEFAULT].shared


@for_each_theme
def test_files_for_programs_are_the_same(sites: dict[str, Built], theme: str) -> None:
    """What is no page has the same bytes in every theme: feed, data, calendar, pictures."""
    different = [
        name
        for name in sites[DEFAULT].shared
        if not name.endswith(".html") and sites[theme].files[name] != sites[DEFAULT].files[name]
    ]
    assert different == []


@for_each_theme
def test_pages_say_the_same_to_programs(sites: dict[str, Built], theme: str) -> None:
    """Search engines and link previews are told the same of each page in every theme."""
    different = [
        name
        for name, tree in sites[DEFAULT].pages.items()
        if said_to_programs(sites[theme].pages[name]) != said_to_programs(tree)
    ]
    assert different == []


@for_each_theme
def test_no_theme_publishes_what_is_anothers(sites: dict[str, Built], theme: str) -> None:
    """A site has static files of its theme, and none of another."""
    for other in THEMES:
        brought = {name for name in sites[theme].files if brings(other, name)}
        assert bool(brought) == (other == theme), (other, brought)


def said_to_programs(tree: Tree) -> object:
    """The structured data of a page, its title, its descriptions and the files that it names."""
    structured = [text for values, text in tree.scripts if "json" in values.get("type", "")]
    links = [values for values in tree.all("link") if values["rel"] != "stylesheet"]
    return structured, tree.all("meta"), links
