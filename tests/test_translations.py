"""A site in several languages: each has every page in its own words, and what is not translated
keeps its language.
"""

from __future__ import annotations

import html.parser
import json
import posixpath
import re
import shutil
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from conftest import AS_OF, SETTINGS, VOID, SiteFolder, Tree, dead_links
from small_site import NO_VARIABLES, codes, only

from portfolio.content.translated import translated_file
from portfolio.locale.display import display_language
from portfolio.options import Options
from portfolio.output.publish import FileCounts
from portfolio.preview.live import Live

THREE = SETTINGS.replace("[publish]", 'languages = ["en", "de", "ar"]\n\n[publish]')
WORDS = """
[labels]
mlops = "MLOps"
Skills = "Abilities"

[translations.de]
title = "Testseite"

[translations.de.labels]
machine_learning = "Maschinelles Lernen"
"""
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
ROOT_ONLY = {"404.html", "robots.txt", "sitemap.xml", "favicon.ico", "favicon.svg"}
"""The files that hosts and search engines look for at the root alone."""
PLACES = {
    "content/credentials/a.md": "content/credentials/a.md",
    "content/credentials/a.de.md": "content/credentials/a.md",
    "content/pages/about.pt-BR.md": "content/pages/about.md",
    "content/credentials/aws/index.zh-Hant.md": "content/credentials/aws/index.md",
    "content/credentials/node.js.md": "",
    "content/credentials/v1.2.md": "",
    "content/credentials/de.md": "",
}
"""Files, with the ones that their names say they translate."""


@pytest.fixture
def three(site: SiteFolder) -> SiteFolder:
    """A site in English, German and Arabic, of which a part is translated."""
    site.write("portfolio.toml", THREE + WORDS)
    fields = {
        "competencies": ["machine_learning", "mlops"],
        "technologies": ["Python"],
        "category": "data_science",
        "verification_url": "https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-7f1d0a3b9c11",
    }
    site.record(
        "a",
        "English words, see [B](b.md).\n",
        **{
            "title": "Data Developer",
            "title.de": "Entwicklerin für Daten",
            "summary": "Builds data pipelines.",
            "summary.de": "Baut Datenstrecken.",
            **fields,
        },
    )
    site.write(
        "content/credentials/a.de.md",
        "Deutsche Worte, siehe [B](b.md), [Python](/technologies/python/) und [hier](#mehr).\n\n"
        "## Mehr\n\nNoch etwas.\n",
    )
    site.record("b", "Only in English.\n", title="Plain Basics", aliases=["old/b"], **fields)
    site.write(
        "content/profile.md",
        "---\nname: Ada Example\nheadline: Engineer\nheadline.de: Ingenieurin\n"
        "headline.ar: مهندسة\n---\n\nHello to [A](credentials/a.md).\n",
    )
    site.write("content/profile.de.md", "Hallo, siehe [A](credentials/a.md).\n")
    site.write(
        "content/pages/about.md",
        "---\ntitle: About me\ntitle.de: Über mich\n---\n\nWords of mine.\n",
    )
    site.write("content/pages/about.ar.md", "---\ntitle: عني\n---\n\nكلمات عني.\n")
    return site


def pages(site: SiteFolder) -> dict[str, Tree]:
    """Every page of the built site, without the pages at former addresses."""
    found = {
        path.relative_to(site.output).as_posix(): Tree(path.read_text("utf-8"))
        for path in sorted(site.output.rglob("*.html"))
    }
    return {name: tree for name, tree in found.items() if not name.startswith("old/")}


def language_of(name: str) -> str:
    """The language of a page, by the name of its file."""
    top = name.partition("/")[0]
    return top if top in ("de", "ar") else "en"


def alternates(tree: Tree) -> dict[str, str]:
    """The addresses of a page in other languages, by what it says of them."""
    return {link["hreflang"]: link["href"] for link in tree.all("link") if "hreflang" in link}


