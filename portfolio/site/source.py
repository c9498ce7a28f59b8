"""All that pages are made of: the portfolio, its cards and terms, and the values that all share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import attrgetter
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from ..dates import PartialDate
from ..domain.model import Entry, Portfolio, Standing, State, Term
from ..domain.terms import TermKind
from ..drawing.fonts import PictureFonts
from ..drawing.share_card import ShareCard
from ..linking.targets import closing_order
from ..locale.collation import ranks
from ..locale.language import direction_of, other_language
from ..locale.messages import Messages, gettext_noop
from ..settings import Settings
from ..theme.look import CUSTOM_CSS
from ..theme.themes import Theme
from ..validation.setting_types import Host
from ..views.cards import Axis, Card, Link
from ..views.pages import Owner, SharePicture, SiteView, TermLink, Totals
from ..views.projects import ProjectCard
from .cards import address_of, finished, make_cards, sum_hours
from .link_targets import Library, make_library
from .outline import Resource, Route
from .pictures import PORTRAIT, show
from .project_cards import PROJECTS_ADDRESS, address_of_project, make_project_cards

GENERATOR = "portfolio"
HOME = Link(gettext_noop("Home"), "")
CREDENTIALS = Link(gettext_noop("Credentials"), "credentials/")
PROJECTS = Link(gettext_noop("Projects"), PROJECTS_ADDRESS)
COLLECTIONS = Link(gettext_noop("Selections"), "for/")
TARGETS = Link(gettext_noop("Goals"), "targets/")
ROADMAP = Link(gettext_noop("Roadmap"), "roadmap/")
TERMS = {
    TermKind.SKILLS: Link(gettext_noop("Skills"), "skills/"),
    TermKind.TECHNOLOGIES: Link(gettext_noop("Technologies"), "technologies/"),
    TermKind.ISSUERS: Link(gettext_noop("Issuers"), "issuers/"),
    TermKind.CATEGORIES: Link(gettext_noop("Fields"), "categories/"),
}
"""The index of each kind of terms."""
MAX_POOL = 40
"""Maximum credentials of a term that are compared in the search for related ones."""


def in_words(page: Link, messages: Messages) -> Link:
    """The link to a page of ours, in the words of the site."""
    return replace(page, text=messages.gettext(page.text), language=messages.marked)


class Source(Struct, frozen=True):
    """All that pages are made of."""

    portfolio: Portfolio
    view: SiteView
    cards: Mapping[str, Card]
    terms: Mapping[tuple[TermKind, str], TermLink]
    pool: Mapping[tuple[TermKind, str], tuple[str, ...]]
    """By term, the credentials among which related ones are sought."""
    texts: Library
    projects: Mapping[str, ProjectCard] = MappingProxyType({})
    """The card of each project by its slug, in the order of lists."""
    copied: bool = True
    """Whether pictures have copies."""
    host: Host = Host.NONE
    """The host for which files are made that it reads."""
    editions: Mapping[str, Mapping[str, Resource]] = MappingProxyType({})
    """Every address of each language of the site, without its folder; complete when the first page
    is made."""
    folders: Mapping[str, str] = MappingProxyType({})
    """The folder of each language of the site with a slash, the one at the root first."""
    picture: SharePicture | None = None
    """The picture of every page, where the site has one."""
    offered: tuple[Link, ...] = ()
    """The pages that the kinds offer for the navigation."""
    share_base: ShareCard | None = None
    """Or else what the pictures of all pages have in common; None where none is drawn."""
    fonts: PictureFonts = PictureFonts()
    """The fonts for the words of pictures."""
    has_letters: bool = True
    """Whether pictures can have the words of the site's language."""
    by_id: Mapping[str, Entry] = MappingProxyType({})
    """Everything published, by id."""
    addresses: Mapping[str, str] = MappingProxyType({})
    """The page of each text, by the path of its file."""
    settings: Settings = Settings()
    closing: Mapping[str, tuple[int, int]] = MappingProxyType({})
    """How much each credential that is not earned yet closes of the gaps of targets, by its id; the
    smallest closes most."""

    @property
    def messages(self) -> Messages:
        """The words of the program in the language of the site."""
        return self.view.messages

    def named(self, page: Link) -> Link:
        """The link to a page of ours, in the words of the site."""
        return in_words(page, self.view.messages)

    @property
    def resources(self) -> Mapping[str, Resource]:
        """Every address in this language, complete when the first page is made."""
        return self.editions.get(self.view.language, {})

    def share_card_of(self, address: str) -> ShareCard | None:
        """What the picture of the page at an address says; None if none is drawn."""
        route = self.resources.get(address)
        if self.share_base is None or not isinstance(route, Route) or route.share is None:
            return None
        return route.share()

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
        left_out = [Standing.UNDERWAY]
        if not self.view.options["show_expired"]:
            left_out.append(Standing.LAPSED)
        return [
            self.cards[e.id]
            for e in self.entries
            if e.within is None and e.standing not in left_out
        ]

    def roots(self) -> list[Card]:
        """What is no part of anything."""
        return [self.cards[entry.id] for entry in self.entries if entry.parent is None]

    def in_state(self, state: State) -> tuple[Card, ...]:
        """The cards of one state; parts are within their programmes.

        What is planned comes in the order of what it closes of the gaps of targets, then, as all
        else, by target date, title and id.
        """
        found = [
            self.cards[entry.id]
            for entry in self.entries
            if entry.state is state and entry.within is None
        ]
        closing = self.closing if state is State.PLANNED else {}
        titles = ranks((card.title for card in found), self.view.language)

        def place(card: Card) -> tuple[tuple[int, int], str, int, str]:
            day = card.target.iso if card.target else "9"
            return closing.get(card.id, (0, 0)), day, titles[card.title], card.id

        return tuple(sorted(found, key=place))

    def underway(self) -> dict[State, tuple[Card, ...]]:
        """What is not earned yet, in the order in which it is shown."""
        return {
            state: self.in_state(state)
            for state in (State.UPCOMING, State.IN_PROGRESS, State.PLANNED)
        }


