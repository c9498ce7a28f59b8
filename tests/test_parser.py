"""The parser is quicker and otherwise the same: it makes of a text what
an untouched markdown-it does.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Iterator

import nh3
import pytest
from helpers_reading import CASES, lightly
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from portfolio.markdown.fast_path import (
    PLAIN_ITEM,
    PLAIN_LINE,
    PLAIN_LIST,
    InlineText,
    inline_text_of,
    normalize_address,
    read_inline,
)
from portfolio.markdown.parser import (
    DEFINITION_LINE,
    FIRST_CHARACTERS,
    RENDER_RULES,
    RULES_BY_MARK,
    parser_for,
)
from portfolio.markdown.render_body import render_body
from portfolio.markdown.sanitize import sanitize

EVERY_MARK = "".join(RULES_BY_MARK) + "\n: a"
"""A text for which every rule is tried."""


def untouched() -> MarkdownIt:
    """The parser of the library, with the same rules, options and forms."""
    own = parser_for(EVERY_MARK)
    parser = (
        MarkdownIt("commonmark", own.options)
        .enable(["table", "strikethrough"])
        .use(footnote_plugin)
        .use(deflist_plugin)
    )
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    rules = own.renderer.rules  # type: ignore[attr-defined]
    parser.renderer.rules |= {form: rules[form] for form in RENDER_RULES}  # type: ignore[attr-defined]
    return parser


UNTOUCHED = untouched()


def unfolded(tokens: list[Token]) -> Iterator[Token]:
    """Tokens, with the five of the library for each item that is a single one."""
    whole: Token | None = None
    for at, token in enumerate(tokens):
        whole = token if token.type == "bullet_list_open" and not token.level else whole
        if token.type != PLAIN_ITEM:
            yield token
            continue
        assert whole
        assert whole.map
        assert token.map
        assert (token.tag, token.nesting, token.level, token.block) == ("li", 0, 1, True)
        after = tokens[at + 1].map or [whole.map[1]]
        yield Token(
            "list_item_open",
            "li",
            1,
            map=[token.map[0], after[0]],
            level=1,
            markup=token.markup,
            block=True,
        )
        yield Token("paragraph_open", "p", 1, map=token.map, level=2, block=True, hidden=True)
        yield Token(
            "inline",
            "",
            0,
            map=token.map,
            level=3,
            children=[],
            content=token.content,
            meta=token.meta,
            block=True,
        )
        yield Token("paragraph_close", "p", -1, level=2, block=True, hidden=True)
        yield Token("list_item_close", "li", -1, level=1, markup=token.markup, block=True)


def assert_phrases(plain: InlineText, others: list[Token]) -> None:
    """Phrases are the HTML, the words and the links of the tokens
    that the untouched parser makes.
    """
    renderer = UNTOUCHED.renderer
    assert isinstance(renderer, RendererHTML)
    assert plain.html == renderer.renderInline(others, UNTOUCHED.options, {})
    words = (
        child.content
        if child.type in ("text", "code_inline")
        else " " * (child.type == "softbreak")
        for child in others
    )
    assert plain.words == " ".join("".join(words).split())
    assert plain.links == tuple(
        child.attrs["href"] for child in others if child.type == "link_open"
    )
    known = {
        "text",
        "code_inline",
        "softbreak",
        *(f"{span}_{end}" for span in ("strong", "em", "link") for end in ("open", "close")),
    }
    assert {child.type for child in others} <= known


def assert_same(text: str) -> None:
    """A text has the tokens and the HTML that the untouched parser gives it; a plain block has
    phrases for tokens.

    HTML of which every tag is the renderer's is cleaned, or left alone, with the same result.
    """
    parser = parser_for(text)
    own, others = parser.parse(text, {}), UNTOUCHED.parse(text, {})
    html = parser.renderer.render(own, parser.options, {})
    assert html == UNTOUCHED.renderer.render(others, UNTOUCHED.options, {})
    is_written = any(
        token.type.startswith("html")
        or any(child.type == "html_inline" for child in token.children or ())
        for token in others
    )
    assert is_written or sanitize(html, is_ours=True) == sanitize(html)
    for token, other in zip(unfolded(own), others, strict=True):
        plain = inline_text_of(token)
        if plain is not None:
            assert token.children == []
            assert_phrases(plain, other.children or [])
        whole = token if plain is None else token.copy(children=other.children, meta={})
        assert whole.as_dict() == other.as_dict()


TEXTS = (CASES / "marks.txt").read_text("utf-8").split("\n¦\n")
"""Every mark of Markdown, alone, within others, and where it means nothing."""


@pytest.mark.parametrize(
    "text", TEXTS, ids=[re.sub(r"\W+", "-", text.strip())[:24] for text in TEXTS]
)
@pytest.mark.parametrize("end", ["", "\n", "\n\n", "  ", "\r\n", "\n- z\n", "\n\nz"], ids=ascii)
def test_a_text_has_the_tokens_of_the_untouched_parser(text: str, end: str) -> None:
    """Every form of Markdown gives the same tokens and the same HTML, wherever its text ends."""
    assert_same(text.strip("\n") + end)


@pytest.mark.parametrize(
    "prefix", ["> ", "- ", "  ", "    ", "1. ", "\t", "[^1]: ", "- > "], ids=ascii
)
def test_a_text_within_another_block_has_the_same_tokens(prefix: str) -> None:
    """Nor does it matter what a text stands in, with its marks on every line or on the first."""
    for text in TEXTS:
        rows = text.strip("\n").split("\n")
        assert_same("note[^1]\n\n" + "\n".join(prefix + row for row in rows))
        assert_same("note[^1]\n\n" + prefix + ("\n" + " " * len(prefix)).join(rows))


def test_no_mark_is_without_a_text() -> None:
    """All rules that are looked up by a sign or a mark are tried by these texts."""
    everything = "".join(TEXTS)
    assert [mark for mark in RULES_BY_MARK if mark not in everything] == []
    assert DEFINITION_LINE.search(everything)
    assert set(FIRST_CHARACTERS) - {"plain"} <= set(UNTOUCHED.get_active_rules()["block"])


MARKS = st.sampled_from(
    (
        "a¦B c¦é¦1¦ ¦  ¦    ¦\t¦\n¦\n\n¦  \n"
        "¦- ¦-¦* ¦+ ¦1. ¦2) ¦> ¦>¦# ¦## ¦***¦---¦===¦- - "
        "-¦```¦~~~¦`¦*¦**¦_¦__¦~~¦[¦]¦](¦(b)¦(¦)¦![¦!¦"
        "<¦<b>¦<div>¦<!--¦-->¦&¦&amp;¦\\¦\\*¦|¦|-|\n¦[x]: /u\n"
        "¦[x]¦[^1]¦[^1]: ¦https://e.org/a_b¦<https://e.org>¦[l](https://e.org/q?a=b)¦"
        "**Bold:** a¦*it* ¦:¦.¦,¦\r\n¦\r¦\x00¦\u2028¦\xa0¦\u0301¦- item\n¦\n: ¦\n~ ¦\n\n"
        ": d¦- **B:** c\n¦* item\n¦- one\n- two\n¦\n- a\n- b\n\n¦a\n-\n¦=\n¦-\n"
    ).split("¦")
)
BLOCKS = st.sampled_from(
    (
        "# h\n",
        "## **i** j \n",
        "### k #\n",
        "a | b\n",
        "--|--\n",
        "**l**\n",
        "- a\n",
        "- **b** c\n",
        "* d\n",
        "+ e\n",
        "1. f\n",
        "g\n",
        "\n",
        " ",
        "  ",
        "> ",
        "    ",
        "\t",
        "- ",
        "---\n",
        "| h |\n",
        ": m\n",
        "~ n\n",
        ":   ",
    )
)


@given(
    st.lists(
        st.one_of(MARKS, st.text(max_size=2).filter(lambda text: not {"^", "\ud800"} & set(text))),
        max_size=25,
    ).map("".join)
)
@example("- a\n- b\n \nc")
@example("- a\n- b\n\n- ***")
@example("- a\n- b <c>\n- **d** e\n\n# f\n\ng")
def test_any_text_has_the_tokens_of_the_untouched_parser(text: str) -> None:
    """No order of marks, lines, blanks and letters gives other tokens or another page."""
    assert_same(text)


@given(st.lists(BLOCKS, max_size=12).map("".join))
def test_any_order_of_lines_has_the_tokens_of_the_untouched_parser(text: str) -> None:
    """Lists are told apart from what only begins as a list does."""
    assert_same(text)


def assert_same_if_plain(text: str) -> bool:
    """What the pattern of phrases takes, it writes as the parser does;
    also where links and notes have definitions.
    """
    plain = read_inline(text)
    if plain is None:
        return False
    env = {
        "references": {"A": {"title": "", "href": "x"}},
        "footnotes": {"refs": {":1": -1}, "list": {}},
    }
    assert_phrases(plain, UNTOUCHED.inline.parse(text, UNTOUCHED, env, []))
    return True


def test_short_phrases_are_those_of_the_untouched_parser() -> None:
    """Every order of five letters, blanks and marks gives the same HTML, words and links;
    thousands of them are plain.
    """
    orders = itertools.product(
        ["a", " ", "\n", "*", "**", "_", "`", "[", "](a)", "!", ".", "("], repeat=5
    )
    assert (
        sum(assert_same_if_plain(text) for text in {"".join(order).strip() for order in orders})
        > 5000
    )


PHRASES = st.sampled_from(
    (
        "a¦B c¦ ¦é¦1¦*¦**¦_¦__¦`¦[¦](¦(¦)¦](b)¦[c](d)¦[e](https://f.example/g_h?i=j)¦**bold**¦"
        "*em*¦_em_¦__b__¦`c d`¦\n¦  \n¦!¦&¦"
        '&amp;¦>¦"¦<b>¦`<&>`¦[g](javascript:h)¦[k](HTTP://L.m/é)¦.¦:¦,¦;¦\xa0¦\x85¦\u2028¦\u0301¦'
        "\U0001f680¦~~¦\\¦<¦-¦#¦\t¦[^1]¦![i](j)"
    ).split("¦")
)


@given(st.lists(PHRASES, max_size=10).map(lambda parts: "".join(parts).strip()))
@example("`a``a`")
def test_phrases_are_those_of_the_untouched_parser(text: str) -> None:
    """Nor do other letters, blanks and marks lead to others."""
    assert_same_if_plain(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Words, (words) & words! 3 - 2 = 1: a@b #c $d {e}",
        "**Label:** text with *stress*, `code` and [a link](https://example.org/a_b).",
        "Lines\nof __text__\n_and_ more",
    ],
)
def test_usual_blocks_are_plain(text: str) -> None:
    """Most blocks do not need the parser; without this test the others would pass
    with a pattern that takes nothing.
    """
    assert read_inline(text) is not None


@pytest.mark.parametrize("address", ["javascript:a", "tel:1", "DATA:x", "C:/d"])
def test_a_block_with_an_unsafe_link_is_not_plain(address: str) -> None:
    """Its link is told of and taken away, which the tokens of the parser are needed for."""
    assert read_inline(f"a [b]({address})") is None


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("## A", True),
        ("# A [b](c) `d`  \n\n- e", True),
        ("**A** b #c\n", True),
        ("A\n\n\nb", True),
        ("A\n-", False),
        ("A\n\n: b", False),
        ("A\n\n  ~ b", False),
        ("A\n\n:b", True),
        ("A|b\n-|-", False),
        ("# A|b\n-|-", False),
        ("# A #", False),
        ("#", False),
        ("####### A", False),
        ("2. A", False),
        ("***A***", False),
    ],
)
def test_usual_lines_are_plain(text: str, is_plain: bool) -> None:
    """A heading or a paragraph of one line does not need the parser, unless the next line
    or a mark can change it.
    """
    assert bool(PLAIN_LINE.match(text)) is is_plain
    assert_same(text)


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("- **A:** b\n- c\n\n\n## D", True),
        ("* e", True),
        ("+ f\n+ g\n", True),
        ("- a\nb", False),
        ("- a\n\n- b", False),
        ("- a\n\n  b", False),
        ("- a\n  - b", False),
        ("- 1. a", False),
    ],
)
def test_usual_lists_are_plain(text: str, is_plain: bool) -> None:
    """Nor does a list of lines need the parser, unless it has more than lines
    or goes on after a blank one.
    """
    assert bool(PLAIN_LIST.match(text)) is is_plain
    assert_same(text)


def test_letters_and_digits_are_no_punctuation() -> None:
    """The pattern of phrases and the parser agree on which characters are letters
    or digits, and which are blanks.
    """
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    for letter in re.findall(r"[^\W_]", everything):
        assert not isPunctChar(letter)
        assert not isMdAsciiPunct(ord(letter))
    assert not any(isWhiteSpace(ord(sign)) for sign in re.findall(r"\S", everything))


ADDRESSES = st.sampled_from(
    (
        "https:// http:// // / . .. - _ a b0 A x.org : @ ? = # % %41 xn-- xn--bcher-kva ü ~ + "
        "mailto: javascript:"
    ).split()
)


@lightly
@given(st.lists(ADDRESSES, max_size=9).map("".join))
@example("https://xn--bcher-kva.example/a_b/?c=d#e")
@example("../a-b.md#c")
def test_addresses_have_the_form_of_the_untouched_parser(address: str) -> None:
    """An address that is taken as it stands is one that the library would not change."""
    assert normalize_address(address) == normalizeLink(address)


EVERYDAY = """Words with *emphasis* and a [link](https://example.org/a?b=c).

```python
print("it's", 1 < 2)
```

| Part | Score |
| --- | --: |
| One | 9 |

Table: Scores, by part

3. A list
4. that goes on

Term
: What it means

---
"""


def is_cleaned(text: str) -> bool:
    """Whether the cleaner is called for a text."""
    called: set[object] = set()
    sys.setprofile(lambda _, event, what: called.add(what) if event == "c_call" else None)
    try:
        render_body(text, 1)
    finally:
        sys.setprofile(None)
    return any(isinstance(getattr(what, "__self__", None), nh3.Cleaner) for what in called)


def test_what_most_texts_have_is_not_cleaned_again() -> None:
    """The renderer's own HTML of everyday blocks passes without the cleaner,
    which takes longer than all the rest.
    """
    assert is_cleaned(f"{EVERYDAY}\n<b>Raw</b> words.\n")
    assert not is_cleaned(EVERYDAY)
