"""Themes: where templates and static files are found, and what is refused."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest
from conftest import AS_OF, REPOSITORY, SETTINGS, SiteFolder, write_misnamed
from small_site import NO_VARIABLES

from portfolio.diagnostics import Location
from portfolio.options import Options
from portfolio.pipeline.assemble import survey
from portfolio.text import listed
from portfolio.theme.declarations import builtin_themes_folder, read_chain, theme_names


def settings(theme: str, *, options: str = "") -> str:
    """Settings that choose a theme."""
    return SETTINGS.replace("[publish]", f'theme = "{theme}"\n\n[publish]') + (
        f"\n[theme]\n{options}\n" if options else ""
    )


# Which file wins


def test_the_sites_own_template_wins(site: SiteFolder) -> None:
    """A template in the site's templates/ replaces the theme's."""
    site.record()
    site.template("credential.html", "<html>mine {{ sheet.card.title }}</html>")
    site.publish()
    assert (site.output / "credentials/a/index.html").read_text() == "<html>mine Title a</html>"


def test_an_override_can_extend_what_it_overrides(site: SiteFolder) -> None:
    """An override can extend the theme's template by its whole name and change one block."""
    site.record(credential_id="0123")
    site.template(
        "credential.html",
        (
            '{% extends "ledger/credential.html" %}{% block related %}<p id="own">Own end</p>'
            "{% endblock %}"
        ),
    )
    site.publish()
    tree = site.page("credentials/a/")
    assert tree.faults == []
    assert "Own end" in tree.text
    assert "0123" in tree.text


def test_a_part_can_be_overridden(site: SiteFolder) -> None:
    """An override of a block's file is used by the theme's own pages."""
    site.record()
    site.template("blocks/facts.html", "<p>own facts</p>")
    site.publish()
    assert "own facts" in site.page("credentials/a/").text


def test_a_child_theme_with_one_template(site: SiteFolder) -> None:
    """A theme of the site with one template has the rest from its parent."""
    site.record()
    site.write("portfolio.toml", settings("mine"))
    site.theme("mine")
    site.template(
        "404.html",
        '{% extends "ledger/404.html" %}{% block main %}<h1>Lost</h1>{% endblock %}',
        theme="mine",
    )
    site.publish()
    assert "Lost" in site.page("404.html").text
    assert "Title a" in site.page("credentials/a/").text


def test_a_theme_of_its_own(site: SiteFolder) -> None:
    """A theme without a parent among the full ones needs only its own templates;
    base gives feed, sitemap and redirects.
    """
    site.record(aliases=["old"])
    site.write("portfolio.toml", settings("bare"))
    site.theme("bare", "")
    for name in ("home", "credentials", "credential", "index", "term", "404"):
        site.template(
            f"{name}.html",
            '{% extends "base.html" %}{% block body %}<h1>{{ page.heading }}</h1>{% endblock %}',
            theme="bare",
        )
    files = site.publish()
    assert site.page("credentials/a/").text.endswith("Title a")
    assert {"feed.xml", "sitemap.xml", "robots.txt", "old/index.html"} <= set(files)


def test_a_template_that_a_theme_lacks_is_named(site: SiteFolder) -> None:
    """A page whose template no layer has is an error that names the template and the theme."""
    site.record()
    site.write("portfolio.toml", settings("bare"))
    site.theme("bare", "")
    found = site.problems()
    assert {problem.code for problem in found} == {"missing-template"}
    assert any("`credential.html`" in problem.message for problem in found)
    assert all("bare" in problem.location.path for problem in found)


def test_the_order_of_static_files(site: SiteFolder) -> None:
    """A static file of the site wins over the theme's, and the theme's over its parent's."""
    site.record()
    site.write("portfolio.toml", settings("mine"))
    site.theme("mine")
    site.write("themes/mine/static/page.js", "theme()")
    site.write("themes/mine/static/theme.js", "theme()")
    site.write("static/page.js", "site()")
    files = site.publish()
    assert {
        content for name, content in files.items() if re.match(r"assets/(page|theme)\.", name)
    } == {b"site()", b"theme()"}


