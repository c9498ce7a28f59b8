"""Pages around their texts: the text comes in where the template places it,
and the template knows nothing else of it.
"""

from __future__ import annotations

import pytest
from conftest import SiteFolder
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.body import Body, Heading
from portfolio.render.shell import (
    PLACEHOLDER,
    BodyPlaceholder,
    ClosedTextError,
    PageShell,
    fill,
    linked,
    read_shell,
    render_key,
    shape_of,
    shell_key,
)
from portfolio.store.codec import encode

WORDS = Body("<p>Words.</p>")
PIECES = st.lists(st.text(max_size=5), min_size=1, max_size=4).map(tuple)
LINKS = st.dictionaries(
    st.text(max_size=3), st.tuples(st.text(max_size=3), st.text(max_size=3)), max_size=3
)


def page_of(site: SiteFolder, template: str, body: str = "Words.\n") -> str:
    """The page of a record with this template."""
    site.record("a", body)
    site.template("credential.html", template)
    return site.publish()["credentials/a/index.html"].decode()


@pytest.mark.parametrize(
    ("template", "page"),
    [
        ("<b>{{ body.html }}</b>", "<b><p>Words.</p>\n</b>"),
        ("{{ body.html }}-{{ body.html }}", "<p>Words.</p>\n-<p>Words.</p>\n"),
        ("{% if body.html %}1{% else %}2{% endif %}", "1"),
        ("{% set kept %}{{ body.html }}{% endset %}<i>{{ kept }}</i>", "<i><p>Words.</p>\n</i>"),
        ("{% macro m(it) %}[{{ it }}]{% endmacro %}{{ m(body.html) }}", "[<p>Words.</p>\n]"),
        ("none", "none"),
    ],
)
def test_the_text_comes_where_it_is_placed(site: SiteFolder, template: str, page: str) -> None:
    """Once, twice, through a variable or a macro, or not at all."""
    assert page_of(site, template) == page


PARTS = "{{ body.rest }}|{{ body.lead }}{% if not body.rest %}no rest{% endif %}"


@pytest.mark.parametrize(
    ("body", "page"),
    [
        (
            "One *word*.\n\nTwo.\n\n- three\n",
            "<p>Two.</p>\n<ul>\n<li>three</li>\n</ul>|<p>One <em>word</em>.</p>",
        ),
        ("One.\n", "|<p>One.</p>no rest"),
        ("- one\n\ntwo\n", "<ul>\n<li>one</li>\n</ul>\n<p>two</p>|"),
        ("", "|no rest"),
    ],
)
@pytest.mark.parametrize("is_open", [False, True])
def test_a_text_can_be_placed_in_two_parts(
    site: SiteFolder, body: str, page: str, is_open: bool
) -> None:
    """Its first paragraph and the rest have places of their own, also where filters may read
    them; a text that begins with something else is all rest.
    """
    if is_open:
        site.write("extensions.py", "FILTERS = {'shout': lambda text: str(text).upper()}\n")
    assert page_of(site, PARTS, "Other words.\n\nMore of them.\n") == (
        "<p>More of them.</p>|<p>Other words.</p>"
    )
    assert page_of(site, PARTS, body) == page


def test_a_template_can_ask_whether_there_is_a_text(site: SiteFolder) -> None:
    """Where a record has no text, `body.html` is empty."""
    assert page_of(site, "{{ body.html }}{% if not body.html %}none{% endif %}", "") == "none"


@pytest.mark.parametrize(
    "use",
    [
        "{{ body.html | striptags }}",
        "{{ body.html | length }}",
        "{{ body.html | replace('W', 'V') }}",
        "{{ body.html ~ '!' }}",
        "{{ body.html[:5] }}",
        "{% if 'Words' in body.html %}{% endif %}",
        "{% for letter in body.html %}{% endfor %}",
        "{{ '%s' | format(body.html) }}",
        "{{ body.html | upper }}",
        "{{ body.html | truncate(3) }}",
    ],
)
def test_a_template_cannot_look_into_the_text(site: SiteFolder, use: str) -> None:
    """Any other use of the text in a template is an error on its line, as nothing but the text's
    own place may depend on it.
    """
    site.record("a", "Words.\n")
    site.template("credential.html", f"<p>\n{use}\n")
    (problem,) = site.problems()
    assert (problem.code, problem.location.path, problem.location.line) == (
        "closed-text",
        "templates/credential.html",
        2,
    )


