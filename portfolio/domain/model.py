"""The domain: what a credential is, and what a portfolio of credentials is.

`load` makes one `Credential` from one file; `link` makes the `Portfolio` from all of them, for
one date. Every record is frozen and every collection a tuple, so later stages can only read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from ..dates import PartialDate
from ..diagnostics import Diagnostic
from .body import BodyOutline
from .proof import Checked, LinkCheck, Proof
from .records.collection import CollectionRecord
from .records.credential import Record
from .records.page import PageRecord
from .records.profile import ProfileRecord
from .records.project import ProjectRecord
from .records.renewal import Activity
from .records.target import TargetRecord
from .terms import GapRow, TermKind


class Standing(StrEnum):
    """What a credential proves on the as-of date."""

    VALID = "valid"
    """Earned and in force: counts as a credential and as a proof of its skills."""
    LEARNING = "learning"
    """Completed without a certificate: evidence of learning, never a credential."""
    LAPSED = "lapsed"
    """Expired, superseded or revoked: shown and labelled, no longer a proof."""
    UNDERWAY = "underway"
    """In progress, planned, or issued on a future date: shown apart."""


class State(StrEnum):
    """Where a credential stands on the as-of date, worked out from its dates."""

    LIFETIME = "lifetime"
    NO_EXPIRY_STATED = "no_expiry_stated"
    ACTIVE = "active"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"
    UPCOMING = "upcoming"
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
    State.UPCOMING: Standing.UNDERWAY,
}


class LinkKind(StrEnum):
    """What a link leads to, as far as its form shows."""

    CHECK = "check"
    """The platform's own page where anyone can check one credential."""
    BADGE = "badge"
    """The page of a badge."""
    PROFILE = "profile"
    """All that a person or an organization shows."""
    COURSE = "course"
    """The page of a course or exam."""
    UPLOAD = "upload"
    """A file uploaded by the owner, or a page of the owner's site."""
    PICTURE = "picture"
    """A picture file."""
    UNKNOWN = "unknown"
    """Its form is not known."""


class Verification(Struct, frozen=True):
    """A link that the owner gives for a credential, and what it is."""

    url: str
    platform: str
    """The name of the known platform that the link belongs to, or else the host."""
    kind: LinkKind = LinkKind.UNKNOWN
    """`check`, `badge`, `profile`, `course`, `upload`, `picture` or `unknown`: only the
    first may be called a check."""

    @property
    def is_check(self) -> bool:
        """Whether it has the form that its platform uses for checks of one credential."""
        return self.kind is LinkKind.CHECK

    @property
    def may_check(self) -> bool:
        """Whether it is a check, or a link of an unknown form, which may be one."""
        return self.kind in (LinkKind.CHECK, LinkKind.UNKNOWN)


def check_url(link: Verification | None) -> str:
    """The address of a check; empty if the link is not one."""
    if link and link.is_check:
        return link.url
    return ""


def evidence_url(link: Verification | None) -> str:
    """The address of what is or may be a check; empty if the link leads to anything else."""
    if link and link.may_check:
        return link.url
    return ""


class Asset(Struct, frozen=True):
    """A file that is published under a name derived from its content."""

    address: str
    source: str
    """The path of the file, within the site."""
    media_type: str
    size: int
    """In bytes."""
    width: int = 0
    """In pixels, after rotation; in points for the first page of a PDF; 0 for files without a
    size."""
    height: int = 0
    is_animated: bool = False
    trouble: str = ""
    """Why the first page of a PDF cannot be shown; empty where it can."""
    private: str = ""
    """What it reveals beyond its visible content that may be private; empty for nothing."""
    keeps_badge: bool = False
    """Whether it is published with the data of the badge that it shows."""


class Artifact(Struct, frozen=True):
    """An address whose bytes are known and need no template."""

    address: str
    content: bytes