class Languages(html.parser.HTMLParser):
    """The words of a page, each with the language that its nearest element states."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = [""]
        self.words: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            own = dict(attrs).get("lang")
            self.stack.append(own if own is not None else self.stack[-1])

    def handle_endtag(self, tag: str) -> None:
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append((data.strip(), self.stack[-1]))


def main_of(text: str) -> str:
    """What a page shows, without its head, in which nothing can be marked."""
    return text[text.index("<body") :]


def languages_of(text: str, words: str) -> set[str]:
    """The languages in which some words stand on a page."""
    found = {language for said, language in Languages(text).words if words in said}
    assert found, f"{words!r} is not on the page"
    return found


def test_every_page_exists_in_every_language(three: SiteFolder) -> None:
    """Each language has the same addresses below its folder; hosts and search engines find what
    they look for at the root, and a former address leads from there.
    """
    files = three.publish()
    root = {name for name in files if not name.startswith(("de/", "ar/", "assets/"))}
    for folder in ("de/", "ar/"):
        own = {name.removeprefix(folder) for name in files if name.startswith(folder)}
        assert own == {
            name
            for name in root - ROOT_ONLY
            if name not in ("apple-touch-icon.png",) and not name.startswith("old/")
        }
    assert not dead_links(three.output)


def test_every_page_names_itself_in_every_language(three: SiteFolder) -> None:
    """`hreflang` has each language, the page itself among them, and the first as `x-default`; all
    pages of one kind name the same ones.
    """
    three.publish()
    for name, tree in pages(three).items():
        if name == "404.html":
            continue
        bare = re.sub("^(de|ar)/", "", name).removesuffix("index.html")
        assert alternates(tree) == {
            "en": f"https://example.org/{bare}",
            "x-default": f"https://example.org/{bare}",
            "de": f"https://example.org/de/{bare}",
            "ar": f"https://example.org/ar/{bare}",
        }
        own = next(link["href"] for link in tree.all("link") if link.get("rel") == "canonical")
        assert alternates(tree)[language_of(name)] == own
        assert tree.all("html")[0]["lang"] == language_of(name)


def test_the_site_map_has_every_page_in_every_language(three: SiteFolder) -> None:
    """The one site map names each page, with the same page in each language."""
    three.publish()
    found = ET.fromstring((three.output / "sitemap.xml").read_text("utf-8"))
    told = {
        url.findtext("map:loc", "", NAMESPACES): {
            link.attrib["hreflang"]: link.attrib["href"]
            for link in url.findall("xhtml:link", NAMESPACES)
        }
        for url in found.findall("map:url", NAMESPACES)
    }
    shown = {
        next(link["href"] for link in tree.all("link") if link.get("rel") == "canonical"): tree
        for name, tree in pages(three).items()
        if name != "404.html"
    }
    assert told == {address: alternates(tree) for address, tree in shown.items()}


@pytest.mark.parametrize("theme", ["ledger", "gallery", "plain"])
def test_links_stay_within_the_language(three: SiteFolder, theme: str) -> None:
    """Each link of a page leads to a page in its language, but for those of the switch, which lead
    to the same page in another; what all languages share is there once.
    """
    three.publish(theme=theme)
    for name, tree in pages(three).items():
        switched = set()
        for link in tree.all("a"):
            parts = urlsplit(link["href"])
            if parts.scheme or not parts.path or name == "404.html":
                continue
            target = posixpath.normpath(f"{posixpath.dirname(name)}/{unquote(parts.path)}")
            target = target.lstrip("/")
            if "hreflang" in link:
                assert link["hreflang"] == language_of(target) != language_of(name)
                assert re.sub("^(de|ar)/", "", target) == re.sub("^(de|ar)/", "", name)
                switched.add(link["hreflang"])
            else:
                assert language_of(target) == language_of(name), (name, target)
        if name != "404.html":
            assert switched == {"en", "de", "ar"} - {language_of(name)}


def test_the_switch_calls_each_language_by_its_own_name(three: SiteFolder) -> None:
    """A reader who knows no other language finds the own one."""
    three.publish()
    text = (three.output / "index.html").read_text("utf-8")
    assert languages_of(text, "Deutsch") == {"de"}
    assert languages_of(text, "العربية") == {"ar"}


@pytest.mark.parametrize("theme", ["ledger", "gallery", "plain"])
def test_what_is_translated_stands_in_its_language(three: SiteFolder, theme: str) -> None:
    """Title, summary, headline, text and terms of a language are those of its pages."""
    three.publish(theme=theme)
    page = (three.output / "de/credentials/a/index.html").read_text("utf-8")
    text = Tree(page).text
    for words in (
        "Entwicklerin für Daten",
        "Baut Datenstrecken.",
        "Deutsche Worte",
        "Maschinelles Lernen",
        "MLOps",
    ):
        assert words in text
    for words in ("Data Developer", "Builds data", "English words", "Machine learning"):
        assert words not in text
    assert languages_of(page, "Entwicklerin") == {"de"}
    home = three.page("de/").text
    assert "Ingenieurin" in home
    assert "Hallo" in home
    assert "Über mich" in three.page("de/about/").text
    assert "كلمات عني" in three.page("ar/about/").text


@pytest.mark.parametrize("theme", ["ledger", "gallery", "plain"])
def test_what_is_not_translated_keeps_its_language(three: SiteFolder, theme: str) -> None:
    """Words without a translation are shown and marked as what they are, also in lists."""
    three.publish(theme=theme)
    for folder in ("de", "ar"):
        page = (three.output / folder / "credentials/b/index.html").read_text("utf-8")
        assert languages_of(main_of(page), "Only in English") == {"en"}
        lists = main_of((three.output / folder / "index.html").read_text("utf-8"))
        assert languages_of(lists, "Basics") == {"en"}
    page = main_of((three.output / "ar/credentials/a/index.html").read_text("utf-8"))
    for words in ("Developer", "Builds data pipelines.", "English words", "Machine learning"):
        assert languages_of(page, words) == {"en"}, words
    german = (three.output / "de/about/index.html").read_text("utf-8")
    assert languages_of(german, "Words of mine") == {"en"}


@pytest.mark.parametrize("theme", ["ledger", "gallery", "plain"])
def test_no_word_stands_under_a_wrong_language(site: SiteFolder, theme: str) -> None:
    """On every page of every kind, in every state, English words of the owner's are marked as
    English in the pages of other languages: names of fields and skills, headings, and the texts of
    pictures too.
    """
    site.write("portfolio.toml", f"{THREE}planned = true\n")
    picture = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><path d="M0 0"/></svg>'
    )
    site.write("content/credentials/badge.svg", picture)
    states: dict[str, dict[str, Any]] = {
        "valid": {"expiry_date": "2027"},
        "expiring": {"expiry_date": "2025-07-01"},
        "expired": {"expiry_date": "2024-12"},
        "progress": {"status": "in_progress", "issued_date": None, "target_date": "2026"},
        "planned": {"status": "planned", "issued_date": None},
        "part": {"part_of": "valid"},
        "renewed": {"superseded_by": "valid"},
        "draft": {"featured": "yes"},
    }
    for number, (name, fields) in enumerate(states.items()):
        shown = {
            "title": f"Qtitle {name}",
            "summary": f"Qsummary {name}.",
            "category": f"qfield_{number % 2}",
            "competencies": ["qskill_one", f"qskill_{number}"],
            "technologies": ["Python"],
            "duration_hours": 20 + number,
            "image": "badge.svg",
            "image_alt": f"Qpicture {name}",
            "type": "qkind",
            "level": f"Qlevel {number % 2}",
            "grade": "Qgrade",
        }
        headings = "\n\n".join(f"## Qheading {n}\n\nQtext." for n in range(5))
        site.record(name, headings, **{**shown, **fields})
    site.write("content/profile.md", "---\nname: Ada\nheadline: Qheadline\n---\n\nQtext here.\n")
    site.write("content/pages/about.md", "---\ntitle: Qabout\n---\n\nQtext here.\n")
    site.publish(theme=theme)
    seen = set()
    for name, tree in pages(site).items():
        if language_of(name) == "en":
            continue
        page = Languages(main_of((site.output / name).read_text("utf-8")))
        for words, language in page.words:
            for word in re.findall(r"Q[a-z]+", words):
                assert language == "en", (name, words)
                seen.add(word)
        for tag, attributes in tree.elements:
            if "Q" in attributes.get("alt", ""):
                assert attributes.get("lang") == "en", (name, tag, attributes)
                seen.add("Qpicture")
    assert seen >= {
        *("Qtitle", "Qsummary", "Qfield", "Qskill", "Qpicture", "Qkind", "Qlevel", "Qgrade"),
        *("Qheading", "Qtext", "Qheadline", "Qabout"),
    }


def test_data_for_programs_are_in_their_language(three: SiteFolder) -> None:
    """Feed, calendar, JSON and `llms.txt` of a folder say what its pages say."""
    three.publish()
    feed = ET.fromstring((three.output / "de/feed.xml").read_text("utf-8"))
    assert feed.findtext("atom:id", "", NAMESPACES) == "https://example.org/de/"
    assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "de"
    titles = [entry.findtext("atom:title", "", NAMESPACES) for entry in feed.iter()]
    assert "Entwicklerin für Daten" in titles
    known = json.loads((three.output / "de/credentials.json").read_text("utf-8"))
    assert "Entwicklerin für Daten" in {one["title"] for one in known["credentials"]}
    llms = (three.output / "de/llms.txt").read_text("utf-8")
    assert "https://example.org/de/credentials/a/" in llms
    assert "Data Developer" in (three.output / "llms.txt").read_text("utf-8")


def test_all_languages_describe_one_person(three: SiteFolder) -> None:
    """Structured data name one person and one site by the same id, and the page by its own."""
    three.publish()
    ids = {
        folder: {node["@id"] for node in three.page(folder).json_ld["@graph"] if "@id" in node}
        for folder in ("", "de/")
    }
    assert "https://example.org/#person" in ids[""] & ids["de/"]


def test_labels_of_the_first_language_do_not_replace_words_of_another(three: SiteFolder) -> None:
    """An owner's English word for a message is no German one; a label for a key is."""
    three.publish()
    assert "Abilities" in three.page("credentials/").text
    german = three.page("de/credentials/").text
    assert "Abilities" not in german
    assert "MLOps" in german


