"""Records as bytes: what is read is what was written, equal bytes are equal records,
and no bytes can do harm.
"""

from __future__ import annotations

import importlib
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from conftest import environment
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, structs
from small_site import FOLDER, front_matter, surveyed
from test_cards import cards_of
from test_details import KNOWN

from portfolio.content.read import (
    AnyLoadedFile,
    LoadedFile,
    load_credential,
    load_file,
    load_profile,
)
from portfolio.dates import PartialDate
from portfolio.diagnostics import Diagnostic
from portfolio.domain.body import Body
from portfolio.domain.model import Asset, Credential
from portfolio.domain.records.profile import NamedLink
from portfolio.domain.records.renewal import Activity, RenewalTerms
from portfolio.domain.records.target import Demands
from portfolio.pipeline.assemble import AssembledSite, body_of, make
from portfolio.pipeline.details import Details
from portfolio.pipeline.render_all import Before, Renderer
from portfolio.render.environment import make_environments
from portfolio.render.fragments import Fragment, _Kept
from portfolio.render.render import make_shell
from portfolio.render.shell import PageShell
from portfolio.scaffold.starter import SCHEMAS
from portfolio.schema.fields import Fields
from portfolio.schema.types import Hours
from portfolio.site.outline import Route
from portfolio.store.codec import DamagedError, decode, encode
from portfolio.views.cards import Card
from portfolio.views.pages import Page

