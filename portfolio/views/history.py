"""What templates see of the history of a credential."""

from __future__ import annotations

from msgspec import Struct

from ..dates import PartialDate
from .cards import Link


class HistoryEvent(Struct, frozen=True):
    """Something that happened to a credential."""

    kind: str
    """`studied`, `issued`, `renewed`, `expired`, `superseded`, `revoked`, `checked`."""
    label: str
    """What happened, in words: `Renewed`."""
    date: PartialDate | None = None
    """When it happened; None if that is not known."""
    link: Link | None = None
    """The other credential that it is about: the renewal, or the successor."""


class RenewalHours(Struct, frozen=True):
    """How far the hours for a renewal are done."""

    done: str
    """Hours, in the numbers of the site's language."""
    needed: str
    """Hours that are asked for."""
    missing: str
    """Hours that are not done yet; empty if none is missing."""
    by: PartialDate | None = None
    """The last day for them."""
    is_private: bool = False
    """Whether only the owner sees it, in a preview."""