def make_source(
    facts: SiteFacts,
    view: SiteView,
    editions: Mapping[str, Mapping[str, Resource]],
    offered: tuple[Link, ...],
) -> Source:
    """The portfolio prepared for its pages.

    `editions` are the addresses of each language of the site, complete when the first page is made,
    and `offered` the pages that the kinds offer for the navigation.
    """
    portfolio, settings = facts.portfolio, facts.settings
    copied = settings.publish.pictures
    all_terms = [term for taxonomy in portfolio.taxonomies.values() for term in taxonomy.terms]
    addresses = addresses_of_texts(portfolio)
    return Source(
        portfolio=portfolio,
        view=view,
        cards=make_cards(portfolio, settings, view.axis),
        terms={(term.kind, term.slug): _term_link(term, view.language) for term in all_terms},
        pool={
            (term.kind, term.slug): tuple(entry.id for entry in term.entries[:MAX_POOL])
            for term in all_terms
        },
        texts=make_library(
            portfolio.content, addresses, view.base_url, editions[view.language], copied=copied
        ),
        projects=make_project_cards(portfolio, settings),
        by_id={entry.id: entry for entry in portfolio.entries},
        addresses=addresses,
        settings=settings,
        closing=closing_order(portfolio.targets),
        copied=copied,
        host=settings.publish.host,
        offered=offered,
        editions=editions,
        folders=facts.folders,
    )


def _term_link(term: Term, site: str) -> TermLink:
    return TermLink(
        text=term.name,
        address=term.address,
        key=term.slug,
        valid=term.valid_count,
        parts=term.part_count,
        total=sum(not entry.is_part for entry in term.entries),
        last_evidenced=term.last_evidenced,
        language=other_language(term.name, site, term.language),
        used=len(term.projects),
    )