class GeneratedFile(Struct, frozen=True):
    """An address whose bytes take long to make, and are kept between builds."""

    address: str
    describe: Callable[[], Any]
    """Returns a frozen record of everything that the bytes depend on, with the addresses of assets,
    which tell their content."""
    generate: Callable[[Any, Path], bytes | Diagnostic]
    """A function of a module that makes the bytes from that record and from assets in the folder of
    the site."""

    @property
    def made_of(self) -> Any:
        """What `describe` returns."""
        return self.describe()


class ContentFile(Struct, frozen=True, dict=True):
    """A file of content, read and typed: what all kinds of files have."""

    path: str
    """Relative to the site's folder, with forward slashes."""
    front_matter: str
    """The text of its front matter, for locating problems."""
    outline: BodyOutline
    words: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    """Its words in other languages, by language and field: what `title.de` says."""
    languages: Mapping[str, str] = MappingProxyType({})
    """Of a translation: the language of each field that can have one, of its `text`, and of the
    `facts` of a credential that have none; None where only the script tells."""
    text_path: str = ""
    """The file of its text, where that is a translation; empty for its own."""

    @property
    def shown_path(self) -> str:
        """The file whose text its page shows."""
        return self.text_path or self.path

    @property
    def title_language(self) -> str | None:
        """The language of its title; None where only the script tells."""
        return self.languages.get("title")


class Credential(ContentFile, frozen=True, dict=True, tag=True, kw_only=True):
    """One file of `content/credentials/`."""

    id: str
    slug: str
    record: Record

    @property
    def title_language(self) -> str | None:
        """The language of its title; None where only the script tells."""
        return self.languages.get("title", self.record.language)


class Profile(ContentFile, frozen=True, dict=True, tag=True, kw_only=True):
    """`content/profile.md`: the owner."""

    record: ProfileRecord


class FreePage(ContentFile, frozen=True, dict=True, tag=True, kw_only=True):
    """A file of `content/pages/`."""

    slug: str
    record: PageRecord


class Project(ContentFile, frozen=True, dict=True, tag=True, kw_only=True):
    """A file of `content/projects/`."""

    slug: str
    record: ProjectRecord

    def told(self, step: str) -> str:
        """What its field or its text says of a step of its story; empty for nothing."""
        return getattr(self.record, step) or dict(self.outline.story).get(step, "")


class Collection(ContentFile, frozen=True, dict=True, tag=True, kw_only=True):
    """A file of `content/collections/`."""

    slug: str
    record: CollectionRecord


class Target(ContentFile, frozen=True, dict=True, tag=True, kw_only=True):
    """A file of `content/targets/`."""

    slug: str
    record: TargetRecord


AnyText = Credential | Profile | FreePage | Project | Collection | Target


class Translation(Struct, frozen=True, tag=True):
    """A file with the words of another one in one more language: `NAME.de.md` beside `NAME.md`."""

    path: str
    front_matter: str
    original: str
    """The file whose words it translates."""
    language: str
    words: Mapping[str, str]
    """What its front matter says, by field."""
    outline: BodyOutline
    has_text: bool = False
    """Whether it has a text, or only fields."""


class LearningRow(Struct, frozen=True):
    """A row of the table of learning."""

    credential: str
    """The id of the credential that it counts for."""
    activity: Activity
    line: int
    """1-based."""


class GuessedCredential(Struct, frozen=True):
    """What a file with errors was probably meant to say. It is never published.

    It lets everything that is wrong with the file be found in one run.
    """

    credential: Credential
    unreadable_fields: tuple[str, ...]
    """The fields whose values cannot be read."""


