"""A file as the author wrote it, with the place of everything."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from helpers_reading import PATH, cases, codes_of, lightly, marked, words
from hypothesis import given
from hypothesis import strategies as st

from portfolio.content.front_matter import MAX_DEPTH, MAX_KEYS, YamlReader, read_document
from portfolio.content.locate import locate
from portfolio.source_text import (
    MAX_TEXT_BYTES,
    ContentError,
    Span,
    decode_text,
    locate_line,
    locate_span,
)

FINE = "---\ntitle: A\nextra:\n  list: [b, c]\n---\n\nBody\nof two lines\n"


def read(text: str | bytes) -> Any:
    """The document that a text is; it must be one."""
    document, problems = read_document(PATH, text if isinstance(text, bytes) else text.encode())
    assert not problems
    assert document
    return document


def problem_of(text: str | bytes) -> Any:
    """The one problem of a text that is no document."""
    document, problems = read_document(PATH, text if isinstance(text, bytes) else text.encode())
    assert document is None
    (problem,) = problems
    assert problem.help
    assert problem.location.path == PATH
    return problem


def test_a_document_is_front_matter_and_body() -> None:
    """The values are text, and the body begins after the second fence."""
    document = read(FINE)
    assert document.metadata == {"title": "A", "extra": {"list": ["b", "c"]}}
    assert document.body == "\nBody\nof two lines\n"
    assert document.body_line == 6
    assert document.text.split("\n")[document.body_line] == "Body"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no BOM", "BOM"])
def test_line_ends_and_a_mark_change_nothing(end: str, mark: bytes) -> None:
    """With any line ends, and with a byte-order mark,
    a file has the same values, body and lines.
    """
    assert read(mark + FINE.replace("\n", end).encode()) == read(FINE)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no BOM", "BOM"])
def test_line_ends_and_a_mark_move_no_place(end: str, mark: bytes) -> None:
    """With any line ends, and with a byte-order mark, a problem is on the same line and column."""
    found = problem_of(mark + "---\ntitle: A\nissuer: [B\n---\n".replace("\n", end).encode())
    assert found.location == problem_of("---\ntitle: A\nissuer: [B\n---\n").location


@pytest.mark.parametrize(
    "text", ["---\na: b\n---", "---\na: b\n---\n", "---  \na: b\n---\t\n", "---\n\na: b\n\n---\n"]
)
def test_fences_may_end_the_file_and_have_blanks_behind_them(text: str) -> None:
    """A fence is three hyphens, whatever blanks follow, and the last needs no line end."""
    document = read(text)
    assert (document.metadata, document.body) == ({"a": "b"}, "")


def test_later_rules_belong_to_the_body() -> None:
    """Only the first two fences are fences; a rule in the body is Markdown."""
    assert read("---\na: b\n---\none\n\n---\n\ntwo\n---\n").body == "one\n\n---\n\ntwo\n---\n"


def test_an_empty_body_is_fine() -> None:
    """A record may have nothing but fields."""
    assert (read("---\na: b\n---\n").body, read("---\na: b\n---\n").body_line) == ("", 4)


@pytest.mark.parametrize(
    ("title", "text", "wanted"),
    cases("front-matter.txt"),
    ids=[case[0] for case in cases("front-matter.txt")],
)
def test_front_matter_that_cannot_be_read(title: str, text: str, wanted: str) -> None:
    """What a file has wrong is found with its code, at the exact characters."""
    found = problem_of(text)
    where = found.location
    assert f"{found.code} {where.line}:{where.column} {marked(where)}\n" == wanted


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n", "\ufeff"])
def test_an_empty_file_is_said_to_be_empty(text: str) -> None:
    """A file without any text has no front matter to be missed."""
    found = problem_of(text)
    assert (found.code, found.location.line) == ("empty-file", 1)


@pytest.mark.parametrize(
    ("content", "byte", "line", "column"),
    [
        (b"\xff", "FF", 1, 1),
        (b"---\ntitle: caf\xe9\n---\n", "E9", 2, 11),
        (b"---\r\ntitle: caf\xe9\r\n---\r\n", "E9", 2, 11),
        ("---\ntitle: é機🚀".encode() + b"\xc3(", "C3", 2, 11),
        (b"\xef\xbb\xbf---\ntitle: caf\xe9\n", "E9", 2, 11),
        (b"\xef\xbb\xbfab\xff\n", "FF", 1, 3),
        ("---\ntitle: A\n".encode("utf-16"), "FF", 1, 1),
    ],
)
def test_bytes_that_are_not_utf_8_are_placed(
    content: bytes, byte: str, line: int, column: int
) -> None:
    """The first wrong byte is named, with its line and its column in characters."""
    found = problem_of(content)
    assert (found.code, found.location.line, found.location.column) == ("not-utf-8", line, column)
    assert f"0x{byte}" in found.message


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\ufffe", "\uffff"])
def test_control_characters_are_placed(character: str) -> None:
    """A character that cannot stand in a text is named with its number, wherever it stands."""
    text = f"---\ntitle: A\n---\n\nab{character}c\n"
    document, (found,) = read_document(PATH, text.encode())
    assert document is None
    assert (found.code, found.location.line, found.location.column) == ("control-character", 5, 3)
    assert f"U+{ord(character):04X}" in found.message


def test_every_control_character_is_found() -> None:
    """No control character is taken, whichever bytes it is written with."""
    allowed = {"\t", "\n", "\r", "\x85"}
    controls = [
        sign
        for sign in map(chr, range(0xA0))
        if unicodedata.category(sign) == "Cc" and sign not in allowed
    ]
    assert len(controls) == 61
    for sign in (*controls, "\ufffe", "\uffff"):
        assert codes_of(decode_text(PATH, f"a{sign}b".encode())[1]) == ["control-character"]


def test_many_control_characters_are_a_few_problems() -> None:
    """A binary file does not fill the screen."""
    assert len(read_document(PATH, b"\x00" * 1000)[1]) == 10


def test_tabs_and_form_feeds_of_text_are_fine_or_refused_as_one() -> None:
    """A tab is text; a form feed is not."""
    assert read("---\na: b\n---\n\tx\n").body == "\tx\n"
    assert problem_of("---\na: b\n---\n\x0c\n").code == "control-character"


def test_a_large_file_is_refused_as_a_whole() -> None:
    """One byte above the limit is too much, and the limit itself is not."""
    start = b"---\na: b\n---\n"
    assert read(start + b"x" * (MAX_TEXT_BYTES - len(start))).metadata == {"a": "b"}
    found = problem_of(start + b"x" * (MAX_TEXT_BYTES - len(start) + 1))
    assert (found.code, found.location.line) == ("file-too-large", 0)
    assert "262,145" in found.message


@pytest.mark.parametrize(
    "value",
    [
        "no",
        "yes",
        "on",
        "0123",
        "1e5",
        "1.5e+5",
        "12:30:45",
        "2019-13-40",
        "2019-12-01 10:00",
        "1_000",
        "0x1F",
        "0o17",
        ".inf",
        ".nan",
        "True",
        "N",
        "=",
        "<<",
    ],
)
def test_no_value_is_guessed(value: str) -> None:
    """What YAML takes for numbers, dates and truth values stays the text that was written."""
    assert read(f"---\na: {value}\nb: [{value}]\n---\n").metadata == {"a": value, "b": [value]}
    assert read(f"---\n{value}: x\n---\n").metadata == {value: "x"}


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ('""', ""),
        ('"null"', "null"),
        ("'~'", "~"),
        ("nULL", "nULL"),
    ],
)
def test_only_null_is_nothing(value: str, wanted: str | None) -> None:
    """An empty value, `~` and `null` are nothing unless they stand in quotes."""
    assert read(f"---\na: {value}\n---\n").metadata == {"a": wanted}


def test_block_texts_keep_their_lines() -> None:
    """Folded and literal texts are read as YAML says."""
    assert read("---\na: |\n  one\n  two\nb: >-\n  one\n  two\n---\n").metadata == {
        "a": "one\ntwo\n",
        "b": "one two",
    }


def test_limits_themselves_are_allowed() -> None:
    """The deepest nesting and the largest mapping that are allowed can be read."""
    deep = "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    assert read(f"---\na: {deep}\n---\n").metadata["a"] is not None
    many = "\n".join(f"k{number}: x" for number in range(MAX_KEYS))
    assert len(read(f"---\n{many}\n---\n").metadata) == MAX_KEYS


@pytest.mark.parametrize("depth", [MAX_DEPTH, 50, 5000])
def test_nesting_beyond_the_limit_is_one_problem(depth: int) -> None:
    """Too deep a value is reported where it becomes too deep, or, however deep it goes on,
    where the parser gives up.
    """
    found = problem_of(f"---\na: {'[' * depth}{']' * depth}\n---\n")
    assert (found.code, found.location.line) == ("too-deep", 2)
    assert found.location.column == 4 + MAX_DEPTH - 1 or (
        depth == 5000 and found.location.column <= 4 + depth
    )


def test_keys_beyond_the_limit_are_one_problem() -> None:
    """The first key too many is the place."""
    found = problem_of(
        "---\n" + "".join(f"k{number}: x\n" for number in range(MAX_KEYS + 50)) + "---\n"
    )
    assert (found.code, found.location.line, marked(found.location)) == (
        "too-many-keys",
        MAX_KEYS + 2,
        f"k{MAX_KEYS}",
    )


def test_a_repeated_key_names_the_line_of_the_first() -> None:
    """Both places of a key are said, in nested mappings too."""
    found = problem_of("---\ntitle: A\nextra:\n  x: 1\n  y: 2\n  x: 3\n---\n")
    assert (found.code, found.location.line, marked(found.location)) == ("repeated-key", 6, "x")
    assert "line 4" in found.message


@lightly
@given(words)
def test_any_yaml_is_a_plain_mapping_or_one_problem(text: str) -> None:
    """Whatever stands between the fences gives only texts, nulls,
    lists and mappings, or one reason.
    """
    try:
        found = YamlReader(text).read()
    except ContentError as reason:
        assert reason.code
        assert reason.help
        assert 0 <= reason.span.start <= reason.span.end
        return
    assert isinstance(found, dict)
    assert_plain(found)


def assert_plain(value: Any) -> None:
    """Nothing but texts, nothings, lists and mappings with texts for keys."""
    if isinstance(value, dict):
        assert all(type(key) is str for key in value)
        for item in value.values():
            assert_plain(item)
    elif isinstance(value, list):
        for item in value:
            assert_plain(item)
    else:
        assert value is None or type(value) is str


plain_words = st.text(st.sampled_from("abcdéß機తె🚀\u0301xyz09"), min_size=1, max_size=6).map(
    lambda text: f"w{text}"
)
scalars = st.one_of(
    plain_words,
    plain_words.map(lambda text: f'"{text}: #"'),
    plain_words.map(lambda text: f"'{text} ''s'"),
)
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.dictionaries(plain_words, inner, min_size=1, max_size=4),
        st.lists(scalars, min_size=1, max_size=4),
    ),
    max_leaves=8,
)


class Writer:
    """Writes a mapping as YAML, and notes where every key and every scalar comes to stand."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self.text = "---\n"
        self.keys: dict[tuple[str | int, ...], tuple[int, int]] = {}
        self.values: dict[tuple[str | int, ...], tuple[int, int]] = {}
        self.write(tree, (), 0)
        self.text += "---\nbody\n"

    def put(self, text: str) -> tuple[int, int]:
        """Add a text and return its stretch."""
        start = len(self.text)
        self.text += text
        return start, len(self.text)

    def write(self, tree: dict[str, Any], path: tuple[str | int, ...], depth: int) -> None:
        """Add a mapping in block form."""
        for key, value in tree.items():
            self.text += "  " * depth
            self.keys[*path, key] = self.put(key)
            self.text += ":"
            if isinstance(value, dict):
                self.text += "  # note\n"
                self.write(value, (*path, key), depth + 1)
            elif isinstance(value, list):
                self.text += " "
                start = self.put("[")[0]
                for index, item in enumerate(value):
                    self.text += ", " if index else ""
                    self.values[*path, key, index] = self.put(item)
                self.values[*path, key] = (start, self.put("]")[1])
                self.text += "\n"
            else:
                self.text += "   "
                self.values[*path, key] = self.put(value)
                self.text += "\n"