# Names and options


def test_an_unknown_theme(site: SiteFolder) -> None:
    """A theme that does not exist is an error at its place in the settings, with the name
    that was probably meant.
    """
    site.record()
    site.write("portfolio.toml", settings("legder"))
    (found,) = site.problems()
    assert (found.code, found.location.path, found.location.line) == (
        "unknown-theme",
        "portfolio.toml",
        5,
    )
    assert "did you mean `ledger`?" in found.help
    assert not site.output.exists() or not any(site.output.iterdir())


@pytest.mark.parametrize("name", ["../base", "/etc", "Ledger", ".", "ledger/templates", "a\\b", ""])
def test_a_theme_name_is_a_plain_name(site: SiteFolder, name: str) -> None:
    """A theme's name can lead to no other folder, from the settings or from the command line."""
    site.record()
    assert {problem.code for problem in site.problems(theme=name)} == {"unknown-theme"}
    site.write("portfolio.toml", settings(name.replace("\\", "\\\\")) if name else SETTINGS)
    if name:
        assert {problem.code for problem in site.problems()} == {"invalid-name"}


def test_an_unknown_parent_is_an_error_of_the_theme(site: SiteFolder) -> None:
    """A parent that does not exist is an error in the theme's own
    description, where it is written.
    """
    site.record()
    site.write("portfolio.toml", settings("mine"))
    site.theme("mine", 'parent = "legder"\n')
    (found,) = site.problems()
    assert found.code == "unknown-theme"
    assert "did you mean `ledger`?" in found.help
    assert (found.location.path, found.location.line) == ("themes/mine/theme.toml", 2)


def test_a_parent_elsewhere_is_an_error(site: SiteFolder) -> None:
    """A theme is never read from another folder than those of themes."""
    site.record()
    site.write("portfolio.toml", settings("mine"))
    site.theme("mine", 'parent = "../elsewhere"\n')
    site.write("elsewhere/theme.toml", 'name = "elsewhere"\n')
    assert [problem.code for problem in site.problems()] == ["unknown-theme"]


def test_a_circle_of_parents(site: SiteFolder) -> None:
    """Themes that are each other's parents are an error that shows the circle."""
    site.record()
    site.write("portfolio.toml", settings("one"))
    site.theme("one", 'parent = "two"\n')
    site.theme("two", 'parent = "one"\n')
    (found,) = site.problems()
    assert found.code == "theme-cycle"
    assert "one → two → one" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "name =",
        "name = 'x'\noptions = 3\n",
        "name = 'x'\noptions = ['a']\n",
        "\x00",
        "name = 'x'\nparent = 5\n",
        "name = 'x'\nparents = 'ledger'\n",
    ],
)
def test_a_broken_description(site: SiteFolder, text: str) -> None:
    """A description of a theme that cannot be read is an error
    in that file and never a traceback.
    """
    site.record()
    site.write("portfolio.toml", settings("mine"))
    site.write("themes/mine/theme.toml", text)
    done = site.run("check")
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
    assert "themes/mine/theme.toml" in done.stderr


@pytest.mark.parametrize(
    "lines",
    [
        'accent = "red"',
        "accent = 5",
        'accent = ["#000000"]',
        'light = "#ffffff"',
        "light = []",
        "dark = [5]",
        "dark = true",
        'accent = ""',
        'acent = "#000000"',
    ],
)
def test_a_color_that_is_none_is_told_where_it_stands(site: SiteFolder, lines: str) -> None:
    """What stands under `[colors]` and is no colour, or no list of them, is an error at its line."""
    site.record()
    site.write("portfolio.toml", settings("mine"))
    site.theme("mine", f'parent = "ledger"\n[colors]\n{lines}\n')
    (found,) = site.problems()
    assert found.code in ("invalid-color", "wrong-type", "unknown-field")
    assert (found.location.path, found.location.source) == ("themes/mine/theme.toml", lines)


