"""Projects in their portfolio: which are shown, what they put to use, and in which order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from ..content.locate import locate
from ..diagnostics import Diagnostic, Location, Related, error, warning
from ..domain.model import Content, Credential, Project, ProjectEntry
from ..domain.states import GRACE
from ..domain.terms import TermKind
from ..locale.collation import ranks
from ..store.memo import remember_each
from .references import CredentialsById, check_reference
from .taxonomy import GroupedTerms


class ProjectUses(Struct, frozen=True):
    """The slugs of the projects that use something, in the order of lists."""

    of_credentials: Mapping[str, tuple[str, ...]]
    """By the id of a credential."""
    of_terms: Mapping[tuple[TermKind, str], tuple[str, ...]]
    """By the kind and slug of a term."""


def shown_projects(content: Content, as_of: date, *, drafts: bool) -> tuple[Project, ...]:
    """The projects that have begun, without drafts unless they are asked for."""
    found: dict[str, Project] = {}
    for project in content.projects:
        if _has_begun(project, as_of) and (drafts or not project.record.draft):
            found.setdefault(project.slug, project)
    return tuple(found.values())


def _has_begun(project: Project, as_of: date) -> bool:
    start = project.record.start_date or project.record.end_date
    return start is None or start.first - GRACE <= as_of


def link_projects(
    projects: Iterable[Project],
    shown: CredentialsById,
    groups: Mapping[TermKind, GroupedTerms],
    language: str,
) -> tuple[ProjectEntry, ...]:
    """The projects in the order of lists: what goes on, then the newest, then by title and slug.

    Of the credentials that they name, only those that are `shown` are kept.
    """
    entries = [
        _entry(
            project,
            tuple(identity for identity in project.record.credentials if identity in shown),
            {kind: slugs for kind in TermKind if (slugs := groups[kind].slugs[project.path])},
            not project.record.draft,
        )
        for project in projects
    ]
    return in_project_order(entries, language)


def in_project_order(entries: Iterable[ProjectEntry], language: str) -> tuple[ProjectEntry, ...]:
    """Projects in the order of lists, in a language."""
    found = [*entries]
    titles = ranks((entry.project.record.title for entry in found), language)

    def place(entry: ProjectEntry) -> tuple[bool, int, int, int, str]:
        record = entry.project.record
        end, start = record.end_date or record.start_date, record.start_date
        return (
            not entry.is_going_on,
            -(end.last.toordinal() if end else 0),
            -(start.first.toordinal() if start else 0),
            titles[record.title],
            entry.slug,
        )

    return tuple(sorted(found, key=place))


@remember_each
def _entry(project: Project, *facts: object) -> ProjectEntry:
    """The entry of a project, which is the same object while nothing about it changes."""
    return ProjectEntry(project, *facts)  # type: ignore[arg-type]


def uses_of(projects: Iterable[ProjectEntry]) -> ProjectUses:
    """Which of these projects, in their order, use what."""
    of_credentials: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    of_terms: defaultdict[tuple[TermKind, str], tuple[str, ...]] = defaultdict(tuple)
    for entry in projects:
        for identity in dict.fromkeys(entry.credentials):
            of_credentials[identity] += (entry.slug,)
        for kind, slugs in entry.terms.items():
            for slug in slugs:
                of_terms[kind, slug] += (entry.slug,)
    return ProjectUses(of_credentials, of_terms)


def check_projects(
    content: Content, by_id: Mapping[str, Credential], as_of: date
) -> Iterator[Diagnostic]:
    """References of projects that lead nowhere, and projects that the site does not show yet."""
    for project in content.projects:
        for at, identity in enumerate(project.record.credentials):
            yield from check_reference(project, ("credentials", at), identity, by_id, content)
        yield from _contradictions(project)
        if not (project.record.draft or _has_begun(project, as_of)):
            begins = project.record.start_date or project.record.end_date
            yield warning(
                "project-not-begun",
                f"it begins on {begins}; until then the site does not have it",
                _at(project, "start_date" if project.record.start_date else "end_date"),
                "correct the date, or wait",
            )


def _contradictions(project: Project) -> Iterator[Diagnostic]:
    """What a project says in two ways."""
    record = project.record
    if record.start_date and record.end_date and record.end_date.last < record.start_date.first:
        yield error(
            "end-before-start",
            f"it ends ({record.end_date}) before it begins ({record.start_date})",
            _at(project, "end_date"),
            "correct one of the dates; perhaps they are swapped",
            (Related("`start_date` is written here", _at(project, "start_date")),),
        )
    for step, _ in project.outline.story:
        if getattr(record, step):
            message = f"the text has a heading for `{step}` too"
            yield warning("told-twice", message, _at(project, step), "keep one of them")


def _at(project: Project, field: str) -> Location:
    return locate(project.path, project.front_matter, (field,))
