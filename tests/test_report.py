"""Reports: the same problems for people, as JSON, for GitHub and as SARIF."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.diagnostics import Diagnostic, Location, Related, Severity, error, warning
from portfolio.report import (
    MACHINE_FORMATS,
    as_github,
    as_json,
    as_sarif,
    as_text,
    display_width,
    position,
)
from portfolio.summary import visible

PATH = "content/credentials/aws.md"
DATE = error(
    "invalid-date",
    "`issued_date` is not a calendar date: `2024-13-45`",
    Location(PATH, 4, 14, 10, "issued_date: 2024-13-45"),
    "write YYYY-MM-DD, YYYY-MM or YYYY",
)


def at(source: str, column: int, length: int = 1, line: int = 4) -> Diagnostic:
    """A problem on a line."""
    return error("code", "message", Location("a.md", line, column, length, source), "help")


def rows(found: Diagnostic) -> list[str]:
    """The lines of a report."""
    return as_text([found]).splitlines()


def test_a_problem_is_shown_with_its_line_and_a_caret() -> None:
    """The report for people: code, message, place, the line with a caret beneath, and the help."""
    assert as_text([DATE]) == (
        "error[invalid-date]: `issued_date` is not a calendar date: `2024-13-45`\n"
        " --> content/credentials/aws.md:4:14\n"
        "  |\n"
        "4 | issued_date: 2024-13-45\n"
        "  |              ^^^^^^^^^^\n"
        "  = help: write YYYY-MM-DD, YYYY-MM or YYYY\n"
    )


def test_all_kinds_of_problems_in_one_report() -> None:
    """Problems follow each other with an empty line between; a file as a whole has no line,
    other places are listed.
    """
    found = [
        warning("symbolic-link", "a link", Location("content/a.md"), "put the file here"),
        error(
            "duplicate-id",
            "`x` twice",
            Location("b.md", 123, 5, 1, "id: x"),
            "",
            (Related("also here", Location("a.md", 2, 5, 1, "id: x")),),
        ),
    ]
    assert as_text(found) == (
        "warning[symbolic-link]: a link\n"
        " --> content/a.md\n"
        "  = help: put the file here\n"
        "\n"
        "error[duplicate-id]: `x` twice\n"
        "   --> b.md:123:5\n"
        "    |\n"
        "123 | id: x\n"
        "    |     ^\n"
        "   :: a.md:2:5: also here\n"
    )


def test_no_problems_are_no_report() -> None:
    """Without problems there is nothing to show in any form but an empty document."""
    assert as_text([]) == ""
    assert as_github([]) == ""
    assert json.loads(as_json([])) == {"diagnostics": []}
    assert json.loads(as_sarif([]))["runs"][0]["results"] == []


@pytest.mark.parametrize(
    ("source", "column", "length", "line", "caret"),
    [
        ("title: 機械学習 x", 13, 1, "4 | title: 機械学習 x", "  |                 ^"),
        ("title: 機械学習 x", 8, 4, "4 | title: 機械学習 x", "  |        ^^^^^^^^"),
        ("cafe\u0301: x", 8, 1, "4 | cafe\u0301: x", "  |       ^"),
        ("\t- Python", 2, 8, "4 |  - Python", "  |  ^^^^^^^^"),
        ("a\tb", 3, 1, "4 | a b", "  |   ^"),
        ("a: \u202eb", 5, 1, "4 | a: \\u202eb", "  |          ^"),
        ("a: \x1b[31mb", 4, 1, "4 | a: \\u001b[31mb", "  |    ^^^^^^"),
        ("title:", 7, 1, "4 | title:", "  |       ^"),
        ("title: x   ", 8, 1, "4 | title: x", "  |        ^"),
        ("x", 0, 1, "4 | x", "  | ^"),
    ],
)
def test_the_caret_stands_under_what_is_meant(
    source: str, column: int, length: int, line: str, caret: str
) -> None:
    """Wide and combining characters, tabs and escapes do not move the caret."""
    assert rows(at(source, column, length))[3:5] == [line, caret]


@pytest.mark.parametrize("column", [1, 79, 81, 200, 400, 500])
def test_a_long_line_is_cut_around_its_place(column: int) -> None:
    """Of a long line, 160 characters around the place are shown, with the caret still under it."""
    source = "".join(chr(0x4E00 + n) if n % 7 == 0 else "abcdefghij"[n % 10] for n in range(500))
    shown, caret = rows(at(source, column))[3:5]
    text = shown.removeprefix("4 | ")
    assert len(text) <= 160
    assert text in source
    before = display_width(caret.removeprefix("  | ").rstrip("^"))
    cells = [character for character in text for _ in range(display_width(character))]
    assert cells[before] == source[column - 1]


@given(
    st.text(max_size=30),
    st.integers(0, 40),
    st.integers(1, 60),
    st.text(max_size=10),
    st.text(max_size=10),
)
def test_a_report_cannot_move_the_cursor(
    source: str, column: int, length: int, message: str, path: str
) -> None:
    """Whatever a file holds, a report has only its own line ends, and no controls,
    direction marks or half characters.
    """
    line = source.replace("\n", " ").replace("\r", " ")
    text = as_text(
        [
            error(
                "code",
                message,
                Location(path, 3, column, length, line),
                message,
                (Related(message, Location(path, 2)),),
            )
        ]
    )
    assert not re.search(
        r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]",
        text,
    )
    assert text.count("\n") <= 7
    text.encode()


@given(st.text("ab\t 機é\u0301", max_size=400), st.data())
def test_the_caret_is_on_the_line(source: str, data: st.DataObject) -> None:
    """For any place on a line, the caret begins where the marked character begins."""
    if not source.strip():
        return
    column = data.draw(st.integers(1, len(source)))
    length = data.draw(st.integers(1, len(source) - column + 1))
    shown, caret = rows(at(source, column, length))[3:5]
    assert caret.startswith("  | ")
    start = len(caret) - len(caret.lstrip("| "))
    assert set(caret[start:]) == {"^"}
    assert len(shown) <= 164


def test_colours_change_nothing_but_colour() -> None:
    """In colour the report has the same text, and every colour ends."""
    plain, coloured = as_text([DATE]), as_text([DATE], color=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert coloured != plain
    assert coloured.count("\x1b[0m") * 2 == coloured.count("\x1b[")


def test_places_open_in_editors() -> None:
    """A place is file, line and column with colons, as far as they are known."""
    assert position(Location("a.md")) == "a.md"
    assert position(Location("a.md", 3)) == "a.md:3"
    assert position(Location("a.md", 3, 7)) == "a.md:3:7"


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("機械", 4), ("e\u0301", 1), ("ｆ", 2), ("", 0)]
)
def test_widths_are_those_of_a_terminal(text: str, columns: int) -> None:
    """Wide characters take two columns, combining ones none."""
    assert display_width(text) == columns


def test_what_is_hidden_becomes_visible() -> None:
    """Control and direction characters are written as escapes that name them;
    letters of all scripts stay.
    """
    assert visible("a\x1b\n\u202e\u200d機é") == "a\\u001b\\u000a\\u202e\\u200d機é"


@given(
    st.lists(
        st.builds(
            lambda text, line: error("code", text, Location("a.md", line, line, 1, text), text),
            st.text(),
            st.integers(0, 9),
        )
    )
)
def test_json_says_everything(found: list[Diagnostic]) -> None:
    """The JSON reads back as the problems, in their order."""
    items = json.loads(as_json(found))["diagnostics"]
    assert [
        (i["severity"], i["code"], i["message"], i["help"], i["line"], i["column"]) for i in items
    ] == [
        (d.severity, d.code, d.message, d.help, d.location.line, d.location.column) for d in found
    ]


def test_json_has_one_form() -> None:
    """The JSON document, as programs take it."""
    related = (Related("also here", Location("b.md", 2, 1, 3, "é: x")),)
    item = json.loads(
        as_json([warning("code", "message", Location("a.md", 1, 2, 3, "line"), "help", related)])
    )["diagnostics"][0]
    assert item == {
        "severity": "warning",
        "code": "code",
        "message": "message",
        "help": "help",
        "file": "a.md",
        "line": 1,
        "column": 2,
        "length": 3,
        "source": "line",
        "related": [
            {
                "message": "also here",
                "file": "b.md",
                "line": 2,
                "column": 1,
                "length": 3,
                "source": "é: x",
            }
        ],
    }


def test_github_shows_problems_beside_their_lines() -> None:
    """A workflow command with file, line, column and code; commas, colons, percent signs
    and line ends are escaped.
    """
    found = [
        error("code", "100 % of\r\nit: yes, no", Location("a,b:c.md", 4, 14), "help: me"),
        warning("other", "message", Location("content")),
    ]
    assert as_github(found) == (
        "::error file=a%2Cb%3Ac.md,line=4,col=14,title=code::100 %25 of%0D%0Ait: yes, no. help: me\n"
        "::warning file=content,line=1,col=1,title=other::message\n"
    )


@given(st.text(), st.text())
def test_a_message_cannot_begin_another_command(message: str, path: str) -> None:
    """Whatever a message or a path holds, each problem is one line with one command."""
    text = as_github([error("code", message, Location(path, 1, 1), message)])
    assert text.count("\n") == 1
    assert "\r" not in text
    properties = text.removeprefix("::error ").partition("::")[0]
    assert unquote(properties.split(",")[0].removeprefix("file=")) == unquote(path) or "%" in path
    assert len(properties.split(",")) == 4


PLACE: dict[str, Any] = {
    "type": "object",
    "required": ["physicalLocation"],
    "additionalProperties": False,
    "properties": {
        "message": {
            "type": "object",
            "required": ["text"],
            "properties": {"text": {"type": "string"}},
        },
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "additionalProperties": False,
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "required": ["uri"],
                    "properties": {
                        "uri": {"type": "string", "pattern": r"^[A-Za-z0-9._~!$&'()*+,;=@/%-]+$"}
                    },
                },
                "region": {
                    "type": "object",
                    "required": ["startLine"],
                    "additionalProperties": False,
                    "properties": {
                        "startLine": {"type": "integer", "minimum": 1},
                        "startColumn": {"type": "integer", "minimum": 1},
                        "endColumn": {"type": "integer", "minimum": 1},
                    },
                },
            },
        },
    },
}
RESULT = {
    "type": "object",
    "required": ["ruleId", "level", "message", "locations"],
    "additionalProperties": False,
    "properties": {
        "ruleId": {"type": "string", "pattern": "^[a-z]+(-[a-z]+)*$"},
        "level": {"enum": ["error", "warning"]},
        "message": {
            "type": "object",
            "required": ["text"],
            "properties": {"text": {"type": "string", "minLength": 1}},
        },
        "locations": {"type": "array", "items": PLACE, "minItems": 1, "maxItems": 1},
        "relatedLocations": {"type": "array", "items": PLACE},
    },
}
SARIF = {
    "type": "object",
    "required": ["version", "runs", "$schema"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {"driver": {"type": "object", "required": ["name", "rules"]}},
                    },
                    "results": {"type": "array", "items": RESULT},
                },
            },
        },
    },
}
"""The part of SARIF 2.1.0 that we write, after the standard's section 3."""


