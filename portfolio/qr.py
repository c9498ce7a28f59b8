"""A web address becomes a QR code, which leads from paper to the page that it names."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable

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


def _line(row: Iterable[int], top: int) -> str:
    """A row of modules as strokes: from its first dark one on, each step is told from where the one before it ended."""
    steps, left, drawn_to = [], BORDER, 0
    for is_dark, modules in itertools.groupby(row):
        width = sum(1 for _ in modules)
        if is_dark:
            steps.append(f"m{left - drawn_to} 0h{width}" if drawn_to else f"M{left} {top}.5h{width}")
            drawn_to = left + width
        left += width
    return "".join(steps)
