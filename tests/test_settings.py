"""Settings: `portfolio.toml`, all of it optional, every mistake with its place."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from conftest import SETTINGS as SETTINGS_OF_SITE
from conftest import SiteFolder, links_of
from hypothesis import given
from hypothesis import strategies as st
from small_site import codes, front_matter, only, surveyed, write_site

from portfolio.diagnostics import PortfolioError
from portfolio.options import Options
from portfolio.output.folder import resolve_output_folder
from portfolio.pipeline.assemble import survey
from portfolio.pipeline.inputs import as_of_date
from portfolio.settings import Settings, find_key, read_settings
from portfolio.urls import quoted_address, readable_host
from portfolio.validation.setting_types import read_base_url

FULL = """
[site]
title = "Credentials of Ada"
base_url = "https://ada.example/credentials"
language = "pt-BR"
theme = "base"
output = "public"
search = "pagefind"

[theme]
scheme = "dark"

[publish]
as_of = 2024-02
planned = true
to = "rsync:ada@ada.example:/var/www"
branch = "sites/built"
remote = "upstream"

[labels]
mlops = "MLOps"

[aliases]
sk = "scikit-learn"

[platforms.guild]
name = "Guild"
hosts = ["guild.example"]
""".replace("as_of = 2024-02\n", 'as_of = "2024-02"\n')


def test_all_of_it_is_optional() -> None:
    """Without a file, and with an empty one, the defaults hold."""
    assert read_settings(None) == (Settings(), "", ())
    settings, _, problems = read_settings(b"")
    assert (settings, problems) == (Settings(), ())
    assert settings.site.theme == "ledger"
    assert settings.site.output == "output"
    assert settings.publish.planned is False
    assert settings.publish.to == ""
    assert (settings.publish.branch, settings.publish.remote) == ("gh-pages", "origin")


def test_every_setting_is_read() -> None:
    """Each table and key has its typed value."""
    settings, _, problems = read_settings(FULL.encode())
    assert problems == ()
    assert settings.site.title == "Credentials of Ada"
    assert settings.site.base_url == "https://ada.example/credentials/"
    assert settings.site.search == "pagefind"
    assert (settings.site.language, settings.site.theme, settings.site.output) == (
        "pt-BR",
        "base",
        "public",
    )
    assert settings.theme == {"scheme": "dark"}
    assert settings.publish.as_of is not None
    assert settings.publish.as_of.last == date(2024, 2, 29)
    assert settings.publish.planned is True
    assert settings.publish.to == "rsync:ada@ada.example:/var/www"
    assert (settings.publish.branch, settings.publish.remote) == ("sites/built", "upstream")
    assert settings.labels == {"mlops": "MLOps"}
    assert settings.aliases == {"sk": "scikit-learn"}
    assert settings.platforms["guild"].hosts == ("guild.example",)


@pytest.mark.parametrize("written", ["as_of = 2024-05-17", 'as_of = "2024-05-17"'])
def test_a_date_may_be_quoted_or_not(written: str) -> None:
    """TOML's own dates and dates in quotes are the same."""
    settings, _, problems = read_settings(f"[publish]\n{written}\n".encode())
    assert problems == ()
    assert settings.publish.as_of is not None
    assert settings.publish.as_of.iso == "2024-05-17"


@pytest.mark.parametrize("content", ["\ufeff[site]\ntitle = 'A'\n", "[site]\r\ntitle = 'A'\r\n"])
def test_files_of_other_systems_are_read(content: str) -> None:
    """A byte-order mark and carriage returns are fine."""
    settings, _, problems = read_settings(content.encode())
    assert (settings.site.title, problems) == ("A", ())


@pytest.mark.parametrize(
    ("content", "code", "line", "column"),
    [
        (b"[site]\ntitle = 'a\n", "toml-syntax", None, None),
        (b"[site]\ntitle 'a'\n", "toml-syntax", 2, None),
        (b"\xff", "not-utf-8", 0, 0),
        (b"\n[site]\nlanguage = 'xx-yy-zz'\n", "invalid-language", 3, 12),
        (b"[site]\nbase_url = 'ada.example'\n", "invalid-url", 2, 12),
        (b"[site]\nbase_url = 'javascript:x'\n", "unsafe-url", 2, 12),
        (b"[publish]\nplanned = 'perhaps'\n", "invalid-flag", 2, 11),
        (b"[publish]\nas_of = 'tomorrow'\n", "invalid-date", 2, 9),
        (b"[labels]\na = ['b']\n", "wrong-type", None, None),
        (b"sites = 1\n", "unknown-field", 1, 1),
        (b"[site]\nthme = 'a'\n", "unknown-field", 2, 1),
    ],
)
def test_a_mistake_has_its_place(
    content: bytes, code: str, line: int | None, column: int | None
) -> None:
    """A wrong setting is one error at its line and column, and the defaults hold in its stead."""
    settings, _, problems = read_settings(content)
    assert codes(problems) == [code]
    assert settings == Settings()
    where = problems[0].location
    assert where.path == "portfolio.toml"
    assert line in (None, where.line)
    assert column in (None, where.column)
    assert problems[0].help


