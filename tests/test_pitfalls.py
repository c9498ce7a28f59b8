"""What in a text does not become what its author means is reported, with its place
and what to write instead.
"""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.markdown.pitfalls import MAX_PITFALLS
from portfolio.markdown.render_body import render_body

FIRST = 10
TEXTS = tomllib.loads((Path(__file__).parent / "cases/pitfalls.toml").read_text("utf-8"))["text"]
PITFALLS = {"foreign-mark", "unread-link", "empty-link", "lone-note", "removed-element"}
FOUND = [case for case in TEXTS if "code" in case]


def problems_of(text: str, stated: Any = ()) -> list[Any]:
    """The pitfalls of a text that begins on the tenth line of its file."""
    _, problems = render_body(text, FIRST, "", dict.fromkeys(stated, ("stated",)))
    return [problem for problem in problems if problem.code in PITFALLS]


@pytest.mark.parametrize("case", FOUND, ids=lambda case: case["text"][:40])
def test_a_pitfall_has_its_place_and_its_cure(case: dict[str, Any]) -> None:
    """What a case marks is reported once, as a warning with its code,
    its line and the cure that the case names.
    """
    (problem,) = problems_of(case["text"], case.get("stated", ()))
    found = (problem.code, problem.line, problem.needle, problem.is_error)
    assert found == (case["code"], FIRST + case.get("line", 1) - 1, case["marked"], False)
    assert case["cure"] in problem.help


@pytest.mark.parametrize("case", FOUND, ids=lambda case: case["text"][:40])
def test_a_pitfall_is_none_within_a_block_of_code(case: dict[str, Any]) -> None:
    """What is shown as code is not told of."""
    assert problems_of(f"Words.\n\n~~~\n{case['text']}\n~~~\n") == []


@pytest.mark.parametrize(
    "case", [case for case in TEXTS if "code" not in case], ids=lambda case: case["text"][:40]
)
def test_what_is_meant_as_it_stands_is_left_alone(case: dict[str, Any]) -> None:
    """Code, comments, escaped marks and what Markdown knows are not told of."""
    assert problems_of(case["text"]) == []


@given(
    st.lists(
        st.sampled_from(
            [case["text"] for case in TEXTS] + ["`", "```\n", "\n\n", " ", "> ", "- ", "<!--"]
        ),
        max_size=6,
    )
)
def test_a_pitfall_is_on_the_line_that_it_names(parts: list[str]) -> None:
    """Whatever stands around it, what a problem points at is on its line of the text."""
    text = "".join(parts)
    rows = text.split("\n")
    for problem in problems_of(text):
        assert problem.needle in rows[problem.line - FIRST]


SNIPPETS = [
    "{{<",
    "{%",
    "{:",
    "{ toc",
    "{#a",
    "{/*",
    "[[",
    "[a](b ",
    "[a] (/",
    "(a)[/",
    "[^a]",
    "%%\na\n",
    "==a",
    "$$a",
    "<a ",
    "<x>",
    "` `` ",
]


@pytest.mark.parametrize(
    "sign",
    [*SNIPPETS, "---\na: b\n \t c\n", "+++\na = b\n", "<script>", "</x>", "<a 'b\" "],
    ids=ascii,
)
def test_looking_for_pitfalls_takes_bounded_time(sign: str) -> None:
    """Sixty kilobytes of any sign, after another one, take less than two seconds more,
    and not too many are told of.
    """
    from portfolio.markdown.foreign_syntax import FOREIGN_SYNTAX
    from portfolio.markdown.misread_links import MISREAD_LINKS as LINKS
    from portfolio.markdown.pitfall_patterns import find_patterns
    from portfolio.markdown.removed_elements import find_removed_elements

    for before in ("", "[[", "{{< ", "<a "):
        text = before + sign * (60_000 // len(sign))
        start = time.process_time()
        for _ in zip(
            range(MAX_PITFALLS), find_patterns(text, 1, (*FOREIGN_SYNTAX, *LINKS)), strict=False
        ):
            pass
        for _ in zip(range(MAX_PITFALLS), find_removed_elements(text, 1, {}), strict=False):
            pass
        assert time.process_time() - start < 2
    assert len(problems_of("Words {{ x }}.\n\n" * 2 * MAX_PITFALLS)) == MAX_PITFALLS
