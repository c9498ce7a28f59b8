"""Joins what is one credential: in several files, in one file twice, or in the site already.

What identifies a credential joins it at once: the id of a badge, a link to a check, a number with
a title. Issuer, title and date join what nothing contradicts. A similar title alone only suggests.
Nothing here depends on the order of the files.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from ..domain.model import LinkKind
from ..domain.platforms import derive_link, known_platforms, verification_of
from ..domain.record import Record
from ..text import fold, slug
from .cleaning import CleanCredential
from .existing import ExistingRecord, document_id
from .model import Refused

_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_LEGAL = re.compile(r",? (?:inc|ltd|llc|gmbh|corp|corporation|plc|co|sa|ag)\.?$")


AnyOne = CleanCredential | ExistingRecord


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


class _Cluster:
    """What is known to be one credential so far."""

    def __init__(self, one: AnyOne) -> None:
        self.found = [one] if isinstance(one, CleanCredential) else []
        self.existing = [one] if isinstance(one, ExistingRecord) else []
        self.checks = frozenset(_checks(one))
        self.dates = {_date(one.record)}
        self.numbers = _numbers(one)

    @property
    def members(self) -> tuple[AnyOne, ...]:
        """The records of the site and the credentials of sources."""
        return (*self.existing, *self.found)

    @property
    def named(self) -> tuple[AnyOne, ...]:
        """Those of its members that have a title and an issuer."""
        return tuple(filter(_is_complete, self.members))

    def add(self, other: _Cluster) -> None:
        """Take what another has."""
        self.found += other.found
        self.existing += other.existing
        self.checks |= other.checks
        self.dates |= other.dates
        self.numbers |= other.numbers

    @property
    def is_complete(self) -> bool:
        """Whether one of its members has a title and an issuer."""
        return bool(self.named)

    @property
    def record(self) -> Record:
        """The record that it has in the site, or else that of the source whose values win."""
        if self.existing:
            return self.existing[0].record
        return min(self.found, key=lambda one: (bool(one.incomplete), *_order(one))).record

    @property
    def date(self) -> str:
        """The most precise date of issue; empty if none is known."""
        return max(self.dates, key=lambda text: (len(text), text))

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What decides its place, whatever the order of the files."""
        values = sorted(repr(sorted(one.found.values.items())) for one in self.found)
        paths = sorted(one.path for one in self.existing)
        return (
            slug(self.record.title),
            self.date,
            issuer_key(self.record.issuer),
            f"{paths}{values}",
        )

    def contradicts(self, other: _Cluster) -> bool:
        """Whether the two cannot be one.

        Both are in the site, one platform shows two checks, or one format has two numbers.
        """
        if self.existing and other.existing:
            return True
        hosts = _hosts(self.checks) & _hosts(other.checks)
        if hosts and not self.checks & other.checks:
            return True
        return any(
            source == another and number != rival
            for source, number in self.numbers
            for another, rival in other.numbers
        )


class Joined(Struct, frozen=True):
    """What became of credentials that were joined."""

    credentials: tuple[JoinedCredential, ...]
    """In an order of their own."""
    refused: tuple[Refused, ...]
    """What has no title or issuer, and belongs to nothing that has."""
    suggestions: tuple[Suggestion, ...]


def join(found: Sequence[CleanCredential], existing: Sequence[ExistingRecord]) -> Joined:
    """What is one credential together, and what may be one."""
    clusters = [*map(_Cluster, existing), *map(_Cluster, found)]
    clusters = _joined_by_identity(clusters)
    clusters = _joined_by_name(clusters, _number_keys)
    clusters = _joined_by_name(clusters, _exact_keys)
    clusters = _joined_by_name(clusters, _exam_keys)
    clusters = sorted(_joined_by_precision(clusters), key=lambda cluster: cluster.key)
    joined = tuple(
        JoinedCredential(
            tuple(sorted(cluster.found, key=_order)), next(iter(cluster.existing), None)
        )
        for cluster in clusters
        if cluster.found and cluster.is_complete
    )
    refused = tuple(
        Refused(one.found.source, one.found.place, one.incomplete)
        for cluster in clusters
        if not cluster.is_complete
        for one in cluster.found
    )
    named = [cluster for cluster in clusters if cluster.is_complete]
    return Joined(joined, refused, tuple(_suggestions(named)))


def _is_complete(one: AnyOne) -> bool:
    return isinstance(one, ExistingRecord) or not one.incomplete


def _order(one: CleanCredential) -> tuple[int, str]:
    return one.found.rank, repr(sorted(one.found.values.items()))


def issuer_key(issuer: str) -> str:
    """The form that spellings of an issuer share: without an abbreviation and a legal form."""
    return _LEGAL.sub("", fold(_ASIDE.sub("", issuer)) or fold(issuer))


def _date(record: Record) -> str:
    return str(record.issued_date or "")


def _links(one: AnyOne) -> Iterator[str]:
    if isinstance(one, ExistingRecord):
        yield from one.links
        return
    record = one.record
    yield from filter(None, (record.verification_url, record.badge_url))
    if derived := derive_link(record, known_platforms()):
        yield derived.url


def _checks(one: AnyOne) -> Iterator[str]:
    for url in _links(one):
        link = verification_of(url, known_platforms())
        if link.kind is LinkKind.CHECK:
            yield link.url


