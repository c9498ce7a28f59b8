"""The fields of a target: a role or a certification, and what it asks for."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ...schema.fields import Fields, examples
from ...schema.types import Date, Flag, Key, Slug, Text, Texts
from .profile import Links


class Demands(Fields, frozen=True):
    """Skills and technologies that a target asks for."""

    competencies: Annotated[Texts, examples(["cloud_architecture"])] = ()
    """Skills, in snake_case, as in your credentials."""
    technologies: Annotated[Texts, examples(["Terraform"])] = ()
    """Technologies, spelled as in your credentials."""


class TargetWords(Fields, frozen=True):
    """The fields of a target that can be said in another language, as `title.de`."""

    title: Text | None = None
    """Its name in that language."""
    summary: Text | None = None
    """One sentence on what it is."""


class TargetRecord(Fields, frozen=True):
    """The front matter of a target in `content/targets/`."""

    words: ClassVar = TargetWords

    title: Annotated[Text, examples("Cloud engineer")]
    """The name of the role, or of the certification."""
    summary: Annotated[Text | None, examples("A platform team, within two years.")] = None
    """One sentence on what it is. Default: the beginning of the text."""
    credential: Annotated[Key | None, examples("aws_solutions_architect")] = None
    """The `entity_id` of the credential that it is, if it is one of yours: planned, or in
    progress."""
    needed: Annotated[
        Demands, examples({"technologies": ["AWS"], "competencies": ["networking"]})
    ] = Demands()
    """What it cannot do without: `technologies` and `competencies`, each a list."""
    useful: Annotated[Demands, examples({"technologies": ["Terraform"]})] = Demands()
    """What helps, in the same way."""
    target_date: Annotated[Date | None, examples("2028")] = None
    """By when you want to be there."""
    links: Annotated[
        Links, examples([{"label": "Exam guide", "url": "https://example.org/guide"}])
    ] = ()
    """Where it is described: a list of `label` and `url`."""
    publish: Annotated[Flag, examples("yes")] = False
    """Whether the site has a page of it. Without, nothing of it is on the site: `portfolio gap`
    prints it, and `portfolio serve --drafts` shows it. Its file is as public as your repository."""
    sample: Annotated[Flag, examples("yes")] = False
    """Whether it is a sample, to be replaced by something of your own."""
    slug: Annotated[Slug | None, examples("cloud-engineer")] = None
    """The last part of its address. Default: the file's name."""
