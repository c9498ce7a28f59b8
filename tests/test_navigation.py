"""The navigation: links at the top of every page, in the owner's order."""

from __future__ import annotations

import re

from conftest import SiteFolder


def navigation(site: SiteFolder, page: str = "index.html") -> list[tuple[str, str]]:
    """The links of the navigation of a page: address and text."""
    text = site.publish()[page].decode()
    head = text.partition("<main")[0].partition("<nav")[2]
    links = re.findall(r'<a[^>]*href="([^"]+)"[^>]*>(.*?)</a>', head, re.DOTALL)
    return list(dict.fromkeys((address, re.sub("<[^>]+>", "", words)) for address, words in links))


def text_page(site: SiteFolder, name: str, fields: str) -> None:
    """Write a page of the owner's."""
    site.write(f"content/pages/{name}.md", f"---\n{fields}\n---\n\nSome words.\n")


def test_the_owner_decides_the_links_and_their_names(site: SiteFolder) -> None:
    """Only what is listed is there, in its order, under its label or the title of the page."""
    site.record(technologies=["Python"])
    text_page(site, "about", "title: About me")
    site.write(
        "portfolio.toml",
        '[[site.navigation]]\nto = "about"\n\n'
        '[[site.navigation]]\nto = "/credentials/"\nlabel = "Certificates"\n\n'
        '[[site.navigation]]\nto = "issuers"\n\n'
        '[[site.navigation]]\nto = "https://blog.example.org/x"\nlabel = "Blog"\n',
    )
    assert navigation(site) == [
        ("about/index.html", "About me"),
        ("credentials/index.html", "Certificates"),
        ("issuers/index.html", "Issuers"),
        ("https://blog.example.org/x", "Blog"),
    ]
    assert navigation(site, "issuers/index.html")[1][0] == "../credentials/index.html"


def test_pages_of_the_owner_have_an_order_or_are_left_out(site: SiteFolder) -> None:
    """A lower `order` comes first, equal ones by their files; `menu: no` has no link but a page."""
    site.record()
    text_page(site, "a", "title: Third\norder: 2")
    text_page(site, "b", "title: First\norder: -1")
    text_page(site, "c", "title: Second")
    text_page(site, "d", "title: Hidden\nmenu: no")
    assert [words for _, words in navigation(site)][-3:] == ["First", "Second", "Third"]
    assert "d/index.html" in site.files()


def test_a_page_that_is_not_there_is_named(site: SiteFolder) -> None:
    """The error stands at the link that is wrong, and proposes the page that was meant."""
    site.record()
    site.write(
        "portfolio.toml",
        '[[site.navigation]]\nto = "credentials"\n\n[[site.navigation]]\nto = "skils"\n',
    )
    (problem,) = site.problems()
    assert (problem.code, problem.location.line) == ("unknown-page", 5)


def test_the_charts_can_be_left_out(site: SiteFolder) -> None:
    """Without the option there is neither the page nor a link to it."""
    site.record()
    assert ("glance/index.html", "At a glance") in navigation(site)
    site.write("portfolio.toml", "[theme]\nglance = false\n")
    assert "At a glance" not in [words for _, words in navigation(site)]
    assert "glance/index.html" not in site.files()
