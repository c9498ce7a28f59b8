"""Metadata of pictures: whatever cameras, editors and platforms write into one,
what is published shows the same and says nothing.
"""

from __future__ import annotations

import io
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from conftest import SiteFolder
from helpers_reading import lightly
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, ImageOps
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

from portfolio.images.file_kinds import PICTURE_TYPES, detect_kind
from portfolio.images.metadata import without_metadata

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
FILES = "content/credentials/"
FORMS = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "GIF": "image/gif",
}
SECRETS = (b"Secretcam", b"secret-note", b"ada@example.org", b"51.4779")
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/">secret-note ada@example.org GPSLatitude 51.4779'
    b"</x:xmpmeta>"
)
ASSERTION = json.dumps(
    {
        "uid": "1",
        "recipient": {"type": "email", "hashed": False, "identity": "ada@example.org"},
        "note": "secret-note",
    }
)


def exif(orientation: int = 1, *, latitude: float = 51.4779) -> Image.Exif:
    """What a telephone writes: how it was held, its maker, and the place."""
    found = Image.Exif()
    found[Base.Make] = "Secretcam"
    found[Base.Artist] = "ada@example.org"
    found[Base.Orientation] = orientation
    found.get_ifd(IFD.Exif)[Base.MakerNote] = b"secret-note"
    found.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (latitude, 0.0, 0.0)
    return found


def picture(width: int = 24, height: int = 16, shade: int = 0) -> Image.Image:
    """A picture in which no corner is like another."""
    made = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    made.putpixel((0, 0), (255, shade, 0))
    made.putpixel((width - 1, 0), (0, 255, shade))
    return made


def written(form: str, shown: Image.Image | None = None, **options: Any) -> bytes:
    """A picture as a file."""
    made = io.BytesIO()
    (shown or picture()).save(made, form, **options)
    return made.getvalue()


def opened(content: bytes) -> Image.Image:
    """What a file shows."""
    found = Image.open(io.BytesIO(content))
    found.load()
    return found


def is_same(one: bytes, other: bytes) -> bool:
    """Whether two files show the same, turned as they say, in the same colours, frame by frame."""
    first, second = opened(one), opened(other)
    frames = [
        1 if image.format in ("JPEG", "MPO") else getattr(image, "n_frames", 1)
        for image in (first, second)
    ]
    if first.info.get("icc_profile") != second.info.get("icc_profile") or frames[0] != frames[1]:
        return False
    for frame in range(frames[0]):
        first.seek(frame)
        second.seek(frame)
        shown = [ImageOps.exif_transpose(image).convert("RGBA") for image in (first, second)]
        if shown[0].size != shown[1].size or ImageChops.difference(*shown).getbbox(
            alpha_only=False
        ):
            return False
    return True


def chunk(kind: bytes, said: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">L", len(said)) + kind + said + struct.pack(">L", zlib.crc32(kind + said))


def with_chunks(content: bytes, *chunks: bytes) -> bytes:
    """A PNG with more chunks: half of them before the data of the picture, half after it."""
    begin, end = content.index(b"IDAT") - 4, content.index(b"IEND") - 4
    half = len(chunks) // 2
    return (
        content[:begin]
        + b"".join(chunks[:half])
        + content[begin:end]
        + b"".join(chunks[half:])
        + content[end:]
    )


PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photograph_says_nothing_but_how_it_is_turned(form: str, orientation: int) -> None:
    """Place, camera, notes and XMP go; pixels, the profile of its colours
    and the way it is turned stay.
    """
    content = written(form, exif=exif(orientation), xmp=XMP, icc_profile=PROFILE)
    assert SECRETS[0] in content
    shown = without_metadata(content, FORMS[form])
    assert not any(secret in shown for secret in SECRETS)
    assert is_same(content, shown)
    said = opened(shown).getexif()
    assert (
        dict(said) in ({}, {Base.Orientation: orientation})
        if orientation == 1
        else said[Base.Orientation] == orientation
    )
    assert not opened(shown).info.get("xmp", b"").strip(b"\0")
    assert len(shown) <= len(content)