@lightly
@given(st.dictionaries(plain_words, trees, min_size=1, max_size=5))
def test_locate_finds_the_exact_characters(tree: dict[str, Any]) -> None:
    """Every key and every value of nested mappings and lists is found where it was written."""
    written = Writer(tree)
    for places, at_key in ((written.keys, True), (written.values, False)):
        for path, (start, end) in places.items():
            where = locate(PATH, written.text, path, at_key=at_key)
            assert where == locate_span(PATH, written.text, Span(start, end))
            assert marked(where) == written.text[start:end]


def test_locate_finds_the_nearest_parent_of_what_is_not_there() -> None:
    """A value that is missing is placed at the mapping that should have it, or at the beginning."""
    text = "---\na: b\nextra: {x: y}\n---\n"
    assert marked(locate(PATH, text, ("extra", "z"))) == "{x: y}"
    assert marked(locate(PATH, text, ("z",))) == marked(locate(PATH, text, ())) == "---"
    assert marked(locate(PATH, text, ("z",), at_key=True)) == "---"


def test_a_place_of_several_lines_ends_with_its_first() -> None:
    """A caret never runs over the end of its line."""
    where = locate_span(PATH, "one\ntwo three\nfour", Span(8, 17))
    assert (where.line, where.column, where.length, where.source) == (2, 5, 5, "two three")


