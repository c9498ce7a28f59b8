"""The pages of a site: their addresses, their links, and what they say and do not say."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

import pytest
from conftest import REPOSITORY, SETTINGS, SiteFolder, Tree, dead_links, examples, links_of
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

PNG = (REPOSITORY / "themes/base/static/root/apple-touch-icon.png").read_bytes()
PDF = b"%PDF-1.4\n%%EOF\n"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


# Addresses and links


def test_example_has_no_dead_link(example: SiteFolder) -> None:
    """Every relative link, picture, script and anchor of every page of the example leads
    to something in the built folder.
    """
    assert dead_links(example.output) == []


def test_example_pages_are_well_formed(example: SiteFolder) -> None:
    """Every page of the example closes what it opens, has one h1 and no id twice."""
    faults = []
    for path in example.output.rglob("*.html"):
        tree = Tree(path.read_text("utf-8"))
        ids = [attributes["id"] for _, attributes in tree.elements if "id" in attributes]
        is_redirect = any(meta.get("http-equiv") == "refresh" for meta in tree.all("meta"))
        faults += [f"{path.name}: {fault}" for fault in tree.faults]
        faults += [f"{path}: h1"] if len(tree.all("h1")) != 1 and not is_redirect else []
        faults += [f"{path}: ids"] if len(set(ids)) != len(ids) else []
    assert faults == []


def test_links_are_relative(example: SiteFolder) -> None:
    """No page links to its own site by an absolute address, except where one is needed:
    canonical, og and the error page.
    """
    wrong = []
    for path in example.output.rglob("*.html"):
        if path.name != "404.html":
            wrong += [
                link
                for link in links_of(Tree(path.read_text("utf-8")))
                if link.startswith(("/", "https://mirahalvorsen.example"))
            ]
    assert wrong == []


def test_no_two_addresses_are_equal_when_case_is_ignored(example: SiteFolder) -> None:
    """The files of a site stay apart on a disk that ignores case."""
    names = [name.casefold() for name in example.files()]
    assert len(names) == len(set(names))


def test_addresses_follow_the_file_names(site: SiteFolder) -> None:
    """A record's page is below credentials/ under its file name or slug,
    and a term's below its kind.
    """
    site.record("aws-dev", technologies=["C++", "C#"], competencies=["mlops"], category="cloud")
    site.record("b", slug="another-name")
    site.write("content/pages/about.md", "---\ntitle: About\n---\n\nHello.\n")
    names = set(site.publish())
    expected = {
        "index.html",
        "404.html",
        "robots.txt",
        "sitemap.xml",
        "feed.xml",
        "credentials.json",
        "credentials/index.html",
    }
    expected |= {
        "credentials/aws-dev/index.html",
        "credentials/another-name/index.html",
        "about/index.html",
        "favicon.ico",
    }
    expected |= {
        "technologies/c-plus-plus/index.html",
        "technologies/c-sharp/index.html",
        "skills/mlops/index.html",
    }
    expected |= {"issuers/issuer/index.html", "categories/cloud/index.html"}
    assert expected <= names
    assert "roadmap/index.html" not in names


def test_error_page_links_from_the_root(site: SiteFolder) -> None:
    """The error page, which is served at any address, links with the path of the base URL."""
    site.record()
    site.publish(base_url="https://example.org/repo/")
    tree = site.page("404.html")
    own = [link for link in links_of(tree) if not link.startswith(("http", "#"))]
    assert own
    assert all(link.startswith("/repo/") for link in own)


def test_old_addresses_redirect(site: SiteFolder) -> None:
    """An alias is a page that leads to the record by a relative link."""
    site.record(aliases=["certs/old", "/older/"])
    site.publish()
    for alias, target in (
        ("certs/old/", "../../credentials/a/index.html"),
        ("older/", "../credentials/a/index.html"),
    ):
        tree = site.page(alias)
        assert {"http-equiv": "refresh", "content": f"0; url={target}"} in tree.all("meta")
        assert tree.all("a")[0]["href"] == target
    assert dead_links(site.output) == []


@pytest.mark.parametrize(
    "alias", ["credentials", "CREDENTIALS", "credentials/b", "about", "skills"]
)
def test_an_alias_cannot_take_an_address(site: SiteFolder, alias: str) -> None:
    """An alias that is another page's address is an error at the alias, also in other case."""
    site.record(aliases=[alias], competencies=["x"])
    site.record("b")
    site.write("content/pages/about.md", "---\ntitle: About\n---\n")
    (found,) = site.problems()
    assert (found.code, found.location.path, found.location.line) == (
        "address-taken",
        "content/credentials/a.md",
        5,
    )
    assert not site.output.exists() or not any(site.output.iterdir())