@pytest.mark.parametrize("name", ["mine", "base"])
def test_a_chain_without_base_says_what_it_lacks(site: SiteFolder, name: str) -> None:
    """A theme without a parent, or the site's own `base`, that lacks options or an accent is an
    error in its description; with all of them it is a theme like others.
    """
    site.record()
    site.write("portfolio.toml", settings("child"))
    site.theme("child", f'parent = "{name}"\n')
    site.theme(name, 'parent = ""\n[colors]\nlight = ["#fff"]\n')
    found = site.problems()
    assert [problem.code for problem in found] == ["broken-theme"] * 2
    assert {problem.location.path for problem in found} == {f"themes/{name}/theme.toml"}
    assert "`accent` and 1 more under `[colors]`" in found[1].message
    whole = (builtin_themes_folder() / "base/theme.toml").read_text("utf-8")
    site.write(f"themes/{name}/theme.toml", whole)
    assert {problem.code for problem in site.problems()} == {"missing-template"}


def test_a_description_is_read(site: SiteFolder) -> None:
    """A chain begins with the theme that was asked for, with what it says of itself."""
    site.theme("mine", 'parent = "ledger"\ndescription = "Quiet."\n')
    chain, problems = read_chain(site.root, "mine", Location("portfolio.toml"))
    assert problems == ()
    assert [one.layer.name for one in chain] == ["mine", "ledger", "base"]
    assert chain[0].description == "Quiet."
    assert all(one.description for one in chain)


def test_the_theme_base_is_never_offered(site: SiteFolder) -> None:
    """It has no pages: it is none of the themes, and nobody is asked whether it was meant."""
    site.record()
    assert "base" not in theme_names(site.root)
    for name in ("bsae", "base2", "bas", "unlike-any"):
        (found,) = site.problems(theme=name)
        assert found.code == "unknown-theme"
        assert "base" not in found.help


def test_all_problems_of_a_chain_are_told_at_once(site: SiteFolder) -> None:
    """Each wrong value of a description is told, not only the first."""
    site.record()
    site.write("portfolio.toml", settings("mine"))
    site.theme("mine", 'author = "A"\nstylesheet = 5\n[colors]\naccent = 5\ndark = ["no"]\n')
    assert [problem.code for problem in site.problems()] == [
        "unknown-field",
        "wrong-type",
        "wrong-type",
        "invalid-color",
    ]


def test_an_unknown_option(site: SiteFolder) -> None:
    """An option that the theme does not have is an error at its line, with the one
    that was probably meant.
    """
    site.record()
    site.write("portfolio.toml", settings("ledger", options="home_entry = 4"))
    (found,) = site.problems()
    assert (found.code, found.location.source) == ("unknown-option", "home_entry = 4")
    assert "did you mean `home_entries`?" in found.help


@pytest.mark.parametrize(
    ("line", "default"),
    [('home_entries = "many"', "6"), ("search_shortcut = 3", "False"), ("scheme = true", "auto")],
)
def test_an_option_of_the_wrong_kind(site: SiteFolder, line: str, default: str) -> None:
    """An option whose value is of another kind than its default
    is an error that says the default.
    """
    site.record()
    site.write("portfolio.toml", settings("ledger", options=line))
    (found,) = site.problems()
    assert found.code == "wrong-type"
    assert default.lower() in f"{found.message} {found.help}".lower()