@lightly
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP"]),
    st.integers(1, 8),
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
    st.dictionaries(
        st.sampled_from(
            [
                Base.Make,
                Base.Model,
                Base.Software,
                Base.Artist,
                Base.Copyright,
                Base.ImageDescription,
            ]
        ),
        st.text("abcdefgh", min_size=6, max_size=40).map("secret-note".__add__),
        min_size=1,
    ),
    st.sampled_from([None, PROFILE]),
    st.booleans(),
)
def test_no_exif_survives(
    form: str,
    orientation: int,
    size: tuple[int, int],
    tags: dict[int, str],
    profile: bytes | None,
    has_place: bool,
) -> None:
    """Whatever a camera wrote, the published picture has the same pixels,
    is turned the same, and says nothing else.
    """
    said = exif(orientation) if has_place else Image.Exif()
    said[Base.Orientation] = orientation
    for tag, text in tags.items():
        said[tag] = text
    content = written(
        form, picture(*size), exif=said, **({"icc_profile": profile} if profile else {})
    )
    shown = without_metadata(content, FORMS[form])
    assert is_same(content, shown)
    assert dict(opened(shown).getexif()) == (
        {} if orientation == 1 else {Base.Orientation: orientation}
    )
    assert not any(secret in shown for secret in SECRETS)
    assert without_metadata(shown, FORMS[form]) == shown


@pytest.mark.parametrize("form", list(FORMS))
def test_a_picture_without_notes_stays_as_it_is(form: str) -> None:
    """Nothing is written anew where there is nothing to leave out, so its address stays too."""
    content = written(form)
    assert without_metadata(content, FORMS[form]) == content


def test_a_jpeg_ends_where_its_picture_does() -> None:
    """The second picture of a telephone, with notes of its own,
    and whatever else follows the end are left out.
    """
    second = picture(30, 30)
    content = written("MPO", save_all=True, append_images=[second], exif=exif(6)) + b"secret-note"
    shown = without_metadata(content, "image/jpeg")
    assert opened(shown).format == "JPEG"
    assert is_same(content, shown)
    assert shown.endswith(b"\xff\xd9")
    assert not any(secret in shown for secret in SECRETS)


def test_thumbnails_comments_and_foreign_segments_of_a_jpeg_go() -> None:
    """Thumbnails of JFIF and JFXX, comments, IPTC and segments of anybody are left out,
    between the scans of a picture too.
    """
    content = written("JPEG", progressive=True, comment=b"secret-note", dpi=(72, 72))
    begin = content.index(b"JFIF\0")
    small = (
        content[: begin - 2]
        + struct.pack(">H", 19)
        + content[begin : begin + 12]
        + b"\1\1\xaa\xbb\xcc"
        + content[begin + 14 :]
    )
    segment = b"\xff\xed" + struct.pack(">H", 13) + b"secret-note"
    after = content.index(b"\xff\xda")
    scan = content.index(b"\xff\xda", after + 2)
    assert scan > after
    full = small[:2] + segment + small[2 : scan + 3] + segment + small[scan + 3 :]
    shown = without_metadata(full, "image/jpeg")
    assert b"secret-note" not in shown
    assert b"\xaa\xbb\xcc" not in shown
    assert is_same(content, shown)


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf", b"prVt", b"dSIG"])
def test_chunks_of_a_png_that_show_nothing_go(kind: bytes) -> None:
    """Texts, times, EXIF and private chunks are left out before and after the picture;
    what follows its end too.
    """
    content = written("PNG")
    full = (
        with_chunks(
            content, chunk(kind, b"Comment\0secret-note"), chunk(kind, b"Author\0secret-note")
        )
        + b"secret-note"
    )
    assert without_metadata(full, "image/png") == content


def test_moving_pictures_still_move() -> None:
    """GIF, PNG and WebP keep their frames, their times and how often they are shown."""
    frames = [picture(shade=shade).rotate(turn) for shade, turn in ((0, 0), (90, 90), (200, 180))]
    for form in ("GIF", "PNG", "WEBP"):
        notes: dict[str, Any] = {"comment": "secret-note"} if form == "GIF" else {"exif": exif(1)}
        content = written(
            form, frames[0], save_all=True, append_images=frames[1:], duration=70, loop=3, **notes
        )
        shown = without_metadata(content, FORMS[form])
        assert is_same(content, shown)
        assert not any(secret in shown for secret in SECRETS)
        assert opened(content).info.get("loop") == opened(shown).info.get("loop") == 3


