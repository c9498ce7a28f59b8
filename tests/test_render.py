"""Rendering: content stays content whatever it says, and a template's mistake
is named with its place.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import NoReturn

import pytest
from conftest import AS_OF, SiteFolder, Tree
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from markupsafe import Markup, escape
from small_site import NO_VARIABLES

from portfolio.diagnostics import Diagnostic
from portfolio.options import Options
from portfolio.pipeline.assemble import render_address, survey
from portfolio.render.environment import (
    PlainTemplate,
    compile_templates,
    escaped,
    make_environments,
)

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!-- <script> -->",
    "<![CDATA[ x ]]>",
    '"><img src=https://evil.example/x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }} {% raw %} {# c #}",
    "\u202eevil\u202c and \u2066left\u2069",
    "&lt;b&gt; &amp; &#60;i&#62;",
    "]]> </title></textarea></style><svg onload=alert(1)>",
    "$(touch x) `id` %s %(x)s \\u003cscript\\u003e",
]
TEXTS = [
    "title",
    "issuer",
    "platform",
    "level",
    "grade",
    "credential_id",
    "enrollment_id",
    "summary",
    "image_alt",
]
LISTS = ["technologies", "competencies", "co_issuers", "instructor", "exam_codes"]


def check_page(name: str, content: bytes) -> list[str]:
    """What is wrong with a page that shows hostile text."""
    tree = Tree(content.decode())
    faults = [f"{name}: {fault}" for fault in tree.faults]
    for attributes, text in tree.scripts:
        if attributes.get("type") == "application/ld+json":
            if set(text) & set("<>&\u2028\u2029"):
                faults.append(f"{name}: structured data is not escaped")
            json.loads(text)
        elif text.strip() or "src" not in attributes or "/" not in attributes["src"]:
            faults.append(f"{name}: a script of its own")
    for tag, attributes in tree.elements:
        faults += [
            f"{name}: {tag} {key}" for key in attributes if key.startswith("on") or key == "style"
        ]
        faults += [
            f"{name}: {tag} {value}"
            for value in attributes.values()
            if value.lower().startswith(("javascript:", "vbscript:"))
        ]
        if tag in ("iframe", "object", "embed", "base", "textarea"):
            faults.append(f"{name}: {tag}")
        if tag == "img" and attributes.get("src", "").startswith("http"):
            faults.append(f"{name}: a foreign picture")
    return faults


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(site: SiteFolder, text: str) -> None:
    """Text that looks like HTML, a comment, a script or a template is shown as it is by every page,
    and data stay well-formed.
    """
    site.write(
        "content/profile.md",
        (
            f"---\nname: {json.dumps(text)}\nheadline: {json.dumps(text)}\n"
            f"location: {json.dumps(text)}\n---\n\n{text}\n"
        ),
    )
    site.write(
        "content/pages/p.md",
        f"---\ntitle: {json.dumps(text)}\nsummary: {json.dumps(text)}\n---\n\n# {text}\n\n{text}\n",
    )
    site.write(
        "portfolio.toml", f'[site]\ntitle = {json.dumps(text)}\nbase_url = "https://example.org/"\n'
    )
    image = (
        (
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
            b'<rect width="9" height="9"/></svg>'
        ),
        "p.svg",
    )
    site.write("content/credentials/p.svg", image[0])
    values = (
        dict.fromkeys(TEXTS, text)
        | {name: [text, f"{text} 2"] for name in LISTS}
        | {"image": "p.svg"}
    )
    site.record("a", f"{text}\n\n# {text}\n\n* {text}\n\n`{text}`\n", **values)
    site.record(
        "b", **{**values, "status": "in_progress", "issued_date": None, "target_date": "2026"}
    )
    files = site.publish()
    faults = [
        fault
        for name, content in files.items()
        if name.endswith(".html")
        for fault in check_page(name, content)
    ]
    assert faults == []
    shown = " ".join(text.split())
    assert shown in site.page("credentials/a/").text
    assert "49" not in site.page("credentials/a/").text
    nodes = [
        node
        for node in site.page("credentials/a/").json_ld["@graph"]
        if node["@type"] == "EducationalOccupationalCredential"
    ]
    assert nodes[0]["name"] == shown
    assert nodes[0]["identifier"] == shown
    assert shown in "".join(ET.fromstring(files["feed.xml"]).itertext())
    ET.fromstring(files["sitemap.xml"])
    assert json.loads(files["credentials.json"])["credentials"][0]["title"] == shown


def test_line_separators_do_not_break_data(site: SiteFolder) -> None:
    """U+2028 and U+2029 in a body reach neither structured data nor the feed unescaped."""
    site.record("a", "one\u2028two\u2029three\n")
    files = site.publish()
    raw = files["credentials/a/index.html"].decode()
    inside = raw[
        raw.index("application/ld+json") : raw.index("</script>", raw.index("application/ld+json"))
    ]
    assert "\u2028" not in inside
    ET.fromstring(files["feed.xml"])


class Drawn:
    """A value that has its own HTML."""

    def __html__(self) -> str:
        return "<b>&amp;</b>"


class Plain(Environment):
    """Jinja's environment with our templates."""

    template_class = PlainTemplate