def test_two_aliases_that_differ_by_case_clash(site: SiteFolder) -> None:
    """Two aliases that are one address where case is ignored are an error."""
    site.record(aliases=["Certs/AWS"])
    site.record("b", aliases=["certs/aws"])
    assert "address-taken" in [problem.code for problem in site.problems()]


@pytest.mark.parametrize(
    "alias",
    [
        "index.html",
        "404.html",
        "llms.txt",
        "credentials.json",
        "credentials.schema.json",
        "credentials/index.html",
    ],
)
def test_an_alias_cannot_take_the_place_of_a_file(site: SiteFolder, alias: str) -> None:
    """An alias whose folder would stand where a file of the site stands
    is an error at the alias.
    """
    site.record(aliases=[alias])
    assert "address-taken" in [problem.code for problem in site.problems()]


def test_a_static_file_whose_name_differs_only_by_case_is_told_the_name(site: SiteFolder) -> None:
    """A file that should take the place of one of the program's needs its exact name."""
    site.record()
    site.write("static/root/Credentials.json", "{}")
    (found,) = site.problems()
    assert found.code == "address-taken"
    assert "write its name as `credentials.json`" in found.help


def test_a_free_page_cannot_take_an_address(site: SiteFolder) -> None:
    """A free page whose address is the program's is an error at its slug."""
    site.record()
    site.write("content/pages/x.md", "---\ntitle: X\nslug: credentials\n---\n")
    (found,) = site.problems()
    assert (found.code, found.location.path, found.location.line) == (
        "address-taken",
        "content/pages/x.md",
        3,
    )


NASTY = st.one_of(
    st.sampled_from(
        [
            "../../etc/passwd",
            "..",
            ".",
            "/",
            "\\",
            "con",
            "aux.txt",
            "a/b",
            "C",
            "C++",
            "C#",
            ".NET",
            "🚀",
            "日本語",
            "తెలుగు",
            "العربية",
            "%2e%2e",
        ]
    ),
    st.sampled_from(
        [
            "İ",
            "ß",
            "ﬁ",
            "ſ",
            "Ⅷ",
            "é",
            "e\u0301",
            "K",
            "\u202etxt",
            "x" * 400,
            "日" * 200,
            "index.html",
            "CON",
            "nul.",
        ]
    ),
    st.text(
        st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]), min_size=1, max_size=40
    ),
)


@examples(6, suppress_health_check=list(HealthCheck))
@given(title=NASTY, technologies=st.lists(NASTY, max_size=6), issuer=NASTY, skill=NASTY)
def test_no_name_leaves_the_output(
    title: str, technologies: list[str], issuer: str, skill: str
) -> None:
    """Whatever titles, technologies, skills and issuers are called, every file lies in the output
    under a portable name, and no link is dead.
    """
    with TemporaryDirectory() as folder:
        site = SiteFolder(Path(folder) / "site")
        site.record(title=title, issuer=issuer, technologies=technologies, competencies=[skill])
        result = site.build()
        outside = [
            path
            for path in Path(folder).rglob("*")
            if path.is_file() and not path.is_relative_to(site.root)
        ]
        assert outside == []
        assert {path.name for path in site.root.iterdir()} <= {"content", "output", ".portfolio"}
        if result.written is None:
            codes = {problem.code for problem in result.diagnostics}
            assert codes <= {"one-address-for-two-terms", "missing-title", "missing-issuer"}
            return
        for name in site.files():
            assert all(
                len(part.encode()) <= 255 and part.strip(". ") and not set(part) & set('<>:"\\|?*')
                for part in name.split("/")
            )
            assert not re.fullmatch(
                r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?",
                name.split("/")[-2] if "/" in name else "",
                re.IGNORECASE,
            )
        assert len({name.casefold() for name in site.files()}) == len(site.files())
        assert dead_links(site.output) == []


def test_files_named_after_each_other_stay_apart(site: SiteFolder) -> None:
    """Records whose file names differ by more than case and spaces each have a page."""
    for name in ("c", "c++", "c#", "日本", "🚀", "con", "a.b", "a b c"):
        site.record(name, title=f"T {name}")
    files = site.publish()
    assert sum(name.startswith("credentials/") and name.count("/") == 2 for name in files) == 8


# What is published


def everything(site: SiteFolder) -> bytes:
    """Every byte and every name of the built site."""
    return b"\n".join(
        part for name, content in site.files().items() for part in (name.encode(), content)
    )


