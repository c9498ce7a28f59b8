"""QR codes, which lead from paper to a web page."""

from __future__ import annotations

import functools
import re

from ..views.cards import QrCode

QUIET_ZONE = 4
"""Width in modules of the empty border that readers require."""
MAX_ADDRESS_BYTES = 300
"""Maximum bytes of an address: the modules of a longer one would be too small for a phone."""
_MASK = 3
"""The mask of every code: any mask is valid, and comparing all eight takes most of the time."""


@functools.lru_cache(maxsize=1024)
def qr_code(address: str) -> QrCode | None:
    """Return the QR code of an address, None if it is too long; about a seventh may be damaged."""
    if len(address.encode()) > MAX_ADDRESS_BYTES:
        return None
    import segno

    rows = segno.make_qr(address, error="m", mask=_MASK, encoding="utf-8").matrix
    return QrCode(
        len(rows) + 2 * QUIET_ZONE,
        "".join(_line(row, top) for top, row in enumerate(rows, QUIET_ZONE)),
    )


def _line(row: bytearray, top: int) -> str:
    """A row of modules as SVG path commands, relative to the end of the previous stroke."""
    steps: list[str] = []
    drawn_to = 0
    for dark in re.finditer(b"\x01+", row):
        left, end = dark.span()
        start = f"m{left - drawn_to} 0" if steps else f"M{QUIET_ZONE + left} {top}.5"
        steps.append(f"{start}h{end - left}")
        drawn_to = end
    return "".join(steps)