def test_sarif_has_the_form_of_the_standard() -> None:
    """A log of errors and warnings, with and without lines and other places, is SARIF;
    each rule is listed once.
    """
    related = (Related("also here", Location("content/mine & ours/é.md", 2, 1, 3, "x")),)
    found = [
        DATE,
        DATE,
        warning("missing-alt", "no description", Location("content/my cert.md"), "", related),
    ]
    log = json.loads(as_sarif(found, "1.2.3"))
    jsonschema.validate(log, SARIF)
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"], [rule["id"] for rule in driver["rules"]]) == (
        "portfolio",
        "1.2.3",
        ["invalid-date", "missing-alt"],
    )
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 4, "startColumn": 14, "endColumn": 24}
    assert run["results"][0]["message"]["text"] == f"{DATE.message}\n{DATE.help}"


@pytest.mark.parametrize("form", ["text", *MACHINE_FORMATS])
def test_a_file_name_that_is_not_utf8_can_be_reported(form: str) -> None:
    """A path with bytes that are not UTF-8 does not keep any report from being printed."""
    found = [
        error(
            "code",
            "message `caf\udce9.md`",
            Location("content/credentials/caf\udce9.md", 1, 1, 1, "x"),
            "help",
        )
    ]
    text = as_text(found) if form == "text" else MACHINE_FORMATS[form](found)
    text.encode()


def test_every_form_tells_errors_from_warnings() -> None:
    """The severity is in every form."""
    for severity in Severity:
        found = [Diagnostic(severity, "code", "message", Location("a.md", 1, 1, 1, "x"))]
        for text in (as_text(found), *(form(found) for form in MACHINE_FORMATS.values())):
            assert severity.value in text
