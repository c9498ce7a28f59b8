"""The summary line of a build, and text that is safe to write to a terminal."""

from __future__ import annotations

import os

from .paths import shown_folder

BOLD, RED, YELLOW, BLUE, RESET = COLORS = (
    "\x1b[1m",
    "\x1b[1;31m",
    "\x1b[1;33m",
    "\x1b[1;34m",
    "\x1b[0m",
)
"""Escape sequences for colours, and for resetting them."""
CONTROLS = ("Cc",)
"""The Unicode categories of characters that can control a terminal."""
HIDDEN = (*CONTROLS, "Cf", "Cs", "Zl", "Zp")
"""These, and categories of characters that can hide text or make it look different."""


def build_summary(
    entries: int,
    pages: int,
    folder: str | os.PathLike[str],
    written: int,
    deleted: int,
    seconds: float,
) -> str:
    """`3 credentials, 13 pages in 0.2 s: output/ (1 written, 0 deleted)`."""
    figures = f"{plural(entries, 'credential')}, {plural(pages, 'page')} in {seconds:.1f} s"
    return f"{figures}: {shown_folder(folder)} ({written} written, {deleted} deleted)"


def plural(count: int, word: str) -> str:
    """`1 page`, `1,200 pages`."""
    if count == 1:
        return f"1 {word}"
    return f"{count:,} {word}s"


def warning_count(count: int) -> str:
    """The end of the summary for warnings; empty without any."""
    if count == 0:
        return ""
    return f", {plural(count, 'warning')}"


def may_have_color(*, at_terminal: bool) -> bool:
    """Whether output may be coloured: it goes to a terminal, and NO_COLOR is not set."""
    return at_terminal and not os.environ.get("NO_COLOR")


def visible(text: str, hidden: tuple[str, ...] = HIDDEN) -> str:
    """Text in which control and direction characters are shown as escapes."""
    if text.isprintable():
        return text
    from unicodedata import category

    return "".join(c if category(c) not in hidden else f"\\u{ord(c):04x}" for c in text)


def printable(text: str, hidden: tuple[str, ...] = HIDDEN, codes: tuple[str, ...] = ()) -> str:
    """Text that is safe to write to a terminal; `codes` are our own escape sequences, and stay."""
    if codes:
        return codes[0].join(printable(part, hidden, codes[1:]) for part in text.split(codes[0]))
    return "\n".join(
        "\t".join(visible(cell, hidden) for cell in row.split("\t")) for row in text.split("\n")
    )
