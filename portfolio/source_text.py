"""A file of the author's as text: it is read, decoded, split at its fences and located on lines."""

from __future__ import annotations

import itertools
import os
import re
import stat
from collections.abc import Iterator
from errno import ENAMETOOLONG
from pathlib import Path

from msgspec import Struct

from .diagnostics import Diagnostic, Diagnostics, Location, error
from .text import quoted

KeyPath = tuple[str | int, ...]
"""The path to a value: keys of mappings and indexes of lists."""
MAX_TEXT_BYTES = 256 * 1024
"""Maximum bytes of a Markdown file: rendering some texts takes time quadratic in their length."""
FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
"""A line that opens or closes front matter."""
_CONTROLS = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
_FENCED = r"(?ms)^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)"
"""A block of code in Markdown between its fences."""
_SUSPECT = bytes({*range(32), 0x7F, 0xC2, 0xEF} - set(b"\t\n\r"))
"""The bytes that are or start a control character: a text without them has none."""


class Span(Struct, frozen=True):
    """A range of characters in a text."""

    start: int
    end: int


class ContentError(Exception):
    """A problem that makes a document unreadable."""

    def __init__(self, code: str, message: str, span: Span, help: str) -> None:
        super().__init__(message)
        self.code, self.message, self.span, self.help = code, message, span, help


def read_regular_file(root: Path, path: str, limit: int) -> bytes | Diagnostic:
    """The bytes of a regular file, or why it cannot be read. Pipes and devices are never opened."""
    try:
        about = os.lstat(root / path)
        if not stat.S_ISREG(about.st_mode):
            return error(
                "not-a-file",
                "this is not an ordinary file",
                Location(path),
                "replace it with an ordinary file",
            )
        if about.st_size > limit:
            return error(
                "file-too-large",
                f"the file has {about.st_size:,} bytes",
                Location(path),
                f"keep it under {limit // 1024} KiB",
            )
        return (root / path).read_bytes()
    except OSError as reason:
        return unreadable_file(path, reason)


def unreadable_file(path: str, reason: OSError, kind: str = "file") -> Diagnostic:
    """The problem that the system refuses to read a file or folder."""
    fix = "build again, or check its permissions"
    if reason.errno == ENAMETOOLONG:
        fix = "shorten its name, or nest it in fewer folders"
    return error(
        "unreadable-file", f"the {kind} cannot be read: {reason.strerror}", Location(path), fix
    )


def misnamed_file(path: str) -> Diagnostic:
    """The problem that the name of a file or folder is not UTF-8, which no page can refer to.

    Its bytes are shown escaped.
    """
    where = Location(path.encode("utf-8", "backslashreplace").decode())
    return error("not-utf-8", "the name is not UTF-8", where, "rename it")


def decode_text(path: str, content: bytes) -> tuple[str, Diagnostics]:
    """The text of a UTF-8 file, with or without a byte-order mark, with any line endings."""
    if len(content) > MAX_TEXT_BYTES:
        size = f"the file has {len(content):,} bytes"
        return "", (
            error(
                "file-too-large",
                size,
                Location(path),
                f"keep a text under {MAX_TEXT_BYTES // 1024} KiB",
            ),
        )
    try:
        text = _plain(content.decode())
    except UnicodeDecodeError as reason:
        start = len(_plain(content[: reason.start].decode()))
        where = locate_span(path, _plain(content.decode(errors="replace")), Span(start, start + 1))
        message = f"the file is not UTF-8: it has the byte 0x{content[reason.start]:02X} here"
        return "", (error("not-utf-8", message, where, "save the file as UTF-8"),)
    is_suspect = len(content.translate(None, _SUSPECT)) < len(content)
    found = tuple(_control_characters(path, text)) if is_suspect else ()
    if (conflict := find_conflict_mark(path, text)) is not None:
        found = (conflict,)
    if found:
        return "", found
    return text, ()


