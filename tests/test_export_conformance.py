"""What every form of an export owes an owner: each field of a full record is in it, where its table
says so, or in its list of what it cannot hold.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from conftest import SETTINGS, SiteFolder
from small_site import NO_VARIABLES
from test_theme_conformance import PNG, UNSEEN, fields_of

from portfolio.commands.export import NAMES, form_named
from portfolio.domain.records.credential import Record
from portfolio.exports.export import make_export
from portfolio.exports.form import PRIVATE_FIELDS, RECORD_TEXT, SITE_FIELDS
from portfolio.options import Options

AS_OF = date(2025, 6, 1)
SEEN = fields_of("one")
"""Every field that a reader sees, with its words on a page."""
LINKS = ("verification_url", "badge_url", "course_url")
ELSEWHERE: dict[str, dict[str, Any]] = {
    "endless": {"status": "lifetime"},
    "part": {"part_of": "parent_record"},
    "older": {"superseded_by": "newer_record", "expiry_date": "2030-01"},
    "under-way": {
        "status": "in_progress",
        "issued_date": None,
        "target_date": "2026-03",
        "progress_percentage": "37",
    },
    "degree": {
        "type": "masters_degree",
        "grade": "Grade of the degree",
        "study_start_date": "2016-08-15",
    },
    "own": {"extra": {"own": "Value of an own key"}},
    "renewed": {
        "renewal": {"hours": 9173},
        "activities": [{"date": "2024-09-12", "hours": 7, "what": "A distinct talk"}],
    },
}
"""Records beside the full one, for fields that would make something else of that."""
WRITTEN: dict[str, tuple[str, ...]] = {
    **{
        name: tuple(map(str, shown.value if isinstance(shown.value, list) else [shown.value]))
        for name, shown in SEEN.items()
    },
    "expiry_date": ("2031-09-23",),
    "status": ("lifetime",),
    "target_date": ("2026-03",),
    "study_start_date": ("2016-08-15",),
    "progress_percentage": ("37",),
    "part_of": ("parent_record",),
    "superseded_by": ("newer_record",),
    "extra": ("own: Value of an own key",),
    "renewal": ("9173 hours",),
    "activities": ("A distinct talk",),
}
"""What authors write into each field."""
WORDS: dict[str, tuple[str, ...]] = {
    **{name: shown.words for name, shown in SEEN.items()},
    **{name: WRITTEN[name] for name in LINKS},
    "expiry_date": ("Valid until 23 Sep 2031",),
    "status": ("Valid, no expiry",),
    "target_date": ("In progress, due Mar 2026",),
    "study_start_date": ("Begun: 15 Aug 2016",),
    "progress_percentage": ("Progress: 37%",),
    "part_of": ("Part of: Title parent",),
    "superseded_by": ("Followed by Title newer",),
}
"""The same in the words of the site."""
TERMS = {name: SEEN[name].words for name in ("technologies", "competencies")}
EXPECTED: dict[str, dict[str, tuple[str, ...]]] = {
    "csv": WRITTEN,
    "jsonresume": {
        **WRITTEN,
        **TERMS,
        "type": ('"studyType": "Title degree"',),
        "grade": ('"score": "Grade of the degree"',),
    },
    "linkedin-csv": {**WRITTEN, "issued_date": ("Apr 2023",), "expiry_date": ("Sep 2031",)},
    "markdown": WORDS,
    "openbadges": {
        **WRITTEN,
        **TERMS,
        "issued_date": ('"awardedDate": "2023-04-11T',),
        "expiry_date": ('"validUntil": "2031-09-23T23:59:59Z"',),
        "status": ("State on 2025-06-01: Valid, no expiry",),
        "type": ("ext:distinct_type",),
        "category": ("Distinct field",),
        "exam_codes": ('"humanCode": "EX-1, EX-2"',),
        "language": ('"inLanguage": "nb"',),
        "image": (".png",),
        "certificate": (".pdf",),
    },
    "rendercv": {**WORDS, "issued_date": ("2023-04-11",)},
    "text": WORDS,
    "yamlresume": WRITTEN,
}
"""What each form says of each field that it has a place for."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """A site with a full record, and others for fields that would make something else of it."""
    folder = SiteFolder(tmp_path_factory.mktemp("full"))
    folder.write("portfolio.toml", SETTINGS)
    folder.write("content/profile.md", "---\nname: Ada Example\n---\n")
    folder.write("content/credentials/badge.png", PNG)
    folder.write("content/credentials/paper.pdf", b"%PDF-1.4\n%%EOF\n")
    values = {name: shown.value for name, shown in SEEN.items() if name != "part_of"}
    folder.record("full", "A text.\n", **values, expiry_date="2031-09-23")
    folder.record("parent", entity_id="parent_record")
    folder.record("newer", entity_id="newer_record")
    for name, fields in ELSEWHERE.items():
        folder.record(name, "", **fields)
    return folder


def exported(folder: SiteFolder, name: str) -> tuple[str, tuple[str, ...]]:
    """An export as one text, also if it is an archive, and what it says it does not hold."""
    made = make_export(folder.root, Options(as_of=AS_OF), NO_VARIABLES, form_named(name))
    assert made.content is not None, made.diagnostics
    if not form_named(name).file_name:
        return made.content.decode(), tuple(made.losses)
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        text = "".join(archive.read(member).decode() for member in archive.namelist())
    return text, tuple(made.losses)


for_each_form: Callable[..., Any] = pytest.mark.parametrize("name", NAMES)


def test_every_form_and_every_field_is_in_a_table() -> None:
    """A new form or field must be entered above: as exported, or as none of an export's business."""
    assert set(EXPECTED) == set(NAMES)
    assert set(WRITTEN) | SITE_FIELDS == set(Record.specs())
    assert not set(WRITTEN) & SITE_FIELDS
    assert (set(UNSEEN) | {"publish_renewal"}) - {"extra", *PRIVATE_FIELDS} == SITE_FIELDS


