"""What a template sees: display-ready, read-only values.

`site.pages` makes them and `docs/templates.md` documents them, held together by a test. Addresses
are relative to the site's root, without a leading slash and with a trailing one for pages
(`credentials/aws/`); `url()` makes a link of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from ..dates import PartialDate
from ..domain.body import Heading
from ..domain.model import Asset, Standing, State, TermKind, Verification
from ..domain.record import Record
from ..schema.types import Hours


class Link(Struct, frozen=True):
    """An address of this site with the words for it."""

    text: str
    """The words."""
    address: str
    """Where it leads, for `url()`."""
    key: str = ""
    """The last part of the address, as facets use it."""
    language: str = ""
    """The language of the words (BCP 47), for the filter `lang`; empty where it is that of the site
    or not known."""


class Copy(Struct, frozen=True):
    """A copy of a picture in another size or format, or a picture of the first page of a PDF."""

    address: str
    """For `url()`."""
    media_type: str
    """`image/webp` or `image/jpeg`."""
    width: int
    """In pixels."""
    height: int
    """In pixels."""


class Target(Struct, frozen=True):
    """What a relative link of a text leads to."""

    address: str
    """Where it leads, for `url()`."""
    asset: Asset | None = None
    """The file, where it is one and not a page."""
    copies: tuple[Copy, ...] = ()
    """Its copies where it is a picture, the narrowest first."""


class Prose(Struct, frozen=True):
    """The value `body`: the text of the file that a page is made of."""

    html: str = ""
    """Safe HTML, with links that work from this page; empty where there is no text."""
    headings: tuple[Heading, ...] = ()
    """Its second-level headings."""


class Picture(Struct, frozen=True):
    """A picture of a credential or a person; `picture.html` shows it."""

    asset: Asset
    """The file, with its `width` and `height`; for `asset()`."""
    alt: str
    """What it shows, for those who do not see it."""
    sources: tuple[Copy, ...] = ()
    """Copies of it for browsers to choose from, the narrowest first; empty where the file itself is
    as good."""
    fallback: Copy | None = None
    """A copy for browsers that know no other format, where the file itself is too large for that or
    is a PDF."""


class QrCode(Struct, frozen=True):
    """An address as a QR code, with the empty border that readers look for."""

    size: int
    """Its width and height in modules: `viewBox="0 0 SIZE SIZE"`."""
    path: str
    """The dark modules, for the `d` of one `path` whose stroke is one module wide."""


class Bar(Struct, frozen=True):
    """The validity of one credential on the time axis of the site.

    All figures in percent of its width.
    """

    start: float
    """Where it begins."""
    end: float
    """Where it ends."""
    kind: str
    """`closed` (issue to expiry), `lifetime` (no end), `open` (no end stated), `past` (over),
    `dotted` (under way), `point` (one date)."""


class Tick(Struct, frozen=True):
    """A year on the time axis."""

    year: int
    """The year that begins here."""
    at: float
    """In percent of the axis."""


class Axis(Struct, frozen=True):
    """The time axis that every list of the site shares."""

    ticks: tuple[Tick, ...] = ()
    """The years to mark; none where nothing has a date."""
    today: float = 0
    """Where the as-of date stands, in percent."""
    first_year: int = 0
    """The year with which it begins."""
    last_year: int = 0
    """The year after the last one shown."""


class Card(Struct, frozen=True):
    """A credential as lists show it."""

    id: str
    """The record's `entity_id`."""
    title: str
    """The name of the credential."""
    address: str
    """Its page, for `url()`."""
    state: State
    """Where it stands, in one word, such as `active`."""
    standing: Standing
    """`valid`, `learning`, `lapsed` or `underway`: what it proves on the as-of date."""
    status: str
    """The state in words with its date, true after the build day: `Valid until 11 Jun 2027`."""
    issuers: tuple[Link, ...]
    """The issuer, then the co-issuers."""
    issued: PartialDate | None = None
    """When it was issued; `.iso` as written, `| date` in words. None where that is not stated, or
    still to come."""
    expires: PartialDate | None = None
    """Its last day."""
    target: PartialDate | None = None
    """When it is to be earned, or is to be issued where that day is known."""
    progress: int | None = None
    """In percent, for what is in progress."""
    type: str = ""
    """As written, in snake_case."""
    type_label: str = ""
    """The type in words."""
    category: Link | None = None
    """Its field."""
    platform: str = ""
    """Where it was taken or is hosted."""
    hours: Hours | None = None
    """Stated, or summed from the parts."""
    summary: str = ""
    """One sentence on what it proves."""
    technologies: tuple[Link, ...] = ()
    """In the author's order."""
    skills: tuple[Link, ...] = ()
    """In the author's order."""
    verification: Verification | None = None
    """The link that its owner gives for it: a check, or something else by its name; or None."""
    proof: str = ""
    """The same in words, or what there is instead: `Check at Credly`, `Course page at Coursera`,
    `Certificate attached`, `No public check`; empty for what is under way and has no link."""
    credential_id: str = ""
    """Its number."""
    picture: Picture | None = None
    """Its badge or certificate."""
    updated: PartialDate | None = None
    """When its record was last changed or checked, where it says so."""
    featured: bool = False
    """Whether the owner put it forward."""
    unpublished: str = ""
    """`Draft` or `Not published` for what only its author sees, in the preview; empty on every
    published page."""
    bar: Bar | None = None
    """Its validity on the time axis, or None where it has no dates."""
    parts: tuple[Card, ...] = ()
    """The parts of a programme, in order."""
    parent: Link | None = None
    """The programme that this is a part of."""
    within: str = ""
    """The `id` of the programme that counts in its stead; empty where it counts itself."""
    language: str = ""
    """The language of its title (BCP 47), for the filter `lang`; empty where it is that of the site
    or not known."""

    @property
    def nested(self) -> tuple[Card, ...]:
        """The parts at any depth for which it counts, in order.

        Lists have them beneath it and nowhere else.
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
    def issuer_names(self) -> str:
        """The names of its issuers in one text."""
        return ", ".join(issuer.text for issuer in self.issuers)


class CredentialPage(Struct, frozen=True):
    """A credential on its own page."""

    card: Card
    """The same credential as lists show it."""
    record: Record
    """Every field as the author wrote it."""
    parts_have_hours: bool = False
    """Whether every part is finished and states its hours, so that their sum is the effort of the
    whole."""
    links: tuple[Verification, ...] = ()
    """The other links of its record, each with what it is."""
    certificate: Asset | None = None
    """The certificate itself, for `asset()`."""
    certificate_picture: Picture | None = None
    """The certificate as a picture: itself or its first page. None where it has none, or where it
    is `card.picture`."""
    successor: Link | None = None
    """Its renewal or successor."""
    predecessors: tuple[Link, ...] = ()
    """What it renews or succeeds."""
    related: tuple[Card, ...] = ()
    """Up to three others that share most with it."""
    newer: Link | None = None
    """The next one by date."""
    older: Link | None = None
    """The one before it by date."""


class TermLink(Struct, frozen=True):
    """A term with its weight."""

    text: str
    """Its name."""
    address: str
    """Its page, for `url()`."""
    key: str
    """The last part of the address."""
    valid: int
    """Credentials that prove it on the as-of date, without parts of programmes that count in their
    stead."""
    parts: int
    """How many of these parts prove it as well."""
    total: int
    """All credentials that name it, whatever their state, without these parts."""
    last_evidenced: PartialDate | None = None
    """The newest date of issue among them."""
    language: str = ""
    """The language of its name, as of a [Link](#link)."""


class TermPage(Struct, frozen=True):
    """A skill, technology, issuer or category on its own page."""

    kind: TermKind
    """`skills`, `technologies`, `issuers` or `categories`."""
    name: str
    """As it is most often written."""
    valid: tuple[Card, ...] = ()
    """What proves it, the newest first."""
    parts: tuple[Card, ...] = ()
    """Parts of programmes that count in their stead, valid ones first."""
    valid_parts: int = 0
    """How many of these parts are valid."""
    learning: tuple[Card, ...] = ()
    """What was completed without a certificate."""
    lapsed: tuple[Card, ...] = ()
    """What is expired, superseded or revoked."""
    underway: tuple[Card, ...] = ()
    """What is in progress, planned or upcoming."""
    last_evidenced: PartialDate | None = None
    """The newest date of issue or completion."""
    neighbours: tuple[TermLink, ...] = ()
    """Terms of the same kind found on the same credentials, most often first."""
    language: str = ""
    """The language of its name, as of a [Link](#link)."""


class Letter(Struct, frozen=True):
    """A heading of an index with the terms under it."""

    text: str
    """The letter, or `#` for what begins with none."""
    terms: tuple[TermLink, ...]
    """In the order of the site's language."""


class Index(Struct, frozen=True):
    """One taxonomy on its overview page."""

    kind: TermKind
    """`skills`, `technologies`, `issuers` or `categories`."""
    title: str
    """Its name in the plural."""
    terms: tuple[TermLink, ...]
    """Most valid proofs first."""
    earned: int
    """How many of them have a credential that is earned, valid or not, and no part of one that
    counts in its stead."""
    letters: tuple[Letter, ...] = ()
    """The same from A to Z, in the order of the site's language."""


class FacetOption(Struct, frozen=True):
    """One value of a facet."""

    key: str
    """As in the address bar."""
    label: str
    """In words."""
    count: int
    """How many entries of the list have it."""
    address: str = ""
    """Its page, for use without scripts; empty where there is none."""


class Facet(Struct, frozen=True):
    """One way of narrowing the list."""

    name: str
    """As in the address bar and in `data-` attributes: `status`, `type`, `category`, `issuer`,
    `technology`, `year`."""
    label: str
    """In words."""
    options: tuple[FacetOption, ...]
    """The most frequent first, years from the newest."""


class YearGroup(Struct, frozen=True):
    """The credentials of one year, newest first; `year` is 0 for undated ones."""

    year: int
    """The year, or 0."""
    cards: tuple[Card, ...]
    """Its credentials."""


class Ranks(Struct, frozen=True):
    """The places of the listed credentials in other orders than by date, in the site's language.

    What is alike shares a place.
    """

    title: tuple[int, ...]
    """By title: a figure for each line of the list, from its top."""
    issuer: tuple[int, ...]
    """By issuer."""


class FieldGroup(Struct, frozen=True):
    """Valid credentials of one field, as the résumé lists them."""

    title: str
    """The field; empty for credentials without one."""
    cards: tuple[Card, ...]
    """Its credentials, the newest first; those of a programme are its parts."""


class Totals(Struct, frozen=True):
    """The figures of the whole portfolio; programmes count once."""

    credentials: int
    """Earned: valid and lapsed."""
    learning: int
    """Completed without a certificate; the list has them too."""
    parts: int
    """Earned as parts of programmes that count in their stead."""
    valid: int
    """Those in force on the as-of date."""
    issuers: int
    """Who awarded them."""
    since: int
    """The first year, or 0."""
    hours: Hours | None
    """Hours of study that are known."""
    in_progress: int
    """How many are in progress."""
    planned: int
    """How many are planned and published."""
    upcoming: int = 0
    """How many are to be issued on a day that is still to come."""


class Overview(Struct, frozen=True):
    """What the home page shows."""

    totals: Totals
    """The figures."""
    featured: tuple[Card, ...]
    """The featured credentials, or else the newest."""
    in_progress: tuple[Card, ...]
    """The nearest target first."""
    categories: tuple[TermLink, ...]
    """Most evidenced first."""
    technologies: tuple[TermLink, ...]
    """Most evidenced first."""
    skills: tuple[TermLink, ...]
    """Most evidenced first."""
    upcoming: tuple[Card, ...] = ()
    """What is to be issued on a day that is still to come, the nearest first."""
    fields: tuple[FieldGroup, ...] = ()
    """The résumé: the valid credentials by field, in the order of `categories`, as many as two
    pages of paper have room for."""


class Owner(Struct, frozen=True):
    """The person whose site it is."""

    name: str
    """As in `profile.md`."""
    headline: str = ""
    """What the person does."""
    location: str = ""
    """Where the person is."""
    email: str = ""
    """A public address."""
    links: tuple[tuple[str, str], ...] = ()
    """Label and URL."""
    photo: Picture | None = None
    """A picture of the person."""


class SharePicture(Struct, frozen=True):
    """The picture that is shown where somebody shares a link to a page."""

    address: str
    """Where it is, for `absolute()`."""
    alt: str
    """What it shows, for those who do not see it."""
    width: int = 0
    """In pixels; 0 where it is not known."""
    height: int = 0
    """In pixels; 0 where it is not known."""


class SiteView(Struct, frozen=True):
    """The value `site`: the same on every page."""

    title: str
    """The name of the site."""
    language: str
    """BCP 47."""
    direction: str
    """`ltr` or `rtl`."""
    as_of: PartialDate
    """The date for which every state is worked out."""
    base_url: str = ""
    """With a trailing slash, or empty where it is not known."""
    owner: Owner | None = None
    """None without `content/profile.md`."""
    navigation: tuple[Link, ...] = ()
    """The pages to name at the top of every page."""
    data: tuple[Link, ...] = ()
    """What the site offers to programs: its feed, its data and its calendar, as far as it has
    them."""
    axis: Axis = Axis()
    """The time axis of the whole site."""
    options: Mapping[str, Any] = MappingProxyType({})
    """The theme's options."""
    generator: str = ""
    """The program that made the site."""
    search: str = "list"
    """What the search field finds: `list`, or `pagefind` where there is also an index of the
    texts."""


class PageView(Struct, frozen=True):
    """The value `page`: the page that is being rendered."""

    address: str
    """Relative to the site's root; the home page is the empty text."""
    title: str
    """For the `title` element: the page and the owner."""
    heading: str
    """For the h1."""
    description: str
    """One sentence for search engines; may be empty."""
    kind: str
    """`home`, `credentials`, `credential`, `index`, `term`, `glance`, `roadmap`, `text`, `error`,
    `redirect` or `data`."""
    breadcrumbs: tuple[Link, ...] = ()
    """From the home page to the parent of this page."""
    structured_data: Mapping[str, Any] = MappingProxyType({})
    """JSON-LD."""
    updated: PartialDate | None = None
    """When what it shows was last changed."""
    unpublished: str = ""
    """`Draft` or `Not published` for a page that only its author sees, in the preview; empty on
    every published one."""
    picture: SharePicture | None = None
    """What is shown where somebody shares a link to this page; None where there is no such
    picture."""


class SitemapEntry(Struct, frozen=True):
    """A page as the sitemap names it."""

    address: str
    """Relative to the site's root."""
    updated: PartialDate | None = None
    """When what it shows was last changed."""


class Page(Struct, frozen=True):
    """An address of the site, with the template and the values that make it.

    The body comes when it is rendered.
    """

    view: PageView
    template: str
    values: Mapping[str, Any]
    """What the template sees beside `site`, `page` and `body`."""
    targets: Mapping[str, Target] = MappingProxyType({})
    """What the relative links of its body lead to, by the path that the author wrote."""

    @property
    def address(self) -> str:
        """Relative to the site's root; the home page is the empty text."""
        return self.view.address
