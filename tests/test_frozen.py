"""Records as bytes: what is read is what was written, equal bytes are equal records,
and no bytes can do harm.
"""

from __future__ import annotations

import copyreg
import importlib
import pickle
import pickletools
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
from conftest import environment, examples
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, structs
from small_site import FOLDER, front_matter, surveyed
from test_cards import cards_of

from portfolio.content.read import Loaded, load_credential, load_page, load_profile
from portfolio.dates import PartialDate
from portfolio.diagnostics import Diagnostic
from portfolio.domain.model import Kind, Standing, State
from portfolio.domain.record import Fields, NamedLink, PageRecord, ProfileRecord, Record
from portfolio.pipeline.printing import Before, CardKeys, PageRenderer
from portfolio.pipeline.survey import Survey, make
from portfolio.render.environment import make_environment
from portfolio.schema.types import Hours
from portfolio.store import frozen
from portfolio.store.frozen import DamagedError, Dumper, dump, load
from portfolio.views.pages import Card, Page

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
def found(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """A small site with everything that pages show."""
    return surveyed(tmp_path_factory.mktemp("frozen"), FILES)


def pages_of(found: Survey) -> dict[str, Page]:
    """The pages of a site, which are values, by their addresses."""
    assert found.site
    made = {address: make(found, address) for address in found.site.entries}
    return {address: page for address, page in made.items() if isinstance(page, Page)}


def texts() -> list[Loaded[Any]]:
    """What files of content became: sound ones, and one with problems."""
    profile, page = (
        str(FILES[path]).encode() for path in ("content/profile.md", "content/pages/about.md")
    )
    return [
        load_credential(f"{FOLDER}rich.md", front_matter(BODY, **RICH).encode()),
        load_credential(
            f"{FOLDER}bad.md",
            front_matter(BODY, issued_date="2024-13", typo="x", level="\n  a: b").encode(),
        ),
        load_profile("content/profile.md", profile),
        load_page("content/pages/about.md", page),
    ]


def same(one: object, other: object) -> bool:
    """Whether two values are equal, with everything in them of the same types."""
    if type(one) is not type(other):
        return False
    if isinstance(one, Struct):
        return all(same(getattr(one, name), getattr(other, name)) for name in one.__struct_fields__)
    if isinstance(one, dict | MappingProxyType) and isinstance(other, dict | MappingProxyType):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


# Round trips


def test_texts_come_back() -> None:
    """What a file of content became is the same after it was written and read, with its problems,
    dates, hours and own keys.
    """
    rich, bad, *_ = texts()
    assert rich.value
    assert rich.value.record.extra
    assert rich.body.headings
    assert rich.value.gist.references
    assert len(bad.problems) > 1
    for loaded in texts():
        again = load(dump(loaded))
        assert again == loaded
        assert same(again, loaded)
        assert dump(again) == dump(loaded)


def test_pages_come_back(found: Survey) -> None:
    """Every page of a site is the same after it was written and read,
    and so is what all pages share.
    """
    assert found.site
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
    for value in (*pages.values(), found.site.view, found.portfolio.entries, found.diagnostics):
        again = load(dump(value))
        assert again == value
        assert same(again, value)


def test_what_is_read_cannot_be_changed(found: Survey) -> None:
    """Mappings that could only be read can only be read again."""
    page = load(dump(pages_of(found)["credentials/rich/"]))
    assert isinstance(page.targets, type(pages_of(found)["credentials/rich/"].targets))
    view = load(dump(found.site.view if found.site else None))
    assert type(view.options) is type(found.site.view.options if found.site else None)
    with pytest.raises(TypeError):
        load(dump(MappingProxyType({"a": 1})))["a"] = 2


VALUES = [
    *[
        None,
        True,
        False,
        0,
        1,
        -1,
        10**30,
        0.0,
        1.0,
        0.1,
        "",
        "1",
        "ü\ud800",
        b"1",
        (),
        [],
        {},
        (1,),
        [1],
        {"a": 1},
        {1: "a"},
    ],
    *[
        Decimal("1.50"),
        Decimal("1.5"),
        PartialDate(2024),
        PartialDate(2024, 5),
        Hours(Decimal(1), Decimal(2)),
        State.ACTIVE,
        Kind.SKILLS,
    ],
    *[
        MappingProxyType({"a": 1}),
        {"a": 1, "b": 2},
        {"b": 2, "a": 1},
        "active",
        Standing.VALID,
        "valid",
    ],
]


def test_values_that_only_seem_equal_are_told_apart() -> None:
    """No two values that differ in anything have the same bytes: not 1 and 1.0 and yes,
    nor a state and its word.
    """
    assert len({dump(value) for value in VALUES}) == len(VALUES)
    for value in VALUES:
        assert same(load(dump(value)), value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.tuples(inner, inner)
    ),
    max_leaves=8,
)


