"""What templates see of projects."""

from __future__ import annotations

from msgspec import Struct

from ..dates import PartialDate
from ..domain.records.project import ProjectRecord
from .cards import Card, Link, Picture


class ProjectCard(Struct, frozen=True):
    """A project in a list."""

    slug: str
    """The last part of its address, which names it."""
    title: str
    """Its name."""
    address: str
    """Its page, for `url()`."""
    summary: str = ""
    """What it is, in one sentence."""
    role: str = ""
    """What the owner was in it."""
    start: PartialDate | None = None
    """When it began."""
    end: PartialDate | None = None
    """When it ended."""
    is_going_on: bool = False
    """Whether it has begun and no end is stated."""
    result: str = ""
    """What came of it, as its field or the first paragraph under that heading says."""
    technologies: tuple[Link, ...] = ()
    """In the author's order."""
    skills: tuple[Link, ...] = ()
    """In the author's order."""
    picture: Picture | None = None
    """A picture of it."""
    unpublished: str = ""
    """`Draft` in a preview that shows drafts; always empty on published pages."""
    language: str = ""
    """The language of its title (BCP 47), for the filter `lang`; empty if it is that of the site or
    unknown."""
    summary_language: str = ""
    """The language of the summary, if it is another than that of the site; or empty."""
    role_language: str = ""
    """The language of the role, in the same way."""
    result_language: str = ""
    """The language of the result, in the same way."""


class Step(Struct, frozen=True):
    """A step of the story of a project."""

    key: str
    """`situation`, `obstacle`, `approach` or `result`."""
    label: str
    """The key in words."""
    text: str
    """What the field says."""
    language: str = ""
    """The language of the text, if it is another than that of the site; or empty."""


class ProjectPage(Struct, frozen=True):
    """The page of a project."""

    card: ProjectCard
    """The project as lists show it."""
    record: ProjectRecord
    """Every field as the author wrote it."""
    steps: tuple[Step, ...] = ()
    """Its story, as far as fields tell it; the text may tell the rest."""
    credentials: tuple[Card, ...] = ()
    """The credentials that it put to use."""
    links: tuple[tuple[str, str], ...] = ()
    """Label and URL."""
    newer: Link | None = None
    """The next one in the list of projects."""
    older: Link | None = None
    """The one before it in that list."""
