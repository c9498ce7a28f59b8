"""Joins what is one credential: in several files, in one file twice, or in the site already.

What identifies a credential joins it at once: the id of a badge, a link to a check, a number with
a title. Issuer, title and date join what nothing contradicts. A similar title alone only suggests.

Nothing here depends on the order of the files, and the result is a fixed point: with its records
in the site, the same files make no other. That holds because sources are joined with one another
first, as if the site were empty, and then with records. Each finds at least the record that was
made of it, by the values that it has; no other source can take that from it. What contradicts a
source that it was joined with through a third one stays there, and the report lists both values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from ...domain.platforms import Platforms
from ...text import fold
from ..cleaning import CleanCredential
from ..existing import ExistingRecord
from ..model import Refused
from .clusters import Cluster, Recorded


class JoinedCredential(Struct, frozen=True):
    """One credential: what sources say of it, and the record that the site has."""

    found: tuple[CleanCredential, ...]
    """In the order in which their values win."""
    existing: ExistingRecord | None = None


class Suggestion(Struct, frozen=True):
    """Two credentials that may be one."""

    first: str
    second: str
    why: str


class Joined(Struct, frozen=True):
    """What became of credentials that were joined."""

    credentials: tuple[JoinedCredential, ...]
    """In an order of their own."""
    refused: tuple[Refused, ...]
    """What has no title or issuer, and belongs to nothing that has."""
    suggestions: tuple[Suggestion, ...]


def join(
    found: Sequence[CleanCredential], existing: Sequence[ExistingRecord], platforms: Platforms
) -> Joined:
    """What is one credential together, and what may be one."""
    clusters = _joined_sources(found, platforms)
    if existing:
        clusters = _recognized(_joined_by_identity([*map(Cluster, existing), *clusters]))
        if not all(cluster.existing for cluster in clusters):
            clusters = _joined_by_name(clusters)
    clusters = sorted(clusters, key=lambda cluster: cluster.key)
    joined = tuple(
        JoinedCredential(cluster.found, cluster.existing)
        for cluster in clusters
        if cluster.has_sources and cluster.is_complete
    )
    refused = tuple(
        Refused(one.found.source, one.found.place, one.incomplete)
        for cluster in clusters
        if not cluster.is_complete
        for one in cluster.found
    )
    named = [cluster for cluster in clusters if cluster.is_complete]
    return Joined(joined, refused, tuple(_suggestions(named)))


def _joined_sources(found: Sequence[CleanCredential], platforms: Platforms) -> list[Cluster]:
    """What is one credential in the sources, as if the site were empty.

    What the record of several sources says as a whole can be what another says: until it is not.
    """
    clusters = _joined_by_name(_joined_by_identity([*map(Cluster, found)]))
    while sum(cluster.summarize(platforms) for cluster in clusters):
        clusters = _joined_by_name(clusters)
    return clusters


def _joined_by_identity(clusters: list[Cluster]) -> list[Cluster]:
    badges = {key for cluster in clusters for one in cluster.members for key in one.ids}
    places: dict[str, int] = {}
    parents = list(range(len(clusters)))

    def _top(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    for at, cluster in enumerate(clusters):
        for one in cluster.members:
            keys = {*one.identities}
            keys |= {f"badge:{link.url}" for link in one.one.links} & badges
            for key in keys:
                first, second = sorted((_top(at), _top(places.setdefault(key, at))))
                parents[second] = first
    return _merged(clusters, [_top(at) for at in range(len(clusters))])


def _merged(clusters: list[Cluster], tops: list[int]) -> list[Cluster]:
    for at, top in enumerate(tops):
        if top != at:
            clusters[top].add(clusters[at])
    return [cluster for at, cluster in enumerate(clusters) if tops[at] == at]


def _recognized(clusters: list[Cluster]) -> list[Cluster]:
    """The clusters joined with the records that were made of them, each with one.

    Two whose records are alike, because what tells them apart is in neither, have one each.
    """
    records: dict[Recorded, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        if cluster.existing:
            records[cluster.first.recorded].append(cluster)
    kept = [cluster for cluster in clusters if cluster.existing or not cluster.is_complete]
    new = (cluster for cluster in clusters if cluster.is_complete and not cluster.existing)
    for cluster in sorted(new, key=lambda one: one.key) if records else new:
        if same := records.get(cluster.recorded):
            same.pop(0).add(cluster)
        else:
            kept.append(cluster)
    for cluster in kept:
        cluster.is_settled = cluster.existing is not None and cluster.has_sources
    return kept


def _joined_by_name(clusters: list[Cluster]) -> list[Cluster]:
    """The clusters joined by what is one only with a title, or with an issuer."""
    for keys_of in (_number_keys, _exact_keys, _exam_keys):
        clusters = _joined_by_keys(clusters, keys_of)
    return _joined_by_precision(clusters)


def _number_keys(cluster: Cluster) -> set[str]:
    """Numbers and links of unknown form, of every one in the cluster.

    A number may be that of a person, and a link may lead to many: with a title they lead to one.
    """
    keys: set[str] = set()
    for one in cluster.named:
        keys |= {f"page:{url} {one.title}" for url in one.pages}
        if one.number:
            keys.add(f"number:{one.number} {one.title} {one.date[:4]}")
    return keys


def _exact_keys(cluster: Cluster) -> set[str]:
    """Title, issuer and date, of every one in the cluster."""
    return {f"{one.title} {one.issuer} {one.date}" for one in cluster.named}


def _exam_keys(cluster: Cluster) -> set[str]:
    """Issuer, code of an exam and month."""
    return {
        f"{one.issuer} {fold(code)} {one.date[:7]}"
        for one in cluster.named
        for code in one.record.exam_codes
        if len(one.date) >= 7
    }


def _joined_by_keys(
    clusters: list[Cluster], keys_of: Callable[[Cluster], set[str]]
) -> list[Cluster]:
    """The clusters joined with the first, in an order of their own, that has one of their keys."""
    by_key: dict[str, list[Cluster]] = defaultdict(list)
    kept: list[Cluster] = []
    for cluster in sorted(clusters, key=lambda one: (not one.existing, one.key)):
        keys = keys_of(cluster)
        others = (other for key in sorted(keys) for other in by_key[key])
        same = next((other for other in others if not other.contradicts(cluster)), None)
        if same:
            same.add(cluster)
        else:
            kept.append(cluster)
        for key in keys:
            by_key[key].append(same or cluster)
    return kept


def _joined_by_precision(clusters: list[Cluster]) -> list[Cluster]:
    """The clusters of one title and issuer, joined where a date is only less precise than another.

    It must be the only one that the less precise date can mean.
    """
    named = (cluster for cluster in clusters if cluster.is_complete)
    kept = [cluster for cluster in clusters if not cluster.is_complete]
    by_name: dict[tuple[str, str], list[Cluster]] = defaultdict(list)
    for cluster in sorted(named, key=lambda one: (-len(one.date), one.key)):
        names = sorted(_names(cluster))
        others = {id(other): other for name in names for other in by_name[name]}
        possible = [
            other
            for other in others.values()
            if other.date.startswith(cluster.date) and other.date != cluster.date
        ]
        if len(possible) == 1 and not possible[0].contradicts(cluster):
            possible[0].add(cluster)
            continue
        kept.append(cluster)
        for name in names:
            by_name[name].append(cluster)
    return kept


def _names(cluster: Cluster) -> set[tuple[str, str]]:
    """Titles with issuers, of every one in the cluster."""
    return {(one.title, one.issuer) for one in cluster.named}


def _suggestions(clusters: Sequence[Cluster]) -> Iterator[Suggestion]:
    """Pairs with one title, or with one number, of which at least one is new."""
    seen: set[tuple[int, int]] = set()
    for why, keys_of in (("the same title", _titles), ("the same number", _credential_ids)):
        groups: dict[str, list[int]] = defaultdict(list)
        for at, cluster in enumerate(clusters):
            for key in keys_of(cluster):
                groups[key].append(at)
        for first, *others in groups.values():
            for other in others:
                is_new = clusters[first].has_sources or clusters[other].has_sources
                if is_new and (first, other) not in seen:
                    seen.add((first, other))
                    yield Suggestion(_name(clusters[first]), _name(clusters[other]), why)


def _titles(cluster: Cluster) -> set[str]:
    """Its titles, each as its words in the order of the alphabet."""
    return {" ".join(sorted(set(one.title.split("-")))) for one in cluster.named}


def _credential_ids(cluster: Cluster) -> set[str]:
    return {one.number for one in cluster.named if one.number}


def _name(cluster: Cluster) -> str:
    if cluster.existing:
        return cluster.existing.path
    record = cluster.first.record
    return f"{record.title} ({', '.join(filter(None, (record.issuer, cluster.date)))})"
