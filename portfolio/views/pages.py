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
from ..domain.model import Asset, LinkKind
from ..domain.records.credential import Record
from ..domain.terms import TermKind
from ..locale.messages import Messages
from ..schema.types import Hours
from ..theme.accent import Accent
from .cards import Axis, Card, Link, LinkTarget, Picture
from .checks import CheckAnswer
from .history import HistoryEvent, RenewalHours
from .projects import ProjectCard


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
    projects: tuple[ProjectCard, ...] = ()
    """The projects that put it to use."""
    history: tuple[HistoryEvent, ...] = ()
    """What happened to it, the first first; empty if that says no more than its dates."""
    renewal: RenewalHours | None = None
    """How far the hours for its renewal are done, if its page shows that."""


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
    used: int = 0
    """How many projects used it."""


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
    projects: tuple[ProjectCard, ...] = ()
    """The projects in which it was used."""
    last_used: PartialDate | None = None
    """The latest end of these projects, if one says when it ended."""
    is_in_use: bool = False
    """Whether one of them goes on."""


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
    """`home`, `credentials`, `credential`, `index`, `term`, `glance`, `roadmap`, `projects`,
    `project`, `collections`, `collection`, `targets`, `target`, `checks`, `text`, `error`,
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
    is_listed: bool = True
    """Whether search engines may list it."""


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
    targets: Mapping[str, LinkTarget] = MappingProxyType({})
    """The targets of the relative links in its body, by path as written."""
    text_language: str | None = None
    """The language of its body, where the site knows it; None where only the script tells."""

    @property
    def address(self) -> str:
        """Relative to the site's root; empty for the home page."""
        return self.view.address
