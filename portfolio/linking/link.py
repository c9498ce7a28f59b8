"""Credentials become a portfolio: references resolved, states as of one date, terms collected.

Everything that needs more than one file is here; nothing here needs a template.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import attrgetter

from msgspec.structs import replace

from ..collation import ranks
from ..diagnostics import Diagnostic, Diagnostics
from ..domain.counting import programme_counted_instead
from ..domain.model import (
    Asset,
    Content,
    Credential,
    Entry,
    FreePage,
    Portfolio,
    Profile,
    Standing,
    State,
    Taxonomy,
    Term,
    TermKind,
)
from ..domain.platforms import Platforms, known_platforms, own_site
from ..domain.states import state_of
from ..settings import Settings
from ..source_text import KeyPath
from .references import (
    PART_OF,
    SUPERSEDED_BY,
    CredentialsById,
    check_links,
    check_references,
    check_unique_names,
    resolve_references,
)
from .taxonomy import TermGroup, group_terms
from .verification import CandidateLinks, candidate_links, check_verification, keep_own_checks

EVIDENCE_ORDER = (Standing.VALID, Standing.LEARNING, Standing.LAPSED, Standing.UNDERWAY)
"""The order in which evidence is listed."""


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
    entries, problems = _entries(by_id, platforms, settings, as_of)
    if not drafts:
        entries = [entry for entry in entries if entry.is_published]
    groups, term_problems = _grouped(entries, settings)
    linked = _with_terms(entries, groups)
    pages = tuple(page for page in content.pages if drafts or not page.record.draft)
    texts: list[Credential | FreePage | Profile] = [
        *(entry.credential for entry in linked),
        *pages,
        *filter(None, [content.profile]),
    ]
    found = (
        *check_unique_names(shown),
        *check_references(content, by_id),
        *problems,
        *term_problems,
        *check_links(texts, content),
    )
    assets = _named_by(texts, content)
    taxonomies = _taxonomies(linked, groups, settings.site.language)
    return Portfolio(as_of, linked, taxonomies, replace(content, pages=pages, assets=assets)), found


def _named_by(
    texts: Iterable[Credential | FreePage | Profile], content: Content
) -> dict[tuple[str, str], Asset]:
    """The pictures and documents that some texts refer to."""
    paths = {text.path for text in texts}
    return {
        (path, target): asset for (path, target), asset in content.assets.items() if path in paths
    }


def platforms_of(settings: Settings, profile: Profile | None) -> Platforms:
    """The owner's platforms, then ours, then the owner's own websites."""
    own = dict(sorted(settings.platforms.items()))
    places = [settings.site.base_url]
    if profile:
        places += [named.url for named in profile.record.links]
    ours = {key: known for key, known in known_platforms().items() if key not in own}
    return Platforms({**own, **ours, "": own_site(filter(None, places))})


def _entries(
    by_id: CredentialsById, platforms: Platforms, settings: Settings, as_of: date
) -> tuple[list[Entry], list[Diagnostic]]:
    parents, successors = (
        resolve_references(by_id, PART_OF),
        resolve_references(by_id, SUPERSEDED_BY),
    )
    states = _states(by_id, successors, as_of)
    titles = ranks(
        (credential.record.title for credential in by_id.values()), settings.site.language
    )
    parts = _parts(by_id, parents, titles)
    candidates = _candidate_links(by_id, states, platforms)
    entries: list[Entry] = []
    problems: list[Diagnostic] = []
    for identity, credential in by_id.items():
        links, state = candidates[identity], states[identity]
        problems += check_verification(credential, links)
        is_shown = settings.publish.planned or state is not State.PLANNED
        entries.append(
            Entry(
                credential,
                state,
                links.chosen,
                parents.get(identity),
                parts[identity],
                successors.get(identity),
                {},
                programme_counted_instead(identity, parents, states),
                is_shown and not credential.record.draft,
                links.others,
            )
        )
    return sorted(entries, key=lambda entry: newest_first(entry, titles)), problems


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


def _states(by_id: CredentialsById, successors: Mapping[str, str], as_of: date) -> dict[str, State]:
    """The state of each record, which is superseded only while some successor is valid."""
    alone = {identity: state_of(credential.record, as_of) for identity, credential in by_id.items()}
    valid = {identity for identity, state in alone.items() if state.standing is Standing.VALID}
    return {
        identity: state_of(
            credential.record,
            as_of,
            is_superseded=not valid.isdisjoint(_followers(identity, successors)),
        )
        for identity, credential in by_id.items()
    }


def _followers(identity: str, successors: Mapping[str, str]) -> Iterator[str]:
    """The successors of a record, the next one first; `successors` has no cycles."""
    while (following := successors.get(identity)) is not None:
        yield following
        identity = following


def _parts(
    by_id: CredentialsById, parents: Mapping[str, str], titles: Mapping[str, int]
) -> defaultdict[str, tuple[str, ...]]:
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for identity in sorted(parents, key=lambda identity: _part_order(by_id[identity], titles)):
        found[parents[identity]] += (identity,)
    return found


def _part_order(credential: Credential, titles: Mapping[str, int]) -> tuple[str, int, str]:
    issued = credential.record.issued_date
    return (issued.iso if issued else "9999", titles[credential.record.title], credential.id)


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


def _grouped(
    entries: Iterable[Entry], settings: Settings
) -> tuple[dict[TermKind, list[TermGroup]], list[Diagnostic]]:
    groups: dict[TermKind, list[TermGroup]] = {}
    problems: list[Diagnostic] = []
    for kind in TermKind:
        groups[kind], found = group_terms(kind, [entry.credential for entry in entries], settings)
        problems += found
    return groups, problems


def _with_terms(
    entries: Iterable[Entry], groups: Mapping[TermKind, list[TermGroup]]
) -> tuple[Entry, ...]:
    """The entries with their terms, and only with relations to entries that are published."""
    terms: dict[str, dict[TermKind, tuple[str, ...]]] = {entry.id: {} for entry in entries}
    for kind, found in groups.items():
        named: defaultdict[str, list[tuple[KeyPath, str]]] = defaultdict(list)
        for group in found:
            for mention in group.mentions:
                named[mention.credential.id].append((mention.keys[1:], group.slug))
        for identity, places in named.items():
            terms[identity][kind] = tuple(dict.fromkeys(slug for _, slug in sorted(places)))
    return tuple(
        replace(
            entry,
            terms=terms[entry.id],
            parts=tuple(part for part in entry.parts if part in terms),
            parent=entry.parent if entry.parent in terms else None,
            within=entry.within if entry.within in terms else None,
            successor=entry.successor if entry.successor in terms else None,
        )
        for entry in entries
    )


def _taxonomies(
    entries: Iterable[Entry], groups: Mapping[TermKind, list[TermGroup]], language: str
) -> dict[TermKind, Taxonomy]:
    """The terms of every kind."""
    by_proof = {entry.id: entry for entry in sorted(entries, key=by_standing)}
    return {kind: _taxonomy(kind, groups[kind], by_proof, language) for kind in TermKind}


def _taxonomy(
    kind: TermKind, groups: Iterable[TermGroup], entries: Mapping[str, Entry], language: str
) -> Taxonomy:
    """The terms of one kind, those with the most proofs first, then by name.

    `entries` are in the order of evidence.
    """
    order = {identity: place for place, identity in enumerate(entries)}
    terms = [_term(kind, group, entries, order) for group in groups]
    names = ranks((term.name for term in terms), language)

    def _by_evidence(term: Term) -> tuple[int, int, int, int, str]:
        return -term.valid_count, -term.part_count, -len(term.entries), names[term.name], term.slug

    return Taxonomy(kind, tuple(sorted(terms, key=_by_evidence)))


def _term(
    kind: TermKind, group: TermGroup, entries: Mapping[str, Entry], order: Mapping[str, int]
) -> Term:
    identities = {mention.credential.id for mention in group.mentions}
    members = tuple(entries[identity] for identity in sorted(identities, key=order.__getitem__))
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
    return Term(kind, group.slug, group.name, members, counted, len(valid) - counted, last)