def test_filters_of_the_owner_see_the_text(site: SiteFolder) -> None:
    """With filters of the owner's every page is made at every build,
    so a template may look into the text too.
    """
    site.write("extensions.py", "FILTERS = {'shout': lambda text: str(text).upper()}\n")
    assert (
        page_of(site, "{{ body.html | shout }}{{ body.html | striptags }}")
        == "&lt;P&gt;WORDS.&lt;/P&gt;\nWords."
    )
    site.record("a", "Other words.\n")
    assert site.publish()["credentials/a/index.html"].endswith(b"Other words.")


def test_a_closed_text_is_there_and_says_nothing() -> None:
    """It is true, and every question about it is refused."""
    assert BodyPlaceholder(PLACEHOLDER)
    for ask in (
        str,
        len,
        list,
        lambda text: "a" in text,
        lambda text: text[0],
        lambda text: f"{text:>9}",
    ):
        with pytest.raises(ClosedTextError):
            ask(BodyPlaceholder(PLACEHOLDER))


@given(PIECES, LINKS, st.booleans())
def test_a_shell_comes_back(
    pieces: tuple[str, ...], links: dict[str, tuple[str, str]], highlights: bool
) -> None:
    """What is written of a shell is read again."""
    shell = PageShell(pieces, links, highlights)
    assert read_shell(encode(shell)) == shell


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xc0",
        b"\x07",
        encode(WORDS),
        encode({"pieces": ("a",)}),
        encode({"pieces": ("a", 1), "links": {}}),
        encode({"pieces": ("a",), "links": 7}),
        encode({"pieces": ("a",), "links": {"b": 1}}),
        encode({"pieces": ("a",), "links": {}, "highlights": 2}),
        encode(PageShell(("a",), {}))[:-1],
        encode(PageShell(("a",), {})) + b"\0",
        b"\x91" * 99999,
    ],
)
def test_what_is_no_shell_is_none(content: bytes) -> None:
    """Bytes of anything else are no shell."""
    assert read_shell(content) is None


@given(PIECES)
def test_a_shell_is_filled_with_any_text(pieces: tuple[str, ...]) -> None:
    """The text stands between the pieces, as often as the template placed it."""
    assert fill(PageShell(pieces, {}), WORDS).decode() == WORDS.html.join(pieces)
    assert tuple(PLACEHOLDER.join(pieces).split(PLACEHOLDER)) == pieces or any(
        PLACEHOLDER in piece for piece in pieces
    )


def test_relative_links_of_the_text_lead_from_the_page() -> None:
    """Links that the site has a place for are made to work, with fragments and sizes;
    others stay as they are.
    """
    shell = PageShell(
        ("", ""), {"b c.md": ("../b/index.html", ""), "p.png": ("../../p.png", ' width="3"')}
    )
    text = (
        '<a href="b%20c.md#part">b</a><a href="x.md">x</a><img src="p.png" alt="p">'
        '<a href="p.png">p</a>'
    )
    assert linked(shell, Body(text)) == (
        '<a href="../b/index.html#part">b</a><a href="x.md">x</a>'
        '<img src="../../p.png" width="3" alt="p"><a href="../../p.png">p</a>'
    )


def test_code_is_highlighted_where_it_is_wanted() -> None:
    """Only the shell of a theme that wants it has a class for each kind of word."""
    code = Body('<pre><code class="language-python">x = 1</code></pre>')
    assert b"<span" in fill(PageShell(("", ""), {}, highlights=True), code)
    assert b"<span" not in fill(PageShell(("", ""), {}), code)


def test_texts_of_one_shape_share_a_shell() -> None:
    """The shape is all that a template can know of a text: whether there is one,
    and its headings of the second level.
    """
    one, deep = Heading(2, "a", "A"), Heading(3, "b", "B")
    assert shape_of(Body("x", (one,))) == shape_of(Body("y", (one, deep)))
    shapes = [
        Body(""),
        Body("x"),
        Body("x", (one,)),
        Body("x", (Heading(2, "a", "B"),)),
        Body("x", (Heading(2, "b", "A"),)),
        Body("x", (one, one)),
    ]
    assert len({shape_of(body) for body in shapes}) == len(shapes)


def test_keys_tell_everything_apart() -> None:
    """Another setting, page, shape or text is another key, and code of the owner's has none."""
    shells = {
        shell_key(setting, page, body)
        for setting in "ab"
        for page in "cd"
        for body in (WORDS, Body(""))
    }
    pages = {
        render_key(setting, page, digest) for setting in "ab" for page in "cd" for digest in "ef"
    }
    assert len(shells | pages) == 16
    assert render_key("", "page", "digest") == ""