PLACED = (
    "{{ value }}{{ value | string }}{{ value ~ '<' ~ value }}{% set kept %}{{ value }}{% endset %}"
    "{{ kept }}{{ kept ~ value }}"
    "{% macro m(it) %}<i>{{ it }}{{ caller() if caller }}</i>{% endmacro %}{{ m(value) }}"
    "{% call m(kept) %}{{ value }}{% endcall %}"
    "{% filter upper %}{{ value }}{% endfilter %}{{ [value, '<'] | join('&') }}"
    "{% autoescape false %}{{ value }}{% endautoescape %}"
)


@given(
    st.one_of(
        st.text(),
        st.text("&<>'\"a1"),
        st.integers(),
        st.none(),
        st.floats(),
        st.text().map(Markup),
        st.just(Drawn()),
    )
)
def test_values_are_escaped_as_jinja_does(value: object) -> None:
    """Whatever they are, and wherever a template places them."""
    assert escaped(value) == str(escape(value))
    ours, jinjas = (
        kind(autoescape=True).from_string(PLACED).render(value=value)
        for kind in (Plain, Environment)
    )
    assert ours == jinjas


def test_what_is_compiled_holds_for_every_site(site: SiteFolder) -> None:
    """What a filter makes of a constant may depend on the language
    of the site, which is not known yet.
    """
    site.write("portfolio.toml", '[site]\nlanguage = "ar"\nbase_url = "https://example.org/"\n')
    site.record("a", "Words.\n")
    site.template(
        "credential.html", '{{ "Abc" | isolated }} {{ "fr" | language }}{{ "en" | lang }}'
    )
    found = survey(site.root, Options(as_of=AS_OF), NO_VARIABLES)
    assert found.inputs.setup.theme
    assert found.site
    compiled = compile_templates(found.inputs.setup.theme)
    pages = [
        render_address(
            found,
            make_environments(found.inputs.setup.theme, found.site.views, compiled=known),
            "credentials/a/",
        )
        for known in (compiled, None)
    ]
    assert pages == ['\u2068Abc\u2069 الفرنسية lang="en" dir="ltr"'.encode()] * 2


def test_templates_are_compiled_before_there_is_a_site(site: SiteFolder) -> None:
    """A template that was compiled is not compiled again for a site;
    one that cannot be is left for when it is needed.
    """
    site.record("a", "Words.\n")
    site.template("term.html", "{{")
    found = survey(site.root, Options(as_of=AS_OF), NO_VARIABLES)
    assert found.inputs.setup.theme
    assert found.site
    compiled = compile_templates(found.inputs.setup.theme)
    environments = make_environments(found.inputs.setup.theme, found.site.views, compiled=compiled)
    plain = make_environments(found.inputs.setup.theme, found.site.views)

    def _refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("compiled once more")

    environments[""].compile = _refuse  # type: ignore[method-assign]
    for address in ("", "credentials/", "credentials/a/", "404.html"):
        assert render_address(found, environments, address) == render_address(found, plain, address)
    problem = render_address(found, plain, "issuers/issuer/")
    assert isinstance(problem, Diagnostic)
    assert problem.code == "template-syntax"


def test_content_is_never_a_template(site: SiteFolder) -> None:
    """Template code in a title, a term, a body and a file name prints itself."""
    site.record(
        "a", "{{ site.title }} {% include 'x' %}\n", title="{{ 7*7 }}", technologies=["{% x %}"]
    )
    site.publish()
    text = site.page("credentials/a/").text
    assert "{{ site.title }} {% include 'x' %}" in text
    assert "{{ 7*7 }}" in text
    assert "{% x %}" in site.page("technologies/").text


