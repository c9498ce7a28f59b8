"""Every theme shows every field: a record with all of them is rendered by each theme,
and each field is found on its page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from conftest import REPOSITORY, SETTINGS, SiteFolder, Tree

from portfolio.domain.record import ProfileRecord, Record
from portfolio.theme.declarations import theme_names

THEMES = [name for name in theme_names(REPOSITORY / "nowhere") if name != "base"]
PNG = (REPOSITORY / "themes/base/static/root/apple-touch-icon.png").read_bytes()


@dataclass(frozen=True)
class Shown:
    """What an author writes into a field, and what a reader finds of it:
    words, or the value of an attribute.
    """

    value: Any
    words: tuple[str, ...] = ()
    attribute: str = ""
    """The end of the value of some attribute, for links and pictures."""


EARNED: dict[str, Shown] = {
    "title": Shown("Distinct title", ("Distinct title",)),
    "issuer": Shown(
        "Distinct issuer", ("Distinct issuer",), "issuers/distinct-issuer-id/index.html"
    ),
    "issued_date": Shown("2023-04-11", ("11 Apr 2023",), "2023-04-11"),
    "expiry_date": Shown("2031-09-23", ("23 Sep 2031",), "2031-09-23"),
    "type": Shown("distinct_type", ("Distinct type",)),
    "category": Shown(
        "distinct_category", ("Distinct category",), "categories/distinct-category/index.html"
    ),
    "co_issuers": Shown(
        ["First co-issuer", "Second co-issuer"], ("First co-issuer", "Second co-issuer")
    ),
    "platform": Shown("Distinct platform", ("Distinct platform",)),
    "instructor": Shown(["Zoe Teacher", "Abe Teacher"], ("Zoe Teacher, Abe Teacher",)),
    "credential_id": Shown("00012e5-no", ("00012e5-no",)),
    "enrollment_id": Shown("ENROL-77", ("ENROL-77",)),
    "verification_url": Shown(
        "https://verify.example/check/1?sharingId=2",
        ("verify.example",),
        "https://verify.example/check/1?sharingId=2",
    ),
    "badge_url": Shown("https://badge.example/b", ("badge.example",), "https://badge.example/b"),
    "course_url": Shown(
        "https://course.example/c", ("course.example",), "https://course.example/c"
    ),
    "technologies": Shown(
        ["C++", "Distinct tool"], ("C++", "Distinct tool"), "technologies/c-plus-plus/index.html"
    ),
    "competencies": Shown(
        ["distinct_skill", "other_skill"],
        ("Distinct skill", "Other skill"),
        "skills/distinct-skill/index.html",
    ),
    "last_updated": Shown("2025-02-03", ("3 Feb 2025",), "2025-02-03"),
    "duration_hours": Shown("121-157", ("121–157",)),
    "exam_codes": Shown(["EX-1", "EX-2"], ("EX-1, EX-2",)),
    "level": Shown("Distinct level", ("Distinct level",)),
    "grade": Shown("97.3 %", ("97.3 %",)),
    "language": Shown("nb", ("Norwegian Bokmål",)),
    "part_of": Shown("parent_record", ("Title parent",), "credentials/parent/index.html"),
    "superseded_by": Shown("newer_record", ("Title newer",), "credentials/newer/index.html"),
    "summary": Shown("Distinct summary sentence.", ("Distinct summary sentence.",)),
    "image": Shown("badge.png", (), ".png"),
    "image_alt": Shown("Distinct description", (), "Distinct description"),
    "certificate": Shown("paper.pdf", (), ".pdf"),
}
"""Fields of what is earned."""
UNDERWAY: dict[str, Shown] = {
    "status": Shown("in_progress", ("In progress",)),
    "target_date": Shown("2026-03", ("Mar 2026",), "2026-03"),
    "study_start_date": Shown("2025-01-15", ("15 Jan 2025",), "2025-01-15"),
    "progress_percentage": Shown("37", ("37 %",)),
}
"""Fields of what is in progress."""
UNSEEN: dict[str, Any] = {
    "entity_id": "distinct_entity_id",
    "issuer_id": "distinct_issuer_id",
    "featured": "yes",
    "draft": "no",
    "sample": "no",
    "publish_badge_data": "yes",
    "slug": "distinct-slug",
    "aliases": ["old/place"],
    "extra": {"own": "Own value"},
    "public_parameters": ["key"],
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


def test_every_field_is_in_a_table() -> None:
    """A new field of a record or profile must be entered above: as shown, or as not meant to be."""
    tables = [set(EARNED), set(UNDERWAY), set(UNSEEN)]
    assert set().union(*tables) == set(Record.specs())
    assert sum(map(len, tables)) == len(Record.specs())
    assert set(OWNER) == set(ProfileRecord.specs())


@pytest.fixture(scope="module", params=THEMES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """A site with every field, built with one theme."""
    site = SiteFolder(tmp_path_factory.mktemp(request.param))
    site.write("portfolio.toml", SETTINGS)
    for name in ("credentials/badge.png", "me.png"):
        site.write(f"content/{name}", PNG)
    site.write("content/credentials/paper.pdf", b"%PDF-1.4\n%%EOF\n")
    import json

    lines = "\n".join(f"{key}: {json.dumps(value)}" for key, (value, _) in OWNER.items())
    site.write("content/profile.md", f"---\n{lines}\n---\n\nDistinct introduction.\n")
    site.record("parent", entity_id="parent_record")
    site.record("newer", entity_id="newer_record", issued_date="2025-01")
    body = "## One\n\nDistinct body.\n\n## Two\n\n## Three\n\n## Four\n"
    site.record("all", body, **{name: shown.value for name, shown in EARNED.items()}, **UNSEEN)
    site.record("exam", issued_date=None, **{name: shown.value for name, shown in UNDERWAY.items()})
    site.publish(theme=request.param)
    return site


def missing(tree: Tree, fields: dict[str, Shown]) -> dict[str, str]:
    """The fields that a page does not show, with what was looked for."""
    body = tree.text.split("Skip to the content")[-1]
    values = tree.attribute_values()
    lost = {
        name: words for name, shown in fields.items() for words in shown.words if words not in body
    }
    return lost | {
        name: s.attribute
        for name, s in fields.items()
        if s.attribute and not any(v.endswith(s.attribute) for v in values)
    }


def test_every_field_of_an_earned_credential_is_shown(built: SiteFolder) -> None:
    """The page of a credential shows every field that means something to its reader."""
    assert missing(built.page("credentials/distinct-slug/"), EARNED) == {}


def test_every_field_of_what_is_in_progress_is_shown(built: SiteFolder) -> None:
    """The page of what is in progress shows how far it is, when it began
    and when it is expected.
    """
    assert missing(built.page("credentials/exam/"), UNDERWAY) == {}


def test_the_text_is_shown(built: SiteFolder) -> None:
    """The page of a credential shows its body, and the home page the owner's introduction."""
    assert "Distinct body." in built.page("credentials/distinct-slug/").text
    assert "Distinct introduction." in built.page().text


