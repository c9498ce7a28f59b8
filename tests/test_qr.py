"""QR codes are read by a reader that others wrote, from their path as it is drawn."""

from __future__ import annotations

import gzip
import re
import string

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from portfolio.drawing.qr import MAX_ADDRESS_BYTES, qr_code
from portfolio.views.cards import QrCode

SCALE = 8
CREDLY = "https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-7f1d0a3b9c11/public_url"
COURSERA = (
    "https://www.coursera.org/account/accomplishments/specialization/certificate/ABCDEFGH1234"
)


def drawn(code: QrCode) -> Image.Image:
    """A code as a picture: each stroke of its path, one module wide."""
    picture = Image.new("L", (code.size * SCALE, code.size * SCALE), 255)
    pen = ImageDraw.Draw(picture)
    steps = re.findall(r"M(\d+) (\d+)\.5|m(\d+) 0|h(\d+)", code.path)
    assert re.fullmatch(r"(M\d+ \d+\.5h\d+(m\d+ 0h\d+)*)+", code.path)
    x = y = 0
    for left, top, skipped, width in steps:
        if left:
            x, y = int(left), int(top)
        elif skipped:
            x += int(skipped)
        else:
            pen.rectangle(
                (x * SCALE, y * SCALE, (x + int(width)) * SCALE - 1, (y + 1) * SCALE - 1), fill=0
            )
            x += int(width)
    return picture


def read(code: QrCode | None) -> list[str]:
    """What a reader sees in a code."""
    assert code
    return [found.text for found in zxingcpp.read_barcodes(drawn(code))]


@pytest.mark.parametrize(
    "address", ["https://a.example/", CREDLY, COURSERA, "https://example.org/prüfung?id=日本"]
)
def test_a_code_leads_to_its_address(address: str) -> None:
    """A reader finds exactly the address in its code."""
    assert read(qr_code(address)) == [address]


@given(
    st.text(
        string.ascii_letters + string.digits + "-_/?=&%.",
        min_size=1,
        max_size=MAX_ADDRESS_BYTES - 20,
    )
)
def test_every_address_can_be_read(path: str) -> None:
    """Whatever the address is, its code is read."""
    assert read(qr_code(f"https://example.org/{path}")) == [f"https://example.org/{path}"]


def test_a_code_with_a_smudge_is_read() -> None:
    """A code of which a corner of the data is covered still leads to its address."""
    code = qr_code(CREDLY)
    assert code
    picture = drawn(code)
    ImageDraw.Draw(picture).ellipse([22 * SCALE, 22 * SCALE, 28 * SCALE, 28 * SCALE], fill=255)
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [CREDLY]


def test_a_code_has_an_empty_border() -> None:
    """Four modules around a code are empty, without which some readers find none."""
    code = qr_code(CREDLY)
    assert code
    assert drawn(code).point(lambda shade: 255 - shade).getbbox() == (
        4 * SCALE,
        4 * SCALE,
        (code.size - 4) * SCALE,
        (code.size - 4) * SCALE,
    )


@pytest.mark.parametrize("address", [CREDLY, COURSERA])
def test_a_code_is_light(address: str) -> None:
    """The code of a usual address adds less than 700 bytes to a page."""
    code = qr_code(address)
    assert code
    assert len(gzip.compress(code.path.encode())) < 700


def test_a_long_address_has_no_code() -> None:
    """An address whose code would be too fine has none."""
    start = "https://example.org/"
    assert qr_code(start + "x" * (MAX_ADDRESS_BYTES - len(start)))
    assert qr_code(start + "x" * (MAX_ADDRESS_BYTES - len(start) + 1)) is None
