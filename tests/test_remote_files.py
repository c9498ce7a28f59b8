"""Files of other sites that templates and stylesheets load are told of where the policy blocks them."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_site import codes, front_matter, surveyed

HEAD = "{{% extends 'ledger/layout.html' %}}{{% block scripts %}}{}{{% endblock %}}"
SETTINGS = '[site]\nbase_url = "https://ada.test/me/"\n'


def told(root: Path, tag: str, **files: str) -> list[str]:
    """The codes of the problems of a site whose layout has a tag."""
    named = {name.replace("__", "/").replace("_", "."): text for name, text in files.items()}
    site = {"a": front_matter(), "templates/layout.html": HEAD.format(tag), **named}
    return codes(surveyed(root, site).diagnostics)


@pytest.mark.parametrize(
    "tag",
    [
        '<script src="https://cdn.example.org/a.js"></script>',
        "<script async src='//cdn.example.org/a.js'></script>",
        "<SCRIPT\n  SRC=http://cdn.example.org/a.js></SCRIPT>",
        '<link href="https://fonts.example.org/css?family=A&amp;b" rel="stylesheet">',
        '<link rel="shortcut icon" href="https://example.org/favicon.ico">',
        '<img alt="A" src="http://example.org/a.png">',
        '<img alt="A" src="https://example.org/{{ site.title }}.svg">',
        '<video poster="https://example.org/a.jpg"></video>',
    ],
)
def test_what_the_policy_blocks_is_told_of(tmp_path: Path, tag: str) -> None:
    """A script, a style, a picture or a frame of another site is a warning."""
    assert told(tmp_path, tag) == ["remote-file"]


@pytest.mark.parametrize(
    "tag",
    [
        '<a href="https://example.org/a.js">A script</a>',
        '<link rel="me" href="https://example.org/@ada">',
        '<link rel="canonical" href="https://example.org/">',
        "<!-- <script src='https://cdn.example.org/a.js'></script> -->",
        "{# <script src='https://cdn.example.org/a.js'></script> #}",
        "<code>&lt;script src='https://cdn.example.org/a.js'></code>",
        "<img alt='A' src='{{ url(\"favicon.svg\") }}'>",
        "<img alt='A' src='https://{{ site.title }}/a.svg'>",
        "<img alt='A' data-src='https://example.org/a.svg' src='data:image/gif;base64,AA'>",
    ],
)
def test_what_loads_nothing_from_elsewhere_is_passed_over(tmp_path: Path, tag: str) -> None:
    """Links, comments and files of the site are no files of other sites."""
    assert told(tmp_path, tag) == []


def test_the_site_itself_is_no_other_site(tmp_path: Path) -> None:
    """A file at the address under which the site is published is loaded."""
    for host, expected in (("ada.test", []), ("www.ada.test", ["remote-file"])):
        tag = f"<img alt='A' src='https://{host}/a.png'>"
        style = f"a {{ background: url(https://{host}/a.png) }}"
        found = told(tmp_path / host, tag, portfolio_toml=SETTINGS, static__ledger_css=style)
        assert found == expected * 2


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("policy_txt", "default-src https:", 0),
        ("base_html", "<html>{% block body %}{% endblock %}", 0),
        ("base_html", "{% extends 'base/base.html' %}", 2),
        ("404_html", "<html><script src='https://cdn.example.org/b.js'></script></html>", 2),
        ("404_html", "<html>{% include 'policy.txt' %}<img src='//example.org/b.png'></html>", 3),
    ],
)
def test_another_policy_may_allow_it(tmp_path: Path, name: str, text: str, count: int) -> None:
    """Where the site has a policy or a skeleton of its own, nothing is known to be blocked;
    neither is it in a template that is a whole page without the policy.
    """
    tag = "<script src='https://cdn.example.org/a.js'></script>"
    style = "@import 'https://cdn.example.org/a.css';"
    found = told(tmp_path, tag, static__ledger_css=style, **{f"templates__{name}": text})
    assert found == ["remote-file"] * count


@pytest.mark.parametrize(
    ("style", "count"),
    [
        ("@import url(https://fonts.example.org/a.css);", 1),
        ("@import '//fonts.example.org/a.css';", 1),
        ("/* url(https://fonts.example.org/a.woff) */", 0),
        ("/* one */ a { background: url( 'http://example.org/a.png' ) } /* two */", 1),
        ("a { background: url(data:image/gif;base64,AA) }", 0),
    ],
)
def test_stylesheets_are_searched_too(tmp_path: Path, style: str, count: int) -> None:
    """An address of another site in a stylesheet of the site is a warning, except in a comment."""
    found = surveyed(tmp_path, {"a": front_matter(), "static/ledger.css": style}).diagnostics
    assert codes(found) == ["remote-file"] * count
    assert all(problem.location.path == "static/ledger.css" for problem in found)


def test_a_theme_of_the_site_is_the_owners_too(tmp_path: Path) -> None:
    """Templates and stylesheets of a theme in the folder of the site are searched."""
    files = {
        "a": front_matter(),
        "portfolio.toml": '[site]\ntheme = "mine"\n',
        "themes/mine/theme.toml": 'parent = "ledger"\n',
        "themes/mine/templates/layout.html": HEAD.format("<img src='https://example.org/a.png'>"),
        "themes/mine/static/ledger.css": "@import url(https://example.org/a.css);",
    }
    found = surveyed(tmp_path, files).diagnostics
    assert codes(found) == ["remote-file"] * 2
    assert [problem.location.path for problem in found] == [
        "themes/mine/static/ledger.css",
        "themes/mine/templates/layout.html",
    ]
