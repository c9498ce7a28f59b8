"""Patterns of the owner's: how many ways they can try, told before they are tried."""

from __future__ import annotations

import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import portfolio
from portfolio.domain.platforms import MAX_LINK_LENGTH
from portfolio.schema.patterns import MAX_WAYS, count_ways
from portfolio.settings import read_settings

_PARSER, _COMPILER, _CONSTANTS = (
    import_module(f"re.{name}") for name in ("_parser", "_compiler", "_constants")
)
"""Of the standard library, which gives a pattern as a tree."""

TABLE = tomllib.loads((Path(portfolio.__file__).parent / "data/platforms.toml").read_text("utf-8"))
OURS = sorted(
    {
        row[key]
        for platform in TABLE.values()
        for row in platform["links"]
        for key in ("path", "id")
        if key in row
    }
)
QUICK = [
    r"/show/(?P<id>[A-Z]{2}-\d{5})",
    r"/[^/]+/(?P<who>[^/]+)/(?P<id>[^/]+)",
    r"/.*",
    r"/c/(?:[a-z]+-)*[0-9]+",
    r"(?i)/[0-9a-f]+/x",
    r"/(?=[a-z]*[0-9])[a-z0-9]{8}",
    r"/(?P<a>.)(?P=a)",
    r"/.*cert.*",
]
SLOW = [
    r"(?:a+)+",
    r"(?:a|aa)*b",
    r"(?:a*)*",
    r"(?:a{1,10}){1,10}",
    r"(?:(?:a?){9}){9}b",
    r".*.*.*.*x",
    r"(?:\w+\s?)+!",
    r"(?:(a+)b?)*c",
    r"(?i)a*A*A*A*b",
]


@pytest.mark.parametrize("pattern", [*QUICK, *OURS])
def test_a_pattern_that_ends_soon_is_taken(pattern: str) -> None:
    """Patterns of paths as people write them, and all of ours, have few ways to match."""
    assert count_ways(pattern, MAX_LINK_LENGTH) <= MAX_WAYS


@pytest.mark.parametrize("pattern", SLOW)
def test_a_pattern_that_could_try_for_ever_is_refused_with_its_place(pattern: str) -> None:
    """A pattern with repetitions that share a text in many ways is an error at its line,
    and is matched with nothing.
    """
    text = (
        "[platforms.guild]\nname = 'Guild'\nhosts = ['guild.example']\n"
        f"[[platforms.guild.links]]\npath = '/ok'\n[[platforms.guild.links]]\npath = '{pattern}'\n"
    )
    settings, _, (problem,) = read_settings(text.encode())
    assert (problem.code, problem.location.line) == ("slow-pattern", 7)
    assert settings.platforms == {}


@pytest.mark.parametrize("key", ["id", "needs"])
def test_every_pattern_of_a_platform_is_looked_at(key: str) -> None:
    """The patterns of numbers and of parameters are held to the same."""
    value = "'(?:a+)+'" if key == "id" else "{ n = '(?:a+)+' }"
    row = f"{{ path = '/x', url = 'https://guild.example/x', {key} = {value} }}"
    text = f"[platforms.guild]\nname = 'Guild'\nhosts = ['guild.example']\nlinks = [{row}]\n"
    assert [problem.code for problem in read_settings(text.encode())[2]] == ["slow-pattern"]


ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^b]", r"\d"])
REPEATS = st.sampled_from(["", "", "*", "+", "?", "{1,3}", "{2}", "*?"])
PATTERNS = st.recursive(
    st.tuples(ATOMS, REPEATS).map("".join),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.tuples(st.lists(inner, min_size=1, max_size=2).map("|".join), REPEATS).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=5,
)


@given(PATTERNS, st.text("ab1", max_size=6))
def test_the_number_of_ways_bounds_what_can_be_tried(pattern: str, text: str) -> None:
    """There are never more ways to match a text than the number says:
    counted by a matcher that tries every way.
    """
    tried = list(_ends(_PARSER.parse(pattern), text, 0, True))
    assert min(len(tried), MAX_WAYS) <= count_ways(pattern, max(len(text), 1))


def _ends(items: Any, text: str, at: int, is_whole: bool) -> list[int]:
    """Where a match of all items from a place can end, once for each way in which it can;
    at the end of the text if it is whole.
    """
    found = [at]
    for name, value in items:
        found = [end for begin in found for end in _step(str(name), value, text, begin)]
    return [end for end in found if end == len(text)] if is_whole else found


def _step(name: str, value: Any, text: str, at: int) -> list[int]:
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        least, most, inner = value
        ways_, found = [at], [at] if least == 0 else []
        for count in range(1, min(int(most), len(text) + 1) + 1):
            ways_ = [
                end for begin in ways_ for end in _ends(inner, text, begin, False) if end > begin
            ]
            found += ways_ if count >= least else []
        return found
    if name == "SUBPATTERN":
        return _ends(value[3], text, at, False)
    if name == "BRANCH":
        branches = value[1]
        return [end for branch in branches for end in _ends(branch, text, at, False)]
    one = _COMPILER.compile(_alone(name, value))
    return [at + 1] if at < len(text) and one.match(text[at]) else []


def _alone(name: str, value: object) -> Any:
    parsed = _PARSER.parse("")
    parsed.append((getattr(_CONSTANTS, name), value))
    return parsed
