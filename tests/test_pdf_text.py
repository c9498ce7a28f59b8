"""The text of PDF pages comes as lines with their places."""

from __future__ import annotations

import pytest
from certificate_files import CHECK, filled_form, written

from portfolio.images.pdf_first_page import UnreadableDocumentError, read_pages
from portfolio.images.pdf_text import (
    MAX_LINE_LENGTH,
    MAX_PAGE_LINES,
    PdfCharacter,
    PdfLine,
    lines_of,
)


def test_lines_come_from_top_to_bottom() -> None:
    """The order of lines is that of the page, not that of the file, and their sizes differ as their
    letters do.
    """
    ((page,), count) = read_pages(written([(50, 100, 10, "below"), (50, 300, 20, "Above all")]))
    assert [line.text for line in page.lines] == ["Above all", "below"]
    assert page.lines[0].size == pytest.approx(2 * page.lines[1].size, rel=0.01)
    assert count == 1
    assert page.beneath(page.lines[0]) == page.lines[1]
    assert page.above(page.lines[1]) == page.lines[0]


def test_columns_are_lines_of_their_own() -> None:
    """What stands at one height with a wide gap is two lines, which know one another."""
    ((page,), _) = read_pages(written([(50, 100, 10, "left"), (400, 100, 10, "right")]))
    assert [line.text for line in page.lines] == ["left", "right"]
    left, right = page.lines
    assert page.beside(left) == (None, right)
    assert page.beside(right) == (left, None)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(turn: int) -> None:
    """Lines of a page that is shown turned have the places where a reader sees them."""
    ((page,), _) = read_pages(written([(50, 300, 10, "one"), (50, 200, 10, "two")], turn=turn))
    assert [line.text for line in page.lines] == ["one", "two"]
    assert [round(line.box[0]) for line in page.lines] == pytest.approx([50, 50], abs=1)
    assert page.lines[0].box[1] - page.lines[1].box[1] == pytest.approx(100, abs=1)
    assert page.lines[0].size == pytest.approx(11.7, abs=0.5)


def test_links_are_those_to_click_and_those_in_the_text() -> None:
    """An address that can be clicked comes first, and each comes once."""
    content = [(50.0, 100.0, 10.0, f"See {CHECK} and https://example.org/x")]
    ((page,), _) = read_pages(written(content, links=["https://example.org/click", CHECK]))
    assert page.links == ("https://example.org/click", CHECK, "https://example.org/x")


def test_what_is_filled_into_a_form_is_read() -> None:
    """The values of fields are lines like others, and the links of the page stay."""
    ((page,), _) = read_pages(filled_form("Ada", "Data Basics"))
    assert [line.text for line in page.lines] == [
        "Ada",
        "has successfully completed",
        "Data Basics",
    ]
    assert page.links == (CHECK,)


def test_letters_with_spaces_between_them_are_words() -> None:
    """Spaced capitals are read as words, also where PDFium says only one space."""
    spaced = "C E R T I F I C A T E   O F   M E R I T"
    ((page,), _) = read_pages(written([(50, 100, 10, spaced)]))
    assert [line.text for line in page.lines] == ["CERTIFICATE OF MERIT"]


def drawn(text: str, left: float = 0, bottom: float = 0) -> list[PdfCharacter]:
    """Characters side by side."""
    return [
        PdfCharacter(one, (left + 5 * at, bottom, left + 5 * at + 5, bottom + 10))
        for at, one in enumerate(text)
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ﬁne", "fine"),
        ("ﻻ", "لا"),
        ("\ud83d\ude00!", "😀!"),
        ("a\ud83d", "a�"),
        ("know\ufffe", "know-"),
        ("know\x02", "know-"),
        ("x" * 9000, "x" * MAX_LINE_LENGTH),
    ],
)
def test_texts_are_whole_characters(text: str, line: str) -> None:
    """Ligatures are letters, halves of characters are joined or replaced, and a hyphen at the end
    of a line is one.
    """
    assert [one.text for one in lines_of(drawn(text))] == [line]


def test_a_page_has_a_most_number_of_lines() -> None:
    """The lowest lines of a page with more than can be are left out."""
    rows = [character for at in range(400) for character in drawn("ab\n", bottom=20.0 * at)]
    lines: tuple[PdfLine, ...] = lines_of(rows)
    assert len(lines) == MAX_PAGE_LINES
    assert lines[0].box[1] == 20 * 399


def test_fonts_that_do_not_explain_their_letters_are_told() -> None:
    """A page whose fonts have no table of letters is not readable."""
    plain = written([(50, 100, 10, "abcd")])
    nameless = b"/Type1/BaseFont/Odd/Encoding<</Differences[97/g1/g2/g3/g4]>>"
    odd = plain.replace(b"/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding", nameless)
    assert [read_pages(one)[0][0].is_readable for one in (plain, odd)] == [True, False]


def test_what_is_no_document_has_a_reason() -> None:
    """A damaged document is an error with its reason."""
    with pytest.raises(UnreadableDocumentError, match="damaged"):
        read_pages(b"%PDF-1.7 nothing")
