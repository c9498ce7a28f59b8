"""Links of texts to the site's own pages: they lead there from wherever the page stands,
and what is not there is told.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from conftest import SiteFolder
from hypothesis import given
from hypothesis import strategies as st
from small_site import FOLDER, codes, front_matter, only, surveyed

from portfolio.content.files import is_site_address
from portfolio.pipeline.assemble import AssembledSite, body_of, render_address, render_site
from portfolio.render.environment import compile_templates, make_environments
from portfolio.site.addresses import file_name
from portfolio.site.own_links import Pages, check_own_links, own_address, wanted_anchors

BASE = "https://example.org/me/"
SETTINGS = f'[site]\nbase_url = "{BASE}"\n'
NAMES = st.text("abcé ", min_size=1, max_size=6).map(str.strip).filter(bool)


def shown(found: AssembledSite, address: str) -> str:
    """The page at an address."""
    theme = found.inputs.setup.theme
    assert theme and found.site
    environments = make_environments(theme, found.site.views, compiled=compile_templates(theme))
    content = render_address(found, environments, address)
    assert isinstance(content, bytes)
    return content.decode()


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("/technologies/python/", "../../technologies/python/index.html"),
        ("/technologies/python", "../../technologies/python/index.html"),
        ("/technologies/python/index.html", "../../technologies/python/index.html"),
        ("/me/technologies/python/", "../../technologies/python/index.html"),
        (f"{BASE}technologies/python/", "../../technologies/python/index.html"),
        (f"{BASE}technologies/python", "../../technologies/python/index.html"),
        (f"{BASE}credentials/b/#part", "../../credentials/b/index.html#part"),
        ("../technologies/", "../../technologies/index.html"),
        ("../../technologies/index.html", "../../technologies/index.html"),
        ("../../technologies", "../../technologies/index.html"),
        ("/", "../../index.html"),
        (BASE, "../../index.html"),
        ("/credentials/?technologies=python", "../../credentials/index.html?technologies=python"),
        ("/credentials/b/#part", "../../credentials/b/index.html#part"),
        ("/about/", "../../about/index.html"),
        ("/old/b/", "../../old/b/index.html"),
        ("/skills/caf%C3%A9-keeping/", "../../skills/caf%C3%A9-keeping/index.html"),
        ("/cv.txt", "../../cv.txt"),
        ("/demo/", "../../demo/index.html"),
        ("../../static/root/cv.txt", "../../cv.txt"),
        ("/credentials.json", "../../credentials.json"),
        ("https://example.org/elsewhere/", "https://example.org/elsewhere/"),
        (f"{BASE}blog/", f"{BASE}blog/"),
    ],
)
def test_a_link_to_an_own_page_leads_there(tmp_path: Path, written: str, wanted: str) -> None:
    """A page of the site, or a file at its root, can be linked by its address, by the way
    from the file, or in full.
    """
    files = {
        "a": front_matter(
            f"[it]({written})\n", technologies=["Python"], competencies=["café_keeping"]
        ),
        "b": front_matter("## Part\n", title="B", aliases=["old/b"]),
        "content/pages/about.md": "---\ntitle: About\n---\n[it](../technologies/)\n",
        "static/root/cv.txt": "words",
        "static/root/demo/index.html": "<p>words",
        "portfolio.toml": SETTINGS,
    }
    found = surveyed(tmp_path, files)
    assert found.diagnostics == ()
    assert f'<a href="{wanted}">it</a>' in shown(found, "credentials/a/")
    assert '<a href="../technologies/index.html">it</a>' in shown(found, "about/")


def test_every_address_of_a_site_can_be_linked(tmp_path: Path) -> None:
    """Whatever a site has, a link from its root leads to it,
    and to a page also the way from the file.
    """
    files: dict[str, Any] = {
        "b": front_matter(
            title="C++ & C#",
            technologies=["C++", ".NET", "日本語"],
            competencies=["testing"],
            category="data",
        ),
        "c": front_matter(title="Next", status="planned", issued_date=None),
        "content/profile.md": "---\nname: Ada Example\n---\n",
        "content/pages/about.md": "---\ntitle: About\n---\n",
        "portfolio.toml": f"{SETTINGS}[publish]\nplanned = true\nshare_pictures = false\n",
    }
    pages = [
        address
        for address, _ in render_site(surveyed(tmp_path, files))
        if not address.startswith("assets/")
    ]
    links = [f"[{number}](/{quote(address)})" for number, address in enumerate(pages)]
    links += [
        f"[{number}](../../{quote(address)})"
        for number, address in enumerate(pages)
        if address.endswith("/")
    ]
    found = surveyed(
        tmp_path,
        {
            **files,
            "a": front_matter("\n\n".join(link for link in links if not link.endswith("png)"))),
        },
    )
    assert found.diagnostics == ()
    made = set(re.findall(r'<a href="([^"]+)">\d+</a>', shown(found, "credentials/a/")))
    named = {unquote(link.removeprefix("../../")) for link in made}
    assert {file_name(address) for address in pages if not address.endswith("png")} <= named


def test_a_picture_at_the_root_of_the_site_is_shown(tmp_path: Path) -> None:
    """A text can show a picture that lies below `static/root/`."""
    files = {
        "a": front_matter("![Dot](/dot.svg)\n"),
        "static/root/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    }
    found = surveyed(tmp_path, files)
    assert found.diagnostics == ()
    assert '<img src="../../dot.svg" alt="Dot">' in shown(found, "credentials/a/")


def test_a_file_of_the_content_is_no_page(tmp_path: Path) -> None:
    """Files beside a text and texts are found as files, wherever the text is."""
    assert not is_site_address(f"{FOLDER}a.md", "b.md")
    assert not is_site_address(f"{FOLDER}a.md", "/credentials/b.md")
    assert not is_site_address(f"{FOLDER}a.md", "files/b.pdf")
    assert not is_site_address(f"{FOLDER}a.md", "../../b.pdf")
    assert own_address(f"{FOLDER}a.md", "files/b.pdf", BASE) is None
    assert own_address(f"{FOLDER}a.md", "https://example.org/other/", BASE) is None
    assert own_address(f"{FOLDER}a.md", "https://example.org/", "") is None


@given(NAMES, NAMES, st.sampled_from(["", "index.html"]))
def test_ways_to_one_page_are_one_address(section: str, name: str, end: str) -> None:
    """From any file, the address of a page is the same from the root, by the way
    from the file, and in full.
    """
    address = f"{section}/{name}/"
    for path, up in (
        (f"{FOLDER}a.md", "../"),
        ("content/pages/b.md", "../"),
        ("content/profile.md", ""),
    ):
        ways = (
            f"/{address}{end}",
            f"{up}{address}{end}",
            f"{BASE}{quote(address)}{end}",
            f"/me/{address}{end}",
        )
        assert {own_address(path, way, BASE) for way in ways} == {address}


def test_anchors_of_pages_are_not_those_of_texts(tmp_path: Path) -> None:
    """Parts that a page has without its text, its top, and parts
    of pages without a text are left alone.
    """
    files = {
        "a": front_matter(
            "[a](#site--main) [b](/credentials/#y2024) [c](b.md#top) [d](#:~:text=words)\n"
        ),
        "b": front_matter('<a id="own"></a>\n\n[back](a.md)\n', title="B"),
        "c": front_matter(
            "[e](b.md#own) [f](/credentials/b/#own)\n\nWords.[^1]\n\n[^1]: A note.\n", title="C"
        ),
    }
    assert surveyed(tmp_path, files).diagnostics == ()


def test_what_names_an_anchor_is_known(tmp_path: Path) -> None:
    """An anchor is wanted by the file that has it, whichever way it is named."""
    files = {
        "a": front_matter(
            f"[a](b.md#one) [b](/credentials/b/#two) [c]({BASE}credentials/b/#three) "
            "[d](#four)\n\n## Four\n"
        ),
        "b": front_matter("## One\n\n## Two\n\n## Three\n", title="B"),
        "portfolio.toml": SETTINGS,
    }
    found = surveyed(tmp_path, files)
    assert found.diagnostics == ()
    texts = [entry.credential for entry in found.portfolio.entries]
    pages = Pages((), {"credentials/b/index.html": f"{FOLDER}b.md"}, BASE, {})
    assert wanted_anchors(texts, pages) == {
        f"{FOLDER}b.md": {"one", "two", "three"},
        f"{FOLDER}a.md": {"four"},
    }


def test_a_link_within_a_link_is_never_made(tmp_path: Path) -> None:
    """A badge of another site that is a link, as platforms hand it out, keeps its link,
    and its words take its place.
    """
    text = (
        "[![One](https://images.example.com/1.png)](https://example.org/check/1)\n\n"
        '<a href="https://example.org/check/2">'
        '<img src="https://images.example.com/2.png" alt="Two"></a>\n\n'
        "[![Three][picture]][check]\n\n"
        "![Four](https://images.example.com/4.png) [five](https://example.org/5)\n\n"
        "[picture]: https://images.example.com/3.png\n[check]: https://example.org/check/3\n"
    )
    found = surveyed(tmp_path, {"a": front_matter(text)})
    assert codes(found.diagnostics) == ["remote-picture"] * 4
    html = body_of(found, "credentials/a/").html
    assert re.findall(r'<a href="https://example.org/check/(\d)">(\w+)</a>', html) == [
        ("1", "One"),
        ("2", "Two"),
        ("3", "Three"),
    ]
    assert '<a href="https://images.example.com/4.png">Four</a>' in html
    assert not re.search(r"<a [^>]*>(?:(?!</a>).)*<a ", html)


def test_a_page_that_goes_is_told(site: SiteFolder) -> None:
    """A link to a term is checked again when the term goes, though the text
    with the link was not edited.
    """
    site.record("one", "[Python](/technologies/python/)\n")
    site.record("two", technologies=["Python"])
    site.publish()
    site.record("two", technologies=["Pyton"])
    problem = only(site.build().diagnostics, "broken-link")
    assert (problem.location.path, problem.location.line) == (f"{FOLDER}one.md", 7)
    assert problem.help == "did you mean `/technologies/pyton/`?"


def test_links_to_something_else_at_the_same_host_cost_nothing(tmp_path: Path) -> None:
    """A thousand of them are not compared with each of a thousand pages, which would take
    as long as a thousand builds.
    """
    whole = "\n".join(f"[{number}]({BASE}other-{number}/)" for number in range(1000))
    found = surveyed(tmp_path, {"a": front_matter(whole), "portfolio.toml": SETTINGS})
    assert found.diagnostics == ()
    texts = [entry.credential for entry in found.portfolio.entries]
    pages = Pages([f"credentials/title-{number}/" for number in range(1000)], {}, BASE, {})
    start = time.process_time()
    assert list(check_own_links(texts, pages)) == []
    assert time.process_time() - start < 1
