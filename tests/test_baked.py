"""The data of badges in pictures."""

from __future__ import annotations

import zlib

import pytest
from signing import chunk, credential, itxt, jws, png, private_key, signed

from portfolio.domain.proof import Answer
from portfolio.proving.baked import COMPACT_JWS, MAX_BADGE_BYTES, badges_in, png_badge, svg_badge
from portfolio.proving.prove import prove

PNG, SVG = "image/png", "image/svg+xml"
OB3 = "https://purl.imsglobal.org/ob/v3p0"
DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
    '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [<!ENTITY ns "http://example.org/">]>\n'
)


def svg(*elements: str, head: str = "") -> bytes:
    """An SVG with some elements."""
    start = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="{OB3}">'
    return f"{head}{start}{''.join(elements)}<rect/></svg>".encode()


def element(text: str, *, verify: str = "", name: str = "credential") -> str:
    """The element of a badge."""
    link = f' verify="{verify}"' if verify else ""
    return f"<openbadges:{name}{link}><![CDATA[{text}]]></openbadges:{name}>"


@pytest.mark.parametrize("keyword", [b"openbadges", b"openbadgecredential"])
def test_chunks_of_a_png(keyword: bytes) -> None:
    """Text behind the picture, packed or not, in each kind of chunk, as UTF-8."""
    text = "{“Déjà vu”™}".encode()
    for one in (
        itxt(text, keyword),
        itxt(text, keyword, is_packed=True),
        chunk(b"tEXt", keyword + b"\0" + text),
        chunk(b"zTXt", keyword + b"\0\0" + zlib.compress(text)),
    ):
        assert png_badge(png(one)) == text
        assert badges_in(png(chunk(b"tEXt", b"Title\0x"), one), PNG) == [text]


def test_pictures_without_a_badge() -> None:
    """Other chunks, empty ones and broken ones are no badges."""
    assert badges_in(png(), PNG) == []
    assert badges_in(png(itxt(b"  ")), PNG) == []
    assert badges_in(png(chunk(b"zTXt", b"openbadges\0\0nonsense")), PNG) == []
    assert badges_in(png()[:20], PNG) == []
    assert badges_in(svg(), SVG) == []
    assert badges_in(b"<svg", SVG) == []


def test_packed_chunks_are_bounded() -> None:
    """What a packed chunk becomes has a limit."""
    packed = zlib.compress(b"x" * (MAX_BADGE_BYTES * 3))
    assert len(png_badge(png(chunk(b"zTXt", b"openbadges\0\0" + packed)))) == MAX_BADGE_BYTES


def test_elements_of_an_svg() -> None:
    """The text of the element counts, or else the signed JSON in its link; a DOCTYPE does no harm."""
    assert svg_badge(svg(element('{"a": "&"}'))) == b'{"a": "&"}'
    assert svg_badge(svg(element("", verify="aaaa.bbbb.cccc"))) == b"aaaa.bbbb.cccc"
    assert svg_badge(svg(element('{"a": 1}', verify="https://example.org/"), head=DOCTYPE)) == (
        b'{"a": 1}'
    )
    assert svg_badge(svg(element("{}", name="assertion"))) == b"{}"


def test_entities_do_not_become_much() -> None:
    """Entities are read as they are meant, as long as they do not become more than a badge has."""
    head = DOCTYPE.replace("http://example.org/", "x" * 100)
    inside = '<openbadges:credential>"&ns;"</openbadges:credential>'
    assert len(svg_badge(svg(inside, head=head))) == 102
    many = f"<openbadges:credential>{'&ns;' * 100_000}</openbadges:credential>"
    assert badges_in(svg(many, head=head), SVG) == []


def test_several_badges_are_none() -> None:
    """Which of two badges a program takes differs, so neither is proved; one twice is one."""
    one, other = signed(), signed(credential(name="Other"))
    for content in (
        png(itxt(one), itxt(other)),
        png(itxt(one), chunk(b"tEXt", b"openbadges\0" + other)),
        svg(element(one.decode()), element(other.decode())),
    ):
        proof = prove(content, {})
        assert proof.form.answer is Answer.NO
        assert "several badges" in proof.form.why
    assert prove(png(itxt(one), itxt(one)), {}).proof.answer is Answer.YES


def test_a_baked_badge_is_proved() -> None:
    """JSON and signed JSON, in both kinds of pictures."""
    token = jws(credential(), private_key("issuer"), "EdDSA").encode()
    for content in (signed(), token):
        assert prove(png(itxt(content)), {}).proof.answer is Answer.YES
        assert prove(svg(element(content.decode()), head=DOCTYPE), {}).proof.answer is Answer.YES
    assert prove(svg(element("", verify=token.decode())), {}).proof.answer is Answer.YES


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (b"aaaa.bbbb.cc-_", True),
        (b" aaaa.bbbb.\n", True),
        (b"aaaa.bbbb", False),
        (b"aaaa.bbbb.cc.dd", False),
        (b"aaaa.bb b.cc", False),
        (b"https://example.org/", False),
    ],
)
def test_signed_json_is_recognized(text: bytes, *, is_one: bool) -> None:
    """Three parts in base64url, of which the last may be empty."""
    assert bool(COMPACT_JWS.fullmatch(text)) is is_one