def test_a_language_that_is_removed_takes_its_pages_along(three: SiteFolder) -> None:
    """Without a language the site is as if it had never had it; a warning names the words that
    nobody sees.
    """
    three.publish()
    three.write("portfolio.toml", SETTINGS + WORDS.partition("[translations.de]")[0])
    result = three.build()
    assert result.written
    assert not (three.output / "de").exists()
    assert codes(result.diagnostics) == ["unused-translation", "unused-translation"]
    assert not any("hreflang" in link for link in three.page().all("link"))


def test_one_language_has_no_trace_of_others(site: SiteFolder) -> None:
    """A site in one language says nothing of languages, in pages and in the site map."""
    site.write("portfolio.toml", SETTINGS)
    site.record("a")
    files = site.publish()
    assert not any(b"hreflang" in content for content in files.values())
    site.write("portfolio.toml", SETTINGS.replace("[publish]", 'languages = ["en"]\n\n[publish]'))
    assert site.publish() == files


def test_an_edit_costs_one_page_for_each_language(three: SiteFolder) -> None:
    """An edited text is shown anew where it is shown, and nowhere else."""
    three.publish()
    path = three.root / "content/credentials/b.md"
    path.write_text(path.read_text() + "\nMore.\n")
    assert three.build().written == FileCounts(3, 0)
    path = three.root / "content/credentials/a.de.md"
    path.write_text(path.read_text() + "\nMehr davon.\n")
    assert three.build().written == FileCounts(1, 0)
    assert "Mehr davon." in three.page("de/credentials/a/").text


