"""A text with every form that there is, as readers get it: what its elements are,
what they are called, and how it is read.
"""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import PATIENCE, REPOSITORY, SiteFolder, Tabs
from helpers_reading import judge

from portfolio.markdown.render_body import render_body
from portfolio.theme.static_files import minify_css

TEXT = (REPOSITORY / "tests/cases/texts/everything.md").read_text("utf-8")
FILES = REPOSITORY / "content/credentials/files"
KINDS = ("Note", "Tip", "Important", "Warning", "Caution")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the built page."""
    site = SiteFolder(tmp_path_factory.mktemp("texts"))
    site.write("portfolio.toml", '[site]\ntitle = "Register"\n\n[publish]\nas_of = "2025-06-01"\n')
    site.write("content/pages/rules.md", TEXT)
    site.write(
        "content/pages/forecast.png", (FILES / "weekly-passengers-forecast.png").read_bytes()
    )
    site.write("content/pages/badge.png", (FILES / "business-japanese.png").read_bytes())
    site.record()
    site.publish()
    return (site.output / "rules/index.html").as_uri()


@pytest.fixture
def page(page: Any, address: str) -> Any:
    """The page on a desk."""
    page.goto(address)
    return page


@pytest.fixture(scope="module")
def telephones(browser: Any) -> Iterator[Tabs]:
    """A window on a telephone."""
    opened = Tabs(browser, has_touch=True, is_mobile=True)
    yield opened
    opened.context.close()


@pytest.fixture
def telephone(telephones: Tabs, address: str) -> Iterator[Any]:
    """The page on a small telephone."""
    with telephones.page(320) as page:
        page.goto(address)
        yield page


@pytest.fixture(scope="module")
def dom(browser: Any) -> Iterator[Any]:
    """What a browser makes of the HTML of a text: a function that asks a question of it."""
    context = browser.new_context()
    page = context.new_page()

    def _asked(text: str, question: str) -> Any:
        page.set_content(
            f"<!doctype html><title>t</title><main>{render_body(text, 1)[0].html}</main>"
        )
        return page.evaluate(question)

    yield _asked
    context.close()


def named(page: Any, role: str) -> list[str]:
    """The names that the accessibility tree has for a role, in the order of the page."""
    session = page.context.new_cdp_session(page)
    nodes = sorted(
        session.send("Accessibility.getFullAXTree")["nodes"],
        key=lambda node: node.get("backendDOMNodeId", 0),
    )
    return [
        node["name"]["value"]
        for node in nodes
        if not node["ignored"] and node["role"]["value"] == role
    ]


def outline(selector: str) -> str:
    """A question for the elements below one, as `tag(tag tag)`."""
    return (
        "(() => { const tell = (e) => e.localName + (e.children.length ? `(${[...e.children]"
        ".map(tell).join(' ')})` : '');"
        f" return tell(document.querySelector({selector!r})); }})()"
    )


def test_lists_of_definitions_may_stand_in_each_other(dom: Any) -> None:
    """A term has its meanings, and a meaning paragraphs, lists and terms of its own."""
    text = "A\n: one\n\n  more\n: two\n\n  - item\n\nB\n\n: C\n  : three\n"
    assert dom(text, outline("main")) == "main(dl(dt dd(p p) dd(p ul(li)) dt dd(dl(dt dd))))"
    assert (
        dom("- A\n  : one\n\n> B\n> : two\n", outline("main"))
        == "main(ul(li(dl(dt dd))) blockquote(dl(dt dd)))"
    )
    assert dom("A: b\n\n:c\n\nhttp://d\n", outline("main")) == "main(p p p)"


@pytest.mark.parametrize("word", KINDS)
@pytest.mark.parametrize("mark", [str.upper, str.lower])
def test_a_callout_says_what_it_is(dom: Any, word: str, mark: Any) -> None:
    """Each kind is a note that is named by its word, shows it,
    and has the rest of the quotation.
    """
    text = f"> [!{mark(word)}]\n> One *two*.\n>\n> - three\n"
    assert dom(text, outline("main")) == "main(div(p p(em) ul(li)))"
    told = (
        "(() => { const e = document.querySelector('main > div'); return [e.className, e.role, "
        "e.ariaLabel, e.innerText]; })()"
    )
    assert dom(text, told) == [
        f"callout {word.lower()}",
        "note",
        word,
        f"{word}\n\nOne two.\n\nthree",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "> [!REMARK]\n> a",
        "> [!NOTE] a",
        "> [!NOTE]",
        "> a\n> [!NOTE]",
        "> \\[!NOTE]\n> a",
        "> [!NOTE]\n> a\n\n[!note]: /b",
        "[!NOTE]\na",
        "> `[!NOTE]`\n> a",
    ],
)
def test_other_quotations_stay(dom: Any, text: str) -> None:
    """A kind that is not known, a mark with words beside it, one without a text,
    and one that is a link are words.
    """
    assert dom(text, "document.querySelectorAll('.callout').length") == 0
    assert (
        "[!" in dom(text, "document.body.innerText")
        or dom(text, "document.querySelectorAll('a').length") == 1
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("> [!NOTE]\n>\n> a", "main(div(p p))"),
        ("> [!NOTE]\n> - a", "main(div(p ul(li)))"),
        ("> [!NOTE]  \n> a", "main(div(p p))"),
        ("> [!NOTE]\n> a\n>\n> > [!TIP]\n> > b", "main(div(p p div(p p)))"),
        ("- > [!NOTE]\n  > a", "main(ul(li(div(p p))))"),
        ("> > a\n>\n> [!NOTE]", "main(blockquote(blockquote(p) p))"),
    ],
)
def test_a_callout_stands_where_a_quotation_may(dom: Any, text: str, wanted: str) -> None:
    """Its text may begin on the next line or below, and it may be within
    a list or another callout.
    """
    elements = dom(text, outline("main"))
    assert elements.replace("p()", "p") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('![a](b.png "c")', "main(figure(img figcaption))"),
        ("![a](b.png)", "main(p(img))"),
        ('x ![a](b.png "c")', "main(p(img))"),
        ('![a](b.png "c") ![d](e.png "f")', "main(p(img img))"),
        ('- ![a](b.png "c")', "main(ul(li(img)))"),
    ],
)
def test_a_picture_of_its_own_has_a_caption(dom: Any, text: str, wanted: str) -> None:
    """The title of a picture is its caption where the picture is a paragraph of its own."""
    assert dom(text, outline("main")) == wanted


def test_anchors_are_unique_and_stable(dom: Any) -> None:
    """No heading shares its anchor with another or with a note,
    and an anchor is the same whatever comes after.
    """
    text = (
        "## One\n\n## One\n\n## Note 1\n\n# note--1\n\n## Two *three* `four`\n\n"
        "a[^1] b[^1] ^[c]\n\n[^1]: ## One\n"
    )
    ids = "[...document.querySelectorAll('[id]')].map((e) => e.id)"
    found = dom(text, ids)
    assert len(set(found)) == len(found) == 11
    assert (
        dom(text + "\n## One\n\n## Five\n", ids)[:5]
        == found[:5]
        == ["one", "one-1", "note-1", "note-1-1", "two-three-four"]
    )


def test_every_heading_has_a_link_to_itself(page: Any) -> None:
    """Each link leads to the heading beside it and is named after it;
    the names of headings are their own words.
    """
    headings = page.evaluate(
        "[...document.querySelectorAll('.prose :is(h2, h3, h4, h5, h6)')].map((e) => [e.id, "
        "e.textContent])"
    )
    links = page.evaluate(
        "[...document.querySelectorAll('.prose .anchor')].map((e) => [decodeURI(e.hash), "
        "e.previousElementSibling.id])"
    )
    assert len(headings) > 10
    assert links == [[f"#{anchor}", anchor] for anchor, _ in headings]
    assert [name.lower() for name in named(page, "heading")[2:]] == [
        words.lower() for _, words in headings
    ]
    assert [name for name in named(page, "link") if name.startswith("Link to")] == [
        f"Link to “{words}”" for _, words in headings
    ]


def test_the_link_of_a_heading_is_seen_when_it_is_wanted(page: Any, telephone: Any) -> None:
    """It shows when the pointer is on its heading or the keyboard on itself,
    always on a telephone, and never on paper.
    """
    first = "getComputedStyle(document.querySelector('.anchor')).opacity"
    assert page.evaluate(first) == "0"
    page.hover(".heading h2")
    assert page.evaluate(first) == "1"
    page.mouse.move(0, 0)
    assert page.evaluate(first) == "0"
    page.focus(".anchor")
    assert page.evaluate(first) == "1"
    assert telephone.evaluate(first) == "1"
    box = telephone.locator(".anchor").first.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    page.emulate_media(media="print")
    assert page.locator(".anchor:visible").count() == 0


def test_what_can_be_scrolled_has_a_name(page: Any) -> None:
    """Tables are named after their headings and code after its language,
    callouts and notes by a word.
    """
    groups = named(page, "group")
    assert [name for name in groups if name.startswith("Table")] == [
        "Table: Figures",
        "Table: A wide table with a link",
        "Table: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    ]
    assert [name for name in groups if name.startswith("Code")] == [
        "Code in sh",
        "Code in python",
        "Code in diff",
        "Code in html",
        "Code",
        "Code in python",
    ]
    assert tuple(named(page, "note")) == KINDS
    assert named(page, "region") == ["Notes"]
    assert (
        page.evaluate("document.querySelectorAll(':is(pre, .scroll):not([tabindex=\"0\"])').length")
        == 0
    )


def test_tasks_are_told_by_their_words(page: Any) -> None:
    """A box has the words of its task for a name; it can only be looked at."""
    assert named(page, "checkbox")[-1] == "on a telephone"
    boxes = page.evaluate(
        "[...document.querySelectorAll('.prose input')].map((e) => [e.checked, e.disabled])"
    )
    assert boxes == [[True, True], [True, True], [False, True], [True, True], [False, True]]


def test_the_keyboard_goes_to_a_note_and_back(page: Any) -> None:
    """From each mention a key leads to its note, whose next link leads
    back to where one came from.
    """
    active = "[document.activeElement.ariaLabel, document.activeElement.id]"
    page.focus(".footnote-ref a")
    assert page.evaluate(active) == ["Note 1", "note--1-1"]
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(':target').id") == "note--1"
    page.keyboard.press("Tab")
    assert page.evaluate(active) == ["Back to note 1 in the text", ""]
    page.keyboard.press("Tab")
    assert page.evaluate(active) == ["Back to note 1 in the text, mention 2", ""]
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(':target').id") == "note--1-2"
    page.keyboard.press("Tab")
    assert page.evaluate(active) == ["Note 2", "note--2-1"]
    assert page.evaluate("document.querySelector(':target').getBoundingClientRect().top") < 900


def test_a_wide_table_is_scrolled_by_the_keyboard(telephone: Any) -> None:
    """The arrow keys move what is wider than the page, once the keyboard is on it."""
    telephone.locator(".scroll").nth(1).focus()
    telephone.keyboard.press("ArrowRight")
    end = time.monotonic() + PATIENCE
    while not telephone.evaluate("document.activeElement.scrollLeft"):
        assert time.monotonic() < end
        time.sleep(0.05)


def test_nothing_leaves_a_small_page(telephone: Any) -> None:
    """At 320 pixels nothing is wider than the page but what scrolls within itself."""
    beyond = telephone.evaluate(
        "[...document.querySelectorAll('main *')].filter((e) => !e.closest('pre, .scroll, .unseen')"
        " && e.getBoundingClientRect().right > innerWidth + 0.5)"
        ".map((e) => e.outerHTML.slice(0, 80))"
    )
    assert beyond == []
    assert telephone.evaluate("document.documentElement.scrollWidth") == 320


def test_paper_has_all_of_code_and_tables(page: Any) -> None:
    """Nothing is cut off where it cannot be scrolled, and no arrow leads back from a note."""
    page.set_viewport_size({"width": 700, "height": 900})
    page.emulate_media(media="print")
    cut = page.evaluate(
        "[...document.querySelectorAll('pre, .scroll')].filter((e) => e.scrollWidth > e.clientWidth"
        " && getComputedStyle(e).overflowX !== 'visible').length"
    )
    assert cut == 0
    assert (
        page.evaluate(
            "[...document.querySelectorAll('pre')].filter((e) => e.scrollWidth > "
            "e.clientWidth).length"
        )
        == 0
    )
    assert page.locator(".footnote-backref:visible").count() == 0


def luminance(color: list[float]) -> float:
    """The relative luminance of a colour as WCAG has it, from three figures up to 255."""
    parts = [c / 255 for c in color]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_code_can_be_read_in_both_schemes(tabs: Tabs, address: str, scheme: str) -> None:
    """Words of code have several colours, each with a contrast of at least 4.5 to 1."""
    with tabs.page(color_scheme=scheme) as page:
        page.goto(address)
        figures = "(c) => c.match(/[\\d.]+/g).slice(0, 3).map(Number)"
        paper = page.evaluate(
            f"({figures})(getComputedStyle(document.querySelector('pre')).backgroundColor)"
        )
        inks = page.evaluate(
            "[...document.querySelectorAll('pre span')]"
            f".map((e) => ({figures})(getComputedStyle(e).color))"
        )
        assert len({tuple(ink) for ink in inks}) >= 3
        for ink in inks:
            lighter, darker = sorted([luminance(ink), luminance(paper)], reverse=True)
            assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (ink, paper)


def test_every_class_is_documented() -> None:
    """The page on texts lists the classes that a text can have, and no others."""
    classes = {
        name
        for _, values in judge(render_body(TEXT, 1)[0].html).tags
        for name in values.get("class", "").split()
    }
    documented = (REPOSITORY / "docs/texts.md").read_text("utf-8").partition("## For themes")[2]
    assert {name for name in classes if not name.startswith("language-")} == set(
        re.findall(r"`([a-z-]+)`", documented)
    )


def test_the_size_of_the_styles_is_bounded() -> None:
    """What looks right is not large: the styles of every page, for screen and paper, have 6.75 KB
    when they are packed, those of charts 1.75.
    """
    for name, most in (("ledger", 8), ("glance", 1.75)):
        style = minify_css((REPOSITORY / f"themes/ledger/static/{name}.css").read_text("utf-8"))
        assert len(gzip.compress(style.encode(), 6)) <= most * 1024
