"""The live preview in a real browser: an edit is on the screen without a touch,
and what is wrong lies over the last good page.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import PATIENCE, SETTINGS, SiteFolder, Tabs, tree_of, watch
from playwright.sync_api import Error
from previewing import Preview, previewed, until

from portfolio.locale.messages import Messages

BODY = "The first words.\n\n" + "".join(
    (
        f"<details><summary>Part {number}</summary>\n\nHidden {number}.\n\n</details>\n\n"
        f"{'Many more words. ' * 80}\n\n"
    )
    for number in range(1, 6)
)
LAYOUT = """{% extends "ledger/layout.html" %}
{% block head_extra %}
{{ super() }}
<link rel="stylesheet" href="{{ static('own.css') }}">
{% endblock %}
{% block footer %}
<p id="motto">{{ site.options.motto }} {{ site.owner.name | shout }}</p>
{{ super() }}
{% endblock %}
"""
CREDENTIAL = (
    '{% extends "ledger/credential.html" %}\n{% block parts %}\n{{ super() }}\n{% endblock %}\n'
)
DESCRIPTION = 'name = "own"\nparent = "ledger"\n\n[options]\nmotto = "Learn."\n'
OWN_SETTINGS = SETTINGS.replace("[site]\n", '[site]\ntheme = "own"\n')
EXTENSIONS = 'FILTERS = {"shout": str.upper}\n'
PAGE = "credentials/a/"
RELOADS = (
    "location.protocol === 'http:' && (sessionStorage.loads = Number(sessionStorage.loads || 0) "
    "+ 1)"
)
HAS = "([selector, words]) => document.querySelector(selector)?.textContent.includes(words)"
LACKS = (
    "([selector, words]) => document.querySelector(selector)?.textContent.includes(words) === false"
)
COLOR = (
    "color => getComputedStyle(document.getElementById('motto') ?? document.body).color === color"
)
PANEL, TEXT, CHIP = (f"portfolio-report {selector}" for selector in ("section", "pre", ".chip"))


def write_site(site: SiteFolder) -> None:
    """A site with a theme of its own, filters of its own and a list that scrolls."""
    site.write("portfolio.toml", OWN_SETTINGS)
    site.write("extensions.py", EXTENSIONS)
    site.write("content/profile.md", "---\nname: Ada Example\n---\n\nWho I am.\n")
    site.write("themes/own/theme.toml", DESCRIPTION)
    site.template("layout.html", LAYOUT, "own")
    site.template("credential.html", CREDENTIAL, "own")
    site.write("themes/own/static/own.css", "#motto { color: rgb(1, 2, 3); }\n")
    for number in range(14):
        site.record(
            f"more-{number}", technologies=["Python"], issued_date=f"20{10 + number % 12}-05-17"
        )
    site.record("a", BODY, technologies=["Python"])


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview of the site that most of these tests edit."""
    site = SiteFolder(tmp_path_factory.mktemp("preview") / "site")
    write_site(site)
    with previewed(site) as preview:
        yield preview


@pytest.fixture
def live(running: Preview) -> Iterator[Preview]:
    """That preview; afterwards its site is as it was."""
    kept, pages = tree_of(running.site.root), seen(running)
    yield running
    for name in tree_of(running.site.root).keys() - kept.keys():
        (running.site.root / name).unlink()
    for name, content in kept.items():
        if (
            not (running.site.root / name).is_file()
            or (running.site.root / name).read_bytes() != content
        ):
            running.site.write(name, content)
    running.is_sound()
    until(lambda: seen(running) == pages, "the pages as they were")


def seen(preview: Preview) -> list[bytes]:
    """The pages that tell whether the site is as it was."""
    return [
        preview.get(f"/{address}").page
        for address in ("", "credentials/", PAGE, "technologies/python/", "credentials/more-1/")
    ]


@pytest.fixture
def window(browser: Any, tabs: Tabs) -> Iterator[Callable[..., Any]]:
    """Opens pages of previews, each in a window of its own;
    none may have had troubles in the end.
    """
    pages: list[Any] = []
    with ExitStack() as stack:

        def _open(preview: Preview, path: str = "") -> Any:
            if pages:
                context = browser.new_context(viewport={"width": 1280, "height": 800})
                stack.callback(context.close)
                page = context.new_page()
            else:
                page = stack.enter_context(tabs.page(height=800))
            pages.append(connected(page, preview, path))
            return page

        yield _open
        troubles = [trouble for page in pages for trouble in page.troubles]
    assert troubles == []