@given(JSON, JSON)
def test_equal_bytes_are_equal_values(one: object, other: object) -> None:
    """Any value comes back, and two values have the same bytes only if they are the same."""
    assert same(load(dump(one)), one)
    assert dump(one) != dump(other) or same(one, other)


# Nothing is left out


def types_of_records() -> list[type[Struct]]:
    """Every type that bytes may name."""
    found = (
        value
        for name in sorted(frozen.MODULES)
        for value in vars(importlib.import_module(name)).values()
    )
    kinds = {
        kind
        for kind in found
        if isinstance(kind, type) and kind.__module__ in frozen.MODULES and issubclass(kind, Struct)
    }
    return sorted(kinds, key=lambda kind: (kind.__module__, kind.__name__))


def test_the_types_of_records_are_found() -> None:
    """The tests that go over all types go over those that matter."""
    assert {Card, Page, PartialDate, Hours, Loaded, Diagnostic} < set(types_of_records())


@pytest.mark.parametrize("kind", types_of_records(), ids=lambda kind: kind.__name__)
def test_every_field_is_part_of_the_bytes(kind: type[Struct]) -> None:
    """A record that differs from another one in any field has other bytes, and both come back."""
    names = list(kind.__struct_fields__)
    one: Any = kind(**{name: f"one {name}" for name in names})
    assert load(dump(one)) == one
    for name in names:
        for value in ("other", None, f"one {name}".encode()):
            other = structs.replace(one, **{name: value})
            assert dump(other) != dump(one), name
            assert getattr(load(dump(other)), name) == value


@pytest.mark.parametrize("kind", [Record, ProfileRecord, PageRecord, NamedLink])
def test_every_field_of_front_matter_is_part_of_the_bytes(kind: type[Fields]) -> None:
    """Front matter that differs in any field has other bytes, and comes back as it was."""
    values: dict[str, Any] = {name: f"one {name}" for name in kind.about()}
    stated = kind(**values)
    assert load(dump(stated)) == stated
    for name in kind.about():
        other = structs.replace(stated, **{name: "other"})
        assert dump(other) != dump(stated), name
        assert load(dump(other)) == other


# Cards by name


def named(card: Card) -> str:
    """The name of a card in these tests."""
    return f"card {card.id}"


def test_cards_may_be_named(found: Survey) -> None:
    """The bytes of a page whose cards are only named have their names and nothing else of them."""
    dumper = Dumper({Card: named})
    for page in pages_of(found).values():
        assert b"\x8c\x04Card" not in dumper.dump(page)
    assert b"card rich" in dumper.dump(pages_of(found)[""])


def test_a_card_names_its_parts(found: Survey) -> None:
    """The bytes of a card's fields name its parts, and of those the nearest alone."""
    content = Dumper({Card: named}).dump_fields(cards_of(found)["rich"])
    assert b"card part" in content
    assert b"card inner" not in content


def test_what_is_only_named_cannot_be_read(found: Survey) -> None:
    """Bytes without a card serve only to tell pages apart: to a reader they are damaged."""
    with pytest.raises(DamagedError):
        load(Dumper({Card: named}).dump(cards_of(found)["rich"]))


def test_a_page_has_another_key_when_anything_in_it_is_another(found: Survey) -> None:
    """A change in a part of a part that a page shows changes the key of the page."""
    (home,) = [page for page in pages_of(found).values() if page.view.kind == "home"]
    cards = cards_of(found)
    before = CardKeys().key(structs.replace(home, values={"card": cards["rich"]}))
    inner = structs.replace(cards["inner"], summary="Another summary")
    part = structs.replace(cards["part"], parts=(inner,))
    after = CardKeys().key(
        structs.replace(home, values={"card": structs.replace(cards["rich"], parts=(part,))})
    )
    assert before == CardKeys().key(structs.replace(home, values={"card": cards["rich"]}))
    assert before != after


