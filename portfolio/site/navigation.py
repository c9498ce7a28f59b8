"""The navigation of a site: the pages that its kinds offer, or those that the owner names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..diagnostics import Diagnostic, error
from ..paths import SETTINGS_FILE
from ..settings import NavigationItem, Settings, find_key
from ..text import did_you_mean, quoted
from ..urls import is_web_address
from ..views.cards import Link
from .cards import link_to_page
from .outline import Resource, Route
from .source import CREDENTIALS, HOME, TERMS, SiteFacts

TABLE = "[[site.navigation]]"


def make_navigation(facts: SiteFacts, offered: tuple[Link, ...]) -> tuple[Link, ...]:
    """The links at the top of every page; `offered` are those without the owner's choice."""
    chosen = facts.settings.site.navigation
    if not chosen:
        return offered
    known = {link.address: link for link in _with_a_name(facts, offered)}
    return tuple(_link(item, known) for item in chosen)


def _with_a_name(facts: SiteFacts, offered: tuple[Link, ...]) -> Iterator[Link]:
    """The pages that need no label, because they have a name of their own."""
    yield from map(facts.named, (HOME, CREDENTIALS, *TERMS.values()))
    for page in facts.portfolio.content.pages:
        yield link_to_page(page, facts.settings.site.language)
    yield from offered


def _link(item: NavigationItem, known: Mapping[str, Link]) -> Link:
    address = asked_address(item.to)
    if item.label is None and address in known:
        return known[address]
    return Link(item.label or item.to, address)


def asked_address(to: str) -> str:
    """The address that an owner names: of a page as `skills` or `/skills/`, or on the web."""
    if is_web_address(to):
        return to
    bare = to.strip("/")
    if bare:
        return f"{bare}/"
    return ""


def check_navigation(
    settings: Settings, text: str, resources: Mapping[str, Resource]
) -> Iterator[Diagnostic]:
    """What is wrong with the owner's navigation; `text` is that of the settings."""
    pages = {
        address: resource for address, resource in resources.items() if isinstance(resource, Route)
    }
    for number, item in enumerate(settings.site.navigation):
        where = find_key(SETTINGS_FILE, text, ("site", "navigation", number, "to"))
        address = asked_address(item.to)
        if is_web_address(address):
            if item.label is None:
                message = f"the link to {quoted(item.to)} has no label"
                yield error("missing-label", message, where, 'add a line such as `label = "Blog"`')
        elif address not in pages:
            near = did_you_mean(address, pages)
            yield error(
                "unknown-page",
                f"there is no page {quoted(item.to)}",
                where,
                f"did you mean `{near.rstrip('/')}`?" if near else "write the address of a page",
            )
