"""The text of PDF pages as lines with their places, which tell more than the order of the file.

A line ends where PDFium ends it, and at a gap as wide as between columns.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

MAX_PAGES = 4
"""Maximum pages whose text is read; certificates have one or two."""
MAX_PAGE_LINES = 300
"""Maximum lines of a page that are read, from the top; certificates have about twenty."""
MAX_LINE_LENGTH = 500
"""Maximum characters of a line that are read, which bounds the time that patterns take."""
_GAP = 1.6
"""Widest gap between letters of one line, as a multiple of their height."""
_ENDS = "\r\n"
_JOINED = "\ufffe\x02"
"""What PDFium has for a hyphen at the end of a line, whose word goes on in the next one."""
_SPACED = re.compile(r"(?:[^\W\d_] +){3,}[^\W\d_]")
_BETWEEN_WORDS = 1.5
"""Smallest gap between the words of a line with spaces within words, compared with its others."""
_PRESENTATION = re.compile("[\ufb00-\ufdff\ufe70-\ufefc]+")
"""Ligatures and the drawn forms of Arabic letters, which stand for letters."""

Box = tuple[float, float, float, float]
"""Left, bottom, right and top in points, upwards from the lower left of the page."""


class PdfCharacter(Struct, frozen=True):
    """A character of a page."""

    text: str
    box: Box
    """Its place, with the height of its font."""


class PdfLine(Struct, frozen=True):
    """A line of a page, or the part of one that belongs to a column."""

    text: str
    box: Box
    size: float
    """The height of its font on the page in points."""


class PdfPageText(Struct, frozen=True):
    """What can be read on a page."""

    lines: tuple[PdfLine, ...] = ()
    """From top to bottom."""
    links: tuple[str, ...] = ()
    """The addresses of links, first those that can be clicked."""
    is_readable: bool = True
    """Whether its fonts say which letters they draw."""

    def beneath(self, line: PdfLine) -> PdfLine | None:
        """The next line in the same column."""
        others = (one for one in self.lines if _middle(one) < line.box[1] and _overlap(one, line))
        return max(others, key=lambda one: one.box[3], default=None)

    def above(self, line: PdfLine) -> PdfLine | None:
        """The line before in the same column."""
        others = (one for one in self.lines if _middle(one) > line.box[3] and _overlap(one, line))
        return min(others, key=lambda one: one.box[1], default=None)

    def beside(self, line: PdfLine) -> tuple[PdfLine | None, PdfLine | None]:
        """The lines to the left and to the right at the same height."""
        level = [one for one in self.lines if line.box[1] < _middle(one) < line.box[3]]
        left = (one for one in level if one.box[2] <= line.box[0])
        right = (one for one in level if one.box[0] >= line.box[2])
        return (
            max(left, key=lambda one: one.box[2], default=None),
            min(right, key=lambda one: one.box[0], default=None),
        )


class AttachedFile(Struct, frozen=True):
    """A file within a document."""

    name: str
    content: bytes


def _middle(line: PdfLine) -> float:
    return (line.box[1] + line.box[3]) / 2


def _overlap(first: PdfLine, second: PdfLine) -> bool:
    return min(first.box[2], second.box[2]) > max(first.box[0], second.box[0])


def lines_of(characters: Iterable[PdfCharacter]) -> tuple[PdfLine, ...]:
    """The lines that characters make, from top to bottom."""
    lines = (line for run in _runs(characters) if (line := _line(run)))
    ordered = sorted(lines, key=lambda line: (-round(line.box[3] + line.box[1]), line.box[0]))
    return tuple(ordered[:MAX_PAGE_LINES])


def turned(box: Box, quarters: int, width: float, height: float) -> Box:
    """A place on a page that is shown turned clockwise; the size is the one before that."""
    left, bottom, right, top = box
    if quarters == 1:
        return bottom, width - right, top, width - left
    if quarters == 2:
        return width - right, height - top, width - left, height - bottom
    if quarters == 3:
        return height - top, left, height - bottom, right
    return box


def _runs(characters: Iterable[PdfCharacter]) -> Iterator[list[PdfCharacter]]:
    run: list[PdfCharacter] = []
    for one in characters:
        if one.text in _ENDS or one.text in _JOINED:
            if one.text in _JOINED and run:
                run.append(PdfCharacter("-", run[-1].box))
            yield run
            run = []
            continue
        if not one.text.isspace():
            last = next((other for other in reversed(run) if not other.text.isspace()), None)
            if last and _are_apart(last.box, one.box):
                yield run
                run = []
        run.append(one)
    yield run


def _are_apart(first: Box, second: Box) -> bool:
    """Whether two characters that follow one another are not of one line."""
    height = max(first[3] - first[1], second[3] - second[1])
    gap = max(second[0] - first[2], first[0] - second[2])
    overlap = min(first[3], second[3]) - max(first[1], second[1])
    return gap > _GAP * height or overlap <= 0


def _line(run: list[PdfCharacter]) -> PdfLine | None:
    drawn = [one.box for one in run if not one.text.isspace()]
    if not drawn:
        return None
    lefts, bottoms, rights, tops = zip(*drawn, strict=True)
    heights = sorted(top - bottom for _, bottom, _, top in drawn)
    text = _tidied("".join(one.text for one in run).strip())
    if _SPACED.fullmatch(text):
        text = _words_of([one for one in run if not one.text.isspace()])
    return PdfLine(
        text[:MAX_LINE_LENGTH],
        (min(lefts), min(bottoms), max(rights), max(tops)),
        heights[len(heights) // 2],
    )


def _words_of(letters: list[PdfCharacter]) -> str:
    """The words of a line whose letters all have spaces between them."""
    gaps = [second.box[0] - first.box[2] for first, second in itertools.pairwise(letters)]
    usual = sorted(gaps)[len(gaps) // 2]
    words = letters[0].text
    for gap, letter in zip(gaps, letters[1:], strict=True):
        words += f" {letter.text}" if gap > _BETWEEN_WORDS * usual else letter.text
    return words


def _tidied(text: str) -> str:
    """A text of whole characters, with letters for ligatures and single spaces."""
    import unicodedata

    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    plain = _PRESENTATION.sub(lambda part: unicodedata.normalize("NFKC", part[0]), whole)
    return " ".join(plain.split())
