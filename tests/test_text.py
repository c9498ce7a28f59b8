"""Words: addresses, equal names, suggestions and quotations."""

from __future__ import annotations

import html
import re
import string
import time
import unicodedata

import pytest
from helpers_reading import lightly, words
from hypothesis import assume, example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from portfolio.schema.types import read_key
from portfolio.text import (
    MAX_SLUG_BYTES,
    did_you_mean,
    did_you_mean_path,
    fold,
    humanize,
    is_invisible,
    listed,
    markdown_literal,
    quoted,
    replace_between,
    shorten_sentence,
    slug,
    snake,
)

SLUGS = {
    "C": "c",
    "C++": "c-plus-plus",
    "C#": "c-sharp",
    "F#": "f-sharp",
    "R": "r",
    ".NET": "dot-net",
    ".NET Core": "dot-net-core",
    "ASP.NET": "asp-net",
    "Node.js": "node-js",
    "scikit-learn": "scikit-learn",
    "R&D": "r-and-d",
    "AT&T": "at-and-t",
    "  Machine   Learning ": "machine-learning",
    "machine_learning": "machine-learning",
    "O’Reilly": "oreilly",
    "O'Reilly": "oreilly",
    "Kubernetes®": "kubernetes",
    "PMP™": "pmp",
    "AWS Certified Developer – Associate": "aws-certified-developer-associate",
    "ＡＷＳ": "aws",
    "Straße": "strasse",
    "Élan": "élan",
    "İstanbul": "i̇stanbul",
    "机器学习": "机器学习",
    "機械学習": "機械学習",
    "యంత్ర అభ్యాసం": "యంత్ర-అభ్యాసం",
    "تعلم الآلة": "تعلم-الآلة",
    "한국어": "한국어",
    "🚀": "rocket",
    "Team 🚀": "team-rocket",
    "👩‍💻": "woman-personal-computer",
    "con": "con-",
    "NUL": "nul-",
    "COM¹": "com1-",
    "console": "console",
    "../../etc/passwd": "etc-passwd",
    "a/b\\c": "a-b-c",
    "a\u200bb": "a-b",
}
DISTINCT = [
    ["C", "C++", "C#", "C*", "C&"],
    ["F#", "F", "F*"],
    [".NET", "NET"],
    ["机器学习", "機械学習", "机器", "学习"],
    ["యంత్ర", "యంత్రం", "మంత్ర"],
    ["علم", "عالم", "علوم"],
    ["👩", "👩‍💻", "👨‍💻", "💻"],
    ["🇺🇸", "🇬🇧", "🇮🇳", "🇩🇪"],
    ["1️⃣", "2️⃣"],
    ["x²y", "xy"],
    ["résumé", "resume"],
]
RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{name}{n}" for name in ("com", "lpt") for n in range(10)),
}
names = st.one_of(
    words,
    st.text(
        st.sampled_from("C+#.&@ -_/\\éÉ™®機తె\u0301\u200d\ufe0f🚀👩con\u0345ıİßẞﬁΣς"), max_size=50
    ),
)


@pytest.mark.parametrize(("name", "wanted"), SLUGS.items(), ids=[ascii(name) for name in SLUGS])
def test_slug_of_known_names(name: str, wanted: str) -> None:
    """A name has the readable address that the table says."""
    assert slug(name) == wanted


@pytest.mark.parametrize("group", DISTINCT, ids=[ascii(group[0]) for group in DISTINCT])
def test_slugs_of_different_names_differ(group: list[str]) -> None:
    """Names that only signs or single letters tell apart have different addresses."""
    assert len({slug(name) for name in group}) == len(group)


@lightly
@given(names)
@example("")
@example("con")
@example("CON.")
@example("!" * 300)
@example("機" * 300)
@example("a" * 99 + "é" * 10)
@example("\u0345" * 40)
def test_slug_is_a_safe_file_name(name: str) -> None:
    """A slug is never empty, at most 100 bytes, one lower-case path part,
    and no name that a system reserves.
    """
    found = slug(name)
    assert found
    assert len(found.encode()) <= MAX_SLUG_BYTES
    assert not set(found) & set('/\\:*?"<>|.#%&+ \t\n\x00')
    assert found == unicodedata.normalize("NFC", found)
    assert found == found.casefold() or unicodedata.normalize(
        "NFKC", found.casefold()
    ) == unicodedata.normalize("NFKC", found)
    assert found not in RESERVED
    assert not found.startswith("-")
    assert all(
        unicodedata.category(character)[0] in "LNM" or character == "-" for character in found
    )


@lightly
@given(names)
def test_slug_of_a_slug_is_itself(name: str) -> None:
    """An address can be written as a slug and stays what it is."""
    assert slug(slug(name)) == slug(name)


