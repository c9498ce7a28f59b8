"""Opens pictures with Pillow, which no other module does: measures, rotates, scales, encodes.

Pictures come from anywhere, so any exception of Pillow becomes an UnreadableError with a short
message.
"""

from __future__ import annotations

import functools
import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from msgspec import Struct

from ..diagnostics import attempt
from .file_kinds import PDF
from .metadata import orientation
from .pdf_first_page import UnreadableDocumentError, draw_first_page

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")

MAX_COPY_WIDTH = 1280
"""Maximum width in pixels of a copy."""
MAX_PIXELS = 200_000_000
"""Maximum pixels of a published picture: what the best phones take.

A browser needs four bytes of memory for each pixel.
"""
WEBP, JPEG, AVIF = "image/webp", "image/jpeg", "image/avif"
QUALITIES = (80, 60, 40)
"""The qualities of copies: each is tried only if the one before gives no fewer bytes than the
original has. A WebP picture needs one only, because it can be its own copy."""
MAX_COLOURS, FLAT_COLOURS, FLAT_PART = 4096, 8, 0.9
"""A flat drawing has at most so many colours, of which so many make up at least this part of it.
The others are edges between them; in other drawings, and in photographs, colours blend."""
LEVEL = 16
"""The distance of the levels to which scaled edges are rounded, of 256."""
_MAY_BE_DRAWN = frozenset({"image/png", "image/gif", PDF})
"""Types without the noise of compression, which makes many colours of few."""


class UnreadableError(ValueError):
    """A picture cannot be read, for the reason in its message."""


class TooLargeError(UnreadableError):
    """A picture has too many pixels to be published."""


class PictureProperties(Struct, frozen=True):
    """The properties in the header of a picture."""

    media_type: str
    width: int
    """In pixels, after rotation."""
    height: int
    is_animated: bool


