"""The search of texts: an index that is a part of the site, made by Pagefind, and the list
that asks it in a real browser.
"""

from __future__ import annotations

import gzip
import http.server
import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from audited import audited
from conftest import AS_OF, SiteFolder, tree_of
from small_site import NO_VARIABLES
from test_browser import Quiet, announced, until

from portfolio.diagnostics import PortfolioError
from portfolio.options import Options
from portfolio.output.publish import FileCounts
from portfolio.preview.live import Live

SETTINGS = '[site]\nsearch = "pagefind"\n[publish]\nas_of = "2025-06-01"\n'
FIELD = "input[type=search]"
FOUND = "#list--texts"


@pytest.fixture
def searched(site: SiteFolder) -> SiteFolder:
    """A site with a search of its texts; without Pagefind the test is skipped."""
    pytest.importorskip("pagefind", reason="Pagefind is not installed")
    site.write("portfolio.toml", SETTINGS)
    return site


def texts_of(output: Path) -> dict[str, dict[str, Any]]:
    """What the index has of each page, by its address."""
    found = {}
    for path in (output / "pagefind/fragment").iterdir():
        content = gzip.decompress(path.read_bytes())
        page = json.loads(content[content.index(b"{") :])
        found[page["url"]] = page
    return found


def clean(site: SiteFolder, folder: Path) -> dict[str, bytes]:
    """The same site, built by somebody who knows nothing."""
    other = SiteFolder(folder)
    for name, content in tree_of(site.root).items():
        if not name.startswith(("output/", ".portfolio/")):
            other.write(name, content)
    return other.publish()


# The index


def test_the_index_has_the_texts(searched: SiteFolder) -> None:
    """Each credential is in the index with its title and its words, without what every page
    says, and nothing else is.
    """
    searched.record(
        "a",
        "## Heading\n\nZymurgy and more.\n",
        issuer="Old School",
        technologies=["Python", "C++"],
        type="badge",
        category="brewing",
    )
    searched.record("b", "Plain words.\n", issued_date="2019-03", expiry_date="2020-03")
    searched.publish()
    texts = texts_of(searched.output)
    assert sorted(texts) == ["/credentials/a/index.html", "/credentials/b/index.html"]
    first, second = (texts[f"/credentials/{name}/index.html"] for name in "ab")
    assert "Heading. Zymurgy and more." in first["content"]
    assert (first["meta"]["title"], first["filters"]) == ("Title a", {})
    words = first["content"] + second["content"]
    assert [
        word
        for word in ("Copy link", "No public check", "Contents", "Expired", "§")
        if word in words
    ] == []


def test_an_index_is_made_again_only_for_other_pages(searched: SiteFolder, tmp_path: Path) -> None:
    """The index follows an edit, is as a clean build makes it, and is not made
    where no page has changed.
    """
    searched.record("a", "Zymurgy.\n")
    searched.record("b")
    assert searched.publish() == clean(searched, tmp_path / "one")
    with audited("subprocess.Popen") as started:
        assert searched.build().written == FileCounts(0, 0)
        searched.write("static/root/humans.txt", "Not a page.\n")
        searched.publish()
        assert started == []
        searched.record("a", "Xylography.\n")
        files = searched.publish()
        assert ["pagefind" in command for _, command, *_ in started] == [True]
    assert files == clean(searched, tmp_path / "two")
    assert "Xylography" in texts_of(searched.output)["/credentials/a/index.html"]["content"]
    (searched.root / "content/credentials/b.md").unlink()
    assert searched.publish() == clean(searched, tmp_path / "three")
    assert list(texts_of(searched.output)) == ["/credentials/a/index.html"]


def test_a_damaged_index_is_mended(searched: SiteFolder) -> None:
    """A file of the index that was deleted or changed is made again."""
    searched.record("a")
    files = searched.publish()
    name = next(name for name in files if name.endswith(".pf_fragment"))
    (searched.output / name).unlink()
    assert searched.publish() == files
    (searched.output / "pagefind/pagefind-entry.json").write_text("{}")
    assert searched.publish() == files


def test_drafts_are_not_in_the_index(searched: SiteFolder) -> None:
    """What is not published cannot be found."""
    searched.record("a")
    searched.record("b", "Secret.\n", draft="true")
    searched.record("c", "Secret.\n", status="planned", issued_date=None)
    searched.publish()
    assert list(texts_of(searched.output)) == ["/credentials/a/index.html"]


def test_without_the_setting_there_is_no_index(searched: SiteFolder) -> None:
    """The index goes with its setting, and pages then say nothing of it."""
    searched.record("a")
    searched.record("b", title="Other")
    searched.publish()
    searched.write("portfolio.toml", SETTINGS.replace("pagefind", "list"))
    files = searched.publish()
    assert [name for name in files if name.startswith("pagefind/")] == []
    assert "data-texts" not in dict.fromkeys(
        key for field in searched.page("credentials/").all("input") for key in field
    )
    assert "data-pagefind-filter" not in searched.page("credentials/a/").all("article")[0]


