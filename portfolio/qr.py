"""A web address becomes a QR code, which leads from paper to the page that it names."""

from __future__ import annotations

import functools
import re

from .views import Code

BORDER = 4
"""The empty modules around a code that readers look for."""
LONGEST = 300
"""The longest address that becomes a code, in bytes; the modules of a longer one would be too fine for a phone."""
_MASK = 3
"""One mask for every code: any is read, and comparing all eight takes several times as long as the rest."""


@functools.lru_cache(maxsize=1024)
def qr_code(address: str) -> Code | None:
    """The QR code of an address, of which about a seventh may be smudged; None for one that is too long."""
    if len(address.encode()) > LONGEST:
        return None
    import segno

    rows = segno.make_qr(address, error="m", mask=_MASK, encoding="utf-8").matrix
    return Code(len(rows) + 2 * BORDER, "".join(_line(row, top) for top, row in enumerate(rows, BORDER)))


def _line(row: bytearray, top: int) -> str:
    """A row of modules as strokes: from its first dark one on, each step is told from where the one before it ended."""
    steps: list[str] = []
    drawn_to = 0
    for dark in re.finditer(b"\x01+", row):
        left, end = dark.span()
        steps.append(f"m{left - drawn_to} 0h{end - left}" if steps else f"M{BORDER + left} {top}.5h{end - left}")
        drawn_to = end
    return "".join(steps)