def connected(page: Any, preview: Preview, path: str = "") -> Any:
    """The page, showing one of a preview and connected to its events."""
    watch(page)
    page.add_init_script(RELOADS)
    with page.expect_response(re.compile(r"/\.portfolio/state\b")):
        page.goto(preview.address + path)
    return page


def loads(page: Any) -> int:
    """How often the tab has loaded a page."""
    return int(page.evaluate("sessionStorage.loads"))


def comes(page: Any, script: str, argument: Any = None) -> None:
    """Wait until a script on the page is true, through reloads."""
    end, pause = time.monotonic() + PATIENCE, 0.02
    while True:
        try:
            if page.evaluate(script, argument):
                return
        except Error as reason:
            if "context was destroyed" not in str(reason) and "navigat" not in str(reason):
                raise
        assert time.monotonic() < end, f"it never came: {script} {argument or ''}"
        time.sleep(pause)
        pause = min(1.3 * pause, 0.1)


def shows(page: Any, words: str, selector: str = "body") -> None:
    """Wait until an element of the page has these words."""
    comes(page, HAS, [selector, words])


def misses(page: Any, words: str) -> None:
    """Wait until the page no longer has these words."""
    comes(page, "words => document.body && !document.body.textContent.includes(words)", words)


def reports(page: Any, words: str) -> None:
    """Wait until the report lies over the page, with these words."""
    page.locator(TEXT, has_text=words).wait_for()


def is_clear(page: Any) -> None:
    """Wait until nothing lies over the page."""
    script = (
        "[...document.querySelector('portfolio-report')?.shadowRoot.querySelectorAll('section, "
        ".chip') ?? []].every(e => e.hidden)"
    )
    comes(page, script)


def forgive_missing(page: Any) -> None:
    """Take it that the page asked for something that is not there."""
    assert all("404" in trouble for trouble in page.troubles), page.troubles
    page.troubles.clear()


def edited(site: SiteFolder, path: str, before: str, after: str) -> None:
    """Replace words of a file."""
    text = (site.root / path).read_text("utf-8")
    assert before in text
    site.write(path, text.replace(before, after))


# What is saved is shown


@pytest.mark.parametrize(
    ("path", "before", "after", "selector", "words"),
    [
        ("content/credentials/a.md", "The first words", "Other words", ".prose", "Other words"),
        ("content/credentials/a.md", "Title a", "A new title", "h1", "A new title"),
        ("content/profile.md", "Ada Example", "Ada Other", "header.site", "Ada Other"),
        ("portfolio.toml", "Test site", "A better name", "title", "A better name"),
        ("extensions.py", "str.upper", "str.title", "#motto", "Learn. Ada Example"),
        ("themes/own/theme.toml", "Learn.", "Learn more.", "#motto", "Learn more."),
        (
            "themes/own/templates/credential.html",
            "{{ super() }}",
            "{{ super() }}<p>A new part.</p>",
            "main",
            "A new part.",
        ),
        (
            "themes/own/templates/layout.html",
            '<p id="motto">',
            '<p id="motto">Motto:',
            "#motto",
            "Motto:",
        ),
    ],
    ids=["body", "title", "profile", "settings", "extensions", "theme", "template", "layout"],
)
def test_an_edit_is_shown(
    live: Preview, window: Any, path: str, before: str, after: str, selector: str, words: str
) -> None:
    """An edit of any kind of file is on the open page with one reload, scrolled and opened
    as before; so is the way back.
    """
    page = window(live, PAGE)
    page.evaluate("document.querySelectorAll('.prose details')[3].open = true; scrollTo(0, 500)")
    for turn in (1, 2):
        edited(live.site, path, before, after)
        comes(page, HAS if turn == 1 else LACKS, [selector, words])
        comes(page, "document.readyState === 'complete'")
        assert page.evaluate(
            "[...document.querySelectorAll('.prose details')].map(e => e.open)"
        ) == [False, False, False, True, False]
        assert page.evaluate("scrollY") == 500
        assert loads(page) == turn + 1
        before, after = after, before


def test_a_changed_filter_changes_fixed_words(live: Preview, window: Any) -> None:
    """A filter of the owner that changes is shown where it is applied to words
    that stand in a template, too.
    """
    live.site.template("blocks/facts.html", '<p>{{ "fixed words" | shout }}</p>')
    page = window(live, PAGE)
    shows(page, "FIXED WORDS")
    edited(live.site, "extensions.py", "str.upper", "str.title")
    shows(page, "Fixed Words")