@pytest.mark.parametrize(
    ("template", "code", "line", "words"),
    [
        ("one\n{% if %}\n", "template-syntax", 2, "xpected"),
        ("one\n{% endblock %}\n", "template-syntax", 2, "endblock"),
        ("one\n\n{{ 'x' | nosuchfilter }}\n", "template-syntax", 3, "nosuchfilter"),
        ("one\n{{ nosuchname }}\n", "undefined-name", 2, "nosuchname"),
        ("one\n{{ site.titel }}\n", "undefined-name", 2, "did you mean `title`?"),
        (
            "{% for y in years %}{{ y.cardz }}\n{% endfor %}",
            "undefined-name",
            1,
            "did you mean `cards`?",
        ),
        ("one\n\n\n{% include 'blocks/none.html' %}\n", "missing-template", 4, "blocks/none.html"),
        ("{% extends 'none.html' %}\n", "missing-template", 1, "none.html"),
        ("one\n{{ static('nosuch.css') }}\n", "missing-file", 2, "nosuch.css"),
        ("one\n{{ ''.__class__ }}\n", "unsafe-template", 2, "__class__"),
        ("one\n{{ site.__class__.__mro__ }}\n", "unsafe-template", 2, "__class__"),
        ("one\n{{ url.__globals__ }}\n", "unsafe-template", 2, "__globals__"),
        (
            "one\n{% set form = '{0.__class__}' %}{{ form.format }}{{ form.format(1) }}\n",
            "unsafe-template",
            2,
            "__class__",
        ),
        ("one\n{{ 1 / 0 }}\n", "template-error", 2, "division"),
        ("one\n{{ url() }}\n", "template-error", 2, "url"),
        ("one\n{% set _ = years.append(1) %}{{ [].append(1) }}\n", "undefined-name", 2, "append"),
        ("one\n{% set x = [] %}{{ x.append(1) }}\n", "unsafe-template", 2, "append"),
    ],
)
def test_a_mistake_in_a_template_is_named_with_its_place(
    site: SiteFolder, template: str, code: str, line: int, words: str
) -> None:
    """What is wrong in a template is an error with the template's file, its line and that line's
    text; nothing is published.
    """
    site.record()
    site.template("credentials.html", template)
    result = site.build()
    (found,) = result.diagnostics
    assert (found.code, found.location.path, found.location.line) == (
        code,
        "templates/credentials.html",
        line,
    )
    assert words in found.message
    assert found.location.source == template.split("\n")[line - 1]
    assert result.written is None
    assert not site.output.exists() or not any(site.output.iterdir())


def test_a_mistake_in_a_part_is_reported_once(site: SiteFolder) -> None:
    """What is wrong in a part that many pages include is one error at
    its line, not one for each page.
    """
    site.template(
        "blocks/row.html",
        "{% macro row(card) %}{% set other = kwargs %}\n{{ card.nosuch }}\n{% endmacro %}\n"
        "{% macro register(cards) %}{% set other = varargs %}"
        "{% for c in cards %}{{ row(c) }}{% endfor %}{% endmacro %}\n"
        + "".join(
            f"{{% macro {name}() %}}{{% set other = (varargs, kwargs) %}}{{% endmacro %}}\n"
            for name in ("when", "name", "state", "badge", "drawn", "segment", "years")
        ),
    )
    for name in "abc":
        site.record(name)
    (found,) = site.problems()
    assert (found.location.path, found.location.line, found.code) == (
        "templates/blocks/row.html",
        2,
        "undefined-name",
    )


@pytest.mark.parametrize("word", ["extends", "include"])
def test_a_circle_of_templates(site: SiteFolder, word: str) -> None:
    """Templates that extend or include each other in a circle are an error in one of them."""
    site.record()
    site.template("credentials.html", f"{{% {word} 'one.html' %}}\n")
    site.template("one.html", f"{{% {word} 'two.html' %}}\n")
    site.template("two.html", f"{{% {word} 'one.html' %}}\n")
    (found,) = site.problems()
    assert found.code == "template-cycle"
    assert found.location.path in ("templates/one.html", "templates/two.html")
    assert found.location.line == 1


def test_a_template_that_is_not_utf8(site: SiteFolder) -> None:
    """A template in another encoding is an error with its file and line."""
    site.record()
    site.write("templates/credentials.html", b"one\nGr\xfc\xdfe\n")
    (found,) = site.problems()
    assert found.location.path == "templates/credentials.html"
    assert found.location.line == 2
    assert "UTF-8" in found.message or "utf-8" in found.message


def test_an_included_template_that_is_not_utf8(site: SiteFolder) -> None:
    """An included template in another encoding is named itself, not the one that includes it."""
    site.record()
    site.template("credentials.html", "{% include 'part.html' %}\n")
    site.write("templates/part.html", b"Gr\xfc\xdfe\n")
    (found,) = site.problems()
    assert found.location.path == "templates/part.html"


def test_templates_escape_what_they_print(site: SiteFolder) -> None:
    """A template of the owner escapes by itself, in files with any name."""
    site.record("a", title="<b>&")
    site.template(
        "credentials.html", "{% set c = years[0].cards[0] %}<html><p>{{ c.title }}</p></html>"
    )
    site.publish()
    assert (
        site.output / "credentials/index.html"
    ).read_text() == "<html><p>&lt;b&gt;&amp;</p></html>"


def test_values_are_read_only(site: SiteFolder) -> None:
    """A template that sets a value of the site is an error,
    so no page depends on the order of rendering.
    """
    site.record()
    site.template(
        "credentials.html",
        "{% set ns = namespace(x=1) %}{% set ns.x = 2 %}ok\n{% do site.update(1) %}",
    )
    assert site.problems()[0].code == "template-syntax"
    site.template("credentials.html", "one\n{{ site.options.update({'a': 1}) }}")
    (found,) = site.problems()
    assert found.location.line == 2
