"""What all pages share: how a page is made of its words, its structured data and its values.

No page knows a body, not even the one that it shows: bodies come in when it is rendered, so that
an edited body changes one page. Nothing is rendered here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...dates import PartialDate
from ...domain.model import AnyText, Profile
from ...locale.display import display_language
from ...locale.language import other_language
from ...text import shorten_sentence
from ...views.cards import Link
from ...views.pages import Alternate, Page, PageView
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
    shows: AnyText | None = None,
    *,
    is_listed: bool = True,
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
        heading_language=_heading_language(source, heading, shows),
        alternates=alternates_of(source, address),
        is_listed=is_listed,
    )
    targets = source.texts.targets(shows.shown_path, shows.outline) if shows else {}
    language = shows.languages.get("text") if shows else None
    return Page(view, template or f"{kind}.html", values, targets, language)


def alternates_of(source: Source, address: str) -> tuple[Alternate, ...]:
    """A page in the languages of a site that have it; none where the site has one language."""
    if len(source.folders) < 2:
        return ()
    found = [
        Alternate(language, display_language(language, language), f"/{folder}{address}")
        for language, folder in source.folders.items()
        if address in source.editions[language]
    ]
    return tuple(found) if len(found) > 1 else ()


def _heading_language(source: Source, heading: str, shows: AnyText | None) -> str:
    """The language of a heading that a file says, if it is another than that of the site."""
    if shows is None or isinstance(shows, Profile):
        return ""
    return other_language(heading, source.view.language, shows.title_language)


def _title(source: Source, parts: list[str]) -> str:
    """The title of a page, which ends with the name of the site where there is room for it."""
    own, site = " – ".join(parts), source.view.title
    if parts[0] == site or len(own) + len(site) > TITLE_LENGTH:
        return own
    return f"{own} – {site}"
