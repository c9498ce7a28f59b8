"""The example site in a real browser: from a server and from the disk, with and without scripts,
by keyboard and on paper.
"""

from __future__ import annotations

import functools
import http.server
import json
import re
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import PATIENCE, SHIFTS, SiteFolder, Tabs, watch

from portfolio.domain.model import State
from portfolio.domain.states import groups_of
from portfolio.theme.static_files import minify_css

CREDENTIAL = "credentials/certified-kubernetes-application-developer/"
KINDS = {
    "home": "",
    "list": "credentials/",
    "credential": CREDENTIAL,
    "programme": "credentials/machine-learning-specialization/",
    "index": "technologies/",
    "term": "technologies/python/",
    "issuer": "issuers/",
    "glance": "glance/",
    "roadmap": "roadmap/",
    "text": "about-this-register/",
}


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged."""


@pytest.fixture(scope="module")
def served(example: SiteFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the example, served below /repo/."""
    folder = tmp_path_factory.mktemp("www")
    shutil.copytree(example.output, folder / "repo")
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/repo/"
    server.shutdown()
    server.server_close()
    thread.join()


def follow(page: Any, selector: str) -> None:
    """Click a link, and wait until the page it leads to is there."""
    with page.expect_navigation(wait_until="load"):
        page.locator(selector).first.click()


def rows_of(page: Any) -> list[str]:
    """The titles that the list shows, in its order; the parts of programmes
    are not rows of their own.
    """
    titles: list[str] = page.evaluate(
        "[...document.querySelectorAll('li[data-keys]')].filter(e => e.checkVisibility())"
        ".map(e => e.querySelector('h3').textContent.replaceAll('\u00a0', ' '))"
    )
    return titles


def until(page: Any, script: str) -> None:
    """Wait until a script on the page is true."""
    end, pause = time.monotonic() + PATIENCE, 0.02
    while not page.evaluate(script):
        assert time.monotonic() < end, script
        time.sleep(pause)
        pause = min(1.3 * pause, 0.1)


def tick(page: Any, facet: str, key: str) -> None:
    """Tick a box of a facet, opening what hides it."""
    page.evaluate(
        "([facet, key]) => { const box = document"
        ".querySelector(`input[name=${facet}][value='${key}']`);"
        " for (let d = box.closest('details'); d; d = d.parentElement.closest('details')) "
        "d.open = true; }",
        [facet, key],
    )
    page.check(f"input[name={facet}][value='{key}']")


def announced(page: Any, words: str) -> None:
    """Wait until the count says something."""
    until(page, f"document.querySelector('output').textContent.includes({json.dumps(words)})")


PAPER = """[document.body, document.documentElement].map((e) => getComputedStyle(e).backgroundColor)
  .find((c) => !['transparent', 'rgba(0, 0, 0, 0)'].includes(c)) || 'rgb(255, 255, 255)'"""
"""The colour that lies behind the words."""


@pytest.mark.parametrize("where", ["disk", "server"])
def test_home_leads_to_a_credential(
    page: Any, served: str, example: SiteFolder, where: str
) -> None:
    """From the home page one comes to the list, to a credential and home again,
    on a server below /repo/ and from the disk.
    """
    start = f"{served}index.html" if where == "server" else (example.output / "index.html").as_uri()
    page.goto(start)
    follow(page, "nav[aria-label=Main] a:has-text('Credentials')")
    assert page.text_content("h1") == "Credentials"
    follow(page, "li[data-keys] h3 a")
    assert page.locator("h1").count() == 1
    assert page.text_content("h1") != "Credentials"
    follow(page, "header a:has-text('Mira Halvorsen')")
    assert page.text_content("h1").strip() == "Mira Halvorsen"
    assert page.troubles == []
    if where == "server":
        assert page.url.startswith(served)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_troubles(tabs: Tabs, served: str, width: int, scheme: str) -> None:
    """No kind of page has a console message, a CSP violation, a failed request or a scroll bar
    across, narrow or wide, light or dark.
    """
    with tabs.page(width, 800, color_scheme=scheme) as page:
        watch(page)
        faults = []
        for kind, address in KINDS.items():
            page.goto(served + address)
            excess = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            faults += [f"{kind}: {excess} px too wide"] if excess > 0 else []
            paper, ink = (
                page.evaluate(PAPER),
                page.evaluate("getComputedStyle(document.body).color"),
            )
            faults += (
                [f"{kind}: {scheme} {paper} {ink}"]
                if (brightness(paper) > brightness(ink)) != (scheme == "light")
                else []
            )
    assert faults + page.troubles == []