TOO_DEEP = 50_000
"""More records in each other than any Python follows: 3.11 some hundred, 3.13 some thousand."""
BODY = """The *first* paragraph, with `code` and [a link](https://example.com).

## Proof

- Check it: [here](https://example.org/check/1), and see [the plan](plan.pdf) and ![a badge](badge.png).

### Deeper

```python
print("日本 & <b>")
```

| a | b |
| - | - |
| 1 | 2 |
"""
RICH: dict[str, object] = {
    "title": "Data & “Basics”",
    "expiry_date": "2027-05-17",
    "type": "micromasters",
    "category": "data",
    "entity_id": "rich",
    "co_issuers": ["Other", "Third"],
    "platform": "edX",
    "instructor": "Ada",
    "credential_id": "0123",
    "verification_url": "https://courses.edx.org/certificates/0123",
    "technologies": ["SQL", "C++"],
    "competencies": ["data_cleaning"],
    "last_updated": "2024-06",
    "duration_hours": "12.5-20",
    "exam_codes": ["A-1"],
    "language": "en",
    "featured": "yes",
    "aliases": ["old/address"],
    "extra": "\n  cost: 150\n  deep:\n    list: [a, b]\n",
}
FILES: dict[str, str | bytes] = {
    "rich": front_matter("Words.\n\n## Part\n\nMore, see [the other](part.md).\n", **RICH),
    "part": front_matter(
        "Some.\n", title="Part", part_of="rich", duration_hours="7", issued_date="2023"
    ),
    "inner": front_matter(
        title="Inner", part_of="part", technologies=["SQL"], issued_date="2022-02-03"
    ),
    "old": front_matter(title="Old", superseded_by="rich", issued_date="2020"),
    "coming": front_matter(
        title="Coming",
        status="in_progress",
        issued_date=None,
        progress_percentage=35,
        target_date="2026-01",
    ),
    "content/profile.md": (
        "---\nname: Ada\nheadline: Engineer\nlinks:\n  - label: Git\n"
        "    url: https://example.com/ada\n---\nHello.\n"
    ),
    "content/pages/about.md": "---\ntitle: About\n---\nWords.\n",
    "portfolio.toml": '[site]\nbase_url = "https://example.org/"\nlanguage = "de"\n',
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> AssembledSite:
    """A small site with everything that pages show."""
    return surveyed(tmp_path_factory.mktemp("codec"), FILES)


def pages_of(found: AssembledSite) -> dict[str, Page]:
    """The pages of a site, which are values, by their addresses."""
    assert found.site
    made = {address: make(found, address) for address in found.site.resources}
    return {address: page for address, page in made.items() if isinstance(page, Page)}


def texts() -> list[AnyLoadedFile]:
    """What files of content became: sound ones with and without files, and one with problems."""
    profile, page = (
        str(FILES[path]).encode() for path in ("content/profile.md", "content/pages/about.md")
    )
    rich = load_credential(f"{FOLDER}rich.md", front_matter(BODY, **RICH).encode())
    badge = Asset("assets/badge.png", "content/credentials/badge.png", "image/png", 3, 2)
    return [
        rich,
        structs.replace(rich, assets={"badge.png": badge}, elsewhere={"plan.pdf": "move it"}),
        load_credential(
            f"{FOLDER}bad.md",
            front_matter(BODY, issued_date="2024-13", typo="x", level="\n  a: b").encode(),
        ),
        load_profile("content/profile.md", profile),
        load_file("content/pages/about.md", page),
        LoadedFile(),
    ]


SHELL = PageShell(("<p>", "</p>"), {"a.png": ("../a.png", ' width="3"')}, highlights=True)
KEPT = _Kept("setting", (Fragment(("blocks/entry.html", "", "../", "a"), "card", "<li>"),))
VALUES: list[tuple[Any, Any]] = [
    *((AnyLoadedFile, loaded) for loaded in texts()),
    *((Body, loaded.body) for loaded in texts()),
    (Details, KNOWN),
    (Details, Details()),
    (PageShell, SHELL),
    (_Kept, KEPT),
]
"""What is read again, with its types."""


def same(one: object, other: object) -> bool:
    """Whether two values are equal, with everything in them of the same types;
    what could only be read may be changed.
    """
    if isinstance(one, MappingProxyType | dict) and isinstance(other, MappingProxyType | dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if type(one) is not type(other):
        return False
    if isinstance(one, Struct):
        return all(same(getattr(one, name), getattr(other, name)) for name in one.__struct_fields__)
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


# Written and read


def test_the_examples_have_everything() -> None:
    """The tests of what comes back are about texts with problems, dates, hours and own keys."""
    rich, _, bad, *_ = texts()
    assert isinstance(rich.value, Credential)
    assert rich.value.record.extra
    assert rich.value.record.duration_hours == Hours(Decimal("12.5"), Decimal(20))
    assert rich.body.headings
    assert rich.value.outline.references
    assert len(bad.problems) > 1
    assert bad.guessed


@pytest.mark.parametrize(
    ("kind", "value"), VALUES, ids=[f"{type(value).__name__}" for _, value in VALUES]
)
def test_what_is_written_comes_back(kind: Any, value: object) -> None:
    """What is read is the same as what was written, and is written as the same bytes."""
    again = decode(encode(value), kind)
    assert again == value
    assert same(again, value)
    assert encode(again) == encode(value)


def test_what_is_no_part_of_a_record_is_refused() -> None:
    """A mistake of the program is told when it writes, not when it reads."""
    for value in (object(), [Path("a")], {"a": print}):
        with pytest.raises(TypeError, match="is no part of a record"):
            encode(value)


# Nothing is left out

MODULES = (
    "content.read",
    "dates",
    "diagnostics",
    "domain.body",
    "domain.model",
    "domain.records.collection",
    "domain.records.credential",
    "domain.records.page",
    "domain.records.profile",
    "domain.records.project",
    "domain.records.renewal",
    "domain.records.target",
    "drawing.share_card",
    "pipeline.details",
    "render.fragments",
    "render.shell",
    "schema.types",
    "theme.themes",
    "views.cards",
    "views.charts",
    "views.pages",
    "views.projects",
    "views.selections",
)
"""The modules whose records become bytes."""


def types_of_records() -> list[type[Struct]]:
    """The types of records in these modules."""
    found = [
        kind
        for name in MODULES
        for kind in vars(importlib.import_module(f"portfolio.{name}")).values()
        if isinstance(kind, type)
        and issubclass(kind, Struct)
        and kind.__module__ == f"portfolio.{name}"
    ]
    return sorted(dict.fromkeys(found), key=lambda kind: (kind.__module__, kind.__name__))


def test_the_types_of_records_are_found() -> None:
    """The tests that go over all types go over those that matter."""
    matter = {Card, Page, PartialDate, Hours, LoadedFile, Diagnostic, Details, PageShell, _Kept}
    assert matter < set(types_of_records())


def made(kind: type[Struct], values: dict[str, Any]) -> Struct:
    """A record with any values, also those that it would refuse."""
    record = kind(**dict.fromkeys(kind.__struct_fields__))
    for name, value in values.items():
        structs.force_setattr(record, name, value)
    return record


@pytest.mark.parametrize("kind", types_of_records(), ids=lambda kind: kind.__name__)
def test_every_field_is_part_of_the_bytes(kind: type[Struct]) -> None:
    """A record that differs from another one in any field has other bytes."""
    names = list(kind.__struct_fields__)
    written: dict[str, Any] = {name: f"one {name}" for name in names}
    one = made(kind, written)
    for name in names:
        values: tuple[object, ...] = ("other", None, (), {})
        others = [made(kind, {**written, name: value}) for value in values]
        assert len({encode(other) for other in (one, *others)}) == 5, name
    assert len({encode(made(kind, {**written, name: "other"})) for name in names}) == len(names)


@pytest.mark.parametrize("kind", [*SCHEMAS.values(), NamedLink, Demands, RenewalTerms, Activity])
def test_every_field_of_front_matter_is_part_of_the_bytes(kind: type[Fields]) -> None:
    """Front matter that differs in any field has other bytes."""
    written = {name: f"one {name}" for name in kind.specs()}
    stated = made(kind, written)
    others = [made(kind, {**written, name: "other"}) for name in written]
    assert len({encode(other) for other in (stated, *others)}) == 1 + len(kind.specs())


PLAIN = [
    None,
    True,
    False,
    0,
    1,
    -1,
    0.0,
    1.0,
    0.1,
    "",
    "1",
    "ü",
    b"1",
    (),
    {},
    (1,),
    ((1,),),
    {"a": 1},
    {1: "a"},
    PartialDate(2024),
    PartialDate(2024, 5),
    Hours(Decimal(1), Decimal(2)),
]


def test_values_that_only_seem_equal_are_told_apart() -> None:
    """No two values that differ in anything have the same bytes: not 1 and 1.0 and yes."""
    assert len({encode(value) for value in PLAIN}) == len(PLAIN)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 63), (1 << 64) - 1)
    | st.floats(allow_nan=False)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(JSON, JSON)
