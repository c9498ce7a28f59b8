"""What lists show: cards of credentials, with their links, pictures and bars.

Like all values that templates see, they are read-only and ready to display.
"""

from __future__ import annotations

from msgspec import Struct

from ..dates import PartialDate
from ..domain.body import Heading
from ..domain.model import Asset, Standing, State, Verification
from ..domain.proof import CheckMark
from ..schema.types import Hours


class Link(Struct, frozen=True):
    """A link to an address of this site."""

    text: str
    """The link text."""
    address: str
    """Where it leads, for `url()`."""
    key: str = ""
    """The last part of the address, as facets use it."""
    language: str = ""
    """The language of the text (BCP 47), for the filter `lang`; empty if it is that of the site or
    unknown."""


class Copy(Struct, frozen=True):
    """A copy of a picture in another size or format, or of the first page of a PDF."""

    address: str
    """For `url()`."""
    media_type: str
    """`image/webp`, `image/jpeg`, or `image/avif` for a picture that is its own largest copy."""
    width: int
    """In pixels."""
    height: int
    """In pixels."""


class LinkTarget(Struct, frozen=True):
    """The target of a relative link in a text."""

    address: str
    """Where it leads, for `url()`."""
    asset: Asset | None = None
    """The file; None for a page."""
    copies: tuple[Copy, ...] = ()
    """Copies of a picture, the narrowest first."""


class Prose(Struct, frozen=True):
    """The value `body`: the text of a page's file."""

    html: str = ""
    """Safe HTML, with links that work from this page; empty if there is no text."""
    lead: str = ""
    """Its first paragraph; empty if it begins with something else."""
    rest: str = ""
    """What follows that paragraph."""
    headings: tuple[Heading, ...] = ()
    """Its second-level headings."""
    language: str = ""
    """Its language for the filter `lang`, as far as its script says that it is another than that of
    the site: `und-Latn` in an Arabic one; or else empty."""


class Picture(Struct, frozen=True):
    """A picture of a credential or a person; `picture.html` shows it."""

    asset: Asset
    """The file, with its `width` and `height`; for `asset()`."""
    alt: str
    """A text alternative."""
    sources: tuple[Copy, ...] = ()
    """Copies for browsers to choose from, the narrowest first; empty if the file itself is as
    good."""
    fallback: Copy | None = None
    """A copy for browsers that support no other format, if the file itself is too large or a
    PDF."""
    language: str = ""
    """The language of the text alternative, if it is another than that of the site; or empty."""


class QrCode(Struct, frozen=True):
    """The QR code of an address, with the empty border that readers require."""

    size: int
    """Its width and height in modules: `viewBox="0 0 SIZE SIZE"`."""
    path: str
    """The dark modules, for the attribute `d` of a `path` with a stroke width of one module."""


class Bar(Struct, frozen=True):
    """The validity of a credential on the time axis of the site.

    All figures are in percent of the width of the axis.
    """

    start: float
    """The start."""
    end: float
    """The end."""
    kind: str
    """`closed` (issue to expiry), `lifetime` (never ends), `open` (no end stated), `past` (ended),
    `dotted` (under way), `point` (a single date)."""


class Tick(Struct, frozen=True):
    """A year on the time axis."""

    year: int
    """The year that starts here."""
    at: float
    """In percent of the axis."""


class Axis(Struct, frozen=True):
    """The time axis shared by all lists of the site."""

    ticks: tuple[Tick, ...] = ()
    """The years to mark; none if nothing has a date."""
    today: float = 0
    """The position of the as-of date, in percent."""
    first_year: int = 0
    """The year with which the axis starts."""
    last_year: int = 0
    """The year after the last one shown."""
    ends: int = 0
    """How many credentials of the list have an end or were renewed. Where these are few, all bars
    look alike."""


class Emblem(Struct, frozen=True):
    """What stands in place of a badge; `emblem.html` draws it."""

    shape: str
    """By the type: `hexagon` (certification), `octagon` (programme), `arch` (degree), `shield`
    (licence, membership, award), `square` (exam), `lozenge` (badge), `circle` (course)."""
    letters: str
    """One to three letters of the issuer."""


class Renewal(Struct, frozen=True):
    """An earlier credential that has been renewed."""

    id: str
    """The record's `entity_id`."""
    title: str
    """The name of the credential."""
    address: str
    """Its page, for `url()`."""
    issued: PartialDate | None = None
    """When it was issued."""
    expires: PartialDate | None = None
    """Its last day."""
    verification: Verification | None = None
    """The owner's main link for it, or None."""
    proof: str = ""
    """That link in words, or what there is instead."""
    bar: Bar | None = None
    """Its validity on the time axis; None if it has no dates."""