def brightness(color: str) -> float:
    """How bright a CSS colour is, from 0 to 765."""
    figures = [float(figure) for figure in re.findall(r"[\d.]+", color.rsplit("(", maxsplit=1)[-1])]
    return figures[0] * 765 if color.startswith(("oklch", "oklab", "lab")) else sum(figures[:3])


def test_the_scheme_is_remembered(page: Any, served: str) -> None:
    """A reader's choice of the dark scheme holds on the next page."""
    page.goto(served)
    page.click(".more")
    page.check("input[name=scheme][value=dark]")
    page.goto(served + CREDENTIAL)
    assert page.is_checked("input[name=scheme][value=dark]")
    assert brightness(page.evaluate(PAPER)) < 300


# The list


def test_facets_join_and_narrow(page: Any, served: str, example: SiteFolder) -> None:
    """Values of one facet are alternatives, facets narrow each other,
    and what is left is announced.
    """
    records = json.loads((example.output / "credentials.json").read_text("utf-8"))["credentials"]
    used = {record["title"]: record.get("technologies", []) for record in records}
    states = {record["title"]: groups_of(State(record["state"]))[0] for record in records}
    page.goto(served + "credentials/")
    rows = rows_of(page)
    tick(page, "technology", "kubernetes")
    assert rows_of(page) == [title for title in rows if "Kubernetes" in used[title]]
    tick(page, "technology", "tensorflow")
    either = [title for title in rows if {"Kubernetes", "TensorFlow"} & set(used[title])]
    assert rows_of(page) == either
    state = states[either[0]]
    tick(page, "status", state)
    both = [title for title in either if states[title] == state]
    assert 0 < len(both) < len(either) < len(rows)
    assert rows_of(page) == both
    announced(page, f"{len(both)} of {len(rows)}")
    page.click("button:has-text('Clear')")
    assert rows_of(page) == rows
    assert page.troubles == []


def test_text_narrows_and_escape_clears(page: Any, served: str) -> None:
    """The search field narrows the list to rows with all its words,
    whatever their case; Escape empties it.
    """
    page.goto(served + "credentials/")
    everything = rows_of(page)
    page.fill("input[type=search]", "KUBERNETES developer")
    until(page, "!!new URLSearchParams(location.search).get('q')")
    found = rows_of(page)
    assert "Certified Kubernetes Application Developer (CKAD)" in found
    assert len(found) < len(everything)
    announced(page, f"{len(found)} of {len(everything)}")
    page.press("input[type=search]", "Escape")
    assert page.input_value("input[type=search]") == ""
    assert rows_of(page) == everything
    assert "q=" not in page.url


def test_nothing_found_says_what_was_sought(page: Any, served: str) -> None:
    """When nothing fits, the page names what was sought, offers ways on, and announces none."""
    page.goto(served + "credentials/")
    page.fill("input[type=search]", "zzzz")
    until(page, "document.getElementById('list--none').checkVisibility()")
    assert "zzzz" in page.text_content("#list--none")
    assert page.locator("#list--none a").count() >= 1
    announced(page, "0 of")


