"""Structured data as linked data: read by a JSON-LD processor, and held to the vocabulary of
schema.org.

The context is made from the vocabulary, by the rule with which schema.org makes its own; nothing is
fetched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import SiteFolder, Tree
from pyld import jsonld
from schema_org.registry import CLASS_METADATA, PROPERTY_BY_SCHEMA, ancestry

VOCABULARY = "https://schema.org/"
DURATION = re.compile(r"P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?")
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
PROPERTIES = {metadata.schema_name: metadata for metadata in PROPERTY_BY_SCHEMA.values()}
Node = dict[str, Any]


def _term(name: str, ranges: tuple[str, ...]) -> Any:
    """A property in the context: an address where it can be no text."""
    whole = f"{VOCABULARY}{name}"
    return {"@id": whole, "@type": "@id"} if "URL" in ranges and "Text" not in ranges else whole


CONTEXT = {
    "@vocab": VOCABULARY,
    **{name: _term(name, about.ranges) for name, about in PROPERTIES.items()},
}


def _load(url: str, options: Any) -> Any:
    assert url == "https://schema.org", f"nothing else is loaded: {url}"
    return {
        "contextUrl": None,
        "documentUrl": url,
        "contentType": "application/ld+json",
        "document": {"@context": CONTEXT},
    }


def nodes_of(page: Tree, address: str) -> dict[str, Node]:
    """The nodes of a page by their names, each with all that the page says of it."""
    flat = jsonld.flatten(
        page.json_ld, None, {"base": f"https://example.org/{address}", "documentLoader": _load}
    )
    return {node["@id"]: node for node in flat}


def types_of(node: Node) -> list[str]:
    """The schema.org types of a node with all that they are kinds of."""
    own = [kind.removeprefix(VOCABULARY) for kind in node.get("@type", [])]
    return [kind for name in own for kind in (name, *ancestry(name))]


def statements(node: Node) -> Iterator[tuple[str, Any]]:
    """Each property of a node with each of its values."""
    yield from (
        (name.removeprefix(VOCABULARY), value)
        for name, values in node.items()
        if not name.startswith("@")
        for value in values
    )


def fits(value: Node, ranges: tuple[str, ...], nodes: dict[str, Node]) -> bool:
    """Whether a value is of one of the kinds that a property takes."""
    if "@id" in value:
        known = nodes.get(value["@id"])
        return ranges == ("URL",) or bool(known and set(types_of(known)) & set(ranges))
    text = value["@value"]
    if isinstance(text, int):
        return bool({"Integer", "Number"} & set(ranges))
    shapes = {
        "Text": "",
        "Duration": DURATION.pattern,
        "Date": DATE.pattern,
        "URL": r"https?://\S+",
    }
    return any(
        name in ranges and (not shape or re.fullmatch(shape, text))
        for name, shape in shapes.items()
    )


def faults(page: Tree, address: str) -> list[str]:
    """What schema.org does not know, or uses otherwise, in the data of a page;
    references without a target.
    """
    nodes = nodes_of(page, address)
    found = []
    for name, node in nodes.items():
        kinds = types_of(node)
        found += [f"{address}: {name} has no type"] * (not kinds)
        found += [f"{address}: no type {kind}" for kind in kinds if kind not in CLASS_METADATA]
        for key, value in statements(node):
            about = PROPERTIES.get(key)
            if about is None or not set(about.domains) & set(kinds):
                found.append(f"{address}: {kinds[:1]} has no property {key}")
            elif not fits(value, about.ranges, nodes):
                found.append(f"{address}: {key} is not {value}")
    return found


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """A site that states all that structured data can say, and some of the least."""
    site = SiteFolder(tmp_path_factory.mktemp("full"))
    site.write(
        "portfolio.toml", '[site]\nbase_url = "https://example.org/"\n[publish]\nplanned = true\n'
    )
    links = "links:\n  - label: Code\n    url: https://code.example/ada\n"
    site.write(
        "content/profile.md",
        f"---\nname: Ada\nheadline: Engineer\nemail: ada@example.org\n{links}---\n",
    )
    site.write("content/pages/about.md", "---\ntitle: About\n---\n\nHello.\n")
    site.record(
        "all",
        type="badge",
        expiry_date="2027",
        technologies=["C++"],
        competencies=["data_cleaning"],
        credential_id="1",
        verification_url=(
            "https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-7f1d0a3b9c11/public_url"
        ),
        level="Advanced",
        language="en",
        duration_hours="0.5",
        co_issuers=["Other"],
        summary="One sentence.",
    )
    site.record("least", issued_date="2024")
    site.record("plan", status="planned", issued_date=None)
    site.publish()
    return site


def pages_of(site: SiteFolder) -> Iterator[tuple[str, Tree]]:
    """Every page of a site that has structured data, by its address."""
    for path in sorted(site.output.rglob("*.html")):
        tree = Tree(path.read_text("utf-8"))
        if any(attributes.get("type") == "application/ld+json" for attributes, _ in tree.scripts):
            yield path.relative_to(site.output).as_posix().removesuffix("index.html"), tree


def test_all_data_is_schema_org(full: SiteFolder, example: SiteFolder) -> None:
    """Every type and property of every page exists, is used where schema.org has it, with a value
    that it takes; no reference is dead.
    """
    found = [
        fault
        for site in (full, example)
        for address, page in pages_of(site)
        for fault in faults(page, address)
    ]
    assert found == []


@pytest.mark.parametrize("base_url", ["", "https://example.org/"])
def test_a_site_without_owner_and_address(base_url: str, tmp_path: Path) -> None:
    """References have a target too where neither the owner nor the address of the site is known."""
    site = SiteFolder(tmp_path)
    site.write("portfolio.toml", f'[site]\nbase_url = "{base_url}"\n' if base_url else "")
    site.record(technologies=["C++"])
    site.publish()
    assert [fault for address, page in pages_of(site) for fault in faults(page, address)] == []


def test_faults_are_found() -> None:
    """A type, a property, a value and a reference that are wrong are told apart."""
    wrong: list[Node] = [
        {"@type": "Certificate"},
        {"@type": "Person", "competencyRequired": "x"},
        {"@type": "WebPage", "timeRequired": "2 hours"},
        {"@type": "WebPage", "isPartOf": {"@id": "#nowhere"}},
        {"@type": "WebPage", "breadcrumb": {"@type": "Person", "name": "x"}},
    ]
    for node in wrong:
        data = f'{{"@context": "https://schema.org", "@graph": [{json.dumps(node)}]}}'
        assert len(faults(Tree(f'<script type="application/ld+json">{data}</script>'), "")) == 1, (
            node
        )


def reach(nodes: dict[str, Node], kind: str, *way: str) -> list[Node]:
    """The nodes that a way of properties leads to from the one node of a kind
    that has the first of them.
    """
    found = [
        node
        for node in nodes.values()
        if f"{VOCABULARY}{kind}" in node["@type"] and f"{VOCABULARY}{way[0]}" in node
    ]
    assert len(found) == 1, kind
    for key in way:
        found = [nodes[value["@id"]] for node in found for value in node[f"{VOCABULARY}{key}"]]
    return found


def test_the_home_page_is_a_profile(full: SiteFolder) -> None:
    """ProfilePage, its Person with what is held, known and linked, and each credential under
    the name that its page gives it.
    """
    nodes = nodes_of(full.page(), "")
    (person,) = reach(nodes, "ProfilePage", "mainEntity")
    assert person["@type"] == [f"{VOCABULARY}Person"]
    said = dict(statements(person))
    assert (said["sameAs"], said["knowsAbout"]) == (
        {"@id": "https://code.example/ada"},
        {"@value": "C++"},
    )
    held = {node["@id"] for node in reach(nodes, "Person", "hasCredential")}
    assert held == {
        f"https://example.org/credentials/{name}/#credential" for name in ("all", "least")
    }
    assert (
        held
        - {
            *nodes_of(full.page("credentials/all/"), ""),
            *nodes_of(full.page("credentials/least/"), ""),
        }
        == set()
    )


def test_the_list_is_a_collection(full: SiteFolder) -> None:
    """CollectionPage with an ItemList of numbered items, which is a part of the site."""
    nodes = nodes_of(full.page("credentials/"), "credentials/")
    items = reach(nodes, "CollectionPage", "mainEntity", "itemListElement")
    assert [dict(statements(item))["position"] for item in items] == [{"@value": 1}, {"@value": 2}]
    (website,) = reach(nodes, "CollectionPage", "isPartOf")
    assert website["@type"] == [f"{VOCABULARY}WebSite"]


def test_a_credential_has_a_page_and_a_way_home(full: SiteFolder) -> None:
    """WebPage, its credential with defined terms and a duration,
    and a numbered way from the home page.
    """
    nodes = nodes_of(full.page("credentials/all/"), "credentials/all/")
    (credential,) = reach(nodes, "WebPage", "mainEntity")
    assert credential["@type"] == [f"{VOCABULARY}EducationalOccupationalCredential"]
    assert dict(statements(credential))["timeRequired"] == {"@value": "PT30M"}
    terms = reach(nodes, "EducationalOccupationalCredential", "competencyRequired")
    assert {
        (term["@type"][0].removeprefix(VOCABULARY), dict(statements(term))["name"]["@value"])
        for term in terms
    } == {
        ("DefinedTerm", "Data cleaning"),
        ("DefinedTerm", "C++"),
    }
    steps = reach(nodes, "BreadcrumbList", "itemListElement")
    assert sorted(dict(statements(step))["position"]["@value"] for step in steps) == [1, 2, 3]