def test_programmes_may_be_deep(tmp_path: Path) -> None:
    """A page whose cards hold each other as deep as its template can show is printed,
    with all its cards named.
    """
    depth = 150
    files = {
        f"c{n}": front_matter(title=f"Level {n}", part_of=f"c{n - 1}" if n else None)
        for n in range(depth)
    }
    found = surveyed(tmp_path, files)
    assert found.site
    assert found.inputs.setup.theme
    environment = make_environment(found.inputs.setup.theme, found.site.view)
    came = PageRenderer(found.inputs, found.site, environment, Before("setting")).print(
        "credentials/c0/"
    )
    assert came.problem is None
    assert len(came.kept) == 1


# The same everywhere

DIGESTS = """
import sys
from datetime import date
from pathlib import Path
from portfolio.store.cache import key_of
from portfolio.store.frozen import Dumper, dump
from portfolio.pipeline.history import gist_key
from portfolio.content.load import load_text
from portfolio.options import Options
from portfolio.render.environment import make_environment
from portfolio.pipeline.survey import make, survey
from portfolio.views.pages import Card, Page
named = Dumper({Card: lambda card: card.id})
found = survey(Path(sys.argv[1]), Options(as_of=date(2025, 6, 15)), {}.get)
texts = [load_text(found.inputs.root, path) for path in sorted(found.inputs.texts.files)]
pages = [page for address in sorted(found.site.entries) if isinstance(page := make(found, address), Page)]
for value in (*texts, *pages, found.site.view, found.inputs.setup.settings):
    print(key_of(dump(value), named.dump(value)))
print(*(gist_key(text.body.gist) for text in texts))
"""


def test_another_process_makes_the_same_bytes(found: Survey) -> None:
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


def word(text: str) -> bytes:
    """A text on the stack of a pickle."""
    return b"X" + len(text.encode()).to_bytes(4, "little") + text.encode()


def naming(module: str, name: str) -> bytes:
    """Something of a module on the stack of a pickle."""
    return word(module) + word(name) + b"\x93"


def calling(module: str, name: str, *arguments: str) -> bytes:
    """A pickle that calls something."""
    return b"\x80\x04" + naming(module, name) + b"(" + b"".join(map(word, arguments)) + b"tR."


CALLS = [
    ("os", "system", "touch {}"),
    ("posix", "system", "touch {}"),
    ("subprocess", "Popen", "{}"),
    ("builtins", "eval", "open('{}', 'w')"),
    ("builtins", "exec", "open('{}', 'w')"),
    ("builtins", "open", "{}", "w"),
    ("builtins", "getattr", "", "join"),
    ("builtins", "__import__", "antigravity"),
    ("importlib", "import_module", "antigravity"),
    ("_codecs", "encode", "a", "utf-8"),
    ("copyreg", "_reconstructor", "a", "b", "c"),
    ("copyreg", "__newobj__", "a"),
    ("copyreg", "add_extension", "os", "system", "1"),
    ("datetime", "date"),
    ("pathlib", "PosixPath", "{}"),
    ("yaml", "unsafe_load", "!!python/object/apply:os.system [touch {}]"),
    ("", ""),
    # our own modules, but for what is a record
    ("portfolio.cli", "main"),
    ("portfolio.cli", "_run", "build"),
    ("portfolio.store.cache", "Cache", "{}"),
    ("portfolio.extensions", "load_extensions", "{}"),
    ("portfolio.settings", "Settings"),
    ("portfolio.nothing", "Card"),
    ("portfolio.diagnostics", "attempt", "{}"),
    ("portfolio.diagnostics", "PortfolioError", "{}"),
    ("portfolio.content.load", "load_text", "{}", ""),
    ("portfolio.store.frozen", "load", ""),
    ("portfolio.store.frozen", "_named", "{}"),
    # what these modules have imported
    ("portfolio.content.load", "read_regular", "/", "etc/passwd", ""),
    ("portfolio.content.load", "Path", "{}"),
    ("portfolio.content.load", "Cache", "{}"),
    ("portfolio.dates", "date"),
    # names with dots, which pickles may have since protocol 4
    ("portfolio.content.load", "os.system", "touch {}"),
    ("portfolio.content.load", "hashlib.sha256"),
    ("portfolio.content.load", "Path.home"),
    ("portfolio.domain.model", "Mapping.__class__"),
    ("portfolio.dates", "PartialDate.parse", "2024"),
    ("portfolio.dates", "PartialDate.__init__.__globals__"),
    ("portfolio.store.frozen", "importlib.import_module", "antigravity"),
    ("portfolio.store.frozen", "read_only.__globals__.get", "pickle"),
]
OTHERS = {
    "protocol 0": b"cos\nsystem\n(S'touch {}'\ntR.",
    "instance": b"(S'touch {}'\nios\nsystem\n.",
    "object": b"(cos\nsystem\nS'touch {}'\no.",
    "registered extension": b"\x80\x02\x82\xf0U\x01x\x85R.",
    "persistent": b"\x80\x04" + word("a") + b"Q.",
    "buffer": b"\x80\x05\x97.",
}


