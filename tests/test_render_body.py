"""Markdown becomes safe HTML."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from helpers_reading import cases, judge
from hypothesis import example, given
from hypothesis import strategies as st

from portfolio.domain.body import Body, BodyProblem
from portfolio.markdown.parser import RULES_BY_MARK, parser_for
from portfolio.markdown.render_body import render_body

REPOSITORY = Path(__file__).parent.parent
FACTS = {"credential_id": ["ABC123"]}


def body_of(text: str, title: str = "The title", facts: Any = FACTS) -> Body:
    """The body that a text becomes."""
    return render_body(text, 1, title, facts)[0]


def problems_of(text: str, first_line: int = 1) -> list[tuple[str, int, str]]:
    """Code, line and marked text of each problem."""
    return [
        (problem.code, problem.line, problem.needle) for problem in render_body(text, first_line)[1]
    ]


@pytest.mark.parametrize(
    ("title", "text", "wanted"),
    cases("markdown.txt"),
    ids=[case[0] for case in cases("markdown.txt")],
)
def test_markdown_becomes_the_html_of_the_case(title: str, text: str, wanted: str) -> None:
    """A text becomes the HTML that its case says, and nothing in it can run or load."""
    html = body_of(text).html
    assert html.strip().split("\n") == wanted.strip().split("\n")
    assert judge(html).unsafe == []


@pytest.mark.parametrize(
    ("heading", "title", "is_dropped"),
    [
        ("# Title", "Title", True),
        ("# title", "Title", True),
        ("# *Title*", "Title", True),
        ("# Caf\u00e9", "Cafe\u0301", True),
        ("## Title", "Title", False),
        ("# Chemistry", "C", False),
        ("# Title of another thing", "Title of", False),
        ("# Title", "", False),
    ],
)
def test_only_an_h1_that_is_the_title_is_dropped(
    heading: str, title: str, is_dropped: bool
) -> None:
    """A first heading that says more or other than the title stays."""
    found = body_of(f"{heading}\n\nText.", title)
    assert (found.headings == ()) is is_dropped
    assert found.outline.first_paragraph == "Text."


def test_a_body_without_a_title_has_all_its_headings() -> None:
    """Headings are listed with level, anchor and plain words."""
    found = body_of("## A *b* `c`\n\n### D\n", "")
    assert [(heading.level, heading.anchor, heading.text) for heading in found.headings] == [
        (2, "a-b-c", "A b c"),
        (3, "d", "D"),
    ]


@pytest.mark.parametrize(
    "levels", ["1", "6", "123456", "135", "6161", "2461", "3332", "654321", "151515"]
)
def test_levels_of_headings_are_never_skipped(levels: str) -> None:
    """Any order of headings begins at 2, never jumps down more than one level,
    and never goes beyond 6.
    """
    found = body_of(
        "\n\n".join(f"{'#' * int(level)} h{index}" for index, level in enumerate(levels)), ""
    ).headings
    assert len(found) == len(levels)
    assert found[0].level == 2
    assert all(later.level <= earlier.level + 1 for earlier, later in itertools.pairwise(found))
    assert all(2 <= heading.level <= 6 for heading in found)


def test_anchors_are_unique() -> None:
    """No two headings share an anchor, whatever their texts are."""
    anchors = [
        heading.anchor
        for heading in body_of("# A\n\n# A\n\n# A 1\n\n# a\n\n# A-1\n\n#\n\n#\n", "").headings
    ]
    assert len(set(anchors)) == len(anchors) == 7
    assert all(anchors)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One *two*\n`three` [four](x).\n\nFive.", "One two three four."),
        ("# Heading\n\nText.", "Text."),
        ("> quoted\n\nText.", "Text."),
        ("- item\n\nText.", "Text."),
        ("![picture](a.png)\n\nText.", "Text."),
        ("<b>raw</b> text", "raw text"),
        ("", ""),
    ],
)
def test_the_first_paragraph_is_plain_text(text: str, wanted: str) -> None:
    """The first words of the body's own text, without marks."""
    assert body_of(text).outline.first_paragraph == wanted


def test_unsafe_links_are_errors_at_their_line() -> None:
    """A link that could run something is an error with its line in the file."""
    body, (problem,) = render_body("Text.\n\nSee [this](javascript:alert) now.\n", 10)
    assert isinstance(problem, BodyProblem)
    assert (problem.code, problem.is_error, problem.line, problem.needle) == (
        "unsafe-link",
        True,
        12,
        "javascript:alert",
    )
    assert "javascript" not in body.html


