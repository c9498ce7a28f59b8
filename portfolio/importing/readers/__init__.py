"""The formats that are imported: each is a module with a table of their fields and ours."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from ...site.registry import declared_in
from ..model import FormatReader


def all_readers() -> Sequence[FormatReader]:
    """The readers that the modules declare as `READER`, in the order in which they are tried."""
    return declared_in("READER", import_module(__name__))