def test_extensions_of_a_gif_that_show_nothing_go() -> None:
    """XMP, comments and words of an application are left out of a GIF, and what follows its end."""
    content = written("GIF")
    end = content.rindex(b";")
    notes = b"!\xff\x0bXMP DataXMP\x0bsecret-note\0" + b"!\xfe\x0bsecret-note\0"
    full = content[:end] + notes + b";secret-note"
    assert without_metadata(full, "image/gif") == content


def test_an_avif_keeps_the_places_of_its_parts() -> None:
    """Notes of an AVIF are overwritten where they stand: its size stays,
    and what is not the picture is empty.
    """
    content = written("AVIF", exif=exif(6), xmp=XMP)
    shown = without_metadata(content, "image/avif")
    assert len(shown) == len(content)
    full = content + struct.pack(">L4s", 8 + 11, b"uuid") + b"secret-note"
    assert b"secret-note" not in without_metadata(full, "image/avif")


@pytest.mark.parametrize("form", list(FORMS))
def test_a_picture_that_is_cut_anywhere_is_a_picture_or_a_refusal(
    form: str, tmp_path: Path
) -> None:
    """A picture cut off at any place is published or refused with a message,
    and gives away no secret.
    """
    from portfolio.content.files import find_asset, read_asset
    from portfolio.images.assets import Refusal

    frames: dict[str, Any] = (
        {"save_all": True, "append_images": [picture(6, 5, 9)]} if form in ("GIF", "WEBP") else {}
    )
    notes: dict[str, Any] = {"comment": "secret-note"} if form == "GIF" else {"exif": exif(6)}
    content = written(form, picture(6, 5), **frames, **notes)
    folder = tmp_path / FILES
    folder.mkdir(parents=True)
    name = f"a.{FORMS[form].rpartition('/')[2]}"
    for length in range(len(content)):
        (folder / name).write_bytes(content[:length])
        found = find_asset(tmp_path, f"{FILES}a.md", name, PICTURE_TYPES)
        if isinstance(found, Refusal):
            assert found.message
            assert found.help
        else:
            shown = read_asset(tmp_path, found)
            assert isinstance(shown, bytes)
            assert not any(secret in shown for secret in SECRETS)


@lightly
@given(
    st.sampled_from(list(FORMS)),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=8),
    st.binary(max_size=20),
)
def test_any_damage_is_a_picture_or_a_refusal(
    form: str, damage: list[tuple[int, int]], more: bytes
) -> None:
    """Whatever bytes are changed, a picture is published or refused with words."""
    from portfolio.images.assets import asset_properties, publishable

    content = bytearray(
        written(form, picture(6, 5), **({} if form == "GIF" else {"exif": exif(6)})) + more
    )
    for place, value in damage:
        content[place % len(content)] = value
    shown = publishable(bytes(content), FORMS[form])
    if isinstance(shown, bytes):
        asset_properties(shown, FORMS[form])


# Whole sites


def baked(keyword: str = "openbadges", *, form: str = "iTXt", said: str = ASSERTION) -> bytes:
    """A badge in PNG with an assertion in it."""
    key = keyword.encode() + b"\0"
    texts = {
        "iTXt": key + b"\0\0\0\0" + said.encode(),
        "tEXt": key + said.encode(),
        "zTXt": key + b"\0" + zlib.compress(said.encode()),
    }
    return with_chunks(written("PNG", picture(40, 40)), chunk(form.encode(), texts[form]))


DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org" '
    'viewBox="0 0 9 9">'
    f'<openbadges:assertion verify="https://example.org/1"><![CDATA[{ASSERTION}]]>'
    '</openbadges:assertion><rect width="9"/></svg>'
)


