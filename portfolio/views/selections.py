"""What templates see of collections and targets."""

from __future__ import annotations

from msgspec import Struct

from ..dates import PartialDate
from ..domain.records.collection import CollectionRecord
from ..domain.records.target import TargetRecord
from ..domain.terms import GapAnswer
from .cards import Card, Link
from .projects import ProjectCard


class CollectionCard(Struct, frozen=True):
    """A collection or target in a list."""

    title: str
    """Its name."""
    address: str
    """Its page, for `url()`."""
    summary: str = ""
    """What it is, in one sentence."""
    unpublished: str = ""
    """`Draft` or `Not published` in a preview that shows drafts; always empty on published
    pages."""
    language: str = ""
    """The language of its title, for the filter `lang`; empty if it is that of the site or
    unknown."""
    summary_language: str = ""
    """The language of the summary, in the same way."""


class CollectionPage(Struct, frozen=True):
    """The page of a collection."""

    card: CollectionCard
    """The collection as lists show it."""
    record: CollectionRecord
    """Every field as the author wrote it."""
    blocks: tuple[str, ...] = ()
    """The parts of the page in their order: `text`, `credentials`, `projects`."""
    credentials: tuple[Card, ...] = ()
    """Its credentials in their order."""
    projects: tuple[ProjectCard, ...] = ()
    """Its projects."""


class GapLine(Struct, frozen=True):
    """What there is of a skill or technology that a target asks for."""

    name: Link
    """The skill or technology; its `address` is empty if the site has no page of it."""
    is_technology: bool
    """Whether it is a technology, and not a skill."""
    answer: GapAnswer
    """`proved`, `used`, `studied`, `learning`, `planned`, `lapsed` or `missing`."""
    words: str
    """The answer in words: `Proved until 11 Jun 2027`."""
    credentials: tuple[Card, ...] = ()
    """The credentials on it, the strongest evidence first."""
    projects: tuple[ProjectCard, ...] = ()
    """The projects in which it was used."""


class TargetPage(Struct, frozen=True):
    """The page of a target."""

    card: CollectionCard
    """The target as lists show it."""
    record: TargetRecord
    """Every field as the author wrote it."""
    needed: tuple[GapLine, ...] = ()
    """What it cannot do without."""
    useful: tuple[GapLine, ...] = ()
    """What helps."""
    by: PartialDate | None = None
    """By when its owner wants to be there."""
    credential: Card | None = None
    """The credential that it is."""
    closing: tuple[Card, ...] = ()
    """The credentials in progress or planned that would close something of the gap, those that
    close most first."""
    links: tuple[tuple[str, str], ...] = ()
    """Label and URL."""
