"""Collections: what each selects of that which the site publishes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from ..content.locate import locate
from ..diagnostics import Diagnostic, warning
from ..domain.model import (
    Collection,
    CollectionEntry,
    Content,
    Credential,
    Entry,
    ProjectEntry,
    Standing,
)
from ..domain.records.collection import CollectionBlock, CollectionOrder
from ..domain.states import groups_of
from ..domain.terms import TermKind
from ..locale.collation import ranks
from ..store.memo import remember_each
from ..text import did_you_mean, quoted
from .references import check_reference
from .taxonomy import GroupedTerms

FILTERS = {
    "competencies": TermKind.SKILLS,
    "technologies": TermKind.TECHNOLOGIES,
    "issuers": TermKind.ISSUERS,
    "categories": TermKind.CATEGORIES,
}
"""The fields that select by terms, and of which kind."""
FindTerm = Callable[[TermKind, str], str]
"""The slug of a term by what an author writes; empty for none."""


def link_collections(
    content: Content,
    entries: Mapping[str, Entry],
    projects: Iterable[ProjectEntry],
    find: FindTerm,
    language: str,
    *,
    drafts: bool,
) -> tuple[CollectionEntry, ...]:
    """The collections of a site by title, each with what it shows of the `entries`.

    These are by id, in the order of lists, and all that is shown.
    """
    titles = ranks((entry.record.title for entry in entries.values()), language)
    shown = {c.slug: c for c in reversed(content.collections) if drafts or not c.record.draft}
    names = ranks((c.record.title for c in shown.values()), language)
    made: list[CollectionEntry] = []
    for collection in sorted(shown.values(), key=lambda c: (names[c.record.title], c.slug)):
        chosen = tuple(_chosen(collection, entries, find, titles))
        used: tuple[str, ...] = ()
        if CollectionBlock.PROJECTS in collection.record.blocks:
            used = tuple(p.slug for p in projects if not {*chosen}.isdisjoint(p.credentials))
        made.append(_entry(collection, chosen, used, not collection.record.draft))
    return tuple(made)


@remember_each
def _entry(
    collection: Collection,
    credentials: tuple[str, ...],
    projects: tuple[str, ...],
    is_published: bool,  # noqa: FBT001 - a fact of the record
) -> CollectionEntry:
    """The entry of a collection, which is the same object while nothing about it changes."""
    return CollectionEntry(collection, credentials, projects, is_published)


def _chosen(
    collection: Collection,
    entries: Mapping[str, Entry],
    find: FindTerm,
    titles: Mapping[str, int],
) -> Iterator[str]:
    """The ids of what a collection shows, in its order."""
    record = collection.record
    named = [entries[identity] for identity in record.credentials if identity in entries]
    found: list[Entry] = []
    if _filters_of(collection) or not record.credentials:
        found = _outermost([e for e in entries.values() if _matches(e, collection, find)])
    chosen = [*{entry.id: entry for entry in (*named, *found)}.values()]
    if not record.expired:
        chosen = [entry for entry in chosen if entry.standing is not Standing.LAPSED]
    order = record.order or (
        CollectionOrder.GIVEN if record.credentials else CollectionOrder.NEWEST
    )
    yield from (entry.id for entry in _in_order(chosen, order, [*entries], titles))


def _filters_of(collection: Collection) -> list[str]:
    """The fields of a collection that select by what a credential says."""
    return [name for name in (*FILTERS, "types", "states") if getattr(collection.record, name)]


def _matches(entry: Entry, collection: Collection, find: FindTerm) -> bool:
    """Whether an entry has what each filter of a collection asks for."""
    record = collection.record
    if entry.renewed_as:
        return False
    if not record.states and entry.standing is Standing.UNDERWAY:
        return False
    if record.states and not {*groups_of(entry.state)}.intersection(record.states):
        return False
    if record.types and entry.record.type not in record.types:
        return False
    return all(
        {find(kind, name) for name in wanted}.intersection(entry.terms.get(kind, ()))
        for field, kind in FILTERS.items()
        if (wanted := getattr(record, field))
    )


def _outermost(found: list[Entry]) -> list[Entry]:
    """Entries without those of which the programme is among them."""
    known = {entry.id for entry in found}
    return [entry for entry in found if entry.within not in known]


def _in_order(
    chosen: list[Entry], order: CollectionOrder, newest: list[str], titles: Mapping[str, int]
) -> list[Entry]:
    """Entries in the order that a collection asks for."""
    places = {identity: place for place, identity in enumerate(newest)}
    if order is CollectionOrder.NEWEST:
        return sorted(chosen, key=lambda entry: places[entry.id])
    if order is CollectionOrder.OLDEST:
        return sorted(
            chosen,
            key=lambda entry: (
                entry.record.issued_date is None,
                entry.record.issued_date and entry.record.issued_date.first,
                titles[entry.record.title],
            ),
        )
    if order is CollectionOrder.TITLE:
        return sorted(chosen, key=lambda entry: (titles[entry.record.title], places[entry.id]))
    return chosen


def check_collections(
    content: Content,
    by_id: Mapping[str, Credential],
    made: Iterable[CollectionEntry],
    groups: Mapping[TermKind, GroupedTerms],
    find: FindTerm,
    as_of: date,
) -> Iterator[Diagnostic]:
    """What collections name that the site does not have, and those that show nothing."""
    for collection in content.collections:
        for at, identity in enumerate(collection.record.credentials):
            yield from check_reference(collection, ("credentials", at), identity, by_id, content)
        for field, kind in FILTERS.items():
            for at, name in enumerate(getattr(collection.record, field)):
                if not find(kind, name):
                    names = [mention.written for g in groups[kind].groups for mention in g.mentions]
                    yield _unknown_term(collection, field, at, name, names)
    for entry in made:
        if not entry.credentials and not entry.projects:
            yield warning(
                "empty-collection",
                f"it shows nothing on {as_of}",
                locate(entry.collection.path, entry.collection.front_matter, ()),
                "correct what it selects, or write `draft: yes`",
            )


def _unknown_term(
    collection: Collection, field: str, at: int, name: str, known: list[str]
) -> Diagnostic:
    near = did_you_mean(name, known)
    return warning(
        "unknown-term",
        f"`{field}`: no record names {quoted(name)}",
        locate(collection.path, collection.front_matter, (field, at)),
        f"did you mean `{near}`?" if near else "write it as a record does, or remove it",
    )