def test_templates_of_the_site_itself_are_watched(live: Preview, window: Any) -> None:
    """An override in the site's own templates/ is shown when it is written first, when it changes,
    and no longer when it is removed.
    """
    page = window(live, PAGE)
    path = live.site.template("blocks/facts.html", "<p>First facts.</p>")
    shows(page, "First facts.")
    live.site.template("blocks/facts.html", "<p>Second facts.</p>")
    shows(page, "Second facts.")
    path.unlink()
    shows(page, "17 May 2024", "aside.facts")
    misses(page, "Second facts.")
    assert loads(page) == 4


@pytest.mark.parametrize("path", ["themes/own/static/own.css", "static/own.css"])
def test_a_stylesheet_is_exchanged(live: Preview, window: Any, path: str) -> None:
    """A changed or overridden stylesheet takes the place of the old one without a reload."""
    page = window(live, PAGE)
    page.evaluate("window.mark = 'still here'; scrollTo(0, 300)")
    for color in ("rgb(200, 0, 0)", "rgb(0, 90, 0)", "rgb(0, 0, 200)"):
        live.site.write(path, f"#motto {{ color: {color}; }}\n")
        comes(page, COLOR, color)
    comes(page, "document.querySelectorAll('link[rel=stylesheet]').length === 2")
    assert page.evaluate("[window.mark, scrollY]") == ["still here", 300]
    assert loads(page) == 1


def comes_after(live: Preview, number: int) -> None:
    """Wait until the preview has another state than this one."""
    until(lambda: live.state()["number"] != number, "the next state")


def test_a_stylesheet_saved_twice_at_once(live: Preview, window: Any) -> None:
    """A stylesheet that is saved again while the page still loads the one
    before is exchanged too, without a reload.
    """
    page = window(live, PAGE)
    for shade in range(12):
        before = live.state()["number"]
        live.site.write("themes/own/static/own.css", f"#motto {{ color: rgb(0, {shade}, 0); }}\n")
        comes_after(live, before)
    comes(page, COLOR, "rgb(0, 11, 0)")
    comes(page, "document.querySelectorAll('link[rel=stylesheet]').length === 2")
    assert loads(page) == 1


def test_a_reload_by_hand_keeps_its_place(live: Preview, window: Any) -> None:
    """After the preview has reloaded a page, the browser's own way of keeping the place
    on a reload works again.
    """
    page = window(live, PAGE)
    edited(live.site, "content/credentials/a.md", "The first words", "Other words")
    shows(page, "Other words")
    comes(page, "document.readyState === 'complete'")
    page.evaluate("scrollTo(0, 400)")
    comes(page, "scrollY === 400")
    page.reload()
    comes(page, "scrollY === 400")


def test_the_list_keeps_its_place(live: Preview, window: Any) -> None:
    """The list, filtered and scrolled, stays so when a record is added; the record is on it."""
    page = window(live, "credentials/?q=title")
    shows(page, "15 of 15", "output")
    page.evaluate("scrollTo(0, 700)")
    live.site.record("added", issued_date="2009")
    shows(page, "Title added", "#list--all")
    comes(page, "scrollY === 700")
    assert page.input_value("input[type=search]") == "title"
    assert page.url.endswith("?q=title")
    assert loads(page) == 2


def test_a_renamed_record_moves(live: Preview, window: Any) -> None:
    """The page of a renamed record becomes the site's 404 page at the old address
    and is there at the new one.
    """
    old = window(live, PAGE)
    new = window(live, "credentials/renamed/")
    shows(new, "There is no page at this address")
    (live.site.root / "content/credentials/a.md").rename(
        live.site.root / "content/credentials/renamed.md"
    )
    shows(new, "Title a", "h1")
    shows(old, "There is no page at this address")
    forgive_missing(old)
    forgive_missing(new)


def test_a_page_that_comes_and_goes(live: Preview, window: Any) -> None:
    """The address of a record shows the site's 404 page before it is written and when it
    is deleted, and the record in between.
    """
    page = window(live, "credentials/coming/")
    for words in ("Here it is.", "Here it is again."):
        shows(page, "There is no page at this address", ".lead")
        comes(page, COLOR, "rgb(1, 2, 3)")
        path = live.site.record("coming", words)
        shows(page, words, ".prose")
        path.unlink()
    shows(page, "There is no page at this address", ".lead")
    assert loads(page) == 5
    forgive_missing(page)


