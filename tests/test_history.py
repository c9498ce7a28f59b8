"""What the last build knew: it comes back as it was, or not at all,
and only what is still true of it is used.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import SiteFolder, examples
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs

from portfolio.domain.body import Gist, Reference
from portfolio.folders import is_inside
from portfolio.pipeline.history import (
    History,
    Printed,
    SourceEntry,
    gist_key,
    intact,
    read_history,
    write_history,
)
from portfolio.store.cache import Cache, key_of
from portfolio.store.program import program
from portfolio.store.signatures import marks_of

OUTPUT = "0123456789abcdef"
KEY = key_of("history", program(), OUTPUT)
KNOWN = History(
    setting="t",
    problems="p",
    texts={
        "content/a.md": SourceEntry("digest", "head", "title", "issuer level", "gist", "a-part\nb"),
        "ü": SourceEntry("", "", "", "", ""),
    },
    printed={"index.html": Printed("key", "content/a.md", "page"), "robots.txt": Printed("")},
    marks={"index.html": (1, 2, 1_700_000_000_123_456_789, 3)},
    told=("content/a.md", "portfolio.toml"),
    base_url="https://example.org/",
    entries=3,
)
TEXT = st.text(max_size=4)
NAME = TEXT.filter(is_inside)
"""The name of a file of the output: what leads out of it is not believed."""
HISTORIES = st.builds(
    History,
    *[TEXT] * 2,
    texts=st.dictionaries(TEXT, st.builds(SourceEntry, *[TEXT] * 6), max_size=3),
    printed=st.dictionaries(NAME, st.builds(Printed, TEXT, TEXT, TEXT), max_size=3),
    marks=st.dictionaries(NAME, st.tuples(*[st.integers(0, 1 << 63)] * 4), max_size=3),
    told=st.lists(TEXT, max_size=3).map(tuple),
    base_url=TEXT,
    entries=st.integers(0, 10**6),
)


def came_back(history: History) -> History:
    """A history that was written and read."""
    with closing(Cache(None)) as cache:
        write_history(cache, OUTPUT, history)
        return read_history(cache, OUTPUT)


def read_from(content: bytes) -> History:
    """What is read from these bytes."""
    with closing(Cache(None)) as cache:
        write_history(cache, OUTPUT, KNOWN)
        cache.put({KEY: content}, anew=True)
        return read_history(cache, OUTPUT)


def written(history: History) -> dict[str, Any]:
    """The fields of a history as they are written."""
    with closing(Cache(None)) as cache:
        write_history(cache, OUTPUT, history)
        values: dict[str, Any] = json.loads(cache.get(KEY) or b"")
        return values


def words_of(record: SourceEntry | Printed) -> tuple[str, ...]:
    """The fields of what is known of a text or a page."""
    return structs.astuple(record)


def is_sound(history: History) -> bool:
    """Whether every field holds what its type says, so that a build can rely on it."""
    whole = [isinstance(value, str) for value in (history.setting, history.problems, *history.told)]
    whole += [
        isinstance(value, Mapping) for value in (history.texts, history.printed, history.marks)
    ]
    whole += [isinstance(history.told, tuple), type(history.entries) is int]
    if not all(whole):
        return False
    words = [*map(words_of, history.texts.values()), *map(words_of, history.printed.values())]
    return all(isinstance(word, str) for some in words for word in some) and all(
        type(part) is int for mark in history.marks.values() for part in mark
    )


# Written and read


@given(HISTORIES)
@example(KNOWN)
@example(History())
def test_a_history_comes_back(history: History) -> None:
    """What is written is read again, with every field and every type in it."""
    assert came_back(history) == history
    assert is_sound(came_back(history))


def test_every_field_is_kept() -> None:
    """No field of a history, a page or a text is left out."""
    assert all(value for value in structs.astuple(KNOWN))
    for name in History.__struct_fields__:
        without = structs.replace(KNOWN, **{name: getattr(History(), name)})
        assert came_back(without) == without != KNOWN


def test_each_output_has_its_own(tmp_path: Path) -> None:
    """The history of one output is not that of another, a later one takes the place
    of the one before, and the next run has it.
    """
    with closing(Cache(tmp_path)) as cache:
        write_history(cache, OUTPUT, KNOWN)
        write_history(cache, "other", History(entries=1))
        write_history(cache, OUTPUT, structs.replace(KNOWN, entries=4))
    with closing(Cache(tmp_path, may_write=False)) as cache:
        assert read_history(cache, OUTPUT) == structs.replace(KNOWN, entries=4)
        assert read_history(cache, "other").entries == 1
        assert read_history(cache, "unknown") == History()


def test_another_program_has_none() -> None:
    """What another version of the program knew is not taken for what this one knows."""
    content = json.dumps(written(KNOWN)).encode()
    for of, known in (("another", History()), (program(), KNOWN)):
        with closing(Cache(None)) as cache:
            cache.put({key_of("history", of, OUTPUT): content})
            assert read_history(cache, OUTPUT) == known


# Damage


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"7",
        b"[]",
        b'"text"',
        b'{"setup": 1',
        b'{"nothing": 1}',
        b'{"texts": {"a": ["digest", "head", "title", "stated", "gist", "wanted", "more"]}}',
        b'{"texts": {"a": []}}',
        b'{"texts": {"a": 7}}',
        b'{"texts": []}',
        b'{"printed": {"a": []}}',
        b'{"printed": {"a": ["k", "p", "q", "r"]}}',
        b'{"marks": {"a": [1, 2]}}',
        b'{"marks": {"a": ["x", 2, 3]}}',
        b'{"marks": {"a": null}}',
        b'{"marks": {"a": [NaN, 0, 0]}}',
        b'{"marks": {"a": [Infinity, 0, 0]}}',
        b'{"marks": {"a": [1e999, 0, 0]}}',
        b'{"told": 7}',
        b'{"told": null}',
        b"[" * 100_000,
        b'{"looked":' * 50_000,
    ],
    ids=lambda content: content[:30].decode("ascii", "replace").strip("["),
)
def test_what_is_no_history_is_none(content: bytes) -> None:
    """Bytes that are no history are as if there had been no build."""
    assert read_from(content) == History()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 70), 1 << 70)
    | st.floats()
    | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = sorted(History.__struct_fields__)


@examples(60)
@given(st.sampled_from(NAMES), JSON, st.booleans())
@example("texts", 7, True)
@example("setting", 7, True)
@example("entries", "3", True)
@example("told", "abc", True)
@example("marks", {"a": [float("inf"), 0, 0]}, True)
def test_any_value_of_a_field_is_sound_or_none(name: str, value: object, is_within: bool) -> None:
    """Whatever stands in the place of a field, a build gets a history that it can rely on:
    a sound one or an empty one.
    """
    values = written(KNOWN)
    if is_within and isinstance(values[name], dict):
        values[name] = {**values[name], "more": value}
        assert is_sound(read_from(json.dumps(values).encode()))
    values[name] = value
    found = read_from(json.dumps(values).encode())
    assert is_sound(found)
    assert found == History() or structs.replace(found, **{name: getattr(KNOWN, name)}) == KNOWN


# What is still true


def test_what_was_touched_is_no_longer_known(tmp_path: Path) -> None:
    """A file of the output that was changed, replaced, renamed or deleted, or of which nothing was
    told, is made again; the others stay.
    """
    names = [
        "same",
        "changed",
        "longer",
        "replaced",
        "deleted",
        "linked",
        "folder",
        "deep/same",
        "deep/gone",
        "unmarked",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("content")
    marks = marks_of(tmp_path, names)
    assert sorted(marks) == sorted(names)
    printed = {name: Printed(f"key of {name}") for name in names}
    history = structs.replace(
        KNOWN,
        printed=printed,
        marks={name: mark for name, mark in marks.items() if name != "unmarked"},
    )
    assert intact(history, tmp_path).printed == {
        name: one for name, one in printed.items() if name != "unmarked"
    }

    time.sleep(0.02)
    (tmp_path / "changed").write_text("CONTENT")
    (tmp_path / "longer").write_text("content and more")
    times = (tmp_path / "longer").stat().st_atime_ns, marks["longer"][2]
    os.utime(tmp_path / "longer", ns=times)
    (tmp_path / "other").write_text("CONTENT")
    os.utime(tmp_path / "other", ns=(times[0], marks["replaced"][2]))
    (tmp_path / "other").replace(tmp_path / "replaced")
    (tmp_path / "deleted").unlink()
    (tmp_path / "linked").rename(tmp_path / "elsewhere")
    (tmp_path / "linked").symlink_to("elsewhere")
    (tmp_path / "folder").unlink()
    (tmp_path / "folder").mkdir()
    (tmp_path / "deep/gone").rename(tmp_path / "deep/moved")

    found = intact(history, tmp_path)
    assert sorted(found.printed) == ["deep/same", "same"]
    assert found == structs.replace(history, printed=found.printed)
    assert intact(history, tmp_path / "nowhere").printed == {}


def test_a_gist_is_known_by_what_the_site_can_know_of_it() -> None:
    """The key of a gist does not tell on which line a link stands, and tells everything else."""
    gist = Gist(
        "Words.",
        (Reference("b.md", 3, needle="b.md", source="See [b](b.md)."),),
        ("https://example.org/1",),
    )
    moved = structs.replace(
        gist, references=(Reference("b.md", 5, needle="b.md", source="And [b](b.md)."),)
    )
    assert gist_key(moved) == gist_key(gist)
    others = [
        structs.replace(gist, first_paragraph="Other words."),
        structs.replace(gist, references=()),
        structs.replace(gist, references=(Reference("c.md", 3),)),
        structs.replace(gist, references=(Reference("b.md", 3, is_picture=True),)),
        structs.replace(gist, references=(Reference("b.md", 3, fragment="part"),)),
        structs.replace(gist, verification_links=()),
    ]
    assert len({gist_key(one) for one in (gist, *others)}) == 1 + len(others)


def test_of_anchors_and_web_links_only_some_are_known() -> None:
    """The key of a gist tells of the anchors that links name, and of the web links
    to the site, and of no others.
    """
    gist = Gist(anchors=("one", "two"), web="https://example.org/a/\nhttps://example.com/")
    known = gist_key(gist, "one", "https://example.org/")
    assert (
        gist_key(structs.replace(gist, anchors=("one", "three")), "one", "https://example.org/")
        == known
    )
    assert (
        gist_key(
            structs.replace(gist, web="https://example.org/a/\nhttps://example.net/"),
            "one",
            "https://example.org/",
        )
        == known
    )
    assert gist_key(structs.replace(gist, anchors=("two",)), "one", "https://example.org/") != known
    assert (
        gist_key(structs.replace(gist, web="https://example.org/b/"), "one", "https://example.org/")
        != known
    )
    assert gist_key(gist) == gist_key(structs.replace(gist, anchors=(), web="")) != known


# A real site


def keys_of(site: SiteFolder) -> dict[str, Printed]:
    """What the last build knew of the pages of a site."""
    (manifest,) = (site.root / ".portfolio").glob("*.json")
    with closing(Cache(site.root / ".portfolio", may_write=False)) as cache:
        return dict(read_history(cache, manifest.stem).printed)


def test_a_build_that_changes_nothing_knows_the_same(site: SiteFolder) -> None:
    """Pages have the same keys whether their texts were read anew or recalled, in every process,
    so that none is printed again.
    """
    site.write("content/profile.md", "---\nname: Ada\n---\nHello.\n")
    site.record(
        "p", "Words.\n\n## More\n", technologies=["SQL", "C"], duration_hours="3", featured=True
    )
    site.record("a", "See [p](p.md).\n", technologies=["SQL"], part_of="p", competencies=["one"])
    env = {"SOURCE_DATE_EPOCH": "1748736000"}
    seen = []
    for seed in ("1", "2"):
        time.sleep(0.15)
        site.write("portfolio.toml", (site.root / "portfolio.toml").read_bytes())
        done = site.run("build", env={**env, "PYTHONHASHSEED": seed})
        assert done.returncode == 0, done.stderr
        seen.append(keys_of(site))
    assert all(one.key for one in seen[0].values() if one.path)
    assert set(seen[0]) == set(site.files())
    assert seen[0] == seen[1]
    for kept in (site.root / ".portfolio").glob("[cs]*-*"):
        kept.unlink()
    assert site.run("build", env={**env, "PYTHONHASHSEED": "3"}).returncode == 0
    assert keys_of(site) == seen[0]