def harm(name: str, place: Path) -> bytes:
    """The bytes of one of these, which want to make a file."""
    if name in OTHERS:
        return OTHERS[name].replace(b"{}", str(place).encode())
    return calling(*(part.replace("{}", str(place)) for part in CALLS[int(name)]))


@pytest.mark.parametrize(
    "name",
    [*map(str, range(len(CALLS))), *OTHERS],
    ids=[*(".".join(call[:2]) for call in CALLS), *OTHERS],
)
def test_bytes_of_somebody_else_run_nothing(tmp_path: Path, name: str) -> None:
    """Bytes that name anything but the types of our records are damaged,
    and nothing of theirs is run.
    """
    place = tmp_path / "x"
    copyreg.add_extension("os", "system", 0xF0)
    try:
        with pytest.raises(DamagedError):
            load(harm(name, place))
    finally:
        copyreg.remove_extension("os", "system", 0xF0)
    assert not place.exists()
    assert "antigravity" not in sys.modules


@pytest.mark.parametrize("name", ["0", "protocol 0", "instance", "object"])
def test_these_bytes_would_do_harm(tmp_path: Path, name: str) -> None:
    """What the test above refuses would run if anything were allowed."""
    pickle.loads(harm(name, tmp_path / "x"))
    assert (tmp_path / "x").exists()


@pytest.mark.parametrize(
    "changed",
    [
        ("portfolio.domain.model", "State"),
        ("portfolio.domain.model", "Kind"),
        ("portfolio.store.frozen", "read_only"),
        ("decimal", "Decimal"),
    ],
    ids=lambda changed: changed[1],
)
def test_reading_changes_no_type(changed: tuple[str, str]) -> None:
    """Bytes that put something into a type or function of ours,
    instead of into a record, leave it as it was.
    """
    owner = getattr(importlib.import_module(changed[0]), changed[1])
    content = b"\x80\x04" + naming(*changed) + b"N}" + word("harm") + word("done") + b"s\x86b."
    try:
        with suppress(DamagedError):
            load(content)
        assert not hasattr(owner, "harm")
    finally:
        if hasattr(owner, "harm"):
            del owner.harm


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


def assert_value_or_damaged(content: bytes) -> None:
    """Reading gives a value or says that the bytes are damaged, and does nothing else."""
    with little_memory(), suppress(DamagedError):
        load(content)


SOUND = [dump(value) for value in (*texts(), VALUES, NamedLink(label="a", url="b"))]
OPCODES = b"".join(opcode.code.encode("latin-1") for opcode in pickletools.opcodes)
OWN = [
    naming(*owned)
    for owned in [
        ("portfolio.domain.model", "State"),
        ("portfolio.domain.record", "Record"),
        ("decimal", "Decimal"),
    ]
]


@examples(100)
@given(
    st.binary(max_size=60)
    | st.lists(
        st.sampled_from([*(bytes([code]) for code in OPCODES), *OWN, word("a"), b"N", b"K\x01"])
    ).map(b"".join)
)
def test_any_bytes_are_a_value_or_damaged(content: bytes) -> None:
    """Whatever bytes there are, and whatever a pickle does with our own types,
    nothing but DamagedError is raised.
    """
    assert_value_or_damaged(b"\x80\x05" + content + b".")
    assert_value_or_damaged(content)


@examples(100)
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
            load(content[:length])
