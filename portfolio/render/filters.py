"""The filters that templates have for dates, numbers, languages and texts.

Those that depend on the site take the context, so Jinja does not apply them to constants while it
compiles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from ..dates import PartialDate
from ..drawing.qr import qr_code
from ..formats.linkedin import profile_link, profile_values
from ..locale.display import (
    display_date,
    display_language,
    display_list,
    display_number,
    display_percent,
)
from ..locale.language import direction_of, isolated
from ..schema.types import Hours
from ..text import markdown_literal, slug
from ..views.cards import Card
from ..views.pages import SiteView


@pass_context
def _date(context: Context, value: PartialDate, *, day: bool = True) -> str:
    site: SiteView = context["site"]
    shown = value if day else PartialDate(value.year, value.month)
    return isolated(display_date(shown, site.language), site.direction)


@pass_context
def _isolated(context: Context, text: str) -> str:
    return isolated(text, context["site"].direction)


@pass_context
def _linkedin(context: Context, card: Card) -> str:
    return profile_link(context["site"].base_url, card)


@pass_context
def _linkedin_values(context: Context, card: Card) -> tuple[tuple[str, str], ...]:
    site: SiteView = context["site"]
    return profile_values(site.base_url, card, site.messages)


_NO_ATTRIBUTES = Markup()
"""Of an element in the language of the site."""


@pass_context
def _lang(context: Context, language: str, *, turned: bool = True) -> Markup:
    return language_attributes(context["site"], language, turned=turned)


def language_attributes(site: SiteView, language: str, *, turned: bool = True) -> Markup:
    """The attributes of an element in another language than the site's.

    The direction is among them only if the element may be `turned`.
    """
    if not language or language.partition("-")[0] == site.language.partition("-")[0]:
        return _NO_ATTRIBUTES
    direction = direction_of(language)
    own = Markup(' dir="{}"').format(direction) if turned and direction != site.direction else ""
    return Markup(' lang="{}"{}').format(language, own)


@pass_context
def _language(context: Context, tag: str) -> str:
    return display_language(tag, context["site"].language)


@pass_context
def _number(context: Context, figure: int | Hours) -> str:
    site: SiteView = context["site"]
    if not isinstance(figure, Hours):
        return display_number(figure, site.language)
    ends = dict.fromkeys(display_number(end, site.language) for end in (figure.low, figure.high))
    return isolated("–".join(ends), site.direction)


@pass_context
def _percent(context: Context, figure: int) -> str:
    site: SiteView = context["site"]
    return isolated(display_percent(figure, site.language), site.direction)


@pass_context
def _listed(context: Context, values: Iterable[object]) -> str:
    return display_list(map(str, values), context["site"].language)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _literal(text: str) -> Markup:
    return Markup(markdown_literal(text))  # noqa: S704


OWN_FILTERS: Mapping[str, Callable[..., Any]] = {
    "date": _date,
    "host": _host,
    "literal": _literal,
    "number": _number,
    "percent": _percent,
    "language": _language,
    "slug": slug,
    "qr": qr_code,
    "linkedin": _linkedin,
    "linkedin_values": _linkedin_values,
    "lang": _lang,
    "isolated": _isolated,
    "listed": _listed,
}
"""Every filter by its name."""
