"""The command `theme`: themes are listed, started and checked."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from conftest import SETTINGS, SiteFolder
from small_site import NO_VARIABLES

from portfolio.diagnostics import Diagnostic, PortfolioError
from portfolio.pipeline.theme_check import check_theme
from portfolio.scaffold.theme import start_theme
from portfolio.settings import read_settings
from portfolio.theme.catalogue import offered_themes
from portfolio.theme.declarations import builtin_themes_folder, theme_names
from portfolio.theme.themes import load_theme

BUILT_IN = theme_names(None)
OFFERED = re.compile(r"# ([\w-]+) = ")
"""The start of a line of a new theme that works once its mark is removed."""


def choose(site: SiteFolder, theme: str) -> None:
    """Let a site use a theme."""
    site.write("portfolio.toml", SETTINGS.replace("[publish]", f'theme = "{theme}"\n\n[publish]'))


def checked(site: SiteFolder, theme: str = "mine") -> list[Diagnostic]:
    """The problems of a theme over a site."""
    return list(check_theme(site.root, theme, NO_VARIABLES).diagnostics)


# list


def test_the_built_in_themes_are_listed_anywhere(tmp_path: Path) -> None:
    """Outside of a site there are the built-in themes with their descriptions, but not `base`;
    folders of other themes do not count there.
    """
    site = SiteFolder(tmp_path)
    site.theme("mine")
    done = site.run("theme", "list")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.findall(r"^(\S+): (.*)$", done.stdout, re.MULTILINE) == [
        (name, "built in") for name in BUILT_IN
    ]
    for name in BUILT_IN:
        about = tomllib.loads((builtin_themes_folder() / name / "theme.toml").read_text("utf-8"))
        assert f"  {about['description']}\n" in done.stdout


def test_the_themes_of_a_site_are_listed(site: SiteFolder) -> None:
    """Those of the site are among them, also where one has the name of a built-in one; the one
    that the site uses is marked.
    """
    site.theme("mine", 'parent = "ledger"\ndescription = "Mine."\n')
    site.theme("ledger", 'parent = "base"\n')
    choose(site, "mine")
    done = site.run("theme", "list")
    assert "mine: themes/mine/, used by this site\n  Mine.\n" in done.stdout
    assert "ledger: themes/ledger/\n" in done.stdout
    assert done.stdout.count("used by this site") == 1


def test_the_list_says_which_themes_cannot_be_used(site: SiteFolder) -> None:
    """A theme with a mistake in its description is listed with the command that tells of it."""
    site.theme("mine", 'parent = "none"\ndescription = "Mine."\n')
    site.write("themes/other/theme.toml", "name: other")
    broken = {offer.name for offer in offered_themes(site.root) if not offer.is_usable}
    assert broken == {"mine", "other"}
    done = site.run("theme", "list")
    assert "  Mine.\n  It cannot be used: portfolio theme check mine says why.\n" in done.stdout
    assert "other: themes/other/\n  It cannot be used" in done.stdout


@pytest.mark.parametrize(
    ("used", "said"),
    [
        ("legder", "this site uses `legder`, which is none of these; did you mean `ledger`?\n"),
        ("base", "this site uses `base`, which is none of these\n"),
    ],
)
def test_a_theme_that_is_used_and_none_is_told(site: SiteFolder, used: str, said: str) -> None:
    """A site that uses a theme that cannot be chosen is told so."""
    choose(site, used)
    assert site.run("theme", "list").stdout.endswith(said)


def test_the_list_with_settings_that_cannot_be_read(site: SiteFolder) -> None:
    """Which theme the site uses is not known then: the list is printed, and so is the mistake."""
    site.write("portfolio.toml", "[site\n")
    done = site.run("theme", "list")
    assert done.returncode == 1
    assert "ledger: built in\n" in done.stdout
    assert "error[toml-syntax]" in done.stderr


# new


def test_a_new_theme_changes_nothing(site: SiteFolder) -> None:
    """A new theme is a child of the one that the site uses, and the site is the same with it."""
    site.record()
    before = site.publish()
    done = site.run("theme", "new", "quiet")
    assert (done.returncode, done.stderr) == (0, "")
    about = tomllib.loads((site.root / "themes/quiet/theme.toml").read_text("utf-8"))
    assert (about["name"], about["parent"]) == ("quiet", "ledger")
    assert about["description"]
    choose(site, "quiet")
    assert site.publish() == before
    assert checked(site, "quiet") == []


@pytest.mark.parametrize("parent", BUILT_IN)
def test_every_line_of_a_new_theme_works(site: SiteFolder, parent: str) -> None:
    """Every line that is a comment, and is no sentence, works without its mark, alone and with the
    others; all options and colours of the parent are among them.
    """
    start_theme(site.root, "quiet", parent)
    path = site.root / "themes/quiet/theme.toml"
    lines = path.read_text("utf-8").splitlines()
    offered = [number for number, line in enumerate(lines) if OFFERED.match(line)]
    choose(site, "quiet")
    settings, text, _ = read_settings((site.root / "portfolio.toml").read_bytes())
    for chosen in (*([number] for number in offered), offered):
        shown = [
            line.removeprefix("# ") if number in chosen else line
            for number, line in enumerate(lines)
        ]
        path.write_text("\n".join(shown), "utf-8")
        theme, problems = load_theme(site.root, settings, text)
        assert theme
        assert problems == ()
    assert theme
    names = [OFFERED.findall(lines[number])[0] for number in offered]
    assert sorted(names) == sorted({*theme.options, "light", "dark"})
    assert all(lines[number - 1].startswith("# ") for number in offered)


def test_a_change_in_a_new_theme_is_seen(site: SiteFolder) -> None:
    """An accent and an option of the file are those of the pages."""
    for name in "abc":
        site.record(name)
    start_theme(site.root, "quiet", "ledger")
    path = site.root / "themes/quiet/theme.toml"
    text = path.read_text("utf-8")
    text = re.sub(r'# accent = ".*"', 'accent = "#17603a"', text)
    path.write_text(text.replace("# home_entries = 6", "home_entries = 1"), "utf-8")
    choose(site, "quiet")
    files = site.publish()
    assert any(b"--accent-light:#17603a" in content for content in files.values())
    shown = (site.output / "index.html").read_text().partition('class="register paper"')[0]
    assert shown.count('<li class="entry') == 1


def test_a_child_of_a_new_theme(site: SiteFolder) -> None:
    """A theme can begin with one of the site's own; the file has its values, and each comment
    belongs to its option.
    """
    start_theme(site.root, "quiet", "ledger")
    path = site.root / "themes/quiet/theme.toml"
    path.write_text(
        path.read_text("utf-8").replace("# home_entries = 6", "home_entries = 1"), "utf-8"
    )
    done = site.run("theme", "new", "loud", "--from", "quiet")
    assert done.returncode == 0
    text = (site.root / "themes/loud/theme.toml").read_text("utf-8")
    assert "# How many credentials the home page shows.\n# home_entries = 1\n" in text
    assert text.count("# home = ") == 1


def test_what_comes_next_is_said(site: SiteFolder) -> None:
    """The command prints the setting, the templates that can be copied, and the next command."""
    site.theme("mine")
    site.template("404.html", "Lost", theme="mine")
    done = site.run("theme", "new", "quiet", "--from", "mine")
    assert done.stdout.startswith("wrote themes/quiet/theme.toml\nnext:\n")
    assert 'theme = "quiet" under [site]' in done.stdout
    assert "    themes/mine/templates/: 404.html\n" in done.stdout
    (copied,) = re.findall(r"^    (.*ledger/templates)/: (.*)$", done.stdout, re.MULTILINE)
    assert all((Path(copied[0]) / name).is_file() for name in copied[1].split(", "))
    assert "blocks/row.html" in copied[1].split(", ")
    assert "base" not in done.stdout
    assert done.stdout.endswith("portfolio theme check quiet\n")


def test_a_copied_template_works(site: SiteFolder) -> None:
    """Each template of the parent, copied as the command says, gives the same site."""
    site.record()
    site.record("b", status="planned", issued_date=None)
    before = site.publish()
    start_theme(site.root, "quiet", "ledger")
    folder = builtin_themes_folder() / "ledger/templates"
    for path in folder.rglob("*.html"):
        site.template(path.relative_to(folder).as_posix(), path.read_text("utf-8"), theme="quiet")
    choose(site, "quiet")
    assert site.publish() == before


def test_no_file_is_overwritten(site: SiteFolder) -> None:
    """A theme that is there stays; a folder that is no theme yet becomes one, with its files."""
    site.template("404.html", "Lost", theme="quiet")
    assert site.run("theme", "new", "quiet").returncode == 0
    before = site.files(site.root)
    assert before["themes/quiet/templates/404.html"] == b"Lost"
    done = site.run("theme", "new", "quiet")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is a theme `quiet` already: themes/quiet" in done.stderr
    assert site.files(site.root) == before


@pytest.mark.parametrize(
    "name", ["Quiet", "../quiet", "", "a b", "-quiet", "base", "site", "con", *BUILT_IN]
)
def test_a_name_that_no_new_theme_can_have(site: SiteFolder, name: str) -> None:
    """A name that is none, that is reserved or that a theme has is refused with what to do."""
    before = site.files(site.root)
    done = site.run("theme", "new", "--", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert "use only lower-case" in done.stderr or "choose another name" in done.stderr or not name
    assert site.files(site.root) == before


@pytest.mark.parametrize(
    ("parent", "cure"),
    [("legder", "add --from ledger"), ("base", "add --from with"), ("none", "add --from with")],
)
def test_a_parent_that_is_none(site: SiteFolder, parent: str, cure: str) -> None:
    """A parent that cannot be one is told with one that can, whether it was given or is the theme
    of the site; nothing is written.
    """
    choose(site, parent)
    for arguments in (["--from", parent], []):
        done = site.run("theme", "new", "quiet", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert cure in done.stderr
        assert "base and" not in done.stderr
    assert not (site.root / "themes").exists()


def test_a_parent_with_mistakes(site: SiteFolder) -> None:
    """The mistakes of a parent, or of the settings that name it, are told; nothing is written."""
    site.theme("mine", 'author = "A"\n')
    done = site.run("theme", "new", "quiet", "--from", "mine")
    assert (done.returncode, done.stdout) == (1, "nothing was written\n")
    assert "error[unknown-field]" in done.stderr
    site.write("portfolio.toml", "[site\n")
    done = site.run("theme", "new", "quiet")
    assert (done.returncode, done.stdout) == (1, "nothing was written\n")
    assert "error[toml-syntax]" in done.stderr
    assert not (site.root / "themes/quiet").exists()
    assert site.run("theme", "new", "quiet", "--from", "ledger").returncode == 0


def test_a_theme_needs_a_site(tmp_path: Path, site: SiteFolder) -> None:
    """Outside of a site there is nowhere to put a theme; from a folder in one it is put there."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = SiteFolder(elsewhere).run("theme", "new", "quiet")
    assert done.returncode == 2
    assert "portfolio init" in done.stderr
    assert not list(elsewhere.iterdir())
    assert SiteFolder(site.root / "content").run("theme", "new", "quiet").returncode == 0
    assert (site.root / "themes/quiet/theme.toml").is_file()