@pytest.mark.parametrize("order", ["oldest", "title", "issuer", "hours", "expiring"])
def test_the_order_can_be_chosen(page: Any, served: str, order: str) -> None:
    """Every order shows the same rows, sorted as it says,
    and newest first brings the first order back.
    """
    page.goto(served + "credentials/")
    rows = rows_of(page)
    page.select_option("select[name=sort]", order)
    shown = rows_of(page)
    assert sorted(shown) == sorted(rows)
    if order == "oldest":
        assert shown == rows[::-1]
    if order == "title":
        assert shown == page.evaluate(
            "titles => titles.sort(new Intl.Collator('en').compare)", rows
        )
    if order == "hours":
        hours = page.evaluate(
            "[...document.querySelectorAll('li[data-keys]')].filter(e => e.checkVisibility())"
            ".map(e => +e.dataset.hours || 0)"
        )
        assert hours == sorted(hours, reverse=True)
        assert hours[0] > hours[5] > 0
    if order == "expiring":
        assert shown[0] == "Certified Kubernetes Application Developer (CKAD)"
    page.select_option("select[name=sort]", "newest")
    assert rows_of(page) == rows


def test_what_has_no_date_is_last_in_both_directions(page: Any, tmp_path: Path) -> None:
    """Oldest first is not undated first, and the facet of years has what is not dated."""
    site = SiteFolder(tmp_path)
    for name, issued in (("a", "2020"), ("b", None), ("c", "2022"), ("d", None)):
        site.record(name, title=f"Title {name}", issued_date=issued)
    for number in range(3):
        site.record(f"x{number}", title="X", issued_date="1999", type="other")
    site.publish()
    page.goto((site.output / "credentials/index.html").as_uri())
    assert rows_of(page) == ["Title c", "Title a", "X", "X", "X", "Title b", "Title d"]
    page.select_option("select[name=sort]", "oldest")
    assert [rows_of(page)[3:5], sorted(rows_of(page)[5:])] == [
        ["Title a", "Title c"],
        ["Title b", "Title d"],
    ]
    page.check("input[name=year][value='0']")
    assert sorted(rows_of(page)) == ["Title b", "Title d"]
    assert page.troubles == []


def test_the_view_is_kept_in_the_address(page: Any, served: str) -> None:
    """Filters, text, order and view are in the address:
    a reload and the way back bring them again.
    """
    page.goto(served + "credentials/")
    page.check("input[name=view][value=badges]")
    page.select_option("select[name=sort]", "title")
    tick(page, "status", "valid")
    page.fill("input[type=search]", "learning")
    until(page, "new URLSearchParams(location.search).get('q') === 'learning'")
    shown = rows_of(page)
    assert shown
    for again in ("reload", "back"):
        if again == "reload":
            page.reload()
        else:
            page.goto(served)
            page.go_back()
        until(page, "document.querySelector('input[type=search]')?.value === 'learning'")
        assert rows_of(page) == shown
        assert page.is_checked("input[name=status][value=valid]")
        assert page.is_checked("input[name=view][value=badges]")
        assert page.input_value("select[name=sort]") == "title"


def test_the_list_works_from_the_disk(page: Any, example: SiteFolder) -> None:
    """Filters work on a page opened from the disk, without a message."""
    page.goto((example.output / "credentials/index.html").as_uri())
    everything = rows_of(page)
    tick(page, "status", "valid")
    assert 0 < len(rows_of(page)) < len(everything)
    assert page.troubles == []


def test_a_number_of_the_home_page_leads_to_what_it_counts(page: Any, served: str) -> None:
    """The number of valid credentials leads to the list of just those."""
    page.goto(served)
    number = int(page.locator("a[href*='status=']").first.text_content())
    follow(page, "a[href*='status=']")
    assert len(rows_of(page)) == number


# Without scripts, by keyboard, on paper