def test_a_draft_is_nowhere(site: SiteFolder) -> None:
    """A draft leaves no trace: no page, no term, no picture,
    no certificate, no name in any file.
    """
    site.record()
    site.write("content/credentials/secretbadge.png", PNG)
    site.write("content/credentials/secretcert.pdf", PDF)
    site.record(
        "secretfile",
        "Secret body.\n",
        draft="yes",
        title="Secret title",
        issuer="Secretissuer",
        technologies=["Secrettech"],
        image="secretbadge.png",
        image_alt="x",
        certificate="secretcert.pdf",
    )
    site.write(
        "content/pages/secretpage.md",
        "---\ntitle: Secret page\ndraft: yes\n---\n\nSecret ![words](secretpage.png)\n",
    )
    site.write("content/pages/secretpage.png", PNG)
    site.publish()
    assert b"secret" not in everything(site).lower()


def test_unpublished_planned_is_nowhere(site: SiteFolder) -> None:
    """A planned record that the settings do not publish leaves no trace either,
    though others refer to it.
    """
    site.write("content/credentials/secretbadge.png", PNG)
    site.record(
        "secretplan",
        status="planned",
        issued_date=None,
        title="Secret title",
        image="secretbadge.png",
        image_alt="x",
    )
    site.record("a", part_of="secretplan")
    site.record("b", expiry_date="2025-01-01", superseded_by="secretplan")
    site.publish()
    assert b"secret" not in everything(site).lower()


def test_a_link_to_an_unpublished_record_is_reported(site: SiteFolder) -> None:
    """A body that links to a planned record which is not published is told so;
    no dead link is published.
    """
    site.record("plan", status="planned", issued_date=None)
    site.record("a", "See [the plan](plan.md).\n")
    codes = [problem.code for problem in site.problems()]
    assert "broken-link" in codes or dead_links(site.output) == []


def test_planned_is_published_if_the_owner_says_so(site: SiteFolder) -> None:
    """With `planned = true` a planned record is on the roadmap, labelled,
    and in no list of what is earned.
    """
    site.write("portfolio.toml", SETTINGS + "planned = true\n")
    site.record(
        "plan", status="planned", issued_date=None, title="Planned exam", target_date="2026-03"
    )
    site.record()
    site.publish()
    assert "Planned exam" in site.page("roadmap/").text
    assert "Planned for Mar 2026" in site.page("credentials/plan/").text
    assert "Planned exam" not in site.page("credentials/").text
    assert "1 valid, from 1 issuer" in site.page().text


def test_in_progress_is_on_the_roadmap_only(site: SiteFolder) -> None:
    """What is in progress is on the roadmap with its label, not in the list and in no number."""
    site.record(
        "exam",
        status="in_progress",
        issued_date=None,
        title="Hard exam",
        target_date="2025-09",
        progress_percentage="40",
    )
    site.record()
    site.publish()
    roadmap = site.page("roadmap/").text
    assert "Hard exam" in roadmap
    assert "In progress, due Sep 2025" in roadmap
    assert "40% done" in roadmap
    assert "Hard exam" not in site.page("credentials/").text
    home = site.page().text
    assert "1 valid, from 1 issuer" in home
    assert "In progress Hard exam" in home
    assert "Hard exam" not in json.dumps(
        [node for node in site.page().json_ld["@graph"] if "hasCredential" in node]
    )


def test_expired_is_shown_and_not_valid(site: SiteFolder) -> None:
    """An expired credential stays in the list with the date it ended,
    and is not counted as valid.
    """
    site.record(
        "old", title="Old exam", issued_date="2020", expiry_date="2023-05-01", technologies=["Perl"]
    )
    site.record("new", technologies=["Rust"])
    site.publish()
    assert "Old exam" in site.page("credentials/").text
    assert "Expired 1 May 2023" in site.page("credentials/old/").text
    assert "1 valid, from 1 issuer" in site.page().text
    assert "No valid credential." in site.page("technologies/perl/").text
    assert "1 valid credential." in site.page("technologies/rust/").text


def test_completed_is_never_a_credential(site: SiteFolder) -> None:
    """A course completed without a certificate is shown as learning and is in no count
    of credentials, in words or data.
    """
    site.record("earned", technologies=["Rust"])
    site.record("course", title="Audited course", status="completed", technologies=["Rust"])
    site.publish()
    assert "Completed, no certificate" in site.page("credentials/course/").text
    for address in ("", "credentials/", "technologies/rust/"):
        tree = site.page(address)
        described = [
            meta["content"] for meta in tree.all("meta") if meta.get("name") == "description"
        ]
        assert "2 credentials" not in " ".join([tree.text, *described]), address
        assert "2 valid" not in tree.text
    held = [
        name
        for node in site.page().json_ld["@graph"]
        for held in node.get("hasCredential", [])
        for name in [held["name"]]
    ]
    assert "Audited course" not in held