def test_a_link_of_another_scheme_than_those_of_the_web_is_unsafe() -> None:
    """A link may only have a scheme that every browser opens without running anything."""
    body, (problem,) = render_body("See [this](ftp://example.org/x).\n", 1)
    assert problem.code == "unsafe-link"
    assert "ftp" not in body.html


def test_pictures_elsewhere_are_warned_about() -> None:
    """A remote picture is a warning with its line, and no reference to a file."""
    body, (problem,) = render_body("Text.\n\n![Alt](https://example.org/a.png)\n", 5)
    assert (problem.code, problem.is_error, problem.line, problem.needle) == (
        "remote-picture",
        False,
        7,
        "https://example.org/a.png",
    )
    assert body.outline.references == ()


@pytest.mark.parametrize(
    "text", ["![](a.png)", "![ ](a.png)", '<img src="a.png">', '<img alt="" src="a.png">']
)
def test_pictures_without_a_description_are_warned_about(text: str) -> None:
    """A picture says what it shows; where it does not,
    its attribute is empty and the author is told.
    """
    body, (problem,) = render_body(f"x\n\n{text}\n", 1)
    assert (problem.code, problem.line, problem.needle) == ("missing-alt", 3, "a.png")
    assert [
        attributes["alt"].strip() for tag, attributes in judge(body.html).tags if tag == "img"
    ] == [""]


@pytest.mark.parametrize("text", ["![a]()", "![a](data:image/png;base64,AAAA)", '<img alt="a">'])
def test_a_picture_without_an_address_does_not_claim_a_link(text: str) -> None:
    """Where nothing stands in place of a picture, the message does not say that a link does."""
    body, (problem,) = render_body(text, 1)
    assert "<img" not in body.html
    assert "<a" in body.html or "a link stands in its place" not in problem.message


def test_relative_links_and_pictures_are_recorded() -> None:
    """Every relative target is recorded once, decoded, without query and with its part,
    line and kind, and parts of the text itself.
    """
    text = (
        "[a](a.pdf) ![b](files/b%20c.png)\n\n[d](../d.md#part) [a](a.pdf)\n\n"
        "[e](https://example.org) [f](#here) [g](g.md?x=1)\n"
    )
    assert [
        (found.target, found.fragment, found.line, found.is_picture)
        for found in body_of(text).outline.references
    ] == [
        ("a.pdf", "", 1, False),
        ("files/b c.png", "", 1, True),
        ("../d.md", "part", 3, False),
        ("", "here", 5, False),
        ("g.md", "", 5, False),
    ]


def test_a_reference_is_on_its_own_line() -> None:
    """A name that also stands in the text before, or within a longer name,
    does not draw the line away.
    """
    text = "See 1.png in the text.\n\n![a](11.png)\n\n![b](1.png)\n"
    assert {found.target: found.line for found in body_of(text).outline.references} == {
        "11.png": 3,
        "1.png": 5,
    }


def test_a_problem_is_on_its_own_line() -> None:
    """The line of a problem is that of the link itself, not of an earlier mention."""
    assert problems_of("`javascript:x` is bad.\n\n[a](javascript:x)\n") == [
        ("unsafe-link", 3, "javascript:x")
    ]


def test_names_of_files_may_have_any_sign() -> None:
    """An escaped `#` or `?` belongs to the name of the file."""
    assert [
        found.target
        for found in body_of("[a](C%23.pdf) [b](what%3F.pdf#page=2)").outline.references
    ] == ["C#.pdf", "what?.pdf"]


@pytest.mark.parametrize(
    "text",
    [
        'Write `<a href="foo.html">`.',
        'Say src="a.png" or\n\n    <img src="b.png">',
        '```\n<a href="c.html">\n```',
        '`a href="javascript:x"`',
    ],
)
def test_html_that_is_only_shown_is_no_link(text: str) -> None:
    """Code and words that look like attributes are text: they name no file and raise no problem."""
    body, problems = render_body(text, 1)
    assert body.outline.references == ()
    assert problems == ()


