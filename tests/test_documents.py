"""JSON, read strictly."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st
from signing import kept as kept_documents

from portfolio.proving.documents import (
    MAX_LEVELS,
    UnprovableError,
    as_list,
    id_of,
    kept,
    objects,
    read_json,
    text_or_empty,
    types_of,
    values_within,
)

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc"), inner, max_size=4),
    max_leaves=20,
)


@examples(60)
@given(VALUES)
def test_what_all_programs_read_alike_is_read(value: Any) -> None:
    """Every value comes back as it was written."""
    assert read_json(json.dumps(value)) == value


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('{"a": 1, "b": 2, "a": 1}', "says `a` twice"),
        ('[{"a": {"b": 1, "b": 2}}]', "says `b` twice"),
        ("9007199254740993", "too many digits"),
        ("-" + "9" * 5000, "too many digits"),
        ("0.1234567890123456", "too many digits"),
        ("1234567890.1234567", "too many digits"),
        ("0." + "0" * 50 + "1", "too many digits"),
        ("1e400", "out of range"),
        ("1e-200", "out of range"),
        ("1e150", "out of range"),
        ("NaN", "not a number"),
        ("[Infinity]", "not a number"),
        ('"\\ud800"', "half a character"),
        ('{"\\udfff": 1}', "half a character"),
        ("{", "line 1"),
        ('{"a": 1,\n}', "line 2"),
        ("", "line 1"),
        ("[" * 70 + "]" * 70, "nested"),
        ("[" * 100_000, "nested"),
        ("[" + "0," * 100_001 + "0]", "values"),
        ('"' + "x" * (4 * 1024**2) + '"', "MiB"),
    ],
)
def test_what_programs_read_differently_is_refused(text: str, part: str) -> None:
    """Each refusal is one line with its reason."""
    with pytest.raises(UnprovableError, match=part) as caught:
        read_json(text)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("text", "value"),
    [("5.0", 5), ("-0.0", 0), ("1e3", 1000), ("7.5", 7.5), ("0.000001", 0.000001), ("12e-1", 1.2)],
)
def test_numbers_are_those_of_json_ld(text: str, value: float) -> None:
    """A number without a fraction is a whole one, however it is written."""
    found = read_json(text)
    assert (found, type(found)) == (value, type(value))


def test_nesting_has_a_limit_that_real_files_do_not_reach() -> None:
    """Just as many levels as are allowed are read."""
    levels = MAX_LEVELS - 1
    assert read_json("[" * levels + "]" * levels) is not None


def test_kept_documents_are_objects() -> None:
    """A document is at hand if it was found and is an object."""
    assert kept("a", kept_documents(("a", {"b": 1}))) == {"b": 1}
    for documents in (
        {},
        kept_documents(("a", "[]")),
        kept_documents(("a", "{")),
        kept_documents(("a", "{}"), code=404),
    ):
        with pytest.raises(UnprovableError, match="`a`"):
            kept("a", documents)


def test_values_that_may_be_one_or_several() -> None:
    """A value and a list of one are the same; what is of another type is not there."""
    assert (as_list("a"), as_list(["a"]), as_list(None)) == (["a"], ["a"], [])
    assert (text_or_empty("a"), text_or_empty(1), text_or_empty(None)) == ("a", "", "")
    assert (id_of("a"), id_of({"id": "a"}), id_of({"id": 1}), id_of(1)) == ("a", "a", "", "")
    assert objects([{"a": 1}, 2]) == [{"a": 1}]
    assert types_of({"type": ["A", 1]}) == types_of({"type": "A"}) == {"A"}
    assert len(list(values_within({"a": [1, {"b": 2}]}))) == 5