def test_a_programme_counts_once(site: SiteFolder) -> None:
    """The parts of a programme are listed under it and counted with it."""
    site.record("whole", title="Whole programme")
    site.record("one", part_of="whole", duration_hours="10")
    site.record("two", part_of="whole", duration_hours="20")
    site.publish()
    assert "1 valid, from 1 issuer" in site.page().text
    page = site.page("credentials/whole/").text
    assert "Title one" in page
    assert "30 h, the sum of its parts" in page
    assert "Part of Whole programme" in site.page("credentials/one/").text


# Small, large and other sites


def test_a_folder_of_records_is_a_site(tmp_path: Path) -> None:
    """Without settings and profile a folder with one record builds,
    without canonical links, feed and sitemap.
    """
    site = SiteFolder(tmp_path)
    site.record()
    files = site.publish()
    assert {"feed.xml", "sitemap.xml"} & set(files) == set()
    assert "robots.txt" in files
    for name in files:
        if name.endswith(".html"):
            tree = Tree(files[name].decode())
            assert [
                link for link in tree.all("link") if link.get("rel") in ("canonical", "alternate")
            ] == []
            assert [meta for meta in tree.all("meta") if meta.get("property") == "og:url"] == []
            assert "None" not in tree.text
    assert dead_links(site.output) == []


def test_one_credential_needs_no_filters(site: SiteFolder) -> None:
    """A list of one has no filters, no order and no script for them, and speaks in the singular."""
    site.record()
    site.publish()
    tree = site.page("credentials/")
    assert tree.all("select") == []
    assert [script for script, _ in tree.scripts if "list" in script.get("src", "")] == []
    assert "1 credentials" not in tree.text + site.page().text
    assert dead_links(site.output) == []


def test_many_credentials(site: SiteFolder) -> None:
    """Sixty records with as many technologies make a list with every one of them,
    an index by letters and no dead link.
    """
    for number in range(60):
        site.record(
            f"r{number}",
            issued_date=f"{1990 + number % 30}",
            technologies=[f"Tool {number}"],
            issuer=f"Issuer {number % 7}",
        )
    site.publish()
    rows = [row for row in site.page("credentials/").all("li") if "data-keys" in row]
    assert len(rows) == 60
    assert len([a for a in site.page("technologies/").all("a") if "tool-" in a["href"]]) == 60
    assert dead_links(site.output) == []


@pytest.mark.parametrize(
    ("language", "direction"), [("ar", "rtl"), ("he", "rtl"), ("ja", "ltr"), ("de-AT", "ltr")]
)
def test_other_scripts(site: SiteFolder, language: str, direction: str) -> None:
    """A site in another script declares its language and direction,
    keeps its words, and has no dead link.
    """
    site.write(
        "portfolio.toml", SETTINGS.replace("[publish]", f'language = "{language}"\n\n[publish]')
    )
    site.record(
        "一番",
        "本文です。\n",
        title="日本語能力試験",
        issuer="國際交流基金",
        technologies=["العربية", "日本語"],
    )
    site.publish()
    (root,) = site.page().all("html")
    assert (root["lang"], root["dir"]) == (language, direction)
    text = site.page("credentials/一番/").text
    assert "日本語能力試験" in text
    assert "العربية" in text
    assert dead_links(site.output) == []


def test_links_between_files_are_rewritten(site: SiteFolder) -> None:
    """A link to another Markdown file, with or without a fragment, leads to its page,
    from a folder further down too.
    """
    site.record(
        "deep/inner",
        (
            "[up](../a.md) and [part](../a.md#there), [about](../../pages/about.md), "
            "[home](../../profile.md)\n"
        ),
    )
    site.record("a", "## There\n\n[down](deep/inner.md) ![dot](dot%20one.png)\n")
    site.write("content/credentials/dot one.png", PNG)
    site.write("content/pages/about.md", "---\ntitle: About\n---\n\n[a](../credentials/a.md)\n")
    site.write("content/profile.md", "---\nname: Ada\n---\n\n[a](credentials/a.md)\n")
    site.publish()
    assert dead_links(site.output) == []
    links = [a["href"] for a in site.page("credentials/inner/").all("a")]
    assert {
        "../../credentials/a/index.html",
        "../../credentials/a/index.html#there",
        "../../about/index.html",
        "../../index.html",
    } <= set(links)
    (picture,) = [img for img in site.page("credentials/a/").all("img") if img["alt"] == "dot"]
    assert picture["src"].startswith("../../assets/dot-one.")
    assert picture["width"] == "180"


