"""All that pages are made of: the portfolio, its cards and terms, and the values that all share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from operator import attrgetter
from types import MappingProxyType

from msgspec import Struct

from ..collation import ranks
from ..dates import PartialDate
from ..domain.model import Entry, Portfolio, Standing, State, Term, TermKind
from ..drawing.share_card import ShareCard
from ..language import ENGLISH, direction_of, other_language
from ..settings import Settings
from ..theme.themes import Theme
from ..views.pages import Card, Link, Owner, SharePicture, SiteView, TermLink, Totals
from .cards import finished, make_cards, sum_hours
from .link_targets import Library, make_library
from .pictures import PORTRAIT, show
from .timeline import make_axis

GENERATOR = "portfolio"
HOME = Link("Home", "", language=ENGLISH)
CREDENTIALS = Link("Credentials", "credentials/", language=ENGLISH)
GLANCE = Link("At a glance", "glance/", language=ENGLISH)
ROADMAP = Link("Roadmap", "roadmap/", language=ENGLISH)
FEED = Link("Feed", "feed.xml", language=ENGLISH)
DATA = Link("Credentials as JSON", "credentials.json", language=ENGLISH)
RESUME = Link("Résumé as JSON", "resume.json", language=ENGLISH)
RENEWALS = Link("Renewals as calendar", "renewals.ics", language=ENGLISH)
TITLES = {
    TermKind.SKILLS: "Skills",
    TermKind.TECHNOLOGIES: "Technologies",
    TermKind.ISSUERS: "Issuers",
    TermKind.CATEGORIES: "Categories",
}
_POOL = 40
"""Maximum credentials of a term that are compared in the search for related ones."""


class Source(Struct, frozen=True):
    """All that pages are made of."""

    portfolio: Portfolio
    view: SiteView
    cards: Mapping[str, Card]
    terms: Mapping[tuple[TermKind, str], TermLink]
    pool: Mapping[tuple[TermKind, str], tuple[str, ...]]
    """By term, the credentials among which related ones are sought."""
    texts: Library
    copied: bool = True
    """Whether pictures have copies."""
    picture: SharePicture | None = None
    """The picture of every page, where the site has one."""
    pictures: Mapping[str, ShareCard] = MappingProxyType({})
    """Or else what the picture of each page says, by the address of the page."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything published, newest first."""
        return self.portfolio.entries

    def published(self) -> list[tuple[Card, Entry]]:
        """Everything published, with its cards."""
        return [(self.cards[entry.id], entry) for entry in self.entries]

    def counted(self) -> list[tuple[Card, Entry]]:
        """What counts as valid, with its cards."""
        return [(card, entry) for card, entry in self.published() if entry.is_counted]

    def listed(self) -> list[Card]:
        """What the list shows: what is earned or completed, parts within their programmes."""
        return [
            self.cards[e.id]
            for e in self.entries
            if e.within is None and e.standing is not Standing.UNDERWAY
        ]

    def roots(self) -> list[Card]:
        """What is no part of anything."""
        return [self.cards[entry.id] for entry in self.entries if entry.parent is None]

    def in_state(self, state: State) -> tuple[Card, ...]:
        """The cards of one state, by target, title and id; parts are within their programmes."""
        found = [
            self.cards[entry.id]
            for entry in self.entries
            if entry.state is state and entry.within is None
        ]
        titles = ranks((card.title for card in found), self.view.language)

        def place(card: Card) -> tuple[str, int, str]:
            return card.target.iso if card.target else "9", titles[card.title], card.id

        return tuple(sorted(found, key=place))

    def underway(self) -> dict[State, tuple[Card, ...]]:
        """What is not earned yet, in the order in which it is shown."""
        return {
            state: self.in_state(state)
            for state in (State.UPCOMING, State.IN_PROGRESS, State.PLANNED)
        }


