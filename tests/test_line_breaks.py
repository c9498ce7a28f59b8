"""Where lines of share pictures end."""

from __future__ import annotations

import pytest
from test_system_fonts import NOTO_CJK, installed

from portfolio.drawing import canvas, letters
from portfolio.drawing.line_breaks import parts_of_lines
from portfolio.drawing.share_card import Font


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Data  Basics – I", "Data |Basics |– |I "),
        ("基本情報", "基|本|情|報"),
        ("AWS 認定データベース試験", "AWS |認|定|データベース|試|験"),
        ("認定（上級）、2024年の", "認|定|（上|級）、|2024年|の"),
        ("サーバー・クラウド", "サーバー・クラウド"),
        ("ちょっと", "ちょっ|と"),
        ("Основы данных", "Основы |данных "),
        ("", ""),
    ],
)
def test_parts_stay_on_one_line(text: str, parts: str) -> None:
    """A line ends after a space or between ideographs, but not before a mark that closes, after
    one that opens, nor within a word or a number.
    """
    assert "|".join(parts_of_lines(text)) == parts


def test_a_title_without_spaces_takes_several_lines() -> None:
    """Lines without spaces are nearly as long as each other, and together the whole title."""
    title = "独立行政法人情報処理推進機構認定上級技術者資格試験"
    with letters.using_fonts((Font(str(installed(NOTO_CJK))),)):
        lines = canvas.balanced_lines(title, 70, 1000, 3)
    assert "".join(lines) == title
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) <= 2
