"""The only module that opens pictures with Pillow: it measures, turns, scales and encodes them.

Pictures come from anywhere, so whatever Pillow raises becomes an UnreadableError, which says in a
few words what is wrong.
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
"""Maximum width, in pixels, of the picture from which every copy is made."""
MAX_PIXELS = 200_000_000
"""Maximum pixels of a picture that is published, as many as the best telephones take.

A browser needs four bytes of memory for each.
"""
WEBP, JPEG = "image/webp", "image/jpeg"


class UnreadableError(ValueError):
    """A picture cannot be read, or not be drawn."""


class TooLargeError(UnreadableError):
    """A picture has more pixels than are published."""


class PictureProperties(Struct, frozen=True):
    """What the head of a picture says."""

    media_type: str
    width: int
    """In pixels, as the picture is to be turned."""
    height: int
    is_animated: bool


def raises_unreadable(call: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """The same function, which raises UnreadableError only."""

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
    """What a picture says of itself; only its head is read. Raises UnreadableError."""
    with _opened(content) as picture:
        # cameras put a second picture into a JPEG, which makes it no animation
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
    """A picture, or the first page of a PDF, in another size as WebP or JPEG.

    Raises UnreadableError.
    """
    from PIL.Image import Resampling

    image = _whole(content, media_type)
    if image.size != size:
        image = image.resize(size, Resampling.BICUBIC, reducing_gap=2)
    made = io.BytesIO()
    if form == WEBP:
        image.save(made, "WEBP", quality=80, method=1)
    else:
        _on_white(image).save(made, "JPEG", quality=80)
    return made.getvalue()


@contextmanager
def _opened(content: bytes) -> Iterator[ImageFile]:
    """A picture whose head was read, without warnings of notes in it that make no sense."""
    from PIL import Image

    # `picture_properties` has the limit, and nothing larger is decoded
    Image.MAX_IMAGE_PIXELS = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(content)) as picture:
            yield picture


def _orientation(picture: ImageFile) -> int:
    return orientation(picture.info.get("exif") or b"")


def _on_white(image: Image) -> Image:
    from PIL.Image import new

    if image.mode == "RGB":
        return image
    paper = new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


@functools.lru_cache(maxsize=1)
def _whole(content: bytes, media_type: str) -> Image:
    """The picture from which all copies are made; it is kept for the next copy.

    It is upright, in sRGB, and not wider than the largest copy.
    """
    from PIL import ImageFile
    from PIL.Image import Resampling, frombytes

    if media_type == PDF:
        return frombytes("RGB", *draw_first_page(content, MAX_COPY_WIDTH))
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # a browser, too, shows what there is
    with _opened(content) as picture:
        picture.draft(None, (MAX_COPY_WIDTH, MAX_COPY_WIDTH))
        upright = _turned(picture, _orientation(picture))
        profile = picture.info.get("icc_profile")
    if upright.width > MAX_COPY_WIDTH:
        size = (MAX_COPY_WIDTH, max(1, round(MAX_COPY_WIDTH * upright.height / upright.width)))
        upright = upright.resize(size, Resampling.BICUBIC, reducing_gap=2)
    found = attempt(functools.partial(_in_srgb, upright, profile)) if profile else None
    # a profile that is of no use is ignored
    whole = upright if found is None or isinstance(found, Exception) else found
    whole.info = {}
    return whole


def _turned(picture: Image, orientation: int) -> Image:
    """A picture in plain colours, upright."""
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
    if picture.mode.startswith("I"):  # sixteen bits of grey
        picture = picture.point(lambda value: value * (1 / 256)).convert("L")
    plain = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    if orientation in ways:
        return plain.transpose(ways[orientation])
    return plain


def _in_srgb(picture: Image, profile: bytes) -> Image | None:
    """The picture in the colours of a profile, which copies leave out."""
    from PIL import ImageCms

    return ImageCms.profileToProfile(picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"))