@for_each_form
def test_a_form_says_of_every_field_where_it_is_or_why_not(name: str) -> None:
    """Each field has a place or a reason; both only where degrees have a place of their own."""
    form = form_named(name)
    assert set(form.places) | set(form.lacks) == set(WRITTEN) | {RECORD_TEXT}
    assert set(form.places) & set(form.lacks) == form.of_degrees


@for_each_form
def test_every_field_with_a_place_is_there(site: SiteFolder, name: str) -> None:
    """What a field says is in the export."""
    text, _ = exported(site, name)
    wanted = {field: EXPECTED[name].get(field, WRITTEN[field]) for field in form_named(name).places}
    found = {field: [word for word in words if word not in text] for field, words in wanted.items()}
    assert {field: words for field, words in found.items() if words} == {}
    assert all(wanted.values())


@for_each_form
def test_a_field_without_a_place_is_not_there(site: SiteFolder, name: str) -> None:
    """What a form is said not to hold is nowhere in it, or its table would be wrong."""
    form = form_named(name)
    text, _ = exported(site, name)
    hidden = [
        (field, word)
        for field in form.lacks.keys() - form.places.keys() - {RECORD_TEXT, "status", "part_of"}
        for word in WRITTEN[field]
        if len(word) > 5 and word in text
    ]
    assert hidden == []


@for_each_form
def test_each_lost_field_is_reported_once(site: SiteFolder, name: str) -> None:
    """Of the fields without a place, those that an exported record has are each in one line."""
    form = form_named(name)
    _, losses = exported(site, name)
    kept = {
        "full",
        "endless",
        "degree",
        "own",
        "renewed",
        *(ELSEWHERE if not form.left_out else ()),
    }
    stated = {field for record in kept & set(ELSEWHERE) for field in ELSEWHERE[record]}
    stated |= {*SEEN, "expiry_date", RECORD_TEXT} - {"part_of"}
    if name in ("linkedin-csv", "openbadges"):
        stated |= {"part_of", "superseded_by"}
    if form.of_degrees:
        stated -= {"study_start_date"}
    reported = [line.split(" for ")[1].split(":")[0] for line in losses if "no place for" in line]
    words = {"the text" if field == RECORD_TEXT else field for field in stated & set(form.lacks)}
    assert sorted(reported) == sorted(words)


@for_each_form
def test_an_export_is_the_same_each_time(site: SiteFolder, name: str) -> None:
    """The same site gives the same bytes, whatever the clock says."""
    made = [
        make_export(site.root, Options(as_of=AS_OF), NO_VARIABLES, form_named(name)).content
        for _ in range(2)
    ]
    assert made[0] == made[1]