def test_a_linked_folder_is_not_written_to(site: SiteFolder, tmp_path: Path) -> None:
    """A folder of themes that is a link to another place is refused."""
    (tmp_path / "elsewhere").mkdir()
    (site.root / "themes").mkdir()
    (site.root / "themes/quiet").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PortfolioError, match="symbolic link"):
        start_theme(site.root, "quiet", "ledger")
    assert not list((tmp_path / "elsewhere").iterdir())


# check


@pytest.mark.parametrize("theme", BUILT_IN)
def test_built_in_themes_are_sound(site: SiteFolder, theme: str) -> None:
    """No theme that comes with the program has a problem, whatever a site has."""
    site.record()
    assert checked(site, theme) == []


def test_missing_templates_are_told(site: SiteFolder) -> None:
    """A template that pages of the site need is an error at the description, as for a build; one
    that only other sites need is a warning.
    """
    site.record()
    site.theme("mine", "")
    found = checked(site)
    assert {problem.code for problem in found} == {"missing-template"}
    assert {problem.location.path for problem in found} == {"themes/mine/theme.toml"}
    said: dict[str, set[str]] = {"error": set(), "warning": set()}
    for problem in found:
        said[problem.severity] |= set(re.findall(r"`(\S+)`", problem.message))
    assert said["warning"] == {"roadmap.html", "text.html"}
    assert {"home.html", "credential.html", "404.html"} <= said["error"]
    assert not said["error"] & said["warning"]


