"""The domain: what a credential is, what a portfolio of them is.

`load` makes one `Credential` of one file; `link` makes the `Portfolio` of all of them, for one as-of date. Every record
is frozen and every collection a tuple, so that a later stage can only read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from .body import Gist
from .dates import PartialDate
from .diagnostics import Diagnostic
from .record import PageRecord, ProfileRecord, Record


class Standing(StrEnum):
    """What a credential proves on the as-of date."""

    VALID = "valid"
    """Earned and in force: counts as a credential and as a proof of its skills."""
    LEARNING = "learning"
    """Completed without a certificate: evidence of learning, never a credential."""
    LAPSED = "lapsed"
    """Expired, superseded or revoked: shown and labelled, no longer a proof."""
    UNDERWAY = "underway"
    """In progress or planned: shown apart."""


class State(StrEnum):
    """Where a credential stands on the as-of date, worked out from its dates."""

    LIFETIME = "lifetime"
    ACTIVE = "active"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"
    COMPLETED = "completed"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"

    @cached_property
    def standing(self) -> Standing:
        """What a credential in this state proves."""
        return _STANDINGS.get(self, Standing.VALID)


_STANDINGS = {
    State.COMPLETED: Standing.LEARNING,
    State.EXPIRED: Standing.LAPSED,
    State.REVOKED: Standing.LAPSED,
    State.SUPERSEDED: Standing.LAPSED,
    State.IN_PROGRESS: Standing.UNDERWAY,
    State.PLANNED: Standing.UNDERWAY,
}


class Verification(Struct, frozen=True):
    """Where a reader can check a credential."""

    url: str
    platform: str
    """The platform's name where the link is one of a known platform, or else the host."""
    is_known: bool = False
    """Whether the link has the form that the platform uses for checks."""


class Asset(Struct, frozen=True):
    """A file that is published under a name made of its content."""

    address: str
    source: str
    """The path of the file, within the site."""
    media_type: str
    size: int
    """In bytes."""
    width: int = 0
    """In pixels, as the picture is to be turned; of the first page of a PDF in points; 0 for what has no size."""
    height: int = 0
    is_animated: bool = False
    trouble: str = ""
    """Why the first page of a PDF cannot be shown; empty where it can."""
    private: str = ""
    """What it tells beside what it shows that may be private; empty for nothing."""
    keeps_badge: bool = False
    """Whether it is published with the data of the badge that it shows."""


class Artifact(Struct, frozen=True):
    """An address whose bytes need no template."""

    address: str
    content: bytes


class Drawing(Struct, frozen=True):
    """An address whose bytes take long to make, and are kept from one build to the next."""

    address: str
    made_of: Any
    """A frozen record of everything that the bytes depend on, with the addresses of assets, which tell their content."""
    draw: Callable[[Any, Path], bytes | Diagnostic]
    """A function of a module, which makes the bytes of that record, and of assets in the folder of the site."""


class Credential(Struct, frozen=True):
    """One file of `content/credentials/`, read and typed."""

    path: str
    """Relative to the site's folder, with forward slashes."""
    head: str
    """The text of its front matter, for finding the place of a problem."""
    id: str
    slug: str
    record: Record
    gist: Gist


class Profile(Struct, frozen=True):
    """`content/profile.md`: the owner."""

    path: str
    head: str
    record: ProfileRecord
    gist: Gist


class FreePage(Struct, frozen=True):
    """A file of `content/pages/`."""

    path: str
    head: str
    slug: str
    record: PageRecord
    gist: Gist


class Content(Struct, frozen=True):
    """All that the content folder says, but for the bodies."""

    credentials: tuple[Credential, ...] = ()
    profile: Profile | None = None
    pages: tuple[FreePage, ...] = ()
    assets: Mapping[tuple[str, str], Asset] = MappingProxyType({})
    """By the path of the file that names it and the path it is named by."""
    unread: Mapping[str, str] = MappingProxyType({})
    """The files that have errors of their own, with the ids that their records seem to have: what refers to them is right."""


class Kind(StrEnum):
    """The four taxonomies."""

    SKILLS = "skills"
    TECHNOLOGIES = "technologies"
    ISSUERS = "issuers"
    CATEGORIES = "categories"


class Entry(Struct, frozen=True):
    """A credential in its portfolio: with its state and its relations."""

    credential: Credential
    state: State
    verification: Verification | None = None
    parent: str | None = None
    """The id of the programme that it is a part of."""
    parts: tuple[str, ...] = ()
    """The ids of its parts, in the order of their dates and titles."""
    successor: str | None = None
    terms: Mapping[Kind, tuple[str, ...]] = MappingProxyType({})
    """The slugs of its terms in each taxonomy, in the author's order."""
    is_earned: bool = False
    """Whether it counts as a credential, valid or not; a part of a programme that counts in its stead does not."""
    is_published: bool = True
    """Whether a build publishes it; drafts and what is planned are in a portfolio only for their author."""

    @property
    def is_counted(self) -> bool:
        """Whether it counts as a valid credential."""
        return self.is_earned and self.standing is Standing.VALID

    @property
    def expiry(self) -> PartialDate | None:
        """The last day of what is valid and will expire."""
        return self.record.expiry_date if self.standing is Standing.VALID else None

    @property
    def record(self) -> Record:
        """What the author wrote."""
        return self.credential.record

    @property
    def id(self) -> str:
        """The credential's `entity_id`."""
        return self.credential.id

    @property
    def standing(self) -> Standing:
        """What it proves on the as-of date."""
        return self.state.standing


class Term(Struct, frozen=True):
    """One skill, technology, issuer or category, with the credentials that evidence it."""

    kind: Kind
    slug: str
    name: str
    entries: tuple[Entry, ...]
    """Valid ones first, then the newest."""
    valid_count: int
    """How many credentials prove it on the as-of date."""
    last_evidenced: PartialDate | None
    """The newest issue date among what was earned or completed."""

    @property
    def address(self) -> str:
        """The page of the term."""
        return f"{self.kind}/{self.slug}/"


class Taxonomy(Struct, frozen=True):
    """All the terms of one kind."""

    kind: Kind
    terms: tuple[Term, ...]
    """Most valid proofs first, then by name."""


class Portfolio(Struct, frozen=True):
    """Everything that is published, linked and dated: the result of `link`."""

    as_of: date
    entries: tuple[Entry, ...]
    """Newest first."""
    taxonomies: Mapping[Kind, Taxonomy]
    content: Content
