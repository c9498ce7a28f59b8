"""Credentials become a portfolio: references are resolved, states worked out for one date, terms collected.

Everything that needs more than one file, and nothing that needs a template.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from .diagnostics import Diagnostic, Diagnostics, Related, error, warning
from .document import line_place, locate
from .files import resolve
from .model import Content, Credential, Entry, FreePage, Kind, Portfolio, Profile, Standing, State, Taxonomy, Term, Verification
from .platforms import Platforms, derive_link, known_platforms, verification_of
from .settings import Settings
from .states import state_of
from .taxonomy import TermGroup, group_terms
from .text import did_you_mean, fold, listed, quoted

RANKS = (Standing.VALID, Standing.LEARNING, Standing.LAPSED, Standing.UNDERWAY)
"""The order in which evidence is listed."""


def link(content: Content, settings: Settings, as_of: date, *, drafts: bool = False) -> tuple[Portfolio, Diagnostics]:
    """Join the credentials into a portfolio as of a day; drafts are left out unless asked for."""
    problems: list[Diagnostic] = []
    shown = [c for c in content.credentials if drafts or not c.record.draft]
    pages = tuple(page for page in content.pages if drafts or not page.record.draft)
    problems += _twice("id", shown)
    problems += _twice("slug", shown)
    by_id = {credential.id: credential for credential in reversed(shown)}
    problems += [found for c in shown for found in _dangling(c, by_id, content)]
    problems += _cycles(by_id, "part_of")
    problems += _cycles(by_id, "superseded_by")
    problems += _broken_links(content, shown, pages)
    entries = _entries(shown, by_id, settings, as_of, problems)
    published = [e for e in entries if settings.publish.planned or drafts or e.state is not State.PLANNED]
    taxonomies, entries = _taxonomies(published, settings, problems)
    portfolio = Portfolio(as_of, entries, taxonomies, replace(content, pages=pages))
    return portfolio, tuple(problems)


def _twice(name: str, credentials: Iterable[Credential]) -> Iterator[Diagnostic]:
    field = {"id": "entity_id", "slug": "slug"}[name]
    what = {"id": "duplicate-id", "slug": "duplicate-address"}[name]
    groups: dict[str, list[Credential]] = defaultdict(list)
    for credential in credentials:
        groups[fold(getattr(credential, name))].append(credential)
    for group in groups.values():
        if len(group) > 1:
            first, *rest = group
            value = quoted(getattr(first, name))
            yield error(
                what,
                f"{value} is the `{field}` of {len(group)} records: {listed(c.path for c in group)}",
                locate(rest[0].path, rest[0].text, (field,)),
                f"give each record its own file name or `{field}`",
                tuple(Related("also here", locate(c.path, c.text, (field,))) for c in (first, *rest[1:])),
            )


def _dangling(credential: Credential, by_id: Mapping[str, Credential], content: Content) -> Iterator[Diagnostic]:
    for field in ("part_of", "superseded_by"):
        target = getattr(credential.record, field)
        if target and target not in by_id:
            is_draft = any(c.id == target for c in content.credentials)
            near = did_you_mean(target, by_id)
            what = "is a draft" if is_draft else "is the `entity_id` of no record"
            yield error(
                "unknown-record",
                f"`{field}`: {quoted(target)} {what}",
                locate(credential.path, credential.text, (field,)),
                "publish that record too" if is_draft else f"did you mean `{near}`?" if near else "write the `entity_id` of another record",
            )


def _cycles(by_id: Mapping[str, Credential], field: str) -> Iterator[Diagnostic]:
    done: set[str] = set()
    for start in by_id:
        path: list[str] = []
        here: str | None = start
        while here in by_id and here not in done and here not in path:
            path.append(here)
            here = getattr(by_id[here].record, field)
        if here in path:
            ring = path[path.index(here) :]
            first = by_id[ring[0]]
            yield error(
                "reference-cycle",
                f"`{field}` leads in a circle: {' → '.join([*ring, ring[0]])}",
                locate(first.path, first.text, (field,)),
                "remove one of the references",
                tuple(Related(f"`{field}` of {quoted(i)}", locate(by_id[i].path, by_id[i].text, (field,))) for i in ring[1:]),
            )
        done.update(path)


def _broken_links(content: Content, shown: Iterable[Credential], pages: Iterable[FreePage]) -> Iterator[Diagnostic]:
    sources: list[Credential | FreePage | Profile] = [*shown, *pages, *([content.profile] if content.profile else [])]
    known = {source.path for source in sources}
    for source in sources:
        for reference in source.body.references:
            path = resolve(source.path, reference.target)
            if not reference.target.lower().endswith(".md") or reference.is_picture or path in known:
                continue
            near = did_you_mean(path, known)
            yield error(
                "broken-link",
                f"the link {quoted(reference.target)} leads to no published file",
                line_place(source.path, source.text, reference.line, reference.needle),
                f"did you mean `{near}`?" if near else "correct the name of the file",
            )


def _entries(
    shown: Iterable[Credential], by_id: Mapping[str, Credential], settings: Settings, as_of: date, problems: list[Diagnostic]
) -> list[Entry]:
    platforms = {**settings.platforms, **known_platforms()}
    parts: dict[str, list[Credential]] = defaultdict(list)
    for credential in by_id.values():
        if credential.record.part_of in by_id:
            parts[str(credential.record.part_of)].append(credential)
    states = {credential.id: state_of(credential.record, as_of) for credential in by_id.values()}
    entries = []
    for credential in by_id.values():
        verification, found = _verification(credential, platforms)
        problems += found
        parent = credential.record.part_of if credential.record.part_of in by_id else None
        entries.append(
            Entry(
                credential,
                states[credential.id],
                verification,
                parent,
                tuple(part.id for part in sorted(parts[credential.id], key=_part_order)),
                credential.record.superseded_by if credential.record.superseded_by in by_id else None,
                is_counted=_is_counted(credential, by_id, states),
            )
        )
    return sorted(entries, key=newest_first)


def _part_order(credential: Credential) -> tuple[str, str, str]:
    issued = credential.record.issued_date
    return (issued.iso if issued else "9999", fold(credential.record.title), credential.id)


def newest_first(entry: Entry) -> tuple[int, int, int, str, str]:
    """The order of lists: newest issue date, then title."""
    issued = entry.record.issued_date
    when = (-issued.year, -issued.month, -issued.day) if issued else (0, 0, 0)
    return (*when, fold(entry.record.title), entry.id)


def by_evidence(entry: Entry) -> tuple[int, tuple[int, int, int, str, str]]:
    """The order of evidence: valid ones first, then the newest."""
    return (RANKS.index(entry.standing), newest_first(entry))


def _is_counted(credential: Credential, by_id: Mapping[str, Credential], states: Mapping[str, State]) -> bool:
    """A valid credential counts, unless a programme that it is a part of counts in its stead."""
    if states[credential.id].standing is not Standing.VALID:
        return False
    seen = {credential.id}
    parent = credential.record.part_of
    while parent in by_id and parent not in seen:
        if states[parent].standing is Standing.VALID:
            return False
        seen.add(parent)
        parent = by_id[parent].record.part_of
    return True


def _verification(credential: Credential, platforms: Platforms) -> tuple[Verification | None, Iterator[Diagnostic]]:
    """The link to show, the stated one before the derived and the one in the body, and where they disagree."""
    record = credential.record
    stated = [verification_of(record.verification_url, platforms)] if record.verification_url else []
    worked_out = derive_link(record, platforms)
    derived = [worked_out] if worked_out else []
    in_body = [verification_of(url, platforms) for url in credential.body.verification_links]
    in_body.sort(key=lambda found: not found.is_known)
    candidates = [*stated, *derived, *in_body[:1]]
    return next(iter(candidates), None), _disagreement(credential, stated, derived, [c for c in in_body if c.is_known])


def _disagreement(
    credential: Credential, stated: list[Verification], derived: list[Verification], in_body: list[Verification]
) -> Iterator[Diagnostic]:
    first = next(iter([*stated, *derived]), None)
    known = [*(derived if stated else []), *in_body]
    other = next((c for c in known if first and c.platform == first.platform and c.url != first.url), None)
    if first and other and first.is_known and other.url not in {c.url for c in (*stated, first)}:
        field = "verification_url" if stated else "credential_id"
        source = "`credential_id`" if other in derived else "the body"
        yield warning(
            "verification-disagrees",
            f"`{field}` leads to {first.url}, {source} to {other.url}",
            locate(credential.path, credential.text, (field,)),
            f"correct one of them; the site shows {first.url}",
        )


def _taxonomies(
    published: list[Entry], settings: Settings, problems: list[Diagnostic]
) -> tuple[dict[Kind, Taxonomy], tuple[Entry, ...]]:
    by_id = {entry.id: entry for entry in published}
    terms: dict[str, dict[Kind, tuple[str, ...]]] = {identity: {} for identity in by_id}
    grouped: dict[Kind, list[TermGroup]] = {}
    for kind in Kind:
        grouped[kind], found = group_terms(kind, (entry.credential for entry in published), settings)
        problems += found
        for group in grouped[kind]:
            for mention in group.mentions:
                named = terms[mention.credential.id]
                named[kind] = tuple(dict.fromkeys((*named.get(kind, ()), group.slug)))
    linked = {identity: replace(entry, terms=terms[identity], parts=tuple(p for p in entry.parts if p in by_id)) for identity, entry in by_id.items()}
    return {kind: _taxonomy(kind, groups, linked) for kind, groups in grouped.items()}, tuple(linked.values())


def _taxonomy(kind: Kind, groups: Iterable[TermGroup], entries: Mapping[str, Entry]) -> Taxonomy:
    terms = [Term(kind, group.slug, group.name, _members(group, entries)) for group in groups]
    return Taxonomy(kind, tuple(sorted(terms, key=lambda term: (-term.valid_count, -len(term.entries), fold(term.name)))))


def _members(group: TermGroup, entries: Mapping[str, Entry]) -> tuple[Entry, ...]:
    identities = dict.fromkeys(mention.credential.id for mention in group.mentions)
    return tuple(sorted((entries[identity] for identity in identities), key=by_evidence))
