"""Copies of pictures: in smaller sizes and a modern format, and of the first pages of certificates.

Which copies there are is planned from what is known of a file; each is drawn when it is to be published. Copies have
nothing of what a camera writes into a picture, such as where it was taken.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from .diagnostics import Diagnostic, Location, attempt, error
from .files import PDF, opened, orientation, read_asset
from .first_page import draw_first_page
from .model import Asset, Credential, Drawing, FreePage, Portfolio, Profile
from .text import quoted
from .views import Copy, Picture

if TYPE_CHECKING:
    from PIL.Image import Image

EVIDENCE, PORTRAIT, TEXT = (360, 720), (144, 288), (720, 1280)
"""The widths of copies in pixels: of badges and certificates, of a person, of pictures in texts."""
LARGEST = 1280
"""Pixels in the width from which every copy is made."""
SMALL = 24 * 1024
"""Bytes of a picture that is shown as it is: its copies would be hardly smaller."""
LARGE = 200 * 1024
"""Bytes of a picture that is too large for a browser that knows no copies."""
MOST_PIXELS = 50_000_000
"""Pixels of the largest picture that is opened to be copied."""
SLENDER = 8
"""So many times as long as it is wide, or as wide as it is long, is no longer copied."""
WEBP, JPEG = "image/webp", "image/jpeg"
_WIDELY_KNOWN = frozenset({"image/png", JPEG, "image/gif"})
"""What a browser can show that knows no copies."""


class Order(Struct, frozen=True):
    """All that the bytes of a copy depend on."""

    asset: Asset
    copy: Copy


def show(asset: Asset, alt: str, widths: tuple[int, ...], *, copied: bool) -> Picture | None:
    """A picture with its copies, if there are to be any; None for what is no picture and has no copy."""
    sources = copies(asset, widths) if copied else ()
    fallback = _fallback(asset, sources)
    is_picture = asset.media_type.startswith("image/")
    return Picture(asset, alt, sources, fallback) if is_picture or fallback else None


def copies(asset: Asset, widths: tuple[int, ...]) -> tuple[Copy, ...]:
    """The copies of a picture for browsers to choose from, the narrowest first; none is larger than the picture."""
    if not _is_copied(asset):
        return ()
    possible = widths if asset.media_type == PDF else {min(width, asset.width) for width in widths}
    return tuple(_copy(asset, width, WEBP) for width in sorted(possible))


def _is_copied(asset: Asset) -> bool:
    if not asset.width or max(asset.width, asset.height) > SLENDER * min(asset.width, asset.height):
        return False
    is_drawn = asset.media_type == "image/svg+xml" or asset.is_animated
    return asset.media_type == PDF or not (is_drawn or asset.size <= SMALL or asset.width * asset.height > MOST_PIXELS)


def _fallback(asset: Asset, sources: tuple[Copy, ...]) -> Copy | None:
    if not sources or (asset.size <= LARGE and asset.media_type in _WIDELY_KNOWN):
        return None
    return _copy(asset, sources[-1].width, JPEG)


def _copy(asset: Asset, width: int, media_type: str) -> Copy:
    stem = asset.address.rpartition(".")[0]
    height = max(1, round(width * asset.height / asset.width))
    return Copy(f"{stem}.{width}.{media_type.rpartition('/')[2]}", media_type, width, height)


def drawings(portfolio: Portfolio) -> Iterator[Drawing]:
    """Every copy that the pages of a portfolio show."""
    for asset, widths in dict.fromkeys(_shown(portfolio)):
        sources = copies(asset, widths)
        fallback = None if widths is TEXT else _fallback(asset, sources)
        for copy in (*sources, *([fallback] if fallback else [])):
            yield Drawing(copy.address, Order(asset, copy), draw)


def _shown(portfolio: Portfolio) -> Iterator[tuple[Asset, tuple[int, ...]]]:
    """The files that are shown as pictures, each with the widths that it is shown in."""
    content = portfolio.content
    files: list[Credential | Profile | FreePage] = [*(entry.credential for entry in portfolio.entries), *content.pages]
    for file in (*files, *([content.profile] if content.profile else [])):
        for name, widths in _uses(file):
            asset = content.assets.get((file.path, name or ""))
            if asset:
                yield asset, widths


def _uses(file: Credential | Profile | FreePage) -> Iterator[tuple[str | None, tuple[int, ...]]]:
    if isinstance(file, Credential):
        yield file.record.image, EVIDENCE
        yield file.record.certificate, EVIDENCE
    if isinstance(file, Profile):
        yield file.record.photo, PORTRAIT
    for reference in file.gist.references:
        if reference.is_picture:
            yield reference.target, TEXT


def draw(order: Order, root: Path) -> bytes | Diagnostic:
    """The bytes of a copy, or why there are none."""
    content = read_asset(root, order.asset)
    if isinstance(content, Diagnostic):
        return content
    drawn = attempt(functools.partial(_draw, content, order))
    if isinstance(drawn, Exception):
        message = f"{quoted(order.asset.source)} cannot be shown: {drawn}"
        return error("unreadable-picture", message, Location(order.asset.source), "export the file again")
    return drawn


def _draw(content: bytes, order: Order) -> bytes:
    from PIL.Image import Resampling

    image, size = _whole(content, order.asset.media_type), (order.copy.width, order.copy.height)
    image = image if image.size == size else image.resize(size, Resampling.BICUBIC, reducing_gap=2)
    made = io.BytesIO()
    if order.copy.media_type == WEBP:
        image.save(made, "WEBP", quality=80, method=1)
    else:
        _on_white(image).save(made, "JPEG", quality=80)
    return made.getvalue()


def _on_white(image: Image) -> Image:
    from PIL.Image import new

    if image.mode == "RGB":
        return image
    paper = new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


@functools.lru_cache(maxsize=1)
def _whole(content: bytes, media_type: str) -> Image:
    """The picture from which all copies are made: upright, in sRGB, no wider than the largest of them. Kept for the next copy."""
    from PIL import ImageFile
    from PIL.Image import Resampling

    if media_type == PDF:
        return draw_first_page(content, LARGEST)
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # a browser, too, shows what there is
    with opened(content) as picture:
        picture.draft(None, (LARGEST, LARGEST))
        upright = _turned(picture, orientation(picture))
        profile = picture.info.get("icc_profile")
    if upright.width > LARGEST:
        size = (LARGEST, max(1, round(LARGEST * upright.height / upright.width)))
        upright = upright.resize(size, Resampling.BICUBIC, reducing_gap=2)
    found = attempt(functools.partial(_in_srgb, upright, profile)) if profile else upright
    whole = upright if found is None or isinstance(found, Exception) else found  # a profile that is of no use is left alone
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
    return plain.transpose(ways[orientation]) if orientation in ways else plain


def _in_srgb(picture: Image, profile: bytes) -> Image | None:
    """The same with the colours that a profile gives it, which copies leave out."""
    from PIL import ImageCms

    return ImageCms.profileToProfile(picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"))