def test_links_of_the_verification_section_are_collected() -> None:
    """Web links below a heading about verification are kept in their order,
    with those of its subsections.
    """
    text = (
        "[x](https://x.example)\n\n## Verification\n\n"
        "[a](https://a.example) [b](mailto:b@b.example)\n\n### More\n\n[c](http://c.example)\n\n"
        "## Next\n\n[d](https://d.example)\n"
    )
    assert body_of(text).outline.verification_links == ("https://a.example", "http://c.example")


def test_rendering_depends_on_nothing_before() -> None:
    """The same text becomes the same body after any other text."""
    text = "# A\n\n[^1] [r]\n\n[^1]: note\n\n[r]: https://r.example\n"
    first = body_of(text)
    body_of("# A\n\n[^1]: other\n\n[r]: https://other.example\n\n[^1] [r]\n")
    assert body_of(text) == first
    assert "https" not in body_of("[r]").html


@pytest.mark.parametrize(
    "unit",
    [
        "![[]()",
        "> ",
        "- ",
        "[",
        "[a](",
        "^[",
        "[^1]",
        "[^1]: [^1]\n",
        "*a **a ",
        "_a_ ",
        "~~a~~ ",
        "`",
        "&#0;",
        "<a ",
        "<!--",
        "<div>",
        "|a",
        "# a\n",
        "- [ ] a\n",
        "a\n: b\n",
        ": ",
        "a\n\n~ b\n\n",
        "> [!NOTE]\n> a\n\n",
        "[!NOTE]\n> ",
        "![a](b 'c')\n\n",
        "![](a)\n",
        "[a](b)\n",
        "```\n",
        "\\",
        "[x](javascript:y)\n",
        "## Verification\n- ID: y\n",
        "{{< a ",
        "{% a ",
        "{: a ",
        "{ toc ",
        "{#a ",
        "{/* ",
        "[[a ",
        "[a [[a",
        "[a] [a][b",
        "[a](b ",
        "[a](/ ",
        "[a] (/",
        "(a)[/",
        "> [!a]",
        "%%\na\n",
        "==a ",
        "$$a ",
        "---\na: b\n  c\n",
        "---\na: b\n\t \t \n",
        "+++\na = b\n",
        "<a 'b\" ",
        "<x>",
        "<x></y>",
        "<script>",
        "` `` ",
    ],
    ids=ascii,
)
def test_rendering_takes_bounded_time(unit: str) -> None:
    """Sixteen kilobytes of any repeated mark are rendered within two seconds of work."""
    text = unit * (16_000 // len(unit))
    start = time.process_time()
    html = body_of(text).html
    assert time.process_time() - start < 2
    assert judge(html).unsafe == []


def test_a_repeated_reference_does_not_multiply_without_bound() -> None:
    """A long address that is used again and again does not make a page
    of a thousand times the text.
    """
    text = f"[a]: /{'x' * 8000}\n\n" + "[a] " * 2000
    assert len(body_of(text).html) < 200 * len(text)


def test_every_process_renders_the_same_bytes() -> None:
    """No order of attributes depends on the random seed of a process."""
    program = (
        "from portfolio.markdown.render_body import render_body\n"
        "print(render_body('- [x] a\\n\\n<input>\\n\\n|a|\\n|:-|\\n|b|', 1)[0].html)"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=REPOSITORY)
        for _ in range(6)
    ]
    assert len({run.communicate(timeout=60)[0] for run in runs}) == 1


PIECES = (
    *RULES_BY_MARK,
    "word",
    " ",
    "    ",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "# ",
    "***",
    "---",
    "```",
    "(b)",
    "[^1]",
    "[c]",
    ": d\n",
    ":\t",
    "~ ",
    ">",
    "\r",
    "em;",
    "https://e.org/",
)


@given(st.lists(st.sampled_from(PIECES), max_size=30))
@example(["[^a] ", "b\n\n", "[^a]: ", "c"])
@example(["| a | b |\n", "|---|---|\n", "| c | d |"])
def test_a_rule_whose_mark_is_not_there_would_find_nothing(parts: list[str]) -> None:
    """A text gives the same with the rules that its marks call for as with all of them."""
    text = "".join(parts)
    everything = parser_for("".join(RULES_BY_MARK) + "\n: a")
    assert parser_for(text).render(text) == everything.render(text)
    assert set(parser_for(text).get_active_rules()["inline"]) <= set(
        everything.get_active_rules()["inline"]
    )