def test_without_scripts_everything_is_readable(browser: Any, served: str) -> None:
    """Without scripts every row, fact and link is there, and no control that would do nothing:
    what is left opens the menu or shows the badges.
    """
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    watch(page)
    for address in KINDS.values():
        page.goto(served + address)
        dead = page.locator(
            ":is(input:not([name=view]), select, button:not([popovertarget])):enabled:visible"
        )
        assert dead.count() == 0, f"{address}: {dead.all_inner_texts()}"
    page.goto(served + "credentials/")
    assert (
        page.locator("li[data-keys]:visible").count() == page.locator("li[data-keys]").count() > 20
    )
    assert page.locator("[data-facet=technology] a:visible").count() > 5
    page.click("label:has-text('Badges')")
    assert not page.locator(".year h2").first.bounding_box()["height"] > 1
    page.click("button:has-text('More')")
    assert page.locator("header a:has-text('Roadmap')").last.is_visible()
    page.goto(served + CREDENTIAL)
    assert page.locator("text=LF-4k9w2pxq7m").first.is_visible()
    assert page.locator("a:has-text('Check at')").first.is_visible()
    assert page.troubles == []
    context.close()


FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const target = element.matches('input[type=radio], input[type=checkbox]') ? [element, element.nextElementSibling, element.closest('label')] : [element];
  const styles = target.filter(Boolean).flatMap((one) => [getComputedStyle(one), getComputedStyle(one, '::after')]);
  const ring = styles.some((style) => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none');
  const box = element.getBoundingClientRect();
  return {name: element.outerHTML.slice(0, 90), ring, text: element.textContent.trim(), visible: box.width > 0 && box.height > 0};
}"""


@pytest.mark.parametrize("kind", ["home", "list", "credential"])
def test_everything_is_reached_by_keyboard(page: Any, served: str, kind: str) -> None:
    """The skip link comes first, every control and link is reached by Tab,
    and the focus is always seen.
    """
    page.goto(served + KINDS[kind])
    expected = page.evaluate(
        "() => { const seen = new Set(); let n = 0;"
        " for (const e of document.querySelectorAll('a[href], button, input, select, summary, "
        '[tabindex="0"]\')) {'
        "  if (!e.checkVisibility() || e.disabled || e.closest('[hidden]')) continue;"
        "  if (e.type === 'radio') { if (seen.has(e.name)) continue; seen.add(e.name); } n++; "
        "} return n; }"
    )
    stops: list[dict[str, Any]] = []
    for _ in range(expected + 3):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or (stops and stop["text"] == "Skip to the content"):
            break
        stops.append(stop)
    assert stops[0]["text"] == "Skip to the content"
    assert stops[0]["visible"]
    assert len(stops) == expected
    assert [stop["name"] for stop in stops if not stop["ring"]] == []


def test_the_skip_link_leads_to_the_content(page: Any, served: str) -> None:
    """The skip link takes the keyboard past the navigation."""
    page.goto(served + "credentials/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("kind", ["home", "list", "credential"])
def test_paper_has_no_navigation(page: Any, served: str, kind: str) -> None:
    """On paper navigation, controls and the filter rail are gone; the words, the numbers
    and the check address stay.
    """
    page.goto(served + KINDS[kind])
    page.emulate_media(media="print", color_scheme="dark")
    for selector in ("nav", "form", "input", "select", "button", ".skip", "fieldset"):
        assert page.locator(f"{selector}:visible").count() == 0, selector
    assert page.locator("h1:visible").count() == 1
    if kind == "credential":
        assert "https://www.credly.com/badges/" in page.locator("main").inner_text()
        assert "LF-4k9w2pxq7m" in page.locator("main").inner_text()
    if kind == "list":
        assert len(rows_of(page)) > 20
    assert brightness(page.evaluate(PAPER)) > 600


def test_an_end_that_came_after_the_build(page: Any, tmp_path: Path) -> None:
    """A credential that expired since the site was built is shown as expired by the page itself."""
    site = SiteFolder(tmp_path)
    site.record("a", expiry_date="2025-07-01")
    site.record("b", expiry_date="2190-07-01")
    site.publish()
    page.goto((site.output / "credentials/a/index.html").as_uri())
    assert "Expired 1 Jul 2025" in page.locator("main").inner_text()
    page.goto((site.output / "credentials/b/index.html").as_uri())
    assert "Valid until 1 Jul 2190" in page.locator("main").inner_text()


def test_the_error_page_works_anywhere(page: Any, tmp_path: Path) -> None:
    """The error page, served at a deep address below /repo/, has its styles and leads home."""
    site = SiteFolder(tmp_path / "site")
    site.record()
    site.publish(base_url="https://example.org/repo/")
    shutil.copytree(site.output, tmp_path / "www/repo")

    class Lost(Quiet):
        def do_GET(self) -> None:
            if Path(self.translate_path(self.path)).exists():
                return super().do_GET()
            content = (tmp_path / "www/repo/404.html").read_bytes()
            self.send_response(404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(content)
            return None

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Lost, directory=str(tmp_path / "www"))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page.goto(f"http://127.0.0.1:{server.server_address[1]}/repo/deep/er/none/")
    assert page.text_content("h1") == "Page not found"
    assert page.evaluate("[...document.styleSheets].length") >= 1
    follow(page, "main a:has-text('All credentials')")
    assert page.text_content("h1") == "Credentials"
    server.shutdown()
    server.server_close()


ROOT = Path(__file__).parent.parent

COLUMNS = (
    "[...document.querySelectorAll('main :is(h1, .lead, .role, .by)')]"
    ".map((text) => getComputedStyle(text).maxWidth)"
)


@pytest.mark.parametrize("width", [390, 1350])
@pytest.mark.parametrize("address", ["", "skills/", CREDENTIAL])
def test_a_font_that_comes_late_moves_nothing(
    page: Any, served: str, address: str, width: int
) -> None:
    """The columns of a page are as wide before its font is there as they are with it,
    so that hardly a line breaks elsewhere.
    """

    def _late(route: Any) -> None:
        time.sleep(0.3)
        route.continue_()

    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(SHIFTS)
    page.route("**/*.woff2", _late)
    page.goto(served + address, wait_until="domcontentloaded")
    columns = page.evaluate(COLUMNS)
    until(
        page,
        (
            "document.fonts.status === 'loaded' && [...document.fonts].some((font) => font.status "
            "=== 'loaded')"
        ),
    )
    page.wait_for_timeout(100)
    assert columns
    assert columns == page.evaluate(COLUMNS)
    assert page.evaluate("window.shift || 0") < 0.02


OWN_CSS = """/* said to nobody */
@import url( "a b.css" ) print;
@media (40rem <= width < 60rem) { a :is(b, c):not(:has(> d)) > e ~ f + g::after { content: " ; } /* x */ : "; width: calc(1px + 2px); } }
:root { --empty: ; --list: a,  b; color: light-dark( #fff , #000 ) !important; }
/*! a licence */
p { background: url(data:image/png;base64,AA==) no-repeat , none; ; }
h1{}
"""
"""Where blanks matter, and where they do not."""


@pytest.mark.parametrize(
    "css",
    [
        OWN_CSS,
        *(
            (ROOT / f"themes/ledger/static/{name}.css").read_text("utf-8")
            for name in ("ledger", "glance")
        ),
    ],
    ids=["own", "ledger", "glance"],
)
def test_a_compact_stylesheet_says_the_same(page: Any, css: str) -> None:
    """A browser reads the same rules from a stylesheet with and without its spare blanks
    and comments; licences stay.
    """
    read = (
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); "
        "return Array.from(sheet.cssRules, rule => rule.cssText) }"
    )
    short = minify_css(css)
    blanks = re.compile(r"\s*([,;{}])\s*")
    assert [blanks.sub(r"\1", rule) for rule in page.evaluate(read, short)] == [
        blanks.sub(r"\1", rule) for rule in page.evaluate(read, css)
    ]
    assert len(short) < len(css)
    assert ("/*!" in short) == ("/*!" in css)
    assert "said to nobody" not in short
