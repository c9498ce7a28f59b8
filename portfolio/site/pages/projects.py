"""The pages of projects, and the page that lists them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...domain.model import ProjectEntry
from ...domain.story import STEPS
from ...drawing.fonts import title_variants
from ...drawing.share_card import ShareCard
from ...locale.display import display_date
from ...locale.language import other_language
from ...locale.messages import Messages
from ...views.cards import Link
from ...views.pages import Page
from ...views.projects import ProjectCard, ProjectPage, Step
from .. import structured
from ..outline import ComputedOnce, Route
from ..registry import PageKind
from ..share_cards import legible_messages, share_card
from ..source import HOME, PROJECTS, SiteFacts, Source
from .common import make_page


def project_page(source: Source, entry: ProjectEntry, newer: str, older: str) -> Page:
    """The page of a project; `newer` and `older` are the slugs beside it in the list, or empty."""
    sheet = project_sheet(source, entry, newer, older)
    card = sheet.card
    parents = (source.named(HOME), source.named(PROJECTS))
    return make_page(
        source,
        "project",
        card.address,
        card.title,
        _description(source, card),
        structured.project_nodes(source.view, sheet, parents),
        {"project": sheet},
        parents,
        unpublished=card.unpublished,
        shows=entry.project,
    )


def project_sheet(
    source: Source, entry: ProjectEntry, newer: str = "", older: str = ""
) -> ProjectPage:
    """What the page of a project shows; `newer` and `older` as above."""
    record = entry.project.record
    return ProjectPage(
        card=source.projects[entry.slug],
        record=record,
        steps=tuple(_steps(source, entry)),
        credentials=tuple(source.cards[identity] for identity in entry.credentials),
        links=tuple((link.label, link.url) for link in record.links),
        newer=_link(source.projects.get(newer)),
        older=_link(source.projects.get(older)),
    )


def _steps(source: Source, entry: ProjectEntry) -> Iterator[Step]:
    site = source.view.language
    for key, label in STEPS.items():
        if text := getattr(entry.project.record, key):
            own = other_language(text, site, entry.project.languages.get(key))
            yield Step(key, source.messages.gettext(label), text, own)


def _link(card: ProjectCard | None) -> Link | None:
    return Link(card.title, card.address, card.slug, card.language) if card else None


def _description(source: Source, card: ProjectCard) -> str:
    """What a project is, with its time and role."""
    about = ", ".join(filter(None, [card.role, time_of(card, source.messages)]))
    title = f"{card.title} ({about})" if about else card.title
    more = card.summary or card.result
    if more:
        return f"{title}. {more}"
    return source.messages.gettext(
        "%(title)s: a project of %(site)s.", title=title, site=source.view.title
    )


def time_of(card: ProjectCard, messages: Messages) -> str:
    """When a project was, in words that stay true after the build."""
    start, end = (
        display_date(day, messages.language) if day else "" for day in (card.start, card.end)
    )
    if start and end and start != end:
        return f"{start} – {end}"
    if start and not end:
        return messages.gettext("since %(date)s", date=start)
    return end


def projects_page(source: Source) -> Page:
    """The page that lists projects."""
    page = source.named(PROJECTS)
    cards = tuple(source.projects.values())
    description = source.messages.ngettext(
        "%(num)s project of %(site)s: what was done, with what, and what came of it.",
        "%(num)s projects of %(site)s: what was done, with what, and what came of it.",
        len(cards),
        site=source.view.title,
    )
    nodes = structured.page_nodes(source.view, page.address, page.text, (source.named(HOME),))
    return make_page(
        source, "projects", page.address, page.text, description, nodes, {"projects": cards}
    )


def _share_card(source: Source, card: ProjectCard) -> ShareCard:
    words = legible_messages(source)
    lines = tuple(
        (said,) for said in (card.result or card.summary, card.role, time_of(card, words)) if said
    )
    label = words.gettext("Project")
    return share_card(source, title_variants(card.title), lines=lines, label=label)


def _list_share_card(source: Source) -> ShareCard:
    words, count = legible_messages(source), len(source.projects)
    line = (words.ngettext("%(num)s project", "%(num)s projects", count),)
    return share_card(source, (source.named(PROJECTS).text,), lines=(line,))


def _routes(source: Source) -> Iterator[Route]:
    entries = source.portfolio.projects
    if entries:
        yield Route(
            PROJECTS.address,
            partial(projects_page, source),
            title=source.named(PROJECTS).text,
            share=ComputedOnce(_list_share_card, source),
        )
    slugs = ["", *(entry.slug for entry in entries), ""]
    for at, entry in enumerate(entries, 1):
        card = source.projects[entry.slug]
        yield Route(
            card.address,
            partial(project_page, source, entry, slugs[at - 1], slugs[at + 1]),
            entry.project.shown_path,
            title=card.title,
            share=ComputedOnce(_share_card, source, card),
        )


def _navigation(facts: SiteFacts) -> Iterator[Link]:
    if facts.portfolio.projects:
        yield facts.named(PROJECTS)


KIND = PageKind(_routes, rank=3, navigation=_navigation)
