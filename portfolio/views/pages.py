"""The values that templates see: read-only and ready to display.

`site.pages` makes them, and `docs/templates.md` is generated from their docstrings. Addresses are
relative to the site's root, without a leading slash and with a trailing one for pages
(`credentials/aws/`); `url()` turns them into links.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from ..dates import PartialDate
from ..domain.body import Heading
from ..domain.model import Asset, LinkKind, Standing, State, TermKind, Verification
from ..domain.proof import CheckMark
from ..domain.records.credential import Record
from ..locale.messages import Messages
from ..schema.types import Hours
from ..theme.accent import Accent
from .checks import CheckAnswer


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


class Target(Struct, frozen=True):
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


class EvidenceLink(Struct, frozen=True):
    """A link that the owner gives for a credential, in words."""

    url: str
    """Where it leads."""
    word: str
    """What it is, in one word: `Check`, `Course`, `Link`."""
    label: str
    """`Check at Credly`, `Course page at Coursera`, `Link to example.org`."""
    kind: LinkKind
    """`check`, `badge`, `profile`, `course`, `upload`, `picture` or `unknown`."""


class CredentialPage(Struct, frozen=True):
    """The page of a credential."""

    card: Card
    """The credential as lists show it."""
    record: Record
    """Every field as the author wrote it."""
    parts_have_hours: bool = False
    """Whether every part is finished and states its hours, so that their sum is the total
    effort."""
    links: tuple[EvidenceLink, ...] = ()
    """The other links of its record, each with its kind."""
    answers: tuple[CheckAnswer, ...] = ()
    """What was checked of it; nothing if nothing was."""
    badge_file: Asset | None = None
    """The file that is the credential itself, for `asset()`, if readers may have it."""
    certificate: Asset | None = None
    """The certificate file, for `asset()`."""
    certificate_picture: Picture | None = None
    """A picture of the certificate or its first page. None if there is none, or if it is
    `card.picture`."""
    successor: Link | None = None
    """Its renewal or successor."""
    predecessors: tuple[Link, ...] = ()
    """The credentials that it renews or succeeds."""
    related: tuple[Card, ...] = ()
    """Up to three others that have most in common with it."""
    newer: Link | None = None
    """The next one by date."""
    older: Link | None = None
    """The one before it by date."""


class TermLink(Struct, frozen=True):
    """A term with its figures."""

    text: str
    """Its name."""
    address: str
    """Its page, for `url()`."""
    key: str
    """The last part of the address."""
    valid: int
    """Credentials that prove it on the as-of date, except parts whose programme is counted
    instead."""
    parts: int
    """How many such parts prove it too."""
    total: int
    """All credentials that name it, in any state, except such parts."""
    last_evidenced: PartialDate | None = None
    """The latest date of issue among them."""
    language: str = ""
    """The language of its name, as for a [Link](#link)."""


class TermPage(Struct, frozen=True):
    """The page of a skill, technology, issuer or category."""

    kind: TermKind
    """`skills`, `technologies`, `issuers` or `categories`."""
    name: str
    """In its most frequent spelling."""
    valid: tuple[Card, ...] = ()
    """Valid credentials that prove it, the newest first."""
    parts: tuple[Card, ...] = ()
    """Parts whose programme is counted instead, valid ones first."""
    valid_parts: int = 0
    """How many of the parts are valid."""
    learning: tuple[Card, ...] = ()
    """Courses completed without a certificate."""
    lapsed: tuple[Card, ...] = ()
    """Expired, superseded and revoked credentials."""
    underway: tuple[Card, ...] = ()
    """Credentials in progress, planned or upcoming."""
    last_evidenced: PartialDate | None = None
    """The latest date of issue or completion."""
    neighbours: tuple[TermLink, ...] = ()
    """Terms of the same kind on the same credentials, the most frequent first."""
    language: str = ""
    """The language of its name, as for a [Link](#link)."""


class Letter(Struct, frozen=True):
    """A letter of an index, with its terms."""

    text: str
    """The letter, or `#` for terms that do not begin with one."""
    terms: tuple[TermLink, ...]
    """In the alphabetical order of the site's language."""


class Index(Struct, frozen=True):
    """The overview page of a taxonomy."""

    kind: TermKind
    """`skills`, `technologies`, `issuers` or `categories`."""
    title: str
    """Its name in the plural."""
    terms: tuple[TermLink, ...]
    """Most valid proofs first."""
    earned: int
    """How many of them have an earned credential, valid or not; parts whose programme is counted
    instead do not count."""
    letters: tuple[Letter, ...] = ()
    """The same terms from A to Z, in the alphabetical order of the site's language."""


class FacetOption(Struct, frozen=True):
    """A value of a facet."""

    key: str
    """As in the address bar."""
    label: str
    """The label."""
    count: int
    """How many entries of the list have this value."""
    address: str = ""
    """Its page, for use without scripts; empty if there is none."""
    language: str = ""
    """The language of the label, if it is another than that of the site; or empty."""


class Facet(Struct, frozen=True):
    """A filter of the list."""

    name: str
    """As in the address bar and in `data-` attributes: `status`, `category`, `skill`, `technology`,
    `issuer`, `level`, `type`, `year`."""
    label: str
    """The label."""
    options: tuple[FacetOption, ...]
    """In an order of meaning (valid ones, the newest year, the lowest level first), or else the
    most frequent first."""


class YearGroup(Struct, frozen=True):
    """The credentials of a year, the newest first; `year` is 0 for undated ones."""

    year: int
    """The year, or 0."""
    cards: tuple[Card, ...]
    """Its credentials."""


class Ranks(Struct, frozen=True):
    """The ranks of the listed credentials in orders other than by date, in the site's language.

    Equal names share a rank.
    """

    title: tuple[int, ...]
    """By title: one rank for each entry of the list, in its order."""
    issuer: tuple[int, ...]
    """By issuer, in the same way."""


class FieldGroup(Struct, frozen=True):
    """Valid credentials of a field, as the résumé lists them."""

    title: str
    """The field; empty for credentials without a field."""
    cards: tuple[Card, ...]
    """Its credentials, the newest first; those of a programme are its parts."""


class Totals(Struct, frozen=True):
    """The figures of the whole portfolio; a programme counts once."""

    credentials: int
    """Earned credentials, valid and lapsed."""
    learning: int
    """Courses completed without a certificate; the list has them too."""
    parts: int
    """Earned parts whose programme is counted instead."""
    valid: int
    """Credentials that are valid on the as-of date."""
    issuers: int
    """Issuers of earned credentials."""
    since: int
    """The year of the first one, or 0."""
    hours: Hours | None
    """Known hours of study."""
    in_progress: int
    """How many are in progress."""
    planned: int
    """How many are planned and published."""
    upcoming: int = 0
    """How many will be issued on a future day."""


class Overview(Struct, frozen=True):
    """The home page."""

    totals: Totals
    """The figures."""
    entries: tuple[Card, ...]
    """Everything that the list has, in the order of the home page: the featured ones first, then by
    the owner's order, valid ones first, the newest first."""
    in_progress: tuple[Card, ...]
    """Credentials in progress, the nearest target first."""
    categories: tuple[TermLink, ...]
    """The best evidenced first."""
    technologies: tuple[TermLink, ...]
    """The best evidenced first."""
    skills: tuple[TermLink, ...]
    """The best evidenced first."""
    issuers: tuple[TermLink, ...] = ()
    """The best evidenced first."""
    upcoming: tuple[Card, ...] = ()
    """Credentials that will be issued on a future day, the nearest first."""
    fields: tuple[FieldGroup, ...] = ()
    """The résumé: the valid credentials by field, in the order of `categories`, as many as fit on
    two printed pages."""

    @property
    def featured(self) -> tuple[Card, ...]:
        """The same as `entries`, under its former name."""
        return self.entries


class Owner(Struct, frozen=True):
    """The owner of the site."""

    name: str
    """As in `profile.md`."""
    headline: str = ""
    """What the person does."""
    location: str = ""
    """Where the person lives or works."""
    email: str = ""
    """A public address."""
    links: tuple[tuple[str, str], ...] = ()
    """Label and URL."""
    photo: Picture | None = None
    """A picture of the person."""
    headline_language: str = ""
    """The language of the headline, if it is another than that of the site; or empty."""


class SharePicture(Struct, frozen=True):
    """The picture that other sites show with a link to a page."""

    address: str
    """Where it is, for `absolute()`."""
    alt: str
    """A text alternative."""
    width: int = 0
    """In pixels; 0 if unknown."""
    height: int = 0
    """In pixels; 0 if unknown."""


class Alternate(Struct, frozen=True):
    """A page in one of the languages of the site."""

    language: str
    """BCP 47."""
    name: str
    """What the language calls itself: `Deutsch`."""
    address: str
    """For `url()` and `absolute()`."""


class SiteView(Struct, frozen=True):
    """The value `site`: the same on every page."""

    title: str
    """The name of the site."""
    language: str
    """BCP 47."""
    direction: str
    """`ltr` or `rtl`."""
    as_of: PartialDate
    """The date for which every state is calculated."""
    base_url: str = ""
    """With a trailing slash; empty if it is not set."""
    owner: Owner | None = None
    """The owner; None without `content/profile.md`."""
    navigation: tuple[Link, ...] = ()
    """The pages to link to at the top of every page."""
    data: tuple[Link, ...] = ()
    """Files for other programs: feed, data and calendar, if the site has them."""
    axis: Axis = Axis()
    """The time axis of the whole site."""
    fields: tuple[str, ...] = ()
    """The `key` of each field, sorted: a place in it can choose a colour."""
    options: Mapping[str, Any] = MappingProxyType({})
    """The theme's options."""
    accent: Accent = Accent("", "")
    """The colour of links: `.light` and `.dark`, as `#rrggbb`."""
    custom_css: str = ""
    """The site's own stylesheet, `static/custom.css`, for `url()`; empty if there is none."""
    generator: str = ""
    """The program that made the site."""
    search: str = "list"
    """What the search field searches: `list`, or `pagefind` if there is also a full-text
    index."""
    messages: Messages = Messages()
    """The words of the program and its themes, which `_()` and `ngettext()` look up."""
    folder: str = ""
    """The folder of this language with a slash; empty for the one at the root."""

    @property
    def root_url(self) -> str:
        """The address of the site in the language at the root; empty without `base_url`."""
        return self.base_url.removesuffix(self.folder)


class PageView(Struct, frozen=True):
    """The value `page`: the page that is being rendered."""

    address: str
    """Relative to the site's root; empty for the home page."""
    title: str
    """For the `title` element: page and owner."""
    heading: str
    """For the h1."""
    description: str
    """A sentence for search engines; may be empty."""
    kind: str
    """`home`, `credentials`, `credential`, `index`, `term`, `glance`, `roadmap`, `text`, `error`,
    `redirect` or `data`."""
    breadcrumbs: tuple[Link, ...] = ()
    """From the home page to the parent of this page."""
    structured_data: Mapping[str, Any] = MappingProxyType({})
    """JSON-LD."""
    updated: PartialDate | None = None
    """When its content last changed."""
    unpublished: str = ""
    """`Draft` or `Not published` in a preview that shows drafts; always empty on published
    pages."""
    picture: SharePicture | None = None
    """The picture that other sites show with a link to this page; None if there is none."""
    heading_language: str = ""
    """The language of the heading, if it is another than that of the site; or empty."""
    alternates: tuple[Alternate, ...] = ()
    """This page in each language of the site, itself among them, the one at the root first; none
    where the site has one language."""


class SitemapEntry(Struct, frozen=True):
    """A page in the sitemap."""

    address: str
    """For `absolute()`."""
    updated: PartialDate | None = None
    """When its content last changed."""
    alternates: tuple[Alternate, ...] = ()
    """This page in each language of the site; none where the site has one."""


class Redirect(Struct, frozen=True):
    """A former address and where it leads now, as paths on the host as it writes them."""

    address: str
    """The former path."""
    target: str
    """The path that it leads to."""


class Page(Struct, frozen=True):
    """A page of the site: its address, its template and the values for it.

    The body is added when it is rendered.
    """

    view: PageView
    template: str
    values: Mapping[str, Any]
    """The values of the template beside `site`, `page` and `body`."""
    targets: Mapping[str, Target] = MappingProxyType({})
    """The targets of the relative links in its body, by path as written."""
    text_language: str | None = None
    """The language of its body, where the site knows it; None where only the script tells."""

    @property
    def address(self) -> str:
        """Relative to the site's root; empty for the home page."""
        return self.view.address