@pytest.mark.parametrize("table", ["site", "publish", "theme", "platforms", "labels", "aliases"])
@pytest.mark.parametrize("value", ["'text'", "3", "true", "[1, 2]"])
def test_a_table_that_is_none_is_said_in_our_words(table: str, value: str) -> None:
    """Another value where a table belongs is an error of ours, with a help
    and without a library's words.
    """
    _, _, problems = read_settings(f"{table} = {value}\n".encode())
    assert codes(problems) == ["wrong-type"]
    assert problems[0].help
    assert "instance of" not in problems[0].message


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ("[site]\ntitel = 'A'\n", "rename it to `title`"),
        ("[site]\nbaseurl = 'https://a.example'\n", "rename it to `base_url`"),
        ("[publish]\nplaned = true\n", "rename it to `planned`"),
        ("base_url = 'https://a.example'\n", "move it under `[site]`"),
        ("as_of = 2025-01-01\n", "move it under `[publish]`"),
        ("[platforms.guild]\nname = 'Guild'\nhost = ['guild.example']\n", "rename it to `hosts`"),
    ],
)
def test_a_misspelt_setting_is_told_its_name(content: str, wanted: str) -> None:
    """A misspelt key within a table gets the name that was meant, as one in front matter does."""
    _, _, (problem,) = read_settings(content.encode())
    assert (problem.code, problem.help) == ("unknown-field", wanted)


def test_an_unknown_setting_is_told_the_ones_of_its_table() -> None:
    """A key that resembles no other is answered with the keys of its own table,
    not those of the whole file.
    """
    _, _, (problem,) = read_settings(b"[publish]\ncompression = 3\n")
    assert "as_of" in problem.help
    assert "aliases" not in problem.help


@pytest.mark.parametrize(
    "given", ["https://ada.example", "https://ada.example/", "https://ada.example/me"]
)
def test_a_base_url_on_the_command_line_gets_its_slash(given: str, tmp_path: Path) -> None:
    """The base URL of the command line is read as the one of the settings is:
    with a slash at its end.
    """
    found = surveyed(tmp_path, {"a": front_matter()}, base_url=given)
    assert found.site
    assert found.site.view.base_url == given.rstrip("/") + "/"


def test_the_command_line_goes_before_the_settings(tmp_path: Path) -> None:
    """Theme, base URL and date of the command line win over portfolio.toml."""
    files = {"a": front_matter(), "portfolio.toml": FULL.replace('scheme = "dark"', "")}
    found = surveyed(
        tmp_path, files, date(2025, 1, 2), theme="ledger", base_url="https://other.example/"
    )
    assert found.inputs.as_of == date(2025, 1, 2)
    assert (found.inputs.setup.settings.site.theme, found.inputs.setup.settings.site.base_url) == (
        "ledger",
        "https://other.example/",
    )
    assert found.inputs.setup.settings.site.title == "Credentials of Ada"


@pytest.mark.parametrize(
    ("asked", "stated", "epoch", "expected"),
    [
        (date(2021, 1, 1), "2022", "1700000000", date(2021, 1, 1)),
        (None, "2022-02", "1700000000", date(2022, 2, 28)),
        (None, "", "1700000000", date(2023, 11, 14)),
        (None, "", "0", date(1970, 1, 1)),
    ],
)
def test_the_date_of_the_states(
    asked: date | None, stated: str, epoch: str, expected: date
) -> None:
    """The command line's date wins, then the settings', then SOURCE_DATE_EPOCH,
    also where that is zero.
    """
    settings, _, _ = read_settings(f'[publish]\nas_of = "{stated}"\n'.encode() if stated else b"")
    assert as_of_date(Options(as_of=asked), {"SOURCE_DATE_EPOCH": epoch}.get, settings) == expected


@pytest.mark.parametrize("epoch", ["yesterday", "1.5", "99999999999999999999", "253402300799"])
def test_an_epoch_that_is_none_is_refused(epoch: str, tmp_path: Path) -> None:
    """A SOURCE_DATE_EPOCH that is not a usable number of seconds is refused in words."""
    write_site(tmp_path, {"a": front_matter()})
    with pytest.raises(PortfolioError, match="SOURCE_DATE_EPOCH"):
        survey(tmp_path, Options(), {"SOURCE_DATE_EPOCH": epoch}.get)