def test_options_of_every_kind_reach_the_templates(site: SiteFolder) -> None:
    """Options have the defaults of the theme and of its parents,
    and the owner's values in the kinds of those.
    """
    site.record()
    site.theme(
        "mine",
        (
            'parent = "ledger"\n[options]\ntext = "a"\nwhole = 1\nsize = 1.5\nflag = false\n'
            'words = ["x"]\n'
        ),
    )
    site.template("credentials.html", "{{ site.options | dictsort | list }}", theme="mine")
    site.write(
        "portfolio.toml",
        settings(
            "mine", options='text = "b"\nwhole = 2\nsize = 2.5\nflag = true\nwords = ["y", "z"]'
        ),
    )
    site.publish()
    shown = (site.output / "credentials/index.html").read_text().replace("&#39;", "'")
    for expected in (
        "('text', 'b')",
        "('whole', 2)",
        "('size', 2.5)",
        "('flag', True)",
        "('words', ['y', 'z'])",
        "('home_entries', 6)",
    ):
        assert expected in shown


def test_home_entries_limits_the_home_page(site: SiteFolder) -> None:
    """The ledger's option home_entries decides how many credentials the home page shows."""
    for name in "abcd":
        site.record(name)
    site.write("portfolio.toml", settings("ledger", options="home_entries = 2"))
    site.publish()
    shown = (site.output / "index.html").read_text().partition('class="register paper"')[0]
    assert shown.count('<li class="entry') == 2


# Static files


def test_static_files_have_the_digest_of_their_content(site: SiteFolder) -> None:
    """A static file is published under a name that changes exactly
    when its content does, and pages follow.
    """
    site.record()
    site.write("static/own file.js", "1")
    site.template("credentials.html", "{{ static('own file.js') }}")
    files = site.publish()
    digest = hashlib.sha256(b"1").hexdigest()[:10]
    assert f"assets/own-file.{digest}.js" in files
    assert files["credentials/index.html"].decode() == f"../assets/own-file.{digest}.js"
    site.write("static/own file.js", "2")
    assert f"assets/own-file.{digest}.js" not in site.publish()


def test_styles_follow_the_names_of_what_they_use(site: SiteFolder) -> None:
    """url() in a style sheet leads to the published name of the file,
    quoted or not; data: and # stay.
    """
    site.record()
    site.write("static/deep/dot.svg", "<svg/>")
    site.write(
        "static/deep/own.css",
        (
            "a{b:url(dot.svg)}c{d:url( '../deep/dot.svg' "
            ")}e{f:url(data:image/png;base64,AA)}g{h:url(#i)}"
        ),
    )
    files = site.publish()
    (svg,) = [name for name in files if name.startswith("assets/dot.")]
    (css,) = [content.decode() for name, content in files.items() if name.startswith("assets/own.")]
    assert css.count(svg.removeprefix("assets/")) == 2
    assert "data:image/png;base64,AA" in css
    assert "url(#i)" in css


SCRIPT = """// said to nobody
/*! a licence */
const pattern = /[/*"]+ \\/\\/ /g; /* said to nobody */
const words = `two  blanks, // and ${ pattern.source + 1 } /* this */`, address = "https://example.org/  /*a*/";
const sum = words.length + +pattern.lastIndex - -1
void (words.length && history.back())
"""
"""Where blanks and signs of comments matter, and where they do not."""
WITHIN = (
    "const words = `a ${ [1].map((one) => `two  blanks ${ one }`) }`; // said to those who look"
)


def test_scripts_are_published_without_what_they_say_to_nobody(site: SiteFolder) -> None:
    """A script loses its comments and spare blanks, and nothing else; licences stay,
    and so does all of a script that cannot be told.
    """
    site.record()
    site.write("static/a.js", SCRIPT)
    site.write("static/b.js", WITHIN)
    site.write("static/c.js", "'\xe9' // é".encode("latin-1"))
    files = site.publish()
    a, b, c = (
        [
            content
            for name, content in files.items()
            if name.startswith(f"assets/{stem}.") and name.endswith(".js")
        ]
        for stem in "abc"
    )
    short = a[0].decode()
    assert "said to nobody" not in short
    kept = (
        "/*! a licence */",
        r'/[/*"]+ \/\/ /g',
        "`two  blanks, // and ${ pattern.source + 1 } /* this */`",
        '"https://example.org/  /*a*/"',
    )
    assert all(text in short for text in kept)
    assert "+ +pattern.lastIndex- -1\nvoid(words.length&&history.back())" in short
    assert b == [WITHIN.encode()]
    assert c == ["'\xe9' // é".encode("latin-1")]


