"""The fields of a free page."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ...schema.fields import Fields, examples
from ...schema.types import Flag, Slug, Text, WholeNumber


class PageWords(Fields, frozen=True):
    """The fields of a page that can be said in another language, as `title.de`."""

    title: Text | None = None
    """The heading of the page, and its label in the navigation."""
    summary: Text | None = None
    """One sentence, for search engines."""


class PageRecord(Fields, frozen=True):
    """The front matter of a page in `content/pages/`."""

    words: ClassVar = PageWords

    title: Annotated[Text, examples("About")]
    """The heading of the page, and its label in the navigation."""
    summary: Annotated[Text | None, examples("How this site is made.")] = None
    """One sentence, for search engines."""
    slug: Annotated[Slug | None, examples("about")] = None
    """Its address. Default: the file's name."""
    order: Annotated[WholeNumber, examples(10)] = 0
    """Its place among the pages in the navigation: lower numbers come first."""
    menu: Annotated[Flag, examples("no")] = True
    """Whether the navigation leads to it."""
    draft: Annotated[Flag, examples("yes")] = False
    """Whether it is left out of the site."""
    sample: Annotated[Flag, examples("yes")] = False
    """Whether it is a sample, to be replaced by something of your own."""