def _hosts(checks: Iterable[str]) -> set[str]:
    return {urlsplit(url).netloc for url in checks}


def _numbers(one: AnyOne) -> frozenset[tuple[str, str]]:
    if isinstance(one, ExistingRecord) or not one.record.credential_id:
        return frozenset()
    return frozenset({(one.found.format, fold(one.record.credential_id))})


def _identities(one: AnyOne) -> Iterator[str]:
    """What only one credential has: the id of a badge, a certificate, and a check."""
    if isinstance(one, CleanCredential):
        yield from one.found.ids
    if document := _document(one):
        yield f"document:{document}"
    yield from (f"check:{url}" for url in _checks(one))


def _document(one: AnyOne) -> str:
    if isinstance(one, ExistingRecord):
        return one.document_id
    return document_id(one.found.document) if one.found.document else ""


def _number_keys(cluster: _Cluster) -> set[str]:
    """Numbers and links of unknown form, of every one in the cluster.

    A number may be that of a person, and a link may lead to many: with a title they lead to one.
    """
    keys: set[str] = set()
    for one in cluster.named:
        title = slug(one.record.title)
        links = (verification_of(url, known_platforms()) for url in _links(one))
        keys |= {f"page:{link.url} {title}" for link in links if link.kind is LinkKind.UNKNOWN}
        if number := one.record.credential_id:
            keys.add(f"number:{fold(number)} {title} {_date(one.record)[:4]}")
    return keys


def _joined_by_identity(clusters: list[_Cluster]) -> list[_Cluster]:
    badges = {key for cluster in clusters for one in cluster.found for key in one.found.ids}
    places: dict[str, int] = {}
    parents = list(range(len(clusters)))

    def _top(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    for at, cluster in enumerate(clusters):
        for one in cluster.members:
            keys = {*_identities(one)}
            keys |= {f"badge:{url}" for url in _links(one)} & badges
            for key in keys:
                first, second = sorted((_top(at), _top(places.setdefault(key, at))))
                parents[second] = first
    return _merged(clusters, [_top(at) for at in range(len(clusters))])


def _merged(clusters: list[_Cluster], tops: list[int]) -> list[_Cluster]:
    for at, top in enumerate(tops):
        if top != at:
            clusters[top].add(clusters[at])
    return [cluster for at, cluster in enumerate(clusters) if tops[at] == at]


def _exact_keys(cluster: _Cluster) -> set[str]:
    """Title, issuer and date, of every one in the cluster."""
    return {
        f"{slug(one.record.title)} {issuer_key(one.record.issuer)} {_date(one.record)}"
        for one in cluster.named
    }


def _exam_keys(cluster: _Cluster) -> set[str]:
    """Issuer, code of an exam and month."""
    return {
        f"{issuer_key(one.record.issuer)} {fold(code)} {_date(one.record)[:7]}"
        for one in cluster.named
        for code in one.record.exam_codes
        if len(_date(one.record)) >= 7
    }


def _joined_by_name(
    clusters: list[_Cluster], keys_of: Callable[[_Cluster], set[str]]
) -> list[_Cluster]:
    """The clusters joined with the first, in an order of their own, that has one of their keys."""
    by_key: dict[str, list[_Cluster]] = defaultdict(list)
    kept: list[_Cluster] = []
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


def _joined_by_precision(clusters: list[_Cluster]) -> list[_Cluster]:
    """The clusters of one title and issuer, joined where a date is only less precise than another.

    It must be the only one that the less precise date can mean.
    """
    named = (cluster for cluster in clusters if cluster.is_complete)
    kept = [cluster for cluster in clusters if not cluster.is_complete]
    by_name: dict[tuple[str, str], list[_Cluster]] = defaultdict(list)
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


def _names(cluster: _Cluster) -> set[tuple[str, str]]:
    """Titles with issuers, of every one in the cluster."""
    return {(slug(one.record.title), issuer_key(one.record.issuer)) for one in cluster.named}


def _suggestions(clusters: Sequence[_Cluster]) -> Iterator[Suggestion]:
    """Pairs with one title, or with one number, of which at least one is new."""
    seen: set[tuple[int, int]] = set()
    for why, keys_of in (("the same title", _titles), ("the same number", _credential_ids)):
        groups: dict[str, list[int]] = defaultdict(list)
        for at, cluster in enumerate(clusters):
            for key in keys_of(cluster):
                groups[key].append(at)
        for first, *others in groups.values():
            for other in others:
                is_new = clusters[first].found or clusters[other].found
                if is_new and (first, other) not in seen:
                    seen.add((first, other))
                    yield Suggestion(_name(clusters[first]), _name(clusters[other]), why)


def _titles(cluster: _Cluster) -> set[str]:
    """Its titles, each as its words in the order of the alphabet."""
    return {" ".join(sorted(set(slug(one.record.title).split("-")))) for one in cluster.named}


def _credential_ids(cluster: _Cluster) -> set[str]:
    return {fold(one.record.credential_id) for one in cluster.named if one.record.credential_id}


def _name(cluster: _Cluster) -> str:
    if cluster.existing:
        return cluster.existing[0].path
    dated = f", {cluster.date}" if cluster.date else ""
    return f"{cluster.record.title} ({cluster.record.issuer}{dated})"
