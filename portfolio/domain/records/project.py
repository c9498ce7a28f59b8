"""The fields of a project."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ...schema.fields import Fields, examples
from ...schema.types import Date, FilePath, Flag, Keys, Slug, Text, Texts
from .profile import Links


class ProjectWords(Fields, frozen=True):
    """The fields of a project that can be said in another language, as `title.de`."""

    title: Text | None = None
    """Its name in that language."""
    summary: Text | None = None
    """One sentence on what it is."""
    role: Text | None = None
    """What you were in it."""
    image_alt: Text | None = None
    """What its picture shows."""
    situation: Text | None = None
    """What there was at the beginning."""
    obstacle: Text | None = None
    """What stood in the way."""
    approach: Text | None = None
    """What you did about it."""
    result: Text | None = None
    """What came of it."""


class ProjectRecord(Fields, frozen=True):
    """The front matter of a project in `content/projects/`."""

    words: ClassVar = ProjectWords

    title: Annotated[Text, examples("Timetables for city buses")]
    """The name of the project."""
    summary: Annotated[Text | None, examples("Arrival times for 400 stops, on one page.")] = None
    """One sentence on what it is. Default: the beginning of the text."""
    role: Annotated[Text | None, examples("Developer, team of three")] = None
    """What you were in it."""
    start_date: Annotated[Date | None, examples("2024-03")] = None
    """When you began, as precisely as known. The site has it from that day on."""
    end_date: Annotated[Date | None, examples("2025-01")] = None
    """When it ended. Leave it out while it goes on."""
    credentials: Annotated[Keys, examples(["aws_developer_associate"])] = ()
    """The `entity_id` of each credential that it put to use."""
    technologies: Annotated[Texts, examples(["Python", "PostgreSQL"])] = ()
    """Tools and languages that you used in it, spelled as in your credentials."""
    competencies: Annotated[Texts, examples(["data_modelling"])] = ()
    """Skills that you used in it, in snake_case; shown as words."""
    situation: Annotated[Text | None, examples("Passengers waited without knowing why.")] = None
    """What there was at the beginning. This and the next three can be headings of the text
    instead, in a language of the site."""
    obstacle: Annotated[Text | None, examples("The operator had no data to share.")] = None
    """What stood in the way."""
    approach: Annotated[Text | None, examples("Read the signals of the buses themselves.")] = None
    """What you did about it."""
    result: Annotated[Text | None, examples("3,000 people use the page every morning.")] = None
    """What came of it."""
    links: Annotated[
        Links, examples([{"label": "Code", "url": "https://github.com/example/buses"}])
    ] = ()
    """Where it can be seen: a list of `label` and `url`."""
    image: Annotated[FilePath | None, examples("buses.png")] = None
    """A picture of it, beside the file."""
    image_alt: Annotated[Text | None, examples("A map with a bus on every line")] = None
    """What the picture shows. Required with `image`."""
    draft: Annotated[Flag, examples("yes")] = False
    """Whether it is left out of the site."""
    sample: Annotated[Flag, examples("yes")] = False
    """Whether it is a sample, to be replaced by something of your own."""
    slug: Annotated[Slug | None, examples("buses")] = None
    """The last part of its address. Default: the file's name."""
