"""The list in a real browser: what a page loads, when it is painted, what is said while somebody
types, and the way back.
"""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import SHIFTS, SiteFolder
from test_browser import Quiet, announced, rows_of, tick, until

FIELD = "input[type=search]"
SAID = """
window.said = [];
document.addEventListener("readystatechange", () => {
  const output = document.querySelector("output");
  let key = 0;
  addEventListener("input", () => (key = performance.now()), true);
  if (output) new MutationObserver(() => said.push([output.textContent, performance.now() - key])).observe(output, { childList: true });
}, { once: true });
"""
"""Keeps what the count says, with the milliseconds since the field last changed."""


@pytest.fixture(scope="module")
def served(example: SiteFolder) -> Iterator[str]:
    """The address of the example."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=str(example.output))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


def many(folder: Path, number: int) -> Path:
    """The list of a site of so many records, half of them of one issuer."""
    site = SiteFolder(folder)
    for index in range(number):
        site.record(
            f"r{index}",
            title=f"Record {index}",
            issuer="Odd School" if index % 2 else "Even School",
            issued_date=f"{2001 + index % 20}-05",
        )
    site.publish()
    return site.output / "credentials/index.html"


@pytest.mark.parametrize(
    "address", ["", "credentials/", "credentials/certified-kubernetes-application-developer/"]
)
def test_a_page_loads_little_and_does_not_shift(page: Any, served: str, address: str) -> None:
    """A page is there after seven requests at most, not counting its pictures, and nothing on it
    moves visibly after the first paint, when its fonts come.
    """
    files = []
    page.on(
        "request",
        lambda request: files.append(request.url) if request.resource_type != "image" else None,
    )
    page.add_init_script(SHIFTS)
    page.goto(served + address, wait_until="networkidle")
    assert len(files) <= 7, files
    assert page.evaluate("window.shift || 0") < 0.01
    assert page.troubles == []


def test_the_scheme_is_set_before_anything_is_painted(page: Any, served: str) -> None:
    """A reader who chose the dark scheme never sees a light page:
    it is set before there is a body.
    """
    page.goto(served)
    page.click(".more")
    page.check("input[name=scheme][value=dark]")
    page.add_init_script(
        "new MutationObserver((_, it) => { if (document.body) { it.disconnect(); "
        "window.first = document.documentElement.dataset.scheme; } })"
        ".observe(document, { childList: true, subtree: true })"
    )
    page.goto(served + "credentials/")
    assert page.evaluate("window.first") == "dark"


def test_the_count_waits_for_a_pause(page: Any, served: str) -> None:
    """While somebody types nothing is said; it is 400 ms after the last key,
    and at once where nothing is left.
    """
    page.add_init_script(SAID)
    page.goto(served + "credentials/")
    page.click(FIELD)
    page.keyboard.type("python", delay=40)
    announced(page, "of")
    ((words, waited),) = page.evaluate("said")
    assert words.startswith(f"{len(rows_of(page))} of ")
    assert waited >= 390
    page.keyboard.type("zq", delay=40)
    announced(page, "0 of")
    assert page.evaluate("said").pop()[1] < 390
    assert page.get_attribute("output", "aria-live") in (None, "polite")


def test_the_way_back_and_forward(page: Any, served: str) -> None:
    """Going back within the list brings the filters of that address,
    and going forward those of the other.
    """
    page.goto(served + "credentials/?technology=kubernetes")
    some = rows_of(page)
    page.evaluate("history.pushState(null, '', '?q=python')")
    page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    other = rows_of(page)
    assert other != some
    page.go_back()
    until(page, "document.querySelector('input[name=technology][value=kubernetes]').checked")
    assert rows_of(page) == some
    page.go_forward()
    until(page, "document.querySelector('input[type=search]').value === 'python'")
    assert rows_of(page) == other


def test_typing_adds_no_step_to_the_way_back(page: Any, served: str) -> None:
    """However much is typed and ticked, one step back leaves the list."""
    page.goto(served)
    page.goto(served + "credentials/")
    before = page.evaluate("history.length")
    page.fill(FIELD, "python")
    until(page, "location.search === '?q=python'")
    tick(page, "status", "valid")
    until(page, "location.search === '?q=python&status=valid'")
    assert page.evaluate("history.length") == before


@pytest.mark.parametrize("enabled", [True, False])
def test_a_slash_goes_to_the_field_where_that_is_wanted(
    page: Any, tmp_path: Path, enabled: bool
) -> None:
    """The key / goes to the search field only if the theme's option is set,
    and never from within a field.
    """
    site = SiteFolder(tmp_path)
    for number in range(7):
        site.record(f"r{number}")
    site.write("portfolio.toml", f"[theme]\nsearch_shortcut = {str(enabled).lower()}\n")
    site.publish()
    page.goto((site.output / "credentials/index.html").as_uri())
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.matches('input[type=search]')") == enabled
    page.focus(FIELD)
    page.keyboard.type("a/b")
    assert page.input_value(FIELD) == "a/b"


def test_one_credential_needs_no_controls(page: Any, tmp_path: Path) -> None:
    """The list of up to six credentials has no rail, no order and no field,
    and loads no script for them; that of one has no other view either.
    """
    site = SiteFolder(tmp_path)
    for number in range(6):
        site.record(f"r{number}")
    site.publish()
    page.goto((site.output / "credentials/index.html").as_uri())
    assert page.locator("main :is([type=search], [type=checkbox], select), .rail").count() == 0
    assert page.locator("script[src*=list]").count() == 0
    assert page.locator("main [name=view]").count() == 2
    for number in range(1, 6):
        (site.root / f"content/credentials/r{number}.md").unlink()
    site.publish()
    page.goto((site.output / "credentials/index.html").as_uri())
    assert page.locator("main input, main select, .rail").count() == 0
    assert page.locator("script[src*=list]").count() == 0
    assert page.locator("main h3").count() == 1


def test_nothing_left_names_the_filters(page: Any, served: str, example: SiteFolder) -> None:
    """Where nothing is left, a sentence names what was ticked and typed,
    and leads to the largest groups.
    """
    page.goto(served + "credentials/")
    tick(page, "technology", "kubernetes")
    page.fill(FIELD, "zzzz")
    until(page, "document.getElementById('list--none').checkVisibility()")
    words = page.inner_text("#list--none")
    assert "Kubernetes, “zzzz”" in words
    assert page.locator("#list--none a").count() == 3
    assert all(
        (example.output / "credentials" / href).is_file()
        for href in page.eval_on_selector_all(
            "#list--none a", "all => all.map(a => a.getAttribute('href'))"
        )
    )
    page.click("button:has-text('Clear')")
    assert page.evaluate("document.activeElement.matches('input[type=search]')")


def test_a_long_list_is_whole_a_moment_later(page: Any, tmp_path: Path) -> None:
    """A long list shows its first screen at once; shortly afterwards it shows everything
    that fits, and nothing else.
    """
    page.goto(many(tmp_path, 400).as_uri())
    page.fill(FIELD, "odd school")
    until(
        page,
        (
            "new Set([...document.querySelectorAll('.register > li')].filter((e) => !e.hidden)"
            ".map((e) => e.querySelector('.meta b').textContent)).size === 1"
        ),
    )
    assert len(rows_of(page)) == 200
    page.press(FIELD, "Escape")
    assert len(rows_of(page)) >= 24
    until(page, "document.querySelectorAll('.register > li:not([hidden])').length === 400")
    page.select_option("select[name=sort]", "title")
    page.fill(FIELD, "zzz")
    until(page, "!document.querySelector('.register > li:not([hidden])')")
    page.press(FIELD, "Escape")
    page.fill(FIELD, "even")
    until(page, "document.querySelectorAll('.register > li:not([hidden])').length === 200")
    page.wait_for_timeout(400)
    assert len(rows_of(page)) == 200