# Data


def test_feed_and_sitemap(site: SiteFolder) -> None:
    """The feed lists the newest credentials and the sitemap every page,
    both with absolute addresses that exist.
    """
    for number in range(35):
        site.record(f"r{number:02}", issued_date=f"2020-01-{number % 28 + 1:02}")
    site.record("busy", issued_date=None, status="in_progress")
    files = site.publish()
    feed = ET.fromstring(files["feed.xml"])
    assert len(feed.findall(f"{ATOM}entry")) == 30
    assert "busy" not in files["feed.xml"].decode()
    places = [
        place.text or "" for place in ET.fromstring(files["sitemap.xml"]).iter(f"{SITEMAP}loc")
    ]
    assert len(places) == len(set(places))
    for place in places:
        assert place.startswith("https://example.org/")
        assert f"{unquote(place.removeprefix('https://example.org/'))}index.html" in files
    pages = {
        f"https://example.org/{name.removesuffix('index.html')}"
        for name in files
        if name.endswith("index.html")
    }
    assert pages == {unquote(place) for place in places}


def test_exported_data(site: SiteFolder) -> None:
    """credentials.json has every published credential with its fields,
    its state and its check link.
    """
    site.record(
        credential_id="0123",
        technologies=["C++"],
        verification_url="https://example.com/check?sharingId=1&utm_source=x",
        duration_hours="120-150",
    )
    site.record("draft", draft="yes")
    data = json.loads(site.publish()["credentials.json"])
    (record,) = data["credentials"]
    assert (record["id"], record["state"], record["url"]) == (
        "a",
        "no_expiry_stated",
        "https://example.org/credentials/a/",
    )
    assert (record["credential_id"], record["technologies"], record["issued_date"]) == (
        "0123",
        ["C++"],
        "2024-05-17",
    )
    assert data["as_of"] == "2025-06-01"


@pytest.mark.parametrize("base_url", ["https://example.org/repo", "https://example.org/repo/"])
def test_base_url_from_the_command_line(site: SiteFolder, base_url: str) -> None:
    """A base URL given to the build means the same with and without a slash at its end."""
    site.record()
    assert site.run("build", "--base-url", base_url).returncode == 0
    (canonical,) = [
        link["href"]
        for link in site.page("credentials/").all("link")
        if link.get("rel") == "canonical"
    ]
    assert canonical == "https://example.org/repo/credentials/"


def test_a_base_url_that_is_none_is_refused(site: SiteFolder) -> None:
    """What is not a web address is refused as base URL, and nothing is published."""
    site.record()
    done = site.run("build", "--base-url", "javascript:alert(1)")
    assert done.returncode == 2
    assert not site.output.exists()


def test_descriptions_fit_a_search_engine(example: SiteFolder) -> None:
    """Every page that is listed has its own title and a description of at most 160 characters."""
    titles = []
    for path in example.output.rglob("index.html"):
        tree = Tree(path.read_text("utf-8"))
        metas = tree.all("meta")
        if any(
            "refresh" in (m.get("http-equiv"),) or "noindex" in (m.get("content"),) for m in metas
        ):
            continue
        (description,) = [
            meta["content"] for meta in tree.all("meta") if meta.get("name") == "description"
        ]
        assert 20 <= len(description) <= 160, path
        (canonical,) = [link["href"] for link in tree.all("link") if link.get("rel") == "canonical"]
        titles.append((canonical, tree.json_ld["@context"]))
    assert len(titles) == len(set(titles))


def test_a_record_with_little_to_say_has_a_description(site: SiteFolder) -> None:
    """The description of a page has between 70 and 155 characters,
    also where the record has nothing but a name.
    """
    site.write("content/credentials/a.md", "---\ntitle: X\nissuer: Y\nissued_date: 2020\n---\n")
    site.write(
        "content/credentials/b.md",
        (
            f"---\ntitle: {'Long ' * 20}\nissuer: Y\nissued_date: 2020\n"
            f"summary: {'words ' * 40}\n---\n"
        ),
    )
    files = site.publish()
    for name in "ab":
        (description,) = re.findall(
            rb'<meta name="description" content="([^"]*)">', files[f"credentials/{name}/index.html"]
        )
        assert 70 <= len(description.decode()) <= 155
