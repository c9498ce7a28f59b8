"""Copies of pictures and pictures of certificates: real files in, and what a decoder
and a browser make of what comes out.
"""

from __future__ import annotations

import functools
import http.server
import io
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import AS_OF, SETTINGS, SHIFTS, SiteFolder, Tree, dead_links
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageFilter, ImageStat
from PIL.ExifTags import Base
from small_site import change_kept
from test_live import opened

from portfolio.domain.model import Asset, GeneratedFile
from portfolio.images import raster
from portfolio.images.file_kinds import PICTURE_TYPES
from portfolio.images.metadata import without_metadata
from portfolio.images.raster import AVIF, JPEG, MAX_COPY_WIDTH, WEBP
from portfolio.site import pictures
from portfolio.site.pictures import (
    EVIDENCE,
    LARGE,
    MAX_COPIED_PIXELS,
    SMALL,
    Order,
    copies,
    draw_copy,
    show,
)

FILES = "content/credentials/"
PAGE = "credentials/a/"
PDF = "application/pdf"
BROKEN = b"%PDF-1.7\nnothing more"
LOCKED = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\n"
    b"4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<"
    + b"ab" * 32
    + b">/U<"
    + b"cd" * 32
    + b">>>endobj\n"
    b"trailer<</Root 1 0 R/Size 5/Encrypt 4 0 R/ID[<01><01>]>>\n%%EOF\n"
)
"""A document of one page that opens with a password only."""