# What is wrong lies over the last good page

RECORD = (
    '---\ntitle: "Title a"\nissuer: "Issuer"\nissued_date: "2024-05-17"\n---\n\nThe first words.\n'
)
BROKEN = {
    "date": (
        "content/credentials/a.md",
        RECORD.replace("05-17", "13-45"),
        "invalid-date",
        "content/credentials/a.md:4:14",
        '4 | issued_date: "2024',
    ),
    "yaml": (
        "content/credentials/a.md",
        RECORD.replace('"Title a"', '"Title a'),
        "yaml-syntax",
        "content/credentials/a.md:",
        "| ",
    ),
    "profile": (
        "content/profile.md",
        "---\nnam: Ada\n---\n",
        "unknown-field",
        "content/profile.md:2:1",
        "2 | nam: Ada",
    ),
    "settings": (
        "portfolio.toml",
        f"{OWN_SETTINGS}[sit\n",
        "toml-syntax",
        "portfolio.toml:9:5",
        "9 | [sit",
    ),
    "syntax": (
        "themes/own/templates/credential.html",
        f"{CREDENTIAL}{{% if %}}\n",
        "template-syntax",
        "credential.html:5",
        "5 | {% if %}",
    ),
    "undefined": (
        "themes/own/templates/credential.html",
        CREDENTIAL.replace("super()", "nothing"),
        "undefined-name",
        "credential.html:3",
        "3 | {{ nothing }}",
    ),
    "theme": (
        "themes/own/theme.toml",
        f'{DESCRIPTION}[others]\nmotto = "x"\n',
        "unknown-field",
        "themes/own/theme.toml:6:1",
        "6 | [others]",
    ),
    "extensions": (
        "extensions.py",
        "FILTERS = {\n",
        "extension-error",
        "extensions.py:1",
        "1 | FILTERS = {",
    ),
    "check": (
        "extensions.py",
        f"{EXTENSIONS}CHECKS = [lambda portfolio: [1 / 0]]\n",
        "extension-error",
        "extensions.py:2",
        "2 | CHECKS = [lambda",
    ),
}
MENDED = {
    "content/credentials/a.md": RECORD.replace("The first words", "Mended"),
    "content/profile.md": "---\nname: Mended\n---\n",
    "portfolio.toml": OWN_SETTINGS.replace("Test site", "Mended"),
    "themes/own/templates/credential.html": CREDENTIAL.replace("{{ super() }}", "Mended"),
    "themes/own/theme.toml": DESCRIPTION.replace("Learn", "Mended"),
    "extensions.py": 'FILTERS = {"shout": lambda words: "Mended"}\n',
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_broken_is_reported_until_it_is_mended(
    live: Preview, window: Any, kind: str
) -> None:
    """What is wrong is over the last good page as the terminal has it,
    and gone with the save that mends it.
    """
    path, content, code, place, source = BROKEN[kind]
    page = window(live, PAGE)
    before = page.inner_text("main")
    live.site.write(path, content)
    reports(page, code)
    text = page.text_content(TEXT)
    assert text == live.state()["report"]
    assert all(
        part in text
        for part in (
            f"error[{code}]",
            f"--> {path.removesuffix(place.split(':')[0])}{place}",
            source,
            "^",
            "= help: ",
        )
    )
    until(lambda: text.rstrip() in "\n".join(live.said), "the report in the terminal")
    assert page.inner_text("main") == before
    assert page.text_content(f"{PANEL} strong") == "1 error"
    assert not page.is_visible(CHIP)
    assert loads(page) == 1
    live.site.write(path, MENDED[path])
    shows(page, "Mended", "html")
    is_clear(page)
    assert live.state()["report"] == ""
    assert loads(page) == 2


def test_one_wrong_turn_after_another(live: Preview, window: Any) -> None:
    """While something is wrong the report follows each save,
    and the page waits for the first good one.
    """
    page = window(live, PAGE)
    live.site.write("content/credentials/a.md", BROKEN["date"][1])
    reports(page, "invalid-date")
    live.site.write("content/profile.md", BROKEN["profile"][1])
    reports(page, "unknown-field")
    assert page.text_content(f"{PANEL} strong") == "2 errors"
    live.site.write("content/credentials/a.md", MENDED["content/credentials/a.md"])
    comes(
        page,
        (
            "!document.querySelector('portfolio-report').shadowRoot"
            ".querySelector('pre').textContent.includes('invalid-date')"
        ),
    )
    assert page.text_content(f"{PANEL} strong") == "1 error"
    assert "Mended" not in page.inner_text("main")
    live.site.write("content/profile.md", MENDED["content/profile.md"])
    shows(page, "Mended", ".prose")
    shows(page, "Mended", "header.site")
    is_clear(page)
    assert loads(page) == 2


def test_a_page_opened_while_something_is_wrong(live: Preview, window: Any) -> None:
    """A page that is opened while something is wrong is the last good one,
    with the report over it.
    """
    live.site.write("content/credentials/a.md", BROKEN["yaml"][1])
    live.reports("yaml-syntax")
    page = window(live, PAGE)
    reports(page, "yaml-syntax")
    assert "The first words." in page.inner_text("main")


def test_a_broken_template_shows_the_page_before_it(live: Preview, window: Any) -> None:
    """A page whose template fails is shown as the last good site had it, also to one
    who comes later; others show the new site.
    """
    live.site.write(*BROKEN["undefined"][:2])
    live.reports("undefined-name")
    live.site.write("content/profile.md", "---\nname: Ada Newer\n---\n")
    page = window(live, PAGE)
    reports(page, "undefined-name")
    assert "The first words." in page.inner_text("main")
    listing = window(live, "credentials/")
    shows(listing, "Ada Newer", "header.site")
    reports(listing, "undefined-name")


def test_the_report_closes_and_comes_back(live: Preview, window: Any) -> None:
    """Escape and the button close the report, a small button brings it back,
    and a new problem opens it again.
    """
    page = window(live, PAGE)
    live.site.write("content/credentials/a.md", BROKEN["date"][1])
    reports(page, "invalid-date")
    page.keyboard.press("Escape")
    assert (page.is_visible(PANEL), page.is_visible(CHIP)) == (False, True)
    assert page.text_content(CHIP) == "1 error"
    page.click(CHIP)
    assert (page.is_visible(PANEL), page.is_visible(CHIP)) == (True, False)
    page.click(f"{PANEL} .close")
    assert (page.is_visible(PANEL), page.is_visible(CHIP)) == (False, True)
    live.site.write("content/profile.md", BROKEN["profile"][1])
    reports(page, "unknown-field")
    assert not page.is_visible(CHIP)


def test_the_report_of_an_arabic_site_is_in_two_languages(live: Preview, window: Any) -> None:
    """What is wrong is said in English, from left to right; the words around it are the site's."""
    settings = (live.site.root / "portfolio.toml").read_text()
    live.site.write("portfolio.toml", settings.replace("[site]", '[site]\nlanguage = "ar"'))
    page = window(live, "credentials/more-1/")
    live.site.write("content/credentials/a.md", BROKEN["date"][1])
    reports(page, "invalid-date")
    found = page.evaluate(
        "(() => { const host = document.querySelector('portfolio-report');"
        " const [pre, words, close] = ['pre', 'strong', '.close span'].map("
        "(name) => host.shadowRoot.querySelector(name));"
        " return [host.lang, getComputedStyle(words).direction, words.textContent,"
        " close.textContent, pre.lang, getComputedStyle(pre).direction]; })()"
    )
    words = Messages("ar")
    count = words.ngettext("%(num)s error", "%(num)s errors", 1)
    assert found == ["ar", "rtl", count, words.gettext("Close"), "en", "ltr"]
    assert count != "1 error"


def test_the_report_is_used_by_keyboard(live: Preview, window: Any) -> None:
    """The button that closes the report is reached with Tab, shows that it has the focus, and works
    with Enter, as does the small one.
    """
    page = window(live, "credentials/more-1/")
    live.site.write("content/credentials/a.md", BROKEN["date"][1])
    reports(page, "invalid-date")
    focused = "document.querySelector('portfolio-report').shadowRoot.activeElement?.classList[0]"
    for button, other in (("close", CHIP), ("chip", PANEL)):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate(focused) == button:
                break
        assert page.evaluate(focused) == button
        style = (
            "getComputedStyle(document.querySelector('portfolio-report').shadowRoot.activeElement)"
        )
        assert page.evaluate(f"[{style}.outlineStyle, parseFloat({style}.outlineWidth) >= 2]") == [
            "solid",
            True,
        ]
        page.keyboard.press("Enter")
        page.locator(other).wait_for(state="visible")


@pytest.mark.parametrize(
    "attack", ["<script>window.hit = 1</script>", "<img src=x onerror='window.hit = 1'>"]
)
def test_a_report_is_text(live: Preview, window: Any, attack: str) -> None:
    """What looks like HTML in a report is shown as it was written and does nothing."""
    page = window(live, PAGE)
    live.site.record("a", issued_date=attack, status=f"</pre>{attack}")
    reports(page, f"</pre>{attack}")
    assert page.text_content(TEXT).count(attack) >= 3
    assert page.text_content(TEXT) == live.state()["report"]
    assert page.evaluate(
        "[window.hit, !!document.querySelector('portfolio-report').shadowRoot"
        ".querySelector('script, img')]"
    ) == [
        None,
        False,
    ]


def test_a_page_that_nobody_looks_at_is_checked(live: Preview, window: Any) -> None:
    """What a template has wrong on a page that nobody looks at is reported soon, over a page
    that is fine; mended, it is gone.
    """
    page = window(live)
    path = live.site.template(
        "term.html",
        '{% extends "ledger/term.html" %}\n{% block main %}{{ nothing }}{% endblock %}\n',
    )
    reports(page, "undefined-name")
    assert "templates/term.html:2" in page.text_content(TEXT)
    assert loads(page) == 1
    path.unlink()
    is_clear(page)
    assert loads(page) == 1


def test_warnings_do_not_cover_the_page(live: Preview, window: Any) -> None:
    """Where there are only warnings the page is up to date and a small button tells of them."""
    page = window(live, PAGE)
    live.site.record("a", status="active", expiry_date="2024-12-31")
    page.locator(CHIP).wait_for()
    shows(page, "Some words.", ".prose")
    assert page.text_content(CHIP) == "1 warning"
    assert not page.is_visible(PANEL)
    page.click(CHIP)
    reports(page, "warning[status-disagrees]")
    live.site.record("a", status=None, expiry_date="2024-12-31")
    is_clear(page)


# Many readers, another server, options


def test_every_tab_is_up_to_date(live: Preview, window: Any) -> None:
    """All tabs of all windows show an edit."""
    first = window(live, PAGE)
    pages = [
        first,
        connected(first.context.new_page(), live, "credentials/"),
        window(live, PAGE),
        window(live),
    ]
    for words in ("A first edit", "A second edit"):
        live.site.record("a", title=words)
        for page in pages:
            shows(page, words)
    assert [loads(page) for page in pages] == [3] * 4


def test_a_hidden_page_catches_up(live: Preview, window: Any) -> None:
    """A page that nobody sees leaves its connection to others, and is up
    to date when it is seen again.
    """
    page = window(live, PAGE)
    hide = (
        "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: "
        "true }); document.dispatchEvent(new Event('visibilitychange')); }"
    )
    page.evaluate(hide, True)
    edited(live.site, "content/credentials/a.md", "The first words", "Other words")
    live.shows(f"/{PAGE}", "Other words")
    page.evaluate(hide, False)
    shows(page, "Other words")
    assert loads(page) == 2


@contextmanager
def fresh(
    folder: Path, *arguments: str, port: int = 0, files: Mapping[str, str] | None = None
) -> Iterator[Preview]:
    """A preview of a small site of its own."""
    site = SiteFolder(folder / "site")
    for name, content in {"portfolio.toml": SETTINGS, **(files or {})}.items():
        site.write(name, content)
    for name in "ab":
        site.record(name)
    with previewed(site, *arguments, port=port) as preview:
        yield preview


def test_a_page_outlives_its_server(tmp_path: Path, window: Any) -> None:
    """A page whose server was stopped waits for the next one at the same port,
    and shows what was edited in between.
    """
    with fresh(tmp_path) as preview:
        page = window(preview, PAGE)
        preview.process.kill()
        preview.process.wait()
        preview.site.record("a", "Written in between.")
        with previewed(preview.site, port=preview.port) as again:
            shows(page, "Written in between.", ".prose")
            again.site.record("a", "Written afterwards.")
            shows(page, "Written afterwards.", ".prose")
    assert loads(page) == 3
    assert all(re.search("ERR_|failed", trouble) for trouble in page.troubles), page.troubles
    page.troubles.clear()


def test_the_browser_follows(tmp_path: Path, window: Any) -> None:
    """With --follow every save of a record brings the browser to its page, and only a save does."""
    with fresh(tmp_path, "--follow") as preview:
        page = window(preview)
        preview.site.record("b", "Look here.")
        shows(page, "Look here.", ".prose")
        assert page.url == f"{preview.address}credentials/b/"
        preview.site.record("new", "Look there.")
        shows(page, "Look there.", ".prose")
        assert page.url == f"{preview.address}credentials/new/"
        preview.site.record("new", "Look again.")
        shows(page, "Look again.", ".prose")
        page.goto(preview.address)
        preview.site.record("b", issued_date="never")
        reports(page, "invalid-date")
        assert page.url == preview.address


def test_a_problem_found_later_does_not_lead_away(tmp_path: Path, window: Any) -> None:
    """With --follow a problem that is found after a save, when other pages are checked,
    leaves the browser where its reader went.
    """
    term = """{% extends "ledger/term.html" %}
{% block main %}
{% for card in term.cards if card.title == "Odd" %}{{ nothing }}{% endfor %}
{% endblock %}
"""
    with fresh(tmp_path, "--follow", files={"templates/term.html": term}) as preview:
        page = window(preview)
        preview.site.record("b", title="Odd")
        page.wait_for_url(f"{preview.address}credentials/b/", wait_until="commit")
        page.goto(f"{preview.address}{PAGE}")
        reports(page, "undefined-name")
        assert page.url == f"{preview.address}{PAGE}"


def test_without_following_the_page_stays(live: Preview, window: Any) -> None:
    """Without --follow a page stays where it is, and one that an edit does
    not touch is not reloaded.
    """
    page = window(live, "credentials/more-3/")
    with page.expect_response(re.compile(r"/credentials/more-3/$")):
        live.site.record("a", "Edited far away.", technologies=["Python"])
    edited(live.site, "content/credentials/more-3.md", "Some words", "Edited here")
    shows(page, "Edited here", ".prose")
    assert page.url.endswith("/credentials/more-3/")
    assert loads(page) == 2


def test_drafts_are_shown_when_asked_for(tmp_path: Path, window: Any) -> None:
    """With --drafts a draft and a planned record are on the pages and kept up to date;
    without, they are nowhere.
    """
    with fresh(tmp_path, "--drafts") as preview, previewed(preview.site) as public:
        preview.site.record("planned", status="planned", issued_date=None)
        preview.site.record("draft", "A draft.", draft=True)
        preview.shows("/credentials/draft/", "A draft.")
        preview.shows("/roadmap/", "Title planned")
        page = window(preview, "credentials/draft/")
        preview.site.record("draft", "A better draft.", draft=True)
        shows(page, "A better draft.", ".prose")
        page.goto(f"{preview.address}credentials/")
        shows(page, "Title draft", "main")
        preview.site.record("last")
        public.shows("/credentials/", "Title last")
        assert not re.search("Title (draft|planned)", public.get("/credentials/").text)
        assert [
            public.get(path).status
            for path in ("/credentials/draft/", "/credentials/planned/", "/roadmap/")
        ] == [404] * 3


def test_a_preview_stands_where_the_site_will(tmp_path: Path, window: Any) -> None:
    """A site that is published below a path is previewed below it, its 404 page too,
    with its style at any depth.
    """
    settings = SETTINGS.replace("example.org/", "example.org/repo/")
    with fresh(
        tmp_path, files={"portfolio.toml": settings, "static/root/note.txt": "Words."}
    ) as preview:
        assert preview.address.endswith(f":{preview.port}/repo/")
        page = window(preview, PAGE)
        page.goto(f"http://{preview.host}/")
        assert page.url == preview.address
        style = "getComputedStyle(document.body).fontFamily"
        family = page.evaluate(style)
        page.goto(f"{preview.address}no/such/page/")
        shows(page, "There is no page at this address")
        assert page.evaluate(style) == family != '"Times New Roman"'
        assert page.evaluate("[...document.styleSheets].map(e => e.cssRules.length > 0)") == [True]
        preview.site.record("a", "Edited below.")
        page.goto(f"{preview.address}{PAGE}")
        shows(page, "Edited below.", ".prose")
        preview.site.record("a", "Edited again.")
        shows(page, "Edited again.", ".prose")
        forgive_missing(page)