def raises_unreadable(call: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Return the function with all its exceptions turned into UnreadableError."""

    @functools.wraps(call)
    def guard(*args: _Arguments.args, **options: _Arguments.kwargs) -> _Result:
        found = attempt(lambda: call(*args, **options))
        if isinstance(found, UnreadableError):
            raise found
        if isinstance(found, UnreadableDocumentError):
            raise UnreadableError(str(found)) from found
        if isinstance(found, Exception):
            raise UnreadableError("it is cut off or damaged") from found
        return found

    return guard


@raises_unreadable
def picture_properties(content: bytes) -> PictureProperties:
    """Return the properties of a picture, read from its header. Raises UnreadableError."""
    with _opened(content) as picture:
        # a second picture, which some cameras add to a JPEG, does not make it an animation
        is_photo = picture.format in ("JPEG", "MPO")
        if picture.width * picture.height > MAX_PIXELS:
            raise TooLargeError(f"{picture.width:,} by {picture.height:,} pixels")
        width, height = picture.size
        if _orientation(picture) > 4:
            width, height = height, width
        if is_photo:
            return PictureProperties(JPEG, width, height, is_animated=False)
        media_type = picture.get_format_mimetype() or ""
        return PictureProperties(media_type, width, height, getattr(picture, "is_animated", False))


@raises_unreadable
def resized_copy(content: bytes, media_type: str, size: tuple[int, int], form: str) -> bytes:
    """Return a picture, or the first page of a PDF, in another size as WebP or JPEG.

    Raises UnreadableError.
    """
    from PIL.Image import Resampling

    image = whole = _whole(content, media_type)
    if image.size != size:
        image = image.resize(size, Resampling.BICUBIC, reducing_gap=2)
    if form == JPEG:
        return _encoded(_on_white(image), "JPEG", quality=QUALITIES[0])
    may_be_drawn = media_type in _MAY_BE_DRAWN
    drawing = _as_drawing(image, whole, len(content)) if may_be_drawn else None
    made = [_encoded(drawing, "WEBP", lossless=True)] if drawing else []
    for quality in QUALITIES:
        made.append(_encoded(image, "WEBP", quality=quality, method=1))
        if media_type in (PDF, WEBP) or min(map(len, made)) < len(content):
            break
    return min(made, key=len)


@raises_unreadable
def pixels_within(
    content: bytes, media_type: str, size: int, paper: int
) -> tuple[str, tuple[int, int], bytes]:
    """Return the pixels of a picture within a square on paper: mode, size and content.

    `paper` is a colour as 0xRRGGBB. Raises UnreadableError.
    """
    from PIL.Image import Resampling, new

    image = _whole(content, media_type).copy()
    image.thumbnail((size, size), Resampling.BICUBIC)
    shown = new("RGB", image.size, f"#{paper:06x}")
    shown.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return shown.mode, shown.size, shown.tobytes()


@contextmanager
def _opened(content: bytes) -> Iterator[ImageFile]:
    """Open a picture and read its header; warnings about broken metadata are suppressed."""
    from PIL import Image

    # `picture_properties` checks the size first
    Image.MAX_IMAGE_PIXELS = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(content)) as picture:
            yield picture


def _orientation(picture: ImageFile) -> int:
    return orientation(picture.info.get("exif") or b"")


def _encoded(image: Image, form: str, **options: int) -> bytes:
    made = io.BytesIO()
    image.save(made, form, **options)
    return made.getvalue()


def _as_drawing(image: Image, whole: Image, size: int) -> Image | None:
    """What to encode without loss of `image`, a copy of `whole`; None if that would be too large.

    Scaling makes thousands of colours along the edges of a flat drawing, which are rounded here.
    The colours of its areas stay exactly what they are. `size` is that of the original in bytes.
    """
    pixels = whole.width * whole.height
    if image.size == whole.size:
        if size < pixels:
            return image
        return None
    flat = sorted(whole.getcolors(MAX_COLOURS) or [], reverse=True)[:FLAT_COLOURS]
    if sum(count for count, _ in flat) < FLAT_PART * pixels:
        return None
    return image.point(
        [
            _nearest(value, {0, 255, *range(LEVEL, 256, LEVEL), *channel})
            for channel in zip(*(colour for _, colour in flat), strict=True)
            for value in range(256)
        ]
    )


def _nearest(value: int, levels: set[int]) -> int:
    return min(levels, key=lambda level: (abs(level - value), level))


def _on_white(image: Image) -> Image:
    from PIL.Image import new

    if image.mode == "RGB":
        return image
    paper = new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


@functools.lru_cache(maxsize=1)
def _whole(content: bytes, media_type: str) -> Image:
    """The picture from which all copies are made, cached for the next copy.

    It is upright, in sRGB, and no wider than the largest copy.
    """
    from PIL import ImageFile
    from PIL.Image import Resampling, frombytes

    if media_type == PDF:
        return frombytes("RGB", *draw_first_page(content, MAX_COPY_WIDTH))
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # browsers also show what there is of it
    with _opened(content) as picture:
        picture.draft(None, (MAX_COPY_WIDTH, MAX_COPY_WIDTH))
        upright = _turned(picture, _orientation(picture))
        profile = picture.info.get("icc_profile")
    if upright.width > MAX_COPY_WIDTH:
        size = (MAX_COPY_WIDTH, max(1, round(MAX_COPY_WIDTH * upright.height / upright.width)))
        upright = upright.resize(size, Resampling.BICUBIC, reducing_gap=2)
    if profile:
        found = attempt(functools.partial(_in_srgb, upright, profile))
        if found is not None and not isinstance(found, Exception):  # a broken profile is ignored
            upright = found
    upright.info = {}
    return upright


def _turned(picture: Image, orientation: int) -> Image:
    """The picture upright, in RGB or RGBA."""
    from PIL.Image import Transpose

    ways = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    if picture.mode.startswith("I"):  # 16-bit greyscale
        picture = picture.point(lambda value: value * (1 / 256)).convert("L")
    plain = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    if orientation in ways:
        return plain.transpose(ways[orientation])
    return plain


def _in_srgb(picture: Image, profile: bytes) -> Image | None:
    """The picture converted from a colour profile to sRGB: copies have no profile."""
    from PIL import ImageCms

    return ImageCms.profileToProfile(picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"))
