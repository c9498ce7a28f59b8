"""Structured data for search engines: schema.org terms as JSON-LD, one graph a page.

The credential types follow schema.org's EducationalOccupationalCredential. Unknown values are left
out, never null.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from typing import Any

from ..dates import PartialDate
from ..domain.model import check_url
from ..schema.types import Hours
from ..urls import absolute_url
from ..views.cards import Card, Link
from ..views.checks import CheckAnswer
from ..views.pages import CredentialPage, Owner, SiteView
from ..views.projects import ProjectPage

Node = dict[str, Any]
MAX_LISTED = 100
"""Maximum credentials that one page's structured data names; `credentials.json` has all."""


def graph(site: SiteView, nodes: Iterable[Node]) -> Mapping[str, Any]:
    """A JSON-LD document of the site, its owner and the nodes of one page.

    The home page's own nodes say more of the owner.
    """
    owner = [_known(_person(site, site.owner))] if site.owner else []
    return {"@context": "https://schema.org", "@graph": [_website(site), *owner, *nodes]}


def _website(site: SiteView) -> Node:
    node = {
        "@type": "WebSite",
        "@id": f"{site.root_url}#website",
        "name": site.title,
        "inLanguage": site.language,
    }
    author = _reference(site, "person") if site.owner else None
    return _known({**node, "url": site.base_url, "author": author})


def _person(site: SiteView, owner: Owner) -> Node:
    return {
        "@type": "Person",
        "@id": f"{site.root_url}#person",
        "name": owner.name,
        "url": site.base_url,
    }


def _reference(site: SiteView, fragment: str) -> Node:
    return {"@id": f"{site.root_url}#{fragment}"}


def _known(node: Mapping[str, Any]) -> Node:
    return {key: value for key, value in node.items() if value}


def _page(site: SiteView, kind: str, name: str, address: str) -> Node:
    own = absolute_url(site.base_url, address)
    return {
        "@type": kind,
        "@id": own,
        "name": name,
        "url": own,
        "isPartOf": _reference(site, "website"),
    }


def home_nodes(site: SiteView, cards: Iterable[Card], technologies: Iterable[str]) -> list[Node]:
    """The profile page of the owner, with what the owner holds and knows about."""
    page = _page(site, "ProfilePage" if site.owner else "CollectionPage", site.title, "")
    listed = [_brief(site, card) for card in islice(cards, MAX_LISTED)]
    if site.owner is None:
        return [_known({**page, "hasPart": listed})]
    person = {
        **_person(site, site.owner),
        "jobTitle": site.owner.headline,
        "email": site.owner.email,
        "sameAs": [url for _, url in site.owner.links],
        "hasCredential": listed,
        "knowsAbout": list(technologies),
    }
    return [_known({**page, "mainEntity": _reference(site, "person")}), _known(person)]


def _brief(site: SiteView, card: Card) -> Node:
    own = absolute_url(site.base_url, card.address)
    node = {
        "@type": "EducationalOccupationalCredential",
        "@id": f"{own}#credential" if own else "",
        "name": card.title,
    }
    return _known(
        {
            **node,
            "credentialCategory": card.type_label,
            "url": own,
            "recognizedBy": _organizations(card),
        }
    )


def _organizations(card: Card) -> list[Node]:
    return [{"@type": "Organization", "name": issuer.text} for issuer in card.issuers]


def list_nodes(
    site: SiteView, address: str, heading: str, cards: Collection[Card], parents: Iterable[Link]
) -> list[Node]:
    """A page that lists credentials."""
    items = [
        _known({"@type": "ListItem", "position": number, **_named(site, card)})
        for number, card in enumerate(islice(cards, MAX_LISTED), 1)
    ]
    page = _page(site, "CollectionPage", heading, address)
    entity = {"@type": "ItemList", "numberOfItems": len(cards), "itemListElement": items}
    return [
        _known({**page, "mainEntity": entity if items else None}),
        breadcrumbs(site, parents, heading, address),
    ]


