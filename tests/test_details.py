"""What the last build knew of each text and each file: it comes back as it was, or not at all."""

from __future__ import annotations

import time
from typing import Any

import pytest
from conftest import SiteFolder
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import structs
from small_site import last_record, read_record

from portfolio.diagnostics import Diagnostic, Location, Related, Severity
from portfolio.domain.body import BodyOutline, ExpiryMention, Reference
from portfolio.paths import NOTES_FOLDER, is_inside
from portfolio.pipeline.details import Details, OutputFile, SourceEntry, details_of, outline_key
from portfolio.store.codec import encode

PROBLEM = Diagnostic(
    Severity.WARNING,
    "code",
    "message",
    Location("content/a.md", 3, 4, 5, "line"),
    "help",
    (Related("there", Location("content/b.md")),),
)
KNOWN = Details(
    problems=(PROBLEM,),
    texts={
        "content/a.md": SourceEntry(
            "digest", "head", "title", {"issuer": ("A",)}, "outline", "a-part\nb"
        ),
        "ü": SourceEntry(""),
    },
    files={"index.html": OutputFile("key", "content/a.md", "page"), "robots.txt": OutputFile()},
    paths_with_problems=("content/a.md", "portfolio.toml"),
    base_url="https://example.org/",
)
TEXT = st.text(max_size=4)
NAME = TEXT.filter(is_inside)
"""The name of a file of the output: what leads out of it is not believed."""
DETAILS = st.builds(
    Details,
    problems=st.lists(st.just(PROBLEM), max_size=2).map(tuple),
    texts=st.dictionaries(
        TEXT,
        st.builds(
            SourceEntry,
            *[TEXT] * 3,
            st.dictionaries(TEXT, st.lists(TEXT, max_size=2).map(tuple), max_size=2),
            *[TEXT] * 2,
        ),
        max_size=3,
    ),
    files=st.dictionaries(NAME, st.builds(OutputFile, TEXT, TEXT, TEXT), max_size=3),
    paths_with_problems=st.lists(TEXT, max_size=3).map(tuple),
    base_url=TEXT,
)


def read_from(content: bytes) -> Details:
    """What is read from these bytes."""
    return details_of(last_record(content))


# Written and read


@settings(deadline=None)
@given(DETAILS)
@example(KNOWN)
@example(Details())
def test_details_come_back(details: Details) -> None:
    """What is written is read again."""
    assert read_from(encode(details)) == details


def test_every_field_is_kept() -> None:
    """No field of the details, a text or a file is left out."""
    assert all(structs.astuple(KNOWN))
    for name in Details.__struct_fields__:
        without = structs.replace(KNOWN, **{name: getattr(Details(), name)})
        assert read_from(encode(without)) == without != KNOWN
    for kept, values in ((SourceEntry, KNOWN.texts), (OutputFile, KNOWN.files)):
        first = next(iter(values.values()))
        assert isinstance(first, kept)
        assert all(structs.astuple(first))


def test_without_a_build_nothing_is_known() -> None:
    """Where there is no record of a build, there are no details."""
    assert details_of(None) == Details()


# Damage


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xc1",
        encode(None),
        encode(7),
        encode([]),
        encode("text"),
        encode({"texts": {"a": ["digest", "head", "title", "{}", "outline", 7]}}),
        encode({"texts": {"a": []}}),
        encode({"texts": {"a": 7}}),
        encode({"texts": []}),
        encode({"texts": {7: ["digest"]}}),
        encode({"files": {"a": [1]}}),
        encode({"files": {"a": {"key": ""}}}),
        encode({"files": 7}),
        encode({"problems": [7]}),
        encode({"problems": None}),
        encode({"paths_with_problems": 7}),
        encode({"base_url": b"https://example.org/"}),
        encode(KNOWN)[:-1],
        encode(KNOWN) + b"\0",
        b"\x91" * 100_000,
    ],
    ids=lambda content: content[:40].decode("ascii", "backslashreplace"),
)
def test_what_is_no_details_is_none(content: bytes) -> None:
    """Bytes that are no details are as if the last build had known nothing."""
    assert read_from(content) == Details()


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "", "a\\b", "c:x"])
def test_a_name_that_leads_out_of_the_output_is_not_believed(name: str) -> None:
    """Then nothing else is believed either."""
    files = {**KNOWN.files, name: OutputFile("key")}
    assert read_from(encode(structs.replace(KNOWN, files=files))) == Details()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 63), 1 << 63)
    | st.floats()
    | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(Details.__struct_fields__), JSON, st.booleans())