@lightly
@given(names)
@example("AWS™")
@example("！")
@example(" !")
@example("ﬁne print")
def test_names_that_fold_alike_have_one_address(name: str) -> None:
    """Case, space and Unicode variants that are one term have one address."""
    for variant in (
        unicodedata.normalize("NFC", name),
        unicodedata.normalize("NFD", name),
        unicodedata.normalize("NFKC", name),
        f"  {name}\t",
        name.upper(),
        name.swapcase(),
    ):
        if fold(variant) == fold(name):
            assert slug(variant) == slug(name)


@lightly
@given(st.text(st.sampled_from(string.ascii_letters + string.digits + " "), min_size=1))
def test_slug_ignores_the_case_of_plain_names(name: str) -> None:
    """Upper and lower case lead to one address."""
    assert slug(name.upper()) == slug(name.lower()) == slug(name)


@lightly
@given(
    st.text(st.characters(categories=["Lo"]), min_size=1, max_size=8),
    st.text(st.characters(categories=["Lo"]), min_size=1, max_size=8),
)
def test_words_of_any_script_never_share_an_address(one: str, other: str) -> None:
    """Two words in letters without case have one address only if they are one word."""
    assume(fold(one) != fold(other))
    assert slug(one) != slug(other)


def test_long_names_that_end_differently_have_different_addresses() -> None:
    """A name that is cut keeps its beginning and is told apart by a digest."""
    one, other = slug("long name " * 30 + "one"), slug("long name " * 30 + "other")
    assert one != other
    assert one.startswith("long-name-long-name-")
    assert len(one) <= MAX_SLUG_BYTES


def test_names_without_any_letter_have_different_addresses() -> None:
    """Where nothing can be spelled, a digest stands for the name."""
    assert slug("!") != slug("?")
    assert slug("!").startswith("term-")


@lightly
@given(words)
def test_fold_is_idempotent(name: str) -> None:
    """What is folded once stays as it is."""
    assert fold(fold(name)) == fold(name)


def test_fold_is_idempotent_for_every_character() -> None:
    """No single character needs to be folded twice."""
    characters = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    assert [hex(ord(c)) for c in characters if fold(fold(c)) != fold(c)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Python", "PYTHON"),
        ("é", "e\u0301"),
        ("Ａ", "a"),
        ("a  b", " A\tB "),
        ("Straße", "STRASSE"),
        ("ﬁ", "FI"),
        ("AWS™", "AWS"),
    ],
)
def test_fold_makes_spellings_equal(one: str, other: str) -> None:
    """Spellings that differ by case, width, Unicode form,
    spaces or a trade mark sign are one name.
    """
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("C", "C++"), ("C++", "C#"), ("e", "é"), ("机", "機"), ("node.js", "nodejs")]
)
def test_fold_keeps_different_names_apart(one: str, other: str) -> None:
    """Names that differ by a sign, an accent or a letter stay different."""
    assert fold(one) != fold(other)


@lightly
@given(names)
@example("తెలుగు")
@example("हिन्दी भाषा")
@example("ไทย")
@example("con")
@example("C++ – basics")
def test_snake_is_a_key_that_fields_accept(name: str) -> None:
    """The key made of a file's name can be written in `entity_id` and `part_of`."""
    assert read_key(snake(name)) == snake(name)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Machine Learning", "machine_learning"),
        ("aws-dev", "aws_dev"),
        ("con", "con"),
        ("C++", "c_plus_plus"),
    ],
)
def test_snake_of_known_names(name: str, wanted: str) -> None:
    """A name becomes a snake_case key."""
    assert snake(name) == wanted


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("supervised_learning", "Supervised learning"),
        ("ml", "Ml"),
        ("", ""),
        ("_x_", "X"),
        ("élan", "Élan"),
    ],
)
def test_humanize_makes_words_of_a_key(key: str, wanted: str) -> None:
    """A key is shown as words that begin with a capital."""
    assert humanize(key) == wanted


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("titel", "title"),
        ("ISSUER", "issuer"),
        ("issuedDate", "issued_date"),
        ("colour", None),
        ("", None),
        ("機", None),
    ],
)
def test_did_you_mean_suggests_what_is_near(word: str, wanted: str | None) -> None:
    """A near word is suggested in its own spelling, and nothing where none is near."""
    assert did_you_mean(word, ["title", "issuer", "issued_date", "slug"]) == wanted


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("content/credentials/data-sciense.md", "content/credentials/data-science.md"),
        ("content/pages/data-science.md", "content/credentials/data-science.md"),
        ("content/credentials/sailing.md", None),
        ("content/credentials/b.md", None),
        ("content/credentials/about.txt", "content/pages/about.md"),
        ("content/credentials/DATA-SCIENCE.MD", "content/credentials/data-science.md"),
    ],
)
def test_paths_are_compared_by_their_names(path: str, wanted: str | None) -> None:
    """A folder or an ending that is the same does not make two files alike,
    and one of the same name elsewhere is meant.
    """
    known = [
        "content/credentials/a.md",
        "content/credentials/data-science.md",
        "content/pages/about.md",
    ]
    assert did_you_mean_path(path, known) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "\u200b",
        "\u3164",
        "\u2800\u00a0",
        "\u200e\u202c",
        "\ufe0f",
        "\U000e0100",
        "\u00ad",
        "\u115f",
        "\u180e",
    ],
)
def test_some_texts_cannot_be_seen(text: str) -> None:
    """Spaces, marks of format and direction, fillers and selectors of variants are nothing
    to look at, with a letter they are.
    """
    assert is_invisible(text)
    assert not is_invisible(f"{text}a")


