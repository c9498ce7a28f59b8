"""What the pages of each theme say of how far a credential is checked."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import SETTINGS, Tree
from msgspec.structs import replace
from small_site import NO_VARIABLES, front_matter, write_site
from test_theme_conformance import THEMES

from portfolio.domain.proof import Answer, Check, Checked, CheckMark, Checks, LinkCheck, LinkState
from portfolio.linking.editions import make_editions
from portfolio.options import Options
from portfolio.pipeline.assemble import render_site, survey
from portfolio.pipeline.routes import make_site

TICK = "✓"
CHECK = "https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-7f1d0a3b9c11/public_url"
SEEN = date(2025, 6, 1)


def found(**others: Answer) -> Checks:
    """Answers about a badge file: all are yes but the `others`."""
    answers = dict.fromkeys(Checks.__struct_fields__, Answer.YES) | others
    return Checks(**{name: Check(answer, "so it is") for name, answer in answers.items()})


def link_in(state: LinkState, dead_since: date | None = None) -> LinkCheck:
    """What was seen of the check link."""
    return LinkCheck(CHECK, state, SEEN, dead_since=dead_since)


PROVED = Checked(CheckMark.PROVED, found(), "example.edu")
MARKS = {
    "proved": (PROVED, "Proved here"),
    "alive": (
        Checked(CheckMark.LINK_CHECKED, link=link_in(LinkState.ALIVE)),
        "Link checked on 1 Jun 2025",
    ),
    "checkable": (Checked(CheckMark.CHECKABLE), "Not checked by this site"),
    "withdrawn": (Checked(CheckMark.CHECKABLE, found(status=Answer.NO)), "Not proved here"),
    "vanished": (
        Checked(CheckMark.VANISHED, link=link_in(LinkState.DEAD, date(2025, 5, 1))),
        "Could be checked at Credly until its page vanished",
    ),
    "none": (Checked(CheckMark.NONE), "No public check known"),
}
"""Valid credentials by name, with the mark that each has, in words."""
PAST: dict[str, dict[str, Any]] = {
    "expired": {"expiry_date": "2024-09"},
    "revoked": {"status": "revoked"},
    "superseded": {"superseded_by": "proved"},
}
"""Credentials that are proved, and no longer valid."""


def pages_of(root: Path, theme: str, checked: dict[str, Checked]) -> dict[str, str]:
    """The files of a site in which credentials are checked as far as is given."""
    settings = SETTINGS.replace("\n\n[publish]", f'\ntheme = "{theme}"\n\n[publish]')
    files = {
        name: front_matter(
            entity_id=name, title=f"Title {name}", verification_url=CHECK, **PAST.get(name, {})
        )
        for name in checked
    }
    write_site(root, {**files, "portfolio.toml": settings})
    site = survey(root, Options(as_of=date(2025, 6, 15)), NO_VARIABLES)
    entries = tuple(replace(one, checked=checked[one.id]) for one in site.portfolio.entries)
    editions = make_editions(replace(site.portfolio, entries=entries), site.inputs.setup.settings)
    assert site.inputs.setup.theme
    made, _ = make_site(editions, site.inputs.setup.theme, {})
    return {
        address: content.decode("utf-8", "ignore")
        for address, content in render_site(replace(site, site=made))
        if isinstance(content, bytes)
    }


@pytest.fixture(scope="module", params=THEMES)
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A site with every mark, in each theme."""
    checked = {name: mark for name, (mark, _) in MARKS.items()} | dict.fromkeys(PAST, PROVED)
    return pages_of(tmp_path_factory.mktemp("marks"), request.param, checked)


def own_part(html: str) -> str:
    """The page of a credential without those that are related to it."""
    return html.partition("Related")[0]


@pytest.mark.parametrize("name", MARKS)
def test_every_mark_is_said_once_in_words(pages: dict[str, str], name: str) -> None:
    """The page of a credential says its mark once, and leads to what it means."""
    html = own_part(pages[f"credentials/{name}/"])
    mark, words = MARKS[name]
    assert Tree(pages[f"credentials/{name}/"]).text.partition("Related")[0].count(words) == 1
    assert f'checks/index.html#mark--{mark.mark}"' in html
    assert f'id="mark--{mark.mark}"' in pages["checks/"]


@pytest.mark.parametrize("name", [*MARKS, *PAST])
def test_only_what_is_proved_and_valid_has_a_tick(pages: dict[str, str], name: str) -> None:
    """No other mark has one, and what is over has words alone, though its signature fits."""
    html = own_part(pages[f"credentials/{name}/"])
    assert (TICK in html) == (name == "proved")
    if name in PAST:
        assert "Proved here" in html


def test_lists_say_what_is_proved_and_nothing_else(pages: dict[str, str]) -> None:
    """Each list has the words once, with the tick; other marks are for the page of a credential."""
    for address in ("", "credentials/", "issuers/example-academy/"):
        text = Tree(pages[address]).text
        assert text.count("Proved here") == text.count(TICK) == 1, address
        assert "Not checked by this site" not in text


def test_the_answers_have_signs_that_nobody_has_to_hear(pages: dict[str, str]) -> None:
    """Each of the four answers has a sign of its own, hidden where the sentence is read aloud."""
    html = own_part(pages["credentials/withdrawn/"])
    assert html.count('<li data-answer="yes"><b aria-hidden="true">•</b> ') == 3
    assert '<li data-answer="no"><b aria-hidden="true">×</b> The list of its issuer' in html


@pytest.mark.parametrize(
    ("answers", "sign", "sentence"),
    [
        (found(status=Answer.UNKNOWN), "?", "Whether it was revoked could not be checked."),
        (found(status=Answer.NONE), "–", "It has no list that would say whether it was revoked."),
        (found(proof=Answer.NONE), "–", "The badge has no signature."),
    ],
)
def test_what_is_not_known_is_neither_yes_nor_no(
    tmp_path: Path, answers: Checks, sign: str, sentence: str
) -> None:
    """What could not be checked, and what there is nothing to check of, have other words."""
    pages = pages_of(tmp_path, "plain", {"a": Checked(CheckMark.CHECKABLE, answers)})
    assert f'aria-hidden="true">{sign}</b> {sentence}' in pages["credentials/a/"]


def test_the_readers_page_has_only_marks_that_are_there(tmp_path: Path) -> None:
    """A mark that no credential has is not explained, and without any there is no page."""
    pages = pages_of(tmp_path, "plain", {"a": PROVED})
    text = Tree(pages["checks/"]).text
    assert "Proved here" in text
    assert "1 credential" in text
    assert "Check page vanished" not in text
    assert "checks/" not in pages_of(tmp_path / "none", "plain", {})


def test_programs_are_told_the_same(pages: dict[str, str]) -> None:
    """Structured data has each answer with its sentence, language models the mark."""
    (script,) = (
        text
        for values, text in Tree(pages["credentials/withdrawn/"]).scripts
        if "json" in values.get("type", "")
    )
    (credential,) = (
        node
        for node in json.loads(script)["@graph"]
        if node["@type"] == "EducationalOccupationalCredential"
    )
    assert {
        "@type": "Report",
        "name": "The list of its issuer says that it is not in force.",
        "abstract": "no",
        "datePublished": "2025-06-15",
        "inLanguage": "en",
    } in credential["subjectOf"]
    assert "Title proved" in pages["llms.txt"]
    assert pages["llms.txt"].count("Proved here") == 1 + len(PAST)
