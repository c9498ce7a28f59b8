"""The fields of a collection: a selection of what the site has, for one audience."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import Annotated, Any, ClassVar

from ...schema.fields import Fields, InvalidValue, Reader, examples
from ...schema.types import Flag, Keys, Slug, Text, Texts, read_text, read_texts
from ...text import did_you_mean, listed, quoted

STATES = (
    *("valid", "expiring", "completed", "expired", "superseded", "revoked"),
    *("in_progress", "upcoming", "planned"),
)
"""The states by which a collection can select: the groups of states that lists have."""


class CollectionBlock(StrEnum):
    """A part of the page of a collection."""

    TEXT = "text"
    CREDENTIALS = "credentials"
    PROJECTS = "projects"


class CollectionOrder(StrEnum):
    """An order of the credentials of a collection."""

    GIVEN = "given"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"


def read_choice(words: tuple[str, ...], value: Any) -> str:
    """One of some words."""
    text = read_text(value)
    if text in words:
        return text
    near = did_you_mean(text.replace("-", "_").replace(" ", "_"), words)
    raise InvalidValue(
        "unknown-word",
        f"{quoted(text)} is none of the words that it can be",
        f"write {near}" if near else f"write {listed(words, 'or')}",
    )


def read_choices(words: tuple[str, ...], value: Any) -> tuple[str, ...]:
    """A list of some of these words."""
    return tuple(read_choice(words, item) for item in read_texts(value))


def read_order(value: Any) -> CollectionOrder:
    """An order of credentials."""
    return CollectionOrder(read_choice(tuple(CollectionOrder), value))


def read_blocks(value: Any) -> tuple[CollectionBlock, ...]:
    """The parts of a page, in their order."""
    return tuple(map(CollectionBlock, read_choices(tuple(CollectionBlock), value)))


OrderValue = Annotated[CollectionOrder, Reader(read_order, {"enum": list(CollectionOrder)})]
Blocks = Annotated[
    tuple[CollectionBlock, ...],
    Reader(
        read_blocks,
        {"type": "array", "items": {"enum": list(CollectionBlock)}, "uniqueItems": True},
    ),
]
States = Annotated[
    tuple[str, ...],
    Reader(
        partial(read_choices, STATES),
        {"type": "array", "items": {"enum": list(STATES)}, "uniqueItems": True},
    ),
]


class CollectionWords(Fields, frozen=True):
    """The fields of a collection that can be said in another language, as `title.de`."""

    title: Text | None = None
    """Its name in that language."""
    summary: Text | None = None
    """One sentence on what it shows, and to whom."""


class CollectionRecord(Fields, frozen=True):
    """The front matter of a collection in `content/collections/`."""

    words: ClassVar = CollectionWords

    title: Annotated[Text, examples("Cloud roles")]
    """Its name, as its readers see it."""
    summary: Annotated[Text | None, examples("What I bring to a platform team.")] = None
    """One sentence, for search engines and previews. Default: the beginning of the text."""
    credentials: Annotated[Keys, examples(["aws_developer_associate", "terraform_associate"])] = ()
    """The `entity_id` of each credential that it shows, in their order. What the fields below find
    follows; a collection that names nothing shows all that the list has."""
    competencies: Annotated[Texts, examples(["cloud_architecture"])] = ()
    """Skills: it shows credentials with at least one of them. A credential has to match each of
    this field and the next five that is given."""
    technologies: Annotated[Texts, examples(["AWS", "Terraform"])] = ()
    """Technologies, in the same way."""
    issuers: Annotated[Texts, examples(["Amazon Web Services"])] = ()
    """Issuers, in the same way."""
    categories: Annotated[Keys, examples(["cloud_computing"])] = ()
    """Fields, in the same way."""
    types: Annotated[Keys, examples(["professional_certification"])] = ()
    """Types, in the same way."""
    states: Annotated[States, examples(["valid"])] = ()
    """States, in the same way: `valid`, `expiring`, `completed`, `expired`, `superseded`,
    `revoked`, `in_progress`, `upcoming`, `planned`. Default: all but the last three."""
    expired: Annotated[Flag, examples("no")] = True
    """Whether it shows what is no longer valid: expired, superseded and revoked."""
    order: Annotated[OrderValue | None, examples("newest")] = None
    """The order of its credentials: `given`, `newest`, `oldest` or `title`. Default: `given` if
    `credentials` names some, or else `newest`."""
    blocks: Annotated[Blocks, examples(["projects", "credentials"])] = (
        CollectionBlock.TEXT,
        CollectionBlock.CREDENTIALS,
        CollectionBlock.PROJECTS,
    )
    """The parts of its page in their order: `text`, `credentials`, and `projects` that put one of
    its credentials to use."""
    listed: Annotated[Flag, examples("no")] = True
    """Whether navigation, the site map and search engines lead to it. Without, only who has its
    address finds it; it is not protected."""
    draft: Annotated[Flag, examples("yes")] = False
    """Whether it is left out of the site."""
    sample: Annotated[Flag, examples("yes")] = False
    """Whether it is a sample, to be replaced by something of your own."""
    slug: Annotated[Slug | None, examples("cloud-roles")] = None
    """The last part of its address. Default: the file's name."""
