"""Credentials become a portfolio: references resolved, states as of one date, terms collected.

Everything that needs more than one file is here; nothing here needs a template.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from msgspec.structs import replace

from ..diagnostics import Diagnostic, Diagnostics
from ..domain.model import (
    AnyText,
    Asset,
    Content,
    Credential,
    Entry,
    Portfolio,
    Profile,
    ProjectEntry,
    Standing,
    State,
    Taxonomy,
    Term,
    Translation,
)
from ..domain.platforms import Platforms, known_platforms, own_site
from ..domain.proof import Checked
from ..domain.terms import TermKind
from ..locale.collation import ranks
from ..settings import Settings
from ..store.memo import remember_each, remember_last
from .badge_checks import BadgeChecks, check_badges, how_far_checked, report_badges
from .collections import check_collections, link_collections
from .projects import ProjectUses, check_projects, link_projects, shown_projects, uses_of
from .references import CredentialsById, check_links, check_references, check_unique_names
from .relations import RecordRelations, relations_of
from .renewals import activities_of, check_renewals, renewal_of
from .targets import check_targets, link_targets
from .taxonomy import (
    GroupedTerms,
    Named,
    TermGroup,
    check_terms,
    group_terms,
    mentions_of,
    terms_by_name,
)
from .verification import CandidateLinks, candidate_links, check_verification, keep_own_checks

EVIDENCE_ORDER = (Standing.VALID, Standing.LEARNING, Standing.LAPSED, Standing.UNDERWAY)
"""The order in which evidence is listed."""


@remember_last
def link(
    content: Content,
    settings: Settings,
    as_of: date,
    *,
    drafts: bool = False,
    platforms: Platforms | None = None,
) -> tuple[Portfolio, Diagnostics]:
    """The portfolio of the credentials as of a day, without drafts unless they are asked for.

    `platforms` come from `platforms_of` and remember earlier results.
    """
    shown = [
        credential for credential in content.credentials if drafts or not credential.record.draft
    ]
    by_id: dict[str, Credential] = {}
    for credential in shown:
        by_id.setdefault(credential.id, credential)
    platforms = platforms or platforms_of(settings, content.profile)
    pages = tuple(page for page in content.pages if drafts or not page.record.draft)
    here = replace(content, pages=pages)
    portfolio, problems = _portfolio(by_id, here, settings, platforms, as_of, drafts=drafts)
    texts = texts_of(portfolio)
    translations = [*_translations_of(texts, content, settings)]
    found = (
        *check_unique_names(shown, content),
        *check_references(content, by_id),
        *problems,
        *check_projects(content, by_id, as_of),
        *check_targets(content, by_id),
        *check_renewals(content, by_id),
        *check_links([*texts, *translations], content),
    )
    assets = _named_by([*texts, *translations], content)
    return replace(portfolio, content=replace(portfolio.content, assets=assets)), found


def _portfolio(
    by_id: CredentialsById,
    content: Content,
    settings: Settings,
    platforms: Platforms,
    as_of: date,
    *,
    drafts: bool,
) -> tuple[Portfolio, list[Diagnostic]]:
    """The portfolio with all files of content, and what is wrong with entries and what they name.

    Projects are made of credentials, terms of both, collections and targets of all of these.
    """
    begun = shown_projects(content, as_of, drafts=drafts)
    badges = check_badges(content, as_of)
    relations = relations_of(by_id, badges, settings, as_of, drafts=drafts)
    named: list[Named] = [*relations.shown.values(), *begun]
    groups = group_terms({text.path: mentions_of(text, settings) for text in named})
    language = settings.site.language
    projects = link_projects(begun, relations.shown, groups, language)
    uses = uses_of(projects)
    entries, problems = _entries(
        by_id, content, platforms, relations, badges, groups, uses, as_of, drafts=drafts
    )
    taxonomies = _taxonomies(entries, groups, projects, uses, language)
    known = {entry.id: entry for entry in entries}
    find = terms_by_name(groups, settings)
    collections = link_collections(content, known, projects, find, language, drafts=drafts)
    targets = link_targets(content, known, taxonomies, find, language, drafts=drafts)
    problems += check_terms(groups, named)
    problems += check_collections(content, by_id, collections, groups, find, as_of)
    return Portfolio(as_of, entries, taxonomies, content, projects, collections, targets), problems


def texts_of(portfolio: Portfolio) -> list[AnyText]:
    """Every text that is published."""
    return [
        *(entry.credential for entry in portfolio.entries),
        *portfolio.content.pages,
        *filter(None, [portfolio.content.profile]),
        *(entry.project for entry in portfolio.projects),
        *(entry.collection for entry in portfolio.collections),
        *(entry.target for entry in portfolio.targets),
    ]


def _translations_of(
    texts: Iterable[AnyText], content: Content, settings: Settings
) -> Iterator[Translation]:
    """The translations of some texts into the languages of the site."""
    for text in texts:
        for language, translation in content.translations.get(text.path, {}).items():
            if language in settings.site.languages:
                yield translation


def _named_by(
    texts: Iterable[AnyText | Translation], content: Content
) -> dict[tuple[str, str], Asset]:
    """The pictures and documents that some texts refer to."""
    paths = {text.path for text in texts}
    return {
        (path, target): asset for (path, target), asset in content.assets.items() if path in paths
    }


@remember_last
def platforms_of(settings: Settings, profile: Profile | None) -> Platforms:
    """The owner's platforms, then ours, then the owner's own websites."""
    own = dict(sorted(settings.platforms.items()))
    places = [settings.site.base_url]
    if profile:
        places += [named.url for named in profile.record.links]
    ours = {key: known for key, known in known_platforms().items() if key not in own}
    return Platforms({**own, **ours, "": own_site(filter(None, places))})


def _entries(
    by_id: CredentialsById,
    content: Content,
    platforms: Platforms,
    found: RecordRelations,
    badges: Mapping[str, BadgeChecks],
    groups: Mapping[TermKind, GroupedTerms],
    uses: ProjectUses,
    as_of: date,
    *,
    drafts: bool,
) -> tuple[tuple[Entry, ...], list[Diagnostic]]:
    """The entries in the order of lists, and what is wrong with them."""
    states, titles = found.states, found.titles
    candidates = _candidate_links(by_id, states, platforms)
    learned = activities_of(content)
    entries = [
        _entry(
            credential,
            states[identity],
            candidates[identity].chosen,
            found.parents.get(identity),
            found.parts.get(identity, ()),
            found.successors.get(identity),
            {kind: slugs for kind in TermKind if (slugs := groups[kind].slugs[credential.path])},
            found.counted_instead.get(identity),
            identity in found.published,
            candidates[identity].others,
            found.renewals.get(identity, ()),
            found.renewed_as.get(identity),
            _checked(badges, credential, candidates[identity], content, states[identity]),
            uses.of_credentials.get(identity, ()),
            renewal_of(credential, learned.get(identity, ()), as_of, drafts=drafts),
        )
        for identity, credential in found.shown.items()
    ]
    unverified = (p for c in by_id.values() for p in check_verification(c, candidates[c.id]))
    problems = [*unverified, *report_badges(content, entries, badges)]
    return tuple(sorted(entries, key=lambda entry: newest_first(entry, titles))), problems


def _checked(
    badges: Mapping[str, BadgeChecks],
    credential: Credential,
    links: CandidateLinks,
    content: Content,
    state: State,
) -> Checked:
    """How far a credential is checked."""
    return how_far_checked(badges.get(credential.path), links.chosen, content, state)


@remember_each
def _entry(credential: Credential, *facts: Any) -> Entry:
    """The entry of a credential, which is the same object while nothing about it changes."""
    return Entry(credential, *facts)


def _candidate_links(
    by_id: CredentialsById, states: Mapping[str, State], platforms: Platforms
) -> dict[str, CandidateLinks]:
    """The links by which each credential might be checked."""
    held = {
        identity
        for identity, state in states.items()
        if state.standing in (Standing.VALID, Standing.LAPSED)
    }
    found = {
        identity: candidate_links(credential, platforms) for identity, credential in by_id.items()
    }
    return keep_own_checks(found, held)


def newest_first(entry: Entry, titles: Mapping[str, int]) -> tuple[int, int, int, int, str]:
    """The order of lists: newest issue date, precise ones first; undated ones last; title; id.

    `titles` has the rank of each title.
    """
    issued = entry.record.issued_date
    when = (-issued.year, -issued.month, -issued.day) if issued else (0, 0, 0)
    return (*when, titles[entry.record.title], entry.id)


def by_standing(entry: Entry) -> int:
    """The order of evidence, valid ones first, for entries that are already in order."""
    return EVIDENCE_ORDER.index(entry.standing)


def _taxonomies(
    entries: Iterable[Entry],
    groups: Mapping[TermKind, GroupedTerms],
    projects: Iterable[ProjectEntry],
    uses: ProjectUses,
    language: str,
) -> dict[TermKind, Taxonomy]:
    """The terms of every kind."""
    by_proof = sorted(entries, key=by_standing)
    by_slug = {entry.slug: entry for entry in projects}
    return {
        kind: _taxonomy(kind, groups[kind], by_proof, by_slug, uses, language) for kind in TermKind
    }


def _taxonomy(
    kind: TermKind,
    grouped: GroupedTerms,
    entries: Iterable[Entry],
    projects: Mapping[str, ProjectEntry],
    uses: ProjectUses,
    language: str,
) -> Taxonomy:
    """The terms of one kind, those with the most proofs first, then by name.

    `entries` are in the order of evidence.
    """
    members: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for slug in entry.terms.get(kind, ()):
            members[slug].append(entry)
    terms = [
        _term(
            group,
            kind,
            _without_renewed(members[group.slug]),
            tuple(projects[slug] for slug in uses.of_terms.get((kind, group.slug), ())),
        )
        for group in grouped.groups
    ]
    return Taxonomy(kind, by_evidence(terms, language))


def by_evidence(terms: Collection[Term], language: str) -> tuple[Term, ...]:
    """Terms in their order: those with the most proofs first, then by name."""
    names = ranks((term.name for term in terms), language)

    def _place(term: Term) -> tuple[int, int, int, int, int, str]:
        evidence = (-term.valid_count, -term.part_count, -len(term.entries), -len(term.projects))
        return (*evidence, names[term.name], term.slug)

    return tuple(sorted(terms, key=_place))


def _without_renewed(members: list[Entry]) -> tuple[Entry, ...]:
    """The members of a term without those whose last renewal is one of them."""
    if not any(entry.renewed_as for entry in members):
        return tuple(members)
    known = {entry.id for entry in members}
    return tuple(entry for entry in members if entry.renewed_as not in known)


@remember_each
def _term(
    group: TermGroup,
    kind: TermKind,
    members: tuple[Entry, ...],
    projects: tuple[ProjectEntry, ...],
) -> Term:
    """A term with its evidence and its projects, which are in order."""
    by_standing = {
        standing: tuple(found) for standing, found in groupby(members, attrgetter("standing"))
    }
    newest = (
        found[0].record.issued_date
        for standing, found in by_standing.items()
        if standing is not Standing.UNDERWAY
    )
    valid = by_standing.get(Standing.VALID, ())
    counted = sum(entry.is_counted for entry in valid)
    last = max((day for day in newest if day), default=None)
    return Term(
        kind,
        group.slug,
        group.name,
        members,
        counted,
        len(valid) - counted,
        last,
        group.written,
        projects=tuple(entry.slug for entry in projects),
        last_used=max(filter(None, (e.project.record.end_date for e in projects)), default=None),
        is_in_use=any(entry.is_going_on for entry in projects),
    )