def make_source(
    portfolio: Portfolio, settings: Settings, theme: Theme, known: Collection[str] = ()
) -> Source:
    """The portfolio prepared for its pages.

    `known` are the addresses of the site, which are complete when the first page is made.
    """
    view, copied = _site_view(portfolio, settings, theme), settings.publish.pictures
    all_terms = [term for taxonomy in portfolio.taxonomies.values() for term in taxonomy.terms]
    cards = make_cards(portfolio, settings, view.axis)
    return Source(
        portfolio=portfolio,
        view=view,
        cards=cards,
        terms={(term.kind, term.slug): _term_link(term, view.language) for term in all_terms},
        pool={
            (term.kind, term.slug): tuple(entry.id for entry in term.entries[:_POOL])
            for term in all_terms
        },
        texts=make_library(
            portfolio.content,
            portfolio.entries,
            {identity: card.address for identity, card in cards.items()},
            view.base_url,
            known,
            copied=copied,
        ),
        copied=copied,
    )


def _term_link(term: Term, site: str) -> TermLink:
    return TermLink(
        text=term.name,
        address=term.address,
        key=term.slug,
        valid=term.valid_count,
        parts=term.part_count,
        total=sum(entry.within is None for entry in term.entries),
        last_evidenced=term.last_evidenced,
        language=other_language(term.name, site),
    )


def _site_view(portfolio: Portfolio, settings: Settings, theme: Theme) -> SiteView:
    owner = _owner(portfolio, copied=settings.publish.pictures)
    title = settings.site.title or (owner.name if owner else "Credentials")
    axis = make_axis(portfolio.entries, portfolio.as_of)
    has_charts = bool(axis.ticks) and theme.has_template("glance.html")
    return SiteView(
        title=title,
        language=settings.site.language,
        direction=direction_of(settings.site.language),
        as_of=PartialDate.of(portfolio.as_of),
        base_url=settings.site.base_url,
        owner=owner,
        navigation=tuple(_navigation(portfolio, has_charts=has_charts)),
        data=tuple(_data(portfolio, settings)),
        axis=axis,
        options=theme.options,
        generator=GENERATOR,
        search=settings.site.search,
    )


def _owner(portfolio: Portfolio, *, copied: bool) -> Owner | None:
    profile = portfolio.content.profile
    if profile is None:
        return None
    record = profile.record
    photo = portfolio.content.assets.get((profile.path, record.photo or ""))
    links = tuple((link.label, link.url) for link in record.links)
    picture = show(photo, record.photo_alt or "", PORTRAIT, copied=copied) if photo else None
    return Owner(
        record.name,
        record.headline or "",
        record.location or "",
        record.email or "",
        links,
        picture,
    )


def _navigation(portfolio: Portfolio, *, has_charts: bool) -> Iterator[Link]:
    yield CREDENTIALS
    for kind in (TermKind.SKILLS, TermKind.TECHNOLOGIES):
        if portfolio.taxonomies[kind].terms:
            yield Link(TITLES[kind], f"{kind}/", language=ENGLISH)
    if has_charts:
        yield GLANCE
    if any(entry.standing is Standing.UNDERWAY for entry in portfolio.entries):
        yield ROADMAP
    for page in portfolio.content.pages:
        yield Link(page.record.title, f"{page.slug}/")


def _data(portfolio: Portfolio, settings: Settings) -> Iterator[Link]:
    if settings.site.base_url:
        yield FEED
    yield DATA
    if portfolio.content.profile:
        yield RESUME
    if any(entry.expiry for entry in portfolio.entries):
        yield RENEWALS


_LAST_UPDATED = attrgetter("credential.record.last_updated")


def newest_change(entries: Iterable[Entry]) -> PartialDate | None:
    """When one of these records was last changed or checked; None where none says so."""
    return max(filter(None, map(_LAST_UPDATED, entries)), default=None)


def totals_of(source: Source) -> Totals:
    """The figures of the portfolio; a programme counts once."""
    earned = [source.cards[entry.id] for entry in source.entries if entry.is_earned]
    return Totals(
        credentials=len(earned),
        learning=len(source.listed()) - len(earned),
        parts=sum(
            entry.within is not None and entry.standing in (Standing.VALID, Standing.LAPSED)
            for entry in source.entries
        ),
        valid=len(source.counted()),
        issuers=len({issuer.key for card in earned for issuer in card.issuers}),
        since=min((card.issued.year for card in earned if card.issued), default=0),
        hours=sum_hours(card.hours for card in finished(source.roots())),
        in_progress=len(source.in_state(State.IN_PROGRESS)),
        planned=len(source.in_state(State.PLANNED)),
        upcoming=len(source.in_state(State.UPCOMING)),
    )
