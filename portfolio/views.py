"""What a template sees: display-ready, read-only values.

`pages` makes them and `docs/templates.md` documents them, held together by a test. Addresses are relative to the site's
root, without a leading slash and with a trailing one for pages (`credentials/aws/`); `url()` makes a link of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from .dates import PartialDate
from .model import Asset, Heading, Kind, Standing, State, Verification
from .record import Record
from .values import Hours


@dataclass(frozen=True, slots=True)
class Link:
    """An address of this site with the words for it."""

    text: str
    address: str
    key: str = ""
    """The last part of the address, as facets use it."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a relative link of a text leads to."""

    address: str
    asset: Asset | None = None
    """The file, where it is one and not a page."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A text with what its relative links lead to; shown with the filter `content`."""

    html: str
    targets: Mapping[str, Target] = field(default_factory=lambda: MappingProxyType({}))
    """By the path that the author wrote."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a credential or a person."""

    asset: Asset
    alt: str


@dataclass(frozen=True, slots=True)
class Bar:
    """The validity of one credential on the time axis of the site; all figures in percent of its width."""

    start: float
    end: float
    kind: str
    """`closed` (issue to expiry), `open` (no end), `past` (over), `dotted` (in progress or planned), `point` (one date)."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the time axis."""

    year: int
    at: float
    """In percent of the axis."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The time axis that every list of the site shares."""

    ticks: tuple[Tick, ...] = ()
    today: float = 0
    """Where the as-of date stands, in percent."""
    first_year: int = 0
    last_year: int = 0
    """The year after the last one shown."""


@dataclass(frozen=True, slots=True)
class Card:
    """A credential as lists show it."""

    id: str
    title: str
    address: str
    state: State
    standing: Standing
    status: str
    """The state in words with its date, true after the build day: `Valid until 11 Jun 2027`."""
    issuers: tuple[Link, ...]
    """The issuer, then the co-issuers."""
    issued: PartialDate | None = None
    expires: PartialDate | None = None
    target: PartialDate | None = None
    progress: int | None = None
    """In percent, for what is in progress."""
    type: str = ""
    type_label: str = ""
    category: Link | None = None
    platform: str = ""
    hours: Hours | None = None
    """Stated, or summed from the parts."""
    summary: str = ""
    technologies: tuple[Link, ...] = ()
    skills: tuple[Link, ...] = ()
    verification: Verification | None = None
    credential_id: str = ""
    picture: Picture | None = None
    featured: bool = False
    bar: Bar | None = None
    parts: tuple[Card, ...] = ()
    """The parts of a programme, in order."""
    parent: Link | None = None
    """The programme that this is a part of."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A credential on its own page."""

    card: Card
    record: Record
    """Every field as the author wrote it."""
    body: Prose
    headings: tuple[Heading, ...] = ()
    """The second-level headings of the body."""
    certificate: Asset | None = None
    successor: Link | None = None
    predecessors: tuple[Link, ...] = ()
    related: tuple[Card, ...] = ()
    newer: Link | None = None
    older: Link | None = None


@dataclass(frozen=True, slots=True)
class TermLink:
    """A term with its weight."""

    text: str
    address: str
    key: str
    valid: int
    """Credentials that prove it on the as-of date."""
    total: int
    """All credentials listed on its page."""
    last_evidenced: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class TermSheet:
    """A skill, technology, issuer or category on its own page."""

    kind: Kind
    name: str
    valid: tuple[Card, ...] = ()
    learning: tuple[Card, ...] = ()
    lapsed: tuple[Card, ...] = ()
    underway: tuple[Card, ...] = ()
    last_evidenced: PartialDate | None = None
    neighbours: tuple[TermLink, ...] = ()
    """Terms of the same kind found on the same credentials, most often first."""


@dataclass(frozen=True, slots=True)
class Index:
    """One taxonomy on its overview page."""

    kind: Kind
    title: str
    terms: tuple[TermLink, ...]


@dataclass(frozen=True, slots=True)
class FacetOption:
    """One value of a facet."""

    key: str
    label: str
    count: int
    address: str = ""
    """Its page, for use without scripts; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One way of narrowing the list."""

    name: str
    """As in the address bar and in `data-` attributes: `status`, `type`, `category`, `issuer`, `technology`, `year`."""
    label: str
    options: tuple[FacetOption, ...]


@dataclass(frozen=True, slots=True)
class YearGroup:
    """The credentials of one year, newest first; `year` is 0 for undated ones."""

    year: int
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of the whole portfolio; programmes count once."""

    credentials: int
    """Earned: valid and lapsed."""
    valid: int
    issuers: int
    since: int
    """The first year, or 0."""
    hours: Hours | None
    in_progress: int
    planned: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What the home page shows."""

    totals: Totals
    featured: tuple[Card, ...]
    """The featured credentials, or else the newest."""
    in_progress: tuple[Card, ...]
    categories: tuple[TermLink, ...]
    technologies: tuple[TermLink, ...]
    """The most evidenced ones."""
    skills: tuple[TermLink, ...]
    introduction: Prose | None = None
    """The body of the profile."""


@dataclass(frozen=True, slots=True)
class TextSheet:
    """A free page."""

    body: Prose
    headings: tuple[Heading, ...] = ()
    """The second-level headings of the body."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The person whose site it is."""

    name: str
    headline: str = ""
    location: str = ""
    email: str = ""
    links: tuple[tuple[str, str], ...] = ()
    """Label and URL."""
    photo: Picture | None = None


@dataclass(frozen=True, slots=True)
class SiteView:
    """The value `site`: the same on every page."""

    title: str
    language: str
    """BCP 47."""
    direction: str
    """`ltr` or `rtl`."""
    as_of: PartialDate
    """The date for which every state is worked out."""
    base_url: str = ""
    """With a trailing slash, or empty where it is not known."""
    owner: Owner | None = None
    navigation: tuple[Link, ...] = ()
    axis: Axis = field(default_factory=Axis)
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """The theme's options."""
    generator: str = ""


@dataclass(frozen=True, slots=True)
class PageView:
    """The value `page`: the page that is being rendered."""

    address: str
    title: str
    """For the `title` element: the page and the owner."""
    heading: str
    """For the h1."""
    description: str
    kind: str
    """`home`, `credentials`, `credential`, `index`, `term`, `roadmap`, `text`, `error`, `redirect` or `data`."""
    breadcrumbs: tuple[Link, ...] = ()
    """From the home page to the parent of this page."""
    structured_data: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """JSON-LD."""
    updated: PartialDate | None = None
    """When what it shows was last changed."""


@dataclass(frozen=True, slots=True)
class Page:
    """An address of the site, with the template and the values that make it."""

    view: PageView
    template: str
    values: Mapping[str, Any]
    """What the template sees beside `site` and `page`."""

    @property
    def address(self) -> str:
        """Relative to the site's root; the home page is the empty text."""
        return self.view.address


@dataclass(frozen=True, slots=True)
class Artifact:
    """An address whose bytes need no template."""

    address: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Site:
    """A whole site as a value: every address with what makes it."""

    view: SiteView
    entries: Mapping[str, Page | Artifact | Asset]