def test_files_open_from_the_page(built: SiteFolder) -> None:
    """The picture has its size and description, and picture and certificate
    lead to files of the site.
    """
    tree = built.page("credentials/distinct-slug/")
    (picture,) = [image for image in tree.all("img") if image["alt"] == "Distinct description"]
    assert (picture["width"], picture["height"]) == ("180", "180")
    page = built.output / "credentials/distinct-slug"
    links = [
        picture["src"],
        *(a["href"] for a in tree.all("a") if a["href"].endswith((".pdf", ".png"))),
    ]
    assert any(link.endswith(".pdf") for link in links)
    assert all((page / link).resolve().is_file() for link in links)


def test_what_is_not_for_readers_is_not_shown(built: SiteFolder) -> None:
    """The words of the owner's own keys and of the record's id are nowhere on the page."""
    tree = built.page("credentials/distinct-slug/")
    assert "Own value" not in tree.text
    assert "distinct_entity_id" not in tree.text


def test_every_field_of_the_owner_is_shown(built: SiteFolder) -> None:
    """The home page shows every field of the profile."""
    tree = built.page()
    assert [name for name, (_, words) in OWNER.items() if words and words not in tree.text] == []
    assert "mailto:owner@example.org" in tree.attribute_values()
    assert "https://me.test/" in tree.attribute_values()
    (photo,) = [image for image in tree.all("img") if image["alt"] == "Portrait in words"]
    assert (built.output / photo["src"]).is_file()


def test_absent_fields_have_no_line(built: SiteFolder) -> None:
    """A field that a record does not have leaves nothing behind: no label, no None."""
    text = built.page("credentials/parent/").text
    for word in ("None", "N/A", "null", "Grade", "Level", "Exam", "Expires", "Credential ID"):
        assert (
            word
            not in text.split("Skip to the content")[-1]
            .split("Related")[0]
            .replace("No expiry", "")
            .split("Its parts")[0]
        ), word


def test_every_page_is_sound(built: SiteFolder) -> None:
    """Every page of every theme closes what it opens and has a title and one h1."""
    for name, content in built.files().items():
        if name.endswith(".html") and b'http-equiv="refresh"' not in content:
            tree = Tree(content.decode())
            assert tree.faults == [], name
            assert len(tree.all("h1")) == 1, name
            assert len(tree.all("title")) == 1, name
