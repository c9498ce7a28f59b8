"""Collections: what each selects, in which order, and that it shows nothing that is not published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st
from small_site import front_matter, surveyed

from portfolio.domain.records.collection import STATES
from portfolio.domain.states import GROUPS
from portfolio.pipeline.assemble import AssembledSite, render_site

HIDDEN = "Zyxwv"
"""A word that stands in the titles of what is not published, and nowhere else."""
RECORDS: dict[str, str | bytes] = {
    "aws": front_matter(
        title="Clouds",
        issuer="Cloud House",
        issued_date="2024",
        technologies=["AWS"],
        type="badge",
        category="cloud",
    ),
    "old": front_matter(
        title="Aged", issued_date="2019", expiry_date="2021", technologies=["AWS", "SQL"]
    ),
    "sql": front_matter(
        title="Data", issued_date="2022", technologies=["SQL"], competencies=["design"]
    ),
    "whole": front_matter(title="Programme", issued_date="2023", technologies=["Go"]),
    "part": front_matter(title="Part", issued_date="2023", technologies=["Go"], part_of="whole"),
    "now": front_matter(title="Now", issued_date=None, status="in_progress", technologies=["AWS"]),
    "later": front_matter(
        title=f"{HIDDEN} later", issued_date=None, status="planned", technologies=["AWS"]
    ),
    "draft": front_matter(title=f"{HIDDEN} draft", draft="yes", technologies=["AWS"]),
    "content/projects/p.md": "---\ntitle: Used\ncredentials: [sql]\n---\n",
    "content/projects/d.md": f"---\ntitle: {HIDDEN} project\ncredentials: [aws]\ndraft: yes\n---\n",
}


def collected(root: Path, /, **fields: object) -> AssembledSite:
    """A site with one collection that says this."""
    said = {"title": "For you", "issuer": None, "issued_date": None, **fields}
    return surveyed(root, {**RECORDS, "content/collections/c.md": front_matter("", **said)})


@pytest.mark.parametrize(
    ("fields", "chosen"),
    [
        ({}, ["aws", "whole", "sql", "old"]),
        ({"credentials": ["sql", "aws"]}, ["sql", "aws"]),
        ({"credentials": ["sql", "aws"], "order": "newest"}, ["aws", "sql"]),
        ({"credentials": ["sql"], "technologies": ["aws"]}, ["sql", "aws", "old"]),
        ({"technologies": ["AWS"]}, ["aws", "old"]),
        ({"technologies": ["AWS"], "expired": "no"}, ["aws"]),
        ({"technologies": ["AWS", "SQL"], "order": "oldest"}, ["old", "sql", "aws"]),
        ({"technologies": ["AWS", "SQL"], "order": "title"}, ["old", "aws", "sql"]),
        ({"technologies": ["AWS"], "competencies": ["design"]}, []),
        ({"competencies": ["Design"]}, ["sql"]),
        ({"technologies": ["Go"]}, ["whole"]),
        ({"credentials": ["part"]}, ["part"]),
        ({"issuers": ["cloud house"]}, ["aws"]),
        ({"types": ["badge"]}, ["aws"]),
        ({"categories": ["cloud"]}, ["aws"]),
        ({"states": ["expired"]}, ["old"]),
        ({"states": ["in_progress", "planned"]}, ["now"]),
        ({"technologies": ["AWS"], "states": ["in_progress"]}, ["now"]),
    ],
)
def test_a_collection_selects_by_ids_and_by_what_credentials_say(
    tmp_path: Path, fields: dict[str, Any], chosen: list[str]
) -> None:
    """Ids come in their order, then what every filter finds; a part comes with its programme."""
    (entry,) = collected(tmp_path, **fields).portfolio.collections
    assert list(entry.credentials) == chosen


def test_the_states_of_collections_are_those_of_lists() -> None:
    """Each state by which lists can be filtered selects."""
    assert set(STATES) == set(GROUPS)


@pytest.mark.parametrize(
    ("blocks", "has_projects"),
    [(None, True), (["text", "credentials"], False), (["projects"], True)],
)
def test_projects_come_with_their_credentials_if_the_page_has_their_block(
    tmp_path: Path, blocks: list[str] | None, *, has_projects: bool
) -> None:
    """A project is shown that puts one of the collection's credentials to use."""
    (entry,) = collected(tmp_path, credentials=["sql"], blocks=blocks).portfolio.collections
    assert entry.projects == (("p",) if has_projects else ())


def test_an_unlisted_collection_has_its_page_and_no_way_to_it(tmp_path: Path) -> None:
    """No page, site map, feed or file of data leads to it, and search engines are told off."""
    base = {"portfolio.toml": '[site]\nbase_url = "https://ada.example/"\n'}
    pages = {
        is_listed: dict(
            render_site(
                surveyed(
                    tmp_path / is_listed,
                    {
                        **RECORDS,
                        **base,
                        "content/collections/c.md": f"---\ntitle: For you\nlisted: {is_listed}\n---\n",
                    },
                )
            )
        )
        for is_listed in ("yes", "no")
    }
    naming = {
        is_listed: {name for name, content in made.items() if b"for/c/" in bytes(content)}  # type: ignore[arg-type]
        for is_listed, made in pages.items()
    }
    assert naming["no"] == {"for/c/"}
    assert {"for/", "sitemap.xml"} < naming["yes"]
    assert b"noindex" in pages["no"]["for/c/"]  # type: ignore[operator]
    assert b"noindex" not in pages["yes"]["for/c/"]  # type: ignore[operator]
    assert "for/" not in pages["no"]
    assert "share/for/c.png" in pages["no"]


words = st.sampled_from(["AWS", "SQL", "Go", "aws"])
filters = st.fixed_dictionaries(
    {},
    optional={
        "credentials": st.lists(
            st.sampled_from(["aws", "old", "sql", "whole", "part", "now", "later"]), unique=True
        ),
        "technologies": st.lists(words, unique=True),
        "states": st.lists(st.sampled_from(STATES), unique=True),
        "order": st.sampled_from(["given", "newest", "oldest", "title"]),
        "blocks": st.lists(st.sampled_from(["text", "credentials", "projects"]), unique=True),
        "expired": st.sampled_from(["yes", "no"]),
        "listed": st.sampled_from(["yes", "no"]),
    },
)


@examples(30)
@given(fields=filters)
def test_a_collection_shows_nothing_that_the_site_does_not_publish(
    tmp_path_factory: pytest.TempPathFactory, fields: dict[str, Any]
) -> None:
    """Whatever it selects, no file of the site has a word of a draft, or of a planned record."""
    found = collected(tmp_path_factory.mktemp("site"), **fields)
    published = {entry.id for entry in found.portfolio.entries}
    (entry,) = found.portfolio.collections
    assert {*entry.credentials} <= published
    assert len({*entry.credentials}) == len(entry.credentials)
    for address, content in render_site(found):
        assert HIDDEN.encode() not in bytes(content), address  # type: ignore[arg-type]