def test_the_output_is_beside_the_settings(tmp_path: Path) -> None:
    """A relative output folder is relative to the site, whatever the current folder is."""
    settings, _, _ = read_settings(b"[site]\noutput = 'public'\n")
    assert (
        resolve_output_folder(tmp_path, None, settings.site.output) == tmp_path.resolve() / "public"
    )


@pytest.mark.parametrize(
    ("text", "keys", "line", "column"),
    [
        ("[site]\ntitle = 1\n", ("site", "title"), 2, 9),
        ("site.title = 1\n", ("site", "title"), 1, 14),
        ("[a]\ntitle = 1\n[site]\n# title = 2\n  title = 3\n", ("site", "title"), 5, 11),
        ('[platforms."my guild"]\nname = 1\n', ("platforms", "my guild", "name"), 2, 8),
        ("[site]\nlanguage = 'en'\n", ("site", "title"), 1, 1),
        ("", ("site", "title"), 1, 1),
    ],
)
def test_a_key_is_found_in_its_table(
    text: str, keys: tuple[str, ...], line: int, column: int
) -> None:
    """The place of a key is that in its own table, dotted or quoted;
    the table's line where it is not written.
    """
    place = find_key("portfolio.toml", text, keys)
    assert (place.line, place.column) == (line, column)


def test_a_comment_is_not_marked() -> None:
    """The mark beneath a wrong setting covers its value and not the comment after it."""
    _, _, (problem,) = read_settings(b"[site]\nlanguage = 'xx-yy-zz' # mine\n")
    assert problem.location.length == len("'xx-yy-zz'")


@pytest.mark.parametrize("written", ['"\u00b2"', "-3", "1.5", "[]"])
def test_a_theme_option_that_is_no_number_is_an_error(written: str, tmp_path: Path) -> None:
    """An option that is a number takes whole numbers,
    and anything else is an error at its place.
    """
    found = surveyed(
        tmp_path, {"a": front_matter(), "portfolio.toml": f"[theme]\nhome_entries = {written}\n"}
    )
    assert only(found.diagnostics, "wrong-type").location.line == 2


def test_a_theme_option_may_be_a_fraction(tmp_path: Path) -> None:
    """A theme whose option is a fraction by default takes a fraction of the owner's."""
    files = {
        "a": front_matter(),
        "themes/mine/theme.toml": "name = 'mine'\n[options]\nratio = 0.5\n",
        "portfolio.toml": "[site]\ntheme = 'mine'\n[theme]\nratio = 0.7\n",
    }
    found = surveyed(tmp_path, files)
    assert found.diagnostics == ()
    assert found.inputs.setup.theme
    assert found.inputs.setup.theme.options["ratio"] == 0.7


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://example.org/my site", "https://example.org/my%20site/"),
        ("https://example.org/my%20site/", "https://example.org/my%20site/"),
        ("https://example.org/50%", "https://example.org/50%25/"),
        ("https://example.org/50%25/", "https://example.org/50%25/"),
        (
            "https://example.org/Zeugnisse/für/日本",
            "https://example.org/Zeugnisse/f%C3%BCr/%E6%97%A5%E6%9C%AC/",
        ),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://faß.example:8080/~ada/", "https://xn--fa-hia.example:8080/~ada/"),
        ("https://BÜCHER。example", "https://xn--bcher-kva.example/"),
        (
            "https://xn--bcher-kva.example/a+b,c;d=e@f!",
            "https://xn--bcher-kva.example/a+b,c;d=e@f!/",
        ),
        ("HTTPS://example.org/it's(1)", "https://example.org/it's(1)/"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x/"),
    ],
)
def test_the_address_of_the_site_is_encoded_once(written: str, expected: str) -> None:
    """Spaces and letters beyond ASCII are percent-encoded or Punycode, what is encoded already
    stays, and a second time changes nothing.
    """
    assert read_base_url(written) == expected
    assert read_base_url(expected) == expected


