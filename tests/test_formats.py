"""What other programs read of a site: its feed, its site map and its microformats,
each with a reader of that format.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import datetime
from typing import Any

import feedparser
import mf2py
import pytest
from conftest import SiteFolder

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def microformats(site: SiteFolder, address: str = "") -> list[dict[str, Any]]:
    """The microformats of a page."""
    html = (site.output / f"{address}index.html").read_text("utf-8")
    items: list[dict[str, Any]] = mf2py.parse(doc=html, url=f"https://example.org/{address}")[
        "items"
    ]
    return items


def test_the_home_page_is_a_resume(site: SiteFolder) -> None:
    """The owner with all ways to reach them, an introduction, what is held, and the skills;
    nothing that is not held.
    """
    links = "links:\n  - label: Code\n    url: https://code.example/ada\n"
    site.write(
        "content/profile.md",
        (
            "---\nname: Ada\nheadline: Engineer\nlocation: Lisbon\nemail: a@example.org\n"
            f"{links}---\n\nI build bridges.\n"
        ),
    )
    site.record("held", title="Held", issued_date="2024-05", technologies=["C++"], category="data")
    site.record("over", title="Over", expiry_date="2025-01-01", featured="yes")
    site.record("held2", title="Held too", featured="yes")
    site.record("busy", title="Busy", status="in_progress", issued_date=None)
    site.publish()
    (resume,) = microformats(site)
    assert resume["type"] == ["h-resume"]
    found = resume["properties"]
    (contact,) = found["contact"]
    assert contact["type"] == ["h-card"]
    assert contact["properties"] == {
        "name": ["Ada"],
        "job-title": ["Engineer"],
        "locality": ["Lisbon"],
        "url": ["https://code.example/ada"],
        "email": ["mailto:a@example.org"],
    }
    assert found["summary"] == ["I build bridges."]
    assert found["skill"] == ["C++"]
    assert [entry["properties"]["name"] for entry in found["affiliation"]] == [
        ["Held too"],
        ["Held"],
    ]
    assert {child["properties"]["name"][0] for child in resume["children"]} == {"Over", "Busy"}


def test_without_an_owner_there_is_no_person(site: SiteFolder) -> None:
    """A site without a profile has entries on its home page, and no card of anybody."""
    site.record(title="Held")
    site.publish()
    assert [(item["type"], item["properties"]["name"]) for item in microformats(site)] == [
        (["h-entry"], ["Held"])
    ]


def test_a_list_is_of_entries(site: SiteFolder) -> None:
    """Each line of a list is an entry with its title, date and page;
    the parts of a programme are within it.
    """
    site.record("whole", title="Whole")
    site.record("part", title="Part", part_of="whole", issued_date="2024-05")
    site.publish()
    (entry,) = microformats(site, "credentials/")
    assert entry["properties"] == {
        "name": ["Whole"],
        "url": ["https://example.org/credentials/whole/index.html"],
        "published": ["2024-05-17"],
    }
    (part,) = entry["children"]
    assert (part["properties"]["name"], part["properties"]["published"]) == (["Part"], ["2024-05"])


def test_the_page_of_a_credential_is_an_entry(site: SiteFolder) -> None:
    """Its own entry comes first, with title, date, summary and text."""
    site.record(title="Held", summary="One sentence.", technologies=["C++"])
    site.publish()
    entry = microformats(site, "credentials/a/")[0]
    assert entry["type"] == ["h-entry"]
    found = entry["properties"]
    assert (found["name"], found["published"], found["summary"]) == (
        ["Held"],
        ["2024-05-17"],
        ["One sentence."],
    )
    assert found["content"][0]["value"] == "Some words."


# The feed


def only(parent: ET.Element, name: str) -> ET.Element:
    """The one child of a name."""
    (child,) = parent.findall(f"{ATOM}{name}")
    return child


def check_feed(content: bytes) -> ET.Element:
    """What RFC 4287 requires of a feed and its entries (4.1.1, 4.1.2, 4.2.6, 3.3)."""
    feed = ET.fromstring(content)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert only(only(feed, "author"), "name").text
    alternates = [
        link for link in feed.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"
    ]
    assert (
        len(alternates),
        len([link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]),
    ) == (1, 1)
    ids = []
    for element in (feed, *entries):
        assert only(element, "title").text
        ids.append(only(element, "id").text or "")
        dates = [
            element.findtext(f"{ATOM}{name}")
            for name in ("updated", *(["published"] if element is not feed else []))
        ]
        assert all(date and datetime.fromisoformat(date).tzinfo for date in dates)
        assert any(
            link.get("rel", "alternate") == "alternate" for link in element.findall(f"{ATOM}link")
        )
    assert all(re.match(r"https?://", identity) for identity in ids)
    assert len(ids) == len(set(ids))
    return feed


def test_the_feed_of_the_example_is_atom(example: SiteFolder) -> None:
    """The example's feed has all that RFC 4287 requires, newest first,
    and a reader finds nothing to complain of.
    """
    content = (example.output / "feed.xml").read_bytes()
    check_feed(content)
    read = feedparser.parse(content)
    assert (read.bozo, read.version) == (False, "atom10")
    assert read.feed.link == "https://mirahalvorsen.example/"
    dates = [entry.published_parsed for entry in read.entries]
    assert dates == sorted(dates, reverse=True)
    assert all(
        entry.summary and (example.output / entry.link.removeprefix(read.feed.link)).is_dir()
        for entry in read.entries
    )


@pytest.mark.parametrize("title", ["C++ & <b>café</b>", "]]> 機器 \"q\" 'q'"])
def test_feed_readers_show_words_as_they_are(title: str, site: SiteFolder) -> None:
    """What titles, issuers and technologies have of markup is text to a reader of the feed."""
    site.record(title=title, issuer=title, technologies=["C# & D"])
    content = site.publish()["feed.xml"]
    feed = check_feed(content)
    assert only(only(feed, "entry"), "title").text == title
    read = feedparser.parse(content)
    assert not read.bozo
    assert read.entries[0].title == title
    assert [tag.term for tag in read.entries[0].tags] == ["C# & D"]


def test_a_renewal_is_called_one(site: SiteFolder) -> None:
    """The feed has a renewed credential once, and calls it renewed; what followed something else
    is new.
    """
    site.record("old", title="A & B", issued_date="2019-05-01", superseded_by="new")
    site.record("new", title="A & B", issued_date="2024-05-01")
    site.record("other", title="Other", issued_date="2023-05-01")
    read = feedparser.parse(site.publish()["feed.xml"])
    assert [(entry.title, entry.link) for entry in read.entries] == [
        ("Renewed: A & B", "https://example.org/credentials/new/"),
        ("Other", "https://example.org/credentials/other/"),
    ]


# The site map


def test_the_site_map_of_the_example(example: SiteFolder) -> None:
    """The site map has nothing but addresses, each once, with the date of a change
    as precisely as it is known.
    """
    root = ET.fromstring((example.output / "sitemap.xml").read_bytes())
    assert root.tag == f"{SITEMAP}urlset"
    assert 0 < len(root) <= 50_000
    for place in root:
        assert place.tag == f"{SITEMAP}url"
        assert [child.tag.removeprefix(SITEMAP) for child in place] in (["loc"], ["loc", "lastmod"])
        changed = place.findtext(f"{SITEMAP}lastmod")
        assert changed is None or re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", changed)
    places = [place.findtext(f"{SITEMAP}loc") or "" for place in root]
    assert len(places) == len(set(places))
    assert all(
        place.startswith("https://mirahalvorsen.example/") and len(place) < 2048 and place.isascii()
        for place in places
    )


def test_changes_are_those_of_the_records(site: SiteFolder) -> None:
    """A page changed when its record says so, a list when the latest of its records did,
    and else nothing is said of it.
    """
    site.write(
        "portfolio.toml",
        "[site]\nbase_url = 'https://ada.example/'\n[publish]\nshare_pictures = false\n",
    )
    site.record("old", issued_date="2016-01-02", issuer="One", technologies=["SQL"])
    site.record(
        "new",
        issued_date="2015-03-04",
        issuer="Two",
        technologies=["Go"],
        last_updated="2025-05-06",
    )
    site.record(
        "way",
        issued_date=None,
        issuer="Two",
        status="in_progress",
        target_date="2027",
        last_updated="2025-01",
    )
    files = site.publish()
    changed = {
        (place.findtext(f"{SITEMAP}loc") or "").removeprefix(
            "https://ada.example/"
        ): place.findtext(f"{SITEMAP}lastmod")
        for place in ET.fromstring(files["sitemap.xml"])
    }
    assert changed == {
        "": "2025-05-06",
        "credentials/": "2025-05-06",
        "checks/": None,
        "glance/": "2025-05-06",
        "roadmap/": "2025-01",
        "issuers/": "2025-05-06",
        "technologies/": "2025-05-06",
        "credentials/old/": None,
        "credentials/new/": "2025-05-06",
        "credentials/way/": "2025-01",
        "issuers/one/": None,
        "issuers/two/": "2025-05-06",
        "technologies/sql/": None,
        "technologies/go/": "2025-05-06",
    }
    feed = check_feed(files["feed.xml"])
    assert feed.findtext(f"{ATOM}updated") == "2025-05-06T00:00:00Z"
    dates = {
        entry.findtext(f"{ATOM}title"): entry.findtext(f"{ATOM}updated")
        for entry in feed.findall(f"{ATOM}entry")
    }
    assert dates == {"Title old": "2016-01-02T00:00:00Z", "Title new": "2025-05-06T00:00:00Z"}