def test_a_preview_shows_every_language(three: SiteFolder) -> None:
    """Pages of each language are answered, and an edited translation is seen."""
    live = Live(three.root, Options(as_of=AS_OF), NO_VARIABLES, lambda: None)
    live.open()
    answer = live.answer("de/credentials/a/")
    assert answer
    assert b"Deutsche Worte" in answer.content
    three.write("content/credentials/a.de.md", "Neue Worte.\n")
    assert live.update(frozenset({"content/credentials/a.de.md"}))
    assert live.state.latest == "de/credentials/a/"
    answer = live.answer("de/credentials/a/")
    assert answer
    assert b"Neue Worte" in answer.content
    (three.root / "content/credentials/a.de.md").unlink()
    live.update(frozenset({"content/credentials/a.de.md"}))
    answer = live.answer("de/credentials/a/")
    assert answer
    assert b"English words" in answer.content


def test_a_text_without_its_original_is_a_record(three: SiteFolder) -> None:
    """A name with a language is that of a translation only beside its text; the preview sees when
    that comes and goes.
    """
    live = Live(three.root, Options(as_of=AS_OF), NO_VARIABLES, lambda: None)
    live.open()
    shutil.move(three.root / "content/credentials/a.md", three.root / "a.md")
    live.update(frozenset({"content/credentials/a.md"}))
    assert "missing-fence" in live.state.report.text or live.state.report.errors
    shutil.move(three.root / "a.md", three.root / "content/credentials/a.md")
    live.update(frozenset({"content/credentials/a.md"}))
    assert not live.state.report.errors