def find_conflict_mark(path: str, text: str) -> Diagnostic | None:
    """The problem that a text has a conflict mark of git, at the first one; None without.

    Code blocks in a Markdown file may show such marks.
    """
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return None
    shown = text
    if path.endswith(".md"):
        shown = re.sub(_FENCED, lambda code: "\n" * code[0].count("\n"), text)
    mark = re.search(r"^(?:<{7}(?: .*)?|>{7} \S.*)$", shown, re.MULTILINE)
    if mark is None:
        return None
    where = locate_line(path, text, shown.count("\n", 0, mark.start()) + 1)
    fix = (
        "keep one of the two versions, and delete the lines that start with "
        "`<<<<<<<`, `=======` and `>>>>>>>`"
    )
    return error("conflict-mark", "unresolved merge conflict", where, fix)


def _plain(text: str) -> str:
    text = text.removeprefix("\ufeff")
    if "\r" not in text:
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _control_characters(path: str, text: str) -> Iterator[Diagnostic]:
    for match in list(re.finditer(_CONTROLS, text))[:10]:
        message = f"the control character U+{ord(match[0]):04X} is not allowed in a text"
        yield error(
            "control-character",
            message,
            locate_span(path, text, Span(match.start(), match.end())),
            "remove it",
        )


def find_fences(text: str) -> tuple[Span, Span]:
    """The two `---` lines around the front matter. Raises ContentError if they are missing."""
    if not text.strip():
        raise ContentError(
            "empty-file",
            "the file is empty",
            Span(0, 0),
            "start it with front matter between two `---` lines",
        )
    fences = [
        Span(found.start(), found.end()) for found in itertools.islice(FENCE.finditer(text), 2)
    ]
    first = text[: (text.find("\n") + 1 or len(text) + 1) - 1]
    if not fences or fences[0].start:
        raise _missing_fence(text, first, fences)
    if len(fences) == 1:
        raise ContentError(
            "unclosed-front-matter",
            "the front matter is not closed",
            fences[0],
            "add a `---` line after the last field",
        )
    return fences[0], fences[1]


def split_front_matter(text: str, fences: tuple[Span, Span] | None = None) -> tuple[str, str, int]:
    """The front matter with its fences, the body, and the line on which the body starts.

    Raises ContentError.
    """
    _, closing = fences or find_fences(text)
    return text[: closing.end], text[closing.end + 1 :], text.count("\n", 0, closing.end) + 2


def _missing_fence(text: str, first: str, fences: list[Span]) -> ContentError:
    start = Span(0, len(first))
    if fences and not text[: fences[0].start].strip():
        return ContentError(
            "misplaced-fence",
            "there are blank lines before the front matter",
            fences[0],
            "delete the blank lines above `---`",
        )
    if first.startswith("+++"):
        return ContentError(
            "toml-front-matter",
            "the front matter is TOML",
            start,
            "rewrite it as YAML between two `---` lines",
        )
    bare = first.strip()
    if bare and not first.strip(" \t-–—_*=") and bare not in ("-", "*", "_", "="):
        return ContentError(
            "misplaced-fence",
            f"{quoted(first)} is not a fence",
            start,
            "write exactly three hyphens: `---`",
        )
    if fences:
        return ContentError(
            "misplaced-fence",
            "there is text before the front matter",
            start,
            "move `---` to the first line",
        )
    return ContentError(
        "missing-front-matter",
        "the file has no front matter",
        start,
        "start it with a `---` line, the fields and another `---` line",
    )


def locate_span(path: str, text: str, span: Span) -> Location:
    """The location of a span in a text, cut at the end of its first line."""
    start = min(span.start, len(text))
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start)
    if line_end < 0:
        line_end = len(text)
    length = max(1, min(span.end, line_end) - start)
    return Location(
        path,
        text.count("\n", 0, start) + 1,
        start - line_start + 1,
        length,
        text[line_start:line_end],
    )


def locate_line(path: str, text: str, line: int, needle: str = "") -> Location:
    """The location of a line of a text, or of the first `needle` on it."""
    lines = text.split("\n")
    source = lines[line - 1] if 0 < line <= len(lines) else ""
    return locate_on_line(path, line, source, needle)


def locate_on_line(path: str, line: int, source: str, needle: str = "") -> Location:
    """The location of a line whose text is `source`, or of the first `needle` on it."""
    if needle and needle in source:
        return Location(path, line, source.find(needle) + 1, len(needle), source)
    return Location(path, line, 1, max(1, len(source.rstrip())), source)