@pytest.mark.parametrize("text", ["a", "é", "e\u0301", "机", "👩\u200d💻", "+", "ا", "\u0301"])
def test_whatever_has_a_shape_is_seen(text: str) -> None:
    """Letters, signs, pictures and marks are seen."""
    assert not is_invisible(text)


@lightly
@given(words, st.lists(words, max_size=5))
def test_did_you_mean_only_suggests_known_words(word: str, known: list[str]) -> None:
    """A suggestion is always one of the known words."""
    assert did_you_mean(word, known) in [*known, None]


@lightly
@given(words, st.integers(2, 80))
def test_quoted_is_one_short_line(text: str, limit: int) -> None:
    """A quotation is one line in backquotes of at most the limit."""
    found = quoted(text, limit)
    assert found.startswith("`")
    assert found.endswith("`")
    assert len(found) <= limit + 2
    assert len(found.splitlines()) <= 1


@pytest.mark.parametrize(
    ("given_words", "wanted"),
    [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")],
)
def test_listed_joins_as_in_a_sentence(given_words: list[str], wanted: str) -> None:
    """Words are joined by commas and a conjunction."""
    assert listed(given_words, "or") == wanted


@pytest.mark.parametrize(
    ("text", "limit", "wanted"),
    [
        ("Short.", 20, "Short."),
        ("One sentence. Another one follows here.", 20, "One sentence."),
        ("No sentence ends in this text at all", 20, "No sentence ends…"),
        ("A. Then a long sentence that goes on", 30, "A. Then a long sentence that…"),
        ("Version 2.0 is out and it is much better", 20, "Version 2.0 is out…"),
        ("two\nlines", 20, "two lines"),
        ("x" * 30, 10, "x" * 9 + "…"),
    ],
)
def test_shorten_sentence_ends_where_a_reader_would(text: str, limit: int, wanted: str) -> None:
    """A long text is cut after a sentence if one is long enough, or else after a word."""
    assert shorten_sentence(text, limit) == wanted


@lightly
@given(words, st.integers(2, 40))
def test_shorten_sentence_keeps_the_limit(text: str, limit: int) -> None:
    """What is shortened has at most the limit, and is a beginning of the text."""
    found = shorten_sentence(text, limit)
    assert len(found) <= limit
    assert " ".join(text.split()).startswith(found.removesuffix("…"))


@given(words)
@example("*a* [b](c) `d` <e> & _f_ ~g~ | \\")
def test_markdown_shows_a_literal_as_it_is(text: str) -> None:
    """A text written for Markdown is shown by it as it was, whatever marks it has."""
    assume("\0" not in text)
    line = " ".join(f"x {text} x".split())
    shown = MarkdownIt("commonmark").renderInline(markdown_literal(line))
    assert html.unescape(shown) == line


pieces = st.lists(st.sampled_from(["<!--", "-->", "<", "!", "--", ">", "a", "\n"]), max_size=14)


@given(pieces.map("".join))
def test_replacing_between_marks_is_that_of_a_regular_expression(text: str) -> None:
    """Each part from an opening to the next closing is replaced, and what does not close stays."""
    assert replace_between(text, "<!--", "-->", lambda part: f"[{len(part)}]") == re.sub(
        r"(?s)<!--.*?-->", lambda match: f"[{len(match[0])}]", text
    )


def test_many_openings_take_no_time() -> None:
    """A text of nothing but openings is read once, and not once for each of them."""
    began = time.process_time()
    assert replace_between("<!--" * 100_000, "<!--", "-->", str.upper) == "<!--" * 100_000
    assert time.process_time() - began < 1