@pytest.mark.parametrize(("path", "original"), PLACES.items())
def test_names_tell_which_file_is_a_translation(path: str, original: str) -> None:
    """The part before the extension is the language; other words with a dot are none."""
    if path == original:
        original = ""
    assert translated_file(path)[0] == original


def test_translations_have_words_alone(three: SiteFolder) -> None:
    """A date or an issuer in another language is an error at its place, with the cure."""
    three.record("c", **{"title.de": "Auf Deutsch", "issuer.de": "Haus"})
    three.write("content/credentials/c.ar.md", "---\nissued_date: 2024\n---\n\nكلمات.\n")
    found = [p for p in three.problems() if p.code == "not-translated"]
    assert [(p.location.path, p.location.line) for p in found] == [
        ("content/credentials/c.ar.md", 2),
        ("content/credentials/c.md", 6),
    ]
    assert "write it in `c.md`" in found[0].help
    assert "`issuer` once" in found[1].help


def test_words_that_are_said_twice_are_named(three: SiteFolder) -> None:
    """What a translation and its text both say is shown from the translation."""
    three.write("content/credentials/a.de.md", "---\ntitle: Aus der Datei\n---\n\nWorte.\n")
    found = only(three.build().diagnostics, "repeated-translation")
    assert (found.location.path, found.location.line) == ("content/credentials/a.de.md", 2)
    assert "Aus der Datei" in three.page("de/credentials/a/").text


def test_links_of_a_translation_are_checked(three: SiteFolder) -> None:
    """A broken link in a translation is an error in its own file."""
    three.write("content/credentials/a.de.md", "[Nichts](/nowhere/) und [nie](never.md).\n")
    found = [p for p in three.problems() if p.code == "broken-link"]
    assert {p.location.path for p in found} == {"content/credentials/a.de.md"}
    assert len(found) == 2


def test_pictures_of_a_translation_are_published(three: SiteFolder) -> None:
    """A picture beside a translation is found from its page, in the folder that all share."""
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0"/></svg>'
    three.write("content/credentials/nur.svg", picture)
    three.write("content/credentials/a.de.md", "![Ein Bild](nur.svg)\n")
    files = three.publish()
    assert any(name.startswith("assets/nur") for name in files)
    assert not dead_links(three.output)


def test_an_address_of_a_language_is_not_free(three: SiteFolder) -> None:
    """A page whose address is the folder of a language is an error."""
    three.write("content/pages/de.md", "---\ntitle: Deutsch\n---\n\nWords.\n")
    assert "address-taken" in codes(three.problems())


@pytest.mark.parametrize(
    ("languages", "code"),
    [
        ('["en", "xx"]', "invalid-language"),
        ('["en", "EN"]', "repeated-value"),
        ('"en"', "wrong-type"),
        ('["fr", "de"]\nlanguage = "en"', "unknown-language"),
    ],
)
def test_languages_that_cannot_be_are_errors(site: SiteFolder, languages: str, code: str) -> None:
    """Each mistake in `languages` is an error at its line."""
    site.record("a")
    site.write("portfolio.toml", f"[site]\nlanguages = {languages}\n")
    found = only(site.build().diagnostics, code)
    assert found.location.path == "portfolio.toml"
    assert found.help


def test_the_language_at_the_root_can_be_any_of_them(three: SiteFolder) -> None:
    """`language` says which of the languages has no folder."""
    text = (three.root / "portfolio.toml").read_text()
    three.write("portfolio.toml", text.replace("languages", 'language = "de"\nlanguages', 1))
    three.publish()
    assert three.page().all("html")[0]["lang"] == "de"
    assert three.page("en/").all("html")[0]["lang"] == "en"


def test_every_language_is_in_the_report_of_a_site(three: SiteFolder) -> None:
    """`doctor` says how much of the words is in each language."""
    said = three.run("doctor").stdout
    for language in ("en", "de", "ar"):
        assert f"{display_language(language, 'en')}, all words" in said
