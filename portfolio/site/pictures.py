"""Copies of pictures: in smaller sizes and a modern format, and of the first pages of certificates.

Which copies there are is planned from what is known of a file; each is drawn when it is
published.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from msgspec import Struct

from ..content.files import read_asset
from ..diagnostics import Diagnostic, Location, error
from ..domain.model import AnyText, Asset, Credential, GeneratedFile, Portfolio, Profile, Project
from ..images.file_kinds import PDF
from ..images.raster import AVIF, JPEG, MAX_COPY_WIDTH, WEBP, UnreadableError, resized_copy
from ..linking.link import texts_of
from ..text import quoted
from ..views.cards import Copy, Picture

EVIDENCE, PORTRAIT, TEXT_WIDTHS = (170, 410, 720), (170, 410), (720, 1280)
"""The widths of copies in pixels: of badges and certificates, of a person, of pictures in texts."""
SMALL = 8 * 1024
"""Maximum bytes of a picture that is shown as it is: copies would hardly be smaller."""
LARGE = 200 * 1024
"""Above this number of bytes, a picture has a smaller copy for browsers that know no others."""
MAX_COPIED_PIXELS = 50_000_000
"""Maximum pixels of a picture that is decoded to be copied."""
HARDLY_WIDER, DRAWING_WIDER = 1.25, 2
"""Up to this many times as wide as a copy, a picture has a copy in its own width instead. Scaling
would blur it and save little, or nothing for a drawing, whose edges get more shades."""
PIXELS_TO_A_BYTE = 12
"""With at least so many, a PNG or GIF is a drawing."""
SLENDER = 8
"""Above this ratio of the longer side to the shorter one, a picture has no copies."""
_WIDELY_KNOWN = frozenset({"image/png", JPEG, "image/gif"})
"""Types that every browser shows."""


class Order(Struct, frozen=True):
    """All that the bytes of a copy depend on."""

    asset: Asset
    copy: Copy


def show(asset: Asset, alt: str, widths: tuple[int, ...], *, copied: bool) -> Picture | None:
    """A picture with any copies; None for a file that is no picture and has no copy."""
    sources = copies(asset, widths) if copied else ()
    fallback = _fallback(asset, sources)
    if fallback is None and not asset.media_type.startswith("image/"):
        return None
    return Picture(asset, alt, sources, fallback)


def copies(asset: Asset, widths: tuple[int, ...]) -> tuple[Copy, ...]:
    """The copies for browsers to choose from, the narrowest first; none exceeds the picture."""
    if not _is_copied(asset):
        return ()
    is_document = asset.media_type == PDF
    possible = widths if is_document else {_offered(asset, width) for width in widths}
    return tuple(_candidate(asset, width) for width in sorted(possible))


def _offered(asset: Asset, width: int) -> int:
    """The width to offer of a picture where `width` would do: that, or its own."""
    is_drawing = (
        asset.media_type in {"image/png", "image/gif"}
        and asset.size * PIXELS_TO_A_BYTE <= asset.width * asset.height
    )
    widest = width * (DRAWING_WIDER if is_drawing else HARDLY_WIDER)
    return asset.width if asset.width <= min(widest, MAX_COPY_WIDTH) else width


def _candidate(asset: Asset, width: int) -> Copy:
    """A copy in WebP, or the picture itself if it is AVIF, which is smaller than WebP."""
    if (asset.media_type, asset.width) == (AVIF, width):
        return Copy(asset.address, AVIF, width, asset.height)
    return _copy(asset, width, WEBP)


def _is_copied(asset: Asset) -> bool:
    if not asset.width or max(asset.width, asset.height) > SLENDER * min(asset.width, asset.height):
        return False
    is_drawn = asset.media_type == "image/svg+xml" or asset.is_animated
    return asset.media_type == PDF or not (
        is_drawn or asset.size <= SMALL or asset.width * asset.height > MAX_COPIED_PIXELS
    )


def _fallback(asset: Asset, sources: tuple[Copy, ...]) -> Copy | None:
    if not sources or (asset.size <= LARGE and asset.media_type in _WIDELY_KNOWN):
        return None
    return _copy(asset, sources[-1].width, JPEG)


def _copy(asset: Asset, width: int, media_type: str) -> Copy:
    stem = asset.address.rpartition(".")[0]
    height = max(1, round(width * asset.height / asset.width))
    return Copy(f"{stem}.{width}.{media_type.rpartition('/')[2]}", media_type, width, height)


def picture_copies(portfolio: Portfolio) -> Iterator[GeneratedFile]:
    """Every copy that the pages of a portfolio show."""
    for asset, widths in dict.fromkeys(_shown(portfolio)):
        sources = copies(asset, widths)
        fallback = None if widths is TEXT_WIDTHS else _fallback(asset, sources)
        for copy in (*sources, *filter(None, [fallback])):
            if copy.address != asset.address:
                yield GeneratedFile(copy.address, partial(Order, asset, copy), draw_copy)


def _shown(portfolio: Portfolio) -> Iterator[tuple[Asset, tuple[int, ...]]]:
    """The files that are shown as pictures, each with the widths that it is shown in."""
    content = portfolio.content
    for file in texts_of(portfolio):
        for path, name, widths in _uses(file):
            asset = content.assets.get((path, name or ""))
            if asset:
                yield asset, widths


def _uses(file: AnyText) -> Iterator[tuple[str, str | None, tuple[int, ...]]]:
    """The pictures of a text with the widths of each: the file that names it, and its name."""
    if isinstance(file, Credential | Project):
        yield file.path, file.record.image, EVIDENCE
    if isinstance(file, Credential):
        yield file.path, file.record.certificate, EVIDENCE
    if isinstance(file, Profile):
        yield file.path, file.record.photo, PORTRAIT
    for reference in file.outline.references:
        if reference.is_picture:
            yield file.shown_path, reference.target, TEXT_WIDTHS


def draw_copy(order: Order, root: Path) -> bytes | Diagnostic:
    """The bytes of a copy, or why there are none.

    They are those of the original if it has the same type and size, and fewer bytes.
    """
    content = read_asset(root, order.asset)
    if isinstance(content, Diagnostic):
        return content
    asset, copy = order.asset, order.copy
    try:
        made = resized_copy(content, asset.media_type, (copy.width, copy.height), copy.media_type)
    except UnreadableError as reason:
        message = f"{quoted(asset.source)} cannot be shown: {reason}"
        return error("unreadable-picture", message, Location(asset.source), "export the file again")
    if (asset.media_type, asset.width) == (copy.media_type, copy.width):
        return min(content, made, key=len)
    return made
