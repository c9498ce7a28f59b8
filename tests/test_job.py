"""What a publication changes, and how it is told."""

from __future__ import annotations

import pytest

from portfolio.deploy.job import Changes, Deployment, compare, foreign_files, named


def test_sets_of_files_are_compared() -> None:
    """Files are added, changed or deleted, by their digests; the list is sorted by name."""
    changes = compare({"a": "1", "b": "1", "d": "1"}, {"b": "2", "c": "1", "d": "1"})
    assert changes == Changes(("c",), ("b",), ("a",))
    assert changes.lines == ("D a", "M b", "A c")
    assert not changes.is_empty
    assert compare({"a": "1"}, {"a": "1"}).is_empty


def test_the_summary_of_a_deployment() -> None:
    """The summary says what was or would be done, or that nothing is to be done."""
    done = Deployment("into www", Changes(("a", "b"), ("c",), ()))
    assert done.summary(is_dry=False) == "published into www (2 added, 1 changed, 0 deleted)"
    assert done.summary(is_dry=True) == (
        "not published into www (2 to add, 1 to change, 0 to delete)"
    )
    assert Deployment("into www", Changes()).summary(is_dry=True) == "already published into www"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["b"], "`b`"),
        (["b", "a"], "`a` and `b`"),
        (["c", "b", "a"], "`a`, `b` and `c`"),
        (["d", "c", "b", "a", "e"], "`a`, `b`, `c` and 2 more"),
    ],
)
def test_a_message_names_few_files(files: list[str], expected: str) -> None:
    """At most three files are named, and the others counted."""
    assert named(files) == expected
    assert foreign_files("www", files, "").message.endswith(f"made: {expected}")