def test_styles_can_import_each_other(site: SiteFolder) -> None:
    """A style sheet can import another, whichever comes first by name."""
    site.record()
    site.write("static/a.css", '@import url("b.css");')
    site.write("static/b.css", "p{color:red}")
    files = site.publish()
    (imported,) = [name for name in files if name.startswith("assets/b.")]
    (importing,) = [
        content.decode() for name, content in files.items() if name.startswith("assets/a.")
    ]
    assert imported.removeprefix("assets/") in importing


@pytest.mark.parametrize("suffix", ["?v=1", "#part"])
def test_styles_keep_queries_and_fragments(site: SiteFolder, suffix: str) -> None:
    """url() with a query or fragment finds its file."""
    site.record()
    site.write("static/dot.svg", "<svg/>")
    site.write("static/own.css", f"a{{b:url(dot.svg{suffix})}}")
    files = site.publish()
    (css,) = [content.decode() for name, content in files.items() if name.startswith("assets/own.")]
    assert re.search(r"dot\.[0-9a-f]{10}\.svg", css)


def test_a_style_that_uses_a_missing_file(site: SiteFolder) -> None:
    """A style sheet that uses a file which is not there is an error at that place."""
    site.record()
    site.write("static/own.css", "p{}\na{b:url(none.svg)}")
    (found,) = [problem for problem in site.problems() if problem.code == "missing-file"]
    assert (found.code, found.location.path, found.location.line, found.location.column) == (
        "missing-file",
        "static/own.css",
        2,
        9,
    )


def test_a_style_that_is_not_utf8(site: SiteFolder) -> None:
    """A style sheet in another encoding is an error in that file and never a traceback."""
    site.record()
    site.write("static/own.css", b"a{content:'\xfc'}")
    done = site.run("build")
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
    assert "static/own.css" in done.stderr


def test_files_below_root_keep_their_names(site: SiteFolder) -> None:
    """What lies in static/root/ is published at the site's root byte for byte,
    also over the program's own files.
    """
    site.record()
    site.write("static/root/.well-known/x.txt", "known")
    site.write("static/root/CNAME", "example.org\n")
    site.write("static/root/robots.txt", "User-agent: *\nDisallow: /\n")
    files = site.publish()
    assert files["CNAME"] == b"example.org\n"
    assert files["robots.txt"] == b"User-agent: *\nDisallow: /\n"
    assert files.get(".well-known/x.txt") == b"known"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("index.html", "page `/`"),
        ("credentials/index.html", "page `/credentials/`"),
        ("Credentials/INDEX.html", "page `/credentials/`"),
        ("credentials", "page `/credentials/`"),
        ("credentials/a/index.html", "page `/credentials/a/`"),
        ("technologies/rust/index.html", "page `/technologies/rust/`"),
        ("technologies", "page `/technologies/`"),
        ("Sitemap.xml", "file `/sitemap.xml`"),
        ("feed.xml/x.txt", "file `/feed.xml`"),
        ("Credentials.json", "file `/credentials.json`"),
        ("pagefind/pagefind.js", "folder `/pagefind`"),
    ],
)
@pytest.mark.parametrize("theme", ["", "themes/mine/"])
def test_a_root_file_cannot_hide_a_page(
    site: SiteFolder, name: str, place: str, theme: str
) -> None:
    """A file in static/root/, the site's or a theme's, that takes the place of a page
    or section is one error, which names both.
    """
    site.write(
        "portfolio.toml",
        SETTINGS.replace(
            "[publish]",
            f'search = "pagefind"\ntheme = "{"mine" if theme else "ledger"}"\n[publish]',
            1,
        ),
    )
    site.theme("mine")
    site.record(technologies=["Rust"], image="dot.svg", image_alt="Dot")
    site.write(
        "content/credentials/dot.svg",
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    )
    site.write(f"{theme}static/root/{name}", "Own.")
    (found,) = survey(site.root, Options(as_of=AS_OF), NO_VARIABLES).diagnostics
    assert (found.code, found.location.path) == ("address-taken", f"{theme}static/root/{name}")
    assert found.message.startswith(f"`{theme}static/root/{name}` takes the place of the {place}")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("about/index.html", "pages/about.md"),
        ("About", "pages/about.md"),
        ("old/a/index.html", "credentials/a.md"),
    ],
)
def test_a_root_file_in_the_place_of_a_text(site: SiteFolder, name: str, path: str) -> None:
    """A free page or a former address whose place such a file has is an error at
    the text, which names the file.
    """
    site.record(aliases=["old/a"])
    site.write("content/pages/about.md", "---\ntitle: About\n---\n")
    site.write(f"static/root/{name}", "Own.")
    (found,) = site.problems()
    assert (found.code, found.location.path) == ("address-taken", f"content/{path}")
    assert f"`static/root/{name}`" in found.message


