"""What is remembered: the same arguments give the same object, and others a new one."""

from __future__ import annotations

import gc
import weakref

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace
from small_site import credential

from portfolio.domain.model import Credential
from portfolio.store.codec import encode
from portfolio.store.memo import remember_by_name, remember_each, remember_last


class Record(Struct, frozen=True, dict=True):
    """A record that can keep what is made of it."""

    name: str


class Result:
    """What a function makes, each time another object."""


def made(record: Record, more: int = 0) -> Result:
    """Something else at each call."""
    return Result()


def other(record: Record, more: int = 0) -> Result:
    """Something else at each call, by another function."""
    return Result()


# The last result of a function


def test_equal_arguments_give_the_same_object() -> None:
    """Also where they are other objects, and where they have names."""
    call = remember_last(made)
    first = call(Record("a"), 1)
    assert call(Record("a"), 1) is first
    named = call(Record("a"), more=1)
    assert call(Record("a"), more=1) is named


def test_other_arguments_give_a_new_object() -> None:
    """Each argument counts, and only the last result is remembered."""
    call = remember_last(made)
    found = [call(Record("a"), 1), call(Record("b"), 1), call(Record("b"), 2), call(Record("a"), 1)]
    assert len(set(map(id, found))) == 4


def test_functions_do_not_share_what_they_remember() -> None:
    """Each has its own last result."""
    one, two = remember_last(made), remember_last(other)
    record = Record("a")
    assert one(record) is not two(record)
    assert (one(record), two(record)) == (one(record), two(record))


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 1)), max_size=9))
def test_a_function_is_called_when_its_arguments_differ_from_the_last(
    arguments: list[tuple[str, int]],
) -> None:
    """And never else."""
    calls: list[tuple[str, int]] = []

    @remember_last
    def _call(name: str, more: int) -> tuple[str, int]:
        calls.append((name, more))
        return name, more

    assert [_call(*given) for given in arguments] == arguments
    differ = [
        given
        for number, given in enumerate(arguments)
        if number == 0 or arguments[number - 1] != given
    ]
    assert calls == differ


def test_what_fails_is_not_remembered() -> None:
    """The next call tries again, and what came before is still there."""
    calls: list[int] = []

    @remember_last
    def _half(number: int) -> float:
        calls.append(number)
        return 1 / number

    for number in (1, 0, 0, 1):
        try:
            assert _half(number) == 1
        except ZeroDivisionError:
            assert number == 0
    assert calls == [1, 0, 0]


# The last result for each record


def test_each_record_keeps_its_own() -> None:
    """Equal arguments give the same object for each record, however many there are in turn."""
    call = remember_each(made)
    records = [Record("a"), Record("b")]
    found = [call(record, 1) for record in records]
    assert found[0] is not found[1]
    assert [call(record, 1) for record in records] == found


def test_another_argument_or_record_gives_a_new_object() -> None:
    """An equal record that is another object has nothing yet."""
    call = remember_each(made)
    record = Record("a")
    first = call(record, 1)
    assert call(record, 2) is not first
    assert call(record, 1) is not first
    assert call(Record("a"), 1) is not call(record, 1)
    assert call(replace(record), 1) is not call(record, 1)


def test_a_record_keeps_the_results_of_several_functions() -> None:
    """One does not take the place of another."""
    one, two = remember_each(made), remember_each(other)
    record = Record("a")
    found = one(record), two(record)
    assert found[0] is not found[1]
    assert (one(record), two(record)) == found


def test_what_is_kept_goes_with_its_record() -> None:
    """Nothing else holds it."""
    call = remember_each(made)
    record = Record("a")
    kept = weakref.ref(call(record))
    gc.collect()
    assert kept() is not None
    del record
    gc.collect()
    assert kept() is None


def test_what_is_kept_is_no_part_of_the_record() -> None:
    """A record that keeps something is equal to one that does not,
    and becomes the same bytes.
    """
    call = remember_each(made)
    one, two = Record("a"), Record("a")
    call(one)
    assert one == two
    assert hash(one) == hash(two)
    assert encode(one) == encode(two)
    assert encode(replace(one)) == encode(two)


def test_credentials_can_keep_something() -> None:
    """They are the records of which most is made."""
    calls: list[str] = []

    @remember_each
    def _title(record: Credential) -> str:
        calls.append(record.id)
        return record.record.title

    record = credential("a")
    assert _title(record) == _title(record) == "Data Basics"
    assert calls == ["a"]


def test_each_name_has_a_last_result() -> None:
    """Results for several names are kept side by side, each until its other arguments differ."""

    def called(record: Record, name: str, more: int = 0) -> Result:
        return Result()

    call, record = remember_by_name(called), Record("a")
    one, two = call(record, "de", 1), call(record, "ar", 1)
    assert one is not two
    assert (call(record, "de", 1), call(record, "ar", 1)) == (one, two)
    assert call(record, "de", 2) is not one
    assert call(record, "ar", 1) is two