def test_mistakes_in_templates_that_no_page_uses(site: SiteFolder) -> None:
    """The syntax of each template is checked, and what it refers to, with the line."""
    site.record()
    site.theme("mine")
    site.template("text.html", "<p>\n{% if %}\n</p>", theme="mine")
    site.template("roadmap.html", '\n{% extends "layuot.html" %}', theme="mine")
    site.template(
        "parts/own.html",
        '{% include "none.html" ignore missing %}\n{% include name %}\n'
        '{% include "parts/none.html" %}',
        theme="mine",
    )
    found = [(one.code, one.location.path, one.location.line) for one in checked(site)]
    assert found == [
        ("missing-template", "themes/mine/templates/parts/own.html", 3),
        ("missing-template", "themes/mine/templates/roadmap.html", 2),
        ("template-syntax", "themes/mine/templates/text.html", 2),
    ]


def test_a_mistake_is_told_once(site: SiteFolder) -> None:
    """What a page of the site shows and a look at the templates finds too is one problem."""
    site.record()
    site.theme("mine")
    site.template("credential.html", '{% extends "layuot.html" %}', theme="mine")
    site.template("404.html", "{{ page.nmae }}", theme="mine")
    site.template("home.html", "{% for %}", theme="mine")
    assert [problem.code for problem in checked(site)] == [
        "undefined-name",
        "missing-template",
        "template-syntax",
    ]


