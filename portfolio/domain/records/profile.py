"""The fields of the profile."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from ...schema.fields import Fields, InvalidValue, Reader, examples
from ...schema.types import Email, FilePath, Flag, Text, Url, read_text, read_url


class NamedLink(Fields, frozen=True):
    """A link of the owner."""

    label: Text
    """What the link is: `GitHub`."""
    url: Url
    """Where it leads."""


def read_links(value: Any) -> tuple[NamedLink, ...]:
    """A list of `label` and `url`."""
    if not isinstance(value, list) or not all(
        isinstance(item, dict) and set(item) == {"label", "url"} for item in value
    ):
        raise InvalidValue(
            "wrong-type",
            "expected a list of links",
            "write `- label: GitHub` and `  url: https://…` for each",
        )
    return tuple(
        NamedLink(label=read_text(item["label"]), url=read_url(item["url"])) for item in value
    )


Links = Annotated[
    tuple[NamedLink, ...], Reader(read_links, {"type": "array", "items": {"type": "object"}})
]


class ProfileWords(Fields, frozen=True):
    """The fields of the profile that can be said in another language, as `headline.de`."""

    name: Text | None = None
    """Your name, as that language writes it."""
    headline: Text | None = None
    """What you do, in a few words."""
    location: Text | None = None
    """Where you are."""
    photo_alt: Text | None = None
    """What the picture shows."""


class ProfileRecord(Fields, frozen=True):
    """The front matter of `content/profile.md`."""

    words: ClassVar = ProfileWords

    name: Annotated[Text, examples("Ada Example")]
    """Your name."""
    headline: Annotated[Text | None, examples("Data engineer")] = None
    """What you do, in a few words."""
    location: Annotated[Text | None, examples("Lisbon")] = None
    """Where you are."""
    email: Annotated[Email | None, examples("ada@example.org")] = None
    """Your public e-mail address."""
    links: Annotated[
        Links, examples([{"label": "GitHub", "url": "https://github.com/example"}])
    ] = ()
    """Your other places on the web: a list of `label` and `url`."""
    photo: Annotated[FilePath | None, examples("me.jpg")] = None
    """A picture of you, beside the file."""
    photo_alt: Annotated[Text | None, examples("Portrait of Ada Example")] = None
    """What the picture shows. Required with `photo`."""
    sample: Annotated[Flag, examples("yes")] = False
    """Whether it is a sample, to be replaced by something of your own."""
