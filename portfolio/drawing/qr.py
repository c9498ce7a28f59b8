"""A web address becomes a QR code, which leads from paper to the page that it names."""

from __future__ import annotations

import functools
import re

from ..views.pages import QrCode

QUIET_ZONE = 4
"""Width of the empty border that readers look for, in modules."""
MAX_ADDRESS_BYTES = 300
"""Maximum bytes of an address that becomes a code: the modules of a longer one would be too fine
for a phone."""
_MASK = 3
"""The mask of every code: any can be read, and comparing all eight takes several times as long as
the rest."""


@functools.lru_cache(maxsize=1024)
def qr_code(address: str) -> QrCode | None:
    """The QR code of an address, or None if that is too long; about a seventh may be smudged."""
    if len(address.encode()) > MAX_ADDRESS_BYTES:
        return None
    import segno

    rows = segno.make_qr(address, error="m", mask=_MASK, encoding="utf-8").matrix
    return QrCode(
        len(rows) + 2 * QUIET_ZONE,
        "".join(_line(row, top) for top, row in enumerate(rows, QUIET_ZONE)),
    )


def _line(row: bytearray, top: int) -> str:
    """A row of modules as strokes; each after the first starts from the end of the one before."""
    steps: list[str] = []
    drawn_to = 0
    for dark in re.finditer(b"\x01+", row):
        left, end = dark.span()
        start = f"m{left - drawn_to} 0" if steps else f"M{QUIET_ZONE + left} {top}.5"
        steps.append(f"{start}h{end - left}")
        drawn_to = end
    return "".join(steps)