@pytest.mark.parametrize(
    "name",
    [
        "robots.txt",
        "sitemap.xml",
        "feed.xml",
        "resume.json",
        "credentials.json",
        "llms.txt",
        "404.html",
    ],
)
def test_a_root_file_may_replace_one_for_programs(site: SiteFolder, name: str) -> None:
    """A file of exactly the name of one that programs read, or of the page of errors,
    is published in its place.
    """
    site.record()
    site.write(f"static/root/{name}", "Own.")
    assert site.publish()[name] == b"Own."


def test_two_root_files_that_differ_by_case_clash(site: SiteFolder) -> None:
    """Two static files that are one where case is ignored are an error;
    the same content twice below other names is none.
    """
    site.record()
    site.write("static/one/dot.svg", "Dot")
    site.write("static/two/dot.svg", "Dot")
    assert site.problems() == []
    site.write("static/root/Words.txt", "One")
    site.write("static/root/words.txt", "Two")
    (found,) = site.problems()
    assert (found.code, found.location.path) == ("address-taken", "static/root/words.txt")
    assert [other.location.path for other in found.related] == ["static/root/Words.txt"]


def test_an_unknown_static_file_suggests_one(site: SiteFolder) -> None:
    """A template that asks for a static file with a slip in its name is told the name."""
    site.record()
    site.template("credentials.html", "{{ static('legder.css') }}")
    (found,) = site.problems()
    assert "did you mean `ledger.css`?" in found.message


# What is not the theme's


