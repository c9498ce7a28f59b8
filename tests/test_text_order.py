"""The order of the pieces of a text in two directions."""

from __future__ import annotations

import pytest

from portfolio.drawing.text_order import begins_from_right, in_visual_order


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one שתיים three", "one שתיים three"),
        ("one שתיים שלוש four", "one שלוש שתיים four"),
        ("one שתיים 22 four", "one 22 שתיים four"),
        ("אחת two", "two אחת"),
        ("אחת AWS Certified – שתיים", "שתיים – AWS Certified אחת"),
        ("אחת AWS 2024 שתיים", "שתיים AWS 2024 אחת"),
        ("אחת 2024 AWS", "AWS 2024 אחת"),
        ("אחת 2024–2026", "2026–2024 אחת"),
        ("אחת 17/5/2024 99% 1,234.5", "1,234.5 99% 17/5/2024 אחת"),
        ("אחת ( 2024 )", "( 2024 ) אחת"),
        ("אחת (2024) (AWS)", "(AWS) (2024) אחת"),
        ("2024 אחת", "אחת 2024"),
        ("– 2024 –", "– 2024 –"),
    ],
)
def test_pieces_stand_from_left_to_right(text: str, shown: str) -> None:
    """Words of the other direction keep their order, and numbers, dashes and brackets follow
    the direction of the text around them.
    """
    pieces = [piece for word in text.split(" ") for piece in (" ", word)][1:]
    assert "".join(in_visual_order(pieces, from_right=begins_from_right(text))) == shown