@example("texts", 7, True)
@example("base_url", 7, True)
@example("paths_with_problems", "abc", True)
def test_any_value_of_a_field_is_sound_or_none(name: str, value: object, is_within: bool) -> None:
    """Whatever stands in the place of a field, a build gets details that it can rely on:
    sound ones or none.
    """
    values: dict[str, Any] = {field: getattr(KNOWN, field) for field in Details.__struct_fields__}
    if is_within and isinstance(values[name], dict):
        value = {**values[name], "more": value}
    found = read_from(encode({**values, name: value}))
    assert found == Details() or structs.replace(found, **{name: values[name]}) == KNOWN
    assert read_from(encode(found)) == found


# The key of an outline


def test_an_outline_is_known_by_what_the_site_can_know_of_it() -> None:
    """The key of an outline does not tell on which line a link or an end stands,
    and tells everything else.
    """
    outline = BodyOutline(
        "Words.",
        (Reference("b.md", 3, needle="b.md", source="See [b](b.md)."),),
        ("https://example.org/1",),
        expiry_mention=ExpiryMention("Valid until May", 4, "Valid until May."),
    )
    moved = structs.replace(
        outline,
        references=(Reference("b.md", 5, needle="b.md", source="And [b](b.md)."),),
        expiry_mention=ExpiryMention("Valid until May", 7, "It is: Valid until May."),
    )
    assert outline_key(moved) == outline_key(outline)
    others = [
        structs.replace(outline, first_paragraph="Other words."),
        structs.replace(outline, references=()),
        structs.replace(outline, references=(Reference("c.md", 3),)),
        structs.replace(outline, references=(Reference("b.md", 3, is_picture=True),)),
        structs.replace(outline, references=(Reference("b.md", 3, fragment="part"),)),
        structs.replace(outline, verification_links=()),
        structs.replace(outline, web_links=("https://example.org/1",)),
        structs.replace(outline, left_out=("https://example.org/1",)),
        structs.replace(outline, expiry_mention=None),
        structs.replace(outline, expiry_mention=ExpiryMention("Valid until June", 4, "")),
    ]
    assert len({outline_key(one) for one in (outline, *others)}) == 1 + len(others)


def test_of_anchors_and_web_links_only_some_are_known() -> None:
    """The key of an outline tells of the anchors that links name, and of the web links
    to the site, and of no others.
    """
    outline = BodyOutline(
        anchors=("one", "two"), web="https://example.org/a/\nhttps://example.com/"
    )
    known = outline_key(outline, "one", "https://example.org/")
    assert (
        outline_key(
            structs.replace(outline, anchors=("one", "three")), "one", "https://example.org/"
        )
        == known
    )
    assert (
        outline_key(
            structs.replace(outline, web="https://example.org/a/\nhttps://example.net/"),
            "one",
            "https://example.org/",
        )
        == known
    )
    assert (
        outline_key(structs.replace(outline, anchors=("two",)), "one", "https://example.org/")
        != known
    )
    assert (
        outline_key(
            structs.replace(outline, web="https://example.org/b/"), "one", "https://example.org/"
        )
        != known
    )
    assert (
        outline_key(outline) == outline_key(structs.replace(outline, anchors=(), web="")) != known
    )


# A real site


def files_of(site: SiteFolder) -> dict[str, OutputFile]:
    """What the last build knew of the files of a site."""
    return dict(details_of(read_record(site.root)).files)


def test_a_build_that_changes_nothing_knows_the_same(site: SiteFolder) -> None:
    """Pages have the same keys whether their texts were read anew or recalled, in every process,
    so that none is rendered again.
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
        seen.append(files_of(site))
    assert all(one.key and one.page for one in seen[0].values() if one.path)
    assert set(seen[0]) == set(site.files())
    assert seen[0] == seen[1]
    for kept in (site.root / NOTES_FOLDER).glob("[bc]*-*"):
        kept.unlink()
    assert site.run("build", env={**env, "PYTHONHASHSEED": "3"}).returncode == 0
    assert files_of(site) == seen[0]