def test_only_the_theme_is_checked(site: SiteFolder) -> None:
    """Problems of the content, the settings and the site's own templates are counted only."""
    site.record(issued_date="2024-13-45")
    site.record("b")
    site.theme("mine")
    site.template("404.html", "{{ nobody }}")
    site.write("portfolio.toml", SETTINGS + "[theme]\nnone = 1\n")
    done = site.run("theme", "check", "mine")
    assert (done.returncode, done.stderr) == (0, "")
    assert "a site with it has 3 other problems: portfolio check --theme mine" in done.stdout


@pytest.mark.parametrize(
    ("colors", "told"),
    [
        ('accent = "#777777"', "accent"),
        ('accent = "#fcc419"', ""),
        ('accent = "#a8321a"', ""),
        ('accent = "#888"', ""),
        ('light = ["#fff", "#eee"]', ""),
        ('light = ["#ffffff", "#000000"]', "light"),
        ('dark = ["#888888"]', "dark"),
    ],
)
def test_colors_with_too_little_contrast(site: SiteFolder, colors: str, told: str) -> None:
    """An accent that can be read in neither scheme, and papers on which none can, are warned of;
    an accent for one of the schemes is changed for the other.
    """
    site.record()
    site.theme("mine", f'parent = "ledger"\n[colors]\n{colors}\n')
    found = checked(site)
    assert [(one.code, one.message.split("`")[1]) for one in found] == (
        [("illegible-color", told)] if told else []
    )
    assert all(one.location.source == colors for one in found)


def test_the_accent_is_printed(site: SiteFolder) -> None:
    """The check says which accent readers see in each scheme, whatever the owner chose."""
    site.record()
    site.theme("mine", 'parent = "ledger"\n[colors]\naccent = "#ffd400"\n')
    site.write("portfolio.toml", SETTINGS + '[theme]\naccent = "#17603a"\n')
    done = site.run("theme", "check", "mine")
    assert done.stdout == ("theme mine checked, accent #7d5700 on light, #ffd400 on dark paper\n")


def test_the_exit_codes_of_a_check(site: SiteFolder) -> None:
    """They are those of `portfolio check`: 1 for errors, with `--strict` also for warnings, and
    2 without a site or for a name that is none.
    """
    site.record()
    site.theme("mine", 'parent = "ledger"\n[colors]\naccent = "#777777"\n')
    site.theme("wrong", 'parent = "ledger"\n[colors]\naccent = 5\n')
    for arguments, code in {
        ("ledger",): 0,
        ("mine",): 0,
        ("mine", "--strict"): 1,
        ("wrong",): 1,
        ("none",): 1,
        ("None",): 2,
    }.items():
        done = site.run("theme", "check", *arguments)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
    (site.root / "content/credentials/a.md").unlink()
    (site.root / "content/credentials").rmdir()
    assert site.run("theme", "check", "ledger").returncode == 2


def test_a_theme_that_is_none_is_told(site: SiteFolder) -> None:
    """A name that no theme has is answered with the one that was probably meant."""
    site.record()
    (found,) = checked(site, "legder")
    assert (found.code, found.help) == ("unknown-theme", "did you mean `ledger`?")
    assert found.location.path == "themes/legder/theme.toml"


def test_problems_of_a_theme_for_programs(site: SiteFolder) -> None:
    """With `--format`, the problems are all that is printed."""
    site.record()
    site.theme("mine", 'author = "A"\n')
    done = site.run("theme", "check", "mine", "--format", "json")
    assert done.returncode == 1
    (found,) = json.loads(done.stdout)["diagnostics"]
    assert (found["code"], found["file"]) == ("unknown-field", "themes/mine/theme.toml")


# names


def test_a_command_that_is_none(tmp_path: Path) -> None:
    """A misspelt command of the group is answered with the one that was meant."""
    done = SiteFolder(tmp_path).run("theme", "chekc")
    assert done.returncode == 2
    assert "did you mean `check`?" in done.stderr