class Content(Struct, frozen=True):
    """Everything that the content folder says, except the bodies."""

    credentials: tuple[Credential, ...] = ()
    profile: Profile | None = None
    pages: tuple[FreePage, ...] = ()
    assets: Mapping[tuple[str, str], Asset] = MappingProxyType({})
    """By the path of the file that refers to it, and the path it is referred to by."""
    unreadable_files: Mapping[str, str] = MappingProxyType({})
    """The files with errors of their own, and the ids that their records seem to have: references
    to them are not reported."""
    elsewhere: Mapping[tuple[str, str], str] = MappingProxyType({})
    """Help on files that texts look for at the site's root and that are elsewhere, by the same two
    paths as `assets`."""
    guessed: tuple[GuessedCredential, ...] = ()
    """What these files seem to say."""
    translations: Mapping[str, Mapping[str, Translation]] = MappingProxyType({})
    """By the file whose words they translate, and the language."""
    proofs: Mapping[str, Proof] = MappingProxyType({})
    """What the badge files of records show, by the path of the record."""
    links: Mapping[str, LinkCheck] = MappingProxyType({})
    """What was seen when links were looked at, by link."""
    projects: tuple[Project, ...] = ()
    collections: tuple[Collection, ...] = ()
    targets: tuple[Target, ...] = ()
    learning: tuple[LearningRow, ...] = ()
    """What the table of learning has for the renewal of credentials."""

    @property
    def texts(self) -> tuple[AnyText, ...]:
        """Every text but the translations."""
        return (
            *self.credentials,
            *self.pages,
            *filter(None, [self.profile]),
            *self.projects,
            *self.collections,
            *self.targets,
        )


class RenewalProgress(Struct, frozen=True):
    """How far the hours for a renewal are done, as of a day."""

    needed: Decimal
    done: Decimal
    """The hours of what lies in their time, up to the day."""
    since: date | None
    """From when on they count; None if nothing says so."""
    by: PartialDate | None
    """The last day for them; None if nothing says so."""
    is_shown: bool = False
    """Whether its page shows it: to readers if that is asked for, and else only to its owner."""

    @property
    def missing(self) -> Decimal:
        """The hours that are not done yet."""
        return max(self.needed - self.done, Decimal(0))


class Entry(Struct, frozen=True, dict=True):
    """A credential in its portfolio: with its state and its relations."""

    credential: Credential
    state: State
    verification: Verification | None = None
    parent: str | None = None
    """The id of the programme that it is a part of."""
    parts: tuple[str, ...] = ()
    """The ids of its parts: oldest first, undated ones last, then by title and id."""
    successor: str | None = None
    terms: Mapping[TermKind, tuple[str, ...]] = MappingProxyType({})
    """The slugs of its terms in each taxonomy, in the author's order."""
    within: str | None = None
    """The id of the programme or renewal that is counted instead of it; None if it is counted
    itself."""
    is_published: bool = True
    """Whether a build publishes it; drafts and planned credentials may be in a portfolio for its
    author only."""
    links: tuple[Verification, ...] = ()
    """The other links that its record gives, each named for what it is."""
    renewals: tuple[str, ...] = ()
    """The ids of earlier credentials that it renews, the newest first."""
    renewed_as: str | None = None
    """The id of its last renewal, which is counted instead of it; None without one."""
    checked: Checked = Checked()
    """How far it is checked."""
    projects: tuple[str, ...] = ()
    """The slugs of the projects that put it to use, in the order of lists."""
    renewal: RenewalProgress | None = None
    """How far the hours for its renewal are done; None if it asks for none."""

    @property
    def is_part(self) -> bool:
        """Whether a programme is counted instead of it."""
        return self.within is not None and self.renewed_as is None

    @property
    def is_earned(self) -> bool:
        """Whether it counts as a credential, valid or not."""
        return self.within is None and self.standing in (Standing.VALID, Standing.LAPSED)

    @property
    def is_counted(self) -> bool:
        """Whether it counts as a valid credential."""
        return self.within is None and self.standing is Standing.VALID

    @property
    def issued(self) -> PartialDate | None:
        """When it was issued; None if that is not stated or in the future."""
        if self.state is State.UPCOMING:
            return None
        return self.record.issued_date

    @property
    def target(self) -> PartialDate | None:
        """When it is expected, for what has not been earned yet."""
        if self.state is State.UPCOMING:
            return self.record.issued_date
        return self.record.target_date

    @property
    def expiry(self) -> PartialDate | None:
        """Its last valid day, if it is valid and will expire."""
        if self.standing is Standing.VALID:
            return self.record.expiry_date
        return None

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


