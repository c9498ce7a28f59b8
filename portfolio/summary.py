"""The line with which a build says what it made, and whether it may be coloured."""

from __future__ import annotations

import os

from .folders import shown_folder


def made(entries: int, pages: int, folder: str | os.PathLike[str], written: int, deleted: int, seconds: float) -> str:
    """`3 credentials, 13 pages in 0.2 s: output/ (1 written, 0 deleted)`."""
    figures = f"{plural(entries, 'credential')}, {plural(pages, 'page')} in {seconds:.1f} s"
    return f"{figures}: {shown_folder(folder)} ({written} written, {deleted} deleted)"


def plural(count: int, word: str) -> str:
    """`1 page`, `1,200 pages`."""
    return f"{count} {word}" if count == 1 else f"{count:,} {word}s"


def warned(count: int) -> str:
    """What is added for warnings."""
    return f", {plural(count, 'warning')}" if count else ""


def may_have_color(*, at_terminal: bool) -> bool:
    """Whether what is said may be coloured: a person sees it, and has not asked for plain text."""
    return at_terminal and not os.environ.get("NO_COLOR")
