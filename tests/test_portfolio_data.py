"""What `credentials.json` says beside credentials: projects, collections, targets, history and
renewals, each with the schema beside it; and what no file of a site says.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conftest import SETTINGS, SiteFolder
from small_site import front_matter, surveyed
from test_exports import exported

from portfolio.domain.records.collection import CollectionRecord
from portfolio.domain.records.project import ProjectRecord
from portfolio.domain.records.target import TargetRecord
from portfolio.formats.credentials_json import DATA_VERSION, SCHEMA
from portfolio.formats.project_json import NOT_EXPORTED
from portfolio.pipeline.assemble import render_site

FIRST_VERSION = json.loads(
    (Path(__file__).parent / "cases/credentials-1.schema.json").read_text("utf-8")
)
ADDRESS = {"portfolio.toml": "[site]\nbase_url = 'https://a.example'\n"}
PROJECT: dict[str, Any] = {
    "title": "Timetables",
    "summary": "Arrival times for buses.",
    "role": "Developer",
    "start_date": "2024-03",
    "end_date": "2025",
    "credentials": ["a"],
    "technologies": ["SQL"],
    "competencies": ["data_cleaning"],
    "situation": "Passengers waited.",
    "obstacle": "No data.",
    "approach": "Signals were read.",
    "result": "They wait less.",
    "links": "\n  - label: Code\n    url: https://example.org/code",
}


def text(body: str = "", **fields: object) -> str:
    """A file of content with these fields and no others."""
    nothing = {"issuer": None, "issued_date": None}
    return front_matter(body, **{**nothing, **fields})


# Projects


def test_a_project_has_all_that_its_page_says(tmp_path: Path) -> None:
    """A project has its fields as written, its address, and its name where it is referred to."""
    files = {"a": front_matter(), "content/projects/buses.md": text(**PROJECT)}
    data = exported(tmp_path, files | ADDRESS)
    assert data["projects"] == [
        {
            **PROJECT,
            "links": [{"label": "Code", "url": "https://example.org/code"}],
            "slug": "buses",
            "url": "https://a.example/projects/buses/",
        }
    ]
    assert data["credentials"][0]["projects"] == ["buses"]
    assert set(PROJECT) == set(ProjectRecord.specs()) - NOT_EXPORTED - {"slug"}


def test_a_project_has_what_is_shown(tmp_path: Path) -> None:
    """A summary comes from the text where there is none, what is unknown is left out, and so are
    credentials that are not published.
    """
    files = {
        "a": front_matter(),
        "b": front_matter(title="B", draft="yes"),
        "content/projects/p.md": text("It is one.\n", title="P", credentials=["b", "a"]),
        "content/projects/later.md": text(title="Later", start_date="2031"),
    }
    assert exported(tmp_path, files)["projects"] == [
        {
            "slug": "p",
            "url": "projects/p/",
            "title": "P",
            "summary": "It is one.",
            "credentials": ["a"],
        }
    ]


# Collections and targets


def test_a_collection_names_what_it_shows_in_its_order(tmp_path: Path) -> None:
    """Credentials and projects of a collection are named as the rest of the data names them."""
    files = {
        "a": front_matter(title="A"),
        "b": front_matter(title="B"),
        "c": front_matter(title="C"),
        "content/projects/p.md": text(title="P", credentials=["a"]),
        "content/collections/few.md": text(
            title="Few", summary="For a few.", credentials=["b", "a"]
        ),
        "content/collections/none.md": text(title="None", listed="no"),
    }
    assert exported(tmp_path, files)["collections"] == [
        {
            "slug": "few",
            "url": "for/few/",
            "title": "Few",
            "summary": "For a few.",
            "credentials": ["b", "a"],
            "projects": ["p"],
        }
    ]
    selecting = {*CollectionRecord.specs()} - {"title", "summary", "slug", "credentials"}
    assert selecting == {
        *("competencies", "technologies", "issuers", "categories", "types", "states"),
        *("expired", "order", "blocks", "listed", "draft", "sample"),
    }


def test_a_target_has_a_row_for_all_that_it_asks_for(tmp_path: Path) -> None:
    """What is needed comes first; each row has the strongest answer, until when it is so, and
    everything that is on it.
    """
    files = {
        "a": front_matter(title="A", technologies=["SQL"], expiry_date="2027-02-03"),
        "b": front_matter(title="B", technologies=["SQL"], status="in_progress", issued_date=None),
        "content/projects/p.md": text(title="P", competencies=["data_cleaning"]),
        "content/targets/lead.md": text(
            title="Lead",
            publish="yes",
            target_date="2028",
            credential="b",
            needed="\n  technologies: [SQL, Go]",
            useful="\n  competencies: [data_cleaning]",
            links="\n  - label: Guide\n    url: https://example.org/guide",
        ),
    }
    (target,) = exported(tmp_path, files | ADDRESS)["targets"]
    site = "https://a.example/"
    assert target == {
        "slug": "lead",
        "url": f"{site}targets/lead/",
        "title": "Lead",
        "target_date": "2028",
        "credential": "b",
        "links": [{"label": "Guide", "url": "https://example.org/guide"}],
        "gap": [
            {
                "kind": "technology",
                "name": "SQL",
                "url": f"{site}technologies/sql/",
                "needed": True,
                "answer": "proved",
                "until": "2027-02-03",
                "credentials": ["a", "b"],
            },
            {"kind": "technology", "name": "Go", "needed": True, "answer": "missing"},
            {
                "kind": "skill",
                "name": "Data cleaning",
                "url": f"{site}skills/data-cleaning/",
                "needed": False,
                "answer": "used",
                "projects": ["p"],
            },
        ],
    }
    told = {"title", "credential", "target_date", "links", "slug", "needed", "useful", "summary"}
    assert set(TargetRecord.specs()) - told == {"publish", "sample"}


# History and renewals


def test_a_renewal_has_its_history(tmp_path: Path) -> None:
    """The events of a renewed credential are in order, with the other credential that each is
    about; one whose dates say as much has none.
    """
    files = {
        "old": front_matter(issued_date="2019", superseded_by="new"),
        "new": front_matter(issued_date="2023-05"),
        "plain": front_matter(title="Plain"),
    }
    history = {item["id"]: item.get("history") for item in exported(tmp_path, files)["credentials"]}
    assert history == {
        "new": [
            {"kind": "issued", "date": "2019", "credential": "old"},
            {"kind": "renewed", "date": "2023-05"},
        ],
        "old": [
            {"kind": "issued", "date": "2019"},
            {"kind": "renewed", "date": "2023-05", "credential": "new"},
        ],
        "plain": None,
    }


HOURS = {
    "expiry_date": "2026-02-01",
    "renewal": "\n  hours: 10",
    "activities": "\n  - date: 2025-01-02\n    hours: 7.5\n    what: A talk\n    proof: A paper",
}


def test_hours_are_there_only_if_their_owner_publishes_them(tmp_path: Path) -> None:
    """The hours of a renewal are summed up where readers may see that, and the record's own words
    on them are never there.
    """
    files = {
        "open": front_matter(title="Open", publish_renewal="yes", **HOURS),
        "shut": front_matter(title="Shut", **HOURS),
    }
    by_id = {item["id"]: item for item in exported(tmp_path, files)["credentials"]}
    assert by_id["open"]["renewal"] == {
        "needed": 10,
        "done": 7.5,
        "missing": 2.5,
        "by": "2026-02-01",
    }
    assert "renewal" not in by_id["shut"]
    assert not {"activities", "publish_renewal"} & {*by_id["open"], *by_id["shut"]}


# Versions


def test_the_data_says_its_version(tmp_path: Path) -> None:
    """The document has a version, and all its lists also where they are empty."""
    data = exported(tmp_path, {"a": front_matter()})
    assert (data["version"], DATA_VERSION) == (2, 2)
    assert [data[name] for name in ("projects", "collections", "targets")] == [[], [], []]


def _open(schema: Any) -> Any:
    """A schema that allows what it does not know, as a reader does that takes what it knows."""
    if isinstance(schema, dict):
        kept = {key: value for key, value in schema.items() if key != "additionalProperties"}
        return {key: _open(value) for key, value in kept.items()}
    return [_open(item) for item in schema] if isinstance(schema, list) else schema


def test_a_reader_of_the_first_version_reads_the_second(example: SiteFolder) -> None:
    """Every key of the first version has the same form and meaning, every value keeps to it, and
    what was required is there.
    """
    data, schema = (json.loads(example.files()[name]) for name in ("credentials.json", SCHEMA))
    jsonschema.Draft202012Validator(_open(FIRST_VERSION)).validate(data)
    assert not jsonschema.Draft202012Validator(FIRST_VERSION).is_valid(data)
    for old, new in (
        (FIRST_VERSION, schema),
        (FIRST_VERSION["$defs"]["credential"], schema["$defs"]["credential"]),
    ):
        assert {name: new["properties"][name] for name in old["properties"]} == old["properties"]
        assert set(old["required"]) <= set(new["required"])


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("projects", {"image": "a.png"}),
        ("projects", {"start_date": None}),
        ("projects", {"slug": ""}),
        ("collections", {"listed": True}),
        ("collections", {"credentials": []}),
        ("targets", {"publish": True}),
        ("targets", {"gap": [{"kind": "skill", "name": "A", "needed": True, "answer": "some"}]}),
        ("targets", {"gap": [{"kind": "skill", "name": "A", "answer": "used"}]}),
        ("credentials", {"renewal": {"needed": 10, "done": 7}}),
        ("credentials", {"renewal": {"hours": 10}}),
        ("credentials", {"history": [{"date": "2024"}]}),
        ("credentials", {"activities": []}),
    ],
)
def test_the_schema_knows_every_key(name: str, wrong: dict[str, Any], example: SiteFolder) -> None:
    """The example has one of each kind that is sound; with a key that is unknown or private, or a
    value of another form, it is not.
    """
    data, schema = (json.loads(example.files()[each]) for each in ("credentials.json", SCHEMA))
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(data)
    assert data[name]
    assert not validator.is_valid(data | {name: [data[name][0] | wrong]})


# What is private


PRIVATE = {
    "content/credentials/drafted.md": front_matter(title="Quince", draft="yes"),
    "content/projects/drafted.md": text(title="Medlar", draft="yes"),
    "content/collections/drafted.md": text(title="Sorbus", draft="yes"),
    "content/targets/mine.md": text(
        title="Damson", needed="\n  technologies: [Bullace]\n  competencies: [loganberry]"
    ),
}
WORDS = ("Quince", "Medlar", "Sorbus", "Damson", "Bullace", "loganberry", "Greengage", "Mulberry")
UNLISTED = "Persimmon"


@pytest.mark.parametrize("search", ["list", "pagefind"])
def test_no_file_has_what_is_private(site: SiteFolder, search: str) -> None:
    """Drafts, targets that are not published and what counts for a renewal are in no file of a
    site; a collection that is not listed is on its own page and nowhere else.
    """
    if search == "pagefind":
        pytest.importorskip("pagefind", reason="Pagefind is not installed")
    site.write("portfolio.toml", SETTINGS.replace("[site]\n", f'[site]\nsearch = "{search}"\n'))
    activity = {"date": "2025-01-02", "hours": 3, "what": "Greengage", "proof": "Mulberry"}
    site.record("a", renewal={"hours": 9173}, activities=[activity], expiry_date="2026-02-03")
    site.write("content/collections/hidden.md", text(title=UNLISTED, listed="no"))
    site.write("content/projects/p.md", text(title="Plum", credentials=["a"]))
    site.write("content/targets/open.md", text(title="Pear", publish="yes"))
    site.write("content/collections/shown.md", text(title="Cherry"))
    for name, content in PRIVATE.items():
        site.write(name, content)
    said = {name: _unpacked(content) for name, content in site.publish().items()}
    for word in (*WORDS, "9173"):
        assert [name for name, content in said.items() if word.lower() in content] == [], word
    hidden = [name for name, content in said.items() if UNLISTED.lower() in content]
    assert hidden == ["for/hidden/index.html"]
    said.pop("for/hidden/index.html")
    assert [name for name, content in said.items() if "for/hidden" in content] == []
    assert [name for name, content in said.items() if "drafted" in name or "mine" in name] == []
    for word in ("plum", "pear", "cherry"):
        files = {name for name, content in said.items() if word in content}
        assert {"llms.txt", "credentials.json"} <= files, word
    assert "for/shown" in said["sitemap.xml"]


def test_a_preview_of_everything_keeps_it_out_of_files_too(tmp_path: Path) -> None:
    """A preview shows its owner targets and hours that are not published, on pages only."""
    files = {
        "a": front_matter(**HOURS),
        "content/targets/mine.md": text(title="Damson"),
        "content/targets/open.md": text(title="Pear", publish="yes"),
    }
    made = dict(render_site(surveyed(tmp_path, files, drafts=True)))
    data = json.loads(made["credentials.json"])  # type: ignore[arg-type]
    assert [target["title"] for target in data["targets"]] == ["Pear"]
    assert "renewal" not in data["credentials"][0]
    assert b"Damson" in made["targets/mine/"]  # type: ignore[operator]
    assert b"Damson" not in made["llms.txt"]  # type: ignore[operator]
    assert b"hours" not in made["renewals.ics"]  # type: ignore[operator]


def _unpacked(content: bytes) -> str:
    """The text of a file in small letters; the index of the search is packed."""
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    return content.decode("utf-8", "replace").lower()