def test_equal_bytes_are_equal_values(one: object, other: object) -> None:
    """Any value comes back, and two values have the same bytes only if they are the same."""
    kind: Any = object
    assert same(decode(encode(one), kind), one)
    assert encode(one) != encode(other) or same(one, other)


# Pages


def test_a_page_has_other_bytes_when_anything_in_it_is_another(found: AssembledSite) -> None:
    """A change in a part of a part that a page shows changes the bytes of the page."""
    home, cards = pages_of(found)[""], cards_of(found)
    inner = structs.replace(cards["inner"], summary="Another summary")
    part = structs.replace(cards["part"], parts=(inner,))
    before, again, after = (
        encode(structs.replace(home, values={"card": card}))
        for card in (cards["rich"], cards["rich"], structs.replace(cards["rich"], parts=(part,)))
    )
    assert before == again != after


def test_no_two_pages_have_the_same_bytes(found: AssembledSite) -> None:
    """Every page of a site is told from all others."""
    pages = pages_of(found)
    assert {page.view.kind for page in pages.values()} >= {
        "home",
        "credentials",
        "credential",
        "index",
        "term",
        "roadmap",
        "text",
        "data",
    }
    assert len({encode(page) for page in pages.values()}) == len(pages)


def test_the_shell_of_every_page_comes_back(found: AssembledSite) -> None:
    """What templates make of real pages is the same after it was written and read."""
    assert found.site
    assert found.inputs.setup.theme
    environments = make_environments(found.inputs.setup.theme, found.site.views)
    for address, page in pages_of(found).items():
        shell = make_shell(page, body_of(found, address), environments[""])
        assert isinstance(shell, PageShell)
        assert decode(encode(shell), PageShell) == shell


def test_programmes_may_be_deep(tmp_path: Path) -> None:
    """A page whose cards hold each other as deep as its template can show is rendered."""
    depth = 150
    files = {
        f"c{n}": front_matter(title=f"Level {n}", part_of=f"c{n - 1}" if n else None)
        for n in range(depth)
    }
    found = surveyed(tmp_path, files)
    assert found.site
    assert found.inputs.setup.theme
    environments = make_environments(found.inputs.setup.theme, found.site.views)
    came = Renderer(found, environments, Before("setting")).render("credentials/c0/")
    assert came.problem is None
    assert len(came.kept) == 1


def test_programmes_that_are_too_deep_are_an_error(tmp_path: Path) -> None:
    """Programmes within each other that no template can show are a problem with its place,
    whether or not the build knows what its pages share.
    """
    files = {
        f"c{n}": front_matter(title=f"Level {n}", part_of=f"c{n - 1}" if n else None)
        for n in range(600)
    }
    found = surveyed(tmp_path, files)
    assert found.site
    assert found.inputs.setup.theme
    page = pages_of(found)["credentials/c0/"]
    sheet = page.values["sheet"]
    card = sheet.card
    for _ in range(TOO_DEEP):
        card = structs.replace(card, parts=(card,))
    deep = structs.replace(page, values={"sheet": structs.replace(sheet, card=card)})
    route = Route(page.address, lambda: deep)
    site = structs.replace(found.site, resources={page.address: route})
    environments = make_environments(found.inputs.setup.theme, found.site.views)
    for before in (Before("setting"), Before()):
        renderer = Renderer(structs.replace(found, site=site), environments, before)
        rendered = renderer.render(page.address)
        assert rendered.problem
        assert rendered.problem.code == "template-cycle"