def secrets_in(files: dict[str, bytes]) -> set[tuple[str, bytes]]:
    """Which of the secrets stand in which files, as they are or packed."""
    found = set()
    for name, content in files.items():
        packed = b"".join(_unpacked(content)) if name.endswith(".png") else b""
        found |= {(name, secret) for secret in SECRETS if secret in content or secret in packed}
    return found


def _unpacked(content: bytes) -> list[bytes]:
    found = []
    for place in range(len(content)):
        if content[place : place + 1] == b"\x78":
            try:
                found.append(zlib.decompressobj().decompress(content[place:], 100_000))
            except zlib.error:
                continue
    return found


@pytest.mark.parametrize("form", ["iTXt", "tEXt", "zTXt"])
@pytest.mark.parametrize("keyword", ["openbadges", "openbadgecredential"])
def test_a_badge_is_published_without_its_data(site: SiteFolder, keyword: str, form: str) -> None:
    """What an issuer baked into a badge is not published, unless its own record says so,
    and then it is as it was.
    """
    content = baked(keyword, form=form)
    site.write(f"{FILES}b.png", content)
    site.record("a", "![The badge](b.png)\n", image="b.png", image_alt="A badge")
    assert secrets_in(site.publish()) == set()
    site.record("c", image="b.png", image_alt="A badge", publish_badge_data="yes")
    problems = site.problems()
    assert {problem.code for problem in problems} == (
        set() if form == "zTXt" else {"private-document"}
    )
    assert all(
        "`publish_badge_data`" in problem.help and "ada@" not in problem.message
        for problem in problems
    )
    files = site.publish()
    assert content in files.values()
    assert (
        len([name for name in files if name.endswith(".png") and name.startswith("assets/b.")]) == 2
    )


def test_a_drawn_badge_is_published_without_its_data(site: SiteFolder) -> None:
    """The same holds for badges in SVG."""
    site.write(f"{FILES}b.svg", DRAWN)
    site.record("a", image="b.svg", image_alt="A badge")
    assert secrets_in(site.publish()) == set()
    site.record("a", image="b.svg", image_alt="A badge", publish_badge_data="yes")
    (kept,) = [content for name, content in site.publish().items() if name.startswith("assets/b.")]
    assert (
        b'<openbadges:assertion xmlns:openbadges="http://openbadges.org" '
        b'verify="https://example.org/1">'
    ) in kept
    assert b"ada@example.org" in kept


def test_no_file_of_a_site_tells_where_or_whose(site: SiteFolder) -> None:
    """Portraits, badges, certificates, pictures in texts, in drawings and of the theme:
    no file of the output has a secret.
    """
    import base64

    photo = written(
        "JPEG", picture(1600, 1200), quality=95, exif=exif(6), xmp=XMP, comment=b"secret-note"
    )
    site.write("content/me.jpg", photo)
    site.write(
        "content/profile.md",
        "---\nname: Ada Example\nphoto: me.jpg\nphoto_alt: Ada\n---\n\n![A view](me.jpg)\n",
    )
    for form in ("PNG", "WEBP", "AVIF"):
        suffix = form.lower()
        site.write(
            f"{FILES}{suffix}.{suffix}", written(form, picture(400, 300), exif=exif(8), xmp=XMP)
        )
        site.record(
            suffix,
            f"![A view]({suffix}.{suffix})\n",
            image=f"{suffix}.{suffix}",
            image_alt="A badge",
            certificate="scan.jpg",
        )
    site.write(f"{FILES}scan.jpg", photo)
    site.write(f"{FILES}b.gif", written("GIF", comment="secret-note"))
    site.write(f"{FILES}b.png", baked())
    within = base64.b64encode(photo).decode()
    notes = (
        "<metadata><who>ada@example.org secret-note</who></metadata><!-- secret-note -->"
        f"<image href='data:image/jpeg;base64,{within}'/>"
    )
    site.write(f"{FILES}b.svg", DRAWN.replace("<rect", f"{notes}<rect"))
    for kind in ("gif", "png", "svg"):
        site.record(f"b-{kind}", image=f"b.{kind}", image_alt="A badge")
    site.write(
        "content/pages/about.md", "---\ntitle: About\n---\n\n![A view](../credentials/scan.jpg)\n"
    )
    site.write("static/share.png", written("PNG", picture(1200, 630), exif=exif(1), xmp=XMP))
    site.write("static/root/favicon.ico", b"\0\0\1\0")
    files = site.publish()
    assert len([name for name in files if name.startswith("assets/")]) > 20
    assert secrets_in(files) == set()
    drawings = [
        content
        for name, content in files.items()
        if name.startswith("assets/b.") and name.endswith(".svg")
    ]
    (shown,) = [
        base64.b64decode(content.partition(b"base64,")[2].partition(b'"')[0])
        for content in drawings
    ]
    assert is_same(photo, shown)


