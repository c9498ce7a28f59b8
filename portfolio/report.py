"""Formats of problems for people and programs: text, JSON, GitHub annotations, SARIF 2.1.0."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from .diagnostics import Diagnostic, Location, PortfolioError, Severity
from .summary import BLUE, BOLD, RED, RESET, YELLOW, visible

_COLORS = {Severity.ERROR: RED, Severity.WARNING: YELLOW}
MAX_SOURCE_LINE = 160
"""Maximum characters shown of a source line: about two rows of a terminal."""


def as_text(diagnostics: Iterable[Diagnostic], *, color: bool = False) -> str:
    """The report for people: each problem with its line, a caret and its fix."""
    return "\n".join(_block(found, color=color) for found in diagnostics)


def error_text(reason: PortfolioError) -> str:
    """Why the work cannot be done, for people."""
    said = f"error: {visible(reason.message)}\n"
    if reason.help:
        said += f"  = help: {visible(reason.help)}\n"
    return said


def _block(found: Diagnostic, *, color: bool) -> str:
    def _paint(code: str, text: str) -> str:
        if not color:
            return text
        return f"{code}{text}{RESET}"

    head = _paint(_COLORS[found.severity], f"{found.severity}[{found.code}]") + _paint(
        BOLD, f": {visible(found.message)}"
    )
    where = found.location
    margin = " " * max(1, len(str(where.line)))
    rows = [
        head,
        f"{margin}{_paint(BLUE, '-->')} {visible(position(where))}",
        *_source_rows(where, margin, _paint),
    ]
    mark = _paint(BLUE, "::")
    rows += [
        f"{margin}{mark} {visible(position(other.location))}: {visible(other.message)}"
        for other in found.related
    ]
    if found.help:
        rows.append(f"{margin} {_paint(BLUE, '=')} help: {visible(found.help)}")
    return "\n".join(rows) + "\n"


def _source_rows(where: Location, margin: str, paint: Any) -> list[str]:
    if not where.line or not where.source.strip():
        return []
    bar = paint(BLUE, "|")
    start = 0
    if len(where.source) > MAX_SOURCE_LINE:
        start = max(0, where.column - MAX_SOURCE_LINE // 2)
    shown = where.source[start : start + MAX_SOURCE_LINE].expandtabs(1)
    before = shown[: max(0, where.column - 1 - start)]
    meant = shown[len(before) : len(before) + max(1, where.length)]
    caret = " " * display_width(visible(before)) + "^" * max(1, display_width(visible(meant)))
    number = paint(BLUE, str(where.line))
    return [
        f"{margin} {bar}",
        f"{number} {bar} {visible(shown)}".rstrip(),
        f"{margin} {bar} {paint(RED, caret)}",
    ]


def position(where: Location) -> str:
    """A location in the form that editors and terminals can open: `file:line:column`."""
    return ":".join(str(part) for part in (where.path, where.line, where.column) if part)


def display_width(text: str) -> int:
    """The columns a text takes in a terminal: two for wide characters, none for combining ones."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 1


def _encodable(text: str) -> str:
    """Text with the bytes of file names that are not UTF-8 as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def _place(where: Location) -> dict[str, Any]:
    return {
        "file": where.path,
        "line": where.line,
        "column": where.column,
        "length": where.length,
        "source": where.source,
    }


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """A JSON document with one object for each problem."""
    found = [
        {
            "severity": d.severity.value,
            "code": d.code,
            "message": d.message,
            "help": d.help,
            **_place(d.location),
            "related": [{"message": r.message, **_place(r.location)} for r in d.related],
        }
        for d in diagnostics
    ]
    return _encodable(json.dumps({"diagnostics": found}, ensure_ascii=False, indent=2)) + "\n"


def as_github(diagnostics: Iterable[Diagnostic]) -> str:
    """Workflow commands that GitHub shows beside the lines of a change."""
    return _encodable("".join(_annotation(found) for found in diagnostics))


def _annotation(found: Diagnostic) -> str:
    where = found.location
    named = {
        "file": where.path,
        "line": where.line or 1,
        "col": where.column or 1,
        "title": found.code,
    }
    properties = ",".join(f"{key}={_escape(str(value), ':,')}" for key, value in named.items())
    text = ". ".join(filter(None, (found.message, found.help)))
    return f"::{found.severity} {properties}::{_escape(text)}\n"


def _escape(text: str, more: str = "") -> str:
    return "".join(f"%{ord(c):02X}" if c in "%\r\n" + more else c for c in text)


def as_sarif(diagnostics: Iterable[Diagnostic], version: str = "") -> str:
    """A SARIF 2.1.0 log (OASIS), as code hosts and editors take it."""
    found = list(diagnostics)
    rules = [{"id": code} for code in sorted({d.code for d in found})]
    driver = {"name": "portfolio", "version": version or "0", "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(d) for d in found],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return _encodable(json.dumps(log, ensure_ascii=False, indent=2)) + "\n"


def _result(found: Diagnostic) -> dict[str, Any]:
    text = "\n".join(filter(None, (found.message, found.help)))
    return {
        "ruleId": found.code,
        "level": found.severity.value,
        "message": {"text": text},
        "locations": [_sarif_place(found.location)],
        "relatedLocations": [
            _sarif_place(r.location) | {"message": {"text": r.message}} for r in found.related
        ],
    }


def _sarif_place(where: Location) -> dict[str, Any]:
    region = {
        "startLine": where.line or 1,
        "startColumn": where.column or 1,
        "endColumn": (where.column or 1) + where.length,
    }
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(_encodable(where.path))},
            "region": region,
        }
    }


MACHINE_FORMATS = {"json": as_json, "github": as_github, "sarif": as_sarif}
"""The formats for programs, by their names in `--format`."""
