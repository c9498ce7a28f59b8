"""What every built-in theme owes the pages of projects, collections and targets, and what it says
of them elsewhere: each field, each answer of a gap and each event of a history is shown.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import SETTINGS, SiteFolder, Tree, links_of
from test_theme_conformance import PNG, THEMES, Shown, for_each_theme, missing, shown_text

from portfolio.domain.records.collection import CollectionRecord
from portfolio.domain.records.project import ProjectRecord
from portfolio.domain.records.target import TargetRecord
from portfolio.domain.terms import GapAnswer
from portfolio.schema.fields import Fields
from portfolio.site.pages.history import EVENT_LABELS

OF_PROJECT = {
    "title": Shown("Distinct work", ("Distinct work",)),
    "summary": Shown("Distinct summary.", ("Distinct summary.",)),
    "role": Shown("Distinct role", ("Distinct role",)),
    "start_date": Shown("2023-04-11", ("11 Apr 2023",), "2023-04-11"),
    "end_date": Shown("2024-02-03", ("3 Feb 2024",), "2024-02-03"),
    "credentials": Shown(["proof"], ("Title proof",), "credentials/proof/index.html"),
    "technologies": Shown(["Worn tool"], ("Worn tool",), "technologies/worn-tool/index.html"),
    "competencies": Shown(["worn_skill"], ("Worn skill",), "skills/worn-skill/index.html"),
    "situation": Shown("How it was.", ("Situation How it was.",)),
    "obstacle": Shown("What was in the way.", ("Obstacle What was in the way.",)),
    "approach": Shown("What was done.", ("Approach What was done.",)),
    "result": Shown("What came of it.", ("Result What came of it.",)),
    "links": Shown(
        [{"label": "Distinct link", "url": "https://work.example/x"}],
        ("Distinct link",),
        "https://work.example/x",
    ),
    "image": Shown("work.png", (), ".png"),
    "image_alt": Shown("Picture of the work", (), "Picture of the work"),
}
OF_COLLECTION = {
    "title": Shown("For somebody", ("For somebody",)),
    "summary": Shown("Why it was put together.", ("Why it was put together.",)),
    "credentials": Shown(["proof"], ("Title proof",), "credentials/proof/index.html"),
    "blocks": Shown(["projects", "text", "credentials"], ("Distinct work", "Distinct letter.")),
}
OF_TARGET = {
    "title": Shown("Distinct goal", ("Distinct goal",)),
    "summary": Shown("What the goal is.", ("What the goal is.",)),
    "credential": Shown("hoped", ("Title hoped",), "credentials/hoped/index.html"),
    "needed": Shown(
        {"competencies": ["worn_skill", "unknown_skill"], "technologies": ["Proven", "Studied"]},
        ("Needed", "Worn skill", "Unknown skill", "Proven"),
        "skills/worn-skill/index.html",
    ),
    "useful": Shown(
        {"technologies": ["Begun", "Hoped", "Over"]},
        ("Useful", "Begun", "Hoped", "Over"),
        "technologies/begun/index.html",
    ),
    "target_date": Shown("2028-03", ("Mar 2028",), "2028-03"),
    "links": Shown(
        [{"label": "Exam guide", "url": "https://goal.example/g"}],
        ("Exam guide",),
        "https://goal.example/g",
    ),
}
UNSEEN: dict[type[Any], set[str]] = {
    ProjectRecord: {"draft", "sample", "slug"},
    CollectionRecord: {
        *("competencies", "technologies", "issuers", "categories", "types", "states", "expired"),
        *("order", "listed", "draft", "sample", "slug"),
    },
    TargetRecord: {"publish", "sample", "slug"},
}
"""Fields that say what a page has, or whether there is one, and nothing to its reader."""
PAGES: dict[str, tuple[type[Fields], dict[str, Shown]]] = {
    "projects/work/": (ProjectRecord, OF_PROJECT),
    "for/somebody/": (CollectionRecord, OF_COLLECTION),
    "targets/goal/": (TargetRecord, OF_TARGET),
}
ANSWERS = {
    GapAnswer.PROVED: ("Proved until 1 May 2031", "Title proof"),
    GapAnswer.USED: ("Used", "Distinct work"),
    GapAnswer.STUDIED: ("Studied", "Title studied"),
    GapAnswer.LEARNING: ("In progress", "Title begun"),
    GapAnswer.PLANNED: ("Planned", "Title hoped"),
    GapAnswer.LAPSED: ("No longer valid", "Title over"),
    GapAnswer.MISSING: ("Missing", ""),
}
"""Each answer with its words and with what it is based on."""
HISTORIES = {
    "studied": ("over", "15 Jan 2020"),
    "issued": ("over", "17 May 2021"),
    "expired": ("over", "1 May 2023"),
    "renewed": ("older", "9 Sep 2024"),
    "superseded": ("replaced", "9 Sep 2024"),
    "revoked": ("revoked", ""),
}
"""Each event with the record that has it and its day; that a link was checked is told with the
checks.
"""


def written(fields: dict[str, Shown], **more: Any) -> str:
    """Front matter with the value of each field."""
    values = {name: shown.value for name, shown in fields.items()} | more
    return "\n".join(["---", *(f"{k}: {json.dumps(v)}" for k, v in values.items()), "---", ""])


def write_kinds(site: SiteFolder) -> SiteFolder:
    """Write a project, a collection and a target with every field, and what they name."""
    site.write("portfolio.toml", SETTINGS + "planned = true\n")
    site.write("content/projects/work.png", PNG)
    site.write("content/projects/work.md", f"{written(OF_PROJECT)}\nDistinct story.\n")
    site.write("content/collections/somebody.md", f"{written(OF_COLLECTION)}\nDistinct letter.\n")
    site.write("content/targets/goal.md", f"{written(OF_TARGET, publish=True)}\nDistinct goal.\n")
    hours = {"hours": 30, "by": "2030-12-14"}
    site.record(
        "proof",
        entity_id="proof",
        technologies=["Proven"],
        expiry_date="2031-05-01",
        renewal=hours,
        publish_renewal="yes",
    )
    site.write(
        "content/learning.csv", "date,hours,what,proof,credential\n2025-01-01,24.5,A,,proof\n"
    )
    site.record("studied", technologies=["Studied"], status="completed")
    begun = {"issued_date": None, "study_start_date": "2025-01-15"}
    site.record("begun", technologies=["Begun"], status="in_progress", **begun)
    site.record(
        "hoped", entity_id="hoped", technologies=["Hoped"], status="planned", issued_date=None
    )
    site.record(
        "over",
        technologies=["Over"],
        issued_date="2021-05-17",
        expiry_date="2023-05-01",
        study_start_date="2020-01-15",
    )
    site.record("newer", entity_id="newer", issued_date="2024-09-09")
    site.record("replaced", superseded_by="newer", issued_date="2020-01-01")
    site.record(
        "older", entity_id="older", title="Renewed", issued_date="2022-03-03", superseded_by="young"
    )
    site.record("young", entity_id="young", title="Renewed", issued_date="2024-09-09")
    site.record("revoked", status="revoked")
    return site


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SiteFolder]:
    """The same site, built with each theme."""
    found: dict[str, SiteFolder] = {}
    for theme in THEMES:
        found[theme] = write_kinds(SiteFolder(tmp_path_factory.mktemp(theme)))
        found[theme].publish(theme=theme)
    return found


def page_at(site: SiteFolder, address: str) -> Tree:
    """A page of a built site."""
    return site.page(address)


def test_every_field_is_in_a_table() -> None:
    """A new field must be entered above: as shown, or as not meant to be."""
    for record, fields in PAGES.values():
        assert {*fields} | UNSEEN[record] == {*record.specs()}
        assert not {*fields} & UNSEEN[record]
    assert {*ANSWERS} == {*GapAnswer}
    assert {*HISTORIES} | {"checked"} == {*EVENT_LABELS}


@for_each_theme
@pytest.mark.parametrize("address", PAGES)
def test_every_field_is_shown(built: dict[str, SiteFolder], theme: str, address: str) -> None:
    """The page of a project, collection or target shows all its fields and its text."""
    tree = page_at(built[theme], address)
    assert [*missing(tree, PAGES[address][1])] == []
    assert "Distinct " + {"p": "story.", "f": "letter.", "t": "goal."}[address[0]] in tree.text


@for_each_theme
def test_the_parts_of_a_collection_stand_in_its_order(
    built: dict[str, SiteFolder], theme: str
) -> None:
    """Projects, text and credentials stand in the order that `blocks` says."""
    text = shown_text(page_at(built[theme], "for/somebody/"))
    places = [text.find(words) for words in ("Distinct work", "Distinct letter.", "Title proof")]
    assert places == sorted(places)


@for_each_theme
@pytest.mark.parametrize("answer", list(GapAnswer))
def test_every_answer_is_told(built: dict[str, SiteFolder], theme: str, answer: GapAnswer) -> None:
    """The page of a target says each answer in words, and what it is based on."""
    text = shown_text(page_at(built[theme], "targets/goal/"))
    words, proof = ANSWERS[answer]
    assert words in text.partition("Needed")[2]
    assert proof in text.partition("Needed")[2]
    assert "%" not in text


@for_each_theme
@pytest.mark.parametrize("kind", HISTORIES)
def test_every_event_is_told(built: dict[str, SiteFolder], theme: str, kind: str) -> None:
    """The page of a credential tells what happened to it, and when."""
    name, day = HISTORIES[kind]
    text = shown_text(page_at(built[theme], f"credentials/{name}/"))
    told = text.partition("History")[2]
    assert EVENT_LABELS[kind] in told
    assert day in told


@for_each_theme
def test_where_a_credential_was_used_and_what_its_renewal_asks_for(
    built: dict[str, SiteFolder], theme: str
) -> None:
    """Its page leads to the projects that put it to use, and counts the hours for its renewal."""
    tree = page_at(built[theme], "credentials/proof/")
    assert any(link.endswith("projects/work/index.html") for link in links_of(tree))
    assert "24.5 of 30 hours done" in tree.text
    assert "5.5 missing by 14 Dec 2030" in tree.text


@for_each_theme
def test_what_was_only_used_is_told_without_noughts(
    built: dict[str, SiteFolder], theme: str
) -> None:
    """A skill that no credential names has a page with its projects, and a line with their number
    in the index.
    """
    tree = page_at(built[theme], "skills/worn-skill/")
    assert any(link.endswith("projects/work/index.html") for link in links_of(tree))
    assert "No valid credential" not in tree.text
    index = shown_text(page_at(built[theme], "skills/"))
    assert "Worn skill" in index
    assert "1 project" in index
    assert " 0" not in index


@for_each_theme
@pytest.mark.parametrize("address", ["projects/", "for/", "targets/"])
def test_lists_lead_to_pages(built: dict[str, SiteFolder], theme: str, address: str) -> None:
    """Each list shows the name and the summary of what it leads to."""
    (own,) = [page for page in PAGES if page.startswith(address)]
    fields = PAGES[own][1]
    tree = page_at(built[theme], address)
    assert fields["title"].words[0] in tree.text
    assert fields["summary"].words[0] in tree.text
    slug = Path(own).name
    assert any(link.endswith(f"{slug}/index.html") for link in links_of(tree))
