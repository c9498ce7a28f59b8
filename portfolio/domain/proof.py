"""What was found when a credential was checked: its file, its signature, its link.

Every check has one of four answers. Nothing here checks anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct

INSTALL_VERIFY = 'pip install "credential-portfolio[verify]"'
"""The command that installs what proofs need."""


class Answer(StrEnum):
    """The answer of a check."""

    YES = "yes"
    """It was checked, and it is so."""
    NO = "no"
    """It was checked, and it is not so."""
    UNKNOWN = "unknown"
    """It could not be checked."""
    NONE = "none"
    """There is nothing to check."""


class Check(Struct, frozen=True):
    """The answer to one question about a credential."""

    answer: Answer
    why: str
    """What was found, or why it could not be checked: one English sentence without a full stop."""


class Period(Struct, frozen=True):
    """From when until when something is valid, as it is written (RFC 3339, or a part of it)."""

    start: str = ""
    """Empty if it has no beginning."""
    end: str = ""
    """Empty if it has no end."""


class StatusAnswer(Struct, frozen=True):
    """What one status list, or its host, says of a credential: *yes* means in force."""

    check: Check
    list_period: Period = Period()
    """When the list is valid; on other days the answer is *unknown*."""


class SignedFields(Struct, frozen=True):
    """What a credential says of itself, as far as its signature covers it; empty if nothing."""

    title: str = ""
    issuer: str = ""
    issued: str = ""
    """As it is written."""
    expires: str = ""
    """As it is written."""
    number: str = ""


class Proof(Struct, frozen=True):
    """What a badge file shows by itself and with kept documents, whatever day it is."""

    form: Check
    """Whether it is a credential of a known standard."""
    proof: Check
    """Whether its signature fits its content."""
    signer: Check
    """Whether it is known who signed it: *none* for the key of an issuer that names nobody, *no*
    for a key that is not one of its issuer."""
    terms: Check
    """Whether the signature covers everything that it says."""
    recipient: Check
    """Whether it was awarded to the given address."""
    statuses: tuple[StatusAnswer, ...] = ()
    """What each status list says of it."""
    period: Period = Period()
    """When it is valid, as it says itself."""
    fields: SignedFields = SignedFields()
    """Empty unless its signature fits."""
    domain: str = ""
    """The domain that it was signed for, or whose host vouches for it; empty unless the signer is
    known."""


class Checks(Struct, frozen=True):
    """The answers to the eight questions about a credential, as of one day."""

    form: Check
    proof: Check
    signer: Check
    terms: Check
    status: Check
    """*Yes* means in force, *no* revoked or suspended."""
    time: Check
    recipient: Check
    agreement: Check
    """Whether the record says the same."""


class LinkState(StrEnum):
    """What became of a request for a link."""

    ALIVE = "alive"
    """A page came, whatever it says."""
    MOVED = "moved"
    """It leads to another address for good, where a page came."""
    DEAD = "dead"
    """The host says that there is nothing (404, 410), or the host does not exist."""
    REFUSED = "refused"
    """The host did not say: it wants a login, takes no programs, or does not answer."""


class LinkCheck(Struct, frozen=True):
    """What was seen when a link was looked at."""

    url: str
    state: LinkState
    checked: date
    """The day, in UTC."""
    why: str = ""
    """What the host answered."""
    moved_to: str = ""
    dead_since: date | None = None
    """The first of the days in a row on which it was dead."""
    last_alive: date | None = None
    """The last day on which a page came; None if none ever did."""

    @property
    def is_there(self) -> bool:
        """Whether a page came."""
        return self.state in (LinkState.ALIVE, LinkState.MOVED)

    @property
    def has_vanished(self) -> bool:
        """Whether it was dead on two days."""
        return self.dead_since is not None and self.dead_since < self.checked


class KeptDocument(Struct, frozen=True):
    """A document of the web that is kept with the content: DID document, status list, assertion."""

    address: str
    """Its own id: a DID, or the address that it was fetched from."""
    text: str
    """The document: JSON, or a compact JWS."""
    fetched: date | None = None
    """The day on which it was fetched, in UTC; None if its owner put it there."""
    code: int = 200
    """The HTTP status that it came with."""


KeptDocuments = Mapping[str, KeptDocument]
"""Kept documents by address."""


class Evidence(Struct, frozen=True):
    """What `content/evidence/` keeps: what was seen of links, and documents that proofs need."""

    links: Mapping[str, LinkCheck] = MappingProxyType({})
    """By the link."""
    documents: KeptDocuments = MappingProxyType({})


class CheckMark(StrEnum):
    """What a site may say about how far a credential is checked, the strongest first."""

    PROVED = "proved"
    """Its signature fits, and nothing speaks against it."""
    LINK_CHECKED = "link_checked"
    """Its check page was there on a day."""
    CHECKABLE = "checkable"
    """It can be checked at a platform; nobody has looked."""
    VANISHED = "vanished"
    """It could be checked at a platform until its page vanished."""
    NONE = "none"
    """There is no public check."""


class Checked(Struct, frozen=True):
    """How far a credential is checked."""

    mark: CheckMark = CheckMark.NONE
    """What the site may say of it."""
    answers: Checks | None = None
    """The answers about its badge file; None if it has none, or none that was checked."""
    domain: str = ""
    """The domain that its badge file was signed for; empty for a key that names nobody."""
    link: LinkCheck | None = None
    """What was seen at its check link; None if nobody has looked."""