def test_a_published_photograph_is_the_one_that_was_taken(site: SiteFolder) -> None:
    """The original of a site has the pixels of the file and stands turned as it says;
    its page knows its size.
    """
    content = written("JPEG", picture(400, 300), exif=exif(6), icc_profile=PROFILE)
    site.write(f"{FILES}b.jpg", content)
    site.record("a", image="b.jpg", image_alt="A badge")
    files = site.publish()
    (shown,) = [found for name, found in files.items() if name.endswith(".jpg")]
    assert is_same(content, shown)
    (image,) = site.page("credentials/a/").all("img")
    assert (image["width"], image["height"]) == ("300", "400")


def test_the_address_is_that_of_what_is_published(site: SiteFolder) -> None:
    """Two files that differ in their notes only are one file of the site."""
    site.write(f"{FILES}one/b.jpg", written("JPEG", exif=exif(6)))
    site.write(
        f"{FILES}two/b.jpg", written("JPEG", exif=exif(6, latitude=1.0), comment=b"secret-note")
    )
    for folder in ("one", "two"):
        site.record(f"{folder}/{folder}", image="b.jpg", image_alt="A badge")
    assert len([name for name in site.publish() if name.endswith(".jpg")]) == 1


@pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the sample badges by others are not beside the repository"
)
def test_badges_by_others_are_published_without_their_data(site: SiteFolder) -> None:
    """No badge that somebody else baked leaves its assertion in a file of the site."""
    found = [
        path
        for folder in ("openbadges2", "openbadges3")
        for path in sorted((SAMPLES / folder).iterdir())
    ]
    found = [path for path in found if path.suffix in (".png", ".svg")]
    assert found
    for number, path in enumerate(found):
        site.write(f"{FILES}{number}/b{path.suffix}", path.read_bytes())
        site.record(f"{number}/r{number}", image=f"b{path.suffix}", image_alt="A badge")
    files = site.publish()
    words = (
        b"recipient",
        b"identity",
        b"openbadge",
        b"credentialSubject",
        b"sha256$",
        b"eyJ",
        b"verify=",
    )
    pictures = {name: content for name, content in files.items() if name.endswith((".png", ".svg"))}
    assert len(pictures) >= len(found)
    assert {
        (name, word) for name, content in pictures.items() for word in words if word in content
    } == set()
    for number, path in enumerate(found):
        assert path.suffix == ".svg" or is_same(
            path.read_bytes(), files[_address(site, f"r{number}")]
        )


def _address(site: SiteFolder, slug: str) -> str:
    """The address of the picture on the page of a record."""
    page = site.page(f"credentials/{slug}/")
    return next(image["src"].removeprefix("../../") for image in page.all("img"))


def test_kinds_are_told_by_bytes() -> None:
    """Each form that Pillow writes is told as what it is."""
    assert {
        form: kind.media_type for form in FORMS if (kind := detect_kind(written(form)))
    } == FORMS
    for form, name in {
        "TIFF": "a TIFF picture",
        "BMP": "a BMP picture",
        "ICO": "an icon",
        "JPEG2000": "a JPEG 2000 picture",
    }.items():
        kind = detect_kind(written(form, picture(32, 32)))
        assert kind
        assert kind.name == name


def test_notes_of_png_text_are_read_by_nobody() -> None:
    """Text chunks that Pillow writes are gone from what is published."""
    info = PngInfo()
    info.add_text("Comment", "secret-note")
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    shown = without_metadata(written("PNG", pnginfo=info), "image/png")
    assert opened(shown).info.keys() <= {"dpi"}