@lightly
@given(words, st.integers(0, 70), st.integers(0, 70))
def test_a_place_is_always_on_its_line(text: str, one: int, other: int) -> None:
    """Any stretch of any text has a line, a column on it and a length of at least one."""
    where = locate_span(PATH, text, Span(min(one, other), max(one, other)))
    assert where.source == text.split("\n")[where.line - 1]
    assert 1 <= where.column <= len(where.source) + 1
    assert where.length >= 1


@pytest.mark.parametrize(
    ("line", "needle", "wanted"),
    [
        (2, "three", (5, 5)),
        (2, "", (1, 9)),
        (2, "gone", (1, 9)),
        (9, "x", (1, 1)),
        (1, "one", (1, 3)),
    ],
)
def test_line_place_marks_a_word_or_the_line(
    line: int, needle: str, wanted: tuple[int, int]
) -> None:
    """A word is marked where it stands on the line, and else the line."""
    where = locate_line(PATH, "one\ntwo three", line, needle)
    assert (where.column, where.length) == wanted


def test_decode_gives_lines_that_end_alike() -> None:
    """Mixed line ends all become one."""
    assert decode_text(PATH, b"a\r\nb\rc\nd") == ("a\nb\nc\nd", ())


def test_codes_of_unreadable_files_are_stable() -> None:
    """The codes that scripts and editors may know are these."""
    texts = ["", "x", "---\n", "+++\n", "----\n", "\n---\na: b\n---\n"]
    wanted = [
        "empty-file",
        "missing-front-matter",
        "unclosed-front-matter",
        "toml-front-matter",
        "misplaced-fence",
        "misplaced-fence",
    ]
    assert [codes_of(read_document(PATH, text.encode())[1]) for text in texts] == [
        [code] for code in wanted
    ]
