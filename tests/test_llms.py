"""The site for language models: `llms.txt`, read as the Markdown that it is."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import SiteFolder
from markdown_it import MarkdownIt
from small_site import front_matter, surveyed

from portfolio.pipeline.assemble import render_site

BASE = "[site]\nbase_url = 'https://ada.example/me/'\n"
Sections = dict[str, list[tuple[str, str, str]]]


def read(content: bytes) -> tuple[str, str, Sections]:
    """Heading, quoted sentence, and by the heading of its section the words,
    address and notes of each listed link.
    """
    heading, quote, section, sections = "", "", "", Sections()
    tokens = MarkdownIt("commonmark", {"html": False}).parse(content.decode())
    for before, token in itertools.pairwise(tokens):
        if token.type != "inline":
            continue
        if before.type == "heading_open":
            heading, section = (
                (_words(token), "") if before.tag == "h1" else (heading, _words(token))
            )
            assert before.tag in ("h1", "h2")
        elif before.level == 1:
            quote = _words(token)
        elif before.level > 1:
            parts = token.children or []
            end = next(at for at, part in enumerate(parts) if part.type == "link_close")
            words, notes = (
                "".join(part.content for part in some) for some in (parts[1:end], parts[end + 1 :])
            )
            sections.setdefault(section, []).append(
                (words, str(parts[0].attrs["href"]), notes.removeprefix(": "))
            )
    return heading, quote, sections


def _words(token: Any) -> str:
    return "".join(child.content for child in token.children)


def llms(tmp_path: Path, files: dict[str, str], base: str = BASE) -> tuple[str, str, Sections]:
    """What a site tells language models."""
    content = dict(render_site(surveyed(tmp_path, files | {"portfolio.toml": base})))["llms.txt"]
    assert isinstance(content, bytes)
    return read(content)


def test_the_example_has_every_credential_once(example: SiteFolder) -> None:
    """Name, sentence, then each credential of the data once, under what it proves,
    with the address of its page.
    """
    heading, quote, sections = read((example.output / "llms.txt").read_bytes())
    data = json.loads((example.output / "credentials.json").read_bytes())["credentials"]
    assert heading == "Mira Halvorsen"
    assert quote.startswith(
        "Mira Halvorsen, Machine-learning engineer for ports and ferries: 20 credentials since 2015"
    )
    assert list(sections) == [
        "Valid",
        "Completed without a certificate",
        "No longer valid",
        "In progress or planned",
        "Projects",
        "Selections",
        "Goals",
        "Optional",
    ]
    found = {
        address: (words, notes)
        for section, links in sections.items()
        if section not in ("Projects", "Selections", "Goals", "Optional")
        for words, address, notes in links
    }
    assert {address: words for address, (words, _) in found.items()} == {
        item["url"]: item["title"] for item in data
    }
    for item in data:
        notes = found[item["url"]][1].split("; ")
        assert notes[0].startswith(item["issuer"])
        dates = [
            f"{word} {item[name]}"
            for word, name in (("issued", "issued_date"), ("expires", "expiry_date"))
            if name in item
        ]
        assert notes[1 : 1 + len(dates)] == dates
        assert ("verification" in item) == any(note.startswith("Check at ") for note in notes)


@pytest.mark.parametrize(
    "name", ["C++ & <b>*it*</b>", "[x](y) `z` _w_", "R&amp;D \\ ~~a~~ | #1", "機器 'q' \"q\""]
)
def test_words_are_shown_as_they_are(name: str, tmp_path: Path) -> None:
    """What titles and issuers have of markup is no markup, and no letter is lost."""
    _, _, sections = llms(
        tmp_path,
        {"a": front_matter(title=json.dumps(name), issuer=json.dumps(name), issued_date="2024")},
    )
    assert sections["Valid"] == [
        (
            name,
            "https://ada.example/me/credentials/a/",
            f"{name}; issued 2024; Valid, no expiry stated",
        )
    ]


def test_the_check_is_linked(tmp_path: Path) -> None:
    """The link of the check is whole, with all that its query has."""
    check = "https://example.org/check/1?a=1&b=(x)_y_"
    _, _, sections = llms(
        tmp_path,
        {"a": front_matter(verification_url=check, part_of="p"), "p": front_matter(title="P_1")},
    )
    notes = next(notes for words, _, notes in sections["Valid"] if words == "Data Basics")
    assert notes == (
        "Example Academy; issued 2024-05; Valid, no expiry stated; part of P_1; "
        f"Link to example.org: {check}"
    )


def test_without_credentials_and_address(tmp_path: Path) -> None:
    """An empty site that does not know its address says so, with links
    that work beside the file.
    """
    heading, quote, sections = llms(tmp_path, {}, "")
    assert (heading, list(sections)) == ("Credentials", ["Optional"])
    assert quote
    assert [address for _, address, _ in sections["Optional"]] == ["credentials.json"]


def text(**fields: object) -> str:
    """A file of content with these fields and no others."""
    return front_matter(**{"issuer": None, "issued_date": None, **fields})


def test_projects_say_what_came_of_them(tmp_path: Path) -> None:
    """A project has its time, role and result, and what it used, in the words of its page; one that
    says nothing of itself is only named.
    """
    files = {
        "a": front_matter(technologies=["SQL"]),
        "content/projects/buses.md": text(
            title="Buses & *trams*",
            role="Developer",
            start_date="2024-03",
            summary="Arrival times. On one page.",
            result="3_000 people use it.",
            credentials=["a"],
            technologies=["SQL", "C++"],
            competencies=["data_cleaning"],
        ),
        "content/projects/done.md": text(title="Done", start_date="2020", end_date="2021-04"),
        "content/projects/once.md": text(title="Once", end_date="2019"),
        "content/projects/some.md": text(title="Some"),
    }
    _, _, sections = llms(tmp_path, files)
    address = "https://ada.example/me/projects/"
    assert sections["Projects"] == [
        (
            "Buses & *trams*",
            f"{address}buses/",
            "; ".join(
                [
                    "since 2024-03",
                    "Developer",
                    "Arrival times. On one page",
                    "Result: 3_000 people use it",
                    "Credentials: Data Basics",
                    "Technologies: SQL, C++",
                    "Skills: Data cleaning",
                ]
            ),
        ),
        ("Done", f"{address}done/", "2020 – 2021-04"),
        ("Once", f"{address}once/", "2019"),
        ("Some", f"{address}some/", ""),
    ]


def test_collections_and_targets_that_are_published(tmp_path: Path) -> None:
    """A listed collection names its credentials and projects, and a published target what it asks
    for, each with the answer; the others are not there.
    """
    files = {
        "a": front_matter(technologies=["SQL"], expiry_date="2027-02-03"),
        "content/projects/p.md": text(title="P", credentials=["a"], technologies=["Go"]),
        "content/collections/few.md": text(title="Few", summary="For a few."),
        "content/collections/hidden.md": text(title="Hidden", listed="no"),
        "content/targets/lead.md": text(
            title="Lead",
            publish="yes",
            target_date="2028",
            needed="\n  technologies: [SQL, C++]",
            useful="\n  technologies: [Go]",
        ),
        "content/targets/mine.md": text(title="Mine"),
    }
    _, _, sections = llms(tmp_path, files)
    assert sections["Selections"] == [
        (
            "Few",
            "https://ada.example/me/for/few/",
            "For a few; Credentials: Data Basics; Projects: P",
        )
    ]
    assert sections["Goals"] == [
        (
            "Lead",
            "https://ada.example/me/targets/lead/",
            "By 2028; Needed: SQL (Proved until 3 Feb 2027), C++ (Missing); Useful: Go (Used)",
        )
    ]
