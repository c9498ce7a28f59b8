"""Which records are shown, in which state they are on a day, and how they refer to each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from ..domain.counting import newest_renewal, programme_counted_instead
from ..domain.model import Credential, Standing, State
from ..domain.states import state_of
from ..locale.collation import ranks
from ..settings import Settings
from .badge_checks import BadgeChecks
from .references import PART_OF, SUPERSEDED_BY, CredentialsById, resolve_references


class RecordRelations(Struct, frozen=True):
    """The records that are shown, and how they refer to each other, by id."""

    states: Mapping[str, State]
    """Of all records."""
    titles: Mapping[str, int]
    """The rank of each title."""
    published: CredentialsById
    """What a build publishes."""
    shown: CredentialsById
    parents: Mapping[str, str]
    parts: Mapping[str, tuple[str, ...]]
    successors: Mapping[str, str]
    counted_instead: Mapping[str, str | None]
    """What is counted instead of a record: its last renewal, or its programme."""
    renewals: Mapping[str, tuple[str, ...]]
    renewed_as: Mapping[str, str]


def relations_of(
    by_id: CredentialsById,
    badges: Mapping[str, BadgeChecks],
    settings: Settings,
    as_of: date,
    *,
    drafts: bool,
) -> RecordRelations:
    """How records refer to each other; of these, only relations to what is shown are kept."""
    parents = resolve_references(by_id, PART_OF)
    successors = resolve_references(by_id, SUPERSEDED_BY)
    states = _states(by_id, successors, badges, as_of)
    titles = ranks(
        (credential.record.title for credential in by_id.values()), settings.site.language
    )
    published = _published(by_id, states, settings)
    shown = by_id if drafts else published
    renewed_as, renewals = _renewals(shown, successors, states)
    programmes = {
        identity: programme
        for identity in shown
        if (programme := programme_counted_instead(identity, parents, states)) in shown
    }
    return RecordRelations(
        states,
        titles,
        published,
        shown,
        parents={part: whole for part, whole in parents.items() if whole in shown},
        parts={
            whole: tuple(part for part in parts if part in shown)
            for whole, parts in _parts(by_id, parents, titles).items()
        },
        successors={old: new for old, new in successors.items() if new in shown},
        counted_instead={**programmes, **renewed_as},
        renewals=renewals,
        renewed_as=renewed_as,
    )


def _renewals(
    shown: CredentialsById, successors: Mapping[str, str], states: Mapping[str, State]
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """The last renewal of each credential that has one, and what each renews, the newest first."""
    renewed_as = {
        identity: newest
        for identity in successors
        if identity in shown and (newest := newest_renewal(identity, shown, successors, states))
    }
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for identity, newest in renewed_as.items():
        found[newest].append((_distance(identity, newest, successors), identity))
    return renewed_as, {
        newest: tuple(old for _, old in sorted(older)) for newest, older in found.items()
    }


def _distance(identity: str, newest: str, successors: Mapping[str, str]) -> int:
    """How many steps lead from a credential to its last renewal."""
    return [*_followers(identity, successors)].index(newest)


def _published(
    by_id: CredentialsById, states: Mapping[str, State], settings: Settings
) -> CredentialsById:
    """What a build publishes: no drafts, and what is planned only if that is wanted."""
    return {
        identity: credential
        for identity, credential in by_id.items()
        if (settings.publish.planned or states[identity] is not State.PLANNED)
        and not credential.record.draft
    }


def _states(
    by_id: CredentialsById,
    successors: Mapping[str, str],
    badges: Mapping[str, BadgeChecks],
    as_of: date,
) -> dict[str, State]:
    """The state of each record, which is superseded only while some successor is valid.

    One whose issuer has revoked it, by its badge file, is revoked.
    """
    revoked = {path for path, badge in badges.items() if badge.is_revoked}
    alone = {
        identity: State.REVOKED
        if credential.path in revoked
        else state_of(credential.record, as_of)
        for identity, credential in by_id.items()
    }
    valid = {identity for identity, state in alone.items() if state.standing is Standing.VALID}
    return alone | {
        identity: state_of(by_id[identity].record, as_of, is_superseded=True)
        for identity in successors
        if by_id[identity].path not in revoked
        and not valid.isdisjoint(_followers(identity, successors))
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
    for identity in sorted(parents, key=lambda identity: part_order(by_id[identity], titles)):
        found[parents[identity]] += (identity,)
    return found


def part_order(credential: Credential, titles: Mapping[str, int]) -> tuple[str, int, str]:
    """The order of the parts of a programme: oldest first, undated ones last; title; id."""
    issued = credential.record.issued_date
    return (issued.iso if issued else "9999", titles[credential.record.title], credential.id)
