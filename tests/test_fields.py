"""Fields declared once: how they are read, what is known of them, and what is wrong with values."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from helpers_reading import stated

from portfolio.schema.fields import (
    MISSING,
    NO_LIST,
    NO_TABLE,
    NO_TABLES,
    UNKNOWN,
    Fields,
    InvalidValue,
    Reader,
    examples,
    read_fields,
)


def read_number(value: Any) -> int:
    """A whole number."""
    if not str(value).isdecimal():
        raise InvalidValue("invalid-number", f"not a number: {value}", "write digits")
    return int(value)


Number = Annotated[int, Reader(read_number, {"type": "integer"})]


class Leaf(Fields, frozen=True):
    """The inner table."""

    size: Annotated[Number, examples(3)]
    most: Number | None = None

    def check_fields(self) -> None:
        """Raise InvalidValue if the most is less than the size."""
        if self.most is not None and self.most < self.size:
            raise InvalidValue("out-of-range", "the most is less than the size", "write more")


class Tree(Fields, frozen=True):
    """The outer table."""

    height: Annotated[Number, examples(12, 7)]
    age: Annotated[Number | None, examples(100)] = None
    leaf: Leaf | None = None
    leaves: tuple[Leaf, ...] = ()
    named: dict[str, Leaf] = {}
    anything: dict[str, Any] = {}


def faults_of(**values: Any) -> list[tuple[tuple[str | int, ...], str]]:
    """The place and the code of all that is wrong."""
    made, faults = read_fields(Tree, values)
    assert (made is None) == bool(faults)
    return [(fault.keys, fault.code) for fault in faults]


def test_values_become_fields_through_their_readers() -> None:
    """What is given is read by its field, also in tables, lists of tables and tables by name;
    the rest has its default.
    """
    values = {
        "height": "12",
        "leaf": {"size": "1"},
        "leaves": [{"size": "2"}, {"size": "3", "most": "4"}],
        "named": {"a": {"size": "5"}},
        "anything": {"x": ["y"]},
    }
    tree = Tree.read(values)
    assert tree == Tree(12, None, Leaf(1), (Leaf(2), Leaf(3, 4)), {"a": Leaf(5)}, {"x": ["y"]})
    assert stated(tree) == ("height", "leaf", "leaves", "named", "anything")


def test_everything_that_is_wrong_is_found_at_once_and_at_its_place() -> None:
    """Wrong values, missing and unknown names are told with the way
    to them, however deep they are.
    """
    found = faults_of(
        age="old",
        colour="red",
        leaf="x",
        leaves=[{"size": "1"}, {"siez": "2"}, "x"],
        named={"a": {"size": "x"}, "b": 1},
        anything=3,
    )
    assert found == [
        (("height",), MISSING),
        (("age",), "invalid-number"),
        (("leaf",), NO_TABLE),
        (("leaves", 1, "size"), MISSING),
        (("leaves", 1, "siez"), UNKNOWN),
        (("leaves", 2), NO_TABLE),
        (("named", "a", "size"), "invalid-number"),
        (("named", "b"), NO_TABLE),
        (("anything",), NO_TABLES),
        (("colour",), UNKNOWN),
    ]
    assert faults_of(height="1", leaves={}, named=[]) == [
        (("leaves",), NO_LIST),
        (("named",), NO_TABLES),
    ]


def test_a_table_can_say_what_is_wrong_with_all_of_it() -> None:
    """What a class refuses once its fields are read is told at the table."""
    assert faults_of(height="1", leaves=[{"size": "5", "most": "4"}]) == [
        (("leaves", 0), "out-of-range")
    ]


def test_reading_trusted_values_ends_at_the_first_fault() -> None:
    """Data of the program's own that are wrong are a mistake of ours, and say where."""
    with pytest.raises(InvalidValue, match="height"):
        Tree.read({"height": "tall"})


def test_fields_know_their_examples_and_defaults() -> None:
    """Documentation and stubs are made from this."""
    specs = Tree.specs()
    assert list(specs) == ["height", "age", "leaf", "leaves", "named", "anything"]
    assert (specs["height"].examples, specs["age"].examples, specs["leaf"].examples) == (
        (12, 7),
        (100,),
        (),
    )
    assert [name for name, field in specs.items() if field.is_required] == ["height"]
    assert (specs["named"].default, specs["named"].table, specs["named"].shape) == ({}, Leaf, dict)


def test_fields_are_frozen() -> None:
    """Nobody changes what was read."""
    with pytest.raises(AttributeError):
        Tree(1).height = 2  # type: ignore[misc]