# The same everywhere

DIGESTS = """
import sys
from datetime import date
from pathlib import Path
from portfolio.store.cache import key_of
from portfolio.store.codec import encode
from portfolio.pipeline.details import outline_key
from portfolio.content.badge_files import Prover
from portfolio.content.load import load_text
from portfolio.options import Options
from portfolio.pipeline.assemble import make, survey
from portfolio.views.pages import Page
found = survey(Path(sys.argv[1]), Options(as_of=date(2025, 6, 15)), {}.get)
texts = [load_text(found.inputs.root, path, Prover({})) for path in sorted(found.inputs.texts.files)]
pages = [page for address in sorted(found.site.resources) if isinstance(page := make(found, address), Page)]
for value in (*texts, *pages, found.site.view, found.diagnostics):
    print(key_of(encode(value)))
print(*(outline_key(text.body.outline) for text in texts))
"""


def test_another_process_makes_the_same_bytes(found: AssembledSite) -> None:
    """The bytes of texts, pages and settings are the same
    in every process, whatever its hash seed.
    """
    running = [
        subprocess.Popen(
            [sys.executable, "-c", DIGESTS, str(found.inputs.root)],
            env=environment({"PYTHONHASHSEED": seed}),
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "4242")
    ]
    one, other = (process.communicate()[0].splitlines() for process in running)
    assert len(one) > 30
    assert one == other


# Bytes of somebody else


@contextmanager
def little_memory() -> Iterator[None]:
    """Limit the memory of this process to so much more than it has,
    so that no bytes can exhaust the machine.
    """
    before = resource.getrlimit(resource.RLIMIT_AS)
    used = (
        int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        if Path("/proc/self/statm").exists()
        else 0
    )
    if used:
        resource.setrlimit(resource.RLIMIT_AS, (used + (256 << 20), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


KINDS = tuple(dict.fromkeys(kind for kind, _ in VALUES))
OWN = {LoadedFile if kind is AnyLoadedFile else kind for kind in KINDS}


def assert_value_or_damaged(content: bytes) -> None:
    """Reading gives a value of the type or says that the bytes are damaged,
    and does nothing else.
    """
    for kind in KINDS:
        with little_memory(), suppress(DamagedError):
            value = decode(content, kind)
            assert type(value) in OWN
            assert decode(encode(value), kind) == value


HUGE = [
    *(bytes([first]) + b"\xff\xff\xff\xff" for first in b"\xc6\xc9\xdb\xdd\xdf"),
    b"\x91" * 200_000,
    b"\x81\xa4body" * 50_000,
    b"\xdd\xff\xff\xff\xff" * 1000,
    b"\x95" + b"\xdd\x7f\xff\xff\xff" * 9,
]
"""Bytes that announce more than there is, or are very deep."""


@pytest.mark.parametrize("number", range(len(HUGE)))
def test_bytes_that_announce_too_much_are_damaged(number: int) -> None:
    """Neither memory nor the stack is used up by them."""
    for kind in KINDS:
        with little_memory(), pytest.raises(DamagedError):
            decode(HUGE[number], kind)


SOUND = [encode(value) for _, value in VALUES]
MARKS = [bytes([code]) for code in range(256)]


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=60) | st.lists(st.sampled_from([*MARKS, encode("value")])).map(b"".join))
def test_any_bytes_are_a_value_or_damaged(content: bytes) -> None:
    """Whatever bytes there are, nothing but DamagedError is raised."""
    assert_value_or_damaged(content)


@settings(deadline=None, max_examples=400)
@given(st.data())
def test_changed_bytes_are_a_value_or_damaged(data: st.DataObject) -> None:
    """Sound bytes in which some were changed, left out or put in are a value or damaged."""
    content = bytearray(data.draw(st.sampled_from(SOUND)))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    assert_value_or_damaged(bytes(content))


@pytest.mark.parametrize("number", range(len(SOUND)))
def test_truncated_bytes_are_damaged(number: int) -> None:
    """Bytes that end too early are damaged, wherever they end."""
    content = SOUND[number]
    for length in range(0, len(content), 1 + len(content) // 200):
        with pytest.raises(DamagedError):
            decode(content[:length], VALUES[number][0])