def addresses_of_texts(portfolio: Portfolio) -> dict[str, str]:
    """The page of each text, by the path of its file; the profile is shown by the home page."""
    content = portfolio.content
    return {
        **{entry.credential.path: address_of(entry) for entry in portfolio.entries},
        **{page.path: f"{page.slug}/" for page in content.pages},
        **({content.profile.path: ""} if content.profile else {}),
        **{each.project.path: address_of_project(each) for each in portfolio.projects},
        **{
            collection.path: f"{COLLECTIONS.address}{collection.slug}/"
            for collection in (each.collection for each in portfolio.collections)
        },
        **{
            target.path: f"{TARGETS.address}{target.slug}/"
            for target in (each.target for each in portfolio.targets)
        },
    }


class SiteFacts(Struct, frozen=True):
    """What decides which pages and files a site has."""

    portfolio: Portfolio
    settings: Settings
    theme: Theme
    axis: Axis
    folders: Mapping[str, str] = MappingProxyType({})
    """The folder of each language of the site with a slash, the one at the root first."""

    def named(self, page: Link) -> Link:
        """The link to a page of ours, in the words of the site."""
        return in_words(page, self.settings.messages)


def make_view(facts: SiteFacts, navigation: tuple[Link, ...], data: tuple[Link, ...]) -> SiteView:
    """What every template is told of the site."""
    portfolio, settings, theme = facts.portfolio, facts.settings, facts.theme
    owner = _owner(portfolio, settings)
    messages = settings.messages
    return SiteView(
        title=settings.site.title or (owner.name if owner else messages.gettext(CREDENTIALS.text)),
        language=settings.site.language,
        direction=direction_of(settings.site.language),
        as_of=PartialDate.of(portfolio.as_of),
        base_url=settings.site.base_url,
        owner=owner,
        navigation=navigation,
        data=data,
        axis=facts.axis,
        fields=tuple(sorted(term.slug for term in portfolio.taxonomies[TermKind.CATEGORIES].terms)),
        options=theme.options,
        accent=theme.accent,
        custom_css=theme.static[CUSTOM_CSS].address if CUSTOM_CSS in theme.static else "",
        generator=GENERATOR,
        search=settings.site.search,
        messages=messages,
        folder=facts.folders.get(settings.site.language, ""),
    )


def _owner(portfolio: Portfolio, settings: Settings) -> Owner | None:
    profile = portfolio.content.profile
    if profile is None:
        return None
    record = profile.record
    photo = portfolio.content.assets.get((profile.path, record.photo or ""))
    links = tuple((link.label, link.url) for link in record.links)
    copied = settings.publish.pictures
    picture = show(photo, record.photo_alt or "", PORTRAIT, copied=copied) if photo else None
    headline = record.headline or ""
    return Owner(
        record.name,
        headline,
        record.location or "",
        record.email or "",
        links,
        picture,
        other_language(headline, settings.site.language, profile.languages.get("headline")),
    )


_LAST_UPDATED = attrgetter("credential.record.last_updated")


def newest_change(entries: Iterable[Entry]) -> PartialDate | None:
    """When one of these records was last changed or checked; None where none says so."""
    return max(filter(None, map(_LAST_UPDATED, entries)), default=None)


def totals_of(source: Source) -> Totals:
    """The figures of the portfolio; a programme counts once."""
    listed = source.listed()
    earned = [card for card in listed if card.standing is not Standing.LEARNING]
    return Totals(
        credentials=len(earned),
        learning=len(listed) - len(earned),
        parts=sum(
            entry.is_part and entry.standing in (Standing.VALID, Standing.LAPSED)
            for entry in source.entries
        ),
        valid=len(source.counted()),
        issuers=len({issuer.key for card in earned for issuer in card.issuers}),
        since=min((card.held_since.year for card in earned if card.held_since), default=0),
        hours=sum_hours(card.hours for card in finished(source.roots())),
        in_progress=len(source.in_state(State.IN_PROGRESS)),
        planned=len(source.in_state(State.PLANNED)),
        upcoming=len(source.in_state(State.UPCOMING)),
    )
