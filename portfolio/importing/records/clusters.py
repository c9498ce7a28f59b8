"""What is known to be one credential so far, with all by which another may be known to be the same.

Texts are brought into the form in which they are compared once, however often they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from urllib.parse import urlsplit

from msgspec import Struct

from ...domain.model import LinkKind
from ...domain.platforms import Platforms
from ...domain.records.credential import Record
from ...text import fold, slug
from ..cleaning import CleanCredential, check_links_of, record_of
from ..existing import ExistingRecord, document_id
from .merge import issuer_key, merge

RECORDED = ("issued_date", "credential_id", "verification_url", "badge_url")
"""What tells, beside title and issuer, the record that an import made of a credential."""

Recorded = tuple[str, ...]
"""The title, the issuer and the values of these fields, each in the form that is compared."""


class Member(Struct, frozen=True, dict=True):
    """A credential of a source, or a record of the site."""

    one: CleanCredential | ExistingRecord

    @property
    def record(self) -> Record:
        """Its values."""
        return self.one.record

    @cached_property
    def is_named(self) -> bool:
        """Whether it has a title and an issuer."""
        return isinstance(self.one, ExistingRecord) or not self.one.incomplete

    @cached_property
    def title(self) -> str:
        """The form that spellings of its title share."""
        return slug(self.record.title)

    @cached_property
    def issuer(self) -> str:
        """The form that spellings of its issuer share."""
        return issuer_key(self.record.issuer)

    @cached_property
    def date(self) -> str:
        """When it was issued; empty if that is not known."""
        return str(self.record.issued_date or "")

    @cached_property
    def number(self) -> str:
        """The form that spellings of its number share; empty without one."""
        return fold(self.record.credential_id or "")

    @cached_property
    def checks(self) -> frozenset[str]:
        """The addresses where it can be checked."""
        return frozenset(link.url for link in self.one.links if link.kind is LinkKind.CHECK)

    @cached_property
    def numbers(self) -> frozenset[tuple[str, str]]:
        """Its number, with the format of its source, each of which numbers in its own way."""
        if isinstance(self.one, ExistingRecord) or not self.number:
            return frozenset()
        return frozenset({(self.one.found.format, self.number)})

    @cached_property
    def recorded(self) -> Recorded:
        """What tells it from records that an import made of others."""
        rest = (str(getattr(self.record, name) or "") for name in RECORDED)
        return self.title, self.issuer, *rest

    @property
    def pages(self) -> Iterator[str]:
        """Its links of unknown form."""
        return (link.url for link in self.one.links if link.kind is LinkKind.UNKNOWN)

    @property
    def ids(self) -> tuple[str, ...]:
        """Those of badges, by which only a source knows them."""
        if isinstance(self.one, CleanCredential):
            return self.one.found.ids
        return ()

    @property
    def identities(self) -> Iterator[str]:
        """What only one credential has: the id of a badge, a certificate, and a check."""
        yield from self.ids
        if document := self._document:
            yield f"document:{document}"
        yield from (f"check:{url}" for url in self.checks)

    @property
    def _document(self) -> str:
        if isinstance(self.one, ExistingRecord):
            return self.one.document_id
        if not self.one.found.document:
            return ""
        return document_id(self.one.found.document)

    @cached_property
    def order(self) -> tuple[int, str, str, str]:
        """What decides its place among others, whatever the order of the files."""
        if isinstance(self.one, ExistingRecord):
            return -1, self.one.path, "", ""
        found = self.one.found
        return found.rank, repr(sorted(found.values.items())), found.format, repr(found.ids)


class Cluster:
    """What is known to be one credential so far."""

    def __init__(self, one: CleanCredential | ExistingRecord) -> None:
        member = Member(one)
        self.members = [member]
        self.checks = member.checks
        self.dates = {member.date}
        self.numbers = member.numbers
        self.is_settled = False
        """Whether a record of the site is known to be this: then what is only similar to both
        changes nothing of that by which others are compared with it."""
        self.summary: Member | None = None
        """The record that an import makes of it, if several sources say what it is."""
        self._key: tuple[str, str, str, str] | None = None

    @property
    def found(self) -> tuple[CleanCredential, ...]:
        """What sources say of it, in the order in which their values win."""
        ordered = sorted(self.members, key=lambda one: one.order)
        return tuple(one.one for one in ordered if isinstance(one.one, CleanCredential))

    @property
    def existing(self) -> ExistingRecord | None:
        """The record that the site has of it."""
        return next((one.one for one in self.members if isinstance(one.one, ExistingRecord)), None)

    @property
    def has_sources(self) -> bool:
        """Whether it is more than a record of the site."""
        return any(isinstance(one.one, CleanCredential) for one in self.members)

    @property
    def named(self) -> tuple[Member, ...]:
        """Those of its members that have a title and an issuer, and the record to be."""
        return tuple(one for one in (*self.members, self.summary) if one and one.is_named)

    @property
    def is_complete(self) -> bool:
        """Whether one of its members has a title and an issuer."""
        return any(one.is_named for one in self.members)

    @property
    def first(self) -> Member:
        """The record that it has in the site, or else the source whose values win."""
        return min(self.members, key=lambda one: (not one.is_named, one.order))

    @property
    def date(self) -> str:
        """The most precise date of issue; empty if none is known."""
        return max(self.dates, key=lambda text: (len(text), text))

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What decides its place, whatever the order of the files."""
        if self._key is None:
            orders = repr(sorted(one.order for one in self.members))
            self._key = self.first.title, self.date, self.first.issuer, orders
        return self._key

    @property
    def recorded(self) -> Recorded:
        """What tells the record that an import makes of it."""
        return (self.summary or self.first).recorded

    def summarize(self, platforms: Platforms) -> bool:
        """Add what the record that is made of it says; return whether no source says just that.

        The next time it is found by this, as the record is in the site then.
        """
        if self.summary or len(self.members) < 2 or not self.is_complete:
            return False
        record = record_of(merge(self.found).values)
        if record is None:
            return False
        self.summary = Member(ExistingRecord("", record, check_links_of(record, platforms)))
        self.checks |= self.summary.checks
        self._key = None
        return self.summary.recorded not in {one.recorded for one in self.members}

    def add(self, other: Cluster) -> None:
        """Take what another has."""
        self.members += other.members
        self.summary = self._key = None
        if not self.is_settled:
            self.checks |= other.checks
            self.dates |= other.dates
            self.numbers |= other.numbers

    def contradicts(self, other: Cluster) -> bool:
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


def _hosts(checks: frozenset[str]) -> set[str]:
    return {urlsplit(url).netloc for url in checks}