class Card(Struct, frozen=True):
    """A credential in a list."""

    id: str
    """The record's `entity_id`."""
    title: str
    """The name of the credential."""
    address: str
    """Its page, for `url()`."""
    state: State
    """Its state in one word, such as `active`."""
    standing: Standing
    """`valid`, `learning`, `lapsed` or `underway`: what it is worth on the as-of date."""
    status: str
    """The state in words, which stay true after the build: `Valid until 11 Jun 2027`."""
    issuers: tuple[Link, ...]
    """The issuer, then the co-issuers."""
    issued: PartialDate | None = None
    """When it was issued; `.iso` as written, `| date` in words. None if not stated or in the
    future."""
    expires: PartialDate | None = None
    """Its last day."""
    target: PartialDate | None = None
    """When it should be earned, or will be issued if that day is known."""
    progress: int | None = None
    """In percent, if it is in progress."""
    type: str = ""
    """As written, in snake_case."""
    type_label: str = ""
    """The type in words."""
    type_language: str = ""
    """The language of these words, where they are a key of the owner's that has no label in the
    language of the site; or empty."""
    facts_language: str = ""
    """The language of its level and grade, if the site knows that it is another than its own; or
    empty."""
    category: Link | None = None
    """Its field."""
    platform: str = ""
    """Where the course was taken or the credential is hosted."""
    hours: Hours | None = None
    """Hours of study: as stated, or the sum of the parts."""
    summary: str = ""
    """What it covers, in one sentence."""
    summary_language: str = ""
    """The language of the summary, if it is another than that of the site; or empty."""
    technologies: tuple[Link, ...] = ()
    """In the author's order."""
    skills: tuple[Link, ...] = ()
    """In the author's order."""
    verification: Verification | None = None
    """The owner's main link for it, to verify it or for another purpose that it names; or None."""
    proof: str = ""
    """That link in words, or what there is instead: `Check at Credly`, `Course page at Coursera`,
    `Certificate attached`; empty if there is neither."""
    mark: CheckMark = CheckMark.NONE
    """How far it is checked: `proved`, `link_checked`, `checkable`, `vanished` or `none`."""
    mark_words: str = ""
    """The mark in words: `Proved here`, `Link checked on 29 Nov 2026`; empty for what has not been
    earned."""
    credential_id: str = ""
    """Its number."""
    picture: Picture | None = None
    """Its badge or certificate."""
    updated: PartialDate | None = None
    """When its record was last changed or checked, if stated."""
    featured: bool = False
    """Whether the owner features it."""
    unpublished: str = ""
    """`Draft` or `Not published` in a preview that shows drafts; always empty on published
    pages."""
    bar: Bar | None = None
    """Its validity on the time axis; None if it has no dates."""
    parts: tuple[Card, ...] = ()
    """The parts of a programme, in order."""
    parent: Link | None = None
    """The programme that it is part of."""
    within: str = ""
    """The `id` of the programme or renewal that is counted instead of it; empty if it counts
    itself."""
    emblem: Emblem = Emblem("circle", "")
    """What stands in place of a picture."""
    state_groups: tuple[str, ...] = ()
    """The groups of states that lists have it in, such as `valid` and `expiring`."""
    level: str = ""
    """Its level in the issuer's words."""
    weight: int = 0
    """Its place in the owner's order: lower ones come first."""
    renewals: tuple[Renewal, ...] = ()
    """The earlier credentials that it renews, the newest first. Lists show them with it and nowhere
    else."""
    renewed_as: Link | None = None
    """Its last renewal, which is counted instead of it."""
    language: str = ""
    """The language of its title (BCP 47), for the filter `lang`; empty if it is that of the site or
    unknown."""

    @property
    def is_proved(self) -> bool:
        """Whether it is proved here and valid: only then a page gives it a tick."""
        return self.mark is CheckMark.PROVED and self.standing is Standing.VALID

    @property
    def nested(self) -> tuple[Card, ...]:
        """The parts at any depth that it is counted instead of, in order.

        Lists show them beneath it and nowhere else.
        """
        found: list[Card] = []
        waiting = [*reversed(self.parts)]
        while waiting:
            part = waiting.pop()
            waiting += reversed(part.parts)
            if part.within == self.id:
                found.append(part)
        return tuple(found)

    @property
    def held_since(self) -> PartialDate | None:
        """When it was first issued: the date of the oldest one that it renews, or its own."""
        return min(filter(None, [self.issued, *(r.issued for r in self.renewals)]), default=None)

    @property
    def renewed_in(self) -> tuple[int, ...]:
        """The years in which it was renewed, in order."""
        later = [self.issued, *(renewal.issued for renewal in self.renewals[:-1])]
        return tuple(day.year for day in reversed(later) if day) if self.renewals else ()

    @property
    def issuer_names(self) -> str:
        """The names of its issuers, separated by commas."""
        return ", ".join(issuer.text for issuer in self.issuers)