@pytest.mark.parametrize(
    "place",
    [
        "static/linked.txt",
        "themes/mine/static/linked.txt",
        "themes/mine/templates/linked.html",
        "templates/linked.html",
    ],
)
def test_a_linked_file_is_refused(site: SiteFolder, tmp_path: Path, place: str) -> None:
    """A static file or template that is a symbolic link out of the theme is not read:
    the build says so or does without.
    """
    secret = tmp_path / "secret.txt"
    secret.write_text("top secret")
    site.record()
    site.write("portfolio.toml", settings("mine"))
    site.theme("mine")
    (site.root / place).parent.mkdir(parents=True, exist_ok=True)
    (site.root / place).symlink_to(secret)
    if place.endswith(".html"):
        site.template("credentials.html", "{% include 'linked.html' ignore missing %}")
    result = site.build()
    assert not any(b"top secret" in content for content in site.files().values())
    assert result.written is None
    assert ("symbolic-link", place) in {
        (problem.code, problem.location.path) for problem in result.diagnostics
    }


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("static/caf\udce9.css", "static/caf\\udce9.css"),
        ("static/d\udce9/own.css", "static/d\\udce9"),
        ("static/root/caf\udce9.txt", "static/root/caf\\udce9.txt"),
        ("static/root/.d\udce9/own.txt", "static/root/.d\\udce9"),
        ("templates/caf\udce9.html", "templates/caf\\udce9.html"),
        ("themes/mine/static/caf\udce9.js", "themes/mine/static/caf\\udce9.js"),
        ("themes/mine/templates/d\udce9/a.html", "themes/mine/templates/d\\udce9"),
    ],
)
def test_a_name_that_is_not_utf_8_is_an_error(site: SiteFolder, path: str, shown: str) -> None:
    """A file or folder of a theme whose name is no text is an error that shows its bytes,
    and nothing is published; a hidden file is ignored as ever.
    """
    site.record()
    site.write("portfolio.toml", settings("mine"))
    site.theme("mine")
    write_misnamed(site.root, "static/.caf\udce9.css")
    site.publish()
    write_misnamed(site.root, path)
    result = site.build()
    assert result.written is None
    (found,) = result.diagnostics
    assert (found.code, found.location.path, found.help) == ("not-utf-8", shown, "rename it")


def test_a_theme_that_cannot_be_named_is_not_suggested(site: SiteFolder) -> None:
    """A theme whose folder has a name that the settings refuse is none of the themes."""
    site.record()
    site.write("portfolio.toml", settings("mine"))
    site.theme("Mine")
    write_misnamed(site.root, "themes/min\udce9/theme.toml")
    (found,) = site.problems()
    themes = listed(theme_names(None))
    assert (found.code, found.help) == ("unknown-theme", f"the themes are {themes}")


@pytest.mark.parametrize("place", ["static", "static/deep", "themes/mine/static", "themes/mine"])
def test_a_linked_folder_is_refused(site: SiteFolder, tmp_path: Path, place: str) -> None:
    """A folder of a theme that is a symbolic link out of the site is not followed."""
    secret = tmp_path / "secret"
    (secret / "static").mkdir(parents=True)
    for name in ("secret.txt", "static/secret.txt", "theme.toml"):
        (secret / name).write_text("name = 'top secret'\n")
    site.record()
    site.write("portfolio.toml", settings("mine"))
    if place != "themes/mine":
        site.theme("mine")
    (site.root / place).parent.mkdir(parents=True, exist_ok=True)
    (site.root / place).symlink_to(secret)
    result = site.build()
    assert not any(b"top secret" in content for content in site.files().values())
    assert result.written is None
    wanted = (
        ("unknown-theme", "portfolio.toml") if place == "themes/mine" else ("symbolic-link", place)
    )
    assert [(found.code, found.location.path) for found in result.diagnostics] == [wanted]


@pytest.mark.skipif(
    not hasattr(os, "mkfifo"), reason="there are no pipes with names on this system"
)
def test_a_pipe_is_not_opened(site: SiteFolder) -> None:
    """A named pipe among the static files does not hold the build up."""
    site.record()
    (site.root / "static").mkdir()
    os.mkfifo(site.root / "static/pipe.txt")
    done = site.run("build", timeout=8)
    assert done.returncode == 1
    assert "static/pipe.txt" in done.stderr


def test_editor_files_are_not_published(site: SiteFolder) -> None:
    """Hidden files beside static files stay where they are."""
    site.record()
    site.write("static/.own.css.swp", "x")
    site.write("static/.DS_Store", "x")
    assert not any("swp" in name or "store" in name.lower() for name in site.publish())


def test_every_theme_here_is_sound() -> None:
    """Every theme of the repository has a description whose name is its folder's."""
    for path in (REPOSITORY / "themes").glob("*/theme.toml"):
        assert f'name = "{path.parent.name}"' in path.read_text("utf-8")