@given(st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp", "Cf")), max_size=20))
def test_an_address_is_never_encoded_twice(path: str) -> None:
    """Encoding the path of any address gives plain ASCII, and encoding it again changes nothing."""
    once = quoted_address(f"https://example.org/{path}")
    assert once.isascii()
    assert quoted_address(once) == once


def unquote_path(text: str, page: str) -> str:
    """A text in which the address of a page, whose own part may be
    in letters, is percent-encoded.
    """
    head, _, own = page.partition("credentials/")
    return text.replace(f"{head}credentials/{unquote(own)}", page)


def test_the_address_goes_the_same_everywhere(site: SiteFolder) -> None:
    """An address with a space and umlauts is written in one way wherever a page or a file names it,
    and the error page finds its files.
    """
    site.write(
        "portfolio.toml",
        SETTINGS_OF_SITE.replace(
            "https://example.org/", "https://bücher.example/meine zeugnisse/über"
        ).replace("share_pictures = false", ""),
    )
    site.write("content/profile.md", "---\nname: Ada Example\n---\n")
    site.record("größe", expiry_date="2026-01-01")
    files = site.publish()
    home = "https://xn--bcher-kva.example/meine%20zeugnisse/%C3%BCber/"
    (own,) = [name for name in files if name.startswith("credentials/") and name.count("/") == 2]
    page = f"{home}{quote(own.removesuffix('index.html'))}"
    for name in (own, "feed.xml", "sitemap.xml", "renewals.ics", "credentials.json"):
        assert page in unquote_path(files[name].decode().replace("\r\n ", ""), page), name
    for name in ("index.html", "robots.txt", "resume.json", "feed.xml", "404.html"):
        assert home.split("//")[1].partition("/")[2].encode() in files[name], name
    for name, content in files.items():
        assert b"%25" not in content or not name.endswith(
            (".html", ".xml", ".txt", ".json", ".ics")
        ), name
        assert b"meine zeugnisse" not in content, name
        assert "bücher".encode() not in content, name
    links = [link for link in links_of(site.page("404.html")) if link.startswith("/")]
    assert links
    assert all(link.startswith("/meine%20zeugnisse/%C3%BCber/") for link in links)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://xn--bcher-kva.example/x/", "bücher.example"),
        ("https://xn--\x80.example/", "xn--\x80.example"),
        ("", ""),
    ],
)
def test_a_host_is_shown_in_letters(address: str, host: str) -> None:
    """The host of a share picture is in the letters that people read."""
    assert readable_host(address) == host


def test_links_in_settings_give_nothing_private_away() -> None:
    """A link in a title or a label is published on many pages, so what it gives away is taken
    out, and its owner is told.
    """
    text = (
        '[site]\ntitle = "Ada, https://example.org/me?token=abc123&page=2"\n'
        '[labels]\nexam = "See https://example.org/exam?email=ada@example.org&page=2"\n'
    )
    settings, _, problems = read_settings(text.encode())
    assert settings.site.title == "Ada, https://example.org/me?page=2"
    assert settings.labels["exam"] == "See https://example.org/exam?page=2"
    assert [(problem.code, problem.location.line) for problem in problems] == [
        ("private-link", 2),
        ("private-link", 4),
    ]


@pytest.mark.parametrize(
    ("to", "is_valid"),
    [
        ("branch", True),
        ("rsync:ada@ada.example:/var/www", True),
        ("rsync:../www", True),
        ("folder:/var/www/my site", True),
        ("", False),
        ("gh-pages", False),
        ("Branch", False),
        ("branch:gh-pages", False),
        ("rsync:", False),
        ("rsync: ", False),
        ("rsync:--rsh=sh", False),
        ("rsync:ada@-oProxyCommand=sh:/www", False),
        ("folder:", False),
        ("ftp:ada.example", False),
    ],
)
def test_a_destination_has_one_of_three_forms(to: str, *, is_valid: bool) -> None:
    """A site is published on a branch, with rsync or into a folder; no option hides in a name."""
    _, _, problems = read_settings(f'[publish]\nto = "{to}"\n'.encode())
    assert codes(problems) == ([] if is_valid else ["unknown-destination"])


@pytest.mark.parametrize(
    ("name", "is_valid"),
    [
        ("gh-pages", True),
        ("sites/built", True),
        ("v1.2", True),
        ("für", True),
        ("--force", False),
        ("a b", False),
        ("a..b", False),
        ("a/", False),
        ("/a", False),
        ("a//b", False),
        (".a", False),
        ("a/.b", False),
        ("a.lock", False),
        ("a:b", False),
        ("a~1", False),
        ("a@{1}", False),
    ],
)
def test_branches_and_remotes_have_names_that_git_accepts(name: str, *, is_valid: bool) -> None:
    """What git would not take for the name of a branch is told before anything is built."""
    for key in ("branch", "remote"):
        _, _, problems = read_settings(f'[publish]\n{key} = "{name}"\n'.encode())
        assert codes(problems) == ([] if is_valid else ["invalid-name"])
    done = subprocess.run(["git", "check-ref-format", "--branch", name], check=False)
    assert (done.returncode == 0) is is_valid
