"""What all pages share: how a page is made of its words, its structured data and its values.

No page knows a body, not even the one that it shows: bodies come in when it is rendered, so that
an edited body changes one page. Nothing is rendered here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...dates import PartialDate
from ...domain.model import Credential, FreePage, Profile
from ...text import shorten_sentence
from ...views.pages import Link, Page, PageView
from .. import structured
from ..share_cards import share_picture
from ..source import HOME, Source

TITLE_LENGTH = 70
"""Maximum characters of a title that ends with the name of the site; search engines cut longer
ones."""
DESCRIPTION_LENGTH = 155
"""Maximum characters of a description for search engines."""


def make_page(
    source: Source,
    kind: str,
    address: str,
    heading: str,
    description: str,
    nodes: Iterable[structured.Node],
    values: Mapping[str, Any],
    parents: tuple[Link, ...] | None = None,
    template: str = "",
    updated: PartialDate | None = None,
    unpublished: str = "",
    shows: Credential | FreePage | Profile | None = None,
) -> Page:
    """The page at an address; `shows` is the file whose body it shows.

    Its `parents` are by default the home page.
    """
    above = (source.named(HOME),) if parents is None else parents
    drawn = source.share_card_of(address)
    view = PageView(
        address=address,
        title=_title(source, [heading, *([above[-1].text] if kind == "term" else [])]),
        heading=heading,
        description=shorten_sentence(description, DESCRIPTION_LENGTH),
        kind=kind,
        breadcrumbs=above,
        structured_data=structured.graph(source.view, nodes),
        updated=updated,
        unpublished=unpublished,
        picture=share_picture(address, drawn) if drawn else source.picture,
    )
    targets = source.texts.targets(shows.path, shows.outline) if shows else {}
    return Page(view, template or f"{kind}.html", values, targets)


def _title(source: Source, parts: list[str]) -> str:
    """The title of a page, which ends with the name of the site where there is room for it."""
    own, site = " – ".join(parts), source.view.title
    if parts[0] == site or len(own) + len(site) > TITLE_LENGTH:
        return own
    return f"{own} – {site}"
