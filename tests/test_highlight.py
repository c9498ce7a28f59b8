"""Blocks of code get a class for each kind of word."""

from __future__ import annotations

import pytest
from conftest import SiteFolder
from helpers_reading import judge

from portfolio.markdown.highlight import highlight_code
from portfolio.markdown.render_body import render_body


def shown(text: str) -> str:
    """The HTML of a text, highlighted."""
    return highlight_code(render_body(text, 1)[0].html)


def test_known_languages_are_highlighted() -> None:
    """The words of a known language have classes, and nothing else is changed."""
    assert shown("```python\nx = 1\n```\n").strip() == (
        '<pre class="highlight" tabindex="0" role="group" aria-label="Code in python">'
        '<code class="language-python">'
        '<span class="n">x</span> <span class="o">=</span> <span class="mi">1</span>\n</code></pre>'
    )


@pytest.mark.parametrize(
    "text",
    [
        '```nothing-known\n<b>&"\n```\n',
        "    <i>\n",
        "`<code>`\n",
        '<pre class="highlight"><code class="language-python"><b>x</b></code></pre>\n',
    ],
)
def test_other_code_stays_as_it_is(text: str) -> None:
    """Code of unknown languages, code without a language and code that an author
    marked up are left alone.
    """
    assert shown(text) == render_body(text, 1)[0].html


@pytest.mark.parametrize(
    "code", ["</code><script>alert(1)</script>", "'\"<>&", "<!-- x -->", "{{ 7*7 }}"]
)
@pytest.mark.parametrize("language", ["python", "html", "jinja", "bash"])
def test_code_stays_text(language: str, code: str) -> None:
    """No code becomes an element, whatever its language."""
    html = shown(f"```{language}\n{code}\n```\n")
    assert judge(html).unsafe == []
    assert "<script" not in html


def test_a_theme_can_do_without(site: SiteFolder) -> None:
    """With the option `highlight` off, code is plain."""
    site.record("a", "```python\nx = 1\n```\n")
    site.publish()
    page = site.output / "credentials/a/index.html"
    assert '<span class="n">x</span>' in page.read_text("utf-8")
    settings = (
        (site.root / "portfolio.toml").read_text("utf-8")
        if (site.root / "portfolio.toml").exists()
        else ""
    )
    site.write("portfolio.toml", f"{settings}\n[theme]\nhighlight = false\n")
    site.publish()
    assert ">x = 1" in page.read_text("utf-8")