class Term(Struct, frozen=True, dict=True):
    """One skill, technology, issuer or category, with the credentials that evidence it."""

    kind: TermKind
    slug: str
    name: str
    entries: tuple[Entry, ...]
    """Valid ones first, then the newest."""
    valid_count: int
    """The number of credentials that prove it on the as-of date, without parts whose programmes are
    counted instead."""
    part_count: int
    """The number of these parts that prove it too."""
    last_evidenced: PartialDate | None
    """The newest date of issue among what was earned or completed."""
    written: str = ""
    """As its first credential writes it: a key, or its name."""
    language: str | None = None
    """The language of its name, in a translation that has no words for it; None where only the
    script tells."""
    projects: tuple[str, ...] = ()
    """The slugs of the projects in which it was used, in the order of lists."""
    last_used: PartialDate | None = None
    """The latest end of these projects; None if none says when it ended."""
    is_in_use: bool = False
    """Whether one of them goes on."""

    @property
    def is_proved(self) -> bool:
        """Whether anything proves it on the as-of date."""
        return self.valid_count + self.part_count > 0

    @property
    def address(self) -> str:
        """The page of the term."""
        return f"{self.kind}/{self.slug}/"


class Taxonomy(Struct, frozen=True):
    """All the terms of one kind."""

    kind: TermKind
    terms: tuple[Term, ...]
    """Most valid proofs first, then by name."""


class ProjectEntry(Struct, frozen=True, dict=True):
    """A project in its portfolio."""

    project: Project
    credentials: tuple[str, ...] = ()
    """The ids of the credentials that it put to use and that are shown, as it names them."""
    terms: Mapping[TermKind, tuple[str, ...]] = MappingProxyType({})
    """The slugs of its skills and technologies, in the author's order."""
    is_published: bool = True
    """Whether a build publishes it; others may be in a portfolio for its author only."""

    @property
    def slug(self) -> str:
        """The last part of its address, which names it."""
        return self.project.slug

    @property
    def is_going_on(self) -> bool:
        """Whether it has begun and no end of it is stated."""
        record = self.project.record
        return record.start_date is not None and record.end_date is None


class CollectionEntry(Struct, frozen=True, dict=True):
    """A collection with what it shows on the as-of date."""

    collection: Collection
    credentials: tuple[str, ...] = ()
    """The ids of its credentials in their order."""
    projects: tuple[str, ...] = ()
    """The slugs of its projects in the order of lists."""
    is_published: bool = True


class TargetEntry(Struct, frozen=True, dict=True):
    """A target with what its owner has of it on the as-of date."""

    target: Target
    gap: tuple[GapRow, ...] = ()
    """A row for each skill and technology that it asks for: what is needed first, skills before
    technologies, in the author's order."""
    credential: str | None = None
    """The id of the credential that it is, if that is shown."""
    is_published: bool = True


class Portfolio(Struct, frozen=True, dict=True):
    """Everything that is published, linked and dated: the result of `link`."""

    as_of: date
    entries: tuple[Entry, ...]
    """Newest first, undated ones last, then by title and id."""
    taxonomies: Mapping[TermKind, Taxonomy]
    content: Content
    projects: tuple[ProjectEntry, ...] = ()
    """What goes on first, then the newest, then by title and slug."""
    collections: tuple[CollectionEntry, ...] = ()
    """By title and slug."""
    targets: tuple[TargetEntry, ...] = ()
    """The nearest first, then by title and slug."""
