"""Projects become cards: everything a list shows of a project, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from ..domain.model import Portfolio, ProjectEntry
from ..domain.terms import TermKind
from ..locale.language import other_language
from ..settings import Settings
from ..store.memo import remember_each
from ..text import shorten_sentence
from ..views.cards import Link, Picture
from ..views.projects import ProjectCard
from .cards import DRAFT, SUMMARY_LENGTH, Assets, term_links
from .pictures import EVIDENCE, show

PROJECTS_ADDRESS = "projects/"
"""The page that lists projects, and the folder of their pages."""


def address_of_project(entry: ProjectEntry) -> str:
    """The page of a project."""
    return f"{PROJECTS_ADDRESS}{entry.slug}/"


def make_project_cards(portfolio: Portfolio, settings: Settings) -> dict[str, ProjectCard]:
    """The card of each project by its slug, in the order of lists."""
    if not portfolio.projects:
        return {}
    links = term_links(portfolio, settings.site.language)
    return {
        entry.slug: _card(
            entry,
            settings,
            _picture(entry, portfolio.content.assets, settings),
            _terms(entry, TermKind.TECHNOLOGIES, links),
            _terms(entry, TermKind.SKILLS, links),
        )
        for entry in portfolio.projects
    }


def _terms(
    entry: ProjectEntry, kind: TermKind, links: Mapping[tuple[TermKind, str], Link]
) -> tuple[Link, ...]:
    return tuple(links[kind, slug] for slug in entry.terms.get(kind, ()))


def _picture(entry: ProjectEntry, assets: Assets, settings: Settings) -> Picture | None:
    record = entry.project.record
    asset = assets.get((entry.project.path, record.image or ""))
    if asset is None:
        return None
    alt = record.image_alt or ""
    picture = show(asset, alt, EVIDENCE, copied=settings.publish.pictures)
    own = entry.project.languages.get("image_alt")
    language = other_language(alt, settings.site.language, own)
    return replace(picture, language=language) if picture else None


@remember_each
def _card(
    entry: ProjectEntry,
    settings: Settings,
    picture: Picture | None,
    technologies: tuple[Link, ...],
    skills: tuple[Link, ...],
) -> ProjectCard:
    project, record, site = entry.project, entry.project.record, settings.site.language
    first = project.outline.first_paragraph
    summary = record.summary or shorten_sentence(first, SUMMARY_LENGTH)
    of_summary = project.languages.get("summary" if record.summary else "text")
    result = project.told("result")
    of_result = project.languages.get("result" if record.result else "text")
    return ProjectCard(
        slug=entry.slug,
        title=record.title,
        address=address_of_project(entry),
        summary=summary,
        role=record.role or "",
        start=record.start_date,
        end=record.end_date,
        is_going_on=entry.is_going_on,
        result=result,
        technologies=technologies,
        skills=skills,
        picture=picture,
        unpublished="" if entry.is_published else settings.messages.gettext(DRAFT),
        language=other_language(record.title, site, project.title_language),
        summary_language=other_language(summary, site, of_summary),
        role_language=other_language(record.role or "", site, project.languages.get("role")),
        result_language=other_language(result, site, of_result),
    )