def test_only_what_a_page_needs_is_published(searched: SiteFolder) -> None:
    """Pagefind's own user interfaces are left out."""
    searched.record("a")
    names = [
        name
        for name in searched.publish()
        if name.startswith("pagefind/") and name.endswith((".js", ".css"))
    ]
    assert names == ["pagefind/pagefind-worker.js", "pagefind/pagefind.js"]


@pytest.mark.parametrize("work", ["build", "check"])
def test_a_missing_pagefind_is_one_error_with_its_cure(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    """Without Pagefind a site that asks for it is neither built nor found sound,
    and one is told what to install.
    """
    site.record("a")
    files = site.publish()
    site.write("portfolio.toml", SETTINGS)
    monkeypatch.setitem(sys.modules, "pagefind", None)
    with pytest.raises(PortfolioError) as refused:
        site.build() if work == "build" else indexing_check(site)
    assert "Pagefind, which is not installed" in refused.value.message
    assert "pip install 'credential-portfolio[search]'" in refused.value.help
    assert site.files() == files


@pytest.mark.parametrize(
    ("language", "is_refused"),
    [("ja", True), ("zh-Hant", True), ("th", True), ("ko", False), ("en", False)],
)
def test_without_the_extended_build_some_languages_are_refused(
    language: str, is_refused: bool, searched: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site in a language without blanks between words is not built with a search
    that finds no word in its sentences.
    """
    searched.record("a")
    searched.write("portfolio.toml", SETTINGS.replace("[site]", f'[site]\nlanguage = "{language}"'))
    monkeypatch.setitem(sys.modules, "pagefind_bin_extended", None)
    monkeypatch.delenv("PAGEFIND_BINARY_PATH", raising=False)
    if not is_refused:
        assert searched.publish()
        return
    with pytest.raises(PortfolioError) as refused:
        searched.build()
    assert f"sentences in `{language}`" in refused.value.message
    assert "credential-portfolio[search]" in refused.value.help


def indexing_check(site: SiteFolder) -> None:
    """Check a site in this process."""
    from portfolio.pipeline.build import check

    check(site.root, Options(as_of=AS_OF), NO_VARIABLES)


def test_a_failing_pagefind_leaves_the_old_site(
    searched: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Pagefind fails nothing is published, and one is told what it said."""
    searched.record("a")
    files = searched.publish()
    searched.record("a", "Other words.\n")
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", sys.executable)
    with pytest.raises(PortfolioError, match=r"Pagefind could not index the pages: .+"):
        searched.build()
    assert searched.files() == files
    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    searched.publish()
    assert "Other words" in texts_of(searched.output)["/credentials/a/index.html"]["content"]


def test_settings_of_pagefind_from_elsewhere_do_not_matter(
    searched: SiteFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither a file of settings in the site nor a variable
    of the environment changes the index.
    """
    searched.record("a")
    files = searched.publish()
    monkeypatch.setenv("PAGEFIND_EXCLUDE_SELECTORS", "p")
    searched.write("pagefind.toml", 'exclude_selectors = ["p"]\n')
    monkeypatch.chdir(searched.root)
    assert clean(searched, tmp_path / "other") == files


def test_the_preview_has_the_list_alone(searched: SiteFolder) -> None:
    """The preview makes no index, needs no Pagefind, and shows no search of texts."""
    for number in range(7):
        searched.record(f"r{number}")
    live = Live(searched.root, Options(), NO_VARIABLES, lambda: None)
    live.open()
    answer = live.answer("credentials/")
    assert answer
    assert b'type="search"' in answer.content
    assert b"data-texts" not in answer.content


def test_another_search_is_an_error_at_its_place(site: SiteFolder) -> None:
    """A search that there is not is reported where it is written, with those that there are."""
    site.record("a")
    site.write("portfolio.toml", '[site]\nsearch = "google"\n')
    (found,) = site.problems()
    assert (found.code, found.location.line, found.help) == (
        "unknown-search",
        2,
        "write list or pagefind",
    )


# In the browser


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """A site whose texts say more than its list."""
    pytest.importorskip("pagefind", reason="Pagefind is not installed")
    folder = SiteFolder(tmp_path_factory.mktemp("indexed") / "repo")
    folder.write("portfolio.toml", SETTINGS.replace("[publish]", 'output = "repo"\n[publish]'))
    folder.record(
        "a",
        "All about zymurgy & `<img src=x onerror=alert(1)>` too.\n",
        issuer="Old School",
        issued_date="2023-01-01",
    )
    folder.record(
        "b",
        "Zymurgy again.\n",
        title="Zymurgy for experts",
        issuer="New School",
        issued_date="2024-01-01",
    )
    for at in range(12):
        folder.record(f"n{at}", f"Xylography, part {at}.\n", issued_date=f"{2010 + at}-01-01")
    folder.publish()
    return folder


@pytest.fixture(scope="module", params=["repo/", ""])
def served(indexed: SiteFolder, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of the site, at a domain and below /repo/."""
    root = indexed.root if request.param else indexed.root / "repo"
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/{request.param}"
    server.shutdown()
    server.server_close()


def found(page: Any) -> list[str]:
    """The titles of the pages whose texts were found."""
    titles: list[str] = page.eval_on_selector_all(
        f"{FOUND} h3", "all => all.filter(e => e.checkVisibility()).map(e => e.textContent)"
    )
    return titles


def find(page: Any, words: str, number: int) -> None:
    """Type words, and wait until so many pages are found."""
    page.fill(FIELD, words)
    until(page, f"document.querySelectorAll('{FOUND} h3').length === {number}")


def test_texts_are_found_with_excerpts(page: Any, served: str) -> None:
    """Words of a text find its page, wherever the site lives: with an excerpt, which is text
    and never HTML, and a link that works.
    """
    page.goto(served + "credentials/")
    find(page, "zymurgy", 2)
    assert found(page) == ["Zymurgy for experts", "Title a"]
    announced(page, "1 of 14, found in texts: 2")
    excerpt = page.locator(f"{FOUND} li").nth(1).locator("p")
    assert "All about zymurgy & <img src=x onerror=alert(1)> too." in excerpt.inner_text()
    assert excerpt.locator("mark").all_inner_texts() == ["zymurgy"]
    assert page.locator(f"{FOUND} img").count() == 0
    page.click(f"{FOUND} a:has-text('Title a')")
    page.wait_for_url("**/credentials/a/**")
    assert page.url.startswith(served)
    assert page.text_content("h1") == "Title a"
    assert page.troubles == []


def test_filters_and_order_hold_for_texts(page: Any, served: str) -> None:
    """The boxes of the list narrow what is found in texts, and its order is theirs."""
    page.goto(served + "credentials/")
    find(page, "zymurgy", 2)
    page.select_option("select[name=sort]", "oldest")
    until(page, f"document.querySelector('{FOUND} h3')?.textContent === 'Title a'")
    page.check("input[name=issuer][value=new-school]")
    until(page, f"document.querySelectorAll('{FOUND} h3').length === 1")
    assert found(page) == ["Zymurgy for experts"]
    page.click("button:has-text('Clear')")
    until(page, f"!document.querySelector('{FOUND} h3')")
    assert not page.locator(FOUND).is_visible()


def test_what_is_found_in_no_row_is_still_found(page: Any, served: str) -> None:
    """Where the list has nothing and a text has, the page does not say that nothing fits;
    where neither has, it does.
    """
    page.goto(served + "credentials/")
    page.fill(FIELD, "xylography")
    announced(page, "0 of 14, found in texts: 12")
    assert not page.locator("#list--none").is_visible()
    page.fill(FIELD, "zzzzz")
    announced(page, "0 of 14")
    until(page, "document.getElementById('list--none').checkVisibility()")
    assert not page.locator(FOUND).is_visible()


def test_more_is_shown_when_asked_for_by_keyboard(page: Any, served: str) -> None:
    """Ten are shown at first; a button shows the rest and takes
    the keyboard to the first of them.
    """
    page.goto(served + "credentials/")
    find(page, "xylography", 10)
    page.focus(f"{FOUND} button")
    page.keyboard.press("Enter")
    until(page, f"document.querySelectorAll('{FOUND} h3').length === 12")
    until(page, "document.activeElement.matches('#list--texts li:nth-child(11) a')")
    assert not page.locator(f"{FOUND} button").is_visible()


def test_nothing_is_loaded_before_it_is_wanted(page: Any, served: str) -> None:
    """A page with the search asks for seven files at most; the rest comes when its field is used,
    or when its address has words.
    """
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served + "credentials/", wait_until="networkidle")
    assert len(asked) <= 7, asked
    assert not any("pagefind" in url or "search" in url for url in asked)
    page.goto(served + "credentials/?q=zymurgy")
    until(page, f"document.querySelectorAll('{FOUND} h3').length === 2")
    assert any("pagefind" in url for url in asked)
    assert page.troubles == []


def test_from_the_disk_the_list_is_filtered(page: Any, indexed: SiteFolder) -> None:
    """From the disk, where a browser loads no index, the list is filtered as ever,
    and nothing is shown that would not work.
    """
    page.goto((indexed.root / "repo/credentials/index.html").as_uri())
    page.fill(FIELD, "zymurgy")
    announced(page, "1 of 14")
    page.wait_for_timeout(500)
    assert not page.locator(FOUND).is_visible()
    assert page.text_content("output") == "1 of 14"
    assert page.troubles == []


def test_an_index_that_cannot_be_loaded_leaves_the_list(page: Any, served: str) -> None:
    """Where the index is not there, the list is filtered as ever."""
    page.route("**/pagefind.js", lambda route: route.abort())
    page.goto(served + "credentials/")
    page.fill(FIELD, "zymurgy")
    announced(page, "1 of 14")
    assert page.locator("li[data-keys]:visible").count() == 1
    assert not page.locator(FOUND).is_visible()


@pytest.fixture(scope="module")
def worded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Serves sites of a language whose texts have words that are hard to tell."""
    pytest.importorskip(
        "pagefind_bin_extended", reason="the extended build of Pagefind is not installed"
    )
    servers = []

    @cache
    def _serve(language: str) -> str:
        folder = SiteFolder(tmp_path_factory.mktemp(language))
        folder.write(
            "portfolio.toml", SETTINGS.replace("[site]", f'[site]\nlanguage = "{language}"')
        )
        for name, text in WORDED[language].items():
            folder.record(name, f"{text}\n")
        folder.publish()
        servers.append(
            http.server.ThreadingHTTPServer(
                ("127.0.0.1", 0), partial(Quiet, directory=str(folder.output))
            )
        )
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_address[1]}/"

    yield _serve
    for server in servers:
        server.shutdown()
        server.server_close()


WORDED = {
    "en": {
        "sharp": "Programs in C# and then more in C#.",
        "once": (
            "A long text on many things and tools, among which there is a little of C# as well as "
            "of other languages."
        ),
        "plus": "Templates of C++, and C++11.",
        "plain": "Concurrency, computing, caches: all in C.",
    },
    "ja": {
        "one": "この講座では機械学習とデータ分析を学びました。",
        "two": "歴史について書きました。",
    },
    "zh": {"one": "这门课程讲授机器学习和数据分析。", "two": "我们写了历史。"},
    "th": {"one": "หลักสูตรนี้สอนการวิเคราะห์ข้อมูล", "two": "ประวัติศาสตร์"},
}


@pytest.mark.parametrize(
    ("language", "typed", "expected"),
    [
        ("en", "C#", ["Title sharp", "Title once"]),
        ("en", "C++", ["Title plus"]),
        ("ja", "機械学習", ["Title one"]),
        ("ja", "分析", ["Title one"]),
        ("zh", "数据", ["Title one"]),
        ("th", "ข้อมูล", ["Title one"]),
    ],
)
def test_words_that_are_hard_to_tell_are_found(
    language: str, typed: str, expected: list[str], page: Any, worded: Callable[[str], str]
) -> None:
    """A name that ends with a sign finds what has it, the best first;
    a word is found within a sentence without blanks.
    """
    page.goto(worded(language) + "credentials/")
    find(page, typed, len(expected))
    assert found(page) == expected


# In several languages


@pytest.fixture
def in_two_languages(searched: SiteFolder) -> SiteFolder:
    """A site in English and German, with one text that has no translation."""
    searched.write(
        "portfolio.toml", SETTINGS.replace("[publish]", 'languages = ["en", "de"]\n[publish]')
    )
    searched.record("a", "All about zymurgy.\n", **{"title.de": "Titel auf Deutsch"})
    searched.write("content/credentials/a.de.md", "Alles über die Gärung.\n")
    searched.record("b", "Only about xylography.\n")
    searched.publish()
    return searched


def test_each_language_has_an_index(in_two_languages: SiteFolder) -> None:
    """The pages of a language are in the index of that language, under their own addresses."""
    found = json.loads((in_two_languages.output / "pagefind/pagefind-entry.json").read_text())
    assert {tag: one["page_count"] for tag, one in found["languages"].items()} == {"en": 2, "de": 2}
    assert set(texts_of(in_two_languages.output)) == {
        f"{folder}/credentials/{name}/index.html" for folder in ("", "/de") for name in ("a", "b")
    }


def test_a_search_stays_within_the_language(in_two_languages: SiteFolder, page: Any) -> None:
    """A search finds texts of the language of its page, and what is shown there untranslated."""
    handler = partial(Quiet, directory=str(in_two_languages.output))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with closing(server.socket):
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/de/credentials/")
        find(page, "Gärung", 1)
        assert found(page) == ["Titel auf Deutsch"]
        shown = f"document.querySelector('{FOUND} h3 a')?.getAttribute('href')"
        until(page, f"{shown} === '/de/credentials/a/index.html'")
        page.fill(FIELD, "xylography")
        until(page, f"{shown} === '/de/credentials/b/index.html'")
        page.fill(FIELD, "zymurgy")
        until(page, f"!document.querySelector('{FOUND} h3')")
        server.shutdown()
    assert page.troubles == []