def photo(width: int = 1600, height: int = 1200, mode: str = "RGB") -> Image.Image:
    """A picture with a red corner above on the left, and noise, so that it is not small."""
    noise = [
        Image.frombytes("L", (200, 150), bytes((x * x * step + x) % 251 for x in range(30_000)))
        for step in (3, 5, 7)
    ]
    picture = Image.merge("RGB", noise).resize((width, height)).convert(mode)
    ImageDraw.Draw(picture).rectangle(
        (0, 0, width // 4, height // 4), fill=(255, 0, 0, 128) if mode == "RGBA" else (255, 0, 0)
    )
    return picture


def written(picture: Image.Image, form: str, **options: Any) -> bytes:
    """A picture as a file."""
    made = io.BytesIO()
    picture.save(made, form, **options)
    return made.getvalue()


def decoded(content: bytes, form: str) -> Image.Image:
    """What a file shows; it must be of that form and sound to its end."""
    picture = Image.open(io.BytesIO(content), formats=[form])
    picture.load()
    return picture


def is_red(picture: Image.Image, x: float, y: float) -> bool:
    """Whether a picture is red at a place, in parts of its width and height."""
    red, green, blue, *_ = picture.convert("RGBA").getpixel(
        (int(x * picture.width), int(y * picture.height))
    )  # type: ignore[misc]
    return bool(red > 200 and green < 60 and blue < 60)


def drawn(files: dict[str, bytes]) -> dict[str, Image.Image]:
    """The copies among the files of a site, decoded."""
    forms = {".webp": "WEBP", ".jpeg": "JPEG"}
    found = {
        name: forms[Path(name).suffix]
        for name in files
        if Path(name).suffix in forms and name.count(".") == 3
    }
    return {name: decoded(files[name], form) for name, form in found.items()}


@pytest.mark.parametrize(
    ("form", "suffix", "options"),
    [
        ("JPEG", "jpg", {"quality": 95}),
        ("PNG", "png", {}),
        ("WEBP", "webp", {"quality": 95}),
        ("AVIF", "avif", {"quality": 95}),
        ("GIF", "gif", {}),
    ],
)
def test_every_copy_has_the_size_that_its_page_promises(
    site: SiteFolder, form: str, suffix: str, options: dict[str, Any]
) -> None:
    """Each copy of a page decodes as what it is called, with the promised width,
    and none is larger than the original. An AVIF picture is its own largest copy.
    """
    content = written(photo(800, 600), form, **options)
    site.write(f"{FILES}b.{suffix}", content)
    site.record("a", image=f"b.{suffix}", image_alt="A badge")
    files = site.publish()
    page = site.page(PAGE)
    (source,) = page.all("source")
    promised = dict(candidate.split() for candidate in source["srcset"].split(", "))
    assert source["type"] == (AVIF if form == "AVIF" else WEBP)
    assert list(promised.values()) == ["170w", "410w", "800w"]
    for link, width in promised.items():
        copy = files[link.removeprefix("../../")]
        assert len(copy) <= len(content)
        picture = decoded(copy, "AVIF" if link.endswith(".avif") else "WEBP")
        assert (picture.width, picture.height) == (int(width[:-1]), round(int(width[:-1]) * 0.75))
        assert is_red(picture, 0.1, 0.1)
        assert not is_red(picture, 0.9, 0.9)
    (image,) = page.all("img")
    shown = Image.open(io.BytesIO(files[image["src"].removeprefix("../../")]))
    assert (int(image["width"]), int(image["height"])) == shown.size
    assert shown.get_format_mimetype() in ("image/jpeg", "image/png", "image/gif")
    assert image["alt"] == "A badge"
    assert "loading" not in image
    assert dead_links(site.output) == []


@pytest.mark.parametrize(
    ("wide", "size", "expected"),
    [
        (160, LARGE, [160]),
        (212, LARGE, [212]),
        (213, LARGE, [170, 213]),
        (512, LARGE, [170, 512]),
        (513, LARGE, [170, 410, 513]),
        (900, LARGE, [170, 410, 900]),
        (901, LARGE, [170, 410, 720]),
        (600, 600 * 600 // 12, [170, 600]),
        (600, 600 * 600 // 12 + 1, [170, 410, 600]),
        (821, 821 * 821 // 12, [170, 410, 821]),
        (1441, 1441 * 1441 // 12, [170, 410, 720]),
    ],
)
def test_a_picture_hardly_wider_than_a_copy_is_not_scaled(
    wide: int, size: int, expected: list[int]
) -> None:
    """Its own width is offered where it is at most a quarter wider, or twice as wide for a
    drawing, which scaling makes no smaller.
    """
    found = copies(asset(width=wide, height=wide, size=size), EVIDENCE)
    assert [copy.width for copy in found] == expected
    assert [copy.height for copy in found] == expected


@pytest.mark.parametrize("wide", [1281, 1500, 1600, 1700])
def test_a_picture_wider_than_every_copy_is_scaled(wide: int) -> None:
    """No copy is promised to be wider than pictures are opened."""
    found = copies(asset(width=wide, height=wide), pictures.TEXT_WIDTHS)
    assert [copy.width for copy in found] == [720, MAX_COPY_WIDTH]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_copies_are_upright(site: SiteFolder, orientation: int) -> None:
    """However a camera was held, its picture is shown as it says,
    and the page keeps room for it turned.
    """
    ways = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = photo(1600, 1200)
    stored = stored.transpose(Image.Transpose(ways[orientation])) if orientation in ways else stored
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    site.write(f"{FILES}b.jpg", written(stored, "JPEG", exif=exif))
    site.record("a", image="b.jpg", image_alt="A badge")
    found = drawn(site.publish())
    (image,) = site.page(PAGE).all("img")
    assert (int(image["width"]) > int(image["height"])) is True
    assert {name.split(".")[-2] for name in found} >= {"170", "410", "720"}
    assert all(
        picture.width > picture.height and is_red(picture, 0.1, 0.1) for picture in found.values()
    )


def test_colours_are_what_their_profile_says() -> None:
    """A picture in the colours of another profile looks the same without it."""
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    picture = Image.new("RGB", (600, 400), (200, 30, 30))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = raster._in_srgb(picture, srgb)
    assert same
    assert same.getpixel((0, 0)) == (200, 30, 30)
    made = written(picture, "PNG", icc_profile=swapped.tobytes())
    raster._whole.cache_clear()
    assert raster._whole(made, "image/png").getpixel((0, 0)) == (200, 30, 30), (
        "a profile of no use is left alone"
    )


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_colour_is_copied(tmp_path: Path, mode: str) -> None:
    """Pictures of one bit, of grey, of sixteen bits, with a palette, for print and see-through
    ones look like themselves.
    """
    grey = (
        Image.new("L", (900, 600), 128)
        if mode not in ("1", "I;16")
        else Image.new(mode, (900, 600), 1 if mode == "1" else 32_896)
    )
    picture = (
        grey
        if mode in ("1", "I;16")
        else photo(900, 600, "RGBA")
        if mode == "RGBA"
        else grey.convert(mode)
    )
    form, suffix = ("JPEG", "jpg") if mode == "CMYK" else ("PNG", "png")
    content = written(picture, form)
    asset = stored(tmp_path, f"a.{suffix}", content, 900, 600)
    webp = draw_copy(Order(asset, copies(asset, EVIDENCE)[0]), tmp_path)
    assert isinstance(webp, bytes)
    found = decoded(webp, "WEBP")
    if mode == "RGBA":
        assert found.mode == "RGBA"
        assert abs(found.getpixel((10, 10))[3] - 128) < 8  # type: ignore[index]
    else:
        expected = 255 if mode == "1" else 128
        pixel = found.getpixel((10, 10))
        assert all(abs(value - expected) < 4 for value in pixel)  # type: ignore[union-attr]


def badge(mode: str) -> Image.Image:
    """A drawing of few colours, two of them alike, with smooth edges."""
    large = Image.new(mode, (1200, 1200), "#0000" if mode == "RGBA" else "white")
    draw = ImageDraw.Draw(large)
    draw.ellipse((0, 0, 1200, 1200), fill="#7e2226")
    draw.ellipse((120, 120, 1080, 1080), fill="#f8f4ea")
    draw.rectangle((300, 400, 900, 800), fill="#fdf9f0")
    for turn in range(0, 360, 15):
        draw.arc((50, 50, 1150, 1150), turn, turn + 4, fill="white", width=20)
        draw.rectangle((330 + turn, 700 - turn, 340 + turn, 780), fill="#7e2226")
    return large.reduce(2)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("form", ["PNG", "GIF"])
def test_a_drawing_in_its_own_size_is_exact(mode: str, form: str) -> None:
    """A drawing is encoded without loss where that is smaller: every pixel that is seen is there."""
    content = written(badge(mode), form)
    shown = Image.open(io.BytesIO(content)).convert(mode)
    made = raster.resized_copy(content, f"image/{form.lower()}", (600, 600), WEBP)
    found = decoded(made, "WEBP").convert(mode)
    assert len(made) < len(content)
    for paper in ("white", "black"):
        assert on_paper(found, paper).tobytes() == on_paper(shown, paper).tobytes()


def on_paper(picture: Image.Image, colour: str) -> Image.Image:
    """What a picture looks like on paper of a colour."""
    paper = Image.new("RGBA", picture.size, colour)
    paper.alpha_composite(picture.convert("RGBA"))
    return paper.convert("RGB")


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_scaled_drawing_keeps_its_colours(mode: str) -> None:
    """The areas of a scaled drawing have exactly their colours, also two that are alike; its
    edges differ by a level at most; and it is smaller than with the losses of a photograph.
    """
    drawing = badge(mode)
    content = written(drawing, "PNG")
    made = raster.resized_copy(content, "image/png", (170, 170), WEBP)
    found = decoded(made, "WEBP").convert(mode)
    scaled = drawing.resize((170, 170), Image.Resampling.BICUBIC, reducing_gap=2)
    assert len(made) < len(written(scaled, "WEBP", quality=80, method=1))
    seen = on_paper(found, "black")
    assert {colour for _, colour in seen.getcolors(170 * 170) or []} >= {
        (0x7E, 0x22, 0x26),
        (0xF8, 0xF4, 0xEA),
        (0xFD, 0xF9, 0xF0),
    }
    expected = on_paper(scaled, "black")
    assert largest_difference(seen, expected) <= raster.LEVEL
    assert largest_difference(seen.reduce(10), expected.reduce(10)) <= raster.LEVEL // 4


def largest_difference(one: Image.Image, other: Image.Image) -> float:
    """By how much a channel of a pixel differs at most, of 255."""
    return max(most for _, most in ImageStat.Stat(ImageChops.difference(one, other)).extrema)


def test_a_gradient_has_no_bands() -> None:
    """The colours of a drawing that blend into each other are not rounded when it is scaled."""
    drawing = Image.new("RGB", (600, 600), "white")
    drawing.paste(Image.linear_gradient("L").resize((400, 400)), (100, 100))
    made = raster.resized_copy(written(drawing, "PNG"), "image/png", (300, 300), WEBP)
    found = decoded(made, "WEBP").convert("L")
    column = found.crop((150, 60, 151, 240)).tobytes()
    assert max(abs(below - above) for above, below in pairwise(column)) < raster.LEVEL // 2


@pytest.mark.parametrize(("form", "quality"), [("JPEG", 30), ("WEBP", 60)])
def test_a_copy_is_not_larger_than_the_original(tmp_path: Path, form: str, quality: int) -> None:
    """A picture that was saved in little space has copies that take no more, and reveal no more.
    One in WebP is its own copy: it is not encoded again in a lower quality.
    """
    exif = Image.Exif()
    exif[Base.ImageDescription] = "at the harbour"
    picture = photo(800, 600).filter(ImageFilter.GaussianBlur(3))
    content = written(picture, form, quality=quality, exif=exif)
    assert b"at the harbour" in content
    original = stored(tmp_path, f"a.{form.lower()}", content, 800, 600)
    for copy in copies(original, EVIDENCE):
        made = draw_copy(Order(original, copy), tmp_path)
        assert isinstance(made, bytes)
        assert len(made) <= len(content)
        assert b"at the harbour" not in made
        assert decoded(made, "WEBP").size == (copy.width, copy.height)
        if (form, copy.width) == ("WEBP", 800):
            assert made == without_metadata(content, WEBP)


def stored(root: Path, name: str, content: bytes, width: int, height: int) -> Asset:
    """A picture in a folder, as it would be found; its size in bytes is said
    to be one that is copied.
    """
    from portfolio.content.files import find_asset

    (root / FILES).mkdir(parents=True)
    (root / FILES / name).write_bytes(content)
    asset = find_asset(root, f"{FILES}a.md", name, PICTURE_TYPES)
    assert isinstance(asset, Asset)
    assert (asset.width, asset.height) == (width, height)
    return Asset(asset.address, asset.source, asset.media_type, LARGE, asset.width, asset.height)


def asset(**changes: Any) -> Asset:
    """A picture that is copied, or one that differs from it."""
    about = {
        "address": "assets/a.0123456789.png",
        "source": "content/a.png",
        "media_type": "image/png",
        "size": LARGE,
    }
    return Asset(**{**about, "width": 2000, "height": 1000, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"size": SMALL},
        {"is_animated": True, "media_type": "image/gif"},
        {"media_type": "image/svg+xml"},
        {"width": 10_000, "height": MAX_COPIED_PIXELS // 10_000 + 1},
        {"width": 9000, "height": 1000},
        {"width": 100, "height": 900},
        {"width": 0, "height": 0},
        {"media_type": "text/plain", "width": 0, "height": 0},
    ],
)
def test_some_pictures_stay_as_they_are(changes: dict[str, Any]) -> None:
    """A picture that is small, animated, drawn in lines, enormous or very narrow has no copies;
    the original is shown.
    """
    assert copies(asset(), EVIDENCE)
    assert copies(asset(**changes), EVIDENCE) == ()
    shown = show(asset(**changes), "A badge", EVIDENCE, copied=True)
    assert shown is None or (shown.sources, shown.fallback) == ((), None)


def test_a_small_original_is_its_own_fallback() -> None:
    """A browser that knows no WebP gets the original where that is small
    and widely known, or else a JPEG.
    """
    cases = {"image/png": None, "image/gif": None, JPEG: None, WEBP: JPEG, "image/avif": JPEG}
    for media_type, expected in cases.items():
        shown = show(asset(media_type=media_type), "", EVIDENCE, copied=True)
        assert shown
        assert (shown.fallback.media_type if shown.fallback else None) == expected
    large = show(asset(size=LARGE + 1), "", EVIDENCE, copied=True)
    assert large
    assert large.fallback
    assert large.fallback.media_type == JPEG


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that would be enormous; only its head is real."""
    content = bytearray(written(Image.new("L", (8, 8)), "PNG") + bytes(SMALL))
    content[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    import zlib

    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


def test_a_bomb_is_refused(site: SiteFolder) -> None:
    """A picture that would fill the memory of a browser is an error
    with its size, and is not decoded.
    """
    site.write(f"{FILES}b.png", bomb(60_000, 60_000))
    site.record("a", image="b.png", image_alt="A badge")
    result = site.build()
    (problem,) = result.diagnostics
    assert (problem.code, result.written) == ("picture-too-large", None)
    assert "60,000 by 60,000 pixels" in problem.message


def test_an_animation_stays_one(site: SiteFolder) -> None:
    """A moving GIF is shown itself."""
    frames = [photo(500, 400).rotate(turn) for turn in (0, 90, 180)]
    site.write(f"{FILES}b.gif", written(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    site.record("a", image="b.gif", image_alt="A badge")
    assert drawn(site.publish()) == {}
    assert site.page(PAGE).all("img")[0]["src"].endswith(".gif")


def test_a_photograph_with_a_second_picture_is_one(site: SiteFolder) -> None:
    """Telephones put a second picture into a JPEG; it is a JPEG all
    the same, and the first is shown.
    """
    content = written(photo(), "MPO", save_all=True, append_images=[photo(800, 600)])
    assert Image.open(io.BytesIO(content)).format == "MPO"
    site.write(f"{FILES}b.jpg", content)
    site.record("a", image="b.jpg", image_alt="A badge")
    found = drawn(site.publish())
    assert all(is_red(picture, 0.1, 0.1) for picture in found.values())
    assert {picture.width for picture in found.values()} == {170, 410, 720}


@pytest.mark.parametrize("exif", [b"Exif\0\0nonsense", b"Exif\0\0II*\0\xff\xff\xff\xff", b"x"])
def test_what_a_camera_wrote_may_be_nonsense(site: SiteFolder, exif: bytes) -> None:
    """A picture whose notes are damaged is shown as it is stored."""
    site.write(f"{FILES}b.jpg", written(photo(), "JPEG", exif=exif))
    site.record("a", image="b.jpg", image_alt="A badge")
    assert all(is_red(picture, 0.1, 0.1) for picture in drawn(site.publish()).values())


def test_a_picture_that_was_cut_off_is_shown_as_far_as_it_goes(site: SiteFolder) -> None:
    """A JPEG without its end is what browsers show: its upper part."""
    content = written(photo(), "JPEG", quality=95)
    site.write(f"{FILES}b.jpg", content[: len(content) // 2])
    site.record("a", image="b.jpg", image_alt="A badge")
    assert all(is_red(picture, 0.1, 0.1) for picture in drawn(site.publish()).values())


def test_a_picture_that_cannot_be_decoded_is_an_error(site: SiteFolder) -> None:
    """A picture whose head is sound and whose body is not is named with its file,
    and nothing is published.
    """
    content = written(photo(), "WEBP", quality=95)
    middle = len(content) // 2
    site.write(f"{FILES}b.webp", content[:middle] + b"\xff" * 5000 + content[middle + 5000 :])
    site.record("a", image="b.webp", image_alt="A badge")
    result = site.build()
    assert {(problem.code, problem.location.path) for problem in result.diagnostics} == {
        ("unreadable-picture", f"{FILES}b.webp")
    }
    assert result.written is None


# Certificates


def paper(width: int = 1684, height: int = 1190, pages: int = 2) -> bytes:
    """A certificate in PDF: a red corner, and blue pages behind it."""
    first = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(first).rectangle((0, 0, width // 4, height // 4), fill=(255, 0, 0))
    behind = [Image.new("RGB", (100, 100), "blue")] * (pages - 1)
    return written(first, "PDF", save_all=True, append_images=behind, resolution=144)


def test_the_first_page_of_a_certificate_is_shown(site: SiteFolder) -> None:
    """A certificate in PDF is a picture of its first page in two widths;
    the file is behind it, with its kind and size.
    """
    site.write(f"{FILES}b.pdf", paper())
    site.record("a", title="Data Basics", certificate="b.pdf")
    found = drawn(site.publish())
    assert {(picture.width, picture.height) for picture in found.values()} == {
        (170, 120),
        (410, 290),
        (720, 509),
    }
    assert all(
        is_red(picture, 0.1, 0.1) and not is_red(picture, 0.9, 0.9) for picture in found.values()
    )
    page = site.page(PAGE)
    (image,) = page.all("img")
    assert image["alt"] == "First page of the certificate: Data Basics"
    assert image["src"].endswith(".720.jpeg")
    assert any(link["href"].endswith(".pdf") for link in page.all("a"))
    assert "PDF, " in page.text
    assert dead_links(site.output) == []


def described(site: SiteFolder, address: str) -> list[str]:
    """What the pictures of a page show that are more than the mark of a row."""
    return [image["alt"] for image in site.page(address).all("img") if image["alt"]]


def test_the_owner_can_describe_a_certificate(site: SiteFolder) -> None:
    """`image_alt` describes the certificate where there is no picture beside it,
    and the picture where there is one.
    """
    site.write(f"{FILES}b.pdf", paper())
    site.write(f"{FILES}c.png", written(photo(100, 100), "PNG"))
    site.record("a", title="A", certificate="b.pdf", image_alt="A certificate with a seal")
    site.record("b", title="B", certificate="b.pdf", image="c.png", image_alt="A badge")
    site.publish()
    assert described(site, PAGE) == ["A certificate with a seal"]
    assert described(site, "credentials/b/") == ["A badge", "First page of the certificate: B"]


def test_a_certificate_that_is_a_picture_is_shown_once(site: SiteFolder) -> None:
    """A scanned certificate is a figure of its page, and one figure where the record also
    names it as its picture.
    """
    site.write(f"{FILES}b.jpg", written(photo(), "JPEG"))
    site.record("a", title="A", certificate="b.jpg")
    site.record("b", certificate="b.jpg", image="b.jpg", image_alt="A scan")
    site.publish()
    assert described(site, PAGE) == ["The certificate: A"]
    assert described(site, "credentials/b/") == ["A scan"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [(BROKEN, "it is damaged"), (LOCKED, "it is locked with a password")],
    ids=["broken", "locked"],
)
def test_a_certificate_that_cannot_be_shown_is_a_link(
    site: SiteFolder, content: bytes, reason: str
) -> None:
    """A damaged or locked PDF is a warning with its place and cure;
    its page has a plain link to the file.
    """
    site.write(f"{FILES}b.pdf", content)
    path = site.record("a", certificate="b.pdf")
    (problem,) = site.problems()
    line = path.read_text().splitlines().index('certificate: "b.pdf"') + 1
    assert (problem.code, problem.severity, problem.location.path, problem.location.line) == (
        "unshown-document",
        "warning",
        f"{FILES}a.md",
        line,
    )
    assert problem.message.endswith(reason)
    assert (
        site.run("check").stdout.count("unshown-document")
        + site.run("check").stderr.count("unshown-document")
        == 1
    )
    page = site.page(PAGE)
    assert page.all("img") == []
    assert any(link["href"].endswith(".pdf") for link in page.all("a"))
    assert content in site.files().values()


def test_a_document_that_a_text_links_to_is_no_certificate(site: SiteFolder) -> None:
    """Nothing is said of a locked document that is merely linked to, and nothing drawn."""
    site.write(f"{FILES}b.pdf", LOCKED)
    site.record("a", "[The programme](b.pdf)\n")
    assert site.problems() == []
    assert drawn(site.files()) == {}


# Texts, persons, settings


def test_pictures_in_texts_have_copies(site: SiteFolder) -> None:
    """A picture in a text keeps its original as `src` and gains copies to choose from, its size,
    and waits until it is near.
    """
    site.write(f"{FILES}b.jpg", written(photo(), "JPEG", quality=95))
    site.record("a", "![A view](b.jpg) and [the same](b.jpg)\n")
    files = site.publish()
    (image,) = site.page(PAGE).all("img")
    candidates = [candidate.split() for candidate in image["srcset"].split(", ")]
    assert [
        decoded(files[link.removeprefix("../../")], "WEBP").width for link, _ in candidates
    ] == [720, 1280]
    assert image["src"].endswith(".jpg")
    assert (image["width"], image["height"], image["loading"], image["decoding"]) == (
        "1600",
        "1200",
        "lazy",
        "async",
    )


def test_an_edited_text_keeps_its_copies(site: SiteFolder) -> None:
    """A text that comes into its page without its template has the same pictures
    as one that is built anew.
    """
    site.write(f"{FILES}b.jpg", written(photo(), "JPEG", quality=95))
    site.record("a", "Before.\n\n![A view](b.jpg)\n")
    site.publish()
    site.record("a", "After.\n\n![A view](b.jpg)\n")
    again = site.publish()
    assert b"After." in again[f"{PAGE}index.html"]
    assert again == site.publish(output=site.root / "clean") or again == site.files(
        site.root / "clean"
    )


def test_the_portrait_has_copies(site: SiteFolder) -> None:
    """The owner's picture is there at once, in sizes for a small place."""
    site.write("content/me.jpg", written(photo(1200, 1200), "JPEG", quality=95))
    site.write("content/profile.md", "---\nname: Ada Example\nphoto: me.jpg\nphoto_alt: Ada\n---\n")
    site.record("a")
    found = drawn(site.publish())
    assert sorted(picture.width for picture in found.values()) == [170, 410] + [410] * (
        len(found) - 2
    )
    (image,) = site.page().all("img")
    assert "loading" not in image
    assert image["class"] == "u-photo"


def test_pictures_can_be_left_as_they_are(site: SiteFolder) -> None:
    """`pictures = false` draws nothing, opens no picture beyond its head,
    and leaves a PDF a link.
    """
    site.write("portfolio.toml", f"{SETTINGS}pictures = false\n")
    site.write(f"{FILES}b.jpg", written(photo(), "JPEG", quality=95))
    site.write(f"{FILES}c.pdf", paper())
    site.record("a", "![A view](b.jpg)\n", image="b.jpg", image_alt="A badge", certificate="c.pdf")
    assert drawn(site.publish()) == {}
    page = site.page(PAGE)
    assert page.all("source") == []
    assert [("srcset" in image, image["width"]) for image in page.all("img")] == [
        (False, "1600")
    ] * 2


# From one build to the next


def test_copies_are_drawn_once(site: SiteFolder) -> None:
    """A second build draws nothing, and neither does one into a new folder: what was drawn is kept.

    Bytes stay the same.
    """
    site.write(f"{FILES}b.jpg", written(photo(), "JPEG", quality=95))
    site.write(f"{FILES}c.pdf", paper())
    site.record("a", image="b.jpg", image_alt="A badge", certificate="c.pdf")
    first = {
        name: content for name, content in site.publish().items() if name.startswith("assets/")
    }
    copies = {first[name] for name in drawn(first)}
    assert len(copies) > 3
    change_kept(site.root, lambda content: b"known " + content if content in copies else content)
    site.record("b")
    again = site.publish()
    assert {name: again[name] for name in first} == first
    elsewhere = site.root / "elsewhere"
    site.publish(output=elsewhere)
    known = site.files(elsewhere)
    assert {name: known[name] for name in first} == {
        name: b"known " + content if content in copies else content
        for name, content in first.items()
    }


def test_the_same_bytes_are_drawn_in_any_order(tmp_path: Path) -> None:
    """A copy has the same bytes whether the picture was just opened for another one or not."""
    picture = stored(tmp_path, "a.png", written(photo(), "PNG"), 1600, 1200)
    orders = [Order(picture, copy) for copy in copies(picture, EVIDENCE)]
    together = [draw_copy(order, tmp_path) for order in orders]
    for order, before in reversed([*zip(orders, together, strict=True)]):
        raster._whole.cache_clear()
        assert draw_copy(order, tmp_path) == before


@pytest.mark.parametrize("change", ["other bytes", "a link", "nothing"])
def test_a_file_that_changed_is_not_drawn(tmp_path: Path, change: str) -> None:
    """A picture that is no longer what it was, or behind a link, gives no copy,
    however often it was drawn before.
    """
    content = written(photo(), "PNG")
    picture = stored(tmp_path, "a.png", content, 1600, 1200)
    order = Order(picture, copies(picture, EVIDENCE)[0])
    assert isinstance(draw_copy(order, tmp_path), bytes)
    path = tmp_path / picture.source
    path.unlink()
    if change == "a link":
        (tmp_path / "elsewhere.png").write_bytes(content)
        path.symlink_to(tmp_path / "elsewhere.png")
    elif change == "other bytes":
        path.write_bytes(written(photo(1600, 1201), "PNG"))
    assert not isinstance(draw_copy(order, tmp_path), bytes)


def test_one_file_under_two_names_is_copied_once(site: SiteFolder) -> None:
    """Pictures of the same bytes and name in two folders share their copies."""
    for folder in ("one", "two"):
        site.write(f"{FILES}{folder}/b.jpg", written(photo(), "JPEG", quality=95))
        site.record(f"{folder}/{folder}", image="b.jpg", image_alt="A badge")
    assert sorted(picture.width for picture in drawn(site.publish()).values()) == [
        170,
        410,
        720,
        720,
    ]


def test_nothing_is_drawn_wider_than_what_all_copies_are_made_from() -> None:
    """Every width that a page can ask for is one that the opened picture has."""
    assert max(*EVIDENCE, *pictures.PORTRAIT, *pictures.TEXT_WIDTHS) <= MAX_COPY_WIDTH


def test_the_preview_serves_copies(site: SiteFolder) -> None:
    """The preview draws what is asked for, as a build does, and keeps showing it
    while its file is broken.
    """
    site.write(f"{FILES}b.jpg", written(photo(), "JPEG", quality=95))
    site.write(f"{FILES}c.pdf", paper())
    site.record("a", image="b.jpg", image_alt="A badge", certificate="c.pdf")
    files = site.publish()
    live = opened(site)
    addresses = [
        address
        for address, entry in live.state.sites[0].resources.items()
        if isinstance(entry, GeneratedFile) and address.startswith("assets/")
    ]
    assert sorted(addresses) == sorted(drawn(files))
    for address in addresses:
        answer = live.answer(address)
        assert answer
        assert answer.content == files[address]
    for name in ("b.jpg", "c.pdf"):
        (site.root / FILES / name).unlink()
    assert [answer.content for answer in map(live.answer, addresses) if answer] == [
        files[address] for address in addresses
    ]


# In a browser


@pytest.fixture
def shown(site: SiteFolder) -> Iterator[str]:
    """The address of a page with a badge, a certificate and a picture in its text, served."""
    site.write(f"{FILES}b.jpg", written(photo(), "JPEG", quality=95))
    site.write(f"{FILES}c.pdf", paper())
    site.record(
        "a",
        "Words.\n\n![A view](b.jpg)\n\nWords.\n",
        image="b.jpg",
        image_alt="A badge",
        certificate="c.pdf",
    )
    site.publish(as_of=AS_OF)
    handler = functools.partial(Quiet, directory=str(site.output))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/{PAGE}"
    server.shutdown()
    server.server_close()
    thread.join()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged."""


LOADED = "[...document.images].every(one => one.complete && one.naturalWidth)"
FONT_SHIFT = 0.0005
"""What a font that comes late may move, by less than a pixel; a picture moves a hundred times more."""
CHOSEN = "[...document.images].map(one => one.currentSrc.split('.').slice(-2).join('.'))"


@pytest.mark.parametrize(
    ("width", "density", "chosen"),
    [
        (1280, 1, ["410.webp", "410.webp", "720.webp"]),
        (390, 3, ["410.webp", "720.webp", "1280.webp"]),
    ],
)
def test_a_browser_chooses_and_nothing_moves(
    browser: Any, shown: str, width: int, density: int, chosen: list[str]
) -> None:
    """Chromium takes the copy that fits its screen, and no word of the page is moved by
    a picture that comes late.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 900}, device_scale_factor=density
    )
    page = context.new_page()
    page.add_init_script(SHIFTS)
    held: list[Any] = []

    def _hold(route: Any) -> None:
        held.append(route)

    page.route("**/assets/*.webp", _hold)
    page.goto(shown, wait_until="domcontentloaded")
    page.evaluate("document.fonts.ready.then(() => { window.shift = 0 })")
    page.wait_for_timeout(200)
    assert held
    page.unroute("**/assets/*.webp")
    for image in page.locator("img").all():
        image.scroll_into_view_if_needed()
    page.wait_for_function(LOADED)
    page.wait_for_timeout(200)
    assert page.evaluate(CHOSEN) == chosen
    assert page.evaluate("window.shift || 0") < FONT_SHIFT
    for box in page.evaluate(
        "[...document.images].map(one => [one.clientWidth, one.parentElement.closest('figure, "
        ".prose, .pic').clientWidth])"
    ):
        assert box[0] <= box[1]
    context.close()


def test_pages_with_pictures_are_sound(site: SiteFolder) -> None:
    """Every element of a page with pictures is closed, and every candidate
    of a `srcset` is a file of the site.
    """
    site.write(f"{FILES}my badge, 1.jpg", written(photo(), "JPEG", quality=95))
    site.record(
        "a",
        '![A "view"](<my badge, 1.jpg>)\n',
        image="my badge, 1.jpg",
        image_alt='A "badge" & more',
    )
    files = site.publish()
    page = Tree((site.output / PAGE / "index.html").read_text())
    assert page.faults == []
    sets = [found["srcset"] for found in page.all("source") + page.all("img") if "srcset" in found]
    assert len(sets) == 2
    assert all(
        candidate.split()[0].removeprefix("../../") in files
        for candidates in sets
        for candidate in candidates.split(", ")
    )