def _named(site: SiteView, card: Card) -> Node:
    """An entry of a list: its address, which has all the rest, or its title without one."""
    if not site.base_url:
        return {"name": card.title}
    return {"url": absolute_url(site.base_url, card.address)}


def page_nodes(site: SiteView, address: str, heading: str, parents: Iterable[Link]) -> list[Node]:
    """A page of text."""
    return [
        _known(_page(site, "WebPage", heading, address)),
        breadcrumbs(site, parents, heading, address),
    ]


def project_nodes(site: SiteView, sheet: ProjectPage, parents: Iterable[Link]) -> list[Node]:
    """The page of a project, which is a creative work of the owner."""
    card = sheet.card
    page = _page(site, "WebPage", card.title, card.address)
    own = absolute_url(site.base_url, card.address)
    work = {
        "@type": "CreativeWork",
        "@id": f"{own}#project" if own else "",
        "name": card.title,
        "description": card.summary,
        "creator": _reference(site, "person") if site.owner else None,
        "keywords": [link.text for link in (*card.technologies, *card.skills)],
        "sameAs": [url for _, url in sheet.links],
        "temporalCoverage": _span(card.start, card.end),
    }
    entity = {"mainEntity": {"@id": work["@id"]}} if own else {}
    return [
        _known({**page, **entity}),
        _known(work),
        breadcrumbs(site, parents, card.title, card.address),
    ]


def _span(start: PartialDate | None, end: PartialDate | None) -> str:
    """A time from one date to another as ISO 8601 writes it, with `..` for an open end."""
    if start is None:
        return end.iso if end else ""
    return f"{start.iso}/{end.iso if end else '..'}"


def breadcrumbs(site: SiteView, parents: Iterable[Link], heading: str, address: str) -> Node:
    """The way from the home page to a page."""
    steps = [(link.text, link.address) for link in parents]
    items = [
        _known(
            {"@type": "ListItem", "position": number, "name": text, "item": _web_page(site, step)}
        )
        for number, (text, step) in enumerate([*steps, (heading, address)], 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _web_page(site: SiteView, address: str) -> Node | None:
    if not site.base_url:
        return None
    return {"@type": "WebPage", "@id": absolute_url(site.base_url, address)}


def _iso(value: PartialDate | Hours | None) -> str | None:
    if value:
        return value.iso
    return None


def credential_nodes(site: SiteView, sheet: CredentialPage, parents: Iterable[Link]) -> list[Node]:
    """The page of one credential, and the credential."""
    card = sheet.card
    own = absolute_url(site.base_url, card.address)
    page = {
        **_page(site, "WebPage", card.title, card.address),
        "mainEntity": {"@id": f"{own}#credential"},
    }
    credential = {
        "@type": "EducationalOccupationalCredential",
        "@id": f"{own}#credential",
        "name": card.title,
        "description": card.summary,
        "url": own,
        "credentialCategory": card.type_label,
        "recognizedBy": _organizations(card),
        "dateCreated": _iso(card.issued),
        "expires": _iso(card.expires),
        "identifier": card.credential_id,
        "sameAs": check_url(card.verification),
        "educationalLevel": sheet.record.level,
        "timeRequired": _iso(card.hours),
        "inLanguage": sheet.record.language,
        "competencyRequired": [
            {"@type": "DefinedTerm", "name": term.text}
            for term in (*card.skills, *card.technologies)
        ],
        "subjectOf": [_report(site, answer) for answer in sheet.answers],
    }
    return [_known(page), _known(credential), breadcrumbs(site, parents, card.title, card.address)]


def _report(site: SiteView, answer: CheckAnswer) -> Node:
    """The answer of one check: its sentence, and `yes`, `no`, `unknown` or `none`."""
    return {
        "@type": "Report",
        "name": answer.sentence,
        "abstract": answer.answer.value,
        "datePublished": site.as_of.iso,
        "inLanguage": site.language,
    }
